/*
 * At most half of the slots are in use, so a probe ends soon; slots hold an
 * index and half a hash, so a probe that does not match costs no other cache
 * line.
 */
#include "ingest/dict.h"

#include "base/mem.h"

enum {
	FIRST_SLOTS = 1024
};

static uint32_t
tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

uint32_t
dict_get(const struct dict *d, struct slice key, uint64_t hash)
{
	size_t mask = d->n_slots - 1;

	if (d->n_slots == 0)
		return DICT_NONE;
	for (size_t at = hash & mask;; at = (at + 1) & mask) {
		const struct dict_slot *slot = &d->slots[at];
		const struct dict_entry *entry;

		if (slot->entry == 0)
			return DICT_NONE;
		if (slot->tag != tag_of(hash))
			continue;
		entry = &d->entries[slot->entry - 1];
		if (slice_eq(entry->key, key))
			return entry->value;
	}
}

static void
place(struct dict *d, uint64_t hash, uint32_t entry)
{
	size_t mask = d->n_slots - 1, at = hash & mask;

	while (d->slots[at].entry != 0)
		at = (at + 1) & mask;
	d->slots[at].tag = tag_of(hash);
	d->slots[at].entry = entry;
}

static bool
make_room(struct dict *d, struct err *err)
{
	size_t want = d->n_slots ? 2 * d->n_slots : FIRST_SLOTS;
	struct dict_slot *slots;

	if (2 * (d->n + 1) <= d->n_slots)
		return true;
	slots = mem_try_zarray(want, sizeof(*slots), "a dictionary", err);
	if (slots == NULL)
		return false;
	mem_free(d->slots);
	d->slots = slots;
	d->n_slots = want;
	for (size_t i = 0; i < d->n; i++)
		place(d, d->entries[i].hash, (uint32_t)i + 1);
	return true;
}

bool
dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err)
{
	void *entries = d->entries;

	if (!make_room(d, err) ||
	    !mem_try_reserve(&entries, &d->cap, d->n + 1, sizeof(*d->entries),
		"a dictionary", err))
		return false;
	d->entries = entries;
	d->entries[d->n++] = (struct dict_entry){
		.key = key,
		.hash = hash,
		.value = value,
	};
	place(d, hash, (uint32_t)d->n);
	return true;
}

void
dict_release(struct dict *d)
{
	mem_free(d->slots);
	mem_free(d->entries);
	*d = (struct dict){ 0 };
}
