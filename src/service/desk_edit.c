/*
 * Changes made at the desk. Each is one action of the store; afterwards the
 * key figures and suggestions are asked for again, and after a decision on a
 * pair the view too, because it holds the decisions.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/history.h"
#include "service/measuring.h"
#include "service/outcome.h"
#include "store/store_history.h"

static bool
need_view(const struct desk *dk, struct err *err)
{
	return dk->v != NULL ||
	    err_set(err, ERR_NOT_FOUND, "still loading the shop");
}

/* The session's own change is not news to it; answers 'ok'. */
static bool
own(struct desk *dk, bool ok)
{
	if (ok)
		desk_remember(dk);
	return ok;
}

/* ---- bundles ---- */

bool
desk_bundle_get(struct desk *dk, int64_t bundle_id, struct arena *text,
    struct store_bundle *out, struct err *err)
{
	return bundling_get(dk->st, bundle_id, text, out, err);
}

/* Is the bundle about to become active? */
static bool
goes_live(
    struct desk *dk, const struct store_bundle *b, bool *out, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle old = { .state = STATE_DRAFT };
	bool known = b->bundle_id != 0;
	bool ok = !known || desk_bundle_get(dk, b->bundle_id, &text, &old, err);

	*out = b->state == STATE_ACTIVE && old.state != STATE_ACTIVE;
	arena_release(&text);
	return ok;
}

bool
desk_bundle_save(
    struct desk *dk, struct store_bundle *b, const char *label, struct err *err)
{
	const struct going_live how = { label, desk_today(dk), NULL, NULL };
	bool live, ok;

	if (!need_view(dk, err) || !goes_live(dk, b, &live, err))
		return false;
	ok = live ? measuring_launch(dk->st, dk->v, b, &how, err)
		  : bundling_save(dk->st, dk->v, b, label, err);
	if (ok)
		desk_jobs_overview(dk);
	return ok;
}

bool
desk_bundle_delete(
    struct desk *dk, const struct store_bundle *b, struct err *err)
{
	if (!need_view(dk, err) || !bundling_delete(dk->st, b, err))
		return false;
	desk_jobs_overview(dk);
	return true;
}

/* "Lamp + Bulb", and with a number behind it when the name is taken. */
static bool
name_bundle(struct desk *dk, const struct store_bundle *b, struct str *name,
    struct err *err)
{
	struct store_bundles all;
	struct str wanted = STR_INIT;
	bool taken = true;

	if (!store_bundles_load(dk->st, &all, err))
		return false;
	bundling_add_contents(dk->v, b, &wanted);
	for (int number = 1; taken; number++) {
		taken = false;
		str_set(name, wanted.p);
		if (number > 1)
			str_addf(name, " %d", number);
		for (size_t i = 0; i < all.n; i++)
			taken |= strcmp(all.rows[i].name, name->p) == 0;
	}
	str_release(&wanted);
	store_bundles_release(&all);
	return true;
}

/* A draft of so many pieces of each of these products. */
static bool
make_bundle(struct desk *dk, const size_t *products, size_t n, int32_t pieces,
    double percent, int64_t *bundle_id, struct err *err)
{
	struct store_bundle b = bundling_draft("");
	struct str name = STR_INIT, message = STR_INIT, label = STR_INIT;
	struct arena memory = { 0 };
	bool ok = need_view(dk, err);

	for (size_t i = 0; ok && i < n; i++) {
		struct store_bundle_item item = {
			.product_id =
			    dk->v->products.rows[products[i]].product_id,
			.quantity = pieces,
		};
		ok = bundling_add_item(&b, &memory, &item, err);
	}
	ok = ok && name_bundle(dk, &b, &name, err);
	if (ok) {
		bundling_add_message(dk->v, &b, &message);
		str_setf(&label, "made bundle '%s'", name.p);
		b.name = name.p;
		b.message = message.p;
		b.discount_kind = "percent";
		b.discount_value = offer_percent(percent > 0
			? percent
			: dk->v->settings.value[SETTING_DISCOUNT]);
		ok = desk_bundle_save(dk, &b, label.p, err);
	}
	*bundle_id = ok ? b.bundle_id : 0;
	arena_release(&memory);
	str_release(&name);
	str_release(&message);
	str_release(&label);
	return ok;
}

bool
desk_bundle_new(struct desk *dk, const size_t *products, size_t n,
    double percent, int64_t *bundle_id, struct err *err)
{
	return make_bundle(dk, products, n, 1, percent, bundle_id, err);
}

bool
desk_bundle_suggested(struct desk *dk, const struct suggestion *s,
    int64_t *bundle_id, struct err *err)
{
	size_t products[BUNDLE_PRODUCTS];

	if (!need_view(dk, err))
		return false;
	if (s->kind == SUGGEST_STOP) {
		*bundle_id = s->offer_id;
		return true;
	}
	for (size_t i = 0; i < s->set.n; i++) {
		products[i] = s->set.product[i];
		if (products[i] >= dk->v->products.n)
			return err_set(err, ERR_NOT_FOUND,
			    "the shop has changed: try again");
	}
	return make_bundle(
	    dk, products, s->set.n, s->set.pieces, s->percent, bundle_id, err);
}

/* ---- versions of a bundle ---- */

bool
desk_scenario_keep(struct desk *dk, const struct store_bundle *b, char *letter,
    struct err *err)
{
	return need_view(dk, err) &&
	    own(dk, scenarios_keep(dk->st, dk->v, b, letter, err));
}

/* A bundle and one of its versions; texts live in 'text' and 'all'. */
struct version {
	struct store_bundle b;
	struct arena text;
	struct scenarios all;
	const struct scenario *s;
};

static bool
version_open(struct version *vn, struct desk *dk, int64_t bundle_id,
    char letter, struct err *err)
{
	*vn = (struct version){ .s = NULL };
	return need_view(dk, err) &&
	    desk_bundle_get(dk, bundle_id, &vn->text, &vn->b, err) &&
	    scenarios_load(dk->st, bundle_id, &vn->all, err) &&
	    scenarios_find(
		&vn->all, vn->b.name, (char[2]){ letter, 0 }, &vn->s, err);
}

static void
version_close(struct version *vn)
{
	scenarios_release(&vn->all);
	arena_release(&vn->text);
}

bool
desk_scenario_drop(
    struct desk *dk, int64_t bundle_id, char letter, struct err *err)
{
	struct version vn;
	bool ok = version_open(&vn, dk, bundle_id, letter, err) &&
	    own(dk, scenarios_drop(dk->st, &vn.b, vn.s, err));

	version_close(&vn);
	return ok;
}

bool
desk_scenario_take(
    struct desk *dk, int64_t bundle_id, char letter, struct err *err)
{
	struct version vn;
	struct str label = STR_INIT;
	bool ok = version_open(&vn, dk, bundle_id, letter, err);

	if (ok) {
		scenarios_apply(vn.s, &vn.b);
		str_addf(
		    &label, "'%s': scenario %c taken over", vn.b.name, letter);
		ok = desk_bundle_save(dk, &vn.b, label.p, err);
	}
	str_release(&label);
	version_close(&vn);
	return ok;
}

bool
desk_takes_set(
    struct desk *dk, int64_t bundle_id, struct slice typed, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	double of100[3];
	bool none = slice_trim(typed).len == 0;
	bool ok = (none || measuring_parse_takes(typed, of100, err)) &&
	    desk_bundle_get(dk, bundle_id, &text, &b, err) &&
	    own(dk, measuring_guess(dk->st, &b, none ? NULL : of100, err));

	arena_release(&text);
	return ok;
}

bool
desk_takes(const struct desk *dk, const struct store_bundle *b,
    struct str *kept, struct err *err)
{
	struct measuring_rate rate;

	if (!measuring_learned(dk->st, b, desk_today(dk), &rate, err))
		return false;
	if (rate.guessed)
		str_addf(kept, "%g,%g,%g", rate.of100[0], rate.of100[1],
		    rate.of100[2]);
	return true;
}

bool
desk_hold_out(
    struct desk *dk, int64_t bundle_id, double percent, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	bool ok = desk_bundle_get(dk, bundle_id, &text, &b, err);

	if (ok) {
		const struct heldout_offer of = heldout_bundle(&b);
		ok = own(dk, heldout_set_share(dk->st, &of, percent, err));
	}
	arena_release(&text);
	return ok;
}

bool
desk_bundle_warnings(struct desk *dk, const struct store_bundle *b,
    struct str *out, struct err *err)
{
	return need_view(dk, err) &&
	    bundling_add_warnings(dk->st, dk->v, b, desk_today(dk), out, err);
}

/* ---- pairs and thresholds ---- */

bool
desk_decision(struct desk *dk, size_t a, size_t b, struct arena *text,
    struct store_decision *out, struct err *err)
{
	return need_view(dk, err) &&
	    pairing_decision(dk->st, dk->v, a, b, text, out, err);
}

bool
desk_decide_typed(struct desk *dk, size_t a, size_t b,
    const struct store_decision *typed, enum store_verdict verdict,
    const char *note, struct err *err)
{
	if (!need_view(dk, err) ||
	    (typed != NULL &&
		!pairing_check_typed(dk->st, dk->v, a, b, typed, note, err)) ||
	    !pairing_decide(dk->st, dk->v, a, b, verdict, note, err))
		return false;
	desk_jobs_load(dk);
	return true;
}

bool
desk_decide(struct desk *dk, size_t a, size_t b, enum store_verdict verdict,
    const char *note, struct err *err)
{
	return desk_decide_typed(dk, a, b, NULL, verdict, note, err);
}

bool
desk_turn(
    struct desk *dk, size_t a, size_t b, size_t accessory, struct err *err)
{
	if (!need_view(dk, err) ||
	    !pairing_turn(dk->st, dk->v, a, b, accessory, err))
		return false;
	desk_jobs_load(dk);
	return true;
}

bool
desk_thresholds(struct desk *dk, struct listing *out, struct err *err)
{
	return need_view(dk, err) &&
	    thresholding_listing(dk->st, dk->v->currency.digits, out, err);
}

bool
desk_threshold_get(struct desk *dk, int64_t threshold_id, struct arena *text,
    struct store_threshold *out, struct err *err)
{
	return store_threshold_find(dk->st, threshold_id, text, out, err);
}

bool
desk_threshold_save(struct desk *dk, struct store_threshold *t,
    const char *label, struct err *err)
{
	const struct going_live how = { label, desk_today(dk), NULL, NULL };

	return need_view(dk, err) &&
	    own(dk, outcome_save(dk->st, dk->v, t, &how, err));
}

bool
desk_threshold_hold_out(
    struct desk *dk, int64_t threshold_id, double percent, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold t;
	bool ok = desk_threshold_get(dk, threshold_id, &text, &t, err);

	if (ok) {
		const struct heldout_offer of = heldout_threshold(&t);
		ok = own(dk, heldout_set_share(dk->st, &of, percent, err));
	}
	arena_release(&text);
	return ok;
}

bool
desk_threshold_delete(
    struct desk *dk, const struct store_threshold *t, struct err *err)
{
	return own(dk, thresholding_delete(dk->st, t, err));
}

bool
desk_kept(struct desk *dk, struct kept_values *out, struct err *err)
{
	return trying_load(dk->st, out, err) &&
	    (dk->v == NULL || dk->lab == NULL || dk->lab->n_points == 0 ||
		trying_project(dk->lab, dk->v, out, err));
}

bool
desk_keep(struct desk *dk, const struct store_threshold *t, char *letter,
    struct err *err)
{
	return need_view(dk, err) &&
	    own(dk,
		trying_keep(dk->st, t, dk->v->currency.digits, letter, err));
}

bool
desk_drop_kept(struct desk *dk, const struct kept_value *kept, struct err *err)
{
	return own(dk, trying_drop(dk->st, kept, err));
}

/* ---- settings ---- */

bool
desk_settings(struct desk *dk, struct settings *out, struct err *err)
{
	return settings_load(dk->st, out, err);
}

static bool
refuse_newer(const struct settings *s, enum setting_id id, const char *text,
    struct err *err)
{
	struct str now = STR_INIT;

	settings_add_value(s, id, &now);
	err_set(err, ERR_CONFLICT,
	    "setting '%s' was changed meanwhile: yours is '%s', the stored one "
	    "%s",
	    setting_row(id)->key, text, now.p);
	str_release(&now);
	return false;
}

bool
desk_setting_change(struct desk *dk, enum setting_id id, const double *shown,
    const char *text, struct str *said, struct err *err)
{
	struct settings s;

	if (!settings_load(dk->st, &s, err))
		return false;
	if (shown != NULL &&
	    memcmp(shown, &s.value[id], sizeof(s.value[id])) != 0)
		return refuse_newer(&s, id, text, err);
	if (!settings_set(dk->st, &s, id, text, said, err))
		return false;
	desk_jobs_load(dk);
	return true;
}

bool
desk_setting_set(struct desk *dk, enum setting_id id, const char *text,
    struct str *said, struct err *err)
{
	return desk_setting_change(dk, id, NULL, text, said, err);
}

/* ---- history, files ---- */

bool
desk_undo(struct desk *dk, bool foreign, struct str *said, struct err *err)
{
	if (!desk_may_edit(dk, err) ||
	    !history_step(dk->st, HISTORY_UNDO, foreign, said, err))
		return false;
	desk_jobs_load(dk);
	return true;
}

bool
desk_redo(struct desk *dk, bool foreign, struct str *said, struct err *err)
{
	if (!desk_may_edit(dk, err) ||
	    !history_step(dk->st, HISTORY_REDO, foreign, said, err))
		return false;
	desk_jobs_load(dk);
	return true;
}

bool
desk_undo_one(
    struct desk *dk, int64_t action_id, struct str *said, struct err *err)
{
	if (!desk_may_edit(dk, err) ||
	    !history_undo_one(dk->st, action_id, said, err))
		return false;
	desk_jobs_load(dk);
	return true;
}
