/*
 * sparse - what can be said where too few orders hold products together.
 *
 * Pairs need orders of two products and more. With fewer than SPARSE_MULTI of
 * them, or fewer than SPARSE_LIKELY pairs that are likely, a list of pairs is
 * mostly noise. Then it is said what is lacking and what would be needed, and
 * two coarser things are told that need less:
 *
 *	categories	which kinds of product stand in orders together
 *	follow-ups	which products the same customers buy in different
 *			orders, one some weeks after the other
 *
 *	struct sparse sp;
 *	if (sparse_look(v, &sp, err) && sp.few)
 *		sparse_add_words(v, &sp, &text);
 */
#ifndef ENDCAP_SPARSE_H
#define ENDCAP_SPARSE_H

#include "mining/relation.h"
#include "service/view.h"

enum {
	SPARSE_MULTI = 300,
	SPARSE_LIKELY = 10,
	SPARSE_ROWS = 5, /* of each kind at most */
	SPARSE_LOOKED_AT =
	    300000, /* of more only the newest orders are looked at */
};

/* Two products, or one product of each of two categories. */
struct sparse_pair {
	uint32_t a, b;
	uint32_t both; /* orders; of follow-ups customers */
	double lift, low, high; /* 90 % */
	struct relation_sequence order; /* of follow-ups */
};

struct sparse {
	bool few;
	bool looked; /* for the two below */
	size_t likely; /* pairs, counted no further than SPARSE_LIKELY */
	struct sparse_pair category[SPARSE_ROWS], sequel[SPARSE_ROWS];
	size_t categories, sequels;
	size_t newest; /* so many orders the two are of; 0: all */
};

/* The view must hold pairs. Only where there are few does it look further,
 * and then only in a view that holds sales, at no more than SPARSE_LOOKED_AT
 * lines: the dashboard waits for it. */
bool sparse_look(const struct view *v, struct sparse *out, struct err *err);
/* The same with another number of lines. */
bool sparse_look_within(
    const struct view *v, size_t most, struct sparse *out, struct err *err);

/* A line for what is lacking, then one for each thing that can be told. */
void sparse_add_words(
    const struct view *v, const struct sparse *sp, struct str *out);

#endif
