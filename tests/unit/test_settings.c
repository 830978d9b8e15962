/* settings: ranges, defaults, and what a store keeps. */
#include "tests/support/shop.h"

#include "service/history.h"
#include "service/listing.h"
#include "service/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
every_default_is_within_its_range(void **state)
{
	struct settings s;

	(void)state;
	settings_defaults(&s);
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = setting_row((enum setting_id)i);
		assert_true(s.value[i] >= row->min && s.value[i] <= row->max);
		assert_false(s.changed[i]);
		assert_true(row->help[0] != '\0');
	}
}

static void
a_value_is_kept_and_an_empty_one_goes_back(void **state)
{
	struct shop shop;
	struct settings s, again;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	assert_true(settings_load(shop.st, &s, &err));
	assert_true(settings_set(
	    shop.st, &s, SETTING_PAYMENT_FEE, "1.4 %", NULL, &err));
	assert_true(settings_load(shop.st, &again, &err));
	assert_true(again.changed[SETTING_PAYMENT_FEE]);
	assert_true(again.value[SETTING_PAYMENT_FEE] > 1.399 &&
	    again.value[SETTING_PAYMENT_FEE] < 1.401);
	assert_true(
	    settings_set(shop.st, &s, SETTING_PAYMENT_FEE, "", NULL, &err));
	assert_true(settings_load(shop.st, &again, &err));
	assert_false(again.changed[SETTING_PAYMENT_FEE]);
	shop_close(&shop);
}

static void
wrong_values_are_refused_and_change_nothing(void **state)
{
	static const char *const wrong[] = { "a lot", "-1", "101", "nan",
		"1e400" };
	struct shop shop;
	struct settings s;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	assert_true(settings_load(shop.st, &s, &err));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct err why = ERR_INIT;
		assert_false(settings_set(
		    shop.st, &s, SETTING_ASSUMED_MARGIN, wrong[i], NULL, &why));
		assert_int_equal(why.code, ERR_INPUT);
	}
	assert_true(settings_load(shop.st, &s, &err));
	assert_false(s.changed[SETTING_ASSUMED_MARGIN]);
	shop_close(&shop);
}

static void
an_unknown_key_names_the_nearest(void **state)
{
	enum setting_id id;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(setting_find("margin_floor", &id, &err));
	assert_int_equal(id, SETTING_MARGIN_FLOOR);
	assert_false(setting_find("margin", &id, &err));
	assert_string_equal(err.text,
	    "there is no setting 'margin'; did you mean 'margin_floor'?");
	assert_false(setting_find("xyz", &id, &err));
	assert_string_equal(err.text,
	    "there is no setting 'xyz'; 'endcap settings' lists them");
}

static void
a_change_is_an_action_that_undo_takes_back(void **state)
{
	struct shop shop;
	struct settings s;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	assert_true(settings_load(shop.st, &s, &err));
	assert_true(settings_set(
	    shop.st, &s, SETTING_ASSUMED_MARGIN, "45", &said, &err));
	assert_string_equal(said.p, "setting 'assumed_margin': 40 to 45");
	assert_string_equal(
	    settings_basis(&s, SETTING_ASSUMED_MARGIN), "estimated");
	str_clear(&said);
	assert_true(history_step(shop.st, HISTORY_UNDO, false, &said, &err));
	assert_string_equal(
	    said.p, "undone: setting 'assumed_margin': 40 to 45");
	assert_true(settings_load(shop.st, &s, &err));
	assert_false(s.changed[SETTING_ASSUMED_MARGIN]);
	assert_string_equal(
	    settings_basis(&s, SETTING_ASSUMED_MARGIN), "assumed");
	str_release(&said);
	shop_close(&shop);
}

static void
each_says_where_it_comes_from_and_what_it_changes(void **state)
{
	struct settings s;
	struct listing l;
	struct str words = STR_INIT;

	(void)state;
	settings_defaults(&s);
	assert_string_equal(settings_basis(&s, SETTING_DRAWS), "choice");
	assert_string_equal(
	    settings_basis(&s, SETTING_SHIPPING_FEE), "measured");
	settings_listing(&s, &l);
	assert_int_equal(l.rows, SETTING_COUNT);
	listing_add_cell(&l, SETTING_PAYMENT_FEE,
	    (size_t)listing_column(&l, "changes"), &words);
	assert_string_equal(words.p, "key figures, bundles, thresholds");
	str_clear(&words);
	listing_add_cell(&l, SETTING_DISCOUNT,
	    (size_t)listing_column(&l, "changes"), &words);
	assert_string_equal(words.p, "new bundles");
	listing_release(&l);
	str_release(&words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_default_is_within_its_range),
		cmocka_unit_test(a_value_is_kept_and_an_empty_one_goes_back),
		cmocka_unit_test(wrong_values_are_refused_and_change_nothing),
		cmocka_unit_test(an_unknown_key_names_the_nearest),
		cmocka_unit_test(a_change_is_an_action_that_undo_takes_back),
		cmocka_unit_test(
		    each_says_where_it_comes_from_and_what_it_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
