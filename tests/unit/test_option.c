/* option: reading a command line. */
#include "cli/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	WORDS_MAX = 8
};

static bool
parse(const char *const *words, struct options *o, struct err *err)
{
	static char copies[WORDS_MAX][80];
	static char *argv[WORDS_MAX + 1];
	int n = 1;

	argv[0] = copies[0];
	for (; words[n - 1] != NULL; n++) {
		snprintf(copies[n], sizeof(copies[n]), "%s", words[n - 1]);
		argv[n] = copies[n];
	}
	return options_parse(o, n, argv, err);
}

static void
values_flags_lists_and_words_are_told_apart(void **state)
{
	const char *const words[] = { "bundle", "--percent=7", "-o", "x.csv",
		"--dry-run", "new", NULL };
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(parse(words, &o, &err));
	assert_int_equal(o.n_words, 2);
	assert_string_equal(o.words[1], "new");
	assert_true(o.given[OPT_DRY_RUN]);
	assert_false(o.given[OPT_ALL]);
	assert_string_equal(o.text[OPT_OUTPUT], "x.csv");
	assert_true(
	    o.number[OPT_PERCENT] > 6.999 && o.number[OPT_PERCENT] < 7.001);
	options_release(&o);
}

static void
lists_collect_and_a_double_dash_ends_options(void **state)
{
	const char *const words[] = { "--map", "sku=Code", "--map",
		"price=Preis", "--", "--dry-run", NULL };
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(parse(words, &o, &err));
	assert_int_equal(o.n_list, 2);
	assert_string_equal(o.list[1], "price=Preis");
	assert_int_equal(o.n_words, 1);
	assert_string_equal(o.words[0], "--dry-run");
	options_release(&o);
}

static void
wrong_options_are_refused_with_a_sentence(void **state)
{
	static const struct {
		const char *words[4];
		const char *sentence;
	} cases[] = {
		{ { "--colour", NULL },
		    "there is no option '--colour'; 'endcap --help' lists "
		    "them" },
		{ { "-q", NULL },
		    "there is no option '-q'; 'endcap --help' lists them" },
		{ { "--limit", "many", NULL },
		    "--limit takes a whole number, not 'many'" },
		{ { "--limit", "-1", NULL },
		    "--limit takes a whole number, not '-1'" },
		{ { "--percent", "ten", NULL },
		    "--percent takes a number, not 'ten'" },
		{ { "--format", NULL },
		    "--format needs a value: --format FORMAT" },
		{ { "--all=yes", NULL }, "--all takes no value" },
		{ { "--limit=1", "--limit=2", NULL },
		    "--limit is given twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct options o;
		struct err err = ERR_INIT;
		assert_false(parse(cases[i].words, &o, &err));
		assert_int_equal(err.code, ERR_USAGE);
		assert_string_equal(err.text, cases[i].sentence);
		options_release(&o);
	}
}

static void
what_is_typed_is_cleaned_but_names_of_files_are_not(void **state)
{
	const char *const words[] = { "a\033[2Jb", "--note=x\ny", "--output",
		"\033.csv", "--map=sku=\007", NULL };
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	for (int files = 0; files < 2; files++) {
		assert_true(parse(words, &o, &err));
		options_clean(&o, files == 1);
		assert_string_equal(
		    o.words[0], files == 1 ? "a\033[2Jb" : "a [2Jb");
		assert_string_equal(o.text[OPT_NOTE], "x y");
		assert_string_equal(o.text[OPT_OUTPUT], "\033.csv");
		assert_string_equal(o.list[0], "sku= ");
		options_release(&o);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_flags_lists_and_words_are_told_apart),
		cmocka_unit_test(lists_collect_and_a_double_dash_ends_options),
		cmocka_unit_test(wrong_options_are_refused_with_a_sentence),
		cmocka_unit_test(
		    what_is_typed_is_cleaned_but_names_of_files_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
