/*
 * store_shelf - the catalogue once more, as one piece (store*.c only).
 *
 * Reading fifty thousand products row by row takes longer than anything else
 * that a look at one of them does. So the whole catalogue is kept beside the
 * pairs, as something derived that a change of the facts makes stale
 * (store_products_keep); store_products_load takes it from there while it is
 * fresh, and from the rows otherwise.
 */
#ifndef ENDCAP_STORE_SHELF_H
#define ENDCAP_STORE_SHELF_H

#include "store/store_products.h"

/* The products with their aliases and ranks as bytes, appended to 'out'. */
void shelf_pack(const struct store_products *p, struct str *out);
/* What the rows say: how many there are, and the highest id. */
struct shelf_size {
	int64_t products, last;
};
/* False, and 'out' is empty, when the bytes are not those of shelf_pack, do
 * not hold so many products and aliases, or memory is out. Ids and indices of
 * what comes out are within these bounds. */
bool shelf_unpack(struct slice bytes, const struct shelf_size *size,
    struct store_products *out);

/* Does what is kept, and would be read, differ from the rows? For checking;
 * part of store_products.c. */
bool shelf_differs(struct store *st, bool *differs, struct err *err);

#endif
