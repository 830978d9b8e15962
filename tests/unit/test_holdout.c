/*
 * Comparing those who did without an offer: worked figures, the intervals
 * against what many drawn shops do, and what the time before is worth.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/random.h"
#include "decide/holdout.h"

enum {
	CUSTOMERS = 400,
	SHOPS = 400
};

#define NEAR(got, want, by)                                         \
	do {                                                        \
		double got_ = (got);                                \
		if (!(fabs(got_ - (want)) <= (by)))                 \
			fail_msg(#got " is %.12g, not %.12g", got_, \
			    (double)(want));                        \
	} while (0)

static void
the_time_before_keeps_the_stated_share(void **state)
{
	struct holdout_unit u[] = {
		{ .held = false, .orders = 1, .orders_before = 1 },
		{ .held = false, .orders = 3, .orders_before = 3 },
		{ .held = true, .orders = 2, .orders_before = 2 },
		{ .held = true, .orders = 4, .orders_before = 4 },
	};
	struct holdout_result r;

	(void)state;
	NEAR(holdout_kept(.5), .75, 0);
	/* the past explains it all: no difference is left, nor a variance */
	holdout_compare(u, ARRAY_LEN(u), true, &r);
	NEAR(r.of[HOLDOUT_ORDERS].kept, 0, 1e-12);
	NEAR(r.of[HOLDOUT_ORDERS].offered, 2, 0);
	NEAR(r.of[HOLDOUT_ORDERS].held, 3, 0);
	assert_false(r.of[HOLDOUT_CONTRIBUTION].defined);
}

/* 2 orders of 10 and 1 of 40 against 1 of 20 and 1 of 30. */
static void
a_case_by_hand(void **state)
{
	const struct holdout_unit u[] = {
		{ .orders = 2, .value = 20, .contribution = 8 },
		{ .orders = 1, .value = 40, .contribution = 12 },
		{ .contribution = 0 },
		{ .held = true, .orders = 1, .value = 20, .contribution = 6 },
		{ .held = true, .orders = 1, .value = 30, .contribution = 8 },
	};
	struct holdout_result r;
	const struct holdout_change *c = &r.of[HOLDOUT_VALUE];

	(void)state;
	holdout_compare(u, ARRAY_LEN(u), true, &r);
	NEAR(r.customers[0], 3, 0);
	NEAR(r.orders[1], 2, 0);
	NEAR(c->offered, 20, 1e-12);
	NEAR(c->held, 25, 1e-12);
	/* residuals -20, 20 over 3 orders; -5, 5 over 2 */
	NEAR(c->high95 - c->change, 1.959963985 * sqrt(800 / 9.0 + 50 / 4.0),
	    1e-8);
	c = &r.of[HOLDOUT_CONTRIBUTION];
	NEAR(c->change, 20 / 3.0 - 7, 1e-12);
	/* sums of squares 224/3 over 2 and 3, 2 over 1 and 2 */
	NEAR(c->change - c->low95, 1.959963985 * sqrt(224 / 3.0 / 6 + 1), 1e-8);
	holdout_compare(u, ARRAY_LEN(u), false, &r);
	assert_true(r.of[HOLDOUT_VALUE].defined);
	assert_false(r.of[HOLDOUT_ORDERS].defined);
	holdout_compare(u, 4, true, &r); /* one is held out */
	assert_false(r.of[HOLDOUT_VALUE].defined);
	holdout_compare(u, 0, true, &r);
	assert_false(r.of[HOLDOUT_ORDERS].defined);
}

/* A shop whose customers differ for good; the offer adds 'effect' orders. */
static void
draw(uint64_t seed, double effect, struct holdout_unit *u)
{
	for (uint64_t i = 0; i < CUSTOMERS; i++) {
		double rate = exp(.8 * random_normal(seed, 1, i, 0));
		bool held = random_unit(seed, 2, i, 0) < .3;
		int n = random_poisson(
		    rate + (held ? 0 : effect), random_unit(seed, 3, i, 0), 60);

		u[i] = (struct holdout_unit){ .held = held,
			.orders = n,
			.orders_before = random_poisson(
			    rate, random_unit(seed, 4, i, 0), 60) };
		for (int k = 0; k < n; k++)
			u[i].value += 40 *
			    exp(.6 * random_normal(seed, 5, i, (uint64_t)k));
		u[i].contribution = .4 * u[i].value - 5 * n;
		u[i].contribution_before = 11 * u[i].orders_before;
	}
}

static void
intervals_hold_the_truth_as_often_as_they_say(void **state)
{
	static struct holdout_unit u[CUSTOMERS];
	int held[HOLDOUT_FIGURES] = { 0 }, found = 0;
	struct holdout_result r;
	double kept = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SHOPS; seed++) {
		draw(seed, 0, u);
		holdout_compare(u, CUSTOMERS, true, &r);
		for (int f = 0; f < HOLDOUT_FIGURES; f++)
			held[f] += r.of[f].defined && r.of[f].low95 <= 0 &&
			    r.of[f].high95 >= 0;
		kept += r.of[HOLDOUT_ORDERS].kept / SHOPS;
		draw(seed, 1, u);
		holdout_compare(u, CUSTOMERS, true, &r);
		found += r.of[HOLDOUT_ORDERS].low95 > 0;
	}
	for (int f = 0; f < HOLDOUT_FIGURES; f++)
		if (held[f] < .92 * SHOPS || held[f] > .98 * SHOPS)
			fail_msg("figure %d: %d of %d", f, held[f], SHOPS);
	assert_true(found > .95 * SHOPS);
	assert_true(kept < .75);
}

static void
the_draw_is_of_the_id_and_the_seed(void **state)
{
	int drawn = 0, both = 0;
	char id[] = "C0000";

	(void)state;
	for (int i = 0; i < 10000; i++) {
		bool a;

		id[1] = (char)('0' + i / 1000);
		id[2] = (char)('0' + i / 100 % 10);
		id[3] = (char)('0' + i / 10 % 10);
		id[4] = (char)('0' + i % 10);
		a = holdout_draws(slice_of(id), 7, .2);
		assert_true(a == holdout_draws(slice_of(id), 7, .2));
		drawn += a;
		both += a && holdout_draws(slice_of(id), 8, .2);
	}
	assert_true(drawn > 1850 && drawn < 2150);
	assert_true(both > 300 && both < 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_time_before_keeps_the_stated_share),
		cmocka_unit_test(a_case_by_hand),
		cmocka_unit_test(intervals_hold_the_truth_as_often_as_they_say),
		cmocka_unit_test(the_draw_is_of_the_id_and_the_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
