/*
 * screen_threshold_tiers - what a threshold gives, and the thresholds there
 * are: tiers, countries, days.
 *
 * Another reward is another lab: it is asked for, and the curve follows when it
 * comes. A row of the pane brings its own value and reward into the lab.
 */
#include "ui/conflict.h"
#include "ui/launching.h"
#include "ui/screen_threshold_internal.h"

#include "base/date.h"
#include "service/terms.h"

enum {
	REWARD_SHIPPING,
	REWARD_PERCENT,
	REWARD_AMOUNT,
	REWARD_COUNT
};
enum reward_field {
	FIELD_REWARD,
	FIELD_VALUE,
	REWARD_FIELDS
};
enum terms_field {
	TERMS_NAME,
	TERMS_AT,
	TERMS_COUNTRY,
	TERMS_STARTS,
	TERMS_ENDS,
	TERMS_MARGIN,
	TERMS_COMBINE,
	TERMS_FIELDS
};

static const char *const rewards[REWARD_COUNT] = {
	[REWARD_SHIPPING] = "free shipping",
	[REWARD_PERCENT] = "percent off",
	[REWARD_AMOUNT] = "amount off",
};
static const char *const combines[] = { "with other discounts", "with none" };
static const char *const try_button[] = { "Try" };
static const char *const save_button[] = { "Save" };

static const struct form_field reward_fields[REWARD_FIELDS] = {
	[FIELD_REWARD] = { .label = "gives",
	    .kind = FORM_RADIO,
	    .options = rewards,
	    .n_options = REWARD_COUNT },
	[FIELD_VALUE] = { .label = "of", .kind = FORM_TEXT },
};

static const struct form_field terms_fields[TERMS_FIELDS] = {
	[TERMS_NAME] = { .label = "name", .kind = FORM_TEXT },
	[TERMS_AT] = { .label = "from a cart of", .kind = FORM_TEXT },
	[TERMS_COUNTRY] = { .label = "country", .kind = FORM_TEXT },
	[TERMS_STARTS] = { .label = "first day", .kind = FORM_TEXT },
	[TERMS_ENDS] = { .label = "last day", .kind = FORM_TEXT },
	[TERMS_MARGIN] = { .label = "margin, least", .kind = FORM_TEXT },
	[TERMS_COMBINE] = { .label = "combines",
	    .kind = FORM_RADIO,
	    .options = combines,
	    .n_options = ARRAY_LEN(combines) },
};

static struct desk *
desk_of(struct screen *sc)
{
	return app_model(sc->app);
}

static int
digits_of(struct screen *sc)
{
	return desk_view(desk_of(sc))->currency.digits;
}

/* ------ the reward ------ */

void
trial_add_reward(const struct saving_tier *reward, int digits, struct str *out)
{
	if (!(reward->value > 0)) {
		str_add(out, "free shipping");
		return;
	}
	if (reward->gift) {
		str_add(out, "a gift worth ");
		money_add_grouped(
		    out, money_round(reward->value, digits), digits);
		return;
	}
	if (reward->percent)
		str_addf(out, "%g %%", 100 * reward->value);
	else
		money_add_grouped(
		    out, money_round(reward->value, digits), digits);
	str_add(out, " off");
}

/* The reward the form holds; false with what is wrong with it. */
static bool
read_reward(struct screen *sc, const struct form *fm, struct saving_tier *out,
    struct err *err)
{
	int kind = form_option(fm, FIELD_REWARD);
	struct slice typed = slice_of(form_text(fm, FIELD_VALUE));
	int64_t minor;

	*out = (struct saving_tier){ .percent = kind == REWARD_PERCENT };
	if (kind == REWARD_SHIPPING)
		return true;
	if (kind == REWARD_PERCENT) {
		int64_t percent = 0;
		if (!terms_parse_margin(typed, &percent, NULL) || percent == 0)
			return err_set(err, ERR_INPUT,
			    "write a percent above 0 and at most 100, like 10");
		out->value =
		    (double)percent / (100.0 * (double)OFFER_PERCENT_UNIT);
		return true;
	}
	if (!money_parse(typed, '.', digits_of(sc), &minor) || minor <= 0)
		return err_set(
		    err, ERR_INPUT, "write an amount above zero, like 10.00");
	out->value = money_major(minor, digits_of(sc));
	return true;
}

static bool
check_reward(void *arg, struct dialog *dg, bool accepting)
{
	struct screen *sc = arg;
	struct saving_tier reward;
	struct err err = ERR_INIT;
	bool ok = read_reward(sc, dialog_form(dg), &reward, &err);

	if (!ok && accepting)
		dialog_set_error(dg, err.text);
	return ok || !accepting;
}

/* Nothing of the old lab is drawn as if it were the new one's. */
static void
try_reward(struct screen *sc, const struct saving_tier *reward)
{
	struct trial *tr = sc->state;

	tr->reward = *reward;
	desk_try_reward(desk_of(sc), reward->value > 0 ? reward : NULL);
}

static unsigned
reward_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct saving_tier reward;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED ||
	    !read_reward(sc, dialog_form(dg), &reward, NULL))
		return REACT_REDRAW;
	try_reward(sc, &reward);
	return REACT_REDRAW;
}

unsigned
trial_ask_reward(struct screen *sc)
{
	struct trial *tr = sc->state;
	struct form *fm = form_new(reward_fields, REWARD_FIELDS);
	struct dialog *dg = dialog_new(DIALOG_FORM, "What the threshold gives");
	struct str value = STR_INIT;
	bool saves = tr->reward.value > 0 && !tr->reward.gift;

	if (saves && tr->reward.percent)
		str_addf(&value, "%g", 100 * tr->reward.value);
	else if (saves)
		money_add_plain(&value,
		    money_round(tr->reward.value, digits_of(sc)),
		    digits_of(sc));
	form_set_option(fm, FIELD_REWARD,
	    !saves                   ? REWARD_SHIPPING
		: tr->reward.percent ? REWARD_PERCENT
				     : REWARD_AMOUNT);
	form_set_text(fm, FIELD_VALUE, value.len > 0 ? value.p : "");
	form_set_note(fm, FIELD_VALUE, ROLE_DIM, "10 for 10 %, or an amount");
	dialog_set_preview(dg,
	    "It is tried beside the thresholds that are live; t lists them. "
	    "There a gift is tried too; it is set by "
	    "threshold set NAME --gift SKU");
	dialog_set_form(dg, fm, try_button, ARRAY_LEN(try_button));
	dialog_set_check(dg, check_reward, sc);
	str_release(&value);
	return app_dialog(sc->app, dg, reward_given, sc);
}

/* ------ the thresholds there are ------ */

void
trial_show_tiers(struct screen *sc)
{
	struct trial *tr = sc->state;
	struct listing l;
	struct err err = ERR_INIT;

	str_clear(&tr->list_words);
	if (!desk_thresholds(desk_of(sc), &l, &err)) {
		(void)app_error(sc->app, &err); /* always "redraw" */
		return;
	}
	pane_table_open(&tr->list, &l, NULL, 0);
}

/* The one under the cursor; a failure is shown. */
static bool
chosen(struct screen *sc, struct arena *text, struct store_threshold *out)
{
	struct trial *tr = sc->state;
	struct err err = ERR_INIT;
	uint64_t id = 0;

	if (tr->list.tb == NULL || !table_identity(tr->list.tb, &id))
		return false;
	if (desk_threshold_get(desk_of(sc), (int64_t)id, text, out, &err))
		return true;
	(void)app_error(sc->app, &err); /* always "redraw" */
	return false;
}

/* Brings its value and its reward into the lab. */
static unsigned
try_chosen(struct screen *sc, const struct store_threshold *t)
{
	struct trial *tr = sc->state;
	struct saving_tier reward;

	if (!thresholding_tier(desk_view(desk_of(sc)), t, &reward))
		reward.value = 0;
	else if (!(reward.value > 0))
		return app_message(sc->app,
		    "the gift has no price: what it is worth to shoppers is "
		    "not known");
	tr->gift = t->gift_product;
	tr->value = money_major(t->amount, digits_of(sc));
	try_reward(sc, &reward);
	return app_do(sc->app, ACTION_BACK);
}

static unsigned
save(struct screen *sc, struct store_threshold *t, const char *what)
{
	struct trial *tr = sc->state;
	struct str label = STR_INIT, said = STR_INIT;
	struct err err = ERR_INIT;
	unsigned answer;

	str_addf(&label, "threshold '%s': ", t->name);
	if (what != NULL)
		str_add(&label, what);
	else
		thresholding_add_words(t, digits_of(sc), &label);
	str_addf(&said, "saved: %s   u takes it back", label.p);
	if (t->state == STATE_ACTIVE) {
		answer = launching_begin(sc->app,
		    &(struct desk_launch){ .kind = LAUNCH_THRESHOLD,
			.threshold = *t,
			.label = label.p,
			.said = said.p });
	} else {
		answer = desk_threshold_save(desk_of(sc), t, label.p, &err)
		    ? app_message(sc->app, "%s", said.p)
		    : conflict_or_error(sc->app, &err);
		/* Tiers that are live count in the curve. */
		desk_try_reward(
		    desk_of(sc), tr->reward.value > 0 ? &tr->reward : NULL);
		answer |= REACT_RELOAD;
	}
	str_release(&label);
	str_release(&said);
	return answer;
}

struct store_threshold
trial_threshold(struct screen *sc, int64_t minor)
{
	struct trial *tr = sc->state;
	struct store_threshold t = thresholding_draft("", minor);

	if (tr->reward.gift) {
		t.kind = "gift";
		t.gift_product = tr->gift;
	} else if (tr->reward.value > 0) {
		thresholding_take_reward(&t, &tr->reward, digits_of(sc));
	}
	return t;
}

static unsigned
toggle(struct screen *sc, struct store_threshold *t)
{
	bool live = t->state != STATE_ACTIVE;

	t->state = live ? STATE_ACTIVE : STATE_RETIRED;
	return save(sc, t, live ? "put live" : "retired");
}

static unsigned delete (struct screen *sc, const struct store_threshold *t)
{
	struct err err = ERR_INIT;

	if (!desk_threshold_delete(desk_of(sc), t, &err))
		return app_error(sc->app, &err) | REACT_RELOAD;
	return app_message(
		   sc->app, "deleted '%s'   u brings it back", t->name) |
	    REACT_RELOAD;
}

void
trial_try_kept(struct screen *sc, const struct kept_value *kept)
{
	struct trial *tr = sc->state;
	struct store_threshold t = trying_threshold(kept);
	struct saving_tier reward;

	if (!thresholding_tier(desk_view(desk_of(sc)), &t, &reward))
		reward.value = 0;
	tr->gift = kept->gift_product;
	tr->value = money_major(kept->amount, digits_of(sc));
	try_reward(sc, &reward);
}

/* ------ their terms ------ */

static bool
take_terms(struct screen *sc, const struct form *fm, struct store_threshold *t,
    struct err *err)
{
	struct slice country =
	    slice_trim(slice_of(form_text(fm, TERMS_COUNTRY)));

	t->name = form_text(fm, TERMS_NAME);
	t->country = country.len > 0 ? form_text(fm, TERMS_COUNTRY) : NULL;
	t->alone = form_option(fm, TERMS_COMBINE) == 1;
	if (!money_parse(slice_of(form_text(fm, TERMS_AT)), '.', digits_of(sc),
		&t->amount) ||
	    t->amount <= 0)
		return err_set(err, ERR_INPUT,
		    "a threshold begins at an amount above zero, like 50.00");
	return terms_parse_day(slice_of(form_text(fm, TERMS_STARTS)),
		   OFFER_NO_START, &t->starts, err) &&
	    terms_parse_day(slice_of(form_text(fm, TERMS_ENDS)), OFFER_NO_END,
		&t->ends, err) &&
	    terms_parse_margin(
		slice_of(form_text(fm, TERMS_MARGIN)), &t->min_margin, err);
}

static bool
check_terms(void *arg, struct dialog *dg, bool accepting)
{
	struct screen *sc = arg;
	struct store_threshold trial = { .threshold_id = 0 };
	struct err err = ERR_INIT;
	bool ok = !accepting || take_terms(sc, dialog_form(dg), &trial, &err);

	if (!ok)
		dialog_set_error(dg, err.text);
	return ok;
}

static unsigned
terms_given(void *arg, struct dialog *dg)
{
	struct screen *sc = arg;
	struct trial *tr = sc->state;
	struct arena text = { 0 };
	struct store_threshold t;
	struct err err = ERR_INIT;
	unsigned answer = REACT_REDRAW;

	if (dialog_outcome(dg) != DIALOG_ACCEPTED)
		return answer;
	if (!desk_threshold_get(desk_of(sc), tr->terms_of, &text, &t, &err) ||
	    !take_terms(sc, dialog_form(dg), &t, &err)) {
		answer = app_error(sc->app, &err);
	} else {
		/* What was typed is an edit of what was shown then. */
		t.revision = tr->terms_revision;
		answer = save(sc, &t, NULL);
	}
	arena_release(&text);
	return answer;
}

static void
show_day(struct form *fm, int field, int32_t day, int32_t none)
{
	struct str words = STR_INIT;

	if (day != none)
		date_add_day(&words, day);
	form_set_text(fm, field, words.len > 0 ? words.p : "");
	form_set_note(fm, field, ROLE_DIM, "a day; empty: open");
	str_release(&words);
}

static unsigned
ask_terms(struct screen *sc, const struct store_threshold *t)
{
	struct trial *tr = sc->state;
	struct form *fm = form_new(terms_fields, TERMS_FIELDS);
	struct dialog *dg = dialog_new(DIALOG_FORM, "Threshold and its terms");
	struct str words = STR_INIT;

	tr->terms_of = t->threshold_id;
	tr->terms_revision = t->revision;
	form_set_text(fm, TERMS_NAME, t->name);
	money_add_plain(&words, t->amount, digits_of(sc));
	form_set_text(fm, TERMS_AT, words.p);
	form_set_text(fm, TERMS_COUNTRY, t->country != NULL ? t->country : "");
	form_set_note(fm, TERMS_COUNTRY, ROLE_DIM,
	    "as in your orders; empty: everywhere");
	show_day(fm, TERMS_STARTS, t->starts, OFFER_NO_START);
	show_day(fm, TERMS_ENDS, t->ends, OFFER_NO_END);
	str_clear(&words);
	if (t->min_margin > 0)
		str_addf(&words, "%.4g",
		    (double)t->min_margin / (double)OFFER_PERCENT_UNIT);
	form_set_text(fm, TERMS_MARGIN, words.len > 0 ? words.p : "");
	form_set_note(fm, TERMS_MARGIN, ROLE_DIM,
	    "percent below which it is not given; empty: any");
	form_set_option(fm, TERMS_COMBINE, t->alone);
	str_release(&words);
	dialog_set_form(dg, fm, save_button, ARRAY_LEN(save_button));
	dialog_set_check(dg, check_terms, sc);
	return app_dialog(sc->app, dg, terms_given, sc);
}

unsigned
trial_tiers_action(struct screen *sc, enum action a)
{
	struct arena text = { 0 };
	struct store_threshold t;
	unsigned answer = REACT_NONE;

	/* one key: there is no figure to choose beside this table */
	if (a == ACTION_METRIC)
		a = ACTION_REVIEW;
	if (a != ACTION_OPEN && a != ACTION_ACTIVATE && a != ACTION_DELETE &&
	    a != ACTION_EDIT && a != ACTION_TERMS && a != ACTION_REVIEW)
		return REACT_NONE;
	if (!chosen(sc, &text, &t))
		return REACT_HANDLED;
	if (a == ACTION_OPEN)
		answer = try_chosen(sc, &t);
	else if (a == ACTION_REVIEW)
		answer = app_show(sc->app, "outcome",
		    &(struct screen_arg){ .id = (uint64_t)t.threshold_id });
	else if (a == ACTION_ACTIVATE)
		answer = toggle(sc, &t);
	else if (a == ACTION_DELETE)
		answer = delete (sc, &t);
	else
		answer = ask_terms(sc, &t);
	arena_release(&text);
	return answer;
}
