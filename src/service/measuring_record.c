/*
 * measuring_record - the shop's own record of projected against realised, as a
 * table: the latest of each offer that was measured.
 */
#include "service/measuring_internal.h"

#include "base/mem.h"
#include "base/num.h"

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("bundle",    "bundle",    CELL_TEXT,   COLUMN_FROZEN, 24, 1, "its name"),
	LISTING_COLUMN("launched",  "live since", CELL_DAY,   0, 10, 3, "the day its projection was frozen"),
	LISTING_COLUMN("until",     "until",     CELL_DAY,    COLUMN_FALLS, 10, 4, "last day of orders that was measured"),
	LISTING_COLUMN("takes_projected", "takes projected", CELL_NUMBER, 0, 10, 2, "median per horizon"),
	LISTING_COLUMN("takes_low80", "80 % low", CELL_NUMBER, 0, 8, 3, "of the projected range"),
	LISTING_COLUMN("takes_high80", "high",   CELL_NUMBER, 0, 8, 3, "of the projected range"),
	LISTING_COLUMN("takes",     "since",     CELL_NUMBER, 0, 8, 1, "estimated from the orders since then"),
	LISTING_COLUMN("inside",    "inside",    CELL_TEXT,   0, 6, 1, "is it in the range"),
	LISTING_COLUMN("contribution_projected", "contribution projected", CELL_MONEY, COLUMN_FALLS, 12, 4, "median per horizon"),
	LISTING_COLUMN("contribution", "contribution since", CELL_MONEY, COLUMN_FALLS, 12, 2, "estimated from the orders since then"),
	LISTING_COLUMN("hold_out",  "hold-out",  CELL_TEXT,   0, 8, 5, "was it compared with those who did without the offer"),
};
/* clang-format on */

struct record_row {
	const char *name;
	double launched, until;
	double takes[3], promised[2], contribution, held_out;
	bool detailed; /* kept with more than the takes */
};
struct record_rows {
	struct record_row *row; /* owned; newest first */
	size_t n;
	struct arena text;
	int digits;
};

static void
record_cell(void *self, size_t i, size_t column, struct cell *out)
{
	const struct record_rows *r = self;
	const struct record_row *row = &r->row[i];

	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(row->name);
		break;
	case 1:
		out->defined = row->detailed;
		out->count = (int64_t)row->launched;
		break;
	case 2:
		out->count = (int64_t)row->until;
		break;
	case 3:
		out->defined = row->detailed;
		out->number = row->promised[0];
		break;
	case 4:
		out->number = row->takes[1];
		break;
	case 5:
		out->number = row->takes[2];
		break;
	case 6:
		out->number = row->takes[0];
		break;
	case 7:
		out->text = slice_of(row->takes[0] >= row->takes[1] &&
			    row->takes[0] <= row->takes[2]
			? "yes"
			: "no");
		break;
	case 8:
		out->defined = row->detailed;
		out->count = money_round(row->promised[1], r->digits);
		break;
	case 9:
		out->defined = row->detailed;
		out->count = money_round(row->contribution, r->digits);
		break;
	default:
		out->text = slice_of(row->held_out > 0 ? "yes" : "no");
		break;
	}
}

static void
record_rows_free(void *self)
{
	struct record_rows *r = self;

	arena_release(&r->text);
	mem_free(r->row);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = record_cell,
	.free = record_rows_free,
};

static bool
is_newest(const struct store_records *all, size_t i)
{
	for (size_t k = i + 1; k < all->n; k++)
		if (strcmp(all->rows[i].name, all->rows[k].name) == 0)
			return false;
	return true;
}

bool
measuring_record_listing(
    struct store *st, int digits, struct listing *out, struct err *err)
{
	struct record_rows *r;
	struct store_records all;

	if (!store_records_load(st, "measured", NULL, &all, err))
		return false;
	r = mem_zalloc(sizeof(*r));
	r->digits = digits;
	r->row = mem_array(all.n, sizeof(*r->row));
	for (size_t i = all.n; i-- > 0;) {
		const char *text = all.rows[i].content;
		struct record_row *row = &r->row[r->n];

		*row = (struct record_row){ .held_out = 0 };
		if (!is_newest(&all, i) ||
		    !measuring_read(text, "takes", row->takes, 3) ||
		    !measuring_read(text, "day", &row->until, 1))
			continue;
		row->name = arena_strdup(&r->text, all.rows[i].name);
		row->detailed =
		    measuring_read(text, "launched", &row->launched, 1) &&
		    measuring_read(text, "promised", row->promised, 2) &&
		    measuring_read(
			text, "contribution", &row->contribution, 1) &&
		    measuring_read(text, "held_out", &row->held_out, 1);
		r->n++;
	}
	store_records_release(&all);
	listing_init(
	    out, "record", columns, ARRAY_LEN(columns), &ops, r, r->n, digits);
	return true;
}
