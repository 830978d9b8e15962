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
	SIDE_LEAST = 6, /* bins */
	CANDIDATES = 400
};

#define PI           3.14159265358979323846
#define ALIKE        .8

#define HALF_WINDOW  .35
#define JUMP_LEAST   .15
#define Z_LEAST      3.0
#define Z_IN_STEPS   4.5
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

/* How alike the remainders of the values are, 0..1: the length of the mean of
 * their directions on a circle of one step (Rayleigh). */
static double
likeness(const struct curve_orders *od, const double *w, double step)
{
	double x = 0, y = 0, n = 0;

	for (size_t i = 0; i < od->n; i++) {
		double turn = 2 * PI * od->value[i] / step;

		x += w[i] * od->count[i] * cos(turn);
		y += w[i] * od->count[i] * sin(turn);
		n += w[i] * od->count[i];
	}
	return n > 0 ? sqrt(x * x + y * y) / n : 0;
}

double
bunch_step(const struct curve_orders *od, const double *w, int digits)
{
	double most = curve_quantile(od, .5) / 10, found = 0;

	for (double ten = pow(10, 1 - digits); ten <= most; ten *= 10)
		for (int five = 0; five < 2; five++) {
			double step = five ? 5 * ten : ten;

			if (step <= most && likeness(od, w, step) >= ALIKE)
				found = step;
		}
	return found;
}

/* Of 'side' bins on each side. */
static void
fit_jump(const double *counts, int side, double at, struct bunch_jump *out)
{
	double x[BUNCH_BINS * TERMS];
	struct loglinear_data data = {
		.x = x, .y = counts, .n = 2 * (size_t)side, .terms = TERMS
	};
	struct loglinear fit;

	*out = (struct bunch_jump){ .at = at, .phi = 1 };
	for (int i = 0; i < 2 * side; i++) {
		double gap = (i - side + .5) / side;
		double *row = &x[i * TERMS];

		row[0] = 1;
		row[1] = i < side ? 0 : 1;
		row[2] = i < side ? gap : 0;
		row[3] = i < side ? 0 : gap;
		out->orders += counts[i];
	}
	if (!(out->orders > 0) || !loglinear_fit(&data, false, &fit))
		return;
	out->jump = fit.b[1];
	out->phi = fmax(1, fit.pearson / (2 * side - TERMS));
	out->z = fit.b[1] / sqrt(out->phi * fit.variance[1]);
}

void
bunch_jump(const double counts[BUNCH_BINS], double at, struct bunch_jump *out)
{
	fit_jump(counts, SIDE, at, out);
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

/* The bins about 'at': as many and as wide as asked, or a whole number of
 * steps wide. */
static int
choose_bins(double at, double step, double *width)
{
	double steps;

	*width = at * HALF_WINDOW / SIDE;
	if (!(step > 0))
		return SIDE;
	steps = fmax(1, round(*width / step));
	*width = steps * step;
	return (int)fmin(SIDE, floor(at * HALF_WINDOW / *width + 1e-9));
}

void
bunch_jump_at(const struct curve_orders *od, const double *w, double step,
    double at, struct bunch_jump *out)
{
	double counts[BUNCH_BINS] = { 0 }, width;
	int side = choose_bins(at, step, &width);

	*out = (struct bunch_jump){ .at = at, .phi = 1 };
	if (side < SIDE_LEAST ||
	    (step > 0 && fabs(at / step - round(at / step)) > 1e-6))
		return;
	/* the slack puts T itself into the first bin above */
	for (size_t i = first_from(od, at - side * width - 1e-9 * at);
	     i < od->n; i++) {
		double bin = floor((od->value[i] - at) / width + 1e-9) + side;

		if (bin >= 2 * side)
			break;
		if (bin >= 0)
			counts[(size_t)bin] += od->count[i] * w[i];
	}
	fit_jump(counts, side, at, out);
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
bunch_placebos(const struct curve_orders *od, const double *w, double step,
    double at, double z[BUNCH_PLACEBOS])
{
	double high = curve_quantile(od, HIGH_SHARE), last = 0;
	size_t n = 0;

	for (double t = curve_quantile(od, LOW_SHARE);
	     t > 0 && t <= high && n < BUNCH_PLACEBOS; t *= PLACEBO_STEP) {
		double on = step > 0 ? ceil(t / step) * step : t;
		struct bunch_jump jump;

		if (fabs(on / at - 1) <= PLACEBO_GAP || on <= last)
			continue;
		last = on;
		bunch_jump_at(od, w, step, on, &jump);
		if (jump.orders > 0)
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
find_best(const struct curve_orders *od, const double *w, double step,
    int digits, struct bunch *out)
{
	double candidates[CANDIDATES];
	size_t n = bunch_round_values(curve_quantile(od, LOW_SHARE),
	    curve_quantile(od, HIGH_SHARE), digits, CANDIDATES, candidates);

	for (size_t i = 0; i < n; i++) {
		struct bunch_jump jump;

		bunch_jump_at(od, w, step, candidates[i], &jump);
		if (jump.orders >= ORDERS_LEAST && jump.z > out->best.z)
			out->best = jump;
	}
}

bool
bunch_find(const struct curve_orders *od, int digits, struct bunch *out,
    struct err *err)
{
	double z[BUNCH_PLACEBOS];
	double *w, step;

	*out = (struct bunch){ .rank = 1 };
	if (od->total < BUNCH_ORDERS)
		return true;
	w = mem_try_array(od->n, sizeof(*w), "the order values", err);
	if (w == NULL)
		return false;
	out->searched = true;
	bunch_weights(od, w);
	step = bunch_step(od, w, digits);
	find_best(od, w, step, digits, out);
	if (out->best.at > 0) {
		out->placebos = bunch_placebos(od, w, step, out->best.at, z);
		for (size_t i = 0; i < out->placebos; i++)
			out->best_placebo = fmax(out->best_placebo, z[i]);
		out->rank = bunch_rank(out->best.z, z, out->placebos);
	}
	out->found = out->best.z > (step > 0 ? Z_IN_STEPS : Z_LEAST) &&
	    out->best.jump > JUMP_LEAST &&
	    out->best.z >= OVER_PLACEBO * out->best_placebo;
	mem_free(w);
	return true;
}
