/*
 * Bundle projections: formulas against figures worked out by hand, ranges
 * that are the same on every run, and shops with next to nothing in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "decide/projection.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.10g, not %.10g", #got, got_, want_); \
	} while (0)

/*
 * A 40 and B 15 (cost 6), 1,000 orders with A, 120 with both, 8,000 orders of
 * 52 on average, window and horizon of 30 days.
 */
static struct exposure
worked_example(double discount)
{
	struct exposure ex = {
		.digits = 2,
		.from = 0,
		.until = 29,
		.orders = 8000,
		.revenue = 8000 * 52.0,
		.net_share = 1,
		.full_orders = 120,
		.partial_orders = 880,
		.sets = 120,
		.set_price = 55,
		.discount = discount,
		.leak = discount,
		.n_items = 2,
		.n_groups = 1,
	};

	ex.items[0] = (struct exposure_item){ 40, 22, true, 1000 };
	ex.items[1] = (struct exposure_item){ 15, 6, true, 400 };
	ex.groups[0] = (struct exposure_group){
		.missing = 2,
		.orders = 880,
		.present = 1000,
		.full = 120,
		.chance = .12,
		.price = 15,
		.pieces = 1,
		.cost = 6,
		.give = discount,
		.alt_price = 15,
		.alt_cost = 6,
	};
	return ex;
}

static struct projection_inputs
plain_inputs(void)
{
	struct projection_inputs in;

	projection_inputs_default(&in);
	in.value[PROJECTION_SWITCHING] = 0;
	return in;
}

static void
point_values_agree_with_the_worked_example(void **state)
{
	static const struct {
		double discount, tau, takes, revenue, contribution, aov;
		double even_con, even_rev;
	} cases[] = {
		{ 2.75, .083726, 73.679043, 572.568272, 113.889536, 52.071571,
		    .061771, .030612 },
		{ 3.00, .089267, 78.554942, 582.659304, 94.432532, 52.072832,
		    .070281, .034091 },
		{ 5.50, .159318, 140.200196, 671.901860, -188.784469, 52.083988,
		    .225849, .078947 },
		{ 6.00, .177401, 156.112528, 685.012748, -271.527787, 52.085627,
		    .290053, .090909 },
		{ 7.50, .243132, 213.956302, 704.672264, -599.501043, 52.088084,
		    .774322, .136364 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct exposure ex = worked_example(cases[i].discount);
		struct projection_inputs in = plain_inputs();
		struct projection_maybe con, rev;
		struct projection_values v;

		projection_point(&ex, &in, &v);
		projection_breakeven(&ex, &in, &con, &rev);
		NEAR(v.take_rate, cases[i].tau, 5e-7);
		NEAR(v.takes, cases[i].takes, 5e-7);
		NEAR(v.revenue_delta, cases[i].revenue, 5e-7);
		NEAR(v.contribution_delta, cases[i].contribution, 5e-7);
		NEAR(v.aov_after, cases[i].aov, 5e-7);
		NEAR(v.units_delta, cases[i].takes / 8000, 1e-9);
		assert_true(con.defined && rev.defined);
		NEAR(con.value, cases[i].even_con, 5e-7);
		NEAR(rev.value, cases[i].even_rev, 5e-7);
	}
}

static void
given_take_rates_become_a_beta(void **state)
{
	double a, b;

	(void)state;
	assert_true(projection_take_beta(.05, .75, &a, &b));
	NEAR(a + b, 32.7777778, 5e-8);
	NEAR(a, 1.6388889, 5e-8);
	NEAR(b, 31.1388889, 5e-8);
	assert_false(projection_take_beta(0, .75, &a, &b));
	assert_false(projection_take_beta(.9, 2, &a, &b));
}

static void
competing_offers_share_one_order(void **state)
{
	static const double tau[] = { .1, .05 };
	static const double sure[] = { 1, 0 };
	double share[2];

	(void)state;
	NEAR(projection_compete(tau, 2, share), .145, 1e-12);
	NEAR(share[0], .0975225, 5e-8);
	NEAR(share[1], .0474775, 5e-8);
	NEAR(projection_compete(sure, 2, share), 1, 1e-9);
	NEAR(share[1], 0, 0);
	NEAR(projection_compete(sure + 1, 1, share), 0, 0);
	NEAR(projection_compete(NULL, 0, NULL), 0, 0);
}

static void
simulate(const struct exposure *ex, const struct projection_inputs *in,
    struct projection *pr)
{
	struct err err = ERR_INIT;

	if (!projection_simulate(ex, in, 42, 500, pr, &err))
		fail_msg("%s", err.text);
}

static void
check_range(const struct range *r)
{
	assert_true(r->low95 <= r->low80 && r->low80 <= r->median);
	assert_true(r->median <= r->high80 && r->high80 <= r->high95);
	assert_true(isfinite(r->low95) && isfinite(r->high95));
	assert_true(r->variance >= 0);
}

static void
check_ranges(const struct projection *pr)
{
	check_range(&pr->take_rate);
	check_range(&pr->takes);
	check_range(&pr->revenue_delta);
	check_range(&pr->contribution_delta);
	check_range(&pr->aov_after);
	check_range(&pr->units_delta);
	assert_true(pr->p_positive >= 0 && pr->p_positive <= 1);
}

static void
ranges_hold_the_point_values_and_repeat_byte_by_byte(void **state)
{
	struct exposure ex = worked_example(2.75);
	struct projection_inputs in = plain_inputs();
	struct projection a, b;
	struct err err = ERR_INIT;
	double sum;

	(void)state;
	simulate(&ex, &in, &a);
	simulate(&ex, &in, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	check_ranges(&a);
	assert_true(a.takes.low80 < a.point.takes);
	assert_true(a.takes.high80 > a.point.takes);
	assert_true(a.contribution_delta.low80 < a.point.contribution_delta);
	assert_true(a.contribution_delta.high80 > a.point.contribution_delta);
	NEAR(a.aov_before, 52, 1e-12);
	sum = a.tornado.attach + a.tornado.response + a.tornado.drift +
	    a.tornado.volume;
	NEAR(sum, 1, 1e-9);
	assert_true(a.tornado.response > a.tornado.volume);
	/* one draw does not vary, so nothing makes it vary */
	assert_true(projection_simulate(&ex, &in, 42, 1, &b, &err));
	NEAR(b.tornado.attach + b.tornado.response, 0, 0);
}

static void
without_spread_only_counting_noise_is_left(void **state)
{
	struct exposure ex = worked_example(2.75);
	struct projection_inputs in = plain_inputs();
	struct projection pr;

	(void)state;
	in.value[PROJECTION_VISIBILITY_SD] = 0;
	in.value[PROJECTION_ELASTICITY_SD] = 0;
	in.value[PROJECTION_DRIFT_SD] = 0;
	in.value[PROJECTION_VOLUME_SD] = 0;
	in.value[PROJECTION_ATTACH_STRENGTH] = 1e6;
	simulate(&ex, &in, &pr);
	NEAR(pr.take_rate.median, pr.point.take_rate, 1e-3);
	NEAR(pr.takes.mean, pr.point.takes, 1.5);
	/* about a Poisson count of 74 on top of the spread of the orders */
	assert_true(pr.takes.variance > 40 && pr.takes.variance < 160);
}

/* By what the shop's own projections missed so far, about the middle. */
static void
own_misses_widen_the_ranges(void **state)
{
	struct exposure ex = worked_example(2.75);
	struct projection_inputs in = plain_inputs();
	struct projection plain, wide;
	struct projection_at at;

	(void)state;
	simulate(&ex, &in, &plain);
	in.value[PROJECTION_SPREAD] = 2.5;
	simulate(&ex, &in, &wide);
	NEAR(wide.revenue_delta.variance, 6.25 * plain.revenue_delta.variance,
	    1e-6 * wide.revenue_delta.variance);
	assert_true(wide.takes.low95 >= 0 && wide.take_rate.high95 <= 1);
	assert_true(projection_by_discount(
	    &ex, &in, 42, 500, (double[]){ 5 }, 1, &at, NULL));
	NEAR(at.contribution_delta.low80, wide.contribution_delta.low80, 1e-9);
	NEAR(at.p_positive, wide.p_positive, 1e-12);
}

static void
shorter_horizons_scale_what_changes(void **state)
{
	struct exposure ex = worked_example(5.5);
	struct projection_inputs in = plain_inputs();
	struct projection_values month, year;

	(void)state;
	projection_point(&ex, &in, &month);
	in.value[PROJECTION_HORIZON] = 300;
	projection_point(&ex, &in, &year);
	NEAR(year.takes, 10 * month.takes, 1e-6);
	NEAR(year.contribution_delta, 10 * month.contribution_delta, 1e-6);
	NEAR(year.aov_after, month.aov_after, 1e-9);
	NEAR(year.units_delta, month.units_delta, 1e-12);
}

static void
a_take_rate_of_your_own_replaces_the_model(void **state)
{
	struct exposure ex = worked_example(5.5);
	struct projection_inputs in = plain_inputs();
	struct projection pr;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(projection_input_set(
	    &in, "take_rate_given", .05, BASIS_ASSUMED, &err));
	simulate(&ex, &in, &pr);
	NEAR(pr.point.takes, 44, 1e-9);
	NEAR(pr.take_rate.mean, .05, .005);
	/* full orders still drift, which moves the leak more */
	NEAR(pr.tornado.response, .17, .08);
	assert_true(pr.tornado.drift > pr.tornado.response);
}

static void
unknown_costs_use_the_assumed_margin_and_say_so(void **state)
{
	struct exposure ex = worked_example(5.5), known = ex;
	struct projection_inputs in = plain_inputs();
	struct projection_values v, w;
	struct projection pr;

	(void)state;
	ex.groups[0].cost = 0;
	ex.groups[0].uncosted = 15;
	known.groups[0].cost = 9;
	projection_point(&ex, &in, &v);
	projection_point(&known, &in, &w);
	NEAR(v.contribution_delta, w.contribution_delta, 1e-9);
	simulate(&ex, &in, &pr);
	assert_true(pr.margin_assumed);
	simulate(&known, &in, &pr);
	assert_false(pr.margin_assumed);
}

static void
verdicts_say_what_happens(void **state)
{
	struct exposure none = { .net_share = 1 };
	struct exposure trap = worked_example(5.5);
	struct exposure never = worked_example(9.5);
	struct exposure pays = worked_example(1);
	struct exposure unsure = worked_example(3.5);
	struct exposure loses = worked_example(5.5);
	const struct {
		const struct exposure *ex;
		enum projection_verdict want;
		const char *sentence;
	} cases[] = {
		{ &none, PROJECTION_NOBODY,
		    "no order of the window holds any of these items" },
		{ &trap, PROJECTION_AOV_TRAP,
		    "AOV rises, contribution falls: 120 orders already buy "
		    "everything and would get the discount for nothing; it "
		    "pays from a take rate of 22.6 %" },
		{ &never, PROJECTION_NEVER_PAYS,
		    "never pays: each extra sale costs more than it brings "
		    "after the discount" },
		{ &pays, PROJECTION_PAYS, NULL },
		{ &unsure, PROJECTION_UNSURE, NULL },
		{ &loses, PROJECTION_LOSES, NULL },
	};
	struct projection_inputs in = plain_inputs();
	struct str text = STR_INIT;
	struct projection pr;

	(void)state;
	loses.groups[0].orders = 20;
	loses.partial_orders = 20;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		simulate(cases[i].ex, &in, &pr);
		if (pr.verdict != cases[i].want)
			fail_msg("case %zu: verdict %d, p %g", i,
			    (int)pr.verdict, pr.p_positive);
		str_clear(&text);
		projection_explain(&pr, cases[i].ex, &text);
		assert_true(text.len > 0);
		if (cases[i].sentence != NULL)
			assert_string_equal(text.p, cases[i].sentence);
	}
	pr = (struct projection){ .verdict = PROJECTION_LOSES };
	str_clear(&text);
	projection_explain(&pr, &loses, &text);
	assert_true(
	    slice_starts(slice_str(&text), "contribution falls, AOV st"));
	str_release(&text);
}

static void
projections_of_next_to_nothing_are_finite(void **state)
{
	struct projection_inputs in;
	struct projection pr;

	(void)state;
	projection_inputs_default(&in);
	for (int k = 0; k < 8; k++) {
		struct exposure ex = worked_example(k == 0 ? 0 : 5.5);

		if (k == 1) /* nobody buys both */
			ex.full_orders = ex.sets = 0, ex.groups[0].full = 0,
			ex.leak = 0;
		if (k == 2) /* everybody buys both */
			ex.n_groups = 0, ex.partial_orders = 0;
		if (k == 3) /* the missing item costs nothing */
			ex.groups[0].price = ex.groups[0].give = 0;
		if (k == 4) /* no orders at all */
			ex = (struct exposure){ .net_share = 1 };
		if (k == 5) /* nothing known of the attach rate */
			ex.groups[0].present = ex.groups[0].full = 0,
			ex.groups[0].chance = 0;
		if (k == 6) /* one order */
			ex.orders = 1, ex.full_orders = ex.sets = 0,
			ex.partial_orders = 1, ex.groups[0].orders = 1,
			ex.groups[0].present = 1, ex.groups[0].full = 0;
		if (k == 7) /* nobody can be without it */
			ex.groups[0].present = ex.groups[0].full,
			ex.groups[0].chance = 1;
		simulate(&ex, &in, &pr);
		check_ranges(&pr);
		assert_true(isfinite(pr.point.contribution_delta));
		assert_true(isfinite(pr.point.aov_after));
	}
}

static void
the_chart_by_discount_passes_through_the_projection(void **state)
{
	static const double percents[] = { 0, 5, 10, 25 };
	struct exposure ex = worked_example(2.75);
	struct projection_inputs in = plain_inputs();
	struct projection_at at[4];
	struct projection pr;
	struct err err = ERR_INIT;

	(void)state;
	simulate(&ex, &in, &pr);
	assert_true(
	    projection_by_discount(&ex, &in, 42, 500, percents, 4, at, &err));
	assert_memory_equal(&at[1].contribution_delta, &pr.contribution_delta,
	    sizeof(struct range));
	NEAR(at[1].p_positive, pr.p_positive, 0);
	assert_true(at[0].contribution_delta.low95 >= 0);
	assert_true(at[3].contribution_delta.high95 < 0);
	for (size_t i = 0; i < 4; i++)
		check_range(&at[i].revenue_delta);
	ex = worked_example(0);
	assert_true(
	    projection_by_discount(&ex, &in, 42, 500, percents, 4, at, &err));
	assert_memory_equal(&at[1].contribution_delta, &pr.contribution_delta,
	    sizeof(struct range));
}

static void
every_input_has_a_row_of_its_own(void **state)
{
	struct exposure ex = worked_example(5.5);
	struct projection_inputs in = plain_inputs();
	struct basis_row rows[PROJECTION_MAX_ROWS];
	size_t n;

	(void)state;
	ex.items[1].cost_known = false;
	n = projection_rows(&ex, &in, rows);
	assert_true(n > PROJECTION_INPUT_COUNT);
	for (size_t i = 0; i < n; i++) {
		assert_true(rows[i].name[0] != 0);
		assert_true(rows[i].meaning[0] != 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(rows[i].name, rows[k].name);
		if (strcmp(rows[i].name, "cost_2") == 0) {
			assert_int_equal(rows[i].basis, BASIS_ASSUMED);
			NEAR(rows[i].value, 9, 1e-12);
		}
		if (strcmp(rows[i].name, "attach_rate") == 0)
			NEAR(rows[i].value, .12, 1e-12);
	}
	assert_string_equal(basis_name(BASIS_ESTIMATED), "estimated");
}

static void
inputs_outside_their_limits_are_refused(void **state)
{
	struct exposure ex = worked_example(5.5);
	struct projection_inputs in = plain_inputs();
	struct projection pr;
	struct err err = ERR_INIT;

	(void)state;
	assert_false(
	    projection_input_set(&in, "visibility", 0, BASIS_ASSUMED, &err));
	assert_string_equal(
	    err.text, "'visibility' must be from 0.1 to 20, not 0");
	assert_false(projection_input_set(&in, "x", 0, BASIS_ASSUMED, &err));
	assert_string_equal(
	    err.text, "there is no input 'x' of a bundle projection");
	assert_false(projection_simulate(&ex, &in, 1, 0, &pr, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	in.value[PROJECTION_DRIFT_SD] = (double)NAN;
	assert_false(projection_simulate(&ex, &in, 1, 10, &pr, &err));
	assert_int_equal(err.code, ERR_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(point_values_agree_with_the_worked_example),
		cmocka_unit_test(given_take_rates_become_a_beta),
		cmocka_unit_test(competing_offers_share_one_order),
		cmocka_unit_test(
		    ranges_hold_the_point_values_and_repeat_byte_by_byte),
		cmocka_unit_test(without_spread_only_counting_noise_is_left),
		cmocka_unit_test(own_misses_widen_the_ranges),
		cmocka_unit_test(shorter_horizons_scale_what_changes),
		cmocka_unit_test(a_take_rate_of_your_own_replaces_the_model),
		cmocka_unit_test(
		    unknown_costs_use_the_assumed_margin_and_say_so),
		cmocka_unit_test(verdicts_say_what_happens),
		cmocka_unit_test(projections_of_next_to_nothing_are_finite),
		cmocka_unit_test(
		    the_chart_by_discount_passes_through_the_projection),
		cmocka_unit_test(every_input_has_a_row_of_its_own),
		cmocka_unit_test(inputs_outside_their_limits_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
