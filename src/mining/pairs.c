/*
 * pairs - see pairs.h. Counts; pairs_gather.c fills the table, pairs_rank.c
 * ranks.
 *
 * Ranks ascend with product indices (basket.h), so an anchor's row of counts
 * is its row of the table. A thread takes a run of anchors at a time and does
 * everything for each: counts its row, sums what the prior of lift needs, puts
 * every p-value that can matter to fdr.h, appends the pairs at or above the
 * floor, and counts the same row once more with customers as baskets. Sums of
 * doubles are kept per anchor and added in anchor order at the end, so that
 * they do not depend on who took what.
 */
#include "mining/pairs.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "mining/fdr.h"
#include "mining/pairs_internal.h"
#include "mining/tally.h"

enum {
	/* Strata with pairs: all but size 1. */
	STRATA = BASKET_STRATA - 1,
	/* Below this many pairs with a joint order alpha is not fitted. */
	ALPHA_PAIRS = 1000,
};
static const double ALPHA_DEFAULT = 5, ALPHA_LEAST = 1, ALPHA_MOST = 50;

/* One thread. */
struct worker {
	struct tally orders, customers;
	struct pairs_batch *batch; /* of the run at hand */
	uint32_t *partner; /* ranks that the row being judged keeps */
	double *expected; /* by rank: with the row's anchor */
	uint64_t met;
	struct err err;
};

/* What the threads share. */
struct mine {
	const struct baskets *bk;
	struct baskets buyers; /* customers as baskets */
	const struct pairs_options *opt;
	uint32_t floor;
	unsigned threads;
	double rate[STRATA];
	double *in; /* active x STRATA: baskets by size, by rank */
	double *squares; /* by anchor: sum of n^2 */
	double *cross; /* by anchor: sum of n E */
	struct fdr fdr;
	struct worker *worker;
	struct pairs_gather gather;
	atomic_size_t next; /* run */
	atomic_size_t kept;
	atomic_bool stop;
};

/* An anchor's side of the expectation, as pair_side but by rank. */
struct anchor_side {
	unsigned n;
	unsigned stratum[STRATA];
	double in[STRATA];
};

static void
anchor_side(const struct mine *m, uint32_t a, struct anchor_side *out)
{
	const double *in = m->in + (size_t)a * STRATA;

	out->n = 0;
	for (unsigned k = 0; k < STRATA; k++) {
		if (in[k] <= 0)
			continue;
		out->stratum[out->n] = k;
		out->in[out->n++] = in[k];
	}
}

static double
expected(const struct mine *m, const struct anchor_side *a, uint32_t b)
{
	const double *in = m->in + (size_t)b * STRATA;
	double sum = 0;

	for (unsigned i = 0; i < a->n; i++)
		sum += m->rate[a->stratum[i]] * (a->in[i] * in[a->stratum[i]]);
	return sum;
}

/* All of a row at once: a loop that asks nothing runs several at a time. */
static void
expect_row(const struct mine *m, struct worker *w, const struct anchor_side *a)
{
	const struct tally *t = &w->orders;

	for (size_t i = 0; i < t->partners; i++)
		w->expected[t->partner[i]] = expected(m, a, t->partner[i]);
}

static int
rank_compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* What the prior of lift needs of an anchor's row. */
struct sums {
	double squares, cross;
};

/* The p-value of every pair counts. */
static bool
count_p(struct mine *m, struct worker *w, unsigned member, uint32_t n, double e)
{
	double p = 0;
	int level = fdr_screen(&m->fdr, n, e, &p);

	if (level < 0)
		return fdr_add(&m->fdr, member, p, &w->err);
	fdr_spare(&m->fdr, member, (unsigned)level);
	return true;
}

/* Partners at or above the floor, ascending, into w->partner. */
static bool
sift_row(struct mine *m, struct worker *w, unsigned member, size_t *kept,
    struct sums *sums)
{
	const struct tally *t = &w->orders;
	size_t keep = 0;
	bool sorted = true;

	for (size_t i = 0; i < t->partners; i++) {
		uint32_t b = t->partner[i], n = tally_count(t, b);
		double e = w->expected[b];
		sums->squares += (double)n * (double)n;
		sums->cross += (double)n * e;
		if (!count_p(m, w, member, n, e))
			return false;
		if (n < m->floor)
			continue;
		sorted = sorted && (keep == 0 || w->partner[keep - 1] < b);
		w->partner[keep++] = b;
	}
	if (!sorted)
		qsort(w->partner, keep, sizeof(*w->partner), rank_compare);
	*kept = keep;
	return true;
}

/* Appends the pair of the anchor with b; there is room. */
static void
keep_pair(const struct mine *m, struct worker *w, uint32_t b)
{
	const struct tally *t = &w->orders;
	struct pair_table *rows = &w->batch->rows;
	size_t at = rows->pairs++;

	rows->partner[at] = m->bk->product_of[b];
	rows->n[at] = tally_count(t, b);
	rows->customers[at] = tally_customers(t, b);
	rows->weighted[at] = (float)tally_weight(t, b);
	rows->ever[at] = 0;
	rows->ever_weighted[at] = 0;
}

/* Everything about the anchor's row that orders tell. */
static bool
judge_row(struct mine *m, struct worker *w, unsigned member, uint32_t anchor)
{
	struct anchor_side side;
	struct sums sums = { 0, 0 };
	size_t kept = 0;

	anchor_side(m, anchor, &side);
	expect_row(m, w, &side);
	if (!sift_row(m, w, member, &kept, &sums) ||
	    !pair_table_reserve(&w->batch->rows, kept, &w->err))
		return false;
	for (size_t i = 0; i < kept; i++)
		keep_pair(m, w, w->partner[i]);
	w->met += w->orders.partners;
	m->squares[anchor] = sums.squares;
	m->cross[anchor] = sums.cross;
	return true;
}

/* The same row among customers, for the pairs kept from 'from' on. */
static void
add_buyers(struct worker *w, uint32_t anchor, size_t from)
{
	struct pair_table *rows = &w->batch->rows;
	struct tally *t = &w->customers;

	tally_row(t, anchor);
	for (size_t i = from; i < rows->pairs; i++) {
		uint32_t b = w->partner[i - from];
		rows->ever[i] = tally_count(t, b);
		rows->ever_weighted[i] = (float)tally_weight(t, b);
	}
	tally_clear(t);
}

static bool
mine_anchor(struct mine *m, struct worker *w, unsigned member, uint32_t anchor)
{
	const struct pair_table *rows = &w->batch->rows;
	size_t from = rows->pairs;

	tally_row(&w->orders, anchor);
	bool ok = judge_row(m, w, member, anchor);
	tally_clear(&w->orders);
	if (!ok)
		return false;
	if (m->opt->customers && rows->pairs > from)
		add_buyers(w, anchor, from);
	w->batch->pairs[anchor % ANCHOR_RUN] = (uint32_t)(rows->pairs - from);
	return true;
}

static bool
mine_run(struct mine *m, struct worker *w, unsigned member, size_t run)
{
	size_t a = run * ANCHOR_RUN, active = m->bk->active;
	size_t end = a + ANCHOR_RUN < active ? a + ANCHOR_RUN : active;
	bool ok;

	w->batch = pairs_gather_take(&m->gather, &w->err);
	ok = w->batch != NULL;
	if (!ok)
		return false;
	w->batch->run = run;
	for (; ok && a < end; a++)
		ok = mine_anchor(m, w, member, (uint32_t)a);
	size_t found = w->batch->rows.pairs;
	/* A failed run goes back, too, and never comes to its turn. */
	if (!ok)
		w->batch->run = SIZE_MAX;
	ok = pairs_gather_put(&m->gather, w->batch, &w->err) && ok;
	if (ok && atomic_fetch_add(&m->kept, found) > PAIRS_MAX)
		return err_set(&w->err, ERR_LIMIT,
		    "more than %d pairs have %u joint orders; ask for more",
		    PAIRS_MAX, m->floor);
	return ok;
}

/* Takes runs until there are none; the caller's thread reports. */
static void
mine_runs(void *arg, unsigned member)
{
	struct mine *m = arg;
	struct worker *w = &m->worker[member];
	size_t active = m->bk->active, run;

	while (!atomic_load(&m->stop) &&
	    (run = atomic_fetch_add(&m->next, 1)) * ANCHOR_RUN < active) {
		bool ok = member > 0 ||
		    progress_report(m->opt->progress, "counting pairs",
			(int64_t)(run * ANCHOR_RUN), (int64_t)active, &w->err);
		if (!ok || !mine_run(m, w, member, run))
			atomic_store(&m->stop, true);
	}
}

static bool
worker_init(struct mine *m, struct worker *w, struct err *err)
{
	w->partner =
	    mem_try_array(m->bk->active, sizeof(*w->partner), "pairs", err);
	w->expected =
	    mem_try_array(m->bk->active, sizeof(*w->expected), "pairs", err);
	return w->partner && w->expected &&
	    tally_init(&w->orders, m->bk, true, err) &&
	    (!m->opt->customers ||
		tally_init(&w->customers, &m->buyers, false, err));
}

static void
worker_release(struct worker *w)
{
	tally_release(&w->orders);
	tally_release(&w->customers);
	mem_free(w->partner);
	mem_free(w->expected);
}

/* Sizes of the products' baskets, by rank, ready to multiply. */
static void
fill_strata(struct mine *m)
{
	for (unsigned k = 0; k < STRATA; k++)
		m->rate[k] = basket_pair_rate(&m->bk->stratum[k + 1]);
	for (size_t r = 0; r < m->bk->active; r++) {
		const uint32_t *in = m->bk->product[m->bk->product_of[r]].in;
		for (unsigned k = 0; k < STRATA; k++)
			m->in[r * STRATA + k] = (double)in[k + 1];
	}
}

static double
tests_of(const struct baskets *bk)
{
	double active = (double)bk->active;

	return active * (active - 1) / 2;
}

/* No more pairs than this can have a joint order. */
static double
pairs_met(const struct baskets *bk)
{
	double meetings = 0;

	for (size_t r = 0; r < bk->active; r++)
		meetings += (double)bk->meetings[r];
	return meetings;
}

static bool
mine_init(struct mine *m, struct err *err)
{
	size_t active = m->bk->active;

	if (m->opt->customers &&
	    !baskets_of_customers(
		&m->buyers, m->bk, BASKET_CUSTOMER_CAP, m->threads, err))
		return false;
	m->in = mem_try_array(active, STRATA * sizeof(*m->in), "products", err);
	m->squares =
	    mem_try_zarray(active, sizeof(*m->squares), "products", err);
	m->cross = mem_try_zarray(active, sizeof(*m->cross), "products", err);
	m->worker =
	    mem_try_zarray(m->threads, sizeof(*m->worker), "pairs", err);
	if (!m->in || !m->squares || !m->cross || !m->worker ||
	    !fdr_init(&m->fdr, m->threads, err) ||
	    !fdr_screen_init(&m->fdr, tests_of(m->bk), pairs_met(m->bk), err))
		return false;
	for (unsigned t = 0; t < m->threads; t++) {
		if (!worker_init(m, &m->worker[t], err))
			return false;
	}
	fill_strata(m);
	return true;
}

static void
mine_release(struct mine *m)
{
	for (unsigned t = 0; m->worker && t < m->threads; t++)
		worker_release(&m->worker[t]);
	mem_free(m->worker);
	fdr_release(&m->fdr);
	mem_free(m->in);
	mem_free(m->squares);
	mem_free(m->cross);
	baskets_release(&m->buyers);
}

/*
 * Sums of E and E^2 over all pairs a < b without visiting them: E is a sum of
 * products over strata, so the sums over b factor out.
 */
static void
sum_expected(const struct mine *m, double *sum, double *squares)
{
	double total[STRATA] = { 0 }, both[STRATA][STRATA] = { { 0 } };
	double self = 0, self_squares = 0;

	for (size_t r = 0; r < m->bk->active; r++) {
		const double *in = m->in + r * STRATA;
		struct anchor_side side;
		anchor_side(m, (uint32_t)r, &side);
		double e = expected(m, &side, (uint32_t)r);
		for (unsigned k = 0; k < STRATA; k++) {
			total[k] += in[k];
			for (unsigned l = 0; l < STRATA; l++)
				both[k][l] += in[k] * in[l];
		}
		self += e;
		self_squares += e * e;
	}
	*sum = -self;
	*squares = -self_squares;
	for (unsigned k = 0; k < STRATA; k++) {
		*sum += m->rate[k] * total[k] * total[k];
		for (unsigned l = 0; l < STRATA; l++)
			*squares +=
			    m->rate[k] * m->rate[l] * both[k][l] * both[k][l];
	}
	*sum /= 2;
	*squares /= 2;
}

/*
 * The prior of lift is Gamma(alpha, alpha). n then has variance E + E^2/alpha,
 * so alpha is the ratio of sum E^2 to the sum of (n - E)^2 - E over all pairs,
 * met or not.
 */
static void
fit_alpha(const struct mine *m, struct pair_context *ctx)
{
	double sum, squares, excess = 0;

	sum_expected(m, &sum, &squares);
	for (size_t r = 0; r < m->bk->active; r++)
		excess += m->squares[r] - 2 * m->cross[r];
	excess += squares - sum;
	ctx->alpha = ALPHA_DEFAULT;
	ctx->alpha_fitted = ctx->met >= ALPHA_PAIRS && excess > 0;
	if (!ctx->alpha_fitted)
		return;
	ctx->alpha = squares / excess;
	if (ctx->alpha < ALPHA_LEAST)
		ctx->alpha = ALPHA_LEAST;
	if (ctx->alpha > ALPHA_MOST)
		ctx->alpha = ALPHA_MOST;
}

static void
copy_margins(struct pair_margins *out, const struct baskets *bk)
{
	out->baskets = bk->count;
	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		out->rate[k] = basket_pair_rate(&bk->stratum[k]);
		out->weighted_rate[k] = basket_weighted_rate(&bk->stratum[k]);
	}
	for (size_t p = 0; p < bk->products; p++)
		memcpy(out->in + p * BASKET_STRATA, bk->product[p].in,
		    sizeof(bk->product[p].in));
}

static void
fill_context(const struct mine *m, struct pair_context *ctx)
{
	const struct baskets *bk = m->bk;

	ctx->orders = bk->orders;
	ctx->set_apart = bk->set_apart;
	ctx->multi = bk->multi;
	ctx->identified = bk->identified;
	ctx->cap = bk->cap;
	ctx->floor = m->floor;
	ctx->fingerprint = bk->fingerprint;
	ctx->kappa = baskets_kappa(bk);
	for (unsigned t = 0; t < m->threads; t++)
		ctx->met += m->worker[t].met;
	copy_margins(&ctx->orders_with, bk);
	if (m->opt->customers)
		copy_margins(&ctx->customers_with, &m->buyers);
	pair_context_complete(ctx);
	fit_alpha(m, ctx);
}

/* Counts, and passes on the first thread's failure. */
static bool
run_workers(struct mine *m, struct err *err)
{
	atomic_init(&m->next, 0);
	atomic_init(&m->kept, 0);
	atomic_init(&m->stop, false);
	crew_run(m->threads, mine_runs, m);
	for (unsigned t = 0; t < m->threads; t++) {
		const struct err *why = &m->worker[t].err;
		if (why->code != ERR_NONE)
			return err_set(err, why->code, "%s", why->text);
	}
	return true;
}

bool
pairs_mine(const struct baskets *bk, const struct pairs_options *opt,
    struct pair_table *table, struct pair_context *ctx, struct err *err)
{
	struct mine m = {
		.bk = bk,
		.opt = opt,
		.floor = opt->floor ? opt->floor : 1,
		.threads = crew_size(opt->threads),
	};
	bool ok = false;

	assert(!bk->rare_first);
	*table = (struct pair_table){ 0 };
	if (!pair_context_init(ctx, bk->products, err))
		return false;
	pairs_gather_init(&m.gather, table, bk);
	if (!pair_table_init(table, bk->products, err) || !mine_init(&m, err) ||
	    !run_workers(&m, err))
		goto out;
	pair_table_complete(table);
	fill_context(&m, ctx);
	ok = fdr_rank(&m.fdr, pair_tests(ctx), &ctx->curve, err);
out:
	pairs_gather_release(&m.gather);
	mine_release(&m);
	if (!ok) {
		pair_context_release(ctx);
		pair_table_release(table);
	}
	return ok;
}
