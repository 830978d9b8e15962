/*
 * itemset_judge - what takes all subsets of a set: bond, ratio, closing.
 *
 * Every subset of a row is a row (itemset.c), so its count is found by
 * bisection among the rows of its first item, and the orders with any of the
 * products follow by inclusion and exclusion:
 *
 *	n_any = sum over subsets T of (-1)^(|T| + 1) n_T
 *
 * Rows are dealt to threads in runs. A row writes its own figures only; that a
 * subset is absorbed (the same orders, fewer products) is a flag that is only
 * ever set.
 */
#include "mining/itemset_internal.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"

enum {
	RUN = 1024, /* rows a thread takes at a time */
	SUBSETS = 1 << ITEMSET_LARGEST,
};

struct judging {
	struct itemset_search *s;
	size_t n; /* rows */
	double *ratio; /* rows; below 0: fails the bond */
	atomic_bool *absorbed; /* rows */
	atomic_size_t next;
	bool absorb; /* the second round */
};

static unsigned
size_of(const struct itemset_row *row)
{
	unsigned n = 0;

	while (n < ITEMSET_LARGEST && row->item[n] > 0)
		n++;
	return n;
}

static int
compare_items(const uint32_t *a, const uint32_t *b)
{
	for (unsigned i = 0; i < ITEMSET_LARGEST; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* The row of a set that is known to be there. */
static size_t
find_row(const struct itemset_search *s, const uint32_t *item)
{
	size_t lo = s->begin[item[0] - 1], end = s->begin[item[0]], hi = end;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (compare_items(s->row[mid].item, item) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == end || compare_items(s->row[lo].item, item) != 0)
		BUG("a part of a set was not found");
	return lo;
}

/* The same of a pair, in the graph: its list is short and dense. */
static size_t
find_pair(const struct itemset_search *s, const uint32_t *item)
{
	uint32_t b = item[1] - 1;
	size_t lo = s->first[item[0] - 1], end = s->first[item[0]], hi = end;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (s->friend[mid] < b)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == end || s->friend[lo] != b)
		BUG("a pair of a set was not found");
	return lo;
}

/* The items of a row whose bit is in 'mask'; how many. */
static unsigned
take_items(const struct itemset_row *row, unsigned mask, uint32_t *out)
{
	unsigned n = 0;

	memset(out, 0, ITEMSET_LARGEST * sizeof(*out));
	for (unsigned i = 0; i < ITEMSET_LARGEST; i++) {
		if (mask & 1u << i)
			out[n++] = row->item[i];
	}
	return n;
}

static uint32_t
orders_of_item(const struct itemset_search *s, uint32_t item)
{
	return s->bk->product[s->bk->product_of[item - 1]].n;
}

static uint32_t
orders_of(const struct itemset_search *s, const uint32_t *item, unsigned n)
{
	if (n == 1)
		return orders_of_item(s, item[0]);
	if (n == 2)
		return s->pair[find_pair(s, item)].orders;
	return s->row[find_row(s, item)].orders;
}

/* Orders with all of each subset, by its mask. */
static void
count_subsets(const struct itemset_search *s, const struct itemset_row *row,
    unsigned size, uint32_t *count)
{
	uint32_t item[ITEMSET_LARGEST];
	unsigned all = (1u << size) - 1;

	for (unsigned mask = 1; mask < all; mask++) {
		unsigned n = take_items(row, mask, item);
		count[mask] = orders_of(s, item, n);
	}
	count[all] = row->orders;
}

static uint32_t
count_any(const uint32_t *count, unsigned size)
{
	int64_t sum = 0;

	for (unsigned mask = 1; mask < 1u << size; mask++) {
		bool odd = itemset_bits(mask) % 2 == 1;
		sum += odd ? (int64_t)count[mask] : -(int64_t)count[mask];
	}
	return (uint32_t)sum;
}

/* n_S over the least of n_(S - x) n_xy / n_y. */
static double
ratio_of(const uint32_t *count, unsigned size)
{
	unsigned all = (1u << size) - 1;
	double least = 0;

	if (size == 2)
		return 1;
	for (unsigned x = 0; x < size; x++) {
		for (unsigned y = 0; y < size; y++) {
			if (x == y)
				continue;
			double expected = (double)count[all & ~(1u << x)] *
			    (double)count[1u << x | 1u << y] /
			    (double)count[1u << y];
			if (least <= 0 || expected < least)
				least = expected;
		}
	}
	return (double)count[all] / least;
}

static void
judge_row(struct judging *j, size_t i)
{
	struct itemset_row *row = &j->s->row[i];
	uint32_t count[SUBSETS];
	unsigned size = size_of(row);

	row->any = 0;
	j->ratio[i] = 0;
	if (!(j->s->opt.bond > 0) && !(j->s->opt.ratio > 0))
		return;
	count_subsets(j->s, row, size, count);
	row->any = count_any(count, size);
	j->ratio[i] = (double)row->orders < j->s->opt.bond * (double)row->any
	    ? -1
	    : ratio_of(count, size);
}

/* Marks what the row makes superfluous. */
static void
absorb_row(struct judging *j, size_t i)
{
	const struct itemset_row *row = &j->s->row[i];
	uint32_t item[ITEMSET_LARGEST];
	unsigned size = size_of(row);

	if (j->ratio[i] < j->s->opt.ratio || size < 3)
		return;
	for (unsigned x = 0; x < size; x++) {
		take_items(row, ((1u << size) - 1) & ~(1u << x), item);
		size_t part = find_row(j->s, item);
		if (j->s->row[part].orders == row->orders)
			atomic_store_explicit(
			    &j->absorbed[part], true, memory_order_relaxed);
	}
}

static void
judge_some(void *arg, unsigned member)
{
	struct judging *j = arg;

	(void)member;
	for (;;) {
		size_t from = atomic_fetch_add(&j->next, RUN);
		if (from >= j->n)
			return;
		size_t to = from + RUN < j->n ? from + RUN : j->n;
		for (size_t i = from; i < to; i++) {
			if (j->absorb)
				absorb_row(j, i);
			else
				judge_row(j, i);
		}
	}
}

/* ---- what is kept ---- */

static bool
is_kept(struct judging *j, size_t i)
{
	const struct itemset_options *opt = &j->s->opt;

	return size_of(&j->s->row[i]) >= opt->smallest &&
	    j->ratio[i] >= opt->ratio &&
	    !atomic_load_explicit(&j->absorbed[i], memory_order_relaxed);
}

/* Product indices, ascending: five at most, by insertion. */
static void
name_products(const struct itemset_search *s, const struct itemset_row *row,
    struct itemset *out)
{
	for (unsigned i = 0; i < out->size; i++) {
		uint32_t product = s->bk->product_of[row->item[i] - 1];
		unsigned at = i;
		for (; at > 0 && out->product[at - 1] > product; at--)
			out->product[at] = out->product[at - 1];
		out->product[at] = product;
	}
}

static void
describe(struct judging *j, size_t i, struct itemset *out)
{
	const struct itemset_row *row = &j->s->row[i];
	unsigned size = size_of(row);

	/* Ranks ascend with orders: the last product has most. */
	*out = (struct itemset){
		.size = size,
		.orders = row->orders,
		.any = row->any,
		.customers = row->customers,
		.all_confidence = (double)row->orders /
		    (double)orders_of_item(j->s, row->item[size - 1]),
		.ratio = j->ratio[i],
	};
	name_products(j->s, row, out);
}

static int
compare_sets(const void *va, const void *vb)
{
	const struct itemset *a = va, *b = vb;

	if (a->orders != b->orders)
		return a->orders > b->orders ? -1 : 1;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return compare_items(a->product, b->product);
}

static bool
keep_sets(struct judging *j, struct itemsets *out, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		n += is_kept(j, i);
	out->row = mem_try_array(n, sizeof(*out->row), "sets", err);
	if (out->row == NULL)
		return false;
	for (size_t i = 0; i < j->n; i++) {
		if (!is_kept(j, i))
			continue;
		describe(j, i, &out->row[out->n]);
		out->of_size[out->row[out->n++].size]++;
	}
	if (n > 0)
		qsort(out->row, n, sizeof(*out->row), compare_sets);
	out->looked_at = j->n;
	return true;
}

bool
itemset_judge(struct itemset_search *s, struct itemsets *out, struct err *err)
{
	struct judging j = { .s = s, .n = s->begin[s->bk->active] };
	bool ok;

	j.ratio = mem_try_array(j.n, sizeof(*j.ratio), "sets", err);
	j.absorbed = mem_try_zarray(j.n, sizeof(*j.absorbed), "sets", err);
	ok = j.ratio && j.absorbed;
	if (ok) {
		atomic_init(&j.next, 0);
		crew_run(s->opt.threads, judge_some, &j);
		j.absorb = true;
		atomic_store(&j.next, 0);
		if (s->opt.closed)
			crew_run(s->opt.threads, judge_some, &j);
		ok = keep_sets(&j, out, err);
	}
	mem_free(j.ratio);
	mem_free(j.absorbed);
	return ok;
}
