/*
 * history, undo, redo: every change to what merchandisers make.
 */
#include "cli/cmd.h"

#include "base/num.h"
#include "service/history.h"

static bool
step(struct cli *c, enum history_direction direction, struct err *err)
{
	struct str said = STR_INIT;
	bool ok = history_step(c->store, direction, c->opt->given[OPT_YES],
		      &said, err) &&
	    cli_printf(c, err, "%s\n", said.p);

	str_release(&said);
	return ok;
}

static bool
run_undo(struct cli *c, struct err *err)
{
	struct str said = STR_INIT;
	int64_t id;
	bool ok;

	if (c->n_args == 0)
		return step(c, HISTORY_UNDO, err);
	if (!num_parse_i64(slice_of(c->args[0]), &id))
		return err_set(err, ERR_USAGE,
		    "'%s' is not the number of a change; 'endcap history' "
		    "lists them",
		    c->args[0]);
	ok = history_undo_one(c->store, id, &said, err) &&
	    cli_printf(c, err, "%s\n", said.p);
	str_release(&said);
	return ok;
}

static bool
run_redo(struct cli *c, struct err *err)
{
	return step(c, HISTORY_REDO, err);
}

static bool
run_history(struct cli *c, struct err *err)
{
	struct listing l;
	bool ok;

	if (!history_listing(c->store, 0, &l, err))
		return false;
	ok = cli_print_listing(c, &l, NULL, err);
	listing_release(&l);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id step_options[] = { OPT_YES, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "history",
	    .arguments = "",
	    .summary = "every change to bundles, thresholds and decisions",
	    .example = "endcap history --limit 5",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_history,
	    .options = no_options,
	},
	{
	    .name = "undo",
	    .arguments = "[NUMBER]",
	    .summary = "take back the newest change, or the one named",
	    .example = "endcap undo",
	    .needs = NEEDS_STORE,
	    .most = 1,
	    .run = run_undo,
	    .options = step_options,
	},
	{
	    .name = "redo",
	    .arguments = "",
	    .summary = "do again what was undone last",
	    .example = "endcap redo",
	    .needs = NEEDS_STORE,
	    .run = run_redo,
	    .options = step_options,
	},
};

const struct command_group cmd_history_group = { commands,
	ARRAY_LEN(commands) };
