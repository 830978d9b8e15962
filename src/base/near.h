/*
 * near - which known word a mistyped one may have meant.
 *
 *	struct near near = near_begin(slice_of("paris"));
 *	for (i...)
 *		near_offer(&near, slice_of(names[i]));
 *	if (near.best.len > 0)
 *		... "did you mean '%.*s'?", (int)near.best.len, near.best.p
 *
 * Counted are letters left out, put in or wrong and two that changed places
 * (Damerau's distance without repeated edits); a word of three letters may
 * have one of them, of six two, a longer one three. A word that was only begun
 * counts as one. The first of equally near ones is kept.
 */
#ifndef ENDCAP_NEAR_H
#define ENDCAP_NEAR_H

#include "base/str.h"

enum {
	NEAR_LONGEST = 40 /* bytes; longer words are near nothing */
};

struct near {
	struct slice word; /* borrowed */
	struct slice best; /* borrowed from near_offer; empty: none is near */
	size_t distance; /* of the best; else one more than may be */
};

struct near near_begin(struct slice word);
void near_offer(struct near *near, struct slice known);
/* Edits from one to the other, bytes compared; at most NEAR_LONGEST long. */
size_t near_distance(struct slice a, struct slice b);

#endif
