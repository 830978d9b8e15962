/*
 * check, backup, settings: looking after the store itself.
 */
#include "cli/cmd.h"

#include "base/num.h"
#include "service/settings.h"
#include "store/store_backup.h"
#include "store/store_check.h"

static bool
run_check(struct cli *c, struct err *err)
{
	struct store_findings found = { .n = 0 };
	bool ok = store_check(c->store, &c->progress, &found, err);

	for (size_t i = 0; ok && i < found.n; i++)
		ok = cli_printf(c, err, "%s\n", found.rows[i]);
	if (ok && found.total > 0)
		ok = err_set(err, ERR_STORE,
		    "'%s' is damaged: %lld finding%s; restore a backup, or "
		    "import the files into a new store",
		    c->store_path, (long long)found.total,
		    found.total == 1 ? "" : "s");
	else if (ok)
		ok = cli_printf(c, err, "'%s' is whole\n", c->store_path);
	store_findings_release(&found);
	return ok;
}

static bool
run_backup(struct cli *c, struct err *err)
{
	return store_backup(c->store, c->args[0], c->opt->given[OPT_YES],
		   &c->progress, err) &&
	    cli_printf(c, err, "copied to '%s'\n", c->args[0]);
}

/* ---- settings ---- */

static bool
list_settings(struct cli *c, const struct settings *s, struct err *err)
{
	struct listing l;
	bool ok;

	settings_listing(s, &l);
	ok = cli_print_listing(c, &l, NULL, err);
	listing_release(&l);
	return ok;
}

static bool
run_settings(struct cli *c, struct err *err)
{
	struct settings s;
	enum setting_id id;
	struct str value = STR_INIT;
	bool ok;

	if (!settings_load(c->store, &s, err))
		return false;
	if (c->n_args == 0)
		return list_settings(c, &s, err);
	if (!setting_find(c->args[0], &id, err))
		return false;
	if (c->n_args == 2 &&
	    !settings_set(c->store, &s, id, c->args[1], NULL, err))
		return false;
	settings_add_value(&s, id, &value);
	ok = cli_printf(c, err, "%s = %s %s\n%s\n", setting_row(id)->key,
	    value.p, setting_row(id)->unit, setting_row(id)->help);
	str_release(&value);
	/* At once: commands that only read could not keep the pairs. */
	if (ok && c->n_args == 2 && (setting_row(id)->stale & STALE_PAIRS))
		ok = cli_mine(c, "counted anew: ", err);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id backup_options[] = { OPT_YES, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "check",
	    .arguments = "",
	    .summary = "is the store whole?",
	    .example = "endcap check",
	    .needs = NEEDS_STORE,
	    .run = run_check,
	    .options = no_options,
	},
	{
	    .name = "backup",
	    .arguments = "FILE",
	    .summary = "a consistent copy of the store, also while in use",
	    .example = "endcap backup copy.db",
	    .needs = NEEDS_STORE | TAKES_FILES,
	    .least = 1,
	    .most = 1,
	    .run = run_backup,
	    .options = backup_options,
	},
	{
	    .name = "settings",
	    .arguments = "[KEY [VALUE]]",
	    .summary = "every setting with its meaning; an empty VALUE goes "
		       "back to the default",
	    .example = "endcap settings assumed_margin 45",
	    .needs = NEEDS_STORE | MAKES_STORE | NEEDS_LISTING,
	    .most = 2,
	    .run = run_settings,
	    .options = no_options,
	},
};

const struct command_group cmd_store_group = { commands, ARRAY_LEN(commands) };
