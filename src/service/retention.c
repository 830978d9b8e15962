/*
 * The shares stand behind the two first columns, in the order of the months.
 */
#include "service/retention.h"

#include "base/mem.h"
#include "decide/cohort.h"
#include "service/following.h"

/* clang-format off */
#define RETENTION_COLUMNS(X) \
	X(RET_COHORT,    "cohort",    "first order", CELL_TEXT, COLUMN_FROZEN, 11, 1, "month of the first order") \
	X(RET_CUSTOMERS, "customers", "customers", CELL_COUNT, COLUMN_FALLS, 9, 1, "with their first order in it") \
	X(RET_1,  "month_1",  "+1",  CELL_SHARE, COLUMN_FALLS, 7, 2, "of them, with an order in the first month after; empty until it is over") \
	X(RET_2,  "month_2",  "+2",  CELL_SHARE, COLUMN_FALLS, 7, 2, "in the second") \
	X(RET_3,  "month_3",  "+3",  CELL_SHARE, COLUMN_FALLS, 7, 2, "in the third") \
	X(RET_4,  "month_4",  "+4",  CELL_SHARE, COLUMN_FALLS, 7, 3, "in the fourth") \
	X(RET_5,  "month_5",  "+5",  CELL_SHARE, COLUMN_FALLS, 7, 3, "in the fifth") \
	X(RET_6,  "month_6",  "+6",  CELL_SHARE, COLUMN_FALLS, 7, 3, "in the sixth") \
	X(RET_7,  "month_7",  "+7",  CELL_SHARE, COLUMN_FALLS, 7, 4, "in the seventh") \
	X(RET_8,  "month_8",  "+8",  CELL_SHARE, COLUMN_FALLS, 7, 4, "in the eighth") \
	X(RET_9,  "month_9",  "+9",  CELL_SHARE, COLUMN_FALLS, 7, 4, "in the ninth") \
	X(RET_10, "month_10", "+10", CELL_SHARE, COLUMN_FALLS, 7, 5, "in the tenth") \
	X(RET_11, "month_11", "+11", CELL_SHARE, COLUMN_FALLS, 7, 5, "in the eleventh") \
	X(RET_12, "month_12", "+12", CELL_SHARE, COLUMN_FALLS, 7, 5, "in the twelfth")
/* clang-format on */

enum retention_column {
	RETENTION_COLUMNS(LISTING_COLUMN_ID) RETENTION_COLUMN_COUNT
};
_Static_assert(RETENTION_COLUMN_COUNT == RET_1 + COHORT_MONTHS, "one a month");
static const struct column columns[] = { RETENTION_COLUMNS(
    LISTING_COLUMN_ROW) };

struct retention_rows {
	struct cohorts cohorts;
	struct str text;
};

static void
retention_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct retention_rows *r = self;
	const struct cohort *c = &r->cohorts.rows[row];
	int month = (int)column - RET_1;

	*out = (struct cell){ .defined = true };
	if (column == RET_COHORT) {
		str_setf(&r->text, "%04d-%02d", (int)c->month / 12,
		    (int)c->month % 12 + 1);
		out->text = slice_str(&r->text);
	} else if (column == RET_CUSTOMERS) {
		out->count = c->customers;
	} else {
		*out = cell_share(c->again[month], c->customers);
		out->defined = out->defined && month < c->observed;
	}
}

static uint64_t
retention_identity(void *self, size_t row)
{
	return (uint64_t)((const struct retention_rows *)self)
	    ->cohorts.rows[row]
	    .month;
}

static void
retention_free(void *self)
{
	struct retention_rows *r = self;

	cohorts_release(&r->cohorts);
	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = retention_cell,
	.identity = retention_identity,
	.free = retention_free,
};

bool
retention_listing(const struct view *v, struct listing *out, struct err *err)
{
	struct retention_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	if (!cohorts_init(
		&r->cohorts, &v->sales, following_newest_day(&v->sales), err)) {
		retention_free(r);
		return false;
	}
	listing_init(out, "cohorts", columns, RETENTION_COLUMN_COUNT, &ops, r,
	    r->cohorts.n, v->currency.digits);
	return true;
}
