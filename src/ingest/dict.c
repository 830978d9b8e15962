/*
 * In files of ten million lines the time goes into waiting for memory, so a
 * look-up should touch one cache line. Keys of up to eight bytes, as most
 * codes are, stand in their slot, padded with zeros: a number that is compared
 * as such. Others are kept one behind the other; their slot says where, in a
 * number whose first byte is zero, which no key in a slot begins with.
 *
 * Half of the hash says where a slot belongs, so a larger table is made without
 * looking at the keys. At most three quarters of the slots are in use.
 */
#include "ingest/dict.h"

#include "base/mem.h"

enum {
	FIRST_SLOTS = 1024,
	FIRST_KEPT = 4096,
	MARK = 1, /* bytes before the place of a kept key */
	LENGTH = sizeof(uint32_t) /* bytes before a kept key */
};

/* The key as a slot holds it; 0: it is to be kept. Without a zero at its end
 * the padding is no part of it. */
static uint64_t
as_number(struct slice key)
{
	uint64_t number = 0;

	assert(key.len > 0 && key.len <= UINT32_MAX);
	if (key.len <= sizeof(number) && key.p[0] != '\0' &&
	    key.p[key.len - 1] != '\0')
		memcpy(&number, key.p, key.len);
	return number;
}

/* Where a kept key is, as a slot says it, and back; never 0. */
static uint64_t
place_as_number(uint32_t at)
{
	uint64_t number = 0;

	at++;
	memcpy((char *)&number + MARK, &at, sizeof(at));
	return number;
}

static bool
is_kept(const struct dict_slot *slot, uint32_t *at)
{
	const char *bytes = (const char *)&slot->key;

	memcpy(at, bytes + MARK, sizeof(*at));
	--*at;
	return bytes[0] == '\0';
}

static bool
holds(const struct dict *d, const struct dict_slot *slot, struct slice key)
{
	uint32_t at, len;

	if (!is_kept(slot, &at))
		return false;
	memcpy(&len, d->kept + at, LENGTH);
	return len == key.len && memcmp(d->kept + at + LENGTH, key.p, len) == 0;
}

uint32_t
dict_get(const struct dict *d, struct slice key, uint64_t hash)
{
	size_t mask = d->n_slots - 1;
	uint64_t number = as_number(key);
	uint32_t half = (uint32_t)hash;

	if (d->n_slots == 0)
		return DICT_NONE;
	for (size_t i = half & mask; d->slots[i].key != 0; i = (i + 1) & mask) {
		const struct dict_slot *slot = &d->slots[i];

		if (number != 0 ? slot->key == number
				: slot->hash == half && holds(d, slot, key))
			return slot->value;
	}
	return DICT_NONE;
}

static void
place(struct dict_slot *slots, size_t n_slots, const struct dict_slot *slot)
{
	size_t mask = n_slots - 1, i = slot->hash & mask;

	while (slots[i].key != 0)
		i = (i + 1) & mask;
	slots[i] = *slot;
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
		if (d->slots[i].key != 0)
			place(slots, want, &d->slots[i]);
	mem_free(d->slots);
	d->slots = slots;
	d->n_slots = want;
	return true;
}

static bool
make_room_to_keep(struct dict *d, size_t bytes, struct err *err)
{
	size_t want = d->cap > 0 ? 2 * d->cap : FIRST_KEPT;
	char *kept;

	if (d->used + bytes <= d->cap)
		return true;
	want = want < d->used + bytes ? d->used + bytes : want;
	if (d->used + bytes > UINT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "the texts to be told apart are longer than 4 GiB");
	kept = mem_try_table(want, 1, "a dictionary", err);
	if (kept == NULL)
		return false;
	if (d->used > 0)
		memcpy(kept, d->kept, d->used);
	mem_free(d->kept);
	d->kept = kept;
	d->cap = want;
	return true;
}

/* Keeps a key; its place as a slot says it, or 0: memory is out. */
static uint64_t
keep(struct dict *d, struct slice key, struct err *err)
{
	uint32_t len = (uint32_t)key.len, at = (uint32_t)d->used;

	if (!make_room_to_keep(d, LENGTH + key.len, err))
		return 0;
	memcpy(d->kept + at, &len, LENGTH);
	memcpy(d->kept + at + LENGTH, key.p, len);
	d->used += LENGTH + key.len;
	return place_as_number(at);
}

bool
dict_put(struct dict *d, struct slice key, uint64_t hash, uint32_t value,
    struct err *err)
{
	struct dict_slot slot = {
		.key = as_number(key),
		.hash = (uint32_t)hash,
		.value = value,
	};

	if (!make_room(d, err))
		return false;
	if (slot.key == 0)
		slot.key = keep(d, key, err);
	if (slot.key == 0)
		return false;
	place(d->slots, d->n_slots, &slot);
	d->n++;
	return true;
}

void
dict_release(struct dict *d)
{
	mem_free(d->slots);
	mem_free(d->kept);
	*d = (struct dict){ 0 };
}
