/*
 * store_links - what a product file says the shop sells together.
 *
 * How it works: a link names its other product by place in the file or, where
 * the file does not have it, by key. The links of the file and those of the
 * store are sorted alike and walked side by side:
 *
 *	in both            stays with the import that brought it first
 *	in the file        new
 *	in the store       ends, if the file lists its product and has a column
 *	                   for links of its kind; kept in link_before
 *
 * A link with another quantity is another link.
 */
#include "base/mem.h"
#include "store/store_plan.h"

/* A link as the store has it. */
struct store_link {
	int64_t link_id;
	int64_t product_id; /* the one that names the other */
	int64_t other_id;
	enum batch_link_kind kind;
	int32_t quantity; /* pieces of the other one, >= 1 */
};

struct store_links {
	struct store_link *rows; /* by product_id, kind name, other_id */
	size_t n;
	struct arena text;
};

static void
release_links(struct store_links *l)
{
	mem_free(l->rows);
	arena_release(&l->text);
	*l = (struct store_links){ 0 };
}

static bool
load_links(struct store *st, struct store_links *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_links){ 0 };
	if (!query_open(&q, st, STMT_LINKS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		struct store_link l = { .link_id = read_int(&q) };
		const char *kind;

		l.product_id = read_int(&q);
		l.other_id = read_int(&q);
		kind = read_text(&q, &out->text);
		l.quantity = (int32_t)read_int(&q);
		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "links", err);
		if (!ok)
			break;
		/* of a newer version: not known here */
		if (batch_link_parse(kind, &l.kind))
			out->rows[out->n++] = l;
	}
	query_close(&q);
	if (!ok)
		release_links(out);
	return ok;
}

/* The id of the product that a link names; 0: nobody knows it. */
static bool
find_other(const struct plan *p, const struct batch_link *link, int64_t *id,
    struct err *err)
{
	struct query q;
	bool row;

	*id = link->other == BATCH_ELSEWHERE ? 0
					     : plan_first_alike(p, link->other);
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

static int
compare_link(const void *left, const void *right)
{
	const struct plan_link *a = left, *b = right;

	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->other != b->other)
		return a->other < b->other ? -1 : 1;
	return 0;
}

/* The links of the file whose products are known, sorted, each once; where
 * one stands twice with other quantities, the first counts. */
static bool
resolve(struct plan *p, struct err *err)
{
	const struct batch *b = p->b;
	size_t n = 0, kept = 0;

	p->links = mem_try_array(b->n_links, sizeof(*p->links), "links", err);
	if (p->links == NULL)
		return false;
	for (size_t i = 0; i < b->n_links; i++) {
		const struct batch_link *link = &b->links[i];
		struct plan_link l = {
			.product = plan_first_alike(p, link->product),
			.kind = link->kind,
			.quantity = link->quantity,
		};

		if (!find_other(p, link, &l.other, err))
			return false;
		p->links_lost += l.other == 0;
		if (l.other != 0)
			p->links[n++] = l;
	}
	if (n > 0)
		qsort(p->links, n, sizeof(*p->links), compare_link);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_link(&p->links[i], &p->links[i - 1]) != 0)
			p->links[kept++] = p->links[i];
	p->n_links = kept;
	return true;
}

static int
compare_id(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* The ids of the products that the file lists, ascending. */
static int64_t *
listed_ids(const struct plan *p, struct err *err)
{
	size_t n = p->b->n_products;
	int64_t *ids = mem_try_array(n, sizeof(*ids), "products", err);

	for (size_t i = 0; ids != NULL && i < n; i++)
		ids[i] = plan_first_alike(p, i);
	if (ids != NULL && n > 0)
		qsort(ids, n, sizeof(*ids), compare_id);
	return ids;
}

/* Compares one link of the store with those of the file. */
static bool
compare_stored(struct plan *p, const struct store_link *stored,
    const int64_t *ids, bool *known, size_t *cap, struct err *err)
{
	const struct plan_link key = {
		.product = stored->product_id,
		.other = stored->other_id,
		.kind = stored->kind,
	};
	const struct plan_link *same = p->n_links == 0
	    ? NULL
	    : bsearch(&key, p->links, p->n_links, sizeof(key), compare_link);

	if (same != NULL && same->quantity == stored->quantity) {
		known[same - p->links] = true;
		return true;
	}
	if (same == NULL &&
	    (!(p->b->link_kinds & 1u << stored->kind) ||
		bsearch(&key.product, ids, p->b->n_products, sizeof(*ids),
		    compare_id) == NULL))
		return true;
	if (!mem_try_reserve((void **)&p->ended, cap, p->n_ended + 1,
		sizeof(*p->ended), "links", err))
		return false;
	p->ended[p->n_ended++] = stored->link_id;
	return true;
}

static void
leave_out_known(struct plan *p, const bool *known)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_links; i++)
		if (!known[i])
			p->links[n++] = p->links[i];
	p->n_links = n;
}

bool
plan_links(struct plan *p, struct err *err)
{
	struct store_links stored = { .n = 0 };
	int64_t *ids = NULL;
	bool *known = NULL;
	size_t cap = 0;
	bool ok = true;

	if (p->b->link_kinds == 0)
		return true;
	ok = resolve(p, err) && load_links(p->st, &stored, err) &&
	    (ids = listed_ids(p, err)) != NULL &&
	    (known = mem_try_zarray(
		 p->n_links, sizeof(*known), "links", err)) != NULL;
	for (size_t i = 0; i < stored.n && ok; i++)
		ok = compare_stored(p, &stored.rows[i], ids, known, &cap, err);
	if (ok)
		leave_out_known(p, known);
	mem_free(ids);
	mem_free(known);
	release_links(&stored);
	return ok;
}

/* ---- writing ---- */

static bool
end_link(struct store *st, int64_t import_id, int64_t link_id, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_LINK_KEEP, err))
		return false;
	bind_int(&q, import_id);
	bind_int(&q, link_id);
	return query_run(&q, err) &&
	    query_run_int(st, STMT_LINK_DROP, link_id, err);
}

bool
links_write(const struct plan *p, int64_t import_id, struct err *err)
{
	struct query q;
	bool ok = true;

	for (size_t i = 0; i < p->n_ended; i++)
		if (!end_link(p->st, import_id, p->ended[i], err))
			return false;
	if (!query_open(&q, p->st, STMT_LINK_INSERT, err))
		return false;
	for (size_t i = 0; i < p->n_links && ok; i++) {
		bind_int(&q, import_id);
		bind_int(&q, p->links[i].product);
		bind_int(&q, p->links[i].other);
		bind_text(&q, batch_link_name(p->links[i].kind));
		bind_int(&q, p->links[i].quantity);
		ok = query_again(&q, err);
	}
	query_close(&q);
	return ok;
}

/* ---- reading ---- */
