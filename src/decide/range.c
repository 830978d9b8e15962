#include "decide/range.h"

#include <math.h>

/* Where the quantile p, above 0, of n values, one at least, stands in their
 * ascending order. */
static size_t
rank_of(size_t n, double p)
{
	/* the slack keeps .1 * 10 at 1 in spite of binary fractions */
	double at = ceil(p * (double)n - 1e-9);

	return at >= (double)n ? n - 1 : (size_t)at - 1;
}

static double
middle_of(double a, double b, double c)
{
	double low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

/* Of v[from..to), puts at k what sorting would, none above it before, none
 * below it behind (Hoare 1961, algorithm 65). */
static void
put_at(double *v, size_t from, size_t to, size_t k)
{
	while (to - from > 1) {
		double pivot =
		    middle_of(v[from], v[from + (to - from) / 2], v[to - 1]);
		size_t i = from, j = to; /* j: one behind the next */

		while (i < j) {
			while (v[i] < pivot)
				i++;
			while (v[j - 1] > pivot)
				j--;
			if (i < j) {
				double x = v[i];

				v[i++] = v[--j];
				v[j] = x;
			}
		}
		/* v[from..j) <= pivot <= v[i..to), one pivot between at most */
		if (k < j)
			to = j;
		else if (k >= i)
			from = i;
		else
			return;
	}
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
	size_t low, middle, high;

	if (n == 0)
		return r;
	low = rank_of(n, .1);
	middle = rank_of(n, .5);
	high = rank_of(n, .9);
	moments(values, n, &r);
	put_at(values, 0, n, middle);
	put_at(values, 0, middle, low);
	put_at(values, 0, low, rank_of(n, .025));
	put_at(values, middle + 1, n, high);
	put_at(values, high + 1, n, rank_of(n, .975));
	r.median = values[middle];
	r.low80 = values[low];
	r.high80 = values[high];
	r.low95 = values[rank_of(n, .025)];
	r.high95 = values[rank_of(n, .975)];
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
