/*
 * tally - how often the partners of one product were met.
 *
 * The inner loop of pair counting: row-wise dense accumulation over the
 * inverted index. For an anchor, every basket that holds it is walked from the
 * anchor's place to the end, and each product met is counted in an array with
 * a cell per product. Baskets are in the order of ranks (basket.h), so a row
 * holds only partners of higher rank than its anchor and each pair is counted
 * once, in sum s(s-1)/2 steps over all rows.
 *
 *	struct tally t = { 0 };
 *	tally_init(&t, &bk, true, err);
 *	tally_row(&t, anchor);
 *	for (size_t i = 0; i < t.partners; i++)
 *		... tally_count(&t, t.partner[i]) ...
 *	tally_clear(&t);
 *
 * A cell holds the count and the weighted count in one 64-bit number, so both
 * cost one addition and neither depends on the order of the baskets. With a
 * largest possible count of k bits, weights are multiples of 2^-f, f =
 * min(32, 64 - 2k): the full 2^-32 up to 65,535 joint orders, 2^-24 at a
 * million. Bounded memory: 20 bytes a product. One tally per thread.
 */
#ifndef ENDCAP_MINING_TALLY_H
#define ENDCAP_MINING_TALLY_H

#include "base/err.h"
#include "mining/basket.h"

struct tally {
	const struct baskets *bk; /* borrowed */
	unsigned shift; /* the count stands above this bit */
	unsigned fraction; /* bits of the weight behind the point: f */
	uint64_t *joint; /* by rank: count and weight */
	uint64_t *seen; /* by rank: last customer and how many; NULL: not
			   counted */
	uint64_t *weight; /* of a basket's count, by size */
	uint32_t *partner; /* ranks met by the last row */
	size_t partners;
};

/* 'customers': also count distinct identified customers. */
bool tally_init(
    struct tally *t, const struct baskets *bk, bool customers, struct err *err);
void tally_release(struct tally *t);

/* Counts the row of an anchor (a rank); the tally must be clear. */
void tally_row(struct tally *t, uint32_t anchor);
void tally_clear(struct tally *t);

/* Of a partner of the last row; 0 for a rank that was not met. */
static inline uint32_t
tally_count(const struct tally *t, uint32_t partner)
{
	return (uint32_t)(t->joint[partner] >> t->shift);
}

static inline double
tally_weight(const struct tally *t, uint32_t partner)
{
	uint64_t mask = ((uint64_t)1 << t->shift) - 1;

	return (double)(t->joint[partner] & mask) /
	    (double)((uint64_t)1 << t->fraction);
}

/* Distinct identified customers; the tally must have been made to count. */
static inline uint32_t
tally_customers(const struct tally *t, uint32_t partner)
{
	return (uint32_t)t->seen[partner];
}

#endif
