/*
 * bundle_rank - candidates become a list: shrunk, then picked one after
 * another, each time the one with most left after what it repeats of those
 * picked before is taken off (maximal marginal relevance, Carbonell and
 * Goldstein 1998).
 */
#include "decide/bundle.h"

#include "base/mem.h"

/* How much of its worth a repetition costs, and when it is the same bundle. */
static const double REPEATED = 0.7, SAME = 0.6;

void
bundle_shrink(double *means, const double *variances, size_t n)
{
	double real = 0;

	for (size_t i = 0; i < n; i++)
		real += (means[i] * means[i] - variances[i]) / (double)n;
	if (n < 3)
		return;
	for (size_t i = 0; i < n; i++) {
		if (real <= 0)
			means[i] = 0;
		else
			means[i] *= real / (real + variances[i]);
	}
}

/* A candidate with how much it repeats of those picked. */
struct waiting {
	const struct bundle_candidate *c;
	double overlap; /* largest with one of them */
	bool gone; /* picked, or the same as one that was */
};

struct picking {
	const struct bundle_shop *shop;
	const struct bundle_how *how;
	struct waiting *waiting;
	size_t n;
	uint32_t *of_primary; /* picked, by product */
	uint32_t *of_family; /* likewise, by family */
};

static uint32_t
family_of(const struct bundle_shop *shop, uint32_t product)
{
	return shop->family != NULL ? shop->family[product] : 0;
}

/* Are the two the same product, or variants of one? */
static bool
is_same(const struct bundle_shop *shop, uint32_t a, uint32_t b)
{
	return a == b ||
	    (family_of(shop, a) != 0 &&
		family_of(shop, a) == family_of(shop, b));
}

static bool
is_first(const struct bundle_shop *shop, const struct bundle_set *s, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(shop, s->product[i], s->product[at]))
			return false;
	return true;
}

/* Distinct products of a, variants as one; 'common': those that b holds. */
static size_t
count_distinct(const struct bundle_shop *shop, const struct bundle_set *a,
    const struct bundle_set *b, size_t *common)
{
	size_t n = 0;

	*common = 0;
	for (size_t i = 0; i < a->n; i++) {
		if (!is_first(shop, a, i))
			continue;
		n++;
		for (size_t k = 0; k < b->n; k++) {
			if (is_same(shop, a->product[i], b->product[k])) {
				++*common;
				break;
			}
		}
	}
	return n;
}

/* Jaccard of the two sets of products; 1 also for a part of the other at the
 * same discount. */
static double
overlap(const struct bundle_shop *shop, const struct bundle_candidate *a,
    const struct bundle_candidate *b)
{
	size_t common, other;
	size_t na = count_distinct(shop, &a->set, &b->set, &common);
	size_t nb = count_distinct(shop, &b->set, &a->set, &other);
	bool same_percent =
	    a->percent <= b->percent && a->percent >= b->percent;

	/* Several pieces of one are an offer of their own. */
	if (a->set.pieces != b->set.pieces)
		return 0;
	if (same_percent && (common == na || other == nb))
		return 1;
	return (double)common / (double)(na + nb - common);
}

static double
worth(const struct waiting *w)
{
	double y = w->c->ranked_by;

	return y > 0 ? y * (1 - REPEATED * w->overlap) : y;
}

/* Is a the better pick? Total. */
static bool
is_better(const struct waiting *a, const struct waiting *b)
{
	const double x[] = { worth(a), a->c->contribution_delta.mean,
		(double)a->c->set.orders };
	const double y[] = { worth(b), b->c->contribution_delta.mean,
		(double)b->c->set.orders };

	for (size_t i = 0; i < ARRAY_LEN(x); i++) {
		if (x[i] > y[i])
			return true;
		if (x[i] < y[i])
			return false;
	}
	return a->c->source < b->c->source;
}

/* May the primary product, or its family, lead one more? */
static bool
has_room(const struct picking *p, const struct bundle_candidate *c)
{
	uint32_t primary = c->set.product[0];
	uint32_t family = family_of(p->shop, primary);

	return p->of_primary[primary] < p->how->per_primary &&
	    (family == 0 || p->of_family[family] < p->how->per_family);
}

static struct waiting *
best_of(struct picking *p)
{
	struct waiting *best = NULL;

	for (size_t i = 0; i < p->n; i++) {
		struct waiting *w = &p->waiting[i];
		if (w->gone || !has_room(p, w->c))
			continue;
		if (best == NULL || is_better(w, best))
			best = w;
	}
	return best;
}

static void
pick(struct picking *p, struct waiting *picked)
{
	uint32_t primary = picked->c->set.product[0];

	picked->gone = true;
	p->of_primary[primary]++;
	p->of_family[family_of(p->shop, primary)]++;
	for (size_t i = 0; i < p->n; i++) {
		struct waiting *w = &p->waiting[i];
		double o = w->gone ? 0 : overlap(p->shop, w->c, picked->c);
		w->overlap = o > w->overlap ? o : w->overlap;
		w->gone = w->gone || w->overlap >= SAME;
	}
}

static bool
shrink(struct bundle_candidate *c, size_t n, struct err *err)
{
	double *y = mem_try_array(2 * n, sizeof(*y), "the candidates", err);

	if (y == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		y[i] = c[i].contribution_delta.mean;
		y[n + i] = c[i].own_variance;
	}
	bundle_shrink(y, y + n, n);
	for (size_t i = 0; i < n; i++)
		c[i].ranked_by = y[i];
	mem_free(y);
	return true;
}

bool
bundle_rank(const struct bundle_shop *shop, const struct bundle_how *how,
    struct bundle_candidate *candidates, size_t n, struct bundle_candidate *out,
    size_t *n_out, struct err *err)
{
	struct picking p = { .shop = shop, .how = how, .n = n };
	bool ok;

	*n_out = 0;
	/* A family's number is that of one of its products plus 1. */
	p.of_family = mem_try_zarray(shop->n_products + (size_t)1,
	    sizeof(*p.of_family), "a count for each product", err);
	p.of_primary = mem_try_zarray(shop->n_products, sizeof(*p.of_primary),
	    "a count for each product", err);
	p.waiting =
	    mem_try_zarray(n, sizeof(*p.waiting), "the candidates", err);
	ok = p.of_family && p.of_primary && p.waiting &&
	    shrink(candidates, n, err);
	for (size_t i = 0; ok && i < n; i++)
		p.waiting[i].c = &candidates[i];
	for (struct waiting *w; ok && (w = best_of(&p)) != NULL;) {
		out[*n_out] = *w->c;
		out[(*n_out)++].ranked_by = worth(w);
		pick(&p, w);
	}
	mem_free(p.waiting);
	mem_free(p.of_primary);
	mem_free(p.of_family);
	return ok;
}
