/*
 * The orders of the window that one rule applied to become a list of distinct
 * values with counts; the rule is what the recorded charges show, else a live
 * threshold of the store, else a step in the values, else "all pay". The curve
 * is computed on an even grid and at the round values a shop would choose;
 * only those are advised.
 */
#include "service/lab.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"

enum {
	ORDERS_LEAST = 10 /* of fewer no curve is drawn */
};

/* ---- the days ---- */

static void
find_days(const struct sales *s, int window_days, struct lab *out)
{
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		first = day < first ? day : first;
		last = day > last ? day : last;
	}
	out->until = s->orders > 0 ? last : 0;
	out->from = out->until - window_days + 1;
	if (s->orders > 0 && first > out->from)
		out->from = first;
}

/* ---- the rule and the inputs ---- */

static bool
detect(const struct lab_request *request, struct lab *out, struct err *err)
{
	struct detection_request rq = {
		.v = request->v,
		.origins = request->origins,
		.country = request->country,
		.live = money_major(request->live, out->currency.digits),
		.fee = out->inputs.basis[THRESHOLD_FEE] == BASIS_ESTIMATED
		    ? out->inputs.value[THRESHOLD_FEE]
		    : -1,
		.fill = &out->fill,
		.from = INT32_MIN,
		.until = INT32_MAX,
		.values_from = out->from,
		.prior = threshold_prior(&out->inputs),
	};

	if (!detection_find(&rq, &out->detection, err))
		return false;
	if (out->detection.people.n > 0) {
		out->from = out->detection.from;
		out->until = out->detection.until;
	}
	return true;
}

/* What the orders were made under: the charges tell, where they can; else the
 * threshold that is live here; else a step in the order values. */
static void
find_rule(const struct lab_request *request, struct lab *out)
{
	const struct detection *dn = &out->detection;
	int digits = out->currency.digits;

	out->rule = (struct curve_rule){ .kind = CURVE_ALL_PAY };
	if (dn->detect.outcome == DETECT_FOUND) {
		out->rule.kind = CURVE_FREE_FROM;
		out->rule.at = money_major(dn->detect.at, digits);
	} else if (dn->detect.outcome == DETECT_ALL_FREE && !dn->sparse) {
		out->rule.kind = CURVE_ALL_FREE;
	} else if (request->live > 0) {
		out->rule_from_store = true;
		out->rule.kind = CURVE_FREE_FROM;
		out->rule.at = money_major(request->live, digits);
	} else if (dn->bunch.found) {
		out->rule.kind = CURVE_FREE_FROM;
		out->rule.at = dn->bunch.best.at;
	}
}

static void
set_input(struct threshold_inputs *in, enum threshold_input id, double value,
    enum basis basis)
{
	in->value[id] = value;
	in->basis[id] = basis;
}

static bool
find_inputs(const struct lab_request *request, struct lab *out, struct err *err)
{
	const struct settings *s = &request->v->settings;
	struct threshold_inputs *in = &out->inputs;
	bool margin_known;

	threshold_inputs_default(in);
	set_input(in, THRESHOLD_PAYMENT_FEE,
	    s->value[SETTING_PAYMENT_FEE] / 100,
	    s->changed[SETTING_PAYMENT_FEE] ? BASIS_ESTIMATED : BASIS_ASSUMED);
	set_input(in, THRESHOLD_CAUTION, s->value[SETTING_CAUTION],
	    s->changed[SETTING_CAUTION] ? BASIS_ESTIMATED : BASIS_ASSUMED);
	set_input(in, THRESHOLD_MARGIN, s->value[SETTING_ASSUMED_MARGIN] / 100,
	    BASIS_ASSUMED);
	if (!threshold_measure(&request->v->sales, in, err))
		return false;
	if (request->track.scored > 0)
		set_input(in, THRESHOLD_SPREAD, track_spread(&request->track),
		    BASIS_MEASURED);
	margin_known = in->basis[THRESHOLD_MARGIN] != BASIS_ASSUMED;
	if (!margin_known)
		set_input(in, THRESHOLD_TOPUP_MARGIN,
		    in->value[THRESHOLD_MARGIN], BASIS_ASSUMED);
	if (s->value[SETTING_SHIPPING_FEE] > 0)
		set_input(in, THRESHOLD_FEE, s->value[SETTING_SHIPPING_FEE],
		    BASIS_ESTIMATED);
	if (s->value[SETTING_SHIPPING_COST] > 0)
		set_input(in, THRESHOLD_SHIP_COST,
		    s->value[SETTING_SHIPPING_COST], BASIS_ESTIMATED);
	if (request->fee >= 0)
		set_input(in, THRESHOLD_FEE, request->fee, BASIS_ESTIMATED);
	if (request->ship_cost >= 0)
		set_input(in, THRESHOLD_SHIP_COST, request->ship_cost,
		    BASIS_ESTIMATED);
	if (s->value[SETTING_TOPUP_RATE] >= 0)
		set_input(in, THRESHOLD_TOPUP_RATE,
		    s->value[SETTING_TOPUP_RATE] / 100, BASIS_ESTIMATED);
	if (s->value[SETTING_FEE_LOSS] >= 0) {
		set_input(in, THRESHOLD_LOSS, s->value[SETTING_FEE_LOSS],
		    BASIS_ESTIMATED);
		set_input(in, THRESHOLD_LOSS_SD, 0, BASIS_ESTIMATED);
	}
	return threshold_inputs_check(in, err);
}

/* What the recorded charges and the fit say more exactly than all sales
 * together do. A response that the merchant set is not fitted. */
static void
take_findings(struct lab *out)
{
	struct detection *dn = &out->detection;
	struct threshold_inputs *in = &out->inputs;
	const struct bunch_fit *fit = &dn->gate.fits[BUNCH_MAIN];
	bool set = in->basis[THRESHOLD_TOPUP_RATE] == BASIS_ESTIMATED;

	if (in->basis[THRESHOLD_FEE] != BASIS_ESTIMATED)
		set_input(in, THRESHOLD_FEE, dn->fee,
		    dn->fee_known ? BASIS_MEASURED : BASIS_ASSUMED);
	out->confirmed = dn->gate.passed ||
	    (set && in->basis[THRESHOLD_LOSS] == BASIS_ESTIMATED);
	if (!dn->gate.passed || set)
		return;
	set_input(in, THRESHOLD_TOPUP_RATE, fit->p0, BASIS_ESTIMATED);
	set_input(in, THRESHOLD_REACH, fit->rho, BASIS_ESTIMATED);
}

/* The fitted response, unless the merchant set one. */
static const struct bunch_response *
posterior_of(const struct lab *lab)
{
	return lab->inputs.basis[THRESHOLD_REACH] == BASIS_ESTIMATED
	    ? lab->detection.posterior
	    : NULL;
}

/* ---- the histogram and the candidates ---- */

static void
fill_bins(struct lab *out)
{
	out->bins_to = curve_quantile(&out->detection.orders, .95);
	if (out->rule.kind == CURVE_FREE_FROM &&
	    out->bins_to < out->rule.at * 1.5)
		out->bins_to = out->rule.at * 1.5;
	if (out->bins_to <= 0)
		out->bins_to = 1;
	curve_histogram(&out->detection.orders, 0, out->bins_to / LAB_BINS,
	    LAB_BINS, out->bins, NULL, NULL);
}

/* Where a value may be advised. */
static void
named_limits(const struct lab *lab, double *low, double *high)
{
	*low = curve_quantile(&lab->detection.orders, .2);
	*high = curve_quantile(&lab->detection.orders, .9);
	if (lab->rule.kind == CURVE_FREE_FROM && !lab->saves) {
		*low = lab->rule.at * .75;
		*high = lab->rule.at * 1.5;
	}
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts, and drops what is the same to half a minor unit. */
static size_t
distinct(double *values, size_t n, int digits)
{
	double unit = pow(10, -digits);
	size_t kept = 0;

	if (n > 0)
		qsort(values, n, sizeof(*values), compare_doubles);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || values[i] > values[kept - 1] + unit / 2)
			values[kept++] = values[i];
	return kept;
}

/* An even grid for the picture, the round values for the advice, and the
 * present rule, so that both can be read off one curve. */
static size_t
find_candidates(struct lab *lab, double out[LAB_MAX_POINTS])
{
	double named[LAB_NAMED], low, high, from, to;
	int digits = lab->currency.digits;
	size_t n, n_named;

	named_limits(lab, &low, &high);
	from = low;
	to = high;
	if (lab->rule.kind == CURVE_FREE_FROM) {
		from = fmin(from, lab->rule.at * .4);
		to = fmax(to, lab->rule.at * 2.5);
	}
	if (!(high > 0) || lab->detection.orders.total < ORDERS_LEAST)
		return 0;
	n = threshold_candidates(from, to, digits, LAB_GRID, out);
	n_named = bunch_round_values(low, high, digits, LAB_NAMED, named);
	memcpy(out + n, named, n_named * sizeof(*named));
	n += n_named;
	if (lab->rule.kind == CURVE_FREE_FROM)
		out[n++] = lab->rule.at;
	n = distinct(out, n, digits);
	for (size_t i = 0, k = 0; i < n && k < n_named; i++) {
		while (k < n_named && named[k] < out[i] - 1e-9 * out[i])
			k++;
		if (k < n_named && named[k] <= out[i] + 1e-9 * out[i])
			lab->named[lab->n_named++] = i;
	}
	return n;
}

/* ---- computing ---- */

static struct range
flat_range(double value)
{
	return (struct range){ value, value, value, value, value, value, 0 };
}

/* Point values as if every draw were the middle one. */
static void
set_point(const struct curve_point *at, const struct curve_point *now,
    double scale, struct threshold_point *out)
{
	*out = (struct threshold_point){
		.threshold = at->threshold,
		.orders = flat_range(at->orders * scale),
		.aov = flat_range(at->aov),
		.contribution = flat_range(at->contribution * scale),
		.contribution_per_visitor =
		    flat_range(at->contribution_per_visitor),
		.topups = flat_range(at->topups * scale),
		.paying = flat_range(at->paying * scale),
		.lost = flat_range(at->lost * scale),
		.given = flat_range((at->given - now->given) * scale),
		.aov_change = flat_range(at->aov - now->aov),
		.contribution_change =
		    flat_range((at->contribution - now->contribution) * scale),
		.orders_change = flat_range((at->orders - now->orders) * scale),
		.p_better = at->contribution > now->contribution ? 1 : 0,
	};
}

void
lab_middle(const struct lab *lab, struct curve_shop *shop,
    struct curve_response *response)
{
	threshold_middle(&lab->inputs, shop, response);
	response->fill = &lab->fill;
}

static void
saving_points(const struct lab *lab, double threshold, struct curve_point *out,
    struct curve_point *now)
{
	const struct curve_orders *od = &lab->detection.orders;
	struct curve_shop shop;
	struct curve_response response;
	struct saving tiers = lab->tiers;
	struct saving_tier tier = lab->reward;

	tier.at = threshold;
	lab_middle(lab, &shop, &response);
	saving_point(od, od->count, &lab->rule, &shop, &response, &tiers, now);
	if (!saving_add(&tiers, &tier))
		BUG("more tiers than a lab is made with");
	saving_point(od, od->count, &lab->rule, &shop, &response, &tiers, out);
	out->threshold = threshold;
}

void
lab_point(const struct lab *lab, double threshold, struct curve_point *out,
    struct curve_point *now)
{
	struct curve_shop shop;
	struct curve_response response;
	double *latent;
	double inert = curve_inert_below(&lab->rule);

	if (lab->saves) {
		saving_points(lab, threshold, out, now);
		return;
	}
	latent = mem_array(lab->detection.orders.n, sizeof(*latent));
	lab_middle(lab, &shop, &response);
	curve_latent(
	    &lab->detection.orders, &lab->rule, &shop, &response, latent);
	curve_sweep(&lab->detection.orders, latent, &shop, &response, inert,
	    &threshold, NULL, 1, out);
	if (lab->rule.kind == CURVE_FREE_FROM)
		curve_sweep(&lab->detection.orders, latent, &shop, &response,
		    inert, &lab->rule.at, NULL, 1, now);
	else
		curve_flat(&lab->detection.orders, latent, &shop, &response,
		    inert, lab->rule.kind == CURVE_ALL_FREE, now);
	mem_free(latent);
}

static void
quick_points(const double *candidates, struct lab *out)
{
	struct curve_point at, now;

	for (size_t i = 0; i < out->n_points; i++) {
		lab_point(out, candidates[i], &at, &now);
		set_point(&at, &now, out->scale, &out->points[i]);
	}
}

static bool
project(const struct lab *lab, const double *at, size_t n,
    struct threshold_point *points, struct err *err)
{
	struct threshold_how how = {
		.seed = lab->seed,
		.draws = THRESHOLD_DRAWS,
		.scale = lab->scale,
		.fill = &lab->fill,
		.posterior = posterior_of(lab),
		.reward = lab->saves ? &lab->reward : NULL,
		.live = lab->tiers,
	};

	return threshold_project(&lab->detection.orders, &lab->rule,
	    &lab->inputs, at, n, &how, points, err);
}

static bool
precise_points(const double *candidates, struct lab *out, struct err *err)
{
	if (out->n_points == 0)
		return true;
	out->ranges = true;
	out->has_now = out->rule.kind == CURVE_FREE_FROM;
	if (out->has_now && !project(out, &out->rule.at, 1, &out->now, err))
		return false;
	return project(out, candidates, out->n_points, out->points, err);
}

bool
lab_other(const struct lab *lab, const struct saving_tier *reward,
    double threshold, struct threshold_point *out, struct err *err)
{
	struct lab other = *lab; /* borrows all it owns */

	other.saves = reward != NULL;
	if (reward != NULL)
		other.reward = *reward;
	return project(&other, &threshold, 1, out, err);
}

bool
lab_only(struct lab *lab, double threshold, struct err *err)
{
	if (lab->n_points == 0 && lab->country != NULL)
		return err_set(err, ERR_INPUT,
		    "%.0f orders are known to go into '%s', and a threshold is "
		    "tried on %d or more; import orders with their country",
		    lab->detection.orders.total, lab->country,
		    (int)ORDERS_LEAST);
	if (lab->n_points == 0)
		return err_set(err, ERR_INPUT,
		    "a threshold is tried on %d orders or more, here are %.0f; "
		    "import more",
		    (int)ORDERS_LEAST, lab->detection.orders.total);
	lab->n_points = 1;
	return project(lab, &threshold, 1, lab->points, err);
}

/* Only over the values that may be named. */
static void
advise(struct lab *out)
{
	struct threshold_point named[LAB_NAMED];

	for (size_t i = 0; i < out->n_named; i++)
		named[i] = out->points[out->named[i]];
	threshold_advise(named, out->n_named, out->confirmed, &out->advice);
	if (out->n_named > 0)
		out->advice.best = out->named[out->advice.best];
}

static bool
prepare(const struct lab_request *request, struct lab *out, struct err *err)
{
	const struct settings *s = &request->v->settings;

	if (request->reward != NULL) {
		out->saves = true;
		out->reward = *request->reward;
	}
	out->tiers = request->tiers;
	out->track = request->track;
	out->country = request->country;
	find_days(&request->v->sales, (int)s->value[SETTING_WINDOW_DAYS], out);
	if (!find_inputs(request, out, err) ||
	    !fill_from_sales(&out->fill, &request->v->sales,
		out->inputs.value[THRESHOLD_FEE], err) ||
	    !detect(request, out, err))
		return false;
	find_rule(request, out);
	take_findings(out);
	out->scale =
	    s->value[SETTING_HORIZON_DAYS] / (out->until - out->from + 1);
	return true;
}

bool
lab_compute(const struct lab_request *request, const struct progress *pg,
    struct lab *out, struct err *err)
{
	const struct settings *s = &request->v->settings;
	double candidates[LAB_MAX_POINTS];

	*out = (struct lab){ .currency = request->v->currency,
		.seed = (uint64_t)s->value[SETTING_SEED] };
	if (!prepare(request, out, err) ||
	    !progress_report(pg, "trying thresholds", 1, 3, err))
		return false;
	fill_bins(out);
	out->n_points = find_candidates(out, candidates);
	out->points = mem_zarray(out->n_points, sizeof(*out->points));
	if (!request->precise)
		quick_points(candidates, out);
	else if (!precise_points(candidates, out, err))
		return false;
	advise(out);
	return true;
}

void
lab_release(struct lab *lab)
{
	detection_release(&lab->detection);
	fill_release(&lab->fill);
	mem_free(lab->points);
	*lab = (struct lab){ .n_points = 0 };
}

/* ---- looking ---- */

size_t
lab_nearest(const struct lab *lab, double value)
{
	size_t best = 0;

	for (size_t i = 1; i < lab->n_points; i++) {
		double d = lab->points[i].threshold - value;
		double e = lab->points[best].threshold - value;
		if ((d < 0 ? -d : d) < (e < 0 ? -e : e))
			best = i;
	}
	return best;
}

double
lab_share_below(const struct lab *lab, double threshold, double width)
{
	double sum = 0;

	for (size_t i = 0; i < lab->detection.orders.n; i++) {
		if (lab->detection.orders.value[i] >= threshold - width &&
		    lab->detection.orders.value[i] < threshold)
			sum += lab->detection.orders.count[i];
	}
	return lab->detection.orders.total > 0
	    ? sum / lab->detection.orders.total
	    : 0;
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("threshold",    "from",         CELL_MONEY,  COLUMN_FROZEN, 9, 1, "cart value from which shipping is free"),
	LISTING_COLUMN("orders",       "orders",       CELL_NUMBER, 0, 9, 4, "projected, per horizon"),
	LISTING_COLUMN("aov",          "AOV",          CELL_MEAN,   0, 9, 2, "projected average order value"),
	LISTING_COLUMN("contribution", "contribution", CELL_MONEY,  0, 11, 2, "projected, per horizon"),
	LISTING_COLUMN("contribution_per_visitor", "per visitor", CELL_MEAN, COLUMN_DETAIL, 9, 9, "contribution per order that would be placed without any threshold"),
	LISTING_COLUMN("topups",       "topped up",    CELL_NUMBER, 0, 9, 5, "orders that add something to reach it"),
	LISTING_COLUMN("paying",       "paying",       CELL_NUMBER, COLUMN_DETAIL, 9, 9, "orders that pay for shipping"),
	LISTING_COLUMN("lost",         "lost",         CELL_NUMBER, 0, 9, 5, "orders that are not placed because of the fee"),
	LISTING_COLUMN("aov_low80",    "AOV low",      CELL_MEAN,   COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("aov_high80",   "AOV high",     CELL_MEAN,   COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("contribution_low80",  "contribution low",  CELL_MONEY, COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("contribution_high80", "contribution high", CELL_MONEY, COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("aov_change",          "AOV change",        CELL_MEAN, 0, 9, 3, "against the present rule"),
	LISTING_COLUMN("aov_change_low80",    "AOV change low",    CELL_MEAN, COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("aov_change_high80",   "AOV change high",   CELL_MEAN, COLUMN_DETAIL, 9, 9, "80 % range"),
	LISTING_COLUMN("contribution_change", "change",            CELL_MONEY, 0, 10, 3, "of contribution, against the present rule"),
	LISTING_COLUMN("contribution_change_low80",  "low 80 %",   CELL_MONEY, 0, 10, 4, "80 % range"),
	LISTING_COLUMN("contribution_change_high80", "high 80 %",  CELL_MONEY, 0, 10, 4, "80 % range"),
	LISTING_COLUMN("p_better",     "better",       CELL_SHARE,  0, 7, 4, "chance that contribution is higher than now"),
};
/* clang-format on */

enum {
	LAB_COLUMNS = ARRAY_LEN(columns)
};

static void
point_values(const struct threshold_point *p, double *v)
{
	const double values[LAB_COLUMNS] = {
		p->threshold,
		p->orders.median,
		p->aov.median,
		p->contribution.median,
		p->contribution_per_visitor.median,
		p->topups.median,
		p->paying.median,
		p->lost.median,
		p->aov.low80,
		p->aov.high80,
		p->contribution.low80,
		p->contribution.high80,
		p->aov_change.median,
		p->aov_change.low80,
		p->aov_change.high80,
		p->contribution_change.median,
		p->contribution_change.low80,
		p->contribution_change.high80,
		p->p_better,
	};

	memcpy(v, values, sizeof(values));
}

struct lab_rows {
	const struct lab *lab;
};

static void
lab_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct lab_rows *r = self;
	double values[LAB_COLUMNS];

	point_values(&r->lab->points[row], values);
	out->defined = true;
	out->number = values[column];
	if (columns[column].kind == CELL_MONEY)
		out->count =
		    money_round(values[column], r->lab->currency.digits);
}

static const struct listing_ops ops = { .cell = lab_cell, .free = mem_free };

void
lab_listing(const struct lab *lab, struct listing *out)
{
	struct lab_rows *r = mem_zalloc(sizeof(*r));

	r->lab = lab;
	listing_init(out, "threshold curve", columns, LAB_COLUMNS, &ops, r,
	    lab->n_points, lab->currency.digits);
}
