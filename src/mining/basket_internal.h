/*
 * basket_internal - shared by basket.c and basket_customers.c.
 */
#ifndef ENDCAP_MINING_BASKET_INTERNAL_H
#define ENDCAP_MINING_BASKET_INTERNAL_H

#include "mining/basket.h"

/* Place and weight of basket j of 'size' products, behind the one before, and
 * the sums of its stratum. 'fade' is what is left of the weight. */
void basket_lay(struct baskets *out, size_t j, uint32_t size, double fade);

#endif
