/*
 * export: what leaves for other programs; see service/export.h.
 */
#include "cli/cmd.h"

#include <unistd.h>

#include "base/date.h"
#include "service/export.h"

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

enum {
	SHOWN_NOTES = 20
};

static bool
into_output(void *arg, struct slice bytes, struct err *err)
{
	return cli_print(arg, bytes, err);
}

/* "'b.csv': 4 rows, 812 bytes", or what a dry run would have written. */
static void
add_summary(const struct cli *c, const struct export_request *rq,
    const struct export_outcome *o, struct str *out)
{
	const char *path = rq->path;

	if (rq->dry_run && path == NULL)
		str_addf(out,
		    "would write %lld rows, %lld bytes, to standard output\n",
		    (long long)o->size.rows, (long long)o->size.bytes);
	else if (rq->dry_run)
		str_addf(out, "would write %lld rows, %lld bytes, to '%s'%s\n",
		    (long long)o->size.rows, (long long)o->size.bytes, path,
		    access(path, F_OK) == 0 ? ", which exists" : "");
	else
		str_addf(out, "'%s': %lld rows, %lld bytes\n",
		    c->opt->text[OPT_OUTPUT], (long long)o->size.rows,
		    (long long)o->size.bytes);
	export_add_notes(&o->report, SHOWN_NOTES, out);
}

/* Beside the file on standard output there is room on the other stream only. */
static bool
report(const struct cli *c, const struct export_request *rq,
    const struct export_outcome *o, struct err *err)
{
	struct str text = STR_INIT;
	bool ok = true;

	if (rq->dry_run || rq->path != NULL) {
		add_summary(c, rq, o, &text);
		ok = cli_print(c, slice_str(&text), err);
	} else if (o->report.n_notes > 0) {
		str_add(&text, "endcap: not everything can be expressed:\n");
		export_add_notes(&o->report, SHOWN_NOTES, &text);
		fputs(text.p, c->world->err);
	}
	str_release(&text);
	return ok;
}

static bool
run_export(struct cli *c, struct err *err)
{
	const struct options *o = c->opt;
	const char *format = o->given[OPT_FORMAT] ? o->text[OPT_FORMAT] : "csv";
	struct listing_sink output = { into_output, c };
	struct export_request rq = {
		.row = export_find(c->args[0], format, err),
		.job = { .st = c->store, .today = date_day_of(c->world->now) },
		.path = o->text[OPT_OUTPUT],
		.sink = &output,
		.dry_run = o->given[OPT_DRY_RUN],
		.removal = o->given[OPT_REMOVAL],
		.strict = o->given[OPT_STRICT],
	};
	struct export_outcome outcome;
	struct view_request request;
	bool ok;

	if (rq.row == NULL || !read_pairs(c, &rq.job.pairs, err) ||
	    !cli_view_request(c, rq.row->parts, &request, err))
		return false;
	request.floor = rq.job.pairs.min_orders;
	rq.job.v = view_load(c->store, &request, err);
	if (rq.job.v == NULL)
		return false;
	ok = export_run(&rq, &outcome, err) && report(c, &rq, &outcome, err);
	export_outcome_release(&outcome);
	view_free(rq.job.v);
	return ok;
}

static const enum option_id export_options[] = { OPT_FORMAT, OPT_OUTPUT,
	OPT_DRY_RUN, OPT_REMOVAL, OPT_STRICT, OPT_MIN_ORDERS, OPT_EVIDENCE,
	OPT_ALL, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "export",
	    .arguments = "WHAT",
	    .summary = "bundles, thresholds, pairs, complements, upsells, "
		       "segments or followups as csv, json, or for the shop's "
		       "platform",
	    .example = "endcap export bundles --format csv -o bundles.csv",
	    .needs = NEEDS_STORE | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_export,
	    .options = export_options,
	},
};

const struct command_group cmd_export_group = { commands, ARRAY_LEN(commands) };
