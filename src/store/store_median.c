/*
 * How it works: the prices of all counted lines are laid out by product, by
 * counting first and filling then, and each product's middle one is selected.
 * They are filled a range of products at a time, so that memory stays bounded:
 * another walk over the columns costs less than the memory of all prices.
 */
#include "store/store_median.h"

#include "base/mem.h"
#include "base/money.h"

enum {
	PRICES_AT_ONCE = 4 << 20 /* of 8 bytes; one product may have more */
};

/*
 * The k-th smallest by Hoare's selection; the middle of three as pivot keeps
 * sorted prices fast, and equal ones stop both scans.
 */
static int64_t
select_kth(int64_t *v, size_t n, size_t k)
{
	size_t low = 0, high = n - 1;

	while (low < high) {
		int64_t a = v[low], b = v[low + (high - low) / 2], c = v[high];
		int64_t pivot = a < b ? (b < c ? b : (a < c ? c : a))
				      : (a < c ? a : (b < c ? c : b));
		size_t i = low, j = high;
		for (;;) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i >= j)
				break;
			int64_t t = v[i];
			v[i++] = v[j];
			v[j--] = t;
		}
		if (k <= j)
			high = j;
		else
			low = j + 1;
	}
	return v[k];
}

static void
want_touched(const struct gather *g, struct medians *md)
{
	for (size_t i = 0; i < g->n_orders; i++)
		for (size_t l = g->first[i];
		     g->touched[i] && l < g->first[i + 1]; l++)
			md->wanted[gather_counted_id(
			    g, g->f.lines[l].product)] = true;
}

/* Counts (price4 NULL) or collects the prices of the wanted products. */
static bool
walk_prices(struct store *st, struct medians *md, struct err *err)
{
	struct snapshot_walk w;
	struct snapshot_order o;
	struct snapshot_line l;
	bool more, ok;

	if (md->parts != NULL)
		snapshot_open_parts(&w, st, md->parts);
	else if (!snapshot_open(&w, st, err))
		return false;
	while ((ok = snapshot_next(&w, &o, &more, err)) && more)
		for (int64_t i = 0; i < o.lines; i++) {
			ok = snapshot_line(&w, &l, err);
			if (!ok)
				goto out;
			if (l.product_id < md->from || l.product_id >= md->to ||
			    !md->wanted[l.product_id])
				continue;
			size_t at = md->first[l.product_id]++;
			if (md->price4 != NULL)
				md->price4[at - md->base] =
				    (money_to_price4(l.paid, md->digits) +
					l.quantity / 2) /
				    l.quantity;
		}
out:
	snapshot_close(&w);
	return ok;
}

/* Counts to offsets, the last of which is how many prices there are. */
static void
lay_out(struct medians *md)
{
	size_t sum = 0;

	for (int64_t p = 0; p <= md->max + 1; p++) {
		size_t n = md->first[p];
		md->first[p] = sum;
		sum += n;
	}
}

/* The medians of the products whose prices are filled in. */
static void
select_medians(struct medians *md)
{
	size_t begin = 0;

	for (int64_t p = md->from; p < md->to; p++) {
		size_t n = md->first[p] - md->base - begin;
		if (n > 0)
			md->median4[p] =
			    select_kth(md->price4 + begin, n, (n - 1) / 2);
		begin += n;
	}
}

/* The next range of products; where the last one began and ends is known. */
static bool
next_range(struct medians *md, struct err *err)
{
	size_t n;

	md->from = md->to;
	md->base = md->first[md->from];
	do
		n = md->first[++md->to] - md->base;
	while (md->to <= md->max &&
	    md->first[md->to + 1] - md->base <= PRICES_AT_ONCE);
	if (n <= md->cap_price4)
		return true;
	mem_free(md->price4);
	md->cap_price4 = n;
	md->price4 = mem_try_table(n, sizeof(*md->price4), "prices", err);
	return md->price4 != NULL;
}

bool
medians_begin(
    struct medians *md, const struct gather *g, bool all, struct err *err)
{
	size_t n;

	*md = (struct medians){ .digits = g->f.currency.digits };
	for (size_t i = 0; i < g->n_products; i++)
		if (g->product_id[i] > md->max)
			md->max = g->product_id[i];
	n = (size_t)md->max + 2;
	md->wanted = mem_try_zarray(n, sizeof(*md->wanted), "prices", err);
	md->first = mem_try_zarray(n, sizeof(*md->first), "prices", err);
	md->median4 = mem_try_array(n, sizeof(*md->median4), "prices", err);
	if (md->wanted == NULL || md->first == NULL || md->median4 == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		md->median4[i] = INT64_MIN;
	if (all)
		memset(md->wanted, true, n);
	else
		want_touched(g, md);
	return true;
}

bool
medians_find(struct medians *md, struct store *st, const atomic_bool *stop,
    struct err *err)
{
	md->to = md->max + 1;
	if (!walk_prices(st, md, err))
		return false;
	lay_out(md);
	for (md->to = 0; md->to <= md->max;) {
		if (stop != NULL && atomic_load(stop))
			return true;
		if (!next_range(md, err) || !walk_prices(st, md, err))
			return false;
		select_medians(md);
	}
	return true;
}

bool
medians_save(const struct medians *md, struct store *st, struct err *err)
{
	struct query q;
	bool ok = true;

	if (!query_open(&q, st, STMT_PRODUCT_MEDIAN, err))
		return false;
	for (int64_t p = 0; p <= md->max && ok; p++) {
		if (!md->wanted[p])
			continue;
		bind_known(&q, md->median4[p]);
		bind_int(&q, p);
		ok = query_again(&q, err);
	}
	query_close(&q);
	return ok;
}

void
medians_release(struct medians *md)
{
	mem_free(md->wanted);
	mem_free(md->first);
	mem_free(md->price4);
	mem_free(md->median4);
	*md = (struct medians){ 0 };
}

bool
medians_update(struct store *st, struct gather *g, bool all, struct err *err)
{
	struct medians md;
	bool ok = medians_begin(&md, g, all, err);

	gather_forget(g);
	ok = ok && medians_find(&md, st, NULL, err) &&
	    medians_save(&md, st, err);
	medians_release(&md);
	return ok;
}
