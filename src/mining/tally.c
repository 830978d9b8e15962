/*
 * tally - see tally.h.
 *
 * Distinct customers need no look-up for most baskets. An anchor's baskets
 * stand in customer order; a guest's basket counts for no customer, and the
 * only basket in which a customer bought the anchor counts for one. Where a
 * customer bought the anchor several times, a cell remembers the customer who
 * last met it.
 *
 * Rows come in two kinds. A common anchor fills most of its row, so what was
 * met is found by one pass over the row afterwards; a rare anchor notes each
 * partner when it first meets it.
 */
#include "mining/tally.h"

#include "base/mem.h"

enum {
	/* A row is dense when it is met at least once for every so many
	 * cells: reading a cell is so much cheaper than noting a partner. */
	AHEAD = 6, /* postings */
	DENSE_SHARE = 8,
};

/* The largest count any pair can have: that of the second product. */
static uint32_t
largest_pair(const struct baskets *bk)
{
	uint32_t first = 0, second = 0;

	for (size_t p = 0; p < bk->products; p++) {
		uint32_t n = bk->product[p].n;
		if (n > first) {
			second = first;
			first = n;
		} else if (n > second) {
			second = n;
		}
	}
	return second;
}

static unsigned
bits_of(uint32_t n)
{
	unsigned bits = 1;

	while (n >>= 1)
		bits++;
	return bits;
}

bool
tally_init(
    struct tally *t, const struct baskets *bk, bool customers, struct err *err)
{
	unsigned bits = bits_of(largest_pair(bk));

	*t = (struct tally){ .bk = bk, .shift = 64 - bits };
	t->fraction = 64 - 2 * bits > 32 ? 32 : 64 - 2 * bits;
	t->joint =
	    mem_try_zarray(bk->active, sizeof(*t->joint), "pair counts", err);
	/* One more: a partner is written before it is known to be new. */
	t->partner = mem_try_array(
	    bk->active + 1, sizeof(*t->partner), "pair counts", err);
	if (customers)
		t->seen = mem_try_zarray(
		    bk->active, sizeof(*t->seen), "customer counts", err);
	if (t->joint && t->partner && (t->seen || !customers))
		return true;
	tally_release(t);
	return false;
}

void
tally_release(struct tally *t)
{
	mem_free(t->joint);
	mem_free(t->seen);
	mem_free(t->partner);
	*t = (struct tally){ 0 };
}

/* One basket: [item, end) each get 'add'. */
static void
add_items(
    uint64_t *joint, const uint32_t *item, const uint32_t *end, uint64_t add)
{
	for (; item < end; item++)
		joint[*item] += add;
}

/* The same, noting who was met for the first time. */
static size_t
note_items(struct tally *t, const uint32_t *item, const uint32_t *end,
    uint64_t add, size_t n)
{
	for (; item < end; item++) {
		t->partner[n] = *item;
		n += t->joint[*item] == 0;
		t->joint[*item] += add;
	}
	return n;
}

/* The customer's only basket with this anchor. */
static void
see_once(uint64_t *seen, const uint32_t *item, const uint32_t *end)
{
	for (; item < end; item++)
		seen[*item]++;
}

/* One of several: the upper half of a cell is the last customer plus 1. */
static void
see_again(uint64_t *seen, const uint32_t *item, const uint32_t *end,
    uint64_t customer)
{
	uint64_t mark = (customer + 1) << 32;

	for (; item < end; item++) {
		uint64_t cell = seen[*item];
		uint64_t count = (uint32_t)cell;
		count += (cell ^ mark) >> 32 != 0;
		seen[*item] = mark | count;
	}
}

/* Is the customer of posting i that of a neighbour too? */
static bool
is_repeated(const struct tally *t, size_t first, size_t i, size_t end)
{
	const struct basket *b = t->bk->basket;
	const struct basket_posting *post = t->bk->posting;
	uint32_t customer = b[post[i].basket].customer;

	return (i > first && b[post[i - 1].basket].customer == customer) ||
	    (i + 1 < end && b[post[i + 1].basket].customer == customer);
}

/* Baskets stand in memory as their customers came, those of a product far
 * apart: what the postings ahead name is asked for early. */
static void
ask_ahead(const struct baskets *bk, size_t i, size_t last)
{
	if (i + 2 * AHEAD < last)
		__builtin_prefetch(
		    &bk->basket[bk->posting[i + 2 * AHEAD].basket]);
	if (i + AHEAD < last)
		__builtin_prefetch(&bk->item[bk->posting[i + AHEAD].at]);
}

static size_t
walk_baskets(struct tally *t, uint32_t anchor, bool dense)
{
	const struct baskets *bk = t->bk;
	size_t first = bk->first_posting[anchor], n = 0;
	size_t last = bk->first_posting[anchor + 1];
	unsigned drop = 32 - t->fraction;
	uint64_t half = ((uint64_t)1 << drop) >> 1;

	for (size_t i = first; i < last; i++) {
		ask_ahead(bk, i, last);
		const struct basket *b = &bk->basket[bk->posting[i].basket];
		const uint32_t *item = bk->item + bk->posting[i].at + 1;
		const uint32_t *end = bk->item + b->end;
		uint64_t add =
		    (uint64_t)1 << t->shift | (b->weight + half) >> drop;
		if (dense)
			add_items(t->joint, item, end, add);
		else
			n = note_items(t, item, end, add, n);
		if (!t->seen || b->customer == BASKET_GUEST)
			continue;
		if (is_repeated(t, first, i, last))
			see_again(t->seen, item, end, b->customer);
		else
			see_once(t->seen, item, end);
	}
	return n;
}

static size_t
find_partners(struct tally *t, uint32_t anchor)
{
	size_t n = 0, active = t->bk->active;

	for (size_t r = (size_t)anchor + 1; r < active; r++) {
		t->partner[n] = (uint32_t)r;
		n += t->joint[r] != 0;
	}
	return n;
}

void
tally_row(struct tally *t, uint32_t anchor)
{
	uint64_t width = t->bk->active - anchor;
	bool dense = t->bk->meetings[anchor] >= width / DENSE_SHARE;

	t->partners = walk_baskets(t, anchor, dense);
	if (dense)
		t->partners = find_partners(t, anchor);
}

void
tally_clear(struct tally *t)
{
	for (size_t i = 0; i < t->partners; i++)
		t->joint[t->partner[i]] = 0;
	if (t->seen) {
		for (size_t i = 0; i < t->partners; i++)
			t->seen[t->partner[i]] = 0;
	}
	t->partners = 0;
}
