/*
 * Carts that leave too much to choose: what is found then is said not to be
 * proven, and is no worse than what a shopper would pick.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/pricing.h"

/* Forty lines of one category in "the cheapest of three is free": too many
 * sets to weigh; a shopper who takes three dearest at a time does no better. */
static void
a_cart_of_too_many_choices_is_no_worse_than_greedy(void **state)
{
	enum {
		LINES = 40
	};
	struct offer_item items[LINES];
	struct checkout_line lines[LINES];
	struct offer of = { .name = "3 for 2",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_CHEAPEST,
		.value = 1000000,
		.items = items,
		.n_items = LINES,
		DAYS };
	struct checkout_cart cart = { .lines = lines, .n = LINES };
	struct checkout *co;
	struct checkout_result r;
	int64_t greedy = 0;

	(void)state;
	for (uint32_t i = 0; i < LINES; i++) {
		items[i] = (struct offer_item)ITEM(i, 3, 1, OFFER_NEED);
		lines[i] = (struct checkout_line){ i, 1,
			(int64_t)10000 * (LINES - i) };
		if (i % 3 == 2)
			greedy += 100 * (int64_t)(LINES - i);
	}
	co = checkout_new(&of, 1, LINES, 2);
	pricing_run(co, &cart, &r);
	assert_true(r.bundle_discount >= greedy);
	pricing_check(&r);
	checkout_free(co);
}

/* Every bundle of two is worth one offer on a cart of forty: with tiers the
 * largest that is reached, with an add-on that is short of a piece the rest,
 * and the cheapest bought so that the dearest is to get. */
static void
greedy_heeds_tiers_and_roles(void **state)
{
	enum {
		LINES = 40
	};
	static const struct offer_tier tiers[] = { { 3, 50000 },
		{ 6, 100000 } };
	struct offer_item items[2 * LINES];
	struct checkout_line lines[LINES + 1];
	struct checkout_cart cart = { .lines = lines, .n = LINES + 1 };
	struct offer of[] = {
		{ .id = 1,
		    .name = "stock up",
		    .kind = OFFER_BUNDLE,
		    .discount = DISCOUNT_TIERS,
		    .items = items,
		    .n_items = LINES,
		    .tiers = tiers,
		    .n_tiers = 2,
		    .max_sets = 1,
		    DAYS },
		{ .id = 2,
		    .name = "buy one get one",
		    .kind = OFFER_BUNDLE,
		    .discount = DISCOUNT_GET,
		    .value = 1000000,
		    .items = items + LINES,
		    .n_items = LINES,
		    .max_sets = 1,
		    DAYS },
	};
	struct checkout *co;
	struct checkout_result r;

	(void)state;
	for (uint32_t i = 0; i < LINES; i++) {
		items[i] = (struct offer_item)ITEM(i, 1, 1, OFFER_NEED);
		lines[i] = (struct checkout_line){ i, 1,
			(int64_t)10000 * (LINES - i) };
		/* any two of the first 39, and an add-on that only one is
		 * there of */
		items[LINES + i] = (struct offer_item)ITEM(i, 2, 1, OFFER_NEED);
	}
	lines[LINES] = (struct checkout_line){ LINES, 1, 5000000 };
	items[2 * LINES - 1] =
	    (struct offer_item)ITEM(LINES, 2, 0, OFFER_ADDON);
	co = checkout_new(of, 1, LINES + 1, 2);
	pricing_run(co, &cart, &r);
	assert_false(r.proven);
	/* 10 % of 40 + 39 + 38 + 37 + 36 + 35 */
	assert_int_equal(r.bundle_discount, 2250);
	checkout_free(co);
	co = checkout_new(of, 2, LINES + 1, 2);
	pricing_run(co, &cart, &r);
	assert_false(r.proven);
	assert_int_equal(r.bundle_discount, 2250);
	pricing_check(&r);
	checkout_free(co);
}

/* A set of 300 takes pieces from more lines than one set may have. */
static void
a_set_of_too_many_lines_is_not_given(void **state)
{
	enum {
		LINES = 300
	};
	struct offer_item items[LINES];
	struct checkout_line lines[LINES];
	const struct offer of = { .name = "crate",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.value = 100000,
		.items = items,
		.n_items = LINES,
		DAYS };
	const struct checkout_cart cart = { .lines = lines, .n = LINES };
	struct checkout *co;
	struct checkout_result r;

	(void)state;
	for (uint32_t i = 0; i < LINES; i++) {
		items[i] = (struct offer_item)ITEM(i, LINES, 1, OFFER_NEED);
		lines[i] = (struct checkout_line){ i, 1, 10000 };
	}
	co = checkout_new(&of, 1, LINES, 2);
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 0);
	assert_false(r.proven);
	checkout_free(co);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_cart_of_too_many_choices_is_no_worse_than_greedy),
		cmocka_unit_test(greedy_heeds_tiers_and_roles),
		cmocka_unit_test(a_set_of_too_many_lines_is_not_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
