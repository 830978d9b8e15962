/*
 * bundle: making, changing, judging bundles.
 *
 * Every change is the same: load the view, get the bundle, change the struct,
 * save it with a label for the history (struct edit).
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/terms_options.h"
#include "service/bundling.h"
#include "service/measuring.h"
#include "service/outlook.h"
#include "service/outlook_joint.h"
#include "service/suggest.h"

/* One bundle being looked at or changed. */
struct edit {
	struct view *v;
	struct store_bundle b;
	struct arena text;
	struct str label;
};

static bool
edit_open(struct edit *e, struct cli *c, unsigned parts, struct err *err)
{
	*e = (struct edit){ .label = STR_INIT };
	e->v = cli_view(c, parts, err);
	return e->v != NULL &&
	    store_bundle_get(c->store, c->args[0], &e->text, &e->b, err);
}

static void
edit_close(struct edit *e)
{
	view_free(e->v);
	arena_release(&e->text);
	str_release(&e->label);
}

/* Saves and says so in the words of the history. */
static bool
edit_save(struct edit *e, struct cli *c, struct err *err)
{
	return bundling_save(c->store, e->v, &e->b, e->label.p, err) &&
	    cli_printf(c, err, "%s\n", e->label.p);
}

/* --percent, --amount, --price, ...; at most one. */
static bool
apply_discount(struct store_bundle *b, const struct cli *c, int digits,
    bool *changed, struct err *err)
{
	static const struct {
		enum option_id option;
		const char *kind;
	} kinds[] = {
		{ OPT_PERCENT, "percent" },
		{ OPT_AMOUNT, "amount" },
		{ OPT_PRICE, "price" },
		{ OPT_CHEAPEST, "cheapest" },
		{ OPT_GET, "get" },
		{ OPT_TIERS, "tiers" },
	};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!c->opt->given[kinds[i].option])
			continue;
		if (found)
			return err_set(err, ERR_USAGE,
			    "--percent, --amount, --price, --cheapest, --get "
			    "and --tiers exclude each other");
		found = true;
		if (!bundling_set_discount(b, kinds[i].kind,
			c->opt->text[kinds[i].option], digits, err))
			return false;
	}
	*changed |= found;
	return true;
}

static struct terms
terms_of(struct store_bundle *b)
{
	return (struct terms){ &b->starts, &b->ends, &b->priority,
		&b->min_margin, &b->alone };
}

static bool
apply_options(
    struct edit *e, const struct cli *c, bool *changed, struct err *err)
{
	const struct options *o = c->opt;

	*changed = false;
	if (!apply_discount(&e->b, c, e->v->currency.digits, changed, err) ||
	    !terms_apply(c, terms_of(&e->b), changed, err) ||
	    (o->given[OPT_TIERS] &&
		!bundling_parse_tiers(
		    o->text[OPT_TIERS], &e->text, &e->b.tiers, err)))
		return false;
	if (o->given[OPT_KIND])
		e->b.kind = o->text[OPT_KIND];
	if (o->given[OPT_MAX_SETS])
		e->b.max_sets = o->count[OPT_MAX_SETS];
	*changed |= o->given[OPT_KIND] || o->given[OPT_MAX_SETS];
	if (c->opt->given[OPT_TITLE])
		e->b.title = c->opt->text[OPT_TITLE];
	if (c->opt->given[OPT_MESSAGE])
		e->b.message = c->opt->text[OPT_MESSAGE];
	*changed |= c->opt->given[OPT_TITLE] || c->opt->given[OPT_MESSAGE];
	return true;
}

/* ---- making and changing ---- */

static const char *
given_text(const struct cli *c, enum option_id id)
{
	return c->opt->given[id] ? c->opt->text[id] : NULL;
}

/* Adds the item with the slot, role and choice that are given; with one of
 * them, an item that is there changes its part instead of its quantity. */
static bool
put_item(struct edit *e, const struct cli *c, struct store_bundle_item *item,
    struct err *err)
{
	const char *any = given_text(c, OPT_ANY);
	const char *slot = given_text(c, OPT_SLOT);
	const char *role = given_text(c, OPT_ROLE);

	for (size_t i = 0; i < e->b.n_items; i++)
		if (e->b.items[i].product_id == item->product_id &&
		    (any != NULL || slot != NULL || role != NULL)) {
			e->b.items[i].quantity = item->quantity;
			return bundling_set_part(
			    &e->b.items[i], any, slot, role, err);
		}
	return bundling_set_part(item, any, slot, role, err) &&
	    bundling_add_item(&e->b, &e->text, item, err);
}

static bool
add_items(struct edit *e, const struct cli *c, struct err *err)
{
	struct store_bundle_item item;

	for (size_t i = 1; i < c->n_args; i++) {
		if (!bundling_parse_item(e->v, c->args[i], &item, err) ||
		    !put_item(e, c, &item, err))
			return false;
	}
	return true;
}

static bool
run_new(struct cli *c, struct err *err)
{
	struct edit e = { .label = STR_INIT };
	struct str message = STR_INIT;
	bool changed, ok = false;

	e.v = cli_view(c, VIEW_PRODUCTS, err);
	if (e.v == NULL)
		goto out;
	e.b = bundling_draft(c->args[0]);
	if (!add_items(&e, c, err) || !apply_options(&e, c, &changed, err))
		goto out;
	if (e.b.message == NULL) {
		bundling_add_message(e.v, &e.b, &message);
		e.b.message = message.p;
	}
	str_setf(&e.label, "made bundle '%s'", e.b.name);
	ok = edit_save(&e, c, err);
out:
	str_release(&message);
	edit_close(&e);
	return ok;
}

/* A set of the shop's own becomes a bundle here. */
static bool
run_adopt(struct cli *c, struct err *err)
{
	struct edit e = { .label = STR_INIT };
	struct str message = STR_INIT;
	bool ok;

	e.v = cli_view(c, VIEW_PRODUCTS, err);
	ok = e.v != NULL &&
	    bundling_adopt(c->store, e.v, c->args[0],
		c->n_args > 1 ? c->args[1] : NULL, &e.text, &e.b, err);
	if (ok) {
		bundling_add_message(e.v, &e.b, &message);
		e.b.message = message.p;
		str_setf(&e.label, "made bundle '%s' of the shop's set '%s'",
		    e.b.name, c->args[0]);
		ok = edit_save(&e, c, err);
	}
	str_release(&message);
	edit_close(&e);
	return ok;
}

static bool
run_set(struct cli *c, struct err *err)
{
	struct edit e;
	bool changed,
	    ok = edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    apply_options(&e, c, &changed, err);

	if (ok && !changed)
		ok = err_set(err, ERR_USAGE,
		    "nothing to set; name a discount (--percent, --amount, "
		    "--price, --cheapest, --get, --tiers), --title, --message "
		    "or another option");
	if (ok) {
		str_setf(&e.label, "'%s': ", e.b.name);
		bundling_add_discount(&e.b, e.v->currency.digits, &e.label);
		terms_add_words(terms_of(&e.b), &e.label);
		ok = edit_save(&e, c, err);
	}
	edit_close(&e);
	return ok;
}

static bool
run_add(struct cli *c, struct err *err)
{
	struct edit e;
	bool ok = edit_open(&e, c, VIEW_PRODUCTS, err) && add_items(&e, c, err);

	if (ok) {
		str_setf(&e.label, "'%s': added %s", e.b.name, c->args[1]);
		ok = edit_save(&e, c, err);
	}
	edit_close(&e);
	return ok;
}

static bool
run_remove(struct cli *c, struct err *err)
{
	struct edit e;
	size_t product;
	bool ok = edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    view_find(e.v, slice_of(c->args[1]), &product, err) &&
	    bundling_remove_item(
		&e.b, e.v->products.rows[product].product_id, err);

	if (ok) {
		str_setf(&e.label, "'%s': removed %s", e.b.name, c->args[1]);
		ok = edit_save(&e, c, err);
	}
	edit_close(&e);
	return ok;
}

static bool
change_state(
    struct cli *c, enum store_state state, const char *what, struct err *err)
{
	struct edit e;
	bool ok = edit_open(&e, c, VIEW_PRODUCTS, err);

	if (ok) {
		e.b.state = state;
		str_setf(&e.label, "%s bundle '%s'", what, e.b.name);
		ok = edit_save(&e, c, err);
	}
	edit_close(&e);
	return ok;
}

static bool
print_warnings(struct edit *e, struct cli *c, struct err *err)
{
	struct str warnings = STR_INIT;
	bool ok = bundling_add_warnings(
	    c->store, e->v, &e->b, date_day_of(c->world->now), &warnings, err);

	if (ok && warnings.len > 0)
		ok = cli_printf(c, err, "to know:\n%s\n", warnings.p);
	str_release(&warnings);
	return ok;
}

/* With its projection, frozen to be compared with what comes of it. */
static bool
run_activate(struct cli *c, struct err *err)
{
	struct edit e;
	struct str label = STR_INIT;
	bool ok = edit_open(&e, c, VIEW_SALES | VIEW_PAIRS, err);

	if (ok)
		str_addf(&label, "activated bundle '%s'", e.b.name);
	ok = ok &&
	    measuring_launch(c->store, e.v, &e.b, label.p,
		date_day_of(c->world->now), &c->progress, err) &&
	    cli_printf(c, err, "%s\n", label.p) && print_warnings(&e, c, err);
	str_release(&label);
	edit_close(&e);
	return ok;
}

static bool
run_retire(struct cli *c, struct err *err)
{
	return change_state(c, STATE_RETIRED, "retired", err);
}

static bool
run_delete(struct cli *c, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	bool ok = store_bundle_get(c->store, c->args[0], &text, &b, err) &&
	    bundling_delete(c->store, &b, err) &&
	    cli_printf(c, err,
		"deleted bundle '%s'; 'endcap undo' brings it "
		"back\n",
		b.name);

	arena_release(&text);
	return ok;
}

/* ---- looking ---- */

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
print_head(struct edit *e, struct cli *c, struct err *err)
{
	struct bundling_sums sums;
	struct str s = STR_INIT;
	int digits = e->v->currency.digits;
	bool ok;

	bundling_sums(e->v, &e->b, &sums);
	str_addf(&s, "%s (%s): ", e->b.name, store_state_name(e->b.state));
	bundling_add_discount(&e->b, digits, &s);
	terms_add_words(terms_of(&e->b), &s);
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
	struct edit e;
	struct listing l;
	bool as_text = !c->opt->given[OPT_FORMAT] ||
	    strcmp(c->opt->text[OPT_FORMAT], "table") == 0;
	bool ok = edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    (!as_text || print_head(&e, c, err));

	if (ok) {
		bundling_items_listing(e.v, &e.b, &l);
		ok = cli_print_listing(c, &l, NULL, err) &&
		    (!as_text || print_warnings(&e, c, err));
		listing_release(&l);
	}
	edit_close(&e);
	return ok;
}

/* --takes 3,8,15 as the mean and spread of a take rate. */
static bool
read_takes(
    const struct cli *c, struct outlook_request *request, struct err *err)
{
	struct slice rest = slice_of(c->opt->text[OPT_TAKES]), part;
	double of100[3];
	size_t n = 0;

	if (!c->opt->given[OPT_TAKES])
		return true;
	while (slice_split(&rest, ',', &part)) {
		if (n == 3 || !num_parse_double(slice_trim(part), &of100[n]))
			n = 4;
		if (n++ > 3)
			break;
	}
	if (n == 3 &&
	    projection_take_guess(of100[0] / 100, of100[1] / 100,
		of100[2] / 100, &request->take_rate, &request->take_cv))
		return true;
	return err_set(err, ERR_USAGE,
	    "--takes takes three rising numbers above 0 and below 100, like "
	    "3,8,15, not '%s'",
	    c->opt->text[OPT_TAKES]);
}

static bool
as_json(const struct cli *c)
{
	return c->opt->given[OPT_FORMAT] &&
	    strcmp(c->opt->text[OPT_FORMAT], "json") == 0;
}

static bool
project_one(struct edit *e, struct cli *c, struct err *err)
{
	struct outlook_request request = { .v = e->v };
	struct outlook *outlook = mem_zalloc(sizeof(*outlook));
	struct str text = STR_INIT;
	int32_t today = date_day_of(c->world->now);
	bool changed,
	    ok = apply_options(e, c, &changed, err) &&
	    read_takes(c, &request, err) &&
	    bundling_offer(e->v, &e->b, &e->text, &request.offer, err) &&
	    bundling_live(c->store, e->v, today, e->b.bundle_id, &e->text,
		&request.live, &request.n_live, err) &&
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

/* The bundles named by the arguments as plans; 'e' holds the view. */
static bool
load_plans(struct edit *e, struct cli *c, struct offer *plans, struct err *err)
{
	for (size_t i = 0; i < c->n_args; i++) {
		struct store_bundle b;

		for (size_t k = 0; k < i; k++)
			if (strcmp(c->args[i], c->args[k]) == 0)
				return err_set(err, ERR_USAGE,
				    "'%s' is named twice", c->args[i]);
		if (!store_bundle_get(
			c->store, c->args[i], &e->text, &b, err) ||
		    !bundling_offer(e->v, &b, &e->text, &plans[i], err))
			return false;
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
project_together(struct edit *e, struct cli *c, struct err *err)
{
	struct offer *plans = arena_array(&e->text, c->n_args, sizeof(*plans));
	struct outlook_joint_request rq = {
		.v = e->v, .plans = plans, .n_plans = c->n_args
	};
	struct joint *joint = mem_zalloc(sizeof(*joint));
	const struct offer *found;
	struct offer *live;
	struct str text = STR_INIT;
	size_t n;
	bool ok = load_plans(e, c, plans, err) &&
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
	struct edit e;
	bool ok = edit_open(&e, c, VIEW_SALES | VIEW_PAIRS, err) &&
	    (c->n_args == 1 ? project_one(&e, c, err)
			    : project_together(&e, c, err));

	edit_close(&e);
	return ok;
}

static bool
run_measure(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct measuring *m = mem_zalloc(sizeof(*m));
	struct str text = STR_INIT;
	bool ok = v != NULL &&
	    measuring_find(c->store, v, c->args[0], m, err) &&
	    measuring_keep(c->store, m, err);

	if (ok && as_json(c))
		measuring_write_json(m, &text);
	else if (ok)
		measuring_write_text(m, v, &text);
	ok = ok && cli_print(c, slice_str(&text), err);
	str_release(&text);
	mem_free(m);
	view_free(v);
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
static const enum option_id measure_options[] = { OPT_FORMAT, OPT_HELP };
static const enum option_id new_options[] = { OPT_PERCENT, OPT_AMOUNT,
	OPT_PRICE, OPT_CHEAPEST, OPT_GET, OPT_TIERS, OPT_KIND, OPT_SLOT,
	OPT_ROLE, OPT_ANY, OPT_MAX_SETS, TERMS_OPTIONS, OPT_TITLE, OPT_MESSAGE,
	OPT_HELP };
static const enum option_id set_options[] = { OPT_PERCENT, OPT_AMOUNT,
	OPT_PRICE, OPT_CHEAPEST, OPT_GET, OPT_TIERS, OPT_KIND, OPT_MAX_SETS,
	TERMS_OPTIONS, OPT_TITLE, OPT_MESSAGE, OPT_HELP };
static const enum option_id add_options[] = { OPT_SLOT, OPT_ROLE, OPT_ANY,
	OPT_HELP };
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
	    .name = "bundle new",
	    .arguments = "NAME SKU[:QTY]...",
	    .summary = "make a bundle",
	    .example = "endcap bundle new 'desk start' LMP-021 BLB-E27W:2 "
		       "--percent 7",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = SIZE_MAX,
	    .run = run_new,
	    .options = new_options,
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
	    .name = "bundle adopt",
	    .arguments = "SKU [NAME]",
	    .summary = "make a bundle of a set the shop sells already",
	    .example = "endcap bundle adopt SET-DESK",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 2,
	    .run = run_adopt,
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
	    .name = "bundle set",
	    .arguments = "NAME",
	    .summary = "change the discount, its terms, title or message",
	    .example = "endcap bundle set 'desk start' --percent 5",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_set,
	    .options = set_options,
	},
	{
	    .name = "bundle add",
	    .arguments = "NAME SKU[:QTY]",
	    .summary = "put a product into a bundle, or change its part in it",
	    .example = "endcap bundle add 'desk start' MUG-350",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_add,
	    .options = add_options,
	},
	{
	    .name = "bundle remove",
	    .arguments = "NAME SKU",
	    .summary = "take a product out of a bundle",
	    .example = "endcap bundle remove 'desk start' MUG-350",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_remove,
	    .options = no_options,
	},
	{
	    .name = "bundle project",
	    .arguments = "NAME...",
	    .summary = "the effect on AOV and contribution, replayed on your "
		       "orders; several bundles together",
	    .example = "endcap bundle project 'desk start' --percent 10",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = JOINT_MAX_PLANS,
	    .run = run_project,
	    .options = project_options,
	},
	{
	    .name = "bundle activate",
	    .arguments = "NAME",
	    .summary = "put a bundle live",
	    .example = "endcap bundle activate 'desk start'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_activate,
	    .options = no_options,
	},
	{
	    .name = "bundle retire",
	    .arguments = "NAME",
	    .summary = "take a bundle off the shop, keep it for the record",
	    .example = "endcap bundle retire 'desk start'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_retire,
	    .options = no_options,
	},
	{
	    .name = "bundle delete",
	    .arguments = "NAME",
	    .summary = "delete a bundle (undo brings it back)",
	    .example = "endcap bundle delete 'desk start'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_delete,
	    .options = no_options,
	},
	{
	    .name = "measure",
	    .arguments = "NAME",
	    .summary = "what came of a live bundle, against its projection",
	    .example = "endcap measure 'desk start'",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = 1,
	    .run = run_measure,
	    .options = measure_options,
	},
};

const struct command_group cmd_bundle_group = { commands, ARRAY_LEN(commands) };
