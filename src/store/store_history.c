/*
 * store_history - how it works: a session watches the curated tables from
 * begin to commit; what it saw is the changeset kept with the action.
 *
 * Invariants:
 *  1. Undone actions are newer than every done one; a new action drops them.
 *  2. Applying a changeset changes exactly as many rows as it holds, or
 *     nothing at all. SQLite passes over tables it cannot match without an
 *     error, so the rows are counted.
 */
#include "store/store_history.h"

#include "base/mem.h"
#include "store/store_internal.h"

static const char *const tables[] = {
	"bundle",
	"bundle_item",
	"threshold",
	"decision",
	"contact",
	"record",
	"setting",
};

static const char *const states[] = {
	[ACTION_DONE] = "done",
	[ACTION_UNDONE] = "undone",
	[ACTION_DROPPED] = "dropped",
};
_Static_assert(ARRAY_LEN(states) == ACTION_STATE_COUNT, "a state's name");

enum {
	MAX_NAMED = 3 /* later actions that a refusal names */
};

/* ---- reading actions ---- */

/* Reads ACTION_COLUMNS. */
static void
read_action(struct query *q, struct arena *text, struct store_action *a)
{
	int64_t other;
	struct slice state;

	*a = (struct store_action){ .action_id = read_int(q) };
	a->at = read_int(q);
	a->session = read_text(q, text);
	a->label = read_text(q, text);
	state = read_bytes(q);
	for (int i = 0; i < ACTION_STATE_COUNT; i++)
		if (slice_eq_c(state, states[i]))
			a->state = (enum store_action_state)i;
	other = read_known(q);
	a->undoes = other == INT64_MIN ? 0 : other;
	other = read_known(q);
	a->undone_by = other == INT64_MIN ? 0 : other;
	a->changes = read_int(q);
	a->foreign = strcmp(a->session, q->st->session_name) != 0;
}

static bool
read_one(struct query *q, struct arena *text, struct store_action *out,
    bool *found, struct err *err)
{
	*out = (struct store_action){ 0 };
	if (!query_row(q, found, err))
		return false;
	if (*found)
		read_action(q, text, out);
	query_close(q);
	return true;
}

bool
store_undo_peek(struct store *st, struct arena *text, struct store_action *out,
    bool *found, struct err *err)
{
	struct query q;

	return query_open(&q, st, STMT_ACTION_UNDO_NEXT, err) &&
	    read_one(&q, text, out, found, err);
}

bool
store_redo_peek(struct store *st, struct arena *text, struct store_action *out,
    bool *found, struct err *err)
{
	struct query q;

	return query_open(&q, st, STMT_ACTION_REDO_NEXT, err) &&
	    read_one(&q, text, out, found, err);
}

bool
store_actions_load(
    struct store *st, size_t limit, struct store_actions *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_actions){ 0 };
	if (!query_open(&q, st, STMT_ACTIONS, err))
		return false;
	bind_int(&q, limit > 0 ? (int64_t)limit : -1);
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_action(&q, &out->text, &out->rows[out->n++]);
	}
	if (!ok)
		store_actions_release(out);
	return ok;
}

void
store_actions_release(struct store_actions *a)
{
	mem_free(a->rows);
	arena_release(&a->text);
	*a = (struct store_actions){ 0 };
}

/* ---- changesets ---- */

/* SQLite's memory and length of a changeset. */
struct changeset {
	void *p;
	int n;
};

static void
changeset_release(struct changeset *c)
{
	sqlite3_free(c->p);
	*c = (struct changeset){ 0 };
}

static bool
count_changes(
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

static bool
load_changeset(
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
		return err_set(err, ERR_NOT_FOUND, "there is no action %lld",
		    (long long)action_id);
	bytes = read_bytes(&q);
	out->n = (int)bytes.len;
	out->p = sqlite3_malloc64(bytes.len + 1);
	if (out->p != NULL && bytes.len > 0)
		memcpy(out->p, bytes.p, bytes.len);
	query_close(&q);
	return out->p != NULL || store_fail(st, SQLITE_NOMEM, err);
}

static bool
invert(struct store *st, struct changeset *c, struct err *err)
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

static bool
apply(struct store *st, const struct changeset *c, const char *label,
    struct err *err)
{
	struct obstacle ob = { 0 };
	int64_t expected, before;
	int rc;

	if (!count_changes(st, c, &expected, err))
		return false;
	before = sqlite3_total_changes64(st->db);
	rc = sqlite3changeset_apply(st->db, c->n, c->p, NULL, on_conflict, &ob);
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

/* ---- an action ---- */

static void
end_recording(struct store *st)
{
	if (st->recording != NULL)
		sqlite3session_delete(st->recording);
	st->recording = NULL;
	mem_free(st->label);
	st->label = NULL;
}

static bool
start_recording(struct store *st, struct err *err)
{
	int rc = sqlite3session_create(st->db, "main", &st->recording);

	for (size_t i = 0; i < ARRAY_LEN(tables) && rc == SQLITE_OK; i++)
		rc = sqlite3session_attach(st->recording, tables[i]);
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

bool
store_action_begin(struct store *st, const char *label, struct err *err)
{
	struct tx tx;

	if (st->recording != NULL || !sqlite3_get_autocommit(st->db))
		BUG("an action inside another transaction");
	if (!tx_begin(&tx, st, err))
		return false;
	st->label = mem_strdup(label);
	if (start_recording(st, err))
		return true;
	store_action_rollback(st);
	return false;
}

void
store_action_rollback(struct store *st)
{
	struct tx tx = { .st = st, .own = true };

	if (st->label == NULL)
		return;
	end_recording(st);
	tx_end(&tx, false, NULL);
}

static bool
write_action(struct store *st, const struct changeset *c, int64_t undoes,
    int64_t *action_id, struct err *err)
{
	int64_t changes;
	struct query q;

	if (!count_changes(st, c, &changes, err) ||
	    !query_open(&q, st, STMT_ACTION_DROP_UNDONE, err) ||
	    !query_run(&q, err) || !query_open(&q, st, STMT_ACTION_INSERT, err))
		return false;
	bind_int(&q, st->now);
	bind_text(&q, st->session_name);
	bind_text(&q, st->label);
	bind_known(&q, undoes == 0 ? INT64_MIN : undoes);
	bind_int(&q, changes);
	bind_blob(&q, slice_bytes(c->p, (size_t)c->n));
	if (!query_run(&q, err))
		return false;
	*action_id = sqlite3_last_insert_rowid(st->db);
	return true;
}

static bool
mark_undone_by(struct store *st, int64_t action_id, int64_t by, struct err *err)
{
	struct query q;

	if (action_id == 0)
		return true;
	if (!query_open(&q, st, STMT_ACTION_UNDONE_BY, err))
		return false;
	bind_known(&q, by == 0 ? INT64_MIN : by);
	bind_int(&q, action_id);
	return query_run(&q, err);
}

static bool
commit(struct store *st, int64_t undoes, int64_t *action_id, struct err *err)
{
	struct tx tx = { .st = st, .own = true };
	struct changeset c = { 0 };
	bool ok = true;
	int rc;

	if (st->recording == NULL)
		BUG("no action is open");
	*action_id = 0;
	rc = sqlite3session_changeset(st->recording, &c.n, &c.p);
	if (rc != SQLITE_OK)
		ok = store_fail(st, rc, err);
	if (ok && c.n > 0)
		ok = write_action(st, &c, undoes, action_id, err) &&
		    mark_undone_by(st, undoes, *action_id, err);
	bool keep = ok && c.n > 0;
	changeset_release(&c);
	end_recording(st);
	/* What changed nothing is rolled back, and that is no failure. */
	if (!tx_end(&tx, keep, err) && keep)
		ok = false;
	if (!ok)
		*action_id = 0;
	return ok;
}

bool
store_action_commit(struct store *st, int64_t *action_id, struct err *err)
{
	int64_t id;
	bool ok = commit(st, 0, &id, err);

	if (action_id != NULL)
		*action_id = id;
	return ok;
}

/* ---- undo and redo ---- */

static bool
set_state(struct store *st, const struct store_action *a,
    enum store_action_state state, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_ACTION_STATE, err))
		return false;
	bind_text(&q, states[state]);
	bind_int(&q, a->action_id);
	/* An action that took an older one back: that one is in force again,
	 * or not any more. */
	return query_run(&q, err) &&
	    mark_undone_by(
		st, a->undoes, state == ACTION_DONE ? a->action_id : 0, err);
}

static bool
move(struct store *st, int64_t action_id, bool back, struct err *err)
{
	struct arena text = { 0 };
	struct changeset c = { 0 };
	struct store_action next;
	struct tx tx;
	bool found, ok;

	if (st->label != NULL)
		BUG("undo inside an action");
	if (!tx_begin(&tx, st, err))
		return false;
	ok = back ? store_undo_peek(st, &text, &next, &found, err)
		  : store_redo_peek(st, &text, &next, &found, err);
	if (ok && (!found || next.action_id != action_id))
		ok = err_set(err, ERR_CONFLICT,
		    "somebody else changed something meanwhile, so the next "
		    "thing to %s is '%s' now; look again",
		    back ? "undo" : "redo", found ? next.label : "nothing");
	ok = ok && load_changeset(st, action_id, &c, err) &&
	    (!back || invert(st, &c, err)) && apply(st, &c, next.label, err) &&
	    set_state(st, &next, back ? ACTION_UNDONE : ACTION_DONE, err);
	changeset_release(&c);
	arena_release(&text);
	return tx_end(&tx, ok, err);
}

bool
store_undo(struct store *st, int64_t action_id, struct err *err)
{
	return move(st, action_id, true, err);
}

bool
store_redo(struct store *st, int64_t action_id, struct err *err)
{
	return move(st, action_id, false, err);
}

/* ---- one older action ---- */

/* The rows a changeset touches, as sorted hashes of table and key. Equal
 * hashes of different rows would only refuse what could be done. */
struct rows {
	uint64_t *v;
	size_t n, cap;
};

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

static bool
find_rows(
    struct store *st, struct slice bytes, struct rows *out, struct err *err)
{
	sqlite3_changeset_iter *it = NULL;
	/* The iterator reads only; its parameter just is not const. */
	void *p = sqlite3_malloc64(bytes.len + 1);
	int rc = p == NULL ? SQLITE_NOMEM : SQLITE_OK;
	bool sane = true;

	out->n = 0;
	if (rc == SQLITE_OK) {
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

static bool
share_a_row(const struct rows *a, const struct rows *b)
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

/* The labels of later actions on the same rows; pairs of an action and its
 * taking back cancel out and are passed over by the statement. */
static bool
find_later(struct store *st, int64_t action_id, const struct rows *mine,
    struct str *names, size_t *n, struct err *err)
{
	struct arena text = { 0 };
	struct rows theirs = { 0 };
	struct query q;
	bool row, ok;

	*n = 0;
	if (!query_open(&q, st, STMT_ACTIONS_AFTER, err))
		return false;
	bind_int(&q, action_id);
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t id = read_int(&q);
		const char *label = read_text(&q, &text);
		if (!(ok = find_rows(st, read_bytes(&q), &theirs, err)))
			break;
		if (!share_a_row(mine, &theirs) || ++*n > MAX_NAMED)
			continue;
		str_addf(names, "%s'%s' (%lld)", *n > 1 ? ", " : "", label,
		    (long long)id);
	}
	query_close(&q);
	mem_free(theirs.v);
	arena_release(&text);
	return ok;
}

static bool
refuse_later(struct store *st, const struct store_action *a,
    const struct changeset *c, struct err *err)
{
	struct rows mine = { 0 };
	struct str names = STR_INIT;
	size_t n = 0;
	bool ok = find_rows(st, slice_bytes(c->p, (size_t)c->n), &mine, err) &&
	    find_later(st, a->action_id, &mine, &names, &n, err);

	if (ok && n > MAX_NAMED)
		str_addf(&names, " and %zu more", n - MAX_NAMED);
	if (ok && n > 0)
		ok = err_set(err, ERR_CONFLICT,
		    "'%s' cannot be taken back on its own, because later "
		    "actions changed the same things: %s; take those back "
		    "first",
		    a->label, names.p);
	mem_free(mine.v);
	str_release(&names);
	return ok;
}

static bool
find_done(struct store *st, int64_t action_id, struct arena *text,
    struct store_action *out, struct err *err)
{
	struct query q;
	bool found;

	if (!query_open(&q, st, STMT_ACTION_GET, err))
		return false;
	bind_int(&q, action_id);
	if (!read_one(&q, text, out, &found, err))
		return false;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "there is no action %lld",
		    (long long)action_id);
	if (out->state != ACTION_DONE || out->undone_by != 0)
		return err_set(err, ERR_CONFLICT, "'%s' was taken back already",
		    out->label);
	return true;
}

static bool
is_newest(struct store *st, int64_t action_id, bool *newest, struct err *err)
{
	struct arena text = { 0 };
	struct store_action a;
	bool found;
	bool ok = store_undo_peek(st, &text, &a, &found, err);

	*newest = ok && found && a.action_id == action_id;
	arena_release(&text);
	return ok;
}

bool
store_action_undo(struct store *st, int64_t action_id, const char *label,
    int64_t *new_action, struct err *err)
{
	struct arena text = { 0 };
	struct changeset c = { 0 };
	struct store_action a;
	int64_t id = 0;
	bool newest, ok;

	if (new_action != NULL)
		*new_action = 0;
	if (!is_newest(st, action_id, &newest, err))
		return false;
	if (newest)
		return store_undo(st, action_id, err);
	if (!store_action_begin(st, label, err))
		return false;
	ok = find_done(st, action_id, &text, &a, err) &&
	    load_changeset(st, action_id, &c, err) &&
	    refuse_later(st, &a, &c, err) && invert(st, &c, err) &&
	    apply(st, &c, a.label, err) && commit(st, action_id, &id, err);
	if (!ok)
		store_action_rollback(st);
	if (new_action != NULL)
		*new_action = id;
	changeset_release(&c);
	arena_release(&text);
	return ok;
}
