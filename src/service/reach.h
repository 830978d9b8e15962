/*
 * reach - which follow-ups there are: for every product with a complement
 * (complement.h), how many bought it lately and never the complement, how many
 * of them may be written to today, and how many such buyers come back for it
 * by themselves.
 *
 *	struct reach *re = reach_new(st, v, &rq, progress, err);
 *	reach_listing(re, &l);
 *	reach_free(re);
 *
 * By what answers as usual would leave, then by who may be written to, then
 * by the products' names. The list itself is service/following.h.
 */
#ifndef ENDCAP_REACH_H
#define ENDCAP_REACH_H

#include "base/progress.h"
#include "decide/followup.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store.h"

struct reach_request {
	int32_t least, most; /* days ago, both inclusive */
	int32_t today;
	const char *segment; /* as of a list (following.h); not kept */
};

struct reach_row {
	uint32_t a, b; /* bought, offered; indices */
	struct followup_counts counts; /* without with_both */
	bool priced; /* else margin and worth are unknown */
	double margin; /* of one piece of b, major units */
	double worth; /* of the chosen, major units */
};

struct reach {
	int references; /* its tables keep it */
	struct reach_request rq;
	struct view *v; /* shared */
	struct reach_row *rows;
	size_t n;
};

/* The view must hold sales of all orders and pairs; it is shared. NULL with
 * err on failure or when it was stopped. */
struct reach *reach_new(struct store *st, struct view *v,
    const struct reach_request *rq, const struct progress *pg, struct err *err);
struct reach *reach_share(struct reach *re);
void reach_free(struct reach *re); /* NULL allowed */

/* Appends what the table is of, in one line; when nobody may be written to,
 * what to do about it. */
void reach_add_rule(const struct reach *re, struct str *out);

/* A row's identity is the pair's (pairing.h), bought first. re is shared. */
void reach_listing(struct reach *re, struct listing *out);

#endif
