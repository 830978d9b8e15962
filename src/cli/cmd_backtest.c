/*
 * backtest: would the lists have been right, on the shop's own orders?
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "service/backtesting.h"

static bool
print_json(const struct cli *c, const struct backtesting *bt, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	backtesting_write_json(bt, &s);
	ok = cli_print_result(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

static bool
print_table(const struct cli *c, const struct backtesting *bt, struct err *err)
{
	struct str rest = STR_INIT;
	struct listing l;
	bool ok;

	backtesting_listing(bt, &l);
	backtesting_add_scope(bt, &rest);
	str_add(&rest, "\n");
	backtesting_add_findings(bt, &rest);
	ok = cli_print_listing(c, &l, rest.p, err);
	listing_release(&l);
	str_release(&rest);
	return ok;
}

static bool
run_backtest(struct cli *c, struct err *err)
{
	struct backtesting *bt = mem_zalloc(sizeof(*bt));
	enum listing_format format;
	struct view *v = NULL;
	bool ok = cli_format(c, &format, err);

	if (ok)
		v = cli_view(c, VIEW_SALES, err);
	ok = v != NULL &&
	    backtesting_run(v, c->world->processors, &c->progress, bt, err);
	/* Kept for the overview, where the store can be written. */
	if (ok && cut_is_all(&v->cut) && !store_is_read_only(c->store))
		ok = backtesting_keep(c->store, v, bt, err);
	if (ok)
		ok = format == LISTING_JSON ? print_json(c, bt, err)
					    : print_table(c, bt, err);
	view_free(v);
	mem_free(bt);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "backtest",
	    .arguments = "",
	    .summary = "would the lists have been right: older orders "
		       "against newer ones",
	    .example = "endcap backtest --format json",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_backtest,
	    .options = no_options,
	},
};

const struct command_group cmd_backtest_group = { commands,
	ARRAY_LEN(commands) };
