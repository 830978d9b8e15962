/*
 * One pair's evidence as words and JSON, and the merchandiser's decision on
 * it.
 */
#include "service/pairing.h"

#include "base/date.h"
#include "base/json.h"
#include "base/num.h"
#include "store/store_history.h"

enum {
	TREND_MONTHS = 36 /* of the line of blocks */
};

void
pairing_add_sentence(
    const struct view *v, const struct pairing_sheet *s, struct str *out)
{
	const struct pair_stats *p = &s->stats;
	struct slice a = view_title(v, s->a), b = view_title(v, s->b);

	if (!s->counted) {
		str_addf(out,
		    "Fewer than %u orders hold both '%.*s' and '%.*s': too few "
		    "to say anything.",
		    v->context.floor, (int)a.len, a.p, (int)b.len, b.p);
		return;
	}
	str_add(out, "Of ");
	num_add_grouped(out, p->orders_a);
	str_addf(out, " orders with '%.*s', ", (int)a.len, a.p);
	num_add_grouped(out, p->orders_both);
	if (p->orders_a >= PAIRING_LEAST_FOR_PERCENT)
		str_addf(out, " (%.1f %%)", p->confidence_ab * 100);
	str_addf(out,
	    " also hold '%.*s': %.1f times (%.1f to %.1f) what basket sizes "
	    "and popularity explain.",
	    (int)b.len, b.p, p->lift, p->lift_low, p->lift_high);
}

/* The result with the sequence as it was counted, deciding or not. */
static struct relation_result
with_sequence(const struct pairing_sheet *s, const struct pair_trace *t)
{
	struct relation_result r = s->relation;

	if (t->sequence.customers > 0) {
		r.has_sequence = true;
		r.sequence = t->sequence;
	}
	return r;
}

void
pairing_add_rule(
    const struct pairing_sheet *s, const struct pair_trace *t, struct str *out)
{
	struct relation_result r = with_sequence(s, t);

	relation_add_rule(&r, &s->stats, out);
}

void
pairing_add_direction(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out)
{
	struct relation_result r = with_sequence(s, t);
	bool a = r.accessory == RELATION_A_IS_ACCESSORY;

	if (r.accessory != RELATION_NO_ACCESSORY) {
		str_add_slice(out, view_title(v, a ? s->a : s->b));
		str_add(out, " goes with ");
		str_add_slice(out, view_title(v, a ? s->b : s->a));
	} else if (r.relation == RELATION_COMPLEMENT) {
		str_add(out, "neither");
	} else {
		return;
	}
	str_add(out, ": ");
	relation_add_direction(&r, out);
}

static void
add_evidence(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out)
{
	struct str words = STR_INIT;

	str_addf(out, "evidence    %s: %s\n", evidence_name(s->stats.evidence),
	    evidence_meaning(s->stats.evidence));
	str_addf(out, "relation    %s: %s\n",
	    relation_name(s->relation.relation),
	    relation_meaning(s->relation.relation));
	pairing_add_rule(s, t, &words);
	str_addf(out, "            %s\n", words.p);
	str_clear(&words);
	pairing_add_direction(v, s, t, &words);
	if (words.len > 0)
		str_addf(out, "accessory   %s\n", words.p);
	str_release(&words);
}

/* What a person said, or the shop's product file. */
static void
add_decision(
    const struct view *v, const struct pairing_sheet *s, struct str *out)
{
	const char *note = view_note(v, s->a, s->b);

	if (s->verdict != VERDICT_NONE)
		str_addf(
		    out, "decided     %s\n", store_verdict_name(s->verdict));
	if (view_bundle_of(v, s->a, s->b) != NULL)
		str_addf(out, "offered     in bundle '%s' already\n",
		    view_bundle_of(v, s->a, s->b));
	else if (s->sold_in_shop)
		str_add(out,
		    "offered     together by the shop, as a product file "
		    "says\n");
	if (note != NULL)
		str_addf(out, "note        %s\n", note);
}

bool
pairing_drift(const struct view *v, const struct pairing_sheet *s, double *low,
    double *high)
{
	if (s->has_attach)
		metric_attach_drift(
		    &s->attach, v->settings.value[SETTING_DRIFT], low, high);
	return s->has_attach;
}

void
pairing_counts(const struct pairing_sheet *s, struct pairing_counts *out)
{
	const struct pair_stats *p = &s->stats;

	out->both = p->orders_both;
	out->only_a = (int64_t)p->orders_a - out->both;
	out->only_b = (int64_t)p->orders_b - out->both;
	out->neither =
	    (int64_t)p->baskets - out->both - out->only_a - out->only_b;
}

static void
add_counts(const struct view *v, const struct pairing_sheet *s, struct str *out)
{
	const struct pair_stats *p = &s->stats;
	struct slice a = view_sku(v, s->a), b = view_sku(v, s->b);
	struct pairing_counts n;

	pairing_counts(s, &n);
	str_addf(out, "A           %.*s\nB           %.*s\n", (int)a.len, a.p,
	    (int)b.len, b.p);
	str_addf(
	    out, "orders      %10s %10s %10s\n", "", "with B", "without B");
	str_addf(out, "            %10s %10lld %10lld\n", "with A",
	    (long long)n.both, (long long)n.only_a);
	str_addf(out, "            %10s %10lld %10lld\n", "without A",
	    (long long)n.only_b, (long long)n.neither);
	str_addf(out, "customers   %u bought both in one order, %u ever\n",
	    p->customers_both, p->customers_ever);
}

static void
add_trend(const struct pair_trace *t, struct str *out)
{
	size_t shown = t->n_months < TREND_MONTHS ? t->n_months : TREND_MONTHS;

	str_add(out, "trend       ");
	pair_trace_add_spark(t, TREND_MONTHS, out);
	str_add(out, "  joint orders a month from ");
	date_add_month(out, t->first_month + (int32_t)(t->n_months - shown));
	str_add_char(out, '\n');
}

static void
add_trace(const struct pair_trace *t, struct str *out)
{
	const char *label = "by size";

	add_trend(t, out);
	for (size_t i = 0; i < PAIR_TRACE_SIZE_COUNT; i++) {
		const struct pair_trace_count *c = &t->sizes[i];
		if (c->with_a == 0)
			continue;
		str_addf(out, "%-11s %-11s ", label, pair_trace_size_name(i));
		pair_trace_add_share(c->both, c->with_a, out);
		str_add(out, " with A hold B\n");
		label = "";
	}
	label = "by segment";
	for (size_t i = 0; t->has_segments && i < PAIR_TRACE_SEGMENT_COUNT;
	     i++) {
		const struct pair_trace_count *c = &t->segments[i];
		if (c->with_a == 0)
			continue;
		str_addf(
		    out, "%-11s %-15s ", label, pair_trace_segment_title(i));
		pair_trace_add_interval(c->both, c->with_a, out);
		str_add_char(out, '\n');
		label = "";
	}
	str_add(out, "promotions  ");
	pair_trace_add_share(t->promoted, (int64_t)t->n_joint, out);
	str_add(out, " with both record a discount\n");
}

void
pairing_write_text(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out)
{
	const struct pair_stats *p = &s->stats;
	double low, high;

	pairing_add_sentence(v, s, out);
	str_add(out, "\n\n");
	if (!s->counted) {
		add_decision(v, s, out);
		return;
	}
	add_evidence(v, s, t, out);
	add_decision(v, s, out);
	add_counts(v, s, out);
	str_addf(out, "expected    %.1f joint orders by chance alone\n",
	    p->expected);
	str_addf(out, "lift        %.2f (90 %%: %.2f to %.2f)\n", p->lift,
	    p->lift_low, p->lift_high);
	if (p->orders_a >= PAIRING_LEAST_FOR_PERCENT &&
	    pairing_drift(v, s, &low, &high))
		str_addf(out,
		    "attach rate %.1f %% (90 %%: %.1f to %.1f %%), shrunk "
		    "towards chance\n"
		    "next period %.1f to %.1f %% (90 %%), as rates drift\n",
		    s->attach.mean * 100, s->attach.low * 100,
		    s->attach.high * 100, low * 100, high * 100);
	str_addf(out, "p, q        %.3g, %.3g\n", p->p_value, p->q_value);
	add_trace(t, out);
}

static void
write_double(struct json *j, const char *key, double value)
{
	json_key(j, key);
	json_double(j, value);
}

static void
write_text(struct json *j, const char *key, struct slice text)
{
	json_key(j, key);
	json_string(j, text);
}

static void
write_count(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	json_int(j, n);
}

static void
write_counts(struct json *j, const struct pair_trace_count *c)
{
	write_count(j, "orders_a", c->with_a);
	write_count(j, "orders_both", c->both);
	json_end(j);
}

static void
write_trace(struct json *j, const struct pair_trace *t)
{
	struct str month = STR_INIT;

	json_key(j, "months");
	json_array(j);
	for (size_t i = 0; i < t->n_months; i++) {
		str_clear(&month);
		date_add_month(&month, t->first_month + (int32_t)i);
		json_object(j);
		write_text(j, "month", slice_str(&month));
		write_counts(j, &t->months[i]);
	}
	json_end(j);
	json_key(j, "sizes");
	json_array(j);
	for (size_t i = 0; i < PAIR_TRACE_SIZE_COUNT; i++) {
		json_object(j);
		write_text(j, "size", slice_of(pair_trace_size_name(i)));
		write_counts(j, &t->sizes[i]);
	}
	json_end(j);
	json_key(j, "segments");
	json_array(j);
	for (size_t i = 0; t->has_segments && i < PAIR_TRACE_SEGMENT_COUNT;
	     i++) {
		json_object(j);
		write_text(j, "segment", slice_of(pair_trace_segment_title(i)));
		write_counts(j, &t->segments[i]);
	}
	json_end(j);
	write_count(j, "orders_promoted", t->promoted);
	str_release(&month);
}

/* What stands behind the relation. */
static void
write_relation(struct json *j, const struct view *v,
    const struct pairing_sheet *s, const struct pair_trace *t)
{
	const struct relation_result *r = &s->relation;
	struct str rule = STR_INIT;

	if (s->counted)
		pairing_add_rule(s, t, &rule);
	write_text(j, "rule", slice_str(&rule));
	write_text(j, "accessory",
	    r->accessory == RELATION_NO_ACCESSORY
		? slice_of("")
		: view_sku(v,
		      r->accessory == RELATION_A_IS_ACCESSORY ? s->a : s->b));
	write_text(j, "accessory_by",
	    slice_of(r->turned                              ? "decision"
		    : r->accessory == RELATION_NO_ACCESSORY ? ""
							    : "rule"));
	write_count(j, "customers_apart", t->sequence.customers);
	write_count(j, "customers_a_first", t->sequence.a_first);
	if (t->sequence.customers > 0)
		write_double(
		    j, "median_days_between", t->sequence.median_lag_days);
	str_release(&rule);
}

void
pairing_write_json(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out)
{
	const struct pair_stats *p = &s->stats;
	double low, high;
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	write_text(&j, "product_a", view_sku(v, s->a));
	write_text(&j, "product_b", view_sku(v, s->b));
	write_text(&j, "title_a", view_title(v, s->a));
	write_text(&j, "title_b", view_title(v, s->b));
	write_count(&j, "orders_a", p->orders_a);
	write_count(&j, "orders_b", p->orders_b);
	write_count(&j, "orders_both", p->orders_both);
	write_double(&j, "expected", p->expected);
	write_double(&j, "lift", p->lift);
	write_double(&j, "lift_low", p->lift_low);
	write_double(&j, "lift_high", p->lift_high);
	write_double(&j, "p_value", p->p_value);
	write_double(&j, "q_value", p->q_value);
	write_count(&j, "customers_both", p->customers_both);
	write_count(&j, "customers_ever", p->customers_ever);
	if (s->has_attach) {
		write_double(&j, "attach_rate", s->attach.mean);
		write_double(&j, "attach_low90", s->attach.low);
		write_double(&j, "attach_high90", s->attach.high);
	}
	if (pairing_drift(v, s, &low, &high)) {
		write_double(&j, "attach_drift_low90", low);
		write_double(&j, "attach_drift_high90", high);
	}
	write_text(
	    &j, "relation", slice_of(relation_name(s->relation.relation)));
	write_text(&j, "evidence", slice_of(evidence_name(p->evidence)));
	write_text(&j, "verdict", slice_of(store_verdict_name(s->verdict)));
	write_text(&j, "offered",
	    slice_of(view_bundle_of(v, s->a, s->b) != NULL ? "bundle"
		    : s->sold_in_shop                      ? "shop"
							   : ""));
	write_relation(&j, v, s, t);
	write_trace(&j, t);
	json_end(&j);
	str_add_char(out, '\n');
}

/* ---- decisions ---- */

static bool
keep(struct store *st, struct store_decision *d, const char *label,
    struct err *err)
{
	if (!store_action_begin(st, label, err))
		return false;
	if (store_decision_save(st, d, err) &&
	    store_action_commit(st, NULL, err))
		return true;
	store_action_rollback(st);
	return false;
}

/* The decision on the pair as it is, or an empty one. */
bool
pairing_decision(struct store *st, const struct view *v, size_t a, size_t b,
    struct arena *text, struct store_decision *d, struct err *err)
{
	bool found = false;
	int64_t x = v->products.rows[a].product_id;
	int64_t y = v->products.rows[b].product_id;

	if (a == b)
		return err_set(
		    err, ERR_INPUT, "a pair needs two different products");
	if (!store_decision_get(st, x, y, text, d, &found, err))
		return false;
	if (!found)
		*d = (struct store_decision){ .product_a = x, .product_b = y };
	return true;
}

static void
add_pair_label(const struct view *v, size_t a, size_t b, struct str *label)
{
	str_addf(label, " %s + %s", v->products.rows[a].sku,
	    v->products.rows[b].sku);
}

/* "rejected, 'sold as a set'" */
static void
add_known(const struct store_decision *d, struct str *out)
{
	str_add(out,
	    d->verdict == VERDICT_NONE ? "not decided"
				       : store_verdict_name(d->verdict));
	if (d->note != NULL && d->note[0] != '\0')
		str_addf(out, ", '%s'", d->note);
}

bool
pairing_check_typed(struct store *st, const struct view *v, size_t a, size_t b,
    const struct store_decision *before, const char *mine, struct err *err)
{
	struct arena text = { 0 };
	struct store_decision d;
	struct str known = STR_INIT;
	const char *was = before->note != NULL ? before->note : "";
	bool ok = pairing_decision(st, v, a, b, &text, &d, err);

	if (ok &&
	    (d.verdict != before->verdict ||
		strcmp(d.note != NULL ? d.note : "", was) != 0)) {
		add_known(&d, &known);
		ok = err_set(err, ERR_CONFLICT,
		    "the pair was changed meanwhile: yours is '%s', the stored "
		    "one is %s",
		    mine != NULL ? mine : "", known.p);
	}
	str_release(&known);
	arena_release(&text);
	return ok;
}

bool
pairing_decide(struct store *st, const struct view *v, size_t a, size_t b,
    enum store_verdict verdict, const char *note, struct err *err)
{
	static const char *const verbs[VERDICT_COUNT] = {
		[VERDICT_NONE] = "no longer decided:",
		[VERDICT_ACCEPT] = "accepted pair",
		[VERDICT_REJECT] = "rejected pair",
	};
	struct store_decision d;
	struct arena text = { 0 };
	struct str label = STR_INIT;
	bool ok = pairing_decision(st, v, a, b, &text, &d, err);

	if (ok) {
		d.verdict = verdict;
		d.note = note != NULL ? note : d.note;
		str_add(&label, verbs[verdict]);
		add_pair_label(v, a, b, &label);
		ok = keep(st, &d, label.p, err);
	}
	str_release(&label);
	arena_release(&text);
	return ok;
}

bool
pairing_turn(struct store *st, const struct view *v, size_t a, size_t b,
    size_t accessory, struct err *err)
{
	struct store_decision d;
	struct arena text = { 0 };
	struct str label = STR_INIT;
	bool ok = pairing_decision(st, v, a, b, &text, &d, err);

	assert(accessory == a || accessory == b);
	if (ok) {
		d.accessory = v->products.rows[accessory].product_id;
		str_addf(&label, "'%s' goes with '%s'",
		    v->products.rows[accessory].sku,
		    v->products.rows[accessory == a ? b : a].sku);
		ok = keep(st, &d, label.p, err);
	}
	str_release(&label);
	arena_release(&text);
	return ok;
}

bool
pairing_note(struct store *st, const struct view *v, size_t a, size_t b,
    const char *note, struct err *err)
{
	struct store_decision d;
	struct arena text = { 0 };
	struct str label = STR_INIT;
	bool ok = pairing_decision(st, v, a, b, &text, &d, err);

	if (ok) {
		d.note = note[0] != '\0' ? note : NULL;
		str_add(&label, "note on");
		add_pair_label(v, a, b, &label);
		ok = keep(st, &d, label.p, err);
	}
	str_release(&label);
	arena_release(&text);
	return ok;
}
