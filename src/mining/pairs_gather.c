/*
 * pairs_gather - the counted rows in the order of the table; see
 * pairs_internal.h.
 *
 * Ranks ascend with product indices, and runs with ranks: the table's rows are
 * those of the runs, with empty ones between for products that nobody bought.
 */
#include "mining/pairs_internal.h"

#include "base/mem.h"

void
pairs_gather_init(
    struct pairs_gather *g, struct pair_table *table, const struct baskets *bk)
{
	*g = (struct pairs_gather){ .table = table, .bk = bk };
	if (pthread_mutex_init(&g->lock, NULL) != 0)
		BUG("a lock cannot be made");
}

static void
drop_batches(struct pairs_batch *b)
{
	while (b != NULL) {
		struct pairs_batch *next = b->next;
		pair_table_release(&b->rows);
		mem_free(b);
		b = next;
	}
}

void
pairs_gather_release(struct pairs_gather *g)
{
	drop_batches(g->waiting);
	drop_batches(g->spare);
	pthread_mutex_destroy(&g->lock);
}

static void
lock(struct pairs_gather *g)
{
	if (pthread_mutex_lock(&g->lock) != 0)
		BUG("a lock cannot be taken");
}

static void
unlock(struct pairs_gather *g)
{
	if (pthread_mutex_unlock(&g->lock) != 0)
		BUG("a lock cannot be given back");
}

struct pairs_batch *
pairs_gather_take(struct pairs_gather *g, struct err *err)
{
	struct pairs_batch *b;

	lock(g);
	b = g->spare;
	if (b != NULL)
		g->spare = b->next;
	unlock(g);
	if (b == NULL)
		b = mem_try_zarray(1, sizeof(*b), "pairs", err);
	if (b != NULL)
		b->rows.pairs = 0;
	return b;
}

static void
copy_columns(struct pair_table *to, const struct pair_table *from)
{
	size_t at = to->pairs, n = from->pairs;

	memcpy(to->partner + at, from->partner, n * sizeof(*to->partner));
	memcpy(to->n + at, from->n, n * sizeof(*to->n));
	memcpy(to->customers + at, from->customers, n * sizeof(*to->customers));
	memcpy(to->ever + at, from->ever, n * sizeof(*to->ever));
	memcpy(to->weighted + at, from->weighted, n * sizeof(*to->weighted));
	memcpy(to->ever_weighted + at, from->ever_weighted,
	    n * sizeof(*to->ever_weighted));
}

/* The batch whose turn it is, to the end of the table. */
static bool
place(struct pairs_gather *g, const struct pairs_batch *b, struct err *err)
{
	struct pair_table *t = g->table;
	size_t first = b->run * ANCHOR_RUN, end = first + ANCHOR_RUN;
	size_t at = t->pairs;

	if (!pair_table_reserve(t, b->rows.pairs, err))
		return false;
	if (b->rows.pairs > 0)
		copy_columns(t, &b->rows);
	end = end < g->bk->active ? end : g->bk->active;
	for (size_t a = first; a < end; a++) {
		for (; t->rows < g->bk->product_of[a]; t->rows++)
			t->first[t->rows + 1] = at;
		at += b->pairs[a - first];
		t->first[++t->rows] = at;
	}
	t->pairs = at;
	return true;
}

/* Unhooks the waiting batch of a run; NULL when it is not there. */
static struct pairs_batch *
find_waiting(struct pairs_gather *g, size_t run)
{
	struct pairs_batch **at = &g->waiting, *b;

	while (*at != NULL && (*at)->run != run)
		at = &(*at)->next;
	b = *at;
	if (b != NULL)
		*at = b->next;
	return b;
}

bool
pairs_gather_put(struct pairs_gather *g, struct pairs_batch *b, struct err *err)
{
	bool ok = true;

	lock(g);
	b->next = g->waiting;
	g->waiting = b;
	while (ok && (b = find_waiting(g, g->next)) != NULL) {
		ok = place(g, b, err);
		b->next = g->spare;
		g->spare = b;
		g->next++;
	}
	unlock(g);
	return ok;
}
