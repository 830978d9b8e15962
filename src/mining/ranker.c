/*
 * ranker - see ranker.h.
 */
#include "mining/ranker.h"

#include "base/mem.h"
#include "mining/metric.h"

static int
descending(double a, double b)
{
	return a > b ? -1 : a < b;
}

/* Negative when a stands before b. */
int
ranker_compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int c = descending(a->key, b->key);

	if (c == 0)
		c = descending(a->score, b->score);
	if (c == 0)
		c = descending((double)a->n, (double)b->n);
	if (c == 0)
		c = a->sku_a < b->sku_a ? -1 : a->sku_a > b->sku_a;
	if (c == 0)
		c = a->sku_b < b->sku_b ? -1 : a->sku_b > b->sku_b;
	return c;
}

double
ranker_key(const struct ranker *r, const struct pairs_item *it, double score)
{
	double n = (double)r->table->n[it->entry];

	switch (r->query->key) {
	case PAIRS_BY_INCREMENT:
		return metric_incremental(
		    r->ctx, r->table, it->entry, it->a, it->b);
	case PAIRS_BY_SPECIFIC:
		return metric_lift_low(
		    r->ctx, r->table, it->entry, it->a, it->b);
	case PAIRS_BY_FREQUENT:
		return r->of_one ? n / (double)r->ctx->orders_with.n[it->a] : n;
	case PAIRS_BY_SCORE:
	case PAIRS_KEY_COUNT:
		break;
	}
	return score;
}

/* Restores the heap (worst at the root) below i. */
static void
sink(struct place *heap, size_t n, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n &&
		    ranker_compare(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (ranker_compare(&heap[child], &heap[i]) <= 0)
			return;
		struct place t = heap[i];
		heap[i] = heap[child];
		heap[child] = t;
	}
}

bool
ranker_offer(struct ranker *r, const struct place *place, struct err *err)
{
	void *grown = r->place;

	if (r->count < r->limit) {
		if (!mem_try_reserve(&grown, &r->cap, r->count + 1,
			sizeof(*r->place), "ranked pairs", err))
			return false;
		r->place = grown;
		r->place[r->count++] = *place;
		if (r->count == r->limit) {
			for (size_t i = r->count / 2; i-- > 0;)
				sink(r->place, r->count, i);
		}
		return true;
	}
	if (r->count > 0 && ranker_compare(place, &r->place[0]) < 0) {
		r->place[0] = *place;
		sink(r->place, r->count, 0);
	}
	return true;
}

bool
ranker_begin(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place)
{
	*place = (struct place){
		.item = { .a = a, .b = b, .entry = (uint32_t)entry },
		.n = r->table->n[entry],
		.sku_a = ranker_sku(r, a),
		.sku_b = ranker_sku(r, b),
	};
	return place->n >= r->query->min_n;
}

bool
ranker_place(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place)
{
	if (!ranker_begin(r, entry, a, b, place))
		return false;
	place->score = metric_score(r->ctx, r->table, entry, a, b);
	place->key = ranker_key(r, &place->item, place->score);
	return true;
}

bool
ranker_consider(
    struct ranker *r, size_t entry, uint32_t a, uint32_t b, struct err *err)
{
	struct place place;

	return !ranker_place(r, entry, a, b, &place) ||
	    ranker_offer(r, &place, err);
}

void
ranker_init(struct ranker *r, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query)
{
	*r = (struct ranker){ .table = table, .ctx = ctx, .query = query };
	r->limit = query->limit ? query->limit : SIZE_MAX;
}

bool
ranker_finish(struct ranker *r, struct pairs_ranking *out, struct err *err)
{
	struct pairs_item *item =
	    mem_try_array(r->count, sizeof(*item), "ranked pairs", err);

	if (item) {
		if (r->count > 0)
			qsort(r->place, r->count, sizeof(*r->place),
			    ranker_compare);
		for (size_t i = 0; i < r->count; i++)
			item[i] = r->place[i].item;
		*out =
		    (struct pairs_ranking){ .item = item, .count = r->count };
	}
	mem_free(r->place);
	return item != NULL;
}
