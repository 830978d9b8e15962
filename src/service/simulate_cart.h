/*
 * simulate_cart - one order of the sample shop: who buys what, and why.
 *
 * The shoppers of Northlight have tastes, follow the seasons, take the
 * accessories that go with what they buy, and fill a cart that is a little
 * short of free shipping. Everything is a function of (seed, order), so
 * carts may be asked for in any order.
 *
 * The arithmetic keeps to +, -, *, / and comparisons, so that the sample data
 * has the same bytes on every machine, whatever its mathematical library.
 */
#ifndef ENDCAP_SIMULATE_CART_H
#define ENDCAP_SIMULATE_CART_H

#include "base/err.h"
#include "service/simulate_catalogue.h"

enum {
	CART_LINES_MAX = 96,
	CART_FREE_SHIPPING = 5000, /* cents: free at and above this value */
	CART_SHIPPING_FEE = 495,
	CART_GUEST = -1,
};

struct cart_line {
	size_t product; /* of the catalogue */
	int quantity;
	int price; /* of one piece, cents */
};

struct cart {
	int64_t time; /* local seconds */
	int32_t customer; /* from 0, CART_GUEST */
	bool first; /* the customer's first order */
	struct cart_line line[CART_LINES_MAX];
	size_t n;
	int64_t discount; /* of the whole order, cents */
	int64_t shipping, shipping_cost; /* cents */
};

/* What carts are drawn from: the catalogue as indices. */
struct cart_maker;

struct cart_maker *cart_maker_new(uint64_t seed, struct err *err);
void cart_maker_free(struct cart_maker *m);

/* Fills 'cart' for order number 'order'; time, customer and first are given
 * by the caller and stay. */
void cart_fill(const struct cart_maker *m, int64_t order, struct cart *cart);

/* After the discount, before shipping. */
int64_t cart_value(const struct cart *cart);

/* What the shop charged for a piece at that time: some prices were raised
 * once, a while into the two years. */
int cart_price_at(size_t product, int64_t time);

/* Has this customer said that the shop may write? 1, 0, -1 never asked. */
int cart_consent(const struct cart_maker *m, int32_t customer);

#endif
