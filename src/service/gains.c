/*
 * What is known is kept in a hash table with open addressing, which is emptied
 * when half of it is in use: more rows than any screen has, and what is lost is
 * worked out again.
 */
#include "service/gains.h"

#include "base/arena.h"
#include "base/mem.h"
#include "service/bundling.h"
#include "service/outlook.h"
#include "service/suggest_shop.h"

enum {
	PLACE_BITS = 13,
	PLACES = 1 << PLACE_BITS
};

struct gains {
	int references;
	struct view *v;
	struct suggest_shop columns;
	struct bundle_how how;
	struct projection_inputs inputs;
	struct arena offers; /* of 'how' */
	struct paired bundled; /* as the store has them now */
	struct gain *places; /* a == b: free */
	size_t used;
	struct gain noted[GAINS_AT_ONCE];
	size_t n_noted;
};

struct gains *
gains_new(struct store *st, struct view *v, int32_t today, struct err *err)
{
	struct gains *g = mem_zalloc(sizeof(*g));

	g->references = 1;
	g->v = view_share(v);
	g->places = mem_zarray(PLACES, sizeof(*g->places));
	suggest_shop_init(&g->columns, v);
	outlook_inputs(&v->settings, &g->inputs);
	bundle_how_default(&g->how);
	g->how.margin_floor = v->settings.value[SETTING_MARGIN_FLOOR] / 100;
	g->how.seed = (uint64_t)v->settings.value[SETTING_SEED];
	if (paired_load(st, &v->products, &g->bundled, err) &&
	    bundling_live(
		st, v, today, 0, &g->offers, &g->how.live, &g->how.n_live, err))
		return g;
	gains_free(g);
	return NULL;
}

struct gains *
gains_share(struct gains *g)
{
	__atomic_add_fetch(&g->references, 1, __ATOMIC_RELAXED);
	return g;
}

void
gains_free(struct gains *g)
{
	if (g == NULL ||
	    __atomic_sub_fetch(&g->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	suggest_shop_release(&g->columns);
	arena_release(&g->offers);
	paired_release(&g->bundled);
	mem_free(g->places);
	view_free(g->v);
	mem_free(g);
}

const struct view *
gains_view(const struct gains *g)
{
	return g->v;
}

const char *
gains_bundle_of(const struct gains *g, size_t a, size_t b)
{
	return paired_find(&g->bundled, a, b);
}

/* ---- looking ---- */

/* Where the pair is kept, or would be. */
static struct gain *
place_of(const struct gains *g, uint32_t a, uint32_t b)
{
	uint64_t key = pairing_identity(a, b);
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15u >> (64 - PLACE_BITS));

	while (g->places[i].a != g->places[i].b &&
	    (g->places[i].a != a || g->places[i].b != b))
		i = (i + 1) % PLACES;
	return &g->places[i];
}

static void
note(struct gains *g, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < g->n_noted; i++)
		if (g->noted[i].a == a && g->noted[i].b == b)
			return;
	if (g->n_noted < GAINS_AT_ONCE)
		g->noted[g->n_noted++] = (struct gain){ .a = a, .b = b };
}

enum gains_answer
gains_find(struct gains *g, size_t a, size_t b, struct range *out)
{
	uint32_t low = (uint32_t)(a < b ? a : b);
	uint32_t high = (uint32_t)(a < b ? b : a);
	const struct gain *kept = place_of(g, low, high);

	if (kept->a == kept->b) {
		note(g, low, high);
		return GAINS_WANTED;
	}
	*out = kept->range;
	return kept->known ? GAINS_KNOWN : GAINS_NONE;
}

/* ---- working out ---- */

size_t
gains_wanted(struct gains *g, struct gain *out)
{
	size_t n = g->n_noted;

	if (n > 0)
		memcpy(out, g->noted, n * sizeof(*out));
	g->n_noted = 0;
	return n;
}

/* Can the two be offered at all? */
static bool
may_offer(const struct gains *g, const struct gain *gain)
{
	const struct bundle_shop *shop = &g->columns.shop;

	return gains_bundle_of(g, gain->a, gain->b) == NULL &&
	    !view_sold_in_shop(g->v, gain->a, gain->b) &&
	    shop->price4[gain->a] >= 0 && shop->price4[gain->b] >= 0;
}

void
gains_work_out(const struct gains *g, struct gain *gain)
{
	const struct bundle_shop *shop = &g->columns.shop;
	const struct store_product *rows = g->v->products.rows;
	bool turned = rows[gain->a].rank > rows[gain->b].rank;
	struct bundle_candidate best;
	struct pairing_sheet sheet;
	struct bundle_pair pair;
	struct bundle_set set;
	struct exposure ex;

	gain->known = false;
	if (!may_offer(g, gain))
		return;
	/* As a ranking has it, so that the draws are the same. */
	pairing_sheet(g->v, turned ? gain->b : gain->a,
	    turned ? gain->a : gain->b, &sheet);
	if (sheet.verdict != VERDICT_ACCEPT &&
	    (sheet.verdict == VERDICT_REJECT ||
		sheet.stats.evidence < EVIDENCE_LIKELY))
		return;
	pair = suggest_shop_pair(&sheet);
	bundle_pair_set(shop, &pair, &set);
	bundle_exposure(shop, &pair, 0, &ex);
	/* What fails here is memory, and then nothing is known. */
	if (!bundle_try(shop, &set, &ex, &g->how, &g->inputs, &best,
		&gain->known, NULL))
		gain->known = false;
	if (gain->known)
		gain->range = best.contribution_delta;
}

void
gains_keep(struct gains *g, const struct gain *gain)
{
	struct gain *place;

	if (g->used >= PLACES / 2) {
		memset(g->places, 0, PLACES * sizeof(*g->places));
		g->used = 0;
	}
	place = place_of(g, gain->a, gain->b);
	g->used += place->a == place->b;
	*place = *gain;
}
