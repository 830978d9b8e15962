/*
 * First everybody's lists, without chances; then the chance of each pair of
 * products that occurs in them, once; then who may be written to, product by
 * product, because an offer of the last weeks bars only its product.
 */
#include "service/prospects.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/replenish.h"
#include "mining/nextbest.h"
#include "service/addon.h"
#include "service/following.h"
#include "service/pairing.h"

enum {
	LOOKED_AT = 4 * PROSPECTS_LIST, /* of which some are left out */
	REPORT_EVERY = 64 /* customers between two reports */
};

struct search {
	struct prospects *pr;
	int32_t until;
	size_t cap;
};

static bool
add_row(struct search *s, const struct prospect *row, struct err *err)
{
	struct prospects *pr = s->pr;
	void *grown = pr->rows;

	if (!mem_try_reserve(&grown, &s->cap, pr->n + 1, sizeof(*pr->rows),
		"customers", err))
		return false;
	pr->rows = grown;
	pr->rows[pr->n++] = *row;
	return true;
}

static bool
is_wanted(const struct prospects *pr, size_t customer)
{
	return (pr->rq.customer == PROSPECTS_ANY ||
		   pr->rq.customer == customer) &&
	    mailable_customer(&pr->m, customer) != NULL;
}

static bool
is_sold(const struct view *v, size_t product)
{
	const struct store_product *p = &v->products.rows[product];

	return p->active && (p->stock == SALES_UNKNOWN || p->stock > 0);
}

/* ---- what they never had ---- */

/* The purchases of each customer: of c, at[first[c]] .. at[first[c + 1] - 1]. */
struct purchases {
	size_t *first;
	struct nextbest_purchase *at;
};

static void
purchases_release(struct purchases *p)
{
	mem_free(p->first);
	mem_free(p->at);
}

static bool
purchases_make(const struct sales *s, int32_t until, struct purchases *out,
    struct err *err)
{
	out->first = mem_try_zarray(
	    s->customers + 2, sizeof(*out->first), "customers", err);
	out->at = mem_try_array(s->lines, sizeof(*out->at), "purchases", err);
	if (out->first == NULL || out->at == NULL)
		return false;
	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST)
			out->first[s->customer[o] + 2] +=
			    s->first[o + 1] - s->first[o];
	for (size_t c = 2; c < s->customers + 2; c++)
		out->first[c] += out->first[c - 1];
	/* Each start moves to its end as it is filled. */
	for (size_t o = 0; o < s->orders; o++)
		for (size_t l = s->first[o];
		     s->customer[o] != SALES_GUEST && l < s->first[o + 1]; l++)
			out->at[out->first[s->customer[o] + 1]++] =
			    (struct nextbest_purchase){ s->product[l],
				    until - date_day_of(s->time[o]) };
	return true;
}

/* Neither rejected beside it nor the same thing or in its place. */
static bool
goes_with(const struct view *v, size_t because, size_t product)
{
	struct pairing_sheet sheet;

	pairing_sheet(v, because, product, &sheet);
	return sheet.verdict != VERDICT_REJECT &&
	    sheet.relation.relation != RELATION_VARIANT &&
	    sheet.relation.relation != RELATION_SUBSTITUTE;
}

static bool
list_customer(struct search *s, struct nextbest *nb, uint32_t customer,
    const struct nextbest_purchase *had, size_t n, struct err *err)
{
	const struct view *v = s->pr->v;
	uint32_t list[LOOKED_AT];
	size_t found, taken = 0;

	if (!nextbest_rank(nb, had, n, list, LOOKED_AT, &found, err))
		return false;
	for (size_t i = 0; i < found && taken < PROSPECTS_LIST; i++) {
		size_t at = nextbest_because(nb, had, n, list[i]);
		if (at == n || !is_sold(v, list[i]) ||
		    !goes_with(v, had[at].product, list[i]))
			continue;
		taken++;
		if (!add_row(s,
			&(struct prospect){ .customer = customer,
			    .product = list[i],
			    .because = had[at].product,
			    .day = s->until - had[at].days },
			err))
			return false;
	}
	return true;
}

static bool
list_everybody(struct search *s, struct nextbest *nb, const struct purchases *p,
    const struct progress *pg, struct err *err)
{
	size_t customers = s->pr->v->sales.customers;

	for (size_t c = 0; c < customers; c++) {
		if (c % REPORT_EVERY == 0 &&
		    !progress_report(pg, "looking for what they take next",
			(int64_t)c, (int64_t)customers, err))
			return false;
		if (is_wanted(s->pr, c) &&
		    !list_customer(s, nb, (uint32_t)c, p->at + p->first[c],
			p->first[c + 1] - p->first[c], err))
			return false;
	}
	return true;
}

static bool
find_next(struct search *s, const struct progress *pg, struct err *err)
{
	struct view *v = s->pr->v;
	struct purchases p = { .first = NULL };
	struct nextbest *nb = NULL;
	double *trend =
	    mem_try_array(v->sales.products, sizeof(*trend), "products", err);
	bool ok = trend != NULL &&
	    nextbest_trend(&v->sales,
		(uint32_t)v->settings.value[SETTING_BASKET_CAP], trend, err) &&
	    purchases_make(&v->sales, s->until, &p, err);

	if (ok)
		nb = nextbest_new(&v->pairs, &v->context, trend, err);
	ok = nb != NULL && list_everybody(s, nb, &p, pg, err);
	nextbest_free(nb);
	purchases_release(&p);
	mem_free(trend);
	return ok;
}

/* ---- chances ---- */

static int
compare_because(const void *va, const void *vb)
{
	const struct prospect *a = va, *b = vb;

	if (a->because != b->because)
		return a->because < b->because ? -1 : 1;
	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	return (a->customer > b->customer) - (a->customer < b->customer);
}

/* How many who bought the one bought the other, for each pair in the rows. */
static bool
count_answers(struct search *s, struct err *err)
{
	struct prospects *pr = s->pr;
	struct followup_days days;
	struct followup_counts n = { .with_a = 0 };
	struct followup_query q = { .until = s->until, .today = pr->rq.today };
	bool ok = followup_days_init(&days, &pr->v->sales, err);

	if (ok && pr->n > 1)
		qsort(pr->rows, pr->n, sizeof(*pr->rows), compare_because);
	for (size_t i = 0; ok && i < pr->n; i++) {
		struct prospect *r = &pr->rows[i];
		if (i == 0 || r->because != q.a || r->product != q.b) {
			q.a = r->because;
			q.b = r->product;
			followup_days_count(&days, &q, pr->m.person, &n);
		}
		r->good = n.answered;
		r->waited = n.waited;
	}
	if (ok)
		followup_days_release(&days);
	return ok;
}

static bool
find_again(struct search *s, struct err *err)
{
	struct prospects *pr = s->pr;
	struct replenish rp;
	bool ok = replenish_find(&pr->v->sales, s->until, &rp, err);

	if (!ok)
		return false;
	pr->rhythm = mem_try_zarray(
	    pr->v->sales.products, sizeof(*pr->rhythm), "products", err);
	ok = pr->rhythm != NULL;
	for (size_t p = 0; ok && p < pr->v->sales.products; p++)
		pr->rhythm[p] = rp.rhythm[p].days;
	for (size_t i = 0; ok && i < rp.n; i++) {
		const struct replenish_due *d = &rp.due[i];
		if (is_wanted(pr, d->customer) && is_sold(pr->v, d->product))
			ok = add_row(s,
			    &(struct prospect){ .customer = d->customer,
				.product = d->product,
				.because = d->product,
				.day = d->last,
				.times = d->times,
				.days = d->days,
				.good = rp.rhythm[d->product].again,
				.waited = rp.rhythm[d->product].waited },
			    err);
	}
	replenish_release(&rp);
	return ok;
}

static void
value_rows(struct prospects *pr)
{
	double good = 0, waited = 0, mean, margin;
	bool measured;

	for (size_t i = 0; i < pr->n; i++) {
		good += (double)pr->rows[i].good;
		waited += (double)pr->rows[i].waited;
	}
	mean = waited > 0 ? good / waited : 0;
	for (size_t i = 0; i < pr->n; i++) {
		struct prospect *r = &pr->rows[i];
		r->chance = ((double)r->good + PROSPECTS_PRIOR * mean) /
		    ((double)r->waited + PROSPECTS_PRIOR);
		r->priced = addon_margin(pr->v, r->product, &margin, &measured);
		r->worth = r->priced ? r->chance * margin : 0;
	}
}

/* ---- who may be written to ---- */

static int
compare_products(const void *va, const void *vb)
{
	const struct prospect *a = va, *b = vb;

	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	return (a->customer > b->customer) - (a->customer < b->customer);
}

static void
judge_people(struct prospects *pr)
{
	if (pr->n > 1)
		qsort(pr->rows, pr->n, sizeof(*pr->rows), compare_products);
	for (size_t i = 0; i < pr->n; i++) {
		struct prospect *r = &pr->rows[i];
		if (i == 0 || r->product != pr->rows[i - 1].product)
			mailable_offer(&pr->m,
			    pr->v->products.rows[r->product].product_id);
		r->answer =
		    followup_may(&pr->m.person[r->customer], pr->rq.today);
	}
}

/* Ties go by index, which is the order customers and products came in. */
static int
compare_worth(const void *va, const void *vb)
{
	const struct prospect *a = va, *b = vb;

	if (a->worth < b->worth || a->worth > b->worth)
		return a->worth > b->worth ? -1 : 1;
	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	return a->product < b->product ? -1 : 1;
}

/* ---- life ---- */

static bool
fill(struct search *s, struct store *st, const char *segment,
    const struct progress *pg, struct err *err)
{
	struct prospects *pr = s->pr;

	if (!mailable_load(st, &pr->v->sales, pr->rq.today, &pr->m, err) ||
	    !mailable_narrow(&pr->m, st, &pr->v->products, segment, err))
		return false;
	if (pr->rq.kind == PROSPECTS_AGAIN
		? !find_again(s, err)
		: !find_next(s, pg, err) || !count_answers(s, err))
		return false;
	value_rows(pr);
	judge_people(pr);
	if (pr->n > 1)
		qsort(pr->rows, pr->n, sizeof(*pr->rows), compare_worth);
	return true;
}

struct prospects *
prospects_new(struct store *st, struct view *v,
    const struct prospects_request *rq, const struct progress *pg,
    struct err *err)
{
	struct prospects *pr = mem_zalloc(sizeof(*pr));
	struct search s = {
		.pr = pr,
		.until = following_newest_day(&v->sales),
	};

	*pr = (struct prospects){
		.references = 1, .rq = *rq, .v = view_share(v)
	};
	pr->rq.segment = NULL;
	if (fill(&s, st, rq->segment, pg, err))
		return pr;
	prospects_free(pr);
	return NULL;
}

struct prospects *
prospects_share(struct prospects *pr)
{
	__atomic_add_fetch(&pr->references, 1, __ATOMIC_RELAXED);
	return pr;
}

void
prospects_free(struct prospects *pr)
{
	if (pr == NULL ||
	    __atomic_sub_fetch(&pr->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	mailable_release(&pr->m);
	mem_free(pr->rows);
	mem_free(pr->rhythm);
	view_free(pr->v);
	mem_free(pr);
}

bool
prospects_customer(struct store *st, const struct view *v, struct slice ref,
    size_t *customer, struct err *err)
{
	struct store_customers people;
	bool found = false;

	if (!store_customers_load(st, &people, err))
		return false;
	for (size_t i = 0; i < people.n && !found; i++) {
		if (!slice_eq_c(ref, people.rows[i].ref))
			continue;
		for (size_t c = 0; c < v->sales.customers && !found; c++) {
			found = v->sales.customer_id[c] ==
			    people.rows[i].customer_id;
			*customer = c;
		}
	}
	store_customers_release(&people);
	return found ||
	    err_set(err, ERR_NOT_FOUND,
		"no order is of a customer '%.*s'; 'endcap segment repeat' "
		"lists some",
		(int)ref.len, ref.p);
}
