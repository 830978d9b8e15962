/*
 * nextbest - what somebody who bought these products is likely to take next,
 * and whether such lists would have been right on the shop's own orders.
 *
 * A product b that they never bought gets, over the products a they bought in
 * the last NEXTBEST_DAYS days,
 *
 *	sum_a  .5^(days since a / NEXTBEST_HALF)  s_ab / sqrt(sum_b s_ab)
 *
 * with s_ab the score by which partners are ranked (PAIRS_BY_SCORE): what was
 * bought lately counts more, and a product with many partners does not drown
 * the others. Older purchases only keep b off the list. The sum is multiplied
 * by the trend of b,
 *
 *	(orders with b, each .5^(days ago / NEXTBEST_TREND) + 1) /
 *	(the same if b sold as evenly as all orders did + 1)
 *
 * because assortments turn over: what goes with a is little use once it is no
 * longer sold. Chosen on Online Retail 2009-12..2010-11 (lists of five with a
 * hit 19.8 % without it, 25.9 % with it) and then tried once on 2010-12..
 * 2011-12, where it had not been seen: 19.3 % and 26.9 %.
 *
 *	nextbest_trend(&sales, cap, trend, err);
 *	struct nextbest *nb = nextbest_new(&table, &ctx, trend, err);
 *	if (nextbest_rank(nb, had, n, list, 5, &found, err)) ...
 *	nextbest_free(nb);
 *
 * Pure; one thread at a time. Rows of partners are worked out when first
 * needed and kept, 8 bytes a partner.
 */
#ifndef ENDCAP_MINING_NEXTBEST_H
#define ENDCAP_MINING_NEXTBEST_H

#include "base/progress.h"
#include "base/sales.h"
#include "mining/pair.h"

enum {
	NEXTBEST_DAYS = 180,
	NEXTBEST_HALF = 60, /* days after which a purchase counts half */
	NEXTBEST_TREND = 14, /* days after which an order counts half */
	NEXTBEST_LIST = 5, /* length of the lists that are tried */
	NEXTBEST_CUSTOMERS = 5000, /* tried at most */
	NEXTBEST_PAIRS = 1 << 23, /* possible pairs; beyond, rare ones are
				     left out of what teaches */
};

struct nextbest_purchase {
	uint32_t product;
	int32_t days; /* ago, 0 and up */
};

struct nextbest;

/* The trend of each product as of the newest order, 1 where nothing is known;
 * orders of more than 'cap' products do not count (0: all do). */
bool nextbest_trend(
    const struct sales *s, uint32_t cap, double *trend, struct err *err);

/* All are borrowed until nextbest_free; trend NULL: 1. NULL with err without
 * memory. */
struct nextbest *nextbest_new(const struct pair_table *table,
    const struct pair_context *ctx, const double *trend, struct err *err);
void nextbest_free(struct nextbest *nb); /* NULL allowed */

/* The best 'most' products into list, ties by product; *found is how many
 * there are. A product may stand among the purchases more than once: its
 * newest counts. */
bool nextbest_rank(struct nextbest *nb, const struct nextbest_purchase *had,
    size_t n, uint32_t *list, size_t most, size_t *found, struct err *err);

/* The purchase that speaks most for b, which is listed for them; an index of
 * 'had', n when there is none. */
size_t nextbest_because(struct nextbest *nb,
    const struct nextbest_purchase *had, size_t n, uint32_t b);

/*
 * The trial: the older 80 % of the orders teach. Of the customers with an
 * order in both parts, whose first newer order holds something new to them,
 * up to NEXTBEST_CUSTOMERS are drawn; each gets a list as of the day of that
 * order. A hit is a list with one of its new products. Beside it the same for
 * the best-sellers that the customer does not have.
 */
struct nextbest_options {
	uint32_t cap; /* products of an order that teaches; 0: none */
	uint64_t seed; /* of the draw */
	unsigned threads; /* 0 means 1 */
	const struct progress *progress; /* NULL: nobody watches */
};
struct nextbest_trial {
	size_t older, newer; /* orders */
	size_t returning; /* customers that could be tried */
	size_t tried;
	size_t hits, popular_hits; /* of tried */
	size_t right, popular_right; /* products listed that were bought */
};
bool nextbest_try(const struct sales *s, const struct nextbest_options *opt,
    struct nextbest_trial *out, struct err *err);

#endif
