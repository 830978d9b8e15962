/*
 * todo - the table of what to do next: live offers to stop, then suggested
 * bundles, a better threshold and people to write to, best first.
 *
 * Embedded by value in a screen's state. Identities are those of suggestions
 * (service/suggest.h).
 */
#ifndef ENDCAP_UI_TODO_H
#define ENDCAP_UI_TODO_H

#include "service/desk.h"
#include "ui/table.h"

struct todo {
	struct desk *dk; /* borrowed */
	struct table *tb;
	double from, to; /* axis of the contribution */
	struct str text; /* the cell asked for last */
};

void todo_init(struct todo *td, struct desk *dk);
void todo_release(struct todo *td);
/* The desk has other suggestions, or another view. */
void todo_reload(struct todo *td);
void
todo_draw(struct todo *td, struct canvas *cv, struct rect area, bool focused);
/* Why the one under the cursor is suggested, in a sentence. */
void todo_add_reason(const struct todo *td, struct str *out);
/* The one under the cursor, borrowed until the desk has others; NULL: none. */
const struct suggestion *todo_chosen(const struct todo *td);

#endif
