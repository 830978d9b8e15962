/*
 * A listing of add-ons is the ranking of the product's partners with one
 * computed sheet per row; the last one looked at is kept, because tables are
 * read row by row.
 */
#include "service/addon.h"

#include "base/mem.h"
#include "service/pairing.h"

/* clang-format off */
#define ADDON_COLUMNS(X) \
	X(COL_SKU, "sku", "SKU", CELL_TEXT, COLUMN_FROZEN, 12, 3, "of the add-on") \
	X(COL_TITLE, "title", "add-on", CELL_TEXT, COLUMN_FROZEN | COLUMN_ALIKE, 28, 1, "its name") \
	X(COL_BOTH, "orders_both", "both", CELL_COUNT, COLUMN_FALLS, 7, 3, "orders with both") \
	X(COL_ATTACH, "attach_rate", "attach", CELL_SHARE, COLUMN_FALLS, 7, 2, "share of the product's orders to expect with it, shrunk towards chance") \
	X(COL_LOW, "attach_low90", "low", CELL_SHARE, COLUMN_FALLS, 7, 6, "lower end of the 90 % interval") \
	X(COL_HIGH, "attach_high90", "high", CELL_SHARE, COLUMN_FALLS, 7, 7, "upper end of the 90 % interval") \
	X(COL_EXCESS, "excess_attach", "beyond chance", CELL_SHARE, COLUMN_FALLS, 7, 4, "attach rate less what chance alone would give") \
	X(COL_PRICE, "price", "price", CELL_MONEY, COLUMN_FALLS, 9, 6, "of one piece") \
	X(COL_MARGIN, "unit_margin", "margin", CELL_MEAN, COLUMN_FALLS, 9, 5, "of one piece in money") \
	X(COL_BASIS, "margin_basis", "basis", CELL_TEXT, 0, 8, 7, "measured from the cost, or assumed") \
	X(COL_CONTRIBUTION, "contribution", "per order", CELL_MEAN, COLUMN_FALLS, 9, 2, "excess attach rate x margin: what the tie earns per order of the product") \
	X(COL_LIFT, "lift", "lift", CELL_NUMBER, COLUMN_FALLS, 6, 4, "times more often than chance") \
	X(COL_EVIDENCE, "evidence", "evidence", CELL_TEXT, 0, 8, 3, "strong, likely, weak or thin") \
	X(COL_RELATION, "relation", "relation", CELL_TEXT, 0, 10, 6, "complement, variant, substitute, sequel or unclear") \
	X(COL_VERDICT, "verdict", "decided", CELL_TEXT, COLUMN_DETAIL, 8, 9, "accept when a merchandiser accepted the pair")
/* clang-format on */

enum addon_column {
	ADDON_COLUMNS(LISTING_COLUMN_ID) ADDON_COLUMN_COUNT
};

static const struct column columns[ADDON_COLUMN_COUNT] = { ADDON_COLUMNS(
    LISTING_COLUMN_ROW) };

struct addon_rows {
	struct view *v;
	size_t product;
	uint32_t *partner; /* of each row */
	size_t at; /* the fields below are of this row; SIZE_MAX: none */
	struct pairing_sheet sheet;
	double excess, margin;
	bool priced, measured;
};

bool
addon_margin(
    const struct view *v, size_t product, double *margin, bool *measured)
{
	int64_t price4 = view_price4(v, product);
	int64_t cost4 = v->products.rows[product].cost4;
	double price = (double)price4 / 1e4;

	*measured = cost4 != SALES_UNKNOWN;
	*margin = 0;
	if (price4 == SALES_UNKNOWN)
		return false;
	*margin = *measured
	    ? price - (double)cost4 / 1e4
	    : price * v->settings.value[SETTING_ASSUMED_MARGIN] / 100;
	return true;
}

static void
look_at(struct addon_rows *r, size_t row)
{
	const struct pair_stats *p = &r->sheet.stats;

	if (r->at == row)
		return;
	r->at = row;
	pairing_sheet(r->v, r->product, r->partner[row], &r->sheet);
	r->excess = r->sheet.has_attach
	    ? r->sheet.attach.mean - p->expected / (double)p->orders_a
	    : 0;
	r->priced =
	    addon_margin(r->v, r->partner[row], &r->margin, &r->measured);
}

static void
text_cell(
    const struct addon_rows *r, enum addon_column column, struct cell *out)
{
	const struct pairing_sheet *s = &r->sheet;

	switch ((int)column) {
	case COL_SKU:
		out->text = view_sku(r->v, s->b);
		break;
	case COL_TITLE:
		out->text = view_title(r->v, s->b);
		break;
	case COL_BASIS:
		out->defined = r->priced;
		out->text = slice_of(r->measured ? "measured" : "assumed");
		break;
	case COL_EVIDENCE:
		out->text = slice_of(evidence_name(s->stats.evidence));
		break;
	case COL_RELATION:
		out->text = slice_of(relation_name(s->relation.relation));
		break;
	default:
		out->text = slice_of(store_verdict_name(s->verdict));
		break;
	}
}

static void
number_cell(
    const struct addon_rows *r, enum addon_column column, struct cell *out)
{
	const struct pairing_sheet *s = &r->sheet;
	const double values[ADDON_COLUMN_COUNT] = {
		[COL_ATTACH] = s->attach.mean,
		[COL_LOW] = s->attach.low,
		[COL_HIGH] = s->attach.high,
		[COL_EXCESS] = r->excess,
		[COL_MARGIN] = r->margin,
		[COL_CONTRIBUTION] = r->excess * r->margin,
		[COL_LIFT] = s->stats.lift,
	};

	/* Counts stand in for the rate where there are few. */
	if (column <= COL_EXCESS && column >= COL_ATTACH) {
		out->of = s->stats.orders_a;
		out->count =
		    column == COL_ATTACH ? (int64_t)s->stats.orders_both : -1;
	}
	if (column == COL_MARGIN)
		out->defined = r->priced;
	else if (column == COL_CONTRIBUTION)
		out->defined = r->priced && s->has_attach;
	else if (column != COL_LIFT)
		out->defined = s->has_attach;
	out->number = values[column];
}

static void
price_cell(const struct addon_rows *r, struct cell *out)
{
	int64_t price4 = view_price4(r->v, r->sheet.b);

	out->defined = r->priced;
	out->count =
	    r->priced ? money_from_price4(price4, r->v->currency.digits) : 0;
}

static void
addon_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct addon_rows *r = self;

	look_at(r, row);
	out->defined = true;
	if (columns[column].kind == CELL_TEXT)
		text_cell(r, (enum addon_column)column, out);
	else if (column == COL_BOTH)
		out->count = r->sheet.stats.orders_both;
	else if (column == COL_PRICE)
		price_cell(r, out);
	else
		number_cell(r, (enum addon_column)column, out);
}

static uint64_t
addon_identity(void *self, size_t row)
{
	const struct addon_rows *r = self;

	return pairing_identity(r->product, r->partner[row]);
}

static void
addon_rows_free(void *self)
{
	struct addon_rows *r = self;

	mem_free(r->partner);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = addon_cell,
	.identity = addon_identity,
	.free = addon_rows_free,
};

bool
addon_listing(struct view *v, size_t product, size_t limit, struct listing *out,
    struct err *err)
{
	struct addon_rows *r = mem_zalloc(sizeof(*r));
	struct pairing_query query = { .product = product, .limit = limit };
	struct listing pairs;
	size_t a, b, n;

	if (!pairing_listing(v, &query, &pairs, err)) {
		mem_free(r);
		return false;
	}
	r->v = view_share(v);
	r->product = product;
	r->at = SIZE_MAX;
	n = pairs.rows;
	r->partner = mem_array(n, sizeof(*r->partner));
	for (size_t i = 0; i < n; i++) {
		pairing_products(listing_identity(&pairs, i), &a, &b);
		r->partner[i] = (uint32_t)b;
	}
	listing_release(&pairs);
	listing_init(out, "addons", columns, ADDON_COLUMN_COUNT, &ops, r, n,
	    v->currency.digits);
	return true;
}
