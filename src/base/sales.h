/*
 * sales - the counted orders of a shop as columns.
 *
 * This is the one shape in which orders travel: the store loads it from its
 * snapshot, mining counts pairs in it, decide replays offers on it, services
 * derive figures from it. "Counted" means after the rules of what counts as
 * an order, a basket and a value (cancelled orders, returns, fee lines are
 * gone; quantities are netted).
 *
 *	order      0      1          2
 *	first      0      2          3            6     (orders + 1 entries)
 *	product    4 17   4          2 9 17             (ascending in an order)
 *	quantity   1  2   1          1 1  6             (netted, >= 1)
 *	paid       .. ..  ..         .. .. ..           (minor units, >= 0)
 *
 * Orders stand in ascending order_id; products are indices 0..products-1 in
 * ascending product_id, whether sold or not; customers are indices in
 * ascending customer_id. Money is minor units of 'currency'. All arrays are
 * owned by the struct and freed by sales_release.
 *
 * Who looks at nothing but who bought what, and when, may have them without
 * their amounts (sales_drop_amounts): more than half of the memory.
 *
 * Plain data: fill it by hand in tests, read it anywhere. It must not grow
 * titles, SQL or statistics.
 */
#ifndef ENDCAP_SALES_H
#define ENDCAP_SALES_H

#include "base/err.h"
#include "base/money.h"

/* A money field that the files did not give. */
#define SALES_UNKNOWN INT64_MIN

enum {
	SALES_GUEST = -1
};

struct sales {
	struct currency currency;
	size_t orders, lines, products, customers;

	/* per order */
	int64_t *order_id;
	int32_t *customer; /* index, or SALES_GUEST */
	int64_t *time; /* local seconds, see date.h */
	int64_t *cart_value; /* as the shopper saw it, after discounts */
	int64_t *net_value; /* without tax: AOV, revenue */
	int64_t *shipping; /* charged to the customer; SALES_UNKNOWN */
	int64_t *ship_cost; /* paid by the shop; SALES_UNKNOWN */
	size_t *first; /* orders + 1 offsets into the lines */

	/* per line: one for each distinct product of an order */
	uint32_t *product;
	int32_t *quantity;
	int64_t *paid; /* part of cart_value */

	/* per product */
	int64_t *product_id;
	int64_t *price4; /* of one piece, ten-thousandths (money.h): the product
			    file's, else the median paid; SALES_UNKNOWN */
	int64_t *cost4; /* of one piece; SALES_UNKNOWN */
	uint32_t *category; /* index, 0: none */
	int64_t *customer_id; /* per customer */
};

/* Allocates every array (zeroed) for these sizes. */
bool sales_init(struct sales *s, size_t orders, size_t lines, size_t products,
    size_t customers, struct err *err);
void sales_release(struct sales *s);
/* From now on order_id, the money of orders, quantity and paid are NULL. Only
 * loading, selecting and keeping allow for that. */
void sales_drop_amounts(struct sales *s);

/* The orders i with keep[i], with all products and customers (so that indices
 * stay comparable). 'out' is initialised here and owned by the caller. */
bool sales_select(const struct sales *s, const bool *keep, struct sales *out,
    struct err *err);

/* The same in place, for who does not need the others any more: nothing new
 * is allocated, and memory that is not needed any more is given back. */
void sales_keep(struct sales *s, const bool *keep);

/* What was allocated for more: from now on it holds the first orders and
 * lines alone. first[orders] must be lines. */
void sales_shrink(struct sales *s, size_t orders, size_t lines);

/* Orders with time in [since, until] (whole local days, both inclusive). */
void sales_mark_days(
    const struct sales *s, int32_t since, int32_t until, bool *keep);

/* The first break of the invariants above as a sentence; true when there is
 * none. Linear; s must have been allocated by sales_init. */
bool sales_check(const struct sales *s, struct err *err);

#endif
