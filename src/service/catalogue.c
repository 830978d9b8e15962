/*
 * A listing holds the figures of all products and the indices of those shown,
 * in order. Best partners are looked up one at a time, because a screen shows
 * thirty rows; whoever reads hundreds (an export, a sort by partner) gets
 * them all from one pass over the pairs.
 */
#include "service/catalogue.h"

#include "base/date.h"
#include "base/mem.h"
#include "mining/metric.h"
#include "service/analysis.h"

/* clang-format off */
#define CATALOGUE_COLUMNS(X) \
	X(COL_SKU, "sku", "SKU", CELL_TEXT, COLUMN_FROZEN, 12, 3, "its number") \
	X(COL_TITLE, "title", "product", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 28, 1, "its name") \
	X(COL_CATEGORY, "category", "category", CELL_TEXT, 0, 16, 7, "as the product file says") \
	X(COL_BRAND, "brand", "brand", CELL_TEXT, COLUMN_DETAIL, 12, 9, "as the product file says") \
	X(COL_ORDERS, "orders", "orders", CELL_COUNT, COLUMN_FALLS, 8, 2, "orders that hold it") \
	X(COL_UNITS, "units", "units", CELL_COUNT, COLUMN_FALLS, 8, 6, "pieces sold, returns taken off") \
	X(COL_REVENUE, "revenue", "revenue", CELL_MONEY, COLUMN_FALLS, 12, 2, "without tax, after discounts and returns") \
	X(COL_PRICE, "price", "price", CELL_MONEY, COLUMN_FALLS, 9, 5, "of one piece: the product file's, else the median paid") \
	X(COL_COST, "cost", "cost", CELL_MONEY, COLUMN_DETAIL | COLUMN_FALLS, 9, 9, "of one piece") \
	X(COL_MARGIN, "margin", "margin", CELL_SHARE, COLUMN_FALLS, 7, 3, "(price - cost) / price") \
	X(COL_STOCK, "stock", "stock", CELL_COUNT, COLUMN_FALLS, 6, 6, "pieces") \
	X(COL_ACTIVE, "active", "active", CELL_TEXT, COLUMN_DETAIL, 6, 9, "yes, or no when the product file says so") \
	X(COL_PARTNER, "best_partner", "best partner", CELL_TEXT, 0, 24, 4, "first of its partners by score") \
	X(COL_ATTACH, "best_attach", "attach", CELL_SHARE, COLUMN_FALLS, 7, 5, "share of its orders to expect with the best partner, shrunk towards chance") \
	X(COL_PARTNER_SKU, "best_partner_sku", "SKU of partner", CELL_TEXT, COLUMN_DETAIL, 12, 9, "of the best partner")
/* clang-format on */

enum catalogue_column {
	CATALOGUE_COLUMNS(LISTING_COLUMN_ID) CATALOGUE_COLUMN_COUNT
};

static const struct column columns[CATALOGUE_COLUMN_COUNT] = {
	CATALOGUE_COLUMNS(LISTING_COLUMN_ROW)
};

/* ---- figures ---- */

/* The net value of each line of an order. 'parts' has room for them. */
static const int64_t *
net_of_lines(const struct sales *s, size_t order, int64_t *parts)
{
	const int64_t *paid = s->paid + s->first[order];
	size_t n = s->first[order + 1] - s->first[order];

	if (s->net_value[order] == s->cart_value[order])
		return paid;
	money_allocate(s->net_value[order], paid, n, parts);
	return parts;
}

static size_t
longest_order(const struct sales *s)
{
	size_t longest = 0;

	for (size_t i = 0; i < s->orders; i++) {
		size_t n = s->first[i + 1] - s->first[i];
		longest = n > longest ? n : longest;
	}
	return longest;
}

static void
add_line(struct catalogue_figures *f, int32_t quantity, int64_t net, bool alone)
{
	f->orders++;
	f->alone += alone;
	f->units += quantity;
	f->revenue += net;
}

/* The day of the last order; INT32_MIN: there is none. */
static int32_t
last_day(const struct sales *s)
{
	int64_t last = INT64_MIN;

	for (size_t o = 0; o < s->orders; o++)
		last = s->time[o] > last ? s->time[o] : last;
	return s->orders > 0 ? date_day_of(last) : INT32_MIN;
}

static void
add_order(const struct sales *s, size_t order, int32_t last, int64_t *parts,
    struct catalogue_sums *out)
{
	const int64_t *net = net_of_lines(s, order, parts);
	size_t first = s->first[order], n = s->first[order + 1] - first;
	int32_t back = (last - date_day_of(s->time[order])) / 7;

	for (size_t i = 0; i < n; i++) {
		size_t product = s->product[first + i];
		add_line(&out->figures[product], s->quantity[first + i], net[i],
		    n == 1);
		if (out->weeks != NULL && back < CATALOGUE_WEEKS)
			out->weeks[(product + 1) * CATALOGUE_WEEKS - 1 -
			    (size_t)back]++;
	}
}

/* Into the arrays that are there, zeroed. */
static void
add_orders(const struct sales *s, struct catalogue_sums *out)
{
	int64_t *parts = mem_array(longest_order(s), sizeof(*parts));
	int32_t last = last_day(s);

	for (size_t o = 0; o < s->orders; o++)
		add_order(s, o, last, parts, out);
	mem_free(parts);
}

void
catalogue_sum(const struct view *v, struct catalogue_figures *out)
{
	struct catalogue_sums sums = { .figures = out };

	add_orders(&v->sales, &sums);
}

bool
catalogue_count(
    const struct view *v, struct catalogue_sums *out, struct err *err)
{
	size_t n = v->products.n;

	*out = (struct catalogue_sums){ .products = n };
	out->figures = mem_try_zarray(
	    n, sizeof(*out->figures), "the figures of products", err);
	out->weeks = mem_try_zarray(n, CATALOGUE_WEEKS * sizeof(*out->weeks),
	    "the weeks of products", err);
	if (out->figures == NULL || out->weeks == NULL) {
		catalogue_sums_release(out);
		return false;
	}
	add_orders(&v->sales, out);
	return true;
}

void
catalogue_sums_release(struct catalogue_sums *sums)
{
	mem_free(sums->figures);
	mem_free(sums->weeks);
	*sums = (struct catalogue_sums){ .products = 0 };
}

/* The line of an order that holds the product; SIZE_MAX: none does. */
static size_t
line_with(const struct sales *s, size_t order, size_t product)
{
	for (size_t i = s->first[order]; i < s->first[order + 1]; i++) {
		if (s->product[i] == product)
			return i;
	}
	return SIZE_MAX;
}

void
catalogue_sum_one(
    const struct view *v, size_t product, struct catalogue_figures *out)
{
	const struct sales *s = &v->sales;
	int64_t *parts = mem_array(longest_order(s), sizeof(*parts));

	*out = (struct catalogue_figures){ .orders = 0 };
	for (size_t o = 0; o < s->orders; o++) {
		size_t at = line_with(s, o, product);
		if (at == SIZE_MAX)
			continue;
		const int64_t *net = net_of_lines(s, o, parts);
		add_line(out, s->quantity[at], net[at - s->first[o]],
		    s->first[o + 1] - s->first[o] == 1);
	}
	mem_free(parts);
}

bool
catalogue_margin(const struct view *v, size_t product, double *margin)
{
	int64_t price4 = view_price4(v, product);
	int64_t cost4 = v->products.rows[product].cost4;

	*margin = 0;
	if (price4 == SALES_UNKNOWN || price4 <= 0 || cost4 == SALES_UNKNOWN)
		return false;
	*margin = (double)(price4 - cost4) / (double)price4;
	return true;
}

/* ---- best partners ---- */

enum {
	LOOK_UPS = 256 /* so many one by one, then all at once */
};
/* A product whose best partner was not looked up yet. */
#define NOT_YET (UINT32_MAX - 1)

struct catalogue_rows {
	struct view *v;
	struct catalogue_figures *figures; /* by product */
	uint32_t *shown; /* product of each row */
	uint32_t *best; /* by product: partner, PAIRS_NOBODY, NOT_YET */
	uint32_t *sku_rank;
	size_t looked_up;
	size_t at; /* the sheet below is of this product; SIZE_MAX: none */
	struct metric_attach attach;
	bool has_attach;
	int64_t best_both; /* joint orders with the best partner */
};

static struct pairs_query
query_of(const struct catalogue_rows *r)
{
	return (struct pairs_query){
		.key = PAIRS_BY_SCORE,
		.min_n = (uint32_t)r->v->settings.value[SETTING_MIN_ORDERS],
		.sku_rank = r->sku_rank,
	};
}

static bool
is_rejected(const struct view *v, uint32_t a, uint32_t b)
{
	return v->decisions.n > 0 && view_verdict(v, a, b) == VERDICT_REJECT;
}

/* The best partner of one product that is not rejected. */
static uint32_t
look_up(const struct catalogue_rows *r, uint32_t a)
{
	struct pairs_query query = query_of(r);
	struct pairs_ranking ranking;
	uint32_t found = PAIRS_NOBODY;

	query.limit = r->v->decisions.n > 0 ? 0 : 1;
	if (!pairs_partners(
		&ranking, &r->v->pairs, &r->v->context, a, &query, NULL))
		return found;
	for (size_t i = 0; i < ranking.count && found == PAIRS_NOBODY; i++) {
		if (!is_rejected(r->v, a, ranking.item[i].b))
			found = ranking.item[i].b;
	}
	pairs_ranking_release(&ranking);
	return found;
}

/* Where memory is out, partners go on being looked up one by one. */
static void
look_up_all(struct catalogue_rows *r)
{
	struct pairs_query query = query_of(r);

	if (!pairs_best(r->best, &r->v->pairs, &r->v->context, &query, NULL))
		return;
	for (size_t i = 0; i < r->v->pairs.products; i++) {
		if (r->best[i] != PAIRS_NOBODY &&
		    is_rejected(r->v, (uint32_t)i, r->best[i]))
			r->best[i] = NOT_YET;
	}
}

static uint32_t
best_partner(struct catalogue_rows *r, uint32_t product)
{
	if (product >= r->v->pairs.products)
		return PAIRS_NOBODY;
	if (r->best[product] == NOT_YET && ++r->looked_up == LOOK_UPS)
		look_up_all(r);
	if (r->best[product] == NOT_YET)
		r->best[product] = look_up(r, product);
	return r->best[product];
}

static void
attach_of_best(struct catalogue_rows *r, uint32_t product, struct cell *out)
{
	const struct view *v = r->v;
	uint32_t b = best_partner(r, product);
	struct pair_stats stats;

	if (r->at != product) {
		r->at = product;
		r->has_attach = b != PAIRS_NOBODY &&
		    metric_pair(&v->context, &v->pairs, product, b, &stats) &&
		    metric_attach(&stats,
			v->settings.value[SETTING_ATTACH_WEIGHT], &r->attach);
		r->best_both = r->has_attach ? stats.orders_both : 0;
	}
	out->defined = r->has_attach;
	out->number = r->has_attach ? r->attach.mean : 0;
	out->count = r->best_both;
	out->of = r->has_attach ? v->context.orders_with.n[product] : 0;
}

/* ---- cells ---- */

static void
set_text(struct cell *out, const char *text)
{
	out->defined = text != NULL && text[0] != '\0';
	out->text = slice_of(text);
}

static void
set_price(const struct view *v, int64_t price4, struct cell *out)
{
	out->defined = price4 != SALES_UNKNOWN;
	out->count =
	    out->defined ? money_from_price4(price4, v->currency.digits) : 0;
}

static void
partner_cell(struct catalogue_rows *r, uint32_t product,
    enum catalogue_column column, struct cell *out)
{
	uint32_t b;

	if (column == COL_ATTACH) {
		attach_of_best(r, product, out);
		return;
	}
	b = best_partner(r, product);
	out->defined = b != PAIRS_NOBODY;
	if (out->defined)
		out->text = column == COL_PARTNER ? view_title(r->v, b)
						  : view_sku(r->v, b);
}

static void
figure_cell(const struct catalogue_rows *r, uint32_t product,
    enum catalogue_column column, struct cell *out)
{
	const struct catalogue_figures *f = &r->figures[product];

	out->defined = (r->v->parts & VIEW_SALES) != 0;
	out->count = column == COL_ORDERS ? f->orders
	    : column == COL_UNITS         ? f->units
					  : f->revenue;
}

static void
catalogue_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct catalogue_rows *r = self;
	uint32_t product = r->shown[row];
	const struct store_product *p = &r->v->products.rows[product];

	switch ((enum catalogue_column)column) {
	case COL_SKU:
		set_text(out, p->sku);
		break;
	case COL_TITLE:
		out->defined = true;
		out->text = view_title(r->v, product);
		break;
	case COL_CATEGORY:
		set_text(out, p->category);
		break;
	case COL_BRAND:
		set_text(out, p->brand);
		break;
	case COL_ORDERS:
	case COL_UNITS:
	case COL_REVENUE:
		figure_cell(r, product, (enum catalogue_column)column, out);
		break;
	case COL_PRICE:
		set_price(r->v, view_price4(r->v, product), out);
		break;
	case COL_COST:
		set_price(r->v, p->cost4, out);
		break;
	case COL_MARGIN:
		out->defined = catalogue_margin(r->v, product, &out->number);
		break;
	case COL_STOCK:
		out->defined = p->stock != SALES_UNKNOWN;
		out->count = p->stock;
		break;
	case COL_ACTIVE:
		set_text(out, p->active ? "yes" : "no");
		break;
	case COL_PARTNER:
	case COL_PARTNER_SKU:
	case COL_ATTACH:
	case CATALOGUE_COLUMN_COUNT:
		partner_cell(r, product, (enum catalogue_column)column, out);
		break;
	}
}

static uint64_t
catalogue_identity(void *self, size_t row)
{
	const struct catalogue_rows *r = self;

	return r->shown[row];
}

static void
catalogue_rows_free(void *self)
{
	struct catalogue_rows *r = self;

	mem_free(r->figures);
	mem_free(r->shown);
	mem_free(r->best);
	mem_free(r->sku_rank);
	view_free(r->v);
	mem_free(r);
}

/* The sheet of the last product each copy makes for itself. */
static void *
catalogue_copy(void *self)
{
	const struct catalogue_rows *r = self;
	size_t n = r->v->products.n;
	struct catalogue_rows *copy = mem_zalloc(sizeof(*copy));

	copy->v = view_share(r->v);
	copy->at = SIZE_MAX;
	copy->looked_up = r->looked_up;
	copy->figures = mem_array(n, sizeof(*copy->figures));
	copy->shown = mem_array(n, sizeof(*copy->shown));
	copy->best = mem_array(n, sizeof(*copy->best));
	copy->sku_rank = mem_array(n, sizeof(*copy->sku_rank));
	memcpy(copy->figures, r->figures, n * sizeof(*copy->figures));
	memcpy(copy->shown, r->shown, n * sizeof(*copy->shown));
	memcpy(copy->best, r->best, n * sizeof(*copy->best));
	memcpy(copy->sku_rank, r->sku_rank, n * sizeof(*copy->sku_rank));
	return copy;
}

static const struct listing_ops ops = {
	.cell = catalogue_cell,
	.identity = catalogue_identity,
	.copy = catalogue_copy,
	.free = catalogue_rows_free,
};

/* ---- the listing ---- */

static bool
holds_word(const struct store_product *p, struct slice word)
{
	const char *const texts[] = { p->sku, p->title, p->category };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct slice text = slice_of(texts[i]);
		if (slice_find_nocase(text, word) < text.len)
			return true;
	}
	return false;
}

static bool
holds_words(const struct store_product *p, struct slice words)
{
	struct slice word;

	while (slice_split(&words, ' ', &word)) {
		if (word.len > 0 && !holds_word(p, word))
			return false;
	}
	return true;
}

/* A shown product with all that decides its place. */
struct place {
	int64_t orders;
	uint32_t sku_rank, product;
};

static int
compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->orders != b->orders)
		return a->orders > b->orders ? -1 : 1;
	return (a->sku_rank > b->sku_rank) - (a->sku_rank < b->sku_rank);
}

static bool
choose(struct catalogue_rows *r, struct slice words, size_t *n, struct err *err)
{
	const struct store_products *all = &r->v->products;
	struct place *places =
	    mem_try_array(all->n, sizeof(*places), "a list of products", err);

	*n = 0;
	if (places == NULL)
		return false;
	for (size_t i = 0; i < all->n; i++) {
		const struct store_product *p = &all->rows[i];
		if (p->is_product && holds_words(p, words))
			places[(*n)++] = (struct place){
				.orders = r->figures[i].orders,
				.sku_rank = p->rank,
				.product = (uint32_t)i,
			};
	}
	if (*n > 1)
		qsort(places, *n, sizeof(*places), compare_places);
	for (size_t i = 0; i < *n; i++)
		r->shown[i] = places[i].product;
	mem_free(places);
	return true;
}

static bool
make_arrays(struct catalogue_rows *r, struct err *err)
{
	size_t n = r->v->products.n;

	r->figures = mem_try_zarray(
	    n, sizeof(*r->figures), "the figures of products", err);
	r->shown =
	    mem_try_array(n, sizeof(*r->shown), "a list of products", err);
	r->best = mem_try_array(n, sizeof(*r->best), "best partners", err);
	if (r->figures == NULL || r->shown == NULL || r->best == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		r->best[i] = NOT_YET;
	r->sku_rank = analysis_sku_ranks(&r->v->products);
	return true;
}

bool
catalogue_listing(struct view *v, const struct catalogue_sums *sums,
    struct slice words, struct listing *out, struct err *err)
{
	struct catalogue_rows *r = mem_zalloc(sizeof(*r));
	size_t n;

	r->v = view_share(v);
	r->at = SIZE_MAX;
	if (!make_arrays(r, err))
		goto failed;
	if (sums != NULL)
		memcpy(r->figures, sums->figures,
		    sums->products * sizeof(*r->figures));
	else if (v->parts & VIEW_SALES)
		catalogue_sum(v, r->figures);
	if (!choose(r, words, &n, err))
		goto failed;
	listing_init(out, "products", columns, CATALOGUE_COLUMN_COUNT, &ops, r,
	    n, v->currency.digits);
	return true;
failed:
	catalogue_rows_free(r);
	return false;
}
