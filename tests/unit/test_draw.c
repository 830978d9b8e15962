/* draw: what ends up in the grid. */
#include "ui/draw.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"

static struct rect
at(int x, int y, int w, int h)
{
	return (struct rect){ .x = x, .y = y, .w = w, .h = h };
}

struct text_case {
	int x, w;
	const char *text, *row;
	int used;
};

/* On a canvas 10 cells wide. */
static const struct text_case text_cases[] = {
	{ 0, 10, "plain", "plain", 5 },
	{ 0, 4, "plain", "pla…", 4 },
	{ 0, 1, "plain", "…", 1 },
	{ 0, 0, "plain", "", 0 },
	{ 2, 5, "exact", "  exact", 5 },
	{ 7, 9, "outside", "       out", 7 },
	{ -2, 6, "before", "fore", 6 },
	{ 0, 5, "苺苺苺", "苺苺…", 5 },
	{ 0, 6, "苺苺苺", "苺苺苺", 6 },
	{ 0, 4, "苺苺苺", "苺…", 4 },
	{ 9, 9, "苺", "", 2 }, /* half outside the canvas: a blank */
	{ 0, 10, "Cafe\xcc\x81!", "Cafe\xcc\x81!", 5 },
	{ 0, 4, "Cafe\xcc\x81", "Cafe\xcc\x81", 4 },
	{ 0, 3, "Cafe\xcc\x81", "Ca…", 3 },
	{ 0, 10, "a\tb\x1b[1mc", "a b [1mc", 8 },
};

static void
text_is_cut_by_cells_with_an_ellipsis(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
		const struct text_case *tc = &text_cases[i];
		struct canvas *cv = draw_new(10, 1);
		int used =
		    draw_text(cv, at(tc->x, 0, tc->w, 1), ROLE_GAIN, tc->text);
		assert_int_equal(used, tc->used);
		sketch_check(cv, 0, tc->row);
		draw_free(cv);
	}
}

static const struct text_case name_cases[] = {
	{ 0, 10, "BAKELIKE RED", "BAKELI…RED", 10 },
	{ 0, 10, "BAKELIKE GREEN", "BAKE…GREEN", 10 },
	{ 0, 10, "BAKELIKE YELLOW", "BAKELIKE …", 10 }, /* its end is long */
	{ 0, 10, "mug 350 ml", "mug 350 ml", 10 },
	{ 0, 10, "mug, big 5 l", "mug, b…5 l", 10 }, /* two words */
	{ 0, 10, "one two red", "one tw…red", 10 },
	{ 0, 9, "one two red", "one t…red", 9 },
	{ 0, 8, "one two red", "one…red", 7 }, /* no blank before it */
	{ 0, 4, "one two red", "one…", 4 },
	{ 0, 10, "unbreakable!", "unbreakab…", 10 },
	{ 0, 10, "苺苺苺苺苺 苺", "苺苺苺…苺", 9 },
	{ 0, 0, "one two", "", 0 },
	{ 0, 10, "        ", "", 8 },
};

static void
a_name_that_is_cut_keeps_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(name_cases); i++) {
		const struct text_case *tc = &name_cases[i];
		struct canvas *cv = draw_new(10, 1);
		int used = draw_name(
		    cv, at(tc->x, 0, tc->w, 1), ROLE_TEXT, slice_of(tc->text));
		sketch_check(cv, 0, tc->row);
		assert_int_equal(used, tc->used);
		draw_free(cv);
	}
}

static void
ascii_mode_puts_nothing_but_ascii_into_the_grid(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(12, 4);
	draw_set_charset(cv, DRAW_ASCII);
	draw_text(cv, at(0, 0, 12, 1), ROLE_TEXT, "Crème 苺 ─→▼");
	sketch_check(cv, 0, "Creme ?? ->v");
	draw_text(cv, at(0, 0, 5, 1), ROLE_TEXT, "Crème brûlée");
	sketch_check(cv, 0, "Crem~ ?? ->v");
	draw_box(cv, at(0, 1, 12, 3), "Öl", NULL);
	sketch_check(cv, 1, "+- Ol -----+");
	sketch_check(cv, 2, "|          |");
	draw_put(cv, 3, 2, ROLE_TEXT, 0x2584);
	draw_put(cv, 4, 2, ROLE_TEXT, 0x28ff);
	draw_put(cv, 5, 2, ROLE_TEXT, 0xe9);
	sketch_check(cv, 2, "|  o*?     |");
	draw_free(cv);
}

static void
block_mode_has_no_braille(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(4, 1);
	draw_set_charset(cv, DRAW_BLOCKS);
	draw_put(cv, 0, 0, ROLE_TEXT, 0x28ff);
	draw_put(cv, 1, 0, ROLE_TEXT, 0x2588);
	sketch_check(cv, 0, "·█");
	draw_free(cv);
}

static void
drawing_over_half_a_wide_character_blanks_the_other_half(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(6, 1);
	draw_text(cv, at(0, 0, 6, 1), ROLE_TEXT, "苺苺苺");
	draw_put(cv, 1, 0, ROLE_TEXT, 'a');
	sketch_check(cv, 0, " a苺苺");
	draw_put(cv, 2, 0, ROLE_TEXT, 'b');
	sketch_check(cv, 0, " ab 苺");
	draw_text(cv, at(3, 0, 2, 1), ROLE_TEXT, "苺");
	sketch_check(cv, 0, " ab苺");
	draw_free(cv);
}

static void
marks_that_do_not_fit_in_a_cell_are_left_out(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(4, 1);
	draw_text(cv, at(0, 0, 4, 1), ROLE_TEXT,
	    "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	    "b");
	sketch_check(cv, 0,
	    "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	    "b");
	/* A mark with nothing before it joins nothing. */
	draw_clear(cv);
	draw_text(cv, at(0, 0, 4, 1), ROLE_TEXT,
	    "\xcc\x81"
	    "c");
	sketch_check(cv, 0, "c");
	draw_free(cv);
}

static void
boxes_hold_title_and_note_and_give_the_room_inside(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(24, 3);
	struct rect in = draw_box(cv, at(0, 0, 24, 3), "Pairs", "3 of 9");
	sketch_check(cv, 0, "╭─ Pairs ───── 3 of 9 ─╮");
	sketch_check(cv, 1, "│                      │");
	sketch_check(cv, 2, "╰──────────────────────╯");
	assert_int_equal(in.x, 2);
	assert_int_equal(in.y, 1);
	assert_int_equal(in.w, 20);
	assert_int_equal(in.h, 1);
	draw_clear(cv);
	draw_box(cv, at(0, 0, 12, 3), "A title too long", NULL);
	sketch_check(cv, 0, "╭─ A tit… ─╮");
	/* The title is cut for the note; a note without room is left out. */
	draw_box(cv, at(0, 0, 24, 3), "A title that is too long", "Enter");
	sketch_check(cv, 0, "╭─ A title t… ─ Enter ─╮");
	draw_clear(cv);
	draw_box(cv, at(0, 0, 12, 3), "A title too long", "Enter");
	sketch_check(cv, 0, "╭─ A tit… ─╮");
	in = draw_box(cv, at(0, 0, 1, 1), "x", "y");
	assert_int_equal(in.w, 0);
	draw_free(cv);
}

static void
text_stands_left_right_and_in_the_middle(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(9, 3);
	draw_right(cv, at(0, 0, 9, 1), ROLE_TEXT, slice_of("right"));
	draw_centre(cv, at(0, 1, 9, 1), ROLE_TEXT, slice_of("mid"));
	draw_right(cv, at(0, 2, 4, 1), ROLE_TEXT, slice_of("right"));
	sketch_check(cv, 0, "    right");
	sketch_check(cv, 1, "   mid");
	sketch_check(cv, 2, "rig…");
	draw_free(cv);
}

static void
long_text_wraps_at_blanks(void **state)
{
	(void)state;
	static const char text[] = "one two three\nfour unbreakable";
	struct canvas *cv = draw_new(8, 5);
	int rows = draw_wrapped(cv, draw_area(cv), ROLE_TEXT, slice_of(text));
	assert_int_equal(rows, 5);
	sketch_check(cv, 0, "one two");
	sketch_check(cv, 1, "three");
	sketch_check(cv, 2, "four");
	sketch_check(cv, 3, "unbreaka");
	sketch_check(cv, 4, "ble");
	assert_int_equal(draw_wrapped_rows(slice_of(text), 8), 5);
	draw_clear(cv);
	draw_wrapped(cv, at(0, 0, 8, 2), ROLE_TEXT, slice_of(text));
	sketch_check(cv, 1, "three f…");
	draw_free(cv);
}

static void
nothing_is_drawn_outside_the_canvas(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(3, 2);
	draw_fill(cv, at(-5, -5, 20, 20), ROLE_TEXT, 'x');
	draw_put(cv, 3, 0, ROLE_TEXT, 'y');
	draw_put(cv, 0, -1, ROLE_TEXT, 'y');
	draw_box(cv, at(-1, -1, 30, 30), "t", "n");
	draw_restyle(cv, at(-9, -9, 99, 99), ROLE_LOSS);
	draw_text(cv, at(0, 7, 3, 1), ROLE_TEXT, "low");
	sketch_check(cv, 0, "xxx");
	assert_int_equal(draw_role_at(cv, 2, 1), ROLE_LOSS);
	draw_free(cv);
}

static void
roles_are_kept_for_each_cell(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(6, 1);
	struct str roles = STR_INIT;
	draw_text(cv, at(1, 0, 5, 1), ROLE_GAIN, "苺x");
	draw_restyle(cv, at(3, 0, 1, 1), ROLE_LOSS);
	draw_dump_roles(cv, &roles);
	char wanted[] = " ggl\n";
	wanted[1] = wanted[2] = (char)('a' + ROLE_GAIN);
	wanted[3] = (char)('a' + ROLE_LOSS);
	assert_string_equal(roles.p, wanted);
	str_release(&roles);
	draw_free(cv);
}

static void
cutting_rectangles_never_makes_negative_sizes(void **state)
{
	(void)state;
	struct rect r = at(2, 3, 10, 4);
	struct rect top = rect_cut_top(&r, 9);
	assert_int_equal(top.h, 4);
	assert_int_equal(r.h, 0);
	r = at(0, 0, 3, 3);
	struct rect in = rect_inset(r, 5, 5);
	assert_int_equal(in.w, 0);
	assert_int_equal(in.h, 0);
	assert_int_equal(rect_row(r, 3).h, 0);
	assert_int_equal(rect_row(r, -1).h, 0);
	struct rect middle = rect_centre(at(0, 0, 80, 24), 100, 4);
	assert_int_equal(middle.w, 80);
	assert_int_equal(middle.y, 10);
	assert_true(rect_has(r, 2, 2));
	assert_false(rect_has(r, 3, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cut_by_cells_with_an_ellipsis),
		cmocka_unit_test(a_name_that_is_cut_keeps_its_end),
		cmocka_unit_test(
		    ascii_mode_puts_nothing_but_ascii_into_the_grid),
		cmocka_unit_test(block_mode_has_no_braille),
		cmocka_unit_test(
		    drawing_over_half_a_wide_character_blanks_the_other_half),
		cmocka_unit_test(marks_that_do_not_fit_in_a_cell_are_left_out),
		cmocka_unit_test(
		    boxes_hold_title_and_note_and_give_the_room_inside),
		cmocka_unit_test(text_stands_left_right_and_in_the_middle),
		cmocka_unit_test(long_text_wraps_at_blanks),
		cmocka_unit_test(nothing_is_drawn_outside_the_canvas),
		cmocka_unit_test(roles_are_kept_for_each_cell),
		cmocka_unit_test(cutting_rectangles_never_makes_negative_sizes),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
