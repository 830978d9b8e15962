/*
 * world_offer - what the shoppers of a simulated shop do about an offer.
 *
 * The other half of known truth (world.h is the first): the same latent
 * orders under a free-shipping rule or beside a bundle. A projection made
 * from the orders can be held against what these functions say happened.
 *
 * All draws have the counter of the order or customer, so two rules tried on
 * one stream share their luck: a shopper who fills a gap of 4 for a fee of 5
 * also fills it for a fee of 6. The difference of two calls is the effect
 * itself, without noise between the arms. Give each rule, or each family of
 * rules to be compared, a stream of its own.
 */
#ifndef ENDCAP_WORLD_OFFER_H
#define ENDCAP_WORLD_OFFER_H

#include "decide/world.h"

enum {
	WORLD_FILLER_LOOKS = 6, /* products looked at to close a gap */
	/* Streams for offers: at least this, and apart by WORLD_OFFER_STREAMS. */
	WORLD_OFFER_FIRST = 100,
	WORLD_OFFER_STREAMS = 3,
};

/*
 * Free shipping from 'threshold', else 'fee'. An order of latent value v
 * below it, gap g = threshold - v, is topped up with probability
 *
 *	p0 exp(-g / (rho fee))
 *
 * if one of six products drawn by popularity costs at least g (the cheapest
 * such is added), and an order that pays is placed with probability
 *
 *	exp(-eta fee / v)
 */
struct world_rule {
	int64_t threshold, fee; /* minor units; fee > 0 */
	double p0; /* 0..1 */
	double rho; /* > 0: how far, in fees, people reach */
	double eta; /* >= 0: how much a fee puts off */
	uint64_t stream;
};

struct world_response {
	int64_t value; /* with the filler */
	int64_t fee; /* charged, 0 when free */
	int32_t filler; /* product, WORLD_NO_PRODUCT */
	bool placed; /* false: the cart was left behind */
};

struct world_response world_respond(const struct world *w,
    const struct world_rule *rule, size_t order, int64_t value);

/*
 * a and b for 'discount' less. Orders with a and without b take b with
 * probability tau of their customer u, c being the share of a's orders that
 * hold b anyway and d = min(discount / price of b, 0.9):
 *
 *	logit c_u  = logit c + 0.5 z_u - 0.125 (1 - 2 c)
 *	logit c_u' = logit c_u + ln visibility - elasticity ln(1 - d)
 *	tau_u      = max(0, (c_u' - c_u) / (1 - c_u))
 */
struct world_bundle {
	size_t a, b;
	int64_t discount; /* minor units */
	double visibility; /* odds, 1: none */
	double elasticity; /* >= 0 */
	uint64_t stream;
};

struct world_bundle_effect {
	int64_t full; /* orders with both, who get the discount for nothing */
	int64_t partial; /* orders with a alone */
	int64_t takes; /* of them, those who add b */
	double tau; /* mean over the partial orders; 0 without any */
};

struct world_bundle_effect world_bundle(const struct world *w,
    const struct world_orders *od, const struct world_bundle *bundle);

#endif
