/*
 * export: what leaves for other programs; see service/export.h.
 */
#include "cli/cmd.h"

#include <unistd.h>

#include "service/export.h"

static bool
swallow(void *arg, struct slice bytes, struct err *err)
{
	(void)arg;
	(void)bytes;
	(void)err;
	return true;
}

static bool
read_pairs(const struct cli *c, struct pairing_query *out, struct err *err)
{
	const struct options *o = c->opt;

	*out = (struct pairing_query){
		.product = PAIRING_ALL,
		.min_orders = (uint32_t)o->count[OPT_MIN_ORDERS],
		.rejected = o->given[OPT_ALL],
	};
	if (!o->given[OPT_EVIDENCE] ||
	    evidence_parse(o->text[OPT_EVIDENCE], &out->least))
		return true;
	return err_set(err, ERR_USAGE,
	    "--evidence is strong, likely, weak or thin, not '%s'",
	    o->text[OPT_EVIDENCE]);
}

/* Writes through the same code to nowhere, to say what would be written. */
static bool
dry_run(struct cli *c, const struct export_row *row,
    const struct export_job *job, struct err *err)
{
	struct listing_sink nowhere = { swallow, NULL };
	struct export_size size;
	const char *path = c->opt->text[OPT_OUTPUT];

	if (!export_write(row, job, &nowhere, &size, err))
		return false;
	if (path == NULL)
		return cli_printf(c, err,
		    "would write %lld rows, %lld bytes, to standard output\n",
		    (long long)size.rows, (long long)size.bytes);
	return cli_printf(c, err,
	    "would write %lld rows, %lld bytes, to '%s'%s\n",
	    (long long)size.rows, (long long)size.bytes, path,
	    access(path, F_OK) == 0 ? ", which exists" : "");
}

static bool
write_out(struct cli *c, const struct export_row *row,
    const struct export_job *job, struct err *err)
{
	struct export_size size;
	struct cli_out out;

	if (!cli_out_begin(c, &out, err) ||
	    !cli_out_end(
		&out, export_write(row, job, &out.sink, &size, err), err))
		return false;
	if (!c->opt->given[OPT_OUTPUT])
		return true;
	return cli_printf(c, err, "'%s': %lld rows, %lld bytes\n",
	    c->opt->text[OPT_OUTPUT], (long long)size.rows,
	    (long long)size.bytes);
}

static bool
run_export(struct cli *c, struct err *err)
{
	const struct options *o = c->opt;
	const char *format = o->given[OPT_FORMAT] ? o->text[OPT_FORMAT] : "csv";
	const struct export_row *row = export_find(c->args[0], format, err);
	struct export_job job = { .st = c->store };
	struct view_request request;
	bool ok;

	if (row == NULL || !read_pairs(c, &job.pairs, err) ||
	    !cli_view_request(c, row->parts, &request, err))
		return false;
	request.floor = job.pairs.min_orders;
	job.v = view_load(c->store, &request, err);
	ok = job.v != NULL &&
	    (o->given[OPT_DRY_RUN] ? dry_run(c, row, &job, err)
				   : write_out(c, row, &job, err));
	view_free(job.v);
	return ok;
}

static const enum option_id export_options[] = { OPT_FORMAT, OPT_OUTPUT,
	OPT_DRY_RUN, OPT_MIN_ORDERS, OPT_EVIDENCE, OPT_ALL, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "export",
	    .arguments = "WHAT",
	    .summary = "bundles, thresholds, pairs or complements as csv or "
		       "json",
	    .example = "endcap export bundles --format csv -o bundles.csv",
	    .needs = NEEDS_STORE | NEEDS_DATES,
	    .least = 1,
	    .most = 1,
	    .run = run_export,
	    .options = export_options,
	},
};

const struct command_group cmd_export_group = { commands, ARRAY_LEN(commands) };
