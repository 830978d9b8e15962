/* table: cursor, marks, sorting, searching, columns. */
#include "ui/table.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"

/* ------ a source: words with an id and a number ------ */

struct item {
	uint64_t id;
	const char *name;
	int number;
};

struct shelf {
	struct item items[16];
	size_t n, asked; /* asked: cells asked for */
	char text[32];
};

static size_t
shelf_count(void *src)
{
	return ((struct shelf *)src)->n;
}

static void
shelf_cell(void *src, size_t row, int column, struct table_cell *out)
{
	struct shelf *sh = src;
	const struct item *it = &sh->items[row];
	assert_true(row < sh->n);
	sh->asked++;
	if (column == 0) {
		out->text = slice_of(it->name);
		return;
	}
	int n = snprintf(sh->text, sizeof(sh->text), "%d", it->number);
	out->text = slice_bytes(sh->text, (size_t)n);
}

static uint64_t
shelf_identity(void *src, size_t row)
{
	return ((struct shelf *)src)->items[row].id;
}

static int
compare(const struct item *a, const struct item *b,
    const struct table_sort *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int order = keys[i].column == 0
		    ? strcmp(a->name, b->name)
		    : (a->number > b->number) - (a->number < b->number);
		if (order != 0)
			return keys[i].descending ? -order : order;
	}
	return 0;
}

static bool
shelf_sort(void *src, const struct table_sort *keys, size_t n)
{
	struct shelf *sh = src;
	for (size_t i = 1; i < sh->n; i++) {
		struct item it = sh->items[i];
		size_t at = i;
		for (; at > 0 && compare(&it, &sh->items[at - 1], keys, n) < 0;
		     at--)
			sh->items[at] = sh->items[at - 1];
		sh->items[at] = it;
	}
	return true;
}

static const struct table_source_ops shelf_ops = {
	.count = shelf_count,
	.cell = shelf_cell,
	.identity = shelf_identity,
	.sort = shelf_sort,
};

static const struct table_column columns[] = {
	{ .title = "name", .name = "name", .min = 6, .max = 10 },
	{ .title = "number",
	    .name = "number",
	    .align = TABLE_RIGHT,
	    .min = 8,
	    .falls = true },
};

static const struct shelf full = {
	.items = {
		{ 11, "Mug", 3 },
		{ 12, "Lamp", 1 },
		{ 13, "Candle", 2 },
		{ 14, "Rug", 3 },
		{ 15, "Lampshade", 5 },
	},
	.n = 5,
};

static struct table *
make(struct shelf *sh)
{
	*sh = full;
	struct table *tb = table_new(&(struct table_setup){
	    .columns = columns, .n_columns = 2, .frozen = 1 });
	table_set_source(
	    tb, &(struct table_source){ .ops = &shelf_ops, .src = sh });
	return tb;
}

static void
draw(struct table *tb, struct canvas *cv)
{
	draw_clear(cv);
	table_draw(tb, cv, draw_area(cv), true);
}

/* ------ tests ------ */

static void
rows_are_aligned_under_their_titles(void **state)
{
	(void)state;
	struct shelf sh;
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(30, 9);
	table_set_mark(tb, 12, true);
	draw(tb, cv);
	sketch_check(cv, 0, "   name         number");
	sketch_check(cv, 1, "──────────────────────────────");
	sketch_check(cv, 2, "▌  Mug               3");
	sketch_check(cv, 3, " ● Lamp              1");
	sketch_check(cv, 6, "   Lampshade         5");
	sketch_check(cv, 8, "              row 1 of 5  all");
	assert_int_equal(draw_role_at(cv, 3, 2), ROLE_SELECTED);
	assert_int_equal(draw_role_at(cv, 3, 3), ROLE_TEXT);
	draw_free(cv);
	table_free(tb);
}

static void
only_rows_in_sight_are_asked_for(void **state)
{
	(void)state;
	struct shelf sh;
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(30, 6); /* three rows */
	sh.asked = 0;
	draw(tb, cv);
	assert_int_equal(sh.asked, 3 * 2);
	draw_free(cv);
	table_free(tb);
}

static void
moves_stop_at_both_ends(void **state)
{
	(void)state;
	static const struct {
		enum action actions[4];
		size_t row;
		unsigned last;
	} cases[] = {
		{ { ACTION_UP }, 0, REACT_HANDLED },
		{ { ACTION_DOWN }, 1, REACT_REDRAW },
		{ { ACTION_LAST }, 4, REACT_REDRAW },
		{ { ACTION_LAST, ACTION_DOWN }, 4, REACT_HANDLED },
		{ { ACTION_LAST, ACTION_FIRST }, 0, REACT_REDRAW },
		{ { ACTION_PAGE_DOWN }, 3, REACT_REDRAW },
		{ { ACTION_PAGE_DOWN, ACTION_PAGE_DOWN, ACTION_PAGE_DOWN }, 4,
		    REACT_REDRAW },
		{ { ACTION_LAST, ACTION_PAGE_UP }, 1, REACT_REDRAW },
		{ { ACTION_OPEN }, 0, REACT_NONE },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct shelf sh;
		struct table *tb = make(&sh);
		struct canvas *cv = draw_new(30, 6); /* three rows */
		unsigned answer = REACT_NONE;
		draw(tb, cv);
		for (int a = 0; cases[i].actions[a] != ACTION_NONE; a++)
			answer = table_action(tb, cases[i].actions[a]);
		assert_int_equal(table_cursor(tb), cases[i].row);
		assert_int_equal(answer, cases[i].last);
		draw_free(cv);
		table_free(tb);
	}
}

static void
the_cursor_stays_on_its_thing_across_a_reload(void **state)
{
	(void)state;
	struct shelf sh;
	uint64_t id = 0;
	struct table *tb = make(&sh);
	table_select(tb, 13);
	sh.items[0] = sh.items[2]; /* Candle, Lamp only */
	sh.n = 2;
	table_reload(tb);
	assert_int_equal(table_cursor(tb), 0);
	assert_true(table_identity(tb, &id));
	assert_int_equal(id, 13);
	/* The thing itself goes: the cursor keeps its height. */
	table_move_to(tb, 1);
	sh = full;
	sh.items[1].id = 99;
	table_reload(tb);
	assert_int_equal(table_cursor(tb), 1);
	table_identity(tb, &id);
	assert_int_equal(id, 99);
	/* Nothing left, and something again. */
	sh.n = 0;
	table_reload(tb);
	assert_int_equal(table_cursor(tb), TABLE_NOWHERE);
	assert_false(table_identity(tb, &id));
	assert_int_equal(table_action(tb, ACTION_DOWN), REACT_HANDLED);
	assert_int_equal(table_action(tb, ACTION_MARK), REACT_NONE);
	sh = full;
	table_reload(tb);
	assert_int_equal(table_cursor(tb), 0);
	table_free(tb);
}

static void
marks_belong_to_things_and_are_listed_in_order(void **state)
{
	(void)state;
	struct shelf sh;
	size_t n = 0;
	struct table *tb = make(&sh);
	table_set_mark(tb, 14, true);
	table_action(tb, ACTION_MARK); /* 11, and down */
	table_set_mark(tb, 14, true);
	const uint64_t *marks = table_marks(tb, &n);
	assert_int_equal(n, 2);
	assert_int_equal(marks[0], 11);
	assert_int_equal(marks[1], 14);
	assert_int_equal(table_cursor(tb), 1);
	sh.n = 1;
	table_reload(tb);
	assert_true(table_is_marked(tb, 14));
	sh.n = 5;
	table_reload(tb);
	table_action(tb, ACTION_MARK_ALL);
	assert_int_equal(table_mark_count(tb), 5);
	table_move_to(tb, 0);
	table_action(tb, ACTION_MARK);
	assert_int_equal(table_mark_count(tb), 4);
	assert_false(table_is_marked(tb, 11));
	table_action(tb, ACTION_UNMARK_ALL);
	assert_int_equal(table_mark_count(tb), 0);
	table_free(tb);
}

/* The names from the top, with blanks between. */
static void
check_order(const struct shelf *sh, const char *wanted)
{
	struct str order = STR_INIT;
	for (size_t i = 0; i < sh->n; i++)
		str_addf(&order, "%s%s", i > 0 ? " " : "", sh->items[i].name);
	assert_string_equal(order.p, wanted);
	str_release(&order);
}

static void
sorting_turns_round_and_goes_on_by_a_second_column(void **state)
{
	(void)state;
	struct shelf sh;
	uint64_t id = 0;
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(30, 9);
	table_select(tb, 12);
	table_action(tb, ACTION_RIGHT);
	table_action(tb, ACTION_SORT); /* numbers fall first */
	check_order(&sh, "Lampshade Mug Rug Candle Lamp");
	table_identity(tb, &id);
	assert_int_equal(id, 12);
	assert_int_equal(table_cursor(tb), 4);
	draw(tb, cv);
	sketch_check(cv, 0, "   name        number▼");
	table_action(tb, ACTION_SORT);
	check_order(&sh, "Lamp Candle Mug Rug Lampshade");
	table_action(tb, ACTION_LEFT);
	table_action(tb, ACTION_SORT_THEN);
	table_action(tb, ACTION_SORT_THEN);
	check_order(&sh, "Lamp Candle Rug Mug Lampshade");
	draw(tb, cv);
	sketch_check(cv, 0, "   name▼2      number▲");
	draw_free(cv);
	table_free(tb);
}

static void
search_goes_round_the_end_both_ways(void **state)
{
	(void)state;
	struct shelf sh;
	struct table *tb = make(&sh);
	table_move_to(tb, 2);
	table_search_begin(tb);
	assert_true(table_search(tb, slice_of("LAMP")));
	assert_int_equal(table_cursor(tb), 4);
	assert_false(table_search(tb, slice_of("lampz")));
	assert_int_equal(table_cursor(tb), 4);
	assert_true(table_search(tb, slice_of("lamp")));
	table_search_end(tb, true);
	table_action(tb, ACTION_NEXT_MATCH);
	assert_int_equal(table_cursor(tb), 1);
	table_action(tb, ACTION_NEXT_MATCH);
	assert_int_equal(table_cursor(tb), 4);
	table_action(tb, ACTION_PREV_MATCH);
	assert_int_equal(table_cursor(tb), 1);
	table_action(tb, ACTION_PREV_MATCH);
	assert_int_equal(table_cursor(tb), 4);
	table_search_begin(tb);
	table_search(tb, slice_of("mug"));
	assert_int_equal(table_cursor(tb), 0);
	table_search_end(tb, false);
	assert_int_equal(table_cursor(tb), 4);
	assert_int_equal(table_action(tb, ACTION_NEXT_MATCH), REACT_NONE);
	table_free(tb);
}

static const struct table_column wide_columns[] = {
	{ .title = "name", .min = 8, .max = 12 },
	{ .title = "a", .align = TABLE_RIGHT, .min = 6, .priority = 1 },
	{ .title = "b", .align = TABLE_RIGHT, .min = 6, .priority = 3 },
	{ .title = "c", .align = TABLE_RIGHT, .min = 6, .priority = 2 },
};

static void
narrow_tables_drop_the_least_wanted_columns(void **state)
{
	(void)state;
	static const struct {
		int cols;
		const char *titles;
	} cases[] = {
		{ 40, "   name              a      b      c" },
		{ 32, "   name          a      b      c" },
		{ 31, "   name              a      c" },
		{ 25, "   name          a      c" },
		{ 24, "   name              a" },
		{ 18, "   name          a" },
		{ 17, "   name" },
		{ 6, "   na…" },
		{ 3, "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct shelf sh;
		struct table *tb = make(&sh);
		struct canvas *cv = draw_new(cases[i].cols, 6);
		table_set_columns(tb, wide_columns, 4, 1);
		draw(tb, cv);
		sketch_check(cv, 0, cases[i].titles);
		draw_free(cv);
		table_free(tb);
	}
}

static const struct table_column long_columns[] = {
	{ .title = "name", .min = 8 },
	{ .title = "a", .align = TABLE_RIGHT, .min = 6 },
	{ .title = "b", .align = TABLE_RIGHT, .min = 6 },
	{ .title = "c", .align = TABLE_RIGHT, .min = 6 },
};

static void
columns_that_do_not_fit_scroll_beside_the_frozen_one(void **state)
{
	(void)state;
	struct shelf sh;
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(26, 6);
	table_set_columns(tb, long_columns, 4, 1);
	draw(tb, cv);
	sketch_check(cv, 0, "   name          a      b");
	for (int i = 0; i < 3; i++)
		table_action(tb, ACTION_RIGHT);
	draw(tb, cv);
	sketch_check(cv, 0, "   name          b      c");
	assert_int_equal(table_action(tb, ACTION_RIGHT), REACT_HANDLED);
	table_action(tb, ACTION_LEFT);
	table_action(tb, ACTION_LEFT);
	draw(tb, cv);
	sketch_check(cv, 0, "   name          a      b");
	draw_free(cv);
	table_free(tb);
}

static void
the_mouse_finds_rows_and_titles(void **state)
{
	(void)state;
	struct shelf sh;
	bool opened = false;
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(30, 6); /* three rows */
	draw(tb, cv);
	struct mouse m = { .button = MOUSE_LEFT, .x = 5, .y = 3 };
	assert_int_equal(table_mouse(tb, &m, &opened), REACT_REDRAW);
	assert_int_equal(table_cursor(tb), 1);
	assert_false(opened);
	table_mouse(tb, &m, &opened);
	assert_true(opened);
	m = (struct mouse){ .button = MOUSE_WHEEL_DOWN };
	table_mouse(tb, &m, &opened);
	assert_int_equal(table_cursor(tb), 2);
	assert_int_equal(table_mouse(tb, &m, &opened), REACT_HANDLED);
	m = (struct mouse){ .button = MOUSE_LEFT, .x = 18, .y = 0 };
	table_mouse(tb, &m, &opened);
	check_order(&sh, "Lampshade Mug Rug Candle Lamp");
	m = (struct mouse){ .button = MOUSE_LEFT, .x = 5, .y = 5 };
	assert_int_equal(table_mouse(tb, &m, &opened), REACT_NONE);
	draw_free(cv);
	table_free(tb);
}

static void
rows_and_cells_give_their_text(void **state)
{
	(void)state;
	struct shelf sh;
	struct str text = STR_INIT;
	struct table *tb = make(&sh);
	table_add_row_text(tb, 2, "\t", &text);
	assert_string_equal(text.p, "Candle\t2");
	str_clear(&text);
	table_add_cell_text(tb, 4, 0, &text);
	assert_string_equal(text.p, "Lampshade");
	table_add_cell_text(tb, 5, 0, &text);
	assert_string_equal(text.p, "Lampshade");
	str_release(&text);
	table_free(tb);
}

/* ------ columns by hand ------ */

static void
columns_are_moved_and_made_wider_by_hand(void **state)
{
	(void)state;
	struct shelf sh;
	struct str text = STR_INIT;
	int shown[TABLE_MAX_COLUMNS];
	struct table *tb = make(&sh);
	struct canvas *cv = draw_new(30, 9);
	draw(tb, cv);
	sketch_check(cv, 0, "   name         number");
	assert_int_equal(table_action(tb, ACTION_COLUMN_RIGHT), REACT_REDRAW);
	draw(tb, cv);
	sketch_check(cv, 0, "     number name");
	assert_int_equal(table_shown(tb, shown), 2);
	assert_string_equal(table_column_name(tb, shown[0]), "number");
	table_add_row_text(tb, 2, " ", &text);
	assert_string_equal(text.p, "2 Candle");
	/* Further than the edge it does not go. */
	assert_int_equal(table_action(tb, ACTION_COLUMN_RIGHT), REACT_HANDLED);
	table_action(tb, ACTION_LEFT);
	table_action(tb, ACTION_WIDER);
	draw(tb, cv);
	sketch_check(cv, 0, "       number name");
	for (int i = 0; i < 10; i++)
		table_action(tb, ACTION_NARROWER);
	draw(tb, cv);
	sketch_check(cv, 0, "   num… name");
	str_release(&text);
	draw_free(cv);
	table_free(tb);
}

static void
a_table_is_copied_with_its_titles(void **state)
{
	(void)state;
	struct shelf sh;
	struct str text = STR_INIT;
	struct table *tb = make(&sh);
	assert_int_equal(table_add_text(tb, ";", 1000, &text), 5);
	assert_true(slice_starts(
	    slice_str(&text), "name;number\nMug;3\nLamp;1\nCandle;2\n"));
	table_action(tb, ACTION_MARK);
	str_clear(&text);
	assert_int_equal(table_add_text(tb, ";", 1000, &text), 1);
	assert_string_equal(text.p, "name;number\nMug;3\n");
	table_clear_marks(tb);
	str_clear(&text);
	assert_int_equal(table_add_text(tb, ";", 12, &text), 1);
	str_release(&text);
	table_free(tb);
}

/* ------ ten million rows ------ */

static size_t
endless_count(void *src)
{
	(void)src;
	return 10000000;
}

static void
endless_cell(void *src, size_t row, int column, struct table_cell *out)
{
	size_t *asked = src;
	(void)row;
	(void)column;
	(*asked)++;
	out->text = slice_of("x");
}

static uint64_t
endless_identity(void *src, size_t row)
{
	(void)src;
	return row;
}

static const struct table_source_ops endless_ops = {
	.count = endless_count,
	.cell = endless_cell,
	.identity = endless_identity,
};

static void
ten_million_rows_cost_what_a_screen_of_them_costs(void **state)
{
	(void)state;
	size_t asked = 0;
	struct table *tb = table_new(&(struct table_setup){
	    .columns = columns, .n_columns = 2, .frozen = 1 });
	struct canvas *cv = draw_new(40, 13); /* ten rows */
	table_set_source(
	    tb, &(struct table_source){ .ops = &endless_ops, .src = &asked });
	draw(tb, cv);
	table_action(tb, ACTION_LAST);
	draw(tb, cv);
	assert_int_equal(asked, 2 * 10 * 2);
	sketch_check(cv, 12, "      row 10,000,000 of 10,000,000  end");
	assert_int_equal(table_action(tb, ACTION_MARK_ALL), REACT_NONE);
	assert_int_equal(table_action(tb, ACTION_SORT), REACT_NONE);
	draw_free(cv);
	table_free(tb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_aligned_under_their_titles),
		cmocka_unit_test(only_rows_in_sight_are_asked_for),
		cmocka_unit_test(moves_stop_at_both_ends),
		cmocka_unit_test(the_cursor_stays_on_its_thing_across_a_reload),
		cmocka_unit_test(
		    marks_belong_to_things_and_are_listed_in_order),
		cmocka_unit_test(
		    sorting_turns_round_and_goes_on_by_a_second_column),
		cmocka_unit_test(search_goes_round_the_end_both_ways),
		cmocka_unit_test(narrow_tables_drop_the_least_wanted_columns),
		cmocka_unit_test(
		    columns_that_do_not_fit_scroll_beside_the_frozen_one),
		cmocka_unit_test(the_mouse_finds_rows_and_titles),
		cmocka_unit_test(rows_and_cells_give_their_text),
		cmocka_unit_test(columns_are_moved_and_made_wider_by_hand),
		cmocka_unit_test(a_table_is_copied_with_its_titles),
		cmocka_unit_test(
		    ten_million_rows_cost_what_a_screen_of_them_costs),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
