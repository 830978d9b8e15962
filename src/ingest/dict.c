/*
 * In files of ten million lines the time goes into waiting for memory. So the
 * slots are small, eight to a cache line: half of the hash, by which nearly
 * all that is not looked for is told from the slot alone, and where the entry
 * with the key stands. That half also says where a slot belongs, so a larger
 * table is made without looking at the entries. At most three quarters of the
 * slots are in use.
 */
#include "ingest/dict.h"

#include "base/mem.h"

enum {
	FIRST_SLOTS = 1024,
	FIRST_ENTRIES = 1024,
	ENTRY = sizeof(struct dict_entry)
};

static bool
holds(const struct dict_entry *entry, struct slice key)
{
	return entry->len == key.len && memcmp(entry + 1, key.p, key.len) == 0;
}

uint32_t
dict_get(const struct dict *d, struct slice key, uint64_t hash)
{
	size_t mask = d->n_slots - 1;
	uint32_t half = (uint32_t)hash;

	assert(key.len > 0);
	if (d->n_slots == 0)
		return DICT_NONE;
	for (size_t at = half & mask; d->slots[at].at > 0;
	     at = (at + 1) & mask) {
		const struct dict_slot *slot = &d->slots[at];

		if (slot->hash == half && holds(&d->entries[slot->at - 1], key))
			return d->entries[slot->at - 1].value;
	}
	return DICT_NONE;
}

static void
place(struct dict_slot *slots, size_t n_slots, struct dict_slot slot)
{
	size_t mask = n_slots - 1, at = slot.hash & mask;

	while (slots[at].at > 0)
		at = (at + 1) & mask;
	slots[at] = slot;
}

static bool
make_room(struct dict *d, struct err *err)
{
	size_t want = d->n_slots > 0 ? 2 * d->n_slots : FIRST_SLOTS;
	struct dict_slot *slots;

	if (4 * (d->n + 1) <= 3 * d->n_slots)
		return true;
	slots = mem_try_table(want, sizeof(*slots), "a dictionary", err);
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < d->n_slots; i++)
		if (d->slots[i].at > 0)
			place(slots, want, d->slots[i]);
	mem_free(d->slots);
	d->slots = slots;
	d->n_slots = want;
	return true;
}

/* Room for one more entry of 'size'. */
static bool
make_entries(struct dict *d, size_t size, struct err *err)
{
	size_t want = d->cap > 0 ? 2 * d->cap : FIRST_ENTRIES;
	struct dict_entry *entries;

	if (d->used + size <= d->cap)
		return true;
	want = want < d->used + size ? d->used + size : want;
	if (want > UINT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "the texts to be told apart are longer than 32 GiB");
	entries = mem_try_table(want, ENTRY, "a dictionary", err);
	if (entries == NULL)
		return false;
	if (d->used > 0)
		memcpy(entries, d->entries, d->used * ENTRY);
	mem_free(d->entries);
	d->entries = entries;
	d->cap = want;
	return true;
}

bool
dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err)
{
	size_t size = 1 + (key.len + ENTRY - 1) / ENTRY;
	struct dict_entry *entry;

	assert(key.len > 0 && key.len <= UINT32_MAX);
	if (!make_room(d, err) || !make_entries(d, size, err))
		return false;
	entry = &d->entries[d->used];
	entry->value = value;
	entry->len = (uint32_t)key.len;
	memcpy(entry + 1, key.p, key.len);
	place(d->slots, d->n_slots,
	    (struct dict_slot){ (uint32_t)hash, (uint32_t)d->used + 1 });
	d->used += size;
	d->n++;
	return true;
}

void
dict_release(struct dict *d)
{
	mem_free(d->slots);
	mem_free(d->entries);
	*d = (struct dict){ 0 };
}
