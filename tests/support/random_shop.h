/*
 * random_shop - small made-up orders for the tests of mining.
 *
 * Products, orders, sizes and customers are drawn from counters, so that a
 * failing case can be named by its seed. Products differ in popularity; some
 * orders are empty, some repeat a product, some are guests'.
 */
#ifndef ENDCAP_TESTS_RANDOM_SHOP_H
#define ENDCAP_TESTS_RANDOM_SHOP_H

#include "mining/basket.h"

struct random_shop {
	struct basket_orders in; /* borrows the arrays below */
	size_t *first;
	uint32_t *product;
	int32_t *customer;
};

struct random_shape {
	uint64_t seed;
	size_t orders, products;
	uint32_t largest; /* lines of an order are 0 .. largest */
	uint32_t customers; /* 0: all guests */
};

void random_shop_init(struct random_shop *shop, const struct random_shape *s);
void random_shop_release(struct random_shop *shop);

/* Exchanges products between orders at random, keeping the size of every
 * order and how often every product is bought. Orders must be free of
 * repeats, which makes them so for good. */
void
random_shop_shuffle(struct random_shop *shop, uint64_t seed, size_t exchanges);

#endif
