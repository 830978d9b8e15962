/*
 * The projection that is frozen is the lab's at this one value, against the
 * rule that the orders so far were made under. Of a spend-and-save threshold
 * that moves, what it did so far is taken off: its changes are those against
 * the day before, which is what will be measured.
 */
#include "service/outcome.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/bundling.h"
#include "service/lab_request.h"
#include "service/measuring_internal.h"
#include "store/store_history.h"

/* ---- the projection ---- */

/* What a launch freezes: the lab's request and its answer. */
struct promise {
	struct lab lab;
	struct store_origins origins;
	struct lab_request request;
	struct saving_tier tier;
	struct threshold_point at;
};

static void
take_off(double median, struct range *r)
{
	r->median -= median;
	r->low80 -= median;
	r->high80 -= median;
	r->low95 -= median;
	r->high95 -= median;
	r->mean -= median;
}

/* Takes off what a tier that was live so far did. */
static bool
take_off_old(const struct view *v, const struct store_threshold *old,
    struct promise *p, struct err *err)
{
	struct threshold_point was;
	struct saving_tier tier;

	if (old->state != STATE_ACTIVE || !thresholding_tier(v, old, &tier) ||
	    !(tier.value > 0))
		return true;
	if (!lab_other(&p->lab, &tier, tier.at, &was, err))
		return false;
	take_off(was.aov_change.median, &p->at.aov_change);
	take_off(was.contribution_change.median, &p->at.contribution_change);
	take_off(was.orders_change.median, &p->at.orders_change);
	return true;
}

static bool
project(struct store *st, const struct view *v, const struct store_threshold *t,
    const struct store_threshold *old, int32_t today, const struct progress *pg,
    struct promise *p, struct err *err)
{
	bool saves = thresholding_tier(v, t, &p->tier);
	struct thresholding_scope scope = {
		.v = v,
		.today = today,
		.country = t->country,
		.except = saves ? t->threshold_id : 0,
	};

	if (saves && !(p->tier.value > 0))
		return err_set(err, ERR_INPUT, "the gift has no price");
	p->request = (struct lab_request){ .fee = -1, .ship_cost = -1 };
	if (saves)
		p->request.reward = &p->tier;
	if (!lab_request_load(st, &scope, &p->origins, &p->request, err) ||
	    !lab_compute(&p->request, pg, &p->lab, err) ||
	    !lab_only(&p->lab, money_major(t->amount, v->currency.digits), err))
		return false;
	p->at = p->lab.points[0];
	return !saves || take_off_old(v, old, p, err);
}

static void
promise_release(struct promise *p)
{
	lab_release(&p->lab);
	store_origins_release(&p->origins);
}

static void
write_inputs(const struct lab *lab, struct json *j)
{
	struct basis_row rows[THRESHOLD_MAX_ROWS];
	size_t n = threshold_rows(&lab->inputs, rows);

	json_key(j, "inputs");
	json_object(j);
	for (size_t i = 0; i < n; i++) {
		json_key(j, rows[i].name);
		json_object(j);
		json_key(j, "value");
		json_double(j, rows[i].value);
		json_key(j, "basis");
		json_text(j, basis_name(rows[i].basis));
		json_end(j);
	}
	json_end(j);
}

static void
write_promise(const struct promise *p, double horizon, struct str *out)
{
	struct str rule = STR_INIT;
	struct json j;

	lab_add_rule(&p->lab, &rule);
	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "threshold");
	json_double(&j, p->at.threshold);
	json_key(&j, "horizon_days");
	json_double(&j, horizon);
	json_key(&j, "rule_before");
	json_text(&j, rule.p);
	outlook_json_range(&j, "aov_change", &p->at.aov_change);
	outlook_json_range(&j, "orders_change", &p->at.orders_change);
	outlook_json_range(
	    &j, "contribution_change", &p->at.contribution_change);
	json_key(&j, "p_better");
	json_double(&j, p->at.p_better);
	write_inputs(&p->lab, &j);
	json_end(&j);
	str_release(&rule);
}

/* ---- going live ---- */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Does saving t over 'old' put something live that was not? */
static bool
goes_live(const struct store_threshold *t, const struct store_threshold *old)
{
	return t->state == STATE_ACTIVE &&
	    (old->state != STATE_ACTIVE || t->amount != old->amount ||
		!same_text(t->kind, old->kind) ||
		t->reward_value != old->reward_value ||
		t->gift_product != old->gift_product ||
		!same_text(t->country, old->country));
}

/* The threshold as it is stored, a draft where it is new or gone. Texts in
 * 'text'. */
static bool
load_old(struct store *st, const struct store_threshold *t, struct arena *text,
    struct store_threshold *out, struct err *err)
{
	struct err why = ERR_INIT;

	if (t->threshold_id != 0) {
		if (store_threshold_find(st, t->threshold_id, text, out, &why))
			return true;
		if (why.code != ERR_NOT_FOUND)
			return err_set(err, why.code, "%s", why.text);
	}
	*out = thresholding_draft(t->name, 0);
	return true;
}

/* The day from which shoppers see it. */
static int32_t
first_day(const struct store_threshold *t, int32_t today)
{
	return t->starts > today ? t->starts : today;
}

static void
add_range(struct str *out, const char *key, const struct range *r)
{
	str_addf(
	    out, "%s %.10g %.10g %.10g\n", key, r->median, r->low80, r->high80);
}

static bool
add_records(struct store *st, const struct view *v,
    const struct store_threshold *t, const struct promise *p, int32_t today,
    struct err *err)
{
	double horizon = v->settings.value[SETTING_HORIZON_DAYS];
	struct str json = STR_INIT, lines = STR_INIT;
	bool ok;

	write_promise(p, horizon, &json);
	str_addf(&lines, "day %d\nhorizon %.10g\namount %lld\n",
	    (int)first_day(t, today), horizon, (long long)t->amount);
	add_range(&lines, "aov", &p->at.aov_change);
	add_range(&lines, "orders", &p->at.orders_change);
	add_range(&lines, "contribution", &p->at.contribution_change);
	ok = store_record_add(st,
		 &(struct store_record){ .kind = "threshold projection",
		     .name = t->name,
		     .content = json.p },
		 err) &&
	    store_record_add(st,
		&(struct store_record){ .kind = "threshold launch",
		    .name = t->name,
		    .content = lines.p },
		err);
	str_release(&json);
	str_release(&lines);
	return ok;
}

/* Saves and keeps the records, as one action. 'p' NULL: nothing is frozen. */
static bool
save(struct store *st, const struct view *v, struct store_threshold *t,
    const struct store_threshold *old, const struct going_live *how,
    const struct promise *p, struct err *err)
{
	/* Kinds of records that belong to it; the latest of each counts. */
	static const char *const kinds[] = { "threshold projection",
		"threshold launch", "threshold measured", "threshold holdout" };
	bool renamed =
	    old->threshold_id != 0 && strcmp(old->name, t->name) != 0;

	if (!store_action_begin(st, how->label, err))
		return false;
	if (thresholding_store(st, t, err) &&
	    (!renamed ||
		bundling_copy_records(
		    st, kinds, ARRAY_LEN(kinds), old->name, t->name, err)) &&
	    (p == NULL || add_records(st, v, t, p, how->today, err)) &&
	    store_action_commit(st, NULL, err))
		return true;
	store_action_rollback(st);
	return false;
}

static bool
launch(struct store *st, const struct view *v, struct store_threshold *t,
    const struct store_threshold *old, const struct going_live *how,
    struct err *err)
{
	struct promise *p;
	struct err why = ERR_INIT;
	bool projected, ok;

	if (!cut_is_all(&v->cut))
		return err_set(err, ERR_INPUT,
		    "'%s' goes live with a projection on all orders, to be "
		    "measured against; look at all orders again first",
		    t->name);
	p = mem_zalloc(sizeof(*p));
	projected = project(st, v, t, old, how->today, how->pg, p, &why);

	/* As of a bundle: what cannot be projected still goes live, not what
	 * could not be read, or was stopped. */
	if (!projected && why.code != ERR_INPUT && why.code != ERR_NOT_FOUND)
		ok = err_set(err, why.code, "%s", why.text);
	else
		ok = save(st, v, t, old, how, projected ? p : NULL, err);
	if (ok && !projected)
		measuring_note(how, &why);
	promise_release(p);
	mem_free(p);
	return ok;
}

bool
outcome_save(struct store *st, const struct view *v, struct store_threshold *t,
    const struct going_live *how, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold old;
	bool ok =
	    thresholding_check(t, err) && load_old(st, t, &text, &old, err);

	if (ok && goes_live(t, &old))
		ok = launch(st, v, t, &old, how, err);
	else if (ok)
		ok = save(st, v, t, &old, how, NULL, err);
	arena_release(&text);
	return ok;
}

/* One that is new was not there when its name was chosen. */
static bool
save_new(struct store *st, const struct view *v, struct store_threshold *t,
    const struct going_live *how, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold other;
	struct err why = ERR_INIT;
	bool ok = outcome_save(st, v, t, how, &why);

	if (!ok && why.code == ERR_INPUT && t->threshold_id == 0 &&
	    store_threshold_get(st, t->name, &text, &other, NULL))
		err_set(&why, ERR_CONFLICT,
		    "threshold '%s' was made by somebody else meanwhile; look "
		    "at it and try again",
		    t->name);
	arena_release(&text);
	return ok || err_set(err, why.code, "%s", why.text);
}

bool
outcome_put_live(struct store *st, const struct view *v,
    const struct store_threshold *wanted, const struct going_live *how,
    struct str *said, struct err *err)
{
	struct arena memory = { 0 };
	struct str full = STR_INIT;
	struct store_threshold t;
	bool ok = thresholding_like(st, v, wanted, &memory, &t, err);

	if (ok) {
		t.amount = wanted->amount;
		t.state = STATE_ACTIVE;
		thresholding_add_words(&t, v->currency.digits, said);
		str_addf(
		    &full, "%sthreshold '%s': %s", how->label, t.name, said->p);
		struct going_live named = *how;
		named.label = full.p;
		ok = save_new(st, v, &t, &named, err);
	}
	str_release(&full);
	arena_release(&memory);
	return ok;
}
