/*
 * items - the items of an order that stand together in one cell.
 *
 *	name:Mug|sku:M-1|quantity:2|total:9.00|sub_total:10.00;name:Cup|...
 *	Product Qty: 2, Product SKU: M-1, Product Name: Mug, ...|Product Qty:
 *	2x Mug, 1x Cup, with saucer
 *	Mug x 2, Cup x 1
 *
 * The first form is written by exporters of WooCommerce orders, with one item
 * a cell or several parted by semicolons; the second by BigCommerce; the third
 * by the Analytics of WooCommerce with a multiplication sign, by others with
 * bars, semicolons or line breaks between the items; the last by tills, also as
 * "Mug (x2) + Cup (x1)". A name may hold the
 * character that parts the items: it parts them only where an item begins
 * behind it.
 *
 *	while (items_next(&rest, &item)) ...
 */
#ifndef ENDCAP_INGEST_ITEMS_H
#define ENDCAP_INGEST_ITEMS_H

#include "base/str.h"

/* Empty where the cell does not say; all borrowed from the cell. */
struct item {
	struct slice name;
	struct slice sku;
	struct slice quantity; /* empty: one */
	struct slice price; /* of one piece */
	struct slice total; /* of all pieces, what was paid */
	struct slice subtotal; /* of all pieces, before discounts */
};

/* Takes the next item off the cell; false when it is spent. An item of neither
 * form is a name. */
bool items_next(struct slice *rest, struct item *out);

#endif
