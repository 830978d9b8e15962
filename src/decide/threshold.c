/*
 * A draw is one response, one shop and one resample of the orders; all
 * thresholds of a draw, and the present rule, are read from the same sweep, so
 * that changes are differences within a draw. The orders are shortened first:
 * between two breaks (candidates, the edges of the present rule) values in the
 * same small cell stand for their mean.
 *
 * Figures are kept as columns, figure after figure, point after point, draws
 * innermost, so that a range is taken over consecutive numbers.
 */
#include "decide/threshold.h"

#include <math.h>

#include "base/mem.h"
#include "base/random.h"

enum {
	STREAM_TOPUP = 1,
	STREAM_TOPUP_SHARE = 2,
	STREAM_REACH = 3,
	STREAM_LOSS = 4,
	STREAM_CAUTION = 5,
	STREAM_OVERSHOOT = 6,
	STREAM_SAMPLE = 7,
	STREAM_POSTERIOR = 8,
	STREAM_BETWEEN = 9,
};

enum {
	CELLS = 1024 /* of the shortened orders, up to the last break */
};

#define WIDEN 1.5 /* ranges above the present threshold without tables */

/* A fitted response is one of a grid: half of its steps on the log scale, and
 * one of the share that tops up. The loss is drawn by bunch_loss. */
#define BETWEEN_P0  .1
#define BETWEEN_RHO .2

/* Columns of a point. */
enum figure {
	FIGURE_ORDERS,
	FIGURE_AOV,
	FIGURE_CONTRIBUTION,
	FIGURE_PER_VISITOR,
	FIGURE_TOPUPS,
	FIGURE_PAYING,
	FIGURE_LOST,
	FIGURE_GIVEN,
	FIGURE_AOV_CHANGE,
	FIGURE_CONTRIBUTION_CHANGE,
	FIGURE_ORDERS_CHANGE,
	FIGURE_COUNT
};

struct run {
	const struct curve_rule *rule;
	const struct threshold_inputs *in;
	const struct threshold_how *how;
	struct curve_orders od; /* shortened; owned */
	size_t m; /* thresholds of the caller */
	double *at; /* those and, if the rule has one, its own: ascending */
	size_t n_at, now; /* now: its place in 'at' */
	double *p0; /* per 'at' */
	double *counts; /* the counts as they are; od.count is resampled */
	double *weights;
	struct curve_point *sweep; /* per 'at' */
	double *figures; /* [(f * m + t) * draws + i] */
};

static double
log_normal(const struct run *rn, enum threshold_input middle,
    enum threshold_input sd, uint64_t stream, size_t i)
{
	return rn->in->value[middle] *
	    exp(rn->in->value[sd] * random_normal(rn->how->seed, stream, i, 0));
}

static void
draw_fitted(const struct run *rn, size_t i, struct curve_response *re)
{
	uint64_t seed = rn->how->seed;
	const struct bunch_prior prior = threshold_prior(rn->in);
	const struct bunch_response *one = bunch_draw(
	    rn->how->posterior, random_unit(seed, STREAM_POSTERIOR, i, 0));

	re->p0 = one->p0 > 0
	    ? fmax(0,
		  one->p0 +
		      BETWEEN_P0 *
			  (random_unit(seed, STREAM_BETWEEN, i, 8) - .5))
	    : 0;
	re->rho = one->rho *
	    exp(BETWEEN_RHO * random_normal(seed, STREAM_BETWEEN, i, 0));
	re->eta =
	    bunch_loss(&prior, one, random_unit(seed, STREAM_BETWEEN, i, 9));
}

static void
draw_response(const struct run *rn, size_t i, struct curve_shop *shop,
    struct curve_response *re)
{
	const double *v = rn->in->value;
	uint64_t seed = rn->how->seed;

	threshold_middle(rn->in, shop, re);
	re->fill = rn->how->fill;
	shop->overshoot = log_normal(rn, THRESHOLD_OVERSHOOT,
	    THRESHOLD_OVERSHOOT_SD, STREAM_OVERSHOOT, i);
	if (rn->how->posterior != NULL) {
		draw_fitted(rn, i, re);
		return;
	}
	if (v[THRESHOLD_TOPUP_RATE] < 0)
		re->p0 = random_unit(seed, STREAM_TOPUP, i, 0) <
			v[THRESHOLD_TOPUP_NONE]
		    ? 0
		    : random_beta(seed, STREAM_TOPUP_SHARE, i,
			  v[THRESHOLD_TOPUP_A], v[THRESHOLD_TOPUP_B]);
	re->rho = log_normal(
	    rn, THRESHOLD_REACH, THRESHOLD_REACH_SD, STREAM_REACH, i);
	re->eta =
	    log_normal(rn, THRESHOLD_LOSS, THRESHOLD_LOSS_SD, STREAM_LOSS, i);
}

/* Poisson counts: as if the orders had been drawn anew from themselves. */
static void
resample(struct run *rn, size_t i)
{
	rn->od.total = rn->od.total_value = 0;
	for (size_t c = 0; c < rn->od.n; c++) {
		double mean = rn->counts[c];
		double u = random_unit(rn->how->seed, STREAM_SAMPLE, i, c);
		double n = mean < 30
		    ? random_poisson(mean, u, 100)
		    : floor(mean + sqrt(mean) * random_normal_quantile(u) + .5);

		rn->od.count[c] = n > 0 ? n : 0;
		rn->od.total += rn->od.count[c];
		rn->od.total_value += rn->od.count[c] * rn->od.value[c];
	}
}

/* Is a threshold at t a raise, seen from the present rule? */
static bool
is_raise(const struct curve_rule *rule, double t)
{
	return rule->kind == CURVE_ALL_FREE ||
	    (rule->kind == CURVE_FREE_FROM && t > rule->at);
}

static void
keep_figures(struct run *rn, size_t t, size_t i, const struct curve_point *pt,
    const struct curve_point *now)
{
	double scale = rn->how->scale;
	const double f[FIGURE_COUNT] = {
		[FIGURE_ORDERS] = pt->orders * scale,
		[FIGURE_AOV] = pt->aov,
		[FIGURE_CONTRIBUTION] = pt->contribution * scale,
		[FIGURE_PER_VISITOR] = pt->contribution_per_visitor,
		[FIGURE_TOPUPS] = pt->topups * scale,
		[FIGURE_PAYING] = pt->paying * scale,
		[FIGURE_LOST] = pt->lost * scale,
		[FIGURE_GIVEN] = (pt->given - now->given) * scale,
		[FIGURE_AOV_CHANGE] = pt->aov - now->aov,
		[FIGURE_CONTRIBUTION_CHANGE] =
		    (pt->contribution - now->contribution) * scale,
		[FIGURE_ORDERS_CHANGE] = (pt->orders - now->orders) * scale,
	};

	for (size_t k = 0; k < FIGURE_COUNT; k++)
		rn->figures[(k * rn->m + t) * rn->how->draws + i] = f[k];
}

static void
add_gains(const struct run *rn, const struct curve_point *pt,
    const struct curve_point *now, struct threshold_point *out)
{
	double share = rn->how->scale / (double)rn->how->draws;

	out->gain_from_fees += (pt->from_fees - now->from_fees) * share;
	out->gain_from_topups += (pt->from_topups - now->from_topups) * share;
	out->gain_from_orders += (pt->from_orders - now->from_orders) * share;
}

/* The curve of a draw into rn->sweep, and the present rule. */
static void
sweep_shipping(struct run *rn, size_t i, const struct curve_shop *shop,
    const struct curve_response *re, struct curve_point *now)
{
	double caution = log_normal(
	    rn, THRESHOLD_CAUTION, THRESHOLD_CAUTION_SD, STREAM_CAUTION, i);
	double inert = curve_inert_below(rn->rule);

	curve_latent(&rn->od, rn->rule, shop, re, rn->weights);
	for (size_t k = 0; k < rn->n_at; k++) {
		double p0 =
		    re->p0 * (is_raise(rn->rule, rn->at[k]) ? caution : 1);

		rn->p0[k] = p0 < 1 ? p0 : 1;
	}
	curve_sweep(&rn->od, rn->weights, shop, re, inert, rn->at, rn->p0,
	    rn->n_at, rn->sweep);
	if (rn->rule->kind == CURVE_FREE_FROM)
		*now = rn->sweep[rn->now];
	else
		curve_flat(&rn->od, rn->weights, shop, re, inert,
		    rn->rule->kind == CURVE_ALL_FREE, now);
}

/* The same for a reward in money, beside the tiers that are live. There is room
 * for one more: check_thresholds. */
static void
sweep_saving(struct run *rn, const struct curve_shop *shop,
    const struct curve_response *re, struct curve_point *now)
{
	const struct threshold_how *how = rn->how;

	saving_point(
	    &rn->od, rn->od.count, rn->rule, shop, re, &how->live, now);
	for (size_t k = 0; k < rn->n_at; k++) {
		struct saving tiers = how->live;
		struct saving_tier tier = *how->reward;

		tier.at = rn->at[k];
		if (!saving_add(&tiers, &tier))
			BUG("too many tiers");
		saving_point(&rn->od, rn->od.count, rn->rule, shop, re, &tiers,
		    &rn->sweep[k]);
		rn->sweep[k].threshold = rn->at[k];
	}
}

static void
run_draw(struct run *rn, size_t i, struct threshold_point *points)
{
	struct curve_response re;
	struct curve_shop shop;
	struct curve_point now;
	size_t t = 0;

	draw_response(rn, i, &shop, &re);
	resample(rn, i);
	if (rn->how->reward != NULL)
		sweep_saving(rn, &shop, &re, &now);
	else
		sweep_shipping(rn, i, &shop, &re, &now);
	for (size_t k = 0; k < rn->n_at; k++) {
		if (rn->n_at > rn->m && k == rn->now)
			continue;
		keep_figures(rn, t, i, &rn->sweep[k], &now);
		add_gains(rn, &rn->sweep[k], &now, &points[t]);
		t++;
	}
}

static struct range
figure_range(struct run *rn, enum figure f, size_t t)
{
	size_t draws = rn->how->draws;

	return range_of(&rn->figures[((size_t)f * rn->m + t) * draws], draws);
}

/* By what the shop's own projections missed so far. */
static void
widen_all(double factor, struct threshold_point *out)
{
	struct range *const counts[] = { &out->orders, &out->topups,
		&out->paying, &out->lost };

	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		range_widen_within(counts[i], factor, 0, HUGE_VAL);
	range_widen_within(&out->aov, factor, 0, HUGE_VAL);
	range_widen(&out->contribution, factor);
	range_widen(&out->contribution_per_visitor, factor);
	range_widen(&out->given, factor);
	range_widen(&out->aov_change, factor);
	range_widen(&out->contribution_change, factor);
	range_widen(&out->orders_change, factor);
}

static void
finish_point(struct run *rn, size_t t, struct threshold_point *out)
{
	size_t draws = rn->how->draws;
	double spread = rn->in->value[THRESHOLD_SPREAD];

	out->orders = figure_range(rn, FIGURE_ORDERS, t);
	out->aov = figure_range(rn, FIGURE_AOV, t);
	out->contribution = figure_range(rn, FIGURE_CONTRIBUTION, t);
	out->contribution_per_visitor = figure_range(rn, FIGURE_PER_VISITOR, t);
	out->topups = figure_range(rn, FIGURE_TOPUPS, t);
	out->paying = figure_range(rn, FIGURE_PAYING, t);
	out->lost = figure_range(rn, FIGURE_LOST, t);
	out->given = figure_range(rn, FIGURE_GIVEN, t);
	out->aov_change = figure_range(rn, FIGURE_AOV_CHANGE, t);
	out->contribution_change =
	    figure_range(rn, FIGURE_CONTRIBUTION_CHANGE, t);
	out->orders_change = figure_range(rn, FIGURE_ORDERS_CHANGE, t);
	out->p_better = range_share_above_zero(
	    &rn->figures[((size_t)FIGURE_CONTRIBUTION_CHANGE * rn->m + t) *
		draws],
	    draws, &out->contribution_change, spread);
	widen_all(spread, out);
	if (rn->how->fill != NULL || rn->how->reward != NULL ||
	    !is_raise(rn->rule, out->threshold))
		return;
	range_widen(&out->aov, WIDEN);
	range_widen(&out->contribution, WIDEN);
	range_widen(&out->contribution_per_visitor, WIDEN);
	range_widen(&out->aov_change, WIDEN);
	range_widen(&out->contribution_change, WIDEN);
	range_widen(&out->orders_change, WIDEN);
}

/* The thresholds with the present one in its place, if it is not there. */
static void
place_now(struct run *rn, const double *thresholds)
{
	bool has = rn->rule->kind == CURVE_FREE_FROM;
	size_t n = 0;

	for (size_t t = 0; t < rn->m; t++) {
		if (has && rn->rule->at <= thresholds[t]) {
			rn->now = n;
			has = false;
			if (rn->rule->at < thresholds[t])
				rn->at[n++] = rn->rule->at;
		}
		rn->at[n++] = thresholds[t];
	}
	if (has) {
		rn->now = n;
		rn->at[n++] = rn->rule->at;
	}
	rn->n_at = n;
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Breaks: the thresholds and where the present rule changes its response. */
static bool
shorten(struct run *rn, const struct curve_orders *od, struct err *err)
{
	double *breaks = mem_try_array(rn->n_at + 2 + SAVING_TIERS,
	    sizeof(*breaks), "the breaks of a curve", err);
	size_t n = rn->n_at;
	bool ok;

	if (breaks == NULL)
		return false;
	memcpy(breaks, rn->at, n * sizeof(*breaks));
	if (rn->rule->kind == CURVE_FREE_FROM) {
		breaks[n++] = curve_inert_below(rn->rule);
		breaks[n++] = 1.5 * rn->rule->at;
	}
	for (size_t i = 0; i < rn->how->live.n; i++)
		breaks[n++] = rn->how->live.tier[i].at;
	qsort(breaks, n, sizeof(*breaks), compare_doubles);
	ok = curve_orders_shorten(od, breaks, n, CELLS, &rn->od, err);
	mem_free(breaks);
	return ok;
}

static bool
run_init(struct run *rn, const struct curve_orders *od,
    const double *thresholds, struct err *err)
{
	static const char what[] = "the draws of a threshold curve";
	size_t draws = rn->how->draws;

	rn->at = mem_try_array(rn->m + 1, sizeof(*rn->at), what, err);
	rn->p0 = mem_try_array(rn->m + 1, sizeof(*rn->p0), what, err);
	rn->sweep = mem_try_array(rn->m + 1, sizeof(*rn->sweep), what, err);
	rn->figures = mem_try_array(
	    FIGURE_COUNT * rn->m * draws, sizeof(*rn->figures), what, err);
	if (!rn->at || !rn->p0 || !rn->sweep || !rn->figures)
		return false;
	place_now(rn, thresholds);
	if (!shorten(rn, od, err))
		return false;
	rn->weights = mem_try_array(rn->od.n, sizeof(double), what, err);
	rn->counts = mem_try_array(rn->od.n, sizeof(double), what, err);
	if (!rn->weights || !rn->counts)
		return false;
	memcpy(rn->counts, rn->od.count, rn->od.n * sizeof(double));
	return true;
}

static void
run_release(struct run *rn)
{
	curve_orders_release(&rn->od);
	mem_free(rn->at);
	mem_free(rn->p0);
	mem_free(rn->sweep);
	mem_free(rn->figures);
	mem_free(rn->weights);
	mem_free(rn->counts);
}

static bool
check_thresholds(const double *thresholds, size_t m,
    const struct curve_rule *rule, const struct threshold_how *how,
    struct err *err)
{
	if (m > THRESHOLD_MAX_POINTS)
		return err_set(err, ERR_LIMIT,
		    "a curve has at most %d points, not %zu",
		    (int)THRESHOLD_MAX_POINTS, m);
	for (size_t t = 0; t < m; t++)
		if (!(thresholds[t] > (t > 0 ? thresholds[t - 1] : 0)) ||
		    !isfinite(thresholds[t]))
			return err_set(err, ERR_INPUT,
			    "thresholds must be above zero and ascending");
	if (how->live.n >= SAVING_TIERS)
		return err_set(err, ERR_LIMIT,
		    "a curve has at most %d tiers; retire one",
		    (int)SAVING_TIERS);
	if (rule->kind == CURVE_FREE_FROM &&
	    !(rule->at > 0 && isfinite(rule->at)))
		return err_set(
		    err, ERR_INPUT, "the present threshold must be above zero");
	return true;
}

bool
threshold_project(const struct curve_orders *od, const struct curve_rule *rule,
    const struct threshold_inputs *in, const double *thresholds, size_t m,
    const struct threshold_how *how, struct threshold_point *points,
    struct err *err)
{
	struct run rn = { .rule = rule, .in = in, .how = how, .m = m };
	bool ok = false;

	if (!threshold_inputs_check(in, err) ||
	    !check_thresholds(thresholds, m, rule, how, err))
		return false;
	if (how->draws < 1 || how->draws > THRESHOLD_MAX_DRAWS)
		return err_set(err, ERR_LIMIT,
		    "a curve takes from 1 to %d draws, not %zu",
		    (int)THRESHOLD_MAX_DRAWS, how->draws);
	if (m == 0)
		return true;
	if (!run_init(&rn, od, thresholds, err))
		goto out;
	for (size_t t = 0; t < m; t++)
		points[t] =
		    (struct threshold_point){ .threshold = thresholds[t] };
	for (size_t i = 0; i < how->draws; i++)
		run_draw(&rn, i, points);
	for (size_t t = 0; t < m; t++)
		finish_point(&rn, t, &points[t]);
	ok = true;
out:
	run_release(&rn);
	return ok;
}

bool
threshold_breakeven_loss(
    const struct curve_shop *shop, double mean_value, double *loss)
{
	double fee = shop->fee * (1 - shop->payment_fee);
	double order = (shop->margin - shop->payment_fee) * mean_value -
	    shop->ship_cost + fee;

	if (!(order > 0))
		return false;
	*loss = fee / order;
	return true;
}

size_t
threshold_candidates(
    double low, double high, int digits, size_t most, double *out)
{
	static const double digits_125[] = { 1, 2, 5 };
	double unit = pow(10, -digits), step = 0;
	size_t n = 0;

	if (!(low > 0 && high >= low && isfinite(high)) || most == 0)
		return 0;
	for (int e = 0; e < 40; e++) {
		step = unit * digits_125[e % 3] * pow(10, e / 3);
		if (floor(high / step + 1e-9) - ceil(low / step - 1e-9) + 1 <=
		    (double)most)
			break;
	}
	for (double k = ceil(low / step - 1e-9);
	     n < most && k <= floor(high / step + 1e-9); k++)
		out[n++] = k * step;
	return n;
}
