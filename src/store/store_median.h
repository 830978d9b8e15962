/*
 * store_median - the median price paid for each product (store*.c only).
 *
 * The lower of two where their number is even. Found from the counted orders
 * as columns (store_snapshot.h), and saved with the products:
 *
 *	ok = medians_begin(&md, g, false, err) &&
 *	    medians_find(&md, st, NULL, err) && medians_save(&md, st, err);
 *	medians_release(&md);
 */
#ifndef ENDCAP_STORE_MEDIAN_H
#define ENDCAP_STORE_MEDIAN_H

#include "store/store_snapshot.h"

struct medians {
	/* Where the orders are; NULL: in the store. Set between begin and
	 * find, which then does not touch the store. */
	const struct snapshot_parts *parts;
	bool *wanted; /* by product id */
	int64_t *median4; /* by product id; INT64_MIN: nobody bought it */
	/* By product id: how many prices, then where they begin, then, once
	 * they are filled in, where they end. */
	size_t *first;
	int64_t *price4; /* of the products from 'from' to before 'to' */
	size_t cap_price4;
	int64_t from, to, max;
	size_t base; /* first[from] */
	int digits;
};

/* Of the products of touched orders of g, or of 'all' when orders or lines
 * went. To be released in every case; g is not needed any more. */
bool medians_begin(
    struct medians *md, const struct gather *g, bool all, struct err *err);
/* 'stop' may be NULL; when it becomes true the rest is left out. */
bool medians_find(struct medians *md, struct store *st, const atomic_bool *stop,
    struct err *err);
bool medians_save(const struct medians *md, struct store *st, struct err *err);
void medians_release(struct medians *md);

/* All of it. After begin it forgets the orders of g (gather_forget): their
 * memory is large. */
bool
medians_update(struct store *st, struct gather *g, bool all, struct err *err);

#endif
