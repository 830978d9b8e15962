/*
 * store_feed - how it works: an eponymous virtual table (it has no CREATE and
 * leaves nothing in the file) with one full scan. The arrays are found through
 * the connection, where feed_run puts them for as long as it runs.
 */
#include "store/store_feed.h"

#include "base/mem.h"

enum {
	REPORT_ROWS = 1 << 16
};

struct feed_table {
	sqlite3_vtab base; /* first: SQLite's own part */
	struct store *st;
};

struct feed_cursor {
	sqlite3_vtab_cursor base; /* first: SQLite's own part */
	const struct feed *feed;
	size_t row;
};

static int
feed_connect(sqlite3 *db, void *aux, int argc, const char *const *argv,
    sqlite3_vtab **out, char **why)
{
	struct feed_table *t;
	int rc = sqlite3_declare_vtab(db,
	    "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, "
	    "c12, c13, c14, c15, c16, c17, c18, c19)");

	(void)argc;
	(void)argv;
	(void)why;
	if (rc != SQLITE_OK)
		return rc;
	t = mem_zalloc(sizeof(*t));
	t->st = aux;
	*out = &t->base;
	return SQLITE_OK;
}

static int
feed_disconnect(sqlite3_vtab *table)
{
	mem_free(table);
	return SQLITE_OK;
}

static int
feed_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedRows = 1000000;
	return SQLITE_OK;
}

static int
feed_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct feed_table *t = (struct feed_table *)table;
	struct feed_cursor *c = mem_zalloc(sizeof(*c));

	c->feed = t->st->feed;
	*out = &c->base;
	return SQLITE_OK;
}

static int
feed_close(sqlite3_vtab_cursor *cursor)
{
	mem_free(cursor);
	return SQLITE_OK;
}

static int
feed_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
    sqlite3_value **argv)
{
	(void)index;
	(void)name;
	(void)argc;
	(void)argv;
	((struct feed_cursor *)cursor)->row = 0;
	return SQLITE_OK;
}

static int
feed_next(sqlite3_vtab_cursor *cursor)
{
	struct feed_cursor *c = (struct feed_cursor *)cursor;

	if (++c->row % REPORT_ROWS == 0 &&
	    !progress_report(c->feed->progress, c->feed->phase, (int64_t)c->row,
		(int64_t)c->feed->rows, NULL))
		return SQLITE_INTERRUPT;
	return SQLITE_OK;
}

static int
feed_eof(sqlite3_vtab_cursor *cursor)
{
	const struct feed_cursor *c = (const struct feed_cursor *)cursor;

	return c->feed == NULL || c->row >= c->feed->rows;
}

static int
feed_cell(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int column)
{
	struct feed_cursor *c = (struct feed_cursor *)cursor;

	c->feed->column(c->feed->arg, c->row, column, out);
	return SQLITE_OK;
}

static int
feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((struct feed_cursor *)cursor)->row;
	return SQLITE_OK;
}

static const sqlite3_module feed_module = {
	.xConnect = feed_connect,
	.xBestIndex = feed_best_index,
	.xDisconnect = feed_disconnect,
	.xOpen = feed_open,
	.xClose = feed_close,
	.xFilter = feed_filter,
	.xNext = feed_next,
	.xEof = feed_eof,
	.xColumn = feed_cell,
	.xRowid = feed_rowid,
};

bool
feed_register(struct store *st, struct err *err)
{
	int rc = sqlite3_create_module(st->db, "feed", &feed_module, st);

	return rc == SQLITE_OK || store_fail(st, rc, err);
}

bool
feed_run(
    struct store *st, enum stmt_id id, const struct feed *f, struct err *err)
{
	struct query q;
	bool ok;

	if (!progress_report(f->progress, f->phase, 0, (int64_t)f->rows, err))
		return false;
	if (!query_open(&q, st, id, err))
		return false;
	st->feed = f;
	ok = query_run(&q, err);
	st->feed = NULL;
	return ok;
}

void
feed_known(sqlite3_context *out, int64_t v)
{
	if (v != INT64_MIN)
		sqlite3_result_int64(out, v);
}

void
feed_text(sqlite3_context *out, const char *s)
{
	if (s != NULL)
		sqlite3_result_text(out, s, -1, SQLITE_STATIC);
}
