/* theme: the matrix. */
#include "ui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
every_name_is_parsed_back_and_others_are_not(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++) {
		enum theme out = THEME_COUNT;
		assert_true(
		    theme_parse(slice_of(theme_name((enum theme)t)), &out));
		assert_int_equal(out, t);
	}
	enum theme kept = THEME_LIGHT;
	assert_false(theme_parse(slice_of("Dark"), &kept));
	assert_false(theme_parse(slice_of(""), &kept));
	assert_int_equal(kept, THEME_LIGHT);
}

static void
the_key_goes_round_all_themes(void **state)
{
	(void)state;
	assert_int_equal(theme_next(THEME_DARK), THEME_LIGHT);
	assert_int_equal(theme_next(THEME_LIGHT), THEME_MONO);
	assert_int_equal(theme_next(THEME_MONO), THEME_DARK);
}

static void
mono_has_no_colours(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT; r++) {
		struct theme_style style =
		    theme_style(THEME_MONO, (enum role)r);
		assert_int_equal(style.colour256, -1);
		assert_int_equal(style.colour8, -1);
	}
}

static void
gain_and_loss_differ_in_every_theme(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++) {
		struct theme_style gain = theme_style((enum theme)t, ROLE_GAIN);
		struct theme_style loss = theme_style((enum theme)t, ROLE_LOSS);
		bool differ = gain.colour256 != loss.colour256 ||
		    gain.attributes != loss.attributes;
		assert_true(differ);
		assert_true(gain.colour8 != loss.colour8 || t == THEME_MONO);
	}
}

static void
the_selection_is_reversed_in_every_theme(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++)
		assert_int_equal(
		    theme_style((enum theme)t, ROLE_SELECTED).attributes,
		    THEME_REVERSE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_parsed_back_and_others_are_not),
		cmocka_unit_test(the_key_goes_round_all_themes),
		cmocka_unit_test(mono_has_no_colours),
		cmocka_unit_test(gain_and_loss_differ_in_every_theme),
		cmocka_unit_test(the_selection_is_reversed_in_every_theme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
