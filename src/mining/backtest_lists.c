/*
 * backtest_lists - the lists of every product by every way of ranking.
 *
 * A product's partners stand in its own row of the table and, as the partner,
 * in rows above; the second kind is found through the table turned round
 * (cart.h). Products are dealt to threads one by one; each writes its own
 * lists only.
 *
 * Ties go to the more frequent product, then to the lower index: that is the
 * harder rival for the default, since the ties of plain confidence are many
 * and best-sellers the better guess.
 */
#include "mining/backtest_internal.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/cart.h"
#include "mining/crew.h"
#include "mining/metric.h"

/* One candidate for a place in a list. */
struct candidate {
	double key;
	uint32_t orders, product;
};

/* The list while it is made. */
struct shortlist {
	struct candidate place[BACKTEST_LIST + 1];
	size_t n;
};

struct listing_job {
	struct backtest_lab *lab;
	struct cart_model turned;
	struct shortlist popular; /* one more than a list holds */
	atomic_size_t next;
};

static bool
stands_before(const struct candidate *a, const struct candidate *b)
{
	if (a->key > b->key || a->key < b->key)
		return a->key > b->key;
	if (a->orders != b->orders)
		return a->orders > b->orders;
	return a->product < b->product;
}

static void
offer(struct shortlist *list, const struct candidate *c, size_t most)
{
	size_t at = list->n;

	if (at == most && !stands_before(c, &list->place[at - 1]))
		return;
	at = at == most ? at - 1 : at;
	list->n = at + 1;
	for (; at > 0 && stands_before(c, &list->place[at - 1]); at--)
		list->place[at] = list->place[at - 1];
	list->place[at] = *c;
}

static double
key_of(const struct backtest_lab *lab, enum backtest_score score, size_t entry,
    uint32_t a, uint32_t b)
{
	const struct pair_table *t = &lab->table;
	const struct pair_context *ctx = &lab->ctx;

	switch (score) {
	case BACKTEST_INCREMENTAL:
		return metric_incremental(ctx, t, entry, a, b);
	case BACKTEST_SPECIFIC:
		return metric_lift_low(ctx, t, entry, a, b);
	case BACKTEST_FREQUENT:
		return (double)t->n[entry];
	case BACKTEST_LIFT:
		/* n_a and N are the same for all candidates. */
		return (double)t->n[entry] / (double)ctx->orders_with.n[b];
	case BACKTEST_DEFAULT:
	case BACKTEST_POPULARITY:
	case BACKTEST_SCORE_COUNT:
		break;
	}
	return metric_score(ctx, t, entry, a, b);
}

static void
consider(const struct backtest_lab *lab, struct shortlist *lists, size_t entry,
    uint32_t a, uint32_t b)
{
	struct candidate c = {
		.orders = lab->ctx.orders_with.n[b],
		.product = b,
	};

	for (unsigned s = 0; s < BACKTEST_POPULARITY; s++) {
		c.key = key_of(lab, (enum backtest_score)s, entry, a, b);
		offer(&lists[s], &c, BACKTEST_LIST);
	}
}

/* The list of a score as product numbers. */
static void
put_list(struct backtest_lab *lab, enum backtest_score score, uint32_t a,
    const struct shortlist *list)
{
	uint32_t *out =
	    lab->list + ((size_t)score * lab->products + a) * BACKTEST_LIST;

	for (size_t i = 0; i < BACKTEST_LIST; i++)
		out[i] = i < list->n ? list->place[i].product : BACKTEST_NOBODY;
}

static void
put_popular(const struct listing_job *job, uint32_t a)
{
	struct shortlist list = { .n = 0 };

	for (size_t i = 0; i < job->popular.n && list.n < BACKTEST_LIST; i++) {
		if (job->popular.place[i].product != a)
			list.place[list.n++] = job->popular.place[i];
	}
	put_list(job->lab, BACKTEST_POPULARITY, a, &list);
}

static void
make_lists_of(const struct listing_job *job, uint32_t a)
{
	struct backtest_lab *lab = job->lab;
	const struct pair_table *t = &lab->table;
	struct shortlist lists[BACKTEST_POPULARITY];

	for (unsigned s = 0; s < BACKTEST_POPULARITY; s++)
		lists[s].n = 0;
	for (size_t i = job->turned.first[a]; i < job->turned.first[a + 1]; i++)
		consider(
		    lab, lists, job->turned.entry[i], a, job->turned.row[i]);
	for (size_t e = t->first[a]; e < t->first[a + 1]; e++)
		consider(lab, lists, e, a, t->partner[e]);
	for (unsigned s = 0; s < BACKTEST_POPULARITY; s++)
		put_list(lab, (enum backtest_score)s, a, &lists[s]);
	put_popular(job, a);
}

static void
make_some(void *arg, unsigned member)
{
	struct listing_job *job = arg;

	(void)member;
	for (;;) {
		size_t a = atomic_fetch_add(&job->next, 1);
		if (a >= job->lab->products)
			return;
		make_lists_of(job, (uint32_t)a);
	}
}

/* The products in most orders. */
static void
find_popular(const struct backtest_lab *lab, struct shortlist *out)
{
	out->n = 0;
	for (uint32_t p = 0; p < lab->products; p++) {
		offer(out,
		    &(struct candidate){
			.orders = lab->ctx.orders_with.n[p],
			.product = p,
		    },
		    ARRAY_LEN(out->place));
	}
}

bool
backtest_make_lists(struct backtest_lab *lab, struct err *err)
{
	struct listing_job job = { .lab = lab };

	lab->list = mem_try_array(lab->products,
	    BACKTEST_SCORE_COUNT * BACKTEST_LIST * sizeof(*lab->list),
	    "ranked lists", err);
	if (lab->list == NULL ||
	    !cart_model_init(&job.turned, &lab->table, &lab->ctx, err))
		return false;
	find_popular(lab, &job.popular);
	atomic_init(&job.next, 0);
	crew_run(lab->opt->threads, make_some, &job);
	cart_model_release(&job.turned);
	return true;
}
