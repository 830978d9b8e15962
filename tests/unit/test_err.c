/* err and progress: sentences, cutting, and how work is asked to stop. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <errno.h>

#include "base/progress.h"
#include "base/text.h"

static void
setting_gives_code_and_sentence(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_false(err_set(&err, ERR_IO, "cannot read '%s'", "x.csv"));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, "cannot read 'x.csv'");
	assert_false(err_prefix(&err, "shop %d", 7));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, "shop 7: cannot read 'x.csv'");
}

static void
an_error_nobody_wants_is_dropped(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_IO, "%d", 1));
	assert_false(err_prefix(NULL, "x"));
}

static void
arguments_may_come_from_the_error_itself(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_INPUT, "bad row");
	err_set(&err, ERR_LIMIT, "%s, and again %s", err.text, err.text);
	assert_string_equal(err.text, "bad row, and again bad row");
}

/* Whatever the offset of the cut, no character is torn. */
static void
long_sentences_end_in_an_ellipsis_after_a_whole_character(void **state)
{
	(void)state;
	for (int pad = 0; pad < 5; pad++) {
		struct err err = ERR_INIT;
		struct str text = STR_INIT;
		str_add_repeat(&text, "x", (size_t)pad);
		str_add_repeat(&text, "\xf0\x9f\x98\x80", 200);
		err_set(&err, ERR_INPUT, "%s", text.p);
		size_t len = strlen(err.text);
		assert_true(text_valid(slice_of(err.text)));
		assert_string_equal(err.text + len - 3, "\xe2\x80\xa6");
		assert_in_range(len, ERR_TEXT_SIZE - 4, ERR_TEXT_SIZE - 1);
		assert_int_equal((len - 3 - (size_t)pad) % 4, 0);
		str_release(&text);
	}
}

static void
the_longest_sentence_that_fits_is_whole(void **state)
{
	struct err err = ERR_INIT;
	struct str text = STR_INIT;

	(void)state;
	str_add_repeat(&text, "y", ERR_TEXT_SIZE - 1);
	err_set(&err, ERR_INPUT, "%s", text.p);
	assert_string_equal(err.text, text.p);
	str_release(&text);
}

static void
every_code_has_its_own_name(void **state)
{
	(void)state;
	assert_string_equal(err_code_name(ERR_NONE), "none");
	assert_string_equal(err_code_name(ERR_BUSY), "busy");
	for (int a = 0; a < ERR_CODE_COUNT; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(err_code_name((enum err_code)a),
			    err_code_name((enum err_code)b));
}

static void
system_reasons_end_a_sentence(void **state)
{
	(void)state;
	assert_string_equal(err_system(EACCES), "permission denied");
	assert_string_equal(err_system(ENOSPC), "the disk is full");
	assert_string_equal(err_system(-1), "the system refused");
}

struct seen {
	bool answer;
	int64_t done, total;
	const char *phase;
};

static bool
watch(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct seen *seen = arg;

	seen->phase = phase;
	seen->done = done;
	seen->total = total;
	return seen->answer;
}

static void
progress_goes_on_until_the_watcher_says_stop(void **state)
{
	struct seen seen = { .answer = true };
	struct progress pg = { .report = watch, .arg = &seen };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(progress_report(&pg, "counting pairs", 3, 9, &err));
	assert_string_equal(seen.phase, "counting pairs");
	assert_int_equal(seen.done, 3);
	assert_int_equal(seen.total, 9);
	assert_int_equal(err.code, ERR_NONE);

	seen.answer = false;
	assert_false(progress_report(&pg, "counting pairs", 4, 9, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	assert_string_equal(
	    err.text, "stopped while counting pairs; nothing was changed");
}

static void
progress_without_a_watcher_goes_on(void **state)
{
	struct progress nobody = { 0 };

	(void)state;
	assert_true(progress_report(NULL, "x", 1, 2, NULL));
	assert_true(progress_report(&nobody, "x", 1, 2, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_gives_code_and_sentence),
		cmocka_unit_test(an_error_nobody_wants_is_dropped),
		cmocka_unit_test(arguments_may_come_from_the_error_itself),
		cmocka_unit_test(
		    long_sentences_end_in_an_ellipsis_after_a_whole_character),
		cmocka_unit_test(the_longest_sentence_that_fits_is_whole),
		cmocka_unit_test(every_code_has_its_own_name),
		cmocka_unit_test(system_reasons_end_a_sentence),
		cmocka_unit_test(progress_goes_on_until_the_watcher_says_stop),
		cmocka_unit_test(progress_without_a_watcher_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
