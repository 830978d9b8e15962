/*
 * export_internal - what the files export_*.c share: how a bundle and a
 * threshold are spelled out, and the functions behind the registry's rows.
 */
#ifndef ENDCAP_EXPORT_INTERNAL_H
#define ENDCAP_EXPORT_INTERNAL_H

#include "service/bundling.h"
#include "service/complement.h"
#include "service/export.h"

/* Appends 12.5 for percent, 3.00 for money, nothing for no discount. */
void
export_add_value(const char *kind, int64_t value, int digits, struct str *out);
/* Appends a day, nothing for STORE_NO_START and STORE_NO_END. */
void export_add_day(int32_t day, struct str *out);
/* Appends a price in ten-thousandths, nothing for SALES_UNKNOWN. */
void export_add_price4(int64_t price4, int digits, struct str *out);

/* Notes what cannot be expressed; a sentence without an end. */
void export_note(const struct export_job *job, const char *fmt, ...)
    ATTR_PRINTF(2, 3);
/* Notes something that will stand in the shop: one line of one word or more,
 * as the format's remove function reads it. */
void export_added(const struct export_job *job, const char *fmt, ...)
    ATTR_PRINTF(2, 3);

/* A bundle as platforms see it. */
struct export_bundle {
	const struct store_bundle *b;
	struct bundling_sums sums;
	const char *title; /* for shoppers: the title, else the name */
	bool discounted; /* a percent, amount or price off all of it */
	size_t
	    product[BUNDLING_MAX_ITEMS]; /* index in the view, of each item */
};
typedef bool export_bundle_fn(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err);
/* All bundles that are not retired, by name. What the row of the job cannot
 * express of each is noted; drafts are left out unless it can express them. */
bool export_each_bundle(const struct export_job *job, export_bundle_fn *fn,
    void *arg, struct err *err);
/* The first item that is a choice of the same slot; the item itself where it
 * has no slot. */
size_t export_first_of_slot(const struct store_bundle *b, size_t i);
/* The SKU of an item, borrowed from the view. */
const char *export_item_sku(
    const struct export_job *job, const struct export_bundle *e, size_t i);

/* The complements of one product, in their order. */
struct export_links {
	size_t product; /* index in the view */
	size_t to[COMPLEMENT_MOST];
	size_t n;
};
typedef bool export_links_fn(void *arg, const struct export_job *job,
    const struct export_links *l, struct err *err);
bool export_each_links(const struct export_job *job, export_links_fn *fn,
    void *arg, struct err *err);
/* The same with better alternatives (upsell.h). */
bool export_each_upsells(const struct export_job *job, export_links_fn *fn,
    void *arg, struct err *err);
/* A removal: the SKUs of 'added', a line each, under 'header', whose second
 * column says 'fixed' on every row; NULL: it has none. */
bool export_skus_with(const struct listing_sink *sink, const char *header,
    struct slice added, const char *fixed, int64_t *rows, struct err *err);

/* Can the SKU stand in a cell of a spreadsheet as it is? Notes it if not. */
bool export_sku_is_safe(
    const struct export_job *job, const char *sku, const char *place);

/* Writes a listing, counts its rows and releases it. */
bool export_listing(struct listing *l, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err);

typedef bool export_remove_fn(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err);
typedef bool export_fn(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err);

export_fn export_bundles_csv, export_bundles_json;
export_fn export_thresholds_csv, export_thresholds_json;
export_fn export_pairs_csv, export_pairs_json;
export_fn export_complements_csv, export_complements_json;
export_fn export_upsells_csv, export_upsells_json;
export_fn export_segments_csv, export_segments_json;
export_fn export_followups_csv, export_followups_json;

export_fn export_bundles_woocommerce, export_bundles_woocommerce_bundles;
export_fn export_complements_woocommerce, export_upsells_woocommerce;
export_remove_fn export_woocommerce_remove_bundles;
export_remove_fn export_woocommerce_remove_links;
export_remove_fn export_woocommerce_remove_upsells;

export_fn export_bundles_magento, export_bundles_magento_grouped;
export_fn export_complements_magento, export_upsells_magento;
export_remove_fn export_magento_remove_bundles, export_magento_remove_links;
export_remove_fn export_magento_remove_upsells;

export_fn export_bundles_shopify, export_thresholds_shopify;
export_fn export_complements_shopify;
export_remove_fn export_shopify_remove;

export_fn export_bundles_google, export_thresholds_google;
export_remove_fn export_google_remove_bundles, export_google_remove_thresholds;

#endif
