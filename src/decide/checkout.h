/*
 * checkout - what the offers do to a cart: the one engine that prices.
 *
 * The command line, the dashboard and the replay behind every projection use
 * these functions, so that what is projected is what would be charged.
 *
 *	struct checkout *co = checkout_new(offers, n, products, 2);
 *	struct checkout_result r;
 *	if (!checkout_price(co, &cart, &r, err))
 *		return false;
 *
 * In this order:
 *  1. A line's value is quantity * unit price, rounded half up once.
 *  2. Bundle sets: of all combinations in which no piece serves twice, the
 *     one with the largest discount (combine.h: proven best in every real
 *     cart, never worse than greedy). A slot with choices, an add-on and a
 *     tier each make several sets possible; all are weighed, the dearest
 *     CHECKOUT_SETS of them where there are more. A set's discount is rounded
 *     half up (offer.h) and spread over its lines by value, to the minor unit.
 *     A set that would leave less than the offer's minimum margin is none.
 *  3. Thresholds look at the subtotal left by step 2. Of the percents and
 *     amounts off the order that are reached the largest counts, one only;
 *     free shipping and the best gift count beside it. Equal offers: the lower
 *     priority number, then the lower id.
 *  4. An offer that stands alone is tried without all others (free shipping
 *     aside), and the cheaper of the two ways is charged.
 *  No line, discount or total is ever negative, and the parts sum to their
 *  totals exactly. Another item never makes the cart dearer by more than its
 *  own value, except where an effect says why: CHECKOUT_DROPPED or
 *  CHECKOUT_MARGIN.
 *
 * A struct checkout owns its index and its working memory: after the first
 * few carts no cart allocates. One thread at a time; make one each. Offers are
 * borrowed until checkout_free and must have passed offer_check; those not
 * live on the day are the caller's to leave out.
 */
#ifndef ENDCAP_CHECKOUT_H
#define ENDCAP_CHECKOUT_H

#include "base/str.h"
#include "decide/offer.h"

struct checkout_line {
	uint32_t product; /* index; once in a cart, see checkout_merge */
	int32_t quantity; /* >= 1 */
	int64_t price4; /* of one piece, >= 0 */
};

struct checkout_cart {
	const struct checkout_line *lines;
	size_t n;
	int64_t shipping; /* charged without any offer, minor units >= 0 */
	const char *country; /* of the order, NULL: not known */
};

/* Why a number is what it is; 'amount' is minor units. */
enum checkout_reason {
	CHECKOUT_BUNDLE, /* 'times' sets, amount off */
	CHECKOUT_ORDER_OFF, /* threshold reached, amount off the order */
	CHECKOUT_FREE_SHIPPING, /* threshold reached, amount of shipping saved */
	CHECKOUT_OUTBID, /* would fit; others save more; amount of one set */
	CHECKOUT_BELOW, /* threshold missed by amount */
	CHECKOUT_DROPPED, /* reached before the bundles' discount, now missed by
			     amount */
	CHECKOUT_GIFT, /* threshold reached, a gift worth amount */
	CHECKOUT_MARGIN, /* would save amount, but leave too little margin */
	CHECKOUT_ALONE, /* applies alone; all others together would save amount,
			   which is less */
	CHECKOUT_ELSEWHERE, /* for orders to another country */
	CHECKOUT_REASON_COUNT
};

struct checkout_effect {
	enum checkout_reason reason;
	size_t offer; /* index into the offers */
	int64_t times;
	int64_t amount;
};

/* The part of an effect that falls on one line. */
struct checkout_share {
	size_t line, effect;
	int64_t pieces; /* of the line that serve it; 0: off the order */
	int64_t amount;
};

struct checkout_priced {
	int64_t value, discount, total; /* total = value - discount */
};

struct checkout_result {
	int64_t subtotal; /* sum of the lines' values */
	int64_t bundle_discount, order_discount;
	int64_t goods; /* subtotal less both */
	int64_t shipping; /* to pay */
	int64_t shipping_saved;
	int64_t total; /* goods + shipping */
	int64_t gifts; /* what the gifts are worth; no part of the total */
	bool proven; /* no combination of bundles saves more */
	const struct checkout_priced *lines; /* as the cart's lines */
	size_t n_lines;
	const struct checkout_effect *effects;
	size_t n_effects;
	const struct checkout_share *shares; /* by effect, then line */
	size_t n_shares;
};

enum {
	CHECKOUT_MAX_LINES = 100000,
	CHECKOUT_SETS = 128 /* of one bundle that are weighed in one cart */
};
/* Of a cart or a shipping charge, in minor units: sums stay exact. */
#define CHECKOUT_MAX_VALUE INT64_C(1000000000000000)

struct checkout;

/* 'digits': decimals of the currency. Never NULL. Bundles of products beyond
 * n_products never apply. */
struct checkout *checkout_new(
    const struct offer *offers, size_t n, uint32_t n_products, int digits);
void checkout_free(struct checkout *co);

/* What the products cost (ten-thousandths, INT64_MIN: not known), for minimum
 * margins; borrowed. 'net_share' of a price is left without tax. Without
 * costs, or where one is not known, no margin holds an offer back. */
void
checkout_costs(struct checkout *co, const int64_t *cost4, double net_share);

/*
 * Prices one cart. The arrays of the result are borrowed until the next call.
 * False: ERR_INPUT for a product, quantity, price or shipping outside its
 * range or a product on two lines, ERR_LIMIT for values that do not fit.
 */
bool checkout_price(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out, struct err *err);

/* Joins lines of the same product (their lowest price stays), in place, in
 * ascending product; returns how many are left. Quantities stop at INT32_MAX;
 * quantities below 1 must have been refused before. */
size_t checkout_merge(struct checkout_line *lines, size_t n);

/* Appends an effect as a sentence: "'desk start', 2 sets: 12.00 off". */
void checkout_explain(const struct checkout *co,
    const struct checkout_effect *effect, struct str *out);

#endif
