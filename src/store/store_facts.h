/*
 * store_facts - orders as read, and what is counted of them.
 *
 * The store keeps every readable line with what the file said. Whether it
 * counts is derived by rules that belong to the service; the store calls them
 * with the facts they need, writes what they answer beside the facts, and
 * keeps the counted orders once more as columns (see store_orders.h). The same
 * two callbacks serve an import, its undo and a change of a rule:
 *
 *	struct store_rules rules = { is_product, count, &settings };
 *	store_import(st, &batch, &rules, &options, &result, err);
 *	store_recount(st, &rules, progress, err);
 */
#ifndef ENDCAP_STORE_FACTS_H
#define ENDCAP_STORE_FACTS_H

#include "base/batch.h"
#include "base/progress.h"
#include "store/store.h"

/* Why an order or a line does not count, or counts less than it says. Kept as
 * text in the store; new rows go at the end. */
/* clang-format off */
#define STORE_REASONS(X) \
	X(REASON_NONE,        "",                     "counts as read") \
	X(REASON_CANCELLED,   "cancelled",            "the order was cancelled") \
	X(REASON_VOIDED,      "voided",               "the order was voided") \
	X(REASON_FAILED,      "failed",               "the payment failed") \
	X(REASON_DRAFT,       "draft",                "the order is a draft") \
	X(REASON_REFUNDED,    "refunded",             "the order was fully refunded") \
	X(REASON_NO_PRODUCTS, "no products left",     "nothing of the order counts") \
	X(REASON_RETURN,      "return",               "takes back an earlier sale") \
	X(REASON_UNMATCHED,   "return without a sale","no earlier sale was found for it") \
	X(REASON_RETURNED,    "returned",             "a later return took all of it back") \
	X(REASON_PARTLY,      "partly returned",      "a later return took some of it back") \
	X(REASON_NOT_PRODUCT, "not a product",        "postage, a fee, a gift card") \
	X(REASON_NO_PRICE,    "no price",             "its price is zero or below") \
	X(REASON_NO_QUANTITY, "no quantity",          "its quantity is zero") \
	X(REASON_TEST,        "test order",           "the shop marked it as a test")
/* clang-format on */

enum store_reason {
#define X(code, name, meaning) code,
	STORE_REASONS(X)
#undef X
	REASON_COUNT
};

/* Borrowed for ever; REASON_NONE is "". */
const char *store_reason_name(enum store_reason reason);
const char *store_reason_meaning(enum store_reason reason);

/*
 * Facts in the structs of base/batch.h: orders in ascending order_id, their
 * lines side by side. lines[].product and .order are indices into products
 * and orders; orders[].customer is an index that is equal for equal customers
 * and means nothing else. products holds every product of the store. Of an
 * order that was read from the store, .line is 0. All borrowed for the call.
 */
struct store_facts {
	struct currency currency;
	size_t n_products, n_orders, n_lines, n_customers;
	const struct batch_product *products;
	const int64_t *product_id;
	const bool *is_product;
	const uint32_t *same_as; /* the one it counts as; NULL: itself */
	const struct batch_order *orders;
	const size_t *first; /* n_orders + 1 offsets into the lines */
	const struct batch_line *lines;
};

/*
 * The answer, one entry an order or a line, zeroed beforehand. Of an order
 * that counts: at least one line with quantity > 0, paid >= 0 on each, and
 * the paid of its lines sum to cart_value. The entries of the lines of an
 * order that does not count may be anything and are kept for SQL users.
 */
struct store_counted {
	/* per order */
	bool *counted;
	uint8_t *order_reason; /* enum store_reason */
	int64_t *cart_value;
	int64_t *net_value;
	/* per line */
	int32_t *quantity; /* netted, >= 0 */
	uint8_t *line_reason;
	int64_t *paid; /* the line's part of cart_value */
};

/* What the store itself does otherwise by store_rules.how. */
enum store_how {
	/* SKUs that differ by case alone are products of their own. */
	STORE_HOW_APART = 1 << 8,
	/* The variants of a product count as one product. */
	STORE_HOW_FAMILIES = 1 << 9,
};

struct store_rules {
	/* Is this something a basket holds, or postage, a fee? */
	bool (*is_product)(void *arg, const struct batch_product *p);
	/*
	 * Counts 'facts'. They hold all orders of every customer that occurs
	 * in them, so returns find their sales, but for two: of guests only
	 * those that are new or changed; and none of a customer's known ones
	 * where the new ones hold no return and are all later. Where no order
	 * is a return, or has a line that is one, each counts by itself.
	 */
	bool (*count)(void *arg, const struct store_facts *facts,
	    struct store_counted *out, struct err *err);
	void *arg;
	/* How they count, as a number of theirs: where it is not the one that
	 * the store was counted with last, everything is counted anew. */
	int64_t how; /* bits; those of enum store_how are the store's */
	/* Where the rules themselves are kept: store_recount writes this
	 * setting (store_settings.h) with what it counted. NULL: nowhere. */
	const char *setting, *text;
};

/* Applies the rules to everything, after one of them changed, and keeps them.
 * One transaction; no order is written where nothing differs. */
bool store_recount(struct store *st, const struct store_rules *rules,
    const struct progress *pg, struct err *err);
/* store_rules.how of the rules that were applied last; 0 in a new store. */
bool store_counted_how(struct store *st, int64_t *how, struct err *err);

#endif
