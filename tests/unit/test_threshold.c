/*
 * Finding the rule from charges, projecting other thresholds with ranges, and
 * the verdict on them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/detect.h"
#include "decide/threshold.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

static void
detect(
    const int64_t *values, const int64_t *shipping, size_t n, struct detect *dt)
{
	struct err err = ERR_INIT;

	if (!detect_rule(values, shipping, n, dt, &err))
		fail_msg("%s", err.text);
}

static void
a_break_is_found_and_too_few_orders_are_said_so(void **state)
{
	static const int64_t values[] = { 1200, 1800, 2500, 2500, 3000, 3499,
		3920, 3996, 4000, 4000, 4250, 5100, 5100, 6000, 7500, 11920,
		11920, 13520 };
	static const int free[] = { 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1,
		1, 1, 1 };
	int64_t shipping[ARRAY_LEN(values)];
	struct detect dt;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		shipping[i] = free[i] ? 0 : 495;
	detect(values, shipping, ARRAY_LEN(values), &dt);
	assert_int_equal(dt.outcome, DETECT_TOO_FEW);
	assert_true(dt.has_break);
	assert_int_equal(dt.below, 3996);
	assert_int_equal(dt.above, 4000);
	assert_int_equal(dt.at, 4000);
	assert_int_equal(dt.low, 3000);
	assert_int_equal(dt.high, 7500);
	NEAR(dt.share_below, .25, 1e-12);
	NEAR(dt.share_above, .9, 1e-12);
	NEAR(dt.ll, -7.749511, 5e-7);
	NEAR(dt.ll0, -12.028473, 5e-7);
	NEAR(dt.g, 8.557923, 5e-7);
	assert_int_equal(dt.fee, 495);
}

/* Two orders of exactly 50 that paid move the break to 50.05. */
static void
a_rule_is_a_value_a_shop_would_write(void **state)
{
	int64_t values[400], shipping[400];
	struct detect dt;

	(void)state;
	for (int64_t i = 0; i < 398; i++) {
		values[i] = 3015 + i * 10;
		shipping[i] = values[i] < 5000 ? 495 : 0;
	}
	for (int64_t i = 398; i < 400; i++) {
		values[i] = 5000;
		shipping[i] = 495;
	}
	detect(values, shipping, 400, &dt);
	assert_int_equal(dt.outcome, DETECT_FOUND);
	assert_int_equal(dt.below, 5000);
	assert_int_equal(dt.above, 5005);
	assert_int_equal(dt.at, 5000);
}

static void
one_free_order_is_no_rule(void **state)
{
	int64_t values[300], shipping[300];
	struct detect dt;

	(void)state;
	for (int64_t i = 0; i < 300; i++) {
		values[i] = (i + 1) * 100;
		shipping[i] = i == 299 ? 0 : 495;
	}
	detect(values, shipping, 300, &dt);
	NEAR(dt.g, 13.4042, 5e-5);
	assert_int_equal(dt.free, 1);
	assert_int_equal(dt.outcome, DETECT_TOO_FEW);
}

static void
shops_without_a_rule_are_told_apart(void **state)
{
	static const struct {
		int64_t shipping;
		enum detect_outcome outcome;
	} cases[] = {
		{ 0, DETECT_ALL_FREE },
		{ 495, DETECT_ALL_PAID },
		{ INT64_MIN, DETECT_NO_CHARGES },
	};
	int64_t values[100], shipping[100];
	struct detect dt;

	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
		for (int64_t i = 0; i < 100; i++) {
			values[i] = (i + 1) * 100;
			shipping[i] = cases[c].shipping;
		}
		detect(values, shipping, 100, &dt);
		assert_int_equal(dt.outcome, cases[c].outcome);
		assert_false(dt.has_break);
	}
	detect(values, shipping, 0, &dt);
	assert_int_equal(dt.outcome, DETECT_NO_CHARGES);
}

static void
charges_that_follow_no_value_give_no_step(void **state)
{
	int64_t values[400], shipping[400];
	int found = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct detect dt;

		for (size_t i = 0; i < 400; i++) {
			values[i] =
			    500 + (int64_t)(9500 * random_unit(seed, 1, i, 0));
			shipping[i] = random_unit(seed, 2, i, 0) < .6 ? 0 : 495;
		}
		detect(values, shipping, 400, &dt);
		found += dt.outcome == DETECT_FOUND;
	}
	assert_int_equal(found, 0);
}

static void
a_rule_with_exceptions_is_found(void **state)
{
	int64_t values[200], shipping[200];
	int inside = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct detect dt;

		for (size_t i = 0; i < 200; i++) {
			double odd = random_unit(seed, 2, i, 0);

			values[i] =
			    500 + (int64_t)(9500 * random_unit(seed, 1, i, 0));
			shipping[i] = values[i] >= 5000 ? 0 : 495;
			if (odd < .02)
				shipping[i] = 495 - shipping[i];
		}
		detect(values, shipping, 200, &dt);
		assert_int_equal(dt.outcome, DETECT_FOUND);
		inside += dt.low < 5000 && dt.high >= 5000;
	}
	assert_true(inside >= 85);
}

static void
every_outcome_is_a_sentence(void **state)
{
	static const struct {
		enum detect_outcome outcome;
		const char *want;
	} cases[] = {
		{ DETECT_FOUND,
		    "shipping is free from 50.00; this explains 95.0 % of "
		    "orders (2 paid above, 3 were free below)" },
		{ DETECT_NO_CHARGES,
		    "no order has a shipping charge recorded" },
		{ DETECT_ALL_FREE, "shipping was free for all orders" },
		{ DETECT_ALL_PAID, "all orders paid for shipping" },
		{ DETECT_TOO_FEW, "too few orders to tell the rule" },
		{ DETECT_NO_STEP,
		    "shipping charges do not follow from the order value" },
	};
	struct str text = STR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct detect dt = { .outcome = cases[i].outcome,
			.at = 5000,
			.orders = 100,
			.paid_above = 2,
			.free_below = 3 };

		str_clear(&text);
		detect_explain(&dt, 2, &text);
		assert_string_equal(text.p, cases[i].want);
	}
	str_release(&text);
}

static void
the_roundest_value_of_an_interval(void **state)
{
	static const struct {
		int64_t below, above, want;
	} cases[] = {
		{ 3996, 4000, 4000 },
		{ 3000, 7500, 5000 },
		{ 4899, 5001, 5000 },
		{ 4950, 4999, 4975 },
		{ 9, 10, 10 },
		{ 12, 13, 13 },
		{ 0, 3, 2 },
		{ 7, 7, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
		    detect_roundest(cases[i].below, cases[i].above),
		    cases[i].want);
}

static void
breakeven_loss_agrees_with_the_worked_examples(void **state)
{
	static const struct {
		double fee, value, ship, want;
	} cases[] = {
		{ 4.95, 90, 6, .116671461 },
		{ 15, 150, 6, .183866692 },
		{ 6, 45, 5, .264565642 },
	};
	struct curve_shop shop = { .margin = .5, .payment_fee = .029 };
	double loss;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		shop.fee = cases[i].fee;
		shop.ship_cost = cases[i].ship;
		assert_true(
		    threshold_breakeven_loss(&shop, cases[i].value, &loss));
		NEAR(loss, cases[i].want, 5e-9);
	}
	shop.margin = -1;
	assert_false(threshold_breakeven_loss(&shop, 90, &loss));
}

static void
candidates_are_round_and_inside(void **state)
{
	double at[40];
	size_t n;

	(void)state;
	n = threshold_candidates(37.5, 75, 2, 40, at);
	assert_int_equal(n, 38);
	NEAR(at[0], 38, 1e-9);
	NEAR(at[37], 75, 1e-9);
	n = threshold_candidates(37.5, 75, 2, 10, at);
	assert_int_equal(n, 8);
	NEAR(at[0], 40, 1e-9);
	n = threshold_candidates(3000, 9000, 0, 4, at);
	assert_int_equal(n, 3);
	NEAR(at[0], 4000, 1e-9);
	assert_int_equal(threshold_candidates(0, 50, 2, 10, at), 0);
	assert_int_equal(threshold_candidates(50, 40, 2, 10, at), 0);
}

enum {
	ORDERS = 3000,
	POINTS = 12
};

static const double thresholds[POINTS] = { 30, 35, 40, 45, 50, 55, 60, 65, 70,
	80, 90, 100 };

static void
log_normal_orders(struct curve_orders *od, size_t n)
{
	int64_t *minor = mem_array(n, sizeof(*minor));
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		minor[i] =
		    (int64_t)(100 * exp(3.6 + .7 * random_normal(11, 1, i, 0)));
	assert_true(curve_orders_init(od, minor, n, 2, &err));
	mem_free(minor);
}

static void
project(const struct curve_orders *od, const struct curve_rule *rule,
    const struct threshold_inputs *in, struct threshold_point *points)
{
	const struct threshold_how how = {
		.seed = 5, .draws = 100, .scale = 1
	};
	struct err err = ERR_INIT;

	if (!threshold_project(
		od, rule, in, thresholds, POINTS, &how, points, &err))
		fail_msg("%s", err.text);
}

static void
check_point(const struct threshold_point *pt)
{
	const struct range *r = &pt->contribution_change;

	assert_true(r->low95 <= r->low80 && r->low80 <= r->median);
	assert_true(r->median <= r->high80 && r->high80 <= r->high95);
	assert_true(pt->p_better >= 0 && pt->p_better <= 1);
	assert_true(pt->lost.low95 >= -1e-6);
	NEAR(pt->gain_from_fees + pt->gain_from_topups + pt->gain_from_orders,
	    r->mean, 1e-6 * (1 + fabs(r->mean)));
}

static void
projections_are_ordered_and_sum_under_every_rule(void **state)
{
	static const struct curve_rule rules[] = {
		{ CURVE_FREE_FROM, 50 },
		{ CURVE_FREE_FROM, 52 },
		{ CURVE_FREE_FROM, 500 },
		{ CURVE_ALL_PAY, 0 },
		{ CURVE_ALL_FREE, 0 },
	};
	struct threshold_point points[POINTS];
	struct threshold_inputs in;
	struct curve_orders od;

	(void)state;
	threshold_inputs_default(&in);
	log_normal_orders(&od, ORDERS);
	for (size_t r = 0; r < ARRAY_LEN(rules); r++) {
		project(&od, &rules[r], &in, points);
		for (size_t t = 0; t < POINTS; t++)
			check_point(&points[t]);
	}
	project(&od, &rules[0], &in, points);
	NEAR(points[4].contribution_change.median, 0, 0);
	NEAR(points[4].aov_change.high95, 0, 0);
	NEAR(points[4].p_better, 0, 0);
	curve_orders_release(&od);
}

static void
the_same_seed_gives_the_same_bytes(void **state)
{
	const struct curve_rule rule = { CURVE_FREE_FROM, 50 };
	struct threshold_point a[POINTS], b[POINTS];
	struct threshold_inputs in;
	struct curve_orders od;

	(void)state;
	threshold_inputs_default(&in);
	log_normal_orders(&od, ORDERS);
	project(&od, &rule, &in, a);
	project(&od, &rule, &in, b);
	assert_memory_equal(a, b, sizeof(a));
	curve_orders_release(&od);
}

/* With nothing left to chance the median is the plain curve. */
static void
without_spread_the_median_is_the_plain_curve(void **state)
{
	const struct curve_rule rule = { CURVE_ALL_FREE, 0 };
	struct threshold_point points[POINTS];
	struct curve_point plain[POINTS];
	struct threshold_inputs in;
	struct curve_orders od;
	struct curve_response re;
	struct curve_shop shop;

	(void)state;
	threshold_inputs_default(&in);
	in.value[THRESHOLD_TOPUP_RATE] = .3;
	in.value[THRESHOLD_REACH_SD] = 0;
	in.value[THRESHOLD_LOSS_SD] = 0;
	in.value[THRESHOLD_CAUTION] = 1;
	in.value[THRESHOLD_CAUTION_SD] = 0;
	in.value[THRESHOLD_OVERSHOOT_SD] = 0;
	log_normal_orders(&od, ORDERS);
	threshold_middle(&in, &shop, &re);
	curve_sweep(
	    &od, od.count, &shop, &re, 0, thresholds, NULL, POINTS, plain);
	project(&od, &rule, &in, points);
	for (size_t t = 0; t < POINTS; t++) {
		NEAR(points[t].aov.median, plain[t].aov, .02 * plain[t].aov);
		NEAR(points[t].orders.median, plain[t].orders,
		    .02 * plain[t].orders);
		NEAR(points[t].topups.median, plain[t].topups,
		    .1 * plain[t].topups);
	}
	curve_orders_release(&od);
}

static void
shops_with_next_to_nothing_are_projected(void **state)
{
	const struct curve_rule rule = { CURVE_FREE_FROM, 50 };
	struct threshold_point points[POINTS];
	struct threshold_inputs in;

	(void)state;
	threshold_inputs_default(&in);
	for (size_t n = 0; n <= 1; n++) {
		struct curve_orders od;

		log_normal_orders(&od, n);
		project(&od, &rule, &in, points);
		for (size_t t = 0; t < POINTS; t++)
			check_point(&points[t]);
		curve_orders_release(&od);
	}
}

static void
bad_requests_are_refused_in_words(void **state)
{
	static const double falling[] = { 50, 40 };
	const struct curve_rule rule = { CURVE_ALL_FREE, 0 };
	struct threshold_how how = { .seed = 1, .draws = 10, .scale = 1 };
	struct threshold_point points[2];
	struct threshold_inputs in;
	struct curve_orders od;
	struct err err = ERR_INIT;

	(void)state;
	threshold_inputs_default(&in);
	log_normal_orders(&od, 10);
	assert_false(
	    threshold_project(&od, &rule, &in, falling, 2, &how, points, &err));
	assert_string_equal(
	    err.text, "thresholds must be above zero and ascending");
	how.draws = 0;
	assert_false(
	    threshold_project(&od, &rule, &in, falling, 1, &how, points, &err));
	assert_string_equal(
	    err.text, "a curve takes from 1 to 10000 draws, not 0");
	assert_false(threshold_project(&od, &rule, &in, falling,
	    THRESHOLD_MAX_POINTS + 1, &how, points, &err));
	assert_string_equal(
	    err.text, "a curve has at most 4000 points, not 4001");
	how.draws = 1;
	assert_true(
	    threshold_project(&od, &rule, &in, NULL, 0, &how, points, &err));
	assert_false(threshold_input_set(&in, "fee", -1, BASIS_MEASURED, &err));
	assert_string_equal(err.text, "'fee' must be from 0 to 1e+06, not -1");
	assert_false(
	    threshold_input_set(&in, "fee", (double)NAN, BASIS_MEASURED, &err));
	assert_false(
	    threshold_input_set(&in, "weather", 1, BASIS_MEASURED, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(threshold_input_set(&in, "fee", 6, BASIS_MEASURED, &err));
	assert_int_equal(in.basis[THRESHOLD_FEE], BASIS_MEASURED);
	curve_orders_release(&od);
}

static struct threshold_point
made_up(double threshold, double low, double median, double better, double fees,
    double topups)
{
	return (struct threshold_point){
		.threshold = threshold,
		.contribution_change = { .median = median, .low80 = low },
		.p_better = better,
		.gain_from_fees = fees,
		.gain_from_topups = topups,
	};
}

static void
verdicts_follow_the_rules(void **state)
{
	static const struct {
		double low, better, fees, topups;
		size_t place;
		bool confirmed;
		enum threshold_verdict want;
		const char *begins;
	} cases[] = {
		{ 10, .9, 20, 80, 1, true, THRESHOLD_BETTER, "59.00: " },
		{ 10, .9, 20, 80, 1, false, THRESHOLD_UNCONFIRMED,
		    "59.00, if the assumed response holds: " },
		{ -1, .9, 20, 80, 1, true, THRESHOLD_UNCLEAR,
		    "no clear improvement" },
		{ 10, .7, 20, 80, 1, true, THRESHOLD_UNCLEAR,
		    "no clear improvement" },
		{ 10, .9, 60, 40, 1, true, THRESHOLD_FEE_RISE,
		    "59.00 would earn more, but this is a shipping price "
		    "rise, not a top-up effect" },
		{ 10, .9, 20, 80, 2, true, THRESHOLD_AT_END, "" },
		{ 10, .9, 20, 80, 0, true, THRESHOLD_AT_END, "" },
	};
	struct threshold_advice advice;
	struct str text = STR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct threshold_point points[3] = {
			made_up(40, -9, 1, .4, 1, 0),
			made_up(50, -9, 2, .4, 1, 1),
			made_up(60, -9, 3, .4, 1, 2),
		};

		points[cases[i].place] = made_up(59, cases[i].low, 100,
		    cases[i].better, cases[i].fees, cases[i].topups);
		threshold_advise(points, 3, cases[i].confirmed, &advice);
		assert_int_equal(advice.best, cases[i].place);
		assert_int_equal(advice.verdict, cases[i].want);
		str_clear(&text);
		threshold_explain(&advice, points, 2, &text);
		assert_memory_equal(
		    text.p, cases[i].begins, strlen(cases[i].begins));
	}
	threshold_advise(NULL, 0, true, &advice);
	assert_int_equal(advice.verdict, THRESHOLD_NONE);
	str_clear(&text);
	threshold_explain(&advice, &(struct threshold_point){ 0 }, 2, &text);
	assert_string_equal(text.p, "there is nothing to compare");
	str_release(&text);
}

static void
the_orders_tell_fee_cost_margin_and_overshoot(void **state)
{
	struct threshold_inputs in;
	struct err err = ERR_INIT;
	struct sales s;

	(void)state;
	assert_true(sales_init(&s, 3, 4, 2, 0, &err));
	s.currency.digits = 2;
	s.cost4[0] = 40000;
	s.cost4[1] = SALES_UNKNOWN;
	for (size_t o = 0; o < 3; o++) {
		static const int64_t shipping[] = { 495, 0, 495 };

		s.first[o + 1] = o < 2 ? o + 1 : 4;
		s.cart_value[o] = 2400;
		s.net_value[o] = 2000;
		s.shipping[o] = shipping[o];
		s.ship_cost[o] = o == 0 ? SALES_UNKNOWN : 500 * (int64_t)o;
	}
	for (size_t l = 0; l < 4; l++) {
		s.product[l] = l == 3;
		s.quantity[l] = 2;
		s.paid[l] = 2000;
	}
	threshold_inputs_default(&in);
	assert_true(threshold_measure(&s, &in, &err));
	NEAR(in.value[THRESHOLD_FEE], 4.95, 1e-12);
	NEAR(in.value[THRESHOLD_SHIP_COST], 7.5, 1e-12);
	NEAR(in.value[THRESHOLD_MARGIN], 2000.0 / 2400 - 24.0 / 60, 1e-12);
	NEAR(in.value[THRESHOLD_OVERSHOOT], 3.5, 1e-12);
	assert_int_equal(in.basis[THRESHOLD_FEE], BASIS_MEASURED);
	assert_int_equal(in.basis[THRESHOLD_OVERSHOOT], BASIS_ESTIMATED);
	assert_int_equal(in.basis[THRESHOLD_REACH], BASIS_ASSUMED);

	/* costs of many times the prices are no margin of a shop */
	s.cost4[0] = 4000000;
	threshold_inputs_default(&in);
	assert_true(threshold_measure(&s, &in, &err));
	assert_int_equal(in.basis[THRESHOLD_MARGIN], BASIS_ASSUMED);
	assert_int_equal(in.basis[THRESHOLD_FEE], BASIS_MEASURED);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_break_is_found_and_too_few_orders_are_said_so),
		cmocka_unit_test(a_rule_is_a_value_a_shop_would_write),
		cmocka_unit_test(one_free_order_is_no_rule),
		cmocka_unit_test(shops_without_a_rule_are_told_apart),
		cmocka_unit_test(charges_that_follow_no_value_give_no_step),
		cmocka_unit_test(a_rule_with_exceptions_is_found),
		cmocka_unit_test(every_outcome_is_a_sentence),
		cmocka_unit_test(the_roundest_value_of_an_interval),
		cmocka_unit_test(
		    breakeven_loss_agrees_with_the_worked_examples),
		cmocka_unit_test(candidates_are_round_and_inside),
		cmocka_unit_test(
		    projections_are_ordered_and_sum_under_every_rule),
		cmocka_unit_test(the_same_seed_gives_the_same_bytes),
		cmocka_unit_test(without_spread_the_median_is_the_plain_curve),
		cmocka_unit_test(shops_with_next_to_nothing_are_projected),
		cmocka_unit_test(bad_requests_are_refused_in_words),
		cmocka_unit_test(verdicts_follow_the_rules),
		cmocka_unit_test(the_orders_tell_fee_cost_margin_and_overshoot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
