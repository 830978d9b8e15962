/*
 * filling - what closes the gap: products that lift carts just below a
 * threshold over it.
 *
 * The carts looked at are the orders from T - 1.5 times the reach of topping
 * up to T, the newest first. For each, every product dear enough weighs
 *
 *	its affinity to the cart	cart_score of mining/cart.h, above 0
 *	times e^(-(price - gap) / reach)	paying more than the gap puts off;
 *					0 from three times the reach on
 *
 * and its share of the weights is the chance that a shopper who looks for
 * something takes just this one. The score of a product is the contribution it
 * would bring per hundred such carts: the sum of those shares times what it
 * earns. Products that are not active, out of stock or rejected beside
 * one of the cart are left out, as is the cart's own content.
 * Where a product is bought by the dozen it fills by the dozen: its price here
 * is that of the usual number of pieces, the median of its order lines.
 *
 *	if (!filling_find(&rq, &fg, err)) ...
 *	filling_listing(&fg, &l);
 *	listing_release(&l);
 *	filling_release(&fg);
 */
#ifndef ENDCAP_FILLING_H
#define ENDCAP_FILLING_H

#include "base/progress.h"
#include "service/listing.h"
#include "service/view.h"

enum {
	FILLING_CARTS = 500, /* looked at, at most */
	FILLING_BEST = 5 /* a product is among the best of a cart up to here */
};

struct filling_request {
	struct view *v; /* with sales and pairs; shared while fg lives */
	double at; /* threshold, major units, > 0 */
	double reach; /* gap at which topping up falls to a third, > 0 */
	const struct progress *progress;
};

struct filler {
	uint32_t product;
	int64_t pieces; /* usually bought at once, >= 1 */
	int64_t price; /* of them, minor units */
	double margin; /* share of the price */
	bool margin_known; /* else the setting 'assumed_margin' */
	int64_t closes; /* carts whose gap it closes */
	int64_t best_in; /* carts that have it among their best */
	double over; /* mean of price less gap, major units */
	double earns; /* of them: price, less cost and payment fee */
	double score; /* contribution per 100 carts, major units */
};

struct filling {
	struct view *v; /* shared */
	double at, lowest; /* the carts are worth [lowest, at) */
	int64_t carts, looked; /* of them; of those looked at */
	struct filler *rows; /* best score first, ties by SKU; owned */
	size_t n;
};

bool filling_find(
    const struct filling_request *rq, struct filling *out, struct err *err);
void filling_release(struct filling *fg);

/* Everything is copied. */
void filling_listing(const struct filling *fg, struct listing *out);
/* "312 of 4,100 orders were worth 35.15 to 50.00", and why a list is empty. */
void filling_add_words(const struct filling *fg, struct str *out);

#endif
