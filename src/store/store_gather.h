/*
 * store_gather - the facts a count needs, in one place (store*.c only).
 *
 * An import, its undo and a recount do the same: gather products and orders,
 * let the rules count them, write what differs. The orders that the store
 * knows come first, the new ones of a batch after them, so ids ascend.
 *
 *	known orders                | new orders
 *	0 ..          n_known - 1   | n_known ..             n_orders - 1
 *	'was' says what is stored   | not stored yet
 */
#ifndef ENDCAP_STORE_GATHER_H
#define ENDCAP_STORE_GATHER_H

#include "store/store_facts.h"
#include "store/store_internal.h"

/* Kept small: there is one for each order of a first import too. */
struct gather_order {
	int64_t order_id;
	int64_t first_line;
	int32_t customer_id; /* 0: guest */
};

/* What is stored of a known order's count. */
struct gather_stored {
	int64_t cart, net;
	bool counted;
	uint8_t reason;
	bool rewritten; /* its own columns changed: into the snapshot again */
};

struct gather_was {
	int32_t quantity;
	uint8_t reason;
};

struct gather {
	struct store_facts f; /* what the rules see; filled by gather_count */
	struct store_counted now; /* what they answered */
	bool *touched; /* per order: differs from the snapshot */
	bool lines_went; /* touched orders had products they have no more */

	size_t n_products, cap_products;
	struct batch_product *products;
	int64_t *product_id;
	bool *is_product;
	uint32_t *alike; /* index of the first one with its key: its own or a
			    lower one */
	bool any_alike, apart; /* some are alike; they are not joined */
	bool all_anew; /* counted otherwise: no column stays as it is */
	uint32_t *index_of; /* by product_id, up to max_product */
	int64_t max_product;

	size_t n_orders, n_known, cap_orders, cap_rows, cap_stored;
	struct batch_order *orders;
	struct gather_order *rows;
	struct gather_stored *stored; /* per known order */
	size_t n_lines, cap_lines, n_was, cap_was;
	struct batch_line *lines;
	struct gather_was *was; /* per line of known orders */
	/* A first import: the batch's own arrays instead of orders and lines. */
	const struct batch_order *borrowed_orders;
	const struct batch_line *borrowed_lines;
	size_t n_customers; /* orders[].customer is below it */
	size_t *first; /* made by gather_count; n_orders + 1 */
	struct arena text;
};

/* REASON_NONE for "" and for what is no reason. */
enum store_reason store_reason_parse(struct slice name);

void gather_init(struct gather *g);
void gather_release(struct gather *g);
/* Gives back the orders and their answer, once they are written. */
void gather_forget(struct gather *g);

/* Every product of the store. 'extra': room for as many new ones. */
bool gather_products(
    struct gather *g, struct store *st, size_t extra, struct err *err);
/* Index of a product id that the store knows. */
bool gather_product_index(
    const struct gather *g, int64_t product_id, uint32_t *index);
/* Appends one and returns its index; memory is there. 'alike' is the index of
 * the first one with its key, UINT32_MAX: it is that. */
uint32_t gather_add_product(struct gather *g, int64_t product_id,
    const struct batch_product *p, bool is_product, uint32_t alike);

/* The id under which a product is counted. */
static inline int64_t
gather_counted_id(const struct gather *g, uint32_t product)
{
	return g->product_id[g->f.same_as != NULL ? g->f.same_as[product]
						  : product];
}

/* Known orders with these ids, ascending; ids that are gone are left out. */
bool gather_orders(struct gather *g, struct store *st, const int64_t *ids,
    size_t n, struct err *err);
bool gather_all_orders(struct gather *g, struct store *st,
    const struct progress *pg, struct err *err);

/* Reads ORDER_COLUMNS, strings into 'text'; false: no status we know.
 * 'stored' may be NULL. */
bool
gather_read_order(struct query *q, struct arena *text, struct batch_order *o,
    struct gather_order *r, struct gather_stored *stored);
/* A new order and, after it, its lines (products as indices of g). */
bool gather_add_new(struct gather *g, const struct batch_order *o,
    const struct gather_order *r, struct err *err);
bool gather_add_new_line(
    struct gather *g, const struct batch_line *l, struct err *err);
/* Place of a known order, by id. */
bool gather_find_known(const struct gather *g, int64_t order_id, size_t *i);

/*
 * Other lines for known orders: swaps by ascending 'order', each with at
 * least as many lines as it replaces. The rules' answer is taken to be
 * nothing so far, as it is in the rows of lines just inserted.
 */
struct gather_swap {
	size_t order; /* place in g */
	size_t n;
	const struct batch_line *lines; /* products as indices of g */
};
bool gather_swap_lines(struct gather *g, const struct gather_swap *swaps,
    size_t n, struct err *err);

/* Calls the rules. Afterwards nothing may be added. */
bool gather_count(struct gather *g, struct store *st,
    const struct store_rules *rules, struct err *err);

/* The same where they answered already; takes the arrays over. */
bool gather_take_count(struct gather *g, struct store *st,
    const struct store_counted *now, struct err *err);

/* Writes the known orders and lines whose count differs and marks 'touched'. */
bool gather_save_known(struct gather *g, struct store *st,
    int64_t *orders_changed, struct err *err);

/* Asks the rules about every product; '*flips' when a stored flag was wrong or
 * the rules count otherwise (store_rules.how) than they did, so that everything
 * must be counted. Writes both when 'write'. */
bool gather_classify(struct gather *g, struct store *st,
    const struct store_rules *rules, bool write, bool *flips, struct err *err);

#endif
