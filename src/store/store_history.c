/*
 * store_history - how it works: a session watches the curated tables from
 * begin to commit; what it saw is the changeset kept with the action.
 *
 * Invariant: undone actions are newer than every done one; a new action drops
 * them.
 */
#include "store/store_history.h"

#include "base/mem.h"
#include "store/store_changeset.h"

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

	for (size_t i = 0; rc == SQLITE_OK && changeset_table(i) != NULL; i++)
		rc = sqlite3session_attach(st->recording, changeset_table(i));
	return rc == SQLITE_OK || store_fail(st, rc, err);
}

bool
store_action_begin(struct store *st, const char *label, struct err *err)
{
	struct tx tx;

	if (!tx_settle(st, err))
		return false;
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

	if (!changeset_count(st, c, &changes, err) ||
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
	ok = ok && changeset_load(st, action_id, &c, err) &&
	    (!back || changeset_invert(st, &c, err)) &&
	    changeset_apply(st, &c, next.label, err) &&
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
		if (!(ok = changeset_rows(st, read_bytes(&q), &theirs, err)))
			break;
		if (!rows_share(mine, &theirs) || ++*n > MAX_NAMED)
			continue;
		str_addf(names, "%s'%s' (%lld)", *n > 1 ? ", " : "", label,
		    (long long)id);
	}
	query_close(&q);
	rows_release(&theirs);
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
	bool ok =
	    changeset_rows(st, slice_bytes(c->p, (size_t)c->n), &mine, err) &&
	    find_later(st, a->action_id, &mine, &names, &n, err);

	if (ok && n > MAX_NAMED)
		str_addf(&names, " and %zu more", n - MAX_NAMED);
	if (ok && n > 0)
		ok = err_set(err, ERR_CONFLICT,
		    "'%s' cannot be taken back on its own, because later "
		    "actions changed the same things: %s; take those back "
		    "first",
		    a->label, names.p);
	rows_release(&mine);
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
	    changeset_load(st, action_id, &c, err) &&
	    refuse_later(st, &a, &c, err) && changeset_invert(st, &c, err) &&
	    changeset_apply(st, &c, a.label, err) &&
	    commit(st, action_id, &id, err);
	if (!ok)
		store_action_rollback(st);
	if (new_action != NULL)
		*new_action = id;
	changeset_release(&c);
	arena_release(&text);
	return ok;
}
