/*
 * Purchases are sorted by product, customer and day, so that each rhythm is a
 * walk over neighbours:
 *
 *	product 3:  c1 d10  c1 d41  c1 d70 | c4 d12 | c9 d3  c9 d33
 */
#include "decide/replenish.h"

#include "base/date.h"
#include "base/mem.h"

struct purchase {
	uint32_t product, customer;
	int32_t day;
};

struct walk {
	const struct purchase *at; /* all of them */
	size_t n;
	int32_t until;
	int32_t *gap; /* room for those of one product */
	struct replenish *out;
	size_t cap;
};

static int
compare_purchases(const void *va, const void *vb)
{
	const struct purchase *a = va, *b = vb;

	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	return (a->day > b->day) - (a->day < b->day);
}

static int
compare_days(const void *va, const void *vb)
{
	const int32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* Of identified customers, one a day. */
static struct purchase *
gather(const struct sales *s, size_t *n, struct err *err)
{
	struct purchase *p =
	    mem_try_array(s->lines, sizeof(*p), "purchases", err);
	size_t all = 0, kept = 0;

	if (p == NULL)
		return NULL;
	for (size_t o = 0; o < s->orders; o++) {
		if (s->customer[o] == SALES_GUEST)
			continue;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
			p[all++] = (struct purchase){ s->product[l],
				(uint32_t)s->customer[o],
				date_day_of(s->time[o]) };
	}
	if (all > 1)
		qsort(p, all, sizeof(*p), compare_purchases);
	for (size_t i = 0; i < all; i++)
		if (i == 0 || compare_purchases(&p[i], &p[kept - 1]) != 0)
			p[kept++] = p[i];
	*n = kept;
	return p;
}

/* ---- one product ---- */

/* Is the next purchase one of the same customer and product? */
static bool
goes_on(const struct walk *w, size_t i)
{
	return i + 1 < w->n && w->at[i + 1].product == w->at[i].product &&
	    w->at[i + 1].customer == w->at[i].customer;
}

static void
find_rhythm(struct walk *w, size_t from, size_t to)
{
	struct replenish_rhythm *r = &w->out->rhythm[w->at[from].product];
	size_t gaps = 0, customers = 0;

	for (size_t i = from; i < to; i++) {
		bool first = i == from || !goes_on(w, i - 1);
		customers += first && goes_on(w, i);
		if (goes_on(w, i))
			w->gap[gaps++] = w->at[i + 1].day - w->at[i].day;
	}
	r->gaps = (int64_t)gaps;
	if (gaps < REPLENISH_GAPS || customers < REPLENISH_CUSTOMERS)
		return;
	qsort(w->gap, gaps, sizeof(*w->gap), compare_days);
	r->days = (w->gap[(gaps - 1) / 2] + w->gap[gaps / 2]) / 2.0;
	if (r->days < REPLENISH_SHORTEST)
		r->days = 0;
}

/* What came of a purchase after which so many days are known. */
static void
learn(struct replenish_rhythm *r, double own, int32_t gap, int32_t known)
{
	if (known < REPLENISH_TO * own || gap < REPLENISH_FROM * own)
		return;
	r->waited++;
	r->again += gap <= REPLENISH_TO * own;
}

static bool
add_due(struct walk *w, const struct replenish_due *due, struct err *err)
{
	void *grown = w->out->due;

	if (!mem_try_reserve(&grown, &w->cap, w->out->n + 1,
		sizeof(*w->out->due), "customers", err))
		return false;
	w->out->due = grown;
	w->out->due[w->out->n++] = *due;
	return true;
}

/* The purchases of one product by one customer from 'from' on. */
static bool
follow_customer(struct walk *w, size_t from, size_t *next, struct err *err)
{
	struct replenish_rhythm *r = &w->out->rhythm[w->at[from].product];
	double own;
	size_t i = from;

	for (;; i++) {
		int32_t since = w->until - w->at[i].day;
		int32_t times = (int32_t)(i - from) + 1;
		own = (w->at[i].day - w->at[from].day +
			  REPLENISH_PRIOR * r->days) /
		    (times - 1 + REPLENISH_PRIOR);
		if (goes_on(w, i)) {
			learn(r, own, w->at[i + 1].day - w->at[i].day, since);
			continue;
		}
		*next = i + 1;
		learn(r, own, INT32_MAX, since);
		if (since < REPLENISH_FROM * own || since > REPLENISH_TO * own)
			return true;
		return add_due(w,
		    &(struct replenish_due){ w->at[i].customer,
			w->at[i].product, w->at[i].day, times, own },
		    err);
	}
}

static bool
walk_product(struct walk *w, size_t from, size_t to, struct err *err)
{
	find_rhythm(w, from, to);
	if (!(w->out->rhythm[w->at[from].product].days > 0))
		return true;
	for (size_t i = from; i < to;)
		if (!follow_customer(w, i, &i, err))
			return false;
	return true;
}

bool
replenish_find(const struct sales *s, int32_t until, struct replenish *out,
    struct err *err)
{
	struct walk w = { .until = until, .out = out };
	struct purchase *p = gather(s, &w.n, err);
	bool ok;

	*out = (struct replenish){ .n = 0 };
	out->rhythm =
	    mem_try_zarray(s->products, sizeof(*out->rhythm), "products", err);
	w.gap = mem_try_array(w.n, sizeof(*w.gap), "purchases", err);
	w.at = p;
	ok = p != NULL && out->rhythm != NULL && w.gap != NULL;
	for (size_t i = 0, j; ok && i < w.n; i = j) {
		for (j = i + 1; j < w.n && p[j].product == p[i].product; j++)
			;
		ok = walk_product(&w, i, j, err);
	}
	mem_free(w.gap);
	mem_free(p);
	if (!ok)
		replenish_release(out);
	return ok;
}

void
replenish_release(struct replenish *r)
{
	mem_free(r->rhythm);
	mem_free(r->due);
	*r = (struct replenish){ .n = 0 };
}
