/*
 * What is not to be offered is marked anew for each question: it depends on
 * what was decided about the given products, and a mark costs a byte.
 */
#include "service/addition.h"

#include <math.h>

#include "base/mem.h"

bool
addition_init(struct addition *out, struct view *v, struct err *err)
{
	*out = (struct addition){ .v = NULL };
	if (!cart_model_init(&out->model, &v->pairs, &v->context, err))
		return false;
	out->v = view_share(v);
	return true;
}

void
addition_release(struct addition *ad)
{
	cart_model_release(&ad->model);
	view_free(ad->v);
	ad->v = NULL;
}

static bool
is_given(const struct view *v, const uint32_t *items, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++) {
		if (v->products.rows[items[i]].product_id == id)
			return true;
	}
	return false;
}

static void
mark(const struct view *v, int64_t product_id, bool *skip)
{
	size_t p;

	if (store_products_index(&v->products, product_id, &p))
		skip[p] = true;
}

static void
mark_skipped(const struct view *v, const uint32_t *items, size_t n, bool *skip)
{
	for (size_t p = 0; p < v->products.n; p++)
		skip[p] = !v->products.rows[p].active ||
		    !v->products.rows[p].is_product;
	for (size_t i = 0; i < v->decisions.n; i++) {
		const struct store_decision *d = &v->decisions.rows[i];
		if (d->verdict != VERDICT_REJECT)
			continue;
		if (is_given(v, items, n, d->product_a))
			mark(v, d->product_b, skip);
		if (is_given(v, items, n, d->product_b))
			mark(v, d->product_a, skip);
	}
}

bool
addition_best(const struct addition *ad, const uint32_t *items, size_t n,
    struct cart_item *out, size_t limit, size_t *found, struct err *err)
{
	bool *skip =
	    mem_try_zarray(ad->v->products.n, sizeof(*skip), "products", err);
	bool ok;

	*found = 0;
	if (skip == NULL)
		return false;
	mark_skipped(ad->v, items, n, skip);
	ok = cart_best(&ad->model, items, n,
	    &(struct cart_wish){ .limit = limit, .skip = skip }, out, found,
	    err);
	mem_free(skip);
	return ok;
}

bool
addition_scores(const struct addition *ad, const uint32_t *items, size_t n,
    double *score, struct err *err)
{
	bool *skip =
	    mem_try_zarray(ad->v->products.n, sizeof(*skip), "products", err);
	bool ok = skip != NULL && cart_score(&ad->model, items, n, score, err);

	if (ok) {
		mark_skipped(ad->v, items, n, skip);
		for (size_t p = 0; p < ad->v->products.n; p++)
			score[p] = skip[p] ? -HUGE_VAL : score[p];
	}
	mem_free(skip);
	return ok;
}
