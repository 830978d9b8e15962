/*
 * simulate_browsing - what the customers of the sample shop looked at in its
 * last months: the products of their orders before they bought them, and
 * others that they did not buy.
 */
#ifndef ENDCAP_SIMULATE_BROWSING_H
#define ENDCAP_SIMULATE_BROWSING_H

#include "service/simulate_cart.h"
#include "service/simulate_internal.h"

bool browsing_write_header(struct simulation *sim, struct err *err);

/* What came before an order. 'other' is somebody who ordered before and only
 * looks today, or CART_GUEST. */
bool browsing_write_order(struct simulation *sim, int64_t order,
    const struct cart *cart, int32_t other, struct err *err);

/* "C00001", a customer's name in every file of the shop. */
void browsing_add_customer(struct simulate_csv *f, int32_t customer);

#endif
