/*
 * A candidate costs one pass over the orders of its window and a fit of 28
 * counts by four terms; candidates and placebo points are some hundred.
 */
#include "decide/bunch.h"

#include <math.h>

#include "base/mem.h"
#include "decide/loglinear.h"

enum {
	SIDE = BUNCH_BINS / 2,
	TERMS = 4,
	CANDIDATES = 400
};

#define HALF_WINDOW  .35
#define JUMP_LEAST   .15
#define Z_LEAST      3.0
#define OVER_PLACEBO 1.5
#define ORDERS_LEAST 200.0
#define PLACEBO_STEP 1.04
#define PLACEBO_GAP  .12
#define LOW_SHARE    .10
#define HIGH_SHARE   .92

void
bunch_weights(const struct curve_orders *od, double *w)
{
	double most = fmax(5, .01 * od->total);

	for (size_t i = 0; i < od->n; i++)
		w[i] = fmin(1, most / od->count[i]);
}

void
bunch_jump(const double counts[BUNCH_BINS], double at, struct bunch_jump *out)
{
	double x[BUNCH_BINS * TERMS];
	struct loglinear_data data = {
		.x = x, .y = counts, .n = BUNCH_BINS, .terms = TERMS
	};
	struct loglinear fit;

	*out = (struct bunch_jump){ .at = at, .phi = 1 };
	for (int i = 0; i < BUNCH_BINS; i++) {
		double gap = (i - SIDE + .5) / SIDE;
		double *row = &x[i * TERMS];

		row[0] = 1;
		row[1] = i < SIDE ? 0 : 1;
		row[2] = i < SIDE ? gap : 0;
		row[3] = i < SIDE ? 0 : gap;
		out->orders += counts[i];
	}
	if (!(out->orders > 0) || !loglinear_fit(&data, false, &fit))
		return;
	out->jump = fit.b[1];
	out->phi = fmax(1, fit.pearson / (BUNCH_BINS - TERMS));
	out->z = fit.b[1] / sqrt(out->phi * fit.variance[1]);
}

/* The first value at or above 'v'. */
static size_t
first_from(const struct curve_orders *od, double v)
{
	size_t low = 0, high = od->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (od->value[middle] < v)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
bunch_jump_at(const struct curve_orders *od, const double *w, double at,
    struct bunch_jump *out)
{
	double counts[BUNCH_BINS] = { 0 };
	double width = at * HALF_WINDOW / SIDE;

	/* the slack puts T itself into the first bin above */
	for (size_t i = first_from(od, at * (1 - HALF_WINDOW) - 1e-9 * at);
	     i < od->n; i++) {
		double bin = floor((od->value[i] - at) / width + 1e-9) + SIDE;

		if (bin >= BUNCH_BINS)
			break;
		if (bin >= 0)
			counts[(size_t)bin] += od->count[i] * w[i];
	}
	bunch_jump(counts, at, out);
}

double
bunch_rank(double z, const double *placebo, size_t m)
{
	size_t as_large = 0;

	for (size_t i = 0; i < m; i++)
		as_large += placebo[i] >= z;
	return (1 + (double)as_large) / (1 + (double)m);
}

size_t
bunch_placebos(const struct curve_orders *od, const double *w, double at,
    double z[BUNCH_PLACEBOS])
{
	double high = curve_quantile(od, HIGH_SHARE);
	size_t n = 0;

	for (double t = curve_quantile(od, LOW_SHARE);
	     t > 0 && t <= high && n < BUNCH_PLACEBOS; t *= PLACEBO_STEP) {
		struct bunch_jump jump;

		if (fabs(t / at - 1) <= PLACEBO_GAP)
			continue;
		bunch_jump_at(od, w, t, &jump);
		z[n++] = jump.z;
	}
	return n;
}

size_t
bunch_round_values(
    double low, double high, int digits, size_t most, double *out)
{
	static const double leads[] = { 1, 1.2, 1.25, 1.5, 1.75, 2, 2.25, 2.5,
		2.75, 3, 3.5, 3.9, 4, 4.5, 4.9, 5, 5.5, 5.9, 6, 6.5, 6.9, 7,
		7.5, 7.9, 8, 8.5, 9, 9.5, 9.9 };
	double unit = pow(10, -digits);
	size_t n = 0;

	if (!(low > 0 && high >= low && isfinite(high)))
		return 0;
	for (double ten = pow(10, floor(log10(low))); ten <= high; ten *= 10)
		for (size_t i = 0; i < ARRAY_LEN(leads) && n < most; i++) {
			double t = round(leads[i] * ten / unit) * unit;

			if (t >= low && t <= high &&
			    (n == 0 || t > out[n - 1] + unit / 2))
				out[n++] = t;
		}
	return n;
}

static void
find_best(const struct curve_orders *od, const double *w, int digits,
    struct bunch *out)
{
	double candidates[CANDIDATES];
	size_t n = bunch_round_values(curve_quantile(od, LOW_SHARE),
	    curve_quantile(od, HIGH_SHARE), digits, CANDIDATES, candidates);

	for (size_t i = 0; i < n; i++) {
		struct bunch_jump jump;

		bunch_jump_at(od, w, candidates[i], &jump);
		if (jump.orders >= ORDERS_LEAST && jump.z > out->best.z)
			out->best = jump;
	}
}

bool
bunch_find(const struct curve_orders *od, int digits, struct bunch *out,
    struct err *err)
{
	double z[BUNCH_PLACEBOS];
	double *w;

	*out = (struct bunch){ .rank = 1 };
	if (od->total < BUNCH_ORDERS)
		return true;
	w = mem_try_array(od->n, sizeof(*w), "the order values", err);
	if (w == NULL)
		return false;
	out->searched = true;
	bunch_weights(od, w);
	find_best(od, w, digits, out);
	if (out->best.at > 0) {
		out->placebos = bunch_placebos(od, w, out->best.at, z);
		for (size_t i = 0; i < out->placebos; i++)
			out->best_placebo = fmax(out->best_placebo, z[i]);
		out->rank = bunch_rank(out->best.z, z, out->placebos);
	}
	out->found = out->best.z > Z_LEAST && out->best.jump > JUMP_LEAST &&
	    out->best.z >= OVER_PLACEBO * out->best_placebo;
	mem_free(w);
	return true;
}
