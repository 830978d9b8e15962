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
	r->variance *= factor * factor;
}

void
range_widen_within(struct range *r, double factor, double least, double most)
{
	range_widen(r, factor);
	r->low80 = fmax(r->low80, least);
	r->low95 = fmax(r->low95, least);
	r->high80 = fmin(r->high80, most);
	r->high95 = fmin(r->high95, most);
}

double
range_share_above_zero(
    const double *values, size_t n, const struct range *r, double factor)
{
	size_t above = 0;

	for (size_t i = 0; i < n; i++)
		above += stretch(r->median, values[i], factor) > 0;
	return n > 0 ? (double)above / (double)n : 0;
}
