/*
 * rowtype - the words by which exports of orders part lines of goods from
 * refunds, and from postage, fees, transfers and looks at a page.
 */
#ifndef ENDCAP_INGEST_ROWTYPE_H
#define ENDCAP_INGEST_ROWTYPE_H

#include "base/str.h"

enum rowtype {
	ROWTYPE_UNKNOWN,
	ROWTYPE_ITEM,
	ROWTYPE_REFUND, /* of goods, perhaps written without a minus */
	ROWTYPE_OTHER, /* no line of goods */
	ROWTYPE_COUNT
};

/* Compared like header names. */
enum rowtype rowtype_of_word(struct slice word);

#endif
