/*
 * bundled - which orders hold all products of a bundle while it was live.
 *
 * A bundle without a first day counts as live from its last change on; a
 * retired one until that day; a draft never was. What stands in for an item
 * is not looked at.
 */
#ifndef ENDCAP_BUNDLED_H
#define ENDCAP_BUNDLED_H

#include "base/sales.h"
#include "store/store_products.h"

/* Sets bundled[o] of every order of s; *any: was a bundle ever live? */
bool bundled_mark(struct store *st, const struct store_products *products,
    const struct sales *s, bool *bundled, bool *any, struct err *err);

#endif
