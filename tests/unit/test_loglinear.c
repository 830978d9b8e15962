/*
 * Poisson regression against cases with a closed form and against its own
 * score equations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/random.h"
#include "decide/loglinear.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

static void
two_groups_have_their_means(void **state)
{
	static const double x[] = { 1, 0, 1, 0, 1, 0, 1, 1, 1, 1 };
	static const double y[] = { 3, 5, 4, 10, 14 };
	struct loglinear_data data = { .x = x, .y = y, .n = 5, .terms = 2 };
	struct loglinear fit;

	(void)state;
	assert_true(loglinear_fit(&data, false, &fit));
	NEAR(exp(fit.b[0]), 4, 1e-5);
	NEAR(exp(fit.b[0] + fit.b[1]), 12, 1e-5);
	/* 1 / events of both groups */
	NEAR(fit.variance[1], 1 / 12.0 + 1 / 24.0, 1e-6);
	NEAR(fit.pearson, 1 / 4.0 + 1 / 4.0 + 4 / 12.0 + 4 / 12.0, 1e-5);
}

static void
an_offset_shifts_the_mean(void **state)
{
	static const double x[] = { 1, 1, 1 };
	static const double y[] = { 2, 4, 6 };
	const double offset[] = { log(1), log(2), log(3) };
	struct loglinear_data data = {
		.x = x, .y = y, .offset = offset, .n = 3, .terms = 1
	};
	struct loglinear fit;

	(void)state;
	assert_true(loglinear_fit(&data, false, &fit));
	NEAR(exp(fit.b[0]), 2, 1e-6);
	NEAR(fit.pearson, 0, 1e-6);
}

/* At the maximum the residuals are at right angles to every term. */
static void
residuals_are_orthogonal_to_the_terms(void **state)
{
	enum {
		ROWS = 60,
		TERMS = 4
	};

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		double x[ROWS * TERMS], y[ROWS], sum[TERMS] = { 0 };
		struct loglinear_data data = {
			.x = x, .y = y, .n = ROWS, .terms = TERMS
		};
		struct loglinear fit, again;

		for (size_t i = 0; i < ROWS; i++) {
			double t = ((double)i + .5) / ROWS - .5;

			for (size_t j = 0; j < TERMS; j++)
				x[i * TERMS + j] = pow(2 * t, (double)j);
			y[i] = random_poisson(exp(2 + t - 3 * t * t),
			    random_unit(seed, 1, i, 0), 200);
		}
		assert_true(loglinear_fit(&data, false, &fit));
		for (size_t i = 0; i < ROWS; i++)
			for (size_t j = 0; j < TERMS; j++)
				sum[j] += x[i * TERMS + j] *
				    (y[i] -
					loglinear_mean(&fit, &x[i * TERMS], 0));
		for (size_t j = 0; j < TERMS; j++)
			NEAR(sum[j], 0, 1e-4);
		again = fit;
		again.b[1] += .3;
		assert_true(loglinear_fit(&data, true, &again));
		NEAR(again.b[3], fit.b[3], 1e-6);
	}
}

static void
no_counts_at_all_stay_finite(void **state)
{
	static const double x[] = { 1, 0, 1, 1 };
	static const double y[] = { 0, 0 };
	struct loglinear_data data = { .x = x, .y = y, .n = 2, .terms = 2 };
	struct loglinear fit;

	(void)state;
	(void)loglinear_fit(&data, false, &fit);
	assert_true(isfinite(fit.b[0]) && isfinite(fit.b[1]));
	assert_true(loglinear_mean(&fit, x, 0) < .01);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_groups_have_their_means),
		cmocka_unit_test(an_offset_shifts_the_mean),
		cmocka_unit_test(residuals_are_orthogonal_to_the_terms),
		cmocka_unit_test(no_counts_at_all_stay_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
