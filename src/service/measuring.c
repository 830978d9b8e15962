/*
 * Orders before the launch are selected into sales of their own, so that both
 * windows go through the same count. The organic share of the time before is
 * the prior of the time after, widened by the drift that attach rates show from
 * one period to the next: without a hold-out that is all there is.
 */
#include "service/measuring_internal.h"

#include <math.h>
#include <stdio.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/bundling.h"
#include "store/store_history.h"

#define ORGANIC_WEIGHT 1.0
#define FORGETTING     .98 /* of what was measured, a week */

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
	    measuring_teach(st, b, today, &request, err) &&
	    outlook_compute(&request, pg, out, err);

	arena_release(&a);
	return ok;
}

void
measuring_note(const struct going_live *how, const struct err *why)
{
	if (how->note != NULL)
		str_addf(how->note, "; nothing to measure it against: %s",
		    why->text);
}

bool
measuring_launch(struct store *st, const struct view *v, struct store_bundle *b,
    const struct going_live *how, struct err *err)
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
	projected = project(st, v, b, how->today, how->pg, o, &why);

	/* What cannot be projected (no price, say) still goes live; not what
	 * could not be read, or was stopped. */
	if (!projected && why.code != ERR_INPUT && why.code != ERR_NOT_FOUND) {
		mem_free(o);
		return err_set(err, why.code, "%s", why.text);
	}
	b->state = STATE_ACTIVE;
	ok = bundling_check(v, b, err) &&
	    store_action_begin(st, how->label, err) &&
	    bundling_carry_records(st, b, err) &&
	    store_bundle_save(st, b, err) &&
	    (!projected || add_records(st, v, b->name, o, how->today, err)) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	else if (!projected)
		measuring_note(how, &why);
	mem_free(o);
	return ok;
}

/* ---- records ---- */

bool
measuring_read(const char *content, const char *key, double *out, size_t n)
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

bool
measuring_read_range(const char *content, const char *key, struct range *out)
{
	double x[3];

	if (!measuring_read(content, key, x, 3))
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
	ok = measuring_read(text, "day", &day, 1) &&
	    measuring_read(text, "horizon", &m->horizon, 1) &&
	    measuring_read(text, "take_rate", rate, 2) &&
	    measuring_read_range(text, "takes", &m->promised_takes) &&
	    measuring_read_range(
		text, "contribution", &m->promised_contribution);
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

bool
measuring_select(const struct sales *s, int32_t since, int32_t until,
    const uint8_t *side, enum heldout_side which, struct sales *out,
    struct err *err)
{
	bool *keep = mem_try_zarray(
	    s->orders, sizeof(*keep), "a mark for each order", err);
	bool ok = keep != NULL;

	if (ok) {
		sales_mark_days(s, since, until, keep);
		for (size_t o = 0; side != NULL && o < s->orders; o++)
			keep[o] = keep[o] && side[o] == which;
		ok = sales_select(s, keep, out, err);
	}
	mem_free(keep);
	return ok;
}

bool
measuring_span(const struct sales *s, int32_t *first, int32_t *last)
{
	*first = INT32_MAX;
	*last = INT32_MIN;
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);

		*first = day < *first ? day : *first;
		*last = day > *last ? day : *last;
	}
	return s->orders > 0;
}

size_t
measuring_weeks_before(const struct sales *s, int32_t launched, size_t weeks)
{
	size_t most = weeks * (MEASURE_PLACEBOS + 1), known;
	int32_t first, last;

	if (!measuring_span(s, &first, &last) || first >= launched)
		return 0;
	known = (size_t)(launched - first) / 7;
	return known < most ? known : most;
}

/* Counts the days since the launch on one side. */
static bool
count_side(const struct sales *s, const struct offer *of, const uint8_t *side,
    enum heldout_side which, const struct measuring *m, struct exposure *out,
    struct err *err)
{
	struct sales new = { 0 };
	bool ok = measuring_select(
		      s, m->launched, m->until, side, which, &new, err) &&
	    count_window(&new, of, m->until - m->launched + 1, out, err);

	sales_release(&new);
	return ok;
}

static bool
count_both(const struct sales *s, const struct offer *of, const uint8_t *side,
    struct measuring *m, struct err *err)
{
	int days = m->until - m->launched + 1;
	struct sales old = { 0 };
	bool ok = measuring_select(s, m->launched - days, m->launched - 1, NULL,
		      HELDOUT_OFFERED, &old, err) &&
	    count_window(&old, of, days, &m->before, err) &&
	    count_side(s, of, side, HELDOUT_OFFERED, m, &m->after, err) &&
	    (m->held.kind == HELDOUT_NONE ||
		count_side(s, of, side, HELDOUT_HELD, m, &m->without, err));

	sales_release(&old);
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

/* What the take rate was measured under: with another discount or other items
 * it says nothing. */
static void
write_terms(const struct store_bundle *b, char out[MEASURING_TERMS])
{
	struct str words = STR_INIT;

	str_addf(&words, "%s %lld %s", b->discount_kind,
	    (long long)b->discount_value, b->tiers != NULL ? b->tiers : "-");
	for (size_t i = 0; i < b->n_items; i++)
		str_addf(&words, " %lldx%lld", (long long)b->items[i].quantity,
		    (long long)b->items[i].product_id);
	(void)snprintf(out, MEASURING_TERMS, "%016llx",
	    (unsigned long long)slice_hash(slice_str(&words)));
	str_release(&words);
}

/* Days of orders from the launch to the end; 'until' precedes it by far where
 * there are no orders. */
static int32_t
days_live(const struct measuring *m)
{
	return m->until < m->launched ? 0 : m->until - m->launched + 1;
}

/* The take rate, from those who did without the offer where there are some. */
static bool
find_take(const struct view *v, struct measure_beta prior,
    struct measuring *out, struct err *err)
{
	struct measure_counts counts = {
		.n1 = (double)exposure_eligible(&out->after),
		.y1 = (double)out->after.full_orders,
		.n0 = (double)exposure_eligible(&out->without),
		.y0 = (double)out->without.full_orders,
	};

	out->organic = organic_prior(v, &out->before);
	return measure_take(&counts, prior, out->organic, &out->take, err);
}

/* Everything that is counted in orders. */
static bool
count_all(struct store *st, const struct view *v, const struct offer *of,
    struct measure_beta prior, struct measuring *out, struct err *err)
{
	const struct heldout_offer held = { .name = out->name };
	uint8_t *side =
	    mem_try_zarray(v->sales.orders, sizeof(*side), "orders", err);
	bool ok = side != NULL && heldout_load(st, &held, &out->held, err) &&
	    heldout_mark(st, &out->held, &v->sales, side, err) &&
	    count_both(&v->sales, of, side, out, err) &&
	    find_take(v, prior, out, err) &&
	    (out->held.kind == HELDOUT_NONE ||
		measuring_hold_out(v, side,
		    &(struct measuring_days){ out->launched, out->until },
		    out->held.kind != HELDOUT_ORDERS, &out->arms, err));

	mem_free(out->held.ids); /* how many they are is enough */
	out->held.ids = NULL;
	mem_free(side);
	return ok;
}

bool
measuring_find(struct store *st, const struct view *v, const char *name,
    struct measuring *out, struct err *err)
{
	struct measure_beta prior;
	struct arena a = { 0 };
	struct store_bundle b;
	struct offer of;
	int32_t first;
	bool ok;

	*out = (struct measuring){ .name = name };
	ok = store_bundle_get(st, name, &a, &b, err) &&
	    read_launch(st, name, out, &prior, err) &&
	    bundling_offer(v, &b, &a, &of, err);
	if (ok)
		(void)measuring_span(&v->sales, &first, &out->until);
	if (ok && days_live(out) < MEASURING_LEAST_DAYS)
		ok = err_set(err, ERR_INPUT,
		    "too early to say: %d days of orders since '%s' went "
		    "live; at least %d are needed",
		    (int)days_live(out), name, (int)MEASURING_LEAST_DAYS);
	if (ok)
		write_terms(&b, out->terms);
	ok = ok && count_all(st, v, &of, prior, out, err);
	if (ok) {
		value_takes(v, out);
		ok = measuring_compare(st, v, &of, out, err) &&
		    measuring_track(st, MEASURING_BUNDLES, &out->track, err);
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
	    "%.10g\nlaunched %d\npromised %.10g %.10g\ncontribution %.10g\n"
	    "held_out %d\noffer %s\n",
	    (int)m->until, m->takes, m->promised_takes.low80,
	    m->promised_takes.high80, m->take.as_beta.a, m->take.as_beta.b,
	    (int)m->launched, m->promised_takes.median,
	    m->promised_contribution.median, m->contribution,
	    m->held.kind != HELDOUT_NONE, m->terms);
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
	return ok && measuring_track(st, MEASURING_BUNDLES, &m->track, err);
}

/* ---- what was learned ---- */

/* The word after a key; false when the key is not there. */
static bool
read_word(const char *content, const char *key, struct slice *out)
{
	struct slice rest = slice_of(content), line, word;

	while (slice_split(&rest, '\n', &line)) {
		if (!slice_split(&line, ' ', &word) || !slice_eq_c(word, key))
			continue;
		*out = slice_trim(line);
		return true;
	}
	return false;
}

static bool
takes_ok(const double of100[3], double *mean, double *cv)
{
	return projection_take_guess(
	    of100[0] / 100, of100[1] / 100, of100[2] / 100, mean, cv);
}

bool
measuring_parse_takes(struct slice typed, double of100[3], struct err *err)
{
	struct slice rest = typed, part;
	double mean, cv;
	size_t n = 0;

	while (n < 4 && slice_split(&rest, ',', &part)) {
		if (n == 3 || !num_parse_double(slice_trim(part), &of100[n]))
			n = 3;
		n++;
	}
	return (n == 3 && takes_ok(of100, &mean, &cv)) ||
	    err_set(err, ERR_INPUT,
		"'%.*s' are no three rising numbers above 0 and below 100, "
		"like 3,8,15",
		(int)typed.len, typed.p);
}

bool
measuring_guess(struct store *st, const struct store_bundle *b,
    const double *of100, struct err *err)
{
	struct str label = STR_INIT, content = STR_INIT;
	bool ok;

	str_addf(&label, "take rate of '%s': ", b->name);
	if (of100 != NULL) {
		str_addf(&label, "of 100 shoppers %g to %g, likely %g",
		    of100[0], of100[2], of100[1]);
		str_addf(&content, "takes %.10g %.10g %.10g\n", of100[0],
		    of100[1], of100[2]);
	} else {
		str_add(&label, "no estimate of your own");
		str_add(&content, "none\n");
	}
	ok = store_action_begin(st, label.p, err) &&
	    store_record_add(st,
		&(struct store_record){
		    .kind = "takes", .name = b->name, .content = content.p },
		err) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	str_release(&label);
	str_release(&content);
	return ok;
}

/* The newest record of a kind, read by 'take'; its id, 0: none that reads. */
static bool
newest(struct store *st, const char *kind, const char *name,
    bool (*take)(const char *content, void *arg), void *arg, int64_t *id,
    struct err *err)
{
	struct store_records all;

	*id = 0;
	if (!store_records_load(st, kind, name, &all, err))
		return false;
	if (all.n > 0 && take(all.rows[all.n - 1].content, arg))
		*id = all.rows[all.n - 1].record_id;
	store_records_release(&all);
	return true;
}

static bool
take_guess(const char *content, void *arg)
{
	struct measuring_rate *out = arg;

	out->guessed = true;
	return measuring_read(content, "takes", out->of100, 3) &&
	    takes_ok(out->of100, &out->mean, &out->cv);
}

/* Measured: under the same terms, on a day. */
struct asked_rate {
	struct measuring_rate rate;
	char terms[MEASURING_TERMS];
	int32_t today;
};

static bool
take_measured(const char *content, void *arg)
{
	struct asked_rate *asked = arg;
	struct slice terms;
	double beta[2], day, held = 0, n;

	if (!measuring_read(content, "take_beta", beta, 2) ||
	    !measuring_read(content, "day", &day, 1) ||
	    !read_word(content, "offer", &terms) ||
	    !slice_eq_c(terms, asked->terms) || !(beta[0] > 0) ||
	    !(beta[1] > 0))
		return false;
	n = (beta[0] + beta[1]) *
	    pow(FORGETTING, fmax(0, ((double)asked->today - day) / 7));
	(void)measuring_read(content, "held_out", &held, 1); /* else 0 */
	asked->rate.mean = beta[0] / (beta[0] + beta[1]);
	asked->rate.cv = fmax(
	    .01, sqrt((1 - asked->rate.mean) / (asked->rate.mean * (n + 1))));
	asked->rate.held_out = held > 0;
	return true;
}

bool
measuring_learned(struct store *st, const struct store_bundle *b, int32_t today,
    struct measuring_rate *out, struct err *err)
{
	struct asked_rate asked = { .today = today };
	struct measuring_rate guess = { .mean = 0 };
	int64_t measured_id, guess_id;

	write_terms(b, asked.terms);
	if (!newest(st, "measured", b->name, take_measured, &asked,
		&measured_id, err) ||
	    !newest(st, "takes", b->name, take_guess, &guess, &guess_id, err))
		return false;
	*out = (struct measuring_rate){ .mean = 0 };
	if (guess_id > measured_id)
		*out = guess;
	else if (measured_id > 0)
		*out = asked.rate;
	return true;
}

bool
measuring_teach(struct store *st, const struct store_bundle *b, int32_t today,
    struct outlook_request *rq, struct err *err)
{
	struct measuring_rate rate;

	if (!measuring_track(st, MEASURING_BUNDLES, &rq->track, err))
		return false;
	if (rq->take_rate > 0)
		return true;
	if (!measuring_learned(st, b, today, &rate, err))
		return false;
	rq->take_rate = rate.mean;
	rq->take_cv = rate.cv;
	rq->take_learned = rate.mean > 0 && !rate.guessed;
	rq->take_measured = rate.held_out;
	return true;
}
