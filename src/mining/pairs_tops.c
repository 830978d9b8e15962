/*
 * pairs_tops - the best partners of every product; declared in pairs.h.
 *
 * A thread takes a share of the products and looks only at the entries in
 * which they stand: their own rows, and their stretch of every other row.
 */
#include <math.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "mining/metric.h"
#include "mining/ranker.h"

enum {
	/* Shares of the products a thread has to do, so that an uneven one
	 * does not keep the others waiting. */
	SHARES_EACH = 4,
};

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
		.sku_a = ranker_sku(r, a),
		.sku_b = ranker_sku(r, b),
	};

	if (r->query->key != PAIRS_BY_SCORE)
		return ranker_consider(r, o->entry, a, b, err);
	if (place.n < r->query->min_n)
		return true;
	if (!o->known)
		pair_side_expected(
		    side, o->partner, &o->expected, &o->weighted);
	o->known = true;
	place.score = metric_score_given(
	    r->ctx, r->table, o->entry, a, o->expected, o->weighted);
	place.key = place.score;
	if (!ranker_offer(r, &place, err))
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
				    ranker_compare);
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
