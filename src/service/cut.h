/*
 * cut - the part of the orders that an analysis looks at.
 *
 * Every view is made of a cut (view.h), every command that looks at orders
 * takes one by its options, and the dashboard keeps one. Zeroed: all orders.
 *
 *	struct cut cut = { .country = "Germany", .least_items = 2 };
 *	if (!cut_sales(st, products, &cut, pg, &sales, err)) ...
 *
 * A cut is small and plain; its texts are borrowed. All parts hold at once:
 * an order is looked at when it passes each of them.
 */
#ifndef ENDCAP_CUT_H
#define ENDCAP_CUT_H

#include "base/arena.h"
#include "base/sales.h"
#include "store/store_products.h"

enum {
	CUT_EXCEPT_MOST = 16,
	/* More distinct products than an order can hold. */
	CUT_ITEMS_MOST = 1000000,
};

/* Whole local days, both inclusive. */
struct cut_days {
	int32_t since, until;
};

struct cut {
	struct cut_days days; /* 0 and 0: all */
	/* Days that are left out: a sale, a fair. */
	struct cut_days except[CUT_EXCEPT_MOST];
	size_t n_except;
	const char *country, *channel; /* as the orders say; NULL: any */
	uint32_t least_items, most_items; /* distinct products; 0: any */
	bool no_promotions; /* orders that record a discount are left out */
	bool no_bundles; /* orders that hold all of a bundle that was live */
	/* Orders of the customers of this segment (audience.h), as of the last
	 * day of all orders; NULL: any. */
	const char *segment;
};

bool cut_is_all(const struct cut *c);
bool cut_equal(const struct cut *a, const struct cut *b);
/* Copies a cut with its texts into 'a'. */
void cut_copy(struct cut *out, const struct cut *from, struct arena *a);

/* "2..5" (also "3", "2.." and "..5") into the range of distinct products;
 * false when it is no such range. */
bool cut_parse_items(struct slice text, struct cut *out);
/* "2011-11-20..2011-12-01", more of them after commas, into the days that are
 * left out. ERR_INPUT says what cannot be read. */
bool cut_parse_except(struct slice text, struct cut *out, struct err *err);

/* Both as they are typed; nothing where there is no bound, no such days. */
void cut_add_items(const struct cut *c, struct str *out);
void cut_add_except(const struct cut *c, struct str *out);

/* Each part of the cut as a listing heading would say it, ", " between:
 * "2011-11-01..2011-12-09, Germany, 2..5 products, without promotions";
 * nothing for all orders. */
void cut_add_words(const struct cut *c, struct str *out);

/*
 * The orders of the cut, with all products and customers: reads the snapshot,
 * and the tables only for the parts that need them. Initialised here, owned by
 * the caller. ERR_NOT_FOUND names the countries or channels there are when the
 * wanted one is none of them.
 */
bool cut_sales(struct store *st, const struct store_products *products,
    const struct cut *c, struct sales *out, struct err *err);
/* The same without what baskets do not need, where that is nothing to the cut
 * either: see store_load_baskets. */
bool cut_baskets(struct store *st, const struct store_products *products,
    const struct cut *c, struct sales *out, struct err *err);
/* The same from all orders that are in memory already. */
bool cut_select(struct store *st, const struct store_products *products,
    const struct cut *c, const struct sales *all, struct sales *out,
    struct err *err);

#endif
