/*
 * store_imports - how it works: an import is taken back in one transaction.
 *
 *	look      refuse when later imports, bundles or decisions stand on it
 *	remember  the customers whose orders go: their others count anew
 *	remove    lines, orders; old values come back
 *	pass on   products and customers that others use belong to the first
 *	          of those others now; the rest goes
 *	count     the orders that were touched, and the snapshot
 */
#include "store/store_imports.h"

#include "base/mem.h"
#include "store/store_gather.h"
#include "store/store_snapshot.h"

/* ---- lists ---- */

static enum batch_kind
kind_of(const char *name)
{
	if (strcmp(name, "products") == 0)
		return BATCH_PRODUCTS;
	if (strcmp(name, "customers") == 0)
		return BATCH_CUSTOMERS;
	if (strcmp(name, "events") == 0)
		return BATCH_EVENTS;
	return BATCH_ORDERS;
}

/* Reads IMPORT_COLUMNS. */
static void
read_import(struct query *q, struct arena *text, struct store_import_row *r,
    bool *set_currency)
{
	*r = (struct store_import_row){ .import_id = read_int(q) };
	r->file = read_text(q, text);
	r->dialect = read_text(q, text);
	r->kind = kind_of(read_text(q, text));
	r->content_hash = (uint64_t)read_int(q);
	r->at = read_int(q);
	r->rows_read = read_int(q);
	r->loaded = read_int(q);
	r->excluded = read_int(q);
	r->merged = read_int(q);
	r->set_aside = read_int(q);
	r->orders = read_int(q);
	*set_currency = read_int(q) != 0;
	r->undone = strcmp(read_text(q, text), "undone") == 0;
}

bool
store_imports_load(struct store *st, struct store_imports *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok, currency;

	*out = (struct store_imports){ 0 };
	if (!query_open(&q, st, STMT_IMPORTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_import(&q, &out->text, &out->rows[out->n++], &currency);
	}
	if (!ok)
		store_imports_release(out);
	return ok;
}

void
store_imports_release(struct store_imports *im)
{
	mem_free(im->rows);
	arena_release(&im->text);
	*im = (struct store_imports){ 0 };
}

bool
store_import_find(struct store *st, uint64_t content_hash, int64_t *import_id,
    bool *found, struct err *err)
{
	struct query q;
	bool row;

	*found = false;
	if (!query_open(&q, st, STMT_IMPORT_BY_HASH, err))
		return false;
	bind_int(&q, (int64_t)content_hash);
	if (!query_row(&q, &row, err))
		return false;
	*import_id = read_known(&q);
	*found = *import_id != INT64_MIN;
	query_close(&q);
	return true;
}

bool
store_rejects_load(struct store *st, int64_t import_id,
    struct store_rejects *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_rejects){ 0 };
	if (!query_open(&q, st, STMT_REJECTS, err))
		return false;
	bind_int(&q, import_id);
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "rejects", err);
		if (!ok)
			break;
		struct batch_reject *r = &out->rows[out->n++];
		*r = (struct batch_reject){ .line = (uint32_t)read_int(&q) };
		r->column = read_text(&q, &out->text);
		r->value = read_text(&q, &out->text);
		r->reason = read_text(&q, &out->text);
		r->row = read_text(&q, &out->text);
		r->kept = read_int(&q) != 0;
	}
	query_close(&q);
	if (!ok)
		store_rejects_release(out);
	return ok;
}

void
store_rejects_release(struct store_rejects *r)
{
	mem_free(r->rows);
	arena_release(&r->text);
	*r = (struct store_rejects){ 0 };
}

/* ---- undo: looking ---- */

struct undo {
	struct store *st;
	int64_t id;
	enum batch_kind kind;
	bool set_currency;
	bool promoted; /* the first of products that are alike went */
	int64_t *removed; /* orders that go, ascending */
	size_t n_removed, cap_removed;
	int64_t *related; /* orders that stay and count anew, ascending */
	size_t n_related, cap_related;
	int64_t *customers; /* of the orders that go */
	size_t n_customers, cap_customers;
	int64_t *restored; /* orders whose header comes back */
	size_t n_restored, cap_restored;
	struct arena text;
};

static bool
push(int64_t **v, size_t *n, size_t *cap, int64_t id, struct err *err)
{
	if (!mem_try_reserve(
		(void **)v, cap, *n + 1, sizeof(**v), "orders", err))
		return false;
	(*v)[(*n)++] = id;
	return true;
}

static bool
find_import(struct undo *u, struct err *err)
{
	struct store_import_row r;
	struct query q;
	bool row;

	if (!query_open(&q, u->st, STMT_IMPORT_GET, err))
		return false;
	bind_int(&q, u->id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return err_set(err, ERR_NOT_FOUND, "there is no import %lld",
		    (long long)u->id);
	read_import(&q, &u->text, &r, &u->set_currency);
	query_close(&q);
	u->kind = r.kind;
	if (r.undone)
		return err_set(err, ERR_NOT_FOUND,
		    "import %lld of '%s' was taken back already",
		    (long long)u->id, r.file);
	return true;
}

static bool
refuse_later(struct undo *u, struct err *err)
{
	struct query q;
	int64_t later;
	bool row;

	if (!query_open(&q, u->st, STMT_UNDO_LATER, err))
		return false;
	bind_int(&q, u->id);
	if (!query_row(&q, &row, err))
		return false;
	later = read_known(&q);
	query_close(&q);
	return later == INT64_MIN ||
	    err_set(err, ERR_CONFLICT,
		"import %lld cannot be taken back, because import %lld "
		"changed some of the same rows; take that one back first",
		(long long)u->id, (long long)later);
}

/* After everything others use was passed on. */
static bool
refuse_bundle(struct undo *u, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, u->st, STMT_UNDO_BUNDLE, err))
		return false;
	bind_int(&q, u->id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	const char *bundle = read_text(&q, &u->text);
	const char *sku = read_text(&q, &u->text);
	query_close(&q);
	return err_set(err, ERR_CONFLICT,
	    "import %lld cannot be taken back, because bundle '%s' uses its "
	    "product '%s'; delete the bundle or take the product out of it",
	    (long long)u->id, bundle, sku);
}

static bool
refuse_decision(struct undo *u, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, u->st, STMT_UNDO_DECISION, err))
		return false;
	bind_int(&q, u->id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	const char *name = read_text(&q, &u->text);
	const char *what = read_text(&q, &u->text);
	query_close(&q);
	return err_set(err, ERR_CONFLICT,
	    "import %lld cannot be taken back, because %s names '%s', which "
	    "only it brought",
	    (long long)u->id, what, name);
}

/* ---- undo: remembering ---- */

static int
compare_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static size_t
sort_unique(int64_t *v, size_t n)
{
	size_t last = 0;

	if (n == 0)
		return 0;
	qsort(v, n, sizeof(*v), compare_id);
	for (size_t i = 1; i < n; i++)
		if (v[i] != v[last])
			v[++last] = v[i];
	return last + 1;
}

static bool
remember_removed(struct undo *u, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, u->st, STMT_UNDO_ORDER_IDS, err))
		return false;
	bind_int(&q, u->id);
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t order = read_int(&q), customer = read_known(&q);
		ok = push(
		    &u->removed, &u->n_removed, &u->cap_removed, order, err);
		if (ok && customer != INT64_MIN)
			ok = push(&u->customers, &u->n_customers,
			    &u->cap_customers, customer, err);
		if (!ok)
			break;
	}
	query_close(&q);
	u->n_customers = sort_unique(u->customers, u->n_customers);
	return ok;
}

static bool
remember_restored(struct undo *u, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, u->st, STMT_UNDO_RESTORED_ORDER_IDS, err))
		return false;
	bind_int(&q, u->id);
	while ((ok = query_row(&q, &row, err)) && row)
		if (!(ok = push(&u->restored, &u->n_restored, &u->cap_restored,
			  read_int(&q), err)))
			break;
	query_close(&q);
	return ok;
}

static bool
add_orders_of(struct undo *u, int64_t customer, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, u->st, STMT_CUSTOMER_ORDERS, err))
		return false;
	bind_int(&q, customer);
	while ((ok = query_row(&q, &row, err)) && row)
		if (!(ok = push(&u->related, &u->n_related, &u->cap_related,
			  read_int(&q), err)))
			break;
	query_close(&q);
	return ok;
}

/* The customers of restored orders, then the orders left of all of them. */
static bool
find_related(struct undo *u, struct err *err)
{
	struct query q;
	struct batch_order o;
	struct gather_order r;
	bool row;

	for (size_t i = 0; i < u->n_restored; i++) {
		if (!push(&u->related, &u->n_related, &u->cap_related,
			u->restored[i], err) ||
		    !query_open(&q, u->st, STMT_ORDER_BY_ID, err))
			return false;
		bind_int(&q, u->restored[i]);
		if (!query_row(&q, &row, err))
			return false;
		if (!row)
			continue;
		gather_read_order(&q, &u->text, &o, &r, NULL);
		query_close(&q);
		if (r.customer_id != 0 &&
		    !push(&u->customers, &u->n_customers, &u->cap_customers,
			r.customer_id, err))
			return false;
	}
	u->n_customers = sort_unique(u->customers, u->n_customers);
	for (size_t i = 0; i < u->n_customers; i++)
		if (!add_orders_of(u, u->customers[i], err))
			return false;
	u->n_related = sort_unique(u->related, u->n_related);
	return true;
}

/* ---- undo: removing ---- */

static bool
change(struct undo *u, enum stmt_id id, int64_t *rows, struct err *err)
{
	if (!query_run_int(u->st, id, u->id, err))
		return false;
	if (rows != NULL)
		*rows += sqlite3_changes64(u->st->db);
	return true;
}

static bool
remove_rows(struct undo *u, struct store_undone *out, struct err *err)
{
	int64_t kept = 0;
	bool ok = change(u, STMT_UNDO_LINES, &out->lines, err) &&
	    change(u, STMT_UNDO_RESTORE_LINES, &kept, err) &&
	    change(u, STMT_UNDO_ORDERS, &out->orders, err) &&
	    change(u, STMT_UNDO_RESTORE_PRODUCTS, &out->restored, err) &&
	    change(u, STMT_UNDO_RESTORE_CUSTOMERS, &out->restored, err) &&
	    change(u, STMT_UNDO_RESTORE_ORDERS, &out->restored, err) &&
	    change(u, STMT_UNDO_FORGET_PRODUCTS, NULL, err) &&
	    change(u, STMT_UNDO_FORGET_CUSTOMERS, NULL, err) &&
	    change(u, STMT_UNDO_FORGET_ORDERS, NULL, err) &&
	    change(u, STMT_UNDO_FORGET_LINES, NULL, err) &&
	    change(u, STMT_UNDO_BLANK_PRODUCTS, NULL, err) &&
	    change(u, STMT_UNDO_BLANK_CUSTOMERS, NULL, err) &&
	    change(u, STMT_UNDO_PASS_PRODUCTS, NULL, err) &&
	    change(u, STMT_UNDO_PASS_CUSTOMERS, NULL, err) &&
	    refuse_bundle(u, err) && refuse_decision(u, err) &&
	    change(u, STMT_UNDO_PAIR_TOPS, NULL, err) &&
	    change(u, STMT_UNDO_PAIR_ROWS, NULL, err) &&
	    change(u, STMT_UNDO_PAIR_CHANGES, NULL, err) &&
	    change(u, STMT_UNDO_LINKS, NULL, err) &&
	    change(u, STMT_UNDO_RESTORE_LINKS, &out->restored, err) &&
	    change(u, STMT_UNDO_FORGET_LINKS, NULL, err) &&
	    change(u, STMT_UNDO_DROP_PRODUCTS, &out->products, err) &&
	    store_alike_promote(u->st, &u->promoted, err) &&
	    change(u, STMT_UNDO_DROP_CUSTOMERS, &out->customers, err) &&
	    change(u, STMT_UNDO_EVENTS, &out->events, err) &&
	    change(u, STMT_UNDO_MARK, NULL, err);

	out->lines -= kept;
	return ok;
}

/* The currency goes with the only import that brought amounts. */
static bool
drop_currency(struct undo *u, struct err *err)
{
	static const char *const names[] = { "currency", "currency_digits" };
	struct query q;
	bool row;
	int64_t imports;

	if (!query_open(&q, u->st, STMT_IMPORTS_DONE, err) ||
	    !query_row(&q, &row, err))
		return false;
	imports = read_int(&q);
	query_close(&q);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!u->set_currency || imports > 0)
			continue;
		if (!query_open(&q, u->st, STMT_STATE_DROP, err))
			return false;
		bind_text(&q, names[i]);
		if (!query_run(&q, err))
			return false;
	}
	return true;
}

static bool
count_again(struct undo *u, const struct store_rules *rules,
    const struct progress *pg, struct err *err)
{
	struct gather g;
	bool flips = false, ok;
	int64_t changed, version;

	gather_init(&g);
	g.lines_went = u->n_restored > 0;
	ok = gather_products(&g, u->st, 0, err) &&
	    gather_classify(&g, u->st, rules, true, &flips, err);
	if (u->promoted)
		flips = g.all_anew = g.lines_went = true;
	ok = ok &&
	    (flips ? gather_all_orders(&g, u->st, pg, err)
		   : gather_orders(&g, u->st, u->related, u->n_related, err));
	for (size_t i = 0; ok && i < u->n_restored; i++) {
		size_t at;
		if (gather_find_known(&g, u->restored[i], &at))
			g.stored[at].rewritten = true;
	}
	ok = ok && gather_count(&g, u->st, rules, err) &&
	    gather_save_known(&g, u->st, &changed, err) &&
	    snapshot_update(u->st, &g, u->removed, u->n_removed, err) &&
	    counter_next(u->st, COUNTER_FACTS, &version, err);
	gather_release(&g);
	return ok;
}

bool
store_import_undo(struct store *st, int64_t id, const struct store_rules *rules,
    const struct progress *pg, struct store_undone *out, struct err *err)
{
	struct undo u = { .st = st, .id = id };
	int64_t version;
	struct tx tx;
	bool ok;

	*out = (struct store_undone){ 0 };
	if (!tx_begin_bulk(&tx, st, false, err))
		return false;
	ok = find_import(&u, err) && refuse_later(&u, err) &&
	    remember_removed(&u, err) && remember_restored(&u, err) &&
	    progress_report(pg, "taking orders out", 0, 0, err) &&
	    remove_rows(&u, out, err) && find_related(&u, err) &&
	    drop_currency(&u, err) &&
	    progress_report(pg, "counting orders", 0, 0, err) &&
	    /* What customers looked at is no part of any order. */
	    (u.kind == BATCH_EVENTS
		    ? counter_next(st, COUNTER_EVENTS, &version, err)
		    : count_again(&u, rules, pg, err));
	mem_free(u.removed);
	mem_free(u.related);
	mem_free(u.customers);
	mem_free(u.restored);
	arena_release(&u.text);
	return tx_end_bulk(&tx, ok, err);
}
