/*
 * store_related - which known orders an import has to count again.
 *
 * All orders of the customers of changed ones, and those of customers who
 * bought again where a return may be among what is new, or may now find
 * another sale. It takes from earlier sales only. So the known orders of a
 * customer whose new ones take nothing back, and are all later than any known
 * one, count as they did: most customers of a shop's day, and its largest have
 * thousands of lines that need not be read.
 */
#include "base/mem.h"
#include "store/store_plan.h"

struct ids {
	int64_t *v;
	size_t n, cap;
};

/* Of the new orders of one customer of the batch. */
struct news {
	int64_t earliest; /* INT64_MAX: there are none */
	bool takes_back; /* a return, or a line that is one */
};

static int
compare_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
add_id(struct ids *ids, int64_t id, struct err *err)
{
	if (!mem_try_reserve((void **)&ids->v, &ids->cap, ids->n + 1,
		sizeof(*ids->v), "orders", err))
		return false;
	ids->v[ids->n++] = id;
	return true;
}

static void
sort_ids(struct ids *ids)
{
	size_t n = 0;

	if (ids->n == 0)
		return;
	qsort(ids->v, ids->n, sizeof(*ids->v), compare_id);
	for (size_t i = 1; i < ids->n; i++)
		if (ids->v[i] != ids->v[n])
			ids->v[++n] = ids->v[i];
	ids->n = n + 1;
}

static bool
add_orders_of(
    struct plan *p, struct ids *ids, int64_t customer, struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, p->st, STMT_CUSTOMER_ORDERS, err))
		return false;
	bind_int(&q, customer);
	while ((ok = query_row(&q, &row, err)) && row)
		if (!(ok = add_id(ids, read_int(&q), err)))
			break;
	query_close(&q);
	return ok;
}

static bool
takes_back(const struct plan *p, size_t order)
{
	if (p->b->orders[order].status == STATUS_RETURN)
		return true;
	for (size_t l = p->first[order]; l < p->first[order + 1]; l++)
		if (p->b->lines[l].quantity < 0)
			return true;
	return false;
}

static void
look_at_new(const struct plan *p, struct news *news)
{
	for (size_t i = 0; i < p->b->n_customers; i++)
		news[i] = (struct news){ .earliest = INT64_MAX };
	for (size_t i = 0; i < p->b->n_orders; i++) {
		const struct batch_order *o = &p->b->orders[i];
		struct news *of;

		if (p->orders[i].state != PLAN_NEW || o->customer == BATCH_NONE)
			continue;
		of = &news[o->customer];
		if (o->time < of->earliest)
			of->earliest = o->time;
		of->takes_back = of->takes_back || takes_back(p, i);
	}
}

/* Is there a known order of the customer that is not earlier? */
static bool
is_late(struct store *st, int64_t customer, int64_t earliest, bool *late,
    struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, st, STMT_CUSTOMER_LATEST, err))
		return false;
	bind_int(&q, customer);
	if (!query_row(&q, &row, err))
		return false;
	*late = row && read_known(&q) >= earliest;
	query_close(&q);
	return true;
}

static bool
add_again(
    struct plan *p, const struct news *news, struct ids *ids, struct err *err)
{
	for (size_t i = 0; i < p->b->n_customers; i++) {
		const struct plan_customer *c = &p->customers[i];
		bool needed = news[i].takes_back;

		if (news[i].earliest == INT64_MAX ||
		    (c->state != PLAN_SAME && c->state != PLAN_CHANGED))
			continue;
		if ((!needed &&
			!is_late(
			    p->st, c->id, news[i].earliest, &needed, err)) ||
		    (needed && !add_orders_of(p, ids, c->id, err)))
			return false;
	}
	return true;
}

static bool
add_related(struct plan *p, struct ids *ids, struct err *err)
{
	struct news *news;
	bool ok;

	if (p->b->kind != BATCH_ORDERS)
		return true;
	news =
	    mem_try_array(p->b->n_customers, sizeof(*news), "customers", err);
	if (news == NULL)
		return false;
	look_at_new(p, news);
	ok = add_again(p, news, ids, err);
	mem_free(news);
	return ok;
}

static bool
add_changed(struct plan *p, struct ids *ids, struct err *err)
{
	for (size_t i = 0; i < p->n_changed; i++)
		if (!add_id(ids, p->changed[i].id, err) ||
		    (p->changed[i].header.customer != BATCH_NONE &&
			!add_orders_of(
			    p, ids, p->changed[i].header.customer, err)))
			return false;
	return true;
}

bool
plan_related(struct plan *p, int64_t **out, size_t *n, struct err *err)
{
	struct ids ids = { 0 };
	bool ok = add_related(p, &ids, err) && add_changed(p, &ids, err);

	sort_ids(&ids);
	*out = ids.v;
	*n = ids.n;
	return ok;
}
