/*
 * itemset - sets of three to five products that stand in orders together.
 *
 * A set is found by growing cliques: every two of its products must belong
 * together (joint orders, and, with a context, a lift whose lower bound is
 * above 'lift'), and the set as a whole must be bought often enough. For a set
 * S with n_S orders that hold all of it and n_any that hold any of it:
 *
 *	bond		n_S / n_any		(Omiecinski 2003)
 *	all-confidence	n_S / max n_i		(Omiecinski 2003)
 *	ratio		n_S / min over x, y in S of n_(S - x) n_xy / n_y
 *
 * The ratio holds n_S against what its parts would give if x came with y and
 * the rest by itself: below 1/2 the pairs come from different orders and the
 * set is none. Of sets that stand in the very same orders only the largest is
 * given (closed sets, Pasquier et al. 1999), as far as it meets the demands
 * itself and has at most 'largest' products.
 *
 *	struct itemsets sets = { 0 };
 *	if (itemsets_find(&sets, &bk, &ctx, &ITEMSET_BUNDLES, err))
 *		... sets.row[0].product[0 .. sets.row[0].size - 1] ...
 *	itemsets_release(&sets);
 *
 * Method: Eclat (Zaki 2000) on bitsets. The orders of a set's rarest product
 * are numbered, every other product is a bitset over these orders, and a set
 * is an AND of bitsets with a count of bits. Products are dealt to threads;
 * the result is the same for any number of them.
 *
 * Memory: 12 bytes a pair, 40 a set, and a thread's bitsets, n / 8 bytes for
 * each partner of a product in n orders and each level. Limit: ITEMSETS_MOST
 * sets before the last filters, beyond which ERR_LIMIT asks for more orders a
 * set.
 */
#ifndef ENDCAP_MINING_ITEMSET_H
#define ENDCAP_MINING_ITEMSET_H

#include "base/progress.h"
#include "mining/basket.h"
#include "mining/pair.h"

enum {
	ITEMSET_LARGEST = 5,
	ITEMSETS_MOST = 1 << 23,
};

struct itemset {
	uint32_t size;
	uint32_t product[ITEMSET_LARGEST]; /* indices, ascending */
	uint32_t orders; /* n_S */
	uint32_t any; /* orders that hold at least one of them */
	uint32_t customers; /* identified, distinct, with all of it at once */
	double all_confidence;
	double ratio; /* 1 for pairs */
	/* Without a demand on bond or ratio, 'any' and 'ratio' are 0. */
};

struct itemsets {
	struct itemset *row; /* owned; most orders first, then the larger, then
				by products */
	size_t n;
	size_t of_size[ITEMSET_LARGEST + 1];
	size_t looked_at; /* sets before bond, ratio and closing */
};

/* What a set must have. Zero or false: no such demand. */
struct itemset_options {
	uint32_t orders; /* 0 means 1 */
	uint32_t customers; /* dropped when none is identified */
	double lift; /* lower bound of every pair's lift is above; needs the
			context */
	double all_confidence, bond, ratio;
	bool closed;
	unsigned smallest, largest; /* products: 2 .. ITEMSET_LARGEST; 0 means
				       3 and 5 */
	unsigned threads; /* 0 means 1 */
	const struct progress *progress; /* NULL: nobody watches */
};

/* The demands on candidates for bundles. */
extern const struct itemset_options ITEMSET_BUNDLES;

/* Fills out, which must be zeroed or released. ctx may be NULL when no lift is
 * demanded; it must be of the same baskets. */
bool itemsets_find(struct itemsets *out, const struct baskets *bk,
    const struct pair_context *ctx, const struct itemset_options *opt,
    struct err *err);
void itemsets_release(struct itemsets *sets);

double itemset_bond(const struct itemset *set);

#endif
