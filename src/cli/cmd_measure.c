/*
 * measure, bundle holdout: what came of a live bundle, and who did without it.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/num.h"
#include "cli/bundle_edit.h"
#include "service/measuring.h"

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
measure_one(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct measuring *m = mem_zalloc(sizeof(*m));
	bool ok = v != NULL &&
	    measuring_find(c->store, v, c->args[0], m, err) &&
	    measuring_keep(c->store, m, err) && print_measured(c, m, v, err);

	mem_free(m);
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
		  "a bundle has been live for four weeks"
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
set_holdout(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct heldout_read read;
	double percent = c->opt->number[OPT_SHARE];

	if (c->n_args > 1)
		return heldout_set_file(
			   c->store, e->v, &e->b, c->args[1], &read, err) &&
		    say_read(c, &read, err);
	if (!heldout_set_share(c->store, &e->b, percent, err))
		return false;
	if (!(percent > 0))
		return cli_printf(
		    c, err, "nobody is held out of '%s'\n", e->b.name);
	return cli_printf(c, err,
	    "%g %% of the customers are held out of '%s'; 'endcap bundle "
	    "holdout NAME --format csv --limit 0' lists them for the shop, "
	    "which must not show it to them\n",
	    percent, e->b.name);
}

static bool
list_holdout(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct heldout h;
	struct listing l;
	struct str words = STR_INIT;
	bool ok;

	if (!heldout_load(c->store, e->b.name, &h, err))
		return false;
	ok = heldout_listing(c->store, &h, e->v, &l, err);
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
run_holdout(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool sets = c->n_args > 1 || c->opt->given[OPT_SHARE];
	bool ok = bundle_edit_open(&e, c, VIEW_SALES, err);

	if (ok && c->n_args > 1 && c->opt->given[OPT_SHARE])
		ok = err_set(err, ERR_USAGE,
		    "a file names who is held out, or --share draws them; not "
		    "both");
	ok = ok && (sets ? set_holdout(&e, c, err) : list_holdout(&e, c, err));
	bundle_edit_close(&e);
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
	    .name = "measure",
	    .arguments = "[NAME]",
	    .summary = "what came of a live bundle, against its projection; "
		       "alone: all that was measured so far",
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
