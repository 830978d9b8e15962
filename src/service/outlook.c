/*
 * The settings become projection inputs one to one; a setting nobody changed
 * keeps the basis "assumed", a changed one is the shop's own estimate. The
 * expected attach shares come from mining where the pair was mined, else from
 * the exposure's own one-stratum formula.
 */
#include "service/outlook.h"

#include "base/date.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "decide/sample_size.h"
#include "mining/metric.h"
#include "service/listing.h"

#include <math.h>

enum {
	WEEKS_MOST = 520
};

/* Which setting feeds which input, and the factor between their units. */
static const struct {
	enum setting_id setting;
	enum projection_input input;
	double factor;
} feeds[] = {
	{ SETTING_HORIZON_DAYS, PROJECTION_HORIZON, 1 },
	{ SETTING_VISIBILITY, PROJECTION_VISIBILITY, 1 },
	{ SETTING_ELASTICITY, PROJECTION_ELASTICITY, 1 },
	{ SETTING_SWITCHING, PROJECTION_SWITCHING, .01 },
	{ SETTING_DRIFT, PROJECTION_DRIFT_SD, 1 },
	{ SETTING_PAYMENT_FEE, PROJECTION_PAYMENT_FEE, .01 },
	{ SETTING_HANDLING, PROJECTION_HANDLING, 1 },
	{ SETTING_ATTACH_WEIGHT, PROJECTION_ATTACH_STRENGTH, 1 },
	{ SETTING_ASSUMED_MARGIN, PROJECTION_MARGIN, .01 },
};

void
outlook_inputs(const struct settings *s, struct projection_inputs *out)
{
	projection_inputs_default(out);
	for (size_t i = 0; i < ARRAY_LEN(feeds); i++) {
		enum projection_input input = feeds[i].input;
		out->value[input] =
		    s->value[feeds[i].setting] * feeds[i].factor;
		if (s->changed[feeds[i].setting])
			out->basis[input] = BASIS_ESTIMATED;
	}
}

void
outlook_take_track(const struct track *track, struct projection_inputs *out)
{
	out->value[PROJECTION_SPREAD] = track_spread(track);
	if (track->scored > 0)
		out->basis[PROJECTION_SPREAD] = BASIS_MEASURED;
}

/* E_ab / n_a for every ordered pair of slots, -1 where mining has none. */
static void
fill_chances(const struct view *v, const struct offer *of, double *chance)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n = exposure_slots(of, slots);

	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			chance[a * n + b] = -1;
			if (a != b && (v->parts & VIEW_PAIRS) &&
			    slots[a].n == 1 && slots[b].n == 1)
				chance[a * n + b] = view_chance(v,
				    of->items[slots[a].first].product,
				    of->items[slots[b].first].product);
		}
	}
}

/* Share of the anchor's orders that hold all, before and with the offer: over
 * all groups of partial orders. */
static void
sample_attach(const struct outlook *o, struct outlook_sample *out)
{
	const struct exposure *ex = &o->exposure;
	double eligible = (double)exposure_eligible(ex);
	double weeks = ((double)ex->until - ex->from + 1) / 7;

	if (!(eligible > 0))
		return;
	out->before = (double)ex->full_orders / eligible;
	out->after =
	    out->before + (1 - out->before) * o->projection.point.take_rate;
	out->attach_orders = sample_for_share(out->before, out->after);
	out->attach_weeks = 2 * out->attach_orders / (eligible / weeks);
}

static bool
sample_aov(const struct sales *s, const struct outlook *o,
    struct outlook_sample *out, struct err *err)
{
	const struct exposure *ex = &o->exposure;
	double aov = o->projection.aov_before, change;
	double weeks = ((double)ex->until - ex->from + 1) / 7;
	double *values = mem_try_array(
	    s->orders, sizeof(*values), "the values of orders", err);
	size_t n = 0;

	if (values == NULL)
		return false;
	for (size_t i = 0; i < s->orders; i++)
		if (date_day_of(s->time[i]) >= ex->from)
			values[n++] = (double)s->net_value[i];
	out->cv = sample_cv(values, n, 1);
	out->cv_cut = sample_cv(values, n, .95);
	mem_free(values);
	if (!(aov > 0) || n == 0)
		return true;
	change = o->projection.aov_after.median / aov - 1;
	out->aov_orders = sample_for_mean(out->cv, change);
	out->aov_orders_cut = sample_for_mean(out->cv_cut, change);
	out->aov_weeks = 2 * out->aov_orders_cut / ((double)n / weeks);
	return true;
}

bool
outlook_compute(const struct outlook_request *request,
    const struct progress *pg, struct outlook *out, struct err *err)
{
	const struct settings *s = &request->v->settings;
	double chance[OFFER_MAX_SLOTS * OFFER_MAX_SLOTS];
	double percents[OUTLOOK_CURVE_POINTS];
	struct projection_inputs by_discount;
	uint64_t seed = (uint64_t)s->value[SETTING_SEED];
	size_t draws = (size_t)s->value[SETTING_DRAWS];
	struct exposure_plan plan = {
		.offer = &request->offer,
		.live = request->live,
		.n_live = request->n_live,
		.chance = chance,
		.window_days = (int)s->value[SETTING_WINDOW_DAYS],
	};

	out->n_curve = 0;
	fill_chances(request->v, &request->offer, chance);
	outlook_inputs(s, &out->inputs);
	out->track = request->track;
	outlook_take_track(&out->track, &out->inputs);
	by_discount = out->inputs;
	if (request->take_rate > 0) {
		enum basis basis =
		    request->take_measured ? BASIS_MEASURED : BASIS_ESTIMATED;

		out->inputs.value[PROJECTION_TAKE_RATE] = request->take_rate;
		out->inputs.value[PROJECTION_TAKE_CV] = request->take_cv;
		out->inputs.basis[PROJECTION_TAKE_RATE] = basis;
		out->inputs.basis[PROJECTION_TAKE_CV] = basis;
		if (!request->take_learned)
			by_discount = out->inputs;
	}
	out->sample = (struct outlook_sample){ 0 };
	if (!exposure_count(&request->v->sales, &plan, &out->exposure, err) ||
	    !progress_report(pg, "projecting", 1, 2, err) ||
	    !projection_simulate(&out->exposure, &out->inputs, seed, draws,
		&out->projection, err))
		return false;
	sample_attach(out, &out->sample);
	if (!sample_aov(&request->v->sales, out, &out->sample, err))
		return false;
	if (!request->with_curve)
		return true;
	for (size_t i = 0; i < OUTLOOK_CURVE_POINTS; i++)
		percents[i] = (double)i;
	if (!projection_by_discount(&out->exposure, &by_discount, seed,
		draws / 8 + 50, percents, OUTLOOK_CURVE_POINTS, out->curve,
		err))
		return false;
	out->n_curve = OUTLOOK_CURVE_POINTS;
	return true;
}

/* ---- JSON ---- */

void
outlook_json_range(struct json *j, const char *key, const struct range *r)
{
	json_key(j, key);
	json_object(j);
	json_key(j, "median");
	json_double(j, r->median);
	json_key(j, "low80");
	json_double(j, r->low80);
	json_key(j, "high80");
	json_double(j, r->high80);
	json_key(j, "low95");
	json_double(j, r->low95);
	json_key(j, "high95");
	json_double(j, r->high95);
	json_end(j);
}

static void
write_number(struct json *j, const char *key, double value)
{
	json_key(j, key);
	json_double(j, value);
}

static void
write_maybe(struct json *j, const char *key, const struct projection_maybe *m)
{
	write_number(j, key, m->defined ? m->value : (double)NAN);
}

static void
write_day(struct json *j, const char *key, int32_t day)
{
	struct str text = STR_INIT;

	json_key(j, key);
	date_add_day(&text, day);
	json_text(j, text.p);
	str_release(&text);
}

static void
write_inputs(struct json *j, const struct outlook *o)
{
	struct basis_row rows[PROJECTION_MAX_ROWS];
	size_t n = projection_rows(&o->exposure, &o->inputs, rows);

	json_key(j, "inputs");
	json_object(j);
	for (size_t i = 0; i < n; i++) {
		json_key(j, rows[i].name);
		json_object(j);
		write_number(j, "value", rows[i].value);
		json_key(j, "basis");
		json_text(j, basis_name(rows[i].basis));
		json_end(j);
	}
	json_end(j);
}

static void
write_sample(struct json *j, const struct outlook_sample *s)
{
	json_key(j, "sample_size");
	json_object(j);
	write_number(j, "attach_before", s->before);
	write_number(j, "attach_after", s->after);
	write_number(j, "attach_orders", s->attach_orders);
	write_number(j, "attach_weeks", s->attach_weeks);
	write_number(j, "cv", s->cv);
	write_number(j, "cv_winsorised", s->cv_cut);
	write_number(j, "aov_orders", s->aov_orders);
	write_number(j, "aov_orders_winsorised", s->aov_orders_cut);
	write_number(j, "aov_weeks", s->aov_weeks);
	json_end(j);
}

void
outlook_write_json(
    const struct outlook *o, const struct view *v, struct str *out)
{
	const struct exposure *ex = &o->exposure;
	const struct projection *pr = &o->projection;
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "eligible_orders");
	json_int(&j, exposure_eligible(ex));
	json_key(&j, "full_orders");
	json_int(&j, ex->full_orders);
	json_key(&j, "partial_orders");
	json_int(&j, ex->partial_orders);
	write_number(&j, "discount", ex->discount);
	outlook_json_range(&j, "take_rate", &pr->take_rate);
	outlook_json_range(&j, "takes", &pr->takes);
	outlook_json_range(&j, "revenue_delta", &pr->revenue_delta);
	outlook_json_range(&j, "contribution_delta", &pr->contribution_delta);
	write_number(&j, "aov_before", pr->aov_before);
	outlook_json_range(&j, "aov_after", &pr->aov_after);
	outlook_json_range(&j, "units_delta", &pr->units_delta);
	write_maybe(
	    &j, "breakeven_take_contribution", &pr->breakeven_contribution);
	write_maybe(&j, "breakeven_take_revenue", &pr->breakeven_revenue);
	write_number(&j, "p_contribution_positive", pr->p_positive);
	json_key(&j, "currency");
	json_text(&j, v->currency.code);
	write_day(&j, "window_from", ex->from);
	write_day(&j, "window_until", ex->until);
	write_number(&j, "horizon_days", o->inputs.value[PROJECTION_HORIZON]);
	write_inputs(&j, o);
	write_sample(&j, &o->sample);
	json_end(&j);
	str_add_char(out, '\n');
}

/* ---- text ---- */

static void
put_money(char *out, size_t size, double major, int digits, bool with_sign)
{
	struct str s = STR_INIT;

	if (with_sign && major >= 0)
		str_add_char(&s, '+');
	money_add_grouped(&s, money_round(major, digits), digits);
	snprintf(out, size, "%s", s.p);
	str_release(&s);
}

static void
set_money_line(struct outlook_line *line, const char *name,
    const struct range *r, int digits)
{
	char low[30], high[30];

	line->name = name;
	line->value = *r;
	put_money(line->change, sizeof(line->change), r->median, digits, true);
	put_money(low, sizeof(low), r->low80, digits, true);
	put_money(high, sizeof(high), r->high80, digits, true);
	snprintf(line->range, sizeof(line->range), "%s .. %s", low, high);
}

static struct range
shifted(const struct range *r, double by)
{
	struct range out = *r;

	out.median -= by;
	out.low80 -= by;
	out.high80 -= by;
	out.low95 -= by;
	out.high95 -= by;
	out.mean -= by;
	return out;
}

static void
set_takes_line(struct outlook_line *line, const struct projection *pr)
{
	*line = (struct outlook_line){ .name = "takes", .value = pr->takes };
	snprintf(line->change, sizeof(line->change), "%.0f", pr->takes.median);
	snprintf(line->range, sizeof(line->range), "%.0f .. %.0f",
	    pr->takes.low80, pr->takes.high80);
	snprintf(line->after, sizeof(line->after), "%.1f %%",
	    pr->take_rate.median * 100);
}

size_t
outlook_lines(
    const struct outlook *o, const struct view *v, struct outlook_line *lines)
{
	const struct projection *pr = &o->projection;
	int digits = v->currency.digits;
	struct range aov = shifted(&pr->aov_after, pr->aov_before);
	struct outlook_line *units = &lines[1];

	memset(lines, 0, OUTLOOK_LINES * sizeof(*lines));
	set_money_line(&lines[0], "AOV", &aov, digits + 2);
	put_money(lines[0].before, sizeof(lines[0].before), pr->aov_before,
	    digits, false);
	put_money(lines[0].after, sizeof(lines[0].after), pr->aov_after.median,
	    digits, false);
	units->name = "units/order";
	units->value = pr->units_delta;
	snprintf(units->change, sizeof(units->change), "%+.4f",
	    pr->units_delta.median);
	snprintf(units->range, sizeof(units->range), "%+.4f .. %+.4f",
	    pr->units_delta.low80, pr->units_delta.high80);
	set_money_line(&lines[2], "revenue", &pr->revenue_delta, digits);
	set_money_line(
	    &lines[3], "contribution", &pr->contribution_delta, digits);
	set_takes_line(&lines[4], pr);
	return OUTLOOK_LINES;
}

static void
add_share(struct str *out, const char *what, const struct projection_maybe *m)
{
	str_addf(out, "  %-22s ", what);
	listing_add_rate(m->defined ? m->value : (double)INFINITY, out);
	str_add_char(out, '\n');
}

static void
add_inputs(const struct outlook *o, struct str *out)
{
	struct basis_row rows[PROJECTION_MAX_ROWS];
	size_t n = projection_rows(&o->exposure, &o->inputs, rows);

	str_add(out, "\ninputs\n");
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "  %-26s %10.4g  %-9s  %s\n", rows[i].name,
		    rows[i].value, basis_name(rows[i].basis), rows[i].meaning);
	}
}

/* What the range of contribution comes from, largest first. */
static void
add_tornado(const struct projection *pr, struct str *out)
{
	const struct {
		const char *name;
		double share;
	} bars[] = {
		{ "how many attach it unasked", pr->tornado.attach },
		{ "how shoppers answer to the offer", pr->tornado.response },
		{ "drift from one period to the next", pr->tornado.drift },
		{ "how many orders come", pr->tornado.volume },
	};
	size_t order[] = { 0, 1, 2, 3 };

	for (size_t i = 1; i < ARRAY_LEN(order); i++)
		for (size_t k = i;
		     k > 0 && bars[order[k]].share > bars[order[k - 1]].share;
		     k--) {
			size_t t = order[k];
			order[k] = order[k - 1];
			order[k - 1] = t;
		}
	if (!(bars[order[0]].share > 0))
		return;
	str_add(out, "\nwhat the range comes from\n");
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		str_addf(out, "  %-36s %3.0f %%\n", bars[order[i]].name,
		    100 * bars[order[i]].share);
}

static void
add_count(struct str *out, double n)
{
	num_add_grouped(out, (int64_t)n);
}

/* Weeks of all the shop's orders; beyond ten years nobody waits. */
static void
add_weeks(struct str *out, double weeks)
{
	if (weeks > WEEKS_MOST)
		str_addf(out, "more than %d years", WEEKS_MOST / 52);
	else if (weeks < 10)
		str_addf(out, "%.1f weeks", weeks);
	else
		num_add_counted(out, (int64_t)ceil(weeks), "week", "weeks");
}

static void
add_sample(const struct outlook_sample *s, struct str *out)
{
	if (!(s->attach_orders > 0))
		return;
	str_addf(out,
	    "\nto tell it from chance, half with the offer, half without\n"
	    "  share that holds all, %.1f %% to %.1f %%: ",
	    100 * s->before, 100 * s->after);
	add_count(out, s->attach_orders);
	str_add(out, " orders a group, ");
	add_weeks(out, s->attach_weeks);
	str_add_char(out, '\n');
	if (!(s->aov_orders > 0))
		return;
	str_add(out, "  AOV of the whole shop: ");
	add_count(out, s->aov_orders);
	str_add(out, " orders a group, ");
	add_count(out, s->aov_orders_cut);
	str_add(out, " with the top 5 % cut (");
	add_weeks(out, s->aov_weeks);
	str_addf(out, ")%s\n",
	    s->aov_weeks > 52 ? ": not measurable, watch the share" : "");
}

void
outlook_write_text(
    const struct outlook *o, const struct view *v, struct str *out)
{
	const struct exposure *ex = &o->exposure;
	const struct projection *pr = &o->projection;
	struct outlook_line lines[OUTLOOK_LINES];
	size_t n = outlook_lines(o, v, lines);

	str_add(out, "replayed on the orders of ");
	date_add_day(out, ex->from);
	str_add(out, " .. ");
	date_add_day(out, ex->until);
	if (!cut_is_all(&v->cut)) {
		str_add(out, ", of ");
		cut_add_words(&v->cut, out);
	}
	str_addf(out, ", changes per %.0f days\n\n",
	    o->inputs.value[PROJECTION_HORIZON]);
	str_add(out, "  orders with all of it    ");
	num_add_grouped(out, ex->full_orders);
	str_add(out, "\n  orders with part of it   ");
	num_add_grouped(out, ex->partial_orders);
	str_addf(out, "\n\n  %-14s %14s   80 %% range\n", "", "median");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "  %-14s %14s   %s\n", lines[i].name,
		    lines[i].change, lines[i].range);
	str_addf(out, "\n  %-22s %.1f %%\n", "take rate (projected)",
	    pr->take_rate.median * 100);
	add_share(out, "break-even, contribution", &pr->breakeven_contribution);
	add_share(out, "break-even, revenue", &pr->breakeven_revenue);
	str_addf(out, "  %-22s %.0f %%\n", "chance that it pays",
	    pr->p_positive * 100);
	str_add_char(out, '\n');
	projection_explain(pr, ex, out);
	str_add_char(out, '\n');
	track_add_words(&o->track, NULL, out);
	str_add(out, o->track.n > 0 ? "\n" : "");
	add_tornado(pr, out);
	add_sample(&o->sample, out);
	add_inputs(o, out);
}
