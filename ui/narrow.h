/*
 * narrow - the filter of one screen's listing: asked for, kept, applied.
 *
 * Embedded by value in a screen's state. The screen fills its listing anew and
 * then calls narrow_apply; when the user changes the filter, the screen's own
 * 'reload' is called.
 *
 *	narrow_init(&st->narrow, sc, &st->listing);
 *	...
 *	if (!desk_pairs(dk, &st->listing, err) ||
 *	    !narrow_apply(&st->narrow, err))
 *		return false;
 */
#ifndef ENDCAP_UI_NARROW_H
#define ENDCAP_UI_NARROW_H

#include "service/listing.h"
#include "ui/screen.h"

struct narrow {
	struct screen *sc; /* borrowed */
	struct listing *listing; /* borrowed; may be filled anew */
	struct str now, before; /* expressions; empty: none */
	struct lineedit_history history;
};

void narrow_init(struct narrow *nw, struct screen *sc, struct listing *listing);
void narrow_release(struct narrow *nw);

/* Narrows the listing, which must be filled. */
bool narrow_apply(struct narrow *nw, struct err *err);
/* Another expression, from a command; the caller reloads. The listing must be
 * filled: its columns decide what is understood. */
bool narrow_set(struct narrow *nw, const char *expression, struct err *err);
/* Asks for a filter, drops it, goes back to the one before; REACT_NONE for
 * other actions. */
unsigned narrow_action(struct narrow *nw, enum action a);
/* "f: lift>1.2" for the top line; nothing without a filter. */
void narrow_add(const struct narrow *nw, struct str *out);

#endif
