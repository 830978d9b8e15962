/*
 * Suggested bundles: ranked by what they earn, within the guard rails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "decide/bundle.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

enum {
	PRODUCTS = 8
};

static const int64_t prices[PRODUCTS] = { 400000, 150000, 120000, 100000, 90000,
	80000, INT64_MIN, 500000 };
static const int64_t costs[PRODUCTS] = { 220000, 60000, 50000, 40000, 30000,
	INT64_MIN, 10000, 200000 };
static const bool active[PRODUCTS] = { true, true, true, true, true, true, true,
	false };
static const int64_t stock[PRODUCTS] = { 50, 50, INT64_MIN, 50, 0, 50, 50, 50 };

static struct bundle_shop
shop(void)
{
	return (struct bundle_shop){
		.digits = 2,
		.n_products = PRODUCTS,
		.price4 = prices,
		.cost4 = costs,
		.active = active,
		.stock = stock,
		.orders = 8000,
		.revenue = 8000 * 52.0,
		.net_share = 1,
		.days = 30,
	};
}

static void
a_pair_is_projected_like_the_worked_example(void **state)
{
	const struct bundle_pair pair = { 0, 1, 1000, 400, 120, 120,
		BUNDLE_A_LEADS };
	struct bundle_shop sh = shop();
	struct projection_inputs in;
	struct projection_values v;
	struct exposure ex;

	(void)state;
	projection_inputs_default(&in);
	in.value[PROJECTION_SWITCHING] = 0;
	bundle_exposure(&sh, &pair, 550, &ex);
	assert_int_equal(exposure_eligible(&ex), 1000);
	projection_point(&ex, &in, &v);
	NEAR(v.takes, 140.200196, 5e-7);
	NEAR(v.revenue_delta, 671.901860, 5e-7);
	NEAR(v.contribution_delta, -188.784469, 5e-7);
}

static void
a_pair_that_leads_both_ways_has_two_groups(void **state)
{
	struct bundle_pair pair = { 0, 1, 1000, 400, 120, 40, BUNDLE_EITHER };
	struct bundle_shop sh = shop();
	struct exposure ex;

	(void)state;
	bundle_exposure(&sh, &pair, 550, &ex);
	assert_int_equal(ex.n_groups, 2);
	assert_int_equal(ex.partial_orders, 880 + 280);
	NEAR(ex.groups[1].price, 40, 1e-12);
	NEAR(ex.groups[1].chance, .1, 1e-12);
	pair.n_a = 120;
	bundle_exposure(&sh, &pair, 550, &ex);
	assert_int_equal(ex.n_groups, 1);
	assert_int_equal(ex.groups[0].missing, 1);
}

#define ITEM(p, q)                              \
	{                                       \
		.product = (p), .quantity = (q) \
	}

static unsigned
warnings_of(const struct offer_item *items, size_t n,
    enum offer_discount discount, int64_t value)
{
	const struct offer of = { .kind = OFFER_BUNDLE,
		.discount = discount,
		.value = value,
		.items = items,
		.n_items = n };
	static const struct offer_item taken[] = {
		{ .product = 2, .quantity = 1 }, { .product = 5, .quantity = 1 }
	};
	const struct offer live = { .kind = OFFER_BUNDLE,
		.discount = DISCOUNT_AMOUNT,
		.value = 1,
		.items = taken,
		.n_items = 2 };
	struct bundle_shop sh = shop();

	return bundle_warnings(&sh, &of, &live, 1, .2, .4);
}

static void
guard_rails_name_what_is_wrong(void **state)
{
	/* An add-on is no part of what a set is: the floor is that of the
	 * rest, and that it is out of stock does not stop the set. */
	static const struct offer_item with_addon[] = { ITEM(0, 1), ITEM(1, 1),
		{ .product = 4, .quantity = 1, .role = OFFER_ADDON } };
	static const struct {
		struct offer_item items[2];
		enum offer_discount discount;
		int64_t value;
		unsigned want;
	} cases[] = {
		{ { ITEM(0, 1), ITEM(1, 1) }, DISCOUNT_AMOUNT, 550, 0 },
		{ { ITEM(0, 1), ITEM(1, 1) }, DISCOUNT_AMOUNT, 2100,
		    BUNDLE_FLAG(BUNDLE_BELOW_FLOOR) |
			BUNDLE_FLAG(BUNDLE_FREE_ITEM) },
		{ { ITEM(0, 1), ITEM(1, 1) }, DISCOUNT_AMOUNT, 3000,
		    BUNDLE_FLAG(BUNDLE_BELOW_FLOOR) |
			BUNDLE_FLAG(BUNDLE_BELOW_COST) |
			BUNDLE_FLAG(BUNDLE_FREE_ITEM) },
		{ { ITEM(0, 1), ITEM(4, 1) }, DISCOUNT_AMOUNT, 100,
		    BUNDLE_FLAG(BUNDLE_OUT_OF_STOCK) },
		{ { ITEM(0, 1), ITEM(7, 1) }, DISCOUNT_AMOUNT, 100,
		    BUNDLE_FLAG(BUNDLE_INACTIVE) },
		{ { ITEM(0, 1), ITEM(2, 1) }, DISCOUNT_AMOUNT, 100,
		    BUNDLE_FLAG(BUNDLE_TAKEN) },
		{ { ITEM(0, 1), ITEM(5, 1) }, DISCOUNT_AMOUNT, 100,
		    BUNDLE_FLAG(BUNDLE_TAKEN) | BUNDLE_FLAG(BUNDLE_NO_COST) },
		{ { ITEM(0, 1), ITEM(6, 1) }, DISCOUNT_AMOUNT, 100,
		    BUNDLE_FLAG(BUNDLE_NO_PRICE) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(warnings_of(cases[i].items, 2,
				     cases[i].discount, cases[i].value),
		    cases[i].want);
	assert_int_equal(warnings_of(with_addon, 3, DISCOUNT_AMOUNT, 550), 0);
	assert_string_equal(
	    bundle_warning_name(BUNDLE_OUT_OF_STOCK), "out-of-stock");
	assert_string_equal(bundle_warning_sentence(BUNDLE_TAKEN),
	    "an item is already in an active bundle");
}

/* Weakly attached pairs leave much to win; strong ones give it away. */
static const struct bundle_pair pairs[] = {
	{ 0, 1, 1000, 900, 600, 100, BUNDLE_A_LEADS }, /* mostly bought both */
	{ 0, 2, 1000, 400, 120, 40, BUNDLE_A_LEADS },
	{ 0, 3, 1000, 400, 90, 40, BUNDLE_A_LEADS },
	{ 0, 5, 1000, 400, 60, 40, BUNDLE_A_LEADS },
	{ 0, 6, 1000, 400, 60, 40, BUNDLE_A_LEADS }, /* no price */
	{ 0, 4, 1000, 400, 60, 40, BUNDLE_A_LEADS }, /* out of stock */
	{ 7, 1, 1000, 400, 60, 40, BUNDLE_A_LEADS }, /* inactive */
	{ 2, 3, 300, 300, 30, 10, BUNDLE_EITHER },
	{ 3, 3, 300, 300, 30, 10, BUNDLE_EITHER }, /* no pair at all */
};

static void
suggest(struct bundle_how *how, struct bundle_candidate *out, size_t *n)
{
	struct bundle_shop sh = shop();
	struct bundle_candidate tried[ARRAY_LEN(pairs)];
	struct projection_inputs in;
	struct err err = ERR_INIT;
	size_t n_tried = 0;

	projection_inputs_default(&in);
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct bundle_set set;
		struct exposure ex = { .n_groups = 0 };
		bool found;

		bundle_pair_set(&sh, &pairs[i], &set);
		if (prices[pairs[i].a] >= 0 && prices[pairs[i].b] >= 0)
			bundle_exposure(&sh, &pairs[i], 0, &ex);
		if (!bundle_try(&sh, &set, &ex, how, &in, &tried[n_tried],
			&found, &err))
			fail_msg("%s", err.text);
		tried[n_tried].source = i;
		n_tried += found;
	}
	if (!bundle_rank(&sh, how, tried, n_tried, out, n, &err))
		fail_msg("%s", err.text);
}

static void
pairs_are_ranked_by_what_they_earn_not_by_affinity(void **state)
{
	struct bundle_candidate c[ARRAY_LEN(pairs)];
	struct bundle_how how;
	size_t n, strong = 99;

	(void)state;
	bundle_how_default(&how);
	how.per_primary = 9;
	suggest(&how, c, &n);
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++) {
		if (c[i].source == 0)
			strong = i;
		assert_true(c[i].percent >= 5 && c[i].percent <= 15);
	}
	assert_int_equal(strong, n - 1);
	assert_true(c[strong].contribution_delta.mean < 0);
	assert_true(c[strong].p_positive < .2);
}

static void
one_primary_product_gets_only_so_many(void **state)
{
	struct bundle_candidate c[ARRAY_LEN(pairs)];
	struct bundle_how how;
	size_t n, of_lamp = 0;

	(void)state;
	bundle_how_default(&how);
	how.per_primary = 2;
	suggest(&how, c, &n);
	for (size_t i = 0; i < n; i++)
		of_lamp += c[i].set.product[0] == 0;
	assert_int_equal(of_lamp, 2);
	assert_int_equal(n, 3);
}

static void
a_floor_that_nothing_keeps_leaves_nothing(void **state)
{
	struct bundle_candidate c[ARRAY_LEN(pairs)];
	struct bundle_how how;
	size_t n;

	(void)state;
	bundle_how_default(&how);
	how.margin_floor = .95;
	suggest(&how, c, &n);
	assert_int_equal(n, 0);
}

static void
the_same_call_gives_the_same_list(void **state)
{
	struct bundle_candidate a[ARRAY_LEN(pairs)], b[ARRAY_LEN(pairs)];
	struct bundle_how how;
	size_t n, m;

	(void)state;
	bundle_how_default(&how);
	suggest(&how, a, &n);
	suggest(&how, b, &m);
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a[i].source, b[i].source);
		assert_memory_equal(
		    &a[i].ranked_by, &b[i].ranked_by, sizeof(a[i].ranked_by));
	}
}

/* A candidate of one piece each of the products, worth so much. */
static struct bundle_candidate
worth(double mean, double percent, size_t n, const uint32_t *products)
{
	struct bundle_candidate c = {
		.set = { .n = n, .pieces = 1, .orders = 10 },
		.percent = percent,
		.contribution_delta = { .mean = mean },
	};

	memcpy(c.set.product, products, n * sizeof(*products));
	return c;
}

#define SET(mean, percent, ...)                                           \
	worth(mean, percent,                                              \
	    sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t), \
	    (const uint32_t[]){ __VA_ARGS__ })

/* The sources of the ranked list, as digits. */
static long
ranked(struct bundle_candidate *c, size_t n, const uint32_t *family)
{
	struct bundle_candidate out[8];
	struct bundle_shop sh = shop();
	struct bundle_how how;
	size_t found;
	long digits = 0;

	sh.family = family;
	bundle_how_default(&how);
	for (size_t i = 0; i < n; i++)
		c[i].source = i + 1;
	assert_true(bundle_rank(&sh, &how, c, n, out, &found, NULL));
	for (size_t i = 0; i < found; i++)
		digits = digits * 10 + (long)out[i].source;
	return digits;
}

static void
what_repeats_a_better_set_falls_or_goes(void **state)
{
	static const uint32_t family[PRODUCTS] = { 0, 2, 2, 2, 0, 0, 0, 0 };
	/* 2 shares a product with 1 (J = 1/3): 9 * (1 - .7/3) = 6.9 < 8. */
	struct bundle_candidate falls[] = { SET(10, 5, 0, 1), SET(9, 5, 0, 2),
		SET(8, 5, 3, 4) };
	/* Two in three products, or a part at the same discount: gone. */
	struct bundle_candidate goes[] = { SET(10, 5, 0, 1, 2),
		SET(9, 10, 0, 1), SET(8, 5, 2, 0), SET(7, 5, 0, 3) };
	/* 1, 2 and 3 are variants: the second set is the first again. */
	struct bundle_candidate variants[] = { SET(10, 5, 0, 1),
		SET(9, 5, 0, 2), SET(8, 5, 4, 3) };
	/* At most two are led by one family. */
	struct bundle_candidate led[] = { SET(10, 5, 1, 4), SET(9, 5, 2, 5),
		SET(8, 5, 3, 0) };
	/* Several pieces of one are an offer of their own. */
	struct bundle_candidate pieces[] = { SET(10, 5, 0, 1), SET(9, 5, 0),
		SET(8, 5, 1) };
	/* 0 with two variants of one product is a pair, and 0 with another
	 * of them that pair again; one and all alike: by their source. */
	struct bundle_candidate inside[] = { SET(10, 5, 0, 1, 2),
		SET(9, 5, 0, 3) };
	struct bundle_candidate alike[] = { SET(5, 5, 0, 1), SET(5, 5, 4, 5) };

	(void)state;
	pieces[1].set.pieces = pieces[2].set.pieces = 3;
	assert_int_equal(ranked(falls, 3, NULL), 132);
	assert_int_equal(ranked(goes, 4, NULL), 14);
	assert_int_equal(ranked(variants, 3, family), 13);
	assert_int_equal(ranked(led, 3, NULL), 123);
	assert_int_equal(ranked(led, 3, family), 12);
	assert_int_equal(ranked(pieces, 3, NULL), 123);
	assert_int_equal(ranked(inside, 2, family), 1);
	assert_int_equal(ranked(alike, 2, NULL), 12);
}

static void
shrinking_pulls_noisy_means_to_no_effect(void **state)
{
	double y[] = { 10, 0, -10 };
	const double none[] = { 0, 0, 0 }, some[] = { 50, 50, 50 };
	const double much[] = { 500, 500, 500 };
	double two[] = { 10, -10 };

	(void)state;
	bundle_shrink(y, none, 3);
	NEAR(y[0], 10, 1e-12);
	/* mean square 66.7, noise 50: A = 16.7 */
	bundle_shrink(y, some, 3);
	NEAR(y[0], 2.5, 1e-12);
	NEAR(y[2], -2.5, 1e-12);
	bundle_shrink(y, much, 3);
	NEAR(y[0], 0, 1e-12);
	bundle_shrink(two, much, 2);
	NEAR(two[0], 10, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_is_projected_like_the_worked_example),
		cmocka_unit_test(a_pair_that_leads_both_ways_has_two_groups),
		cmocka_unit_test(guard_rails_name_what_is_wrong),
		cmocka_unit_test(
		    pairs_are_ranked_by_what_they_earn_not_by_affinity),
		cmocka_unit_test(one_primary_product_gets_only_so_many),
		cmocka_unit_test(a_floor_that_nothing_keeps_leaves_nothing),
		cmocka_unit_test(the_same_call_gives_the_same_list),
		cmocka_unit_test(what_repeats_a_better_set_falls_or_goes),
		cmocka_unit_test(shrinking_pulls_noisy_means_to_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
