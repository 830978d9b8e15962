/*
 * The trial of nextbest.h: orders by time, the older ones mined, a list for
 * each customer drawn.
 */
#include "mining/nextbest.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "mining/pairs.h"

#define OLDER_SHARE 0.8
#define NOBODY      SIZE_MAX

enum {
	STREAM_DRAW = 1,
	RARE_FLOOR = 3 /* joint orders of a pair where there are many */
};

struct moment {
	int64_t time;
	size_t order;
};

struct visitor {
	double draw;
	size_t customer, order; /* the first newer order */
};

struct trial {
	const struct sales *s;
	const struct nextbest_options *opt;
	struct nextbest_trial *out;
	bool *older; /* by order */
	size_t *next; /* by customer: first newer order, or NOBODY */
	size_t *first; /* by customer: into the purchases; customers + 1 */
	size_t *line; /* lines of older orders, by customer */
	size_t *order_of; /* their orders */
	struct visitor *visitors;
	struct sales teaching;
	struct baskets bk;
	struct pair_table table;
	struct pair_context ctx;
	struct nextbest *nb;
	double *trend; /* by product */
	uint32_t *popular; /* products, most baskets first */
	bool *has; /* by product, of the customer in hand */
	bool *bought; /* by product, in the order in hand */
	struct nextbest_purchase *had; /* room for one customer's */
};

static int
compare_moments(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Marks the older orders and finds everybody's first newer one. */
static bool
split(struct trial *t, struct err *err)
{
	const struct sales *s = t->s;
	struct moment *m = mem_try_array(s->orders, sizeof(*m), "orders", err);

	t->older = mem_try_zarray(s->orders, sizeof(*t->older), "orders", err);
	t->next =
	    mem_try_array(s->customers, sizeof(*t->next), "customers", err);
	if (m == NULL || t->older == NULL || t->next == NULL) {
		mem_free(m);
		return false;
	}
	for (size_t c = 0; c < s->customers; c++)
		t->next[c] = NOBODY;
	for (size_t o = 0; o < s->orders; o++)
		m[o] = (struct moment){ s->time[o], o };
	if (s->orders > 1)
		qsort(m, s->orders, sizeof(*m), compare_moments);
	t->out->older = (size_t)((double)s->orders * OLDER_SHARE);
	t->out->newer = s->orders - t->out->older;
	for (size_t i = 0; i < s->orders; i++) {
		int32_t c = s->customer[m[i].order];
		t->older[m[i].order] = i < t->out->older;
		if (i >= t->out->older && c != SALES_GUEST &&
		    t->next[c] == NOBODY)
			t->next[c] = m[i].order;
	}
	mem_free(m);
	return true;
}

static size_t
lines_in(const struct sales *s, size_t order)
{
	return s->first[order + 1] - s->first[order];
}

/* The lines of the older orders by customer. */
static bool
gather(struct trial *t, struct err *err)
{
	const struct sales *s = t->s;
	size_t *at;

	t->first = mem_try_zarray(
	    s->customers + 1, sizeof(*t->first), "customers", err);
	at = mem_try_array(s->customers + 1, sizeof(*at), "customers", err);
	t->line = mem_try_array(s->lines, sizeof(*t->line), "lines", err);
	t->order_of =
	    mem_try_array(s->lines, sizeof(*t->order_of), "lines", err);
	if (t->first == NULL || at == NULL || t->line == NULL ||
	    t->order_of == NULL) {
		mem_free(at);
		return false;
	}
	for (size_t o = 0; o < s->orders; o++)
		if (t->older[o] && s->customer[o] != SALES_GUEST)
			t->first[s->customer[o] + 1] += lines_in(s, o);
	for (size_t c = 0; c < s->customers; c++)
		t->first[c + 1] += t->first[c];
	memcpy(at, t->first, (s->customers + 1) * sizeof(*at));
	for (size_t o = 0; o < s->orders; o++) {
		if (!t->older[o] || s->customer[o] == SALES_GUEST)
			continue;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			size_t place = at[s->customer[o]]++;
			t->line[place] = l;
			t->order_of[place] = o;
		}
	}
	mem_free(at);
	return true;
}

/* Sets or clears what a customer has. */
static void
mark_has(struct trial *t, size_t customer, bool value)
{
	for (size_t i = t->first[customer]; i < t->first[customer + 1]; i++)
		t->has[t->s->product[t->line[i]]] = value;
}

static bool
holds_new(const struct trial *t, size_t order)
{
	for (size_t l = t->s->first[order]; l < t->s->first[order + 1]; l++)
		if (!t->has[t->s->product[l]])
			return true;
	return false;
}

static int
compare_visitors(const void *va, const void *vb)
{
	const struct visitor *a = va, *b = vb;

	if (a->draw < b->draw || a->draw > b->draw)
		return a->draw < b->draw ? -1 : 1;
	return a->customer < b->customer ? -1 : a->customer > b->customer;
}

static bool
draw_visitors(struct trial *t, struct err *err)
{
	size_t n = 0;

	t->visitors = mem_try_array(
	    t->s->customers, sizeof(*t->visitors), "customers", err);
	if (t->visitors == NULL)
		return false;
	for (size_t c = 0; c < t->s->customers; c++) {
		if (t->next[c] == NOBODY || t->first[c] == t->first[c + 1])
			continue;
		mark_has(t, c, true);
		if (holds_new(t, t->next[c]))
			t->visitors[n++] = (struct visitor){
				random_unit(t->opt->seed, STREAM_DRAW, c, 0), c,
				t->next[c]
			};
		mark_has(t, c, false);
	}
	if (n > 1)
		qsort(t->visitors, n, sizeof(*t->visitors), compare_visitors);
	t->out->returning = n;
	t->out->tried = n < NEXTBEST_CUSTOMERS ? n : NEXTBEST_CUSTOMERS;
	return true;
}

/* ---- what the older orders teach ---- */

struct sold {
	size_t n;
	uint32_t product;
};

static int
compare_sold(const void *va, const void *vb)
{
	const struct sold *a = va, *b = vb;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return a->product < b->product ? -1 : a->product > b->product;
}

static bool
rank_popular(struct trial *t, struct err *err)
{
	size_t n = t->s->products;
	struct sold *sold = mem_try_array(n, sizeof(*sold), "products", err);

	t->popular = mem_try_array(n, sizeof(*t->popular), "products", err);
	if (sold == NULL || t->popular == NULL) {
		mem_free(sold);
		return false;
	}
	for (size_t p = 0; p < n; p++)
		sold[p] = (struct sold){ t->bk.product[p].n, (uint32_t)p };
	if (n > 1)
		qsort(sold, n, sizeof(*sold), compare_sold);
	for (size_t p = 0; p < n; p++)
		t->popular[p] = sold[p].product;
	mem_free(sold);
	return true;
}

static bool
teach(struct trial *t, struct err *err)
{
	struct pairs_options how = {
		.threads = t->opt->threads,
		.progress = t->opt->progress,
	};

	if (!sales_select(t->s, t->older, &t->teaching, err) ||
	    !baskets_from_sales(&t->bk, &t->teaching, t->opt->cap, err))
		return false;
	/* As the check of lists does (backtest.h). */
	how.floor =
	    t->bk.active * t->bk.active / 2 <= NEXTBEST_PAIRS ? 1 : RARE_FLOOR;
	if (!pairs_mine(&t->bk, &how, &t->table, &t->ctx, err) ||
	    !rank_popular(t, err))
		return false;
	t->trend =
	    mem_try_array(t->s->products, sizeof(*t->trend), "products", err);
	if (t->trend == NULL ||
	    !nextbest_trend(&t->teaching, t->opt->cap, t->trend, err))
		return false;
	t->nb = nextbest_new(&t->table, &t->ctx, t->trend, err);
	return t->nb != NULL;
}

/* ---- the lists ---- */

static size_t
list_popular(const struct trial *t, uint32_t *list)
{
	size_t n = 0;

	for (size_t i = 0; i < t->s->products && n < NEXTBEST_LIST; i++)
		if (!t->has[t->popular[i]])
			list[n++] = t->popular[i];
	return n;
}

static size_t
count_right(const struct trial *t, const uint32_t *list, size_t n)
{
	size_t right = 0;

	for (size_t i = 0; i < n; i++)
		right += t->bought[list[i]];
	return right;
}

static bool
try_one(struct trial *t, const struct visitor *v, struct err *err)
{
	const struct sales *s = t->s;
	int32_t today = date_day_of(s->time[v->order]);
	uint32_t list[NEXTBEST_LIST];
	size_t n = 0, found, right;

	for (size_t i = t->first[v->customer]; i < t->first[v->customer + 1];
	     i++)
		t->had[n++] =
		    (struct nextbest_purchase){ s->product[t->line[i]],
			    today - date_day_of(s->time[t->order_of[i]]) };
	if (!nextbest_rank(t->nb, t->had, n, list, NEXTBEST_LIST, &found, err))
		return false;
	mark_has(t, v->customer, true);
	for (size_t l = s->first[v->order]; l < s->first[v->order + 1]; l++)
		t->bought[s->product[l]] = true;
	right = count_right(t, list, found);
	t->out->right += right;
	t->out->hits += right > 0;
	right = count_right(t, list, list_popular(t, list));
	t->out->popular_right += right;
	t->out->popular_hits += right > 0;
	for (size_t l = s->first[v->order]; l < s->first[v->order + 1]; l++)
		t->bought[s->product[l]] = false;
	mark_has(t, v->customer, false);
	return true;
}

static bool
try_all(struct trial *t, struct err *err)
{
	const struct sales *s = t->s;

	t->has = mem_try_zarray(s->products, sizeof(*t->has), "products", err);
	t->bought =
	    mem_try_zarray(s->products, sizeof(*t->bought), "products", err);
	t->had = mem_try_array(s->lines, sizeof(*t->had), "lines", err);
	if (t->has == NULL || t->bought == NULL || t->had == NULL ||
	    !split(t, err) || !gather(t, err) || !draw_visitors(t, err) ||
	    !teach(t, err))
		return false;
	for (size_t i = 0; i < t->out->tried; i++)
		if (!progress_report(t->opt->progress, "trying lists",
			(int64_t)i, (int64_t)t->out->tried, err) ||
		    !try_one(t, &t->visitors[i], err))
			return false;
	return true;
}

bool
nextbest_try(const struct sales *s, const struct nextbest_options *opt,
    struct nextbest_trial *out, struct err *err)
{
	struct trial t = { .s = s, .opt = opt, .out = out };
	bool ok;

	*out = (struct nextbest_trial){ .tried = 0 };
	ok = try_all(&t, err);
	nextbest_free(t.nb);
	pair_table_release(&t.table);
	pair_context_release(&t.ctx);
	baskets_release(&t.bk);
	sales_release(&t.teaching);
	mem_free(t.older);
	mem_free(t.next);
	mem_free(t.first);
	mem_free(t.line);
	mem_free(t.order_of);
	mem_free(t.visitors);
	mem_free(t.popular);
	mem_free(t.trend);
	mem_free(t.has);
	mem_free(t.bought);
	mem_free(t.had);
	return ok;
}
