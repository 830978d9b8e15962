/*
 * store_events - how it works: the table's key is the whole event, so SQLite
 * itself drops what is known. Rows are written in the order of that key,
 * because a tree that grows at its end writes each page once.
 */
#include "store/store_events.h"

#include "base/mem.h"
#include "store/store_import_row.h"

/* ---- in the order of the key ---- */

struct named {
	const char *name;
	uint32_t index;
};

static int
compare_named(const void *va, const void *vb)
{
	const struct named *a = va, *b = vb;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order
			  : (a->index > b->index) - (a->index < b->index);
}

/* The place of each name among all of them; equal ones have the same place.
 * Consumes nothing; owned by the caller. */
static uint32_t *
ranks_of(struct named *names, size_t n, struct err *err)
{
	uint32_t *rank = mem_try_array(n, sizeof(*rank), "events", err);
	uint32_t at = 0;

	if (rank == NULL)
		return NULL;
	if (n > 1)
		qsort(names, n, sizeof(*names), compare_named);
	for (size_t i = 0; i < n; i++) {
		at += i > 0 && strcmp(names[i].name, names[i - 1].name) != 0;
		rank[names[i].index] = at;
	}
	return rank;
}

struct placed {
	uint32_t customer, product; /* ranks */
	uint32_t event; /* index */
	uint32_t kind; /* by name */
	int64_t time;
};

static int
compare_placed(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;

	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->event > b->event) - (a->event < b->event);
}

static uint32_t
kind_rank(enum batch_event_kind kind)
{
	uint32_t rank = 0;

	for (int i = 0; i < EVENT_KIND_COUNT; i++)
		rank += strcmp(batch_event_name((enum batch_event_kind)i),
			    batch_event_name(kind)) < 0;
	return rank;
}

static void
place(const struct batch *b, const uint32_t *customer, const uint32_t *product,
    struct placed *out)
{
	for (size_t i = 0; i < b->n_events; i++) {
		const struct batch_event *e = &b->events[i];

		out[i] = (struct placed){ .customer = customer[e->customer],
			.product = product[e->product],
			.event = (uint32_t)i,
			.kind = kind_rank(e->kind),
			.time = e->time };
	}
	if (b->n_events > 1)
		qsort(out, b->n_events, sizeof(*out), compare_placed);
}

/* NULL: memory is out. Owned by the caller. */
static struct placed *
in_order(const struct batch *b, struct err *err)
{
	struct named *customers =
	    mem_try_array(b->n_customers, sizeof(*customers), "customers", err);
	struct named *products =
	    mem_try_array(b->n_products, sizeof(*products), "products", err);
	uint32_t *customer = NULL, *product = NULL;
	struct placed *out = NULL;

	if (customers == NULL || products == NULL)
		goto out;
	for (size_t i = 0; i < b->n_customers; i++)
		customers[i] =
		    (struct named){ b->customers[i].ref, (uint32_t)i };
	for (size_t i = 0; i < b->n_products; i++)
		products[i] = (struct named){ b->products[i].key, (uint32_t)i };
	customer = ranks_of(customers, b->n_customers, err);
	product = ranks_of(products, b->n_products, err);
	if (customer == NULL || product == NULL)
		goto out;
	out = mem_try_array(b->n_events, sizeof(*out), "events", err);
	if (out != NULL)
		place(b, customer, product, out);
out:
	mem_free(customers);
	mem_free(products);
	mem_free(customer);
	mem_free(product);
	return out;
}

/* ---- importing ---- */

enum {
	REPORT_EVERY = 50000 /* events */
};

static bool
insert(struct store *st, const struct batch *b, const struct placed *order,
    int64_t import_id, const struct progress *pg, int64_t *added,
    struct err *err)
{
	struct query q;
	bool ok = true;

	if (!query_open(&q, st, STMT_EVENT_INSERT, err))
		return false;
	for (size_t i = 0; i < b->n_events && ok; i++) {
		const struct batch_event *e = &b->events[order[i].event];

		bind_text(&q, b->customers[e->customer].ref);
		bind_text(&q, b->products[e->product].key);
		bind_text(&q, batch_event_name(e->kind));
		bind_int(&q, e->time);
		bind_int(&q, import_id);
		ok = query_again(&q, err) &&
		    (i % REPORT_EVERY != 0 ||
			progress_report(pg, "writing events", (int64_t)i,
			    (int64_t)b->n_events, err));
		*added += sqlite3_changes(st->db);
	}
	query_close(&q);
	return ok;
}

/* The row of the import comes first, for events name it; its counts follow
 * when they are known. */
static bool
write(struct store *st, const struct batch *b, const struct placed *order,
    const struct store_import_options *options, struct store_import_result *out,
    struct err *err)
{
	int64_t next = 0, version;
	struct query q;
	bool row;

	if (!query_open(&q, st, STMT_IMPORT_NEXT, err) ||
	    !query_row(&q, &row, err))
		return false;
	next = read_int(&q);
	query_close(&q);
	if (!insert(
		st, b, order, next, options->progress, &out->events_new, err))
		return false;
	out->loaded = out->events_new;
	out->merged = out->rows_read - out->set_aside - out->loaded;
	if (out->events_new == 0)
		return true;
	return counter_next(st, COUNTER_EVENTS, &version, err) &&
	    import_row_write(st, b, false, out, err) &&
	    (out->import_id == next ||
		store_damaged(st, "its imports are numbered otherwise", err)) &&
	    import_rejects_write(
		st, out->import_id, b->rejects, b->n_rejects, err);
}

bool
store_events_import(struct store *st, const struct batch *b,
    const struct store_import_options *options, struct store_import_result *out,
    struct err *err)
{
	struct placed *order;
	struct tx tx;
	bool ok;

	*out = (struct store_import_result){ .rows_read = b->rows_read,
		.set_aside = b->rows_rejected };
	order = in_order(b, err);
	if (order == NULL)
		return false;
	ok = tx_begin_bulk(&tx, st, false, err);
	if (ok) {
		ok = write(st, b, order, options, out, err);
		if (options->dry_run)
			tx_end_bulk(&tx, false, NULL);
		else
			ok = tx_end_bulk(&tx, ok, err);
	}
	if (!ok || options->dry_run)
		out->import_id = 0;
	mem_free(order);
	return ok;
}

/* ---- reading ---- */

static bool
read_kind(struct query *q, enum batch_event_kind *kind, struct err *err)
{
	struct slice name = read_bytes(q);

	for (int i = 0; i < EVENT_KIND_COUNT; i++) {
		*kind = (enum batch_event_kind)i;
		if (slice_eq_c(name, batch_event_name(*kind)))
			return true;
	}
	return store_damaged(q->st, "an event is of no known kind", err);
}

static bool
load(struct store *st, enum stmt_id id, int64_t value, struct store_events *out,
    struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_events){ 0 };
	if (!query_open(&q, st, id, err))
		return false;
	bind_int(&q, value);
	while ((ok = query_row(&q, &row, err)) && row) {
		struct store_event *e;

		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "events", err);
		if (!ok)
			break;
		e = &out->rows[out->n++];
		e->customer_id = read_int(&q);
		e->product_id = read_int(&q);
		ok = read_kind(&q, &e->kind, err);
		if (!ok)
			break;
		e->at = read_int(&q);
	}
	query_close(&q);
	return ok;
}

bool
store_events_load(
    struct store *st, int64_t since, struct store_events *out, struct err *err)
{
	return load(st, STMT_EVENTS, since, out, err);
}

bool
store_events_of(struct store *st, int64_t product_id, struct store_events *out,
    struct err *err)
{
	return load(st, STMT_EVENTS_OF, product_id, out, err);
}

void
store_events_release(struct store_events *events)
{
	mem_free(events->rows);
	*events = (struct store_events){ 0 };
}

bool
store_events_version(struct store *st, int64_t *out, struct err *err)
{
	return counter_get(st, COUNTER_EVENTS, out, err);
}

bool
store_events_any(struct store *st, bool *any, struct err *err)
{
	struct query q;
	bool row;

	*any = false;
	if (!query_open(&q, st, STMT_EVENTS_ANY, err) ||
	    !query_row(&q, &row, err))
		return false;
	*any = read_int(&q) != 0;
	query_close(&q);
	return true;
}
