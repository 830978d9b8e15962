/*
 * Each step solves (X' M X + ridge) b = X' M z by elimination with pivots, M
 * the means and z the working response. The variances are the diagonal of the
 * inverse at the last step.
 */
#include "decide/loglinear.h"

#include <math.h>
#include <string.h>

enum {
	STEPS = 60
};

#define RIDGE   1e-6
#define SETTLED 1e-9
#define STEEP   30.0 /* |ln mu| at most, so that no step runs away */

struct system {
	double a[LOGLINEAR_MOST][LOGLINEAR_MOST];
	double right[LOGLINEAR_MOST];
};

double
loglinear_mean(const struct loglinear *fit, const double *row, double offset)
{
	double at = offset;

	for (size_t j = 0; j < fit->terms; j++)
		at += row[j] * fit->b[j];
	return exp(fmin(fmax(at, -STEEP), STEEP));
}

static void
gather(
    const struct loglinear_data *data, struct loglinear *fit, struct system *sy)
{
	size_t p = data->terms;

	memset(sy, 0, sizeof(*sy));
	fit->loglik = fit->pearson = 0;
	for (size_t i = 0; i < data->n; i++) {
		const double *x = &data->x[i * p];
		double off = data->offset != NULL ? data->offset[i] : 0;
		double mu = loglinear_mean(fit, x, off), y = data->y[i];
		double z = mu * (log(mu) - off) + y - mu;

		fit->loglik += y * log(mu) - mu;
		fit->pearson += (y - mu) * (y - mu) / mu;
		for (size_t j = 0; j < p; j++) {
			sy->right[j] += x[j] * z;
			for (size_t k = 0; k <= j; k++)
				sy->a[j][k] += x[j] * x[k] * mu;
		}
	}
	for (size_t j = 0; j < p; j++) {
		sy->a[j][j] += RIDGE;
		for (size_t k = 0; k < j; k++)
			sy->a[k][j] = sy->a[j][k];
	}
}

static void
swap_rows(struct system *sy, size_t i, size_t j)
{
	double row[LOGLINEAR_MOST], right = sy->right[i];

	memcpy(row, sy->a[i], sizeof(row));
	memcpy(sy->a[i], sy->a[j], sizeof(row));
	memcpy(sy->a[j], row, sizeof(row));
	sy->right[i] = sy->right[j];
	sy->right[j] = right;
}

/* a b = right into b; a and right are used up. */
static void
solve(struct system *sy, size_t p, double *b)
{
	for (size_t c = 0; c < p; c++) {
		size_t best = c;

		for (size_t r = c + 1; r < p; r++)
			if (fabs(sy->a[r][c]) > fabs(sy->a[best][c]))
				best = r;
		swap_rows(sy, c, best);
		for (size_t r = c + 1; r < p; r++) {
			double f = sy->a[r][c] / sy->a[c][c];

			for (size_t k = c; k < p; k++)
				sy->a[r][k] -= f * sy->a[c][k];
			sy->right[r] -= f * sy->right[c];
		}
	}
	for (size_t c = p; c-- > 0;) {
		b[c] = sy->right[c];
		for (size_t k = c + 1; k < p; k++)
			b[c] -= sy->a[c][k] * b[k];
		b[c] /= sy->a[c][c];
	}
}

static void
find_variances(const struct system *sy, struct loglinear *fit)
{
	for (size_t j = 0; j < fit->terms; j++) {
		struct system unit = *sy;
		double column[LOGLINEAR_MOST];

		memset(unit.right, 0, sizeof(unit.right));
		unit.right[j] = 1;
		solve(&unit, fit->terms, column);
		fit->variance[j] = column[j];
	}
}

static void
start(const struct loglinear_data *data, struct loglinear *fit)
{
	double sum = 0, off = 0;
	double n = data->n > 0 ? (double)data->n : 1;

	memset(fit->b, 0, sizeof(fit->b));
	for (size_t i = 0; i < data->n; i++) {
		sum += data->y[i];
		off += data->offset != NULL ? data->offset[i] : 0;
	}
	fit->b[0] = log(fmax(sum / n, 1e-3)) - off / n;
}

bool
loglinear_fit(
    const struct loglinear_data *data, bool warm, struct loglinear *fit)
{
	bool settled = false;

	fit->terms = data->terms;
	if (!warm)
		start(data, fit);
	for (int step = 0; step < STEPS && !settled; step++) {
		double next[LOGLINEAR_MOST], moved = 0;
		struct system sy;

		gather(data, fit, &sy);
		solve(&sy, fit->terms, next);
		for (size_t j = 0; j < fit->terms; j++) {
			moved = fmax(moved, fabs(next[j] - fit->b[j]));
			fit->b[j] = next[j];
		}
		settled = moved < SETTLED;
	}
	struct system sy;

	gather(data, fit, &sy);
	find_variances(&sy, fit);
	return settled;
}
