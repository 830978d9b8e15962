/*
 * world - a simulated shop whose truth is known.
 *
 * Tests and calibrations need orders of which it is certain what causes what:
 * which products complement each other, which replace each other, how much a
 * customer likes a category. A world is such a shop; world_draw lets its
 * customers order for one period.
 *
 *	struct world w;
 *	struct world_orders od;
 *	if (world_init(&w, 7, NULL, err) && world_draw(&w, 0, &od, err))
 *		... od.product[od.first[o]] .. od.product[od.first[o + 1] - 1]
 *	world_orders_release(&od);
 *	world_release(&w);
 *
 * The truth. Products stand in categories of 'per_category', and inside one
 * in types of 'type_size': products of a type replace each other, so a second
 * one in an order is dropped with probability 'substitute_drop'. Each product
 * of an even category has 'complements' complements in the category after it;
 * an order that holds the product also gets the complement with probability
 * gamma, whatever else it holds. Customers differ in their liking of the
 * categories, in orders per period and in products per order; a few are
 * wholesalers. Everything else is independent.
 *
 * Every number is a function of (seed, stream, i, j), see random.h, so two
 * periods, or one period under two offers, share their luck where they share
 * counters. A C library whose exp or log differs in the last bit can flip one
 * draw in some ten thousand; counts agree between machines to about 1e-3.
 *
 * Pure: no clock, no files. Money is minor units (cents).
 */
#ifndef ENDCAP_WORLD_H
#define ENDCAP_WORLD_H

#include "base/err.h"
#include "base/sales.h"

enum {
	WORLD_NO_PRODUCT = -1,
	WORLD_PICKS_MAX =
	    60, /* products a customer picks, before complements */
	WORLD_COMPLEMENTS_MAX = 8, /* of one product */
	WORLD_PERIOD_DAYS = 365,
};

/* The streams of random.h that a world draws from; the streams of orders are
 * those of period 0, a period p adds p * WORLD_PERIOD_STREAMS. Offers tried on
 * a world take streams of their own, below or above all of these. */
enum world_stream {
	WORLD_STREAM_CATEGORY_PRICE = 1,
	WORLD_STREAM_PRICE,
	WORLD_STREAM_MARGIN,
	WORLD_STREAM_POPULARITY,
	WORLD_STREAM_CATEGORY_WEIGHT,
	WORLD_STREAM_COMPLEMENT,
	WORLD_STREAM_GAMMA,
	WORLD_STREAM_AFFINITY,
	WORLD_STREAM_WHOLESALE,
	WORLD_STREAM_PICK_RATE,
	WORLD_STREAM_ORDER_RATE,
	WORLD_STREAM_TIME,

	WORLD_STREAM_ORDERS = 20,
	WORLD_STREAM_PICKS,
	WORLD_STREAM_PICK_CATEGORY,
	WORLD_STREAM_PICK_PRODUCT,
	WORLD_STREAM_SUBSTITUTE,
	WORLD_STREAM_ATTACH,

	WORLD_PERIOD_STREAMS = 1000,
};

struct world_params {
	int categories; /* >= 1; complements cross them, so even is best */
	int per_category; /* products of a category */
	int type_size; /* products that replace each other */
	int customers;
	double orders_mean; /* orders of a customer in a period */
	double orders_sd; /* of ln rate over customers */
	double picks_mean; /* picks of an order beyond the first */
	double picks_sd; /* of ln rate over customers */
	double wholesale_share; /* of customers */
	double wholesale_factor; /* times as many picks */
	double affinity_sd; /* of ln liking of a category */
	double category_sd; /* of ln weight of a category */
	double price_ln_mean; /* ln of major units */
	double price_category_sd; /* of ln price between categories */
	double price_sd; /* of ln price inside a category */
	double margin_low, margin_high; /* uniform, share of the price */
	double rank_offset; /* popularity (rank + offset)^-exponent, */
	double rank_exponent; /* rank from 0 inside a category */
	int complements; /* 0..WORLD_COMPLEMENTS_MAX */
	double gamma_low, gamma_high; /* gamma = low + (high - low) u^2 */
	double substitute_drop; /* probability */
};

/* The shop of the published figures: 300 products, 6,000 customers. */
struct world_params world_default_params(void);

struct world {
	struct world_params params;
	uint64_t seed;
	size_t products; /* category * per_category + place */

	/* per product */
	int64_t *price; /* minor units */
	int64_t *cost;
	double *popularity; /* share of its category's picks */
	double *product_cdf; /* running sum of popularity in the category */
	int32_t *complement; /* products x complements, WORLD_NO_PRODUCT */
	double *gamma; /* beside complement: probability of attaching */

	/* per customer */
	double *category_cdf; /* customers x categories, ends at 1 */
	double *pick_rate;
	double *order_rate;
	bool *wholesale;
};

/* Orders of one period: products ascending and distinct in an order. */
struct world_orders {
	size_t orders, lines;
	int32_t *customer; /* per order, ascending */
	size_t *first; /* orders + 1 offsets into product */
	uint32_t *product;
};

/* NULL for the default parameters. False with err when they are out of range
 * or memory is out; w then holds nothing. */
bool world_init(struct world *w, uint64_t seed,
    const struct world_params *params, struct err *err);
void world_release(struct world *w);

/* The latent orders of a period, 0 for the history; the same call gives the
 * same orders. 'out' is initialised here, owned by the caller. */
bool world_draw(const struct world *w, int period, struct world_orders *out,
    struct err *err);
void world_orders_release(struct world_orders *od);

size_t world_category(const struct world *w, size_t product);
/* Do the two replace each other? (Never a product itself.) */
bool world_substitutes(const struct world *w, size_t a, size_t b);
/* Probability that an order with a gets b because of a; 0 for most pairs.
 * Directed: the gamma of (a, b) says nothing about (b, a). */
double world_gamma(const struct world *w, size_t a, size_t b);

/*
 * The orders as a sales table: quantities 1, prices paid in full, no
 * shipping, each at a random second of the period, which begins on 'first_day'.
 */
bool world_sales(const struct world *w, const struct world_orders *od,
    int32_t first_day, struct sales *out, struct err *err);

#endif
