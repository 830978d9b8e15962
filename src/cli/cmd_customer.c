/*
 * customer forget: erasing a person.
 */
#include "cli/cmd.h"

#include "store/store_customers.h"

static bool
run_forget(struct cli *c, struct err *err)
{
	const char *ref = c->args[0];
	int64_t orders;

	if (!c->opt->given[OPT_YES])
		return err_set(err, ERR_USAGE,
		    "forgetting '%s' cannot be undone; say --yes", ref);
	return store_customer_forget(c->store, slice_of(ref), &orders, err) &&
	    cli_printf(c, err,
		"'%s' is forgotten; %lld orders stay, of a customer without "
		"a name\n",
		ref, (long long)orders);
}

static const enum option_id forget_options[] = { OPT_YES, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "customer forget",
	    .arguments = "ID",
	    .summary = "erase a person everywhere: name, address, consent, "
		       "contacts, rejected rows; orders stay without them",
	    .example = "endcap customer forget C00021 --yes",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_forget,
	    .options = forget_options,
	},
};

const struct command_group cmd_customer_group = { commands,
	ARRAY_LEN(commands) };
