/*
 * pairs_internal - shared by pairs.c, which counts, and pairs_gather.c, which
 * puts what was counted into the table.
 *
 * Whole rows are found by one thread each, in no particular order; each thread
 * appends the rows it finds to a table of its own.
 */
#ifndef ENDCAP_MINING_PAIRS_INTERNAL_H
#define ENDCAP_MINING_PAIRS_INTERNAL_H

#include "mining/fdr.h"
#include "mining/pair.h"

/* What one thread found. */
struct find {
	struct pair_table rows; /* columns only: 'first' is not used */
	uint32_t *asked; /* entry of each question put to fdr_ask */
	size_t questions, asked_cap;
};

/* Where a row was found. */
struct found_row {
	size_t at; /* entry of its first pair */
	uint32_t pairs;
	uint32_t thread;
};

/*
 * Fills the table from the finds of all threads and the ranked p-values; table
 * is initialised here. 'row' has an entry for each product. In the finds, q is
 * -1 - level for pairs that fdr_screen spared (fdr.h).
 */
bool pairs_gather(struct pair_table *table, size_t products,
    const struct found_row *row, struct find *const *finds,
    const struct fdr *fdr, unsigned threads, struct err *err);

#endif
