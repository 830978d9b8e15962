/*
 * A line as a filter of a table with a column of every kind: it narrows the
 * table or there is a sentence, narrowing twice is narrowing once, and what
 * completion offers begins within the line.
 */
#include "service/filter.h"
#include "tests/fuzz/fuzz.h"

enum {
	ROWS = 4
};

/* clang-format off */
#define FUZZ_COLUMNS(X) \
	X(COL_SKU,      "sku",      "SKU",      CELL_TEXT,   COLUMN_FROZEN, 10, 1, "a text") \
	X(COL_CATEGORY, "category", "category", CELL_TEXT,   0, 10, 1, "a text") \
	X(COL_ORDERS,   "orders",   "orders",   CELL_COUNT,  0, 10, 1, "a count") \
	X(COL_REVENUE,  "revenue",  "revenue",  CELL_MONEY,  0, 10, 1, "money") \
	X(COL_MEAN,     "aov",      "AOV",      CELL_MEAN,   0, 10, 1, "a mean") \
	X(COL_LIFT,     "lift",     "lift",     CELL_NUMBER, 0, 10, 1, "a number") \
	X(COL_SHARE,    "confidence", "conf",   CELL_SHARE,  0, 10, 1, "a share") \
	X(COL_DAY,      "first_day", "first",   CELL_DAY,    0, 10, 1, "a day") \
	X(COL_EVIDENCE, "evidence", "evidence", CELL_TEXT,   COLUMN_WORKED_OUT, 10, 1, "a level")
/* clang-format on */

enum column_id {
	FUZZ_COLUMNS(LISTING_COLUMN_ID) COLUMN_COUNT
};
static const struct column columns[] = { FUZZ_COLUMNS(LISTING_COLUMN_ROW) };

static void
cell(void *self, size_t row, size_t column, struct cell *out)
{
	static const char *const texts[ROWS] = { "MUG-350", "Home & Living",
		"likely", "" };

	(void)self;
	*out = (struct cell){
		.defined = row + column != 3,
		.count = (int64_t)row * 20000 - 7,
		.number = (double)row * 0.5 - 0.25,
		.of = 40,
		.text = slice_of(texts[row]),
	};
}

static const struct listing_ops ops = { .cell = cell };

static void
offered(void *arg, struct slice candidate, size_t from)
{
	CHECK(from <= *(const size_t *)arg);
	CHECK(candidate.len > 0 && text_valid(candidate));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = STR_INIT;
	struct listing l;
	struct filter f;
	struct err err = ERR_INIT;
	size_t rows;

	/* What is typed comes in clean. */
	text_clean(&line, slice_bytes((const char *)data, size));
	listing_init(
	    &l, "things", columns, ARRAY_LEN(columns), &ops, NULL, ROWS, 2);
	if (filter_parse(&l, slice_str(&line), &f, &err)) {
		CHECK(f.n <= FILTER_MAX_TERMS);
		CHECK(filter_apply(&f, &l, NULL, &err));
		rows = l.rows;
		CHECK(rows <= ROWS);
		CHECK(filter_apply(&f, &l, NULL, &err));
		CHECK(l.rows == rows);
	} else {
		CHECK(err.text[0] != '\0');
		fuzz_check_text(err.text);
	}
	filter_release(&f);
	filter_complete(&l, slice_str(&line), offered, &line.len);
	listing_release(&l);
	str_release(&line);
	return 0;
}
