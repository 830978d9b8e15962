/*
 * segments, segment: who the customers are, and segments of the shop's own.
 */
#include "cli/cmd.h"

#include "base/mem.h"
#include "base/num.h"
#include "service/audience.h"
#include "service/retention.h"
#include "service/roster.h"
#include "service/segmenting.h"

/* The audience of the cut's orders; NULL with err on failure. */
static struct audience *
load_audience(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct audience *au = v != NULL ? audience_new(c->store, v, err) : NULL;

	view_free(v);
	return au;
}

static bool
run_cohorts(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct listing l;
	bool ok = v != NULL && retention_listing(v, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0 ? "no order names a customer" : NULL,
		    err);
		listing_release(&l);
	}
	view_free(v);
	return ok;
}

static bool
run_segments(struct cli *c, struct err *err)
{
	struct audience *au;
	struct listing l;
	bool ok;

	if (c->opt->given[OPT_COHORTS])
		return run_cohorts(c, err);
	au = load_audience(c, err);
	ok = au != NULL && audience_segments(au, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    au->n == 0 ? "no order names a customer" : NULL, err);
		listing_release(&l);
	}
	audience_free(au);
	return ok;
}

/* Klaviyo and Mailchimp: who gave consent and an address. */
static bool
write_mail(struct cli *c, struct listing *l, struct err *err)
{
	struct roster_size size;
	struct str notes = STR_INIT;
	struct cli_out out;
	bool ok = cli_out_begin(c, &out, err);

	if (!ok)
		return false;
	ok = roster_write(l, c->opt->text[OPT_FORMAT], &out.sink, &size, err);
	if (!cli_out_end(&out, ok, err))
		return false;
	if (c->opt->given[OPT_OUTPUT]) {
		num_add_grouped(&notes, size.rows);
		str_add(&notes, " addresses\n");
		roster_add_notes(&size, &notes);
		ok = cli_print(c, slice_str(&notes), err);
		str_release(&notes);
	}
	return ok;
}

static bool
print_people(
    struct cli *c, struct audience *au, const bool *member, struct err *err)
{
	struct listing l;
	bool ok = audience_people(au, member, &l, err);

	if (!ok)
		return false;
	c->private_output = true;
	if (c->opt->given[OPT_FORMAT] &&
	    roster_is_mail(c->opt->text[OPT_FORMAT]))
		ok = write_mail(c, &l, err);
	else
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0 ? "nobody is in this segment" : NULL,
		    err);
	listing_release(&l);
	return ok;
}

static bool
run_segment(struct cli *c, struct err *err)
{
	struct audience *au = load_audience(c, err);
	bool *member = au != NULL
	    ? mem_try_zarray(au->n, sizeof(*member), "customers", err)
	    : NULL;
	bool ok = member != NULL &&
	    audience_mask(au, c->args[0], member, err) &&
	    print_people(c, au, member, err);

	mem_free(member);
	audience_free(au);
	return ok;
}

/* ---- segments of the shop's own ---- */

/* How many are in it, of all customers. */
static bool
print_size(struct cli *c, const char *name, struct err *err)
{
	struct audience *au = load_audience(c, err);
	bool *member = au != NULL
	    ? mem_try_zarray(au->n, sizeof(*member), "customers", err)
	    : NULL;
	struct str text = STR_INIT;
	bool ok = member != NULL && audience_mask(au, name, member, err);

	if (ok) {
		str_addf(&text, "segment '%s': ", name);
		audience_add_sizes(au, member, &text);
		ok = cli_print(c, slice_str(&text), err);
	}
	str_release(&text);
	mem_free(member);
	audience_free(au);
	return ok;
}

static bool
run_set(struct cli *c, struct err *err)
{
	struct str expression = STR_INIT;
	bool ok;

	for (size_t i = 1; i < c->n_args; i++)
		str_addf(&expression, "%s%s", i > 1 ? " " : "", c->args[i]);
	ok = segmenting_set(c->store, c->args[0], expression.p, err) &&
	    print_size(c, c->args[0], err);
	str_release(&expression);
	return ok;
}

static bool
run_delete(struct cli *c, struct err *err)
{
	struct arena text = { 0 };
	struct store_segment s;
	bool ok =
	    segmenting_get(c->store, slice_of(c->args[0]), &text, &s, err) &&
	    segmenting_delete(c->store, &s, err) &&
	    cli_printf(c, err, "deleted segment '%s'\n", s.name);

	arena_release(&text);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id segments_options[] = { OPT_COHORTS, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "segments",
	    .arguments = "",
	    .summary = "groups of customers: size, change, AOV, repeat rate, "
		       "contribution",
	    .example = "endcap segments",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_segments,
	    .options = segments_options,
	},
	{
	    .name = "segments set",
	    .arguments = "NAME FILTER...",
	    .summary = "make or change a segment of your own: comparisons of "
		       "the columns of 'endcap segment' that must all hold",
	    .example = "endcap segments set 'big and quiet' "
		       "'aov>80 orders>=3 days_since>60'",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = SIZE_MAX,
	    .run = run_set,
	    .options = no_options,
	},
	{
	    .name = "segments delete",
	    .arguments = "NAME",
	    .summary = "delete a segment of your own (undo brings it back)",
	    .example = "endcap segments delete 'big and quiet'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_delete,
	    .options = no_options,
	},
	{
	    .name = "segment",
	    .arguments = "NAME",
	    .summary = "the customers of one segment with what is known of "
		       "them; NAME as 'endcap segments' lists it, or "
		       "fans:CATEGORY",
	    .example = "endcap segment overdue --limit 5",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_segment,
	    .options = no_options,
	},
};

const struct command_group cmd_segment_group = { commands,
	ARRAY_LEN(commands) };
