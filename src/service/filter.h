/*
 * filter - narrowing any listing by a line of comparisons.
 *
 *	lift>1.2 n>=30 evidence>=likely text~mug category="Home & Living"
 *
 * Every comparison must hold. A column is named by its id, a short alias (n,
 * conf, cat, ...), or the beginning of one id and no other; "text" is any
 * column of text but those that are worked out (relation, evidence). A
 * word without a comparison looks for itself in the text.
 *
 *	< <= > >=	numbers, days, and evidence (thin weak likely strong)
 *	= !=		numbers; text, ASCII case ignored
 *	~		the text contains this, ASCII case ignored
 *
 * Shares are typed as they are shown, 25%, or as ratios, 0.25; money in major
 * units. Values with blanks stand in double quotes; "" inside them is a quote.
 * A cell without a value passes no comparison.
 *
 *	struct filter f;
 *	if (filter_parse(&listing, slice_of("lift>1.2"), &f, err))
 *		ok = filter_apply(&f, &listing, err);
 *	filter_release(&f);
 */
#ifndef ENDCAP_FILTER_H
#define ENDCAP_FILTER_H

#include "base/progress.h"
#include "service/listing.h"

enum {
	FILTER_MAX_TERMS = 16,
	FILTER_MAX_TEXT = 200 /* bytes of one value */
};

/* One comparison; filter.c fills and reads it. */
struct filter_term {
	size_t column; /* FILTER_ANY_TEXT: every column of text */
	int op;
	bool ranked; /* by its place among evidence's words */
	double number;
	size_t text_at, text_len; /* in the filter's own bytes */
};

struct filter {
	const struct column *columns; /* borrowed: those it was parsed for */
	struct filter_term terms[FILTER_MAX_TERMS];
	size_t n;
	struct str text;
};

/* 'out' is released by the caller in every case; an empty expression lets
 * everything pass. The sentences of ERR_INPUT name what is wrong and the
 * columns there are. */
bool filter_parse(const struct listing *l, struct slice expression,
    struct filter *out, struct err *err);
void filter_release(struct filter *f);

/* Narrows the view of a listing with the columns that were parsed for. Every
 * row in view is read once. pg NULL: nobody watches; when it says stop, the view
 * is no longer of use. */
bool filter_apply(const struct filter *f, struct listing *l,
    const struct progress *pg, struct err *err);

/*
 * What may follow at the end of a line that is being typed: columns where one
 * begins, values where a comparison of text waits for one. 'add' is called
 * for each, with the place in the line that the candidate replaces from.
 */
typedef void
filter_candidate_fn(void *arg, struct slice candidate, size_t from);
void filter_complete(const struct listing *l, struct slice before,
    filter_candidate_fn *add, void *arg);

#endif
