/*
 * store_newrows - the rows of new orders and of their lines (store*.c only).
 *
 * Both are read from a gather that was counted (store_gather.h).
 */
#ifndef ENDCAP_STORE_NEWROWS_H
#define ENDCAP_STORE_NEWROWS_H

#include "store/store_gather.h"

/* Writes the orders from n_known on and their lines, which get the numbers
 * that g->rows says. */
bool newrows_insert(struct store *st, const struct gather *g, int64_t import_id,
    const struct progress *pg, struct err *err);
/* Writes some that are there anew; 'which' are their places in g, ascending. */
bool newrows_replace(struct store *st, const struct gather *g,
    int64_t import_id, const uint32_t *which, size_t n,
    const struct progress *pg, struct err *err);

/* Makes the index of orders by customer, which is not there. */
bool newrows_index(struct store *st, int64_t orders, struct err *err);

/* A number for all that the file says of an order beside its lines: another
 * one when that changed. Texts that are alike count as different unless they
 * are the same. */
uint64_t newrows_digest(const struct batch_order *o);

#endif
