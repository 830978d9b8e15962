/*
 * backtest_carts - one product of an order is hidden; is it proposed?
 *
 * A place among the first ten counts; a tie counts as the middle of its
 * places. Carts are a sample of the held-out orders, the one of them that is
 * hidden is drawn too. Beside cart.h the plain way is tried, adding up
 * the confidences n_ab / n_a of the cart's products.
 */
#include "mining/backtest_internal.h"

#include <math.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/cart.h"
#include "mining/crew.h"

enum {
	CART_STREAM = 1,
	HIDDEN_STREAM = 2,
};

/* A held-out order with its place in the draw. */
struct draw {
	double at;
	uint32_t order;
};

struct cart_job {
	const struct backtest_lab *lab;
	struct cart_model model;
	struct draw *draw;
	size_t n;
	atomic_size_t next;
	atomic_size_t hits, sum_hits;
	double *score; /* per thread: products */
	uint32_t *items; /* per thread: CART_MOST */
	struct err *err; /* per thread */
};

static int
compare_draws(const void *va, const void *vb)
{
	const struct draw *a = va, *b = vb;

	if (a->at < b->at || a->at > b->at)
		return a->at < b->at ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* The carts to try: of more than enough, a sample. */
static bool
choose_carts(struct cart_job *job, struct err *err)
{
	const struct backtest_lab *lab = job->lab;
	const struct basket_orders *in = &lab->newer.in;

	job->draw = mem_try_array(in->orders, sizeof(*job->draw), "carts", err);
	if (job->draw == NULL)
		return false;
	for (size_t o = 0; o < in->orders; o++) {
		size_t size = in->first[o + 1] - in->first[o];
		if (size < 2 || size > CART_MOST)
			continue;
		job->draw[job->n++] = (struct draw){
			random_unit(lab->opt->seed, CART_STREAM, o, 0),
			(uint32_t)o,
		};
	}
	if (job->n > 0)
		qsort(job->draw, job->n, sizeof(*job->draw), compare_draws);
	job->n = job->n < BACKTEST_CARTS ? job->n : BACKTEST_CARTS;
	return true;
}

/* Is the product's place among the first ten? */
static bool
is_listed(const double *score, size_t products, uint32_t hidden)
{
	size_t above = 0, equal = 0;

	for (size_t b = 0; b < products; b++) {
		above += score[b] > score[hidden];
		equal += score[b] >= score[hidden];
	}
	/* The product itself is among the equal ones. */
	return (double)above + (double)(equal - above - 1) / 2 < BACKTEST_LIST;
}

static void
add_confidences(const struct cart_job *job, uint32_t a, double *score)
{
	const struct cart_model *cm = &job->model;
	const struct pair_table *t = &job->lab->table;
	double orders = (double)job->lab->ctx.orders_with.n[a];

	for (size_t i = cm->first[a]; i < cm->first[a + 1]; i++)
		score[cm->row[i]] += (double)t->n[cm->entry[i]] / orders;
	for (size_t e = t->first[a]; e < t->first[a + 1]; e++)
		score[t->partner[e]] += (double)t->n[e] / orders;
}

static void
try_sum(struct cart_job *job, const uint32_t *items, size_t n, uint32_t hidden,
    double *score)
{
	memset(score, 0, job->lab->products * sizeof(*score));
	for (size_t i = 0; i < n; i++)
		add_confidences(job, items[i], score);
	for (size_t i = 0; i < n; i++)
		score[items[i]] = -(double)INFINITY;
	if (score[hidden] > 0 && is_listed(score, job->lab->products, hidden))
		atomic_fetch_add(&job->sum_hits, 1);
}

static bool
try_cart(struct cart_job *job, uint32_t order, unsigned member)
{
	const struct backtest_lab *lab = job->lab;
	const struct basket_orders *in = &lab->newer.in;
	const uint32_t *all = in->product + in->first[order];
	size_t n = in->first[order + 1] - in->first[order], kept = 0;
	size_t out =
	    (size_t)(random_unit(lab->opt->seed, HIDDEN_STREAM, order, 0) *
		(double)n);
	double *score = job->score + member * lab->products;
	uint32_t *items = job->items + (size_t)member * CART_MOST;

	for (size_t i = 0; i < n; i++) {
		if (i != out)
			items[kept++] = all[i];
	}
	if (!cart_score(&job->model, items, kept, score, &job->err[member]))
		return false;
	if (is_listed(score, lab->products, all[out]))
		atomic_fetch_add(&job->hits, 1);
	try_sum(job, items, kept, all[out], score);
	return true;
}

static void
try_some(void *arg, unsigned member)
{
	struct cart_job *job = arg;

	for (;;) {
		size_t i = atomic_fetch_add(&job->next, 1);
		if (i >= job->n || !try_cart(job, job->draw[i].order, member))
			return;
	}
}

static bool
first_error(const struct cart_job *job, unsigned threads, struct err *err)
{
	for (unsigned t = 0; t < threads; t++) {
		if (job->err[t].code != ERR_NONE)
			return err_set(
			    err, job->err[t].code, "%s", job->err[t].text);
	}
	return true;
}

static bool
run_carts(struct cart_job *job, struct err *err)
{
	unsigned threads = crew_size(job->lab->opt->threads);
	struct backtest *out = job->lab->out;

	job->score = mem_try_array(
	    threads, job->lab->products * sizeof(*job->score), "carts", err);
	job->items = mem_try_array(
	    threads, CART_MOST * sizeof(*job->items), "carts", err);
	job->err = mem_try_zarray(threads, sizeof(*job->err), "threads", err);
	if (!job->score || !job->items || !job->err)
		return false;
	crew_run(threads, try_some, job);
	if (!first_error(job, threads, err))
		return false;
	out->carts = job->n;
	if (job->n > 0) {
		out->cart_hit10 =
		    (double)atomic_load(&job->hits) / (double)job->n;
		out->cart_confidence10 =
		    (double)atomic_load(&job->sum_hits) / (double)job->n;
	}
	return true;
}

bool
backtest_try_carts(struct backtest_lab *lab, struct err *err)
{
	struct cart_job job = { .lab = lab };
	bool ok;

	atomic_init(&job.next, 0);
	atomic_init(&job.hits, 0);
	atomic_init(&job.sum_hits, 0);
	ok = cart_model_init(&job.model, &lab->table, &lab->ctx, err) &&
	    choose_carts(&job, err) && run_carts(&job, err);
	cart_model_release(&job.model);
	mem_free(job.draw);
	mem_free(job.score);
	mem_free(job.items);
	mem_free(job.err);
	return ok;
}
