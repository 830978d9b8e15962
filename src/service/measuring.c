/*
 * Orders before the launch are selected into sales of their own, so that both
 * windows go through the same count. The organic share of the time before is
 * the prior of the time after, widened by the drift that attach rates show from
 * one period to the next: without a hold-out that is all there is.
 */
#include "service/measuring.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/bundling.h"
#include "store/store_history.h"

enum {
	MOST_WEEKS = 12 /* compared on each side */
};

#define CONTROL_PRICE       2.0 /* at most so many times dearer or cheaper */
#define CONTROL_CORRELATION .5
#define ORGANIC_WEIGHT      1.0
#define PARTNER_LEAST       3
#define PARTNER_SHRINK      5.0
#define PARTNER_LIFT        1.5

/* ---- going live ---- */

static void
add_range(struct str *out, const char *key, const struct range *r)
{
	str_addf(
	    out, "%s %.10g %.10g %.10g\n", key, r->median, r->low80, r->high80);
}

static bool
add_records(struct store *st, const struct view *v, const char *name,
    const struct outlook *o, int32_t today, struct err *err)
{
	const struct projection *pr = &o->projection;
	struct str json = STR_INIT, lines = STR_INIT;
	bool ok;

	outlook_write_json(o, v, &json);
	str_addf(&lines, "day %d\nhorizon %.10g\ntake_rate %.10g %.10g\n",
	    (int)today, o->inputs.value[PROJECTION_HORIZON], pr->take_rate.mean,
	    sqrt(pr->take_rate.variance));
	add_range(&lines, "takes", &pr->takes);
	add_range(&lines, "contribution", &pr->contribution_delta);
	ok = store_record_add(st,
		 &(struct store_record){
		     .kind = "projection", .name = name, .content = json.p },
		 err) &&
	    store_record_add(st,
		&(struct store_record){
		    .kind = "launch", .name = name, .content = lines.p },
		err);
	str_release(&json);
	str_release(&lines);
	return ok;
}

static bool
project(struct store *st, const struct view *v, struct store_bundle *b,
    int32_t today, const struct progress *pg, struct outlook *out,
    struct err *err)
{
	struct outlook_request request = { .v = v };
	struct arena a = { 0 };
	bool ok = bundling_offer(v, b, &a, &request.offer, err) &&
	    bundling_live(st, v, today, b->bundle_id, &a, &request.live,
		&request.n_live, err) &&
	    outlook_compute(&request, pg, out, err);

	arena_release(&a);
	return ok;
}

bool
measuring_launch(struct store *st, const struct view *v, struct store_bundle *b,
    const char *label, int32_t today, const struct progress *pg,
    struct err *err)
{
	struct outlook *o;
	struct err why = ERR_INIT;
	bool ok, projected;

	if (!cut_is_all(&v->cut))
		return err_set(err, ERR_INPUT,
		    "'%s' goes live with a projection on all orders, to be "
		    "measured against; look at all orders again first",
		    b->name);
	o = mem_zalloc(sizeof(*o));
	projected = project(st, v, b, today, pg, o, &why);

	/* Without a projection (no price, say) it still goes live. */
	if (!projected && why.code == ERR_STOPPED) {
		mem_free(o);
		return err_set(err, why.code, "%s", why.text);
	}
	b->state = STATE_ACTIVE;
	ok = bundling_check(v, b, err) && store_action_begin(st, label, err) &&
	    store_bundle_save(st, b, err) &&
	    (!projected || add_records(st, v, b->name, o, today, err)) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	mem_free(o);
	return ok;
}

/* ---- records ---- */

/* The numbers after a key, up to 'n'; false when the key is not there. */
static bool
read_line(const char *content, const char *key, double *out, size_t n)
{
	struct slice rest = slice_of(content), line, word;

	while (slice_split(&rest, '\n', &line)) {
		if (!slice_split(&line, ' ', &word) || !slice_eq_c(word, key))
			continue;
		for (size_t i = 0; i < n; i++)
			if (!slice_split(&line, ' ', &word) ||
			    !num_parse_double(word, &out[i]))
				return false;
		return true;
	}
	return false;
}

static bool
read_range(const char *content, const char *key, struct range *out)
{
	double x[3];

	if (!read_line(content, key, x, 3))
		return false;
	*out = (struct range){ .median = x[0], .low80 = x[1], .high80 = x[2] };
	return true;
}

static bool
read_launch(struct store *st, const char *name, struct measuring *m,
    struct measure_beta *prior, struct err *err)
{
	struct store_records all;
	double day, rate[2];
	const char *text;
	bool ok;

	if (!store_records_load(st, "launch", name, &all, err))
		return false;
	text = all.n > 0 ? all.rows[all.n - 1].content : "";
	ok = read_line(text, "day", &day, 1) &&
	    read_line(text, "horizon", &m->horizon, 1) &&
	    read_line(text, "take_rate", rate, 2) &&
	    read_range(text, "takes", &m->promised_takes) &&
	    read_range(text, "contribution", &m->promised_contribution);
	store_records_release(&all);
	if (!ok)
		return err_set(err, ERR_NOT_FOUND,
		    "'%s' never went live with a projection; 'endcap bundle "
		    "activate' keeps one",
		    name);
	m->launched = (int32_t)day;
	m->promised_take_rate = rate[0];
	if (!(rate[0] > 0 && rate[0] < 1) ||
	    !projection_take_beta(
		rate[0], rate[1] / rate[0], &prior->a, &prior->b))
		*prior = (struct measure_beta){ 1, 9 };
	return true;
}

/* ---- both windows ---- */

static bool
count_window(const struct sales *s, const struct offer *of, int days,
    struct exposure *out, struct err *err)
{
	struct exposure_plan plan = { .offer = of, .window_days = days };

	return exposure_count(s, &plan, out, err);
}

/* Orders of [since, until] as sales of their own. */
static bool
select_days(const struct sales *s, int32_t since, int32_t until,
    struct sales *out, struct err *err)
{
	bool *keep = mem_try_zarray(
	    s->orders, sizeof(*keep), "a mark for each order", err);
	bool ok = keep != NULL;

	if (ok) {
		sales_mark_days(s, since, until, keep);
		ok = sales_select(s, keep, out, err);
	}
	mem_free(keep);
	return ok;
}

static int32_t
last_day(const struct sales *s)
{
	int32_t last = INT32_MIN;

	for (size_t o = 0; o < s->orders; o++)
		if (date_day_of(s->time[o]) > last)
			last = date_day_of(s->time[o]);
	return last;
}

static bool
count_both(const struct sales *s, const struct offer *of, struct measuring *m,
    struct err *err)
{
	int days = m->until - m->launched + 1;
	struct sales old = { 0 }, new = { 0 };
	bool ok =
	    select_days(s, m->launched - days, m->launched - 1, &old, err) &&
	    select_days(s, m->launched, m->until, &new, err) &&
	    count_window(&old, of, days, &m->before, err) &&
	    count_window(&new, of, days, &m->after, err);

	sales_release(&old);
	sales_release(&new);
	return ok;
}

/* Beta of the organic share before, its variance widened by the drift. */
static struct measure_beta
organic_prior(const struct view *v, const struct exposure *before)
{
	double n = (double)exposure_eligible(before) + ORGANIC_WEIGHT;
	double c = ((double)before->full_orders + ORGANIC_WEIGHT / 2) / n;
	double drift = v->settings.value[SETTING_DRIFT] * c;
	double variance = c * (1 - c) / (n + 1) + drift * drift;
	double s = c * (1 - c) / variance - 1;

	return s > 0 ? (struct measure_beta){ c * s, (1 - c) * s }
		     : (struct measure_beta){ 1, 1 };
}

/* What the measured take rate is worth on the orders of before. */
static void
value_takes(const struct view *v, struct measuring *m)
{
	struct projection_inputs in;
	struct projection_values point;

	outlook_inputs(&v->settings, &in);
	in.value[PROJECTION_TAKE_RATE] = m->take.take;
	in.value[PROJECTION_HORIZON] = m->horizon;
	projection_point(&m->before, &in, &point);
	m->takes = point.takes;
	m->contribution = point.contribution_delta;
}

/* ---- against products like it ---- */

struct weekly {
	double *product, *controls, *one;
	size_t n, launch;
	int32_t first; /* day */
};

static void
count_weeks(const struct sales *s, const struct weekly *w, uint32_t product,
    double *out)
{
	memset(out, 0, w->n * sizeof(*out));
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);

		for (size_t l = s->first[o];
		     day >= w->first && l < s->first[o + 1]; l++) {
			size_t week = (size_t)(day - w->first) / 7;

			if (s->product[l] == product && week < w->n)
				out[week]++;
		}
	}
}

/* Marks what active bundles hold: an offer moves it by itself. */
static bool
bar_bundled(
    struct store *st, const struct view *v, bool *barred, struct err *err)
{
	struct store_bundles all;
	size_t p;

	if (!store_bundles_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.rows[i].n_items; k++)
			if (all.rows[i].state == STATE_ACTIVE &&
			    store_products_index(&v->products,
				all.rows[i].items[k].product_id, &p))
				barred[p] = true;
	store_bundles_release(&all);
	return true;
}

/* Pieces of the offer in an order. */
static double
items_in(const struct sales *s, size_t order, const struct offer *of)
{
	double n = 0;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		for (size_t i = 0; i < of->n_items; i++)
			n += s->product[l] == of->items[i].product;
	return n;
}

/*
 * Marks the partners of the offer's items before the launch: what people take
 * with them sells more when they do. Joint places against those that dealing
 * them at random would give, E = n_a n_b sum s (s - 1) / (sum s)^2, shrunk.
 */
static bool
bar_partners(const struct sales *s, const struct offer *of, int32_t launched,
    bool *barred, struct err *err)
{
	double *single = mem_try_zarray(
	    2 * (size_t)s->products, sizeof(*single), "the products", err);
	double *joint, places = 0, meetings = 0, held = 0;

	if (single == NULL)
		return false;
	joint = single + s->products;
	for (size_t o = 0; o < s->orders; o++) {
		double size = (double)(s->first[o + 1] - s->first[o]);
		double items;

		if (date_day_of(s->time[o]) >= launched)
			continue;
		items = items_in(s, o, of);
		held += items;
		places += size;
		meetings += size * (size - 1);
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			single[s->product[l]]++;
			joint[s->product[l]] += items;
		}
	}
	for (uint32_t p = 0; places > 0 && p < s->products; p++) {
		double e = held * single[p] * meetings / (places * places);

		if (joint[p] >= PARTNER_LEAST &&
		    (joint[p] + PARTNER_SHRINK) / (e + PARTNER_SHRINK) >=
			PARTNER_LIFT)
			barred[p] = true;
	}
	mem_free(single);
	return true;
}

static bool
may_control(
    const struct view *v, const struct offer *of, uint32_t anchor, uint32_t p)
{
	const struct sales *s = &v->sales;
	double ratio;

	if (s->category[p] == 0 || s->category[p] != s->category[anchor] ||
	    s->price4[p] <= 0 || s->price4[anchor] <= 0)
		return false;
	for (size_t i = 0; i < of->n_items; i++)
		if (of->items[i].product == p)
			return false;
	ratio = (double)s->price4[p] / (double)s->price4[anchor];
	return ratio <= CONTROL_PRICE && ratio >= 1 / CONTROL_PRICE;
}

static void
compare_with_controls(const struct view *v, const struct offer *of,
    const bool *barred, struct measuring *m)
{
	uint32_t anchor = of->items[0].product;
	size_t weeks = (size_t)(m->until - m->launched + 1) / 7;
	struct weekly w = { .n = 0 };
	double *block;

	weeks = weeks > MOST_WEEKS ? MOST_WEEKS : weeks;
	w.launch = weeks * (MEASURE_PLACEBOS + 1);
	w.n = w.launch + weeks;
	w.first = m->launched - (int32_t)(7 * w.launch);
	block = mem_zarray(3 * w.n + 1, sizeof(*block));
	w.product = block;
	w.controls = block + w.n;
	w.one = block + 2 * w.n;
	count_weeks(&v->sales, &w, anchor, w.product);
	for (uint32_t p = 0; p < v->sales.products; p++) {
		if (barred[p] || !may_control(v, of, anchor, p))
			continue;
		count_weeks(&v->sales, &w, p, w.one);
		if (measure_correlation(w.product, w.one, w.launch) <
		    CONTROL_CORRELATION)
			continue;
		m->controls++;
		for (size_t i = 0; i < w.n; i++)
			w.controls[i] += w.one[i];
	}
	m->compared = m->controls > 0 &&
	    measure_launch(
		w.product, w.controls, w.n, w.launch, weeks, &m->effect);
	mem_free(block);
}

static bool
compare(struct store *st, const struct view *v, const struct offer *of,
    struct measuring *m, struct err *err)
{
	bool *barred = mem_try_zarray(
	    v->sales.products, sizeof(*barred), "the products", err);
	bool ok = barred != NULL && bar_bundled(st, v, barred, err) &&
	    bar_partners(&v->sales, of, m->launched, barred, err);

	if (ok)
		compare_with_controls(v, of, barred, m);
	mem_free(barred);
	return ok;
}

/* ---- the shop's own record ---- */

static bool
read_record(struct store *st, struct measuring *m, struct err *err)
{
	struct store_records all;

	m->kept = m->held = 0;
	if (!store_records_load(st, "measured", NULL, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		double x[3];
		bool newer = false;

		for (size_t k = i + 1; k < all.n; k++)
			newer |=
			    strcmp(all.rows[i].name, all.rows[k].name) == 0;
		if (newer || !read_line(all.rows[i].content, "takes", x, 3))
			continue;
		m->kept++;
		m->held += x[0] >= x[1] && x[0] <= x[2];
	}
	store_records_release(&all);
	return true;
}

/* Days of orders from the launch to the end; 'until' precedes it by far where
 * there are no orders. */
static int32_t
days_live(const struct measuring *m)
{
	return m->until < m->launched ? 0 : m->until - m->launched + 1;
}

bool
measuring_find(struct store *st, const struct view *v, const char *name,
    struct measuring *out, struct err *err)
{
	struct measure_counts counts = { 0 };
	struct measure_beta prior;
	struct arena a = { 0 };
	struct store_bundle b;
	struct offer of;
	bool ok;

	*out = (struct measuring){ .name = name };
	ok = store_bundle_get(st, name, &a, &b, err) &&
	    read_launch(st, name, out, &prior, err) &&
	    bundling_offer(v, &b, &a, &of, err);
	out->until = ok ? last_day(&v->sales) : 0;
	if (ok && days_live(out) < MEASURING_LEAST_DAYS)
		ok = err_set(err, ERR_INPUT,
		    "too early to say: %d days of orders since '%s' went "
		    "live; at least %d are needed",
		    (int)days_live(out), name, (int)MEASURING_LEAST_DAYS);
	ok = ok && count_both(&v->sales, &of, out, err);
	if (ok) {
		counts.n1 = (double)exposure_eligible(&out->after);
		counts.y1 = (double)out->after.full_orders;
		ok = measure_take(&counts, prior,
		    organic_prior(v, &out->before), &out->take, err);
	}
	if (ok) {
		value_takes(v, out);
		ok = compare(st, v, &of, out, err) && read_record(st, out, err);
	}
	arena_release(&a);
	return ok;
}

bool
measuring_keep(struct store *st, struct measuring *m, struct err *err)
{
	struct str label = STR_INIT, lines = STR_INIT;
	bool ok;

	str_addf(&label, "measured '%s'", m->name);
	str_addf(&lines,
	    "day %d\ntakes %.10g %.10g %.10g\ntake_beta %.10g "
	    "%.10g\n",
	    (int)m->until, m->takes, m->promised_takes.low80,
	    m->promised_takes.high80, m->take.as_beta.a, m->take.as_beta.b);
	ok = store_action_begin(st, label.p, err) &&
	    store_record_add(st,
		&(struct store_record){
		    .kind = "measured", .name = m->name, .content = lines.p },
		err) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	str_release(&label);
	str_release(&lines);
	return ok && read_record(st, m, err);
}

/* ---- words ---- */

static void
add_window(struct str *out, const char *what, const struct exposure *ex)
{
	double eligible = (double)exposure_eligible(ex);

	str_addf(out, "  %-10s ", what);
	date_add_day(out, ex->from);
	str_add(out, " .. ");
	date_add_day(out, ex->until);
	str_addf(out, "  AOV %.2f  %lld of %.0f orders hold all of it",
	    ex->orders > 0 ? ex->revenue / ex->orders : 0,
	    (long long)ex->full_orders, eligible);
	if (eligible >= 30)
		str_addf(out, " (%.1f %%)",
		    100 * (double)ex->full_orders / eligible);
	str_add_char(out, '\n');
}

static void
add_effect(const struct measuring *m, struct str *out)
{
	if (!m->compared) {
		str_add(out,
		    "\nno comparison: too few weeks, or no product of its "
		    "category that sold alike\n");
		return;
	}
	str_addf(out,
	    "\norders with the first item, against %zu products like it: "
	    "%+.1f %%; where nothing happened it moved by %.1f %%: %s\n",
	    m->controls, 100 * expm1(m->effect.effect),
	    100 * expm1(m->effect.placebo_sd),
	    m->effect.measured ? "measured" : "not told from chance");
}

void
measuring_write_text(
    const struct measuring *m, const struct view *v, struct str *out)
{
	int digits = v->currency.digits;
	bool held = m->takes >= m->promised_takes.low80 &&
	    m->takes <= m->promised_takes.high80;

	str_addf(out, "'%s', live since ", m->name);
	date_add_day(out, m->launched);
	str_add(out, "\n\n");
	add_window(out, "before", &m->before);
	add_window(out, "after", &m->after);
	str_addf(out,
	    "\n  takes in %.0f days: projected %.0f (%.0f .. %.0f), estimated "
	    "since %.0f: %s the range\n",
	    m->horizon, m->promised_takes.median, m->promised_takes.low80,
	    m->promised_takes.high80, m->takes, held ? "in" : "outside");
	str_addf(out,
	    "  take rate: projected %.1f %%, now %.1f %% (%.1f .. "
	    "%.1f), with no hold-out to compare with\n",
	    100 * m->promised_take_rate, 100 * m->take.take,
	    100 * m->take.take_low, 100 * m->take.take_high);
	str_add(out, "  contribution: projected ");
	money_add_grouped(
	    out, money_round(m->promised_contribution.median, digits), digits);
	str_add(out, ", estimated ");
	money_add_grouped(out, money_round(m->contribution, digits), digits);
	str_add_char(out, '\n');
	add_effect(m, out);
	if (m->kept > 0)
		str_addf(out,
		    "\nyour last %zu projection%s: %zu inside the 80 %% "
		    "range\n",
		    m->kept, m->kept == 1 ? "" : "s", m->held);
}

void
measuring_write_json(const struct measuring *m, struct str *out)
{
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "bundle");
	json_text(&j, m->name);
	json_key(&j, "projected_takes");
	json_double(&j, m->promised_takes.median);
	json_key(&j, "projected_takes_low80");
	json_double(&j, m->promised_takes.low80);
	json_key(&j, "projected_takes_high80");
	json_double(&j, m->promised_takes.high80);
	json_key(&j, "takes");
	json_double(&j, m->takes);
	json_key(&j, "take_rate");
	json_double(&j, m->take.take);
	json_key(&j, "take_rate_low80");
	json_double(&j, m->take.take_low);
	json_key(&j, "take_rate_high80");
	json_double(&j, m->take.take_high);
	json_key(&j, "projected_contribution");
	json_double(&j, m->promised_contribution.median);
	json_key(&j, "contribution");
	json_double(&j, m->contribution);
	json_key(&j, "effect");
	json_double(&j, m->compared ? m->effect.effect : (double)NAN);
	json_key(&j, "placebo_sd");
	json_double(&j, m->compared ? m->effect.placebo_sd : (double)NAN);
	json_key(&j, "measured");
	json_bool(&j, m->compared && m->effect.measured);
	json_key(&j, "record_kept");
	json_int(&j, (int64_t)m->kept);
	json_key(&j, "record_held");
	json_int(&j, (int64_t)m->held);
	json_end(&j);
	str_add_char(out, '\n');
}
