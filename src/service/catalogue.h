/*
 * catalogue - what each product sold, and with what.
 *
 * The figures of all products are added up in one pass over the orders when
 * a listing is made; the best partner of a product is looked up when its row
 * is shown. Fees and postage are no products and are left out.
 *
 *	catalogue_listing(v, slice_of("red mug"), &l, err);
 */
#ifndef ENDCAP_CATALOGUE_H
#define ENDCAP_CATALOGUE_H

#include "service/listing.h"
#include "service/view.h"

enum {
	CATALOGUE_WEEKS = 52
};

/* What one product sold in the view's orders. */
struct catalogue_figures {
	int64_t orders; /* that hold it */
	int64_t alone; /* of these, orders with nothing else */
	int64_t units;
	int64_t revenue; /* minor units, without tax, after discounts; each
			    order's net value shared out by what was paid */
};

/* Of every product (zeroed array of v->products.n). The view must hold sales.
 * Linear in lines, but for orders whose tax is shared out: those are sorted. */
void catalogue_sum(const struct view *v, struct catalogue_figures *out);
/* Of one product, without memory for the others. */
void catalogue_sum_one(
    const struct view *v, size_t product, struct catalogue_figures *out);

/*
 * Orders with the product in each of the 52 weeks that end with the day of
 * the view's last order, oldest first. All 0 without orders.
 */
void catalogue_weeks(
    const struct view *v, size_t product, double weeks[CATALOGUE_WEEKS]);

/*
 * Products whose SKU, title and category hold every word of 'words' between
 * them (ASCII case aside; none: all), most orders first, then by SKU. A row's
 * identity is the product's index. Columns of what the view does not hold are
 * undefined. Shares the view.
 */
bool catalogue_listing(
    struct view *v, struct slice words, struct listing *out, struct err *err);

/* (price - cost) / price of one piece; false when one is not known. */
bool catalogue_margin(const struct view *v, size_t product, double *margin);

#endif
