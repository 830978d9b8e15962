/*
 * A listing of pairs is a ranking (mining/pairs.h) and the view it came from.
 * The last row looked at is kept computed, because tables are read row by row
 * and a row has twenty cells; what is cheap alone is computed alone, because
 * sorting asks for one column of every row.
 */
#include "service/pairing.h"

#include "base/mem.h"
#include "service/analysis.h"

/* clang-format off */
#define PAIR_COLUMNS(X) \
	X(COL_A, "product_a", "SKU A", CELL_TEXT, COLUMN_DETAIL, 12, 9, "SKU of the product in hand") \
	X(COL_B, "product_b", "SKU B", CELL_TEXT, COLUMN_DETAIL, 12, 9, "SKU of its partner") \
	X(COL_TITLE_A, "title_a", "product A", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 24, 1, "the product in hand") \
	X(COL_TITLE_B, "title_b", "product B", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 24, 1, "its partner") \
	X(COL_ORDERS_A, "orders_a", "A", CELL_COUNT, COLUMN_FALLS, 7, 8, "orders with A") \
	X(COL_ORDERS_B, "orders_b", "B", CELL_COUNT, COLUMN_FALLS, 7, 8, "orders with B") \
	X(COL_BOTH, "orders_both", "both", CELL_COUNT, COLUMN_FALLS, 7, 2, "orders with both") \
	X(COL_EXPECTED, "expected", "expected", CELL_NUMBER, COLUMN_DETAIL | COLUMN_FALLS, 8, 9, "joint orders that chance alone would give") \
	X(COL_SUPPORT, "support", "support", CELL_SHARE, COLUMN_DETAIL | COLUMN_FALLS, 8, 9, "orders with both / all orders") \
	X(COL_CONF_AB, "confidence_ab", "conf A-B", CELL_SHARE, COLUMN_FALLS, 8, 4, "orders with both / orders with A") \
	X(COL_CONF_BA, "confidence_ba", "conf B-A", CELL_SHARE, COLUMN_DETAIL | COLUMN_FALLS, 8, 9, "orders with both / orders with B") \
	X(COL_LIFT, "lift", "lift", CELL_NUMBER, COLUMN_FALLS, 6, 2, "times more often than chance, shrunk and adjusted for basket size") \
	X(COL_LIFT_LOW, "lift_low", "low", CELL_NUMBER, COLUMN_FALLS, 6, 6, "lower end of the 90 % interval of lift") \
	X(COL_LIFT_HIGH, "lift_high", "high", CELL_NUMBER, COLUMN_FALLS, 6, 7, "upper end of the 90 % interval of lift") \
	X(COL_P, "p_value", "p", CELL_NUMBER, COLUMN_DETAIL, 8, 9, "chance of so many joint orders if the two were unrelated") \
	X(COL_Q, "q_value", "q", CELL_NUMBER, COLUMN_DETAIL, 8, 9, "false discovery rate") \
	X(COL_SCORE, "score", "score", CELL_NUMBER, COLUMN_FALLS, 8, 7, "how often, weighted by how specific") \
	X(COL_INCREMENTAL, "incremental", "beyond chance", CELL_NUMBER, COLUMN_DETAIL | COLUMN_FALLS, 8, 9, "weighted joint orders beyond chance") \
	X(COL_CUSTOMERS, "customers_both", "customers", CELL_COUNT, COLUMN_DETAIL | COLUMN_FALLS, 8, 9, "known customers who bought both in one order") \
	X(COL_RELATION, "relation", "relation", CELL_TEXT, COLUMN_WORKED_OUT, 10, 5, "complement, variant, substitute, sequel or unclear") \
	X(COL_EVIDENCE, "evidence", "evidence", CELL_TEXT, COLUMN_WORKED_OUT, 8, 3, "strong, likely, weak or thin") \
	X(COL_ACCESSORY, "accessory", "accessory", CELL_TEXT, COLUMN_DETAIL | COLUMN_WORKED_OUT, 12, 9, "SKU of the one that accessorises the other") \
	X(COL_OFFERED, "offered", "offered", CELL_TEXT, COLUMN_DETAIL, 12, 9, "bundle when the shop has made one with both, shop when its product file sells them together") \
	X(COL_GAIN, "gain", "adds", CELL_MONEY, COLUMN_DETAIL | COLUMN_SCREEN, 7, 4, "contribution per horizon that offering the two is expected to add") \
	X(COL_GAIN_LOW, "gain_low", "from", CELL_MONEY, COLUMN_DETAIL | COLUMN_SCREEN, 7, 9, "low end of its 80 % range") \
	X(COL_GAIN_HIGH, "gain_high", "to", CELL_MONEY, COLUMN_DETAIL | COLUMN_SCREEN, 7, 9, "high end of its 80 % range")
/* clang-format on */

enum pair_column {
	PAIR_COLUMNS(LISTING_COLUMN_ID) PAIR_COLUMN_COUNT
};

static const struct column columns[PAIR_COLUMN_COUNT] = { PAIR_COLUMNS(
    LISTING_COLUMN_ROW) };

struct pair_rows {
	struct view *v;
	const struct pairs_item *item; /* of each row: the view's, or own's */
	size_t count;
	struct pairs_ranking own;
	/* Of the last row that was looked at; SIZE_MAX: none. */
	size_t stats_of, relation_of;
	struct pair_stats stats;
	struct relation_result relation;
	struct relation_stem *stems; /* of the products asked for, or NULL */
	bool *has_stem; /* products */
	uint32_t *title_order; /* likewise: places of their titles */
	struct gains *gains; /* shared; NULL: not shown */
};

/* ---- one row ---- */

static void
describe(const struct view *v, uint32_t product,
    const struct relation_stem *stem, struct relation_product *out)
{
	*out = (struct relation_product){
		.stem = *stem,
		.category = view_category(v, product),
		.price4 = view_paid4(v, product),
	};
}

/* Which product accessorises the other is the rules' word until somebody has
 * said it. */
static void
judge(const struct view *v, const struct pair_stats *stats,
    const struct relation_stem *stem_a, const struct relation_stem *stem_b,
    struct relation_result *out)
{
	struct relation_product a, b;
	struct relation_sequence sequence;
	bool known =
	    sequences_find(&v->sequences, stats->a, stats->b, &sequence);
	int64_t said = view_accessory(v, stats->a, stats->b);

	describe(v, stats->a, stem_a, &a);
	describe(v, stats->b, stem_b, &b);
	relation_judge(
	    &v->context, stats, &a, &b, known ? &sequence : NULL, out);
	out->turned = said != 0;
	if (said != 0)
		out->accessory = said == v->products.rows[stats->a].product_id
		    ? RELATION_A_IS_ACCESSORY
		    : RELATION_B_IS_ACCESSORY;
}

static const struct pair_stats *
stats_of(struct pair_rows *r, size_t row)
{
	const struct pairs_item *item = &r->item[row];

	if (r->stats_of != row)
		metric_entry(&r->v->context, &r->v->pairs, item->entry, item->a,
		    item->b, &r->stats);
	r->stats_of = row;
	return &r->stats;
}

/* The stem of a title, made when it is first asked for: a short list of pairs
 * names few products. */
static const struct relation_stem *
stem_of(struct pair_rows *r, uint32_t product)
{
	const struct view *v = r->v;

	if (r->stems == NULL) {
		r->stems = mem_array(v->products.n, sizeof(*r->stems));
		r->has_stem = mem_zarray(v->products.n, sizeof(*r->has_stem));
	}
	if (!r->has_stem[product])
		relation_stem_of(slice_of(v->products.rows[product].title),
		    &r->stems[product]);
	r->has_stem[product] = true;
	return &r->stems[product];
}

static const struct relation_result *
relation_of(struct pair_rows *r, size_t row)
{
	const struct pairs_item *item = &r->item[row];

	if (r->relation_of != row)
		judge(r->v, stats_of(r, row), stem_of(r, item->a),
		    stem_of(r, item->b), &r->relation);
	r->relation_of = row;
	return &r->relation;
}

static void
set_accessory(struct pair_rows *r, size_t row, struct cell *out)
{
	const struct relation_result *relation = relation_of(r, row);
	const struct pairs_item *item = &r->item[row];

	out->defined = relation->accessory != RELATION_NO_ACCESSORY;
	if (out->defined)
		out->text = view_sku(r->v,
		    relation->accessory == RELATION_A_IS_ACCESSORY ? item->a
								   : item->b);
}

/* Did the shop put the two together itself? */
static void
set_offered(
    const struct pair_rows *r, const struct pairs_item *item, struct cell *out)
{
	const char *name = r->gains != NULL
	    ? gains_bundle_of(r->gains, item->a, item->b)
	    : view_bundle_of(r->v, item->a, item->b);
	bool bundle = name != NULL;

	out->defined = bundle || view_sold_in_shop(r->v, item->a, item->b);
	out->text = slice_of(bundle ? "bundle" : "shop");
}

static void
text_cell(
    struct pair_rows *r, size_t row, enum pair_column column, struct cell *out)
{
	const struct pairs_item *item = &r->item[row];

	switch ((int)column) {
	case COL_A:
		out->text = view_sku(r->v, item->a);
		break;
	case COL_B:
		out->text = view_sku(r->v, item->b);
		break;
	case COL_TITLE_A:
		out->text = view_title(r->v, item->a);
		break;
	case COL_TITLE_B:
		out->text = view_title(r->v, item->b);
		break;
	case COL_RELATION:
		out->text =
		    slice_of(relation_name(relation_of(r, row)->relation));
		break;
	case COL_EVIDENCE:
		out->text = slice_of(evidence_name(stats_of(r, row)->evidence));
		break;
	case COL_OFFERED:
		set_offered(r, item, out);
		break;
	default:
		set_accessory(r, row, out);
		break;
	}
}

static int64_t
count_cell(const struct pair_rows *r, size_t row, enum pair_column column)
{
	const struct pairs_item *item = &r->item[row];

	switch ((int)column) {
	case COL_ORDERS_A:
		return r->v->context.orders_with.n[item->a];
	case COL_ORDERS_B:
		return r->v->context.orders_with.n[item->b];
	case COL_BOTH:
		return r->v->pairs.n[item->entry];
	default:
		return r->v->pairs.customers[item->entry];
	}
}

/* The measures a table is sorted by, without the tail probability and the
 * intervals that the whole row needs: sorting asks for a million of them. */
static bool
quick_number(
    const struct pair_rows *r, size_t row, enum pair_column column, double *out)
{
	const struct pairs_item *item = &r->item[row];
	const struct pair_context *ctx = &r->v->context;
	const struct pair_table *table = &r->v->pairs;

	switch ((int)column) {
	case COL_SCORE:
		*out = metric_score(ctx, table, item->entry, item->a, item->b);
		return true;
	case COL_INCREMENTAL:
		*out = metric_incremental(
		    ctx, table, item->entry, item->a, item->b);
		return true;
	case COL_LIFT_LOW:
		*out =
		    metric_lift_low(ctx, table, item->entry, item->a, item->b);
		return true;
	case COL_LIFT:
		*out = metric_lift(ctx, table, item->entry, item->a, item->b);
		return true;
	case COL_Q:
		*out = metric_q(ctx, table, item->entry, item->a, item->b);
		return true;
	default:
		return false;
	}
}

static enum gains_answer
gain_of(struct pair_rows *r, size_t row, struct range *out)
{
	if (r->gains == NULL)
		return GAINS_WANTED;
	return gains_find(r->gains, r->item[row].a, r->item[row].b, out);
}

static void
gain_cell(
    struct pair_rows *r, size_t row, enum pair_column column, struct cell *out)
{
	struct range range;
	double major;

	out->defined = gain_of(r, row, &range) == GAINS_KNOWN;
	if (!out->defined)
		return;
	major = column == COL_GAIN   ? range.mean
	    : column == COL_GAIN_LOW ? range.low80
				     : range.high80;
	out->count = money_round(major, r->v->currency.digits);
}

static double
number_cell(const struct pair_stats *s, enum pair_column column)
{
	const double values[PAIR_COLUMN_COUNT] = {
		[COL_EXPECTED] = s->expected,
		[COL_LIFT] = s->lift,
		[COL_LIFT_LOW] = s->lift_low,
		[COL_LIFT_HIGH] = s->lift_high,
		[COL_P] = s->p_value,
		[COL_Q] = s->q_value,
		[COL_SCORE] = s->score,
		[COL_INCREMENTAL] = s->incremental,
	};

	return values[column];
}

/* Of all orders, of those with A, of those with B. */
static struct cell
share_cell(const struct pair_rows *r, size_t row, enum pair_column column)
{
	const struct pairs_item *item = &r->item[row];
	const struct pair_margins *m = &r->v->context.orders_with;
	int64_t both = r->v->pairs.n[item->entry];

	if (column == COL_SUPPORT)
		return cell_share(both, (int64_t)m->baskets);
	return cell_share(
	    both, m->n[column == COL_CONF_AB ? item->a : item->b]);
}

static void
pair_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct pair_rows *r = self;
	enum pair_column which = (enum pair_column)column;

	out->defined = true;
	if (columns[which].kind == CELL_TEXT)
		text_cell(r, row, which, out);
	else if (columns[which].kind == CELL_MONEY)
		gain_cell(r, row, which, out);
	else if (columns[which].kind == CELL_SHARE)
		*out = share_cell(r, row, which);
	else if (columns[which].kind == CELL_COUNT)
		out->count = count_cell(r, row, which);
	else if (r->stats_of == row ||
	    !quick_number(r, row, which, &out->number))
		out->number = number_cell(stats_of(r, row), which);
}

uint64_t
pairing_identity(size_t a, size_t b)
{
	return (uint64_t)a << 32 | (uint64_t)b;
}

void
pairing_products(uint64_t identity, size_t *a, size_t *b)
{
	*a = (size_t)(identity >> 32);
	*b = (size_t)(identity & UINT32_MAX);
}

static uint64_t
pair_identity(void *self, size_t row)
{
	const struct pair_rows *r = self;

	return pairing_identity(r->item[row].a, r->item[row].b);
}

struct titled {
	struct slice title;
	uint32_t product;
};

static int
compare_titles(const void *a, const void *b)
{
	const struct titled *x = a, *y = b;

	return slice_compare(x->title, y->title);
}

/* The place of each product's title among all; equal titles, equal places. */
static const uint32_t *
title_order(struct pair_rows *r)
{
	size_t n = r->v->products.n;
	struct titled *titles;

	if (r->title_order != NULL)
		return r->title_order;
	titles = mem_array(n, sizeof(*titles));
	for (size_t i = 0; i < n; i++)
		titles[i] = (struct titled){ view_title(r->v, i), (uint32_t)i };
	qsort(titles, n, sizeof(*titles), compare_titles);
	r->title_order = mem_array(n, sizeof(*r->title_order));
	for (size_t i = 0, place = 0; i < n; i++) {
		if (i > 0 && !slice_eq(titles[i].title, titles[i - 1].title))
			place = i;
		r->title_order[titles[i].product] = (uint32_t)place;
	}
	mem_free(titles);
	return r->title_order;
}

static bool
pair_order(void *self, size_t row, size_t column, uint32_t *out)
{
	struct pair_rows *r = self;
	const struct pairs_item *item = &r->item[row];

	if (column == COL_A || column == COL_TITLE_A)
		*out = item->a;
	else if (column == COL_B || column == COL_TITLE_B)
		*out = item->b;
	else
		return false;
	*out = column == COL_A || column == COL_B
	    ? r->v->products.rows[*out].rank
	    : title_order(r)[*out];
	return true;
}

/* What is made when it is first needed, each copy makes for itself; gains
 * belong to the thread that shows them. */
static void *
pair_rows_copy(void *self)
{
	const struct pair_rows *r = self;
	struct pair_rows *copy = mem_zalloc(sizeof(*copy));

	copy->v = view_share(r->v);
	copy->item = r->item;
	copy->count = r->count;
	copy->stats_of = copy->relation_of = SIZE_MAX;
	if (r->own.item != NULL) {
		copy->own.item = mem_array(r->count, sizeof(*copy->own.item));
		copy->own.count = r->count;
		memcpy(copy->own.item, r->item, r->count * sizeof(*r->item));
		copy->item = copy->own.item;
	}
	return copy;
}

static void
pair_rows_free(void *self)
{
	struct pair_rows *r = self;

	pairs_ranking_release(&r->own);
	mem_free(r->stems);
	mem_free(r->has_stem);
	mem_free(r->title_order);
	gains_free(r->gains);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = pair_cell,
	.identity = pair_identity,
	.order = pair_order,
	.copy = pair_rows_copy,
	.free = pair_rows_free,
};

/* ---- the listing ---- */

static bool
wanted(struct pair_rows *r, size_t row, const struct pairing_query *query)
{
	const struct pairs_item *item = &r->item[row];

	if (!query->rejected && r->v->decisions.n > 0 &&
	    view_verdict(r->v, item->a, item->b) == VERDICT_REJECT)
		return false;
	return query->least == EVIDENCE_THIN ||
	    stats_of(r, row)->evidence >= query->least;
}

/* Keeps the rows that are wanted, in an array of the listing's own. */
static bool
apply_filters(
    struct pair_rows *r, const struct pairing_query *query, struct err *err)
{
	struct pairs_item *kept = r->own.item;
	size_t n = 0;

	if (kept == NULL)
		kept = mem_try_array(
		    r->count, sizeof(*kept), "a list of pairs", err);
	if (kept == NULL)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		if (query->limit > 0 && n == query->limit)
			break;
		if (wanted(r, i, query))
			kept[n++] = r->item[i];
	}
	r->own.item = kept;
	r->item = kept;
	r->count = n;
	return true;
}

static bool
rank_pairs(struct pair_rows *r, const struct pairing_query *query,
    const struct pairs_query *rank, struct err *err)
{
	const struct view *v = r->v;
	bool ok;

	if (query->product == PAIRING_ALL &&
	    view_ranked(v, rank, &r->item, &r->count)) {
		if (rank->limit > 0 && rank->limit < r->count)
			r->count = rank->limit;
		return true;
	}
	if (query->product == PAIRING_ALL)
		ok = pairs_rank(&r->own, &v->pairs, &v->context, rank, err);
	else
		ok = pairs_partners(&r->own, &v->pairs, &v->context,
		    (uint32_t)query->product, rank, err);
	r->item = r->own.item;
	r->count = r->own.count;
	return ok;
}

bool
pairing_listing(struct view *v, const struct pairing_query *query,
    struct listing *out, struct err *err)
{
	struct pair_rows *r = mem_zalloc(sizeof(*r));
	bool filters = query->least > EVIDENCE_THIN ||
	    (!query->rejected && v->decisions.n > 0);
	struct pairs_query rank = {
		.key = query->key,
		.min_n = query->min_orders > 0
		    ? query->min_orders
		    : (uint32_t)v->settings.value[SETTING_MIN_ORDERS],
		.limit = filters ? 0 : query->limit,
	};
	uint32_t *ranks = analysis_sku_ranks(&v->products);
	bool ok;

	rank.sku_rank = ranks;
	r->stats_of = r->relation_of = SIZE_MAX;
	r->v = view_share(v);
	ok = rank_pairs(r, query, &rank, err) &&
	    (!filters || apply_filters(r, query, err));
	mem_free(ranks);
	r->stats_of = r->relation_of = SIZE_MAX;
	if (!ok) {
		pair_rows_free(r);
		return false;
	}
	listing_init(out, "pairs", columns, PAIR_COLUMN_COUNT, &ops, r,
	    r->count, v->currency.digits);
	return true;
}

void
pairing_show_gains(struct listing *l, struct gains *gains)
{
	struct pair_rows *r;

	if (l->ops != &ops || gains == NULL)
		return;
	r = l->self;
	if (gains_view(gains) != r->v || gains == r->gains)
		return;
	gains_free(r->gains);
	r->gains = gains_share(gains);
}

enum gains_answer
pairing_gain(const struct listing *l, size_t row, struct range *out)
{
	if (l->ops != &ops)
		return GAINS_NONE;
	return gain_of(l->self, listing_source_row(l, row), out);
}

/* ---- one pair ---- */

void
pairing_sheet(
    const struct view *v, size_t a, size_t b, struct pairing_sheet *out)
{
	struct relation_stem stem_a, stem_b;

	*out = (struct pairing_sheet){ .a = a, .b = b };
	out->counted = metric_pair(
	    &v->context, &v->pairs, (uint32_t)a, (uint32_t)b, &out->stats);
	relation_stem_of(slice_of(v->products.rows[a].title), &stem_a);
	relation_stem_of(slice_of(v->products.rows[b].title), &stem_b);
	judge(v, &out->stats, &stem_a, &stem_b, &out->relation);
	out->has_attach = out->counted &&
	    metric_attach(&out->stats, v->settings.value[SETTING_ATTACH_WEIGHT],
		&out->attach);
	out->verdict = view_verdict(v, a, b);
	out->sold_in_shop = view_sold_in_shop(v, a, b);
}
