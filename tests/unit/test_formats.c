/*
 * formats: files as shops and platforms export them, each with what it must
 * come to. The fixtures hold invented people and shops.
 */
#include "ingest/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "ingest/counting.h"
#include "ingest/counting_rules.h"
#include "tests/unit/test_ingest_help.h"

/* What the default rules make of the orders of a file. */
struct figures {
	int baskets;
	int64_t aov; /* minor units */
};

static bool *
find_products(const struct batch *b)
{
	const struct dialect *dialect = dialect_by_name(slice_of(b->dialect));
	bool *is_product = mem_zarray(b->n_products, 1);
	struct counting_rules rules;

	counting_rules_init(&rules);
	counting_rules_default(&rules);
	counting_rules_add_codes(&rules, dialect->not_products);
	for (size_t i = 0; i < b->n_products; i++)
		is_product[i] = counting_rules_is_product(&rules,
		    slice_of(b->products[i].key),
		    slice_of(b->products[i].title));
	counting_rules_release(&rules);
	return is_product;
}

static void
add_orders(const struct batch *b, const int32_t *counted, struct figures *out)
{
	int64_t sum = 0;

	for (size_t o = 0; o < b->n_orders; o++) {
		int64_t value = 0, paid;
		bool any = false;

		for (size_t i = 0; i < b->n_lines; i++) {
			if (b->lines[i].order != o || counted[i] == 0)
				continue;
			assert_true(counting_paid(&b->lines[i], counted[i],
			    b->currency.digits, &paid));
			value += paid;
			any = true;
		}
		if (!any)
			continue;
		if (b->orders[o].discount != BATCH_UNKNOWN)
			value -= b->orders[o].discount;
		sum += value > 0 ? value : 0;
		out->baskets++;
	}
	if (out->baskets > 0)
		out->aov = (sum * 2 + out->baskets) / (2 * out->baskets);
}

/* Without those that differ from another by case alone. */
static size_t
n_products(const struct batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_products; i++)
		n += b->products[i].alike == 0;
	return n;
}

static struct figures
figures_of(const struct batch *b)
{
	struct figures out = { .baskets = 0 };
	bool *is_product = find_products(b);
	int32_t *counted = mem_zarray(b->n_lines, sizeof(*counted));
	uint8_t *reason = mem_zarray(b->n_lines, 1);
	uint32_t *same_as = mem_array(b->n_products, sizeof(*same_as));
	struct counting_input input = { .orders = b->orders,
		.n_orders = b->n_orders,
		.lines = b->lines,
		.n_lines = b->n_lines,
		.is_product = is_product,
		.same_as = same_as };
	struct err err = ERR_INIT;

	for (uint32_t i = 0; i < b->n_products; i++)
		same_as[i] = batch_first_alike(b, i);
	assert_true(counting_run(&input, counted, reason, NULL, &err));
	add_orders(b, counted, &out);
	mem_free(is_product);
	mem_free(counted);
	mem_free(reason);
	mem_free(same_as);
	return out;
}

struct link_case {
	const char *file, *links;
};

static const struct link_case link_cases[] = {
	{ "links_woocommerce.csv",
	    "mug cross-sell tea 1\nmug cross-sell pot 1\n"
	    "mug cross-sell cap, red 1\nmug upsell mug-xl 1\n"
	    "tea cross-sell mug 1\nset grouped mug 1\nset grouped pot 1\n"
	    "box bundled tea 2\nbox bundled gone 1\n" },
	{ "links_magento.csv",
	    "mug cross-sell tea 1\nmug related tea 1\nmug related pot 1\n"
	    "set grouped mug 2\nset grouped pot 1\nbox bundled mug 3\n"
	    "box bundled tea 1\n" },
	{ "links_shopify.csv", "mug cross-sell pot 1\nmug cross-sell tea 1\n" },
};

static void
what_the_shop_sells_together_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(link_cases); i++) {
		struct str path = STR_INIT, links = STR_INIT;
		struct reading r;

		str_setf(&path, FIXTURES "%s", link_cases[i].file);
		start(&r);
		run(&r, path.p);
		if (!r.ok)
			fail_msg("%s: %s", path.p, r.err.text);
		for (size_t l = 0; l < r.batch.n_links; l++) {
			const struct batch_link *link = &r.batch.links[l];

			str_addf(&links, "%s %s %s %d\n",
			    r.batch.products[link->product].key,
			    batch_link_name(link->kind),
			    link->other == BATCH_ELSEWHERE
				? link->key
				: r.batch.products[link->other].key,
			    link->quantity);
		}
		assert_string_equal(links.p, link_cases[i].links);
		end(&r);
		str_release(&path);
		str_release(&links);
	}
}

struct order_case {
	const char *file, *dialect, *currency;
	int orders, lines, products, customers;
	int read, passed, rejected, fields;
	int baskets;
	int64_t aov;
	const char *note; /* part of one; NULL: none is looked for */
	int notes; /* how often it says it happened */
};

/* clang-format off */
static const struct order_case order_cases[] = {
	/* file, dialect, currency, orders, lines, products, customers, rows read, passed over, set aside, fields set aside, baskets, AOV, note */
	{ "shopify_orders_79.csv", "shopify-orders", "EUR", 8, 11, 5, 4, 13, 0, 2, 0, 5, 3520, "have the tax in their prices", 1 },
	{ "shopify_orders_71.csv", "shopify-orders", "EUR", 3, 4, 3, 2, 4, 0, 0, 0, 2, 0, "have no price", 4 },
	{ "shopify_orders_joined.csv", "shopify-orders", "EUR", 3, 4, 3, 2, 7, 1, 0, 0, 2, 3375, "stand twice", 2 },
	{ "squarespace_orders.csv", "squarespace-orders", "USD", 3, 4, 2, 2, 4, 0, 0, 0, 2, 4500, NULL, 0 },
	{ "amazon_orders.txt", "amazon-orders", "USD", 3, 3, 2, 0, 3, 0, 0, 0, 2, 1400, "have no price", 1 },
	{ "online_retail_2.csv", "online-retail-2", "GBP", 5, 6, 5, 1, 6, 0, 0, 0, 2, 3630, "are postage", 1 },
	{ "online_retail.csv", "online-retail", "GBP", 4, 6, 4, 1, 6, 0, 0, 0, 2, 665, "are postage", 1 },
	{ "woocommerce_webtoffee.csv", "woocommerce-webtoffee", "GBP", 3, 4, 3, 2, 5, 1, 1, 0, 2, 3250, "add the tax to their prices", 1 },
	{ "woocommerce_orders.csv", "woocommerce-orders", "USD", 3, 4, 2, 2, 3, 0, 0, 0, 1, 6500, "paid back in full", 1 },
	{ "woocommerce_items.csv", "woocommerce-items", "USD", 2, 3, 2, 2, 4, 1, 0, 0, 2, 3425, "not items", 1 },
	{ "woocommerce_analytics.csv", "woocommerce-analytics", "", 2, 3, 2, 2, 3, 1, 0, 0, 2, 0, "no SKU, no price", 3 },
	{ "etsy_sold_items.csv", "etsy-sold-items", "USD", 2, 3, 2, 2, 3, 0, 0, 0, 2, 2760, "rows have no SKU", 2 },
	{ "square_items.csv", "square-items", "USD", 3, 4, 3, 1, 4, 0, 0, 0, 2, 55450, NULL, 0 },
	{ "baskets.csv", "baskets", "", 8, 19, 6, 0, 8, 0, 0, 0, 8, 0, "baskets have no date", 8 },
	{ "baskets.dat", "fimi", "", 5, 14, 6, 0, 5, 0, 0, 0, 5, 0, "have no price", 14 },
	{ "orders_de.csv", "orders", "", 3, 4, 2, 2, 4, 0, 0, 0, 2, 103240, "lines above the header", 2 },
	{ "orders_fr.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 3200, NULL, 0 },
	{ "orders_es.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 1800, NULL, 0 },
	{ "orders_pt.csv", "orders", "", 2, 2, 1, 2, 2, 0, 0, 0, 1, 5670, NULL, 0 },
	{ "orders_it.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 3110, NULL, 0 },
	{ "orders_nl.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 1745, NULL, 0 },
	{ "orders_tr.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 47440, "decoded as UTF-16", 1 },
	{ "orders_tr_1254.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 31100, "decoded as Windows-1254", 1 },
	{ "trap_bom_late.csv", "orders", "", 1, 1, 1, 0, 1, 0, 0, 0, 1, 200, "byte-order marks", 1 },
	{ "trap_padded.csv", "orders", "", 1, 1, 1, 0, 2, 0, 1, 0, 1, 700, NULL, 0 },
	{ "trap_late_date.csv", "orders", "", 3, 3, 2, 0, 3, 0, 0, 0, 3, 267, NULL, 0 },
	{ "trap_dates.csv", "orders", "", 7, 7, 1, 0, 8, 0, 1, 0, 7, 100, NULL, 0 },
	{ "trap_two_currencies.csv", "orders", "USD", 3, 3, 2, 0, 5, 0, 2, 0, 3, 533, "in another currency", 1 },
	{ "trap_price_jump.csv", "orders", "", 6, 6, 3, 0, 6, 0, 0, 0, 4, 6325, "more than 50 times, most of all 'A': from 2.00 to 200.00", 1 },
	{ "trap_postage.csv", "orders", "", 3, 6, 3, 0, 6, 0, 0, 0, 3, 1600, "are postage", 3 },
	{ "trap_totals.csv", "orders", "", 6, 6, 1, 0, 6, 0, 0, 0, 6, 1217, "do not explain", 1 },
	{ "trap_guards.csv", "orders", "", 3, 3, 1, 1, 3, 0, 0, 0, 3, 200, NULL, 0 },
	{ "trap_returns.csv", "orders", "", 7, 7, 2, 2, 7, 0, 0, 0, 1, 1200, NULL, 0 },
	{ "trap_names.csv", "orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 2, 750, "rows have no SKU", 3 },
	{ "orders_till_de.csv", "orders", "EUR", 2, 3, 2, 0, 4, 1, 0, 0, 2, 2160, "lines above the header", 2 },
	{ "orders_signs_tr.csv", "orders", "TRY", 2, 2, 2, 2, 2, 0, 0, 0, 2, 62175, NULL, 0 },
	{ "trap_header_words.csv", "orders", "EUR", 2, 3, 2, 2, 4, 1, 0, 0, 2, 850, "sums of the others", 1 },
	{ "trap_currency_signs.csv", "orders", "EUR", 3, 3, 2, 0, 5, 0, 2, 0, 2, 625, "in another currency", 2 },
	{ "trap_report.csv", "orders", "EUR", 2, 2, 2, 2, 3, 0, 1, 0, 2, 1000, NULL, 0 },
	{ "prestashop_query.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 2, 2000, NULL, 0 },
	{ "orders_row_types.csv", "orders", "EUR", 1, 2, 2, 1, 3, 1, 0, 0, 1, 3000, "not items", 1 },
	{ "bigcommerce_orders.csv", "bigcommerce-orders", "EUR", 2, 3, 2, 2, 3, 0, 1, 0, 1, 4500, NULL, 0 },
	{ "matrixify_orders.csv", "matrixify-orders", "EUR", 2, 3, 2, 2, 4, 1, 0, 0, 1, 3600, "not items", 1 },
	{ "amazon_shipments.txt", "amazon-orders", "USD", 1, 2, 2, 1, 2, 0, 0, 0, 1, 3600, NULL, 0 },
	{ "magento_order_items.csv", "orders", "EUR", 2, 3, 2, 2, 3, 0, 0, 0, 1, 3600, NULL, 0 },
	{ "prestashop_details.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 3600, NULL, 0 },
	{ "orders_items_cell.csv", "orders", "", 2, 3, 2, 2, 2, 0, 0, 0, 1, 0, "no SKU, no price", 3 },
	{ "orders_till.csv", "orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 1, 1250, NULL, 0 },
	{ "orders_settlement.csv", "amazon-transactions", "", 2, 3, 2, 0, 4, 1, 0, 0, 1, 3600, "lines above the header", 2 },
	{ "ebay_orders.csv", "orders", "AUD", 2, 3, 2, 2, 5, 0, 2, 0, 2, 151800, NULL, 0 },
	{ "trap_fees.csv", "online-retail-2", "GBP", 11, 16, 15, 2, 16, 0, 0, 0, 2, 1200, "are postage", 2 },
	{ "orders_shares.csv", "orders", "", 3, 4, 3, 2, 4, 0, 0, 0, 3, 16500, "shares of the price", 3 },
	{ "orders_percent_es.csv", "orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 2, 2200, "shares of the price", 1 },
	{ "orders_numbered.csv", "orders", "EUR", 3, 5, 3, 2, 4, 0, 1, 0, 2, 2700, NULL, 0 },
	{ "events.csv", "orders", "", 1, 2, 2, 1, 3, 1, 0, 0, 1, 766, "no order number", 2 },
	{ "toast_items.csv", "toast-items", "", 2, 3, 2, 0, 4, 1, 0, 0, 2, 1000, "voids, not items", 1 },
	{ "nuvemshop_orders.csv", "tiendanube-orders", "", 3, 4, 2, 2, 4, 0, 0, 0, 2, 12586, "have no date", 1 },
	{ "tiendanube_orders.csv", "tiendanube-orders", "ARS", 3, 4, 2, 3, 4, 0, 0, 0, 2, 1850000, "have no date", 1 },
	{ "orders_total_of_line.csv", "orders", "", 3, 4, 3, 0, 4, 0, 0, 0, 3, 4467, "have no price", 1 },
	{ "orders_total_repeated.csv", "orders", "", 11, 12, 2, 11, 12, 0, 0, 0, 11, 964, "being alone in their order", 10 },
	{ "orders_venta.csv", "orders", "EUR", 2, 3, 2, 0, 4, 0, 1, 0, 2, 2050, "have no SKU", 3 },
	{ "loyverse_receipts.csv", "orders", "", 3, 4, 3, 0, 4, 0, 0, 0, 2, 3549, "weights, lengths", 1 },
	{ "loyverse_list.csv", "orders", "", 2, 3, 2, 0, 2, 0, 0, 0, 2, 0, "no SKU, no price", 3 },
	{ "orders_weights.csv", "orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 1, 1400, "weights, lengths", 2 },
	{ "orders_nameless.csv", "orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 2, 825, NULL, 0 },
	{ "shopify_orders_cut.csv", "shopify-orders", "USD", 2, 3, 2, 2, 3, 0, 0, 0, 1, 0, "have no price", 3 },
	{ "ebay_transactions.csv", "ebay-transactions", "USD", 3, 4, 3, 2, 7, 3, 0, 0, 2, 2300, "not items", 3 },
	{ "ebay_orders_de.csv", "orders", "EUR", 2, 2, 2, 2, 2, 0, 0, 0, 2, 62524, NULL, 0 },
	{ "ebay_orders_fr.csv", "orders", "EUR", 2, 2, 2, 2, 2, 0, 0, 0, 2, 62100, NULL, 0 },
	{ "wix_orders.csv", "wix-orders", "EUR", 2, 3, 2, 2, 3, 0, 0, 0, 1, 6000, NULL, 0 },
	{ "odoo_sales.csv", "odoo-sales", "", 3, 4, 2, 2, 4, 0, 0, 0, 1, 23000, "have no date", 1 },
	{ "tiktok_orders.csv", "tiktok-orders", "", 2, 3, 2, 2, 4, 0, 1, 0, 1, 4898, NULL, 0 },
	{ "shopee_orders.csv", "shopee-orders", "", 2, 3, 2, 2, 3, 0, 0, 0, 1, 232000000, NULL, 0 },
	{ "lazada_orders.csv", "lazada-orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 1, 4480, "no quantity column", 3 },
	{ "gumroad_sales.csv", "gumroad-sales", "USD", 3, 3, 2, 2, 3, 0, 0, 0, 2, 1200, NULL, 0 },
	{ "faire_orders.csv", "faire-orders", "USD", 2, 3, 2, 2, 3, 0, 0, 0, 1, 14600, NULL, 0 },
	{ "square_transactions.csv", "square-transactions", "USD", 2, 4, 3, 1, 3, 0, 0, 0, 1, 0, "no SKU, no price", 4 },
	{ "orders_items_behind_fr.csv", "orders", "EUR", 2, 3, 2, 0, 2, 0, 0, 0, 2, 0, "no SKU, no price", 3 },
	{ "orders_price_of_row_fr.csv", "orders", "", 3, 3, 2, 0, 3, 0, 0, 0, 2, 3490, NULL, 0 },
	{ "orders_long_dates_es.csv", "orders", "ARS", 3, 3, 2, 0, 3, 0, 0, 0, 2, 1250000, NULL, 0 },
	{ "orders_netto_ch.csv", "orders", "CHF", 2, 3, 2, 2, 3, 0, 0, 0, 2, 107895, NULL, 0 },
	{ "orders_sla.csv", "orders", "", 2, 3, 2, 0, 3, 0, 0, 0, 1, 7197, NULL, 0 },
	{ "trap_twice_inside.csv", "orders", "", 1, 3, 2, 0, 3, 0, 0, 0, 1, 900, NULL, 0 },
};
/* clang-format on */

static void
check_order_case(const struct order_case *c)
{
	struct str path = STR_INIT;
	struct figures figures;
	struct reading r;

	str_setf(&path, FIXTURES "%s", c->file);
	start(&r);
	run(&r, path.p);
	if (!r.ok)
		fail_msg("%s: %s", c->file, r.err.text);
	assert_counts_add_up(&r);
	figures = figures_of(&r.batch);
	if (strcmp(r.batch.dialect, c->dialect) != 0 ||
	    strcmp(r.batch.currency.code, c->currency) != 0 ||
	    (int)r.batch.n_orders != c->orders ||
	    (int)r.batch.n_lines != c->lines ||
	    (int)n_products(&r.batch) != c->products ||
	    (int)r.batch.n_customers != c->customers ||
	    r.batch.rows_read != c->read || r.report.rows_passed != c->passed ||
	    r.report.rows_rejected != c->rejected ||
	    r.report.fields_rejected != c->fields ||
	    figures.baskets != c->baskets || figures.aov != c->aov ||
	    (c->note != NULL && note(&r, c->note) != c->notes))
		fail_msg("%s: %s '%s', %zu orders, %zu lines, %zu products, "
			 "%zu customers, %lld read, %lld passed, %lld "
			 "rejected, %lld fields, %d baskets, AOV %lld, note "
			 "%lld",
		    c->file, r.batch.dialect, r.batch.currency.code,
		    r.batch.n_orders, r.batch.n_lines, n_products(&r.batch),
		    r.batch.n_customers, (long long)r.batch.rows_read,
		    (long long)r.report.rows_passed,
		    (long long)r.report.rows_rejected,
		    (long long)r.report.fields_rejected, figures.baskets,
		    (long long)figures.aov,
		    c->note ? (long long)note(&r, c->note) : 0);
	end(&r);
	str_release(&path);
}

static void
orders_of_every_platform_come_to_their_figures(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(order_cases); i++)
		check_order_case(&order_cases[i]);
}

struct product_case {
	const char *file, *key, *sku, *title, *category, *brand, *parent,
	    *attributes;
	int64_t price4, cost4, stock;
	int active;
};

#define NONE BATCH_UNKNOWN

/* clang-format off */
static const struct product_case product_cases[] = {
	{ "shopify_products.csv", "mug-1", "MUG-1", "Mug - Blue", "Kitchen", "Nordlicht", "mug", "{\"Colour\":\"Blue\"}", 120000, 41000, 30, 1 },
	{ "shopify_products.csv", "mug-2", "MUG-2", "Mug - Green", "Kitchen", "Nordlicht", "mug", "{\"Colour\":\"Green\"}", 125000, 42000, 0, 1 },
	{ "shopify_products.csv", "tea tin - mint", "Tea tin - Mint", "Tea tin - Mint", "Kitchen", "Nordlicht", "tea-tin", "{\"Sort\":\"Mint\"}", 95000, NONE, NONE, 0 },
	{ "shopify_products.csv", "lamp-1", "LAMP-1", "Lamp", "Light", "Helio", NULL, NULL, 490000, NONE, 3, 1 },
	{ "shopify_products_legacy.csv", "00411", "00411", "Shirt - S / White", "Tops", "Leinen & Co", "shirt", "{\"Size\":\"S\",\"Colour\":\"White\"}", 350000, 120000, 4, 1 },
	{ "shopify_products_legacy.csv", "00412", "00412", "Shirt - M / White", "Tops", "Leinen & Co", "shirt", "{\"Size\":\"M\",\"Colour\":\"White\"}", 350000, NONE, 0, 1 },
	{ "shopify_products_legacy.csv", "sc-1", "SC-1", "Scarf, old", "Accessories", "Leinen & Co", NULL, NULL, 179000, NONE, NONE, 0 },
	{ "woocommerce_products.csv", "hoodie", "Hoodie", "Hoodie", "Clothing > Hoodies", NULL, NULL, NULL, NONE, NONE, NONE, 1 },
	{ "woocommerce_products.csv", "hood-r", "HOOD-R", "Hoodie - Red", "Clothing > Hoodies", NULL, "hoodie", "{\"Colour\":\"Red\"}", 450000, NONE, 3, 1 },
	{ "woocommerce_products.csv", "hood-b", "HOOD-B", "Hoodie - Blue", "Clothing > Hoodies", NULL, "hoodie", "{\"Colour\":\"Blue\"}", 450000, NONE, NONE, 0 },
	{ "woocommerce_products.csv", "tee-s", "TEE-S", "Tee - S", "Clothing > Tees", NULL, "tee", "{\"Size\":\"S\"}", 185000, NONE, NONE, 0 },
	{ "woocommerce_products.csv", "beanie", "BEANIE", "Beanie", "Clothing > Accessories", NULL, NULL, NULL, 200000, 72500, NONE, 1 },
	{ "woocommerce_products.csv", "orphan", "ORPHAN", "Orphan", NULL, NULL, NULL, NULL, 50000, NONE, NONE, 1 },
	{ "woocommerce_translated.csv", "hemd-r", "HEMD-R", "Hemd - Rot", "Kleidung > Hemden", NULL, "hemd", NULL, 299000, NONE, 5, 1 },
	{ "magento1_products.csv", "vase-1", "VASE-1", "Vase tall", "Vases/Glass", "Glashaus", NULL, NULL, 125000, 41000, 7, 1 },
	{ "magento1_products.csv", "bowl-1", "BOWL-1", "Bowl", "Bowls", "Glashaus", NULL, NULL, 80000, NONE, 0, 0 },
	{ "magento_products.csv", "mat-s", "MAT-S", "Mat small", "Yoga/Mats", NULL, "mat", "{\"size\":\"Small\"}", 290000, NONE, 12, 1 },
	{ "magento_products.csv", "mat-l", "MAT-L", "Mat large", "Yoga/Mats", NULL, "mat", "{\"size\":\"Large\"}", 390000, NONE, 0, 0 },
	{ "magento_products.csv", "mat", "MAT", "Mat", "Yoga/Mats", NULL, NULL, NULL, NONE, NONE, NONE, 1 },
	{ "prestashop_products.csv", "bou-1", "BOU-1", "Bougie, lavande", "Bougies", NULL, NULL, NULL, 120000, NONE, 40, 1 },
	{ "prestashop_products.csv", "savon rose", "Savon rose", "Savon rose", "Savons", NULL, NULL, NULL, 50000, NONE, 9, 1 },
	{ "prestashop_import.csv", "the-1", "THE-1", "Th\xC3\xA9i\xC3\xA8re \xC3\xA9maill\xC3\xA9" "e", "Cuisine", "Gr\xC3\xA8s & Cie", NULL, NULL, 249000, 112000, 5, 1 },
	{ "wix_products.csv", "ring", "Ring", "Ring", "Jewellery", "Aurum", NULL, NULL, 800000, 210000, NONE, 1 },
	{ "wix_products.csv", "r-s", "R-S", "Ring - Silver", "Jewellery", "Aurum", "ring", "{\"Metal\":\"Silver\"}", 800000, NONE, 5, 1 },
	{ "wix_products.csv", "r-g", "R-G", "Ring - Gold", "Jewellery", "Aurum", "ring", "{\"Metal\":\"Gold\"}", 2000000, NONE, 1, 1 },
	{ "wix_products.csv", "box", "BOX", "Ring box", "Jewellery", NULL, NULL, NULL, 125000, NONE, NONE, 0 },
	{ "squarespace_products.csv", "qu-r", "QU-R", "Quilt - Red", "/bedding", NULL, "quilt", "{\"Colour\":\"Red\"}", 400000, NONE, NONE, 1 },
	{ "squarespace_products.csv", "qu-b", "QU-B", "Quilt - Blue", "/bedding", NULL, "quilt", "{\"Colour\":\"Blue\"}", 425000, NONE, 3, 1 },
	{ "squarespace_products.csv", "ne-1", "NE-1", "Needle", "/tools", NULL, NULL, NULL, 20000, NONE, 40, 0 },
	{ "square_catalog.csv", "lat", "LAT", "Latte", "Drinks", NULL, NULL, NULL, 45000, NONE, NONE, -1 },
	{ "square_catalog.csv", "hb250", "HB250", "House blend - 250 g", "Beans", NULL, "house blend", "{\"option1_value\":\"250 g\"}", 90000, NONE, NONE, -1 },
	{ "bigcommerce_products.csv", "ruc-b", "RUC-B", "Rucksack - Black", "Bags/Rucksacks", NULL, "ruc", "{\"Colour\":\"Black\"}", 900000, 400000, 4, 1 },
	{ "bigcommerce_products.csv", "ruc-r", "RUC-R", "Rucksack - Red", "Bags/Rucksacks", NULL, "ruc", "{\"Colour\":\"Red\"}", 900000, NONE, 2, 1 },
	{ "bigcommerce_products.csv", "str", "STR", "Strap", "Bags", NULL, NULL, NULL, 150000, NONE, 9, 0 },
	{ "bigcommerce_legacy.csv", "tent-r", "TENT-R", "Tent - Red", "Camping", "Nordwand", "tent", "{\"Colour\":\"Red\"}", 2500000, NONE, 1, 1 },
	{ "bigcommerce_legacy.csv", "peg", "PEG", "Peg", "Camping", "Nordwand", NULL, NULL, 12000, 3000, 900, 0 },
	{ "google_feed.txt", "mug-1", "MUG-1", "Mug blue", "Kitchen > Mugs", "Kiln", "mug", "{\"option2_value\":\"Blue\"}", 120000, 41000, NONE, -1 },
	{ "products_de.csv", "w-2", "W-2", "Bezug", "W\xC3\xA4rme", "Fang\xC3\xB6", NULL, NULL, 99500, 31000, 0, 0 },
};
/* clang-format on */

static const struct batch_product *
product_of(const struct batch *b, const char *key)
{
	for (size_t i = 0; i < b->n_products; i++)
		if (strcmp(b->products[i].key, key) == 0)
			return &b->products[i];
	fail_msg("%s: no product '%s'", b->file, key);
	abort();
}

static void
assert_text(const char *key, const char *got, const char *want)
{
	if ((got == NULL) != (want == NULL) ||
	    (got != NULL && strcmp(got, want) != 0))
		fail_msg("%s: got '%s', want '%s'", key, got ? got : "nothing",
		    want ? want : "nothing");
}

static void
check_product_case(const struct batch *b, const struct product_case *c)
{
	const struct batch_product *p = product_of(b, c->key);

	assert_text(c->key, p->sku, c->sku);
	assert_text(c->key, p->title, c->title);
	assert_text(c->key, p->category, c->category);
	assert_text(c->key, p->brand, c->brand);
	assert_text(c->key, p->parent_key, c->parent);
	assert_text(c->key, p->attributes, c->attributes);
	assert_int_equal(p->price4, c->price4);
	assert_int_equal(p->cost4, c->cost4);
	assert_int_equal(p->stock, c->stock);
	assert_int_equal(p->active, c->active);
}

static void
products_of_every_platform_have_their_values(void **state)
{
	const char *file = "";
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(product_cases); i++) {
		const struct product_case *c = &product_cases[i];

		if (strcmp(file, c->file) != 0) {
			struct str path = STR_INIT;

			if (i > 0)
				end(&r);
			file = c->file;
			str_setf(&path, FIXTURES "%s", file);
			start(&r);
			run(&r, path.p);
			if (!r.ok)
				fail_msg("%s: %s", file, r.err.text);
			assert_counts_add_up(&r);
			assert_int_equal(r.batch.kind, BATCH_PRODUCTS);
			assert_int_equal(r.batch.n_rejects, 0);
			str_release(&path);
		}
		check_product_case(&r.batch, c);
	}
	end(&r);
}

struct passed_case {
	const char *file, *dialect;
	int products, read, passed;
	const char *note;
};

static const struct passed_case passed_cases[] = {
	{ "shopify_products.csv", "shopify-products", 4, 6, 2, "images" },
	{ "shopify_products_legacy.csv", "shopify-products-legacy", 3, 5, 1,
	    "images" },
	{ "woocommerce_products.csv", "woocommerce-products", 7, 7, 0, NULL },
	{ "magento_products.csv", "magento-products", 5, 6, 1, "translate" },
	{ "magento1_products.csv", "magento1-products", 2, 5, 3, NULL },
	{ "woocommerce_translated.csv", "woocommerce-products-translated", 3, 3,
	    0, NULL },
	{ "woocommerce_es.csv", "woocommerce-products-translated", 2, 2, 0,
	    NULL },
	{ "woocommerce_ru.csv", "woocommerce-products-translated", 2, 2, 0,
	    NULL },
	{ "feed_explained.csv", "google-feed", 2, 2, 0, NULL },
	{ "prestashop_products.csv", "prestashop-products", 3, 3, 0, NULL },
	{ "prestashop_import.csv", "prestashop-import", 2, 2, 0, NULL },
	{ "wix_products.csv", "wix-products", 4, 4, 0, NULL },
	{ "square_catalog.csv", "square-catalog", 3, 3, 0, NULL },
	{ "squarespace_products.csv", "squarespace-products", 3, 3, 0, NULL },
	{ "bigcommerce_products.csv", "bigcommerce-products", 4, 5, 1,
	    "images" },
	{ "bigcommerce_legacy.csv", "bigcommerce-products-legacy", 3, 4, 1,
	    "images" },
	{ "products_de.csv", "products", 2, 2, 0, NULL },
	{ "google_feed.txt", "google-feed", 2, 2, 0, NULL },
};

static void
rows_without_a_product_are_passed_over_and_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(passed_cases); i++) {
		const struct passed_case *c = &passed_cases[i];
		struct str path = STR_INIT;
		struct reading r;

		str_setf(&path, FIXTURES "%s", c->file);
		start(&r);
		run(&r, path.p);
		assert_true(r.ok);
		assert_counts_add_up(&r);
		assert_string_equal(r.batch.dialect, c->dialect);
		assert_int_equal(r.batch.n_products, c->products);
		assert_int_equal(r.batch.rows_read, c->read);
		assert_int_equal(r.report.rows_passed, c->passed);
		if (c->note != NULL)
			assert_int_equal(note(&r, c->note), c->passed);
		end(&r);
		str_release(&path);
	}
}

struct customer_case {
	const char *file, *dialect;
	int customers, rejected;
	int consent[4]; /* of the first customers */
	const char *country; /* of the first */
};

static const struct customer_case customer_cases[] = {
	{ "customers_shopify.csv", "shopify-customers", 2, 1, { 1, 0 }, "DE" },
	{ "customers_klaviyo.csv", "klaviyo", 4, 0, { 1, 0, 0, -1 },
	    "Germany" },
	{ "customers_mailchimp.csv", "mailchimp", 3, 0, { 1, 0, -1 }, "DE" },
};

/* And the same address leads to the same customer in every file. */
static void
consent_is_read_and_its_absence_is_kept(void **state)
{
	char ref[40] = "";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(customer_cases); i++) {
		const struct customer_case *c = &customer_cases[i];
		struct str path = STR_INIT;
		struct reading r;

		str_setf(&path, FIXTURES "%s", c->file);
		start(&r);
		run(&r, path.p);
		assert_true(r.ok);
		assert_counts_add_up(&r);
		assert_string_equal(r.batch.dialect, c->dialect);
		assert_int_equal(r.batch.n_customers, c->customers);
		assert_int_equal(r.report.rows_rejected, c->rejected);
		for (int k = 0; k < c->customers; k++)
			assert_int_equal(
			    r.batch.customers[k].consent, c->consent[k]);
		assert_string_equal(r.batch.customers[0].country, c->country);
		assert_null(r.batch.customers[0].email);
		if (ref[0] == '\0')
			snprintf(
			    ref, sizeof(ref), "%s", r.batch.customers[0].ref);
		assert_string_equal(r.batch.customers[0].ref, ref);
		end(&r);
		str_release(&path);
	}
}

static void
consent_is_read_in_the_words_of_the_shop(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "customers_nuvemshop.csv");
	assert_true(r.ok);
	assert_int_equal(r.batch.kind, BATCH_CUSTOMERS);
	assert_int_equal(r.batch.n_customers, 2);
	assert_int_equal(r.batch.customers[0].consent, 1);
	assert_int_equal(r.batch.customers[1].consent, 0);
	assert_int_equal(r.report.fields_rejected, 0);
	end(&r);
}

static void
platform_ids_are_numbers_of_the_right_kind_and_stand_once(void **state)
{
	const struct batch_id *id;
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "shop_ids.csv");
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_string_equal(r.batch.dialect, "shop-ids");
	assert_int_equal(r.batch.kind, BATCH_IDS);
	assert_int_equal(r.batch.n_ids, 3);
	assert_int_equal(r.report.rows_rejected, 5);
	id = &r.batch.ids[0];
	assert_string_equal(id->key, "lmp-021");
	assert_string_equal(id->sku, "LMP-021");
	assert_int_equal(id->product, 901);
	assert_int_equal(id->variant, 9011);
	assert_int_equal(id->option[0].id, 9012);
	assert_string_equal(id->option[0].name, "Colour");
	assert_string_equal(id->option[0].value, "Brass");
	assert_int_equal(id->option[1].id, 0);
	assert_string_equal(r.batch.ids[1].key, "blb-e27w");
	assert_string_equal(r.batch.ids[2].sku, "desk start");
	assert_null(r.batch.ids[2].option[0].name);
	end(&r);
}

static void
events_are_views_carts_wishes_and_purchases_of_somebody(void **state)
{
	static const struct {
		const char *customer, *key;
		enum batch_event_kind kind;
		int64_t day, minute;
	} wanted[] = {
		{ "C-17", "lmp-021", EVENT_VIEW, 20729, 9 * 60 + 15 },
		{ "C-17", "lmp-021", EVENT_CART, 20729, 9 * 60 + 16 },
		{ "C-17", "lmp-021", EVENT_VIEW, 20729, 9 * 60 + 15 },
		{ "C-18", "blb-e27w", EVENT_WISH, 20743, 21 * 60 + 5 },
		{ "C-18", "blb-e27w", EVENT_BUY, 20744, 21 * 60 + 5 },
	};
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "browsing.csv");
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_string_equal(r.batch.dialect, "events");
	assert_int_equal(r.batch.kind, BATCH_EVENTS);
	assert_int_equal(r.batch.n_events, ARRAY_LEN(wanted));
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		const struct batch_event *e = &r.batch.events[i];

		assert_string_equal(
		    r.batch.customers[e->customer].ref, wanted[i].customer);
		assert_string_equal(
		    r.batch.products[e->product].key, wanted[i].key);
		assert_int_equal(e->kind, wanted[i].kind);
		assert_int_equal(
		    e->time, (wanted[i].day * 1440 + wanted[i].minute) * 60);
	}
	assert_int_equal(note(&r, "name no customer"), 1);
	assert_int_equal(note(&r, "rows hold no items"), 1);
	assert_int_equal(note(&r, "searches, sessions"), 1);
	assert_int_equal(r.report.rows_rejected, 4);
	assert_string_equal(r.batch.rejects[0].reason,
	    "event 'stared at' is none of view, cart, wish and buy");
	assert_string_equal(r.batch.rejects[1].reason, "the event is missing");
	assert_string_equal(
	    r.batch.rejects[2].reason, "time 'soon' is not a date");
	assert_string_equal(r.batch.rejects[3].reason, "the time is missing");
	end(&r);
	/* Day and time may stand apart; a customer has a name that fits. */
	str_set(&text,
	    "customer_id,sku,event,date,time\n"
	    "C-1,a,view,2026-10-02,09:15\n"
	    "C-1,a,cart,1790932500000,\n"); /* the same time */
	str_add_repeat(&text, "x", 1001);
	str_add(&text, ",a,view,2026-10-02,09:15\n");
	start(&r);
	r.options.kind = BATCH_EVENTS;
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_int_equal(r.batch.n_events, 2);
	assert_int_equal(r.batch.events[0].time, 1790932500);
	assert_int_equal(r.batch.events[1].time, 1790932500);
	assert_int_equal(note(&r, "dates are numbers"), 1);
	assert_string_equal(r.batch.rejects[r.batch.n_rejects - 1].reason,
	    "the customer cannot be used");
	end(&r);
	str_release(&text);
}

/* What a tracker writes names order numbers and prices as well: its purchases
 * are orders, unless its views are asked for. */
static void
a_log_is_orders_or_events_as_asked(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "events.csv");
	assert_int_equal(r.batch.kind, BATCH_ORDERS);
	assert_int_equal(note(&r, "read with --as events"), 1);
	end(&r);
	start(&r);
	r.options.kind = BATCH_EVENTS;
	run(&r, FIXTURES "events.csv");
	assert_true(r.ok);
	assert_int_equal(r.batch.n_events, 3);
	assert_int_equal(r.batch.events[1].kind, EVENT_BUY);
	end(&r);
}

static void
the_word_for_the_event_may_be_left_out_where_it_is_said(void **state)
{
	static const char views[] = "customer_id,sku,time\n"
				    "c1,a,2026-10-01 10:00\n";
	static const char words[] = "customer_id,sku,event,time\n"
				    "c1,a,Fair in Leeds,2026-10-01 10:00\n";
	struct reading r;

	(void)state;
	start(&r);
	r.options.kind = BATCH_EVENTS;
	run_text(&r, views, strlen(views));
	assert_true(r.ok);
	assert_int_equal(r.batch.n_events, 1);
	assert_int_equal(note(&r, "counted as views"), 1);
	end(&r);
	/* An "event" that is none is no log of events. */
	start(&r);
	run_text(&r, words, strlen(words));
	assert_false(r.ok && r.batch.kind == BATCH_EVENTS);
	end(&r);
}

static void
prose_and_code_are_no_baskets(void **state)
{
	static const char text[] = "query getProduct($handle: String!) {\n"
				   "  product(handle: $handle) {\n"
				   "    id\n    title\n"
				   "    media(first: 3, after: $x) {\n"
				   "      id\n      title\n    }\n  }\n}\n"
				   "query getShop {\n  shop {\n    id\n"
				   "    title\n    id\n  }\n}\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, strlen(text));
	assert_false(r.ok);
	assert_non_null(strstr(r.err.text, "names no known layout"));
	end(&r);
}

static bool
has_fixture(const char *dialect)
{
	/* customers: test_ingest; ids, events: above */
	bool has = strcmp(dialect, "customers") == 0 ||
	    strcmp(dialect, "shop-ids") == 0 || strcmp(dialect, "events") == 0;

	for (size_t i = 0; i < ARRAY_LEN(order_cases); i++)
		has = has || strcmp(order_cases[i].dialect, dialect) == 0;
	for (size_t i = 0; i < ARRAY_LEN(passed_cases); i++)
		has = has || strcmp(passed_cases[i].dialect, dialect) == 0;
	for (size_t i = 0; i < ARRAY_LEN(customer_cases); i++)
		has = has || strcmp(customer_cases[i].dialect, dialect) == 0;
	return has;
}

static void
every_layout_has_a_fixture(void **state)
{
	(void)state;
	for (size_t i = 0; i < dialect_count(); i++)
		if (!has_fixture(dialect_at(i)->name))
			fail_msg(
			    "no fixture is read as '%s'", dialect_at(i)->name);
}

/* Reading the sample of a vendor needs no mapping. */
static void
check_vendor(const char *folder, const char *file, const char *dialect,
    size_t products, int64_t passed)
{
	struct str path = STR_INIT;
	struct reading r;

	str_setf(&path, "%s/%s", folder, file);
	start(&r);
	run(&r, path.p);
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_string_equal(r.batch.dialect, dialect);
	assert_int_equal(r.batch.n_products, products);
	assert_int_equal(r.report.rows_passed, passed);
	assert_int_equal(r.batch.n_rejects, 0);
	end(&r);
	str_release(&path);
}

static void
samples_of_vendors_load_without_a_mapping(void **state)
{
	const char *folder = getenv("ENDCAP_VENDOR");

	(void)state;
	if (folder == NULL || access(folder, R_OK) != 0)
		skip();
	check_vendor(folder, "magento_catalog_product_sample.csv",
	    "magento-products", 6, 0);
	check_vendor(folder, "shopify_product_template.csv",
	    "shopify-products-legacy", 16, 1);
	check_vendor(folder, "woocommerce_sample_products.csv",
	    "woocommerce-products", 24, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_shop_sells_together_is_read),
		cmocka_unit_test(
		    orders_of_every_platform_come_to_their_figures),
		cmocka_unit_test(products_of_every_platform_have_their_values),
		cmocka_unit_test(
		    rows_without_a_product_are_passed_over_and_counted),
		cmocka_unit_test(consent_is_read_and_its_absence_is_kept),
		cmocka_unit_test(consent_is_read_in_the_words_of_the_shop),
		cmocka_unit_test(
		    platform_ids_are_numbers_of_the_right_kind_and_stand_once),
		cmocka_unit_test(
		    events_are_views_carts_wishes_and_purchases_of_somebody),
		cmocka_unit_test(a_log_is_orders_or_events_as_asked),
		cmocka_unit_test(
		    the_word_for_the_event_may_be_left_out_where_it_is_said),
		cmocka_unit_test(prose_and_code_are_no_baskets),
		cmocka_unit_test(every_layout_has_a_fixture),
		cmocka_unit_test(samples_of_vendors_load_without_a_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
