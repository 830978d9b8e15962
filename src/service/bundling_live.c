/*
 * The offers that are live together, as the pure layer wants them.
 *
 * One that cannot be made any more (its product is gone, its slots choose from
 * too many) is left out of all the others' reckoning, and said: the rest of
 * the shop goes on.
 */
#include "service/bundling.h"

#include "decide/replay.h"

/* ---- what is live ---- */

/* Offers while they are gathered. */
struct gathering {
	const struct view *v;
	struct arena *a;
	int32_t day;
	struct offer *out;
	size_t n;
	struct str *left_out; /* a sentence and '\n' each; NULL: not wanted */
};

/* Keeps the offer just made, or what is wrong with it. */
static void
take(struct gathering *g, bool made, const struct err *why)
{
	if (made)
		g->n += offer_live_on(&g->out[g->n], g->day);
	else if (g->left_out != NULL)
		str_addf(g->left_out, "not counted: %s\n", why->text);
}

static void
add_bundles(struct gathering *g, struct store_bundles *all, int64_t except)
{
	for (size_t i = 0; i < all->n; i++) {
		struct store_bundle *b = &all->rows[i];
		struct err why = ERR_INIT;
		bool made;

		if (b->state != STATE_ACTIVE || b->bundle_id == except ||
		    b->starts > g->day || b->ends < g->day ||
		    strcmp(b->discount_kind, "none") == 0)
			continue;
		b->name = arena_strdup(g->a, b->name);
		made = bundling_offer(g->v, b, g->a, &g->out[g->n], &why);
		take(g, made, &why);
	}
}

static void
add_thresholds(struct gathering *g, struct store_thresholds *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct store_threshold *t = &all->rows[i];
		struct err why = ERR_INIT;
		bool made;

		if (t->state != STATE_ACTIVE || t->starts > g->day ||
		    t->ends < g->day)
			continue;
		t->name = arena_strdup(g->a, t->name);
		if (t->country != NULL)
			t->country = arena_strdup(g->a, t->country);
		made = bundling_threshold(g->v, t, g->a, &g->out[g->n], &why);
		take(g, made, &why);
	}
}

static bool
gather(struct store *st, struct gathering *g, int64_t except, struct err *err)
{
	struct store_bundles bundles = { .n = 0 };
	struct store_thresholds thresholds = { .n = 0 };
	bool ok = store_bundles_load(st, &bundles, err) &&
	    store_thresholds_load(st, &thresholds, err);

	if (ok) {
		g->out = arena_array(
		    g->a, bundles.n + thresholds.n + 1, sizeof(*g->out));
		add_bundles(g, &bundles, except);
		add_thresholds(g, &thresholds);
	}
	store_bundles_release(&bundles);
	store_thresholds_release(&thresholds);
	return ok;
}

bool
bundling_live(struct store *st, const struct view *v, int32_t day,
    int64_t except, struct arena *a, const struct offer **out, size_t *n,
    struct err *err)
{
	struct gathering g = { .v = v, .a = a, .day = day };
	bool ok = gather(st, &g, except, err);

	*out = g.out;
	*n = ok ? g.n : 0;
	return ok;
}

bool
bundling_add_left_out(struct store *st, const struct view *v, int32_t day,
    struct str *out, struct err *err)
{
	struct arena a = { 0 };
	struct gathering g = { .v = v, .a = &a, .day = day, .left_out = out };
	bool ok = gather(st, &g, 0, err);

	arena_release(&a);
	return ok;
}

bool
bundling_live_with(struct store *st, const struct view *v, int32_t day,
    const struct store_bundle *plan, struct arena *a, const struct offer **out,
    size_t *n, struct err *err)
{
	struct offer *all, *of;
	int64_t except = plan != NULL ? plan->bundle_id : 0;

	if (!bundling_live(st, v, day, except, a, out, n, err))
		return false;
	if (plan == NULL || strcmp(plan->discount_kind, "none") == 0)
		return true;
	all = arena_array(a, *n + 1, sizeof(*all));
	memcpy(all, *out, *n * sizeof(*all));
	of = &all[*n];
	if (bundling_offer(v, plan, a, of, NULL) &&
	    offer_check(of, (uint32_t)v->products.n, NULL)) {
		of->name = arena_strdup(a, plan->name);
		*out = all;
		++*n;
	}
	return true;
}

/* ---- the engine ---- */

struct checkout *
bundling_checkout(
    const struct view *v, const struct offer *offers, size_t n, struct arena *a)
{
	struct checkout *co = checkout_new(
	    offers, n, (uint32_t)v->products.n, v->currency.digits);
	int64_t *cost4 = arena_array(a, v->products.n, sizeof(*cost4));

	for (size_t i = 0; i < v->products.n; i++)
		cost4[i] = v->products.rows[i].cost4;
	checkout_costs(co, cost4, replay_net_share(&v->sales));
	return co;
}
