/*
 * offer - what a shop promises, as the pure layer sees it.
 *
 * A bundle ("these items together cost less") or an order threshold ("from 50
 * the shipping is free", "from 80 you save 10 %"). Plain data: the caller
 * fills it from wherever offers are kept, checks it with offer_check, and
 * hands an array of them to checkout or projection.
 *
 *	struct offer_item it[] = { { lamp, 1 }, { bulb, 2 } };
 *	struct offer of = { .kind = OFFER_BUNDLE, .name = "desk start",
 *		.discount = DISCOUNT_PERCENT, .value = offer_percent(10),
 *		.items = it, .n_items = 2, .starts = OFFER_NO_START,
 *		.ends = OFFER_NO_END };
 *
 * Units: money is minor units of the shop's currency; percents are integers
 * in ten-thousandths of a percent (125000 is 12.5 %), so that a discount is
 * exact; unit prices are money.h's price4; days are date.h's. Pointers are
 * borrowed for as long as the offer is used. Nothing here allocates.
 *
 * It must not grow storage, product titles or statistics.
 */
#ifndef ENDCAP_OFFER_H
#define ENDCAP_OFFER_H

#include "base/err.h"

enum offer_kind {
	OFFER_BUNDLE, /* the discount of every complete set of its items */
	OFFER_THRESHOLD, /* the reward of an order from 'threshold' upwards */
	OFFER_KIND_COUNT
};

enum offer_discount {
	DISCOUNT_PERCENT, /* off the items together, or off the order */
	DISCOUNT_AMOUNT, /* off one set, or off the order */
	DISCOUNT_PRICE, /* bundles: what one set costs */
	DISCOUNT_CHEAPEST, /* bundles: a percent off the cheapest piece */
	DISCOUNT_GET, /* bundles: a percent off the items to get (buy A, get
			 B at half price) and off add-ons */
	DISCOUNT_TIERS, /* bundles: a percent by how many pieces */
	DISCOUNT_FREE_SHIPPING, /* thresholds */
	DISCOUNT_GIFT, /* thresholds: items[0] for nothing */
	DISCOUNT_COUNT
};

enum offer_role {
	OFFER_NEED, /* a set holds it */
	OFFER_GET, /* a set holds it; DISCOUNT_GET is taken off these */
	OFFER_ADDON, /* may be added to a set, and shares its percent */
	OFFER_ROLE_COUNT
};

enum {
	OFFER_MAX_SLOTS = 20, /* of one bundle */
	OFFER_MAX_ITEMS = 5000, /* products that its slots choose from */
	OFFER_MAX_TIERS = 8,
	OFFER_MAX_QUANTITY = 1000, /* of one of them in one set */
	OFFER_NO_START = INT32_MIN,
	OFFER_NO_END = INT32_MAX
};
#define OFFER_PERCENT_UNIT INT64_C(10000) /* 'value' of one percent */
#define OFFER_MONEY_LIMIT  INT64_C(1000000000000) /* minor units, exclusive */

/*
 * Items of the same slot stand together and have the same quantity and role:
 * any of them serve the slot's pieces, in any mix (one bag of these three; any
 * six of this tea). Slot 0 is an item that stands for itself.
 */
struct offer_item {
	uint32_t product; /* index as in struct sales */
	int32_t quantity; /* pieces in one set, >= 1 */
	int32_t slot;
	enum offer_role role;
};

/* "From 'pieces' pieces on 'percent' off": a set of exactly so many pieces;
 * what is over begins another set or is paid in full. */
struct offer_tier {
	int32_t pieces;
	int64_t percent; /* as 'value' */
};

struct offer {
	int64_t id; /* the caller's; ties are broken by it */
	const char *name; /* for sentences */
	enum offer_kind kind;
	enum offer_discount discount;
	int64_t value; /* percent: see above; amount, price: minor units */
	const struct offer_item *items; /* bundles */
	size_t n_items;
	const struct offer_tier *tiers; /* DISCOUNT_TIERS: more pieces, more */
	size_t n_tiers;
	int64_t threshold; /* thresholds: minor units */
	const char *country; /* thresholds: of the order; NULL: everywhere */
	bool alone; /* never together with another discount (free shipping is
		       none) */
	int64_t min_margin; /* as 'value': not given where it would leave less;
			       0: always given */
	int32_t starts, ends; /* days, both inclusive */
	int32_t priority; /* of two equal discounts the lower number wins */
	int32_t max_sets; /* bundles: sets in one order, 0: no limit */
};

/* A percent as 'value' holds it, rounded to ten-thousandths. */
int64_t offer_percent(double percent);

bool offer_live_on(const struct offer *of, int32_t day);

/* Consecutive items of one slot. */
struct offer_slot {
	size_t first, n; /* items */
	int32_t pieces; /* in one set; tiers: of the smallest */
	enum offer_role role;
};
/* The slots of a bundle, at most OFFER_MAX_SLOTS; returns how many. */
size_t offer_slots(const struct offer *of, struct offer_slot *out);
/* Pieces in the smallest set: a bundle of one base piece counts only with an
 * add-on. */
int64_t offer_pieces(const struct offer *of);

/* So many pieces of one product in a set. */
struct offer_part {
	int64_t price4; /* of one piece, >= 0 */
	int64_t pieces;
	enum offer_role role;
};
/* What they cost together, in ten-thousandths; false on overflow or a
 * negative price. */
bool offer_set_price4(const struct offer_part *parts, size_t n, int64_t *sum4);

/*
 * The discount D of one set, in minor units of a currency with 'digits'
 * decimals, rounded half up once:
 *
 *	percent d    D = d * sum          cheapest d   D = d * lowest price
 *	amount       D = value            get d        D = d * (get, add-ons)
 *	price        D = sum - value      tiers        D = d(pieces) * sum
 *
 * held between 0 and the sum, because a cart may hold the items at other
 * prices than the offer was made for.
 */
int64_t offer_set_discount(const struct offer *of,
    const struct offer_part *parts, size_t n, int digits);

/*
 * Can this offer be made? Checks everything that needs no prices: kinds that
 * fit, percent in (0, 100], amounts in (0, 10^12), at least two pieces, no
 * product twice, quantities, slots, roles and tiers, products < n_products,
 * thresholds in (0, 10^12), ends not before starts. False: ERR_INPUT and a
 * sentence.
 */
bool offer_check(const struct offer *of, uint32_t n_products, struct err *err);

/*
 * And against prices (unit4[i] of items[i]; negative: not known, then only a
 * percent can be checked): an amount must be below the sum of the parts, a
 * price neither above nor equal to it. Slots count with their first item.
 */
bool offer_check_prices(
    const struct offer *of, const int64_t *unit4, int digits, struct err *err);

#endif
