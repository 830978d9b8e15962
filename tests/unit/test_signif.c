/*
 * Distributions and tests of significance against published figures, exact
 * sums, and each other.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/dist.h"
#include "mining/fdr.h"
#include "mining/signif.h"

static void
assert_near(double actual, double expected, double tolerance)
{
	double miss = fabs(actual - expected);

	if (!(miss <= tolerance * fabs(expected) + 1e-300))
		fail_msg("%.17g is not %.17g", actual, expected);
}

/* 1000 baskets, 100 with a, 50 with b, 20 with both; 8 expected. */
static const struct signif_table TABLE = {
	.both = 20, .a = 100, .b = 50, .total = 1000
};

static void
poisson_tail_of_a_known_pair(void **state)
{
	(void)state;
	assert_near(signif_poisson(20, 8.0), 2.529394020919561e-4, 1e-13);
}

static void
two_by_two_measures_of_a_known_pair(void **state)
{
	(void)state;
	assert_near(signif_fisher(&TABLE), 6.380389e-9, 1e-7);
	assert_near(signif_g2(&TABLE), 33.889459168691, 1e-12);
	assert_near(signif_cosine(&TABLE), 0.282842712475, 1e-11);
	assert_near(signif_jaccard(&TABLE), 0.153846153846, 1e-11);
	assert_near(
	    signif_wilson(20, 100, SIGNIF_Z90).low, 0.153769182792, 1e-11);
}

static void
intervals_of_a_known_pair(void **state)
{
	(void)state;
	assert_near(dist_gamma_quantile(0.05, 24, 12), 1.379087, 4e-7);
	assert_near(dist_gamma_quantile(0.95, 24, 12), 2.715449, 4e-7);
	assert_near(signif_gamma90(24, 12).low, 1.379047, 4e-7);
	assert_near(signif_gamma90(24, 12).high, 2.715266, 4e-7);
	assert_near(signif_beta90(20.8, 89.2).low, 0.131310, 4e-6);
	assert_near(signif_beta90(20.8, 89.2).high, 0.253323, 4e-6);
}

static void
measures_of_empty_margins_are_nothing(void **state)
{
	const struct signif_table none = { .total = 10 };
	const struct signif_table empty = { 0 };

	(void)state;
	assert_near(signif_cosine(&none), 0, 0);
	assert_near(signif_jaccard(&none), 0, 0);
	assert_near(signif_g2(&none), 0, 0);
	assert_near(signif_g2(&empty), 0, 0);
	assert_near(signif_wilson(0, 0, 1).low, 0, 0);
	assert_near(signif_wilson(0, 0, 1).high, 1, 0);
}

static void
g2_is_negative_for_pairs_that_avoid_each_other(void **state)
{
	const struct signif_table avoid = {
		.both = 1, .a = 100, .b = 50, .total = 1000
	};

	(void)state;
	assert_true(signif_g2(&avoid) < 0);
	assert_true(signif_g2(&TABLE) > 0);
}

/* The tail from n upwards, smallest terms first, in long double. */
static double
slow_tail(uint32_t n, double mean)
{
	long double term = expl(-(long double)mean), tail = 0;
	uint32_t last = n + 400 + 4 * (uint32_t)mean;
	long double terms[3000];

	assert_true(last < ARRAY_LEN(terms));
	for (uint32_t k = 0; k <= last; k++) {
		terms[k] = term;
		term *= (long double)mean / (k + 1);
	}
	for (uint32_t k = last + 1; k-- > n;)
		tail += terms[k];
	return (double)tail;
}

static void
poisson_tail_equals_the_sum_of_its_terms(void **state)
{
	static const double MEANS[] = { 1e-9, 1e-3, 0.01, 0.3, 0.5, 0.99, 1,
		1.5, 2.7, 4, 8, 15.5, 16, 17, 30, 99.5, 250 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(MEANS); i++) {
		for (uint32_t n = 1; n <= 300; n += n < 40 ? 1 : 13) {
			double expected = slow_tail(n, MEANS[i]);
			double tail = dist_poisson_tail(n, MEANS[i]);
			assert_near(tail, expected, 1e-12);
			if (expected > 1e-300)
				assert_near(dist_poisson_log_tail(n, MEANS[i]),
				    log(expected), 1e-12);
		}
	}
}

static void
poisson_tail_has_the_edges_of_a_probability(void **state)
{
	(void)state;
	assert_near(dist_poisson_tail(0, 3), 1, 0);
	assert_near(dist_poisson_tail(0, 0), 1, 0);
	assert_near(dist_poisson_tail(1, 0), 0, 0);
	assert_near(dist_poisson_tail(1, 1e-300), 1e-300, 1e-12);
	assert_near(dist_poisson_tail(5, 1e6), 1, 1e-15);
	assert_near(dist_poisson_tail(2000, 1), 0, 0);
	/* -1 - log 2000! + log(1 + 1/2001 + 1/(2001 2002) + ...) */
	assert_near(dist_poisson_log_tail(2000, 1), -13207.523850638889, 1e-13);
	assert_near(dist_poisson_log_tail(0, 1), 0, 0);
	assert_true(isinf(dist_poisson_log_tail(1, 0)));
	/* the log of a tail that is not rare: 1 - e^-3 */
	assert_near(dist_poisson_log_tail(1, 3), log1p(-exp(-3)), 1e-12);
}

/* What cannot be otherwise has probability 1, what cannot be has 0. */
static void
certain_and_impossible_values_have_probability_one_and_none(void **state)
{
	(void)state;
	assert_near(dist_poisson(0, 0), 1, 0);
	assert_near(dist_poisson(2, 0), 0, 0);
	assert_near(dist_poisson(0, 2), exp(-2), 1e-15);
	assert_near(dist_poisson(3, 2), exp(-2) * 8 / 6, 1e-13);
	assert_near(dist_gamma_lower(2, 0), 0, 0);
	assert_near(dist_gamma_upper(2, 0), 1, 0);
	assert_near(dist_gamma_lower(2, -1), 0, 0);
	assert_near(dist_gamma_quick_quantile(-9, 0.1, 1), 0, 0);
	assert_near(dist_beta_lower(0, 2, 3), 0, 0);
	assert_near(dist_beta_lower(1, 2, 3), 1, 0);
	assert_near(dist_binomial(-1, 10, .5), 0, 0);
	assert_near(dist_binomial(11, 10, .5), 0, 0);
	assert_near(dist_binomial(0, 10, 0), 1, 0);
	assert_near(dist_binomial(1, 10, 0), 0, 0);
	assert_near(dist_binomial(10, 10, 1), 1, 0);
	assert_near(dist_binomial(9, 10, 1), 0, 0);
	assert_near(dist_binomial(0, 10, .5), 1 / 1024.0, 1e-13);
	assert_near(dist_binomial(10, 10, .5), 1 / 1024.0, 1e-13);
	assert_near(dist_binomial(5, 10, .5), 252 / 1024.0, 1e-13);
}

static void
gamma_and_poisson_tails_are_one_function(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 2000; i++) {
		uint32_t n = 1 +
		    (uint32_t)(random_unit(1, 1, i, 0) *
			(i % 2 ? 20.0 : 3000.0));
		double mean = n * (0.2 + 2 * random_unit(1, 1, i, 1));
		double p = dist_poisson_tail(n, mean);
		assert_near(dist_gamma_lower(n, mean), p, 1e-10);
		if (p < 0.999)
			assert_near(dist_gamma_upper(n, mean), 1 - p, 1e-9);
	}
}

static void
quantiles_undo_their_distributions(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 500; i++) {
		double p = random_unit(2, 1, i, 0);
		double a = 0.2 + 100 * random_unit(2, 1, i, 1);
		double b = 0.2 + 400 * random_unit(2, 1, i, 2);
		double x = dist_gamma_quantile(p, a, b);
		assert_near(dist_gamma_lower(a, x * b), p, 1e-9);
		x = dist_beta_quantile(p, a, b);
		assert_near(dist_beta_lower(x, a, b), p, 1e-8);
	}
}

static void
hypergeometric_tail_equals_counting(void **state)
{
	(void)state;
	/* 10 balls, 4 marked, 3 drawn: 20, 60, 36 and 4 of 120 ways. */
	assert_near(dist_hypergeometric_tail(0, 10, 4, 3), 1, 0);
	assert_near(dist_hypergeometric_tail(1, 10, 4, 3), 100 / 120.0, 1e-12);
	assert_near(dist_hypergeometric_tail(2, 10, 4, 3), 40 / 120.0, 1e-12);
	assert_near(dist_hypergeometric_tail(3, 10, 4, 3), 4 / 120.0, 1e-12);
	assert_near(dist_hypergeometric_tail(4, 10, 4, 3), 0, 0);
	/* More drawn than unmarked: at least one is certain. */
	assert_near(dist_hypergeometric_tail(1, 10, 4, 7), 1, 0);
}

static void
bh_of_five_known_p_values(void **state)
{
	const double p[] = { .6, .0001, .03, .004, .019 };
	const double q[] = { .6, .0005, .0375, .01, .019 * 5 / 3 };
	double got[5];

	(void)state;
	assert_true(signif_bh(p, 5, 5, got, NULL));
	for (size_t i = 0; i < 5; i++)
		assert_near(got[i], q[i], 1e-12);
}

static void
bh_counts_the_tests_that_were_not_listed(void **state)
{
	const double p[] = { .001, .2 };
	double got[2];

	(void)state;
	assert_true(signif_bh(p, 2, 100, got, NULL));
	assert_near(got[0], .1, 1e-12);
	assert_near(got[1], 1, 0);
}

/* p-values of many sizes, some of them equal, 0 and 1 among them. */
static double
drawn_p(uint64_t seed, uint64_t i)
{
	double u = random_unit(seed, 3, i, 0), v = random_unit(seed, 3, i, 1);

	if (v < 0.02)
		return i % 2 ? 0 : 1;
	if (v < 0.2)
		return floor(u * 20) / 20;
	return v < 0.6 ? u : pow(u, 1 + 60 * v);
}

/* q of a curve comes as a float, rounded up. */
static void
assert_q(double got, double q, double slack)
{
	if (!(got >= q && got <= q * (1 + slack + 1e-6) + 0x1p-126))
		fail_msg("%.17g is not %.17g", got, q);
}

static void
fdr_equals_bh_whatever_the_threads(void **state)
{
	enum {
		MOST = 3000
	};
	static double p[MOST], q[MOST];

	(void)state;
	for (uint64_t seed = 0; seed < 40; seed++) {
		size_t n = (size_t)(random_unit(seed, 4, 0, 0) * MOST);
		n = seed < 2 ? (size_t)seed : n;
		double tests = (double)n * (1 + (double)(seed % 5));
		struct fdr f = { 0 };
		struct fdr_curve curve = { 0 };
		unsigned threads = 1 + (unsigned)(seed % 3);
		assert_true(fdr_init(&f, threads, NULL));
		for (size_t i = 0; i < n; i++) {
			p[i] = drawn_p(seed, i);
			assert_true(
			    fdr_add(&f, (unsigned)(i % threads), p[i], NULL));
		}
		assert_true(signif_bh(p, n, tests, q, NULL));
		assert_true(fdr_rank(&f, tests, &curve, NULL));
		for (size_t i = 0; i < n; i++)
			assert_q(fdr_look_up(&curve, p[i]), q[i], 0);
		fdr_curve_release(&curve);
		fdr_release(&f);
	}
}

static double
rounding_of(double q)
{
	return q >= 0x1p-10 ? 0x1p-9 : q >= 0x1p-40 ? 0x1p-6 : 0x1p-3;
}

static void
a_curve_of_many_is_short_and_keeps_decisions(void **state)
{
	enum {
		N = 60000
	};
	static const double limits[] = { 0.01, 0.05, 0.1 };
	static double p[N], q[N];
	struct fdr f = { 0 };
	struct fdr_curve curve = { 0 };

	(void)state;
	assert_true(fdr_init(&f, 1, NULL));
	for (size_t i = 0; i < N; i++) {
		p[i] = drawn_p(11, i);
		assert_true(fdr_add(&f, 0, p[i], NULL));
	}
	assert_true(signif_bh(p, N, 2.0 * N, q, NULL));
	assert_true(fdr_rank(&f, 2.0 * N, &curve, NULL));
	assert_true(curve.n > 1000 && curve.n < 8000);
	for (size_t i = 0; i < N; i++) {
		double got = fdr_look_up(&curve, p[i]);
		assert_q(got, q[i], rounding_of(q[i]));
		for (size_t k = 0; k < ARRAY_LEN(limits); k++)
			assert_int_equal((float)got <= (float)limits[k],
			    (float)q[i] <= (float)limits[k]);
	}
	for (size_t i = 1; i < curve.n; i++)
		assert_true(
		    curve.p[i - 1] < curve.p[i] && curve.q[i - 1] < curve.q[i]);
	fdr_curve_release(&curve);
	fdr_release(&f);
}

static void
fdr_beyond_its_limit_is_close_and_never_too_small(void **state)
{
	enum {
		N = 30000
	};
	static double p[N], q[N];

	(void)state;
	for (unsigned threads = 1; threads <= 3; threads++) {
		struct fdr f = { 0 };
		struct fdr_curve curve = { 0 };
		assert_true(fdr_init(&f, threads, NULL));
		f.limit = 20000;
		for (size_t i = 0; i < N; i++) {
			p[i] = drawn_p(7, i);
			assert_true(
			    fdr_add(&f, (unsigned)(i % threads), p[i], NULL));
		}
		assert_true(signif_bh(p, N, 2.0 * N, q, NULL));
		assert_true(fdr_rank(&f, 2.0 * N, &curve, NULL));
		assert_false(f.exact);
		for (size_t i = 0; i < N; i++) {
			double got = fdr_look_up(&curve, p[i]);
			double slack = rounding_of(q[i]);
			assert_true(got >= q[i]);
			if (p[i] >= 0x1p-12)
				assert_near(got, q[i], 0x1p-15 + slack);
			else if (p[i] >= 0x1p-64)
				assert_near(got, q[i], 0x1p-11 + slack);
		}
		fdr_curve_release(&curve);
		fdr_release(&f);
	}
}

/* A pair of n joint orders where 'mean' were expected: associated more often
 * the larger 'strength' is. */
static void
draw_pair(uint64_t i, double strength, uint32_t *n, double *mean)
{
	double u = random_unit(9, 3, i, 0), v = random_unit(9, 3, i, 1);

	*n = 1 + (uint32_t)(u * u * u * 60);
	*mean = *n * pow(v, strength) * 1.5;
}

/* Spared p-values change no q below them, and theirs is never too small. */
static void
sparing_p_values_leaves_the_small_ones_exact(void **state)
{
	enum {
		N = 400000
	};
	static const double strength[] = { 0.2, 1, 6 };
	double *p = mem_array(N, sizeof(*p)), *q = mem_array(N, sizeof(*q));
	int *level = mem_array(N, sizeof(*level));
	size_t spared = 0, discovered = 0;

	(void)state;
	for (size_t s = 0; s < ARRAY_LEN(strength); s++) {
		double tests = (double)FDR_SCREEN_TESTS;
		struct fdr f = { 0 };
		struct fdr_curve curve = { 0 };
		assert_true(fdr_init(&f, 1, NULL));
		assert_true(fdr_screen_init(&f, tests, N, NULL));
		for (size_t i = 0; i < N; i++) {
			uint32_t n;
			double mean;
			draw_pair(i, strength[s], &n, &mean);
			double computed = 2;
			p[i] = signif_poisson(n, mean);
			level[i] = fdr_screen(&f, n, mean, &computed);
			if (level[i] < 0)
				assert_true(fdr_add(&f, 0, computed, NULL));
			else
				fdr_spare(&f, 0, (unsigned)level[i]);
		}
		assert_true(signif_bh(p, N, tests, q, NULL));
		assert_true(fdr_rank(&f, tests, &curve, NULL));
		for (size_t i = 0; i < N; i++) {
			double got = fdr_look_up(&curve, p[i]);
			double slack = rounding_of(q[i]);
			assert_true(got >= q[i] * (1 - 1e-8));
			assert_true(got <=
			    q[i] * 8 / 7 * (1 + slack + 1e-6) + 0x1p-126);
			if (p[i] < 0.1 && q[i] > 0x1p-126)
				assert_near(
				    got, q[i], 0.14 * (q[i] > 0.6) + slack);
			spared += level[i] >= 0;
			discovered += level[i] >= 0 && got < 1;
		}
		fdr_curve_release(&curve);
		fdr_release(&f);
	}
	assert_true(spared > N && discovered > 1000);
	mem_free(p);
	mem_free(q);
	mem_free(level);
}

static void
a_small_catalogue_is_spared_nothing(void **state)
{
	struct fdr f = { 0 };

	(void)state;
	assert_true(fdr_init(&f, 1, NULL));
	assert_true(
	    fdr_screen_init(&f, (double)FDR_SCREEN_TESTS - 1, 10, NULL));
	double p;
	assert_int_equal(fdr_screen(&f, 1, 100, &p), -1);
	assert_near(p, 1, 1e-12);
	fdr_release(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poisson_tail_of_a_known_pair),
		cmocka_unit_test(two_by_two_measures_of_a_known_pair),
		cmocka_unit_test(intervals_of_a_known_pair),
		cmocka_unit_test(measures_of_empty_margins_are_nothing),
		cmocka_unit_test(
		    g2_is_negative_for_pairs_that_avoid_each_other),
		cmocka_unit_test(poisson_tail_equals_the_sum_of_its_terms),
		cmocka_unit_test(poisson_tail_has_the_edges_of_a_probability),
		cmocka_unit_test(
		    certain_and_impossible_values_have_probability_one_and_none),
		cmocka_unit_test(gamma_and_poisson_tails_are_one_function),
		cmocka_unit_test(quantiles_undo_their_distributions),
		cmocka_unit_test(hypergeometric_tail_equals_counting),
		cmocka_unit_test(bh_of_five_known_p_values),
		cmocka_unit_test(bh_counts_the_tests_that_were_not_listed),
		cmocka_unit_test(fdr_equals_bh_whatever_the_threads),
		cmocka_unit_test(a_curve_of_many_is_short_and_keeps_decisions),
		cmocka_unit_test(sparing_p_values_leaves_the_small_ones_exact),
		cmocka_unit_test(a_small_catalogue_is_spared_nothing),
		cmocka_unit_test(
		    fdr_beyond_its_limit_is_close_and_never_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
