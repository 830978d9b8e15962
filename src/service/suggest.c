/*
 * The window of a suggestion is all orders of the view, because that is what
 * the pairs were counted in; amounts are scaled to the horizon by
 * decide/bundle.
 */
#include "service/suggest.h"

#include "base/mem.h"
#include "base/num.h"
#include "service/analysis.h"
#include "service/bundling.h"
#include "service/measuring.h"
#include "service/outlook.h"
#include "service/pairing.h"
#include "service/suggest_shop.h"
#include "service/suggest_stop.h"

enum {
	PROMOTED_MOST = 50 /* percent of a set's orders with a discount */
};

/* ---- the pairs worth a look ---- */

static bool
bundle_holds(const struct store_bundle *b, int64_t product_id)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].product_id == product_id)
			return true;
	return false;
}

/* Does a bundle hold all of it, or, of several pieces, the product? */
static bool
in_a_bundle(const struct view *v, const struct store_bundles *bundles,
    const struct bundle_set *set)
{
	for (size_t i = 0; i < bundles->n; i++) {
		bool all = true;
		for (size_t k = 0; all && k < set->n; k++)
			all = bundle_holds(&bundles->rows[i],
			    v->products.rows[set->product[k]].product_id);
		if (all && (set->n > 1 || bundles->rows[i].n_items == 1))
			return true;
	}
	return false;
}

/* Is the pair complementary beyond chance, not decided against, and none that
 * the shop sells together anyway? */
static bool
worth_a_look(const struct pairing_sheet *s)
{
	return s->verdict != VERDICT_REJECT && !s->sold_in_shop &&
	    (s->verdict == VERDICT_ACCEPT ||
		(s->stats.evidence >= EVIDENCE_LIKELY &&
		    s->relation.relation == RELATION_COMPLEMENT));
}

/* What trying candidates takes, passed as one. */
struct search {
	const struct view *v;
	const struct progress *pg;
	struct store_bundles bundles;
	struct suggest_shop columns;
	struct bundle_how how;
	struct projection_inputs inputs;
	struct bundle_candidate *tried;
	enum suggest_kind *kind; /* of each */
	size_t n;
};

enum {
	TRIED_MOST = SUGGEST_PAIRS + SUGGEST_KIND_COUNT * SUGGEST_EACH
};

static bool
try_set(struct search *sr, enum suggest_kind kind, const struct bundle_set *set,
    const struct exposure *ex, struct err *err)
{
	struct bundle_candidate *c = &sr->tried[sr->n];
	bool found;

	if (!bundle_try(&sr->columns.shop, set, ex, &sr->how, &sr->inputs, c,
		&found, err))
		return false;
	c->source = sr->n;
	sr->kind[sr->n] = kind;
	sr->n += found;
	return true;
}

static bool
try_pair(struct search *sr, const struct pairing_sheet *sheet, struct err *err)
{
	const struct bundle_pair pair = suggest_shop_pair(sheet);
	struct bundle_set set;
	struct exposure ex;

	bundle_pair_set(&sr->columns.shop, &pair, &set);
	if (in_a_bundle(sr->v, &sr->bundles, &set) ||
	    sr->columns.price4[pair.a] < 0 || sr->columns.price4[pair.b] < 0)
		return true;
	bundle_exposure(&sr->columns.shop, &pair, 0, &ex);
	return try_set(sr, SUGGEST_PAIR, &set, &ex, err);
}

static bool
try_pairs(struct search *sr, struct err *err)
{
	const struct view *v = sr->v;
	struct pairs_query query = {
		.key = PAIRS_BY_INCREMENT,
		.min_n = 5,
		.limit = SUGGEST_RANKED,
	};
	struct pairs_ranking ranking = { .count = 0 };
	uint32_t *ranks = analysis_sku_ranks(&v->products);
	struct pairing_sheet sheet;
	bool ok;

	query.sku_rank = ranks;
	ok = pairs_rank(&ranking, &v->pairs, &v->context, &query, err);
	for (size_t i = 0; ok && i < ranking.count && sr->n < SUGGEST_PAIRS;
	     i++) {
		pairing_sheet(v, ranking.item[i].a, ranking.item[i].b, &sheet);
		if (worth_a_look(&sheet))
			ok = try_pair(sr, &sheet, err);
	}
	pairs_ranking_release(&ranking);
	mem_free(ranks);
	return ok;
}

static bool
try_sets(struct search *sr, struct err *err)
{
	struct suggest_set *sets =
	    mem_array(SUGGEST_KIND_COUNT * SUGGEST_EACH, sizeof(*sets));
	struct exposure ex;
	size_t n;
	bool ok =
	    suggest_sets_find(sr->v, &sr->columns.shop, sr->pg, sets, &n, err);

	for (size_t i = 0; ok && i < n; i++) {
		if (in_a_bundle(sr->v, &sr->bundles, &sets[i].set))
			continue;
		ok = progress_report(sr->pg, "looking for bundles", (int64_t)i,
			 (int64_t)n, err) &&
		    suggest_sets_expose(
			sr->v, &sr->columns.shop, &sets[i], &ex, err) &&
		    try_set(sr, sets[i].kind, &sets[i].set, &ex, err);
	}
	mem_free(sets);
	return ok;
}

/* ---- ranking ---- */

static struct suggestion
suggestion_of(const struct search *sr, const struct bundle_candidate *c)
{
	const struct view *v = sr->v;
	const struct suggest_shop *shop = &sr->columns;
	double sum = 0, share;
	struct suggestion s = {
		.kind = sr->kind[c->source],
		.set = c->set,
		.percent = c->percent,
		.contribution = c->contribution_delta,
		.ranked_by = c->ranked_by,
		.revenue = c->revenue_delta,
		.p_positive = c->p_positive,
		.orders_primary = v->context.orders_with.n[c->set.product[0]],
	};

	for (size_t i = 0; i < c->set.n; i++)
		sum +=
		    (double)(shop->price4[c->set.product[i]] * c->set.pieces) /
		    1e4;
	share = v->settings.value[SETTING_HORIZON_DAYS] / shop->shop.days;
	s.leak = sum * c->percent / 100 * (double)c->set.orders * share;
	s.per_1000_orders = shop->shop.orders > 0
	    ? c->contribution_delta.mean * 1000 / (shop->shop.orders * share)
	    : 0;
	return s;
}

/* Does the order hold all of the set? Its products ascend. */
static bool
order_holds(const struct sales *s, size_t order, const struct bundle_set *set)
{
	size_t found = 0;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		for (size_t i = 0; i < set->n; i++)
			found += s->product[l] == set->product[i];
	return found == set->n;
}

/* Counts of each candidate the orders with all of it that record a discount:
 * what those made is the shop's own doing. */
static bool
count_promoted(struct store *st, const struct sales *s,
    const struct bundle_candidate *c, size_t n, int64_t *promoted,
    struct err *err)
{
	bool *marked =
	    mem_try_zarray(s->orders, sizeof(*marked), "orders", err);
	bool ok = marked != NULL && store_mark_promoted(st, s, marked, err);

	for (size_t o = 0; ok && o < s->orders; o++)
		for (size_t i = 0; marked[o] && i < n; i++)
			promoted[i] += order_holds(s, o, &c[i].set);
	mem_free(marked);
	return ok;
}

static bool
rank(struct store *st, struct search *sr, struct suggestions *out,
    struct err *err)
{
	struct bundle_candidate *best = mem_array(TRIED_MOST, sizeof(*best));
	int64_t *promoted = mem_zarray(TRIED_MOST, sizeof(*promoted));
	size_t n = 0;
	bool ok = bundle_rank(&sr->columns.shop, &sr->how, sr->tried, sr->n,
		      best, &n, err) &&
	    count_promoted(st, &sr->v->sales, best, n, promoted, err);

	out->rows = mem_grow(out->rows, out->n + n, sizeof(*out->rows));
	for (size_t i = 0; ok && i < n; i++)
		if (best[i].contribution_delta.mean > 0 &&
		    promoted[i] * 100 < best[i].set.orders * PROMOTED_MOST)
			out->rows[out->n++] = suggestion_of(sr, &best[i]);
	mem_free(best);
	mem_free(promoted);
	return ok;
}

bool
suggest_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err)
{
	struct search sr = { .v = v, .pg = pg };
	struct track track = { .n = 0 };
	struct arena a = { 0 };
	bool ok;

	*out = (struct suggestions){ .n = 0 };
	outlook_inputs(&v->settings, &sr.inputs);
	bundle_how_default(&sr.how);
	sr.how.margin_floor = v->settings.value[SETTING_MARGIN_FLOOR] / 100;
	sr.how.seed = (uint64_t)v->settings.value[SETTING_SEED];
	sr.tried = mem_array(TRIED_MOST, sizeof(*sr.tried));
	sr.kind = mem_array(TRIED_MOST, sizeof(*sr.kind));
	suggest_shop_init(&sr.columns, v);
	ok = progress_report(pg, "looking for bundles", 0, 1, err) &&
	    measuring_track(st, MEASURING_BUNDLES, &track, err);
	outlook_take_track(&track, &sr.inputs);
	ok = ok && store_bundles_load(st, &sr.bundles, err) &&
	    bundling_live(
		st, v, today, 0, &a, &sr.how.live, &sr.how.n_live, err) &&
	    try_pairs(&sr, err) && try_sets(&sr, err) &&
	    suggest_stop_find(st, v, today, pg, out, err) &&
	    rank(st, &sr, out, err);
	if (!ok)
		suggestions_release(out);
	store_bundles_release(&sr.bundles);
	suggest_shop_release(&sr.columns);
	arena_release(&a);
	mem_free(sr.tried);
	mem_free(sr.kind);
	return ok;
}

void
suggestions_release(struct suggestions *s)
{
	mem_free(s->rows);
	arena_release(&s->text);
	*s = (struct suggestions){ .n = 0 };
}

/* ---- words ---- */

bool
suggest_is_worded(const struct suggestion *s)
{
	return s->kind == SUGGEST_STOP || s->kind == SUGGEST_THRESHOLD ||
	    s->kind == SUGGEST_FOLLOW_UP;
}

uint64_t
suggest_identity(const struct suggestion *s)
{
	const struct bundle_set *set = &s->set;

	if (suggest_is_worded(s))
		return slice_hash(slice_of(s->offer)) ^ (uint64_t)s->kind;
	if (set->n == 2)
		return pairing_identity(set->product[0], set->product[1]);
	return slice_hash(slice_bytes((const char *)set->product,
		   set->n * sizeof(*set->product))) ^
	    (uint64_t)set->pieces;
}

/* "both", "all three", "so many pieces". */
static const char *
whole_of(const struct bundle_set *set)
{
	static const char *const words[BUNDLE_PRODUCTS + 1] = { "it", "as many",
		"both", "all three", "all four", "all five" };

	return words[set->n];
}

void
suggest_add_reason(
    const struct view *v, const struct suggestion *s, struct str *out)
{
	int digits = v->currency.digits;
	struct slice primary;

	if (suggest_is_worded(s)) {
		str_add(out, s->reason);
		return;
	}
	primary = view_title(v, s->set.product[0]);
	num_add_grouped(out, s->set.orders);
	str_add(out, " of ");
	num_add_grouped(out, s->orders_primary);
	str_addf(out, " orders with %.*s hold %s already; they would get ",
	    (int)primary.len, primary.p, whole_of(&s->set));
	money_add_grouped(out, money_round(s->leak, digits), digits);
	str_addf(out, " per %.0f days for nothing",
	    v->settings.value[SETTING_HORIZON_DAYS]);
}

void
suggest_add_name(
    const struct view *v, const struct suggestion *s, struct str *out)
{
	if (s->kind == SUGGEST_STOP) {
		str_addf(out, "stop '%s'", s->offer);
		return;
	}
	if (suggest_is_worded(s)) {
		str_add(out, s->offer);
		return;
	}
	if (s->set.pieces > 1)
		str_addf(out, "%d x ", s->set.pieces);
	for (size_t i = 0; i < s->set.n; i++) {
		str_add(out, i > 0 ? " + " : "");
		str_add_slice(out, view_title(v, s->set.product[i]));
	}
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("bundle",    "bundle",    CELL_TEXT,   COLUMN_FROZEN, 40, 1, "the products together"),
	LISTING_COLUMN("primary",   "primary",   CELL_TEXT,   0, 12, 5, "SKU of the product that leads"),
	LISTING_COLUMN("accessory", "accessory", CELL_TEXT,   0, 12, 5, "SKU of what goes with it, of several with commas between"),
	LISTING_COLUMN("percent",   "discount %", CELL_NUMBER, 0, 10, 2, "that adds most contribution above the margin floor"),
	LISTING_COLUMN("contribution_delta", "contribution", CELL_MONEY, COLUMN_FALLS, 12, 2, "median change per horizon"),
	LISTING_COLUMN("contribution_low80", "80 % low", CELL_MONEY, COLUMN_FALLS, 10, 3, "80 % range"),
	LISTING_COLUMN("contribution_high80", "high", CELL_MONEY, COLUMN_FALLS, 10, 3, "80 % range"),
	LISTING_COLUMN("p_contribution_positive", "pays", CELL_SHARE, COLUMN_FALLS, 8, 4, "chance that contribution rises"),
	LISTING_COLUMN("revenue_delta", "revenue", CELL_MONEY, COLUMN_FALLS, 10, 6, "expected change per horizon"),
	LISTING_COLUMN("reason",    "what it gives away", CELL_TEXT, COLUMN_DETAIL, 60, 7, "discount to orders that hold all of it already; why to stop what is live"),
	LISTING_COLUMN("kind",      "kind",      CELL_TEXT,   0, 12, 3, "pair, accessories, best-sellers, matched set, routine, look, set or volume; stop: an offer that is live"),
	LISTING_COLUMN("pieces",    "pieces",    CELL_COUNT,  COLUMN_DETAIL | COLUMN_FALLS, 6, 8, "of each product"),
	LISTING_COLUMN("per_1000_orders", "a 1000 orders", CELL_MONEY, COLUMN_DETAIL | COLUMN_FALLS, 12, 8, "mean contribution for every 1000 orders of the shop"),
	LISTING_COLUMN("offer",     "live offer", CELL_TEXT,  COLUMN_DETAIL, 20, 8, "the one to stop"),
	LISTING_COLUMN("ranked_by", "ranked by", CELL_MONEY,  COLUMN_FALLS, 10, 2, "mean contribution, shrunk for having been picked among many, less what it repeats of those above"),
};
/* clang-format on */

struct suggest_rows {
	struct view *v;
	struct suggestions found;
	struct str text; /* of the last cell that was put together */
};

static int64_t
minor(const struct suggest_rows *r, double major)
{
	return money_round(major, r->v->currency.digits);
}

/* SKUs of all but the primary product. */
static void
add_others(const struct view *v, const struct suggestion *s, struct str *out)
{
	for (size_t i = 1; i < s->set.n; i++) {
		str_add(out, i > 1 ? "," : "");
		str_add_slice(out, view_sku(v, s->set.product[i]));
	}
}

/* What the columns of money hold, in major units. */
static double
money_of(const struct suggestion *s, size_t column)
{
	switch (column) {
	case 4:
		return s->contribution.median;
	case 5:
		return s->contribution.low80;
	case 6:
		return s->contribution.high80;
	case 14:
		return s->ranked_by;
	default:
		return s->revenue.median;
	}
}

static void
suggest_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct suggest_rows *r = self;
	const struct suggestion *s = &r->found.rows[row];

	str_clear(&r->text);
	out->defined = true;
	switch (column) {
	case 0:
		suggest_add_name(r->v, s, &r->text);
		out->text = slice_str(&r->text);
		break;
	case 1:
		out->defined = s->set.n > 0;
		if (out->defined)
			out->text = view_sku(r->v, s->set.product[0]);
		break;
	case 2:
		out->defined = s->set.n > 1;
		add_others(r->v, s, &r->text);
		out->text = slice_str(&r->text);
		break;
	case 3:
		out->defined = s->percent > 0;
		out->number = s->percent;
		break;
	case 4:
	case 5:
	case 6:
	case 8:
	case 14:
		out->count = minor(r, money_of(s, column));
		break;
	case 7:
		out->number = s->p_positive;
		break;
	case 10:
		out->text = slice_of(suggest_kind_name(s->kind));
		break;
	case 11:
		out->count = s->set.pieces;
		break;
	case 12:
		out->defined = s->kind != SUGGEST_STOP;
		out->count = minor(r, s->per_1000_orders);
		break;
	case 13:
		out->defined = s->offer != NULL;
		out->text = slice_of(s->offer);
		break;
	default:
		suggest_add_reason(r->v, s, &r->text);
		out->text = slice_str(&r->text);
		break;
	}
}

static uint64_t
row_identity(void *self, size_t row)
{
	const struct suggest_rows *r = self;

	return suggest_identity(&r->found.rows[row]);
}

static void
suggest_rows_free(void *self)
{
	struct suggest_rows *r = self;

	suggestions_release(&r->found);
	str_release(&r->text);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = suggest_cell,
	.identity = row_identity,
	.free = suggest_rows_free,
};

bool
suggest_listing(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct listing *out, struct err *err)
{
	struct suggest_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	if (!suggest_find(st, v, today, pg, &r->found, err)) {
		mem_free(r);
		return false;
	}
	r->v = view_share(v);
	listing_init(out, "suggestions", columns, ARRAY_LEN(columns), &ops, r,
	    r->found.n, v->currency.digits);
	return true;
}
