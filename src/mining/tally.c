/*
 * tally - see tally.h.
 *
 * Distinct customers need no look-up for most baskets. An anchor's baskets
 * stand in customer order; a guest's basket counts for no customer, and the
 * only basket in which a customer bought the anchor counts for one. Where a
 * customer bought the anchor several times, a cell remembers which of these
 * customers last met it.
 *
 * What a walk needs of its basket stands in the posting, the next one read
 * after this one. The baskets themselves stand somewhere in memory, and waiting
 * for them took half of the time.
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
	AHEAD = 12, /* postings */
	LINE_ITEMS = 16, /* to a line of the processor's cache */
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

/* A basket's weight as a cell has it. */
static uint64_t
cell_weight(const struct tally *t, uint64_t weight)
{
	unsigned drop = 32 - t->fraction;

	return (weight + (((uint64_t)1 << drop) >> 1)) >> drop;
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
	t->weight = mem_try_array(
	    BASKET_SMALL + 1, sizeof(*t->weight), "pair counts", err);
	if (t->joint && t->partner && t->weight && (t->seen || !customers)) {
		for (size_t s = 0; s <= BASKET_SMALL; s++)
			t->weight[s] = cell_weight(t, basket_weight(s));
		return true;
	}
	tally_release(t);
	return false;
}

void
tally_release(struct tally *t)
{
	mem_free(t->joint);
	mem_free(t->seen);
	mem_free(t->partner);
	mem_free(t->weight);
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

/* One of several: the upper half of a cell is the last such customer, 1 and
 * up. */
static void
see_again(uint64_t *seen, const uint32_t *item, const uint32_t *end,
    uint64_t customer)
{
	uint64_t mark = customer << 32;

	for (; item < end; item++) {
		uint64_t cell = seen[*item];
		uint64_t count = (uint32_t)cell;
		count += (cell ^ mark) >> 32 != 0;
		seen[*item] = mark | count;
	}
}

/* The postings of the anchors that follow stand behind its own; the items that
 * they name are far apart and are asked for early, and baskets that fade. */
static void
ask_ahead(const struct baskets *bk, size_t i)
{
	if (i + 2 * AHEAD < bk->lines && bk->posting_basket != NULL)
		__builtin_prefetch(
		    &bk->basket[bk->posting_basket[i + 2 * AHEAD]]);
	if (i + AHEAD < bk->lines) {
		const uint32_t *item = &bk->item[bk->posting[i + AHEAD].at];

		__builtin_prefetch(item);
		__builtin_prefetch(item + LINE_ITEMS);
	}
}

/* What an anchor's place in one basket counts. */
struct walk {
	const uint32_t *item, *end; /* behind it */
	uint64_t weight;
};

/* What a posting says, or its basket where it does not. */
static struct walk
walk_of(const struct tally *t, size_t i)
{
	const struct baskets *bk = t->bk;
	const struct basket_posting *post = &bk->posting[i];
	struct walk w = {
		.item = bk->item + post->at + 1,
		.end = bk->item + basket_posting_end(bk, post),
	};

	if (bk->posting_basket != NULL)
		w.weight =
		    cell_weight(t, bk->basket[bk->posting_basket[i]].weight);
	else if (post->size > 0)
		w.weight = t->weight[post->size];
	else
		w.weight = cell_weight(
		    t, bk->basket[baskets_find(bk, post->at)].weight);
	return w;
}

/* Customers are told apart by their number among those who came several
 * times. */
static size_t
walk_baskets(struct tally *t, uint32_t anchor, bool dense)
{
	const struct baskets *bk = t->bk;
	size_t first = bk->first_posting[anchor], n = 0;
	size_t last = bk->first_posting[anchor + 1];
	uint64_t customer = 0;

	for (size_t i = first; i < last; i++) {
		ask_ahead(bk, i);
		unsigned buyer = bk->posting[i].buyer;
		struct walk w = walk_of(t, i);
		uint64_t add = (uint64_t)1 << t->shift | w.weight;
		if (dense)
			add_items(t->joint, w.item, w.end, add);
		else
			n = note_items(t, w.item, w.end, add, n);
		if (!t->seen || buyer == BASKET_BUYER_GUEST)
			continue;
		customer += buyer == BASKET_BUYER_FIRST;
		if (buyer == BASKET_BUYER_ONCE)
			see_once(t->seen, w.item, w.end);
		else
			see_again(t->seen, w.item, w.end, customer);
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
