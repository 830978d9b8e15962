/*
 * store_query - how a statement is run, what its failure says, and
 * transactions.
 *
 * A statement is prepared on first use and kept by the handle until it closes.
 * Values are bound and columns read from left to right by a counter in struct
 * query; a step checks that the counter has come to the end.
 */
#include "store/store_internal.h"

#include <errno.h>

#include "store/store_wait.h"

static bool
fail_busy(const struct store *st, struct err *err)
{
	struct str who = STR_INIT;

	wait_add_holder(st, &who);
	if (st->waited_enough)
		err_set(err, ERR_STOPPED,
		    "stopped while waiting for %s; nothing was changed", who.p);
	else
		err_set(err, ERR_BUSY,
		    "the store '%s' is in use: %s is writing to it; try again "
		    "when it has finished",
		    st->path, who.p);
	str_release(&who);
	return false;
}

static bool
is_about_locks(int rc)
{
	return rc == SQLITE_IOERR_LOCK || rc == SQLITE_IOERR_RDLOCK ||
	    rc == SQLITE_IOERR_SHMLOCK || rc == SQLITE_IOERR_SHMMAP ||
	    rc == SQLITE_IOERR_CHECKRESERVEDLOCK;
}

static bool
fail_access(const struct store *st, struct err *err)
{
	return err_set(err, ERR_IO, "cannot read or write the store '%s': %s",
	    st->path, sqlite3_errmsg(st->db));
}

static bool
fail_full(const struct store *st, struct err *err)
{
	return err_set(err, ERR_IO,
	    "no space left for the store '%s'; nothing was changed, free some "
	    "space and try again",
	    st->path);
}

static bool
fail_read_only(const struct store *st, int rc, struct err *err)
{
	if (rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY)
		return err_set(err, ERR_IO,
		    "an import into the store '%s' was cut off, and what it "
		    "left is taken back when the store is opened where it can "
		    "be written: open it once as its owner, with its folder "
		    "writable",
		    st->path);
	return err_set(err, ERR_IO, "the store '%s' cannot be written: %s",
	    st->path, sqlite3_errmsg(st->db));
}

bool
store_fail(const struct store *st, int rc, struct err *err)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail_busy(st, err);
	case SQLITE_FULL:
		return fail_full(st, err);
	case SQLITE_READONLY:
		return fail_read_only(st, rc, err);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_STORE,
		    "the store '%s' is damaged (%s); restore a backup",
		    st->path, sqlite3_errmsg(st->db));
	case SQLITE_INTERRUPT:
		return err_set(
		    err, ERR_STOPPED, "stopped; nothing was changed");
	case SQLITE_CONSTRAINT:
		if (rc != SQLITE_CONSTRAINT_FOREIGNKEY)
			return err_set(err, ERR_STORE,
			    "the store '%s' refused a value: %s", st->path,
			    sqlite3_errmsg(st->db));
		return err_set(err, ERR_CONFLICT,
		    "something this refers to is not in the store '%s' any "
		    "more; look again",
		    st->path);
	case SQLITE_NOMEM:
	case SQLITE_TOOBIG:
		return err_set(err, ERR_LIMIT,
		    "the store '%s' cannot hold a value this large", st->path);
	case SQLITE_IOERR:
		/* The shared memory of the log needs room too. */
		if (sqlite3_system_errno(st->db) == ENOSPC)
			return fail_full(st, err);
		if (is_about_locks(rc))
			return err_set(err, ERR_IO,
			    "the place of the store '%s' cannot lock files, so "
			    "programs would overwrite each other's changes; "
			    "move it to a local disk",
			    st->path);
		return fail_access(st, err);
	case SQLITE_CANTOPEN:
		return fail_access(st, err);
	default:
		return err_set(err, ERR_STORE, "the store '%s' refused: %s",
		    st->path, sqlite3_errmsg(st->db));
	}
}

bool
store_damaged(const struct store *st, const char *what, struct err *err)
{
	return err_set(err, ERR_STORE,
	    "the store '%s' contradicts itself: %s; run 'endcap check'",
	    st->path, what);
}

bool
store_exec(struct store *st, const char *text, struct err *err)
{
	int rc = sqlite3_exec(st->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK || store_fail(st, rc, err);
}

void
stmts_release(struct store *st)
{
	for (int i = 0; i < STMT_COUNT; i++) {
		sqlite3_finalize(st->stmts[i]);
		st->stmts[i] = NULL;
	}
}

/* ---- one query ---- */

bool
query_open(struct query *q, struct store *st, enum stmt_id id, struct err *err)
{
	sqlite3_stmt **s = &st->stmts[id];
	int rc = SQLITE_OK;

	*q = (struct query){ .st = st };
	if (*s == NULL)
		rc = sqlite3_prepare_v3(st->db, stmt_sql(id), -1,
		    SQLITE_PREPARE_PERSISTENT, s, NULL);
	if (rc != SQLITE_OK)
		return store_fail(st, rc, err);
	if (sqlite3_stmt_busy(*s))
		BUG("a statement is begun twice");
	q->s = *s;
	return true;
}

static void
before_step(struct query *q)
{
	if (q->stepped) {
		/* No columns read is fine: somebody only counts rows. */
		if (q->at != 0 && q->at != sqlite3_column_count(q->s))
			BUG("columns of a statement are left unread");
	} else if (q->at != sqlite3_bind_parameter_count(q->s)) {
		BUG("a value of a statement is not bound");
	}
	q->at = 0;
	q->stepped = true;
}

static bool
step(struct query *q, bool *row, struct err *err)
{
	int rc = q->rc;

	before_step(q);
	*row = false;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q->s);
	if (rc == SQLITE_ROW) {
		*row = true;
		return true;
	}
	/* The sentence first: reset would change SQLite's message. */
	bool ok = rc == SQLITE_DONE || store_fail(q->st, rc, err);
	sqlite3_reset(q->s);
	return ok;
}

bool
query_row(struct query *q, bool *row, struct err *err)
{
	bool ok = step(q, row, err);

	if (!*row)
		query_close(q);
	return ok;
}

bool
query_again(struct query *q, struct err *err)
{
	bool row;
	bool ok = step(q, &row, err);

	if (row)
		BUG("rows of a statement are left unread");
	q->stepped = false;
	return ok;
}

bool
query_run(struct query *q, struct err *err)
{
	bool ok = query_again(q, err);

	query_close(q);
	return ok;
}

void
query_close(struct query *q)
{
	if (q->s != NULL) {
		sqlite3_reset(q->s);
		sqlite3_clear_bindings(q->s);
	}
	q->s = NULL;
}

static void
bound(struct query *q, int rc)
{
	if (rc != SQLITE_OK && q->rc == SQLITE_OK)
		q->rc = rc;
}

void
bind_int(struct query *q, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->s, ++q->at, v));
}

void
bind_known(struct query *q, int64_t v)
{
	if (v == INT64_MIN)
		bound(q, sqlite3_bind_null(q->s, ++q->at));
	else
		bind_int(q, v);
}

/* The bytes stay the caller's until the statement has run. */
void
bind_slice(struct query *q, struct slice s)
{
	bound(q,
	    sqlite3_bind_text64(q->s, ++q->at, s.p != NULL ? s.p : "", s.len,
		SQLITE_STATIC, SQLITE_UTF8));
}

void
bind_text(struct query *q, const char *s)
{
	if (s == NULL)
		bound(q, sqlite3_bind_null(q->s, ++q->at));
	else
		bind_slice(q, slice_of(s));
}

void
bind_blob(struct query *q, struct slice bytes)
{
	bound(q,
	    sqlite3_bind_blob64(q->s, ++q->at, bytes.p != NULL ? bytes.p : "",
		bytes.len, SQLITE_STATIC));
}

int64_t
read_int(struct query *q)
{
	return sqlite3_column_int64(q->s, q->at++);
}

int64_t
read_known(struct query *q)
{
	if (sqlite3_column_type(q->s, q->at) == SQLITE_NULL) {
		q->at++;
		return INT64_MIN;
	}
	return read_int(q);
}

struct slice
read_bytes(struct query *q)
{
	const void *p = sqlite3_column_blob(q->s, q->at);
	int n = sqlite3_column_bytes(q->s, q->at);

	q->at++;
	return slice_bytes(p, p != NULL ? (size_t)n : 0);
}

const char *
read_text(struct query *q, struct arena *a)
{
	if (sqlite3_column_type(q->s, q->at) == SQLITE_NULL) {
		q->at++;
		return NULL;
	}
	struct slice s = read_bytes(q);
	return arena_strndup(a, s.len > 0 ? s.p : "", s.len);
}

bool
pragma_get(struct store *st, const char *sql, struct str *out, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(st->db, sql, -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL)
		str_set(out, (const char *)sqlite3_column_text(s, 0));
	bool ok =
	    rc == SQLITE_ROW || rc == SQLITE_DONE || store_fail(st, rc, err);
	sqlite3_finalize(s);
	return ok;
}

bool
query_run_int(struct store *st, enum stmt_id id, int64_t value, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, id, err))
		return false;
	bind_int(&q, value);
	return query_run(&q, err);
}

/* ---- transactions ---- */

static bool
refuse_read_only(const struct store *st, struct err *err)
{
	return err_set(err, ERR_IO,
	    "the store '%s' is open for reading only, so it cannot be changed",
	    st->path);
}

bool
tx_prepare(struct store *st, struct err *err)
{
	int rc = sqlite3_prepare_v3(st->db, "ROLLBACK", -1,
	    SQLITE_PREPARE_PERSISTENT, &st->rollback, NULL);

	return rc == SQLITE_OK || store_fail(st, rc, err);
}

void
tx_roll_back(struct store *st)
{
	/* SQLite may have rolled back by itself already. */
	if (!sqlite3_get_autocommit(st->db)) {
		sqlite3_step(st->rollback);
		sqlite3_reset(st->rollback);
	}
	st->half_done = !sqlite3_get_autocommit(st->db);
}

bool
tx_settle(struct store *st, struct err *err)
{
	if (st->half_done)
		tx_roll_back(st);
	if (st->half_done)
		return store_fail(st, SQLITE_NOMEM, err);
	return !st->without_log || !sqlite3_get_autocommit(st->db) ||
	    tx_use_log(st, err);
}

bool
tx_begin(struct tx *tx, struct store *st, struct err *err)
{
	*tx = (struct tx){ .st = st };
	if (st->read_only)
		return refuse_read_only(st, err);
	if (!tx_settle(st, err))
		return false;
	if (!sqlite3_get_autocommit(st->db)) {
		if (st->reading)
			BUG("a write between store_read_begin and _end");
		return true;
	}
	tx->own = store_exec(st, "BEGIN IMMEDIATE", err);
	return tx->own;
}

bool
tx_end(struct tx *tx, bool ok, struct err *err)
{
	if (!tx->own)
		return ok;
	ok = ok && store_exec(tx->st, "COMMIT", err);
	if (!ok)
		tx_roll_back(tx->st);
	tx->own = false;
	return ok;
}

static bool
set_bulk(struct store *st, bool bulk, struct err *err)
{
	struct str s = STR_INIT;
	bool ok;

	str_addf(&s,
	    "PRAGMA foreign_keys = %d; PRAGMA cache_size = -%d; "
	    "PRAGMA temp_store = MEMORY",
	    !bulk, bulk ? STORE_BULK_CACHE_KIB : STORE_CACHE_KIB);
	ok = store_exec(st, s.p, err);
	str_release(&s);
	return ok;
}

bool
tx_use_log(struct store *st, struct err *err)
{
	struct str mode = STR_INIT;
	bool ok = pragma_get(st, "PRAGMA journal_mode = WAL", &mode, err);

	if (ok && !slice_eq_c(slice_str(&mode), "wal") &&
	    !slice_eq_c(slice_str(&mode), "memory"))
		ok = err_set(err, ERR_IO,
		    "the store '%s' is in a place where several programs "
		    "cannot share a file; move it to a local disk",
		    st->path);
	str_release(&mode);
	st->without_log = st->without_log && !ok;
	return ok;
}

/* Where somebody else has the store open SQLite refuses, and all is as it was.
 */
static bool
leave_log(struct store *st)
{
	struct str mode = STR_INIT;
	bool left =
	    pragma_get(st, "PRAGMA journal_mode = DELETE", &mode, NULL) &&
	    slice_eq_c(slice_str(&mode), "delete");

	str_release(&mode);
	return left;
}

bool
tx_begin_bulk(struct tx *tx, struct store *st, bool into_empty, struct err *err)
{
	bool left, ok;

	*tx = (struct tx){ .st = st };
	if (st->read_only)
		return refuse_read_only(st, err);
	if (!tx_settle(st, err))
		return false;
	/* Foreign keys cannot be switched inside a transaction. */
	if (!sqlite3_get_autocommit(st->db))
		BUG("an import inside another transaction");
	left = into_empty && leave_log(st);
	ok = set_bulk(st, true, err) && tx_begin(tx, st, err);
	st->without_log = left;
	if (ok)
		return true;
	set_bulk(st, false, NULL);
	return false;
}

bool
tx_end_bulk(struct tx *tx, bool ok, struct err *err)
{
	ok = tx_end(tx, ok, err);
	/* Whoever reads it just now may be in the way of the log: then the next
	 * write takes it up, or the next program that opens the store. */
	if (tx->st->without_log && !tx->st->half_done)
		tx_use_log(tx->st, NULL);
	return set_bulk(tx->st, false, ok ? err : NULL) && ok;
}
