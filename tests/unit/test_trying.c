/* trying: values kept to compare, as scenarios that can be undone. */
#include "tests/support/shop.h"

#include "service/history.h"
#include "service/trying.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
keep(struct store *st, int64_t amount, char letter)
{
	struct store_threshold t = thresholding_draft("", amount);
	struct err err = ERR_INIT;
	char got;

	if (!trying_keep(st, &t, 2, &got, &err))
		fail_msg("%s", err.text);
	assert_int_equal(got, letter);
}

/* "A5500 B6000" */
static void
check(struct store *st, const char *want)
{
	struct kept_values kept;
	struct str got = STR_INIT;
	struct err err = ERR_INIT;

	if (!trying_load(st, &kept, &err))
		fail_msg("%s", err.text);
	str_add(&got, "");
	for (size_t i = 0; i < kept.n; i++)
		str_addf(&got, "%s%c%d", i > 0 ? " " : "", kept.rows[i].letter,
		    (int)kept.rows[i].amount);
	assert_string_equal(got.len > 0 ? got.p : "", want);
	str_release(&got);
}

static void
six_values_are_kept_and_the_oldest_goes(void **state)
{
	struct shop shop;
	struct kept_values kept;
	struct str said = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	check(shop.st, "");
	keep(shop.st, 5500, 'A');
	keep(shop.st, 6000, 'B');
	keep(shop.st, 5500, 'A');
	for (int i = 2; i < TRYING_MOST; i++)
		keep(shop.st, 6000 + 100 * i, (char)('A' + i));
	check(shop.st, "A5500 B6000 C6200 D6300 E6400 F6500");
	keep(shop.st, 8000, 'B'); /* A was kept again after it */
	check(shop.st, "A5500 B8000 C6200 D6300 E6400 F6500");
	assert_true(trying_load(shop.st, &kept, &err));
	assert_true(trying_drop(shop.st, &kept.rows[1], &err));
	check(shop.st, "A5500 C6200 D6300 E6400 F6500");
	assert_true(history_step(shop.st, HISTORY_UNDO, true, &said, &err));
	check(shop.st, "A5500 B8000 C6200 D6300 E6400 F6500");
	assert_true(history_step(shop.st, HISTORY_UNDO, true, &said, &err));
	check(shop.st, "A5500 B6000 C6200 D6300 E6400 F6500");
	keep(shop.st, 9000, 'B');
	str_release(&said);
	shop_close(&shop);
}

/* A discount is told from free shipping at the same value. */
static void
what_it_gives_is_kept_too(void **state)
{
	struct store_threshold t = thresholding_draft("", 8000);
	struct shop shop;
	struct kept_values kept;
	struct err err = ERR_INIT;
	char letter;

	(void)state;
	shop_open(&shop, NULL);
	keep(shop.st, 8000, 'A');
	t.kind = "percent";
	t.reward_value = 125000;
	assert_true(trying_keep(shop.st, &t, 2, &letter, &err));
	assert_int_equal(letter, 'B');
	assert_true(trying_load(shop.st, &kept, &err));
	assert_string_equal(kept.rows[0].kind, "free-shipping");
	assert_string_equal(kept.rows[1].kind, "percent");
	assert_int_equal(kept.rows[1].reward_value, 125000);
	assert_int_equal(trying_threshold(&kept.rows[1]).reward_value, 125000);
	assert_ptr_equal(trying_find(&kept, "b"), &kept.rows[1]);
	assert_null(trying_find(&kept, "ab"));
	assert_null(trying_find(&kept, ""));
	shop_close(&shop);
}

/* A name or a letter too long. */
static void
what_does_not_read_is_passed_over(void **state)
{
	struct shop shop;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	assert_true(store_action_begin(shop.st, "kept", &err));
	assert_true(store_scenario_save(shop.st,
	    &(struct store_scenario){ .name = "free shipping Aa",
		.kind = "threshold",
		.subject = "free shipping",
		.content = "{\"amount\":5500}" },
	    &err));
	assert_true(store_action_commit(shop.st, NULL, &err));
	check(shop.st, "");
	shop_close(&shop);
}

/* Without a curve nothing can be read off at a value. */
static void
without_a_curve_nothing_is_compared(void **state)
{
	struct lab lab = { .currency = { .code = "EUR", .digits = 2 } };
	struct kept_values kept = {
		.rows = { { .letter = 'A', .amount = 5500 } }, .n = 1
	};
	struct listing l;

	(void)state;
	trying_listing(&lab, 50, &kept, &l);
	assert_int_equal(l.rows, 0);
	listing_release(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(six_values_are_kept_and_the_oldest_goes),
		cmocka_unit_test(what_it_gives_is_kept_too),
		cmocka_unit_test(what_does_not_read_is_passed_over),
		cmocka_unit_test(without_a_curve_nothing_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
