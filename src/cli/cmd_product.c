/*
 * products, product: what each product sold, and one product with its
 * add-ons.
 */
#include "cli/cmd.h"

#include "base/num.h"
#include "service/addon.h"
#include "service/catalogue.h"
#include "service/upsell.h"

enum {
	LEAST_FOR_PERCENT = 30, /* orders, below which counts must do */
	SHEET_PARTNERS = 50
};

static bool
run_products(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	struct str words = STR_INIT;
	struct listing l;
	bool ok;

	for (size_t i = 0; i < c->n_args; i++)
		str_addf(&words, "%s%s", i > 0 ? " " : "", c->args[i]);
	ok =
	    v != NULL && catalogue_listing(v, NULL, slice_str(&words), &l, err);
	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.rows > 0          ? NULL
			: words.len > 0 ? "no product holds these words"
					: "no products yet; 'endcap import "
					  "FILE' reads some",
		    err);
		listing_release(&l);
	}
	str_release(&words);
	view_free(v);
	return ok;
}

/* ---- one product ---- */

static void
add_text(struct str *s, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		str_addf(s, "%-11s %s\n", name, text);
}

static void
add_money(struct str *s, const char *name, int64_t minor, int digits)
{
	str_addf(s, "%-11s ", name);
	money_add_grouped(s, minor, digits);
	str_add_char(s, '\n');
}

static void
add_price(struct str *s, const char *name, int64_t price4, int digits)
{
	if (price4 != SALES_UNKNOWN)
		add_money(s, name, money_from_price4(price4, digits), digits);
}

static void
add_goods(struct str *s, const struct view *v, size_t product)
{
	const struct store_product *p = &v->products.rows[product];
	int digits = v->currency.digits;
	double margin;

	add_text(s, "category", p->category);
	add_text(s, "brand", p->brand);
	add_price(s, "price", view_price4(v, product), digits);
	add_price(s, "cost", p->cost4, digits);
	if (catalogue_margin(v, product, &margin))
		str_addf(s, "%-11s %.1f %%\n", "margin", margin * 100);
	if (p->stock != SALES_UNKNOWN)
		str_addf(s, "%-11s %lld\n", "stock", (long long)p->stock);
	if (!p->active)
		add_text(s, "active", "no");
	if (!p->is_product)
		add_text(s, "kind", "a fee or postage, not a product");
}

static void
add_figures(struct str *s, const struct view *v, size_t product)
{
	struct catalogue_figures f;

	catalogue_sum_one(v, product, &f);
	str_addf(s, "%-11s ", "orders");
	num_add_grouped(s, f.orders);
	str_add(s, ", ");
	num_add_grouped(s, f.alone);
	str_add(s, " of them with nothing else");
	if (f.orders >= LEAST_FOR_PERCENT)
		str_addf(
		    s, " (%.1f %%)", (double)f.alone / (double)f.orders * 100);
	str_addf(s, "\n%-11s ", "units");
	num_add_grouped(s, f.units);
	str_add_char(s, '\n');
	add_money(s, "revenue", f.revenue, v->currency.digits);
}

static bool
print_head(struct cli *c, const struct view *v, size_t product, struct err *err)
{
	struct slice title = view_title(v, product);
	struct slice sku = view_sku(v, product);
	struct str s = STR_INIT;
	bool ok;

	str_addf(&s, "%.*s (%.*s)\n\n", (int)title.len, title.p, (int)sku.len,
	    sku.p);
	add_goods(&s, v, product);
	add_figures(&s, v, product);
	str_add(&s,
	    "\nadd-ons, best first; 'per order' is what each one's tie "
	    "to it earns\n");
	ok = cli_print(c, slice_str(&s), err);
	str_release(&s);
	return ok;
}

static bool
run_product(struct cli *c, struct err *err)
{
	struct view_request request;
	enum listing_format format;
	struct view *v = NULL;
	struct listing l;
	size_t product;
	bool ok;

	if (!cli_format(c, &format, err) ||
	    !cli_view_request(c, VIEW_SALES, &request, err))
		return false;
	v = view_load_partners(
	    c->store, slice_of(c->args[0]), &request, &product, err);
	ok = v != NULL &&
	    (format != LISTING_TABLE || c->opt->given[OPT_OUTPUT] ||
		print_head(c, v, product, err)) &&
	    addon_listing(v, product, SHEET_PARTNERS, &l, err);
	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.rows == 0 ? "no product was bought with it often enough"
				: NULL,
		    err);
		listing_release(&l);
	}
	view_free(v);
	return ok;
}

static bool
run_upsells(struct cli *c, struct err *err)
{
	struct view *v = cli_view(c, VIEW_SALES | VIEW_PAIRS, err);
	struct listing l;
	size_t product;
	bool ok = v != NULL &&
	    view_find(v, slice_of(c->args[0]), &product, err) &&
	    upsell_listing(v, product, &l, err);

	if (ok) {
		ok = cli_print_listing(c, &l,
		    l.source_rows == 0
			? "no better alternative: nothing of its category "
			  "costs a step more, earns more and is no mere variant"
			: NULL,
		    err);
		listing_release(&l);
	}
	view_free(v);
	return ok;
}

static const enum option_id no_options[] = { OPT_HELP };

static const struct command commands[] = {
	{
	    .name = "products",
	    .arguments = "[TEXT]...",
	    .summary = "products with what they sold; TEXT: words in SKU, "
		       "name or category",
	    .example = "endcap products mug --limit 10",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .most = SIZE_MAX,
	    .run = run_products,
	    .options = no_options,
	},
	{
	    .name = "product",
	    .arguments = "SKU",
	    .summary = "one product: figures, and each add-on's attach rate "
		       "and contribution",
	    .example = "endcap product MUG-350",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_product,
	    .options = no_options,
	},
	{
	    .name = "upsells",
	    .arguments = "SKU",
	    .summary = "better alternatives in its category, and what goes "
		       "with each",
	    .example = "endcap upsells MUG-350",
	    .needs = NEEDS_STORE | NEEDS_LISTING | NEEDS_CUT,
	    .least = 1,
	    .most = 1,
	    .run = run_upsells,
	    .options = no_options,
	},
};

const struct command_group cmd_product_group = { commands,
	ARRAY_LEN(commands) };
