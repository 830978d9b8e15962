/*
 * ranker - keeps the best of the pairs that it is offered (pairs_*.c only).
 *
 *	struct ranker r;
 *	ranker_init(&r, table, ctx, query);
 *	ranker_consider(&r, entry, a, b, err);		each
 *	ranker_finish(&r, &ranking, err);		and it is empty again
 *
 * With a limit the best are in a heap whose root is the worst of them; the
 * rest cost one comparison each. The order is total: key, score and joint
 * orders descending, then products by SKU.
 */
#ifndef ENDCAP_MINING_RANKER_H
#define ENDCAP_MINING_RANKER_H

#include "mining/pairs.h"

/* An item with all that can decide its place. */
struct place {
	struct pairs_item item;
	double key, score;
	uint32_t n, sku_a, sku_b;
};

struct ranker {
	const struct pair_table *table;
	const struct pair_context *ctx;
	const struct pairs_query *query;
	bool of_one; /* partners of one product */
	struct place *place;
	size_t count, cap, limit; /* limit SIZE_MAX: all */
};

void ranker_init(struct ranker *r, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query);

/* Negative when a stands before b; of two struct place. */
int ranker_compare(const void *a, const void *b);

/* What the query ranks by, of an item whose score is known. */
double
ranker_key(const struct ranker *r, const struct pairs_item *item, double score);

static inline uint32_t
ranker_sku(const struct ranker *r, uint32_t product)
{
	const uint32_t *rank = r->query->sku_rank;

	return rank ? rank[product] : product;
}

/* The entry as a line with 'a' first, all but key and score; false when it has
 * too few orders. */
bool ranker_begin(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place);
/* All of it. */
bool ranker_place(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place);

bool ranker_offer(struct ranker *r, const struct place *place, struct err *err);
/* Offers an entry that has enough orders. */
bool ranker_consider(
    struct ranker *r, size_t entry, uint32_t a, uint32_t b, struct err *err);

/* Moves the lines out in their order; frees what it kept in every case. */
bool
ranker_finish(struct ranker *r, struct pairs_ranking *out, struct err *err);

#endif
