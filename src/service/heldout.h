/*
 * heldout - who did without an offer, as the merchandiser says.
 *
 * Either a share of the customers, drawn by their ids before the offer goes
 * live, whose list is then given to the shop; or a list of customers or orders
 * that the shop held out by itself. Kept as a record of kind "holdout" (of a
 * threshold "threshold holdout") under the offer's name, one line:
 *
 *	share 20 4711		percent of the customers, and the seed
 *	customers 12 17 ...	ids of the store, ascending
 *	orders 5 9 ...
 *
 *	struct heldout_offer of = heldout_bundle(&bundle);
 *
 *	heldout_set_share(st, &of, 20, err);
 *	...
 *	heldout_load(st, &of, &h, err);
 *	heldout_mark(st, &h, &v->sales, side, err);
 *	heldout_release(&h);
 *
 * Guests cannot be held out as customers: they are on neither side then. Nor is
 * a customer who was forgotten where a share was drawn: the id that said the
 * side is erased.
 */
#ifndef ENDCAP_HELDOUT_H
#define ENDCAP_HELDOUT_H

#include "base/progress.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store_curation.h"

enum heldout_kind {
	HELDOUT_NONE, /* nobody: nothing was said */
	HELDOUT_SHARE,
	HELDOUT_CUSTOMERS,
	HELDOUT_ORDERS
};

struct heldout {
	enum heldout_kind kind;
	double percent;
	uint64_t seed;
	int64_t *ids; /* owned; ascending */
	size_t n;
};

/* What somebody is held out of. */
struct heldout_offer {
	bool threshold; /* else a bundle */
	const char *name; /* borrowed */
	bool live;
};
struct heldout_offer heldout_bundle(const struct store_bundle *b);
struct heldout_offer heldout_threshold(const struct store_threshold *t);

/* The latest that was said of the offer; none is no failure. */
bool heldout_load(struct store *st, const struct heldout_offer *of,
    struct heldout *out, struct err *err);
void heldout_release(struct heldout *h);

/* Each is an action. A share, above 0 and at most 90 percent, is drawn only for
 * what is not live yet: ERR_INPUT. 0: nobody. */
bool heldout_set_share(struct store *st, const struct heldout_offer *of,
    double percent, struct err *err);

/* What a file named: those found, of one kind, and how many were not. */
struct heldout_read {
	enum heldout_kind kind;
	size_t found, unknown;
};
/* Takes the ids in the first column of a CSV file, with or without a heading,
 * as customers or as orders, whichever most of them are. ERR_INPUT when none
 * is known. */
bool heldout_set_file(struct store *st, const struct view *v,
    const struct heldout_offer *of, const char *path, struct heldout_read *read,
    struct err *err);

enum heldout_side {
	HELDOUT_OFFERED,
	HELDOUT_HELD,
	/* of a guest, or of a share somebody forgotten, where customers are
	 * held out */
	HELDOUT_OUTSIDE
};
/* The side of each order of s into side[]. */
bool heldout_mark(struct store *st, const struct heldout *h,
    const struct sales *s, uint8_t *side, struct err *err);

/* "20 % of the customers, drawn by their ids", "412 customers by your list". */
void heldout_add_words(const struct heldout *h, struct str *out);
/* The customers held out, or the orders, a row each: what the shop must know.
 * Everything is copied. */
bool heldout_listing(struct store *st, const struct heldout *h,
    const struct view *v, struct listing *out, struct err *err);

#endif
