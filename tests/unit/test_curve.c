/*
 * The threshold curve: figures worked out by hand, and thousands of random
 * shops against the direct sum over orders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/random.h"
#include "decide/curve.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

enum {
	SHOP_ORDERS = 40
};

static void
load(struct curve_orders *od, const int64_t *minor, size_t n)
{
	struct err err = ERR_INIT;

	if (!curve_orders_init(od, minor, n, 2, &err))
		fail_msg("%s", err.text);
}

static void
curve_agrees_with_the_worked_example(void **state)
{
	static const int64_t minor[] = { 2000, 8000, 3000, 6000, 4000, 5200,
		4500, 4800 };
	static const double at[] = { 40, 50, 60 };
	static const struct {
		double orders, aov, revenue, contribution, up, pay, lost;
	} want[] = {
		{ 7.691051, 48.453807, 372.660707, 145.103822, .311737,
		    1.379314, .308949 },
		{ 7.450273, 49.497308, 368.768471, 155.924414, 1.105641,
		    3.344633, .549727 },
		{ 7.316366, 49.734744, 363.877571, 161.482622, .737218,
		    4.579148, .683634 },
	};
	const struct curve_shop shop = {
		.fee = 6,
		.ship_cost = 5,
		.margin = .5,
		.topup_margin = .5,
		.overshoot = 3,
		.payment_fee = .029,
	};
	const struct curve_response re = { .p0 = .5, .rho = 2, .eta = .8 };
	struct curve_orders od;
	struct curve_point pt[3];

	(void)state;
	load(&od, minor, ARRAY_LEN(minor));
	assert_int_equal(od.n, 8);
	curve_sweep(&od, od.count, &shop, &re, 0, at, NULL, 3, pt);
	for (size_t i = 0; i < 3; i++) {
		NEAR(pt[i].orders, want[i].orders, 5e-7);
		NEAR(pt[i].aov, want[i].aov, 5e-7);
		NEAR(pt[i].revenue, want[i].revenue, 5e-7);
		NEAR(pt[i].contribution, want[i].contribution, 5e-7);
		NEAR(pt[i].topups, want[i].up, 5e-7);
		NEAR(pt[i].paying, want[i].pay, 5e-7);
		NEAR(pt[i].lost, want[i].lost, 5e-7);
		NEAR(pt[i].from_fees + pt[i].from_topups + pt[i].from_orders,
		    pt[i].contribution, 1e-9);
		NEAR(pt[i].contribution_per_visitor, pt[i].contribution / 8,
		    1e-12);
	}
	curve_orders_release(&od);
}

struct shop {
	int64_t minor[SHOP_ORDERS];
	size_t n;
	double w[SHOP_ORDERS];
	struct curve_shop money;
	struct curve_response re;
};

static double
roll(uint64_t seed, uint64_t *at)
{
	return random_unit(seed, 3, 0, (*at)++);
}

static void
random_shop(struct shop *sh, uint64_t seed)
{
	uint64_t at = 0;

	*sh = (struct shop){ 0 };
	sh->n = (size_t)(roll(seed, &at) * (SHOP_ORDERS + 1));
	for (size_t i = 0; i < sh->n; i++) {
		sh->minor[i] = 1 + (int64_t)(roll(seed, &at) * 12000);
		sh->w[i] = .5 + roll(seed, &at);
	}
	if (roll(seed, &at) > .1)
		sh->money.fee = roll(seed, &at) * 10;
	sh->money.ship_cost = roll(seed, &at) * 8;
	sh->money.margin = roll(seed, &at);
	sh->money.topup_margin = roll(seed, &at);
	sh->money.topup_returns = roll(seed, &at) * .5;
	sh->money.overshoot = roll(seed, &at) * 5;
	sh->money.payment_fee = .029;
	sh->re.p0 = roll(seed, &at) * .9;
	sh->re.rho = roll(seed, &at) * 4;
	sh->re.eta = roll(seed, &at) * 3;
}

/* With tables the gap is that of their grid. */
static double
reach(const struct shop *sh, double k, double gap, double *over)
{
	const struct fill *fl = sh->re.fill;
	size_t i;

	*over = sh->money.overshoot;
	if (fl == NULL)
		return k > 0 ? exp(-gap / k) : 0;
	i = (size_t)floor(gap / fl->step + .5);
	if (i >= fl->n)
		return 0;
	*over = fl->overshoot[i];
	gap = (double)i * fl->step;
	return (k > 0 ? exp(-gap / k) : gap > 0 ? 0 : 1) * fl->closable[i];
}

/* The slow twin: order by order, straight from the header. */
static struct curve_point
direct(const struct curve_orders *od, const double *w, const struct shop *sh,
    double inert, double at)
{
	const struct curve_shop *m = &sh->money;
	double k = sh->re.rho * m->fee, visitors = 0, goods = 0, over = 0;
	struct curve_point pt = { .threshold = at };

	for (size_t i = 0; i < od->n; i++) {
		double v = od->value[i], pi = 0, s = 1;

		visitors += w[i];
		if (v >= at) {
			pt.orders += w[i];
			goods += w[i] * v;
			continue;
		}
		if (v >= inert) {
			pi = sh->re.p0 * reach(sh, k, at - v, &over);
			s = fmax(.2, exp(-sh->re.eta * m->fee / v));
		}
		pt.topups += w[i] * pi;
		pt.topup_value += w[i] * pi * (at - v + over);
		pt.paying += w[i] * (1 - pi) * s;
		goods += w[i] * (pi + (1 - pi) * s) * v;
	}
	pt.orders += pt.topups + pt.paying;
	pt.revenue = goods + pt.topup_value;
	pt.fees = pt.paying * m->fee;
	pt.lost = visitors - pt.orders;
	pt.contribution = m->margin * goods +
	    m->topup_margin * (1 - m->topup_returns) * pt.topup_value -
	    m->payment_fee * (pt.revenue + pt.fees) + pt.fees -
	    m->ship_cost * pt.orders;
	return pt;
}

static void
compare_with_direct(const struct shop *sh, double inert)
{
	double at[30];
	struct curve_point pt[30];
	struct curve_orders od;

	load(&od, sh->minor, sh->n);
	for (size_t t = 0; t < ARRAY_LEN(at); t++)
		at[t] = 5 + 5 * (double)t;
	curve_sweep(&od, sh->w, &sh->money, &sh->re, inert, at, NULL,
	    ARRAY_LEN(at), pt);
	for (size_t t = 0; t < ARRAY_LEN(at); t++) {
		struct curve_point want = direct(&od, sh->w, sh, inert, at[t]);
		double slack = 1e-9 * (1 + fabs(want.revenue));

		NEAR(pt[t].orders, want.orders, slack);
		NEAR(pt[t].revenue, want.revenue, slack);
		NEAR(pt[t].contribution, want.contribution, slack);
		NEAR(pt[t].topups, want.topups, slack);
		NEAR(pt[t].topup_value, want.topup_value, slack);
		NEAR(pt[t].paying, want.paying, slack);
		NEAR(pt[t].lost, want.lost, slack);
		assert_true(pt[t].lost >= -slack);
	}
	curve_orders_release(&od);
}

static void
sweep_equals_the_direct_sum_on_random_shops(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		struct shop sh;

		random_shop(&sh, seed);
		compare_with_direct(&sh, seed % 2 == 0 ? 0 : 20);
	}
}

/* Neighbours are summed side by side; alone each gives the same bits. */
static void
a_threshold_alone_gives_the_same_bits(const struct shop *sh)
{
	double at[7];
	struct curve_point pt[7], alone;
	struct curve_orders od;

	load(&od, sh->minor, sh->n);
	for (size_t t = 0; t < ARRAY_LEN(at); t++)
		at[t] = 3 + 20 * (double)t * (double)t;
	for (size_t m = 1; m <= ARRAY_LEN(at); m++) {
		curve_sweep(
		    &od, sh->w, &sh->money, &sh->re, 0, at, NULL, m, pt);
		curve_sweep(&od, sh->w, &sh->money, &sh->re, 0, &at[m - 1],
		    NULL, 1, &alone);
		assert_memory_equal(&pt[m - 1], &alone, sizeof(alone));
		assert_memory_equal(&pt[0].threshold, &at[0], sizeof(at[0]));
	}
	curve_orders_release(&od);
}

static void
sweep_with_fillers_equals_the_direct_sum(void **state)
{
	static const double prices[] = { 3, 7.5, 12, 30, 55, 0 };
	static const double sold[] = { 10, 4, 8, 2, 1, 9 };
	struct err err = ERR_INIT;
	struct fill fl;

	(void)state;
	assert_true(fill_init(&fl, prices, sold, 6, .25, &err));
	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct shop sh;

		random_shop(&sh, seed);
		sh.re.fill = &fl;
		compare_with_direct(&sh, seed % 2 == 0 ? 0 : 20);
		a_threshold_alone_gives_the_same_bits(&sh);
	}
	fill_release(&fl);
}

/* Six looks, one after the other, over every combination of two products. */
static void
fillers_follow_the_catalogue(void **state)
{
	static const double prices[] = { 4, 10 }, sold[] = { 3, 1 };
	static const struct {
		size_t gap;
		double closable, overshoot;
	} cases[] = {
		/* all six looks are 4 unless all are 10 */
		{ 0, 1, 4 + 6 / 4096.0 },
		{ 4, 1, 6 / 4096.0 },
		/* at least one look is 10 */
		{ 5, 1 - 729 / 4096.0, 5 },
		{ 10, 1 - 729 / 4096.0, 0 },
	};
	static const double nothing[] = { 0, 0 }, hardly[] = { 1, 1e-14 };
	struct err err = ERR_INIT;
	struct fill fl;

	(void)state;
	assert_true(fill_init(&fl, prices, sold, 2, 1, &err));
	assert_int_equal(fl.n, 11);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		NEAR(fl.closable[cases[i].gap], cases[i].closable, 1e-12);
		NEAR(fl.overshoot[cases[i].gap], cases[i].overshoot, 1e-12);
	}
	assert_int_equal(fill_index(&fl, 3.6), 4);
	/* one that is next to never sold closes no gap */
	fill_release(&fl);
	assert_true(fill_init(&fl, prices, hardly, 2, 1, &err));
	NEAR(fl.closable[4], 1, 0);
	NEAR(fl.closable[10], 0, 0);
	NEAR(fl.overshoot[10], 0, 0);
	assert_int_equal(fill_index(&fl, 1e300), fl.n);
	fill_release(&fl);
	assert_true(fill_init(&fl, prices, nothing, 2, 1, &err));
	NEAR(fl.closable[0], 0, 0);
	fill_release(&fl);
	assert_true(fill_init(&fl, NULL, NULL, 0, 1, &err));
	NEAR(fl.closable[0], 0, 0);
	fill_release(&fl);
}

/* What the latent weights undo, the sweep does again. */
static void
the_present_rule_reproduces_the_orders_it_was_seen_with(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 500; seed++) {
		const struct curve_rule rule = { CURVE_FREE_FROM, 60 };
		struct shop sh;
		struct curve_orders od;
		struct curve_point pt;
		double w[SHOP_ORDERS], above = 0, latent_above = 0;

		random_shop(&sh, seed);
		load(&od, sh.minor, sh.n);
		curve_latent(&od, &rule, &sh.money, &sh.re, w);
		curve_sweep(&od, w, &sh.money, &sh.re, curve_inert_below(&rule),
		    &rule.at, NULL, 1, &pt);
		for (size_t i = 0; i < od.n; i++) {
			assert_true(w[i] >= 0);
			above += od.value[i] >= 60 ? od.count[i] : 0;
			latent_above += od.value[i] >= 60 ? w[i] : 0;
		}
		NEAR(pt.paying, od.total - above, 1e-9 * od.total);
		if (latent_above > 0 && pt.topups < latent_above)
			assert_true(pt.orders >= od.total - 1e-6);
		curve_orders_release(&od);
	}
}

/* Where all just below would top up, one seen there stands for twenty at
 * most. */
static void
an_order_just_below_stands_for_no_more_than_twenty(void **state)
{
	static const int64_t minor[] = { 5999 };
	const struct curve_rule rule = { CURVE_FREE_FROM, 60 };
	const struct curve_shop shop = { .fee = 5 };
	const struct curve_response all = { .p0 = 1, .rho = 2 };
	struct curve_orders od;
	double w;

	(void)state;
	load(&od, minor, 1);
	curve_latent(&od, &rule, &shop, &all, &w);
	NEAR(w, 20, 1e-9);
	curve_orders_release(&od);
}

static void
flat_rules_undo_and_redo_the_fee(void **state)
{
	static const int64_t minor[] = { 1000, 2500, 2500, 9000 };
	const struct curve_rule pay = { CURVE_ALL_PAY, 0 };
	const struct curve_shop shop = {
		.fee = 5, .margin = .5, .topup_margin = .5
	};
	const struct curve_response re = { .p0 = .3, .rho = 2, .eta = .8 };
	struct curve_orders od;
	struct curve_point pt;
	double w[4];

	(void)state;
	load(&od, minor, 4);
	assert_int_equal(od.n, 3);
	curve_latent(&od, &pay, &shop, &re, w);
	curve_flat(&od, w, &shop, &re, 0, false, &pt);
	NEAR(pt.orders, 4, 1e-12);
	NEAR(pt.revenue, 150, 1e-9);
	NEAR(pt.fees, 20, 1e-9);
	assert_true(pt.lost > 0);
	curve_flat(&od, w, &shop, &re, 0, true, &pt);
	assert_true(pt.orders > 4);
	NEAR(pt.fees, 0, 0);
	NEAR(pt.lost, 0, 1e-12);
	curve_orders_release(&od);
}

static void
shops_without_orders_or_values_give_zeros(void **state)
{
	static const int64_t worthless[] = { 0, -500, 0 };
	static const double at[] = { 10, 20 };
	const struct curve_shop shop = { .fee = 5, .ship_cost = 4 };
	const struct curve_response re = { .p0 = .3, .rho = 2, .eta = .8 };
	struct curve_orders od;
	struct curve_point pt[2];

	(void)state;
	for (size_t n = 0; n <= 3; n += 3) {
		load(&od, worthless, n);
		assert_int_equal(od.n, 0);
		assert_int_equal(od.left_out, n);
		curve_sweep(&od, od.count, &shop, &re, 0, at, NULL, 2, pt);
		NEAR(pt[1].orders, 0, 0);
		NEAR(pt[1].aov, 0, 0);
		NEAR(pt[1].contribution, 0, 0);
		NEAR(pt[1].contribution_per_visitor, 0, 0);
		curve_orders_release(&od);
	}
}

static void
values_of_any_size_are_sorted_and_joined(void **state)
{
	int64_t minor[300];
	struct curve_orders od;
	double orders = 0;

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		double u = random_unit(1, 1, i / 2, 0);

		minor[i] = (int64_t)pow(10, 1 + 17 * u);
	}
	minor[299] = INT64_MAX;
	load(&od, minor, 300);
	assert_true(od.n >= 140 && od.n <= 151);
	for (size_t i = 0; i < od.n; i++) {
		orders += od.count[i];
		assert_true(od.value[i] > 0);
		assert_true(i == 0 || od.value[i] > od.value[i - 1]);
	}
	NEAR(orders, 300, 0);
	NEAR(od.value[od.n - 1], (double)INT64_MAX / 100, 1e6);
	curve_orders_release(&od);
}

static void
histogram_counts_every_order_once(void **state)
{
	static const int64_t minor[] = { 10, 30, 30, 99, 100, 250, 400, 1000 };
	struct curve_orders od;
	double bins[3], below, above;

	(void)state;
	load(&od, minor, 8);
	curve_histogram(&od, .3, 1, 3, bins, &below, &above);
	NEAR(bins[0], 4, 0);
	NEAR(bins[1], 0, 0);
	NEAR(bins[2], 1, 0);
	NEAR(below, 1, 0);
	NEAR(above, 2, 0);
	NEAR(curve_mean_between(&od, 1, 4), (1 + 2.5) / 2, 1e-12);
	NEAR(curve_mean_between(&od, 5, 9), 0, 0);
	curve_orders_release(&od);
}

static void
the_shortened_list_keeps_the_sums_at_its_breaks(void **state)
{
	static const double breaks[] = { 15, 40, 60, 61, 90 };

	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct shop sh;
		struct curve_orders od, less;
		struct err err = ERR_INIT;

		random_shop(&sh, seed);
		load(&od, sh.minor, sh.n);
		assert_true(curve_orders_shorten(
		    &od, breaks, ARRAY_LEN(breaks), 9, &less, &err));
		NEAR(less.total, od.total, 1e-12);
		NEAR(less.total_value, od.total_value, 1e-9);
		for (size_t b = 0; b < ARRAY_LEN(breaks); b++) {
			double x = breaks[b], full = 0, part = 0;

			for (size_t i = 0; i < od.n; i++)
				full += od.value[i] < x
				    ? od.count[i] * od.value[i]
				    : 0;
			for (size_t i = 0; i < less.n; i++)
				part += less.value[i] < x
				    ? less.count[i] * less.value[i]
				    : 0;
			NEAR(part, full, 1e-9);
		}
		assert_true(less.n <= 9 + ARRAY_LEN(breaks) + 1);
		curve_orders_release(&od);
		curve_orders_release(&less);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curve_agrees_with_the_worked_example),
		cmocka_unit_test(sweep_equals_the_direct_sum_on_random_shops),
		cmocka_unit_test(sweep_with_fillers_equals_the_direct_sum),
		cmocka_unit_test(fillers_follow_the_catalogue),
		cmocka_unit_test(
		    the_present_rule_reproduces_the_orders_it_was_seen_with),
		cmocka_unit_test(
		    an_order_just_below_stands_for_no_more_than_twenty),
		cmocka_unit_test(flat_rules_undo_and_redo_the_fee),
		cmocka_unit_test(shops_without_orders_or_values_give_zeros),
		cmocka_unit_test(values_of_any_size_are_sorted_and_joined),
		cmocka_unit_test(histogram_counts_every_order_once),
		cmocka_unit_test(
		    the_shortened_list_keeps_the_sums_at_its_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
