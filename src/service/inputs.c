/*
 * A row's unit decides how its value reads, so values are text: a share is
 * given in percent, money with the currency's digits.
 */
#include "service/inputs.h"

#include "base/mem.h"

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("meaning", "what",    CELL_TEXT, COLUMN_FROZEN, 60, 1, "what it stands for"),
	LISTING_COLUMN("value",   "value",   CELL_TEXT, 0, 12, 2, "in its unit"),
	LISTING_COLUMN("basis",   "basis",   CELL_TEXT, 0, 10, 3, "measured, estimated from orders, or assumed"),
	LISTING_COLUMN("input",   "input",   CELL_TEXT, 0, 16, 4, "its name"),
};
/* clang-format on */

enum {
	COL_MEANING,
	COL_VALUE,
	COL_BASIS,
	COL_INPUT
};

struct input_rows {
	struct basis_row *rows; /* owned */
	int digits;
	struct str text; /* of the value asked for last */
};

/* A share below 0 that is no margin stands for "not given". */
static bool
is_drawn(const struct basis_row *row)
{
	return strcmp(row->name, "topup_rate") == 0 && row->value < 0;
}

static void
add_value(const struct basis_row *row, int digits, struct str *out)
{
	if (is_drawn(row))
		str_add(out, "drawn");
	else if (strcmp(row->unit, "share") == 0)
		str_addf(out, "%.4g %%", 100 * row->value);
	else if (strcmp(row->unit, "money") == 0)
		money_add_grouped(out, money_round(row->value, digits), digits);
	else if (row->unit[0] == '\0')
		str_addf(out, "%.4g", row->value);
	else
		str_addf(out, "%.6g %s", row->value, row->unit);
}

/* Rows of an item are named "price_2": the second item of the bundle. */
static void
add_meaning(const struct basis_row *row, struct str *out)
{
	const char *end = strrchr(row->name, '_');

	if (end != NULL && end[1] >= '1' && end[1] <= '9')
		str_addf(out, "item %s: ", end + 1);
	str_add(out, row->meaning);
}

static void
input_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct input_rows *r = self;
	const struct basis_row *b = &r->rows[row];

	out->defined = true;
	switch (column) {
	case COL_MEANING:
		str_clear(&r->text);
		add_meaning(b, &r->text);
		out->text = slice_str(&r->text);
		break;
	case COL_VALUE:
		str_clear(&r->text);
		add_value(b, r->digits, &r->text);
		out->text = slice_str(&r->text);
		break;
	case COL_BASIS:
		out->text = slice_of(basis_name(b->basis));
		break;
	default:
		out->text = slice_of(b->name);
		break;
	}
}

static void
input_rows_free(void *self)
{
	struct input_rows *r = self;

	mem_free(r->rows);
	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = input_cell,
	.free = input_rows_free,
};

void
inputs_listing(
    const struct basis_row *rows, size_t n, int digits, struct listing *out)
{
	struct input_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	r->digits = digits;
	r->rows = mem_array(n, sizeof(*rows));
	if (n > 0)
		memcpy(r->rows, rows, n * sizeof(*rows));
	listing_init(
	    out, "inputs", columns, ARRAY_LEN(columns), &ops, r, n, digits);
}
