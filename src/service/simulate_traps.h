/*
 * simulate_traps - rows of the sample shop that real files hold and importers
 * stumble over.
 *
 * Each is one row of a fixed text, so that a reader of the sample data finds
 * it by searching, and a test can say what must become of it. The files stay
 * valid UTF-8.
 */
#ifndef ENDCAP_SIMULATE_TRAPS_H
#define ENDCAP_SIMULATE_TRAPS_H

#include "service/simulate_csv.h"

#define TRAPS_BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Rows to be set aside, or read with care, after order number 'order'. */
bool traps_write_after(struct simulate_csv *f, int64_t order, struct err *err);
/* Products with titles that are no plain text; nobody buys them but one. */
bool traps_write_products(struct simulate_csv *f, struct err *err);

/* How many rows of orders.csv are traps. */
size_t traps_order_rows(void);

#endif
