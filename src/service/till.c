/*
 * Lines stand in the order of the items, one a product; the result borrows
 * from the engine, so both live as long as the till.
 */
#include "service/till.h"

#include "base/mem.h"
#include "base/text.h"

/* ---- ringing up ---- */

static bool
fill_cart(struct till *t, const struct till_request *rq, struct err *err)
{
	struct checkout_line *lines =
	    arena_array(&t->memory, rq->n + 1, sizeof(*lines));

	for (size_t i = 0; i < rq->n; i++) {
		size_t product;

		if (!store_products_index(
			&t->v->products, rq->items[i].product_id, &product))
			return err_set(err, ERR_NOT_FOUND,
			    "the cart holds a product that is no longer in the "
			    "store; take it out");
		lines[i] = (struct checkout_line){
			.product = (uint32_t)product,
			.quantity = (int32_t)rq->items[i].quantity,
			.price4 = view_price4(t->v, product),
		};
		if (lines[i].price4 == SALES_UNKNOWN)
			return err_set(err, ERR_INPUT,
			    "'%s' has no price; import a product file with "
			    "prices",
			    t->v->products.rows[product].sku);
	}
	t->cart.lines = lines;
	t->cart.n = rq->n;
	return true;
}

bool
till_ring(struct store *st, const struct till_request *rq, struct till *out,
    struct err *err)
{
	struct str left_out = STR_INIT;
	bool ok;

	*out = (struct till){ .v = view_share(rq->v) };
	ok = fill_cart(out, rq, err) &&
	    bundling_live_with(st, out->v, rq->today, rq->plan, &out->memory,
		&out->offers, &out->n_offers, err) &&
	    bundling_add_left_out(st, out->v, rq->today, &left_out, err);
	if (ok) {
		out->left_out = arena_strdup(
		    &out->memory, left_out.len > 0 ? left_out.p : "");
		out->cart.shipping = rq->shipping;
		if (rq->country != NULL)
			out->cart.country =
			    arena_strdup(&out->memory, rq->country);
		out->engine = bundling_checkout(
		    out->v, out->offers, out->n_offers, &out->memory);
		ok = checkout_price(out->engine, &out->cart, &out->result, err);
	}
	if (!ok)
		till_release(out);
	str_release(&left_out);
	return ok;
}

void
till_release(struct till *t)
{
	checkout_free(t->engine);
	arena_release(&t->memory);
	view_free(t->v);
	*t = (struct till){ .v = NULL };
}

/* ---- as a table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("sku",      "SKU",      CELL_TEXT,  COLUMN_FROZEN, 10, 5, "of the product"),
	LISTING_COLUMN("title",    "item",     CELL_TEXT,  COLUMN_ALIKE, 30, 1, "its name"),
	LISTING_COLUMN("quantity", "qty",      CELL_COUNT, 0, 4, 2, "pieces"),
	LISTING_COLUMN("price",    "price",    CELL_MONEY, 0, 9, 6, "of one piece"),
	LISTING_COLUMN("value",    "value",    CELL_MONEY, 0, 10, 4, "of the line without any offer"),
	LISTING_COLUMN("discount", "discount", CELL_MONEY, 0, 9, 2, "taken off the line"),
	LISTING_COLUMN("total",    "to pay",   CELL_MONEY, 0, 10, 1, "for the line"),
	LISTING_COLUMN("why",      "why",      CELL_TEXT,  0, 36, 3, "which offer takes how much off it"),
};
/* clang-format on */

enum till_column {
	COLUMN_SKU,
	COLUMN_TITLE,
	COLUMN_QUANTITY,
	COLUMN_PRICE,
	COLUMN_VALUE,
	COLUMN_DISCOUNT,
	COLUMN_TOTAL,
	COLUMN_WHY
};

struct till_rows {
	const struct till *t;
	struct str text; /* of the last reason */
};

/* "'desk start' 7.70, 'summer' 2.00". */
static void
add_shares(const struct till *t, size_t line, struct str *out)
{
	const struct checkout_result *r = &t->result;

	str_clear(out);
	for (size_t i = 0; i < r->n_shares; i++) {
		const struct checkout_share *sh = &r->shares[i];
		size_t offer = r->effects[sh->effect].offer;

		if (sh->line != line || sh->amount == 0)
			continue;
		str_addf(out, "%s'%s' ", out->len > 0 ? ", " : "",
		    t->offers[offer].name);
		money_add_grouped(out, sh->amount, t->v->currency.digits);
	}
}

static void
till_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct till_rows *rows = self;
	const struct till *t = rows->t;
	const struct checkout_line *line = &t->cart.lines[row];
	const struct checkout_priced *paid = &t->result.lines[row];

	out->defined = true;
	switch ((enum till_column)column) {
	case COLUMN_SKU:
		out->text = view_sku(t->v, line->product);
		break;
	case COLUMN_TITLE:
		out->text = view_title(t->v, line->product);
		break;
	case COLUMN_QUANTITY:
		out->count = line->quantity;
		break;
	case COLUMN_PRICE:
		out->count =
		    money_from_price4(line->price4, t->v->currency.digits);
		break;
	case COLUMN_VALUE:
		out->count = paid->value;
		break;
	case COLUMN_DISCOUNT:
		out->defined = paid->discount > 0;
		out->count = paid->discount;
		break;
	case COLUMN_TOTAL:
		out->count = paid->total;
		break;
	case COLUMN_WHY:
		add_shares(t, row, &rows->text);
		out->defined = rows->text.len > 0;
		out->text = slice_str(&rows->text);
		break;
	}
}

static uint64_t
till_identity(void *self, size_t row)
{
	const struct till *t = ((struct till_rows *)self)->t;

	return t->cart.lines[row].product;
}

static void
till_rows_free(void *self)
{
	str_release(&((struct till_rows *)self)->text);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = till_cell,
	.identity = till_identity,
	.free = till_rows_free,
};

void
till_listing(struct till *t, struct listing *out)
{
	struct till_rows *rows = mem_zalloc(sizeof(*rows));

	rows->t = t;
	str_init(&rows->text);
	listing_init(out, "cart", columns, ARRAY_LEN(columns), &ops, rows,
	    t->cart.n, t->v->currency.digits);
}

/* ---- in words ---- */

static void
add_amount(
    const struct till *t, const char *what, int64_t minor, struct str *out)
{
	struct str amount = STR_INIT;

	money_add_grouped(&amount, minor, t->v->currency.digits);
	str_addf(out, "%-44s %12s\n", what, amount.p);
	str_release(&amount);
}

static void
add_sum(const struct till *t, const char *what, int64_t minor, struct str *out)
{
	str_addf(out, "%s%s ", out->len > 0 ? "   " : "", what);
	money_add_grouped(out, minor, t->v->currency.digits);
}

void
till_add_sums(const struct till *t, struct str *out)
{
	add_sum(t, "goods", t->result.goods, out);
	if (t->cart.shipping > 0)
		add_sum(t, "shipping", t->result.shipping, out);
	add_sum(t, "to pay", t->result.total, out);
}

void
till_add_reasons(const struct till *t, struct str *out)
{
	for (size_t i = 0; i < t->result.n_effects; i++) {
		checkout_explain(t->engine, &t->result.effects[i], out);
		str_add_char(out, '\n');
	}
	if (t->n_offers == 0)
		str_add(out, "no offer is live\n");
	str_add(out, t->left_out);
}

void
till_add_receipt(const struct till *t, struct str *out)
{
	struct str what = STR_INIT;

	for (size_t i = 0; i < t->result.n_lines; i++) {
		const struct checkout_line *line = &t->cart.lines[i];

		str_setf(&what, "%d x ", line->quantity);
		text_fit(&what, view_title(t->v, line->product), 36, false);
		add_amount(t, what.p, t->result.lines[i].value, out);
		if (t->result.lines[i].discount > 0)
			add_amount(t, "    discount",
			    -t->result.lines[i].discount, out);
	}
	add_amount(t, "goods", t->result.goods, out);
	if (t->cart.shipping > 0)
		add_amount(t, "shipping", t->result.shipping, out);
	add_amount(t, "total", t->result.total, out);
	till_add_reasons(t, out);
	str_release(&what);
}
