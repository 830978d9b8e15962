/*
 * Offers: what a set saves, to the minor unit, and what is refused in words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide/offer.h"

#define ITEM(p, q)                              \
	{                                       \
		.product = (p), .quantity = (q) \
	}

static const struct offer_item pair[] = { { .product = 0, .quantity = 1 },
	{ .product = 1, .quantity = 2 } };

static struct offer
good_bundle(void)
{
	return (struct offer){
		.name = "light",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.value = 100000,
		.items = pair,
		.n_items = 2,
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};
}

static struct offer
good_threshold(void)
{
	return (struct offer){
		.name = "ship",
		.kind = OFFER_THRESHOLD,
		.discount = DISCOUNT_FREE_SHIPPING,
		.threshold = 5000,
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};
}

static void
a_set_saves_what_was_promised_rounded_once(void **state)
{
	static const struct {
		enum offer_discount discount;
		int64_t value, sum4;
		int digits;
		int64_t want;
	} cases[] = {
		{ DISCOUNT_PERCENT, 100000, 550000, 2, 550 },
		{ DISCOUNT_PERCENT, 125000, 550000, 2, 688 }, /* 6.875 */
		{ DISCOUNT_PERCENT, 50000, 550000, 2, 275 },
		{ DISCOUNT_PERCENT, 100000, 500, 2, 1 }, /* .005 */
		{ DISCOUNT_PERCENT, 100000, 499, 2, 0 }, /* .00499 */
		{ DISCOUNT_PERCENT, 1000000, 550000, 2, 5500 },
		{ DISCOUNT_PERCENT, 100000, 15000000, 0, 150 },
		{ DISCOUNT_PERCENT, 100000, 12345, 3, 123 },
		{ DISCOUNT_AMOUNT, 300, 550000, 2, 300 },
		{ DISCOUNT_AMOUNT, 9900, 550000, 2, 5500 },
		{ DISCOUNT_PRICE, 4900, 550000, 2, 600 },
		{ DISCOUNT_PRICE, 6000, 550000, 2, 0 },
		{ DISCOUNT_FREE_SHIPPING, 0, 550000, 2, 0 },
		{ DISCOUNT_PERCENT, 100000, 0, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct offer of = good_bundle();

		of.discount = cases[i].discount;
		of.value = cases[i].value;
		assert_int_equal(
		    offer_set_discount(&of,
			&(struct offer_part){ cases[i].sum4, 1, OFFER_NEED }, 1,
			cases[i].digits),
		    cases[i].want);
	}
}

static void
set_prices_add_up_and_refuse_to_overflow(void **state)
{
	static const struct offer_part good[] = { { 400000, 1, OFFER_NEED },
		{ 75000, 2, OFFER_NEED } };
	static const struct offer_part huge[] = { { 1, 1, OFFER_NEED },
		{ INT64_MAX / 2 + 1, 2, OFFER_NEED } };
	static const struct offer_part unknown[] = { { 1, 1, OFFER_NEED },
		{ INT64_MIN, 2, OFFER_NEED } };
	struct offer of = good_bundle();
	int64_t sum4 = 7;

	(void)state;
	assert_true(offer_set_price4(good, 2, &sum4));
	assert_int_equal(sum4, 550000);
	assert_false(offer_set_price4(huge, 2, &sum4));
	assert_false(offer_set_price4(unknown, 2, &sum4));
	assert_int_equal(sum4, 550000);
	assert_int_equal(offer_set_discount(&of, huge, 2, 2), 0);
	assert_int_equal(offer_pieces(&of), 3);
}

/* Three teas at 9.99, 6.00 and 4.50, the last one to get. */
static void
each_kind_takes_its_discount_off_its_own_part(void **state)
{
	static const struct offer_part parts[] = { { 99900, 1, OFFER_NEED },
		{ 60000, 2, OFFER_NEED }, { 45000, 1, OFFER_GET } };
	static const struct offer_tier tiers[] = { { 3, 50000 },
		{ 4, 100000 } };
	static const struct {
		enum offer_discount discount;
		int64_t value, want;
	} cases[] = {
		{ DISCOUNT_CHEAPEST, 1000000, 450 },
		{ DISCOUNT_CHEAPEST, 333333, 150 }, /* 1.4999985 */
		{ DISCOUNT_GET, 500000, 225 }, { DISCOUNT_GET, 1000000, 450 },
		{ DISCOUNT_TIERS, 0, 265 }, /* 10 % of 26.49 */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct offer of = good_bundle();

		of.discount = cases[i].discount;
		of.value = cases[i].value;
		of.tiers = tiers;
		of.n_tiers = 2;
		assert_int_equal(
		    offer_set_discount(&of, parts, 3, 2), cases[i].want);
	}
}

static void
percents_are_held_exactly(void **state)
{
	(void)state;
	assert_int_equal(offer_percent(12.5), 125000);
	assert_int_equal(offer_percent(7), 70000);
	assert_int_equal(offer_percent(.1), 1000);
	assert_int_equal(offer_percent(33.3333), 333333);
}

static void
an_offer_lives_from_its_first_to_its_last_day(void **state)
{
	struct offer of = good_bundle();

	(void)state;
	assert_true(offer_live_on(&of, 0));
	of.starts = 10;
	of.ends = 12;
	assert_false(offer_live_on(&of, 9));
	assert_true(offer_live_on(&of, 10));
	assert_true(offer_live_on(&of, 12));
	assert_false(offer_live_on(&of, 13));
}

static void
refuse(const struct offer *of, const char *message)
{
	struct err err = ERR_INIT;

	assert_false(offer_check(of, 10, &err));
	assert_string_equal(err.text, message);
}

static void
good_offers_pass(void **state)
{
	struct offer of = good_bundle();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(offer_check(&of, 10, &err));
	of = good_threshold();
	assert_true(offer_check(&of, 10, &err));
	of.discount = DISCOUNT_AMOUNT;
	of.value = 4999;
	assert_true(offer_check(&of, 10, &err));
}

/* Refused, with these words in the sentence. */
static void
says(const struct offer *of, const char *words)
{
	struct err err = ERR_INIT;

	assert_false(offer_check(of, 10, &err));
	if (strstr(err.text, words) == NULL)
		fail_msg("'%s' does not say '%s'", err.text, words);
}

static void
slots_roles_and_tiers_are_checked(void **state)
{
	struct offer_item it[] = {
		{ .product = 0, .quantity = 1, .slot = 1 },
		{ .product = 1, .quantity = 1, .slot = 1 },
		{ .product = 2, .quantity = 1 },
	};
	struct offer_tier tiers[] = { { 3, 50000 }, { 6, 50000 } };
	struct offer_item many[OFFER_MAX_SLOTS + 1];
	struct offer of = good_bundle();
	struct err err = ERR_INIT;

	(void)state;
	of.items = it;
	of.n_items = 3;
	assert_true(offer_check(&of, 10, &err));
	assert_int_equal(offer_pieces(&of), 2);
	it[1].quantity = 2;
	says(&of, "same quantity and role");
	it[1] = it[2];
	it[2] = (struct offer_item){ .product = 1, .quantity = 1, .slot = 1 };
	says(&of, "stand together");
	it[2].slot = 0;
	it[2].role = OFFER_GET;
	says(&of, "need a discount on them");
	of.discount = DISCOUNT_GET;
	assert_true(offer_check(&of, 10, &err));
	it[2].role = OFFER_NEED;
	says(&of, "one to get");
	of.discount = DISCOUNT_AMOUNT;
	it[2].role = OFFER_ADDON;
	says(&of, "add-ons share a percent");
	it[0].role = OFFER_ADDON;
	of.discount = DISCOUNT_PERCENT;
	says(&of, "add-ons stand after the rest");
	of.discount = DISCOUNT_TIERS;
	it[0].role = it[2].role = OFFER_NEED;
	of.tiers = tiers;
	of.n_tiers = 2;
	says(&of, "same slot");
	of.n_items = 1;
	says(&of, "gives more than");
	tiers[1].percent = 100000;
	assert_true(offer_check(&of, 10, &err));
	tiers[1].percent = 1100000;
	says(&of, "above 100 %");
	for (uint32_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct offer_item)ITEM(i, 1);
	of = good_bundle();
	of.items = many;
	of.n_items = ARRAY_LEN(many);
	assert_false(offer_check(&of, 30, &err));
	assert_string_equal(
	    err.text, "a bundle holds at most 20 different items");
}

static void
impossible_discounts_are_refused(void **state)
{
	struct offer of = good_bundle();

	(void)state;
	of.value = 1000001;
	refuse(&of, "a discount cannot be above 100 %");
	of.value = 0;
	refuse(&of, "a discount must be above 0 %");
	of.discount = DISCOUNT_AMOUNT;
	refuse(&of, "an amount must be above 0 and below 10^12 minor units");
	of.value = OFFER_MONEY_LIMIT;
	refuse(&of, "an amount must be above 0 and below 10^12 minor units");
	of.discount = DISCOUNT_PRICE;
	of.value = -1;
	refuse(
	    &of, "a fixed price must be above 0 and below 10^12 minor units");
	of.discount = DISCOUNT_FREE_SHIPPING;
	refuse(&of,
	    "a bundle takes a percent, an amount or a fixed price, not free "
	    "shipping");
	of.discount = DISCOUNT_COUNT;
	refuse(&of, "the kind of discount is not known");
}

static void
impossible_bundles_are_refused(void **state)
{
	static const struct {
		struct offer_item items[2];
		size_t n;
		const char *message;
	} cases[] = {
		{ { ITEM(1, 1), ITEM(1, 2) }, 2,
		    "items 1 and 2 are the same product; give it once with "
		    "its quantity" },
		{ { ITEM(1, 1), ITEM(2, 0) }, 2,
		    "item 2 has quantity 0; it must be 1 or more" },
		{ { ITEM(1, 1), ITEM(2, -3) }, 2,
		    "item 2 has quantity -3; it must be 1 or more" },
		{ { ITEM(1, 1001), ITEM(2, 1) }, 2,
		    "item 1 has quantity 1001; at most 1000 can be in one "
		    "set" },
		{ { ITEM(1, 1), ITEM(10, 1) }, 2,
		    "item 2 is no product of this shop" },
		{ { ITEM(1, 1) }, 1,
		    "a bundle needs at least two pieces; add an item or "
		    "raise a quantity" },
		{ { ITEM(1, 1) }, 0,
		    "a bundle needs at least two pieces; add an item or "
		    "raise a quantity" },
	};
	struct offer of = good_bundle();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		of.items = cases[i].items;
		of.n_items = cases[i].n;
		refuse(&of, cases[i].message);
	}
	of = good_bundle();
	of.max_sets = -1;
	refuse(&of, "the sets allowed in one order cannot be negative");
	of = good_bundle();
	of.starts = 2;
	of.ends = 1;
	refuse(&of, "the offer ends before it starts");
	of = good_bundle();
	of.min_margin = -1;
	refuse(&of, "a minimum margin goes from 0 to 100 %");
	of.min_margin = 100 * OFFER_PERCENT_UNIT + 1;
	refuse(&of, "a minimum margin goes from 0 to 100 %");
	of = good_bundle();
	of.kind = (enum offer_kind)99;
	refuse(&of, "the kind of offer is not known");
	of = good_bundle();
	of.discount = DISCOUNT_GIFT;
	assert_false(offer_check(&of, 10, NULL));
}

static void
impossible_roles_and_tiers_are_refused(void **state)
{
	struct offer_item one[] = { ITEM(1, 2), ITEM(2, 1) };
	struct offer_tier tiers[] = { { .pieces = 0, .percent = 50000 } };
	struct offer of = good_bundle();

	(void)state;
	of.items = one;
	of.n_items = 2;
	one[1].role = OFFER_ROLE_COUNT;
	refuse(&of, "the role of an item is not known");
	one[1].role = OFFER_NEED;
	of.discount = DISCOUNT_TIERS;
	of.tiers = tiers;
	of.n_tiers = 0;
	refuse(&of, "tiers go from 1 to 8, each like 3:5 (from 3 pieces, 5 %)");
	of.n_tiers = OFFER_MAX_TIERS + 1;
	refuse(&of, "tiers go from 1 to 8, each like 3:5 (from 3 pieces, 5 %)");
	of.n_items = 1;
	of.n_tiers = 1;
	refuse(&of, "a tier begins at 1 to 1000 pieces");
	tiers[0].pieces = OFFER_MAX_QUANTITY + 1;
	refuse(&of, "a tier begins at 1 to 1000 pieces");
	tiers[0].pieces = 3;
	tiers[0].percent = 0;
	refuse(&of, "a discount must be above 0 %");
}

static void
impossible_thresholds_are_refused(void **state)
{
	struct offer of = good_threshold();

	(void)state;
	of.threshold = 0;
	refuse(&of, "a threshold must be above zero");
	of.threshold = OFFER_MONEY_LIMIT;
	refuse(&of, "a threshold must be below 10^12 minor units");
	of.threshold = 5000;
	of.discount = DISCOUNT_PRICE;
	refuse(&of,
	    "a threshold takes free shipping, a percent, an amount or a "
	    "gift, not a fixed price");
	of.discount = DISCOUNT_AMOUNT;
	of.value = 5000;
	refuse(&of, "the amount off must be below the threshold that earns it");
	of.discount = DISCOUNT_GIFT;
	of.n_items = 0;
	refuse(&of, "name the product to give");
}

static void
prices_decide_whether_an_amount_can_be_given(void **state)
{
	static const int64_t unit4[] = { 400000, 75000 };
	static const int64_t unknown[] = { 400000, INT64_MIN };
	struct offer of = good_bundle();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(offer_check_prices(&of, unit4, 2, &err));
	of.discount = DISCOUNT_AMOUNT;
	of.value = 5499;
	assert_true(offer_check_prices(&of, unit4, 2, &err));
	of.value = 5500;
	assert_true(offer_check_prices(&of, unknown, 2, &err));
	assert_false(offer_check_prices(&of, unit4, 2, &err));
	assert_string_equal(err.text,
	    "the amount off 55.00 is not below the price of the parts, 55.00");
	of.discount = DISCOUNT_PRICE;
	of.value = 6000;
	assert_false(offer_check_prices(&of, unit4, 2, &err));
	assert_string_equal(err.text,
	    "the bundle price 60.00 is not below the price of the parts, "
	    "55.00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_saves_what_was_promised_rounded_once),
		cmocka_unit_test(set_prices_add_up_and_refuse_to_overflow),
		cmocka_unit_test(each_kind_takes_its_discount_off_its_own_part),
		cmocka_unit_test(slots_roles_and_tiers_are_checked),
		cmocka_unit_test(percents_are_held_exactly),
		cmocka_unit_test(an_offer_lives_from_its_first_to_its_last_day),
		cmocka_unit_test(good_offers_pass),
		cmocka_unit_test(impossible_discounts_are_refused),
		cmocka_unit_test(impossible_bundles_are_refused),
		cmocka_unit_test(impossible_roles_and_tiers_are_refused),
		cmocka_unit_test(impossible_thresholds_are_refused),
		cmocka_unit_test(prices_decide_whether_an_amount_can_be_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
