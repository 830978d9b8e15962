/*
 * store_family - variants that count as one product (store*.c only).
 *
 * Where the rules say so (STORE_HOW_FAMILIES), products with the same parent
 * stand in the catalogue as one: the parent itself where it is a product, else
 * the first of them. The others become its aliases, so that whatever names one
 * of them, an order line, a bundle, a decision, means it. Nothing is written:
 * it is done whenever the catalogue is read.
 */
#ifndef ENDCAP_STORE_FAMILY_H
#define ENDCAP_STORE_FAMILY_H

#include "store/store_products.h"

bool store_has_families(struct store *st, bool *families, struct err *err);

/*
 * Joins them. What the one that stays lacks it takes from the first of the
 * others that has it, price and cost from the same one; of pieces in stock that
 * it does not know itself it has those of all. Ranks are not up to date after
 * it. Fails when memory is out.
 */
bool families_join(struct store_products *p, struct err *err);

#endif
