/*
 * Orders are put in lists by customer, each in the order of time; one walk
 * over each list gives everything that needs no comparison with others.
 * Quintiles and VIPs are ranks among all customers, from sorted copies.
 */
#include "decide/segment.h"

#include "base/date.h"
#include "base/mem.h"

/* ---- the orders of each customer ---- */

struct own_order {
	int64_t time;
	uint32_t order;
};

/* Orders of customer c are of[first[c]] .. of[first[c + 1] - 1]. */
struct lists {
	size_t *first;
	struct own_order *of;
	int64_t *value; /* room for the longest list */
	int32_t *gap;
	size_t longest;
};

static int
compare_orders(const void *va, const void *vb)
{
	const struct own_order *a = va, *b = vb;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static bool
is_seen(const struct segment_input *in, size_t order)
{
	return in->sales->customer[order] != SALES_GUEST &&
	    date_day_of(in->sales->time[order]) <= in->until;
}

static void
fill_lists(const struct segment_input *in, struct lists *ls)
{
	const struct sales *s = in->sales;

	for (size_t o = 0; o < s->orders; o++)
		if (is_seen(in, o))
			ls->first[s->customer[o] + 1]++;
	for (size_t c = 0; c < s->customers; c++) {
		if (ls->first[c + 1] > ls->longest)
			ls->longest = ls->first[c + 1];
		ls->first[c + 1] += ls->first[c];
	}
	/* Filled from behind, so that 'first' ends where it began. */
	for (size_t o = s->orders; o-- > 0;) {
		if (is_seen(in, o))
			ls->of[--ls->first[s->customer[o] + 1]] =
			    (struct own_order){ s->time[o], (uint32_t)o };
	}
	/* Each start now stands one place too far. */
	for (size_t c = 0; c < s->customers; c++)
		ls->first[c] = ls->first[c + 1];
}

static void
lists_release(struct lists *ls)
{
	mem_free(ls->first);
	mem_free(ls->of);
	mem_free(ls->value);
	mem_free(ls->gap);
}

static bool
lists_make(const struct segment_input *in, struct lists *ls, struct err *err)
{
	const struct sales *s = in->sales;
	size_t seen = 0;

	*ls = (struct lists){ .longest = 0 };
	for (size_t o = 0; o < s->orders; o++)
		seen += is_seen(in, o);
	ls->first = mem_try_zarray(
	    s->customers + 2, sizeof(*ls->first), "customers", err);
	ls->of = mem_try_array(seen, sizeof(*ls->of), "orders", err);
	if (ls->first == NULL || ls->of == NULL)
		return false;
	fill_lists(in, ls);
	ls->first[s->customers] = seen;
	for (size_t c = 0; c < s->customers; c++)
		if (ls->first[c + 1] - ls->first[c] > 1)
			qsort(ls->of + ls->first[c],
			    ls->first[c + 1] - ls->first[c], sizeof(*ls->of),
			    compare_orders);
	ls->value =
	    mem_try_array(ls->longest, sizeof(*ls->value), "orders", err);
	ls->gap = mem_try_array(ls->longest, sizeof(*ls->gap), "orders", err);
	return ls->value != NULL && ls->gap != NULL;
}

/* ---- one customer ---- */

static int
compare_i64(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static int
compare_i32(const void *va, const void *vb)
{
	const int32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static bool
lies_near(const struct segment_input *in, int64_t value)
{
	return value >= in->near_from && value < in->near_to;
}

/* The lower of two in the middle: a value that an order had. */
static int64_t
median_value(int64_t *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare_i64);
	return values[(n - 1) / 2];
}

static double
median_gap(int32_t *gaps, size_t n)
{
	qsort(gaps, n, sizeof(*gaps), compare_i32);
	return (gaps[(n - 1) / 2] + gaps[n / 2]) / 2.0;
}

static void
add_order(const struct segment_input *in, size_t order, struct segment_facts *f)
{
	const struct sales *s = in->sales;

	f->orders++;
	f->net += s->net_value[order];
	f->contribution += in->contribution[order];
	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		f->units += s->quantity[l];
	if (s->first[order + 1] - s->first[order] > 1)
		f->single = false;
	f->discounted += in->discounted != NULL && in->discounted[order];
	f->bundled += in->bundled != NULL && in->bundled[order];
}

/* The gaps between days with an order. */
static void
add_rhythm(const struct own_order *of, size_t n, int32_t *gaps,
    struct segment_facts *f)
{
	size_t n_gaps = 0;

	for (size_t i = 1; i < n; i++) {
		int32_t gap =
		    date_day_of(of[i].time) - date_day_of(of[i - 1].time);
		if (gap > 0)
			gaps[n_gaps++] = gap;
	}
	f->visits = (int32_t)n_gaps + 1;
	f->gap_before = n_gaps > 0 ? gaps[n_gaps - 1] : -1;
	f->gap = n_gaps > 0 ? median_gap(gaps, n_gaps) : -1;
}

static void
walk(const struct segment_input *in, const struct own_order *of, size_t n,
    struct lists *room, struct segment_facts *f)
{
	*f = (struct segment_facts){ .single = true };
	for (size_t i = 0; i < n; i++) {
		add_order(in, of[i].order, f);
		room->value[i] = in->sales->cart_value[of[i].order];
	}
	if (in->discounted == NULL)
		f->discounted = -1;
	f->first = date_day_of(of[0].time);
	f->last = date_day_of(of[n - 1].time);
	f->since = in->until - f->last;
	f->near = lies_near(in, room->value[n - 1]) ||
	    lies_near(in, median_value(room->value, n));
	add_rhythm(of, n, room->gap, f);
}

/* ---- categories ---- */

/* Lines of each category: of the shop, and while one customer is walked. */
struct shares {
	uint32_t categories; /* the largest number + 1 */
	int64_t *all, *own;
	int64_t lines; /* of all customers, in some category or none */
	uint32_t *met; /* categories of this customer */
	size_t n_met;
	int64_t own_lines;
};

static void
shares_release(struct shares *sh)
{
	mem_free(sh->all);
	mem_free(sh->own);
	mem_free(sh->met);
}

static bool
shares_make(const struct segment_input *in, const struct lists *ls,
    struct shares *sh, struct err *err)
{
	const struct sales *s = in->sales;

	*sh = (struct shares){ .categories = 1 };
	for (size_t p = 0; p < s->products; p++)
		if (s->category[p] >= sh->categories)
			sh->categories = s->category[p] + 1;
	sh->all =
	    mem_try_zarray(sh->categories, sizeof(*sh->all), "categories", err);
	sh->own =
	    mem_try_zarray(sh->categories, sizeof(*sh->own), "categories", err);
	sh->met =
	    mem_try_array(sh->categories, sizeof(*sh->met), "categories", err);
	if (sh->all == NULL || sh->own == NULL || sh->met == NULL)
		return false;
	for (size_t i = 0; i < ls->first[s->customers]; i++) {
		size_t o = ls->of[i].order;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
			sh->all[s->category[s->product[l]]]++;
		sh->lines += (int64_t)(s->first[o + 1] - s->first[o]);
	}
	return true;
}

static void
take_own(const struct sales *s, const struct own_order *of, size_t n,
    struct shares *sh)
{
	for (size_t i = 0; i < sh->n_met; i++)
		sh->own[sh->met[i]] = 0;
	sh->n_met = 0;
	sh->own_lines = 0;
	for (size_t i = 0; i < n; i++) {
		size_t o = of[i].order;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			uint32_t category = s->category[s->product[l]];
			if (sh->own[category]++ == 0)
				sh->met[sh->n_met++] = category;
			sh->own_lines++;
		}
	}
}

/* Times the shop's share, shrunk towards it; 0 of nobody's category. */
static double
affinity(const struct shares *sh, uint32_t category)
{
	double p = (double)sh->all[category] / (double)sh->lines;

	return ((double)sh->own[category] + SEGMENT_FAN_STRENGTH * p) /
	    ((double)sh->own_lines + SEGMENT_FAN_STRENGTH) / p;
}

static bool
is_fan_of(const struct shares *sh, uint32_t category)
{
	return category != 0 && sh->own[category] >= SEGMENT_FAN_LEAST &&
	    affinity(sh, category) >= SEGMENT_FAN_RATIO;
}

static void
find_favourite(const struct shares *sh, struct segment_facts *f)
{
	for (size_t i = 0; i < sh->n_met; i++) {
		uint32_t category = sh->met[i];
		double a;
		if (!is_fan_of(sh, category))
			continue;
		a = affinity(sh, category);
		if (f->favourite == 0 || a > f->affinity ||
		    (!(a < f->affinity) && category < f->favourite)) {
			f->favourite = category;
			f->affinity = a;
		}
	}
}

/* ---- ranks ---- */

struct ranked {
	double value;
	size_t customer;
};

static int
compare_ranked(const void *va, const void *vb)
{
	const struct ranked *a = va, *b = vb;

	if (a->value < b->value || a->value > b->value)
		return a->value < b->value ? -1 : 1;
	return (a->customer > b->customer) - (a->customer < b->customer);
}

/* The quintile of each run of equal values, by its average rank. */
static void
rank_quintiles(struct ranked *rk, size_t n, uint8_t *quintile)
{
	qsort(rk, n, sizeof(*rk), compare_ranked);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && !(rk[j].value > rk[i].value); j++)
			;
		/* Average rank from 0: (i + j - 1) / 2, at its middle. */
		size_t q = 1 + 5 * (i + j) / (2 * n);
		for (size_t k = i; k < j; k++)
			quintile[rk[k].customer] = (uint8_t)(q > 5 ? 5 : q);
	}
}

static uint8_t
frequency_class(int32_t orders)
{
	static const int32_t least[] = { 1, 2, 3, 5, 9 };
	uint8_t level = 0;

	while (level < ARRAY_LEN(least) && orders >= least[level])
		level++;
	return level;
}

static double
recency_of(const struct segment_facts *f)
{
	return -(double)f->since;
}

static double
net_of(const struct segment_facts *f)
{
	return (double)f->net;
}

static double
contribution_of(const struct segment_facts *f)
{
	return f->contribution;
}

/* The customers who were seen, with a value to rank by. */
static size_t
collect(const struct segment_facts *facts, size_t n,
    double (*value)(const struct segment_facts *f), struct ranked *out)
{
	size_t seen = 0;

	for (size_t c = 0; c < n; c++)
		if (facts[c].orders > 0)
			out[seen++] = (struct ranked){ value(&facts[c]), c };
	return seen;
}

/* The best SEGMENT_TOP, all who are level with the last of them, none who
 * costs the shop money. */
static void
mark_vips(struct ranked *rk, size_t n, struct segment_facts *facts)
{
	size_t top = (size_t)((double)n * SEGMENT_TOP);
	double least;

	if (n == 0)
		return;
	qsort(rk, n, sizeof(*rk), compare_ranked);
	least = rk[n - (top > 0 ? top : 1)].value;
	for (size_t i = n; i-- > 0 && rk[i].value >= least;)
		facts[rk[i].customer].vip = rk[i].value > 0;
}

static bool
rank_all(struct segment_facts *facts, size_t n, struct err *err)
{
	struct ranked *rk = mem_try_array(n, sizeof(*rk), "customers", err);
	uint8_t *r = mem_try_zarray(n, sizeof(*r), "customers", err);
	uint8_t *m = mem_try_zarray(n, sizeof(*m), "customers", err);
	bool ok = rk != NULL && r != NULL && m != NULL;

	if (ok) {
		rank_quintiles(rk, collect(facts, n, recency_of, rk), r);
		rank_quintiles(rk, collect(facts, n, net_of, rk), m);
		mark_vips(rk, collect(facts, n, contribution_of, rk), facts);
	}
	for (size_t c = 0; ok && c < n; c++) {
		if (facts[c].orders == 0)
			continue;
		facts[c].r = r[c];
		facts[c].f = frequency_class(facts[c].orders);
		facts[c].m = m[c];
		facts[c].rfm = segment_rfm(facts[c].r, facts[c].f, facts[c].m);
	}
	mem_free(rk);
	mem_free(r);
	mem_free(m);
	return ok;
}

/* ---- all of it ---- */

bool
segment_facts(const struct segment_input *in, struct segment_facts *facts,
    struct err *err)
{
	const struct sales *s = in->sales;
	struct shares sh = { .categories = 0 };
	struct lists ls;
	bool ok = lists_make(in, &ls, err) && shares_make(in, &ls, &sh, err);

	for (size_t c = 0; ok && c < s->customers; c++) {
		const struct own_order *of = ls.of + ls.first[c];
		size_t n = ls.first[c + 1] - ls.first[c];
		facts[c] = (struct segment_facts){ .orders = 0 };
		if (n == 0)
			continue;
		walk(in, of, n, &ls, &facts[c]);
		facts[c].viewed = in->viewed != NULL ? in->viewed[c] : -1;
		facts[c].carted = in->carted != NULL ? in->carted[c] : -1;
		take_own(s, of, n, &sh);
		find_favourite(&sh, &facts[c]);
	}
	ok = ok && rank_all(facts, s->customers, err);
	shares_release(&sh);
	lists_release(&ls);
	return ok;
}

bool
segment_fans(const struct segment_input *in, uint32_t category, bool *fan,
    struct err *err)
{
	const struct sales *s = in->sales;
	struct shares sh = { .categories = 0 };
	struct lists ls;
	bool ok = lists_make(in, &ls, err) && shares_make(in, &ls, &sh, err);

	for (size_t c = 0; ok && c < s->customers; c++) {
		take_own(
		    s, ls.of + ls.first[c], ls.first[c + 1] - ls.first[c], &sh);
		fan[c] = category < sh.categories && is_fan_of(&sh, category);
	}
	shares_release(&sh);
	lists_release(&ls);
	return ok;
}

void
segment_sum(const struct segment_facts *facts, const bool *mask, size_t n,
    int32_t until, struct segment_sum *out)
{
	*out = (struct segment_sum){ .customers = 0 };
	for (size_t c = 0; c < n; c++) {
		const struct segment_facts *f = &facts[c];
		if (!mask[c] || f->orders == 0)
			continue;
		out->customers++;
		out->orders += f->orders;
		out->units += f->units;
		out->net += f->net;
		out->contribution += f->contribution;
		if (until - f->first < SEGMENT_REPEAT_DAYS)
			continue;
		out->ripe++;
		out->repeated += f->orders >= 2;
	}
}
