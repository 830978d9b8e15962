/*
 * checkout_internal - what pricing a cart (checkout.c), finding the bundle sets in
 * it (checkout_sets.c) and its rewards (checkout_rewards.c) share. Only these
 * three include it.
 */
#ifndef ENDCAP_CHECKOUT_INTERNAL_H
#define ENDCAP_CHECKOUT_INTERNAL_H

#include "decide/checkout.h"
#include "decide/combine.h"

#define CHECKOUT_NO_LINE UINT32_MAX

/* A bundle that needs a product, and in which of its slots. */
struct checkout_use {
	size_t offer;
	size_t slot; /* index into slots */
};

/* A set that is possible in the cart; beside combine_set of the same index. */
struct checkout_origin {
	size_t fitting; /* which of the fitting bundles */
};

struct checkout {
	const struct offer *offers; /* borrowed */
	size_t n_offers;
	int digits;
	uint32_t n_products;
	const int64_t *cost4; /* borrowed; NULL: not known */
	double net_share;

	/* per offer: its slots are slots[slot_first[o] ..[o + 1]) */
	size_t *slot_first;
	struct offer_slot *slots;
	size_t *needed; /* slots that are no add-on */
	size_t *rank; /* place by priority, then id */
	size_t *first; /* per product: n_products + 1 offsets into uses */
	struct checkout_use *uses;
	int64_t *lone; /* per offer: what it saves when it stands alone */
	size_t *thresholds; /* offers, by priority, then id */
	size_t n_thresholds, n_alone;

	/* the cart being priced */
	const struct checkout_cart *cart;
	size_t only; /* the one offer tried alone, or n_offers */
	struct combine *combine;
	uint32_t *line_of; /* per product */
	int64_t *present; /* per slot: pieces in the cart */
	size_t *hits; /* per offer: needed slots that are filled */
	size_t *fitting; /* bundles that are complete in this cart */
	int64_t *blocked; /* beside fitting: saving that the margin forbids */
	size_t n_fitting;

	struct combine_set *sets;
	struct checkout_origin *origins; /* beside sets */
	struct combine_need *needs;
	size_t n_sets, n_needs, cap_sets, cap_origins, cap_needs;
	bool truncated; /* not every set was weighed */

	struct checkout_priced *lines;
	int64_t *stock, *weights, *parts;
	uint32_t *choices; /* lines that serve the slots of one bundle */
	size_t cap_lines;
	struct checkout_effect *effects;
	struct checkout_share *shares;
	size_t n_effects, n_shares, cap_effects, cap_shares;
};

/* Does this offer count in the way the cart is being tried? */
bool checkout_enabled(const struct checkout *co, size_t offer);

/* Fills fitting[]: the bundles whose needed slots are all present, by rank. */
void checkout_find_fitting(struct checkout *co);

/* Fills sets[] and needs[] with every set the fitting bundles can make, and
 * stock[] with the pieces. Needs of line cart->n + f stand for the sets allowed
 * of the f-th fitting bundle. */
void checkout_make_sets(struct checkout *co);

/* Notes what an offer does, and the part that falls on a line: sets of the
 * same bundle may share a line, which gets one share of it. */
size_t checkout_add_effect(struct checkout *co, enum checkout_reason reason,
    size_t offer, int64_t times, int64_t amount);
void checkout_add_share(struct checkout *co, size_t line, size_t effect,
    int64_t pieces, int64_t off);

/* checkout_rewards.c: thresholds, on what the bundles left. */
void
checkout_price_thresholds(struct checkout *co, struct checkout_result *out);

/* Would this much off goods that cost so much break the offer's margin? */
bool checkout_margin_broken(const struct checkout *co, const struct offer *of,
    int64_t price, double cost);
/* What a piece costs in major units; false when it is not known. */
bool checkout_cost(const struct checkout *co, uint32_t product, double *cost);

#endif
