/*
 * report: the page to pass on; see service/report.h.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "service/report.h"

static bool
read_format(const struct cli *c, enum page_format *out, struct err *err)
{
	*out = PAGE_HTML;
	if (!c->opt->given[OPT_FORMAT] ||
	    page_format_parse(c->opt->text[OPT_FORMAT], out))
		return true;
	return err_set(err, ERR_USAGE, "--format is html or md, not '%s'",
	    c->opt->text[OPT_FORMAT]);
}

static bool
run_report(struct cli *c, struct err *err)
{
	const char *path = c->opt->text[OPT_OUTPUT];
	struct report_request rq = {
		.st = c->store,
		.today = date_day_of(c->world->now),
		.title = c->opt->text[OPT_TITLE],
	};
	struct str text = STR_INIT;
	bool ok = read_format(c, &rq.format, err);

	if (!ok)
		return false;
	rq.v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	ok = rq.v != NULL && report_write(&rq, &c->progress, &text, err) &&
	    cli_print_result(c, slice_str(&text), err);
	if (ok && path != NULL)
		ok = report_keep(&rq, path, err) &&
		    cli_printf(c, err, "'%s': %zu bytes\n", path, text.len);
	view_free(rq.v);
	str_release(&text);
	return ok;
}

static const enum option_id report_options[] = { OPT_FORMAT, OPT_OUTPUT,
	OPT_TITLE, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "report",
	    .arguments = "",
	    .summary = "a page to pass on: figures, pairs, bundles, threshold, "
		       "what was decided",
	    .example = "endcap report -o report.html",
	    .needs = NEEDS_STORE | NEEDS_CUT,
	    .run = run_report,
	    .options = report_options,
	},
};

const struct command_group cmd_report_group = { commands, ARRAY_LEN(commands) };
