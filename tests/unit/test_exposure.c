/*
 * Which orders an offer meets: counted by hand, and on random shops.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/date.h"
#include "base/random.h"
#include "decide/projection.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.10g, not %.10g", #got, got_, want_); \
	} while (0)

/* Grows a struct sales order by order. */
struct shop {
	struct sales s;
	size_t lines;
};

enum {
	LAMP,
	BULB,
	TIMER,
	MAT,
	SHOP_PRODUCTS
};

static void
shop_init(struct shop *sh, size_t orders, size_t lines)
{
	static const int64_t price4[] = { 400000, 150000, 120000, 90000 };
	static const int64_t cost4[] = { 220000, 60000, 50000, 30000 };
	struct err err = ERR_INIT;

	*sh = (struct shop){ 0 };
	assert_true(sales_init(&sh->s, orders, lines, SHOP_PRODUCTS, 0, &err));
	sh->s.currency.digits = 2;
	for (size_t p = 0; p < SHOP_PRODUCTS; p++) {
		sh->s.price4[p] = price4[p];
		sh->s.cost4[p] = cost4[p];
		sh->s.product_id[p] = (int64_t)p;
	}
	sh->s.orders = sh->s.lines = 0;
}

/* quantities by product; 0: not in the order. */
static void
shop_add(struct shop *sh, const int *quantities, int32_t day)
{
	struct sales *s = &sh->s;
	size_t o = s->orders++;

	s->order_id[o] = (int64_t)o;
	s->customer[o] = SALES_GUEST;
	s->time[o] = (int64_t)day * DATE_SECONDS_A_DAY;
	s->shipping[o] = s->ship_cost[o] = SALES_UNKNOWN;
	for (uint32_t p = 0; p < SHOP_PRODUCTS; p++) {
		size_t l = s->lines;

		if (quantities[p] == 0)
			continue;
		s->product[l] = p;
		s->quantity[l] = quantities[p];
		s->paid[l] = quantities[p] * s->price4[p] / 100;
		s->cart_value[o] += s->paid[l];
		s->lines++;
	}
	s->net_value[o] = s->cart_value[o];
	s->first[o + 1] = s->lines;
}

static void
count(const struct sales *s, const struct exposure_plan *plan,
    struct exposure *ex)
{
	struct err err = ERR_INIT;

	if (!exposure_count(s, plan, ex, &err))
		fail_msg("%s", err.text);
}

static const struct offer_item lamp_bulb[] = {
	{ .product = LAMP, .quantity = 1 }, { .product = BULB, .quantity = 1 }
};
static const struct offer_item lamp_timer[] = {
	{ .product = LAMP, .quantity = 1 }, { .product = TIMER, .quantity = 1 }
};

static struct offer
ten_percent(const struct offer_item *items, size_t n)
{
	return (struct offer){
		.name = "light",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.value = offer_percent(10),
		.items = items,
		.n_items = n,
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};
}

static void
the_worked_example_is_counted_from_its_orders(void **state)
{
	static const int both[] = { 1, 1, 0, 0 }, lamp[] = { 1, 0, 0, 0 };
	static const int other[] = { 0, 0, 0, 2 };
	static const double chance[] = { 0, .12, 0, 0 };
	const struct offer of = ten_percent(lamp_bulb, 2);
	const struct exposure_plan plan = { .offer = &of,
		.chance = chance,
		.primary = true,
		.window_days = 30 };
	struct projection_inputs in;
	struct projection_values v;
	struct exposure ex;
	struct shop sh;

	(void)state;
	projection_inputs_default(&in);
	in.value[PROJECTION_SWITCHING] = 0;
	shop_init(&sh, 8000, 9000);
	for (int o = 0; o < 8000; o++)
		shop_add(&sh, o < 120 ? both : o < 1000 ? lamp : other, o % 30);
	count(&sh.s, &plan, &ex);
	assert_int_equal(ex.full_orders, 120);
	assert_int_equal(ex.partial_orders, 880);
	assert_int_equal(ex.sets, 120);
	assert_int_equal(ex.from, 0);
	assert_int_equal(ex.until, 29);
	NEAR(ex.leak, 5.5, 1e-12);
	projection_point(&ex, &in, &v);
	NEAR(v.takes, 140.200196, 5e-7);
	NEAR(v.revenue_delta, 671.901860, 5e-7);
	NEAR(v.contribution_delta, -188.784469, 5e-7);
	sales_release(&sh.s);
}

static void
only_the_last_days_of_the_data_count(void **state)
{
	static const int both[] = { 1, 1, 0, 0 };
	const struct offer of = ten_percent(lamp_bulb, 2);
	struct exposure_plan plan = { .offer = &of, .window_days = 7 };
	struct exposure ex;
	struct shop sh;

	(void)state;
	shop_init(&sh, 20, 40);
	for (int o = 0; o < 20; o++)
		shop_add(&sh, both, 19 - o);
	count(&sh.s, &plan, &ex);
	assert_int_equal(ex.from, 13);
	assert_int_equal(ex.until, 19);
	assert_int_equal(ex.full_orders, 7);
	plan.window_days = 365;
	count(&sh.s, &plan, &ex);
	assert_int_equal(ex.from, 0);
	assert_int_equal(ex.full_orders, 20);
	sales_release(&sh.s);
}

static int
roll(uint64_t seed, uint64_t *at, int n)
{
	return (int)(random_unit(seed, 9, 0, (*at)++) * n);
}

/* The slow twin: classifies one order from the header's definitions. */
static void
classify(const int *quantities, const struct offer *of, bool primary, int *sets,
    bool *partial)
{
	bool any = false;

	*sets = INT32_MAX;
	for (size_t i = 0; i < of->n_items; i++) {
		int q = quantities[of->items[i].product];
		int k = q / of->items[i].quantity;

		any |= q > 0;
		*sets = k < *sets ? k : *sets;
	}
	if (primary)
		any = quantities[of->items[0].product] > 0;
	*partial = any && *sets == 0;
}

static void
groups_cover_every_order_once_on_random_shops(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 800; seed++) {
		struct offer_item items[] = { { .product = LAMP,
						  .quantity = 1 },
			{ .product = BULB, .quantity = 1 },
			{ .product = TIMER, .quantity = 1 } };
		struct offer of = ten_percent(items, 3);
		struct exposure_plan plan = { .offer = &of,
			.window_days = 365 };
		int64_t full = 0, partial = 0, all_sets = 0, grouped = 0;
		uint64_t at = 0;
		struct exposure ex;
		struct shop sh;
		int n = roll(seed, &at, 60);

		plan.primary = roll(seed, &at, 2) == 0;
		of.n_items = (size_t)roll(seed, &at, 2) + 2;
		for (size_t i = 0; i < 3; i++)
			items[i].quantity = roll(seed, &at, 2) + 1;
		shop_init(&sh, 60, 240);
		for (int o = 0; o < n; o++) {
			int q[SHOP_PRODUCTS], sets;
			bool is_partial;

			for (size_t p = 0; p < SHOP_PRODUCTS; p++)
				q[p] = roll(seed, &at, 4);
			shop_add(&sh, q, o);
			classify(q, &of, plan.primary, &sets, &is_partial);
			full += sets > 0;
			all_sets += sets;
			partial += is_partial;
		}
		count(&sh.s, &plan, &ex);
		assert_int_equal(ex.full_orders, full);
		assert_int_equal(ex.partial_orders, partial);
		assert_int_equal(ex.sets, all_sets);
		for (size_t g = 0; g < ex.n_groups; g++) {
			const struct exposure_group *gr = &ex.groups[g];

			grouped += (int64_t)gr->orders;
			assert_true(gr->present >= gr->orders + gr->full);
			assert_true(gr->price > 0 && gr->pieces >= 1);
			assert_true(gr->chance >= 0 && gr->chance <= .95);
		}
		assert_int_equal(grouped + ex.set_apart, partial);
		sales_release(&sh.s);
	}
}

static void
a_discount_that_is_given_already_does_not_leak_again(void **state)
{
	static const int all[] = { 1, 1, 1, 0 }, lamp[] = { 1, 0, 1, 0 };
	const struct offer of = ten_percent(lamp_bulb, 2);
	struct offer live = ten_percent(lamp_bulb, 2);
	struct exposure_plan plan = { .offer = &of,
		.live = &live,
		.n_live = 1,
		.primary = true,
		.window_days = 365 };
	struct exposure ex;
	struct shop sh;

	(void)state;
	shop_init(&sh, 20, 60);
	for (int o = 0; o < 20; o++)
		shop_add(&sh, o < 10 ? all : lamp, o);
	/* the same bundle at half the discount is live */
	live.value = offer_percent(5);
	count(&sh.s, &plan, &ex);
	NEAR(ex.leak, 5.5 - 2.75, 1e-12);
	NEAR(ex.groups[0].give, 5.5, 1e-12);
	/* at the same discount nothing is new */
	live.value = of.value;
	count(&sh.s, &plan, &ex);
	NEAR(ex.leak, 0, 1e-12);
	/* lamp + timer are live and compete for the lamp */
	live = ten_percent(lamp_timer, 2);
	count(&sh.s, &plan, &ex);
	NEAR(ex.leak, 5.5 - 5.2, 1e-12);
	NEAR(ex.groups[0].give, 5.5 - 5.2, 1e-12);
	sales_release(&sh.s);
}

static void
carts_that_fall_below_a_live_threshold_are_counted(void **state)
{
	static const int both[] = { 1, 1, 0, 0 }, more[] = { 1, 1, 1, 0 };
	const struct offer of = ten_percent(lamp_bulb, 2);
	const struct offer live = { .name = "ship",
		.kind = OFFER_THRESHOLD,
		.discount = DISCOUNT_FREE_SHIPPING,
		.threshold = 5000 };
	const struct exposure_plan plan = {
		.offer = &of, .live = &live, .n_live = 1, .window_days = 365
	};
	struct exposure ex;
	struct shop sh;

	(void)state;
	shop_init(&sh, 5, 15);
	for (int o = 0; o < 5; o++)
		shop_add(&sh, o < 3 ? both : more, o);
	count(&sh.s, &plan, &ex);
	assert_int_equal(ex.dropped, 3);
	NEAR(ex.leak, 5.5, 1e-12);
	sales_release(&sh.s);
}

static void
an_item_without_a_price_is_refused_in_words(void **state)
{
	static const int both[] = { 1, 1, 0, 0 };
	const struct offer of = ten_percent(lamp_bulb, 2);
	const struct exposure_plan plan = { .offer = &of, .window_days = 365 };
	struct err err = ERR_INIT;
	struct exposure ex;
	struct shop sh;

	(void)state;
	shop_init(&sh, 1, 2);
	shop_add(&sh, both, 0);
	sh.s.price4[BULB] = SALES_UNKNOWN;
	assert_false(exposure_count(&sh.s, &plan, &ex, &err));
	assert_string_equal(err.text,
	    "item 2 of 'light' has no price: it was never sold and the "
	    "product file gives none");
	sales_release(&sh.s);
}

/* Of the 79 states of four pieces by twos that are a part of a set, the 32 of
 * the most orders are groups. */
static void
orders_beyond_the_largest_groups_are_set_apart(void **state)
{
	struct offer_item items[8] = { { 0 } };
	struct offer of = ten_percent(items, SHOP_PRODUCTS);
	const struct exposure_plan plan = { .offer = &of, .window_days = 365 };
	struct err err = ERR_INIT;
	struct exposure ex;
	struct shop sh;

	(void)state;
	for (uint32_t i = 0; i < 8; i++)
		items[i] = (struct offer_item){ .product = i % SHOP_PRODUCTS,
			.quantity = i < SHOP_PRODUCTS ? 2 : 1000 };
	shop_init(&sh, 112, 448);
	for (int o = 0; o < 112; o++) {
		int k = o < 81 ? o : o - 80; /* 1 .. 31: twice */
		const int q[] = { k % 3, k / 3 % 3, k / 9 % 3, k / 27 };

		shop_add(&sh, q, o % 30);
	}
	count(&sh.s, &plan, &ex);
	assert_int_equal(ex.full_orders, 1);
	assert_int_equal(ex.n_groups, EXPOSURE_MAX_GROUPS);
	NEAR(ex.groups[0].orders, 2, 0);
	NEAR(ex.groups[31].orders, 1, 0);
	assert_int_equal(ex.set_apart, 79 - 32);
	for (size_t i = 0; i < SHOP_PRODUCTS; i++)
		items[i].quantity = 1000;
	of.n_items = 8;
	assert_false(exposure_count(&sh.s, &plan, &ex, &err));
	assert_string_equal(err.text,
	    "'light' has too many pieces to be projected; lower the "
	    "quantities");
	sales_release(&sh.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worked_example_is_counted_from_its_orders),
		cmocka_unit_test(only_the_last_days_of_the_data_count),
		cmocka_unit_test(groups_cover_every_order_once_on_random_shops),
		cmocka_unit_test(
		    a_discount_that_is_given_already_does_not_leak_again),
		cmocka_unit_test(
		    carts_that_fall_below_a_live_threshold_are_counted),
		cmocka_unit_test(an_item_without_a_price_is_refused_in_words),
		cmocka_unit_test(
		    orders_beyond_the_largest_groups_are_set_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
