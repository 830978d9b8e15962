/*
 * catalogue - what each product sold, and with what.
 *
 * The figures of all products are added up in one pass over the orders; who
 * lists them several times keeps them. The best partner of a product is looked
 * up when its row is shown. Fees and postage are no products and are left out.
 *
 *	catalogue_listing(v, NULL, slice_of("red mug"), &l, err);
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

/* Of every product of a view. */
struct catalogue_sums {
	size_t products;
	struct catalogue_figures *figures; /* by product */
	/* By product CATALOGUE_WEEKS: orders with it in each of the weeks that
	 * end with the day of the view's last order, oldest first. */
	uint32_t *weeks;
};

/* All 0 where the view holds no sales. Linear in lines, but for orders whose
 * tax is shared out: those are sorted. */
bool catalogue_count(
    const struct view *v, struct catalogue_sums *out, struct err *err);
void catalogue_sums_release(struct catalogue_sums *sums);
/* The figures alone, into a zeroed array of v->products.n. */
void catalogue_sum(const struct view *v, struct catalogue_figures *out);
/* Of one product, without memory for the others. The view must hold sales. */
void catalogue_sum_one(
    const struct view *v, size_t product, struct catalogue_figures *out);

/*
 * Products whose SKU, title and category hold every word of 'words' between
 * them (ASCII case aside; none: all), most orders first, then by SKU. A row's
 * identity is the product's index. Columns of what the view does not hold are
 * undefined. Shares the view; 'sums' are the view's, read during the call;
 * NULL: they are counted here.
 */
bool catalogue_listing(struct view *v, const struct catalogue_sums *sums,
    struct slice words, struct listing *out, struct err *err);

/* (price - cost) / price of one piece; false when one is not known. */
bool catalogue_margin(const struct view *v, size_t product, double *margin);

#endif
