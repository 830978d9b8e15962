/*
 * pairs_rank - orders of pairs; declared in pairs.h.
 *
 * With a limit a ranker keeps the best. Without one, keys are sorted by radix
 * and runs of equal keys by the rest. The best of every product are in
 * pairs_tops.c.
 */
#include "base/mem.h"
#include "base/radix.h"
#include "mining/metric.h"
#include "mining/ranker.h"

static const char *const KEY_NAMES[] = {
#define X(code, name, help) [code] = name,
	PAIRS_KEYS(X)
#undef X
};
static const char *const KEY_HELP[] = {
#define X(code, name, help) [code] = help,
	PAIRS_KEYS(X)
#undef X
};
_Static_assert(ARRAY_LEN(KEY_NAMES) == PAIRS_KEY_COUNT, "a name for each key");

const char *
pairs_key_name(enum pairs_key key)
{
	return KEY_NAMES[key];
}

const char *
pairs_key_help(enum pairs_key key)
{
	return KEY_HELP[key];
}

bool
pairs_key_parse(const char *name, enum pairs_key *out)
{
	for (unsigned i = 0; i < PAIRS_KEY_COUNT; i++) {
		if (strcmp(KEY_NAMES[i], name) == 0) {
			*out = (enum pairs_key)i;
			return true;
		}
	}
	return false;
}

double
pairs_key_value(const struct pair_table *table, const struct pair_context *ctx,
    enum pairs_key key, bool of_one, const struct pairs_item *item)
{
	struct pairs_query query = { .key = key };
	struct ranker r = {
		.table = table, .ctx = ctx, .query = &query, .of_one = of_one
	};

	return ranker_key(
	    &r, item, metric_score(ctx, table, item->entry, item->a, item->b));
}

/* An entry of the row that 'side' is of, with the lower SKU first; false: too
 * few orders. */
static bool
place_in_row(const struct ranker *r, const struct pair_side *side, size_t entry,
    uint32_t row, struct place *place)
{
	uint32_t b = r->table->partner[entry];
	bool swap = ranker_sku(r, b) < ranker_sku(r, row);
	double expected, weighted;

	if (!ranker_begin(r, entry, swap ? b : row, swap ? row : b, place))
		return false;
	pair_side_expected(side, b, &expected, &weighted);
	place->score = metric_score_given(
	    r->ctx, r->table, entry, place->item.a, expected, weighted);
	place->key = ranker_key(r, &place->item, place->score);
	return true;
}

/*
 * Can the entry not be among the best by score, whatever is expected of it?
 * The score is (Nw + M + P0) sqrt((n + alpha) / (E + alpha)), P0 a share and E
 * not negative.
 */
static bool
is_beyond(const struct ranker *r, size_t entry)
{
	static const double SLACK = 1.000001; /* for rounding */
	double alpha = r->ctx->alpha, most, least;

	if (r->query->key != PAIRS_BY_SCORE || r->count < r->limit)
		return false;
	least = r->place[0].score;
	most = (double)r->table->weighted[entry] +
	    (double)r->table->ever_weighted[entry] + 1;
	return most * most * ((double)r->table->n[entry] + alpha) * SLACK <
	    least * least * alpha;
}

static bool
rank_all(struct ranker *r, struct err *err)
{
	const struct pair_table *table = r->table;
	struct pair_side side;
	struct place place;

	for (uint32_t row = 0; row < table->products; row++) {
		pair_side_of(&r->ctx->orders_with, row, &side);
		for (size_t i = table->first[row]; i < table->first[row + 1];
		     i++) {
			if (!is_beyond(r, i) &&
			    place_in_row(r, &side, i, row, &place) &&
			    !ranker_offer(r, &place, err))
				return false;
		}
	}
	return true;
}

/* ---- all of them, sorted ---- */

/* The pairs of the table that have enough orders, by key alone; unsorted. */
static size_t
take_keys(const struct ranker *r, struct radix_key *keys)
{
	const struct pair_table *table = r->table;
	struct pair_side side;
	struct place place;
	size_t n = 0;

	for (uint32_t row = 0; row < table->products; row++) {
		pair_side_of(&r->ctx->orders_with, row, &side);
		for (size_t i = table->first[row]; i < table->first[row + 1];
		     i++) {
			if (place_in_row(r, &side, i, row, &place))
				keys[n++] = (struct radix_key){
					.bits = ~radix_bits(place.key),
					.index = (uint32_t)i,
					.tag = row,
				};
		}
	}
	return n;
}

/* Puts items of one key into their order. */
static bool
settle_ties(
    const struct ranker *r, struct pairs_item *item, size_t n, struct err *err)
{
	struct place *places =
	    mem_try_array(n, sizeof(*places), "ranked pairs", err);

	if (places == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		ranker_place(
		    r, item[i].entry, item[i].a, item[i].b, &places[i]);
	qsort(places, n, sizeof(*places), ranker_compare);
	for (size_t i = 0; i < n; i++)
		item[i] = places[i].item;
	mem_free(places);
	return true;
}

/* Items from sorted keys; runs of equal keys are sorted by the rest. */
static bool
fill_items(const struct ranker *r, const struct radix_key *keys, size_t n,
    struct pairs_item *item, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t a = keys[i].tag;
		uint32_t b = r->table->partner[keys[i].index];
		bool swap = ranker_sku(r, b) < ranker_sku(r, a);
		item[i] = (struct pairs_item){
			.a = swap ? b : a,
			.b = swap ? a : b,
			.entry = keys[i].index,
		};
	}
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && keys[end].bits == keys[i].bits;)
			end++;
		if (end - i > 1 && !settle_ties(r, item + i, end - i, err))
			return false;
	}
	return true;
}

/* Without a limit: by radix, in half the memory that sorting places takes. */
static bool
rank_sorted(struct pairs_ranking *out, const struct ranker *r, struct err *err)
{
	size_t most = r->table->pairs, n;
	struct radix_key *keys =
	    mem_try_array(most, sizeof(*keys), "ranked pairs", err);
	struct radix_key *other = keys == NULL
	    ? NULL
	    : mem_try_array(most, sizeof(*other), "ranked pairs", err);
	const struct radix_key *sorted;
	bool ok = false;

	if (other == NULL) {
		mem_free(keys);
		return false;
	}
	n = take_keys(r, keys);
	sorted = radix_sort(keys, other, n);
	/* Half of it goes before the items come. */
	bool first = sorted == keys;
	mem_free(first ? other : keys);
	keys = first ? keys : other;
	out->item = mem_try_array(n, sizeof(*out->item), "ranked pairs", err);
	if (out->item != NULL)
		ok = fill_items(r, sorted, n, out->item, err);
	out->count = ok ? n : 0;
	if (!ok)
		pairs_ranking_release(out);
	mem_free(keys);
	return ok;
}

bool
pairs_rank(struct pairs_ranking *out, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    struct err *err)
{
	struct ranker r;

	*out = (struct pairs_ranking){ 0 };
	ranker_init(&r, table, ctx, query);
	if (query->limit == 0)
		return rank_sorted(out, &r, err);
	if (!rank_all(&r, err)) {
		mem_free(r.place);
		return false;
	}
	return ranker_finish(&r, out, err);
}

static bool
rank_partners(struct ranker *r, uint32_t a, struct err *err)
{
	const struct pair_table *table = r->table;

	for (uint32_t row = 0; row < a; row++) {
		size_t entry = pair_find(table, row, a);
		if (entry != PAIR_NONE &&
		    !ranker_consider(r, entry, a, row, err))
			return false;
	}
	for (size_t i = table->first[a]; i < table->first[a + 1]; i++) {
		if (!ranker_consider(r, i, a, table->partner[i], err))
			return false;
	}
	return true;
}

bool
pairs_partners(struct pairs_ranking *out, const struct pair_table *table,
    const struct pair_context *ctx, uint32_t a, const struct pairs_query *query,
    struct err *err)
{
	struct ranker r;

	*out = (struct pairs_ranking){ 0 };
	ranker_init(&r, table, ctx, query);
	r.of_one = true;
	if (!rank_partners(&r, a, err)) {
		mem_free(r.place);
		return false;
	}
	return ranker_finish(&r, out, err);
}

static void
keep_better(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *best)
{
	struct place place;

	if (ranker_place(r, entry, a, b, &place) &&
	    (best[a].n == 0 || ranker_compare(&place, &best[a]) < 0))
		best[a] = place;
}

bool
pairs_best(uint32_t *best, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    struct err *err)
{
	struct place *place = mem_try_zarray(
	    table->products, sizeof(*place), "best partners", err);
	struct ranker r;

	if (place == NULL)
		return false;
	ranker_init(&r, table, ctx, query);
	r.of_one = true;
	for (uint32_t row = 0; row < table->products; row++) {
		for (size_t i = table->first[row]; i < table->first[row + 1];
		     i++) {
			keep_better(&r, i, row, table->partner[i], place);
			keep_better(&r, i, table->partner[i], row, place);
		}
	}
	for (size_t a = 0; a < table->products; a++)
		best[a] = place[a].n > 0 ? place[a].item.b : PAIRS_NOBODY;
	mem_free(place);
	return true;
}

void
pairs_ranking_release(struct pairs_ranking *r)
{
	mem_free(r->item);
	*r = (struct pairs_ranking){ 0 };
}
