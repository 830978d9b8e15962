/*
 * narrow - the filter of one screen's listing: asked for, kept, applied; and
 * its order, where it is long.
 *
 * Embedded by value in a screen's state. The screen's 'refill' fills its
 * listing anew through narrow_apply; it is called when the user changes the
 * filter, too.
 *
 *	narrow_init(&st->narrow, sc, &st->listing, pairs_refill);
 *	...
 *	ok = desk_pairs(dk, &next, err) &&
 *	    narrow_apply(&st->narrow, &next, err);
 *	...
 *	rows_order_with(st->rows, narrow_order, &st->narrow);
 */
#ifndef ENDCAP_UI_NARROW_H
#define ENDCAP_UI_NARROW_H

#include "service/listing.h"
#include "ui/screen.h"
#include "ui/table.h"

struct narrow {
	struct screen *sc; /* borrowed */
	struct listing *listing; /* borrowed; may be filled anew */
	struct str now, before; /* expressions; empty: none */
	struct str shown; /* of the rows in sight while 'asked' */
	bool unread; /* nobody looked at 'now' yet */
	uint64_t asked; /* number of desk_narrow; 0: nothing is asked */
	struct listing_key key[LISTING_KEYS]; /* the order wanted */
	size_t keys;
	bool stale; /* the rows in sight are not of the last filling */
	struct lineedit_history history;
	const char *example; /* shown when it asks; NULL: none */
	bool (*refill)(struct screen *sc, struct err *err);
};

void narrow_init(struct narrow *nw, struct screen *sc, struct listing *listing,
    bool (*refill)(struct screen *sc, struct err *err));
void narrow_release(struct narrow *nw);

/*
 * Narrows 'next', which must be filled, and moves it to the screen's listing;
 * what was there is released. On failure that stays and 'next' is released.
 */
bool narrow_apply(struct narrow *nw, struct listing *next, struct err *err);
/* A longer listing is narrowed and sorted by a worker: the rows in sight stay
 * until they are collected, when the screen is reloaded. True: there are others
 * now. */
bool narrow_collect(struct narrow *nw);
/* Narrows the rows that are there anew: the data did not change, only the
 * expression or the order did. On failure all rows are shown. Only where
 * narrow_holds: else those of the last filling never came. */
bool narrow_again(struct narrow *nw, struct err *err);
bool narrow_holds(const struct narrow *nw);
/* A rows_order_fn; 'arg' is the struct narrow. */
bool narrow_order(void *arg, const struct listing_key *key, size_t keys);
/* Another expression, from a command; the caller refills. The listing must be
 * filled: its columns decide what is understood. */
bool narrow_set(struct narrow *nw, const char *expression, struct err *err);
/* An expression before there is a listing: it is looked at when the first one
 * comes, and dropped when it is wrong. */
void narrow_want(struct narrow *nw, const char *expression);
/* Asks for a filter, drops it, goes back to the one before; REACT_NONE for
 * other actions. */
unsigned narrow_action(struct narrow *nw, enum action a);
/* "(310 unfiltered)" under a table, while a filter hides rows of it. */
void narrow_note(const struct narrow *nw, struct table *tb);
/* "f: lift>1.2" for the top line; nothing without a filter. */
void narrow_add(const struct narrow *nw, struct str *out);

#endif
