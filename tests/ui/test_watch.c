/*
 * A dashboard that nobody touches shows what another program changed, within
 * about a second, and says who did what. The program itself, in a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "tests/support/terminal.h"

enum {
	LIMIT = 20000, /* ms; sanitized builds on a busy machine are slow */
	STALE = 1000, /* ms; on a quiet one */
	TRIES = 5
};

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
run(const char *arguments)
{
	struct str line = STR_INIT;

	str_addf(&line, "\"$ENDCAP\" %s >/dev/null", arguments);
	assert_int_equal(system(line.p), 0);
	str_release(&line);
}

static void
a_change_elsewhere_is_shown_within_a_second(void **state)
{
	const char *const argv[] = { getenv("ENDCAP"), NULL };
	struct str store = STR_INIT;
	int64_t best = LIMIT;

	(void)state;
	if (argv[0] == NULL)
		skip();
	str_addf(&store, "%s/watched.db", getenv("HOME"));
	assert_int_equal(setenv("ENDCAP_STORE", store.p, 1), 0);
	run("import tests/cli/data/products.csv tests/cli/data/orders.csv");
	struct terminal *tm = terminal_start(
	    &(struct terminal_setup){ .argv = argv, .cols = 80, .rows = 24 });
	assert_non_null(tm);
	assert_true(terminal_wait_text(tm, "[1 ", LIMIT));
	terminal_keys(tm, "4");
	assert_true(terminal_wait_text(tm, "[4 ", LIMIT));
	for (int i = 0; i < TRIES; i++) {
		struct str command = STR_INIT, words = STR_INIT;
		str_addf(&command, "bundle new watched%d LAMP MUG", i);
		str_addf(&words, "made bundle 'watched%d'", i);
		run(command.p);
		int64_t begun = milliseconds();
		assert_true(terminal_wait_text(tm, words.p, LIMIT));
		if (milliseconds() - begun < best)
			best = milliseconds() - begun;
		str_release(&command);
		str_release(&words);
	}
	assert_in_range(best, 0, STALE);
	terminal_free(tm);
	str_release(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_elsewhere_is_shown_within_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
