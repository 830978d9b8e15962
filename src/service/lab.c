/*
 * One window of orders becomes a list of distinct values with counts; the
 * rule they were made under is what the recorded charges show, else a live
 * threshold of the store, else "all pay". Candidates are round values
 * around the middle of the order values.
 */
#include "service/lab.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"

/* ---- the orders of the window ---- */

struct window {
	int64_t *values, *shipping; /* minor units, of n orders */
	size_t n;
};

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

static bool
take_window(const struct sales *s, const struct lab *lab, struct window *w,
    struct err *err)
{
	*w = (struct window){ .n = 0 };
	w->values =
	    mem_try_array(s->orders, sizeof(*w->values), "order values", err);
	w->shipping = mem_try_array(
	    s->orders, sizeof(*w->shipping), "shipping charges", err);
	if (w->values == NULL || w->shipping == NULL)
		return false;
	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		if (day < lab->from || day > lab->until)
			continue;
		w->values[w->n] = s->cart_value[i];
		w->shipping[w->n++] = s->shipping[i];
	}
	return true;
}

static void
window_release(struct window *w)
{
	mem_free(w->values);
	mem_free(w->shipping);
}

/* ---- the rule and the inputs ---- */

/* What the orders were made under: the charges tell, where they can; else the
 * threshold that is live here. */
static void
find_rule(const struct lab_request *request, struct lab *out)
{
	int digits = out->currency.digits;

	out->rule = (struct curve_rule){ .kind = CURVE_ALL_PAY };
	if (out->detect.outcome == DETECT_FOUND) {
		out->rule.kind = CURVE_FREE_FROM;
		out->rule.at = money_major(out->detect.at, digits);
	} else if (out->detect.outcome == DETECT_ALL_FREE) {
		out->rule.kind = CURVE_ALL_FREE;
	} else if (request->live > 0) {
		out->rule_from_store = true;
		out->rule.kind = CURVE_FREE_FROM;
		out->rule.at = money_major(request->live, digits);
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
	return threshold_inputs_check(in, err);
}

/* ---- the histogram and the candidates ---- */

static void
fill_bins(struct lab *out)
{
	out->bins_to = curve_quantile(&out->orders, .95);
	if (out->rule.kind == CURVE_FREE_FROM &&
	    out->bins_to < out->rule.at * 1.5)
		out->bins_to = out->rule.at * 1.5;
	if (out->bins_to <= 0)
		out->bins_to = 1;
	curve_histogram(&out->orders, 0, out->bins_to / LAB_BINS, LAB_BINS,
	    out->bins, NULL, NULL);
}

static size_t
find_candidates(const struct lab *lab, double *out)
{
	double low = curve_quantile(&lab->orders, .2);
	double high = curve_quantile(&lab->orders, .9);

	if (lab->rule.kind == CURVE_FREE_FROM) {
		low = lab->rule.at * .4;
		high = lab->rule.at * 2.5;
	}
	if (high <= 0)
		return 0;
	return threshold_candidates(
	    low, high, lab->currency.digits, LAB_MAX_POINTS, out);
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
		.aov_change = flat_range(at->aov - now->aov),
		.contribution_change =
		    flat_range((at->contribution - now->contribution) * scale),
		.orders_change = flat_range((at->orders - now->orders) * scale),
		.p_better = at->contribution > now->contribution ? 1 : 0,
	};
}

void
lab_point(const struct lab *lab, double threshold, struct curve_point *out,
    struct curve_point *now)
{
	struct curve_shop shop;
	struct curve_response response;
	double *latent = mem_array(lab->orders.n, sizeof(*latent));
	double inert = curve_inert_below(&lab->rule);

	threshold_middle(&lab->inputs, &shop, &response);
	response.fill = &lab->fill;
	curve_latent(&lab->orders, &lab->rule, &shop, &response, latent);
	curve_sweep(&lab->orders, latent, &shop, &response, inert, &threshold,
	    NULL, 1, out);
	if (lab->rule.kind == CURVE_FREE_FROM)
		curve_sweep(&lab->orders, latent, &shop, &response, inert,
		    &lab->rule.at, NULL, 1, now);
	else
		curve_flat(&lab->orders, latent, &shop, &response, inert,
		    lab->rule.kind == CURVE_ALL_FREE, now);
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
	};

	return threshold_project(
	    &lab->orders, &lab->rule, &lab->inputs, at, n, &how, points, err);
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
lab_only(struct lab *lab, double threshold, struct err *err)
{
	if (lab->n_points == 0)
		return err_set(err, ERR_INPUT,
		    "there are no orders to try a threshold on; import some");
	lab->n_points = 1;
	return project(lab, &threshold, 1, lab->points, err);
}

bool
lab_compute(const struct lab_request *request, const struct progress *pg,
    struct lab *out, struct err *err)
{
	const struct sales *sales = &request->v->sales;
	const struct settings *s = &request->v->settings;
	double candidates[LAB_MAX_POINTS];
	struct window w = { .n = 0 };
	bool ok = false;

	*out = (struct lab){ .currency = request->v->currency,
		.seed = (uint64_t)s->value[SETTING_SEED] };
	find_days(sales, (int)s->value[SETTING_WINDOW_DAYS], out);
	out->scale =
	    s->value[SETTING_HORIZON_DAYS] / (out->until - out->from + 1);
	if (!take_window(sales, out, &w, err) ||
	    !curve_orders_init(
		&out->orders, w.values, w.n, out->currency.digits, err) ||
	    !detect_rule(w.values, w.shipping, w.n, &out->detect, err))
		goto out;
	find_rule(request, out);
	if (!find_inputs(request, out, err) ||
	    !fill_from_sales(
		&out->fill, sales, out->inputs.value[THRESHOLD_FEE], err) ||
	    !progress_report(pg, "trying thresholds", 1, 3, err))
		goto out;
	fill_bins(out);
	out->n_points = find_candidates(out, candidates);
	out->points = mem_zarray(out->n_points, sizeof(*out->points));
	if (!request->precise)
		quick_points(candidates, out);
	else if (!precise_points(candidates, out, err))
		goto out;
	threshold_advise(out->points, out->n_points, false, &out->advice);
	ok = true;
out:
	window_release(&w);
	return ok;
}

void
lab_release(struct lab *lab)
{
	curve_orders_release(&lab->orders);
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

	for (size_t i = 0; i < lab->orders.n; i++) {
		if (lab->orders.value[i] >= threshold - width &&
		    lab->orders.value[i] < threshold)
			sum += lab->orders.count[i];
	}
	return lab->orders.total > 0 ? sum / lab->orders.total : 0;
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

/* ---- words ---- */

static void
add_inputs(const struct lab *lab, struct str *out)
{
	struct basis_row rows[THRESHOLD_MAX_ROWS];
	size_t n = threshold_rows(&lab->inputs, rows);

	str_add(out, "\ninputs\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "  %-16s %10.4g  %-9s  %s\n", rows[i].name,
		    rows[i].value, basis_name(rows[i].basis), rows[i].meaning);
}

void
lab_write_text(const struct lab *lab, struct str *out)
{
	num_add_grouped(out, (int64_t)(lab->orders.total + .5));
	str_add(out, " orders of ");
	date_add_day(out, lab->from);
	str_add(out, " .. ");
	date_add_day(out, lab->until);
	str_add(out, "\n");
	lab_add_rule(lab, out);
	str_add_char(out, '\n');
	threshold_explain(&lab->advice, lab->points, lab->currency.digits, out);
	str_add(out, "\n");
	add_inputs(lab, out);
}
