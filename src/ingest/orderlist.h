/*
 * orderlist - exports that list orders or payments without what was bought.
 *
 * Shops offer them beside the one with the lines, and they look alike: read as
 * order lines they would make products of references and notes. A row says by
 * which columns one is known and what to export instead.
 */
#ifndef ENDCAP_INGEST_ORDERLIST_H
#define ENDCAP_INGEST_ORDERLIST_H

#include "ingest/header.h"

struct orderlist {
	const char *label; /* "an Etsy list of orders" */
	const char *marks; /* names that must all be there, split by '|' */
	const char *instead; /* "export 'Order items' instead" */
};

/* NULL where the header is none of them. */
const struct orderlist *orderlist_of(const struct header *header);

#endif
