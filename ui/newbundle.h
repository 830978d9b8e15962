/*
 * newbundle - products gathered on a screen become a draft in the editor.
 *
 *	struct newbundle nb = { .n = 0 };
 *	newbundle_add(&nb, product);
 *	return newbundle_open(&nb, sc);
 */
#ifndef ENDCAP_UI_NEWBUNDLE_H
#define ENDCAP_UI_NEWBUNDLE_H

#include "ui/screen.h"

enum {
	NEWBUNDLE_MAX = 32 /* products; more are counted, not kept */
};

struct newbundle {
	size_t products[NEWBUNDLE_MAX];
	size_t n;
	bool too_many;
};

/* Once, however often it is added; in the order they come. */
void newbundle_add(struct newbundle *nb, size_t product);
/* Both products of a pair's identity (service/pairing.h). */
void newbundle_add_pair(struct newbundle *nb, uint64_t identity);
/* Makes the draft and opens the editor on it, or says what is missing. */
unsigned newbundle_open(const struct newbundle *nb, struct screen *sc);

#endif
