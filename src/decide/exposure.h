/*
 * exposure - whom a bundle would reach: one pass over the orders.
 *
 * Every order of the window is one of three:
 *
 *	full     holds all items in their quantities: k sets, k >= 1. It would
 *	         get the discount for what it buys anyway (the leak).
 *	partial  holds some, but no whole set. It may take the rest.
 *	other    is not touched.
 *
 * Partial orders are grouped by which pieces they hold, because what they
 * lack decides the price of the step, how deep the discount looks from there
 * and how likely it was without an offer. With other offers in force, and for
 * bundles with choices, add-ons, tiers or a discount on some items only, orders
 * are priced through checkout with and without the plan, so that what each
 * really gets is counted, and a discount that is given already not twice;
 * shipping is left out of that.
 *
 *	struct exposure_plan plan = { .offer = &of, .window_days = 365 };
 *	if (!exposure_count(sales, &plan, &ex, err))
 *		return false;
 *
 * Amounts are doubles in major units per piece or per order; counts are orders
 * of the window. struct exposure owns nothing: copy it, or fill it by hand.
 *
 * The expected attach share of a missing item b, given an anchor a, is what
 * basket sizes and popularity alone explain, E_ab / n_a. Where the caller
 * knows it (mining does, by size stratum) it is passed in; else all sizes are
 * taken together: E_ab / n_a = n_b * sum_j s_j (s_j - 1) / (sum_j s_j)^2, the
 * chance that one of the other places of a's basket holds b when places are
 * dealt at random within the margins of the shop.
 */
#ifndef ENDCAP_EXPOSURE_H
#define ENDCAP_EXPOSURE_H

#include "base/sales.h"
#include "decide/offer.h"

enum {
	EXPOSURE_MAX_GROUPS = 32, /* the largest; see exposure.set_apart */
	EXPOSURE_SAMPLE = 256 /* partial orders of a group that are replayed */
};

struct exposure_plan {
	const struct offer *offer; /* a bundle that passed offer_check */
	const struct offer *live; /* other offers in force; NULL: none */
	size_t n_live;
	/* n * n values for the n slots of exposure_slots, [a * n + b] =
	 * E_ab / n_a; negative or NULL: from the window as above */
	const double *chance;
	/* partial orders must hold a piece of items[0]: a primary product and
	 * its accessories. False: any item counts. */
	bool primary;
	int window_days; /* >= 1; the last so many days of the data */
	/* one entry an order: the index of its group, or one of the three
	 * below; NULL: not wanted */
	uint8_t *place;
};

enum {
	EXPOSURE_OTHER = 255,
	EXPOSURE_FULL = 254,
	EXPOSURE_APART = 253 /* partial, in a group beyond the largest */
};

/* Pieces that would complete a set; of a slot with choices, the one that is
 * sold most. */
struct exposure_piece {
	uint32_t product;
	int32_t pieces;
};

/* One slot of the bundle. Of a slot with choices: their mean, weighted by the
 * pieces sold in the window. */
struct exposure_item {
	double price; /* of a piece */
	double cost; /* of a piece; only if cost_known */
	bool cost_known;
	double orders; /* of the window that hold one of its products */
};

/* Partial orders that hold the same pieces of the set. */
struct exposure_group {
	uint32_t missing; /* bit i: pieces of items[i] are lacking */
	double orders; /* of this group */
	double present; /* n_a: orders that hold at least these pieces */
	double full; /* n_ab: of them, those that are full */
	double chance; /* p0, at most .95 */
	double price; /* of the missing pieces together */
	double pieces; /* how many they are */
	double cost; /* of those whose cost is known */
	double uncosted; /* price of the missing pieces without a cost */
	double give; /* discount that a taker would newly get */
	double alt_price; /* mean price paid for a piece of their category */
	double alt_cost; /* mean cost of one; negative: not known */
	bool same_category; /* a missing item shares one with a held item */
	struct exposure_piece more[OFFER_MAX_SLOTS]; /* what is missing */
	size_t n_more;
};

struct exposure {
	int digits;
	int32_t from, until; /* days of the window, both inclusive */
	double orders, revenue; /* of the window; revenue net of tax */
	double net_share; /* net value / cart value */

	int64_t full_orders, partial_orders;
	int64_t sets; /* F: sum of k over the full orders */
	int64_t set_apart; /* partial orders in groups beyond the largest 32:
			      counted as partial, expected to take nothing */
	int64_t dropped; /* full orders that the discount would push below a
			    live threshold */

	double set_price; /* sum of the parts */
	double discount; /* D of one set */
	double leak; /* mean discount newly given to a full order */

	size_t n_items, n_groups;
	struct exposure_item items[OFFER_MAX_SLOTS];
	struct exposure_group groups[EXPOSURE_MAX_GROUPS]; /* largest first */
};

/*
 * What a bundle asks for, slot by slot, in the order of struct exposure's
 * items: add-ons are left out, as a set is whole without them; where a single
 * base piece needs one to make a set they are one slot together. At most
 * OFFER_MAX_SLOTS; returns how many.
 */
size_t exposure_slots(const struct offer *of, struct offer_slot *out);

/*
 * Counts. False: ERR_INPUT when an item has no price, ERR_LIMIT when the set
 * has too many different states (more than 2^62) or memory is out. A shop
 * without orders gives zeros.
 */
bool exposure_count(const struct sales *s, const struct exposure_plan *plan,
    struct exposure *out, struct err *err);

/* Orders that the bundle concerns: full and partial. */
int64_t exposure_eligible(const struct exposure *ex);

#endif
