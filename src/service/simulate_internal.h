/*
 * simulate_internal - what simulate.c hands to the code of each shape.
 *
 * Seen by simulate*.c alone. A shape writes rows; opening, renaming and
 * counting bytes is simulate.c's. Header rows are the shape's own, because
 * the shapes differ in their columns.
 */
#ifndef ENDCAP_SIMULATE_INTERNAL_H
#define ENDCAP_SIMULATE_INTERNAL_H

#include "service/simulate.h"
#include "service/simulate_csv.h"

enum simulate_file {
	SIMULATE_PRODUCTS,
	SIMULATE_ORDERS,
	SIMULATE_CUSTOMERS,
	SIMULATE_EVENTS,
	SIMULATE_TRUTH,
	SIMULATE_FILE_COUNT
};

struct simulation {
	const struct simulate_options *opt;
	const struct progress *pg;
	struct simulate_csv file[SIMULATE_FILE_COUNT];
	struct simulate_counts counts;
};

/* Called once per order; tells the watcher every so many. */
bool simulate_step(
    struct simulation *sim, int64_t done, int64_t total, struct err *err);

/* A made-up word, different for every n below 343,000. */
void simulate_word(struct str *out, uint32_t n);

bool simulate_reference(struct simulation *sim, struct err *err);
bool simulate_shop(struct simulation *sim, struct err *err);
bool simulate_zipf(struct simulation *sim, struct err *err);

#endif
