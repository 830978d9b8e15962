/*
 * The same mining on other baskets: once with categories for products, once
 * with everything a customer ever bought for one order.
 */
#include "service/sparse.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "mining/metric.h"
#include "mining/pairs.h"
#include "mining/sequence.h"
#include "service/pairing.h"

enum {
	FLOOR = 3, /* least orders or customers of a pair */
	LOOKED_AT = 200, /* best pairs of customers that are followed up */
	FOLLOWERS = 5, /* least customers of a follow-up */
	LAG_LEAST = 14, /* days, as of sequels (mining/relation.h) */
	LAG_MOST = 180,
};
static const double FIRST_SHARE = 0.6;
static const float LIKELY_Q = 0.05f;

/* ---- is there enough? ---- */

static size_t
count_likely(const struct view *v)
{
	const struct pair_table *t = &v->pairs;
	struct pair_stats stats;
	size_t found = 0;

	for (uint32_t a = 0; a < t->products; a++) {
		for (size_t e = t->first[a]; e < t->first[a + 1]; e++) {
			if (t->n[e] < METRIC_THIN_ORDERS)
				continue;
			metric_entry(
			    &v->context, t, e, a, t->partner[e], &stats);
			found += stats.evidence >= EVIDENCE_LIKELY;
			if (found == SPARSE_LIKELY)
				return found;
		}
	}
	return found;
}

/* ---- mining other baskets ---- */

/* Baskets made up for the purpose, mined and ranked. */
struct mined {
	struct basket_orders in;
	size_t *first;
	uint32_t *product;
	struct pair_table table;
	struct pair_context ctx;
	struct pairs_ranking best;
};

static void
mined_release(struct mined *m)
{
	mem_free(m->first);
	mem_free(m->product);
	pair_table_release(&m->table);
	pair_context_release(&m->ctx);
	pairs_ranking_release(&m->best);
}

static bool
room_for(struct mined *m, size_t baskets, size_t lines, struct err *err)
{
	m->first =
	    mem_try_zarray(baskets + 1, sizeof(*m->first), "baskets", err);
	m->product = mem_try_array(lines, sizeof(*m->product), "baskets", err);
	m->in.first = m->first;
	m->in.product = m->product;
	m->in.orders = baskets;
	return m->first != NULL && m->product != NULL;
}

static bool
mine(struct mined *m, uint32_t cap, size_t limit, struct err *err)
{
	struct baskets bk = { .count = 0 };
	bool ok = baskets_init(&bk, &m->in, cap, err) &&
	    pairs_mine(&bk,
		&(struct pairs_options){ .floor = FLOOR, .threads = 1 },
		&m->table, &m->ctx, err) &&
	    pairs_rank(&m->best, &m->table, &m->ctx,
		&(struct pairs_query){
		    .key = PAIRS_BY_SPECIFIC, .min_n = FLOOR, .limit = limit },
		err);

	baskets_release(&bk);
	return ok;
}

/* Both clear of chance? Fills the row. */
static bool
is_clear(
    const struct mined *m, const struct pairs_item *it, struct sparse_pair *out)
{
	struct pair_stats s;

	metric_entry(&m->ctx, &m->table, it->entry, it->a, it->b, &s);
	*out = (struct sparse_pair){ .a = it->a,
		.b = it->b,
		.both = s.orders_both,
		.lift = s.lift,
		.low = s.lift_low,
		.high = s.lift_high };
	return s.lift_low > 1 && (float)s.q_value <= LIKELY_Q;
}

/* ---- categories ---- */

static bool
lay_categories(const struct view *v, const struct sales *s, struct mined *m,
    struct err *err)
{
	size_t n = 0;

	if (!room_for(m, s->orders, s->lines, err))
		return false;
	for (size_t o = 0; o < s->orders; o++) {
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			uint32_t category = view_category(v, s->product[l]);
			if (category == 0)
				continue;
			m->product[n++] = category;
			if (category >= m->in.products)
				m->in.products = (size_t)category + 1;
		}
		m->first[o + 1] = n;
	}
	m->in.customer = s->customer;
	return true;
}

/* Any product of the category: its name is what is wanted. */
static uint32_t
product_of_category(const struct view *v, uint32_t category)
{
	uint32_t p = 0;

	while (view_category(v, p) != category)
		p++;
	return p;
}

static bool
find_categories(const struct view *v, const struct sales *s, struct sparse *out,
    struct err *err)
{
	struct mined m = { .first = NULL };
	bool ok = lay_categories(v, s, &m, err) &&
	    mine(&m, v->context.cap, LOOKED_AT, err);

	for (size_t i = 0;
	     ok && i < m.best.count && out->categories < SPARSE_ROWS; i++) {
		struct sparse_pair *row = &out->category[out->categories];
		if (!is_clear(&m, &m.best.item[i], row))
			continue;
		row->a = product_of_category(v, row->a);
		row->b = product_of_category(v, row->b);
		out->categories++;
	}
	mined_release(&m);
	return ok;
}

/* ---- follow-ups ---- */

/* Everything a customer ever bought is one basket. */
static bool
lay_customers(const struct sales *s, struct mined *m, struct err *err)
{
	size_t *at = NULL;

	if (!room_for(m, s->customers, s->lines, err))
		return false;
	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST)
			m->first[s->customer[o] + 1] +=
			    s->first[o + 1] - s->first[o];
	for (size_t c = 0; c < s->customers; c++)
		m->first[c + 1] += m->first[c];
	at = mem_try_array(s->customers, sizeof(*at), "customers", err);
	if (at == NULL)
		return false;
	memcpy(at, m->first, s->customers * sizeof(*at));
	for (size_t o = 0; o < s->orders; o++)
		for (size_t l = s->first[o];
		     s->customer[o] != SALES_GUEST && l < s->first[o + 1]; l++)
			m->product[at[s->customer[o]]++] = s->product[l];
	mem_free(at);
	m->in.products = s->products;
	return true;
}

/* Does one follow the other, weeks later? */
static bool
is_follow_up(const struct relation_sequence *q)
{
	uint32_t b = q->customers - q->a_first;
	uint32_t more = q->a_first > b ? q->a_first : b;

	return q->customers >= FOLLOWERS &&
	    (double)more >= FIRST_SHARE * (double)q->customers &&
	    q->median_lag_days >= LAG_LEAST && q->median_lag_days <= LAG_MOST;
}

static bool
find_sequels(const struct sales *s, struct sparse *out, struct err *err)
{
	struct sequence row[LOOKED_AT];
	struct mined m = { .first = NULL };
	bool ok = lay_customers(s, &m, err) &&
	    mine(&m, BASKET_CUSTOMER_CAP, LOOKED_AT, err);
	size_t n = ok ? m.best.count : 0;

	for (size_t i = 0; i < n; i++)
		row[i] = (struct sequence){ .a = m.best.item[i].a,
			.b = m.best.item[i].b };
	ok = ok && sequences_count(row, n, s, 1, NULL, err);
	for (size_t i = 0; ok && i < n && out->sequels < SPARSE_ROWS; i++) {
		struct sparse_pair *found = &out->sequel[out->sequels];
		if (!is_clear(&m, &m.best.item[i], found) ||
		    !is_follow_up(&row[i].of))
			continue;
		found->order = row[i].of;
		out->sequels++;
	}
	mined_release(&m);
	return ok;
}

/* ---- of many orders the newest ---- */

/* The lines of each of the days from the first one on. */
static size_t *
lines_by_day(const struct sales *s, int32_t first, size_t days, struct err *err)
{
	size_t *lines = mem_try_zarray(days, sizeof(*lines), "days", err);

	for (size_t o = 0; lines != NULL && o < s->orders; o++)
		lines[date_day_of(s->time[o]) - first] +=
		    s->first[o + 1] - s->first[o];
	return lines;
}

/* Keeps the orders of the last days, and of the first of these days as many as
 * there is room for, those written last. Returns how many. */
static size_t
keep_newest(const struct sales *s, int32_t since, size_t room, bool *keep)
{
	size_t kept = 0;

	for (size_t o = s->orders; o-- > 0;) {
		int32_t day = date_day_of(s->time[o]);
		size_t lines = s->first[o + 1] - s->first[o];

		keep[o] = day > since || (day == since && lines <= room);
		if (day == since && keep[o])
			room -= lines;
		kept += keep[o];
	}
	return kept;
}

static bool
mark_newest(const struct sales *s, size_t room, bool *keep, size_t *kept,
    struct err *err)
{
	int32_t first = INT32_MAX, last = INT32_MIN;
	size_t *lines;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		first = day < first ? day : first;
		last = day > last ? day : last;
	}
	lines = lines_by_day(s, first, (size_t)(last - first) + 1, err);
	if (lines == NULL)
		return false;
	while (last > first && lines[last - first] <= room)
		room -= lines[last-- - first];
	mem_free(lines);
	*kept = keep_newest(s, last, room, keep);
	return true;
}

/* What a shop of any size can be asked in the blink of an eye. */
static bool
look_further(
    const struct view *v, size_t most, struct sparse *out, struct err *err)
{
	struct sales newest = { .orders = 0 };
	const struct sales *s = &v->sales;
	bool *keep = NULL, ok = true;

	if (s->lines > most) {
		keep = mem_try_array(s->orders, sizeof(*keep), "orders", err);
		ok = keep != NULL &&
		    mark_newest(s, most, keep, &out->newest, err) &&
		    sales_select(s, keep, &newest, err);
		s = &newest;
	}
	ok = ok && find_categories(v, s, out, err) && find_sequels(s, out, err);
	sales_release(&newest);
	mem_free(keep);
	return ok;
}

bool
sparse_look_within(
    const struct view *v, size_t most, struct sparse *out, struct err *err)
{
	*out = (struct sparse){ .few = v->context.multi < SPARSE_MULTI };
	if (!out->few) {
		out->likely = count_likely(v);
		out->few = out->likely < SPARSE_LIKELY;
	}
	out->looked = out->few && v->sales.orders > 0;
	return !out->looked || look_further(v, most, out, err);
}

bool
sparse_look(const struct view *v, struct sparse *out, struct err *err)
{
	return sparse_look_within(v, SPARSE_LOOKED_AT, out, err);
}

/* ---- words ---- */

/* What is lacking, and how many orders it would take at this rate. */
static void
add_lack(const struct view *v, const struct sparse *sp, struct str *out)
{
	const struct pair_context *x = &v->context;
	double share = (double)x->multi / (double)x->orders;

	if (x->multi >= SPARSE_MULTI) {
		if (sp->likely == 0)
			str_add(out, "no pair is likely: take all as hints");
		else
			str_addf(out,
			    "only %zu pair%s likely, fewer than %d: take the "
			    "others as hints",
			    sp->likely, sp->likely == 1 ? " is" : "s are",
			    SPARSE_LIKELY);
		return;
	}
	str_add(out, "too few multi-item orders (");
	num_add_grouped(out, (int64_t)x->multi);
	str_add(out, " of ");
	num_add_grouped(out, (int64_t)x->orders);
	if (x->orders >= PAIRING_LEAST_FOR_PERCENT)
		str_addf(out, ", %.1f %%", share * 100);
	str_addf(out,
	    ") to tell what belongs together: take pairs as hints. %d are "
	    "needed",
	    SPARSE_MULTI);
	if (x->multi > 0) {
		str_add(out, ", at this rate after about ");
		num_add_grouped(out, (int64_t)ceil(SPARSE_MULTI / share));
		str_add(out, " orders");
	}
}

static void
add_category(
    const struct view *v, const struct sparse_pair *row, struct str *out)
{
	str_addf(out,
	    "\ncategories  %s + %s: ", v->products.rows[row->a].category,
	    v->products.rows[row->b].category);
	num_add_grouped(out, row->both);
	str_addf(out, " orders, %.1f times chance (%.1f to %.1f)", row->lift,
	    row->low, row->high);
}

static void
add_sequel(const struct view *v, const struct sparse_pair *row, struct str *out)
{
	const struct relation_sequence *q = &row->order;
	bool a = q->a_first * 2 >= q->customers;
	struct slice before = view_title(v, a ? row->a : row->b);
	struct slice after = view_title(v, a ? row->b : row->a);

	str_addf(out,
	    "\nfollow-up   %.*s, then %.*s: %u of %u customers in that order, "
	    "%.0f days between",
	    (int)before.len, before.p, (int)after.len, after.p,
	    a ? q->a_first : q->customers - q->a_first, q->customers,
	    q->median_lag_days);
}

void
sparse_add_words(const struct view *v, const struct sparse *sp, struct str *out)
{
	if (v->context.orders == 0) {
		view_add_no_orders(v, out);
		return;
	}
	add_lack(v, sp, out);
	if (sp->newest > 0 && sp->categories + sp->sequels > 0) {
		str_add(out, "; of the newest ");
		num_add_grouped(out, (int64_t)sp->newest);
		str_add(out, " orders:");
	}
	for (size_t i = 0; i < sp->categories; i++)
		add_category(v, &sp->category[i], out);
	for (size_t i = 0; i < sp->sequels; i++)
		add_sequel(v, &sp->sequel[i], out);
	if (sp->categories + sp->sequels == 0 && sp->looked &&
	    v->context.multi < SPARSE_MULTI)
		str_add(out,
		    "\nneither categories nor the orders of one customer tell "
		    "more");
}
