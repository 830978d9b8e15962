/*
 * audience - the customers of a store as segments (decide/segment.h).
 *
 * An audience is made of orders: of all of them for a cut, of a view's for the
 * tables. It knows the facts of each customer as of the last day with an
 * order, and the same SEGMENT_BEFORE_DAYS earlier, for changes.
 *
 *	struct audience *au = audience_new(st, v, err);
 *	audience_mask(au, "overdue", mask, err);
 *	audience_people(au, mask, &l);
 *	audience_free(au);
 *
 * A segment is named by its row ("at-risk"), as "fans:CATEGORY" for those who
 * like one category, or as the shop named one of its own (segmenting.h): those
 * who pass a filter of the columns of audience_people.
 */
#ifndef ENDCAP_AUDIENCE_H
#define ENDCAP_AUDIENCE_H

#include "decide/segment.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store_curation.h"
#include "store/store_customers.h"

struct audience {
	int references; /* the tables of an audience keep it */
	struct view *v; /* shared; NULL in a cut */
	struct segment_input in; /* borrows the arrays below */
	double *contribution;
	bool *discounted, *bundled;
	/* Of each customer; NULL where no events are known. */
	int32_t *viewed, *carted, *viewed_before, *carted_before;
	bool known[NEED_COUNT]; /* can segments that need it be told? */
	size_t n; /* customers, as in sales */
	struct segment_facts *facts, *before;
	int32_t since; /* first day of the orders; 'in.until' is the last */
	const int64_t *customer_id; /* borrowed from the sales */
	struct store_categories categories;
	struct store_customers people; /* of a cut: where own ones ask for it */
	struct store_segments own;
	int digits;
	uint32_t *by_value; /* customers, by contribution */
};

/* The view must hold sales; it is shared. NULL with err on failure. */
struct audience *
audience_new(struct store *st, struct view *v, struct err *err);
struct audience *audience_share(struct audience *au);
void audience_free(struct audience *au); /* NULL allowed */

/* Marks the customers of a segment. ERR_NOT_FOUND names the segments there
 * are; ERR_INPUT says what the shop lacks for one. */
bool audience_mask(const struct audience *au, const char *segment, bool *member,
    struct err *err);

/* The same without a view, for all orders of a store (cut.h). */
bool audience_find(struct store *st, const struct store_products *products,
    const struct sales *s, const char *segment, bool *member, struct err *err);

/* The shop's own segment of this name in any case; NULL: it has none. */
const struct store_segment *
audience_own(const struct audience *au, struct slice name);
/* Marks the customers who pass an expression by these facts, those of now or
 * of before. ERR_INPUT says what cannot be read in it. */
bool audience_pass(const struct audience *au, const char *expression,
    const struct segment_facts *facts, bool *member, struct err *err);
/* An empty table with the columns that expressions are over. */
void audience_columns(struct listing *out);

/* What a segment lacks: "free shipping that is live"; NULL: nothing. */
const char *
audience_lacks(const struct audience *au, const struct segment_row *row);

/* Appends, a line each: how many there are, and how many of them gave consent
 * and an address. The audience must have a view. */
void audience_add_sizes(
    const struct audience *au, const bool *member, struct str *out);

/* ---- tables (audience_listing.c, audience_people.c) ---- */

/* The segments with their sizes and figures, in the order of their list; a
 * row's identity is its segment_id; of the shop's own, which come last, it is
 * SEGMENT_COUNT + its number in the store. The audience is shared. */
bool
audience_segments(struct audience *au, struct listing *out, struct err *err);
/* The marked customers with their facts, by contribution; a row's identity is
 * the customer_id. The audience is shared. */
bool audience_people(struct audience *au, const bool *member,
    struct listing *out, struct err *err);

#endif
