/*
 * combine - which bundle sets to take when they compete for the same pieces.
 *
 * A cart holds pieces of some lines; every set needs pieces of some lines and
 * gains an amount; no piece serves twice. Wanted: how often to take each set
 * so that the gain is largest. This is integer packing (NP-hard in general),
 * small in every real cart: sets that share no line are solved apart, each
 * group by depth-first branch and bound (Land and Doig 1960) that starts from
 * the greedy answer. After COMBINE_NODES branches it stops with the best
 * answer found, which is never worse than greedy, and says so.
 *
 * The bound at a branch is the smaller of two that no completion can beat:
 *
 *	sum over open sets of gain * (times the set alone still fits)
 *	sum over lines of pieces left * (best gain per piece of an open set)
 *
 * Of several best answers the one found first wins, and sets are tried in
 * the order given, so the result is a function of the input alone.
 *
 * Knows nothing of offers, prices or currencies.
 */
#ifndef ENDCAP_COMBINE_H
#define ENDCAP_COMBINE_H

#include "base/base.h"

enum {
	COMBINE_NODES = 20000
};

struct combine_need {
	uint32_t line; /* index into stock */
	int32_t pieces; /* >= 1 */
};

struct combine_set {
	int64_t gain; /* of taking it once, >= 1 */
	int64_t limit; /* most times allowed, >= 0 */
	size_t first, n; /* its needs */
	int64_t count; /* result: times taken */
};

struct combine; /* the working memory, reused from cart to cart */
struct combine *combine_new(void);
void combine_free(struct combine *cb);

/*
 * Sets count of every set. 'stock' is the pieces of each line; it is used as
 * scratch and holds what is left over afterwards. True: proven best; false:
 * the best of COMBINE_NODES branches.
 */
bool combine_best(struct combine *cb, struct combine_set *sets, size_t n,
    const struct combine_need *needs, int64_t *stock, size_t n_lines);

#endif
