/*
 * dict - texts to small numbers.
 *
 * An open-addressing table with linear probing; keys are copied. Several keys
 * may stand for one number: every spelling of a SKU leads to its product
 * without being folded again.
 *
 *	uint64_t hash = slice_hash(key);
 *	uint32_t value = dict_get(&d, key, hash);
 *	if (value == DICT_NONE)
 *		dict_put(&d, key, hash, value = next, err);
 */
#ifndef ENDCAP_INGEST_DICT_H
#define ENDCAP_INGEST_DICT_H

#include "base/err.h"
#include "base/str.h"

#define DICT_NONE UINT32_MAX

struct dict_slot {
	uint64_t key; /* or where it is kept; 0: the slot is free */
	uint32_t hash; /* the lower half */
	uint32_t value;
};

struct dict {
	struct dict_slot *slots; /* a power of two of them, or none */
	size_t n_slots, n;
	char *kept; /* keys that a slot does not hold */
	size_t used, cap;
};

/* Keys are never empty. */
uint32_t dict_get(const struct dict *d, struct slice key, uint64_t hash);
/* The key must not be in the table yet. Fails when memory is out. */
bool dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err);
/* Fetches what dict_get will read, so that it need not wait for it. */
static inline void
dict_ahead(const struct dict *d, uint64_t hash)
{
	if (d->n_slots > 0)
		__builtin_prefetch(
		    &d->slots[(uint32_t)hash & (d->n_slots - 1)]);
}
void dict_release(struct dict *d);

#endif
