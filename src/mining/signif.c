/*
 * signif - see signif.h.
 */
#include "mining/signif.h"

#include <math.h>

#include "base/mem.h"
#include "mining/dist.h"

double
signif_poisson(uint32_t n, double expected)
{
	return dist_poisson_tail(n, expected);
}

double
signif_fisher(const struct signif_table *t)
{
	return dist_hypergeometric_tail(t->both, t->total, t->a, t->b);
}

/* x log x, continued to 0 at 0. */
static double
x_log_x(double x)
{
	return x > 0 ? x * log(x) : 0;
}

double
signif_g2(const struct signif_table *t)
{
	double n = (double)t->total, a = (double)t->a, b = (double)t->b;
	double both = (double)t->both;
	double cells = x_log_x(both) + x_log_x(a - both) + x_log_x(b - both) +
	    x_log_x(n - a - b + both);
	double margins =
	    x_log_x(a) + x_log_x(n - a) + x_log_x(b) + x_log_x(n - b);
	double g2 = 2 * (cells - margins + x_log_x(n));

	g2 = g2 < 0 ? 0 : g2;
	return both * n < a * b ? -g2 : g2;
}

double
signif_cosine(const struct signif_table *t)
{
	if (t->a == 0 || t->b == 0)
		return 0;
	return (double)t->both / sqrt((double)t->a * (double)t->b);
}

double
signif_jaccard(const struct signif_table *t)
{
	uint64_t either = t->a + t->b - t->both;

	return either == 0 ? 0 : (double)t->both / (double)either;
}

struct signif_interval
signif_wilson(uint64_t k, uint64_t n, double z)
{
	struct signif_interval all = { .low = 0, .high = 1 };

	if (n == 0)
		return all;
	double m = (double)n, p = (double)k / m, zz = z * z;
	double middle = p + zz / (2 * m);
	double half = z * sqrt(p * (1 - p) / m + zz / (4 * m * m));
	double scale = 1 + zz / m;
	return (struct signif_interval){
		.low = (middle - half) / scale,
		.high = (middle + half) / scale,
	};
}

struct signif_interval
signif_gamma90(double shape, double rate)
{
	return (struct signif_interval){
		.low = dist_gamma_quick_quantile(-SIGNIF_Z95, shape, rate),
		.high = dist_gamma_quick_quantile(SIGNIF_Z95, shape, rate),
	};
}

struct signif_interval
signif_beta90(double a, double b)
{
	return (struct signif_interval){
		.low = dist_beta_quantile(0.05, a, b),
		.high = dist_beta_quantile(0.95, a, b),
	};
}

/* A p-value and where it came from. */
struct ranked {
	double p;
	size_t index;
};

static int
ranked_compare(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->p < b->p)
		return -1;
	if (a->p > b->p)
		return 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

bool
signif_bh(const double *p, size_t n, double tests, double *q, struct err *err)
{
	struct ranked *order =
	    mem_try_array(n, sizeof(*order), "p-values", err);

	if (!order)
		return false;
	for (size_t i = 0; i < n; i++)
		order[i] = (struct ranked){ .p = p[i], .index = i };
	qsort(order, n, sizeof(*order), ranked_compare);
	double least = 1;
	for (size_t i = n; i-- > 0;) {
		double here = order[i].p * tests / (double)(i + 1);
		least = here < least ? here : least;
		q[order[i].index] = least;
	}
	mem_free(order);
	return true;
}
