/* form: focus, sliding, choosing, typing. */
#include "ui/form.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"

enum {
	DISCOUNT,
	PRICE,
	WORDS,
	KIND,
	ROUNDING,
	NAMES,
	FILE_NAME,
	FIELDS
};

static const char *const kinds[] = { "percent", "amount", "fixed" };
static const char *const names[] = { "header", "raw" };

static const struct form_field fields[] = {
	[DISCOUNT] = { .label = "discount",
	    .kind = FORM_SLIDER,
	    .max = 50,
	    .step = 0.5,
	    .decimals = 1,
	    .unit = "%" },
	[PRICE] = { .label = "price", .kind = FORM_NUMBER, .decimals = 2 },
	[WORDS] = { .kind = FORM_NOTE },
	[KIND] = { .label = "kind",
	    .kind = FORM_RADIO,
	    .options = kinds,
	    .n_options = 3 },
	[ROUNDING] = { .label = "to",
	    .kind = FORM_CHOICE,
	    .options = kinds,
	    .n_options = 3 },
	[NAMES] = { .label = "names",
	    .kind = FORM_CHECKS,
	    .options = names,
	    .n_options = 2 },
	[FILE_NAME] = { .label = "file", .kind = FORM_TEXT },
};

static struct form *
make(void)
{
	struct form *fm = form_new(fields, FIELDS);
	form_set_number(fm, DISCOUNT, 12);
	form_set_number(fm, PRICE, 98.5);
	form_set_text(fm, FILE_NAME, "a.csv");
	return fm;
}

static unsigned
type(struct form *fm, const char *keys)
{
	unsigned answer = REACT_NONE;
	struct slice rest = slice_of(keys);
	while (rest.len > 0) {
		uint32_t key = K_NONE;
		assert_true(key_parse(&rest, &key));
		answer = form_key(fm, key);
	}
	return answer;
}

static void
fields_stand_on_lines_with_labels_and_notes(void **state)
{
	(void)state;
	struct form *fm = make();
	struct canvas *cv = draw_new(60, 8);
	form_set_note(fm, WORDS, ROLE_DIM, "all edits are saved");
	form_set_note(fm, DISCOUNT, ROLE_DIM, "of 112.00");
	form_set_checks(fm, NAMES, 2);
	form_draw(fm, cv, draw_area(cv), true);
	sketch_check(
	    cv, 0, "▌discount  ├━━━━━●────────────────┤     12.0 %  of 112.00");
	sketch_check(cv, 1, " price           98.50");
	sketch_check(cv, 2, "           all edits are saved");
	sketch_check(cv, 3, " kind      (o) percent  ( ) amount  ( ) fixed");
	sketch_check(cv, 4, " to        < percent >");
	sketch_check(cv, 5, " names     [ ] header  [x] raw");
	sketch_check(cv, 6, " file      a.csv");
	assert_int_equal(form_height(fm, 60), 7);
	form_set_hidden(fm, PRICE, true);
	assert_int_equal(form_height(fm, 60), 6);
	draw_free(cv);
	form_free(fm);
}

static void
options_that_do_not_fit_go_on_below(void **state)
{
	(void)state;
	struct form *fm = make();
	struct canvas *cv = draw_new(36, 12);
	form_draw(fm, cv, draw_area(cv), true);
	sketch_check(cv, 3, " kind      (o) percent  ( ) amount");
	sketch_check(cv, 4, "           ( ) fixed");
	assert_int_equal(form_height(fm, 36), 8);
	draw_free(cv);
	form_free(fm);
}

static void
focus_skips_notes_and_hidden_fields_and_leaves_at_the_ends(void **state)
{
	(void)state;
	struct form *fm = make();
	assert_int_equal(form_action(fm, ACTION_UP), REACT_NONE);
	form_action(fm, ACTION_NEXT_PANE);
	assert_int_equal(form_focus(fm), PRICE);
	form_action(fm, ACTION_DOWN);
	assert_int_equal(form_focus(fm), KIND);
	form_set_hidden(fm, ROUNDING, true);
	form_action(fm, ACTION_DOWN);
	assert_int_equal(form_focus(fm), NAMES);
	form_action(fm, ACTION_DOWN);
	assert_int_equal(form_action(fm, ACTION_DOWN), REACT_NONE);
	assert_int_equal(form_focus(fm), FILE_NAME);
	form_action(fm, ACTION_PREV_PANE);
	assert_int_equal(form_focus(fm), NAMES);
	form_free(fm);
}

static void
sliding_goes_by_steps_and_stops_at_the_ends(void **state)
{
	(void)state;
	static const struct {
		double from;
		enum action action;
		double to;
		unsigned answer;
	} cases[] = {
		{ 12, ACTION_RIGHT, 12.5, REACT_CHANGED },
		{ 12, ACTION_LEFT, 11.5, REACT_CHANGED },
		{ 12, ACTION_MORE_10, 17, REACT_CHANGED },
		{ 12, ACTION_LESS_10, 7, REACT_CHANGED },
		{ 3, ACTION_LESS_10, 0, REACT_CHANGED },
		{ 0, ACTION_LEFT, 0, REACT_HANDLED },
		{ 50, ACTION_RIGHT, 50, REACT_HANDLED },
		{ 12, ACTION_LAST, 50, REACT_CHANGED },
		{ 12, ACTION_FIRST, 0, REACT_CHANGED },
		{ 12.2, ACTION_RIGHT, 12.5, REACT_CHANGED }, /* whole steps */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct form *fm = make();
		form_set_number(fm, DISCOUNT, cases[i].from);
		assert_int_equal(
		    form_action(fm, cases[i].action), cases[i].answer);
		assert_true(
		    fabs(form_number(fm, DISCOUNT) - cases[i].to) < 1e-12);
		form_free(fm);
	}
}

static void
choices_go_round_and_checks_tick(void **state)
{
	(void)state;
	struct form *fm = make();
	form_set_focus(fm, KIND);
	assert_int_equal(form_action(fm, ACTION_LEFT), REACT_CHANGED);
	assert_int_equal(form_option(fm, KIND), 2);
	form_action(fm, ACTION_MARK);
	assert_int_equal(form_option(fm, KIND), 0);
	form_set_focus(fm, NAMES);
	form_action(fm, ACTION_RIGHT);
	assert_int_equal(form_action(fm, ACTION_MARK), REACT_CHANGED);
	assert_int_equal(form_checks(fm, NAMES), 2);
	assert_int_equal(form_changed(fm), NAMES);
	form_action(fm, ACTION_LEFT);
	form_action(fm, ACTION_MARK);
	assert_int_equal(form_checks(fm, NAMES), 3);
	form_free(fm);
}

static void
a_typed_value_is_taken_on_enter_within_its_limits(void **state)
{
	(void)state;
	static const struct {
		int field;
		const char *keys;
		double value;
		bool typing;
	} cases[] = {
		{ DISCOUNT, "<C-U>20<Enter>", 20, false },
		{ DISCOUNT, "<C-U>7.5 %<Enter>", 7.5, false },
		{ DISCOUNT, "<C-U>99<Enter>", 12, true },
		{ DISCOUNT, "<C-U>50<Enter>", 50, false },
		{ DISCOUNT, "<C-U>99<Esc>", 12, false },
		{ DISCOUNT, "<C-U>lots<Enter>", 12, true },
		{ PRICE, "<C-U>-3.25<Enter>", -3.25, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct form *fm = make();
		form_set_focus(fm, cases[i].field);
		assert_false(form_typing(fm));
		assert_int_equal(form_key(fm, '5'), REACT_NONE);
		form_action(fm, ACTION_VALUE);
		assert_true(form_typing(fm));
		type(fm, cases[i].keys);
		assert_int_equal(form_typing(fm), cases[i].typing);
		assert_true(fabs(form_number(fm, cases[i].field) -
				cases[i].value) < 1e-12);
		form_free(fm);
	}
}

static void
text_waits_for_enter_unless_the_form_is_eager(void **state)
{
	(void)state;
	struct form *fm = make();
	form_set_focus(fm, FILE_NAME);
	form_action(fm, ACTION_OPEN);
	type(fm, "x");
	assert_string_equal(form_text(fm, FILE_NAME), "a.csv");
	assert_int_equal(type(fm, "<Enter>"), REACT_CHANGED);
	assert_string_equal(form_text(fm, FILE_NAME), "a.csvx");
	form_set_eager(fm, true);
	assert_int_equal(type(fm, "y"), REACT_CHANGED);
	assert_string_equal(form_text(fm, FILE_NAME), "a.csvxy");
	assert_int_equal(form_paste(fm, slice_of("z")), REACT_CHANGED);
	assert_string_equal(form_text(fm, FILE_NAME), "a.csvxyz");
	/* These belong to the dialog. */
	assert_int_equal(type(fm, "<Enter>"), REACT_NONE);
	assert_int_equal(type(fm, "<Tab>"), REACT_NONE);
	assert_int_equal(type(fm, "<Esc>"), REACT_NONE);
	form_set_focus(fm, DISCOUNT);
	type(fm, "25<Enter>");
	assert_true(fabs(form_number(fm, DISCOUNT) - 25) < 1e-12);
	form_free(fm);
}

static void
the_mouse_slides_and_picks_fields(void **state)
{
	(void)state;
	struct form *fm = make();
	struct canvas *cv = draw_new(60, 8);
	form_draw(fm, cv, draw_area(cv), true);
	struct mouse m = { .button = MOUSE_LEFT, .x = 12, .y = 0 };
	assert_int_equal(form_mouse(fm, &m), REACT_CHANGED);
	assert_true(fabs(form_number(fm, DISCOUNT)) < 1e-12);
	m = (struct mouse){ .button = MOUSE_LEFT, .x = 12, .y = 4 };
	assert_int_equal(form_mouse(fm, &m), REACT_REDRAW);
	assert_int_equal(form_focus(fm), ROUNDING);
	m.y = 7;
	assert_int_equal(form_mouse(fm, &m), REACT_NONE);
	draw_free(cv);
	form_free(fm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_stand_on_lines_with_labels_and_notes),
		cmocka_unit_test(options_that_do_not_fit_go_on_below),
		cmocka_unit_test(
		    focus_skips_notes_and_hidden_fields_and_leaves_at_the_ends),
		cmocka_unit_test(sliding_goes_by_steps_and_stops_at_the_ends),
		cmocka_unit_test(choices_go_round_and_checks_tick),
		cmocka_unit_test(
		    a_typed_value_is_taken_on_enter_within_its_limits),
		cmocka_unit_test(text_waits_for_enter_unless_the_form_is_eager),
		cmocka_unit_test(the_mouse_slides_and_picks_fields),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
