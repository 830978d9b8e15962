/*
 * store_changeset - how it works: SQLite's session extension makes, inverts
 * and applies changesets; this counts what it did.
 */
#include "store/store_changeset.h"

#include "base/mem.h"

enum {
	CHANGESET_COLUMNS = 100 /* more than any table of ours has */
};

static const char *const tables[] = {
	"bundle",
	"bundle_item",
	"threshold",
	"decision",
	"contact",
	"record",
	"setting",
	"scenario",
	"shop_id",
	"segment",
};

const char *
changeset_table(size_t i)
{
	return i < ARRAY_LEN(tables) ? tables[i] : NULL;
}

void
changeset_release(struct changeset *c)
{
	sqlite3_free(c->p);
	*c = (struct changeset){ 0 };
}

/* ---- is it one? ---- */

/*
 * SQLite's own reader never ends where the name of a table does not, so bytes
 * from a file are walked through before it sees them:
 *
 *	'T' columns keys[columns] name 0
 *	op indirect value[columns, of an update twice as many]
 *	...
 *
 * A value is its type and 8 bytes of number, or a length and as many bytes.
 */
static bool
take(struct slice *rest, size_t n)
{
	if (n > rest->len)
		return false;
	*rest = slice_bytes(rest->p + n, rest->len - n);
	return true;
}

static bool
take_byte(struct slice *rest, int *out)
{
	*out = rest->len > 0 ? (unsigned char)rest->p[0] : -1;
	return take(rest, 1);
}

/* Seven bits a byte, the highest first; at most 32 bits. */
static bool
take_size(struct slice *rest, size_t *out)
{
	int byte = 0x80;

	*out = 0;
	for (int i = 0; i < 5 && (byte & 0x80) != 0; i++) {
		if (!take_byte(rest, &byte))
			return false;
		*out = *out << 7 | (size_t)(byte & 0x7f);
	}
	return (byte & 0x80) == 0 && *out <= INT32_MAX;
}

static bool
take_value(struct slice *rest)
{
	size_t len;
	int type;

	if (!take_byte(rest, &type))
		return false;
	switch (type) {
	case 0: /* as it was */
	case SQLITE_NULL:
		return true;
	case SQLITE_INTEGER:
	case SQLITE_FLOAT:
		return take(rest, 8);
	case SQLITE_TEXT:
	case SQLITE_BLOB:
		return take_size(rest, &len) && take(rest, len);
	default:
		return false;
	}
}

static bool
take_table(struct slice *rest, size_t *columns)
{
	const char *end;

	if (!take_size(rest, columns) || *columns == 0 ||
	    *columns > CHANGESET_COLUMNS || !take(rest, *columns))
		return false;
	end = rest->len > 0 ? memchr(rest->p, 0, rest->len) : NULL;
	return end != NULL && take(rest, (size_t)(end - rest->p) + 1);
}

static bool
take_row(struct slice *rest, int op, size_t columns)
{
	size_t values = op == SQLITE_UPDATE ? 2 * columns : columns;
	bool ok = columns > 0 && take(rest, 1) &&
	    (op == SQLITE_INSERT || op == SQLITE_UPDATE || op == SQLITE_DELETE);

	for (size_t i = 0; ok && i < values; i++)
		ok = take_value(rest);
	return ok;
}

static bool
is_whole(struct slice rest)
{
	size_t columns = 0;
	bool ok = true;
	int op;

	while (ok && take_byte(&rest, &op))
		ok = op == 'T' ? take_table(&rest, &columns)
			       : take_row(&rest, op, columns);
	return ok;
}

bool
changeset_count(
    struct store *st, const struct changeset *c, int64_t *out, struct err *err)
{
	sqlite3_changeset_iter *it = NULL;
	int rc = sqlite3changeset_start(&it, c->n, c->p);

	*out = 0;
	while (rc == SQLITE_OK && sqlite3changeset_next(it) == SQLITE_ROW)
		++*out;
	if (rc == SQLITE_OK)
		rc = sqlite3changeset_finalize(it);
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

bool
changeset_load(
    struct store *st, int64_t action_id, struct changeset *out, struct err *err)
{
	struct query q;
	struct slice bytes;
	bool row;

	*out = (struct changeset){ 0 };
	if (!query_open(&q, st, STMT_ACTION_BLOB, err))
		return false;
	bind_int(&q, action_id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		BUG("an action that was just found is not there");
	bytes = read_bytes(&q);
	out->n = (int)bytes.len;
	out->p = sqlite3_malloc64(bytes.len + 1);
	if (out->p != NULL && bytes.len > 0)
		memcpy(out->p, bytes.p, bytes.len);
	query_close(&q);
	if (out->p == NULL)
		return store_fail(st, SQLITE_NOMEM, err);
	return is_whole(slice_bytes(out->p, (size_t)out->n)) ||
	    store_damaged(st, "an action cannot be read", err);
}

bool
changeset_invert(struct store *st, struct changeset *c, struct err *err)
{
	struct changeset inverse = { 0 };
	int rc = sqlite3changeset_invert(c->n, c->p, &inverse.n, &inverse.p);

	if (rc != SQLITE_OK)
		return store_fail(st, rc, err);
	changeset_release(c);
	*c = inverse;
	return true;
}

/* What stood in the way, for the sentence. */
struct obstacle {
	int kind;
	const char *table; /* one of ours, or NULL */
};

/* A store that somebody else made may keep changes of other tables as an
 * action: they are left out, and then what was applied is not the whole. */
static int
is_curated(void *arg, const char *table)
{
	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		if (strcmp(tables[i], table) == 0)
			return 1;
	}
	return 0;
}

static int
on_conflict(void *arg, int kind, sqlite3_changeset_iter *it)
{
	struct obstacle *ob = arg;
	const char *table = NULL;
	int columns, op, indirect;

	ob->kind = kind;
	if (kind != SQLITE_CHANGESET_FOREIGN_KEY &&
	    sqlite3changeset_op(it, &table, &columns, &op, &indirect) ==
		SQLITE_OK)
		for (size_t i = 0; i < ARRAY_LEN(tables); i++)
			if (strcmp(tables[i], table) == 0)
				ob->table = tables[i];
	return SQLITE_CHANGESET_ABORT;
}

static bool
refuse_conflict(const struct obstacle *ob, const char *label, struct err *err)
{
	if (ob->kind == SQLITE_CHANGESET_FOREIGN_KEY)
		return err_set(err, ERR_CONFLICT,
		    "'%s' cannot be taken back or done again, because a "
		    "product or bundle it needs is no longer there",
		    label);
	return err_set(err, ERR_CONFLICT,
	    "'%s' cannot be taken back or done again, because a %s it changed "
	    "is different now",
	    label, ob->table != NULL ? ob->table : "row");
}

bool
changeset_apply(struct store *st, const struct changeset *c, const char *label,
    struct err *err)
{
	struct obstacle ob = { 0 };
	int64_t expected, before;
	int rc;

	if (!changeset_count(st, c, &expected, err))
		return false;
	before = sqlite3_total_changes64(st->db);
	rc = sqlite3changeset_apply(
	    st->db, c->n, c->p, is_curated, on_conflict, &ob);
	if (ob.kind != 0)
		return refuse_conflict(&ob, label, err);
	if (rc != SQLITE_OK)
		return store_fail(st, rc, err);
	if (sqlite3_total_changes64(st->db) - before != expected)
		return err_set(err, ERR_STORE,
		    "'%s' could not be applied in full, so it was not applied",
		    label);
	return true;
}

static int
compare_hash(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Every curated table has one integer key, its first column. */
static bool
hash_row(sqlite3_changeset_iter *it, uint64_t *out)
{
	struct str key = STR_INIT;
	sqlite3_value *v = NULL;
	const char *table;
	int columns, op, indirect, rc;

	rc = sqlite3changeset_op(it, &table, &columns, &op, &indirect);
	if (rc == SQLITE_OK)
		rc = op == SQLITE_INSERT ? sqlite3changeset_new(it, 0, &v)
					 : sqlite3changeset_old(it, 0, &v);
	if (rc == SQLITE_OK && v != NULL) {
		str_addf(
		    &key, "%s %lld", table, (long long)sqlite3_value_int64(v));
		*out = slice_hash(slice_str(&key));
	}
	str_release(&key);
	return rc == SQLITE_OK && v != NULL;
}

bool
changeset_rows(
    struct store *st, struct slice bytes, struct rows *out, struct err *err)
{
	sqlite3_changeset_iter *it = NULL;
	/* The iterator reads only; its parameter just is not const. */
	void *p = sqlite3_malloc64(bytes.len + 1);
	int rc = p == NULL ? SQLITE_NOMEM : SQLITE_OK;
	bool sane = true;

	out->n = 0;
	sane = is_whole(bytes);
	if (rc == SQLITE_OK && sane) {
		memcpy(p, bytes.p != NULL ? bytes.p : "", bytes.len);
		rc = sqlite3changeset_start(&it, (int)bytes.len, p);
	}
	while (rc == SQLITE_OK && sane &&
	    sqlite3changeset_next(it) == SQLITE_ROW) {
		out->v =
		    mem_reserve(out->v, &out->cap, out->n + 1, sizeof(*out->v));
		sane = hash_row(it, &out->v[out->n]);
		out->n += sane;
	}
	if (it != NULL)
		rc = sqlite3changeset_finalize(it);
	sqlite3_free(p);
	if (out->n > 0)
		qsort(out->v, out->n, sizeof(*out->v), compare_hash);
	if (!sane)
		return store_damaged(st, "an action cannot be read", err);
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

bool
rows_share(const struct rows *a, const struct rows *b)
{
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		if (a->v[i] == b->v[j])
			return true;
		if (a->v[i] < b->v[j])
			i++;
		else
			j++;
	}
	return false;
}

void
rows_release(struct rows *r)
{
	mem_free(r->v);
	*r = (struct rows){ 0 };
}
