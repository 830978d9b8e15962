/*
 * store_plan - what an import will do, found without writing (store*.c only).
 *
 * A dry run stops after it; a real import writes it down.
 */
#ifndef ENDCAP_STORE_PLAN_H
#define ENDCAP_STORE_PLAN_H

#include "store/store_gather.h"
#include "store/store_import.h"

enum plan_state {
	PLAN_UNUSED, /* only orders that are not new refer to it */
	PLAN_NEW,
	PLAN_SAME,
	PLAN_CHANGED,
	PLAN_REFUSED, /* orders: known with lines that the file lacks */
};

struct plan_customer {
	int64_t id; /* 0: unknown and unused */
	enum plan_state state;
	const char *email, *country; /* as they shall be */
	int64_t consent; /* 1, 0, BATCH_UNKNOWN */
};

/* New orders have the ids from first_new on, in their order. */
struct plan_order {
	uint8_t state; /* enum plan_state */
	bool fewer; /* refused: all its lines are known, others are missing */
};

/* A known order that will be another. */
struct plan_changed {
	int64_t id;
	size_t index; /* in the batch */
	struct batch_order header; /* as it shall be */
	int64_t first_line; /* where its lines will be */
	int64_t had_lines; /* how many are stored */
	const bool *added; /* per line of the batch's order: the stored one
			      has none for it; of equal lines the last */
	bool grown; /* it has all lines it had, and more: they are replaced
		       by those of the batch, in its order */
};

/* Two products of the shop, by their ids; new or known ones. */
struct plan_link {
	int64_t product, other;
	enum batch_link_kind kind;
	int32_t quantity;
};

struct plan_product {
	int64_t id;
	int64_t alike; /* id of the first with its key; 0: it is that itself */
	uint32_t index; /* in gather */
	enum plan_state state;
};

struct plan {
	struct store *st;
	const struct batch *b;
	size_t *first; /* of each order, into b->lines; n_orders + 1 */
	int64_t orders_before; /* in the store */
	int64_t first_new; /* id of the first new order */
	int64_t last_product, last_customer, last_order, last_line;
	struct plan_product *products; /* parallel to the batch */
	struct plan_customer *customers;
	struct plan_order *orders;
	struct plan_link *links; /* new ones */
	size_t n_links;
	int64_t *ended; /* links of its products that the file lacks */
	size_t n_ended;
	int64_t links_lost; /* they name no product of the file or the store */
	struct plan_changed *changed; /* by ascending id */
	size_t n_changed, cap_changed;
	bool flips; /* a rule changed its mind about a known product */
	bool sets_currency;
	struct store_early *early; /* borrowed, as st; NULL: there is none */
	struct gather g;
	struct arena text;
};

/* Inside a transaction. 'write' lets it save flags of known products; 'early'
 * (NULL: nothing) holds what was written of the batch. */
bool plan_make(struct plan *p, struct store *st, const struct batch *b,
    const struct store_rules *rules, bool write, struct store_early *early,
    const struct progress *pg, struct err *err);
void plan_release(struct plan *p);

/* Which orders of the batch are known, and what of them is new; products have
 * their ids (store_known.c). */
bool
plan_find_orders(struct plan *p, const struct progress *pg, struct err *err);

/* Which links of the batch are new, and which of the store end with it;
 * products have their ids (store_links.c). */
bool plan_links(struct plan *p, struct err *err);
bool links_write(const struct plan *p, int64_t import_id, struct err *err);

/* The known orders that are to be counted with the new ones, by ascending id
 * (store_related.c); customers are known. mem_free, in every case. */
bool plan_related(struct plan *p, int64_t **ids, size_t *n, struct err *err);

/* The id of the first product with its key. */
int64_t plan_first_alike(const struct plan *p, size_t product);

/* Takes over what a newer file gives; true when that changes anything. */
bool plan_newer_amount(int64_t *old, int64_t new);
bool plan_newer_text(const char **old, const char *new);

/* The figures of the plan, once g is counted (store_tally.c). */
void tally_plan(const struct plan *p, struct store_import_result *out);
/* Adds up the rows of its new orders, those that count and the others. */
void tally_judged(const struct gather *g, int64_t *loaded, int64_t *excluded);
/* The rows of its refused orders, by line, with why. 'out' is to be released
 * in every case. */
bool
tally_refused(const struct plan *p, const struct store_import_options *options,
    struct store_rejects *out, struct err *err);

#endif
