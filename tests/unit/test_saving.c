/*
 * Spend-and-save tiers on order values: a case by hand, the pass against a
 * direct sum over orders one by one, and what must always hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/saving.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

static const struct curve_shop shop = { .fee = 6,
	.ship_cost = 5,
	.margin = .5,
	.topup_margin = .5,
	.overshoot = 3,
	.payment_fee = .029 };
static const struct curve_response response = { .p0 = .5, .rho = 2 };

static struct saving
tiers(double at, bool percent, double value)
{
	struct saving sv = { .n = 0 };

	assert_true(saving_add(&sv,
	    &(struct saving_tier){
		.at = at, .percent = percent, .value = value }));
	return sv;
}

/* One order of 80, 10 off from 100: gap 20, k = 20, pi = .5 / e. */
static void
one_order_by_hand(void **state)
{
	double value[] = { 80 }, count[] = { 1 };
	struct curve_orders od = { value, count, 1, 1, 80, 0 };
	const struct curve_rule all_free = { CURVE_ALL_FREE, 0 };
	struct saving sv = tiers(100, false, 10);
	struct curve_point pt;
	double pi = .5 * exp(-1);

	(void)state;
	saving_point(&od, count, &all_free, &shop, &response, &sv, &pt);
	NEAR(pt.orders, 1, 1e-12);
	NEAR(pt.topups, pi, 1e-12);
	NEAR(pt.given, 10 * pi, 1e-12);
	NEAR(pt.revenue, 80 * (1 - pi) + 93 * pi, 1e-12);
	NEAR(pt.contribution,
	    (1 - pi) * (80 * .471 - 5) + pi * (103 * .471 - 10 * .971 - 5),
	    1e-12);
	NEAR(pt.mean_gap, 20, 1e-12);
	NEAR(pt.lost, 0, 1e-12);
}

/* A discount that takes an order below free shipping makes it pay. */
static void
a_discount_can_cost_free_shipping(void **state)
{
	double value[] = { 52 }, count[] = { 1 };
	struct curve_orders od = { value, count, 1, 1, 52, 0 };
	const struct curve_rule from = { CURVE_FREE_FROM, 50 };
	struct saving sv = tiers(50, true, .1);
	struct curve_point pt;

	(void)state;
	saving_point(&od, count, &from, &shop, &response, &sv, &pt);
	NEAR(pt.paying, 1, 1e-12);
	NEAR(pt.fees, 6, 1e-12);
	NEAR(pt.given, 5.2, 1e-12);
}

/* A mug of 12 that costs 5, beside a discount at the same value. */
static void
a_gift_costs_what_it_cost_and_is_worth_its_price(void **state)
{
	const struct saving_tier mug = {
		.at = 100, .value = 12, .gift = true, .cost = 5
	};
	double value[] = { 80, 120 }, count[] = { 1, 1 };
	struct curve_orders od = { value, count, 2, 2, 200, 0 };
	const struct curve_rule all_free = { CURVE_ALL_FREE, 0 };
	struct saving sv = { .n = 0 };
	struct curve_point pt;
	double pi = .5 * exp(-20 / (2 * 12.0));

	(void)state;
	assert_true(saving_add(&sv, &mug));
	saving_point(&od, count, &all_free, &shop, &response, &sv, &pt);
	NEAR(pt.topups, pi, 1e-12);
	NEAR(pt.given, 5 * (1 + pi), 1e-12);
	NEAR(pt.revenue, 200 + 23 * pi, 1e-12);
	NEAR(pt.contribution, pt.revenue * .471 - 10 - 5 * (1 + pi), 1e-12);
	/* 8 off as well: the pull is that of both */
	assert_true(
	    saving_add(&sv, &(struct saving_tier){ .at = 100, .value = 8 }));
	assert_int_equal(sv.n, 2);
	assert_false(sv.tier[0].gift);
	saving_point(&od, count, &all_free, &shop, &response, &sv, &pt);
	NEAR(pt.topups, .5 * exp(-20 / (2 * 20.0)), 1e-12);
	NEAR(saving_worth(&sv, 100), 20, 1e-12);
	assert_null(saving_gift(&sv, 99));
}

/* The best gift of those reached, looked for one by one. */
static const struct saving_tier *
gift_at(const struct saving *sv, double v)
{
	const struct saving_tier *best = NULL;

	for (size_t t = 0; t < sv->n; t++)
		if (sv->tier[t].gift && sv->tier[t].at <= v &&
		    (best == NULL || sv->tier[t].value > best->value))
			best = &sv->tier[t];
	return best;
}

static double
gift_worth(const struct saving *sv, double v)
{
	const struct saving_tier *gift = gift_at(sv, v);

	return gift != NULL ? gift->value : 0;
}

static double
contribution_of(double goods, double added, double discount, bool pays)
{
	double paid = goods - discount + (pays ? shop.fee : 0);
	double cost = (goods - added) * (1 - shop.margin) +
	    added * (1 - shop.topup_margin);

	return paid - shop.payment_fee * paid - cost - shop.ship_cost;
}

/* The direct sum, order by order, in money in and money out. */
static void
brute(const struct curve_orders *od, const struct curve_rule *rule,
    const struct saving *sv, struct curve_point *out)
{
	*out = (struct curve_point){ 0 };
	for (size_t i = 0; i < od->n; i++)
		for (int up = 0; up < 2; up++) {
			double v = od->value[i], pi = 0, to = v, discount;
			const struct saving_tier *next = NULL;
			double n;

			for (size_t t = sv->n; t-- > 0;)
				if (sv->tier[t].at > v)
					next = &sv->tier[t];
			if (next != NULL) {
				double step = saving_discount(sv, next->at) -
				    saving_discount(sv, v) +
				    gift_worth(sv, next->at) -
				    gift_worth(sv, v);

				if (step > 0)
					pi = response.p0 *
					    exp(-(next->at - v) /
						(response.rho * step));
				to = next->at + shop.overshoot;
			}
			n = od->count[i] * (up ? pi : 1 - pi);
			to = up ? to : v;
			discount = saving_discount(sv, to);
			out->orders += n;
			out->revenue += n * (to - discount);
			out->contribution += n *
			    contribution_of(to, to - v, discount,
				rule->kind == CURVE_ALL_PAY ||
				    (rule->kind == CURVE_FREE_FROM &&
					to - discount < rule->at));
			if (gift_at(sv, to) != NULL)
				out->contribution -= n * gift_at(sv, to)->cost;
		}
}

static void
the_pass_equals_a_direct_sum(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		double value[40], count[40];
		struct curve_orders od = {
			.value = value, .count = count, .n = 40
		};
		struct curve_rule rule = { (enum curve_rule_kind)(seed % 3),
			60 };
		struct saving sv = { .n = 0 };
		struct curve_point got, want;

		for (size_t i = 0; i < 40; i++) {
			value[i] =
			    5 + 4 * (double)i + 4 * random_unit(seed, 1, i, 0);
			count[i] = floor(5 * random_unit(seed, 2, i, 0));
		}
		for (size_t t = 0; t < 1 + seed % 6; t++)
			assert_true(saving_add(&sv,
			    &(struct saving_tier){
				.at = 20 + 140 * random_unit(seed, 3, t, 0),
				.percent = t % 3 == 0,
				.value = (t % 3 == 0 ? .3 : 20) *
				    random_unit(seed, 4, t, 0),
				.gift = t % 3 == 2,
				.cost = t % 3 == 2 ? 4 : 0,
			    }));
		saving_point(&od, od.count, &rule, &shop, &response, &sv, &got);
		brute(&od, &rule, &sv, &want);
		NEAR(got.orders, want.orders, 1e-9 * want.orders);
		NEAR(got.revenue, want.revenue, 1e-9 * want.revenue);
		NEAR(got.contribution, want.contribution,
		    1e-9 * (1 + fabs(want.contribution)));
	}
}

/* 10 % from 80 is worth more at 120 than 8 off from 100: it stays. */
static void
the_reward_worth_most_is_given(void **state)
{
	struct saving sv = tiers(80, true, .1);

	(void)state;
	assert_true(
	    saving_add(&sv, &(struct saving_tier){ .at = 100, .value = 8 }));
	NEAR(saving_discount(&sv, 120), 12, 1e-12);
	NEAR(saving_discount(&sv, 79), 0, 0);
}

static void
tiers_stand_in_order_and_are_few(void **state)
{
	struct saving sv = { .n = 0 };

	(void)state;
	NEAR(saving_discount(&sv, 100), 0, 0);
	for (int i = SAVING_TIERS; i > 0; i--)
		assert_true(saving_add(
		    &sv, &(struct saving_tier){ .at = 10.0 * i, .value = i }));
	assert_false(
	    saving_add(&sv, &(struct saving_tier){ .at = 15, .value = 1 }));
	assert_true(saving_add(&sv,
	    &(struct saving_tier){ .at = 20, .percent = true, .value = .5 }));
	assert_int_equal(sv.n, SAVING_TIERS);
	NEAR(saving_discount(&sv, 9.99), 0, 0);
	NEAR(saving_discount(&sv, 10), 1, 0);
	NEAR(saving_discount(&sv, 25), 12.5, 1e-12);
	sv = tiers(5, false, 50);
	NEAR(saving_discount(&sv, 20), 20, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_order_by_hand),
		cmocka_unit_test(a_discount_can_cost_free_shipping),
		cmocka_unit_test(
		    a_gift_costs_what_it_cost_and_is_worth_its_price),
		cmocka_unit_test(the_pass_equals_a_direct_sum),
		cmocka_unit_test(the_reward_worth_most_is_given),
		cmocka_unit_test(tiers_stand_in_order_and_are_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
