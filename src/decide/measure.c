/*
 * The posterior is summed over a grid in logarithms with the largest cell as
 * unit, so that a thousand orders do not underflow.
 */
#include "decide/measure.h"

#include <math.h>

#include "base/mem.h"

static double
log_beta_kernel(struct measure_beta prior, double x)
{
	return (prior.a - 1) * log(x) + (prior.b - 1) * log1p(-x);
}

static double
log_binomial(double y, double n, double p)
{
	return y * log(p) + (n - y) * log1p(-p);
}

static double
grid_point(size_t i)
{
	return ((double)i + .5) / MEASURE_GRID;
}

/* Log posterior of every cell, [take * MEASURE_GRID + organic]; returns the
 * largest. */
static double
fill_grid(const struct measure_counts *k, struct measure_beta take,
    struct measure_beta organic, double *cell)
{
	double most = -HUGE_VAL;

	for (size_t i = 0; i < MEASURE_GRID; i++) {
		double tau = grid_point(i), prior = log_beta_kernel(take, tau);

		for (size_t j = 0; j < MEASURE_GRID; j++) {
			double c = grid_point(j);
			double at = prior + log_beta_kernel(organic, c) +
			    log_binomial(k->y1, k->n1, c + (1 - c) * tau) +
			    log_binomial(k->y0, k->n0, c);

			cell[i * MEASURE_GRID + j] = at;
			most = at > most ? at : most;
		}
	}
	return most;
}

/* The first grid value up to which 'share' of the weights lies. */
static double
quantile(const double *by_take, double sum, double share)
{
	double run = by_take[0];
	size_t i = 0;

	while (run < share * sum && i + 1 < MEASURE_GRID)
		run += by_take[++i];
	return grid_point(i);
}

static void
match_moments(double mean, double variance, struct measure_beta *out)
{
	double s = variance > 0 ? mean * (1 - mean) / variance - 1 : 0;

	*out = (struct measure_beta){ s > 0 ? mean * s : 1,
		s > 0 ? (1 - mean) * s : 1 };
}

static void
summarise(const double *cell, double most, struct measure_posterior *out)
{
	double by_take[MEASURE_GRID] = { 0 };
	double sum = 0, take = 0, square = 0, organic = 0;

	for (size_t i = 0; i < MEASURE_GRID; i++)
		for (size_t j = 0; j < MEASURE_GRID; j++) {
			double w = exp(cell[i * MEASURE_GRID + j] - most);

			by_take[i] += w;
			organic += w * grid_point(j);
		}
	for (size_t i = 0; i < MEASURE_GRID; i++) {
		sum += by_take[i];
		take += by_take[i] * grid_point(i);
		square += by_take[i] * grid_point(i) * grid_point(i);
	}
	out->take = take / sum;
	out->organic = organic / sum;
	out->take_low = quantile(by_take, sum, .1);
	out->take_high = quantile(by_take, sum, .9);
	match_moments(
	    out->take, square / sum - out->take * out->take, &out->as_beta);
}

bool
measure_take(const struct measure_counts *counts, struct measure_beta take,
    struct measure_beta organic, struct measure_posterior *out, struct err *err)
{
	const struct measure_counts *k = counts;
	double *cell;

	*out = (struct measure_posterior){ 0 };
	if (k->y1 < 0 || k->y0 < 0 || k->y1 > k->n1 || k->y0 > k->n0)
		return err_set(err, ERR_INPUT,
		    "more orders hold all of it than hold a part of it");
	cell = mem_try_array((size_t)MEASURE_GRID * MEASURE_GRID, sizeof(*cell),
	    "the grid of a take rate", err);
	if (cell == NULL)
		return false;
	summarise(cell, fill_grid(k, take, organic, cell), out);
	mem_free(cell);
	return true;
}

double
measure_naive(const struct measure_counts *counts, struct measure_beta take)
{
	return (take.a + counts->y1) / (take.a + take.b + counts->n1);
}

double
measure_did(double t_pre, double t_post, double c_pre, double c_post)
{
	return log((t_post + .5) / (t_pre + .5)) -
	    log((c_post + .5) / (c_pre + .5));
}

double
measure_did_difference(double t_pre, double t_post, double c_pre, double c_post)
{
	return (t_post - t_pre) - (c_post - c_pre);
}

double
measure_correlation(const double *a, const double *b, size_t n)
{
	double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;

	for (size_t i = 0; i < n; i++) {
		ma += a[i] / (double)n;
		mb += b[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		aa += (a[i] - ma) * (a[i] - ma);
		bb += (b[i] - mb) * (b[i] - mb);
		ab += (a[i] - ma) * (b[i] - mb);
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static double
sum_of(const double *series, size_t first, size_t n)
{
	double sum = 0;

	for (size_t i = first; i < first + n; i++)
		sum += series[i];
	return sum;
}

/* The effect as if the offer had begun with week 'at'. */
static double
effect_at(const double *product, const double *controls, size_t at,
    size_t before, size_t after)
{
	return measure_did(sum_of(product, at - before, before),
	    sum_of(product, at, after), sum_of(controls, at - before, before),
	    sum_of(controls, at, after));
}

/* Are there so many weeks on each side of the launch? */
static bool
fits(size_t n, size_t launch, size_t weeks)
{
	return weeks >= MEASURE_LEAST_WEEKS && launch <= n && launch >= weeks &&
	    n - launch >= weeks;
}

bool
measure_launch(const double *product, const double *controls, size_t n,
    size_t launch, size_t weeks, struct measure_effect *out)
{
	double sum = 0, squares = 0;

	*out = (struct measure_effect){ 0 };
	if (!fits(n, launch, weeks))
		return false;
	out->effect = effect_at(product, controls, launch, weeks, weeks);
	for (size_t at = launch - weeks;
	     out->placebos < MEASURE_PLACEBOS && at >= weeks; at -= weeks) {
		double e = effect_at(product, controls, at, weeks, weeks);

		sum += e;
		squares += e * e;
		out->placebos++;
	}
	if (out->placebos >= 2) {
		double k = (double)out->placebos;
		double variance = (squares - sum * sum / k) / (k - 1);

		out->placebo_sd = sqrt(variance > 0 ? variance : 0);
		out->measured = fabs(out->effect) > 2 * out->placebo_sd;
	}
	return true;
}

/* The mean of a window; false where there is nothing to divide by. */
static bool
mean_of(const double *value, const double *of, size_t first, size_t weeks,
    double *out)
{
	double by = of != NULL ? sum_of(of, first, weeks) : (double)weeks;

	*out = by > 0 ? sum_of(value, first, weeks) / by : 0;
	return by > 0;
}

bool
measure_shift(const double *value, const double *of, size_t n, size_t launch,
    size_t weeks, struct measure_shift *out)
{
	double squares = 0, before, after;

	*out = (struct measure_shift){ .defined = false };
	if (!fits(n, launch, weeks))
		return false;
	out->defined =
	    mean_of(value, of, launch - weeks, weeks, &out->before) &&
	    mean_of(value, of, launch, weeks, &out->after);
	out->change = measure_did_difference(out->before, out->after, 0, 0);
	for (size_t k = 1; k <= MEASURE_PLACEBOS && (k + 1) * weeks <= launch;
	     k++) {
		size_t at = launch - k * weeks;
		double change;

		if (!mean_of(value, of, at - weeks, weeks, &before) ||
		    !mean_of(value, of, at, weeks, &after))
			continue;
		change = measure_did_difference(before, after, 0, 0);
		squares += change * change;
		out->placebos++;
	}
	if (out->placebos >= 2) {
		out->placebo_sd = sqrt(squares / (double)out->placebos);
		out->measured =
		    out->defined && fabs(out->change) > 2 * out->placebo_sd;
	}
	return true;
}
