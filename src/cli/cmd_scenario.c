/*
 * bundle keep, compare, promote, drop: versions of a bundle side by side.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "cli/bundle_edit.h"
#include "service/measuring.h"
#include "service/scenarios.h"

/* A bundle and its versions. */
struct versions {
	struct bundle_edit of;
	struct scenarios all;
};

static bool
versions_open(
    struct versions *e, struct cli *c, unsigned parts, struct err *err)
{
	*e = (struct versions){ .all = { .n = 0 } };
	return bundle_edit_open(&e->of, c, parts, err);
}

static void
versions_close(struct versions *e)
{
	scenarios_release(&e->all);
	bundle_edit_close(&e->of);
}

static bool
run_keep(struct cli *c, struct err *err)
{
	struct versions e;
	char letter;
	bool ok = versions_open(&e, c, VIEW_PRODUCTS, err) &&
	    scenarios_keep(c->store, e.of.v, &e.of.b, &letter, err) &&
	    cli_printf(c, err,
		"kept scenario %c of '%s'; 'endcap bundle compare' shows all "
		"side by side\n",
		letter, e.of.b.name);

	versions_close(&e);
	return ok;
}

static bool
run_compare(struct cli *c, struct err *err)
{
	struct versions e;
	struct listing l;
	struct str words = STR_INIT;
	bool ok = versions_open(&e, c, VIEW_SALES | VIEW_PAIRS, err) &&
	    scenarios_listing(c->store, e.of.v, &e.of.b,
		date_day_of(c->world->now), &c->progress, &l, err);

	if (ok) {
		str_addf(&words, "changes per %.0f days; ",
		    e.of.v->settings.value[SETTING_HORIZON_DAYS]);
		str_add(&words,
		    l.source_rows == 1
			? "nothing is kept yet: 'endcap bundle keep' keeps "
			  "the bundle as it is"
			: "'endcap bundle promote' puts one live");
		ok = cli_print_listing(c, &l, words.p, err);
		listing_release(&l);
	}
	str_release(&words);
	versions_close(&e);
	return ok;
}

/* The one that the second argument names. */
static bool
find_scenario(struct cli *c, struct versions *e, const struct scenario **out,
    struct err *err)
{
	return scenarios_load(c->store, e->of.b.bundle_id, &e->all, err) &&
	    scenarios_find(&e->all, e->of.b.name, c->args[1], out, err);
}

static bool
run_promote(struct cli *c, struct err *err)
{
	struct versions e;
	const struct scenario *s;
	struct str note = STR_INIT;
	const struct going_live how = { "", date_day_of(c->world->now),
		&c->progress, &note };
	bool ok = versions_open(&e, c, VIEW_SALES | VIEW_PAIRS, err) &&
	    find_scenario(c, &e, &s, err) &&
	    scenarios_promote(c->store, e.of.v, &e.of.b, s, &how, err) &&
	    cli_printf(c, err, "scenario %c of '%s' is live%s\n", s->letter,
		e.of.b.name, note.p) &&
	    bundle_edit_warnings(&e.of, c, err);

	str_release(&note);
	versions_close(&e);
	return ok;
}

static bool
run_drop(struct cli *c, struct err *err)
{
	struct versions e;
	const struct scenario *s;
	bool ok = versions_open(&e, c, VIEW_PRODUCTS, err) &&
	    find_scenario(c, &e, &s, err) &&
	    scenarios_drop(c->store, &e.of.b, s, err) &&
	    cli_printf(c, err, "dropped scenario %c of '%s'\n", s->letter,
		e.of.b.name);

	versions_close(&e);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "bundle keep",
	    .arguments = "NAME",
	    .summary = "keep the bundle as it is as a scenario, to compare "
		       "with what it becomes",
	    .example = "endcap bundle keep 'desk start'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_keep,
	    .options = no_options,
	},
	{
	    .name = "bundle compare",
	    .arguments = "NAME",
	    .summary = "the bundle and its scenarios side by side, each "
		       "projected",
	    .example = "endcap bundle compare 'desk start'",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_compare,
	    .options = no_options,
	},
	{
	    .name = "bundle promote",
	    .arguments = "NAME LETTER",
	    .summary = "put a scenario of a bundle live in its place",
	    .example = "endcap bundle promote 'desk start' A",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_promote,
	    .options = no_options,
	},
	{
	    .name = "bundle drop",
	    .arguments = "NAME LETTER",
	    .summary = "drop a scenario of a bundle",
	    .example = "endcap bundle drop 'desk start' A",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_drop,
	    .options = no_options,
	},
};

const struct command_group cmd_scenario_group = { commands,
	ARRAY_LEN(commands) };
