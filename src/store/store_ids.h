/*
 * store_ids - by which numbers the shop's platform knows what is here.
 *
 * Products are known by their SKU, bundles by their name. The numbers come
 * from a file of the platform and are never guessed: what is not in it cannot
 * be exported. Saving happens inside an action (store_history.h), so that a
 * wrong file is undone like any other change.
 */
#ifndef ENDCAP_STORE_IDS_H
#define ENDCAP_STORE_IDS_H

#include "base/batch.h"
#include "store/store.h"

struct store_ids {
	struct batch_id *rows; /* by key, in byte order; 'line' is 0 */
	int64_t *row_id; /* beside each */
	size_t n;
	struct arena text;
};

bool store_ids_load(struct store *st, struct store_ids *out, struct err *err);
void store_ids_release(struct store_ids *ids);

/* The row of a SKU or name in any spelling; NULL when there is none. */
const struct batch_id *
store_ids_find(const struct store_ids *ids, struct slice sku);

/* Inserts what is new and replaces what differs. */
bool store_ids_save(struct store *st, const struct batch_id *rows, size_t n,
    int64_t *added, int64_t *changed, struct err *err);

#endif
