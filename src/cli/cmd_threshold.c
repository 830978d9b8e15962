/*
 * threshold: from which cart value shipping is free, or something is saved.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "cli/terms_options.h"
#include "cli/threshold_reward.h"
#include "decide/offer.h"
#include "service/filling.h"
#include "service/lab_request.h"
#include "service/outcome.h"

/* ---- setting ---- */

static struct terms
terms_of(struct store_threshold *t)
{
	return (struct terms){ &t->starts, &t->ends, &t->priority,
		&t->min_margin, &t->alone };
}

/* The one of this name, or a new one. */
static bool
get_or_draft(struct cli *c, struct arena *text, struct store_threshold *t,
    struct err *err)
{
	struct err missing = ERR_INIT;

	if (store_threshold_get(c->store, c->args[0], text, t, &missing))
		return true;
	if (missing.code != ERR_NOT_FOUND)
		return err_set(err, missing.code, "%s", missing.text);
	*t = thresholding_draft(c->args[0], 0);
	if (!c->opt->given[OPT_AT])
		return err_set(err, ERR_USAGE,
		    "'%s' is new; say from which cart value on: --at 50",
		    c->args[0]);
	return true;
}

/* With its projection, frozen to be compared with what comes of it. */
static bool
put_live(struct cli *c, struct store_threshold *t, const struct going_live *how,
    struct err *err)
{
	/* Of all orders: a country here is the threshold's own. */
	const struct view_request all = {
		.parts = VIEW_SALES,
		.threads = c->world->processors,
		.progress = &c->progress,
	};
	struct view *v = NULL;
	bool ok = thresholding_check(t, err);

	if (ok) {
		v = view_load(c->store, &all, err);
		ok = v != NULL && outcome_save(c->store, v, t, how, err);
	}
	view_free(v);
	return ok;
}

static bool
run_set(struct cli *c, struct err *err)
{
	struct arena text = { 0 };
	struct str label = STR_INIT, note = STR_INIT;
	struct going_live how = { "", date_day_of(c->world->now), &c->progress,
		&note };
	struct store_threshold t;
	struct currency currency;
	bool changed = false,
	     ok = store_currency(c->store, &currency, err) &&
	    get_or_draft(c, &text, &t, err) &&
	    threshold_reward(c, &t, currency.digits, &text, err) &&
	    terms_apply(c, terms_of(&t), &changed, err);

	if (ok && c->opt->given[OPT_AT])
		ok = threshold_money("at", c->opt->text[OPT_AT],
		    currency.digits, &t.amount, err);
	if (ok) {
		t.state = STATE_ACTIVE;
		str_setf(&label, "threshold '%s': ", t.name);
		thresholding_add_words(&t, currency.digits, &label);
		terms_add_words(terms_of(&t), &label);
		how.label = label.p;
		ok = put_live(c, &t, &how, err) &&
		    cli_printf(c, err, "%s%s\n", label.p, note.p);
	}
	str_release(&label);
	str_release(&note);
	arena_release(&text);
	return ok;
}

static bool
run_delete(struct cli *c, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold t;
	bool ok = store_threshold_get(c->store, c->args[0], &text, &t, err) &&
	    thresholding_delete(c->store, &t, err) &&
	    cli_printf(c, err,
		"deleted threshold '%s'; 'endcap undo' brings it back\n",
		t.name);

	arena_release(&text);
	return ok;
}

static bool
run_list(struct cli *c, struct err *err)
{
	struct currency currency;
	struct listing l;
	bool ok;

	if (!store_currency(c->store, &currency, err) ||
	    !thresholding_listing(c->store, currency.digits, &l, err))
		return false;
	ok = cli_print_listing(c, &l,
	    l.source_rows == 0 ? "no threshold yet; 'endcap threshold curve' "
				 "shows what one would do"
			       : NULL,
	    err);
	listing_release(&l);
	return ok;
}

/* ---- trying ---- */

static bool
read_money_option(const struct cli *c, enum option_id id, const struct view *v,
    double *major, struct err *err)
{
	int64_t minor;

	*major = -1;
	if (!c->opt->given[id])
		return true;
	if (!threshold_money(option_row(id)->name, c->opt->text[id],
		v->currency.digits, &minor, err))
		return false;
	*major = money_major(minor, v->currency.digits);
	return true;
}

/* A lab and all it was made from; to be released. */
struct trial {
	struct view *v;
	struct store_origins origins;
	struct thresholding_scope scope;
	struct lab_request request;
	struct lab lab;
};

static bool
trial_load(struct cli *c, unsigned parts, struct trial *tr, struct err *err)
{
	*tr = (struct trial){ .request = { .precise = true } };
	tr->v = cli_view(c, parts, err);
	if (tr->v == NULL)
		return false;
	tr->scope = (struct thresholding_scope){
		.v = tr->v,
		.today = date_day_of(c->world->now),
	};
	return read_money_option(c, OPT_FEE, tr->v, &tr->request.fee, err) &&
	    read_money_option(
		c, OPT_SHIP_COST, tr->v, &tr->request.ship_cost, err);
}

/* With what is live beside it. */
static bool
trial_compute(struct cli *c, struct trial *tr, struct err *err)
{
	return lab_request_load(
		   c->store, &tr->scope, &tr->origins, &tr->request, err) &&
	    lab_compute(&tr->request, &c->progress, &tr->lab, err);
}

static void
trial_release(struct trial *tr)
{
	lab_release(&tr->lab);
	store_origins_release(&tr->origins);
	view_free(tr->v);
}

static bool
print_lab(struct cli *c, const struct trial *tr, struct err *err)
{
	struct str text = STR_INIT;
	struct listing l;
	bool ok;

	lab_listing(&tr->lab, &l);
	if (tr->v->sales.orders == 0)
		view_add_no_orders(tr->v, &text);
	else
		lab_write_text(&tr->lab, &text);
	ok = cli_print_listing(c, &l, text.p, err);
	listing_release(&l);
	str_release(&text);
	return ok;
}

static bool
check_gift(const struct saving_tier *tier, struct err *err)
{
	return !tier->gift || tier->value > 0 ||
	    err_set(err, ERR_INPUT,
		"the gift has no price, so what it is worth to shoppers is not "
		"known; import a product file with prices");
}

/* --percent, --amount or --gift as what reaching the threshold gives. */
static bool
read_reward(struct cli *c, const struct view *v, struct saving_tier *tier,
    bool *given, struct err *err)
{
	struct store_threshold t = thresholding_draft("curve", 1);
	struct arena text = { 0 };
	bool ok = threshold_reward(c, &t, v->currency.digits, &text, err);

	arena_release(&text);
	if (!ok)
		return false;
	*given = thresholding_tier(v, &t, tier);
	if (*given && tier->gift)
		return check_gift(tier, err);
	if (*given &&
	    !(tier->value > 0 && (!tier->percent || tier->value <= 1)))
		return err_set(err, ERR_INPUT,
		    tier->percent ? "--percent must be above 0 and at most 100"
				  : "--amount must be above zero");
	return true;
}

static bool
run_curve(struct cli *c, struct err *err)
{
	struct saving_tier tier;
	struct trial tr;
	bool saves = false;
	bool ok = trial_load(c, VIEW_SALES, &tr, err) &&
	    read_reward(c, tr.v, &tier, &saves, err);

	if (ok && saves)
		tr.request.reward = &tier;
	ok = ok && trial_compute(c, &tr, err) && print_lab(c, &tr, err);
	trial_release(&tr);
	return ok;
}

static bool
run_detect(struct cli *c, struct err *err)
{
	struct threshold_inputs inputs;
	struct detection dn;
	struct listing l;
	struct str text = STR_INIT;
	struct trial tr;
	bool found = false;
	bool ok = trial_load(c, VIEW_SALES, &tr, err) &&
	    lab_request_load(
		c->store, &tr.scope, &tr.origins, &tr.request, err);

	threshold_inputs_default(&inputs);
	if (ok)
		ok = found = detection_find(
		    &(struct detection_request){
			.v = tr.v,
			.origins = &tr.origins,
			.live =
			    money_major(tr.request.live, tr.v->currency.digits),
			.fee = tr.request.fee,
			.from = INT32_MIN,
			.until = INT32_MAX,
			.values_from = INT32_MIN,
			.prior = threshold_prior(&inputs),
		    },
		    &dn, err);
	if (ok) {
		detection_listing(&dn, &l);
		detection_write_text(&dn, &text);
		ok = cli_print_listing(c, &l, text.p, err);
		listing_release(&l);
	}
	if (found)
		detection_release(&dn);
	str_release(&text);
	trial_release(&tr);
	return ok;
}

static bool
run_project(struct cli *c, struct err *err)
{
	struct saving_tier tier;
	struct arena text = { 0 };
	struct store_threshold t;
	struct trial tr;
	bool ok = trial_load(c, VIEW_SALES, &tr, err) &&
	    store_threshold_get(c->store, c->args[0], &text, &t, err);

	if (ok && thresholding_tier(tr.v, &t, &tier)) {
		tr.request.reward = &tier;
		ok = check_gift(&tier, err);
	}
	if (ok && t.country != NULL)
		tr.scope.country = t.country;
	tr.scope.except = ok ? t.threshold_id : 0;
	ok = ok && trial_compute(c, &tr, err) &&
	    lab_only(
		&tr.lab, money_major(t.amount, tr.v->currency.digits), err) &&
	    print_lab(c, &tr, err);
	arena_release(&text);
	trial_release(&tr);
	return ok;
}

/* ---- fillers ---- */

/* --at, else the present rule as the lab sees it. */
static bool
find_goal(
    struct cli *c, struct trial *tr, double *at, double *reach, struct err *err)
{
	struct curve_response response;
	struct curve_shop shop;

	if (!read_money_option(c, OPT_AT, tr->v, at, err))
		return false;
	tr->request.precise = false;
	if (!trial_compute(c, tr, err))
		return false;
	lab_middle(&tr->lab, &shop, &response);
	*reach = response.rho * shop.fee;
	if (*reach <= 0)
		*reach = 1;
	if (c->opt->given[OPT_AT])
		return true;
	*at = tr->lab.rule.at;
	return *at > 0 ||
	    err_set(err, ERR_USAGE,
		"no threshold is live or can be read from the charges; say "
		"which: --at 50");
}

static bool
run_fillers(struct cli *c, struct err *err)
{
	struct filling fg = { .n = 0 };
	struct str text = STR_INIT;
	struct listing l;
	struct trial tr;
	double at, reach;
	bool ok = trial_load(c, VIEW_SALES | VIEW_PAIRS, &tr, err) &&
	    find_goal(c, &tr, &at, &reach, err) &&
	    filling_find(
		&(struct filling_request){
		    .v = tr.v,
		    .at = at,
		    .reach = reach,
		    .progress = &c->progress,
		},
		&fg, err);

	if (ok) {
		filling_listing(&fg, &l);
		filling_add_words(&fg, &text);
		str_add_char(&text, '\n');
		ok = cli_print_listing(c, &l, text.p, err);
		listing_release(&l);
	}
	str_release(&text);
	filling_release(&fg);
	trial_release(&tr);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id set_options[] = { OPT_AT, OPT_FREE_SHIPPING,
	OPT_PERCENT, OPT_AMOUNT, OPT_GIFT, OPT_COUNTRY, TERMS_OPTIONS,
	OPT_HELP };
static const enum option_id lab_options[] = { OPT_FEE, OPT_SHIP_COST,
	OPT_HELP };
static const enum option_id curve_options[] = { OPT_FREE_SHIPPING, OPT_PERCENT,
	OPT_AMOUNT, OPT_GIFT, OPT_FEE, OPT_SHIP_COST, OPT_HELP };
static const enum option_id filler_options[] = { OPT_AT, OPT_FEE, OPT_HELP };
static const enum option_id detect_options[] = { OPT_FEE, OPT_COUNTRY,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "threshold list",
	    .alias = "thresholds",
	    .arguments = "",
	    .summary = "all order thresholds",
	    .example = "endcap thresholds",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_list,
	    .options = no_options,
	},
	{
	    .name = "threshold set",
	    .arguments = "NAME",
	    .summary = "make or change a threshold",
	    .example = "endcap threshold set 'ship free' --free-shipping "
		       "--at 59",
	    .needs = NEEDS_STORE | MAKES_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_set,
	    .options = set_options,
	},
	{
	    .name = "threshold curve",
	    .arguments = "",
	    .summary = "AOV and contribution by threshold, from your orders: "
		       "free shipping, or --percent, --amount off, or a --gift",
	    .example = "endcap threshold curve --percent 10",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_curve,
	    .options = curve_options,
	},
	{
	    .name = "threshold project",
	    .arguments = "NAME",
	    .summary = "what one threshold would do, with ranges",
	    .example = "endcap threshold project 'ship free' --format json",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_project,
	    .options = lab_options,
	},
	{
	    .name = "threshold detect",
	    .arguments = "",
	    .summary = "the rule your orders were charged by, when it changed, "
		       "and whether shoppers top up",
	    .example = "endcap threshold detect",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_detect,
	    .options = detect_options,
	},
	{
	    .name = "fillers",
	    .arguments = "",
	    .summary = "products that lift carts just below a threshold over "
		       "it, best first",
	    .example = "endcap fillers --at 50",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_fillers,
	    .options = filler_options,
	},
	{
	    .name = "threshold delete",
	    .arguments = "NAME",
	    .summary = "delete a threshold (undo brings it back)",
	    .example = "endcap threshold delete 'ship free'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_delete,
	    .options = no_options,
	},
};

const struct command_group cmd_threshold_group = { commands,
	ARRAY_LEN(commands) };
