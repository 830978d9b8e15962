/*
 * Each product's partners are ranked by score and walked from the top until
 * enough of them are complements. Accepted pairs that too few orders hold are
 * not in the ranking; they are put behind it from the decisions.
 */
#include "service/complement.h"

#include "base/mem.h"
#include "service/analysis.h"
#include "service/pairing.h"

/* clang-format off */
static const struct column columns[] = {
	{ "sku",              "SKU",        CELL_TEXT,   COLUMN_FROZEN, 12, 3, "of the product" },
	{ "title",            "product",    CELL_TEXT,   COLUMN_FROZEN | COLUMN_ALIKE, 28, 1, "its name" },
	{ "position",         "place",      CELL_COUNT,  0, 5, 2, "1 is shown first" },
	{ "complement_sku",   "SKU of complement", CELL_TEXT, 0, 12, 3, "of what goes with it" },
	{ "complement_title", "complement", CELL_TEXT,   COLUMN_ALIKE, 28, 1, "its name" },
	{ "orders_both",      "both",       CELL_COUNT,  COLUMN_FALLS, 7, 4, "orders with both" },
	{ "lift",             "lift",       CELL_NUMBER, COLUMN_FALLS, 6, 4, "times more often than chance" },
	{ "attach_rate",      "attach",     CELL_SHARE,  COLUMN_FALLS, 7, 4, "share of the product's orders to expect with it" },
	{ "evidence",         "evidence",   CELL_TEXT,   0, 8, 5, "strong, likely, weak or thin" },
	{ "decided",          "decided",    CELL_TEXT,   0, 8, 6, "accept when a merchandiser accepted the pair" },
};
/* clang-format on */

struct entry {
	uint32_t a, b;
	uint32_t position;
};

struct complement_rows {
	struct view *v;
	struct entry *entry;
	size_t n, cap;
	size_t at; /* the sheet is of this row; SIZE_MAX: none */
	struct pairing_sheet sheet;
};

/* ---- cells ---- */

static void
sheet_cell(const struct pairing_sheet *s, size_t column, struct cell *out)
{
	out->defined = s->counted;
	switch (column) {
	case 5:
		out->count = s->stats.orders_both;
		break;
	case 6:
		out->number = s->stats.lift;
		break;
	case 7:
		out->defined = s->has_attach;
		out->number = s->attach.mean;
		out->count = s->stats.orders_both;
		out->of = s->stats.orders_a;
		break;
	case 8:
		out->text = slice_of(evidence_name(s->stats.evidence));
		break;
	default:
		out->defined = true;
		out->text = slice_of(store_verdict_name(s->verdict));
		break;
	}
}

static void
complement_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct complement_rows *r = self;
	const struct entry *e = &r->entry[row];

	out->defined = true;
	switch (column) {
	case 0:
		out->text = view_sku(r->v, e->a);
		break;
	case 1:
		out->text = view_title(r->v, e->a);
		break;
	case 2:
		out->count = e->position;
		break;
	case 3:
		out->text = view_sku(r->v, e->b);
		break;
	case 4:
		out->text = view_title(r->v, e->b);
		break;
	default:
		if (r->at != row)
			pairing_sheet(r->v, e->a, e->b, &r->sheet);
		r->at = row;
		sheet_cell(&r->sheet, column, out);
		break;
	}
}

static uint64_t
complement_identity(void *self, size_t row)
{
	const struct complement_rows *r = self;

	return pairing_identity(r->entry[row].a, r->entry[row].b);
}

static void
complement_rows_free(void *self)
{
	struct complement_rows *r = self;

	mem_free(r->entry);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = complement_cell,
	.identity = complement_identity,
	.free = complement_rows_free,
};

/* ---- finding them ---- */

/* Is b shown beside a? */
static bool
belongs(const struct view *v, const struct pairs_item *item)
{
	struct pair_stats stats;
	struct pairing_sheet sheet;
	enum store_verdict verdict = view_verdict(v, item->a, item->b);

	if (verdict != VERDICT_NONE)
		return verdict == VERDICT_ACCEPT;
	metric_entry(
	    &v->context, &v->pairs, item->entry, item->a, item->b, &stats);
	if (stats.evidence < EVIDENCE_LIKELY)
		return false;
	pairing_sheet(v, item->a, item->b, &sheet);
	return sheet.relation.relation == RELATION_COMPLEMENT &&
	    sheet.relation.accessory != RELATION_A_IS_ACCESSORY;
}

static bool
add(struct complement_rows *r, uint32_t a, uint32_t b, uint32_t position,
    struct err *err)
{
	void *grown = r->entry;

	if (!mem_try_reserve(&grown, &r->cap, r->n + 1, sizeof(*r->entry),
		"complements", err))
		return false;
	r->entry = grown;
	r->entry[r->n++] = (struct entry){ a, b, position };
	return true;
}

/* Accepted partners of a that are not counted; *position counts on. */
static bool
add_accepted(struct complement_rows *r, uint32_t a, uint32_t *position,
    size_t most, struct err *err)
{
	const struct view *v = r->v;
	int64_t id = v->products.rows[a].product_id;

	for (size_t i = 0; i < v->decisions.n && *position < most; i++) {
		const struct store_decision *d = &v->decisions.rows[i];
		int64_t other =
		    d->product_a == id ? d->product_b : d->product_a;
		size_t b;
		if (d->verdict != VERDICT_ACCEPT ||
		    (d->product_a != id && d->product_b != id) ||
		    !store_products_index(&v->products, other, &b) ||
		    pair_find(&v->pairs, a, (uint32_t)b) != PAIR_NONE)
			continue;
		if (!add(r, a, (uint32_t)b, ++*position, err))
			return false;
	}
	return true;
}

static bool
add_partners(struct complement_rows *r, uint32_t a,
    const struct pairs_query *query, size_t most, struct err *err)
{
	struct pairs_ranking ranking;
	uint32_t position = 0;
	bool ok = pairs_partners(
	    &ranking, &r->v->pairs, &r->v->context, a, query, err);

	for (size_t i = 0; ok && i < ranking.count && position < most; i++) {
		if (belongs(r->v, &ranking.item[i]))
			ok = add(r, a, ranking.item[i].b, ++position, err);
	}
	ok = ok && add_accepted(r, a, &position, most, err);
	pairs_ranking_release(&ranking);
	return ok;
}

/* Products in byte order of their SKUs, from each one's place in it. */
static uint32_t *
by_sku(const uint32_t *sku_rank, size_t n)
{
	uint32_t *order = mem_array(n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[sku_rank[i]] = (uint32_t)i;
	return order;
}

static struct pairs_query
query_of(const struct view *v, const uint32_t *sku_rank)
{
	return (struct pairs_query){
		.key = PAIRS_BY_SCORE,
		.min_n = (uint32_t)v->settings.value[SETTING_MIN_ORDERS],
		.sku_rank = sku_rank,
	};
}

static bool
find_all(struct complement_rows *r, size_t most, struct err *err)
{
	const struct view *v = r->v;
	uint32_t *sku_rank = analysis_sku_ranks(&v->products);
	uint32_t *order = by_sku(sku_rank, v->products.n);
	struct pairs_query query = query_of(v, sku_rank);
	bool ok = true;

	for (size_t i = 0; ok && i < v->pairs.products; i++)
		ok = add_partners(r, order[i], &query, most, err);
	mem_free(order);
	mem_free(sku_rank);
	return ok;
}

bool
complement_listing(
    struct view *v, size_t most, struct listing *out, struct err *err)
{
	struct complement_rows *r = mem_zalloc(sizeof(*r));

	r->v = view_share(v);
	r->at = SIZE_MAX;
	if (!find_all(r, most > 0 ? most : COMPLEMENT_MOST, err)) {
		complement_rows_free(r);
		return false;
	}
	listing_init(out, "complements", columns, ARRAY_LEN(columns), &ops, r,
	    r->n, v->currency.digits);
	return true;
}

bool
complement_first(struct view *v, size_t a, const uint32_t *sku_rank, size_t *b,
    bool *found, struct err *err)
{
	struct complement_rows r = { .v = v };
	struct pairs_query query = query_of(v, sku_rank);
	bool ok = add_partners(&r, (uint32_t)a, &query, 1, err);

	*found = ok && r.n > 0;
	*b = *found ? r.entry[0].b : 0;
	mem_free(r.entry);
	return ok;
}
