/*
 * store_early_internal - how store_import goes on from what was written early:
 * all orders and lines of the batch, with the numbers that it gives to the rows
 * of a batch in an empty store. The index of orders by customer is not there.
 */
#ifndef ENDCAP_STORE_EARLY_INTERNAL_H
#define ENDCAP_STORE_EARLY_INTERNAL_H

#include "store/store_early.h"
#include "store/store_plan.h"

/* Hands over its transaction. */
void early_adopt(struct store_early *e, struct tx *tx);

/* Does everything count as it was counted then? */
bool early_counted(struct store_early *e, const struct plan *p);
/* Those counts; the caller's from here on. */
const struct store_counted *early_take_counts(struct store_early *e);

/* Adds tally_judged of them, when everything counts so; else false. */
bool
early_tally(const struct store_early *e, int64_t *loaded, int64_t *excluded);

/* Writes anew the orders that are other than they were written. */
bool early_settle(struct store_early *e, const struct plan *p,
    int64_t import_id, const struct progress *pg, struct err *err);

#endif
