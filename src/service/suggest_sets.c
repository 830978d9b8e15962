/*
 * All sets that are bought together are at hand, so the best of a template is
 * found by looking at each; nothing has to be searched for.
 */
#include "service/suggest_sets.h"

#include <math.h>

#include "base/mem.h"
#include "mining/itemset.h"
#include "mining/metric.h"
#include "mining/sequence.h"

enum {
	/* One product in so many is a best-seller, within these limits. */
	BEST_SELLER_IN = 20,
	BEST_SELLERS_LEAST = 3,
	BEST_SELLERS_MOST = 20,
	MOST_ACCESSORIES = 3,
	LARGEST_TIER = 12, /* pieces */
	COUNTED_AT = 100000, /* 10 %: any discount will do to count with */
};
static const double ACCESSORY_PRICE = 0.5, MATCHED_PRICE = 1.5;
static const double TIER_SHARE = 0.05;

static const struct {
	const char *name, *meaning;
} kinds[SUGGEST_KIND_COUNT] = {
#define X(code, name, meaning) [code] = { name, meaning },
	SUGGEST_KINDS(X)
#undef X
};

const char *
suggest_kind_name(enum suggest_kind kind)
{
	return kinds[kind].name;
}

const char *
suggest_kind_meaning(enum suggest_kind kind)
{
	return kinds[kind].meaning;
}

/* What choosing needs, passed as one. */
struct choosing {
	const struct view *v;
	const struct bundle_shop *shop;
	const struct progress *pg;
	bool *best_seller; /* products */
	struct suggest_set *out;
	size_t n, of_kind[SUGGEST_KIND_COUNT];
};

/* ---- templates ---- */

static int64_t
price_of(const struct choosing *c, const struct bundle_set *s, size_t i)
{
	return c->shop->price4[s->product[i]];
}

/* The dearest first, then by index. */
static void
sort_by_price(const struct choosing *c, struct bundle_set *s)
{
	for (size_t i = 1; i < s->n; i++) {
		uint32_t p = s->product[i];
		size_t at = i;
		for (; at > 0 &&
		     c->shop->price4[s->product[at - 1]] < c->shop->price4[p];
		     at--)
			s->product[at] = s->product[at - 1];
		s->product[at] = p;
	}
}

static bool
has_accessories(const struct choosing *c, const struct bundle_set *s)
{
	for (size_t i = 1; i < s->n; i++)
		if ((double)price_of(c, s, i) >
		    ACCESSORY_PRICE * (double)price_of(c, s, 0))
			return false;
	return s->n <= MOST_ACCESSORIES + 1;
}

static bool
are_best_sellers(const struct choosing *c, const struct bundle_set *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!c->best_seller[s->product[i]])
			return false;
	return true;
}

/* Known, and the same (or different from each other). */
static bool
share_category(const struct choosing *c, const struct bundle_set *s, bool same)
{
	for (size_t i = 0; i < s->n; i++) {
		uint32_t category = view_category(c->v, s->product[i]);
		if (category == 0)
			return false;
		for (size_t k = 0; k < i; k++)
			if ((category == view_category(c->v, s->product[k])) !=
			    same)
				return false;
	}
	return true;
}

static bool
is_variant_of(const struct choosing *c, uint32_t a, uint32_t b)
{
	const uint32_t *family = c->shop->family;

	return family[a] != 0 && family[a] == family[b];
}

static bool
are_variants(const struct choosing *c, const struct bundle_set *s, bool all)
{
	for (size_t i = 1; i < s->n; i++)
		for (size_t k = 0; k < i; k++)
			if (is_variant_of(c, s->product[i], s->product[k]) !=
			    all)
				return !all;
	return all;
}

static bool
is_matched(const struct choosing *c, const struct bundle_set *s)
{
	/* They stand by price. */
	return (double)price_of(c, s, 0) <=
	    MATCHED_PRICE * (double)price_of(c, s, s->n - 1) &&
	    (share_category(c, s, true) || are_variants(c, s, true));
}

static enum suggest_kind
kind_of(const struct choosing *c, const struct bundle_set *s)
{
	if (has_accessories(c, s))
		return SUGGEST_ACCESSORIES;
	if (are_best_sellers(c, s))
		return SUGGEST_BEST_SELLERS;
	if (is_matched(c, s))
		return SUGGEST_MATCHED;
	if (share_category(c, s, true) && !are_variants(c, s, false))
		return SUGGEST_ROUTINE;
	return share_category(c, s, false) ? SUGGEST_LOOK : SUGGEST_SET;
}

/*
 * What a look is worth: sum of ln lift over its pairs, and a quarter of ln
 * orders over its products. Of other templates: orders that hold the whole.
 */
static double
promise_of(const struct choosing *c, const struct suggest_set *s)
{
	const struct pair_context *ctx = &c->v->context;
	struct pair_stats stats;
	double sum = 0;

	if (s->kind != SUGGEST_LOOK)
		return (double)s->set.orders;
	for (size_t i = 0; i < s->set.n; i++) {
		uint32_t a = s->set.product[i];
		sum += log((double)ctx->orders_with.n[a] + 1) / 4;
		for (size_t k = 0; k < i; k++) {
			metric_pair(
			    ctx, &c->v->pairs, a, s->set.product[k], &stats);
			sum += log(stats.lift);
		}
	}
	return sum;
}

/* ---- which to keep ---- */

/* May every product be offered, and is no pair of them decided against? */
static bool
may_be_offered(const struct choosing *c, const struct bundle_set *s)
{
	for (size_t i = 0; i < s->n; i++) {
		uint32_t p = s->product[i];
		if (!c->shop->active[p] || c->shop->price4[p] <= 0 ||
		    (c->shop->stock[p] != SALES_UNKNOWN &&
			c->shop->stock[p] < s->pieces))
			return false;
		for (size_t k = 0; k < i; k++)
			if (view_verdict(c->v, p, s->product[k]) ==
				VERDICT_REJECT ||
			    view_sold_in_shop(c->v, p, s->product[k]))
				return false;
	}
	return true;
}

/* Among those of its template, the least promising makes room. */
static void
keep(struct choosing *c, const struct suggest_set *s)
{
	struct suggest_set *least = NULL;

	if (c->of_kind[s->kind] < SUGGEST_EACH) {
		c->of_kind[s->kind]++;
		c->out[c->n++] = *s;
		return;
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->out[i].kind == s->kind &&
		    (least == NULL || c->out[i].promise < least->promise))
			least = &c->out[i];
	if (least != NULL && s->promise > least->promise)
		*least = *s;
}

static void
consider(struct choosing *c, const struct itemset *found)
{
	struct suggest_set s = {
		.set = { .n = found->size,
		    .pieces = 1,
		    .orders = found->orders },
	};

	memcpy(s.set.product, found->product,
	    found->size * sizeof(*found->product));
	if (!may_be_offered(c, &s.set))
		return;
	sort_by_price(c, &s.set);
	s.kind = kind_of(c, &s.set);
	s.promise = promise_of(c, &s);
	keep(c, &s);
}

/* The products that most orders hold; ties by index. */
static void
mark_best_sellers(struct choosing *c)
{
	const uint32_t *n = c->v->context.orders_with.n;
	size_t most = c->v->context.active / BEST_SELLER_IN;

	most = most < BEST_SELLERS_LEAST ? BEST_SELLERS_LEAST
	    : most > BEST_SELLERS_MOST   ? BEST_SELLERS_MOST
					 : most;
	for (size_t i = 0; i < most; i++) {
		size_t best = SIZE_MAX;
		for (size_t p = 0; p < c->v->context.products; p++)
			if (!c->best_seller[p] && c->shop->active[p] &&
			    (best == SIZE_MAX || n[p] > n[best]))
				best = p;
		if (best != SIZE_MAX)
			c->best_seller[best] = true;
	}
}

static bool
choose_sets(struct choosing *c, struct err *err)
{
	struct itemset_options options = ITEMSET_BUNDLES;
	struct baskets bk = { .count = 0 };
	struct itemsets sets = { .n = 0 };
	bool ok;

	options.progress = c->pg;
	ok = baskets_from_sales(&bk, &c->v->sales, c->v->context.cap, err) &&
	    itemsets_find(&sets, &bk, &c->v->context, &options, err);
	for (size_t i = 0; ok && i < sets.n; i++)
		consider(c, &sets.row[i]);
	itemsets_release(&sets);
	baskets_release(&bk);
	return ok;
}

/* ---- volume ---- */

/* Orders of each product by pieces bought; the last column is for more. */
static bool
count_pieces(const struct sales *s, uint32_t **out, struct err *err)
{
	uint32_t *count = mem_try_zarray(s->products * (LARGEST_TIER + 1),
	    sizeof(*count), "orders by pieces", err);

	*out = count;
	for (size_t l = 0; count != NULL && l < s->lines; l++) {
		int32_t pieces = s->quantity[l] <= LARGEST_TIER
		    ? s->quantity[l]
		    : LARGEST_TIER + 1;
		count[(size_t)s->product[l] * (LARGEST_TIER + 1) +
		    (size_t)pieces - 1]++;
	}
	return count != NULL;
}

/* The smallest number of pieces above the most usual one that one order in
 * twenty buys; 0: none. 'orders' gets those that buy so many and more. */
static int32_t
tier_of(const uint32_t *count, int64_t *orders)
{
	size_t mode = 0, tier = 0;
	int64_t all = 0;

	for (size_t i = 0; i <= LARGEST_TIER; i++) {
		mode = count[i] > count[mode] ? i : mode;
		all += count[i];
	}
	for (size_t i = mode + 1; i < LARGEST_TIER && tier == 0; i++)
		if ((double)count[i] >= TIER_SHARE * (double)all)
			tier = i + 1;
	*orders = 0;
	for (size_t i = tier; tier > 0 && i <= LARGEST_TIER + 1; i++)
		*orders += count[i - 1];
	return (int32_t)tier;
}

static bool
choose_volumes(struct choosing *c, struct err *err)
{
	uint32_t *count;

	if (!count_pieces(&c->v->sales, &count, err))
		return false;
	for (size_t p = 0; p < c->v->sales.products; p++) {
		struct suggest_set s = {
			.kind = SUGGEST_VOLUME,
			.set = { .product = { (uint32_t)p }, .n = 1 },
		};
		s.set.pieces =
		    tier_of(count + p * (LARGEST_TIER + 1), &s.set.orders);
		if (s.set.orders < ITEMSET_BUNDLES.orders ||
		    !may_be_offered(c, &s.set))
			continue;
		s.promise = (double)c->v->context.orders_with.n[p];
		keep(c, &s);
	}
	mem_free(count);
	return true;
}

/* ---- steps ---- */

/* The steps of a routine in the order people buy them: each before those that
 * more customers began later. */
static bool
order_steps(const struct choosing *c, struct bundle_set *s, struct err *err)
{
	struct sequence row[BUNDLE_PRODUCTS * BUNDLE_PRODUCTS];
	uint32_t firsts[BUNDLE_PRODUCTS] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->n; k++)
			if (s->product[i] < s->product[k])
				row[n++] =
				    (struct sequence){ .a = s->product[i],
					    .b = s->product[k] };
	if (!sequences_count(row, n, &c->v->sales, 1, NULL, err))
		return false;
	for (size_t i = 0; i < s->n; i++)
		for (size_t r = 0; r < n; r++) {
			if (row[r].a == s->product[i])
				firsts[i] += row[r].of.a_first;
			else if (row[r].b == s->product[i])
				firsts[i] +=
				    row[r].of.customers - row[r].of.a_first;
		}
	for (size_t i = 1; i < s->n; i++) {
		uint32_t p = s->product[i], f = firsts[i];
		size_t at = i;
		for (; at > 0 && firsts[at - 1] < f; at--) {
			s->product[at] = s->product[at - 1];
			firsts[at] = firsts[at - 1];
		}
		s->product[at] = p;
		firsts[at] = f;
	}
	return true;
}

bool
suggest_sets_find(const struct view *v, const struct bundle_shop *shop,
    const struct progress *pg, struct suggest_set *out, size_t *n,
    struct err *err)
{
	struct choosing c = { .v = v, .shop = shop, .pg = pg, .out = out };
	bool ok;

	c.best_seller = mem_try_zarray(
	    v->products.n, sizeof(*c.best_seller), "products", err);
	if (c.best_seller == NULL)
		return false;
	mark_best_sellers(&c);
	ok = choose_sets(&c, err) && choose_volumes(&c, err);
	for (size_t i = 0; ok && i < c.n; i++)
		if (out[i].kind == SUGGEST_ROUTINE)
			ok = order_steps(&c, &out[i].set, err);
	*n = ok ? c.n : 0;
	mem_free(c.best_seller);
	return ok;
}

bool
suggest_sets_expose(const struct view *v, const struct bundle_shop *shop,
    const struct suggest_set *s, struct exposure *out, struct err *err)
{
	struct offer_item items[BUNDLE_PRODUCTS];
	double chance[BUNDLE_PRODUCTS * BUNDLE_PRODUCTS];
	const struct bundle_set *set = &s->set;
	const struct offer of = {
		.kind = OFFER_BUNDLE,
		.name = "suggestion",
		.discount = DISCOUNT_PERCENT,
		.value = COUNTED_AT,
		.items = items,
		.n_items = bundle_set_items(set, items),
		.starts = OFFER_NO_START,
		.ends = OFFER_NO_END,
	};

	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->n; k++)
			chance[i * set->n + k] = i == k
			    ? -1
			    : view_chance(v, set->product[i], set->product[k]);
	return exposure_count(&v->sales,
	    &(struct exposure_plan){
		.offer = &of,
		.chance = chance,
		.primary = s->kind == SUGGEST_ACCESSORIES,
		.window_days = shop->days,
	    },
	    out, err);
}
