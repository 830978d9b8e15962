/*
 * A sorted array of pairs: bundles are few and small, look-ups many.
 */
#include "service/paired.h"

#include "base/mem.h"

enum {
	ITEMS_MOST = 20 /* products of a bundle whose pairs are known */
};

static int
compare(const void *va, const void *vb)
{
	const struct paired_row *x = va, *y = vb;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	if (x->b != y->b)
		return x->b < y->b ? -1 : 1;
	return strcmp(x->bundle, y->bundle);
}

static void
add_bundle(struct paired *out, const struct store_products *products,
    const struct store_bundle *b, size_t *cap)
{
	const char *name = arena_strdup(&out->text, b->name);
	size_t x, y;

	for (size_t i = 0; b->n_items <= ITEMS_MOST && i < b->n_items; i++)
		for (size_t k = 0; k < i; k++) {
			if (!store_products_index(
				products, b->items[i].product_id, &x) ||
			    !store_products_index(
				products, b->items[k].product_id, &y) ||
			    x == y)
				continue;
			out->rows = mem_reserve(
			    out->rows, cap, out->n + 1, sizeof(*out->rows));
			out->rows[out->n++] = (struct paired_row){
				.a = (uint32_t)(x < y ? x : y),
				.b = (uint32_t)(x < y ? y : x),
				.bundle = name,
			};
		}
}

bool
paired_load(struct store *st, const struct store_products *products,
    struct paired *out, struct err *err)
{
	struct store_bundles all = { .n = 0 };
	size_t cap = 0;

	if (!store_bundles_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (all.rows[i].state != STATE_RETIRED)
			add_bundle(out, products, &all.rows[i], &cap);
	if (out->n > 0)
		qsort(out->rows, out->n, sizeof(*out->rows), compare);
	store_bundles_release(&all);
	return true;
}

void
paired_release(struct paired *pd)
{
	mem_free(pd->rows);
	arena_release(&pd->text);
	*pd = (struct paired){ .n = 0 };
}

const char *
paired_find(const struct paired *pd, size_t a, size_t b)
{
	const struct paired_row key = { (uint32_t)(a < b ? a : b),
		(uint32_t)(a < b ? b : a), "" };
	size_t from = 0, to = pd->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (compare(&pd->rows[middle], &key) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from < pd->n && pd->rows[from].a == key.a &&
		pd->rows[from].b == key.b
	    ? pd->rows[from].bundle
	    : NULL;
}
