/*
 * bundling - bundles as merchandisers edit them: one change, one action.
 *
 * The command line and the dashboard do the same three steps: get the bundle,
 * change the struct, save it with a label for the history. Saving checks it
 * (the sentences come from decide/offer.h) and is one transaction that undo
 * takes back:
 *
 *	store_bundle_get(st, "desk start", &text, &b, err);
 *	bundling_set_discount(&b, "percent", "12", digits, err);
 *	bundling_save(st, v, &b, "discount of 'desk start' to 12 %", err);
 */
#ifndef ENDCAP_BUNDLING_H
#define ENDCAP_BUNDLING_H

#include "decide/offer.h"
#include "service/listing.h"
#include "service/view.h"

/* A new draft without items: pieces of text are borrowed. */
struct store_bundle bundling_draft(const char *name);

/* "SKU" or "SKU:2" to an item. ERR_NOT_FOUND, ERR_INPUT. */
bool bundling_parse_item(const struct view *v, const char *text,
    struct store_bundle_item *out, struct err *err);

/* Appends an item (or raises the quantity of one that is there) in memory of
 * 'a'; ERR_LIMIT beyond OFFER_MAX_ITEMS. */
bool bundling_add_item(struct store_bundle *b, struct arena *a,
    const struct store_bundle_item *item, struct err *err);
/* Takes a product out; ERR_NOT_FOUND when it is not in it. */
bool bundling_remove_item(
    struct store_bundle *b, int64_t product_id, struct err *err);

/* kind "percent", "amount", "price" or "none"; value as typed. */
bool bundling_set_discount(struct store_bundle *b, const char *kind,
    const char *value, int digits, struct err *err);

/* "10 % off", "3.00 off", "49.00 for all", "no discount". */
void bundling_add_discount(
    const struct store_bundle *b, int digits, struct str *out);

/* "Lamp + 2 x Bulb". */
void bundling_add_contents(
    const struct view *v, const struct store_bundle *b, struct str *out);

/* The sentence to shoppers that is proposed: "Goes together: Lamp + Bulb". */
void bundling_add_message(
    const struct view *v, const struct store_bundle *b, struct str *out);

/* The bundle as the pure layer sees it; items live in 'a', the name is
 * borrowed from b. ERR_NOT_FOUND when a product is no longer there. */
bool bundling_offer(const struct view *v, const struct store_bundle *b,
    struct arena *a, struct offer *out, struct err *err);

/* Offers live on a day, bundle 'except' (0: none) left out; all in 'a'. */
bool bundling_live(struct store *st, const struct view *v, int32_t day,
    int64_t except, struct arena *a, const struct offer **out, size_t *n,
    struct err *err);

/* Checks and saves as one action. Sets revision and ids in *b. */
bool bundling_save(struct store *st, const struct view *v,
    struct store_bundle *b, const char *label, struct err *err);
bool bundling_delete(
    struct store *st, const struct store_bundle *b, struct err *err);

/* What a bundle's prices add up to, minor units; unknown parts are said. */
struct bundling_sums {
	bool priced; /* every item has a price */
	bool costed; /* every item has a cost */
	int64_t parts; /* sum of the items' prices */
	int64_t discount;
	int64_t price; /* parts - discount */
	int64_t cost; /* sum of the known costs */
	double margin; /* (price - cost) / price; only if costed */
	double margin_before; /* (parts - cost) / parts */
	double percent; /* discount of the parts, 0..100; only if priced */
	/* The lowest price whose margin is the setting's floor, and how deep a
	 * discount that is; below 0 when the parts are under it already. */
	bool has_floor; /* priced and costed */
	int64_t floor_price, floor_discount;
	double floor_percent;
	int64_t stock; /* sets that the stock is enough for; -1 unknown */
	size_t scarcest; /* item with the least stock */
};
void bundling_sums(const struct view *v, const struct store_bundle *b,
    struct bundling_sums *out);

/* What to know before it goes live, a sentence each, '\n' between: inactive
 * products, no stock, margin under the floor, a product in two live bundles. */
bool bundling_add_warnings(struct store *st, const struct view *v,
    const struct store_bundle *b, int32_t today, struct str *out,
    struct err *err);

/* All bundles: name, status, items, price, discount, ... Keeps v. */
bool bundling_listing(
    struct store *st, struct view *v, struct listing *out, struct err *err);
/* The items of one bundle; b is borrowed for as long as the listing. */
void bundling_items_listing(
    struct view *v, const struct store_bundle *b, struct listing *out);

#endif
