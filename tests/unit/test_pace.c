/* pace: rates and times left from reports at given times. */
#include "base/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
check(const struct pace *p, const char *wanted)
{
	struct str words = STR_INIT;

	pace_add(p, &words);
	assert_string_equal(words.p, wanted);
	str_release(&words);
}

static void
nothing_is_said_in_the_first_half_second(void **state)
{
	struct pace p = { .done = 0 };

	(void)state;
	check(&p, "");
	pace_note(&p, "writing orders", 0, 1000, 7000);
	pace_note(&p, "writing orders", 400, 1000, 7499);
	check(&p, "");
	assert_int_equal(pace_left(&p), -1);
	pace_note(&p, "writing orders", 500, 1000, 7500);
	check(&p, "1.0k/s, 1 s left");
}

static void
bytes_and_things_have_their_units(void **state)
{
	static const struct {
		const char *phase, *wanted;
		int64_t done, total;
	} cases[] = {
		{ "reading orders.csv", "84.1 MB/s, 2 s left", 84100000,
		    200000000 },
		{ "reading x.csv", "0.0 MB/s, 100 s left", 1000, 101000 },
		{ "writing lines", "1.9M/s, 5 s left", 1900000, 10000000 },
		{ "writing lines", "10/s, 10 min left", 10, 6010 },
		{ "writing lines", "10/s, 28 h left", 10, 1008010 },
		{ "writing lines", "1/s", 1, 900000001 },
		{ "summing up", "12/s", 12, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pace p = { .done = 0 };

		pace_note(&p, cases[i].phase, 0, cases[i].total, 0);
		pace_note(
		    &p, cases[i].phase, cases[i].done, cases[i].total, 1000);
		check(&p, cases[i].wanted);
	}
}

static void
the_rate_follows_the_last_seconds(void **state)
{
	struct pace p = { .done = 0 };
	int64_t done = 0;

	(void)state;
	for (int s = 0; s <= 10; s++)
		pace_note(&p, "writing", done += 1000, 100000, s * 1000);
	check(&p, "1.0k/s, 89 s left");
	for (int s = 11; s <= 30; s++)
		pace_note(&p, "writing", done += 100, 100000, s * 1000);
	assert_true(p.rate < 102 && p.rate > 98);
}

static void
a_new_phase_starts_anew(void **state)
{
	struct pace p = { .done = 0 };

	(void)state;
	pace_note(&p, "writing orders", 0, 100, 0);
	pace_note(&p, "writing orders", 50, 100, 1000);
	check(&p, "50/s, 1 s left");
	pace_note(&p, "writing lines", 50, 100, 2000);
	check(&p, "");
	pace_note(&p, "writing lines", 60, 100, 3000);
	check(&p, "10/s, 4 s left");
	/* The same phase of another file, and a clock set back. */
	pace_note(&p, "writing lines", 10, 100, 4000);
	check(&p, "");
	pace_note(&p, "writing lines", 20, 100, 1000);
	check(&p, "");
}

static void
a_standstill_promises_nothing(void **state)
{
	struct pace p = { .done = 0 };

	(void)state;
	pace_note(&p, "writing", 10, 100, 0);
	pace_note(&p, "writing", 10, 100, 5000);
	check(&p, "");
	assert_int_equal(pace_left(&p), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_in_the_first_half_second),
		cmocka_unit_test(bytes_and_things_have_their_units),
		cmocka_unit_test(the_rate_follows_the_last_seconds),
		cmocka_unit_test(a_new_phase_starts_anew),
		cmocka_unit_test(a_standstill_promises_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
