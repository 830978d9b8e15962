/*
 * store_orders - the counted orders as columns, and lists of orders.
 *
 * store_load_sales reads the snapshot, not the tables: tens of milliseconds
 * for a million lines. The snapshot is rewritten, in the parts that changed,
 * by the same transaction that changes the facts, so it is never stale.
 */
#ifndef ENDCAP_STORE_ORDERS_H
#define ENDCAP_STORE_ORDERS_H

#include "base/arena.h"
#include "base/sales.h"
#include "store/store_facts.h"

/* Days (both inclusive) of store_load_sales and store_orders_load. */
struct store_days {
	int32_t since, until;
};
#define STORE_ALL_DAYS                                 \
	{                                              \
		.since = INT32_MIN, .until = INT32_MAX \
	}

/*
 * Fills 'out' (initialised here, owned by the caller, sales_release). days
 * NULL: all. A product without a price of its own has the median paid for it
 * (the lower one of two). sales.category indexes store_categories.
 */
bool store_load_sales(struct store *st, const struct store_days *days,
    struct sales *out, struct err *err);
/* The same, perhaps without amounts (sales_drop_amounts). */
bool store_load_baskets(struct store *st, const struct store_days *days,
    struct sales *out, struct err *err);

/* The names behind sales.category: entry 0 is "", the others are in byte
 * order. */
struct store_categories {
	const char **names;
	size_t n;
	struct arena text;
};
bool store_categories_load(
    struct store *st, struct store_categories *out, struct err *err);
void store_categories_release(struct store_categories *c);

/* What struct sales leaves out, in the order of s->order_id. */
struct store_order_extra {
	const char *ref;
	const char *country, *channel; /* NULL: not given */
	int64_t discount, tax, total; /* minor units, BATCH_UNKNOWN */
	int32_t offset; /* seconds east, DATE_NO_OFFSET */
	enum order_status status;
};
struct store_extras {
	struct store_order_extra *rows;
	size_t n;
	struct arena text;
};
bool store_extras_load(struct store *st, const struct sales *s,
    struct store_extras *out, struct err *err);
void store_extras_release(struct store_extras *x);

/* Sets promoted[i] where order i of s records a discount, on the order or on
 * one of its lines. */
bool store_mark_promoted(
    struct store *st, const struct sales *s, bool *promoted, struct err *err);
/* How many of these orders do: for a few. */
bool store_count_promoted(struct store *st, const int64_t *order_id, size_t n,
    int64_t *promoted, struct err *err);

/* A row of a list of orders, counted or not. */
struct store_order_row {
	int64_t order_id;
	const char *ref;
	const char *customer; /* ref, NULL: guest */
	int64_t time;
	enum order_status status;
	int64_t lines;
	int64_t cart_value, net_value; /* 0 when it does not count */
	bool counted;
	enum store_reason reason;
};
struct store_order_rows {
	struct store_order_row *rows;
	size_t n;
	struct arena text;
};
struct store_orders_filter {
	struct store_days days;
	bool uncounted_only;
	const char *customer; /* ref, NULL: any */
	size_t limit; /* 0: all */
};
/* Newest first, then the higher id. */
bool store_orders_load(struct store *st, const struct store_orders_filter *f,
    struct store_order_rows *out, struct err *err);
void store_orders_release(struct store_order_rows *r);

/* How many orders and lines have each reason: the audit line of a shop. */
struct store_audit {
	int64_t orders[REASON_COUNT];
	int64_t lines[REASON_COUNT];
};
bool store_audit(struct store *st, struct store_audit *out, struct err *err);

#endif
