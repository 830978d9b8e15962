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

#include "base/date.h"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(point_values_agree_with_the_worked_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
