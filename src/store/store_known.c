/*
 * store_known - which orders of a batch the store has already.
 *
 * How it works: an order is found by its reference; its lines and those of the
 * batch are compared as multisets of product, price, discount and pieces:
 *
 *	equal              the same order; its header follows the newer file
 *	all, and more      it grew: header and lines follow the newer file
 *	some are missing   refused: a file of part of an order, an edit of it
 *	                   or another order of that number cannot be told
 *	                   apart, so the old one is kept
 */
#include "base/mem.h"
#include "store/store_plan.h"

bool
plan_newer_amount(int64_t *old, int64_t new)
{
	if (new == BATCH_UNKNOWN || new == *old)
		return false;
	*old = new;
	return true;
}

bool
plan_newer_text(const char **old, const char *new)
{
	if (new == NULL || (*old != NULL && strcmp(*old, new) == 0))
		return false;
	*old = new;
	return true;
}

/* ---- lines ---- */

struct line_key {
	int64_t product, price4, discount, quantity;
	size_t at; /* place in the order; no part of the key */
};

/* How many lines only one side has. */
struct line_diff {
	size_t missing, added;
};

static int
compare_key(const struct line_key *x, const struct line_key *y)
{
	const int64_t a[] = { x->product, x->price4, x->discount, x->quantity };
	const int64_t b[] = { y->product, y->price4, y->discount, y->quantity };

	for (size_t i = 0; i < ARRAY_LEN(a); i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Equal lines in the order they stand in. */
static int
compare_line(const void *a, const void *b)
{
	const struct line_key *x = a, *y = b;
	int order = compare_key(x, y);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static bool
stored_lines(struct plan *p, const struct gather_order *r, size_t n,
    struct line_key *keys, struct err *err)
{
	struct query q;
	size_t found = 0;
	bool row, ok;

	if (!query_open(&q, p->st, STMT_LINES_COMPARED, err))
		return false;
	bind_int(&q, r->first_line);
	bind_int(&q, (int64_t)n);
	while ((ok = query_row(&q, &row, err)) && row && found < n) {
		struct line_key *k = &keys[found];
		k->at = found++;
		k->product = read_int(&q);
		k->quantity = read_int(&q);
		k->price4 = read_int(&q);
		k->discount = read_int(&q);
	}
	query_close(&q);
	return ok &&
	    (found == n ||
		store_damaged(
		    p->st, "an order does not have the lines it says", err));
}

/* Both sorted: one walk counts what has no equal on the other side, and marks
 * it in 'added' where that is the old one. */
static struct line_diff
diff_sorted(const struct line_key *old, size_t n_old,
    const struct line_key *new, size_t n_new, bool *added)
{
	struct line_diff d = { 0, 0 };
	size_t i = 0, j = 0;

	while (i < n_old || j < n_new) {
		int side = i == n_old ? 1
		    : j == n_new      ? -1
				      : compare_key(&old[i], &new[j]);
		d.missing += side < 0;
		d.added += side > 0;
		if (side > 0)
			added[new[j].at] = true;
		i += side <= 0;
		j += side >= 0;
	}
	return d;
}

static bool
diff_lines(struct plan *p, size_t i, const struct gather_order *r, size_t n_old,
    bool *added, struct line_diff *out, struct err *err)
{
	const struct batch_line *lines = p->b->lines + p->first[i];
	size_t n_new = p->first[i + 1] - p->first[i];
	struct line_key *old =
	    mem_try_array(n_old, sizeof(*old), "order lines", err);
	struct line_key *new =
	    mem_try_array(n_new, sizeof(*new), "order lines", err);
	bool ok =
	    old != NULL && new != NULL &&stored_lines(p, r, n_old, old, err);

	if (ok) {
		for (size_t l = 0; l < n_new; l++)
			new[l] = (struct line_key){
				.product =
				    plan_first_alike(p, lines[l].product),
				.quantity = lines[l].quantity,
				.price4 = lines[l].price4,
				.discount = lines[l].discount,
				.at = l,
			};
		qsort(old, n_old, sizeof(*old), compare_line);
		qsort(new, n_new, sizeof(*new), compare_line);
		*out = diff_sorted(old, n_old, new, n_new, added);
	}
	mem_free(old);
	mem_free(new);
	return ok;
}

/* ---- the order itself ---- */

/* The header as the newer file gives it; true when that changes anything. */
static bool
merge_header(struct batch_order *old, const struct batch_order *new)
{
	bool changed = old->status != new->status;

	old->status = new->status;
	changed |= plan_newer_text(&old->country, new->country);
	changed |= plan_newer_text(&old->channel, new->channel);
	changed |= plan_newer_amount(&old->shipping, new->shipping);
	changed |= plan_newer_amount(&old->shipping_cost, new->shipping_cost);
	changed |= plan_newer_amount(&old->discount, new->discount);
	changed |= plan_newer_amount(&old->tax, new->tax);
	changed |= plan_newer_amount(&old->total, new->total);
	return changed;
}

static bool
note_changed(
    struct plan *p, const struct plan_changed *changed, struct err *err)
{
	if (!mem_try_reserve((void **)&p->changed, &p->cap_changed,
		p->n_changed + 1, sizeof(*p->changed), "orders", err))
		return false;
	p->changed[p->n_changed++] = *changed;
	return true;
}

static bool
compare_order(struct plan *p, size_t i, const struct batch_order *known,
    const struct gather_order *r, struct err *err)
{
	struct plan_order *po = &p->orders[i];
	struct plan_changed ch = {
		.id = r->order_id,
		.index = i,
		.header = *known,
		.first_line = r->first_line,
		.had_lines = known->lines,
	};
	struct line_diff d;
	bool *added =
	    arena_array(&p->text, p->b->orders[i].lines, sizeof(*added));

	ch.added = added;
	if (!diff_lines(p, i, r, known->lines, added, &d, err))
		return false;
	po->state = d.missing > 0 ? PLAN_REFUSED : PLAN_SAME;
	po->fewer = d.missing > 0 && d.added == 0;
	ch.grown = d.added > 0;
	if (po->state == PLAN_REFUSED ||
	    (!merge_header(&ch.header, &p->b->orders[i]) && !ch.grown))
		return true;
	po->state = PLAN_CHANGED;
	return note_changed(p, &ch, err);
}

static bool
find_order(struct plan *p, size_t i, struct err *err)
{
	struct batch_order o;
	struct gather_order r;
	struct query q;
	bool row, sane;

	if (!query_open(&q, p->st, STMT_ORDER_BY_REF, err))
		return false;
	bind_text(&q, p->b->orders[i].ref);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	sane = gather_read_order(&q, &p->text, &o, &r, NULL);
	query_close(&q);
	return sane ? compare_order(p, i, &o, &r, err)
		    : store_damaged(p->st, "an order's status is unknown", err);
}

static int
compare_changed(const void *a, const void *b)
{
	const struct plan_changed *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

bool
plan_find_orders(struct plan *p, const struct progress *pg, struct err *err)
{
	size_t n = p->b->n_orders;

	for (size_t i = 0; i < n; i++) {
		struct arena_mark mark = arena_mark(&p->text);
		p->orders[i].state = PLAN_NEW;
		if (p->orders_before > 0 && !find_order(p, i, err))
			return false;
		if (p->orders[i].state != PLAN_CHANGED)
			arena_rewind(&p->text, mark);
		if (i % 4096 == 0 &&
		    !progress_report(
			pg, "comparing orders", (int64_t)i, (int64_t)n, err))
			return false;
	}
	if (p->n_changed > 0)
		qsort(p->changed, p->n_changed, sizeof(*p->changed),
		    compare_changed);
	return true;
}
