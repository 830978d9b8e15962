/*
 * bundle - which sets of products are worth offering together, at what
 * discount.
 *
 * Mining says which products go together; that is not yet a reason to give a
 * discount: on a strong pair most of it goes to shoppers who would have bought
 * both. So sets are ranked by the contribution a bundle of them is expected
 * to add, never by affinity.
 *
 *	bundle_exposure(&shop, &pair, 0, &ex);
 *	bundle_pair_set(&shop, &pair, &set);
 *	bundle_try(&shop, &set, &ex, &how, &in, &candidate[n], &found, err)
 *	...
 *	bundle_rank(&shop, &how, candidate, n, best, &n_best, err)
 *
 * Each set is projected (projection.h) at a few discounts under the same
 * draws; the one with the largest mean contribution that keeps the margin
 * floor is kept. The best of many is mostly lucky, so means y are shrunk
 * towards no effect before they are ranked,
 *
 *	A = max(0, mean(y^2 - v)),  y* = y A / (A + v)
 *
 * v being the set's own variance: attach rate, drift and chance, but not the
 * response to offers, which all sets share (normal-normal empirical Bayes,
 * Efron and Morris 1975). Ranked by y* (1 - 0.7 J), J the largest share of
 * products in common with a set ranked before, variants of one product as one
 * (bundle_rank.c); at most a few per primary product.
 *
 * Guard rails are flags with a sentence each, also for bundles made by hand:
 * bundle_warnings.
 *
 * Pure; all arrays of struct bundle_shop are borrowed for the call.
 */
#ifndef ENDCAP_BUNDLE_H
#define ENDCAP_BUNDLE_H

#include "decide/offer.h"
#include "decide/projection.h"

/* flag, name, sentence */
/* clang-format off */
#define BUNDLE_WARNINGS(X) \
	X(BUNDLE_BELOW_FLOOR, "margin", \
	  "the margin after the discount is below the floor") \
	X(BUNDLE_BELOW_COST, "loss", \
	  "the bundle sells below its cost") \
	X(BUNDLE_FREE_ITEM, "free-item", \
	  "the discount is as large as the cheapest item") \
	X(BUNDLE_INACTIVE, "inactive", \
	  "an item is no longer sold") \
	X(BUNDLE_OUT_OF_STOCK, "out-of-stock", \
	  "an item is out of stock") \
	X(BUNDLE_TAKEN, "taken", \
	  "an item is already in an active bundle") \
	X(BUNDLE_NO_PRICE, "no-price", \
	  "an item has no price") \
	X(BUNDLE_NO_COST, "no-cost", \
	  "the cost of an item is not known; its margin is assumed")
/* clang-format on */

enum bundle_warning {
#define X(id, name, sentence) id,
	BUNDLE_WARNINGS(X)
#undef X
	BUNDLE_WARNING_COUNT
};

/* A set of warnings: bit w for enum bundle_warning w. */
#define BUNDLE_FLAG(w) (1u << (w))

const char *bundle_warning_name(enum bundle_warning w);
const char *bundle_warning_sentence(enum bundle_warning w);

/* What the shop is, per product index. */
struct bundle_shop {
	int digits;
	uint32_t n_products;
	const int64_t *price4; /* INT64_MIN: not known */
	const int64_t *cost4; /* INT64_MIN: not known */
	const uint32_t *category; /* 0: none; NULL: no categories */
	/* Equal for variants of one product: 1 + the index of one of them; 0:
	 * it has none. NULL: nobody has. */
	const uint32_t *family;
	const bool *active; /* NULL: all are */
	const int64_t *stock; /* pieces, INT64_MIN: not known; NULL */
	double orders, revenue; /* of the window, revenue net of tax */
	double net_share; /* net value / cart value */
	int days; /* of the window, >= 1 */
};

enum bundle_direction {
	BUNDLE_EITHER, /* both products lead to the other */
	BUNDLE_A_LEADS, /* b is an accessory of a */
	BUNDLE_B_LEADS,
};

/* Orders of the window: with a, with b, with both; and how many with both
 * popularity and basket sizes alone explain. */
struct bundle_pair {
	uint32_t a, b;
	int64_t n_a, n_b, n_ab;
	double expected;
	enum bundle_direction direction;
};

/* Products to be offered together. */
enum {
	BUNDLE_PRODUCTS = 5
};
struct bundle_set {
	uint32_t product[BUNDLE_PRODUCTS]; /* the primary one first */
	size_t n; /* 1: several pieces of it */
	int32_t pieces; /* of each, >= 1 */
	int64_t orders; /* of the window that hold all of it */
};

struct bundle_how {
	const double *percents; /* discounts to try, above 0 */
	size_t n_percents;
	double margin_floor; /* share; candidates below it are left out */
	size_t per_primary; /* at most so many of one primary product */
	size_t per_family; /* and of its variants together */
	uint64_t seed;
	size_t draws;
	const struct offer *live; /* offers in force */
	size_t n_live;
};

/* 5, 7.5, 10 and 15 %; floor .20; three per primary, two per family; 200
 * draws. */
void bundle_how_default(struct bundle_how *how);

struct bundle_candidate {
	size_t source; /* the caller's number of it; ties go by it */
	struct bundle_set set;
	double percent;
	struct range contribution_delta, revenue_delta; /* per horizon */
	double p_positive;
	double own_variance; /* of contribution, without the shared response */
	/* Mean contribution, shrunk for having been picked among many; of one
	 * that bundle_rank gave out less what it repeats of those before, so
	 * that its list falls by it. */
	double ranked_by;
	unsigned warnings; /* flags */
};

/* The set of a pair: the product that leads first, the dearer of two that
 * both do. Prices may be unknown. */
void bundle_pair_set(const struct bundle_shop *shop,
    const struct bundle_pair *pair, struct bundle_set *out);
/* Its items as an offer has them, into out[BUNDLE_PRODUCTS]; how many. */
size_t bundle_set_items(const struct bundle_set *set, struct offer_item *out);

/*
 * Tries the discounts on a set whose exposure is known (counted at any
 * discount, see projection_by_discount). *found is false without a price, for
 * items inactive or out of stock, and where no discount keeps the floor and
 * leaves no item free. A take that replaces another item replaces one like the
 * accessory itself.
 */
bool bundle_try(const struct bundle_shop *shop, const struct bundle_set *set,
    const struct exposure *ex, const struct bundle_how *how,
    const struct projection_inputs *in, struct bundle_candidate *out,
    bool *found, struct err *err);

/*
 * Ranks n candidates (their ranked_by is filled), best first, into out (room
 * for n); *n_out may be smaller: what shares three in five of its products
 * with a better one, or is a part of it at the same discount, is left out, and
 * so is what exceeds per_primary. Ties: the larger mean, more orders, the
 * lower source.
 */
bool bundle_rank(const struct bundle_shop *shop, const struct bundle_how *how,
    struct bundle_candidate *candidates, size_t n, struct bundle_candidate *out,
    size_t *n_out, struct err *err);

/* The exposure of a pair, one piece each, from its counts alone, at a discount
 * in minor units. Both prices must be known. */
void bundle_exposure(const struct bundle_shop *shop,
    const struct bundle_pair *pair, int64_t discount, struct exposure *out);

/* Guard rails for any bundle; live offers are those in force without it. */
unsigned bundle_warnings(const struct bundle_shop *shop, const struct offer *of,
    const struct offer *live, size_t n_live, double margin_floor,
    double assumed_margin);

/* Shrinks n means with their own variances as above, in place; fewer than
 * three stay as they are. */
void bundle_shrink(double *means, const double *variances, size_t n);

#endif
