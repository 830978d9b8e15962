/*
 * pairs_internal - shared by pairs.c, which counts, and pairs_gather.c, which
 * puts what was counted into the table.
 *
 * Anchors are dealt to threads in runs, in ascending order. A thread writes
 * what it finds of a run into a batch, which goes to its place in the table as
 * soon as all runs before it have gone:
 *
 *	struct pairs_batch *b = pairs_gather_take(&g, err);
 *	... rows of run 7 into b->rows, b->run = 7 ...
 *	pairs_gather_put(&g, b, err);
 *
 * So the rows are written once more while they are in the cache, and the pairs
 * never stand in memory twice. Batches are used again and again: there are
 * few, unless a run takes much longer than those behind it.
 */
#ifndef ENDCAP_MINING_PAIRS_INTERNAL_H
#define ENDCAP_MINING_PAIRS_INTERNAL_H

#include <pthread.h>

#include "mining/pair.h"

enum {
	/* Anchors of a run. */
	ANCHOR_RUN = 8,
};

struct pairs_batch {
	size_t run;
	struct pair_table rows; /* columns only: 'first' is not used */
	uint32_t pairs[ANCHOR_RUN]; /* of each anchor of the run */
	struct pairs_batch *next;
};

struct pairs_gather {
	struct pair_table *table;
	const struct baskets *bk;
	size_t next; /* run to be put into the table */
	struct pairs_batch *waiting; /* of later runs */
	struct pairs_batch *spare;
	pthread_mutex_t lock;
};

/* The table must be initialised and empty; both are borrowed. */
void pairs_gather_init(
    struct pairs_gather *g, struct pair_table *table, const struct baskets *bk);
void pairs_gather_release(struct pairs_gather *g);

/* An empty batch for a thread; NULL when memory is out. Any thread. */
struct pairs_batch *pairs_gather_take(struct pairs_gather *g, struct err *err);
/* Takes the batch back, its rows written. Any thread. */
bool pairs_gather_put(
    struct pairs_gather *g, struct pairs_batch *b, struct err *err);

#endif
