/*
 * itemset_internal - shared by itemset.c, which grows sets, and
 * itemset_judge.c, which keeps those that are worth it.
 */
#ifndef ENDCAP_MINING_ITEMSET_INTERNAL_H
#define ENDCAP_MINING_ITEMSET_INTERNAL_H

#include "mining/itemset.h"

/* A set while it is worked with. */
struct itemset_row {
	uint32_t item[ITEMSET_LARGEST]; /* ranks plus 1, ascending; then 0 */
	uint32_t orders, customers;
	uint32_t any; /* filled by itemset_judge */
};

struct itemset_search {
	const struct baskets *bk;
	const struct pair_context *ctx; /* NULL: no lift is demanded */
	struct itemset_options opt;
	/* Pairs: those of rank a are first[a] .. first[a + 1] - 1. */
	size_t *first;
	struct itemset_row *pair;
	uint32_t *friend; /* the partner's rank */
	/* Sets, pairs among them, in lexicographic order of item; those whose
	 * first is rank a begin at begin[a]. */
	size_t *begin;
	struct itemset_row *row;
};

/* Bits that are set, by adding neighbours in parallel. */
static inline uint32_t
itemset_bits(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) +
	    (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(x * UINT64_C(0x0101010101010101) >> 56);
}

bool
itemset_judge(struct itemset_search *s, struct itemsets *out, struct err *err);

#endif
