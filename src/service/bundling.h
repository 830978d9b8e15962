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

#include "decide/checkout.h"
#include "service/listing.h"
#include "service/view.h"

enum {
	BUNDLING_MAX_ITEMS = 100
};

/* A new draft without items: pieces of text are borrowed. */
struct store_bundle bundling_draft(const char *name);

/* By id; strings and items in 'text'. ERR_NOT_FOUND. */
bool bundling_get(struct store *st, int64_t bundle_id, struct arena *text,
    struct store_bundle *out, struct err *err);

/* "SKU" or "SKU:2" to an item. ERR_NOT_FOUND, ERR_INPUT. */
bool bundling_parse_item(const struct view *v, const char *text,
    struct store_bundle_item *out, struct err *err);

/* Appends an item (or raises the quantity of one that is there) in memory of
 * 'a'; ERR_LIMIT beyond BUNDLING_MAX_ITEMS. */
bool bundling_add_item(struct store_bundle *b, struct arena *a,
    const struct store_bundle_item *item, struct err *err);
/* Takes a product out; ERR_NOT_FOUND when it is not in it. */
bool bundling_remove_item(
    struct store_bundle *b, int64_t product_id, struct err *err);

/*
 * Which other products serve as an item ("none", "variant", "category"), its
 * slot and its role ("main", "get", "addon"); NULL leaves what it is, "" takes
 * the slot or role away. Texts are borrowed. ERR_INPUT for words not known.
 */
bool bundling_set_part(struct store_bundle_item *item, const char *any,
    const char *slot, const char *role, struct err *err);
enum offer_role bundling_role(const char *role);
const char *bundling_any_name(int64_t any);
/* Gives the other choices of item i's slot its quantity and role: of a slot one
 * is taken, so they agree. */
void bundling_align_slot(struct store_bundle *b, size_t i);
/* Products that may serve as item i: its own, what stands in for it, and the
 * other choices of its slot. 0 when a product is no longer there. */
size_t
bundling_choices(const struct view *v, const struct store_bundle *b, size_t i);

/* The kind of discount the pure layer knows it as. */
enum offer_discount bundling_discount(const struct store_bundle *b);
/* b->tiers, smallest first; 0 when there are none or they cannot be read. */
size_t bundling_tiers(
    const struct store_bundle *b, struct offer_tier out[OFFER_MAX_TIERS]);
/* "3:5,6:10" (pieces:percent) as typed to what is kept; text lives in 'a'. */
bool bundling_parse_tiers(
    const char *typed, struct arena *a, const char **out, struct err *err);

/* The tiers as they are typed: "3:5,6:10"; nothing when there are none. */
void bundling_add_tiers(const struct store_bundle *b, struct str *out);

/* Makes the items fit the kind of discount: "get" needs an item to get (the
 * last one, unless roles say), no other kind has one; "tiers" count the pieces
 * of one slot. */
void bundling_fit_items(struct store_bundle *b);

/* kind "percent", "amount", "price", "cheapest", "get", "tiers" or "none";
 * value as typed (tiers are set in b->tiers). Fits the items to it. */
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

/* The bundle as the pure layer sees it: slots together, add-ons last, "any
 * variant" and "any of the category" spelled out. Items live in 'a', the name
 * is borrowed from b. ERR_NOT_FOUND when a product is no longer there. */
bool bundling_offer(const struct view *v, const struct store_bundle *b,
    struct arena *a, struct offer *out, struct err *err);

/* The same of a threshold; the gift is worth what its product sells for. */
bool bundling_threshold(const struct view *v, const struct store_threshold *t,
    struct arena *a, struct offer *out, struct err *err);

/* Offers live on a day, bundle 'except' (0: none) left out; all in 'a'. One
 * that cannot be made any more, because a product of it is gone, is left out
 * too (bundling_add_left_out): it must not stop what is asked of the rest. */
bool bundling_live(struct store *st, const struct view *v, int32_t day,
    int64_t except, struct arena *a, const struct offer **out, size_t *n,
    struct err *err);

/* Appends a sentence and '\n' for each of those: "not counted: 'desk start'
 * holds a product that is no longer in the store; ..." */
bool bundling_add_left_out(struct store *st, const struct view *v, int32_t day,
    struct str *out, struct err *err);

/* The same with this bundle as it is here, as if it were live; NULL: none. It
 * is the last one, unless it is no offer yet. */
bool bundling_live_with(struct store *st, const struct view *v, int32_t day,
    const struct store_bundle *plan, struct arena *a, const struct offer **out,
    size_t *n, struct err *err);

/* The engine for these offers, with the catalogue's costs; free it with
 * checkout_free. Borrows the offers, and 'a' for the costs. */
struct checkout *bundling_checkout(const struct view *v,
    const struct offer *offers, size_t n, struct arena *a);

/* Can it be saved? A name, an offer that can be made, prices that allow it. */
bool bundling_check(
    const struct view *v, const struct store_bundle *b, struct err *err);
/* Takes out what is no longer in the store; how many. */
size_t bundling_remove_gone(const struct view *v, struct store_bundle *b);
/* Checks and saves as one action. Sets revision and ids in *b. Of a retired
 * one what is gone is taken out: else it could not be retired. */
bool bundling_save(struct store *st, const struct view *v,
    struct store_bundle *b, const char *label, struct err *err);
/* Inside another action, before b is saved: under a new name it keeps its
 * frozen projection, who was held out and what was measured. */
bool bundling_carry_records(
    struct store *st, const struct store_bundle *b, struct err *err);
/* The latest record of each kind goes from one name to another; the old name
 * keeps a line that says so, which reads as none. */
bool bundling_copy_records(struct store *st, const char *const *names, size_t n,
    const char *from, const char *to, struct err *err);
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
/*
 * The sets that the shop sells by its own product files, as drafts with the
 * set's price where it is below the sum of its parts: to look at, and to make
 * bundles of (bundling_adopt). Several choices of an option are items here.
 */
bool bundling_shop_listing(
    struct store *st, struct view *v, struct listing *out, struct err *err);
/* The set of this SKU as a new draft named 'name'; NULL: after the set. All of
 * it lives in 'text'. ERR_NOT_FOUND when the shop has no such set. */
bool bundling_adopt(struct store *st, const struct view *v, const char *sku,
    const char *name, struct arena *text, struct store_bundle *out,
    struct err *err);
/* The items of one bundle; b is borrowed for as long as the listing. */
void bundling_items_listing(
    struct view *v, const struct store_bundle *b, struct listing *out);

#endif
