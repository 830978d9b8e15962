/*
 * glance - what the dashboard shows first, kept in the store: key figures,
 * suggestions and the best pairs as they were when they were last worked out.
 *
 * A shop of ten million lines takes seconds to read, and a person who opens it
 * wants to see how it does. So the overview is kept beside what it was made
 * from; while nothing has changed it is there in milliseconds, and the rest is
 * read meanwhile.
 *
 *	if (glance_load(st, &gl, &found, err) && found)
 *		show gl.overview, gl.suggestions, gl.v
 *	glance_release(&gl);
 */
#ifndef ENDCAP_GLANCE_H
#define ENDCAP_GLANCE_H

#include "service/overview.h"
#include "service/suggest.h"

enum {
	GLANCE_PAIRS = 50 /* best pairs that the view holds */
};

struct glance {
	struct overview overview;
	struct suggestions suggestions; /* owned */
	struct view *v; /* a reference; without sales, few rows of pairs */
	int32_t today; /* the day it was worked out for */
};

/* Keeps it, unless it is kept already. The view must hold all pairs, ranked. */
bool
glance_save(struct store *st, const struct view *v, const struct overview *o,
    const struct suggestions *s, int32_t today, struct err *err);

/* found is false when there is none, or orders, settings or curated things
 * have changed since. */
bool
glance_load(struct store *st, struct glance *out, bool *found, struct err *err);
void glance_release(struct glance *gl);

#endif
