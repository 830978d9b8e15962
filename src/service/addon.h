/*
 * addon - the products that go with one, as add-ons: how often each is taken
 * along, and what that is worth.
 *
 * The attach rate of an add-on is the share of the product's orders to expect
 * with it (metric.h, shrunk towards chance); its excess is what goes beyond
 * chance, and
 *
 *	contribution = excess attach rate x margin of one piece
 *
 * is what the tie between the two earns per order of the product: not what
 * would have been bought anyway. Where a cost is not known the margin is the
 * setting assumed_margin's share of the price, and the row says so.
 */
#ifndef ENDCAP_ADDON_H
#define ENDCAP_ADDON_H

#include "service/listing.h"
#include "service/view.h"

/* The partners of one product by score, rejected ones left out, at most
 * 'limit' (0: all). The view must hold its pairs (view_load_partners will do
 * for a limit up to 50); it is shared. A row's identity is the pair's
 * (pairing.h). */
bool addon_listing(struct view *v, size_t product, size_t limit,
    struct listing *out, struct err *err);

/* The margin of one piece in major units; 'measured' is false when it rests
 * on assumed_margin. False without a price. */
bool addon_margin(
    const struct view *v, size_t product, double *margin, bool *measured);

#endif
