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
	PLAN_REFUSED, /* orders: known with other lines */
};

struct plan_customer {
	int64_t id; /* 0: unknown and unused */
	enum plan_state state;
	const char *email, *country; /* as they shall be */
	int64_t consent; /* 1, 0, BATCH_UNKNOWN */
};

struct plan_order {
	int64_t id;
	enum plan_state state;
};

struct plan_product {
	int64_t id;
	uint32_t index; /* in gather */
	enum plan_state state;
};

struct plan {
	struct store *st;
	const struct batch *b;
	size_t *first; /* of each order, into b->lines; n_orders + 1 */
	int64_t orders_before; /* in the store */
	int64_t last_product, last_customer, last_order, last_line;
	struct plan_product *products; /* parallel to the batch */
	struct plan_customer *customers;
	struct plan_order *orders;
	struct batch_order *changed; /* the new headers of changed orders, */
	int64_t *changed_id; /* by ascending id after plan_make */
	size_t n_changed, cap_changed, cap_changed_id;
	bool flips; /* a rule changed its mind about a known product */
	bool sets_currency;
	struct gather g;
	struct arena text;
};

/* Inside a transaction. 'write' lets it save flags of known products. */
bool plan_make(struct plan *p, struct store *st, const struct batch *b,
    const struct store_rules *rules, bool write, const struct progress *pg,
    struct err *err);
void plan_release(struct plan *p);

/* The figures of the plan, once g is counted (store_tally.c). */
bool tally_plan(
    const struct plan *p, struct store_import_result *out, struct err *err);

#endif
