/*
 * backtest_ranges - did the 80 % ranges of attach rates hold what came next?
 *
 * For the first five of a product's list with at least ten joint orders, the
 * older orders give the attach rate as Beta(n_ab + m p0, n_a - n_ab +
 * m (1 - p0)) (metric_attach). Of the n held-out orders with a, x hold b. With
 * p the mean of the Beta, v its variance and e = n p, rates that move by a
 * factor of relative variance w between the parts give
 *
 *	Var x = e (1 - p) + n^2 v + w e^2
 *
 * so that, by the method of moments over all pairs,
 *
 *	w = sum((x - e)^2 - e (1 - p) - n^2 v) / sum e^2
 *
 * and drift = sqrt(ln(1 + w)), the spread of a lognormal factor, taken into
 * [0.15, 0.8]. A range is the 10 % and 90 % quantiles of x by draws: rate
 * times drift, then the binomial.
 */
#include "mining/backtest_internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/metric.h"

enum {
	LEAST_JOINT = 10, /* fewer is "thin" */
	LEAST_FITTED = 30, /* pairs to estimate drift from */
	DRAWS = 400,
	DRIFTS = 3, /* none, the one that is set, the estimate */
	SAMPLE_STREAM = 3,
	RATE_STREAM = 4,
	DRIFT_STREAM = 5,
	COUNT_STREAM = 6,
};
#define USUAL_DRIFT 0.35
#define LEAST_DRIFT 0.15
#define MOST_DRIFT  0.8

/* A pair with a in hand: what was known, and what came. */
struct outcome {
	double at; /* its place in the draw */
	uint32_t a, b;
	struct metric_attach attach;
	uint32_t n, x; /* held-out orders with a, and with both */
};

struct ranges {
	struct backtest_lab *lab;
	struct outcome *outcome;
	size_t n;
};

static int
compare_outcomes(const void *va, const void *vb)
{
	const struct outcome *a = va, *b = vb;

	if (a->at < b->at || a->at > b->at)
		return a->at < b->at ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

/* Held-out orders with both: the common entries of two ascending lists. */
static uint32_t
count_joint(const struct baskets *bk, uint32_t a, uint32_t b)
{
	uint32_t ra = bk->product[a].rank, rb = bk->product[b].rank, n = 0;

	if (ra == BASKET_NONE || rb == BASKET_NONE)
		return 0;
	const struct basket_posting *i = bk->posting + bk->first_posting[ra];
	const struct basket_posting *i_end =
	    bk->posting + bk->first_posting[ra + 1];
	const struct basket_posting *j = bk->posting + bk->first_posting[rb];
	const struct basket_posting *j_end =
	    bk->posting + bk->first_posting[rb + 1];
	while (i < i_end && j < j_end) {
		/* Baskets follow each other: does one end before the other? */
		bool before = basket_posting_end(bk, i) <= j->at;
		bool after = basket_posting_end(bk, j) <= i->at;
		n += !before && !after;
		i += !after;
		j += !before;
	}
	return n;
}

/* The pairs to look at; of more than enough, a sample. */
static bool
choose_outcomes(struct ranges *r, struct err *err)
{
	const struct backtest_lab *lab = r->lab;
	const struct baskets *bk = &lab->newer.baskets;
	struct pair_stats stats;

	r->outcome = mem_try_array(lab->products,
	    BACKTEST_SHOWN * sizeof(*r->outcome), "attach rates", err);
	if (r->outcome == NULL)
		return false;
	for (uint32_t a = 0; a < lab->products; a++) {
		const uint32_t *list = backtest_list(lab, BACKTEST_DEFAULT, a);
		for (unsigned i = 0; i < BACKTEST_SHOWN; i++) {
			if (list[i] == BACKTEST_NOBODY || bk->product[a].n == 0)
				break;
			metric_pair(&lab->ctx, &lab->table, a, list[i], &stats);
			if (stats.orders_both < LEAST_JOINT)
				continue;
			r->outcome[r->n++] = (struct outcome){
				.at = random_unit(
				    lab->opt->seed, SAMPLE_STREAM, a, i),
				.a = a,
				.b = list[i],
			};
		}
	}
	if (r->n > 0)
		qsort(r->outcome, r->n, sizeof(*r->outcome), compare_outcomes);
	r->n = r->n < BACKTEST_RANGES ? r->n : BACKTEST_RANGES;
	return true;
}

static void
fill_outcomes(struct ranges *r)
{
	const struct backtest_lab *lab = r->lab;
	const struct baskets *bk = &lab->newer.baskets;
	struct pair_stats stats;

	for (size_t i = 0; i < r->n; i++) {
		struct outcome *o = &r->outcome[i];
		metric_pair(&lab->ctx, &lab->table, o->a, o->b, &stats);
		if (!metric_attach(&stats, lab->opt->strength, &o->attach))
			BUG("a product in ten orders was never sold");
		o->n = bk->product[o->a].n;
		o->x = count_joint(bk, o->a, o->b);
	}
}

static void
estimate_drift(const struct ranges *r, struct backtest_ranges *out)
{
	double over = 0, under = 0;

	out->drift = USUAL_DRIFT;
	out->fitted = r->n >= LEAST_FITTED;
	if (!out->fitted)
		return;
	for (size_t i = 0; i < r->n; i++) {
		const struct outcome *o = &r->outcome[i];
		double p = o->attach.mean, n = (double)o->n, e = n * p;
		double total = o->attach.alpha + o->attach.beta;
		double v = p * (1 - p) / (total + 1);
		double off = (double)o->x - e;
		over += off * off - e * (1 - p) - n * n * v;
		under += e * e;
	}
	double w = under > 0 ? over / under : 0;
	out->drift = w > 0 ? sqrt(log(1 + w)) : 0;
	out->drift = out->drift < LEAST_DRIFT ? LEAST_DRIFT : out->drift;
	out->drift = out->drift > MOST_DRIFT ? MOST_DRIFT : out->drift;
}

static int
compare_counts(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* Which of the 80 % ranges, one for each drift, hold what came? The draws of
 * rate and luck are shared. */
static void
count_held(const struct ranges *r, const struct outcome *o, const double *drift,
    size_t *held)
{
	int64_t drawn[DRIFTS][DRAWS];
	uint64_t seed = r->lab->opt->seed;
	uint64_t pair = (uint64_t)o->a << 32 | o->b;

	for (uint64_t d = 0; d < DRAWS; d++) {
		double p = random_beta(seed, RATE_STREAM, random_mix(pair) + d,
		    o->attach.alpha, o->attach.beta);
		double z = random_normal(seed, DRIFT_STREAM, pair, d);
		double u = random_unit(seed, COUNT_STREAM, pair, d);
		for (unsigned i = 0; i < DRIFTS; i++)
			drawn[i][d] = random_binomial(
			    (int64_t)o->n, p * exp(drift[i] * z), u);
	}
	for (unsigned i = 0; i < DRIFTS; i++) {
		qsort(drawn[i], DRAWS, sizeof(drawn[i][0]), compare_counts);
		held[i] += (int64_t)o->x >= drawn[i][DRAWS / 10] &&
		    (int64_t)o->x <= drawn[i][DRAWS - 1 - DRAWS / 10];
	}
}

static void
share_held(const struct ranges *r, double set, struct backtest_ranges *out)
{
	const double drift[DRIFTS] = { 0, set, out->drift };
	size_t held[DRIFTS] = { 0 };

	for (size_t i = 0; i < r->n; i++)
		count_held(r, &r->outcome[i], drift, held);
	out->tried = r->n;
	if (r->n == 0)
		return;
	out->plain = (double)held[0] / (double)r->n;
	out->set = (double)held[1] / (double)r->n;
	out->estimated = (double)held[2] / (double)r->n;
}

bool
backtest_try_ranges(struct backtest_lab *lab, struct err *err)
{
	struct ranges r = { .lab = lab };
	struct backtest_ranges *out = &lab->out->ranges;

	if (!choose_outcomes(&r, err)) {
		mem_free(r.outcome);
		return false;
	}
	fill_outcomes(&r);
	estimate_drift(&r, out);
	share_held(&r, lab->opt->drift, out);
	mem_free(r.outcome);
	return true;
}
