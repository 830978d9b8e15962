/*
 * store_feed - rows of C arrays as a table that SQL can select from (store*.c
 * only).
 *
 * Binding and stepping once a row costs SQLite more than storing the row does.
 * So a bulk insert is one statement, INSERT ... SELECT c0, c1, ... FROM feed,
 * and 'feed' is a virtual table that reads the arrays: 0.6 us a row became
 * 0.25 (measured on a million order lines of eight columns).
 *
 *	struct feed f = { .rows = n, .column = line_column, .arg = &lines };
 *	feed_run(st, STMT_LINE_INSERT, &f, err);
 *
 * Each connection has the table, and it is empty outside feed_run.
 */
#ifndef ENDCAP_STORE_FEED_H
#define ENDCAP_STORE_FEED_H

#include "store/store_internal.h"

enum {
	FEED_COLUMNS = 20 /* c0 .. c19 */
};

/* One cell; a cell that is not set is NULL. Rows come in ascending order. */
typedef void
feed_column_fn(void *arg, size_t row, int column, sqlite3_context *out);

struct feed {
	size_t rows;
	feed_column_fn *column;
	void *arg;
	const struct progress *progress;
	const char *phase;
};

/* Registers the table; once for each connection. */
bool feed_register(struct store *st, struct err *err);

/* Runs the statement over the rows; ERR_STOPPED when progress says so. */
bool feed_run(
    struct store *st, enum stmt_id id, const struct feed *f, struct err *err);

/* As bind_known and bind_text do it. */
void feed_known(sqlite3_context *out, int64_t v);
void feed_text(sqlite3_context *out, const char *s);

#endif
