/*
 * regime - when a shop changed the rule for free shipping or its fee.
 *
 * Orders are put into blocks of time (weeks; days when there are fewer than 60
 * of them), and the blocks are cut into segments so that the sum of scores is
 * largest. A segment's score is how well one rule explains its charges,
 *
 *	max(LL0, max over T of LL(T) - 2)	free or not (detect.h)
 *	+ H(orders that paid the usual fee, orders that paid)
 *	- 3 ln n
 *
 * n all orders: a penalised change-point search (as Jackson and others 2005,
 * optimal partitioning by dynamic programming), O(B^2 m) for B blocks and m
 * candidate thresholds. Regimes must never be pooled: two rules together look
 * like none. Run detect_rule on each.
 */
#ifndef ENDCAP_REGIME_H
#define ENDCAP_REGIME_H

#include "base/err.h"

enum {
	REGIME_MOST = 24, /* segments that are told; the newest are kept */
	REGIME_BLOCKS = 800, /* more blocks than that are joined */
	REGIME_DAILY = 60 /* spans of fewer days are cut by day */
};

struct regime {
	int32_t from, until; /* days, both inclusive */
	int64_t at; /* best candidate, minor units; 0: no threshold */
	int64_t fee; /* the charge most often paid; 0: nobody paid */
	int64_t orders;
};

struct regimes {
	struct regime rows[REGIME_MOST]; /* by time */
	size_t n;
	double score; /* of the best cut */
	double one; /* of a single segment */
};

struct regime_orders {
	const int32_t *day;
	const int64_t *value, *shipping; /* minor units */
	size_t n;
};

/* Orders without a charge (shipping below 0) or value are left out, in any
 * order of time. Candidates ascend, in minor units. */
bool regime_find(const struct regime_orders *od, const int64_t *candidates,
    size_t m, struct regimes *out, struct err *err);

#endif
