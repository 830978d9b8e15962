/*
 * store_links - what a product file says the shop sells together.
 *
 * How it works: a link names its other product by place in the file or, where
 * the file does not have it, by key. Links that are stored stay with the
 * import that brought them first, so that taking that back removes them.
 */
#include "base/mem.h"
#include "store/store_plan.h"

/* The id of the product that a link names; 0: nobody knows it. */
static bool
find_other(const struct plan *p, const struct batch_link *link, int64_t *id,
    struct err *err)
{
	struct query q;
	bool row;

	*id = link->other == BATCH_ELSEWHERE ? 0 : p->products[link->other].id;
	if (*id != 0)
		return true;
	if (!query_open(&q, p->st, STMT_PRODUCT_ID, err))
		return false;
	bind_text(&q, link->key);
	if (!query_row(&q, &row, err))
		return false;
	if (row)
		*id = read_int(&q);
	query_close(&q);
	return true;
}

static bool
is_known(const struct plan *p, const struct plan_link *l, bool *known,
    struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, p->st, STMT_LINK_KNOWN, err))
		return false;
	bind_int(&q, l->product);
	bind_int(&q, l->other);
	bind_text(&q, batch_link_name(l->link->kind));
	if (!query_row(&q, &row, err))
		return false;
	*known = row && read_int(&q) > 0;
	query_close(&q);
	return true;
}

bool
plan_links(struct plan *p, struct err *err)
{
	const struct batch *b = p->b;

	p->links = mem_try_array(b->n_links, sizeof(*p->links), "links", err);
	if (p->links == NULL)
		return false;
	for (size_t i = 0; i < b->n_links; i++) {
		struct plan_link *l = &p->links[p->n_links];
		bool known = false;

		*l = (struct plan_link){ .link = &b->links[i] };
		l->product = p->products[l->link->product].id;
		if (!find_other(p, l->link, &l->other, err) ||
		    (l->other != 0 && !is_known(p, l, &known, err)))
			return false;
		p->links_lost += l->other == 0;
		p->n_links += l->other != 0 && !known;
	}
	return true;
}

bool
links_write(const struct plan *p, int64_t import_id, struct err *err)
{
	struct query q;
	bool ok = true;

	if (!query_open(&q, p->st, STMT_LINK_INSERT, err))
		return false;
	for (size_t i = 0; i < p->n_links && ok; i++) {
		bind_int(&q, import_id);
		bind_int(&q, p->links[i].product);
		bind_int(&q, p->links[i].other);
		bind_text(&q, batch_link_name(p->links[i].link->kind));
		bind_int(&q, p->links[i].link->quantity);
		ok = query_again(&q, err);
	}
	query_close(&q);
	return ok;
}
