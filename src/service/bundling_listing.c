/*
 * The tables of bundling.h: all bundles, the shop's own sets, and the items of
 * one bundle.
 */
#include "service/bundling.h"

#include <strings.h>

#include "base/mem.h"

/* clang-format off */
static const struct column bundle_columns[] = {
	LISTING_COLUMN("bundle",   "bundle",   CELL_TEXT,  COLUMN_FROZEN, 24, 1, "name"),
	LISTING_COLUMN("status",   "status",   CELL_TEXT,  0, 8, 2, "draft, active or retired"),
	LISTING_COLUMN("items",    "items",    CELL_COUNT, 0, 5, 6, "different products"),
	LISTING_COLUMN("contents", "contents", CELL_TEXT,  0, 40, 4, "what is in it"),
	LISTING_COLUMN("parts",    "parts",    CELL_MONEY, 0, 9, 7, "sum of the items' prices"),
	LISTING_COLUMN("discount", "discount", CELL_TEXT,  0, 13, 3, "what a shopper saves"),
	LISTING_COLUMN("price",    "price",    CELL_MONEY, 0, 9, 3, "of the whole bundle"),
	LISTING_COLUMN("margin",   "margin",   CELL_SHARE, 0, 6, 4, "after the discount, where all costs are known"),
	LISTING_COLUMN("stock",    "stock",    CELL_COUNT, 0, 6, 8, "sets the stock is enough for"),
};
static const struct column item_columns[] = {
	LISTING_COLUMN("sku",      "SKU",      CELL_TEXT,  COLUMN_FROZEN, 10, 2, "of the product"),
	LISTING_COLUMN("title",    "item",     CELL_TEXT,  COLUMN_ALIKE, 32, 1, "its name"),
	LISTING_COLUMN("quantity", "qty",      CELL_COUNT, 0, 3, 3, "pieces in one set"),
	LISTING_COLUMN("price",    "price",    CELL_MONEY, 0, 8, 4, "of one piece"),
	LISTING_COLUMN("cost",     "cost",     CELL_MONEY, 0, 8, 5, "of one piece"),
	LISTING_COLUMN("margin",   "margin",   CELL_SHARE, 0, 6, 6, "of one piece, before the discount"),
	LISTING_COLUMN("stock",    "stock",    CELL_COUNT, 0, 5, 7, "pieces"),
	LISTING_COLUMN("part",     "part",     CELL_TEXT,  0, 16, 9, "role, slot, and what may stand in for it"),
};
/* clang-format on */

enum {
	COL_NAME,
	COL_STATUS,
	COL_ITEMS,
	COL_CONTENTS,
	COL_PARTS,
	COL_DISCOUNT,
	COL_PRICE,
	COL_MARGIN,
	COL_STOCK
};

struct bundle_rows {
	struct view *v;
	struct store_bundles bundles;
	struct str text; /* of the last cell that was put together */
};

static void
bundle_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct bundle_rows *r = self;
	const struct store_bundle *b = &r->bundles.rows[row];
	struct bundling_sums sums;

	bundling_sums(r->v, b, &sums);
	str_clear(&r->text);
	out->defined = true;
	switch (column) {
	case COL_NAME:
		out->text = slice_of(b->name);
		break;
	case COL_STATUS:
		out->text = slice_of(store_state_name(b->state));
		break;
	case COL_ITEMS:
		out->count = (int64_t)b->n_items;
		break;
	case COL_CONTENTS:
		bundling_add_contents(r->v, b, &r->text);
		out->text = slice_str(&r->text);
		break;
	case COL_PARTS:
		out->defined = sums.priced;
		out->count = sums.parts;
		break;
	case COL_DISCOUNT:
		bundling_add_discount(b, r->v->currency.digits, &r->text);
		out->text = slice_str(&r->text);
		break;
	case COL_PRICE:
		out->defined = sums.priced;
		out->count = sums.price;
		break;
	case COL_MARGIN:
		out->defined = sums.priced && sums.costed;
		out->number = sums.margin;
		break;
	default:
		out->defined = sums.stock >= 0;
		out->count = sums.stock;
		break;
	}
}

static uint64_t
bundle_identity(void *self, size_t row)
{
	const struct bundle_rows *r = self;

	return (uint64_t)r->bundles.rows[row].bundle_id;
}

static void
bundle_rows_free(void *self)
{
	struct bundle_rows *r = self;

	store_bundles_release(&r->bundles);
	str_release(&r->text);
	view_free(r->v);
	mem_free(r);
}

static const struct listing_ops bundle_ops = {
	.cell = bundle_cell,
	.identity = bundle_identity,
	.free = bundle_rows_free,
};

static void
list_bundles(const char *name, struct store_bundles *bundles, struct view *v,
    struct listing *out)
{
	struct bundle_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	r->bundles = *bundles;
	r->v = view_share(v);
	listing_init(out, name, bundle_columns, ARRAY_LEN(bundle_columns),
	    &bundle_ops, r, r->bundles.n, v->currency.digits);
}

bool
bundling_listing(
    struct store *st, struct view *v, struct listing *out, struct err *err)
{
	struct store_bundles bundles;

	if (!store_bundles_load(st, &bundles, err))
		return false;
	list_bundles("bundles", &bundles, v, out);
	return true;
}

/* ---- the shop's own sets ---- */

/* A set of a price of its own, unless its parts are cheaper. */
static void
price_set(const struct view *v, struct store_bundle *b)
{
	struct bundling_sums sums;
	size_t product;
	int64_t price4, price;

	if (!store_products_index(&v->products, b->bundle_id, &product))
		return;
	price4 = v->products.rows[product].price4;
	bundling_sums(v, b, &sums);
	if (price4 == SALES_UNKNOWN || price4 <= 0 || !sums.priced)
		return;
	price = money_from_price4(price4, v->currency.digits);
	if (price >= sums.parts)
		return;
	b->discount_kind = "price";
	b->discount_value = price;
}

static bool
load_sets(struct store *st, const struct view *v, struct store_bundles *out,
    struct err *err)
{
	if (!store_shop_sets_load(st, out, err))
		return false;
	for (size_t i = 0; i < out->n; i++)
		price_set(v, &out->rows[i]);
	return true;
}

bool
bundling_shop_listing(
    struct store *st, struct view *v, struct listing *out, struct err *err)
{
	struct store_bundles sets;

	if (!load_sets(st, v, &sets, err))
		return false;
	list_bundles("sets", &sets, v, out);
	return true;
}

/* A copy whose texts and items live in 'text'. */
static void
copy_set(const struct store_bundle *set, const char *name, struct arena *text,
    struct store_bundle *out)
{
	*out = *set;
	out->bundle_id = 0;
	out->name = arena_strdup(text,
	    name != NULL             ? name
		: set->title != NULL ? set->title
				     : set->name);
	out->title = set->title != NULL ? arena_strdup(text, set->title) : NULL;
	out->items = arena_array(text, set->n_items, sizeof(*out->items));
	memcpy(out->items, set->items, set->n_items * sizeof(*out->items));
}

bool
bundling_adopt(struct store *st, const struct view *v, const char *sku,
    const char *name, struct arena *text, struct store_bundle *out,
    struct err *err)
{
	struct store_bundles sets;
	bool found = false;

	if (!load_sets(st, v, &sets, err))
		return false;
	for (size_t i = 0; i < sets.n && !found; i++) {
		found = strcasecmp(sets.rows[i].name, sku) == 0;
		if (found)
			copy_set(&sets.rows[i], name, text, out);
	}
	store_bundles_release(&sets);
	return found ||
	    err_set(err, ERR_NOT_FOUND,
		"the shop has no set '%s'; 'endcap bundle shop' lists those "
		"its product files name",
		sku);
}

enum {
	ITEM_PART = 7
};

struct item_rows {
	struct view *v;
	const struct store_bundle *b;
	struct str text; /* of the last part */
	/* As item_columns; the parts come forward where an item has one. */
	struct column columns[ARRAY_LEN(item_columns)];
};

/* "add-on, light, any variant": what is not plain about it. */
static void
add_part(const struct store_bundle_item *item, struct str *out)
{
	static const char *const roles[] = { [OFFER_NEED] = "",
		[OFFER_GET] = "to get",
		[OFFER_ADDON] = "add-on" };
	const char *role = roles[bundling_role(item->role)];

	str_clear(out);
	str_add(out, role);
	if (item->slot != NULL)
		str_addf(out, "%s%s", out->len > 0 ? ", " : "", item->slot);
	if (item->any != STORE_ANY_NONE)
		str_addf(out, "%sany %s", out->len > 0 ? ", " : "",
		    item->any == STORE_ANY_VARIANT ? "variant" : "of category");
}

static void
item_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct item_rows *r = self;
	const struct store_bundle_item *item = &r->b->items[row];
	const struct store_product *p;
	int digits = r->v->currency.digits;
	size_t product;
	int64_t price4;

	if (!store_products_index(&r->v->products, item->product_id, &product))
		return;
	p = &r->v->products.rows[product];
	price4 = view_price4(r->v, product);
	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(p->sku);
		break;
	case 1:
		out->text = view_title(r->v, product);
		break;
	case 2:
		out->count = item->quantity;
		break;
	case 3:
		out->defined = price4 != SALES_UNKNOWN;
		out->count =
		    out->defined ? money_from_price4(price4, digits) : 0;
		break;
	case 4:
		out->defined = p->cost4 != SALES_UNKNOWN;
		out->count =
		    out->defined ? money_from_price4(p->cost4, digits) : 0;
		break;
	case 5:
		out->defined = p->cost4 != SALES_UNKNOWN && price4 > 0;
		out->number = out->defined
		    ? (double)(price4 - p->cost4) / (double)price4
		    : 0;
		break;
	case 6:
		out->defined = p->stock != SALES_UNKNOWN;
		out->count = p->stock;
		break;
	default:
		add_part(item, &r->text);
		out->defined = r->text.len > 0;
		out->text = slice_str(&r->text);
		break;
	}
}

static uint64_t
item_identity(void *self, size_t row)
{
	const struct item_rows *r = self;

	return (uint64_t)r->b->items[row].product_id;
}

static void
item_rows_free(void *self)
{
	struct item_rows *r = self;

	view_free(r->v);
	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops item_ops = {
	.cell = item_cell,
	.identity = item_identity,
	.free = item_rows_free,
};

void
bundling_items_listing(
    struct view *v, const struct store_bundle *b, struct listing *out)
{
	struct item_rows *r = mem_zalloc(sizeof(*r));

	r->v = view_share(v);
	r->b = b;
	str_init(&r->text);
	memcpy(r->columns, item_columns, sizeof(item_columns));
	for (size_t i = 0; i < b->n_items; i++) {
		add_part(&b->items[i], &r->text);
		if (r->text.len > 0)
			r->columns[ITEM_PART].rank = 3;
	}
	listing_init(out, "items", r->columns, ARRAY_LEN(item_columns),
	    &item_ops, r, b->n_items, v->currency.digits);
}
