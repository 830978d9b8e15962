/*
 * nextbest, replenish: who is likely to take which product next.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "cli/people_list.h"
#include "service/prospects.h"

/* A product's list, and what keeps its people as contacts. */
struct takers {
	struct prospects *pr;
	size_t product;
	int64_t now;
};

static bool
record(void *arg, struct store *st, bool mail, struct err *err)
{
	const struct takers *t = arg;

	return prospects_record(t->pr, t->product, st, t->now, mail, err);
}

static bool
print_product(
    struct cli *c, struct prospects *pr, size_t product, struct err *err)
{
	struct takers takers = { pr, product, c->world->now };
	struct str notes = STR_INIT, label = STR_INIT;
	struct listing l;
	bool ok = prospects_people(pr, product, &l, err);

	if (ok) {
		prospects_add_notes(pr, product, &notes);
		str_add(&label, "list '");
		prospects_add_name(pr, product, &label);
		str_addf(&label, "': %zu people", l.rows);
		ok = people_list_put(c,
		    &(struct people_list){
			&l, label.p, record, &takers, l.rows },
		    &notes, err);
		listing_release(&l);
	}
	str_release(&label);
	str_release(&notes);
	return ok;
}

static bool
print_customer(struct cli *c, struct prospects *pr, struct err *err)
{
	struct listing l;
	bool ok = prospects_list(pr, &l, err);

	if (ok) {
		c->private_output = true;
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0 ? "nothing is known to offer them"
				       : NULL,
		    err);
		listing_release(&l);
	}
	return ok;
}

static bool
print_products(struct cli *c, struct prospects *pr, struct err *err)
{
	struct listing l;
	bool ok = prospects_products(pr, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    pr->n == 0 ? "nobody is known to be likely" : NULL, err);
		listing_release(&l);
	}
	return ok;
}

static bool
run(struct cli *c, enum prospects_kind kind, struct err *err)
{
	struct view_request request = {
		.parts = VIEW_SALES | VIEW_PAIRS,
		.threads = c->world->processors,
		.progress = &c->progress,
	};
	struct prospects_request rq = {
		.kind = kind,
		.today = date_day_of(c->world->now),
		.segment = c->opt->text[OPT_SEGMENT],
		.customer = PROSPECTS_ANY,
	};
	const char *who = c->opt->text[OPT_CUSTOMER];
	struct view *v = view_load(c->store, &request, err);
	struct prospects *pr = NULL;
	size_t product = PROSPECTS_ANY;
	bool ok = v != NULL &&
	    (c->n_args == 0 ||
		view_find(v, slice_of(c->args[0]), &product, err)) &&
	    (who == NULL ||
		prospects_customer(
		    c->store, v, slice_of(who), &rq.customer, err));

	if (ok)
		pr = prospects_new(c->store, v, &rq, &c->progress, err);
	ok = pr != NULL &&
	    (who != NULL            ? print_customer(c, pr, err)
		    : c->n_args > 0 ? print_product(c, pr, product, err)
				    : print_products(c, pr, err));
	prospects_free(pr);
	view_free(v);
	return ok;
}

static bool
run_nextbest(struct cli *c, struct err *err)
{
	return run(c, PROSPECTS_NEXT, err);
}

static bool
run_replenish(struct cli *c, struct err *err)
{
	return run(c, PROSPECTS_AGAIN, err);
}

static const enum option_id options[] = { OPT_CUSTOMER, OPT_SEGMENT,
	OPT_DRY_RUN, OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "nextbest",
	    .arguments = "[SKU]",
	    .summary = "for each product how many are likely to take it next, "
		       "though they never had it; SKU: who they are, by what "
		       "to expect; -o FILE keeps them as contacted",
	    .example = "endcap nextbest --customer C00014",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .most = 1,
	    .run = run_nextbest,
	    .options = options,
	},
	{
	    .name = "replenish",
	    .arguments = "[SKU]",
	    .summary = "for each product how many are due to buy it again, by "
		       "its rhythm and their own; SKU: who they are; -o FILE "
		       "keeps them as contacted",
	    .example = "endcap replenish --limit 5",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .most = 1,
	    .run = run_replenish,
	    .options = options,
	},
};

const struct command_group cmd_prospect_group = { commands,
	ARRAY_LEN(commands) };
