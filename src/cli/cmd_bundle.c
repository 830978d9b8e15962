/*
 * bundle: making and changing bundles.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "cli/bundle_edit.h"
#include "service/bundling.h"
#include "service/measuring.h"

static const char *
given_text(const struct cli *c, enum option_id id)
{
	return c->opt->given[id] ? c->opt->text[id] : NULL;
}

/* Adds the item with the slot, role and choice that are given; with one of
 * them, an item that is there changes its part instead of its quantity. */
static bool
put_item(struct bundle_edit *e, const struct cli *c,
    struct store_bundle_item *item, struct err *err)
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
add_items(struct bundle_edit *e, const struct cli *c, struct err *err)
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
	struct bundle_edit e = { .label = STR_INIT };
	struct str message = STR_INIT;
	bool changed, ok = false;

	e.v = cli_view(c, VIEW_PRODUCTS, err);
	if (e.v == NULL)
		goto out;
	e.b = bundling_draft(c->args[0]);
	if (!add_items(&e, c, err) ||
	    !bundle_edit_options(&e, c, &changed, err))
		goto out;
	if (e.b.message == NULL) {
		bundling_add_message(e.v, &e.b, &message);
		e.b.message = message.p;
	}
	str_setf(&e.label, "made bundle '%s'", e.b.name);
	ok = bundle_edit_save(&e, c, err);
out:
	str_release(&message);
	bundle_edit_close(&e);
	return ok;
}

/* A set of the shop's own becomes a bundle here. */
static bool
run_adopt(struct cli *c, struct err *err)
{
	struct bundle_edit e = { .label = STR_INIT };
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
		ok = bundle_edit_save(&e, c, err);
	}
	str_release(&message);
	bundle_edit_close(&e);
	return ok;
}

/* --takes 3,8,15 or none: kept for every projection of the bundle. */
static bool
set_takes(struct cli *c, const struct bundle_edit *e, struct err *err)
{
	const char *typed = c->opt->text[OPT_TAKES];
	bool none = strcmp(typed, "none") == 0;
	struct err why = ERR_INIT;
	double of100[3];

	if (!none && !measuring_parse_takes(slice_of(typed), of100, &why))
		return err_set(err, ERR_USAGE, "--takes: %s", why.text);
	if (!measuring_guess(c->store, &e->b, none ? NULL : of100, err))
		return false;
	return cli_printf(c, err,
	    none ? "'%s' is projected without an estimate of your own\n"
		 : "'%s' is projected with your estimate from now on\n",
	    e->b.name);
}

static bool
run_set(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool takes = c->opt->given[OPT_TAKES];
	bool changed = false,
	     ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    (!takes || set_takes(c, &e, err)) &&
	    bundle_edit_options(&e, c, &changed, err);

	if (ok && takes && !changed) {
		bundle_edit_close(&e);
		return true;
	}
	if (ok && !changed)
		ok = err_set(err, ERR_USAGE,
		    "nothing to set; name a discount (--percent, --amount, "
		    "--price, --cheapest, --get, --tiers), --title, --message "
		    "or another option");
	if (ok) {
		str_setf(&e.label, "'%s': ", e.b.name);
		bundling_add_discount(&e.b, e.v->currency.digits, &e.label);
		terms_add_words(bundle_edit_terms(&e.b), &e.label);
		ok = bundle_edit_save(&e, c, err);
	}
	bundle_edit_close(&e);
	return ok;
}

static bool
run_add(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    add_items(&e, c, err);

	if (ok) {
		str_setf(&e.label, "'%s': added %s", e.b.name, c->args[1]);
		ok = bundle_edit_save(&e, c, err);
	}
	bundle_edit_close(&e);
	return ok;
}

/* "-" as SKU is how 'bundle show' prints a product that is gone. */
static bool
remove_item(struct bundle_edit *e, const char *sku, struct err *err)
{
	size_t product;

	if (strcmp(sku, "-") == 0)
		return bundling_remove_gone(e->v, &e->b) > 0 ||
		    err_set(err, ERR_NOT_FOUND,
			"every product of '%s' is in the store", e->b.name);
	return view_find(e->v, slice_of(sku), &product, err) &&
	    bundling_remove_item(
		&e->b, e->v->products.rows[product].product_id, err);
}

static bool
run_remove(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	bool ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err) &&
	    remove_item(&e, c->args[1], err);

	if (ok) {
		str_setf(&e.label, "'%s': removed %s", e.b.name,
		    strcmp(c->args[1], "-") == 0 ? "what is gone" : c->args[1]);
		ok = bundle_edit_save(&e, c, err);
	}
	bundle_edit_close(&e);
	return ok;
}

static bool
change_state(
    struct cli *c, enum store_state state, const char *what, struct err *err)
{
	struct bundle_edit e;
	bool ok = bundle_edit_open(&e, c, VIEW_PRODUCTS, err);

	if (ok) {
		e.b.state = state;
		str_setf(&e.label, "%s bundle '%s'", what, e.b.name);
		ok = bundle_edit_save(&e, c, err);
	}
	bundle_edit_close(&e);
	return ok;
}

/* With its projection, frozen to be compared with what comes of it. */
static bool
run_activate(struct cli *c, struct err *err)
{
	struct bundle_edit e;
	struct str label = STR_INIT, note = STR_INIT;
	struct going_live how = { "", date_day_of(c->world->now), &c->progress,
		&note };
	bool ok = bundle_edit_open(&e, c, VIEW_SALES | VIEW_PAIRS, err);

	if (ok && e.b.state == STATE_ACTIVE)
		ok = err_set(err, ERR_INPUT,
		    "'%s' is live already, and is measured against the "
		    "projection it went live with",
		    e.b.name);
	if (ok)
		str_addf(&label, "activated bundle '%s'", e.b.name);
	how.label = label.p;
	ok = ok && measuring_launch(c->store, e.v, &e.b, &how, err) &&
	    cli_printf(c, err, "%s%s\n", label.p, note.p) &&
	    bundle_edit_warnings(&e, c, err);
	str_release(&label);
	str_release(&note);
	bundle_edit_close(&e);
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

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id new_options[] = { OPT_PERCENT, OPT_AMOUNT,
	OPT_PRICE, OPT_CHEAPEST, OPT_GET, OPT_TIERS, OPT_KIND, OPT_SLOT,
	OPT_ROLE, OPT_ANY, OPT_MAX_SETS, TERMS_OPTIONS, OPT_TITLE, OPT_MESSAGE,
	OPT_HELP };
static const enum option_id set_options[] = { OPT_PERCENT, OPT_AMOUNT,
	OPT_PRICE, OPT_CHEAPEST, OPT_GET, OPT_TIERS, OPT_TAKES, OPT_KIND,
	OPT_MAX_SETS, TERMS_OPTIONS, OPT_TITLE, OPT_MESSAGE, OPT_HELP };
static const enum option_id add_options[] = { OPT_SLOT, OPT_ROLE, OPT_ANY,
	OPT_HELP };

static const struct command commands[] = {
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
	    .name = "bundle set",
	    .arguments = "NAME",
	    .summary = "change the discount, its terms, title, message or "
		       "expected takes",
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
	    .summary = "take a product out of a bundle; - as SKU: what is no "
		       "longer in the store",
	    .example = "endcap bundle remove 'desk start' MUG-350",
	    .needs = NEEDS_STORE,
	    .least = 2,
	    .most = 2,
	    .run = run_remove,
	    .options = no_options,
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
};

const struct command_group cmd_bundle_group = { commands, ARRAY_LEN(commands) };
