/*
 * store_ahead - what follows from a first import, worked out while its rows
 * are written (store*.c only).
 *
 * The snapshot and the median prices need no more than what the rules counted,
 * so a second thread makes them from that while this one is in SQLite; only
 * saving them has to wait. For many orders that go into a store without any.
 *
 *	ahead_begin(&a, st, g);
 *	ok = insert_orders(...) && ahead_save(&a, err);
 *	ahead_end(&a);
 *
 * In between g may be read and must not change.
 */
#ifndef ENDCAP_STORE_AHEAD_H
#define ENDCAP_STORE_AHEAD_H

#include <pthread.h>

#include "store/store_median.h"

struct ahead {
	struct store *st; /* borrowed, as is g */
	const struct gather *g;
	struct snapshot_parts parts;
	struct medians medians;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	bool ok; /* of the work; why not is in err */
	struct err err;
};

/* Without a second thread (there are none left) it is done before this
 * returns. */
void ahead_begin(struct ahead *a, struct store *st, const struct gather *g);
/* Waits for the work and writes it down. */
bool ahead_save(struct ahead *a, struct err *err);
/* Stops what is still going on and releases everything. */
void ahead_end(struct ahead *a);

#endif
