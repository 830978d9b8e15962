/* random: fixed draws, and distributions against their theory. */
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <math.h>

enum {
	DRAWS = 40000
};

static void
the_same_counters_give_the_same_numbers_for_ever(void **state)
{
	static const double first[] = { .243317773342863, .443382909576693,
		.988013667074128, .954924799735751 };
	static const double us[] = { .1, .5, .9, .99 };
	static const int counts[] = { 1, 2, 5, 7 };

	(void)state;
	assert_true(random_mix(0) == UINT64_C(0xe220a8397b1dcdaf));
	assert_true(random_mix(1) == UINT64_C(0x910a2dec89025cc1));
	for (uint64_t j = 0; j < 4; j++)
		assert_float_equal(random_unit(42, 1, 0, j), first[j], 1e-15);
	assert_float_equal(random_unit(7, 20, 123, 5), .510926837038821, 1e-15);
	assert_float_equal(random_normal(42, 1, 0, 0), -1.576035877181, 1e-12);
	for (size_t i = 0; i < ARRAY_LEN(us); i++)
		assert_int_equal(random_poisson(2.5, us[i], 60), counts[i]);
}

struct moments {
	double mean, variance;
};

typedef double draw_fn(uint64_t i, double a, double b);

static struct moments
moments_of(draw_fn *draw, double a, double b)
{
	double sum = 0.0, squares = 0.0;

	for (uint64_t i = 0; i < DRAWS; i++) {
		double x = draw(i, a, b);
		sum += x;
		squares += x * x;
	}
	double mean = sum / DRAWS;
	return (struct moments){ mean, squares / DRAWS - mean * mean };
}

static double
draw_unit(uint64_t i, double a, double b)
{
	(void)a;
	(void)b;
	double u = random_unit(11, 1, i, 0);
	assert_true(u > 0.0 && u < 1.0);
	return u;
}

static double
draw_normal(uint64_t i, double a, double b)
{
	return a + b * random_normal(11, 2, i, 0);
}

static double
draw_poisson(uint64_t i, double lambda, double b)
{
	(void)b;
	return random_poisson(lambda, random_unit(11, 3, i, 0), 1000);
}

static double
draw_gamma(uint64_t i, double shape, double b)
{
	(void)b;
	double x = random_gamma(11, 4, i, shape);
	assert_true(x >= 0.0 && isfinite(x));
	return x;
}

static double
draw_beta(uint64_t i, double a, double b)
{
	double x = random_beta(11, 5, i, a, b);
	assert_true(x >= 0.0 && x <= 1.0);
	return x;
}

static double
draw_binomial(uint64_t i, double n, double p)
{
	int64_t k = random_binomial((int64_t)n, p, random_unit(11, 6, i, 0));
	assert_in_range(k, 0, (int64_t)n);
	return (double)k;
}

/* Five standard errors: the draws are fixed, so this never flickers. The
 * spread of a variance depends on the kurtosis, here taken as at most 12. */
static void
assert_moments(const char *what, struct moments got, struct moments want)
{
	double mean_error = sqrt(want.variance / DRAWS);
	double variance_error = want.variance * sqrt(11.0 / DRAWS);

	if (fabs(got.mean - want.mean) > 5.0 * mean_error ||
	    fabs(got.variance - want.variance) > 5.0 * variance_error)
		fail_msg("%s: mean %g, not %g; variance %g, not %g", what,
		    got.mean, want.mean, got.variance, want.variance);
}

static void
uniforms_normals_and_poissons_have_their_moments(void **state)
{
	static const double lambdas[] = { 0.02, 0.9, 2.5, 40.0, 300.0 };

	(void)state;
	assert_moments("uniform", moments_of(draw_unit, 0, 0),
	    (struct moments){ 0.5, 1.0 / 12.0 });
	assert_moments("normal", moments_of(draw_normal, 3, 2),
	    (struct moments){ 3.0, 4.0 });
	for (size_t i = 0; i < ARRAY_LEN(lambdas); i++)
		assert_moments("poisson",
		    moments_of(draw_poisson, lambdas[i], 0),
		    (struct moments){ lambdas[i], lambdas[i] });
}

static void
gammas_and_betas_have_their_moments(void **state)
{
	static const double shapes[] = { 0.2, 0.5, 1.0, 2.5, 50.0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		double a = shapes[i];
		assert_moments("gamma", moments_of(draw_gamma, a, 0),
		    (struct moments){ a, a });
		for (size_t k = 0; k < ARRAY_LEN(shapes); k++) {
			double b = shapes[k], n = a + b;
			struct moments want = { a / n,
				a * b / (n * n * (n + 1.0)) };
			assert_moments(
			    "beta", moments_of(draw_beta, a, b), want);
		}
	}
}

/* Both gammas underflow at such shapes; their quotient must not. */
static void
betas_of_tiny_shapes_are_near_nought_or_one(void **state)
{
	int ones = 0, between = 0;

	(void)state;
	for (uint64_t i = 0; i < DRAWS; i++) {
		double x = random_beta(11, 7, i, 1e-4, 1e-4);
		assert_true(x >= 0.0 && x <= 1.0);
		ones += x > 0.5;
		between += x > 1e-6 && x < 1.0 - 1e-6;
	}
	assert_in_range(between, 1, DRAWS / 200);
	assert_in_range(ones, DRAWS / 2 - 500, DRAWS / 2 + 500);
}

struct binomial_case {
	int64_t n;
	double p;
};

static const struct binomial_case binomials[] = {
	{ 1, 0.3 },
	{ 10, 0.5 },
	{ 1000, 0.01 },
	{ 1000, 0.99 },
	{ 59, 0.5 },
	{ 61, 0.5 },
	{ 5000, 0.3 },
	{ 1000000, 0.9 },
};

static void
binomials_have_their_moments(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(binomials); i++) {
		double n = (double)binomials[i].n, p = binomials[i].p;
		/* Rounding to whole numbers adds up to a twelfth. */
		struct moments got = moments_of(draw_binomial, n, p);
		assert_moments("binomial", got,
		    (struct moments){ n * p, n * p * (1.0 - p) });
	}
}

static void
binomials_rise_with_u_and_stay_inside(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(binomials); i++) {
		int64_t n = binomials[i].n, last = 0;
		for (int step = 0; step <= 1000; step++) {
			double u = ((double)step + 0.5) / 1001.0;
			int64_t k = random_binomial(n, binomials[i].p, u);
			assert_true(k >= last && k <= n);
			last = k;
		}
		assert_int_equal(random_binomial(n, 0.0, 0.999), 0);
		assert_int_equal(random_binomial(n, 1.0, 0.001), n);
		assert_int_equal(random_binomial(n, 1.5, 0.001), n);
		assert_int_equal(random_binomial(n, -0.5, 0.999), 0);
	}
	assert_int_equal(random_binomial(0, 0.5, 0.5), 0);
	assert_int_equal(random_binomial(-3, 0.5, 0.5), 0);
}

/* Against the distribution function, summed term by term. */
static void
binomial_inversion_is_exact(void **state)
{
	const int64_t n = 12;
	const double p = 0.3;
	double sum = 0.0, pmf = pow(1.0 - p, (double)n);

	(void)state;
	for (int64_t k = 0; k < n; k++) {
		double before = sum;
		sum += pmf;
		assert_int_equal(random_binomial(n, p, sum - 1e-9), k);
		if (k > 0)
			assert_int_equal(
			    random_binomial(n, p, before + 1e-9), k);
		pmf *= (double)(n - k) / (double)(k + 1) * p / (1.0 - p);
	}
}

static void
poissons_stop_at_their_limit(void **state)
{
	(void)state;
	assert_int_equal(random_poisson(0.0, 0.999999, 60), 0);
	assert_int_equal(random_poisson(50.0, 0.999999, 60), 60);
	assert_int_equal(random_poisson(5.0, 0.5, 0), 0);
}

/* Quantiles as published tables give them, and against erfc of the C library
 * from the far tail to the middle. */
static void
normal_quantiles_invert_the_normal(void **state)
{
	(void)state;
	assert_float_equal(random_normal_quantile(0.5), 0.0, 1e-15);
	assert_float_equal(
	    random_normal_quantile(0.975), 1.959963984540054, 1e-14);
	assert_float_equal(
	    random_normal_quantile(0.9), 1.2815515655446004, 1e-14);
	assert_float_equal(
	    random_normal_quantile(1e-20), -9.262340089798408, 1e-12);
	for (double u = 1e-300; u < 0.5; u *= 3.7) {
		double z = random_normal_quantile(u);
		double back = 0.5 * erfc(-z / sqrt(2.0));
		assert_true(fabs(back / u - 1.0) < 1e-11);
		if (u > 1e-10)
			assert_float_equal(
			    random_normal_quantile(1.0 - u), -z, 1e-4);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_same_counters_give_the_same_numbers_for_ever),
		cmocka_unit_test(
		    uniforms_normals_and_poissons_have_their_moments),
		cmocka_unit_test(gammas_and_betas_have_their_moments),
		cmocka_unit_test(betas_of_tiny_shapes_are_near_nought_or_one),
		cmocka_unit_test(binomials_have_their_moments),
		cmocka_unit_test(binomials_rise_with_u_and_stay_inside),
		cmocka_unit_test(binomial_inversion_is_exact),
		cmocka_unit_test(poissons_stop_at_their_limit),
		cmocka_unit_test(normal_quantiles_invert_the_normal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
