/*
 * simulate: a shop with known truth as CSV files.
 */
#include "cli/cmd.h"

#include "service/simulate.h"

static bool
find_shape(const struct options *o, enum simulate_shape *shape, struct err *err)
{
	struct str names = STR_INIT;

	*shape = o->given[OPT_SHOP] ? SIMULATE_SHOP : SIMULATE_REFERENCE;
	if (!o->given[OPT_SHAPE] ||
	    simulate_shape_parse(slice_of(o->text[OPT_SHAPE]), shape))
		return true;
	for (int i = 0; i < SIMULATE_SHAPE_COUNT; i++)
		str_addf(&names, "%s%s", i > 0 ? ", " : "",
		    simulate_shape_name((enum simulate_shape)i));
	err_set(err, ERR_USAGE, "there is no shape '%s'; there are %s",
	    o->text[OPT_SHAPE], names.p);
	str_release(&names);
	return false;
}

static bool
run_simulate(struct cli *c, struct err *err)
{
	const struct options *o = c->opt;
	struct simulate_counts counts;
	struct simulate_options options = {
		.seed = SIMULATE_SEED,
		.lines = o->count[OPT_LINES],
		.counts = &counts,
	};

	if (!find_shape(o, &options.shape, err))
		return false;
	if (o->given[OPT_SEED])
		options.seed = (uint64_t)o->count[OPT_SEED];
	return simulate_write(c->args[0], &options, &c->progress, err) &&
	    cli_printf(c, err,
		"'%s': %lld products, %lld orders, %lld lines, %lld "
		"customers\n",
		c->args[0], (long long)counts.products,
		(long long)counts.orders, (long long)counts.lines,
		(long long)counts.customers);
}

static const enum option_id simulate_options[] = { OPT_SHOP, OPT_SHAPE,
	OPT_SEED, OPT_LINES, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "simulate",
	    .arguments = "FOLDER",
	    .summary = "write a shop with known truth as CSV files",
	    .example = "endcap simulate northlight --shop",
	    .needs = TAKES_FILES,
	    .least = 1,
	    .most = 1,
	    .run = run_simulate,
	    .options = simulate_options,
	},
};

const struct command_group cmd_simulate_group = { commands,
	ARRAY_LEN(commands) };
