/*
 * segmenting - segments of the shop's own: a name, and a filter (filter.h) of
 * what is known of a customer (audience.h).
 *
 *	segmenting_set(st, "big spenders", "aov>200 orders>=3", err);
 *
 * Every change is an action, so that it can be undone. Who is in a segment is
 * never kept: it follows the orders.
 */
#ifndef ENDCAP_SEGMENTING_H
#define ENDCAP_SEGMENTING_H

#include "base/err.h"
#include "base/str.h"
#include "store/store_curation.h"

/* A new one, or another expression for the one of that name. ERR_INPUT says
 * what is wrong with the name or the expression. */
bool segmenting_set(struct store *st, const char *name, const char *expression,
    struct err *err);
/* The same for one that was loaded, which may get another name; segment_id 0:
 * a new one. Sets id and revision; texts are borrowed for the call. */
bool
segmenting_save(struct store *st, struct store_segment *s, struct err *err);
bool segmenting_delete(
    struct store *st, const struct store_segment *s, struct err *err);

/* By name in any case, its texts in 'text'; ERR_NOT_FOUND. */
bool segmenting_get(struct store *st, struct slice name, struct arena *text,
    struct store_segment *out, struct err *err);

#endif
