/*
 * Sums are taken about the means in a second pass, so that a few large
 * customers do not cancel.
 */
#include "decide/holdout.h"

#include <math.h>

#include "base/random.h"

#define Z95 1.959963984540054

bool
holdout_draws(struct slice id, uint64_t seed, double share)
{
	uint64_t h = random_mix(random_mix(seed) ^ slice_hash(id));

	return (double)(h >> 11) * 0x1p-53 < share;
}

double
holdout_kept(double rho)
{
	return 1 - rho * rho;
}

static void
set_interval(double variance, struct holdout_change *out)
{
	out->defined = variance > 0;
	out->change = out->offered - out->held;
	out->low95 = out->change - Z95 * sqrt(variance);
	out->high95 = out->change + Z95 * sqrt(variance);
}

/* ---- order value ---- */

/* Variance of a ratio, by customer, of one side. */
static double
ratio_variance(const struct holdout_unit *u, size_t n, bool held, double ratio,
    double orders)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double e = u[i].value - ratio * u[i].orders;

		sum += u[i].held == held ? e * e : 0;
	}
	return sum / (orders * orders);
}

static void
compare_values(const struct holdout_unit *u, size_t n,
    const struct holdout_result *sums, struct holdout_change *out)
{
	double value[2] = { 0 }, buyers[2] = { 0 };

	for (size_t i = 0; i < n; i++) {
		value[u[i].held] += u[i].value;
		buyers[u[i].held] += u[i].orders > 0;
	}
	if (buyers[0] < 2 || buyers[1] < 2)
		return;
	out->offered = value[0] / sums->orders[0];
	out->held = value[1] / sums->orders[1];
	out->kept = 1;
	set_interval(
	    ratio_variance(u, n, false, out->offered, sums->orders[0]) +
		ratio_variance(u, n, true, out->held, sums->orders[1]),
	    out);
}

/* ---- of a customer ---- */

/* The figure in the window, and before it. */
static void
figure_of(const struct holdout_unit *u, enum holdout_figure figure, double *y,
    double *x)
{
	bool orders = figure == HOLDOUT_ORDERS;

	*y = orders ? u->orders : u->contribution;
	*x = orders ? u->orders_before : u->contribution_before;
}

/* Sums of squares and products about the mean of each side. */
struct moments {
	double n[2], y[2], x[2]; /* means, of the two sides */
	double yy[2], xx[2], xy[2];
};

static void
find_moments(const struct holdout_unit *u, size_t n, enum holdout_figure figure,
    struct moments *m)
{
	double y, x;

	*m = (struct moments){ 0 };
	for (size_t i = 0; i < n; i++) {
		figure_of(&u[i], figure, &y, &x);
		m->n[u[i].held]++;
		m->y[u[i].held] += y;
		m->x[u[i].held] += x;
	}
	for (int side = 0; side < 2; side++) {
		m->y[side] /= m->n[side] > 0 ? m->n[side] : 1;
		m->x[side] /= m->n[side] > 0 ? m->n[side] : 1;
	}
	for (size_t i = 0; i < n; i++) {
		bool side = u[i].held;

		figure_of(&u[i], figure, &y, &x);
		y -= m->y[side];
		x -= m->x[side];
		m->yy[side] += y * y;
		m->xx[side] += x * x;
		m->xy[side] += x * y;
	}
}

static double
mean_variance(const struct moments *m, int side, double theta)
{
	double sum =
	    m->yy[side] - 2 * theta * m->xy[side] + theta * theta * m->xx[side];

	return sum / (m->n[side] - 1) / m->n[side];
}

static void
compare_means(const struct holdout_unit *u, size_t n,
    enum holdout_figure figure, struct holdout_change *out)
{
	struct moments m;
	double xx, yy, xy, theta;

	find_moments(u, n, figure, &m);
	if (m.n[0] < 2 || m.n[1] < 2)
		return;
	xx = m.xx[0] + m.xx[1];
	yy = m.yy[0] + m.yy[1];
	xy = m.xy[0] + m.xy[1];
	theta = xx > 0 ? xy / xx : 0;
	out->offered = m.y[0];
	out->held = m.y[1];
	out->kept = xx > 0 && yy > 0 ? holdout_kept(xy / sqrt(xx * yy)) : 1;
	set_interval(
	    mean_variance(&m, 0, theta) + mean_variance(&m, 1, theta), out);
	xy = theta * (m.x[0] - m.x[1]);
	out->change -= xy;
	out->low95 -= xy;
	out->high95 -= xy;
}

void
holdout_compare(const struct holdout_unit *units, size_t n, bool whole,
    struct holdout_result *out)
{
	*out = (struct holdout_result){ .customers = { 0 } };
	for (size_t i = 0; i < n; i++) {
		out->customers[units[i].held]++;
		out->orders[units[i].held] += units[i].orders;
	}
	compare_values(units, n, out, &out->of[HOLDOUT_VALUE]);
	if (!whole)
		return;
	compare_means(units, n, HOLDOUT_ORDERS, &out->of[HOLDOUT_ORDERS]);
	compare_means(
	    units, n, HOLDOUT_CONTRIBUTION, &out->of[HOLDOUT_CONTRIBUTION]);
}
