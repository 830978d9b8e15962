/*
 * A grid point costs a fit of 90 to 100 counts by four to six terms, begun
 * from its neighbour's result: 528 of them take some ten milliseconds.
 */
#include "decide/bunch_fit.h"

#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/loglinear.h"

enum {
	PER_THRESHOLD = 40, /* bins from 0 to T0 */
	FIRST_BIN = PER_THRESHOLD / 4,
	END_BIN = 3 * PER_THRESHOLD,
	BINS = END_BIN - FIRST_BIN,
	HEAPS = 10
};

#define PI_CAP        .98
#define SD_LEAST      1e-3
#define ORDERS_LEAST  300.0
#define Z_LEAST       2.0
#define RANK_MOST     .05
#define PLACEBO_LEAST 19
#define TEN_PERCENT   .10
#define Z_TEN_PERCENT 1.2816

/* Steps of equal ratio where the prior is log-normal. */
static const double grid_p0[BUNCH_GRID_P0] = { 0, .05, .1, .2, .3, .4, .5, .6,
	.7, .8, .9 };
static const double cell_p0[BUNCH_GRID_P0] = { 0, .075, .075, .1, .1, .1, .1,
	.1, .1, .1, .15 };
static const double grid_rho[BUNCH_GRID_RHO] = { .5, .8, 1.2, 1.8, 2.5, 3.5, 5,
	8 };
static const double grid_eta[BUNCH_GRID_ETA] = { .1, .2, .4, .8, 1.6, 3.2 };

/* The bins, and the terms of those outside the window one after the other. */
struct bins {
	double middle[BINS], count[BINS];
	size_t window_end; /* the window is the bins [below, window_end) */
	size_t below; /* bins below T0 */
	double window; /* orders in it */
	double rows[BINS * LOGLINEAR_MOST];
	double y[BINS], offset[BINS];
	size_t fitted, terms;
};

/* Of one grid point. */
struct weighed {
	double loglik, prior, pearson, expected; /* in the window, without */
};

static void
fill_row(const struct bins *bi, size_t bin, double at, double *row)
{
	double x = log(bi->middle[bin] / at);

	row[0] = 1;
	for (size_t d = 1; d < bi->terms; d++)
		row[d] = row[d - 1] * x;
}

static bool
in_window(const struct bins *bi, size_t bin)
{
	return bin >= bi->below && bin < bi->window_end;
}

static void
fill_bins(
    const struct bunch_question *q, int degree, double window, struct bins *bi)
{
	double width = q->at / PER_THRESHOLD;

	*bi = (struct bins){ .below = PER_THRESHOLD - FIRST_BIN,
		.terms = (size_t)degree + 1 };
	bi->window_end = bi->below + (size_t)(window * PER_THRESHOLD + .5);
	for (size_t i = 0; i < q->od->n; i++) {
		double bin = floor(q->od->value[i] / width + 1e-9) - FIRST_BIN;

		if (bin >= 0 && bin < BINS)
			bi->count[(size_t)bin] += q->od->count[i] * q->w[i];
	}
	for (size_t b = 0; b < BINS; b++) {
		bi->middle[b] = ((double)b + FIRST_BIN + .5) * width;
		if (in_window(bi, b)) {
			bi->window += bi->count[b];
			continue;
		}
		bi->y[bi->fitted] = bi->count[b];
		fill_row(bi, b, q->at, &bi->rows[bi->fitted++ * bi->terms]);
	}
}

/* Share of the orders in a bin that top up. */
static double
leaving(const struct bunch_question *q, const struct bunch_response *re,
    double middle)
{
	double gap = q->at - middle, k = re->rho * q->fee, pi;
	size_t g;

	pi = re->p0 * exp(-gap / k);
	if (q->fill == NULL)
		return pi;
	g = fill_index(q->fill, gap);
	return g < q->fill->n ? pi * q->fill->closable[g] : 0;
}

/* Distance on the log scale; a spread of 0 leaves the nearest alone. */
static double
off_by(double value, double middle, double sd)
{
	return log(value / middle) / fmax(sd, SD_LEAST);
}

/* Of p0 and rho; eta's is in eta_below. */
static double
log_prior(const struct bunch_prior *pr, size_t i, size_t j)
{
	double p = grid_p0[i], rho = off_by(grid_rho[j], pr->rho, pr->rho_sd);
	double mass = i == 0 ? pr->none
			     : (1 - pr->none) * cell_p0[i] *
		exp(lgamma(pr->a + pr->b) - lgamma(pr->a) - lgamma(pr->b)) *
		pow(p, pr->a - 1) * pow(1 - p, pr->b - 1);

	return log(fmax(mass, 1e-300)) - .5 * rho * rho;
}

/* The probability that eta is below the cell k of the grid: cells meet half way
 * on the log scale, the first and the last are open. */
static double
eta_below(const struct bunch_prior *pr, size_t k)
{
	if (k == 0 || k == BUNCH_GRID_ETA)
		return k == 0 ? 0 : 1;
	return .5 *
	    erfc(-off_by(
		     sqrt(grid_eta[k - 1] * grid_eta[k]), pr->eta, pr->eta_sd) /
		sqrt(2));
}

static void
weigh(const struct bunch_question *q, struct bins *bi,
    const struct bunch_response *re, bool warm, struct loglinear *fit,
    struct weighed *out)
{
	struct loglinear_data data = {
		.x = bi->rows,
		.y = bi->y,
		.offset = bi->offset,
		.n = bi->fitted,
		.terms = bi->terms,
	};
	double excess = 0, total, row[LOGLINEAR_MOST];
	double pi[BINS] = { 0 };

	for (size_t b = 0; b < bi->below; b++) {
		pi[b] = leaving(q, re, bi->middle[b]);
		bi->offset[b] = log1p(-fmin(pi[b], PI_CAP)) -
		    re->eta * q->fee / bi->middle[b];
	}
	(void)loglinear_fit(&data, warm, fit); /* unsettled: a poor weight */
	out->expected = 0;
	for (size_t b = 0; b < bi->window_end; b++) {
		fill_row(bi, b, q->at, row);
		if (b < bi->below)
			excess += loglinear_mean(fit, row, 0) * pi[b];
		else
			out->expected += loglinear_mean(fit, row, 0);
	}
	total = fmax(out->expected + excess, 1e-9);
	out->loglik = fit->loglik + bi->window * log(total) - total;
	out->pearson = fit->pearson;
}

/*
 * Log weights become those of a posterior, with each eta as likely as it was
 * before: what the orders say is how p0 and rho go with it. A loss that is
 * smooth in the value is told from the polynomial by nothing but where that
 * happens to bend, so the likelihood of eta is not listened to.
 */
static void
normalise(const struct bunch_prior *pr, struct bunch_response *posterior)
{
	for (size_t k = 0; k < BUNCH_GRID_ETA; k++) {
		double mass = eta_below(pr, k + 1) - eta_below(pr, k);
		double most = -HUGE_VAL, sum = 0;

		for (size_t n = k; n < BUNCH_GRID; n += BUNCH_GRID_ETA)
			most = fmax(most, posterior[n].weight);
		for (size_t n = k; n < BUNCH_GRID; n += BUNCH_GRID_ETA)
			sum += exp(posterior[n].weight - most);
		for (size_t n = k; n < BUNCH_GRID; n += BUNCH_GRID_ETA)
			posterior[n].weight =
			    mass * exp(posterior[n].weight - most) / sum;
	}
}

/* Weights of the grid into posterior; the dispersion into *phi. */
static void
weigh_all(const struct bunch_question *q, struct bins *bi,
    struct weighed *weighed, struct bunch_response *posterior, double *phi)
{
	double least = HUGE_VAL;
	struct loglinear fit;
	size_t n = 0;

	for (size_t i = 0; i < BUNCH_GRID_P0; i++)
		for (size_t j = 0; j < BUNCH_GRID_RHO; j++)
			for (size_t k = 0; k < BUNCH_GRID_ETA; k++, n++) {
				posterior[n] =
				    (struct bunch_response){ grid_p0[i],
					    grid_rho[j], grid_eta[k], 0 };
				weigh(q, bi, &posterior[n], n > 0, &fit,
				    &weighed[n]);
				weighed[n].prior = log_prior(&q->prior, i, j);
				least = fmin(least, weighed[n].pearson);
			}
	*phi = fmax(1, least / (double)(bi->fitted - bi->terms));
	for (n = 0; n < BUNCH_GRID; n++)
		posterior[n].weight =
		    weighed[n].loglik / *phi + weighed[n].prior;
	normalise(&q->prior, posterior);
}

struct excess {
	double orders, weight;
};

static int
compare_excess(const void *a, const void *b)
{
	const struct excess *x = a, *y = b;

	if (x->orders < y->orders || x->orders > y->orders)
		return x->orders < y->orders ? -1 : 1;
	return (x->weight > y->weight) - (x->weight < y->weight);
}

static void
summarise(const struct bins *bi, const struct weighed *weighed,
    const struct bunch_response *posterior, struct bunch_fit *out)
{
	struct excess ex[BUNCH_GRID];
	double seen = 0;
	size_t i = 0;

	out->orders = bi->window;
	for (size_t n = 0; n < BUNCH_GRID; n++) {
		double weight = posterior[n].weight;

		ex[n] =
		    (struct excess){ bi->window - weighed[n].expected, weight };
		out->excess += weight * ex[n].orders;
		out->p0 += weight * posterior[n].p0;
		out->rho += weight * posterior[n].rho;
		out->eta += weight * posterior[n].eta;
	}
	qsort(ex, BUNCH_GRID, sizeof(*ex), compare_excess);
	while (i + 1 < BUNCH_GRID && (seen += ex[i].weight) < TEN_PERCENT)
		i++;
	out->least = ex[i].orders - Z_TEN_PERCENT * sqrt(out->phi * bi->window);
}

bool
bunch_fit(const struct bunch_question *q, int degree, double window,
    struct bunch_response *posterior, struct bunch_fit *out, struct err *err)
{
	static const char what[] = "the fit of a threshold";
	struct weighed *weighed =
	    mem_try_array(BUNCH_GRID, sizeof(*weighed), what, err);
	struct bunch_response *own =
	    mem_try_array(BUNCH_GRID, sizeof(*own), what, err);
	struct bins *bi = mem_try_array(1, sizeof(*bi), what, err);
	bool ok = weighed != NULL && own != NULL && bi != NULL;

	*out = (struct bunch_fit){ .degree = degree, .window = window };
	if (ok) {
		fill_bins(q, degree, window, bi);
		weigh_all(q, bi, weighed, own, &out->phi);
		summarise(bi, weighed, own, out);
	}
	if (ok && posterior != NULL)
		memcpy(posterior, own, BUNCH_GRID * sizeof(*own));
	mem_free(weighed);
	mem_free(own);
	mem_free(bi);
	return ok;
}

const struct bunch_response *
bunch_draw(const struct bunch_response *posterior, double u)
{
	size_t i = 0;

	for (double seen = posterior[0].weight; i + 1 < BUNCH_GRID && seen <= u;
	     seen += posterior[++i].weight)
		;
	return &posterior[i];
}

double
bunch_loss(
    const struct bunch_prior *prior, const struct bunch_response *one, double u)
{
	double low, high, sd = prior->eta_sd;
	size_t k = 0;

	while (k + 1 < BUNCH_GRID_ETA && grid_eta[k] < one->eta)
		k++;
	low = eta_below(prior, k);
	high = eta_below(prior, k + 1);
	if (!(sd > 0) || !(high > low))
		return prior->eta;
	return prior->eta *
	    exp(sd * random_normal_quantile(low + u * (high - low)));
}

static void
look(const struct bunch_question *q, struct bunch_gate *out)
{
	double z[BUNCH_PLACEBOS];

	for (size_t i = 0; i < q->od->n; i++)
		if (q->od->value[i] >= .5 * q->at &&
		    q->od->value[i] < 1.5 * q->at)
			out->near_orders += q->od->count[i];
	bunch_jump_at(q->od, q->w, q->step, q->at, &out->jump);
	out->placebos = bunch_placebos(q->od, q->w, q->step, q->at, z);
	out->rank = bunch_rank(out->jump.z, z, out->placebos);
	out->enough = out->near_orders >= ORDERS_LEAST;
	out->steep = out->jump.z > Z_LEAST && out->rank <= RANK_MOST &&
	    out->placebos >= PLACEBO_LEAST;
}

/* All fits count alike: which polynomial and which window are right is not
 * known either. */
static void
mix(struct bunch_response *posterior, const struct bunch_response *one,
    size_t n)
{
	for (size_t i = 0; i < BUNCH_GRID; i++) {
		double weight = n > 0 ? posterior[i].weight : 0;

		posterior[i] = one[i];
		posterior[i].weight = weight + one[i].weight / BUNCH_FITS;
	}
}

bool
bunch_gate(const struct bunch_question *q, struct bunch_response *posterior,
    struct bunch_gate *out, struct err *err)
{
	struct bunch_response one[BUNCH_GRID];
	double total = 0;
	size_t n = 0;

	*out = (struct bunch_gate){ .rank = 1 };
	look(q, out);
	if (!out->enough || !out->steep)
		return true;
	for (size_t i = 0; i < q->od->n; i++)
		total += q->od->count[i] * q->w[i];
	out->fitted = out->lasting = true;
	out->excess_low = HUGE_VAL;
	out->excess_high = -HUGE_VAL;
	for (int degree = 3; degree <= 5; degree++)
		for (int wide = 0; wide < 2; wide++, n++) {
			struct bunch_fit *fit = &out->fits[n];

			if (!bunch_fit(
				q, degree, wide ? .5 : .25, one, fit, err))
				return false;
			if (posterior != NULL)
				mix(posterior, one, n);
			out->lasting = out->lasting && fit->least > 0;
			out->excess_low =
			    fmin(out->excess_low, fit->excess / total);
			out->excess_high =
			    fmax(out->excess_high, fit->excess / total);
		}
	out->passed = out->lasting;
	return true;
}

double
bunch_heaped(const struct curve_orders *od)
{
	double top[HEAPS] = { 0 }, sum = 0;

	for (size_t i = 0; i < od->n; i++) {
		double count = od->count[i];

		for (size_t k = 0; k < HEAPS; k++) {
			double smaller = fmin(top[k], count);

			top[k] = fmax(top[k], count);
			count = smaller;
		}
	}
	for (size_t k = 0; k < HEAPS; k++)
		sum += top[k];
	return od->total > 0 ? sum / od->total : 0;
}
