/*
 * moment - times that a file counts instead of writing them.
 *
 * A spreadsheet counts days since 30 December 1899 ("45231.5"), systems count
 * seconds or milliseconds since 1970 in UTC ("1700000000"). Only numbers that
 * lie between 1970 and 2100 in one of these counts are taken, so that "2011"
 * and "20121005" are none.
 *
 *	if (!date_parse(s, order, &time, &offset) &&
 *	    !moment_parse(s, &time, &offset))
 */
#ifndef ENDCAP_INGEST_MOMENT_H
#define ENDCAP_INGEST_MOMENT_H

#include "base/str.h"

/* Time and offset as in date.h: none for days, 0 for the counts in UTC. */
bool moment_parse(struct slice s, int64_t *time, int32_t *offset);

#endif
