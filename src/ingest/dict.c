/*
 * A slot is half a cache line and holds all that most look-ups need: in files
 * of ten million lines the time goes into waiting for memory, so one miss
 * instead of three is worth a wider table. At most three quarters of the
 * slots are in use.
 */
#include "ingest/dict.h"

#include "base/mem.h"

enum {
	FIRST_SLOTS = 1024
};

static bool
holds(const struct dict_slot *slot, struct slice key, uint64_t hash)
{
	if (slot->hash != hash || slot->len != key.len)
		return false;
	return memcmp(key.len <= DICT_INSIDE ? slot->key.inside
					     : slot->key.outside,
		   key.p, key.len) == 0;
}

uint32_t
dict_get(const struct dict *d, struct slice key, uint64_t hash)
{
	size_t mask = d->n_slots - 1;

	assert(key.len > 0);
	if (d->n_slots == 0)
		return DICT_NONE;
	for (size_t at = hash & mask; d->slots[at].len > 0;
	     at = (at + 1) & mask)
		if (holds(&d->slots[at], key, hash))
			return d->slots[at].value;
	return DICT_NONE;
}

static void
place(struct dict_slot *slots, size_t n_slots, const struct dict_slot *slot)
{
	size_t mask = n_slots - 1, at = slot->hash & mask;

	while (slots[at].len > 0)
		at = (at + 1) & mask;
	slots[at] = *slot;
}

static bool
make_room(struct dict *d, struct err *err)
{
	size_t want = d->n_slots > 0 ? 2 * d->n_slots : FIRST_SLOTS;
	struct dict_slot *slots;

	if (4 * (d->n + 1) <= 3 * d->n_slots)
		return true;
	slots = mem_try_zarray(want, sizeof(*slots), "a dictionary", err);
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < d->n_slots; i++)
		if (d->slots[i].len > 0)
			place(slots, want, &d->slots[i]);
	mem_free(d->slots);
	d->slots = slots;
	d->n_slots = want;
	return true;
}

bool
dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err)
{
	struct dict_slot slot = {
		.hash = hash,
		.value = value,
		.len = (uint32_t)key.len,
	};

	assert(key.len > 0 && key.len <= UINT32_MAX);
	if (!make_room(d, err))
		return false;
	if (key.len <= DICT_INSIDE)
		memcpy(slot.key.inside, key.p, key.len);
	else
		slot.key.outside = key.p;
	place(d->slots, d->n_slots, &slot);
	d->n++;
	return true;
}

void
dict_release(struct dict *d)
{
	mem_free(d->slots);
	*d = (struct dict){ 0 };
}
