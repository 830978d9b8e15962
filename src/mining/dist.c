/*
 * dist - see dist.h.
 *
 * Two numbers carry everything: stirling_error(n), what Stirling's formula
 * leaves out of log n!, and deviance(x, mean) = x log(x/mean) + mean - x. Both
 * are small where the probability is large, so exp() of their sum keeps its
 * digits at any size.
 *
 * The Poisson tail is called once for every pair of products that ever met,
 * so small counts have a path of their own: one exp() and a short sum.
 */
#include "mining/dist.h"

#include <math.h>

static const double TWO_PI = 6.283185307179586476925286766559;
/* Series and fractions stop when a term no longer moves the sum. */
static const double TERM_END = 1e-17;
/* Lentz's method must never divide by zero. */
static const double TINY = 1e-300;

enum {
	/* Terms enough for means of a hundred million and more. */
	SERIES_LIMIT = 1000000,
	/* Counts whose probability is a plain product of few factors. */
	SMALL_COUNT = 16,
	/* Steps of safeguarded Newton; bisection alone would need 60. */
	QUANTILE_STEPS = 200,
};

static const double RECIPROCAL[SMALL_COUNT + 1] = { 0.0, 1.0, 1.0 / 2, 1.0 / 3,
	1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10,
	1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14, 1.0 / 15, 1.0 / 16 };

static double
log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* log n! - log(sqrt(2 pi n) (n/e)^n), n > 0. */
static double
stirling_error(double n)
{
	if (n < 16)
		return log_gamma(n + 1) - (n + 0.5) * log(n) + n -
		    0.5 * log(TWO_PI);
	double nn = n * n;
	return (1.0 / 12 -
		   (1.0 / 360 -
		       (1.0 / 1260 -
			   (1.0 / 1680 -
			       (1.0 / 1188 - 691.0 / 360360 / nn) / nn) /
			       nn) /
			   nn) /
		       nn) /
	    n;
}

/* x log(x/mean) + mean - x, without cancellation near x = mean. */
static double
deviance(double x, double mean)
{
	double d = x - mean;

	if (fabs(d) >= 0.1 * (x + mean))
		return x * log(x / mean) + mean - x;
	double v = d / (x + mean);
	double sum = d * v, term = 2 * x * v, vv = v * v;
	for (int j = 1; j < 1000; j++) {
		term *= vv;
		double next = sum + term / (2 * j + 1);
		if (fabs(next - sum) <= fabs(sum) * TERM_END)
			return next;
		sum = next;
	}
	return sum;
}

/* log of mean^n e^-mean / Gamma(n + 1); n need not be whole. */
static double
log_poisson(double n, double mean)
{
	if (n <= 0)
		return -mean;
	if (n < SMALL_COUNT)
		return n * log(mean) - mean - log_gamma(n + 1);
	return -stirling_error(n) - deviance(n, mean) - 0.5 * log(TWO_PI * n);
}

double
dist_poisson(double n, double mean)
{
	if (mean <= 0)
		return n > 0 ? 0.0 : 1.0;
	if (n < SMALL_COUNT)
		return exp(log_poisson(n, mean));
	return exp(-stirling_error(n) - deviance(n, mean)) / sqrt(TWO_PI * n);
}

/* 1 + x/(a+1) + x^2/((a+1)(a+2)) + ..., for x <= a + 1. */
static double
series_above(double a, double x)
{
	double term = 1, sum = 1;

	for (int i = 1; i < SERIES_LIMIT; i++) {
		term *= x / (a + i);
		sum += term;
		if (term <= sum * TERM_END)
			break;
	}
	return sum;
}

/* 1 + (n-1)/x + (n-1)(n-2)/x^2 + ...: P(X < n) / P(X = n - 1), for n <= x. */
static double
series_below(uint32_t n, double x)
{
	double term = 1, sum = 1;

	for (uint32_t k = n - 1; k > 0; k--) {
		term *= k / x;
		sum += term;
		if (term <= sum * TERM_END)
			break;
	}
	return sum;
}

/* P(X = n) for 1 <= n <= SMALL_COUNT as a product, given exp(-mean). */
static double
small_poisson(uint32_t n, double mean, double exp_minus)
{
	double p = exp_minus;

	for (uint32_t k = 1; k <= n; k++)
		p *= mean * RECIPROCAL[k];
	return p;
}

double
dist_poisson_tail(uint32_t n, double mean)
{
	if (n == 0)
		return 1;
	if (mean <= 0)
		return 0;
	if (n > SMALL_COUNT) {
		if (mean <= n)
			return dist_poisson(n, mean) * series_above(n, mean);
		return 1 - dist_poisson(n - 1, mean) * series_below(n, mean);
	}
	double exp_minus = exp(-mean), term = 1, sum = 1;
	for (uint32_t k = 1; k < n; k++) {
		term *= mean * RECIPROCAL[k];
		sum += term;
	}
	double p = 1 - exp_minus * sum;
	/* Below this the subtraction has eaten digits; sum the tail itself. */
	if (p > 0.01)
		return p;
	return small_poisson(n, mean, exp_minus) * series_above(n, mean);
}

double
dist_poisson_log_tail(uint32_t n, double mean)
{
	if (n == 0)
		return 0;
	if (mean <= 0)
		return (double)-INFINITY;
	if (mean <= n)
		return log_poisson(n, mean) + log(series_above(n, mean));
	return log(dist_poisson_tail(n, mean));
}

/* Gamma(shape, x) / (x^shape e^-x) by Lentz's method, x > shape. */
static double
fraction_above(double shape, double x)
{
	double b = x + 1 - shape, c = 1 / TINY, d = 1 / b, h = d;

	for (int i = 1; i < SERIES_LIMIT; i++) {
		double an = -i * (i - shape);
		b += 2;
		d = an * d + b;
		d = fabs(d) < TINY ? TINY : d;
		c = b + an / c;
		c = fabs(c) < TINY ? TINY : c;
		d = 1 / d;
		h *= d * c;
		if (fabs(d * c - 1) < 1e-16)
			break;
	}
	return h;
}

double
dist_gamma_lower(double shape, double x)
{
	if (x <= 0)
		return 0;
	if (x < shape + 1)
		return exp(log_poisson(shape, x)) * series_above(shape, x);
	return 1 - dist_gamma_upper(shape, x);
}

double
dist_gamma_upper(double shape, double x)
{
	if (x <= 0)
		return 1;
	if (x < shape + 1)
		return 1 - dist_gamma_lower(shape, x);
	/* x^shape e^-x / Gamma(shape) is shape times the Poisson form. */
	return shape * exp(log_poisson(shape, x)) * fraction_above(shape, x);
}

double
dist_gamma_quick_quantile(double z, double shape, double rate)
{
	double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));

	return root <= 0 ? 0 : shape / rate * root * root * root;
}

/*
 * A root of lower(x) = p between lo and hi: Newton's step where it stays
 * inside the bracket, halving where it does not.
 */
struct quantile {
	double a, b; /* parameters of the distribution */
	double (*lower)(double x, double a, double b);
	double (*density)(double x, double a, double b);
};

static double
quantile_find(const struct quantile *f, double p, double lo, double hi)
{
	double x = lo + 0.5 * (hi - lo);

	for (int i = 0; i < QUANTILE_STEPS; i++) {
		double miss = f->lower(x, f->a, f->b) - p;
		if (miss > 0)
			hi = x;
		else
			lo = x;
		double slope = f->density(x, f->a, f->b);
		double next = slope > 0 ? x - miss / slope : lo;
		if (!(next > lo && next < hi))
			next = lo + 0.5 * (hi - lo);
		if (fabs(next - x) <= 1e-14 * fabs(x) || hi - lo <= 1e-300)
			return next;
		x = next;
	}
	return x;
}

static double
gamma_lower_of(double x, double shape, double unused)
{
	(void)unused;
	return dist_gamma_lower(shape, x);
}

static double
gamma_density(double x, double shape, double unused)
{
	(void)unused;
	return x <= 0 ? 0 : exp(log_poisson(shape, x)) * shape / x;
}

double
dist_gamma_quantile(double p, double shape, double rate)
{
	struct quantile f = {
		.a = shape, .lower = gamma_lower_of, .density = gamma_density
	};
	double hi = shape + 1;

	assert(p > 0 && p < 1 && shape > 0 && rate > 0);
	while (dist_gamma_lower(shape, hi) < p)
		hi *= 2;
	return quantile_find(&f, p, 0, hi) / rate;
}

/* The continued fraction of the incomplete beta function by Lentz. */
static double
beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 - (a + b) * x / (a + 1);

	d = 1 / (fabs(d) < TINY ? TINY : d);
	double h = d;
	for (int m = 1; m < SERIES_LIMIT; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x /
		    ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 + even * d;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = 1 + even / c;
		c = fabs(c) < TINY ? TINY : c;
		h *= d * c;
		d = 1 + odd * d;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = 1 + odd / c;
		c = fabs(c) < TINY ? TINY : c;
		h *= d * c;
		if (fabs(d * c - 1) < 1e-16)
			break;
	}
	return h;
}

/* x^a (1-x)^b / B(a, b). */
static double
beta_front(double x, double a, double b)
{
	return exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) +
	    b * log1p(-x));
}

double
dist_beta_lower(double x, double a, double b)
{
	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	double front = beta_front(x, a, b);
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(x, a, b) / a;
	return 1 - front * beta_fraction(1 - x, b, a) / b;
}

static double
beta_density(double x, double a, double b)
{
	return x <= 0 || x >= 1 ? 0 : beta_front(x, a, b) / (x * (1 - x));
}

double
dist_beta_quantile(double p, double a, double b)
{
	struct quantile f = { .a = a,
		.b = b,
		.lower = dist_beta_lower,
		.density = beta_density };

	assert(p > 0 && p < 1 && a > 0 && b > 0);
	return quantile_find(&f, p, 0, 1);
}

double
dist_binomial(double x, double n, double p)
{
	double q = 1 - p;

	if (x < 0 || x > n)
		return 0;
	if (p <= 0)
		return x > 0 ? 0 : 1;
	if (q <= 0)
		return x < n ? 0 : 1;
	if (x <= 0)
		return exp(n * log1p(-p));
	if (x >= n)
		return exp(n * log(p));
	double e = stirling_error(n) - stirling_error(x) -
	    stirling_error(n - x) - deviance(x, n * p) - deviance(n - x, n * q);
	return exp(e) * sqrt(n / (TWO_PI * x * (n - x)));
}

double
dist_hypergeometric_tail(
    uint64_t x, uint64_t total, uint64_t marked, uint64_t drawn)
{
	uint64_t most = marked < drawn ? marked : drawn;
	uint64_t least = drawn > total - marked ? drawn - (total - marked) : 0;

	assert(marked <= total && drawn <= total);
	if (x <= least)
		return 1;
	if (x > most)
		return 0;
	double n = (double)total, r = (double)marked, d = (double)drawn;
	double k = (double)x, share = d / n;
	double p = dist_binomial(k, r, share) *
	    dist_binomial(d - k, n - r, share) / dist_binomial(d, n, share);
	double sum = p;
	for (; k < (double)most; k++) {
		p *= (r - k) * (d - k) / ((k + 1) * (n - r - d + k + 1));
		sum += p;
		if (p <= sum * TERM_END)
			break;
	}
	return sum < 1 ? sum : 1;
}
