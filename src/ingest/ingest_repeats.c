/*
 * Orders that stand twice in a file joined from overlapping parts.
 *
 * The two yearly sheets of Online Retail II both hold 1 to 9 December 2010,
 * so each order of those days has its lines in two places, hundreds of
 * thousands of lines apart. An order that comes back after more than 1,000
 * lines is suspect. Its lines are split at their widest gap; when the halves
 * are equal as multisets of (product, quantity, price, discount), the second
 * is a repeat and is dropped. Otherwise all its lines belong: equal lines side
 * by side are real, a customer may put one thing into the basket twice.
 *
 * Where an export keeps the lines of an order together, one that comes back
 * behind another order was exported twice: its second half begins there.
 */
#include "ingest/ingest_internal.h"

#include "base/mem.h"

struct suspects {
	struct batch_line *lines; /* by order, then as in the file */
	size_t *at; /* index in the batch of each */
	size_t n;
	bool *drop; /* by index in the batch */
};

static int
compare_content(const void *left, const void *right)
{
	const struct batch_line *a = left, *b = right;

	const int64_t x[] = { a->product, a->quantity, a->price4, a->discount };
	const int64_t y[] = { b->product, b->quantity, b->price4, b->discount };

	for (size_t i = 0; i < ARRAY_LEN(x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static bool
same_content(const struct batch_line *a, const struct batch_line *b)
{
	return a->product == b->product && a->quantity == b->quantity &&
	    a->price4 == b->price4 && a->discount == b->discount;
}

/* Where the second half starts: after the widest gap, the first of equals. */
static size_t
split_at_widest_gap(const struct batch_line *lines, size_t n)
{
	uint32_t widest = 0;
	size_t split = 0;

	for (size_t i = 1; i < n; i++) {
		uint32_t gap = lines[i].line - lines[i - 1].line;

		if (gap > widest) {
			widest = gap;
			split = i;
		}
	}
	return split;
}

/* The first line of the file from where the order began anew. */
static size_t
split_at_line(const struct batch_line *lines, size_t n, uint32_t line)
{
	size_t split = 0;

	while (split < n && lines[split].line < line)
		split++;
	return split;
}

/* Are the lines of one order the same thing twice? Sorts each half. */
static bool
is_repeated(struct batch_line *lines, size_t n, uint32_t again)
{
	size_t half = n / 2;

	if (n % 2 != 0)
		return false;
	if (half !=
	    (again != 0 ? split_at_line(lines, n, again)
			: split_at_widest_gap(lines, n)))
		return false;
	qsort(lines, half, sizeof(*lines), compare_content);
	qsort(lines + half, half, sizeof(*lines), compare_content);
	for (size_t i = 0; i < half; i++)
		if (!same_content(&lines[i], &lines[half + i]))
			return false;
	return true;
}

/* A counting sort of the suspect orders' lines by order. */
static bool
gather(const struct ingest *in, struct suspects *sus, struct err *err)
{
	const struct batch *b = in->out;
	size_t *first = mem_try_zarray(
	    b->n_orders + 1, sizeof(*first), "repeated orders", err);

	if (first == NULL)
		return false;
	for (size_t i = 0; i < b->n_lines; i++)
		if (in->order_more[b->lines[i].order].apart)
			first[b->lines[i].order + 1]++;
	for (size_t o = 0; o < b->n_orders; o++)
		first[o + 1] += first[o];
	sus->n = first[b->n_orders];
	sus->lines =
	    mem_try_array(sus->n, sizeof(*sus->lines), "repeated orders", err);
	sus->at =
	    mem_try_array(sus->n, sizeof(*sus->at), "repeated orders", err);
	sus->drop = mem_try_zarray(
	    b->n_lines, sizeof(*sus->drop), "repeated orders", err);
	for (size_t i = 0;
	     i < b->n_lines && sus->lines != NULL && sus->at != NULL; i++) {
		uint32_t o = b->lines[i].order;

		if (!in->order_more[o].apart)
			continue;
		sus->lines[first[o]] = b->lines[i];
		sus->lines[first[o]].product =
		    batch_first_alike(b, b->lines[i].product);
		sus->at[first[o]++] = i;
	}
	mem_free(first);
	return sus->lines != NULL && sus->at != NULL && sus->drop != NULL;
}

static void
mark_repeats(const struct ingest *in, struct suspects *sus)
{
	for (size_t i = 0, n; i < sus->n; i += n) {
		for (n = 1; i + n < sus->n &&
		     sus->lines[i + n].order == sus->lines[i].order;
		     n++)
			;
		if (!is_repeated(sus->lines + i, n,
			in->order_more[sus->lines[i].order].again))
			continue;
		for (size_t k = n / 2; k < n; k++)
			sus->drop[sus->at[i + k]] = true;
	}
}

static void
drop_marked(struct batch *b, const bool *drop)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->n_lines; i++)
		if (!drop[i])
			b->lines[kept++] = b->lines[i];
	b->repeated += (int64_t)(b->n_lines - kept);
	b->n_lines = kept;
}

bool
ingest_drop_repeats(struct ingest *in, struct err *err)
{
	struct suspects sus = { 0 };
	bool any = false, ok;

	/* What one customer bought on one day may stand anywhere. */
	if (in->out->kind != BATCH_ORDERS || !ingest_has(in, ROLE_ORDER))
		return true;
	for (size_t o = 0; o < in->out->n_orders && !any; o++)
		any = in->order_more[o].apart;
	if (!any)
		return true;
	ok = gather(in, &sus, err);
	if (ok) {
		mark_repeats(in, &sus);
		drop_marked(in->out, sus.drop);
	}
	mem_free(sus.lines);
	mem_free(sus.at);
	mem_free(sus.drop);
	return ok;
}
