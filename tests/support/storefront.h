/*
 * storefront - a desk on a small made-up shop, for the tests of screens.
 *
 * Eight products with wide and accented names, costs and stock; a year of
 * orders with shipping free from 50, in which some products go together. The
 * same on every machine. It stands apart from shop.h, because the headers of
 * import and of the screens do not go together.
 */
#ifndef ENDCAP_TESTS_STOREFRONT_H
#define ENDCAP_TESTS_STOREFRONT_H

#include "service/desk.h"

struct storefront;

enum storefront_shelf {
	STOREFRONT_FULL,
	STOREFRONT_NO_COSTS, /* orders alone: no titles, costs, stock */
	STOREFRONT_PEOPLE, /* full, and the orders name customers */
	STOREFRONT_EMPTY,
	STOREFRONT_LONG, /* orders of 1,200 other products: 119,400 pairs */
};

struct storefront *storefront_new(enum storefront_shelf shelf);
void storefront_free(struct storefront *sf);
/* A desk as 'user' has it; freed by the caller, before the storefront. */
struct desk *storefront_desk(struct storefront *sf, const char *user);
/* The same, still reading: nothing was collected from it yet. */
struct desk *storefront_begin(struct storefront *sf, const char *user);
/* Waits until the desk has nothing under way. */
void storefront_settle(struct desk *dk);
/* Ships free from that amount on: the threshold that does moves, or a new one
 * is made. At once, on this thread. */
bool storefront_ship_free(struct desk *dk, int64_t amount, struct err *err);

#endif
