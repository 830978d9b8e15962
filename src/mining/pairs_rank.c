/*
 * pairs_rank - orders of pairs; declared in pairs.h.
 *
 * With a limit only the best are kept, in a heap whose root is the worst of
 * them; the rest cost one comparison each. Without one, keys are sorted by
 * radix and runs of equal keys by the rest. The order is total: key, score and
 * joint orders descending, then products by SKU.
 *
 * For the best of every product, a thread takes a share of the products and
 * looks only at the entries in which they stand: their own rows, and their
 * stretch of every other row.
 */
#include "mining/pairs.h"

#include <math.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/radix.h"
#include "mining/crew.h"
#include "mining/metric.h"

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

enum {
	/* Shares of the products a thread has to do, so that an uneven one
	 * does not keep the others waiting. */
	SHARES_EACH = 4,
};

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

static int
descending(double a, double b)
{
	return a > b ? -1 : a < b;
}

/* Negative when a stands before b. */
static int
place_compare(const void *left, const void *right)
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

static double
key_of(const struct ranker *r, const struct pairs_item *it, double score)
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

double
pairs_key_value(const struct pair_table *table, const struct pair_context *ctx,
    enum pairs_key key, bool of_one, const struct pairs_item *item)
{
	struct pairs_query query = { .key = key };
	struct ranker r = {
		.table = table, .ctx = ctx, .query = &query, .of_one = of_one
	};

	return key_of(
	    &r, item, metric_score(ctx, table, item->entry, item->a, item->b));
}

/* Restores the heap (worst at the root) below i. */
static void
sink(struct place *heap, size_t n, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n &&
		    place_compare(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (place_compare(&heap[child], &heap[i]) <= 0)
			return;
		struct place t = heap[i];
		heap[i] = heap[child];
		heap[child] = t;
	}
}

static bool
offer(struct ranker *r, const struct place *place, struct err *err)
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
	if (r->count > 0 && place_compare(place, &r->place[0]) < 0) {
		r->place[0] = *place;
		sink(r->place, r->count, 0);
	}
	return true;
}

static uint32_t
sku_of(const struct ranker *r, uint32_t product)
{
	const uint32_t *rank = r->query->sku_rank;

	return rank ? rank[product] : product;
}

/* The entry as a line with 'a' first, all but key and score; false when it has
 * too few orders. */
static bool
place_begin(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place)
{
	*place = (struct place){
		.item = { .a = a, .b = b, .entry = (uint32_t)entry },
		.n = r->table->n[entry],
		.sku_a = sku_of(r, a),
		.sku_b = sku_of(r, b),
	};
	return place->n >= r->query->min_n;
}

static bool
place_of(const struct ranker *r, size_t entry, uint32_t a, uint32_t b,
    struct place *place)
{
	if (!place_begin(r, entry, a, b, place))
		return false;
	place->score = metric_score(r->ctx, r->table, entry, a, b);
	place->key = key_of(r, &place->item, place->score);
	return true;
}

static bool
consider(
    struct ranker *r, size_t entry, uint32_t a, uint32_t b, struct err *err)
{
	struct place place;

	return !place_of(r, entry, a, b, &place) || offer(r, &place, err);
}

static void
ranker_init(struct ranker *r, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query)
{
	*r = (struct ranker){ .table = table, .ctx = ctx, .query = query };
	r->limit = query->limit ? query->limit : SIZE_MAX;
}

/* Moves the lines out in their order. */
static bool
ranker_finish(struct ranker *r, struct pairs_ranking *out, struct err *err)
{
	struct pairs_item *item =
	    mem_try_array(r->count, sizeof(*item), "ranked pairs", err);

	if (item) {
		if (r->count > 0)
			qsort(r->place, r->count, sizeof(*r->place),
			    place_compare);
		for (size_t i = 0; i < r->count; i++)
			item[i] = r->place[i].item;
		*out =
		    (struct pairs_ranking){ .item = item, .count = r->count };
	}
	mem_free(r->place);
	return item != NULL;
}

/* An entry of the row that 'side' is of, with the lower SKU first; false: too
 * few orders. */
static bool
place_in_row(const struct ranker *r, const struct pair_side *side, size_t entry,
    uint32_t row, struct place *place)
{
	uint32_t b = r->table->partner[entry];
	bool swap = sku_of(r, b) < sku_of(r, row);
	double expected, weighted;

	if (!place_begin(r, entry, swap ? b : row, swap ? row : b, place))
		return false;
	pair_side_expected(side, b, &expected, &weighted);
	place->score = metric_score_given(
	    r->ctx, r->table, entry, place->item.a, expected, weighted);
	place->key = key_of(r, &place->item, place->score);
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
			    !offer(r, &place, err))
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
		place_of(r, item[i].entry, item[i].a, item[i].b, &places[i]);
	qsort(places, n, sizeof(*places), place_compare);
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
		bool swap = sku_of(r, b) < sku_of(r, a);
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
		if (entry != PAIR_NONE && !consider(r, entry, a, row, err))
			return false;
	}
	for (size_t i = table->first[a]; i < table->first[a + 1]; i++) {
		if (!consider(r, i, a, table->partner[i], err))
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

	if (place_of(r, entry, a, b, &place) &&
	    (best[a].n == 0 || place_compare(&place, &best[a]) < 0))
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

struct bar;
struct tops {
	struct pairs_tops *out;
	struct ranker *ranker; /* per product */
	struct bar *bar; /* per product */
	size_t share; /* products handed to a thread at a time */
	atomic_size_t next;
	struct err *err; /* per thread */
};

/* First entry at or after 'first' whose partner is not below 'partner'. */
static size_t
seek_partner(
    const struct pair_table *table, size_t first, size_t end, size_t partner)
{
	while (first < end) {
		size_t mid = first + (end - first) / 2;
		if (table->partner[mid] < partner)
			first = mid + 1;
		else
			end = mid;
	}
	return first;
}

/*
 * What an entry has to pass to come before the worst that a product keeps. The
 * score is
 *
 *	(Nw + M + P0) sqrt((n + alpha) / (E + alpha))
 *
 * with P0 at most chance_most times the orders of the partner, so that
 * (Nw + M + most P0)^2 (n + alpha) is at most (E + alpha) score^2 for any E
 * that is not too small. 0 is not; nor is a little less than E in floats,
 * which takes a few nanoseconds. Most entries of a product that meets
 * everything end at one of the two.
 */
enum {
	NEAR_STRATA = 12 /* room for those with pairs, and a multiple of four */
};
_Static_assert(NEAR_STRATA >= BASKET_STRATA - 1, "room for each stratum");

struct bar {
	double chance_most;
	double least; /* score^2 of the worst; negative: nothing fails */
	/* Root of the stratum's rate times the product's baskets. */
	float near[NEAR_STRATA];
};
static const double BAR_SLACK = 1.00001; /* for rounding */

/* An entry on its way to the two products it joins. */
struct offered {
	size_t entry;
	uint32_t partner;
	bool known; /* are the expectations? */
	double bought; /* Nw + M */
	double steady; /* n + alpha, and the slack */
	double most[2]; /* the left side above, of the row and the partner */
	double expected, weighted;
};

static double
most_of(const struct offered *o, const struct bar *bar, uint32_t orders)
{
	double most = o->bought + bar->chance_most * (double)orders;

	return most * most * o->steady;
}

/* About what is expected; in four sums, so that they are done at once. */
static double
nearly_expected(const struct bar *a, const struct bar *b)
{
	float sum[4] = { 0 };

	for (unsigned k = 0; k < NEAR_STRATA; k += 4)
		for (unsigned i = 0; i < 4; i++)
			sum[i] += a->near[k + i] * b->near[k + i];
	return (double)((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

/* The most that P0 = Ew_ab / sum_b Ew_ab can be for each order of b. */
static double
most_chance(const struct pair_context *ctx, uint32_t a)
{
	const struct pair_margins *m = &ctx->orders_with;
	double most = 0;

	for (unsigned k = 1; k < BASKET_STRATA; k++) {
		double each = m->weighted_rate[k] *
		    (double)m->in[(size_t)a * BASKET_STRATA + k];
		most = each > most ? each : most;
	}
	return ctx->chance[a] > 0 ? most / ctx->chance[a] : 0;
}

static void
bar_init(struct bar *bar, const struct pair_context *ctx, uint32_t a)
{
	const struct pair_margins *m = &ctx->orders_with;

	*bar = (struct bar){
		.chance_most = most_chance(ctx, a),
		.least = -1,
	};
	for (unsigned k = 1; k < BASKET_STRATA; k++)
		bar->near[k - 1] = (float)(sqrt(m->rate[k]) *
		    (double)m->in[(size_t)a * BASKET_STRATA + k]);
}

static void
raise_bar(struct tops *tops, uint32_t a)
{
	const struct ranker *r = &tops->ranker[a];

	if (r->query->key == PAIRS_BY_SCORE && r->count == r->limit)
		tops->bar[a].least = r->place[0].score * r->place[0].score;
}

/* Offers it to product a as partner b; by score, expectations are computed
 * once for both products. */
static bool
offer_to(struct tops *tops, const struct pair_side *side, struct offered *o,
    uint32_t a, uint32_t b, struct err *err)
{
	struct ranker *r = &tops->ranker[a];
	struct place place = {
		.item = { .a = a, .b = b, .entry = (uint32_t)o->entry },
		.n = r->table->n[o->entry],
		.sku_a = sku_of(r, a),
		.sku_b = sku_of(r, b),
	};

	if (r->query->key != PAIRS_BY_SCORE)
		return consider(r, o->entry, a, b, err);
	if (place.n < r->query->min_n)
		return true;
	if (!o->known)
		pair_side_expected(
		    side, o->partner, &o->expected, &o->weighted);
	o->known = true;
	place.score = metric_score_given(
	    r->ctx, r->table, o->entry, a, o->expected, o->weighted);
	place.key = place.score;
	if (!offer(r, &place, err))
		return false;
	raise_bar(tops, a);
	return true;
}

/* Offers row's entries to the products from lo to hi. */
static bool
offer_row(
    struct tops *tops, uint32_t row, size_t lo, size_t hi, struct err *err)
{
	const struct pair_table *table = tops->ranker->table;
	const struct pair_context *ctx = tops->ranker->ctx;
	const uint32_t *orders = ctx->orders_with.n;
	const struct bar *here = &tops->bar[row];
	double alpha = ctx->alpha;
	size_t first = table->first[row], end = table->first[row + 1];
	struct pair_side side;

	if (row < lo)
		first = seek_partner(table, first, end, lo);
	if (first < end)
		pair_side_of(&ctx->orders_with, row, &side);
	for (size_t i = first; i < end; i++) {
		uint32_t b = table->partner[i];
		struct offered o = {
			.entry = i,
			.partner = b,
			.bought = (double)table->weighted[i] +
			    (double)table->ever_weighted[i],
			.steady = ((double)table->n[i] + alpha) * BAR_SLACK,
		};
		if (row < lo && b >= hi)
			break;
		bool to_row = row >= lo &&
		    (o.most[0] = most_of(&o, here, orders[b])) >=
			here->least * alpha;
		bool to_partner = b >= lo && b < hi &&
		    (o.most[1] = most_of(&o, &tops->bar[b], orders[row])) >=
			tops->bar[b].least * alpha;
		if (!to_row && !to_partner)
			continue;
		double near = nearly_expected(here, &tops->bar[b]) + alpha;
		if (to_row && o.most[0] >= here->least * near &&
		    !offer_to(tops, &side, &o, row, b, err))
			return false;
		if (to_partner && o.most[1] >= tops->bar[b].least * near &&
		    !offer_to(tops, &side, &o, b, row, err))
			return false;
	}
	return true;
}

static void
offer_shares(void *arg, unsigned member)
{
	struct tops *tops = arg;
	struct err *err = &tops->err[member];
	size_t products = tops->out->products;

	for (;;) {
		size_t lo = atomic_fetch_add(&tops->next, tops->share);
		size_t hi = lo + tops->share;
		if (lo >= products)
			return;
		hi = hi < products ? hi : products;
		/* Rows from hi on hold only partners beyond the share. */
		for (uint32_t row = 0; row < hi; row++) {
			if (!offer_row(tops, row, lo, hi, err))
				return;
		}
		for (size_t p = lo; p < hi; p++) {
			struct ranker *r = &tops->ranker[p];
			if (r->count > 0)
				qsort(r->place, r->count, sizeof(*r->place),
				    place_compare);
		}
	}
}

/* Moves the lines of all products into one array. */
static bool
collect_tops(struct tops *tops, struct err *err)
{
	struct pairs_tops *out = tops->out;
	size_t n = 0;

	for (size_t p = 0; p < out->products; p++)
		n += tops->ranker[p].count;
	out->item = mem_try_array(n, sizeof(*out->item), "ranked pairs", err);
	if (!out->item)
		return false;
	n = 0;
	for (size_t p = 0; p < out->products; p++) {
		const struct ranker *r = &tops->ranker[p];
		for (size_t i = 0; i < r->count; i++)
			out->item[n++] = r->place[i].item;
		out->first[p + 1] = n;
	}
	return true;
}

static bool
run_tops(struct tops *tops, unsigned threads, struct err *err)
{
	atomic_init(&tops->next, 0);
	crew_run(threads, offer_shares, tops);
	for (unsigned t = 0; t < threads; t++) {
		if (tops->err[t].code != ERR_NONE)
			return err_set(
			    err, tops->err[t].code, "%s", tops->err[t].text);
	}
	return collect_tops(tops, err);
}

bool
pairs_tops(struct pairs_tops *out, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    unsigned threads, struct err *err)
{
	size_t n = table->products;
	struct tops tops = { .out = out };
	bool ok = false;

	assert(query->limit > 0);
	threads = crew_size(threads);
	tops.share = n / (threads * SHARES_EACH) + 1;
	*out = (struct pairs_tops){ .products = n };
	out->first =
	    mem_try_zarray(n + 1, sizeof(*out->first), "products", err);
	tops.ranker = mem_try_zarray(n, sizeof(*tops.ranker), "products", err);
	tops.bar = mem_try_array(n, sizeof(*tops.bar), "products", err);
	tops.err = mem_try_zarray(threads, sizeof(*tops.err), "threads", err);
	if (!out->first || !tops.ranker || !tops.bar || !tops.err)
		goto out;
	for (size_t p = 0; p < n; p++) {
		ranker_init(&tops.ranker[p], table, ctx, query);
		tops.ranker[p].of_one = true;
		bar_init(&tops.bar[p], ctx, (uint32_t)p);
	}
	ok = run_tops(&tops, threads, err);
out:
	for (size_t p = 0; tops.ranker && p < n; p++)
		mem_free(tops.ranker[p].place);
	mem_free(tops.ranker);
	mem_free(tops.bar);
	mem_free(tops.err);
	if (!ok)
		pairs_tops_release(out);
	return ok;
}

void
pairs_tops_release(struct pairs_tops *tops)
{
	mem_free(tops->first);
	mem_free(tops->item);
	*tops = (struct pairs_tops){ 0 };
}
