/*
 * replay - what plans would newly give to orders that were really placed.
 *
 * The order, as a cart at the prices it paid, goes through checkout twice:
 * under the live offers, and under the live offers and the plan, completed by
 * the pieces the plan makes the shopper add. The difference of the discounts
 * is what the plan gives; what the live offers gave already is not counted
 * again. Shipping is left out: it is no part of the order value.
 *
 * One thread at a time. Sales and offers are borrowed until replay_free.
 */
#ifndef ENDCAP_REPLAY_H
#define ENDCAP_REPLAY_H

#include "base/sales.h"
#include "decide/checkout.h"

struct replay;

/* Never NULL. No plan is among the live offers. */
struct replay *replay_new(const struct sales *s, const struct offer *live,
    size_t n_live, const struct offer *plans, size_t n_plans);
void replay_free(struct replay *rp);

/* Line l of the sales as a line of a cart, at the price it was paid. */
struct checkout_line replay_line(const struct sales *s, size_t l);

/* What of a price is left without tax, over all orders; 1 without any. */
double replay_net_share(const struct sales *s);

struct replay_effect {
	double discount; /* newly given, major units; below 0 when the plan
			    costs the order another reward */
	bool dropped; /* falls below a live threshold it had reached */
};

/*
 * Order o with n more lines (pieces of products the order has already are
 * added to their line at the order's price). False: the cart cannot be priced.
 */
bool replay_order(struct replay *rp, size_t o, const struct checkout_line *more,
    size_t n, struct replay_effect *out, struct err *err);

#endif
