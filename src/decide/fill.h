/*
 * fill - can the gap to a threshold be closed with goods the shop sells?
 *
 * A shopper who is 30 short looks at a few products, weighted by how they
 * sell, and adds the cheapest that is dear enough. With F the share of sales
 * below a price and K looks, the gap g can be closed with probability
 *
 *	H(g) = 1 - F(g)^K
 *
 * and overshoots by the mean of the cheapest of K looks at or above g, less g
 * (an order statistic of the catalogue above g). Without it, an exponential
 * answer overstates topping up over large gaps: in simulated shops whose
 * fillers are real catalogue items, ranges for raised thresholds held the
 * truth far less often than they said.
 *
 * Tables on a grid of gaps; 'step' about a twentieth of the fee. Owned arrays.
 */
#ifndef ENDCAP_FILL_H
#define ENDCAP_FILL_H

#include "base/sales.h"

enum {
	FILL_LOOKS = 6, /* K */
	FILL_MAX_STEPS = 2000,
	FILL_MAX_LINES = 1000000
};

struct fill {
	double step; /* major units */
	size_t n; /* gaps 0, step, .. (n - 1) step; beyond them H is 0 */
	double *closable; /* H */
	double *overshoot;
};

/*
 * From prices (major units) of n products and how often each is sold (>= 0;
 * NULL: once); products without a positive price or sales do not count. Gaps beyond
 * FILL_MAX_STEPS steps count as not closable. step > 0.
 */
bool fill_init(struct fill *fl, const double *prices, const double *sold,
    size_t n, double step, struct err *err);
void fill_release(struct fill *fl);

/*
 * From a shop: what its order lines cost, all their pieces together, since
 * where people buy by the dozen a gap is closed by the dozen too. Of more than
 * FILL_MAX_LINES an even sample is taken. Step a twentieth of 'fee' (of 1 when
 * that is 0).
 */
bool fill_from_sales(
    struct fill *fl, const struct sales *s, double fee, struct err *err);

/* Index of the nearest gap of the grid; n or more: not closable. */
static inline size_t
fill_index(const struct fill *fl, double gap)
{
	double at = gap / fl->step + .5;

	return at < (double)fl->n ? (size_t)at : fl->n;
}

#endif
