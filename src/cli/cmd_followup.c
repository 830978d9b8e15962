/*
 * followups: who bought one product and could be offered another.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/num.h"
#include "cli/people_list.h"
#include "service/following.h"
#include "service/reach.h"

enum {
	DAYS_LIMIT = 36500,
	LOOKS_LIMIT = 1000,
	PREVIEWED = 3 /* people */
};

/* "7..60" */
static bool
read_days(const struct cli *c, struct following_request *rq, struct err *err)
{
	struct slice text = slice_of(c->opt->text[OPT_DAYS]);
	size_t dots = slice_find(text, slice_of(".."));
	int64_t least = FOLLOWING_LEAST, most = FOLLOWING_MOST;

	if (c->opt->given[OPT_DAYS] &&
	    (dots == text.len ||
		!num_parse_i64(slice_bytes(text.p, dots), &least) ||
		!num_parse_i64(
		    slice_bytes(text.p + dots + 2, text.len - dots - 2),
		    &most) ||
		least < 0 || least > most || most > DAYS_LIMIT))
		return err_set(err, ERR_USAGE,
		    "--days takes a range like 7..60, not '%s'",
		    c->opt->text[OPT_DAYS]);
	rq->least = (int32_t)least;
	rq->most = (int32_t)most;
	return true;
}

/* What they bought and what is offered; those who looked are offered what they
 * looked at. */
static bool
find_products(struct cli *c, struct view *v, struct following_request *rq,
    struct err *err)
{
	int64_t looks = c->opt->count[OPT_LOOKED];

	if (!view_find(v, slice_of(c->args[0]), &rq->a, err))
		return false;
	if (!c->opt->given[OPT_LOOKED])
		return c->n_args > 1
		    ? view_find(v, slice_of(c->args[1]), &rq->b, err)
		    : following_best(v, rq->a, &rq->b, err);
	if (c->n_args > 1)
		return err_set(err, ERR_USAGE,
		    "--looked offers the product they looked at; leave '%s' "
		    "out",
		    c->args[1]);
	if (looks < 1 || looks > LOOKS_LIMIT)
		return err_set(err, ERR_USAGE,
		    "--looked takes a number from 1 to %d, not '%s'",
		    LOOKS_LIMIT, c->opt->text[OPT_LOOKED]);
	rq->looks = (int32_t)looks;
	rq->b = rq->a;
	return true;
}

static bool
read_request(struct cli *c, struct view *v, struct following_request *rq,
    struct err *err)
{
	const char *expires = c->opt->text[OPT_EXPIRES];

	*rq = (struct following_request){ .now = c->world->now,
		.code = c->opt->text[OPT_CODE],
		.wording = c->world->wording,
		.segment = c->opt->text[OPT_SEGMENT] };
	if (!read_days(c, rq, err))
		return false;
	if (expires != NULL &&
	    !date_parse_limit(slice_of(expires), 0, &rq->expires))
		return err_set(err, ERR_USAGE,
		    "--expires takes a day like 2026-12-31, not '%s'", expires);
	if (rq->expires != 0 && rq->expires < date_day_of(c->world->now))
		return err_set(err, ERR_INPUT,
		    "--expires: %s is over; a code needs days to come",
		    expires);
	return find_products(c, v, rq, err);
}

static bool
record(void *arg, struct store *st, bool mail, struct err *err)
{
	return following_record(arg, st, mail, err);
}

static bool
run_list(struct cli *c, struct following *fo, struct err *err)
{
	struct str notes = STR_INIT, label = STR_INIT;
	struct listing l;
	bool ok;

	if (c->opt->given[OPT_PREVIEW]) {
		following_add_preview(fo, PREVIEWED, &notes);
		ok = cli_print(c, slice_str(&notes), err);
		str_release(&notes);
		return ok;
	}
	following_add_notes(fo, &notes);
	following_listing(fo, &l);
	str_addf(&label, "follow-up list '%s': %zu people", fo->list.p, fo->n);
	ok = people_list_put(c,
	    &(struct people_list){ &l, label.p, record, fo, fo->n }, &notes,
	    err);
	listing_release(&l);
	str_release(&label);
	str_release(&notes);
	return ok;
}

/* Every product with a complement: what could be written about today. */
static bool
run_reach(struct cli *c, struct view *v, struct err *err)
{
	struct following_request days = { .least = 0 };
	struct reach_request rq = { .today = date_day_of(c->world->now) };
	struct reach *re = NULL;
	struct listing l;
	bool ok = (!c->opt->given[OPT_LOOKED] ||
		      err_set(err, ERR_USAGE,
			  "--looked needs the product that they looked at")) &&
	    read_days(c, &days, err);

	if (ok) {
		rq.least = days.least;
		rq.most = days.most;
		rq.segment = c->opt->text[OPT_SEGMENT];
		re = reach_new(c->store, v, &rq, &c->progress, err);
	}
	if (re == NULL)
		return false;
	reach_listing(re, &l);
	ok = cli_print_listing(c, &l,
	    re->n == 0 ? "nobody bought a product in these days without "
			 "the one that goes with it"
		       : NULL,
	    err);
	listing_release(&l);
	reach_free(re);
	return ok;
}

static bool
run_one(struct cli *c, struct view *v, struct err *err)
{
	struct following_request rq;
	struct following *fo = read_request(c, v, &rq, err)
	    ? following_new(c->store, v, &rq, err)
	    : NULL;
	bool ok = fo != NULL && run_list(c, fo, err);

	following_free(fo);
	return ok;
}

static bool
run_followups(struct cli *c, struct err *err)
{
	struct view_request request = {
		.parts = VIEW_SALES | VIEW_PAIRS,
		.threads = c->world->processors,
		.progress = &c->progress,
	};
	struct view *v = view_load(c->store, &request, err);
	bool ok = v != NULL &&
	    (c->n_args == 0 ? run_reach(c, v, err) : run_one(c, v, err));

	view_free(v);
	return ok;
}

static const enum option_id followup_options[] = { OPT_DAYS, OPT_LOOKED,
	OPT_CODE, OPT_EXPIRES, OPT_SEGMENT, OPT_PREVIEW, OPT_DRY_RUN,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "followups",
	    .arguments = "[SKU [OFFER]]",
	    .summary =
		"who bought SKU and never OFFER (the best complement "
		"when none is named), or with --looked who looked at "
		"SKU and did not buy it; -o FILE keeps them as contacted; "
		"without SKU the products whose buyers are due",
	    .example = "endcap followups LMP-021 --days 7..90",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .most = 2,
	    .run = run_followups,
	    .options = followup_options,
	},
};

const struct command_group cmd_followup_group = { commands,
	ARRAY_LEN(commands) };
