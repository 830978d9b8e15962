/*
 * pairs_internal - shared by pairs.c, which counts, and pairs_gather.c, which
 * puts what was counted into the table.
 *
 * Counting meets a pair at its rarer product, in no order a reader would want;
 * each thread notes what it finds in a struct find of its own.
 */
#ifndef ENDCAP_MINING_PAIRS_INTERNAL_H
#define ENDCAP_MINING_PAIRS_INTERNAL_H

#include "mining/fdr.h"
#include "mining/pair.h"

/* A pair whose row and partner stand in the key beside it, and whose q is the
 * answer to the question of the same number. */
struct found_pair {
	uint32_t n, customers, ever;
	float weighted, ever_weighted;
};

/* What one thread found. */
struct find {
	uint64_t *key; /* row << 32 | partner, product indices, row < partner */
	struct found_pair *pair;
	size_t n, key_cap, pair_cap;
	uint32_t *in_row; /* products: pairs found in each row */
};

/* Fills the table from the finds of all threads and the ranked p-values;
 * table is initialised here. The finds' in_row is used up. */
bool pairs_gather(struct pair_table *table, size_t products,
    struct find *const *finds, const struct fdr *fdr, unsigned threads,
    struct err *err);

#endif
