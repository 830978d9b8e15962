/*
 * store_check - how it works: SQLite checks its pages and keys; then the
 * snapshot and the tables are walked side by side, because they were written
 * by different code from the same facts and must agree on every order.
 */
#include "store/store_check.h"

#include <stdarg.h>

#include "base/mem.h"
#include "store/store_shelf.h"
#include "store/store_snapshot.h"

enum {
	STEPS_A_REPORT = 100000 /* of SQLite's virtual machine */
};

struct check {
	struct store *st;
	struct store_findings *out;
	size_t cap;
	const struct progress *pg;
};

static void ATTR_PRINTF(2, 3) find(struct check *c, const char *fmt, ...)
{
	struct str s = STR_INIT;
	char text[ERR_TEXT_SIZE];
	va_list args;

	if (++c->out->total > STORE_MAX_FINDINGS)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	str_add(&s, text);
	c->out->rows = mem_reserve(
	    c->out->rows, &c->cap, c->out->n + 1, sizeof(*c->out->rows));
	c->out->rows[c->out->n++] = arena_strndup(&c->out->text, s.p, s.len);
	str_release(&s);
}

/* ---- SQLite's own checks ---- */

static bool
check_integrity(struct check *c, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(
	    c->st->db, "PRAGMA integrity_check(100)", -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		const char *text = (const char *)sqlite3_column_text(s, 0);
		if (text != NULL && strcmp(text, "ok") != 0)
			find(c, "the file is damaged: %s", text);
	}
	sqlite3_finalize(s);
	return rc == SQLITE_DONE || store_fail(c->st, rc, err);
}

static bool
check_foreign_keys(struct check *c, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(
	    c->st->db, "PRAGMA foreign_key_check", -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		if (rc == SQLITE_ROW)
			find(c,
			    "row %lld of table '%s' names a row of '%s' that "
			    "does not exist",
			    (long long)sqlite3_column_int64(s, 1),
			    (const char *)sqlite3_column_text(s, 0),
			    (const char *)sqlite3_column_text(s, 2));
	}
	sqlite3_finalize(s);
	return rc == SQLITE_DONE || store_fail(c->st, rc, err);
}

/* ---- ours ---- */

static bool
check_imports(struct check *c, struct err *err)
{
	struct arena text = { 0 };
	struct query q;
	bool row, ok;

	if (!query_open(&q, c->st, STMT_CHECK_IMPORTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t id = read_int(&q);
		find(c, "the rows of import %lld of '%s' do not add up",
		    (long long)id, read_text(&q, &text));
	}
	arena_release(&text);
	return ok;
}

static bool
check_line_ranges(struct check *c, struct err *err)
{
	struct arena text = { 0 };
	struct query q;
	bool row, ok;

	if (!query_open(&q, c->st, STMT_CHECK_LINE_RANGES, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row)
		find(c, "order '%s' does not have the lines it says",
		    read_text(&q, &text));
	arena_release(&text);
	return ok;
}

static bool
check_pairs(struct check *c, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, c->st, STMT_CHECK_PAIRS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row)
		find(c,
		    "the results name product %lld, which does not exist; "
		    "they are made again from the overview",
		    (long long)read_int(&q));
	return ok;
}

static bool
check_catalogue(struct check *c, struct err *err)
{
	bool differs;

	if (!shelf_differs(c->st, &differs, err))
		return false;
	if (differs)
		find(c,
		    "the catalogue was changed with another tool and its copy "
		    "still says what it was; remove that with DELETE FROM "
		    "derived WHERE name = 'catalogue'");
	return true;
}

/* A counted order as its table has it. */
struct table_order {
	struct snapshot_order o;
	const char *ref;
	int64_t first_line, lines;
};

static bool
next_table_order(struct query *q, struct arena *text, struct table_order *t,
    bool *more, struct err *err)
{
	int64_t customer;

	if (!query_row(q, more, err) || !*more)
		return !*more;
	t->o.order_id = read_int(q);
	t->ref = read_text(q, text);
	t->o.time = read_int(q);
	customer = read_known(q);
	t->o.customer_id = customer == INT64_MIN ? 0 : customer;
	t->o.shipping = read_known(q);
	t->o.ship_cost = read_known(q);
	t->o.cart_value = read_int(q);
	t->o.net_value = read_int(q);
	t->first_line = read_int(q);
	t->lines = read_int(q);
	return true;
}

/* Pieces that count by the table's lines. */
static bool
table_pieces(struct check *c, const struct table_order *t, int64_t *pieces,
    struct err *err)
{
	struct query q;
	bool row, ok;

	*pieces = 0;
	if (!query_open(&q, c->st, STMT_LINES_OF, err))
		return false;
	bind_int(&q, t->first_line);
	bind_int(&q, t->lines);
	while ((ok = query_row(&q, &row, err)) && row) {
		for (int i = 0; i < 6; i++)
			read_int(&q);
		*pieces += read_int(&q);
		read_bytes(&q);
	}
	return ok;
}

static bool
same_order(const struct snapshot_order *a, const struct snapshot_order *b)
{
	return a->order_id == b->order_id && a->customer_id == b->customer_id &&
	    a->time == b->time && a->cart_value == b->cart_value &&
	    a->net_value == b->net_value && a->shipping == b->shipping &&
	    a->ship_cost == b->ship_cost;
}

static bool
compare_order(struct check *c, struct snapshot_walk *w,
    const struct table_order *t, const struct snapshot_order *o,
    struct err *err)
{
	struct snapshot_line l;
	int64_t paid = 0, pieces = 0, expected;

	for (int64_t i = 0; i < o->lines; i++) {
		if (!snapshot_line(w, &l, err))
			return false;
		paid += l.paid;
		pieces += l.quantity;
	}
	if (!table_pieces(c, t, &expected, err))
		return false;
	if (!same_order(&t->o, o))
		find(c, "the columns differ from order '%s'", t->ref);
	else if (paid != o->cart_value)
		find(c, "the lines of order '%s' do not sum to its value",
		    t->ref);
	else if (pieces != expected)
		find(c, "the columns count other pieces than order '%s'",
		    t->ref);
	return true;
}

static bool
walk_both(struct check *c, struct query *q, struct snapshot_walk *w,
    struct arena *text, struct err *err)
{
	struct table_order t;
	struct snapshot_order o;
	bool table, columns;
	int64_t done = 0;

	if (!next_table_order(q, text, &t, &table, err) ||
	    !snapshot_next(w, &o, &columns, err))
		return false;
	while (table || columns) {
		int64_t a = table ? t.o.order_id : INT64_MAX;
		int64_t b = columns ? o.order_id : INT64_MAX;
		if (a == b && !compare_order(c, w, &t, &o, err))
			return false;
		if (a < b)
			find(c, "the columns lack order '%s'", t.ref);
		if (b < a)
			find(c,
			    "the columns hold order number %lld, which does "
			    "not count",
			    (long long)b);
		if (a <= b) {
			arena_release(text);
			if (!next_table_order(q, text, &t, &table, err))
				return false;
		}
		if (b <= a && !snapshot_next(w, &o, &columns, err))
			return false;
		if (++done % 4096 == 0 &&
		    !progress_report(c->pg, "comparing orders", done, 0, err))
			return false;
	}
	return true;
}

/* A torn snapshot is a finding, not a failure of the check. */
static bool
check_snapshot(struct check *c, struct err *err)
{
	struct arena text = { 0 };
	struct snapshot_walk w = { 0 };
	struct query q = { 0 };
	struct err why = ERR_INIT;
	bool ok = query_open(&q, c->st, STMT_CHECK_ORDERS, &why) &&
	    snapshot_open(&w, c->st, &why) && walk_both(c, &q, &w, &text, &why);

	query_close(&q);
	snapshot_close(&w);
	arena_release(&text);
	if (ok)
		return true;
	if (why.code == ERR_STORE) {
		find(c, "%s", why.text);
		return true;
	}
	if (err != NULL)
		*err = why;
	return false;
}

/* ---- all of it ---- */

static int
on_steps(void *arg)
{
	const struct check *c = arg;

	return !progress_report(c->pg, "checking the file", 0, 0, NULL);
}

bool
store_check(struct store *st, const struct progress *pg,
    struct store_findings *out, struct err *err)
{
	struct check c = { .st = st, .out = out, .pg = pg };
	bool ok;

	*out = (struct store_findings){ 0 };
	if (!store_read_begin(st, err))
		return false;
	sqlite3_progress_handler(st->db, STEPS_A_REPORT, on_steps, &c);
	ok = check_integrity(&c, err) && check_foreign_keys(&c, err) &&
	    check_imports(&c, err) && check_line_ranges(&c, err) &&
	    check_pairs(&c, err) && check_catalogue(&c, err) &&
	    check_snapshot(&c, err);
	sqlite3_progress_handler(st->db, 0, NULL, NULL);
	store_read_end(st);
	if (!ok)
		store_findings_release(out);
	return ok;
}

void
store_findings_release(struct store_findings *f)
{
	mem_free(f->rows);
	arena_release(&f->text);
	*f = (struct store_findings){ 0 };
}
