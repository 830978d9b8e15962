/*
 * The catalogue is first put into cells of one step, each with its share of
 * sales and its mean price, so that a table of n gaps costs n^2 / 2 steps
 * whatever the number of products. A cell starts at its gap, so the products
 * that close gap i are those of the cells from i on.
 */
#include "decide/fill.h"

#include <math.h>

#include "base/mem.h"

struct cells {
	double *share; /* of sales */
	double *price; /* mean */
	size_t n;
};

static double
power(double x)
{
	double y = 1;

	for (int k = 0; k < FILL_LOOKS; k++)
		y *= x;
	return y;
}

static double
times(const double *sold, size_t i)
{
	return sold != NULL ? sold[i] : 1;
}

static size_t
count_cells(const double *prices, const double *sold, size_t n, double step)
{
	double most = 0;

	for (size_t i = 0; i < n; i++)
		if (times(sold, i) > 0 && prices[i] > most)
			most = prices[i];
	most = floor(most / step) + 1;
	return most < FILL_MAX_STEPS ? (size_t)most : FILL_MAX_STEPS;
}

/* share[c] and price[c]; the dearest products share the last cell. False when
 * nothing was sold. */
static bool
fill_cells(const double *prices, const double *sold, size_t n, double step,
    struct cells *ce)
{
	double total = 0;

	for (size_t i = 0; i < n; i++) {
		double at = floor(prices[i] / step);
		size_t c;

		if (!(prices[i] > 0) || !(times(sold, i) > 0))
			continue;
		c = at < (double)ce->n ? (size_t)at : ce->n - 1;
		ce->share[c] += times(sold, i);
		ce->price[c] += times(sold, i) * prices[i];
		total += times(sold, i);
	}
	for (size_t c = 0; c < ce->n; c++) {
		if (ce->share[c] > 0)
			ce->price[c] /= ce->share[c];
		if (total > 0)
			ce->share[c] /= total;
	}
	return total > 0;
}

/* Mean of the cheapest of K looks among the cells from 'first' on, whose
 * shares sum to 'tail'. */
static double
mean_cheapest(const struct cells *ce, size_t first, double tail)
{
	double mean = 0, left = 1; /* chance that all looks are dearer */
	double above = tail;

	for (size_t c = first; c < ce->n && above > 0; c++) {
		double rest;

		if (!(ce->share[c] > 0))
			continue;
		above -= ce->share[c];
		rest = above > 1e-12 ? power(above / tail) : 0;
		mean += (left - rest) * ce->price[c];
		left = rest;
		if (!(rest > 0))
			break;
	}
	return mean;
}

static void
make_tables(struct fill *fl, const struct cells *ce)
{
	double below = 0;

	for (size_t g = 0; g < fl->n; g++) {
		double tail = 1 - below, over;

		if (!(tail > 1e-12))
			break;
		over = mean_cheapest(ce, g, tail) - (double)g * fl->step;
		fl->closable[g] = 1 - power(below);
		fl->overshoot[g] = over > 0 ? over : 0;
		below += ce->share[g];
	}
}

bool
fill_init(struct fill *fl, const double *prices, const double *sold, size_t n,
    double step, struct err *err)
{
	static const char what[] = "the table of fillers";
	struct cells ce = { .n = count_cells(prices, sold, n, step) };
	bool ok = false;

	*fl = (struct fill){ .step = step, .n = ce.n };
	fl->closable = mem_try_zarray(ce.n, sizeof(double), what, err);
	fl->overshoot = mem_try_zarray(ce.n, sizeof(double), what, err);
	ce.share = mem_try_zarray(ce.n, sizeof(double), what, err);
	ce.price = mem_try_zarray(ce.n, sizeof(double), what, err);
	if (!fl->closable || !fl->overshoot || !ce.share || !ce.price)
		goto out;
	if (fill_cells(prices, sold, n, step, &ce))
		make_tables(fl, &ce);
	ok = true;
out:
	mem_free(ce.share);
	mem_free(ce.price);
	if (!ok)
		fill_release(fl);
	return ok;
}

void
fill_release(struct fill *fl)
{
	mem_free(fl->closable);
	mem_free(fl->overshoot);
	*fl = (struct fill){ 0 };
}

bool
fill_from_sales(
    struct fill *fl, const struct sales *s, double fee, struct err *err)
{
	size_t stride = s->lines / FILL_MAX_LINES + 1, n = 0;
	double *prices = mem_try_array(s->lines / stride + 1, sizeof(*prices),
	    "the table of fillers", err);
	bool ok;

	*fl = (struct fill){ 0 };
	if (prices == NULL)
		return false;
	for (size_t l = 0; l < s->lines; l += stride)
		prices[n++] = money_major(s->paid[l], s->currency.digits);
	ok = fill_init(fl, prices, NULL, n, (fee > 0 ? fee : 1) / 20, err);
	mem_free(prices);
	return ok;
}
