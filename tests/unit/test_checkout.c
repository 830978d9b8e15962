/*
 * Carts under offers: worked carts, then thousands of small random ones
 * against a slow twin that tries every combination of sets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "decide/checkout.h"
#include "decide/combine.h"

enum {
	PRODUCTS = 8,
	MAX_OFFERS = 5
};

static struct offer
bundle(const char *name, enum offer_discount discount, int64_t value,
    const struct offer_item *items, size_t n)
{
	return (struct offer){
		.name = name,
		.kind = OFFER_BUNDLE,
		.discount = discount,
		.value = value,
		.items = items,
		.n_items = n,
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};
}

static struct offer
threshold(
    const char *name, enum offer_discount discount, int64_t value, int64_t at)
{
	return (struct offer){
		.name = name,
		.kind = OFFER_THRESHOLD,
		.discount = discount,
		.value = value,
		.threshold = at,
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};
}

static void
price(struct checkout *co, const struct checkout_line *lines, size_t n,
    int64_t shipping, struct checkout_result *r)
{
	struct checkout_cart cart = {
		.lines = lines, .n = n, .shipping = shipping
	};
	struct err err = ERR_INIT;

	if (!checkout_price(co, &cart, r, &err))
		fail_msg("%s", err.text);
}

static const struct offer_item lamp_bulb[] = { { .product = 0, .quantity = 1 },
	{ .product = 1, .quantity = 2 } };
static const struct offer_item lamp_timer[] = { { .product = 0, .quantity = 1 },
	{ .product = 2, .quantity = 1 } };

static void
one_bundle_is_taken_as_often_as_it_fits(void **state)
{
	const struct offer of = bundle(
	    "light", DISCOUNT_PERCENT, offer_percent(12.5), lamp_bulb, 2);
	const struct checkout_line cart[] = { { 0, 2, 690000 }, { 1, 5, 65000 },
		{ 3, 1, 100000 } };
	struct checkout *co = checkout_new(&of, 1, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	price(co, cart, 3, 500, &r);
	/* half up: 12.5 % of 82.00 is 10.25, twice */
	assert_int_equal(r.subtotal, 13800 + 3250 + 1000);
	assert_int_equal(r.bundle_discount, 2050);
	assert_int_equal(r.total, r.subtotal - 2050 + 500);
	assert_int_equal(r.n_effects, 1);
	assert_int_equal(r.effects[0].reason, CHECKOUT_BUNDLE);
	assert_int_equal(r.effects[0].times, 2);
	assert_int_equal(r.n_shares, 2);
	assert_int_equal(r.shares[0].amount + r.shares[1].amount, 2050);
	assert_int_equal(r.shares[1].pieces, 4);
	assert_int_equal(r.lines[2].discount, 0);
	checkout_free(co);
}

static void
a_cap_on_sets_holds(void **state)
{
	struct offer of = bundle("light", DISCOUNT_AMOUNT, 700, lamp_bulb, 2);
	const struct checkout_line cart[] = { { 0, 9, 690000 },
		{ 1, 18, 65000 } };
	struct checkout *co;
	struct checkout_result r;

	(void)state;
	of.max_sets = 3;
	co = checkout_new(&of, 1, PRODUCTS, 2);
	price(co, cart, 2, 0, &r);
	assert_int_equal(r.bundle_discount, 2100);
	checkout_free(co);
}

static void
greedy_is_beaten_where_two_small_sets_save_more(void **state)
{
	/* the largest discount uses both lines that the other two need */
	static const struct offer_item ab[] = { { .product = 0, .quantity = 1 },
		{ .product = 1, .quantity = 1 } };
	static const struct offer_item ac[] = { { .product = 0, .quantity = 1 },
		{ .product = 2, .quantity = 1 } };
	static const struct offer_item bd[] = { { .product = 1, .quantity = 1 },
		{ .product = 3, .quantity = 1 } };
	const struct offer of[] = {
		bundle("ab", DISCOUNT_AMOUNT, 500, ab, 2),
		bundle("ac", DISCOUNT_AMOUNT, 400, ac, 2),
		bundle("bd", DISCOUNT_AMOUNT, 300, bd, 2),
	};
	const struct checkout_line cart[] = { { 0, 1, 100000 },
		{ 1, 1, 100000 }, { 2, 1, 100000 }, { 3, 1, 100000 } };
	struct checkout *co = checkout_new(of, 3, PRODUCTS, 2);
	struct checkout_result r;
	struct str text = STR_INIT;

	(void)state;
	price(co, cart, 4, 0, &r);
	assert_int_equal(r.bundle_discount, 700);
	assert_true(r.proven);
	assert_int_equal(r.n_effects, 3);
	assert_int_equal(r.effects[2].reason, CHECKOUT_OUTBID);
	assert_int_equal(r.effects[2].offer, 0);
	checkout_explain(co, &r.effects[2], &text);
	assert_string_equal(
	    text.p, "'ab', would save 5.00, but other offers save more");
	str_release(&text);
	checkout_free(co);
}

static void
a_fixed_price_that_is_dearer_than_the_parts_is_not_applied(void **state)
{
	const struct offer of =
	    bundle("dear", DISCOUNT_PRICE, 9000, lamp_timer, 2);
	const struct checkout_line cart[] = { { 0, 1, 500000 },
		{ 2, 1, 300000 } };
	struct checkout *co = checkout_new(&of, 1, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	price(co, cart, 2, 0, &r);
	assert_int_equal(r.bundle_discount, 0);
	assert_int_equal(r.n_effects, 0);
	checkout_free(co);
}

static void
thresholds_look_at_the_discounted_subtotal(void **state)
{
	const struct offer of[] = {
		bundle("light", DISCOUNT_AMOUNT, 600, lamp_timer, 2),
		threshold("ship", DISCOUNT_FREE_SHIPPING, 0, 5000),
		threshold("save", DISCOUNT_PERCENT, offer_percent(10), 3000),
	};
	const struct checkout_line cart[] = { { 0, 1, 400000 },
		{ 2, 1, 120000 } };
	struct checkout *co = checkout_new(of, 3, PRODUCTS, 2);
	struct checkout_result r;
	struct str text = STR_INIT;

	(void)state;
	price(co, cart, 2, 495, &r);
	assert_int_equal(r.bundle_discount, 600);
	assert_int_equal(r.order_discount, 460);
	assert_int_equal(r.shipping, 495);
	assert_int_equal(r.total, 5200 - 600 - 460 + 495);
	assert_int_equal(r.effects[1].reason, CHECKOUT_DROPPED);
	assert_int_equal(r.effects[1].amount, 400);
	checkout_explain(co, &r.effects[1], &text);
	assert_string_equal(text.p,
	    "'ship', no longer reached after the bundle discount: 4.00 short");
	str_clear(&text);
	checkout_explain(co, &r.effects[0], &text);
	assert_string_equal(text.p, "'light', 1 set: 6.00 off");
	str_release(&text);
	checkout_free(co);
}

static void
of_two_order_discounts_the_larger_counts_and_shipping_beside_it(void **state)
{
	const struct offer of[] = {
		threshold("ten", DISCOUNT_PERCENT, offer_percent(10), 5000),
		threshold("fixed", DISCOUNT_AMOUNT, 700, 6000),
		threshold("ship", DISCOUNT_FREE_SHIPPING, 0, 6500),
		threshold("far", DISCOUNT_AMOUNT, 900, 9000),
	};
	const struct checkout_line cart[] = { { 3, 1, 650000 } };
	struct checkout *co = checkout_new(of, 4, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	price(co, cart, 1, 495, &r);
	assert_int_equal(r.order_discount, 700);
	assert_int_equal(r.shipping_saved, 495);
	assert_int_equal(r.total, 5800);
	assert_int_equal(r.effects[0].reason, CHECKOUT_OUTBID);
	assert_int_equal(r.effects[0].amount, 650);
	assert_int_equal(r.effects[3].reason, CHECKOUT_BELOW);
	assert_int_equal(r.effects[3].amount, 2500);
	checkout_free(co);
}

static void
bad_carts_are_refused_and_leave_the_engine_usable(void **state)
{
	static const struct {
		struct checkout_line lines[2];
		int64_t shipping;
		const char *message;
	} cases[] = {
		{ { { 99, 1, 1 }, { 1, 1, 1 } }, 0,
		    "line 1 is no product of this shop" },
		{ { { 0, 1, 1 }, { 1, 0, 1 } }, 0,
		    "line 2 has quantity 0; it must be 1 or more" },
		{ { { 0, 1, 1 }, { 1, 1, -1 } }, 0,
		    "line 2 has a price below zero" },
		{ { { 1, 1, 1 }, { 1, 1, 1 } }, 0,
		    "lines 1 and 2 hold the same product" },
		{ { { 0, 1, 1 }, { 1, INT32_MAX, INT64_MAX } }, 0,
		    "the value of line 2 is beyond what can be counted" },
		{ { { 0, 1, 1 }, { 1, 1, 1 } }, -1,
		    "the shipping charge is below zero or beyond what can be "
		    "counted" },
	};
	const struct offer of =
	    bundle("light", DISCOUNT_AMOUNT, 100, lamp_bulb, 2);
	const struct checkout_line good[] = { { 0, 1, 100000 },
		{ 1, 2, 100000 } };
	struct checkout *co = checkout_new(&of, 1, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct checkout_cart cart = { .lines = cases[i].lines,
			.n = 2,
			.shipping = cases[i].shipping };
		struct err err = ERR_INIT;

		assert_false(checkout_price(co, &cart, &r, &err));
		assert_string_equal(err.text, cases[i].message);
		price(co, good, 2, 0, &r);
		assert_int_equal(r.bundle_discount, 100);
	}
	checkout_free(co);
}

static void
an_empty_cart_costs_its_shipping(void **state)
{
	const struct offer of = threshold("ship", DISCOUNT_FREE_SHIPPING, 0, 1);
	struct checkout *co = checkout_new(&of, 1, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	price(co, NULL, 0, 300, &r);
	assert_int_equal(r.total, 300);
	assert_int_equal(r.effects[0].reason, CHECKOUT_BELOW);
	checkout_free(co);
}

static void
lines_of_one_product_are_merged(void **state)
{
	struct checkout_line lines[] = { { 3, 1, 500 }, { 1, 2, 300 },
		{ 3, 4, 400 }, { 1, INT32_MAX, 300 } };

	(void)state;
	assert_int_equal(checkout_merge(lines, 4), 2);
	assert_int_equal(lines[0].product, 1);
	assert_int_equal(lines[0].quantity, INT32_MAX);
	assert_int_equal(lines[1].quantity, 5);
	assert_int_equal(lines[1].price4, 400);
	assert_int_equal(checkout_merge(lines, 0), 0);
}

/* A random shop of a few offers and one cart. */
struct world {
	uint64_t seed, at;
	struct offer offers[MAX_OFFERS];
	struct offer_item items[MAX_OFFERS][3];
	size_t n_offers;
	struct checkout_line lines[PRODUCTS];
	size_t n_lines;
};

static int
roll(struct world *w, int n)
{
	return (int)(random_unit(w->seed, 7, 0, w->at++) * n);
}

static void
random_bundle(struct world *w, size_t o)
{
	static const enum offer_discount kinds[] = { DISCOUNT_PERCENT,
		DISCOUNT_AMOUNT, DISCOUNT_PRICE };
	size_t n = (size_t)roll(w, 3) + 1;
	uint32_t first = (uint32_t)roll(w, 5);

	for (size_t i = 0; i < n; i++)
		w->items[o][i] =
		    (struct offer_item){ .product = first + (uint32_t)i,
			    .quantity = roll(w, 2) + (n == 1 ? 2 : 1) };
	w->offers[o] = bundle("random", kinds[roll(w, 3)], 0, w->items[o], n);
	w->offers[o].id = roll(w, 3);
	w->offers[o].value = w->offers[o].discount == DISCOUNT_PERCENT
	    ? offer_percent(roll(w, 101))
	    : roll(w, 2000);
	w->offers[o].max_sets = roll(w, 4) == 0 ? roll(w, 3) : 0;
}

/* 'step4' is the granularity of unit prices in ten-thousandths. */
static void
random_world(struct world *w, uint64_t seed, int step4)
{
	*w = (struct world){ .seed = seed };
	w->n_offers = (size_t)roll(w, MAX_OFFERS) + 1;
	for (size_t o = 0; o < w->n_offers; o++)
		random_bundle(w, o);
	for (uint32_t p = 0; p < PRODUCTS; p++) {
		if (roll(w, 5) == 0)
			continue;
		w->lines[w->n_lines++] = (struct checkout_line){ p,
			roll(w, 5) + 1, (int64_t)step4 * roll(w, 1000) };
	}
}

static void
add_random_thresholds(struct world *w)
{
	static const enum offer_discount kinds[] = { DISCOUNT_PERCENT,
		DISCOUNT_AMOUNT, DISCOUNT_FREE_SHIPPING };

	for (size_t o = 0; o < w->n_offers; o++) {
		int64_t at = roll(w, 6000) + 1;

		if (roll(w, 2) == 0)
			continue;
		w->offers[o] = threshold("random", kinds[roll(w, 3)], 0, at);
		w->offers[o].value = w->offers[o].discount == DISCOUNT_PERCENT
		    ? offer_percent(roll(w, 101))
		    : roll(w, (int)at);
	}
}

/* The slow twin: every count of every offer. */
static int64_t
every_combination(const struct world *w, size_t o, int32_t *left)
{
	const struct offer *of = &w->offers[o];
	struct offer_part parts[3];
	int64_t best, gain;
	size_t at[3] = { 0 };
	int64_t taken = 0;

	if (o == w->n_offers)
		return 0;
	best = every_combination(w, o + 1, left);
	for (size_t i = 0; i < of->n_items; i++) {
		while (at[i] < w->n_lines &&
		    w->lines[at[i]].product != of->items[i].product)
			at[i]++;
		if (at[i] == w->n_lines)
			return best;
		parts[i] = (struct offer_part){ w->lines[at[i]].price4,
			of->items[i].quantity, OFFER_NEED };
	}
	gain = offer_set_discount(of, parts, of->n_items, 2);
	for (;; taken++) {
		bool fits = of->max_sets == 0 || taken < of->max_sets;
		int64_t rest;

		for (size_t i = 0; i < of->n_items; i++)
			fits &= left[at[i]] >= of->items[i].quantity;
		if (!fits)
			break;
		for (size_t i = 0; i < of->n_items; i++)
			left[at[i]] -= of->items[i].quantity;
		rest = (taken + 1) * gain + every_combination(w, o + 1, left);
		if (rest > best)
			best = rest;
	}
	for (size_t i = 0; i < of->n_items; i++)
		left[at[i]] += (int32_t)taken * of->items[i].quantity;
	return best;
}

static void
no_combination_of_bundles_saves_more(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct world w;
		struct checkout *co;
		struct checkout_result r;
		int32_t left[PRODUCTS];
		int64_t best;

		random_world(&w, seed, 100);
		for (size_t i = 0; i < w.n_lines; i++)
			left[i] = w.lines[i].quantity;
		best = every_combination(&w, 0, left);
		co = checkout_new(w.offers, w.n_offers, PRODUCTS, 2);
		price(co, w.lines, w.n_lines, 0, &r);
		assert_true(r.proven);
		if (r.bundle_discount != best)
			fail_msg("world %d: %d, best %d", (int)seed,
			    (int)r.bundle_discount, (int)best);
		checkout_free(co);
	}
}

static void
check_parts(const struct checkout_result *r)
{
	int64_t off = 0, goods = 0, subtotal = 0, by_line = 0;

	for (size_t i = 0; i < r->n_shares; i++) {
		assert_true(r->shares[i].amount >= 0);
		off += r->shares[i].amount;
	}
	for (size_t i = 0; i < r->n_lines; i++) {
		assert_true(r->lines[i].total >= 0);
		assert_int_equal(r->lines[i].value - r->lines[i].discount,
		    r->lines[i].total);
		goods += r->lines[i].total;
		subtotal += r->lines[i].value;
		by_line += r->lines[i].discount;
	}
	assert_int_equal(off, r->bundle_discount + r->order_discount);
	assert_int_equal(by_line, off);
	assert_int_equal(goods, r->goods);
	assert_int_equal(subtotal, r->subtotal);
	assert_int_equal(r->goods + r->shipping, r->total);
	assert_true(r->goods >= 0 && r->shipping >= 0);
}

static void
parts_sum_and_nothing_is_negative_even_below_a_cent(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct world w;
		struct checkout *co;
		struct checkout_result r;

		random_world(&w, seed, seed % 2 == 0 ? 1 : 37);
		add_random_thresholds(&w);
		co = checkout_new(w.offers, w.n_offers, PRODUCTS, 2);
		price(co, w.lines, w.n_lines, 495, &r);
		check_parts(&r);
		checkout_free(co);
	}
}

static void
the_order_of_offers_and_lines_does_not_change_the_price(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct world w;
		struct checkout *co;
		struct checkout_result r;
		int64_t total;

		random_world(&w, seed, 100);
		add_random_thresholds(&w);
		co = checkout_new(w.offers, w.n_offers, PRODUCTS, 2);
		price(co, w.lines, w.n_lines, 495, &r);
		total = r.total;
		checkout_free(co);
		for (size_t i = 0; i < w.n_lines / 2; i++) {
			struct checkout_line t = w.lines[i];

			w.lines[i] = w.lines[w.n_lines - 1 - i];
			w.lines[w.n_lines - 1 - i] = t;
		}
		for (size_t i = 0; i < w.n_offers / 2; i++) {
			struct offer t = w.offers[i];

			w.offers[i] = w.offers[w.n_offers - 1 - i];
			w.offers[w.n_offers - 1 - i] = t;
		}
		co = checkout_new(w.offers, w.n_offers, PRODUCTS, 2);
		price(co, w.lines, w.n_lines, 495, &r);
		assert_int_equal(r.total, total);
		checkout_free(co);
	}
}

/* Twelve overlapping sets on eight lines of a thousand pieces. */
static void
a_hopeless_search_stops_and_is_no_worse_than_greedy(void **state)
{
	struct combine_need needs[24];
	struct combine_set sets[12], alone[12];
	int64_t stock[8], gain = 0, greedy = 0;
	struct combine *cb = combine_new();

	(void)state;
	for (uint32_t i = 0; i < 12; i++) {
		needs[2 * i] = (struct combine_need){ i % 8, 3 };
		needs[2 * i + 1] =
		    (struct combine_need){ (i * 3 + 1 + i / 8) % 8, 7 };
		sets[i] = (struct combine_set){
			.gain = 100 + (int64_t)i * 7 % 5,
			.limit = 1000,
			.first = (size_t)2 * i,
			.n = needs[2 * i].line == needs[2 * i + 1].line ? 1 : 2,
		};
		alone[i] = sets[i];
	}
	for (size_t i = 0; i < 8; i++)
		stock[i] = 1000 - (int64_t)i;
	assert_false(combine_best(cb, sets, 12, needs, stock, 8));
	for (size_t i = 0; i < 8; i++)
		assert_true(stock[i] >= 0);
	for (size_t i = 0; i < 12; i++)
		gain += sets[i].count * sets[i].gain;
	for (size_t i = 0; i < 8; i++)
		stock[i] = 1000 - (int64_t)i;
	for (int64_t g = 104; g >= 100; g--)
		for (size_t i = 0; i < 12; i++)
			while (alone[i].gain == g) {
				bool fits = true;

				for (size_t k = 0; k < alone[i].n; k++)
					fits &= stock[needs[2 * i + k].line] >=
					    needs[2 * i + k].pieces;
				if (!fits)
					break;
				for (size_t k = 0; k < alone[i].n; k++)
					stock[needs[2 * i + k].line] -=
					    needs[2 * i + k].pieces;
				greedy += g;
			}
	assert_true(greedy > 0);
	assert_true(gain >= greedy);
	combine_free(cb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_bundle_is_taken_as_often_as_it_fits),
		cmocka_unit_test(a_cap_on_sets_holds),
		cmocka_unit_test(
		    greedy_is_beaten_where_two_small_sets_save_more),
		cmocka_unit_test(
		    a_fixed_price_that_is_dearer_than_the_parts_is_not_applied),
		cmocka_unit_test(thresholds_look_at_the_discounted_subtotal),
		cmocka_unit_test(
		    of_two_order_discounts_the_larger_counts_and_shipping_beside_it),
		cmocka_unit_test(
		    bad_carts_are_refused_and_leave_the_engine_usable),
		cmocka_unit_test(an_empty_cart_costs_its_shipping),
		cmocka_unit_test(lines_of_one_product_are_merged),
		cmocka_unit_test(no_combination_of_bundles_saves_more),
		cmocka_unit_test(
		    parts_sum_and_nothing_is_negative_even_below_a_cent),
		cmocka_unit_test(
		    the_order_of_offers_and_lines_does_not_change_the_price),
		cmocka_unit_test(
		    a_hopeless_search_stops_and_is_no_worse_than_greedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
