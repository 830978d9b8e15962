/*
 * pairs_gather - the counted rows in the order of the table.
 *
 * Rows are found whole and in order, so all that is left is to answer what was
 * asked about their p-values and to copy each to its place.
 */
#include "mining/pairs_internal.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"

enum {
	/* Rows handed to a thread at a time. */
	ROW_RUN = 16,
};

struct gather {
	struct pair_table *table;
	const struct found_row *row;
	struct find *const *finds;
	const struct fdr *fdr;
	atomic_size_t next;
};

/* Puts q into the rows that a thread found. */
static void
answer_questions(void *arg, unsigned member)
{
	struct gather *g = arg;
	struct find *find = g->finds[member];
	const double *answer = fdr_answer(g->fdr, member);

	for (size_t i = 0; i < find->questions; i++)
		find->rows.q[find->asked[i]] = (float)answer[i];
	for (size_t i = 0; i < find->rows.pairs; i++) {
		float q = find->rows.q[i];
		if (q < 0)
			find->rows.q[i] =
			    (float)fdr_spared(g->fdr, (unsigned)(-1 - (int)q));
	}
}

static void
copy_row(struct gather *g, size_t row)
{
	const struct found_row *found = &g->row[row];
	const struct pair_table *from = &g->finds[found->thread]->rows;
	struct pair_table *to = g->table;
	size_t at = to->first[row], n = found->pairs, f = found->at;

	memcpy(to->partner + at, from->partner + f, n * sizeof(*to->partner));
	memcpy(to->n + at, from->n + f, n * sizeof(*to->n));
	memcpy(to->customers + at, from->customers + f,
	    n * sizeof(*to->customers));
	memcpy(to->ever + at, from->ever + f, n * sizeof(*to->ever));
	memcpy(
	    to->weighted + at, from->weighted + f, n * sizeof(*to->weighted));
	memcpy(to->ever_weighted + at, from->ever_weighted + f,
	    n * sizeof(*to->ever_weighted));
	memcpy(to->q + at, from->q + f, n * sizeof(*to->q));
}

static void
copy_rows(void *arg, unsigned member)
{
	struct gather *g = arg;
	size_t products = g->table->products;

	(void)member;
	for (;;) {
		size_t row = atomic_fetch_add(&g->next, ROW_RUN);
		size_t end = row + ROW_RUN;
		if (row >= products)
			return;
		for (end = end < products ? end : products; row < end; row++)
			if (g->row[row].pairs > 0)
				copy_row(g, row);
	}
}

bool
pairs_gather(struct pair_table *table, size_t products,
    const struct found_row *row, struct find *const *finds,
    const struct fdr *fdr, unsigned threads, struct err *err)
{
	struct gather g = {
		.table = table, .row = row, .finds = finds, .fdr = fdr
	};
	size_t pairs = 0;

	if (!pair_table_init(table, products, err))
		return false;
	for (size_t r = 0; r < products; r++) {
		table->first[r] = pairs;
		pairs += row[r].pairs;
	}
	table->first[products] = pairs;
	if (!pair_table_reserve(table, pairs, err)) {
		pair_table_release(table);
		return false;
	}
	table->rows = products;
	table->pairs = pairs;
	crew_run(threads, answer_questions, &g);
	atomic_init(&g.next, 0);
	crew_run(threads, copy_rows, &g);
	return true;
}
