/*
 * store_origins - where the counted orders came from, beside struct sales.
 *
 * Country, channel and discount say which orders a shipping rule applied to.
 * They are not in the snapshot (most work does without), so reading them is a
 * pass over the table of orders.
 */
#ifndef ENDCAP_STORE_ORIGINS_H
#define ENDCAP_STORE_ORIGINS_H

#include "base/arena.h"
#include "base/sales.h"
#include "store/store.h"

enum {
	ORIGINS_MOST = 1000 /* distinct texts; of more, the others are 0 */
};

/* Distinct texts in byte order; number i stands at [i - 1], 0: not given. */
struct store_names {
	const char *name[ORIGINS_MOST];
	size_t n;
};

struct store_origins {
	uint16_t *country, *channel; /* of each order */
	int64_t *discount; /* of the whole order, minor units, >= 0 */
	size_t orders;
	struct store_names countries, channels;
	struct arena text;
};

/* In the order of s->order_id; ERR_CONFLICT when an order is gone meanwhile.
 * Initialised here, owned by the caller. */
bool store_origins_load(struct store *st, const struct sales *s,
    struct store_origins *out, struct err *err);
void store_origins_release(struct store_origins *o);

/* The text of a number; "" for 0. */
const char *store_names_of(const struct store_names *names, uint16_t number);

#endif
