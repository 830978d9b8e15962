/*
 * Each step looks first (peek), so that the sentence names what is about to
 * happen, and then asks the store for exactly that action; if somebody got in
 * between, the store refuses.
 */
#include "service/history.h"

#include "base/mem.h"
#include "store/store_history.h"

static const struct {
	const char *done, *nothing, *foreign;
	bool (*peek)(struct store *st, struct arena *text,
	    struct store_action *out, bool *found, struct err *err);
	bool (*step)(struct store *st, int64_t action_id, struct err *err);
} directions[] = {
	[HISTORY_UNDO] = {
		.done = "undone",
		.nothing = "there is nothing to undo",
		.foreign = "undo",
		.peek = store_undo_peek,
		.step = store_undo,
	},
	[HISTORY_REDO] = {
		.done = "done again",
		.nothing = "there is nothing to redo",
		.foreign = "redo",
		.peek = store_redo_peek,
		.step = store_redo,
	},
};

bool
history_step(struct store *st, enum history_direction direction, bool foreign,
    struct str *said, struct err *err)
{
	struct arena text = { 0 };
	struct store_action action;
	bool found = false, ok = false;

	if (!directions[direction].peek(st, &text, &action, &found, err))
		goto out;
	if (!found) {
		err_set(
		    err, ERR_NOT_FOUND, "%s", directions[direction].nothing);
		goto out;
	}
	if (action.foreign && !foreign) {
		err_set(err, ERR_CONFLICT,
		    "the newest change, \"%s\", was made in another session "
		    "(%s); to %s it all the same, say so (--yes)",
		    action.label, action.session,
		    directions[direction].foreign);
		goto out;
	}
	if (!directions[direction].step(st, action.action_id, err))
		goto out;
	str_addf(said, "%s: %s", directions[direction].done, action.label);
	ok = true;
out:
	arena_release(&text);
	return ok;
}

bool
history_undo_one(
    struct store *st, int64_t action_id, struct str *said, struct err *err)
{
	struct store_actions actions = { .n = 0 };
	struct str label = STR_INIT;
	bool ok = false;

	if (!store_actions_load(st, 0, &actions, err))
		goto out;
	for (size_t i = 0; i < actions.n; i++) {
		if (actions.rows[i].action_id == action_id)
			str_setf(
			    &label, "took back: %s", actions.rows[i].label);
	}
	if (label.len == 0) {
		err_set(err, ERR_NOT_FOUND,
		    "there is no change number %lld; 'endcap history' lists "
		    "them",
		    (long long)action_id);
		goto out;
	}
	ok = store_action_undo(st, action_id, label.p, NULL, err);
	if (ok)
		str_add(said, label.p);
out:
	str_release(&label);
	store_actions_release(&actions);
	return ok;
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("action",  "no.",     CELL_COUNT, COLUMN_FROZEN, 6, 2, "number, for undo"),
	LISTING_COLUMN("at",      "when",    CELL_TIME,  0, 19, 3, "local time"),
	LISTING_COLUMN("change",  "change",  CELL_TEXT,  0, 50, 1, "what was done"),
	LISTING_COLUMN("state",   "state",   CELL_TEXT,  0, 10, 4, "done, undone or dropped"),
	LISTING_COLUMN("session", "session", CELL_TEXT,  0, 12, 5, "who did it"),
};
/* clang-format on */

static void
action_cell(void *self, size_t row, size_t column, struct cell *out)
{
	static const char *const states[ACTION_STATE_COUNT] = {
		[ACTION_DONE] = "done",
		[ACTION_UNDONE] = "undone",
		[ACTION_DROPPED] = "dropped",
	};
	const struct store_actions *actions = self;
	const struct store_action *a = &actions->rows[row];

	out->defined = true;
	switch (column) {
	case 0:
		out->count = a->action_id;
		break;
	case 1:
		out->count = a->at;
		break;
	case 2:
		out->text = slice_of(a->label);
		break;
	case 3:
		out->text = slice_of(
		    a->undone_by != 0 ? "taken back" : states[a->state]);
		break;
	default:
		out->text = slice_of(a->session);
		break;
	}
}

static uint64_t
action_identity(void *self, size_t row)
{
	const struct store_actions *actions = self;

	return (uint64_t)actions->rows[row].action_id;
}

static void
actions_free(void *self)
{
	store_actions_release(self);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = action_cell,
	.identity = action_identity,
	.free = actions_free,
};

bool
history_listing(
    struct store *st, size_t limit, struct listing *out, struct err *err)
{
	struct store_actions *actions = mem_zalloc(sizeof(*actions));

	if (!store_actions_load(st, limit, actions, err)) {
		mem_free(actions);
		return false;
	}
	listing_init(out, "history", columns, ARRAY_LEN(columns), &ops, actions,
	    actions->n, 0);
	return true;
}
