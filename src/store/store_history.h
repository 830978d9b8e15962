/*
 * store_history - every change to curated things, and taking it back.
 *
 * An action is one transaction with a label. Its changes are recorded by
 * SQLite's session extension as a changeset: the rows before and after. Undo
 * applies the inverse, in full or not at all.
 *
 *	done, done, done | undone, undone
 *	            undo <-  -> redo         a new action drops the undone
 *
 * Undo takes back the newest action that is done, whoever made it; so peek
 * first, and ask when it is another session's. Any older one can be taken
 * back on its own while no later action touched the same rows; that is an
 * action itself and can be undone.
 */
#ifndef ENDCAP_STORE_HISTORY_H
#define ENDCAP_STORE_HISTORY_H

#include "base/arena.h"
#include "store/store.h"

enum store_action_state {
	ACTION_DONE,
	ACTION_UNDONE, /* redo brings it back */
	ACTION_DROPPED, /* undone, and a new action ended redo */
	ACTION_STATE_COUNT
};

struct store_action {
	int64_t action_id;
	int64_t at;
	const char *session, *label;
	enum store_action_state state;
	int64_t undoes; /* the older action it took back; 0: none */
	int64_t undone_by; /* the action that took it back; 0: none */
	int64_t changes; /* rows */
	bool foreign; /* made by another session */
};

struct store_actions {
	struct store_action *rows; /* newest first */
	size_t n;
	struct arena text;
};

/*
 * Begins an action; curated things may be written until it is committed or
 * rolled back. Actions do not nest. ERR_BUSY when somebody else writes.
 */
bool store_action_begin(struct store *st, const char *label, struct err *err);
/* Saves it. An action that changed nothing leaves no trace: *action_id is 0
 * (NULL is allowed). On failure everything is rolled back. */
bool store_action_commit(struct store *st, int64_t *action_id, struct err *err);
/* Harmless when no action is open: put it on the exit path. */
void store_action_rollback(struct store *st);

/* What undo and redo would do; found is false when there is nothing. */
bool store_undo_peek(struct store *st, struct arena *text,
    struct store_action *out, bool *found, struct err *err);
bool store_redo_peek(struct store *st, struct arena *text,
    struct store_action *out, bool *found, struct err *err);

/*
 * Takes back, or does again, the action that was peeked at. ERR_CONFLICT when
 * another one is next by now, or when the store no longer holds what the
 * action left (a later import was undone, somebody edited it with SQL).
 */
bool store_undo(struct store *st, int64_t action_id, struct err *err);
bool store_redo(struct store *st, int64_t action_id, struct err *err);

/* Takes back one action of any age, as a new action with 'label'; the newest
 * one is simply undone, and *new_action (NULL is allowed) is 0. ERR_CONFLICT
 * lists the later actions that touched the same rows. */
bool store_action_undo(struct store *st, int64_t action_id, const char *label,
    int64_t *new_action, struct err *err);

/* The newest 'limit' actions (0: all). */
bool store_actions_load(
    struct store *st, size_t limit, struct store_actions *out, struct err *err);
void store_actions_release(struct store_actions *a);

#endif
