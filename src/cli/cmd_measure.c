/*
 * measure, bundle holdout, threshold holdout: what came of a live offer, and who
 * did without it.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/num.h"
#include "cli/bundle_edit.h"
#include "service/outcome.h"

static bool
is_format(const struct cli *c, const char *name)
{
	return c->opt->given[OPT_FORMAT] &&
	    strcmp(c->opt->text[OPT_FORMAT], name) == 0;
}

static bool
print_measured(struct cli *c, const struct measuring *m, const struct view *v,
    struct err *err)
{
	struct str text = STR_INIT;
	struct listing l;
	bool ok;

	if (is_format(c, "csv")) {
		measuring_listing(m, v, &l);
		ok = cli_print_listing(c, &l, NULL, err);
		listing_release(&l);
		return ok;
	}
	if (is_format(c, "json"))
		measuring_write_json(m, &text);
	else
		measuring_write_text(m, v, &text);
	ok = cli_print(c, slice_str(&text), err);
	str_release(&text);
	return ok;
}

static bool
print_outcome(struct cli *c, const struct outcome *oc, const struct view *v,
    struct err *err)
{
	struct str text = STR_INIT;
	struct listing l;
	bool ok;

	if (is_format(c, "csv")) {
		outcome_listing(oc, v, &l);
		ok = cli_print_listing(c, &l, NULL, err);
		listing_release(&l);
		return ok;
	}
	if (is_format(c, "json"))
		outcome_write_json(oc, &text);
	else
		outcome_write_text(oc, v, &text);
	ok = cli_print(c, slice_str(&text), err);
	str_release(&text);
	return ok;
}

static bool
measure_bundle(struct cli *c, const struct view *v, struct err *err)
{
	struct measuring *m = mem_zalloc(sizeof(*m));
	bool ok = measuring_find(c->store, v, c->args[0], m, err) &&
	    measuring_keep(c->store, m, err) && print_measured(c, m, v, err);

	mem_free(m);
	return ok;
}

static bool
measure_threshold(struct cli *c, const struct view *v, struct err *err)
{
	struct outcome *oc = mem_zalloc(sizeof(*oc));
	bool ok = outcome_find(c->store, v, c->args[0], oc, err) &&
	    outcome_keep(c->store, oc, err) && print_outcome(c, oc, v, err);

	mem_free(oc);
	return ok;
}

/* Which of the two the name is; an error where it is both, or neither. */
static bool
find_kind(struct cli *c, bool *threshold, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold t;
	struct store_bundle b;
	struct err no_bundle = ERR_INIT, no_threshold = ERR_INIT;
	bool bundle =
	    store_bundle_get(c->store, c->args[0], &text, &b, &no_bundle);

	*threshold =
	    store_threshold_get(c->store, c->args[0], &text, &t, &no_threshold);
	arena_release(&text);
	if (bundle && *threshold)
		return err_set(err, ERR_INPUT,
		    "both a bundle and a threshold are called '%s'; rename one "
		    "of them",
		    c->args[0]);
	if (bundle || *threshold)
		return true;
	if (no_bundle.code != ERR_NOT_FOUND)
		return err_set(err, no_bundle.code, "%s", no_bundle.text);
	if (no_threshold.code != ERR_NOT_FOUND)
		return err_set(err, no_threshold.code, "%s", no_threshold.text);
	return err_set(err, ERR_NOT_FOUND,
	    "there is no bundle and no threshold '%s'; 'endcap bundles' and "
	    "'endcap thresholds' list them",
	    c->args[0]);
}

static bool
measure_one(struct cli *c, struct err *err)
{
	bool threshold = false;
	struct view *v = NULL;
	bool ok = find_kind(c, &threshold, err);

	if (ok) {
		v = cli_view(c, VIEW_SALES, err);
		ok = v != NULL &&
		    (threshold ? measure_threshold(c, v, err)
			       : measure_bundle(c, v, err));
	}
	view_free(v);
	return ok;
}

/* Without a name: all that was measured so far. */
static bool
print_record(struct cli *c, struct err *err)
{
	struct currency currency;
	struct listing l;
	bool ok = store_currency(c->store, &currency, err) &&
	    measuring_record_listing(c->store, currency.digits, &l, err);

	if (!ok)
		return false;
	ok = cli_print_listing(c, &l,
	    l.source_rows == 0
		? "nothing was measured yet; 'endcap measure NAME' does, once "
		  "a bundle or a threshold has been live for four weeks"
		: NULL,
	    err);
	listing_release(&l);
	return ok;
}

static bool
run_measure(struct cli *c, struct err *err)
{
	return c->n_args > 0 ? measure_one(c, err) : print_record(c, err);
}

/* ---- who does without ---- */

static bool
say_read(struct cli *c, const struct heldout_read *read, struct err *err)
{
	struct str said = STR_INIT;
	bool ok;

	num_add_counted(&said, (int64_t)read->found,
	    read->kind == HELDOUT_ORDERS ? "order" : "customer",
	    read->kind == HELDOUT_ORDERS ? "orders" : "customers");
	str_addf(&said, " held out of '%s'", c->args[0]);
	if (read->unknown > 0) {
		str_add(&said, "; ");
		num_add_counted(
		    &said, (int64_t)read->unknown, "row names", "rows name");
		str_add(&said, " nobody that is known");
	}
	ok = cli_printf(c, err, "%s\n", said.p);
	str_release(&said);
	return ok;
}

static bool
set_holdout(struct cli *c, const struct view *v, const struct heldout_offer *of,
    struct err *err)
{
	struct heldout_read read;
	double percent = c->opt->number[OPT_SHARE];

	if (c->n_args > 1)
		return heldout_set_file(
			   c->store, v, of, c->args[1], &read, err) &&
		    say_read(c, &read, err);
	if (!heldout_set_share(c->store, of, percent, err))
		return false;
	if (!(percent > 0))
		return cli_printf(
		    c, err, "nobody is held out of '%s'\n", of->name);
	return cli_printf(c, err,
	    "%g %% of the customers are held out of '%s'; 'endcap %s "
	    "holdout NAME --format csv --limit 0' lists them for the shop, "
	    "which must not show it to them\n",
	    percent, of->name, of->threshold ? "threshold" : "bundle");
}

static bool
list_holdout(struct cli *c, const struct view *v,
    const struct heldout_offer *of, struct err *err)
{
	struct heldout h;
	struct listing l;
	struct str words = STR_INIT;
	bool ok;

	if (!heldout_load(c->store, of, &h, err))
		return false;
	ok = heldout_listing(c->store, &h, v, &l, err);
	if (ok) {
		if (h.kind == HELDOUT_NONE)
			str_add(&words,
			    "nobody does without it; --share N draws some "
			    "customers, FILE names those who do");
		else
			heldout_add_words(&h, &words);
		c->private_output = true;
		ok = cli_print_listing(c, &l, words.p, err);
		listing_release(&l);
	}
	str_release(&words);
	heldout_release(&h);
	return ok;
}

static bool
say_holdout(struct cli *c, const struct view *v, const struct heldout_offer *of,
    struct err *err)
{
	if (c->n_args > 1 && c->opt->given[OPT_SHARE])
		return err_set(err, ERR_USAGE,
		    "a file names who is held out, or --share draws them; not "
		    "both");
	return c->n_args > 1 || c->opt->given[OPT_SHARE]
	    ? set_holdout(c, v, of, err)
	    : list_holdout(c, v, of, err);
}

static bool
run_holdout(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool ok = bundle_edit_open(&e, c, VIEW_SALES, err);

	if (ok) {
		const struct heldout_offer of = heldout_bundle(&e.b);
		ok = say_holdout(c, e.v, &of, err);
	}
	bundle_edit_close(&e);
	return ok;
}

/* Before there is such a threshold too: setting it puts it live. */
static bool
run_threshold_holdout(struct cli *c, struct err *err)
{
	struct heldout_offer of = { .threshold = true, .name = c->args[0] };
	struct arena text = { 0 };
	struct store_threshold t;
	struct err why = ERR_INIT;
	struct view *v = cli_view(c, VIEW_SALES, err);
	bool ok = v != NULL;

	if (ok && store_threshold_get(c->store, c->args[0], &text, &t, &why))
		of = heldout_threshold(&t);
	else if (ok && why.code != ERR_NOT_FOUND)
		ok = err_set(err, why.code, "%s", why.text);
	ok = ok && say_holdout(c, v, &of, err);
	arena_release(&text);
	view_free(v);
	return ok;
}

static const enum option_id measure_options[] = { OPT_HELP };
static const enum option_id holdout_options[] = { OPT_SHARE, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "bundle holdout",
	    .arguments = "NAME [FILE]",
	    .summary = "who does without a bundle, to measure it against: a "
		       "--share of the customers, or the customers or orders "
		       "in FILE; alone it lists them",
	    .example = "endcap bundle holdout 'desk start' --share 20",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .least = 1,
	    .most = 2,
	    .run = run_holdout,
	    .options = holdout_options,
	},
	{
	    .name = "threshold holdout",
	    .arguments = "NAME [FILE]",
	    .summary = "who does without a threshold, as of a bundle; draw "
		       "before 'threshold set' puts it live",
	    .example = "endcap threshold holdout 'ship later' --share 20",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .least = 1,
	    .most = 2,
	    .run = run_threshold_holdout,
	    .options = holdout_options,
	},
	{
	    .name = "measure",
	    .arguments = "[NAME]",
	    .summary = "what came of a live bundle or threshold, against its "
		       "projection; alone: all that was measured so far",
	    .example = "endcap measure 'desk start'",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .least = 0,
	    .most = 1,
	    .run = run_measure,
	    .options = measure_options,
	},
};

const struct command_group cmd_measure_group = { commands,
	ARRAY_LEN(commands) };
