/*
 * A row's unit decides how its value reads, so values are text: a share is
 * given in percent, money with the currency's digits.
 */
#include "service/inputs.h"

#include "base/mem.h"

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("input",   "input",   CELL_TEXT, COLUMN_FROZEN, 20, 1, "its name"),
	LISTING_COLUMN("value",   "value",   CELL_TEXT, 0, 12, 2, "in its unit"),
	LISTING_COLUMN("basis",   "basis",   CELL_TEXT, 0, 10, 3, "measured, estimated from orders, or assumed"),
	LISTING_COLUMN("meaning", "meaning", CELL_TEXT, 0, 40, 4, "what it stands for"),
};
/* clang-format on */

enum {
	COL_INPUT,
	COL_VALUE,
	COL_BASIS,
	COL_MEANING
};

struct input_rows {
	struct basis_row *rows; /* owned */
	int digits;
	struct str text; /* of the value asked for last */
};

static void
add_value(const struct basis_row *row, int digits, struct str *out)
{
	if (strcmp(row->unit, "share") == 0)
		str_addf(out, "%.4g %%", 100 * row->value);
	else if (strcmp(row->unit, "money") == 0)
		money_add_grouped(out, money_round(row->value, digits), digits);
	else if (row->unit[0] == '\0')
		str_addf(out, "%.4g", row->value);
	else
		str_addf(out, "%.6g %s", row->value, row->unit);
}

static void
input_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct input_rows *r = self;
	const struct basis_row *b = &r->rows[row];

	out->defined = true;
	switch (column) {
	case COL_INPUT:
		out->text = slice_of(b->name);
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
		out->text = slice_of(b->meaning);
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
