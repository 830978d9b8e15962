/*
 * measuring_record - the shop's own record of projected against realised, as a
 * table: the latest of each offer that was measured.
 */
#include "service/measuring_internal.h"

#include "base/mem.h"
#include "base/num.h"

/* Columns of the table, in their order. */
enum record_column {
	RECORD_NAME,
	RECORD_LAUNCHED,
	RECORD_UNTIL,
	RECORD_PROJECTED,
	RECORD_LOW,
	RECORD_HIGH,
	RECORD_TAKES,
	RECORD_INSIDE,
	RECORD_CONTRIBUTION_PROJECTED,
	RECORD_CONTRIBUTION,
	RECORD_HOLD_OUT,
	RECORD_KIND,
	RECORD_AOV_PROJECTED,
	RECORD_AOV_LOW,
	RECORD_AOV_HIGH,
	RECORD_AOV,
	RECORD_COLUMNS
};

/* clang-format off */
static const struct column columns[RECORD_COLUMNS] = {
	LISTING_COLUMN("bundle",    "offer",     CELL_TEXT,   COLUMN_FROZEN, 24, 1, "its name, of a bundle or a threshold"),
	LISTING_COLUMN("launched",  "live since", CELL_DAY,   0, 10, 3, "the day its projection was frozen"),
	LISTING_COLUMN("until",     "until",     CELL_DAY,    COLUMN_FALLS, 10, 4, "last day of orders that was measured"),
	LISTING_COLUMN("takes_projected", "takes projected", CELL_NUMBER, 0, 10, 2, "median per horizon"),
	LISTING_COLUMN("takes_low80", "80 % low", CELL_NUMBER, 0, 8, 3, "of the projected range"),
	LISTING_COLUMN("takes_high80", "high",   CELL_NUMBER, 0, 8, 3, "of the projected range"),
	LISTING_COLUMN("takes",     "since",     CELL_NUMBER, 0, 8, 1, "estimated from the orders since then"),
	LISTING_COLUMN("inside",    "inside",    CELL_TEXT,   0, 6, 1, "is it in the range: the takes, of a threshold the change of AOV"),
	LISTING_COLUMN("contribution_projected", "contribution projected", CELL_MONEY, COLUMN_FALLS, 12, 4, "median per horizon"),
	LISTING_COLUMN("contribution", "contribution since", CELL_MONEY, COLUMN_FALLS, 12, 2, "estimated from the orders since then"),
	LISTING_COLUMN("hold_out",  "hold-out",  CELL_TEXT,   0, 8, 5, "was it compared with those who did without the offer"),
	LISTING_COLUMN("kind",      "kind",      CELL_TEXT,   0, 9, 3, "bundle or threshold"),
	LISTING_COLUMN("aov_projected", "AOV projected", CELL_MEAN, 0, 10, 3, "median of its change; of thresholds"),
	LISTING_COLUMN("aov_low80", "80 % low",  CELL_MEAN,   0, 8, 5, "of the projected range"),
	LISTING_COLUMN("aov_high80", "high",     CELL_MEAN,   0, 8, 5, "of the projected range"),
	LISTING_COLUMN("aov",       "AOV since", CELL_MEAN,   0, 10, 2, "its change since then; of thresholds"),
};
/* clang-format on */

struct record_row {
	const char *name;
	enum measuring_kind kind;
	int64_t record_id;
	double launched, until;
	double result[3]; /* takes or AOV, and the projected range of it */
	double promised; /* median of that */
	double noise; /* what chance moves it by */
	double contribution, contribution_promised, held_out;
	bool detailed; /* kept with more than the takes */
};
struct record_rows {
	struct record_row *row; /* owned; newest first */
	size_t n;
	struct arena text;
	int digits;
};

/* Takes of a bundle, AOV of a threshold; the other's columns stay empty. */
static void
result_cell(
    const struct record_row *row, enum record_column column, struct cell *out)
{
	bool aov = column >= RECORD_AOV_PROJECTED, known = true;
	double value = row->result[0];

	if (column == RECORD_PROJECTED || column == RECORD_AOV_PROJECTED) {
		value = row->promised;
		known = row->detailed;
	}
	if (column == RECORD_LOW || column == RECORD_AOV_LOW)
		value = row->result[1];
	else if (column == RECORD_HIGH || column == RECORD_AOV_HIGH)
		value = row->result[2];
	out->number = value;
	out->defined = known && aov == (row->kind == MEASURING_THRESHOLDS);
}

static struct range
promised_of(const struct record_row *row)
{
	return (struct range){ .median = row->promised,
		.low80 = row->result[1],
		.high80 = row->result[2] };
}

static bool
is_inside(const struct record_row *row)
{
	const struct range promised = promised_of(row);

	return track_is_inside(&promised, row->result[0], row->noise);
}

static void
record_cell(void *self, size_t i, size_t column, struct cell *out)
{
	static const char *const no_yes[] = { "no", "yes" };
	const struct record_rows *r = self;
	const struct record_row *row = &r->row[i];

	out->defined = true;
	switch ((enum record_column)column) {
	case RECORD_NAME:
		out->text = slice_of(row->name);
		break;
	case RECORD_LAUNCHED:
		out->defined = row->detailed;
		out->count = (int64_t)row->launched;
		break;
	case RECORD_UNTIL:
		out->count = (int64_t)row->until;
		break;
	case RECORD_INSIDE:
		out->text = slice_of(no_yes[is_inside(row)]);
		break;
	case RECORD_CONTRIBUTION_PROJECTED:
		out->defined = row->detailed;
		out->count = money_round(row->contribution_promised, r->digits);
		break;
	case RECORD_CONTRIBUTION:
		out->defined = row->detailed;
		out->count = money_round(row->contribution, r->digits);
		break;
	case RECORD_HOLD_OUT:
		out->text = slice_of(no_yes[row->held_out > 0]);
		break;
	case RECORD_KIND:
		out->text = slice_of(
		    row->kind == MEASURING_THRESHOLDS ? "threshold" : "bundle");
		break;
	case RECORD_PROJECTED:
	case RECORD_LOW:
	case RECORD_HIGH:
	case RECORD_TAKES:
	case RECORD_AOV_PROJECTED:
	case RECORD_AOV_LOW:
	case RECORD_AOV_HIGH:
	case RECORD_AOV:
	case RECORD_COLUMNS:
		result_cell(row, (enum record_column)column, out);
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

bool
measuring_is_newest(const struct store_records *all, size_t i)
{
	for (size_t k = i + 1; k < all->n; k++)
		if (strcmp(all->rows[i].name, all->rows[k].name) == 0)
			return false;
	return true;
}

/* Which records hold what was measured, and under which keys what came of it
 * (with the projected range), the median and the noise stand. */
static const struct {
	const char *record, *realised, *median, *noise;
} kinds[] = {
	[MEASURING_BUNDLES] = { "measured", "takes", "promised", NULL },
	[MEASURING_THRESHOLDS] = { "threshold measured", "aov", "promised_aov",
	    "aov_noise" },
};

/* What a record holds; false: it does not read as one. */
static bool
read_row(enum measuring_kind kind, const char *text, struct record_row *row)
{
	double promised[2];

	*row = (struct record_row){ .kind = kind };
	if (!measuring_read(text, kinds[kind].realised, row->result, 3) ||
	    !measuring_read(text, "day", &row->until, 1))
		return false;
	row->detailed = measuring_read(text, "launched", &row->launched, 1) &&
	    measuring_read(text, kinds[kind].median, &row->promised, 1) &&
	    measuring_read(text, "contribution", &row->contribution, 1) &&
	    measuring_read(text, "held_out", &row->held_out, 1);
	if (!row->detailed) /* kept by an old one */
		row->promised = (row->result[1] + row->result[2]) / 2;
	if (kinds[kind].noise != NULL)
		(void)measuring_read(text, kinds[kind].noise, &row->noise, 1);
	/* a bundle's median stands beside that of its takes */
	if (kind == MEASURING_THRESHOLDS)
		(void)measuring_read(text, "promised_contribution",
		    &row->contribution_promised, 1);
	else if (measuring_read(text, kinds[kind].median, promised, 2))
		row->contribution_promised = promised[1];
	return true;
}

static bool
add_rows(struct store *st, enum measuring_kind kind, struct record_rows *r,
    size_t *cap, struct err *err)
{
	struct store_records all;

	if (!store_records_load(st, kinds[kind].record, NULL, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		struct record_row row;

		if (!measuring_is_newest(&all, i) ||
		    !read_row(kind, all.rows[i].content, &row))
			continue;
		row.record_id = all.rows[i].record_id;
		row.name = arena_strdup(&r->text, all.rows[i].name);
		r->row = mem_reserve(r->row, cap, r->n + 1, sizeof(*r->row));
		r->row[r->n++] = row;
	}
	store_records_release(&all);
	return true;
}

static int
newest_first(const void *a, const void *b)
{
	int64_t x = ((const struct record_row *)a)->record_id;
	int64_t y = ((const struct record_row *)b)->record_id;

	return (x < y) - (x > y);
}

bool
measuring_record_listing(
    struct store *st, int digits, struct listing *out, struct err *err)
{
	struct record_rows *r = mem_zalloc(sizeof(*r));
	size_t cap = 0;

	r->digits = digits;
	if (!add_rows(st, MEASURING_BUNDLES, r, &cap, err) ||
	    !add_rows(st, MEASURING_THRESHOLDS, r, &cap, err)) {
		record_rows_free(r);
		return false;
	}
	if (r->n > 0)
		qsort(r->row, r->n, sizeof(*r->row), newest_first);
	listing_init(
	    out, "record", columns, ARRAY_LEN(columns), &ops, r, r->n, digits);
	return true;
}

/* ---- projections borne out ---- */

bool
measuring_track(struct store *st, enum measuring_kind kind, struct track *out,
    struct err *err)
{
	struct store_records all;
	struct record_row row;

	*out = (struct track){ .n = 0 };
	if (!store_records_load(st, kinds[kind].record, NULL, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		if (!measuring_is_newest(&all, i) ||
		    !read_row(kind, all.rows[i].content, &row))
			continue;
		const struct range promised = promised_of(&row);
		track_add(out, &promised, row.result[0], row.noise);
	}
	store_records_release(&all);
	return true;
}
