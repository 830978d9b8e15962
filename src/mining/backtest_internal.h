/*
 * backtest_internal - shared by the backtest_*.c files; nobody else includes
 * it.
 *
 * backtest.c splits the orders and holds lists against what was held out,
 * backtest_lists.c makes the lists, backtest_carts.c tries carts and
 * backtest_ranges.c the ranges of attach rates.
 */
#ifndef ENDCAP_MINING_BACKTEST_INTERNAL_H
#define ENDCAP_MINING_BACKTEST_INTERNAL_H

#include "mining/backtest.h"
#include "mining/pair.h"

#define BACKTEST_NOBODY UINT32_MAX

/* One part of the orders, of products that take part, renumbered. */
struct backtest_part {
	struct basket_orders in; /* borrows the arrays below */
	size_t *first;
	uint32_t *product; /* distinct within an order */
	int32_t *customer;
	struct baskets baskets;
};

struct backtest_lab {
	const struct backtest_options *opt;
	struct backtest *out;
	size_t products;
	struct backtest_part older, newer;
	struct pair_table table; /* of the older part */
	struct pair_context ctx;
	/* Lists: score x product x BACKTEST_LIST; BACKTEST_NOBODY ends a
	 * short one. */
	uint32_t *list;
};

static inline const uint32_t *
backtest_list(
    const struct backtest_lab *lab, enum backtest_score score, uint32_t product)
{
	return lab->list +
	    ((size_t)score * lab->products + product) * BACKTEST_LIST;
}

bool backtest_make_lists(struct backtest_lab *lab, struct err *err);
bool backtest_try_carts(struct backtest_lab *lab, struct err *err);
bool backtest_try_ranges(struct backtest_lab *lab, struct err *err);

#endif
