/*
 * The registry and how values are spelled in all formats.
 */
#include "service/export.h"

#include "base/date.h"
#include "base/num.h"
#include "decide/offer.h"
#include "service/export_internal.h"

static const struct export_row registry[] = {
	{
	    .what = "bundles",
	    .format = "csv",
	    .extension = "csv",
	    .help = "a row per item of every bundle",
	    .parts = VIEW_PRODUCTS,
	    .write = export_bundles_csv,
	},
	{
	    .what = "bundles",
	    .format = "json",
	    .extension = "json",
	    .help = "an object per bundle with its items",
	    .parts = VIEW_PRODUCTS,
	    .write = export_bundles_json,
	},
	{
	    .what = "bundles",
	    .format = "woocommerce",
	    .extension = "csv",
	    .help = "WooCommerce product CSV: a grouped product per bundle",
	    .limits = "its price",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DRAFT) | EXPORT_CAN(CAN_MESSAGE),
	    .write = export_bundles_woocommerce,
	    .remove = export_woocommerce_remove_bundles,
	},
	{
	    .what = "bundles",
	    .format = "woocommerce-bundles",
	    .extension = "csv",
	    .help =
		"WooCommerce product CSV with the columns of Product Bundles",
	    .limits = "the days of a percent",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DRAFT) | EXPORT_CAN(CAN_MESSAGE) |
		EXPORT_CAN(CAN_DISCOUNT) | EXPORT_CAN(CAN_QUANTITY) |
		EXPORT_CAN(CAN_DAYS) | EXPORT_CAN(CAN_MAX_SETS) |
		EXPORT_CAN(CAN_ADDONS),
	    .write = export_bundles_woocommerce_bundles,
	    .remove = export_woocommerce_remove_bundles,
	},
	{
	    .what = "bundles",
	    .format = "magento",
	    .extension = "csv",
	    .help = "Magento 2 catalog_product: a bundle product per bundle",
	    .limits = "the days of an amount or price",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DRAFT) | EXPORT_CAN(CAN_MESSAGE) |
		EXPORT_CAN(CAN_DISCOUNT) | EXPORT_CAN(CAN_QUANTITY) |
		EXPORT_CAN(CAN_DAYS) | EXPORT_CAN(CAN_SLOTS) |
		EXPORT_CAN(CAN_ADDONS),
	    .write = export_bundles_magento,
	    .remove = export_magento_remove_bundles,
	},
	{
	    .what = "bundles",
	    .format = "magento-grouped",
	    .extension = "csv",
	    .help = "Magento 2 catalog_product: a grouped product per bundle",
	    .limits = "its price",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DRAFT) | EXPORT_CAN(CAN_MESSAGE) |
		EXPORT_CAN(CAN_QUANTITY),
	    .write = export_bundles_magento_grouped,
	    .remove = export_magento_remove_bundles,
	},
	{
	    .what = "bundles",
	    .format = "google",
	    .extension = "txt",
	    .help = "Google Merchant supplement: is_bundle, price, sale_price "
		    "of the bundles' own products",
	    .limits = "which items it holds",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DISCOUNT) | EXPORT_CAN(CAN_DAYS) |
		EXPORT_CAN(CAN_QUANTITY) | EXPORT_CAN(CAN_STAND_IN),
	    .write = export_bundles_google,
	    .remove = export_google_remove_bundles,
	},
	{
	    .what = "bundles",
	    .format = "shopify",
	    .help = "Shopify Admin bulk mutations, a folder of files: bundles "
		    "with their prices, buy-and-get discounts",
	    .limits =
		"prices of bundles that are made new, what the id map lacks",
	    .parts = VIEW_PRODUCTS,
	    .can = EXPORT_CAN(CAN_DISCOUNT) | EXPORT_CAN(CAN_GET) |
		EXPORT_CAN(CAN_QUANTITY) | EXPORT_CAN(CAN_ALONE) |
		EXPORT_CAN(CAN_DAYS) | EXPORT_CAN(CAN_MAX_SETS),
	    .write = export_bundles_shopify,
	    .remove = export_shopify_remove,
	},
	{
	    .what = "thresholds",
	    .format = "csv",
	    .extension = "csv",
	    .help = "a row per order threshold",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_csv,
	},
	{
	    .what = "thresholds",
	    .format = "json",
	    .extension = "json",
	    .help = "an object per order threshold",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_json,
	},
	{
	    .what = "thresholds",
	    .format = "google",
	    .extension = "txt",
	    .help = "Google Merchant supplement: free_shipping_threshold of "
		    "every product",
	    .limits =
		"thresholds that save money, thresholds without a country",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_google,
	    .remove = export_google_remove_thresholds,
	},
	{
	    .what = "thresholds",
	    .format = "shopify",
	    .help =
		"Shopify Admin bulk mutations, a folder of files: automatic "
		"discounts and free shipping with a least subtotal",
	    .limits = "gifts, the country of a saving",
	    .parts = VIEW_PRODUCTS,
	    .write = export_thresholds_shopify,
	    .remove = export_shopify_remove,
	},
	{
	    .what = "pairs",
	    .format = "csv",
	    .extension = "csv",
	    .help = "a row per pair, best first",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_pairs_csv,
	},
	{
	    .what = "pairs",
	    .format = "json",
	    .extension = "json",
	    .help = "an object per pair, best first",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_pairs_json,
	},
	{
	    .what = "complements",
	    .format = "csv",
	    .extension = "csv",
	    .help = "what to show beside each product",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_csv,
	},
	{
	    .what = "complements",
	    .format = "json",
	    .extension = "json",
	    .help = "what to show beside each product",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_json,
	},
	{
	    .what = "complements",
	    .format = "woocommerce",
	    .extension = "csv",
	    .help = "WooCommerce product CSV: Cross-sells of existing products",
	    .limits = "the evidence",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_woocommerce,
	    .remove = export_woocommerce_remove_links,
	},
	{
	    .what = "complements",
	    .format = "magento",
	    .extension = "csv",
	    .help = "Magento 2 catalog_product: crosssell_skus with positions",
	    .limits = "the evidence",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_magento,
	    .remove = export_magento_remove_links,
	},
	{
	    .what = "complements",
	    .format = "shopify",
	    .help = "Shopify Admin bulk mutations, a folder of files: the "
		    "metafield of complementary products",
	    .limits = "the evidence, what the id map lacks",
	    .parts = VIEW_PRODUCTS | VIEW_PAIRS,
	    .write = export_complements_shopify,
	    .remove = export_shopify_remove,
	},
	{
	    .what = "upsells",
	    .format = "csv",
	    .extension = "csv",
	    .help = "better alternatives of each product",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_upsells_csv,
	},
	{
	    .what = "upsells",
	    .format = "json",
	    .extension = "json",
	    .help = "better alternatives of each product",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_upsells_json,
	},
	{
	    .what = "upsells",
	    .format = "woocommerce",
	    .extension = "csv",
	    .help = "WooCommerce product CSV: Upsells of existing products",
	    .limits = "what an alternative earns",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_upsells_woocommerce,
	    .remove = export_woocommerce_remove_upsells,
	},
	{
	    .what = "upsells",
	    .format = "magento",
	    .extension = "csv",
	    .help = "Magento 2 catalog_product: upsell_skus with positions",
	    .limits = "what an alternative earns",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_upsells_magento,
	    .remove = export_magento_remove_upsells,
	},
	{
	    .what = "segments",
	    .format = "csv",
	    .extension = "csv",
	    .help = "size, change and figures of each segment of customers",
	    .parts = VIEW_PRODUCTS | VIEW_SALES,
	    .write = export_segments_csv,
	},
	{
	    .what = "segments",
	    .format = "json",
	    .extension = "json",
	    .help = "size, change and figures of each segment of customers",
	    .parts = VIEW_PRODUCTS | VIEW_SALES,
	    .write = export_segments_json,
	},
	{
	    .what = "followups",
	    .format = "csv",
	    .extension = "csv",
	    .help = "for each product, who bought it lately and never what "
		    "goes with it: how many",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_followups_csv,
	},
	{
	    .what = "followups",
	    .format = "json",
	    .extension = "json",
	    .help = "for each product, who bought it lately and never what "
		    "goes with it: how many",
	    .parts = VIEW_PRODUCTS | VIEW_SALES | VIEW_PAIRS,
	    .write = export_followups_json,
	},
};

const struct export_row *
export_row(size_t i)
{
	return i < ARRAY_LEN(registry) ? &registry[i] : NULL;
}

/* Is there an earlier row with the same thing? */
static bool
is_repeated(size_t row)
{
	for (size_t i = 0; i < row; i++) {
		if (strcmp(registry[i].what, registry[row].what) == 0)
			return true;
	}
	return false;
}

static bool
refuse_what(const char *what, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(registry); i++) {
		if (!is_repeated(i))
			str_addf(&known, "%s%s", known.len > 0 ? ", " : "",
			    registry[i].what);
	}
	err_set(err, ERR_USAGE, "there is no export '%s'; there are %s", what,
	    known.p);
	str_release(&known);
	return false;
}

static bool
refuse_format(
    const char *what, const char *format, const char *known, struct err *err)
{
	return err_set(err, ERR_USAGE,
	    "'%s' cannot be exported as '%s'; its formats are %s", what, format,
	    known);
}

const struct export_row *
export_find(const char *what, const char *format, struct err *err)
{
	struct str known = STR_INIT;
	const struct export_row *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(registry); i++) {
		if (strcmp(registry[i].what, what) != 0)
			continue;
		str_addf(&known, "%s%s", known.len > 0 ? ", " : "",
		    registry[i].format);
		if (strcmp(registry[i].format, format) == 0)
			found = &registry[i];
	}
	if (found == NULL && known.len == 0)
		refuse_what(what, err);
	else if (found == NULL)
		refuse_format(what, format, known.p, err);
	str_release(&known);
	return found;
}

bool
export_listing(struct listing *l, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	bool ok = listing_write(l, format, sink, err);

	*rows = (int64_t)l->rows;
	listing_release(l);
	return ok;
}

/* ---- spelling ---- */

void
export_add_value(const char *kind, int64_t value, int digits, struct str *out)
{
	if (strcmp(kind, "percent") == 0 || strcmp(kind, "cheapest") == 0 ||
	    strcmp(kind, "get") == 0)
		num_add_double(out, (double)value / (double)OFFER_PERCENT_UNIT);
	else if (strcmp(kind, "amount") == 0 || strcmp(kind, "price") == 0)
		money_add_plain(out, value, digits);
}

void
export_add_day(int32_t day, struct str *out)
{
	if (day != STORE_NO_START && day != STORE_NO_END)
		date_add_day(out, day);
}

void
export_add_price4(int64_t price4, int digits, struct str *out)
{
	if (price4 != SALES_UNKNOWN)
		money_add_price4(out, price4, digits);
}
