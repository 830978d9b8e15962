/*
 * batch - the usable rows of one file, as columns, before they are stored.
 *
 * ingest fills it without touching the store; the store writes it in one
 * transaction, or a dry run only counts it. Everything is as read: nothing is
 * netted, merged with what the store knows or left out because it does not
 * count. Strings live in 'text' (an arena) and are clean UTF-8; the structs
 * refer to each other by index, and lines stand in the order of the file
 * until batch_group_lines has put those of one order side by side.
 */
#ifndef ENDCAP_BATCH_H
#define ENDCAP_BATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"

enum {
	BATCH_NONE = -1
}; /* an index that refers to nothing */

enum batch_kind {
	BATCH_PRODUCTS,
	BATCH_ORDERS,
	BATCH_CUSTOMERS,
	BATCH_IDS, /* what the shop's platform calls the products */
	BATCH_EVENTS, /* what customers looked at */
	BATCH_KIND_COUNT
};

/* Stored as its name; see batch_status_name. */
/* clang-format off */
#define BATCH_STATUSES(X) \
	X(STATUS_PLACED,    "placed",    "counts") \
	X(STATUS_PENDING,   "pending",   "waits for a manual payment; counts") \
	X(STATUS_CANCELLED, "cancelled", "does not count") \
	X(STATUS_VOIDED,    "voided",    "does not count") \
	X(STATUS_FAILED,    "failed",    "does not count") \
	X(STATUS_DRAFT,     "draft",     "does not count") \
	X(STATUS_REFUNDED,  "refunded",  "fully refunded; does not count") \
	X(STATUS_RETURN,    "return",    "a document of returns: its lines are netted against sales")
/* clang-format on */

enum order_status {
#define X(code, name, meaning) code,
	BATCH_STATUSES(X)
#undef X
	STATUS_COUNT
};

/* A money or number field that the file did not give. */
#define BATCH_UNKNOWN INT64_MIN

struct batch_product {
	const char *key; /* trimmed, ASCII-folded SKU */
	const char *sku; /* as the file spells it: the identity */
	const char *title; /* NULL: not given; so for the texts below */
	const char *category;
	const char *brand;
	const char *parent_key; /* variants: the key of their product */
	const char *attributes; /* variants: JSON object, {"colour":"red"} */
	const char *tags;
	int64_t price4; /* ten-thousandths; BATCH_UNKNOWN */
	int64_t cost4;
	int64_t stock;
	int active; /* 1, 0, -1 not given */
	uint32_t line; /* of the file, for messages */
	uint32_t alike; /* 1 + index of the first product with this key, whose
			   SKU differs by case alone; 0: it is the first */
};

/* What a shop sells together already. Stored as its name. */
/* clang-format off */
#define BATCH_LINKS(X) \
	X(LINK_CROSS_SELL, "cross-sell", "shown in the cart") \
	X(LINK_RELATED,    "related",    "shown beside the product") \
	X(LINK_UPSELL,     "upsell",     "shown instead of the product") \
	X(LINK_GROUPED,    "grouped",    "part of a page of several products") \
	X(LINK_BUNDLED,    "bundled",    "part of a bundle")
/* clang-format on */

enum batch_link_kind {
#define X(code, name, meaning) code,
	BATCH_LINKS(X)
#undef X
	LINK_KIND_COUNT
};

struct batch_link {
	uint32_t product; /* index */
	uint32_t other; /* index, BATCH_ELSEWHERE: by key */
	const char *key; /* of the other one */
	enum batch_link_kind kind;
	int32_t quantity; /* of the other one, >= 1 */
};

#define BATCH_ELSEWHERE UINT32_MAX /* not a product of this file */

/* What somebody did with a product in the shop. Stored as its name. */
/* clang-format off */
#define BATCH_EVENTS_OF(X) \
	X(EVENT_VIEW, "view", "looked at it") \
	X(EVENT_CART, "cart", "put it into the cart") \
	X(EVENT_WISH, "wish", "kept it for later") \
	X(EVENT_BUY,  "buy",  "bought it")
/* clang-format on */

enum batch_event_kind {
#define X(code, name, meaning) code,
	BATCH_EVENTS_OF(X)
#undef X
	EVENT_KIND_COUNT
};

struct batch_event {
	int64_t time; /* local seconds, date.h */
	uint32_t customer; /* index */
	uint32_t product; /* index */
	uint32_t line; /* of the file */
	enum batch_event_kind kind;
};

struct batch_customer {
	const char *ref; /* the file's customer id */
	const char *email; /* NULL unless imported for mailing */
	const char *country;
	int consent; /* 1, 0, -1 not given */
	uint32_t line;
};

struct batch_order {
	const char *ref;
	int64_t time; /* local seconds, date.h */
	int32_t offset; /* seconds east, DATE_NO_OFFSET */
	int32_t customer; /* index, BATCH_NONE: guest */
	enum order_status status;
	const char *country; /* NULL: not given; so for channel */
	const char *channel;
	int64_t shipping; /* minor units, BATCH_UNKNOWN; so below */
	int64_t shipping_cost;
	int64_t discount; /* of the whole order, >= 0 */
	int64_t tax;
	int64_t total;
	int64_t refunded; /* paid back in part: 'tax' and 'total' are without
			     it already, and 'discount' holds it */
	uint32_t line; /* of the file, where it first stands */
	uint32_t lines; /* how many batch lines it has */
};

struct batch_line {
	uint32_t order; /* index */
	uint32_t product; /* index */
	int32_t quantity; /* negative: a return */
	uint32_t line; /* of the file */
	int64_t price4; /* of one piece */
	int64_t discount; /* of the line, minor units, >= 0 */
};

enum {
	BATCH_ID_OPTIONS = 3
};

/* An option of a variant on the platform: "Colour", with this one's value. */
struct batch_id_option {
	int64_t id; /* 0: not given */
	const char *name, *value; /* NULL: not given */
};

/* The numbers by which a platform knows a product or a bundle. */
struct batch_id {
	const char *key; /* trimmed, ASCII-folded SKU */
	const char *sku; /* as the file spells it */
	int64_t product; /* > 0 */
	int64_t variant; /* 0: not given */
	struct batch_id_option option[BATCH_ID_OPTIONS];
	uint32_t line; /* of the file, for messages */
};

/* A row, or a field of it, that was set aside. */
struct batch_reject {
	uint32_t line; /* of the file, 1-based */
	const char *column; /* header name, NULL: the row as a whole */
	const char *value; /* cut to 80 characters */
	const char *reason;
	const char *row; /* the original row as CSV, NULL: too long to keep */
	bool kept; /* the row was taken, only this field was not */
};

struct batch {
	enum batch_kind kind;
	const char *file; /* as the user named it */
	const char *dialect; /* name of the dialect that read it */
	uint64_t content_hash; /* of the file's bytes */
	struct currency currency; /* code "" when the file names none */
	int64_t rows_read; /* data rows, header and blank lines apart */
	int64_t rows_rejected; /* of those; 'rejects' may not list them all */
	unsigned
	    link_kinds; /* bits of enum batch_link_kind: those that the file
				has a column for */
	bool grouped; /* 'lines' are, and the orders' are counted: see
			 batch_group_lines */
	int64_t repeated; /* lines that a file joined from overlapping parts
			     holds twice: left out of 'lines' */

	struct batch_product *products;
	struct batch_link *links;
	struct batch_customer *customers;
	struct batch_order *orders;
	struct batch_line *lines;
	struct batch_reject *rejects;
	struct batch_id *ids;
	struct batch_event *events;
	size_t n_products, n_links, n_customers, n_orders, n_lines, n_rejects;
	size_t n_ids, n_events;
	size_t cap_products, cap_links, cap_customers, cap_orders, cap_lines;
	size_t cap_rejects, cap_ids, cap_events;

	struct arena text;
};

void batch_init(struct batch *b);
void batch_release(struct batch *b);

/* Each appends one zeroed row and returns it, valid until the next append of
 * the same kind; NULL with err when memory is out. */
struct batch_product *batch_add_product(struct batch *b, struct err *err);
struct batch_link *batch_add_link(struct batch *b, struct err *err);
struct batch_customer *batch_add_customer(struct batch *b, struct err *err);
struct batch_order *batch_add_order(struct batch *b, struct err *err);
struct batch_line *batch_add_line(struct batch *b, struct err *err);
struct batch_reject *batch_add_reject(struct batch *b, struct err *err);
struct batch_id *batch_add_id(struct batch *b, struct err *err);
struct batch_event *batch_add_event(struct batch *b, struct err *err);

/* Index of the first product with the same key. */
uint32_t batch_first_alike(const struct batch *b, uint32_t product);

/* Stable and linear: lines of one order side by side, orders in index order;
 * line i of order o is lines[first of o + i], first being the sum of 'lines'
 * before it. Counts batch_order.lines. Nothing moves when it is so already. */
bool batch_group_lines(struct batch *b, struct err *err);

/* The name as stored; the other way round it must match exactly. */
const char *batch_status_name(enum order_status status);
bool batch_status_parse(const char *name, enum order_status *out);
const char *batch_link_name(enum batch_link_kind kind);
bool batch_link_parse(const char *name, enum batch_link_kind *out);
const char *batch_event_name(enum batch_event_kind kind);

#endif
