/*
 * store_customers - how it works: plain rows; forgetting overwrites them.
 *
 * SQLite is built to zero what is deleted on most systems, but not on all, so
 * secure_delete is switched on for the erasure and the log is folded into the
 * file and cut afterwards.
 */
#include "store/store_customers.h"

#include "base/mem.h"
#include "store/store_internal.h"

/* Reads CUSTOMER_COLUMNS. */
static void
customer_read(struct query *q, struct arena *text, struct store_customer *c)
{
	*c = (struct store_customer){ .customer_id = read_int(q) };
	c->ref = read_text(q, text);
	c->email = read_text(q, text);
	c->country = read_text(q, text);
	c->consent = read_int(q) == 1;
}

bool
store_customers_load(
    struct store *st, struct store_customers *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_customers){ 0 };
	if (!query_open(&q, st, STMT_CUSTOMERS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "customers", err);
		if (!ok)
			break;
		customer_read(&q, &out->text, &out->rows[out->n++]);
	}
	query_close(&q);
	if (!ok)
		store_customers_release(out);
	return ok;
}

void
store_customers_release(struct store_customers *c)
{
	mem_free(c->rows);
	arena_release(&c->text);
	*c = (struct store_customers){ 0 };
}

bool
store_customers_returned(
    struct store *st, int64_t since, int64_t **ids, size_t *n, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*ids = NULL;
	*n = 0;
	if (!query_open(&q, st, STMT_RETURNERS, err))
		return false;
	bind_int(&q, since);
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = mem_try_reserve((void **)ids, &cap, *n + 1, sizeof(**ids),
		    "customers", err);
		if (!ok)
			break;
		(*ids)[(*n)++] = read_int(&q);
	}
	query_close(&q);
	return ok;
}

static bool
find(struct store *st, struct slice ref, struct arena *text,
    struct store_customer *out, bool *found, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_CUSTOMER_BY_REF, err))
		return false;
	bind_slice(&q, ref);
	if (!query_row(&q, found, err))
		return false;
	if (!*found)
		return true;
	customer_read(&q, text, out);
	query_close(&q);
	return true;
}

static bool
count_orders(
    struct store *st, int64_t customer_id, int64_t *orders, struct err *err)
{
	struct query q;
	bool row, ok;

	*orders = 0;
	if (!query_open(&q, st, STMT_CUSTOMER_ORDERS, err))
		return false;
	bind_int(&q, customer_id);
	while ((ok = query_row(&q, &row, err)) && row)
		++*orders;
	return ok;
}

static bool
forget_rejects(
    struct store *st, struct slice ref, const char *email, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_CUSTOMER_FORGET_REJECTS, err))
		return false;
	bind_slice(&q, ref);
	bind_text(&q, email);
	return query_run(&q, err);
}

static bool
forget_events(struct store *st, struct slice ref, bool *any, struct err *err)
{
	struct query q;
	int64_t version;

	if (!query_open(&q, st, STMT_CUSTOMER_FORGET_EVENTS, err))
		return false;
	bind_slice(&q, ref);
	if (!query_run(&q, err))
		return false;
	*any = sqlite3_changes64(st->db) > 0;
	return !*any || counter_next(st, COUNTER_EVENTS, &version, err);
}

static bool
erase(struct store *st, const struct store_customer *c, struct err *err)
{
	static const enum stmt_id by_id[] = {
		STMT_CUSTOMER_FORGET,
		STMT_CUSTOMER_FORGET_BEFORE,
		STMT_CUSTOMER_FORGET_CONTACTS,
	};
	bool any;

	for (size_t i = 0; i < ARRAY_LEN(by_id); i++)
		if (!query_run_int(st, by_id[i], c->customer_id, err))
			return false;
	return forget_rejects(st, slice_of(c->ref), c->email, err) &&
	    forget_events(st, slice_of(c->ref), &any, err);
}

/* Somebody who only looked is known by what they looked at. */
static bool
erase_visitor(struct store *st, struct slice ref, struct err *err)
{
	bool any;

	if (!forget_events(st, ref, &any, err))
		return false;
	if (!any)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no customer '%.*s'", (int)ref.len, ref.p);
	return forget_rejects(st, ref, NULL, err);
}

static bool
forget(struct store *st, struct slice ref, int64_t *orders, struct err *err)
{
	struct arena text = { 0 };
	struct store_customer c;
	bool found;
	bool ok = find(st, ref, &text, &c, &found, err);

	if (ok && !found)
		ok = erase_visitor(st, ref, err);
	else if (ok)
		ok = count_orders(st, c.customer_id, orders, err) &&
		    erase(st, &c, err);
	arena_release(&text);
	return ok;
}

bool
store_customer_forget(
    struct store *st, struct slice ref, int64_t *orders, struct err *err)
{
	struct tx tx;
	bool ok;

	*orders = 0;
	if (!store_exec(st, "PRAGMA secure_delete = ON", err) ||
	    !tx_begin(&tx, st, err))
		return false;
	ok = forget(st, slice_trim(ref), orders, err);
	return tx_end(&tx, ok, err) &&
	    store_exec(st, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}
