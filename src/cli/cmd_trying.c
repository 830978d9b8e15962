/*
 * threshold keep, compare, promote, drop: thresholds side by side before one of
 * them goes live.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "cli/threshold_reward.h"
#include "service/lab_request.h"
#include "service/measuring.h"
#include "service/trying.h"

static bool
run_keep(struct cli *c, struct err *err)
{
	struct arena text = { 0 };
	struct str said = STR_INIT;
	struct currency currency;
	struct store_threshold t = thresholding_draft("scenario", 0);
	char letter = '\0';
	bool ok = store_currency(c->store, &currency, err) &&
	    threshold_reward(c, &t, currency.digits, &text, err);

	if (ok && !c->opt->given[OPT_AT])
		ok = err_set(
		    err, ERR_USAGE, "say from which cart value on: --at 55");
	ok = ok &&
	    threshold_money(
		"at", c->opt->text[OPT_AT], currency.digits, &t.amount, err) &&
	    thresholding_check(&t, err) &&
	    trying_keep(c->store, &t, currency.digits, &letter, err);
	if (ok) {
		thresholding_add_words(&t, currency.digits, &said);
		ok = cli_printf(c, err,
		    "kept scenario %c: %s; 'endcap threshold compare' shows "
		    "all side by side\n",
		    letter, said.p);
	}
	str_release(&said);
	arena_release(&text);
	return ok;
}

static bool
print_sides(
    struct cli *c, const struct view *v, const struct lab *lab, struct err *err)
{
	struct kept_values kept;
	struct str words = STR_INIT;
	struct listing l;
	bool ok = trying_load(c->store, &kept, err) &&
	    trying_project(lab, v, &kept, err);

	if (!ok)
		return false;
	trying_listing(lab, 0, &kept, &l);
	if (lab->n_points == 0)
		lab_add_advice(lab, &words);
	else
		str_addf(&words, "changes per %.0f days; %s",
		    v->settings.value[SETTING_HORIZON_DAYS],
		    kept.n == 0 ? "nothing is kept yet: 'endcap threshold "
				  "keep --at 55' keeps one"
				: "'endcap threshold promote' puts one live");
	ok = cli_print_listing(c, &l, words.p, err);
	listing_release(&l);
	str_release(&words);
	return ok;
}

static bool
run_compare(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct thresholding_scope scope = { .v = v,
		.today = date_day_of(c->world->now) };
	struct lab_request rq = { .fee = -1, .ship_cost = -1, .precise = true };
	struct store_origins origins = { .orders = 0 };
	struct lab lab = { .n_points = 0 };
	bool ok = v != NULL &&
	    lab_request_load(c->store, &scope, &origins, &rq, err) &&
	    lab_compute(&rq, &c->progress, &lab, err) &&
	    print_sides(c, v, &lab, err);

	lab_release(&lab);
	store_origins_release(&origins);
	view_free(v);
	return ok;
}

static bool
find_kept(struct cli *c, struct kept_values *kept,
    const struct kept_value **out, struct err *err)
{
	if (!trying_load(c->store, kept, err))
		return false;
	*out = trying_find(kept, c->args[0]);
	return *out != NULL ||
	    err_set(err, ERR_NOT_FOUND,
		kept->n == 0 ? "there is no scenario '%s'; 'endcap threshold "
			       "keep' keeps one"
			     : "there is no scenario '%s'; 'endcap threshold "
			       "compare' lists them",
		c->args[0]);
}

static bool
run_promote(struct cli *c, struct err *err)
{
	struct kept_values kept;
	const struct kept_value *k;
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct str said = STR_INIT, note = STR_INIT;
	const struct going_live how = { "", date_day_of(c->world->now),
		&c->progress, &note };
	bool ok = v != NULL && find_kept(c, &kept, &k, err) &&
	    trying_promote(c->store, v, k, &how, &said, err) &&
	    cli_printf(c, err, "scenario %c is live: %s%s\n", k->letter, said.p,
		note.p);

	str_release(&said);
	str_release(&note);
	view_free(v);
	return ok;
}

static bool
run_drop(struct cli *c, struct err *err)
{
	struct kept_values kept;
	const struct kept_value *k;

	return find_kept(c, &kept, &k, err) && trying_drop(c->store, k, err) &&
	    cli_printf(c, err, "dropped scenario %c\n", k->letter);
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id keep_options[] = { OPT_AT, OPT_FREE_SHIPPING,
	OPT_PERCENT, OPT_AMOUNT, OPT_GIFT, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "threshold keep",
	    .arguments = "",
	    .summary = "keep a threshold as a scenario, to compare with others",
	    .example = "endcap threshold keep --at 80 --percent 10",
	    .needs = NEEDS_STORE,
	    .run = run_keep,
	    .options = keep_options,
	},
	{
	    .name = "threshold compare",
	    .arguments = "",
	    .summary = "the scenarios side by side, each projected",
	    .example = "endcap threshold compare",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_compare,
	    .options = no_options,
	},
	{
	    .name = "threshold promote",
	    .arguments = "LETTER",
	    .summary = "put a scenario live; the threshold that gives the same "
		       "moves",
	    .example = "endcap threshold promote A",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_promote,
	    .options = no_options,
	},
	{
	    .name = "threshold drop",
	    .arguments = "LETTER",
	    .summary = "drop a scenario",
	    .example = "endcap threshold drop A",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_drop,
	    .options = no_options,
	},
};

const struct command_group cmd_trying_group = { commands, ARRAY_LEN(commands) };
