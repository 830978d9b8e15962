/*
 * gains - what offering a pair would add: its expected contribution per
 * horizon, with the 80 % range, at the discount that adds most and keeps the
 * margin floor.
 *
 * The same projection by which bundles are suggested (suggest.h), from the
 * pair's counts alone: most of a millisecond each. A screen full of them would
 * be felt at every key, so one that is looked at is noted, another thread works
 * out what was noted, and it is there at the next drawing. It is a single
 * pair's: the list of suggestions shrinks the best of many towards nothing
 * before it ranks them.
 *
 *	if (gains_find(g, a, b, &range) == GAINS_KNOWN)
 *		show it
 *	...
 *	n = gains_wanted(g, asked, GAINS_AT_ONCE);	what was missing
 *	for each: gains_work_out(g, &asked[i]);		on another thread
 *	for each: gains_keep(g, &asked[i]);
 *
 * Shared by counting; all but gains_work_out is for one thread.
 */
#ifndef ENDCAP_GAINS_H
#define ENDCAP_GAINS_H

#include "decide/projection.h"
#include "service/view.h"
#include "store/store.h"

struct gains;

/* The view must hold sales and pairs; it is shared. NULL with err when the
 * store cannot be read. */
struct gains *
gains_new(struct store *st, struct view *v, int32_t today, struct err *err);
struct gains *gains_share(struct gains *g);
void gains_free(struct gains *g); /* NULL allowed */

/* The view that they are of; only to compare. */
const struct view *gains_view(const struct gains *g);

/* The bundle that holds both, as when the gains were made, which may be later
 * than the view; NULL: none does. */
const char *gains_bundle_of(const struct gains *g, size_t a, size_t b);

enum gains_answer {
	GAINS_KNOWN,
	/* Nothing is to be offered: the evidence is less than likely and nobody
	 * accepted the pair, the two are in a bundle or sold together already,
	 * one has no price, is not sold any more or out of stock, or no
	 * discount keeps the floor. */
	GAINS_NONE,
	GAINS_WANTED, /* not worked out yet; it is noted */
};
enum gains_answer
gains_find(struct gains *g, size_t a, size_t b, struct range *out);

enum {
	GAINS_AT_ONCE = 128 /* notes kept; more are noted at the next look */
};
struct gain {
	uint32_t a, b; /* a < b */
	bool known;
	struct range range;
};
/* Takes what was noted, room for GAINS_AT_ONCE; how many. */
size_t gains_wanted(struct gains *g, struct gain *out);
void gains_work_out(const struct gains *g, struct gain *gain);
void gains_keep(struct gains *g, const struct gain *gain);

#endif
