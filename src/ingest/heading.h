/*
 * heading - where the table of a file begins.
 *
 * Reports have titles above their header ("Sales, May 2026"), and files of
 * baskets have no header at all. The header is the row of the first dozen
 * that holds most names which some layout knows; where no row holds two, the
 * rows may be baskets: ragged, without dates, and with the same values coming
 * back from row to row.
 *
 *	heading_find(&sample, &wishes);
 */
#ifndef ENDCAP_INGEST_HEADING_H
#define ENDCAP_INGEST_HEADING_H

#include "ingest/dialect.h"

enum {
	HEADING_ROWS = 12 /* that may stand above the data, header included */
};

/* What the user decided about it. */
struct heading_wishes {
	const struct dialect *dialect; /* NULL: detect */
	int kind; /* enum batch_kind, -1: detect */
	const struct slice *columns; /* named with --map */
	size_t n_columns;
};

/* Corrects header and rows of a sample that was just read. */
void heading_find(struct sample *sample, const struct heading_wishes *wishes);

#endif
