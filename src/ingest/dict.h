/*
 * dict - texts to small numbers.
 *
 * An open-addressing table with linear probing. Keys of up to 16 bytes, as
 * most codes are, live in the table itself; longer ones are borrowed and must
 * outlive it (keep them in an arena). Several keys may stand for one number:
 * every spelling of a SKU leads to its product without being folded again.
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

enum {
	DICT_INSIDE = 16 /* bytes of a key that need no memory elsewhere */
};

struct dict_slot {
	uint64_t hash;
	uint32_t value;
	uint32_t len; /* of the key; 0: the slot is free */
	union {
		char inside[DICT_INSIDE];
		const char *outside; /* borrowed */
	} key;
};

struct dict {
	struct dict_slot *slots; /* a power of two of them, or none */
	size_t n_slots;
	size_t n;
};

/* Keys are never empty. */
uint32_t dict_get(const struct dict *d, struct slice key, uint64_t hash);
/* The key must not be in the table yet. Fails when memory is out. */
bool dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err);
void dict_release(struct dict *d);

#endif
