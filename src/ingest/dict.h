/*
 * dict - texts to small numbers.
 *
 * An open-addressing table with linear probing over keys that the caller
 * keeps alive (in an arena). Several keys may stand for one number: every
 * spelling of a SKU leads to its product without being folded again.
 *
 *	uint64_t hash = slice_hash(key);
 *	uint32_t value = dict_get(&d, key, hash);
 *	if (value == DICT_NONE)
 *		dict_put(&d, arena_copy, hash, value = next, err);
 */
#ifndef ENDCAP_INGEST_DICT_H
#define ENDCAP_INGEST_DICT_H

#include "base/err.h"
#include "base/str.h"

#define DICT_NONE UINT32_MAX

struct dict_slot {
	uint32_t tag; /* half of the hash, to spare most comparisons */
	uint32_t entry; /* index + 1; 0: free */
};

struct dict_entry {
	struct slice key; /* borrowed */
	uint64_t hash;
	uint32_t value;
};

struct dict {
	struct dict_slot *slots; /* a power of two of them */
	size_t n_slots;
	struct dict_entry *entries;
	size_t n, cap;
};

uint32_t dict_get(const struct dict *d, struct slice key, uint64_t hash);
/* The key must not be in the table yet. Fails when memory is out. */
bool dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err);
void dict_release(struct dict *d);

#endif
