/*
 * stacking - what offers that are live together do to each other.
 *
 * Each offer may be fine alone. Together they may leave no margin, push carts
 * below a threshold that was reached, compete for the same product, or make a
 * bundle pointless because its items are cheaper another way. All carts of the
 * shop go through the checkout with all offers; findings come with how many
 * carts and how bad.
 *
 *	struct stacking sk;
 *	if (!stacking_check(sales, offers, n, .2, pg, &sk, err))
 *		return false;
 *	for (size_t i = 0; i < sk.n; i++)
 *		... sk.rows[i] ...
 *	stacking_release(&sk);
 *
 * Margins are of the goods, net of tax, before shipping and payment; carts with
 * a product whose cost is not known are left out of them and counted.
 */
#ifndef ENDCAP_STACKING_H
#define ENDCAP_STACKING_H

#include "base/progress.h"
#include "base/sales.h"
#include "decide/checkout.h"

/* kind, name, what to do about it */
/* clang-format off */
#define STACKING_KINDS(X) \
	X(STACKING_LOSS, "loss", \
	  "give the offers a minimum margin, or let one not combine") \
	X(STACKING_MARGIN, "margin", \
	  "give the offer a minimum margin, or lower its discount") \
	X(STACKING_DROPPED, "dropped", \
	  "lower the threshold by as much, or let the bundle not combine") \
	X(STACKING_SHARED, "shared", \
	  "join the two, or say by priority which goes first") \
	X(STACKING_DEARER, "dearer", \
	  "retire the bundle, or give it more than the others give")
/* clang-format on */

enum stacking_kind {
#define X(id, name, fix) id,
	STACKING_KINDS(X)
#undef X
	STACKING_KIND_COUNT
};
const char *stacking_name(enum stacking_kind kind);
const char *stacking_fix(enum stacking_kind kind);

struct stacking_row {
	enum stacking_kind kind;
	size_t offer; /* index: the one concerned; DROPPED: the threshold */
	size_t other; /* SHARED, DEARER, DROPPED: the other; else n offers */
	uint32_t product; /* SHARED */
	int64_t carts; /* of the shop's orders */
	double worst; /* LOSS, MARGIN: lowest margin, a share; DROPPED: most
			 that is missing, DEARER: dearer by, in major units */
	size_t order; /* LOSS, MARGIN, DROPPED: the worst cart */
};

struct stacking {
	struct stacking_row *rows; /* owned; by kind, then worst first */
	size_t n;
	int64_t carts, discounted; /* of them with any discount */
	int64_t uncosted; /* discounted carts without all costs */
	double worst_margin; /* of a discounted cart; 1 without any */
};

bool stacking_check(const struct sales *s, const struct offer *offers, size_t n,
    double margin_floor, const struct progress *pg, struct stacking *out,
    struct err *err);
void stacking_release(struct stacking *sk);

#endif
