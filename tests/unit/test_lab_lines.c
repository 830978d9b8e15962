/* lab_lines and inputs: what is read off a computed curve, and in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "service/inputs.h"
#include "service/lab.h"
#include "service/report_chart.h"

static struct range
around(double median)
{
	return (struct range){
		.median = median, .low80 = median - 10, .high80 = median + 30
	};
}

static struct threshold_point
point(double threshold, double change)
{
	return (struct threshold_point){ .threshold = threshold,
		.aov_change = around(change / 100),
		.contribution_change = around(change),
		.orders_change = around(-change / 10),
		.p_better = change / 400 };
}

/* Candidates 40, 50 and 60; now: free from 50. */
static void
make_lab(struct lab *lab, struct threshold_point *points)
{
	points[0] = point(40, 100);
	points[1] = point(50, 0);
	points[2] = point(60, 300);
	*lab = (struct lab){ .points = points,
		.n_points = 3,
		.ranges = true,
		.has_now = true,
		.now = { .aov = around(50),
		    .contribution = around(1234.5),
		    .orders = around(2000) },
		.rule = { .kind = CURVE_FREE_FROM, .at = 50 },
		.currency = { .code = "EUR", .digits = 2 } };
}

static void
figures_are_read_off_the_line_between_candidates(void **state)
{
	static const struct {
		double threshold, change, low80, p_better;
	} cases[] = {
		{ 40, 100, 90, .25 },
		{ 45, 50, 40, .125 },
		{ 50, 0, -10, 0 },
		{ 52.5, 75, 65, .1875 },
		{ 60, 300, 290, .75 },
		{ 10, 100, 90, .25 },
		{ 99, 300, 290, .75 },
	};
	struct threshold_point points[3], at;
	struct lab lab;
	(void)state;
	make_lab(&lab, points);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(lab_read(&lab, cases[i].threshold, &at));
		assert_float_equal(
		    at.contribution_change.median, cases[i].change, 1e-9);
		assert_float_equal(
		    at.contribution_change.low80, cases[i].low80, 1e-9);
		assert_float_equal(at.p_better, cases[i].p_better, 1e-9);
	}
	lab.n_points = 0;
	assert_false(lab_read(&lab, 50, &at));
}

static void
lines_give_now_then_change_and_range(void **state)
{
	struct threshold_point points[3];
	struct lab_line lines[LAB_LINES];
	struct lab lab;
	(void)state;
	make_lab(&lab, points);
	assert_true(lab_lines(&lab, 60, lines));
	assert_string_equal(lines[LAB_LINE_AOV].now, "50.00");
	assert_string_equal(lines[LAB_LINE_AOV].then, "53.00");
	assert_string_equal(lines[LAB_LINE_AOV].change, "+3.00");
	assert_string_equal(lines[LAB_LINE_AOV].range, "-7.00 .. +33.00");
	assert_string_equal(lines[LAB_LINE_CONTRIBUTION].now, "1,234.50");
	assert_string_equal(lines[LAB_LINE_CONTRIBUTION].then, "1,534.50");
	assert_string_equal(lines[LAB_LINE_ORDERS].change, "-30");
	assert_string_equal(lines[LAB_LINE_ORDERS].range, "-40 .. +0");
	lab.ranges = false;
	assert_true(lab_lines(&lab, 60, lines));
	assert_string_equal(lines[LAB_LINE_AOV].range, "");
	lab.n_points = 0;
	assert_false(lab_lines(&lab, 60, lines));
}

static void
what_is_tried_is_named(void **state)
{
	static const struct {
		struct saving_tier reward;
		bool saves;
		const char *words;
	} cases[] = {
		{ { .value = 0 }, false, "free shipping" },
		{ { .percent = true, .value = .125 }, true, "12.5 % off" },
		{ { .value = 5 }, true, "5.00 off" },
		{ { .gift = true, .value = 12.9 }, true, "a gift worth 12.90" },
	};
	struct lab lab = { .currency = { .code = "EUR", .digits = 2 } };
	struct str words = STR_INIT;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		lab.saves = cases[i].saves;
		lab.reward = cases[i].reward;
		str_clear(&words);
		lab_add_reward(&lab, &words);
		assert_string_equal(words.p, cases[i].words);
	}
	str_release(&words);
}

/* A rule that is not that of all orders says since when it holds. */
static void
a_newer_rule_says_since_when(void **state)
{
	struct lab lab = { .currency = { .code = "EUR", .digits = 2 } };
	struct detection *dn = &lab.detection;
	struct str words = STR_INIT;
	(void)state;
	dn->digits = 2;
	dn->detect.outcome = DETECT_ALL_FREE;
	dn->regimes.n = 2;
	dn->from = 20454;
	lab_add_rule(&lab, &words);
	assert_non_null(strstr(words.p, "; this rule since 2026-01-01"));
	str_release(&words);
}

/* Nothing to compare: no reasons, and no rule of thumb without orders. */
static void
without_points_or_orders_little_is_said(void **state)
{
	struct threshold_point points[3];
	struct lab lab;
	struct str words = STR_INIT;
	(void)state;
	make_lab(&lab, points);
	lab.advice.verdict = THRESHOLD_NONE;
	lab_add_advice(&lab, &words);
	assert_string_equal(words.p, "there is nothing to compare");
	lab.n_points = 0;
	lab_add_reasons(&lab, 50, &words);
	assert_string_equal(words.p, "there is nothing to compare");
	for (int i = 0; i < LAB_THUMBS; i++)
		assert_float_equal(lab_thumb(&lab, (enum lab_thumb)i), 0, 0);
	str_release(&words);
}

/* Where nothing changes: still a picture, without a division by nothing. */
static void
a_flat_curve_is_drawn(void **state)
{
	struct threshold_point points[] = { { .threshold = 50 },
		{ .threshold = 60 } };
	struct lab lab = { .points = points,
		.n_points = 2,
		.ranges = true,
		.currency = { .code = "EUR", .digits = 2 } };
	struct str svg = STR_INIT;
	(void)state;
	report_chart_curve(&lab, false, &svg);
	assert_non_null(strstr(svg.p, "<svg"));
	assert_null(strstr(svg.p, "nan"));
	assert_null(strstr(svg.p, "inf"));
	str_release(&svg);
}

static void
what_is_assumed_is_said(void **state)
{
	struct threshold_point points[3];
	struct lab lab;
	struct str words = STR_INIT;
	(void)state;
	make_lab(&lab, points);
	threshold_inputs_default(&lab.inputs);
	lab_add_gaps(&lab, &words);
	assert_string_equal(words.p,
	    "no costs are known: contribution assumes a margin of 40 %\n"
	    "too few orders record a shipping charge: a fee of 4.95 is "
	    "assumed\n"
	    "no parcel has a cost: 5.00 is assumed");
	for (int i = 0; i < THRESHOLD_INPUT_COUNT; i++)
		lab.inputs.basis[i] = BASIS_MEASURED;
	str_clear(&words);
	lab_add_gaps(&lab, &words);
	assert_string_equal(words.p, "");
	str_release(&words);
}

static void
orders_near_the_threshold_are_counted_in_round_widths(void **state)
{
	static const struct {
		double threshold;
		const char *words;
	} cases[] = {
		{ 50, "2 of 4 orders lie within 10.00 below 50.00" },
		{ 49, "3 of 4 orders lie within 10.00 below 49.00" },
		{ 400, "0 of 4 orders lie within 100.00 below 400.00" },
		{ 100, "1 of 4 orders lie within 10.00 below 100.00" },
		{ 20, "0 of 4 orders lie within 1.00 below 20.00" },
	};
	const int64_t values[] = { 3999, 4000, 4500, 9000 };
	struct lab lab = { .currency = { .code = "EUR", .digits = 2 } };
	struct err err = ERR_INIT;
	struct str words = STR_INIT;
	double bins[5];
	(void)state;
	assert_true(
	    curve_orders_init(&lab.detection.orders, values, 4, 2, &err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		str_clear(&words);
		lab_add_near(&lab, cases[i].threshold, &words);
		assert_string_equal(words.p, cases[i].words);
	}
	/* A percentage from thirty orders on. */
	lab.detection.orders.total = 30;
	str_clear(&words);
	lab_add_near(&lab, 100, &words);
	assert_string_equal(
	    words.p, "3 % of orders lie within 10.00 below 100.00");
	lab.detection.orders.total = 4;
	lab_histogram(&lab, 10, ARRAY_LEN(bins), bins);
	assert_float_equal(bins[3], 1, 0);
	assert_float_equal(bins[4], 2, 0);
	curve_orders_release(&lab.detection.orders);
	str_release(&words);
}

static void
inputs_read_by_their_unit(void **state)
{
	static const struct {
		struct basis_row row;
		const char *cells;
	} cases[] = {
		{ { "fee", 4.95, BASIS_MEASURED, "money", "charged" },
		    "charged|4.95|measured|fee" },
		{ { "margin", .5278, BASIS_MEASURED, "share", "of goods" },
		    "of goods|52.78 %|measured|margin" },
		{ { "orders", 9979, BASIS_MEASURED, "orders", "in it" },
		    "in it|9979 orders|measured|orders" },
		{ { "reach", 2, BASIS_ASSUMED, "", "in fees" },
		    "in fees|2|assumed|reach" },
		{ { "price_2", 7.95, BASIS_MEASURED, "money", "of a piece" },
		    "item 2: of a piece|7.95|measured|price_2" },
		{ { "topup_rate", -1, BASIS_ASSUMED, "share", "tops up" },
		    "tops up|drawn|assumed|topup_rate" },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listing l;
		struct str words = STR_INIT;
		inputs_listing(&cases[i].row, 1, 2, &l);
		assert_int_equal(l.rows, 1);
		for (size_t c = 0; c < l.n_columns; c++) {
			str_add(&words, c > 0 ? "|" : "");
			listing_add_cell(&l, 0, c, &words);
		}
		assert_string_equal(words.p, cases[i].cells);
		listing_release(&l);
		str_release(&words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    figures_are_read_off_the_line_between_candidates),
		cmocka_unit_test(lines_give_now_then_change_and_range),
		cmocka_unit_test(what_is_tried_is_named),
		cmocka_unit_test(a_newer_rule_says_since_when),
		cmocka_unit_test(without_points_or_orders_little_is_said),
		cmocka_unit_test(a_flat_curve_is_drawn),
		cmocka_unit_test(what_is_assumed_is_said),
		cmocka_unit_test(
		    orders_near_the_threshold_are_counted_in_round_widths),
		cmocka_unit_test(inputs_read_by_their_unit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
