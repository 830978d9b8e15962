/*
 * history - undo and redo with words, and the table of actions.
 *
 * The store knows how (store_history.h); this says what: the sentence that
 * names what was taken back, and the question when it was somebody else's.
 */
#ifndef ENDCAP_HISTORY_H
#define ENDCAP_HISTORY_H

#include "base/err.h"
#include "base/str.h"
#include "service/listing.h"

struct store;

enum history_direction {
	HISTORY_UNDO,
	HISTORY_REDO,
};

/*
 * Takes back, or does again, the newest action. 'said' gets the sentence:
 * "undone: discount of 'desk start' to 12 %". When another session made it
 * and 'foreign' is false, nothing is changed and the error (ERR_CONFLICT)
 * names it; ask, then call with foreign true. ERR_NOT_FOUND: nothing to do.
 */
bool history_step(struct store *st, enum history_direction direction,
    bool foreign, struct str *said, struct err *err);

/* Takes back one action of any age; 'said' as above. */
bool history_undo_one(
    struct store *st, int64_t action_id, struct str *said, struct err *err);

/* The newest 'limit' actions (0: all), newest first. */
bool history_listing(
    struct store *st, size_t limit, struct listing *out, struct err *err);

#endif
