/* theme: the built-in lines, and those of a user. */
#include "ui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
the_built_in_themes_have_their_names(void **state)
{
	struct themes ts;

	(void)state;
	themes_init(&ts);
	assert_int_equal(ts.n, THEME_BUILT_IN);
	assert_int_equal(themes_find(&ts, slice_of("dark")), THEME_DARK);
	assert_int_equal(themes_find(&ts, slice_of("light")), THEME_LIGHT);
	assert_int_equal(themes_find(&ts, slice_of("mono")), THEME_MONO);
	assert_int_equal(themes_find(&ts, slice_of("Dark")), -1);
	assert_int_equal(themes_find(&ts, slice_of("")), -1);
}

static void
mono_has_no_colours(void **state)
{
	struct themes ts;

	(void)state;
	themes_init(&ts);
	for (int r = 0; r < ROLE_COUNT; r++) {
		assert_int_equal(ts.theme[THEME_MONO].style[r].colour256, -1);
		assert_int_equal(ts.theme[THEME_MONO].style[r].colour8, -1);
	}
}

static void
gain_and_loss_differ_in_every_theme(void **state)
{
	struct themes ts;

	(void)state;
	themes_init(&ts);
	for (int t = 0; t < ts.n; t++) {
		const struct theme_style *gain = &ts.theme[t].style[ROLE_GAIN];
		const struct theme_style *loss = &ts.theme[t].style[ROLE_LOSS];
		assert_true(gain->colour256 != loss->colour256 ||
		    gain->attributes != loss->attributes);
		assert_true(gain->colour8 != loss->colour8 || t == THEME_MONO);
		assert_int_equal(
		    ts.theme[t].style[ROLE_SELECTED].attributes, THEME_REVERSE);
	}
}

static void
a_file_changes_themes_and_begins_others(void **state)
{
	struct themes ts;
	struct err err = ERR_INIT;

	(void)state;
	themes_init(&ts);
	assert_true(themes_read(&ts, "themes",
	    slice_of("# mine\n\n dark gain 40 2 bold underline\n"
		     "sea title 39 4 reverse\n"),
	    &err));
	const struct theme_style *gain = &ts.theme[THEME_DARK].style[ROLE_GAIN];
	assert_int_equal(gain->colour256, 40);
	assert_int_equal(gain->colour8, 2);
	assert_int_equal(gain->attributes, THEME_BOLD | THEME_UNDERLINE);
	int sea = themes_find(&ts, slice_of("sea"));
	assert_int_equal(sea, THEME_BUILT_IN);
	assert_int_equal(ts.theme[sea].style[ROLE_TITLE].colour256, 39);
	/* The rest of it is that of "dark" as it was by then. */
	assert_int_equal(ts.theme[sea].style[ROLE_GAIN].colour256, 40);
}

static void
wrong_lines_are_named(void **state)
{
	static const struct {
		const char *lines, *said;
	} cases[] = {
		{ "dark gian 1 1",
		    "themes line 1: 'gian' is no role; there "
		    "are text, dim, title, gain, loss and more" },
		{ "\ndark gain 256 1",
		    "themes line 2: '256' is no colour; it is a number from 0 "
		    "to 255, or -" },
		{ "dark gain 1 8",
		    "themes line 1: '8' is no colour; it is a "
		    "number from 0 to 7, or -" },
		{ "dark gain 1",
		    "themes line 1: '' is no colour; it is a "
		    "number from 0 to 7, or -" },
		{ "dark gain 1 1 bald",
		    "themes line 1: 'bald' is no attribute; there are bold, "
		    "underline and reverse" },
		{ "a-name-that-is-much-too-long text 1 1",
		    "themes line 1: the name 'a-name-that-is-much-too-long' "
		    "is too long" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct themes ts;
		struct err err = ERR_INIT;
		themes_init(&ts);
		assert_false(
		    themes_read(&ts, "themes", slice_of(cases[i].lines), &err));
		assert_string_equal(err.text, cases[i].said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_built_in_themes_have_their_names),
		cmocka_unit_test(mono_has_no_colours),
		cmocka_unit_test(gain_and_loss_differ_in_every_theme),
		cmocka_unit_test(a_file_changes_themes_and_begins_others),
		cmocka_unit_test(wrong_lines_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
