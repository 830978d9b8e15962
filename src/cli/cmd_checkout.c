/*
 * checkout and conflicts: what the live offers do to a cart, and to all carts
 * that the shop ever had, by the engine that every projection uses.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "decide/checkout.h"
#include "service/addition.h"
#include "service/bundling.h"
#include "service/conflicts.h"

enum {
	ADDITIONS = 3 /* named under a receipt */
};

/* A cart being priced; memory holds lines and offers. */
struct till {
	struct view *v;
	struct arena memory;
	const struct offer *offers;
	size_t n_offers;
	struct checkout_cart cart;
	struct checkout *engine;
};

static bool
fill_cart(struct till *t, const struct cli *c, struct err *err)
{
	struct checkout_line *lines =
	    arena_array(&t->memory, c->n_args, sizeof(*lines));
	struct store_bundle_item item;
	size_t product;

	for (size_t i = 0; i < c->n_args; i++) {
		if (!bundling_parse_item(t->v, c->args[i], &item, err))
			return false;
		if (!store_products_index(
			&t->v->products, item.product_id, &product))
			return err_set(err, ERR_NOT_FOUND,
			    "'%s' is no longer in the store", c->args[i]);
		lines[i] = (struct checkout_line){
			.product = (uint32_t)product,
			.quantity = (int32_t)item.quantity,
			.price4 = view_price4(t->v, product),
		};
		if (lines[i].price4 == SALES_UNKNOWN)
			return err_set(err, ERR_INPUT,
			    "'%s' has no price; import a product file with "
			    "prices",
			    c->args[i]);
	}
	t->cart.lines = lines;
	t->cart.n = checkout_merge(lines, c->n_args);
	return true;
}

static bool
read_shipping(struct till *t, const struct cli *c, struct err *err)
{
	const char *text = c->opt->text[OPT_FEE];

	if (!c->opt->given[OPT_FEE])
		return true;
	return money_parse(slice_of(text), '.', t->v->currency.digits,
		   &t->cart.shipping) ||
	    err_set(err, ERR_INPUT,
		"--fee: '%s' is no amount of money; write it like 4.95", text);
}

/* ---- the receipt ---- */

static void
add_amount(struct str *out, const char *what, int64_t minor, int digits)
{
	struct str amount = STR_INIT;

	money_add_grouped(&amount, minor, digits);
	str_addf(out, "%-44s %12s\n", what, amount.p);
	str_release(&amount);
}

static void
add_lines(
    const struct till *t, const struct checkout_result *r, struct str *out)
{
	struct str what = STR_INIT;
	int digits = t->v->currency.digits;

	for (size_t i = 0; i < r->n_lines; i++) {
		const struct checkout_line *line = &t->cart.lines[i];
		str_clear(&what);
		str_addf(&what, "%d x ", line->quantity);
		text_fit(&what, view_title(t->v, line->product), 36, false);
		add_amount(out, what.p, r->lines[i].value, digits);
		if (r->lines[i].discount > 0)
			add_amount(
			    out, "    discount", -r->lines[i].discount, digits);
	}
	str_release(&what);
}

static void
add_receipt(
    const struct till *t, const struct checkout_result *r, struct str *out)
{
	int digits = t->v->currency.digits;

	add_lines(t, r, out);
	add_amount(out, "goods", r->goods, digits);
	if (t->cart.shipping > 0)
		add_amount(out, "shipping", r->shipping, digits);
	add_amount(out, "total", r->total, digits);
	for (size_t i = 0; i < r->n_effects; i++) {
		checkout_explain(t->engine, &r->effects[i], out);
		str_add_char(out, '\n');
	}
	if (t->n_offers == 0)
		str_add(out, "no offer is live\n");
}

/* What goes best with all of the cart, best first; nothing when no product
 * does. */
static bool
add_additions(const struct till *t, struct str *out, struct err *err)
{
	struct addition ad;
	struct cart_item best[ADDITIONS];
	uint32_t *items = mem_array(t->cart.n, sizeof(*items));
	size_t found = 0;
	bool ok = addition_init(&ad, t->v, err);

	for (size_t i = 0; i < t->cart.n; i++)
		items[i] = t->cart.lines[i].product;
	ok = ok &&
	    addition_best(&ad, items, t->cart.n, best, ADDITIONS, &found, err);
	for (size_t i = 0; ok && i < found; i++) {
		str_add(out, i == 0 ? "goes best with all of it: " : ", ");
		str_add_slice(out, view_title(t->v, best[i].product));
		str_add(out, " (");
		str_add_slice(out, view_sku(t->v, best[i].product));
		str_add_char(out, ')');
	}
	str_add(out, found > 0 ? "\n" : "");
	addition_release(&ad);
	mem_free(items);
	return ok;
}

static bool
run_checkout(struct cli *c, struct err *err)
{
	struct till t = { .n_offers = 0 };
	struct checkout_result result;
	struct str text = STR_INIT;
	bool ok = false;

	/* All orders: the country is where the cart goes. */
	t.v = view_load(c->store,
	    &(struct view_request){ .parts = VIEW_PAIRS,
		.threads = c->world->processors,
		.progress = &c->progress },
	    err);
	if (t.v == NULL || !fill_cart(&t, c, err) ||
	    !read_shipping(&t, c, err) ||
	    !bundling_live(c->store, t.v, date_day_of(c->world->now), 0,
		&t.memory, &t.offers, &t.n_offers, err))
		goto out;
	t.engine = bundling_checkout(t.v, t.offers, t.n_offers, &t.memory);
	t.cart.country = c->opt->text[OPT_COUNTRY];
	if (!checkout_price(t.engine, &t.cart, &result, err))
		goto out;
	add_receipt(&t, &result, &text);
	ok = add_additions(&t, &text, err) &&
	    cli_print(c, slice_str(&text), err);
out:
	checkout_free(t.engine);
	str_release(&text);
	arena_release(&t.memory);
	view_free(t.v);
	return ok;
}

static bool
run_conflicts(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct str words = STR_INIT;
	struct listing l;
	bool ok = v != NULL &&
	    conflicts_listing(c->store, v, date_day_of(c->world->now),
		&c->progress, &l, &words, err);

	if (ok) {
		ok = cli_print_listing(c, &l, words.p, err);
		listing_release(&l);
	}
	str_release(&words);
	view_free(v);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };
static const enum option_id checkout_options[] = { OPT_FEE, OPT_COUNTRY,
	OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "checkout",
	    .arguments = "SKU[:QTY]...",
	    .summary = "what the live offers do to a cart, line by line",
	    .example = "endcap checkout LMP-021 BLB-E27W:2 --fee 4.95",
	    .needs = NEEDS_STORE,
	    .least = 1,
	    .most = SIZE_MAX,
	    .run = run_checkout,
	    .options = checkout_options,
	},
	{
	    .name = "conflicts",
	    .arguments = "",
	    .summary = "what the live offers do to each other on all your "
		       "carts, and what to do about it",
	    .example = "endcap conflicts",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .run = run_conflicts,
	    .options = no_options,
	},
};

const struct command_group cmd_checkout_group = { commands,
	ARRAY_LEN(commands) };
