/*
 * basket - orders as sets of products, laid out for counting pairs.
 *
 * A basket is the set of distinct products of one order; quantities do not
 * repeat a product. An order without products is no basket. Baskets of more
 * than 'cap' products are left out altogether, so that they count neither in
 * what was seen nor in what was expected; 'set_apart' says how many.
 *
 *	struct baskets bk = { 0 };
 *	if (baskets_from_sales(&bk, &sales, 200, err))
 *		... bk.count baskets, bk.product[p].n orders with product p ...
 *	baskets_release(&bk);
 *
 * Baskets stand in the order of (customer, order), guests last, so that the
 * baskets of one customer are neighbours. Inside a basket products appear as
 * *ranks*: the products that stand in at least one basket, numbered by product
 * index, or from the rarest to the most frequent (ties by product index),
 * ascending:
 *
 *	basket   0           1        2
 *	item     2 5 9       0 9      5 7 9      ranks
 *	posting of rank 5:  at 1 (basket 0, 1 behind), at 5 (basket 2, 2 behind)
 *
 * so that whoever walks from a product's place to the end of each of its
 * baskets meets every pair of products once, at its lower rank.
 *
 * All memory is owned by the struct. It is about 12 bytes a line, 16 where
 * baskets fade, plus 64 a product and 24 a basket; while it is laid out, 60 a
 * product a thread, but never more than 15 a line. The result is the same for
 * any number of threads. Limits: BASKET_MAX_LINES lines, BASKET_MAX_PRODUCTS
 * products; beyond them ERR_LIMIT.
 *
 * This module must not grow statistics: those are pair.h and pairs.h.
 */
#ifndef ENDCAP_MINING_BASKET_H
#define ENDCAP_MINING_BASKET_H

#include "base/err.h"
#include "base/sales.h"

enum {
	/* Sizes 1|2|3|4-5|6-8|9-12|13-18|19-27|28-45|46-90|91 and more. */
	BASKET_STRATA = 11,
	BASKET_MAX_PRODUCTS = 1 << 24,
	/* Cap on the distinct products of a customer, see
	 * baskets_of_customers. */
	BASKET_CUSTOMER_CAP = 500,
	/* The largest basket of which a posting tells the size. */
	BASKET_SMALL = 1023,
};
#define BASKET_MAX_LINES ((size_t)UINT32_MAX - 1)
/* A product that stands in no basket has no rank. */
#define BASKET_NONE UINT32_MAX
/* The customer of a guest's basket. */
#define BASKET_GUEST UINT32_MAX

/* Orders as plain arrays, borrowed for the call. A product that is repeated
 * in an order counts once. */
struct basket_orders {
	size_t orders, products;
	const size_t *first; /* orders + 1 offsets into product */
	const uint32_t *product; /* 0 .. products - 1 */
	const int32_t *customer; /* index or SALES_GUEST; NULL: all guests */
	/* What is left of the weight of each order's basket, above 0 and at
	 * most 1 (baskets_fade); NULL: all of it. */
	const double *fade;
	unsigned threads; /* to lay them out with; 0 means 1 */
};

struct basket {
	uint64_t
	    weight; /* 1/sqrt(max(size - 1, 1)), faded, in units of 2^-32 */
	uint32_t begin, end; /* into item */
	uint32_t customer; /* index, BASKET_GUEST */
	uint32_t order; /* index of the order it came from */
};

/* What a walk from an item to the end of its basket needs, so that it need not
 * visit the basket, which stands somewhere else in memory. */
enum basket_buyer {
	BASKET_BUYER_GUEST,
	BASKET_BUYER_ONCE, /* the customer's only basket with the product */
	BASKET_BUYER_FIRST, /* the first of several */
	BASKET_BUYER_AGAIN, /* any other of several */
};
struct basket_posting {
	uint32_t at; /* into item */
	uint32_t behind : 15; /* items of its basket behind 'at' */
	uint32_t size : 15; /* of its basket; 0: above BASKET_SMALL, and
			       'behind' says nothing */
	uint32_t buyer : 2; /* enum basket_buyer */
};

struct basket_product {
	uint32_t rank; /* BASKET_NONE */
	uint32_t n; /* baskets that hold it */
	uint32_t in[BASKET_STRATA]; /* the same by size of the basket */
};

/* Sums over the baskets of one range of sizes. */
struct basket_stratum {
	uint64_t baskets;
	uint64_t items; /* sum of s */
	uint64_t ordered_pairs; /* sum of s (s - 1) */
	double weighted_pairs; /* sum of s (s - 1) times the weight */
};

struct baskets {
	size_t orders; /* looked at */
	size_t count; /* baskets kept: N */
	size_t lines; /* distinct products in them, together */
	size_t products; /* of the catalogue */
	size_t active; /* products with a rank: I */
	size_t identified; /* customers with a basket, guests apart */
	size_t set_apart; /* baskets over the cap */
	size_t multi; /* baskets of two products and more */
	uint32_t cap; /* 0: none */
	bool rare_first; /* ranks by frequency, not by product index */
	uint64_t fingerprint; /* equal input and cap, equal fingerprint */
	struct basket_stratum stratum[BASKET_STRATA];

	struct basket *basket; /* count */
	double *fade; /* count; NULL: nothing fades */
	uint32_t *item; /* lines; ranks */
	struct basket_posting *posting; /* lines; by rank, then basket */
	/* lines: the basket of each posting; NULL where nothing fades, for its
	 * size tells the weight then. */
	uint32_t *posting_basket;
	struct basket_product *product; /* products */
	uint32_t *product_of; /* active: rank to product index */
	size_t *first_posting; /* active + 1 */
	uint64_t *meetings; /* active: items behind its places, together */
};

/* Fills out, which must be zeroed or released. cap 0: no cap. Ranks are in the
 * order of product indices. */
bool baskets_init(struct baskets *out, const struct basket_orders *in,
    uint32_t cap, struct err *err);
bool baskets_from_sales(struct baskets *out, const struct sales *sales,
    uint32_t cap, struct err *err);
/* With weights that halve every 'half_life' days before the newest order (MODEL.md
 * 1.1); 0: they do not. */
bool baskets_from_recent(struct baskets *out, const struct sales *sales,
    uint32_t cap, double half_life, unsigned threads, struct err *err);
void baskets_release(struct baskets *bk);

/*
 * Customers as baskets: everything an identified customer ever bought in a
 * counted basket is one basket, with the ranks of 'from'; customers with more
 * than 'cap' products (1 to BASKET_SMALL) are left out.
 */
bool baskets_of_customers(struct baskets *out, const struct baskets *from,
    uint32_t cap, unsigned threads, struct err *err);

/* The same baskets with the rarest product at rank 0; what 'order' names is a
 * basket of 'from'. */
bool baskets_rare_first(
    struct baskets *out, const struct baskets *from, struct err *err);

/* 2^(-days / half_life) for each of n orders, of the whole days before the
 * newest; *out is NULL where half_life is 0, else the caller's. */
bool baskets_fade(const int64_t *time, size_t n, double half_life, double **out,
    struct err *err);

/* The basket that item 'at' stands in, by a search. */
uint32_t baskets_find(const struct baskets *bk, uint32_t at);

/* Behind the last item of a posting's basket. */
static inline uint32_t
basket_posting_end(const struct baskets *bk, const struct basket_posting *p)
{
	return p->size > 0 ? p->at + 1 + p->behind
			   : bk->basket[baskets_find(bk, p->at)].end;
}

/* The weight of a basket of 'size' products, which does not fade. */
uint64_t basket_weight(size_t size);

/* The stratum of a basket of 'size' >= 1 products. */
unsigned basket_stratum_of(size_t size);

/* The chance that two items of one basket are a given ordered pair, per
 * stratum: sum s(s-1) / (sum s)^2, and with each basket weighted. 0 when the
 * stratum is empty. */
double basket_pair_rate(const struct basket_stratum *st);
double basket_weighted_rate(const struct basket_stratum *st);

/* N sum s(s-1) / (sum s)^2: the factor by which the usual n_a n_b / N
 * misjudges the joint orders of two unrelated products. */
double baskets_kappa(const struct baskets *bk);

#endif
