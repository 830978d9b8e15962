/*
 * store_customers - the people behind the orders, and forgetting one.
 */
#ifndef ENDCAP_STORE_CUSTOMERS_H
#define ENDCAP_STORE_CUSTOMERS_H

#include "base/arena.h"
#include "base/str.h"
#include "store/store.h"

struct store_customer {
	int64_t customer_id;
	const char *ref;
	const char *email, *country; /* NULL: not given */
	bool consent; /* missing means no */
};

struct store_customers {
	struct store_customer *rows; /* ascending customer_id, as in sales */
	size_t n;
	struct arena text;
};

bool store_customers_load(
    struct store *st, struct store_customers *out, struct err *err);
void store_customers_release(struct store_customers *c);

/* Who took something back from this time on, by a document of returns or by a
 * line of an order; ascending customer_id. *ids is owned by the caller. */
bool store_customers_returned(
    struct store *st, int64_t since, int64_t **ids, size_t *n, struct err *err);

/*
 * Erases a person: the reference, address and consent, every contact, what
 * they looked at, what imports had overwritten of them and rejected rows that
 * mention them; the
 * file's free pages are cleared. Their orders stay, those of an unnamed
 * customer, so that no figure moves. Cannot be undone. ERR_NOT_FOUND.
 */
bool store_customer_forget(
    struct store *st, struct slice ref, int64_t *orders, struct err *err);

#endif
