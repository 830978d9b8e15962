/*
 * store_snapshot - the counted orders once more, as columns (store*.c only).
 *
 * Orders are cut into parts by id, so that a day's import rewrites the last
 * part and those of the sales its returns belong to.
 */
#ifndef ENDCAP_STORE_SNAPSHOT_H
#define ENDCAP_STORE_SNAPSHOT_H

#include <stdatomic.h>

#include "store/store_gather.h"

struct snapshot_order {
	int64_t order_id;
	int64_t customer_id; /* 0: guest */
	int64_t time;
	int64_t cart_value, net_value;
	int64_t shipping, ship_cost; /* INT64_MIN: unknown */
	int64_t lines; /* distinct products, >= 1 */
};

struct snapshot_line {
	int64_t product_id; /* ascending in an order */
	int64_t quantity; /* >= 1 */
	int64_t paid; /* >= 0 */
};

/* Parts that are not in the store yet, ascending. */
struct snapshot_part {
	int64_t part, orders, lines;
	size_t first, order_bytes, line_bytes; /* its two columns */
};

struct snapshot_parts {
	struct snapshot_part *v;
	char *bytes;
	size_t n, cap, used, cap_bytes;
};

/* Walks all parts in ascending order_id. */
struct snapshot_walk {
	struct store *st;
	struct query q;
	const struct snapshot_parts *parts; /* instead of the store's */
	size_t at; /* in them, of the next */
	int64_t part;
	const unsigned char *order, *order_end; /* what is left of the part */
	const unsigned char *line, *line_end;
	struct snapshot_order prev;
	int64_t left; /* lines of the order not yet taken */
	int64_t prev_product;
	bool open;
};

bool snapshot_open(struct snapshot_walk *w, struct store *st, struct err *err);
/* The same over parts in memory; the store only lends its name to errors. */
void snapshot_open_parts(struct snapshot_walk *w, struct store *st,
    const struct snapshot_parts *parts);
/* False in *more at the end. Lines not taken are passed over. */
bool snapshot_next(struct snapshot_walk *w, struct snapshot_order *o,
    bool *more, struct err *err);
/* The next line of the order just taken; at most o->lines of them. */
bool snapshot_line(
    struct snapshot_walk *w, struct snapshot_line *l, struct err *err);
void snapshot_close(struct snapshot_walk *w);

/* What the parts say they hold; the walk is the truth. */
bool snapshot_size(
    struct store *st, int64_t *orders, int64_t *lines, struct err *err);

/* Rewrites the parts that hold touched orders of g or removed ids (both
 * ascending), then the median price of the products concerned. Before that it
 * forgets the orders of g (gather_forget): their memory is large. */
bool snapshot_update(struct store *st, struct gather *g, const int64_t *removed,
    size_t n_removed, struct err *err);

/* The parts of the counted orders of g, as they are where the store has none;
 * only g is read. 'out' is to be released in every case. */
bool snapshot_encode(struct store *st, const struct gather *g,
    struct snapshot_parts *out, const atomic_bool *stop, struct err *err);
bool snapshot_save(
    struct store *st, const struct snapshot_parts *parts, struct err *err);
void snapshot_parts_release(struct snapshot_parts *parts);

#endif
