/*
 * The window of a suggestion is all orders of the view, because that is what
 * the pairs were counted in; amounts are scaled to the horizon by
 * decide/bundle.
 */
#include "service/suggest.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/analysis.h"
#include "service/bundling.h"
#include "service/outlook.h"
#include "service/pairing.h"

/* The columns that decide/bundle reads a shop from. */
struct shop_columns {
	struct bundle_shop shop;
	int64_t *price4, *cost4, *stock;
	bool *active;
};

static void
columns_release(struct shop_columns *c)
{
	mem_free(c->price4);
	mem_free(c->cost4);
	mem_free(c->stock);
	mem_free(c->active);
}

static void
add_orders(const struct view *v, struct bundle_shop *shop)
{
	const struct sales *s = &v->sales;
	int32_t first = INT32_MAX, last = INT32_MIN;
	double cart = 0;

	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		first = day < first ? day : first;
		last = day > last ? day : last;
		shop->revenue += money_major(s->net_value[i], shop->digits);
		cart += money_major(s->cart_value[i], shop->digits);
	}
	shop->orders = (double)s->orders;
	shop->net_share = cart > 0 ? shop->revenue / cart : 1;
	shop->days = s->orders > 0 ? last - first + 1 : 1;
}

static void
columns_of(const struct view *v, struct shop_columns *c)
{
	size_t n = v->products.n;

	c->price4 = mem_array(n, sizeof(*c->price4));
	c->cost4 = mem_array(n, sizeof(*c->cost4));
	c->stock = mem_array(n, sizeof(*c->stock));
	c->active = mem_array(n, sizeof(*c->active));
	for (size_t i = 0; i < n; i++) {
		const struct store_product *p = &v->products.rows[i];
		c->price4[i] = view_price4(v, i);
		c->cost4[i] = p->cost4;
		c->stock[i] = p->stock;
		c->active[i] = p->active && p->is_product;
	}
	c->shop = (struct bundle_shop){
		.digits = v->currency.digits,
		.n_products = (uint32_t)n,
		.price4 = c->price4,
		.cost4 = c->cost4,
		.category = v->category,
		.active = c->active,
		.stock = c->stock,
	};
	add_orders(v, &c->shop);
}

/* ---- the pairs worth a look ---- */

static bool
in_a_bundle(const struct view *v, const struct store_bundles *bundles,
    uint32_t a, uint32_t b)
{
	int64_t x = v->products.rows[a].product_id;
	int64_t y = v->products.rows[b].product_id;

	for (size_t i = 0; i < bundles->n; i++) {
		bool has_x = false, has_y = false;
		for (size_t k = 0; k < bundles->rows[i].n_items; k++) {
			int64_t id = bundles->rows[i].items[k].product_id;
			has_x |= id == x;
			has_y |= id == y;
		}
		if (has_x && has_y)
			return true;
	}
	return false;
}

static enum bundle_direction
direction_of(enum relation_accessory accessory)
{
	if (accessory == RELATION_B_IS_ACCESSORY)
		return BUNDLE_A_LEADS;
	if (accessory == RELATION_A_IS_ACCESSORY)
		return BUNDLE_B_LEADS;
	return BUNDLE_EITHER;
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

static bool
find_pairs(const struct view *v, const struct store_bundles *bundles,
    struct bundle_pair *out, size_t *n, struct err *err)
{
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
	*n = 0;
	ok = pairs_rank(&ranking, &v->pairs, &v->context, &query, err);
	for (size_t i = 0; ok && i < ranking.count && *n < SUGGEST_PAIRS; i++) {
		uint32_t a = ranking.item[i].a, b = ranking.item[i].b;
		pairing_sheet(v, a, b, &sheet);
		if (!worth_a_look(&sheet) || in_a_bundle(v, bundles, a, b))
			continue;
		out[(*n)++] = (struct bundle_pair){
			.a = a,
			.b = b,
			.n_a = sheet.stats.orders_a,
			.n_b = sheet.stats.orders_b,
			.n_ab = sheet.stats.orders_both,
			.expected = sheet.stats.expected,
			.direction = direction_of(sheet.relation.accessory),
		};
	}
	pairs_ranking_release(&ranking);
	mem_free(ranks);
	return ok;
}

/* ---- ranking ---- */

static struct suggestion
suggestion_of(const struct view *v, const struct shop_columns *c,
    const struct bundle_pair *pair, const struct bundle_candidate *found)
{
	struct suggestion s = {
		.primary = found->primary,
		.accessory = found->accessory,
		.percent = found->percent,
		.contribution = found->contribution_delta,
		.revenue = found->revenue_delta,
		.p_positive = found->p_positive,
		.orders_both = pair->n_ab,
		.orders_primary =
		    found->primary == pair->a ? pair->n_a : pair->n_b,
	};
	double sum =
	    (double)(c->price4[found->primary] + c->price4[found->accessory]) /
	    1e4;

	s.leak = sum * found->percent / 100 * (double)pair->n_ab *
	    v->settings.value[SETTING_HORIZON_DAYS] / c->shop.days;
	return s;
}

bool
suggest_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err)
{
	struct store_bundles bundles = { .n = 0 };
	struct shop_columns c = { .price4 = NULL };
	struct arena a = { 0 };
	struct projection_inputs inputs;
	struct bundle_how how;
	struct bundle_pair *pairs = mem_array(SUGGEST_PAIRS, sizeof(*pairs));
	struct bundle_candidate *found =
	    mem_array(SUGGEST_PAIRS, sizeof(*found));
	size_t n = 0, n_found = 0;
	bool ok;

	*out = (struct suggestions){ .n = 0 };
	outlook_inputs(&v->settings, &inputs);
	bundle_how_default(&how);
	how.margin_floor = v->settings.value[SETTING_MARGIN_FLOOR] / 100;
	how.seed = (uint64_t)v->settings.value[SETTING_SEED];
	columns_of(v, &c);
	ok = progress_report(pg, "looking for bundles", 0, 1, err) &&
	    store_bundles_load(st, &bundles, err) &&
	    bundling_live(st, v, today, 0, &a, &how.live, &how.n_live, err) &&
	    find_pairs(v, &bundles, pairs, &n, err) &&
	    bundle_suggest(
		&c.shop, pairs, n, &how, &inputs, found, &n_found, err);
	if (ok) {
		out->rows = mem_array(n_found, sizeof(*out->rows));
		for (size_t i = 0; i < n_found; i++) {
			if (found[i].contribution_delta.mean > 0)
				out->rows[out->n++] = suggestion_of(
				    v, &c, &pairs[found[i].pair], &found[i]);
		}
	}
	store_bundles_release(&bundles);
	columns_release(&c);
	arena_release(&a);
	mem_free(pairs);
	mem_free(found);
	return ok;
}

void
suggestions_release(struct suggestions *s)
{
	mem_free(s->rows);
	*s = (struct suggestions){ .n = 0 };
}

/* ---- words ---- */

void
suggest_add_reason(
    const struct view *v, const struct suggestion *s, struct str *out)
{
	int digits = v->currency.digits;
	struct slice primary = view_title(v, s->primary);

	num_add_grouped(out, s->orders_both);
	str_add(out, " of ");
	num_add_grouped(out, s->orders_primary);
	str_addf(out, " orders with %.*s hold both already; they would get ",
	    (int)primary.len, primary.p);
	money_add_grouped(out, money_round(s->leak, digits), digits);
	str_addf(out, " per %.0f days for nothing",
	    v->settings.value[SETTING_HORIZON_DAYS]);
}

void
suggest_add_name(
    const struct view *v, const struct suggestion *s, struct str *out)
{
	str_add_slice(out, view_title(v, s->primary));
	str_add(out, " + ");
	str_add_slice(out, view_title(v, s->accessory));
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("bundle",    "bundle",    CELL_TEXT,   COLUMN_FROZEN, 40, 1, "the two products together"),
	LISTING_COLUMN("primary",   "primary",   CELL_TEXT,   0, 12, 5, "SKU of the product that leads"),
	LISTING_COLUMN("accessory", "accessory", CELL_TEXT,   0, 12, 5, "SKU of the one that goes with it"),
	LISTING_COLUMN("percent",   "discount %", CELL_NUMBER, 0, 10, 2, "that adds most contribution above the margin floor"),
	LISTING_COLUMN("contribution_delta", "contribution", CELL_MONEY, COLUMN_FALLS, 12, 2, "expected change per horizon"),
	LISTING_COLUMN("contribution_low80", "80 % low", CELL_MONEY, COLUMN_FALLS, 10, 3, "80 % range"),
	LISTING_COLUMN("contribution_high80", "high", CELL_MONEY, COLUMN_FALLS, 10, 3, "80 % range"),
	LISTING_COLUMN("p_contribution_positive", "pays", CELL_SHARE, COLUMN_FALLS, 8, 4, "chance that contribution rises"),
	LISTING_COLUMN("revenue_delta", "revenue", CELL_MONEY, COLUMN_FALLS, 10, 6, "expected change per horizon"),
	LISTING_COLUMN("reason",    "what it gives away", CELL_TEXT, COLUMN_DETAIL, 60, 7, "discount to orders that hold both already"),
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
		out->text = view_sku(r->v, s->primary);
		break;
	case 2:
		out->text = view_sku(r->v, s->accessory);
		break;
	case 3:
		out->number = s->percent;
		break;
	case 4:
		out->count = minor(r, s->contribution.median);
		break;
	case 5:
		out->count = minor(r, s->contribution.low80);
		break;
	case 6:
		out->count = minor(r, s->contribution.high80);
		break;
	case 7:
		out->number = s->p_positive;
		break;
	case 8:
		out->count = minor(r, s->revenue.median);
		break;
	default:
		suggest_add_reason(r->v, s, &r->text);
		out->text = slice_str(&r->text);
		break;
	}
}

static uint64_t
suggest_identity(void *self, size_t row)
{
	const struct suggest_rows *r = self;

	return pairing_identity(
	    r->found.rows[row].primary, r->found.rows[row].accessory);
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
	.identity = suggest_identity,
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
