/*
 * One pass over the catalogue picks the alternatives, one over the sales
 * (catalogue.h) their demand; accessories are looked up for those alone.
 */
#include "service/upsell.h"

#include "base/mem.h"
#include "mining/relation.h"
#include "service/analysis.h"
#include "service/catalogue.h"
#include "service/pairing.h"

/* From so much of their words in common two titles name variants; as
 * relation.h judges pairs. */
#define VARIANT_OVERLAP .6

enum {
	PARTNERS = 20 /* of an alternative that are looked at */
};

/* Contribution of a piece in major units, without tax being known. */
static double
contribution_of(const struct view *v, size_t p, bool *assumed)
{
	const struct store_product *row = &v->products.rows[p];
	double price = (double)view_price4(v, p) / 1e4;

	if (row->cost4 != SALES_UNKNOWN)
		return price - (double)row->cost4 / 1e4;
	*assumed = true;
	return price * v->settings.value[SETTING_ASSUMED_MARGIN] / 100;
}

static bool
are_variants(const struct view *v, size_t a, size_t b)
{
	struct relation_stem stem_a, stem_b;

	if (store_products_vary(&v->products.rows[a], &v->products.rows[b]))
		return true;
	relation_stem_of(view_title(v, a), &stem_a);
	relation_stem_of(view_title(v, b), &stem_b);
	return relation_overlap(&stem_a, &stem_b) >= VARIANT_OVERLAP;
}

/* Is b a step up from a? Fills what needs no sales. */
static bool
is_better(const struct view *v, size_t a, size_t b, struct upsell *out)
{
	const struct store_product *row = &v->products.rows[b];
	int64_t from = view_price4(v, a), to = view_price4(v, b);

	if (a == b || !row->active || !row->is_product || row->stock == 0 ||
	    view_category(v, a) != view_category(v, b) || from <= 0 ||
	    to == SALES_UNKNOWN)
		return false;
	*out =
	    (struct upsell){ .product = b, .step = (double)to / (double)from };
	out->gain = contribution_of(v, b, &out->margin_assumed) -
	    contribution_of(v, a, &out->margin_assumed);
	return out->step >= UPSELL_STEP_LEAST &&
	    out->step <= UPSELL_STEP_MOST && out->gain > 0 &&
	    !are_variants(v, a, b);
}

/* ---- accessories ---- */

static bool
goes_with(const struct view *v, size_t b, size_t partner)
{
	struct pairing_sheet sheet;
	enum store_verdict verdict = view_verdict(v, b, partner);

	if (verdict == VERDICT_REJECT)
		return false;
	pairing_sheet(v, b, partner, &sheet);
	return verdict == VERDICT_ACCEPT ||
	    (sheet.stats.evidence >= EVIDENCE_LIKELY &&
		sheet.relation.relation == RELATION_COMPLEMENT &&
		sheet.relation.accessory != RELATION_A_IS_ACCESSORY);
}

static bool
find_accessories(const struct view *v, size_t a, const uint32_t *ranks,
    struct upsell *u, struct err *err)
{
	struct pairs_query query = { .key = PAIRS_BY_SCORE,
		.min_n = 3,
		.sku_rank = ranks,
		.limit = PARTNERS };
	struct pairs_ranking found = { .count = 0 };
	bool ok = pairs_partners(
	    &found, &v->pairs, &v->context, (uint32_t)u->product, &query, err);

	for (size_t i = 0;
	     ok && i < found.count && u->n_accessories < UPSELL_ACCESSORIES;
	     i++) {
		size_t partner = found.item[i].b;

		if (partner != a && goes_with(v, u->product, partner))
			u->accessory[u->n_accessories++] = partner;
	}
	pairs_ranking_release(&found);
	return ok;
}

/* ---- ranking ---- */

static int
compare_upsells(const void *x, const void *y)
{
	const struct upsell *a = x, *b = y;

	if (a->score > b->score)
		return -1;
	if (a->score < b->score)
		return 1;
	return (a->product > b->product) - (a->product < b->product);
}

static void
rank(const struct catalogue_figures *sold, size_t product, struct upsell *rows,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double own = (double)sold[product].orders;

		rows[i].orders = sold[rows[i].product].orders;
		rows[i].score = rows[i].gain * (double)rows[i].orders /
		    ((double)rows[i].orders + own + 1);
	}
	if (n > 0)
		qsort(rows, n, sizeof(*rows), compare_upsells);
}

/* Of each product of the view; owned by the caller. */
static struct catalogue_figures *
demand_of(const struct view *v)
{
	struct catalogue_figures *sold =
	    mem_zarray(v->products.n, sizeof(*sold));

	catalogue_sum(v, sold);
	return sold;
}

bool
upsell_find(const struct view *v, size_t product, struct upsell **out,
    size_t *n, struct err *err)
{
	struct upsell *rows = NULL;
	uint32_t *ranks = analysis_sku_ranks(&v->products);
	struct catalogue_figures *sold = demand_of(v);
	size_t cap = 0;
	bool ok = true;

	*n = 0;
	for (size_t p = 0; view_category(v, product) != 0 && p < v->products.n;
	     p++) {
		struct upsell found;

		if (!is_better(v, product, p, &found))
			continue;
		rows = mem_reserve(rows, &cap, *n + 1, sizeof(*rows));
		rows[(*n)++] = found;
	}
	rank(sold, product, rows, *n);
	mem_free(sold);
	for (size_t i = 0; ok && i < *n; i++)
		ok = find_accessories(v, product, ranks, &rows[i], err);
	mem_free(ranks);
	if (!ok) {
		mem_free(rows);
		rows = NULL;
	}
	*out = rows;
	return ok;
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("sku",     "SKU",         CELL_TEXT,   COLUMN_FROZEN, 10, 3, "of the alternative"),
	LISTING_COLUMN("title",   "alternative", CELL_TEXT,   COLUMN_ALIKE, 30, 1, "its name"),
	LISTING_COLUMN("price",   "price",       CELL_MONEY,  0, 9, 2, "of one piece"),
	LISTING_COLUMN("step",    "step",        CELL_NUMBER, 0, 6, 3, "its price over the product's"),
	LISTING_COLUMN("gain",    "earns more",  CELL_MONEY,  COLUMN_FALLS, 10, 2, "contribution of a piece, more than the product's"),
	LISTING_COLUMN("orders",  "orders",      CELL_COUNT,  COLUMN_FALLS, 7, 4, "that hold it"),
	LISTING_COLUMN("basis",   "margin",      CELL_TEXT,   0, 9, 6, "measured from costs, or assumed"),
	LISTING_COLUMN("accessories", "and with it", CELL_TEXT, 0, 40, 3, "what goes with the alternative"),
};
/* clang-format on */

struct upsell_rows {
	struct view *v;
	struct upsell *rows;
	size_t n;
	struct str text; /* of the last accessories */
};

static void
upsell_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct upsell_rows *r = self;
	const struct upsell *u = &r->rows[row];
	int digits = r->v->currency.digits;

	out->defined = true;
	switch (column) {
	case 0:
		out->text = view_sku(r->v, u->product);
		break;
	case 1:
		out->text = view_title(r->v, u->product);
		break;
	case 2:
		out->count =
		    money_from_price4(view_price4(r->v, u->product), digits);
		break;
	case 3:
		out->number = u->step;
		break;
	case 4:
		out->count = money_round(u->gain, digits);
		break;
	case 5:
		out->count = u->orders;
		break;
	case 6:
		out->text =
		    slice_of(u->margin_assumed ? "assumed" : "measured");
		break;
	default:
		str_clear(&r->text);
		for (size_t i = 0; i < u->n_accessories; i++) {
			str_add(&r->text, i > 0 ? " + " : "");
			str_add_slice(
			    &r->text, view_title(r->v, u->accessory[i]));
		}
		out->defined = u->n_accessories > 0;
		out->text = slice_str(&r->text);
		break;
	}
}

static uint64_t
upsell_identity(void *self, size_t row)
{
	const struct upsell_rows *r = self;

	return r->rows[row].product;
}

static void
upsell_rows_free(void *self)
{
	struct upsell_rows *r = self;

	mem_free(r->rows);
	str_release(&r->text);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = upsell_cell,
	.identity = upsell_identity,
	.free = upsell_rows_free,
};

bool
upsell_listing(
    struct view *v, size_t product, struct listing *out, struct err *err)
{
	struct upsell_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	r->v = view_share(v);
	if (!upsell_find(v, product, &r->rows, &r->n, err)) {
		upsell_rows_free(r);
		return false;
	}
	listing_init(out, "upsells", columns, ARRAY_LEN(columns), &ops, r, r->n,
	    v->currency.digits);
	return true;
}

/* ---- every product ---- */

/* clang-format off */
#define CATALOGUE_COLUMNS(X) \
	X(CAT_SKU, "sku", "SKU", CELL_TEXT, COLUMN_FROZEN, 12, 3, "of the product") \
	X(CAT_TITLE, "title", "product", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 28, 1, "its name") \
	X(CAT_POSITION, "position", "place", CELL_COUNT, 0, 5, 2, "1 is shown first") \
	X(CAT_TO_SKU, "upsell_sku", "SKU of alternative", CELL_TEXT, 0, 12, 3, "of what is better") \
	X(CAT_TO_TITLE, "upsell_title", "alternative", CELL_TEXT, COLUMN_ALIKE, 28, 1, "its name") \
	X(CAT_PRICE, "price", "price", CELL_MONEY, 0, 9, 4, "of one piece of the product") \
	X(CAT_TO_PRICE, "upsell_price", "its price", CELL_MONEY, 0, 9, 4, "of one piece of the alternative") \
	X(CAT_STEP, "step", "step", CELL_NUMBER, 0, 6, 4, "its price over the product's") \
	X(CAT_GAIN, "gain", "earns more", CELL_MONEY, COLUMN_FALLS, 10, 2, "contribution of a piece, more than the product's") \
	X(CAT_ORDERS, "orders", "orders", CELL_COUNT, COLUMN_FALLS, 7, 5, "that hold the alternative") \
	X(CAT_BASIS, "basis", "margin", CELL_TEXT, 0, 9, 6, "measured from costs, or assumed")
/* clang-format on */

enum catalogue_column {
	CATALOGUE_COLUMNS(LISTING_COLUMN_ID) CATALOGUE_COLUMN_COUNT
};
static const struct column catalogue_columns[] = { CATALOGUE_COLUMNS(
    LISTING_COLUMN_ROW) };

struct catalogue_entry {
	size_t product;
	int64_t position;
	struct upsell to;
};

struct catalogue_rows {
	struct view *v;
	struct catalogue_entry *rows;
	size_t n, cap;
};

static void
catalogue_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct catalogue_rows *r = self;
	const struct catalogue_entry *e = &r->rows[row];
	int digits = r->v->currency.digits;

	*out = (struct cell){ .defined = true };
	switch ((enum catalogue_column)column) {
	case CAT_SKU:
		out->text = view_sku(r->v, e->product);
		break;
	case CAT_TITLE:
		out->text = view_title(r->v, e->product);
		break;
	case CAT_POSITION:
		out->count = e->position;
		break;
	case CAT_TO_SKU:
		out->text = view_sku(r->v, e->to.product);
		break;
	case CAT_TO_TITLE:
		out->text = view_title(r->v, e->to.product);
		break;
	case CAT_PRICE:
		out->count =
		    money_from_price4(view_price4(r->v, e->product), digits);
		break;
	case CAT_TO_PRICE:
		out->count =
		    money_from_price4(view_price4(r->v, e->to.product), digits);
		break;
	case CAT_STEP:
		out->number = e->to.step;
		break;
	case CAT_GAIN:
		out->count = money_round(e->to.gain, digits);
		break;
	case CAT_ORDERS:
		out->count = e->to.orders;
		break;
	case CAT_BASIS:
	case CATALOGUE_COLUMN_COUNT:
		out->text =
		    slice_of(e->to.margin_assumed ? "assumed" : "measured");
		break;
	}
}

static uint64_t
catalogue_identity(void *self, size_t row)
{
	const struct catalogue_rows *r = self;

	return pairing_identity(r->rows[row].product, r->rows[row].to.product);
}

static void
catalogue_free(void *self)
{
	struct catalogue_rows *r = self;

	mem_free(r->rows);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops catalogue_ops = {
	.cell = catalogue_cell,
	.identity = catalogue_identity,
	.free = catalogue_free,
};

struct by_category {
	uint32_t category, product;
};

static int
compare_categories(const void *x, const void *y)
{
	const struct by_category *a = x, *b = y;

	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	return (a->product > b->product) - (a->product < b->product);
}

/* Looks for the alternatives of a product among those of its category. */
static bool
add_best(struct catalogue_rows *r, const struct catalogue_figures *sold,
    size_t product, const struct by_category *in, size_t n, struct upsell *room,
    struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found +=
		    is_better(r->v, product, in[i].product, &room[found]) &&
		    view_verdict(r->v, product, in[i].product) !=
			VERDICT_REJECT;
	rank(sold, product, room, found);
	for (size_t i = 0; i < found && i < UPSELL_MOST; i++) {
		void *grown = r->rows;

		if (!mem_try_reserve(&grown, &r->cap, r->n + 1,
			sizeof(*r->rows), "alternatives", err))
			return false;
		r->rows = grown;
		r->rows[r->n++] = (struct catalogue_entry){ product,
			(int64_t)i + 1, room[i] };
	}
	return true;
}

/* Where the products of each one's category begin and end. */
struct span {
	size_t first, n;
};

static void
find_spans(const struct by_category *in, size_t n, struct span *span)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1;
		     end < n && in[end].category == in[i].category;)
			end++;
		for (size_t k = i; k < end; k++)
			span[in[k].product] = (struct span){ i, end - i };
	}
}

static bool
find_all(struct catalogue_rows *r, struct err *err)
{
	const struct view *v = r->v;
	size_t n = v->products.n;
	struct catalogue_figures *sold = demand_of(v);
	uint32_t *ranks = analysis_sku_ranks(&v->products);
	uint32_t *order = mem_array(n, sizeof(*order));
	struct by_category *in = mem_array(n, sizeof(*in));
	struct span *span = mem_zarray(n, sizeof(*span));
	struct upsell *room = mem_array(n, sizeof(*room));
	bool ok = true;

	for (size_t p = 0; p < n; p++) {
		order[ranks[p]] = (uint32_t)p;
		in[p] =
		    (struct by_category){ view_category(v, p), (uint32_t)p };
	}
	if (n > 1)
		qsort(in, n, sizeof(*in), compare_categories);
	find_spans(in, n, span);
	for (size_t i = 0; ok && i < n; i++) {
		size_t p = order[i];

		if (view_category(v, p) != 0)
			ok = add_best(r, sold, p, in + span[p].first, span[p].n,
			    room, err);
	}
	mem_free(sold);
	mem_free(ranks);
	mem_free(order);
	mem_free(in);
	mem_free(span);
	mem_free(room);
	return ok;
}

bool
upsell_catalogue(struct view *v, struct listing *out, struct err *err)
{
	struct catalogue_rows *r = mem_zalloc(sizeof(*r));

	r->v = view_share(v);
	if (!find_all(r, err)) {
		catalogue_free(r);
		return false;
	}
	listing_init(out, "upsells", catalogue_columns, CATALOGUE_COLUMN_COUNT,
	    &catalogue_ops, r, r->n, v->currency.digits);
	return true;
}
