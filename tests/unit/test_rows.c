/* rows: a listing as a table. */
#include "ui/rows.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"

struct good {
	const char *title;
	int64_t orders;
	double gain; /* below -90: not known */
};

static const struct good shelf[] = {
	{ "Mug", 40, 1.5 },
	{ "Lamp", 20, -0.5 },
	{ "Candle", 30, -99 },
	{ "Lampshade", 10, 0 },
};

struct goods {
	struct good goods[ARRAY_LEN(shelf)];
};

enum {
	TITLE,
	KEY,
	ORDERS,
	GAIN,
	LOW,
	HIGH
};

static const struct column columns[] = {
	[TITLE] = { .id = "title",
	    .title = "product",
	    .kind = CELL_TEXT,
	    .flags = COLUMN_FROZEN,
	    .width = 10 },
	[KEY] = { .id = "key",
	    .title = "key",
	    .kind = CELL_TEXT,
	    .flags = COLUMN_DETAIL,
	    .width = 10 },
	[ORDERS] = { .id = "orders",
	    .title = "orders",
	    .kind = CELL_COUNT,
	    .flags = COLUMN_FALLS,
	    .width = 6,
	    .rank = 1 },
	[GAIN] = { .id = "gain",
	    .title = "gain",
	    .kind = CELL_NUMBER,
	    .width = 5,
	    .rank = 2 },
	[LOW] = { .id = "gain_low",
	    .title = "low",
	    .kind = CELL_NUMBER,
	    .flags = COLUMN_DETAIL,
	    .width = 5 },
	[HIGH] = { .id = "gain_high",
	    .title = "high",
	    .kind = CELL_NUMBER,
	    .flags = COLUMN_DETAIL,
	    .width = 5 },
};

static void
good_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct good *gd = &((const struct goods *)self)->goods[row];
	*out = (struct cell){ .defined = true };
	switch (column) {
	case TITLE:
	case KEY:
		out->text = slice_of(gd->title);
		break;
	case ORDERS:
		out->count = gd->orders;
		break;
	default:
		out->defined = gd->gain > -90;
		out->number = gd->gain + (column == LOW ? -0.5 : 0) +
		    (column == HIGH ? 0.5 : 0);
		break;
	}
}

static uint64_t
good_identity(void *self, size_t row)
{
	(void)self;
	return row + 100;
}

static const struct listing_ops good_ops = {
	.cell = good_cell,
	.identity = good_identity,
};

static const struct rows_look looks[] = {
	{ .column = "orders", .graphic = TABLE_BAR, .cells = 4, .to = 40 },
	{ .column = "gain",
	    .title = "gain a month",
	    .graphic = TABLE_INTERVAL,
	    .cells = 9,
	    .from = -2,
	    .to = 2,
	    .low = "gain_low",
	    .high = "gain_high",
	    .by_sign = true },
};

struct bench {
	struct goods goods;
	struct listing listing;
	struct rows *rows;
	struct table *tb;
};

static void
set_up(struct bench *be)
{
	memcpy(be->goods.goods, shelf, sizeof(shelf));
	listing_init(&be->listing, "goods", columns, ARRAY_LEN(columns),
	    &good_ops, &be->goods, ARRAY_LEN(shelf), 2);
	be->rows = rows_new(&be->listing, looks, ARRAY_LEN(looks));
	be->tb = rows_table(be->rows);
}

static void
tear_down(struct bench *be)
{
	table_free(be->tb);
	rows_free(be->rows);
	listing_release(&be->listing);
}

static void
cells_show_text_bars_and_intervals(void **state)
{
	(void)state;
	struct bench be;
	struct canvas *cv = draw_new(52, 8);
	set_up(&be);
	table_draw(be.tb, cv, draw_area(cv), false);
	sketch_check(cv, 0, "   product    orders      gain a month");
	sketch_check(cv, 2, "▌  Mug            40 ████   1.5     ┊ ├●┤");
	sketch_check(cv, 3, "   Lamp           20 ██    -0.5   ├●┤");
	sketch_check(cv, 4, "   Candle         30 ███      -");
	assert_int_equal(draw_role_at(cv, 39, 2), ROLE_GAIN);
	assert_int_equal(draw_role_at(cv, 35, 3), ROLE_LOSS);
	tear_down(&be);
	draw_free(cv);
}

static void
sorting_and_reloading_keep_cursor_and_order(void **state)
{
	(void)state;
	struct bench be;
	uint64_t id = 0;
	set_up(&be);
	table_select(be.tb, 102);
	table_action(be.tb, ACTION_RIGHT);
	table_action(be.tb, ACTION_SORT); /* orders fall: 40 30 20 10 */
	assert_int_equal(table_cursor(be.tb), 1);
	assert_int_equal(rows_value(be.rows, 2, "orders"), 20);
	listing_reset(&be.listing);
	rows_reload(be.rows, be.tb);
	assert_int_equal(table_cursor(be.tb), 1);
	table_identity(be.tb, &id);
	assert_int_equal(id, 102);
	tear_down(&be);
}

static void
search_looks_through_text_ignoring_case(void **state)
{
	(void)state;
	struct bench be;
	set_up(&be);
	table_search_begin(be.tb);
	assert_true(table_search(be.tb, slice_of("LAMPS")));
	assert_int_equal(table_cursor(be.tb), 3);
	assert_false(table_search(be.tb, slice_of("40")));
	table_search(be.tb, slice_of("lamp"));
	assert_int_equal(table_cursor(be.tb), 1);
	table_search_end(be.tb, true);
	table_action(be.tb, ACTION_PREV_MATCH);
	assert_int_equal(table_cursor(be.tb), 3);
	tear_down(&be);
}

static void
values_are_plain_numbers_and_undefined_is_nothing(void **state)
{
	(void)state;
	struct bench be;
	set_up(&be);
	assert_true(rows_value(be.rows, 0, "gain") > 1.49);
	assert_int_equal(rows_value(be.rows, 2, "gain"), 0);
	assert_int_equal(rows_value(be.rows, 0, "title"), 0);
	assert_int_equal(rows_value(be.rows, 0, "no such column"), 0);
	tear_down(&be);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_show_text_bars_and_intervals),
		cmocka_unit_test(sorting_and_reloading_keep_cursor_and_order),
		cmocka_unit_test(search_looks_through_text_ignoring_case),
		cmocka_unit_test(
		    values_are_plain_numbers_and_undefined_is_nothing),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
