#include "decide/range.h"

#include <math.h>

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
range_quantile(const double *sorted, size_t n, double p)
{
	/* the slack keeps .1 * 10 at 1 in spite of binary fractions */
	double at = ceil(p * (double)n - 1e-9);

	if (at < 1)
		return sorted[0];
	return at >= (double)n ? sorted[n - 1] : sorted[(size_t)at - 1];
}

static void
moments(const double *values, size_t n, struct range *r)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	r->mean = sum / (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = values[i] - r->mean;

		squares += d * d;
	}
	r->variance = squares / (double)n;
}

struct range
range_of(double *values, size_t n)
{
	struct range r = { 0 };

	if (n == 0)
		return r;
	qsort(values, n, sizeof(*values), compare);
	moments(values, n, &r);
	r.median = range_quantile(values, n, .5);
	r.low80 = range_quantile(values, n, .1);
	r.high80 = range_quantile(values, n, .9);
	r.low95 = range_quantile(values, n, .025);
	r.high95 = range_quantile(values, n, .975);
	return r;
}

static double
stretch(double median, double x, double factor)
{
	return median + (x - median) * factor;
}

void
range_widen(struct range *r, double factor)
{
	r->low80 = stretch(r->median, r->low80, factor);
	r->high80 = stretch(r->median, r->high80, factor);
	r->low95 = stretch(r->median, r->low95, factor);
	r->high95 = stretch(r->median, r->high95, factor);
}
