/*
 * Each bundle is held against every order of its days: both are sorted by
 * product, so one walk over the order's lines tells.
 */
#include "service/bundled.h"

#include "base/date.h"
#include "store/store_curation.h"

enum {
	BUNDLED_ITEMS = 64 /* of bundles that can be told */
};

/* One bundle as sorted product indices and the days it was live. */
struct live_bundle {
	uint32_t product[BUNDLED_ITEMS];
	size_t n;
	int32_t since, until;
};

static int
compare_products(const void *va, const void *vb)
{
	const uint32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/*
 * False for a bundle that was never live as far as is known: a draft, or one
 * with a product that is no more. One without a first day counts from the day
 * of its last change on; a retired one until that day.
 */
static bool
live_bundle(const struct store_bundle *b, const struct store_products *products,
    struct live_bundle *out)
{
	int32_t changed = date_day_of(b->changed_at);
	bool retired = b->state == STATE_RETIRED;

	*out = (struct live_bundle){ .since = b->starts, .until = b->ends };
	if (b->state == STATE_DRAFT || b->n_items < 2 ||
	    b->n_items > BUNDLED_ITEMS)
		return false;
	if (b->starts == STORE_NO_START && !retired)
		out->since = changed;
	if (retired && changed < out->until)
		out->until = changed;
	for (size_t i = 0; i < b->n_items; i++) {
		size_t product;
		if (!store_products_index(
			products, b->items[i].product_id, &product))
			return false;
		out->product[out->n++] = (uint32_t)product;
	}
	qsort(out->product, out->n, sizeof(*out->product), compare_products);
	return true;
}

/* Does the order hold all of the bundle? Both ascend by product. */
static bool
holds(const struct sales *s, size_t order, const struct live_bundle *b)
{
	size_t found = 0;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++) {
		while (found < b->n && b->product[found] == s->product[l])
			found++;
		if (found == b->n)
			return true;
	}
	return false;
}

static void
mark_bundle(const struct sales *s, const struct live_bundle *b, bool *bundled)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		if (!bundled[o] && day >= b->since && day <= b->until &&
		    holds(s, o, b))
			bundled[o] = true;
	}
}

bool
bundled_mark(struct store *st, const struct store_products *products,
    const struct sales *s, bool *bundled, bool *any, struct err *err)
{
	struct store_bundles bundles = { .n = 0 };
	struct live_bundle live;

	*any = false;
	memset(bundled, 0, s->orders * sizeof(*bundled));
	if (!store_bundles_load(st, &bundles, err))
		return false;
	for (size_t i = 0; i < bundles.n; i++) {
		if (!live_bundle(&bundles.rows[i], products, &live))
			continue;
		*any = true;
		mark_bundle(s, &live, bundled);
	}
	store_bundles_release(&bundles);
	return true;
}
