/*
 * store_events - what customers looked at, and did not always buy.
 *
 * Events go by names, because they are known of people who never bought and
 * of products before their file is read. The same event (customer, product,
 * kind, second) is kept once, whichever file brings it, so that logs which
 * overlap may be imported one after another. Orders, pairs and figures do not
 * depend on them: an import of events changes none.
 */
#ifndef ENDCAP_STORE_EVENTS_H
#define ENDCAP_STORE_EVENTS_H

#include "store/store_import.h"

/* Writes the events of the batch as an import, in one transaction. Sets
 * rows_read, set_aside, loaded, merged, events_new and import_id. */
bool store_events_import(struct store *st, const struct batch *b,
    const struct store_import_options *options, struct store_import_result *out,
    struct err *err);

/* An event of a customer and a product that are known. */
struct store_event {
	int64_t customer_id, product_id;
	int64_t at; /* local seconds */
	enum batch_event_kind kind;
};

struct store_events {
	struct store_event *rows; /* by customer's and product's name */
	size_t n;
};

/* Another number after every change of them. */
bool store_events_version(struct store *st, int64_t *out, struct err *err);

/* Are there events at all, of whoever? */
bool store_events_any(struct store *st, bool *any, struct err *err);
/* Those from this time on. To be released by the caller in every case. */
bool store_events_load(
    struct store *st, int64_t since, struct store_events *out, struct err *err);
/* All of one product. */
bool store_events_of(struct store *st, int64_t product_id,
    struct store_events *out, struct err *err);
void store_events_release(struct store_events *events);

#endif
