/*
 * pricing - carts under offers, for the tests of checkout.h.
 */
#ifndef ENDCAP_TESTS_PRICING_H
#define ENDCAP_TESTS_PRICING_H

#include "decide/checkout.h"

#define ITEM(p, q, s, r)                                                  \
	{                                                                 \
		.product = (p), .quantity = (q), .slot = (s), .role = (r) \
	}
#define DAYS .starts = OFFER_NO_START, .ends = OFFER_NO_END

/* Fails the test when the cart cannot be priced. */
void pricing_run(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *r);
/* Nothing is below nothing, and the parts are the whole. */
void pricing_check(const struct checkout_result *r);

#endif
