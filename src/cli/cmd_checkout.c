/*
 * checkout and conflicts: what the live offers do to a cart, and to all carts
 * that the shop ever had, by the engine that every projection uses.
 */
#include "cli/cmd.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/addition.h"
#include "service/conflicts.h"
#include "service/till.h"

enum {
	ADDITIONS = 3 /* named under a receipt */
};

/* The cart that is typed; a product twice counts together. */
static bool
read_cart(const struct view *v, const struct cli *c, struct store_bundle *cart,
    struct arena *memory, struct err *err)
{
	struct store_bundle_item item;

	for (size_t i = 0; i < c->n_args; i++)
		if (!bundling_parse_item(v, c->args[i], &item, err) ||
		    !bundling_add_item(cart, memory, &item, err))
			return false;
	return true;
}

static bool
read_shipping(
    const struct cli *c, int digits, int64_t *shipping, struct err *err)
{
	const char *text = c->opt->text[OPT_FEE];

	*shipping = 0;
	if (!c->opt->given[OPT_FEE])
		return true;
	return money_parse(slice_of(text), '.', digits, shipping) ||
	    err_set(err, ERR_INPUT,
		"--fee: '%s' is no amount of money; write it like 4.95", text);
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
ring(struct cli *c, struct view *v, struct till *t, struct err *err)
{
	struct store_bundle cart = bundling_draft("");
	struct arena memory = { 0 };
	struct till_request rq = { .v = v,
		.today = date_day_of(c->world->now),
		.country = c->opt->text[OPT_COUNTRY] };
	bool ok = read_cart(v, c, &cart, &memory, err) &&
	    read_shipping(c, v->currency.digits, &rq.shipping, err);

	rq.items = cart.items;
	rq.n = cart.n_items;
	ok = ok && till_ring(c->store, &rq, t, err);
	arena_release(&memory);
	return ok;
}

static bool
run_checkout(struct cli *c, struct err *err)
{
	struct till t = { .n_offers = 0 };
	struct str text = STR_INIT;
	struct view *v;
	bool ok;

	/* All orders: the country is where the cart goes. */
	v = view_load(c->store,
	    &(struct view_request){ .parts = VIEW_PAIRS,
		.threads = c->world->processors,
		.progress = &c->progress },
	    err);
	ok = v != NULL && ring(c, v, &t, err);
	if (ok) {
		till_add_receipt(&t, &text);
		ok = add_additions(&t, &text, err) &&
		    cli_print(c, slice_str(&text), err);
		till_release(&t);
	}
	str_release(&text);
	view_free(v);
	return ok;
}

static bool
run_conflicts(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES, err);
	struct str words = STR_INIT;
	struct listing l;
	bool ok = v != NULL &&
	    conflicts_listing(c->store, v, date_day_of(c->world->now), NULL,
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
