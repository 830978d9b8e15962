/*
 * pairs_gather - the counted pairs in the order of the table.
 *
 * A counting sort by row, then each row's partners in order. Threads first
 * learn where their pairs of each row go, so that they can place them side by
 * side without asking each other; which of them placed a pair leaves no trace,
 * because the rows are ordered afterwards.
 */
#include "mining/pairs_internal.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"

enum {
	/* Rows handed to a thread at a time. */
	ROW_RUN = 16,
	/* A row with fewer pairs than a so many-th of all products is sorted;
	 * a fuller one is spread over an array of all products. */
	SPARSE_SHARE = 16,
	/* Pairs between asking for one and using it. */
	AHEAD = 12,
};

struct gather {
	struct pair_table *table;
	struct find *const *finds;
	const struct fdr *fdr;
	unsigned threads;
	size_t *base; /* number of the first pair of each find */
	uint64_t *slot; /* pairs: partner << 32 | number of the pair */
	uint32_t **spread; /* per thread: by product, number + 1 */
	atomic_size_t next;
};

/* Rows' places in the table; makes in_row the place of the thread's first
 * pair of the row, relative to the row. */
static void
lay_rows(struct gather *g)
{
	struct pair_table *table = g->table;
	size_t at = 0;

	for (size_t row = 0; row < table->products; row++) {
		uint32_t in_row = 0;
		table->first[row] = at;
		for (unsigned t = 0; t < g->threads; t++) {
			uint32_t n = g->finds[t]->in_row[row];
			g->finds[t]->in_row[row] = in_row;
			in_row += n;
		}
		at += in_row;
	}
	table->first[table->products] = at;
	table->rows = table->products;
	table->pairs = at;
}

static void
place_pairs(void *arg, unsigned member)
{
	struct gather *g = arg;
	struct find *find = g->finds[member];

	for (size_t i = 0; i < find->n; i++) {
		uint32_t row = (uint32_t)(find->key[i] >> 32);
		size_t at = g->table->first[row] + find->in_row[row]++;
		g->slot[at] = find->key[i] << 32 | (g->base[member] + i);
	}
}

static int
slot_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* Orders the slots of a row by partner. */
static void
order_row(struct gather *g, uint32_t *spread, size_t row)
{
	size_t first = g->table->first[row], end = g->table->first[row + 1];
	uint64_t *slot = g->slot;

	if (end - first < g->table->products / SPARSE_SHARE) {
		qsort(slot + first, end - first, sizeof(*slot), slot_compare);
		return;
	}
	for (size_t i = first; i < end; i++)
		spread[slot[i] >> 32] = (uint32_t)slot[i] + 1;
	for (size_t b = row + 1, i = first; i < end; b++) {
		slot[i] = (uint64_t)b << 32 | (uint32_t)(spread[b] - 1);
		i += spread[b] != 0;
		spread[b] = 0;
	}
}

/* The thread that found a pair; *number becomes its place there. */
static unsigned
finder(const struct gather *g, size_t *number)
{
	unsigned t = g->threads - 1;

	while (g->base[t] > *number)
		t--;
	*number -= g->base[t];
	return t;
}

/* The pairs of a row were found all over the place: ask for each early. */
static void
expect_pair(const struct gather *g, size_t number)
{
	unsigned t = finder(g, &number);

	__builtin_prefetch(&g->finds[t]->pair[number]);
	__builtin_prefetch(&fdr_answer(g->fdr, t)[number]);
}

static void
fill_row(struct gather *g, size_t row)
{
	struct pair_table *table = g->table;
	size_t end = table->first[row + 1];

	for (size_t i = table->first[row]; i < end; i++) {
		size_t number = (uint32_t)g->slot[i];
		if (i + AHEAD < end)
			expect_pair(g, (uint32_t)g->slot[i + AHEAD]);
		unsigned t = finder(g, &number);
		const struct found_pair *f = &g->finds[t]->pair[number];
		table->partner[i] = (uint32_t)(g->slot[i] >> 32);
		table->n[i] = f->n;
		table->customers[i] = f->customers;
		table->ever[i] = f->ever;
		table->weighted[i] = f->weighted;
		table->ever_weighted[i] = f->ever_weighted;
		table->q[i] = (float)fdr_answer(g->fdr, t)[number];
	}
}

static void
fill_rows(void *arg, unsigned member)
{
	struct gather *g = arg;
	size_t products = g->table->products;

	for (;;) {
		size_t row = atomic_fetch_add(&g->next, ROW_RUN);
		if (row >= products)
			return;
		size_t end =
		    row + ROW_RUN < products ? row + ROW_RUN : products;
		for (; row < end; row++) {
			order_row(g, g->spread[member], row);
			fill_row(g, row);
		}
	}
}

static bool
take_memory(struct gather *g, size_t pairs, struct err *err)
{
	g->base = mem_try_zarray(g->threads, sizeof(*g->base), "pairs", err);
	g->spread =
	    mem_try_zarray(g->threads, sizeof(*g->spread), "pairs", err);
	g->slot = mem_try_array(pairs, sizeof(*g->slot), "pairs", err);
	if (!g->base || !g->spread || !g->slot ||
	    !pair_table_reserve(g->table, pairs, err))
		return false;
	for (unsigned t = 0; t < g->threads; t++) {
		g->spread[t] = mem_try_zarray(
		    g->table->products, sizeof(*g->spread[t]), "pairs", err);
		if (!g->spread[t])
			return false;
	}
	return true;
}

bool
pairs_gather(struct pair_table *table, size_t products,
    struct find *const *finds, const struct fdr *fdr, unsigned threads,
    struct err *err)
{
	struct gather g = {
		.table = table, .finds = finds, .fdr = fdr, .threads = threads
	};
	size_t pairs = 0;
	bool ok = false;

	if (!pair_table_init(table, products, err))
		return false;
	for (unsigned t = 0; t < threads; t++)
		pairs += finds[t]->n;
	if (!take_memory(&g, pairs, err))
		goto out;
	for (unsigned t = 1; t < threads; t++)
		g.base[t] = g.base[t - 1] + finds[t - 1]->n;
	lay_rows(&g);
	crew_run(threads, place_pairs, &g);
	atomic_init(&g.next, 0);
	crew_run(threads, fill_rows, &g);
	ok = true;
out:
	for (unsigned t = 0; g.spread && t < threads; t++)
		mem_free(g.spread[t]);
	mem_free(g.spread);
	mem_free(g.base);
	mem_free(g.slot);
	if (!ok)
		pair_table_release(table);
	return ok;
}
