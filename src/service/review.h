/*
 * review - what was projected and what came of it, as a table: on each row the
 * name of a figure, numbers, and a verdict.
 *
 *	struct review *r = review_new();
 *	review_add(r, &(struct review_row){ "takes", "in the range", { 12, 10 } });
 *	review_listing(r, "review", columns, n_columns, digits, &listing);
 */
#ifndef ENDCAP_REVIEW_H
#define ENDCAP_REVIEW_H

#include "service/listing.h"

enum {
	REVIEW_NUMBERS = 7,
	REVIEW_ROWS = 8
};

struct review_row {
	const char *figure, *verdict; /* of static storage */
	double value[REVIEW_NUMBERS]; /* between the two; NaN: not said */
};

struct review;

struct review *review_new(void);
void review_add(struct review *r, const struct review_row *row);
/* The first column is the figure, the last the verdict; the listing owns 'r'
 * from then on. */
void
review_listing(struct review *r, const char *name, const struct column *columns,
    size_t n_columns, int digits, struct listing *out);

#endif
