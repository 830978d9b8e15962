/*
 * Measuring an offer: the take rate with and without a hold-out to the digits
 * that were worked out beforehand, and before/after against controls.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "decide/measure.h"

#define NEAR(got, want, by)                                         \
	do {                                                        \
		double got_ = (got);                                \
		if (fabs(got_ - (want)) > (by))                     \
			fail_msg(#got " is %.12g, not %.12g", got_, \
			    (double)(want));                        \
	} while (0)

static const struct measure_beta take_prior = { 1.638889, 31.138889 };
static const struct measure_beta organic_prior = { 20.8, 89.2 };

static void
a_hold_out_tells_taking_from_buying_anyway(void **state)
{
	const struct measure_counts counts = { 400, 72, 200, 24 };
	struct measure_posterior p;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(measure_take(&counts, take_prior, organic_prior, &p, &err));
	NEAR(p.take, .04024332715, 1e-9);
	NEAR(p.organic, .14538903729, 1e-9);
	NEAR(p.take_low, .01375, 1e-12);
	NEAR(p.take_high, .06875, 1e-12);
	NEAR(measure_naive(&counts, take_prior), .1701540, 5e-8);
}

static void
without_a_hold_out_it_stays_wide(void **state)
{
	const struct measure_counts with = { 400, 72, 200, 24 };
	const struct measure_counts without = { 400, 72, 0, 0 };
	struct measure_posterior a, b;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(measure_take(&with, take_prior, organic_prior, &a, &err));
	assert_true(
	    measure_take(&without, take_prior, organic_prior, &b, &err));
	assert_true(b.take < .1 && b.take_high > b.take_low);
	assert_true(a.as_beta.a + a.as_beta.b > take_prior.a + take_prior.b);
	assert_false(measure_take(&(struct measure_counts){ 3, 4, 0, 0 },
	    take_prior, organic_prior, &a, &err));
	assert_string_equal(
	    err.text, "more orders hold all of it than hold a part of it");
}

static void
differences_are_those_of_logarithms(void **state)
{
	(void)state;
	/* 50 to 54 against 48 to 49: 5.795918 % in ratios */
	NEAR(exp(measure_did(5e7, 5.4e7, 4.8e7, 4.9e7)) - 1,
	    1.08 / (49. / 48) - 1, 1e-7);
	NEAR(100 * (1.08 / (49. / 48) - 1), 5.795918, 1e-6);
	/* and 3.00 as a difference of differences (V9) */
	NEAR(measure_did_difference(50, 54, 48, 49), 3.00, 1e-12);
}

/* The twin: every window's mean from its own weeks, in the order of time. */
static void
twin_shift(const double *value, const double *of, size_t launch, size_t weeks,
    double *change, double *sd, size_t *placebos)
{
	double mean[2 + MEASURE_PLACEBOS] = { 0 }, squares = 0;
	size_t windows = 0;

	for (size_t k = 0; k < 2 + MEASURE_PLACEBOS; k++) {
		double sum = 0, by = 0;

		if (launch + weeks < (k + 1) * weeks)
			break;
		for (size_t w = launch + weeks - (k + 1) * weeks;
		     w < launch + weeks - k * weeks; w++) {
			sum += value[w];
			by += of != NULL ? of[w] : 1;
		}
		mean[windows++] = sum / by;
	}
	*change = mean[0] - mean[1];
	*placebos = windows - 2;
	for (size_t k = 1; k + 1 < windows; k++)
		squares += (mean[k] - mean[k + 1]) * (mean[k] - mean[k + 1]);
	*sd = *placebos > 1 ? sqrt(squares / (double)*placebos) : 0;
}

static void
a_shift_of_the_whole_shop_equals_its_twin(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		double value[90], of[90], change, sd;
		size_t weeks = 4 + (size_t)(8 * random_unit(seed, 1, 0, 0));
		size_t launch =
			   weeks + (size_t)(60 * random_unit(seed, 2, 0, 0)),
		       placebos;
		bool per_week = random_unit(seed, 5, 0, 0) < .3;
		struct measure_shift s;

		for (size_t w = 0; w < 90; w++) {
			of[w] = 1 + 20 * random_unit(seed, 3, w, 0);
			value[w] = of[w] * (30 + random_normal(seed, 4, w, 0));
		}
		assert_true(measure_shift(value, per_week ? NULL : of,
		    launch + weeks, launch, weeks, &s));
		twin_shift(value, per_week ? NULL : of, launch, weeks, &change,
		    &sd, &placebos);
		NEAR(s.change, change, 1e-9);
		NEAR(s.placebo_sd, sd, 1e-9);
		assert_int_equal(s.placebos, placebos);
		assert_true(
		    s.measured == (placebos > 1 && fabs(change) > 2 * sd));
	}
}

static void
a_shop_that_grows_is_not_measured_as_changed(void **state)
{
	double orders[48], value[48];
	struct measure_shift s;

	(void)state;
	for (size_t w = 0; w < 48; w++) {
		orders[w] = 50 + (double)w; /* ever more */
		value[w] = orders[w] * (30 + .2 * (double)(w % 4));
	}
	assert_true(measure_shift(orders, NULL, 48, 40, 8, &s));
	NEAR(s.change, 8, 1e-9);
	assert_int_equal(s.placebos, MEASURE_PLACEBOS);
	assert_false(s.measured);
	for (size_t w = 40; w < 48; w++)
		value[w] += 5 * orders[w];
	assert_true(measure_shift(value, orders, 48, 40, 8, &s));
	assert_true(s.measured && fabs(s.change - 5) < .1);
	/* weeks without an order are no window; too few are none at all */
	for (size_t w = 0; w < 30; w++)
		orders[w] = value[w] = 0;
	assert_true(measure_shift(value, orders, 48, 40, 8, &s));
	assert_true(s.defined && !s.measured && s.placebos < 2);
	assert_false(measure_shift(value, orders, 48, 46, 8, &s));
	assert_false(measure_shift(value, orders, 48, 40, 3, &s));
}

static void
an_effect_is_measured_against_placebos(void **state)
{
	double product[48], controls[48];
	struct measure_effect e;

	(void)state;
	for (size_t w = 0; w < 48; w++) {
		controls[w] = 100 + (double)(w % 3);
		product[w] = 50 + (double)(w % 2) + (w >= 40 ? 25 : 0);
	}
	assert_true(measure_launch(product, controls, 48, 40, 8, &e));
	assert_int_equal(e.placebos, MEASURE_PLACEBOS);
	assert_true(e.measured && e.effect > .3 && e.effect < .5);
	for (size_t w = 40; w < 48; w++)
		product[w] -= 25;
	assert_true(measure_launch(product, controls, 48, 40, 8, &e));
	assert_true(fabs(e.effect) < .02);
	assert_false(measure_launch(product, controls, 48, 46, 8, &e));
	assert_false(measure_launch(product, controls, 48, 40, 3, &e));
	NEAR(measure_correlation(product, product, 48), 1, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hold_out_tells_taking_from_buying_anyway),
		cmocka_unit_test(without_a_hold_out_it_stays_wide),
		cmocka_unit_test(differences_are_those_of_logarithms),
		cmocka_unit_test(an_effect_is_measured_against_placebos),
		cmocka_unit_test(a_shift_of_the_whole_shop_equals_its_twin),
		cmocka_unit_test(a_shop_that_grows_is_not_measured_as_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
