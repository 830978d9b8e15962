/*
 * bundle: looking at bundles, judging them, finding new ones.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/bundle_edit.h"
#include "service/bundling.h"
#include "service/measuring.h"
#include "service/outlook.h"
#include "service/outlook_joint.h"
#include "service/suggest.h"

static bool
run_list(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_PRODUCTS, err);
	struct listing l;
	bool ok = v != NULL && bundling_listing(c->store, v, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0
			? "no bundle yet; 'endcap bundle suggest' proposes "
			  "some, 'endcap bundle shop' lists what the shop "
			  "sells "
			  "as a set already"
			: NULL,
		    err);
		listing_release(&l);
	}
	view_free(v);
	return ok;
}

static bool
run_shop(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_PRODUCTS, err);
	struct listing l;
	bool ok = v != NULL && bundling_shop_listing(c->store, v, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0
			? "no product file named a grouped product or a bundle"
			: "'endcap bundle adopt SKU' makes one of them a "
			  "bundle here",
		    err);
		listing_release(&l);
	}
	view_free(v);
	return ok;
}

static bool
print_head(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct bundling_sums sums;
	struct str s = STR_INIT;
	int digits = e->v->currency.digits;
	bool ok;

	bundling_sums(e->v, &e->b, &sums);
	str_addf(&s, "%s (%s): ", e->b.name, store_state_name(e->b.state));
	bundling_add_discount(&e->b, digits, &s);
	terms_add_words(bundle_edit_terms(&e->b), &s);
	if (sums.priced) {
		str_add(&s, "; parts ");
		money_add_grouped(&s, sums.parts, digits);
		str_add(&s, ", price ");
		money_add_grouped(&s, sums.price, digits);
	}
	if (sums.priced && sums.costed)
		str_addf(&s, ", margin %.1f %%", sums.margin * 100);
	if (e->b.message != NULL)
		str_addf(&s, "\n\"%s\"", e->b.message);
	ok = cli_printf(c, err, "%s\n\n", s.p);
	str_release(&s);
	return ok;
}

static bool
run_show(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	struct listing l;
	bool as_text = !c->opt->given[OPT_FORMAT] ||
	    strcmp(c->opt->text[OPT_FORMAT], "table") == 0;
	bool ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    (!as_text || print_head(&e, c, err));

	if (ok) {
		bundling_items_listing(e.v, &e.b, &l);
		ok = cli_print_listing(c, &l, NULL, err) &&
		    (!as_text || bundle_edit_warnings(&e, c, err));
		listing_release(&l);
	}
	bundle_edit_close(&e);
	return ok;
}

/* --takes 3,8,15 as the mean and spread of a take rate, for once. */
static bool
read_takes(
    const struct cli *c, struct outlook_request *request, struct err *err)
{
	struct err why = ERR_INIT;
	double of100[3];

	if (!c->opt->given[OPT_TAKES])
		return true;
	if (!measuring_parse_takes(
		slice_of(c->opt->text[OPT_TAKES]), of100, &why))
		return err_set(err, ERR_USAGE, "--takes: %s", why.text);
	return projection_take_guess(of100[0] / 100, of100[1] / 100,
	    of100[2] / 100, &request->take_rate, &request->take_cv);
}

static bool
as_json(const struct cli *c)
{
	return c->opt->given[OPT_FORMAT] &&
	    strcmp(c->opt->text[OPT_FORMAT], "json") == 0;
}

static bool
project_one(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct outlook_request request = { .v = e->v };
	struct outlook *outlook = mem_zalloc(sizeof(*outlook));
	struct str text = STR_INIT;
	int32_t today = date_day_of(c->world->now);
	bool changed,
	    ok = bundle_edit_options(e, c, &changed, err) &&
	    read_takes(c, &request, err) &&
	    bundling_offer(e->v, &e->b, &e->text, &request.offer, err) &&
	    bundling_live(c->store, e->v, today, e->b.bundle_id, &e->text,
		&request.live, &request.n_live, err) &&
	    measuring_teach(c->store, &e->b, today, &request, err) &&
	    outlook_compute(&request, &c->progress, outlook, err);

	if (ok && as_json(c))
		outlook_write_json(outlook, e->v, &text);
	else if (ok)
		outlook_write_text(outlook, e->v, &text);
	ok = ok && (as_json(c) || print_head(e, c, err)) &&
	    cli_print(c, slice_str(&text), err);
	str_release(&text);
	mem_free(outlook);
	return ok;
}

/* The bundles named by the arguments as plans, with the take rates that are
 * known of them; 'e' holds the view. */
static bool
load_plans(struct bundle_edit *e, struct cli *c, struct offer *plans,
    struct joint_rate *rates, struct err *err)
{
	int32_t today = date_day_of(c->world->now);

	for (size_t i = 0; i < c->n_args; i++) {
		struct measuring_rate known;
		struct store_bundle b;

		for (size_t k = 0; k < i; k++)
			if (strcmp(c->args[i], c->args[k]) == 0)
				return err_set(err, ERR_USAGE,
				    "'%s' is named twice", c->args[i]);
		if (!store_bundle_get(
			c->store, c->args[i], &e->text, &b, err) ||
		    !bundling_offer(e->v, &b, &e->text, &plans[i], err) ||
		    !measuring_learned(c->store, &b, today, &known, err))
			return false;
		rates[i] = (struct joint_rate){ known.mean, known.cv };
	}
	return true;
}

/* The live offers that are not among the plans. */
static size_t
drop_plans(const struct offer *plans, size_t n_plans, struct offer *live,
    size_t n_live)
{
	size_t kept = 0;

	for (size_t i = 0; i < n_live; i++) {
		bool planned = false;

		for (size_t k = 0; k < n_plans; k++)
			planned |= live[i].kind == OFFER_BUNDLE &&
			    live[i].id == plans[k].id;
		if (!planned)
			live[kept++] = live[i];
	}
	return kept;
}

static bool
project_together(struct bundle_edit *e, struct cli *c, struct err *err)
{
	struct offer *plans = arena_array(&e->text, c->n_args, sizeof(*plans));
	struct joint_rate *rates =
	    arena_array(&e->text, c->n_args, sizeof(*rates));
	struct outlook_joint_request rq = {
		.v = e->v, .plans = plans, .rates = rates, .n_plans = c->n_args
	};
	struct joint *joint = mem_zalloc(sizeof(*joint));
	const struct offer *found;
	struct offer *live;
	struct str text = STR_INIT;
	size_t n;
	bool ok = load_plans(e, c, plans, rates, err) &&
	    measuring_track(c->store, MEASURING_BUNDLES, &rq.track, err) &&
	    bundling_live(c->store, e->v, date_day_of(c->world->now), 0,
		&e->text, &found, &n, err);

	if (ok) {
		live = arena_array(&e->text, n + 1, sizeof(*live));
		memcpy(live, found, n * sizeof(*live));
		rq.live = live;
		rq.n_live = drop_plans(plans, c->n_args, live, n);
		ok = outlook_joint_compute(&rq, joint, err);
	}
	if (ok && as_json(c))
		outlook_joint_write_json(&rq, joint, &text);
	else if (ok)
		outlook_joint_write_text(&rq, joint, &text);
	ok = ok && cli_print(c, slice_str(&text), err);
	str_release(&text);
	mem_free(joint);
	return ok;
}

static bool
run_project(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool ok = bundle_edit_open(&e, c, VIEW_SALES | VIEW_PAIRS, err) &&
	    (c->n_args == 1 ? project_one(&e, c, err)
			    : project_together(&e, c, err));

	bundle_edit_close(&e);
	return ok;
}

static bool
run_suggest(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	struct str nothing = STR_INIT;
	struct listing l;
	bool ok = v != NULL &&
	    suggest_listing(
		c->store, v, date_day_of(c->world->now), &c->progress, &l, err);

	if (ok && v->sales.orders == 0)
		view_add_no_orders(v, &nothing);
	else if (ok && l.source_rows == 0)
		str_add(&nothing,
		    "nothing to suggest: nothing that is bought together is "
		    "expected to earn more than its discount gives away");
	else if (ok)
		str_add(&nothing,
		    "ranked by mean contribution, shrunk for having been "
		    "picked among many, less what a row repeats of those "
		    "above; contribution is the median\n"
		    "make one with 'endcap bundle new NAME SKU SKU --percent "
		    "N'; what is live and loses money stops with 'endcap "
		    "bundle retire NAME' or 'endcap threshold delete NAME'");
	if (ok) {
		ok = cli_print_listing(c, &l, nothing.p, err);
		listing_release(&l);
	}
	str_release(&nothing);
	view_free(v);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id project_options[] = { OPT_FORMAT, OPT_PERCENT,
	OPT_AMOUNT, OPT_PRICE, OPT_CHEAPEST, OPT_GET, OPT_TIERS, OPT_TAKES,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "bundle list",
	    .alias = "bundles",
	    .arguments = "",
	    .summary = "all bundles",
	    .example = "endcap bundles",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_list,
	    .options = no_options,
	},
	{
	    .name = "bundle suggest",
	    .arguments = "",
	    .summary = "live offers to stop, and bundles worth making, by "
		       "expected contribution",
	    .example = "endcap bundle suggest --limit 5",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_suggest,
	    .options = no_options,
	},
	{
	    .name = "bundle shop",
	    .arguments = "",
	    .summary = "sets the shop sells already, by its product files",
	    .example = "endcap bundle shop",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .run = run_shop,
	    .options = no_options,
	},
	{
	    .name = "bundle show",
	    .arguments = "NAME",
	    .summary = "what is in a bundle, and what to know about it",
	    .example = "endcap bundle show 'desk start'",
	    .needs = NEEDS_STORE | NEEDS_LISTING,
	    .least = 1,
	    .most = 1,
	    .run = run_show,
	    .options = no_options,
	},
	{
	    .name = "bundle project",
	    .arguments = "NAME...",
	    .summary = "the effect on AOV and contribution, replayed on your "
		       "orders; several bundles together",
	    .example = "endcap bundle project 'desk start' --percent 10",
	    .needs = NEEDS_STORE | NEEDS_CUT,
	    .least = 1,
	    .most = JOINT_MAX_PLANS,
	    .run = run_project,
	    .options = project_options,
	},
};

const struct command_group cmd_bundle_look_group = { commands,
	ARRAY_LEN(commands) };
