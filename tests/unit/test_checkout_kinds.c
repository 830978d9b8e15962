/*
 * Carts under every kind of offer: worked carts in words, then thousands of
 * small random ones against a slow twin that tries every combination of every
 * set, and the properties that hold for all of them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "tests/support/pricing.h"

enum {
	PRODUCTS = 5,
	MOST_PIECES = 3, /* of one product in a cart */
	MOST_OFFERS = 3,
	STATES = 1024, /* (MOST_PIECES + 1)^PRODUCTS */
	MOST_SETS = 16
};

/* What one offer does to a cart, as its sentences. */
static void
expect(const struct offer *of, const struct checkout_line *lines, size_t n,
    int64_t discount, const char *words)
{
	struct checkout *co = checkout_new(of, 1, PRODUCTS, 2);
	struct checkout_cart cart = { .lines = lines, .n = n };
	struct checkout_result r;
	struct str text = STR_INIT;

	pricing_run(co, &cart, &r);
	for (size_t i = 0; i < r.n_effects; i++) {
		checkout_explain(co, &r.effects[i], &text);
		str_add_char(&text, ';');
	}
	assert_int_equal(r.bundle_discount + r.order_discount, discount);
	assert_true(r.proven);
	assert_string_equal(text.len > 0 ? text.p : "", words);
	str_release(&text);
	checkout_free(co);
}

/* ---- worked carts ---- */

/* A dress with one of two bags, and a necklace that may be added. */
static void
a_look_takes_one_of_each_slot_and_its_addons(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 1, 0, OFFER_NEED),
		ITEM(1, 1, 2, OFFER_NEED), ITEM(2, 1, 2, OFFER_NEED),
		ITEM(3, 1, 0, OFFER_ADDON) };
	struct offer of = { .name = "look",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.value = 100000,
		.items = items,
		.n_items = 4,
		DAYS };
	struct checkout_line cart[] = { { 0, 1, 800000 }, { 1, 1, 300000 },
		{ 2, 1, 400000 }, { 3, 2, 100000 } };

	(void)state;
	expect(&of, cart, 1, 0, "");
	expect(&of, cart, 2, 1100, "'look', 1 set: 11.00 off;");
	expect(&of, cart, 3, 1200, "'look', 1 set: 12.00 off;");
	expect(&of, cart, 4, 1300, "'look', 1 set: 13.00 off;");
}

/* A fare alone is no bundle; with luggage or a seat it is. */
static void
a_base_item_needs_an_addon(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 1, 0, OFFER_NEED),
		ITEM(1, 1, 0, OFFER_ADDON), ITEM(2, 1, 0, OFFER_ADDON) };
	struct offer of = { .name = "fare",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_GET,
		.value = 500000,
		.items = items,
		.n_items = 3,
		DAYS };
	struct checkout_line cart[] = { { 0, 2, 900000 }, { 1, 1, 300000 },
		{ 2, 1, 100000 } };

	(void)state;
	expect(&of, cart, 1, 0, "");
	expect(&of, cart, 2, 1500, "'fare', 1 set: 15.00 off;");
	expect(&of, cart, 3, 2000, "'fare', 1 set: 20.00 off;");
}

static void
the_cheapest_of_three_is_free(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 3, 1, OFFER_NEED),
		ITEM(1, 3, 1, OFFER_NEED), ITEM(2, 3, 1, OFFER_NEED) };
	struct offer of = { .name = "3 for 2",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_CHEAPEST,
		.value = 1000000,
		.items = items,
		.n_items = 3,
		DAYS };
	struct checkout_line cart[] = { { 0, 2, 90000 }, { 1, 2, 60000 },
		{ 2, 2, 45000 } };

	(void)state;
	expect(&of, cart, 1, 0, "");
	expect(&of, cart, 2, 600, "'3 for 2', 1 set: 6.00 off;");
	expect(&of, cart, 3, 1050, "'3 for 2', 2 sets: 10.50 off;");
	of.max_sets = 1;
	expect(&of, cart, 3, 600, "'3 for 2', 1 set: 6.00 off;");
}

static void
buy_a_and_get_b_at_half_price(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 2, 0, OFFER_NEED),
		ITEM(1, 1, 0, OFFER_GET) };
	struct offer of = { .name = "half",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_GET,
		.value = 500000,
		.items = items,
		.n_items = 2,
		DAYS };
	struct checkout_line cart[] = { { 0, 5, 90000 }, { 1, 3, 50500 } };

	(void)state;
	expect(&of, cart, 2, 506, "'half', 2 sets: 5.06 off;"); /* 2 x 2.525 */
}

/* Ten pieces: a set of six and one of three, the tenth in full. */
static void
tiers_give_more_for_more_pieces(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 1, 0, OFFER_NEED) };
	static const struct offer_tier tiers[] = { { 3, 50000 },
		{ 6, 100000 } };
	struct offer of = { .name = "stock up",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_TIERS,
		.items = items,
		.n_items = 1,
		.tiers = tiers,
		.n_tiers = 2,
		DAYS };
	struct checkout_line cart[] = { { 0, 10, 100000 } };

	(void)state;
	expect(&of, cart, 1, 750, "'stock up', 2 sets: 7.50 off;");
	cart[0].quantity = 5;
	expect(&of, cart, 1, 150, "'stock up', 1 set: 1.50 off;");
}

static void
a_gift_and_countries_and_margins(void **state)
{
	static const struct offer_item gift[] = { ITEM(4, 1, 0, OFFER_NEED) };
	static const int64_t cost4[PRODUCTS] = { 600000, 1, 1, 1, 20000 };
	struct offer of[] = {
		{ .id = 1,
		    .name = "mug",
		    .kind = OFFER_THRESHOLD,
		    .discount = DISCOUNT_GIFT,
		    .threshold = 5000,
		    .items = gift,
		    .n_items = 1,
		    .value = 500,
		    DAYS },
		{ .id = 2,
		    .name = "abroad",
		    .kind = OFFER_THRESHOLD,
		    .discount = DISCOUNT_PERCENT,
		    .value = 200000,
		    .threshold = 5000,
		    .country = "FR",
		    .min_margin = 300000,
		    DAYS },
	};
	struct checkout_line line = { 0, 1, 1000000 };
	struct checkout_cart cart = { .lines = &line, .n = 1 };
	struct checkout *co = checkout_new(of, 2, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	pricing_run(co, &cart, &r);
	assert_int_equal(r.gifts, 500);
	assert_int_equal(r.total, 10000);
	assert_int_equal(r.effects[1].reason, CHECKOUT_ELSEWHERE);
	cart.country = "FR";
	pricing_run(co, &cart, &r);
	assert_int_equal(r.order_discount, 2000);
	/* 80 left of a cost of 60 is 25 %, under the 30 % asked for */
	checkout_costs(co, cost4, 1);
	pricing_run(co, &cart, &r);
	assert_int_equal(r.order_discount, 0);
	assert_int_equal(r.effects[1].reason, CHECKOUT_MARGIN);
	assert_int_equal(r.effects[1].amount, 2000);
	checkout_free(co);
}

/* Of a lamp that costs 70 % and a bulb; a gift beside them. Where a cost is not
 * known the minimum margin keeps nothing back. */
static void
a_minimum_margin_counts_where_all_costs_are_known(void **state)
{
	static const struct offer_item pair[] = { ITEM(0, 1, 0, OFFER_NEED),
		ITEM(1, 1, 0, OFFER_NEED) };
	static const struct offer_item gift[] = { ITEM(4, 1, 0, OFFER_NEED) };
	static const int64_t known[PRODUCTS] = { 700000, 70000, 1, 1, 20000 };
	static const int64_t bulb_not[PRODUCTS] = { 700000, INT64_MIN, 1, 1,
		20000 };
	static const int64_t gift_not[PRODUCTS] = { 700000, 70000, 1, 1,
		INT64_MIN };
	const struct offer of[] = {
		{ .id = 1,
		    .name = "light",
		    .kind = OFFER_BUNDLE,
		    .discount = DISCOUNT_PERCENT,
		    .value = 100000,
		    .items = pair,
		    .n_items = 2,
		    .min_margin = 300000,
		    DAYS },
		{ .id = 2,
		    .name = "mug",
		    .kind = OFFER_THRESHOLD,
		    .discount = DISCOUNT_GIFT,
		    .threshold = 5000,
		    .items = gift,
		    .n_items = 1,
		    .value = 500,
		    .min_margin = 300000,
		    DAYS },
	};
	const struct checkout_line lines[] = { { 0, 1, 1000000 },
		{ 1, 1, 100000 } };
	const struct checkout_cart cart = { .lines = lines, .n = 2 };
	struct checkout *co = checkout_new(of, 2, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	checkout_costs(co, known, 1);
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 0);
	assert_int_equal(r.gifts, 0);
	checkout_costs(co, gift_not, 1);
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 0);
	assert_int_equal(r.gifts, 500);
	checkout_costs(co, bulb_not, 1);
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 1100);
	assert_int_equal(r.gifts, 500);
	checkout_free(co);
}

static void
an_offer_of_a_product_that_is_not_there_never_applies(void **state)
{
	static const struct offer_item items[] = { ITEM(0, 1, 0, OFFER_NEED),
		ITEM(PRODUCTS, 1, 0, OFFER_NEED) };
	const struct offer of = { .name = "pair",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.value = 100000,
		.items = items,
		.n_items = 2,
		DAYS };
	const struct checkout_line cart[] = { { 0, 2, 90000 } };

	(void)state;
	expect(&of, cart, 1, 0, "");
}

static void
an_offer_that_stands_alone_is_weighed_against_the_rest(void **state)
{
	static const struct offer_item pair[] = { ITEM(0, 1, 0, OFFER_NEED),
		ITEM(1, 1, 0, OFFER_NEED) };
	struct offer of[] = {
		{ .id = 1,
		    .name = "pair",
		    .kind = OFFER_BUNDLE,
		    .discount = DISCOUNT_AMOUNT,
		    .value = 1200,
		    .items = pair,
		    .n_items = 2,
		    .alone = true,
		    DAYS },
		{ .id = 2,
		    .name = "tenth",
		    .kind = OFFER_THRESHOLD,
		    .discount = DISCOUNT_PERCENT,
		    .value = 100000,
		    .threshold = 1,
		    DAYS },
		{ .id = 3,
		    .name = "ship",
		    .kind = OFFER_THRESHOLD,
		    .discount = DISCOUNT_FREE_SHIPPING,
		    .threshold = 8000,
		    DAYS },
	};
	struct checkout_line lines[] = { { 0, 1, 600000 }, { 1, 1, 400000 } };
	struct checkout_cart cart = { .lines = lines, .n = 2, .shipping = 500 };
	struct checkout *co = checkout_new(of, 3, PRODUCTS, 2);
	struct checkout_result r;

	(void)state;
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 1200);
	assert_int_equal(r.order_discount, 0);
	assert_int_equal(r.shipping_saved, 500);
	assert_int_equal(r.effects[r.n_effects - 1].reason, CHECKOUT_ALONE);
	assert_int_equal(r.effects[r.n_effects - 1].amount, 1500);
	of[0].value = 900;
	pricing_run(co, &cart, &r);
	assert_int_equal(r.bundle_discount, 0);
	assert_int_equal(r.order_discount, 1000);
	checkout_free(co);
}

/* ---- random shops ---- */

struct world {
	uint64_t seed, at;
	struct offer offers[MOST_OFFERS];
	struct offer_item items[MOST_OFFERS][PRODUCTS];
	struct offer_tier tiers[2];
	size_t n_offers;
	struct checkout_line lines[PRODUCTS];
	size_t n_lines;
	int64_t cost4[PRODUCTS];
	/* best from offer o on, after so many of its sets, per stock; -1 */
	int64_t *memo;
};

static int
roll(struct world *w, int n)
{
	return (int)(random_unit(w->seed, 11, 0, w->at++) * n);
}

/* Up to three slots over some of the products, in their order. */
static size_t
random_items(struct world *w, size_t o, enum offer_discount kind)
{
	size_t n = 0;
	int32_t slot = 1, quantity = 1 + roll(w, 2);
	enum offer_role role = OFFER_NEED;

	for (uint32_t p = 0; p < PRODUCTS; p++) {
		if (roll(w, 3) == 0)
			continue;
		if (n > 0 && kind != DISCOUNT_TIERS && roll(w, 2) == 0) {
			slot++;
			quantity = 1 + roll(w, 2);
			if (kind == DISCOUNT_GET && role == OFFER_NEED)
				role = OFFER_GET;
			else if ((kind == DISCOUNT_GET ||
				     kind == DISCOUNT_PERCENT) &&
			    roll(w, 2) == 0)
				role = OFFER_ADDON;
		}
		w->items[o][n++] =
		    (struct offer_item)ITEM(p, quantity, slot, role);
	}
	return n;
}

static void
random_bundle(struct world *w, size_t o)
{
	static const enum offer_discount kinds[] = { DISCOUNT_PERCENT,
		DISCOUNT_AMOUNT, DISCOUNT_PRICE, DISCOUNT_CHEAPEST,
		DISCOUNT_GET, DISCOUNT_TIERS };
	enum offer_discount kind = kinds[roll(w, 6)];
	bool money = kind == DISCOUNT_AMOUNT || kind == DISCOUNT_PRICE;

	w->offers[o] = (struct offer){
		.id = (int64_t)o,
		.name = "random",
		.kind = OFFER_BUNDLE,
		.discount = kind,
		.value =
		    money ? 1 + roll(w, 2000) : offer_percent(1 + roll(w, 100)),
		.items = w->items[o],
		.n_items = random_items(w, o, kind),
		.tiers = w->tiers,
		.n_tiers = 1 + (size_t)roll(w, 2),
		.max_sets = roll(w, 4) == 0 ? 1 + roll(w, 2) : 0,
		.min_margin = roll(w, 5) == 0 ? 200000 : 0,
		DAYS,
	};
}

static void
random_world(struct world *w, uint64_t seed)
{
	struct err err = ERR_INIT;
	size_t wanted;

	*w = (struct world){ .seed = seed,
		.tiers = { { 2, 50000 }, { 4, 125000 } } };
	wanted = (size_t)roll(w, MOST_OFFERS) + 1;
	while (w->n_offers < wanted) {
		random_bundle(w, w->n_offers);
		w->n_offers +=
		    offer_check(&w->offers[w->n_offers], PRODUCTS, &err);
	}
	for (uint32_t p = 0; p < PRODUCTS; p++) {
		int64_t price4 = (int64_t)100 * roll(w, 1000);

		w->cost4[p] = price4 / 2;
		if (roll(w, 5) > 0)
			w->lines[w->n_lines++] = (struct checkout_line){ p,
				roll(w, MOST_PIECES) + 1, price4 };
	}
}

/* ---- the slow twin ---- */

/* One set being put together. */
struct trial {
	struct world *w;
	size_t o;
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n_slots;
	int32_t left[PRODUCTS];
	int32_t sets;
	struct offer_part parts[3 * PRODUCTS];
	uint32_t product[3 * PRODUCTS];
	size_t n_parts;
	int64_t best;
};

static int64_t
best_from(struct world *w, size_t o, int32_t sets, const int32_t *left);

static bool
margin_holds(const struct trial *t, int64_t gain)
{
	double price = 0, cost = 0;

	if (t->w->offers[t->o].min_margin == 0)
		return true;
	for (size_t i = 0; i < t->n_parts; i++) {
		price += (double)(t->parts[i].price4 * t->parts[i].pieces);
		cost +=
		    (double)(t->w->cost4[t->product[i]] * t->parts[i].pieces);
	}
	price = rint(price / 100) - (double)gain;
	return price - cost / 100 >= .2 * price - 1e-6;
}

static void
try_set(struct trial *t)
{
	int64_t pieces = 0, gain, all;

	for (size_t i = 0; i < t->n_parts; i++)
		pieces += t->parts[i].pieces;
	if (pieces < 2)
		return;
	gain = offer_set_discount(&t->w->offers[t->o], t->parts, t->n_parts, 2);
	if (gain <= 0 || !margin_holds(t, gain))
		return;
	all = gain + best_from(t->w, t->o, t->sets + 1, t->left);
	if (all > t->best)
		t->best = all;
}

static void
try_slot(struct trial *t, size_t s, uint32_t from, int32_t missing)
{
	const struct offer *of = &t->w->offers[t->o];

	if (missing == 0) {
		if (s + 1 == t->n_slots)
			try_set(t);
		else {
			int32_t pieces = t->slots[s + 1].pieces;

			try_slot(t, s + 1, 0, pieces);
			if (t->slots[s + 1].role == OFFER_ADDON)
				try_slot(t, s + 1, 0, 0);
		}
		return;
	}
	for (uint32_t k = from; k < t->slots[s].n; k++) {
		uint32_t p = of->items[t->slots[s].first + k].product;
		size_t line = 0;

		while (line < t->w->n_lines && t->w->lines[line].product != p)
			line++;
		for (int32_t n = 1;
		     line < t->w->n_lines && n <= t->left[p] && n <= missing;
		     n++) {
			t->product[t->n_parts] = p;
			t->parts[t->n_parts++] =
			    (struct offer_part){ t->w->lines[line].price4, n,
				    t->slots[s].role };
			t->left[p] -= n;
			try_slot(t, s, k + 1, missing - n);
			t->left[p] += n;
			t->n_parts--;
		}
	}
}

static int64_t
best_from(struct world *w, size_t o, int32_t sets, const int32_t *left)
{
	struct trial t = { .w = w, .o = o, .sets = sets };
	size_t at = (size_t)sets;

	if (o == w->n_offers)
		return 0;
	int32_t most = w->offers[o].max_sets;
	for (size_t p = 0; p < PRODUCTS; p++)
		at = at * (MOST_PIECES + 1) + (size_t)left[p];
	at += o * (size_t)MOST_SETS * STATES;
	if (w->memo[at] >= 0)
		return w->memo[at];
	memcpy(t.left, left, sizeof(t.left));
	t.n_slots = offer_slots(&w->offers[o], t.slots);
	t.best = best_from(w, o + 1, 0, left);
	if (most == 0 || sets < most) {
		bool tiers = w->offers[o].discount == DISCOUNT_TIERS;

		for (size_t i = 0; tiers && i < w->offers[o].n_tiers; i++)
			try_slot(&t, 0, 0, w->tiers[i].pieces);
		if (!tiers)
			try_slot(&t, 0, 0, t.slots[0].pieces);
	}
	w->memo[at] = t.best;
	return t.best;
}

static int64_t
twin(struct world *w)
{
	size_t cells = (size_t)MOST_OFFERS * MOST_SETS * STATES;
	int32_t left[PRODUCTS] = { 0 };
	int64_t best;

	w->memo = mem_array(cells, sizeof(*w->memo));
	for (size_t i = 0; i < cells; i++)
		w->memo[i] = -1;
	for (size_t i = 0; i < w->n_lines; i++)
		left[w->lines[i].product] = w->lines[i].quantity;
	best = best_from(w, 0, 0, left);
	mem_free(w->memo);
	return best;
}

static void
no_combination_of_any_kind_saves_more(void **state)
{
	size_t proven = 0, saving = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		struct checkout_result r;
		struct checkout *co;
		struct world w;
		int64_t best;

		random_world(&w, seed);
		best = twin(&w);
		co = checkout_new(w.offers, w.n_offers, PRODUCTS, 2);
		checkout_costs(co, w.cost4, 1);
		pricing_run(co,
		    &(struct checkout_cart){ .lines = w.lines, .n = w.n_lines },
		    &r);
		proven += r.proven;
		saving += best > 0;
		if (r.bundle_discount > best ||
		    (r.proven && r.bundle_discount != best))
			fail_msg("world %d: %d, best %d", (int)seed,
			    (int)r.bundle_discount, (int)best);
		checkout_free(co);
	}
	assert_true(proven > 2900 && saving > 1500);
}

/* ---- properties ---- */

static bool
says_why(const struct checkout_result *r)
{
	for (size_t i = 0; i < r->n_effects; i++)
		if (r->effects[i].reason == CHECKOUT_DROPPED ||
		    r->effects[i].reason == CHECKOUT_MARGIN)
			return true;
	return false;
}

/* One of the bundles may stand alone, and thresholds of every kind join. */
static size_t
add_thresholds(struct world *w, struct offer *all)
{
	static const enum offer_discount kinds[] = { DISCOUNT_PERCENT,
		DISCOUNT_AMOUNT, DISCOUNT_FREE_SHIPPING, DISCOUNT_GIFT };
	size_t n = w->n_offers;

	memcpy(all, w->offers, n * sizeof(*all));
	all[0].alone = roll(w, 4) == 0;
	for (int i = 0; i < 3; i++) {
		int64_t at = roll(w, 400) + 2;
		enum offer_discount kind = kinds[roll(w, 4)];

		all[n++] = (struct offer){ .id = 10 + i,
			.name = "threshold",
			.kind = OFFER_THRESHOLD,
			.discount = kind,
			.threshold = at,
			.value = kind == DISCOUNT_PERCENT
			    ? offer_percent(1 + roll(w, 100))
			    : 1 + roll(w, (int)at - 1),
			.items = w->items[0],
			.n_items = 1,
			.min_margin = roll(w, 4) == 0 ? 100000 : 0,
			.alone = roll(w, 5) == 0,
			DAYS };
	}
	return n;
}

static void
another_item_never_makes_the_rest_dearer_unsaid(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct offer all[MOST_OFFERS + 3];
		struct checkout_result r;
		struct checkout *co;
		struct world w;
		struct checkout_cart cart = { .shipping = 495 };
		int64_t total, gifts;
		size_t n;
		bool proven, why;

		random_world(&w, seed);
		n = add_thresholds(&w, all);
		co = checkout_new(all, n, PRODUCTS, 2);
		checkout_costs(co, w.cost4, 1);
		cart.lines = w.lines;
		cart.n = w.n_lines > 0 ? w.n_lines - 1 : 0;
		pricing_run(co, &cart, &r);
		pricing_check(&r);
		total = r.total;
		gifts = r.gifts;
		proven = r.proven;
		cart.n = w.n_lines;
		pricing_run(co, &cart, &r);
		pricing_check(&r);
		why = says_why(&r);
		if (cart.n > 0 && proven && r.proven && !why &&
		    r.total - r.gifts - r.lines[cart.n - 1].value >
			total - gifts)
			fail_msg("world %d: %d with one more item of %d, %d "
				 "before",
			    (int)seed, (int)r.total,
			    (int)r.lines[cart.n - 1].value, (int)total);
		checkout_free(co);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_look_takes_one_of_each_slot_and_its_addons),
		cmocka_unit_test(a_base_item_needs_an_addon),
		cmocka_unit_test(the_cheapest_of_three_is_free),
		cmocka_unit_test(buy_a_and_get_b_at_half_price),
		cmocka_unit_test(tiers_give_more_for_more_pieces),
		cmocka_unit_test(a_gift_and_countries_and_margins),
		cmocka_unit_test(
		    a_minimum_margin_counts_where_all_costs_are_known),
		cmocka_unit_test(
		    an_offer_of_a_product_that_is_not_there_never_applies),
		cmocka_unit_test(
		    an_offer_that_stands_alone_is_weighed_against_the_rest),
		cmocka_unit_test(no_combination_of_any_kind_saves_more),
		cmocka_unit_test(
		    another_item_never_makes_the_rest_dearer_unsaid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
