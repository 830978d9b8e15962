/*
 * dialect_rows - the known layouts by what they hold, for dialect_rows.c.
 *
 * A file of rows each, so that a new export is a row where its like stand.
 */
#ifndef ENDCAP_INGEST_DIALECT_ROWS_H
#define ENDCAP_INGEST_DIALECT_ROWS_H

#include "ingest/dialect.h"

struct dialect_rows {
	const struct dialect *rows;
	size_t n;
};

extern const struct dialect_rows dialect_orders;
extern const struct dialect_rows dialect_products;
extern const struct dialect_rows dialect_customers;
extern const struct dialect_rows dialect_events;

#endif
