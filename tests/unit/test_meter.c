/* meter: what stands on standard error, with a clock of the test's own. */
#include "cli/meter.h"
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static int64_t now_ms;

static int64_t
test_clock(void)
{
	return now_ms;
}

static bool
always_stop(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)phase;
	(void)done;
	(void)total;
	return false;
}

struct bench {
	struct cli_world world;
	struct meter meter;
	char *text;
	size_t len;
};

static void
bench_init(struct bench *b)
{
	*b = (struct bench){ .len = 0 };
	b->world.err = open_memstream(&b->text, &b->len);
	assert_non_null(b->world.err);
	b->world.err_is_terminal = true;
	b->world.clock = test_clock;
	b->meter.world = &b->world;
	now_ms = 5000;
}

static void
bench_release(struct bench *b)
{
	(void)fclose(b->world.err);
	free(b->text);
}

static void
report_at(
    struct bench *b, int64_t ms, const char *phase, int64_t done, int64_t total)
{
	now_ms = ms;
	assert_true(meter_report(&b->meter, phase, done, total));
}

static void
check(struct bench *b, const char *wanted)
{
	assert_int_equal(fflush(b->world.err), 0);
	assert_string_equal(b->text, wanted);
}

static void
short_work_shows_nothing(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b);
	report_at(&b, 5000, "reading a.csv", 0, 100);
	report_at(&b, 5332, "reading a.csv", 99, 100);
	meter_end(&b.meter);
	check(&b, "");
	bench_release(&b);
}

static void
the_line_is_written_over_itself_and_wiped_out(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b);
	report_at(&b, 5000, "reading a.csv", 0, 200000000);
	report_at(&b, 6000, "reading a.csv", 50000000, 200000000);
	check(&b,
	    "\rreading a.csv  [#####...............]  25 %  50.0 MB/s, 3 s "
	    "left");
	report_at(&b, 6099, "reading a.csv", 60000000, 200000000);
	report_at(&b, 6100, "summing up", 0, 0);
	meter_end(&b.meter);
	meter_end(&b.meter);
	check(&b,
	    "\rreading a.csv  [#####...............]  25 %  50.0 MB/s, 3 s "
	    "left"
	    "\rsumming up                                                  "
	    "    "
	    "\r          \r");
	bench_release(&b);
}

static void
a_name_that_harms_terminals_does_not(void **state)
{
	struct bench b;
	struct str line = STR_INIT;

	(void)state;
	bench_init(&b);
	report_at(&b, 5000,
	    "reading \033[2J\xffnée of a very long name indeed.csv", 1, 0);
	meter_add_line(&b.meter, &line);
	for (size_t i = 0; i < line.len; i++)
		assert_true(line.p[i] >= 0x20 && line.p[i] < 0x7f);
	assert_true(line.len <= 79);
	str_release(&line);
	bench_release(&b);
}

static void
the_line_never_wraps(void **state)
{
	struct bench b;
	struct str line = STR_INIT;

	(void)state;
	bench_init(&b);
	report_at(&b, 5000, "reading an-export-with-a-very-long-name.csv", 0,
	    INT64_MAX / 2);
	report_at(&b, 7000, "reading an-export-with-a-very-long-name.csv",
	    INT64_MAX / 4, INT64_MAX / 2);
	meter_add_line(&b.meter, &line);
	assert_true(line.len <= 79);
	str_release(&line);
	bench_release(&b);
}

static void
what_is_no_terminal_gets_nothing(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b);
	b.world.err_is_terminal = false;
	report_at(&b, 5000, "reading a.csv", 0, 100);
	report_at(&b, 9000, "reading a.csv", 50, 100);
	b.world.interrupted = always_stop;
	assert_false(meter_report(&b.meter, "reading a.csv", 60, 100));
	meter_end(&b.meter);
	check(&b, "");
	bench_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_work_shows_nothing),
		cmocka_unit_test(the_line_is_written_over_itself_and_wiped_out),
		cmocka_unit_test(a_name_that_harms_terminals_does_not),
		cmocka_unit_test(the_line_never_wraps),
		cmocka_unit_test(what_is_no_terminal_gets_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
