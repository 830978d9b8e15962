/* dialog: what keys answer, and what it looks like. */
#include "ui/dialog.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/support/sketch.h"
#include "ui/keymap.h"

/* Types keys with the actions the default keymap gives dialogs. */
static void
type(struct dialog *dg, const char *keys)
{
	struct keymap *km = keymap_new();
	struct slice rest = slice_of(keys);
	while (rest.len > 0) {
		uint32_t key = K_NONE;
		assert_true(key_parse(&rest, &key));
		dialog_key(dg, key, keymap_find(km, "dialog", key));
	}
	keymap_free(km);
}

static void
enter_means_no_and_only_y_means_yes(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		enum dialog_outcome outcome;
	} cases[] = {
		{ "y", DIALOG_ACCEPTED },
		{ "Y", DIALOG_ACCEPTED },
		{ "<Enter>", DIALOG_CANCELLED },
		{ "<Esc>", DIALOG_CANCELLED },
		{ "n", DIALOG_CANCELLED },
		{ "N", DIALOG_CANCELLED },
		{ "q", DIALOG_CANCELLED },
		{ "x<Space><Tab>", DIALOG_OPEN },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dialog *dg = dialog_new(DIALOG_CONFIRM, "Delete");
		type(dg, cases[i].keys);
		assert_int_equal(dialog_outcome(dg), cases[i].outcome);
		dialog_free(dg);
	}
}

static void
prompts_give_their_text_and_remember_it(void **state)
{
	(void)state;
	struct lineedit_history history = { .lines = NULL };
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Filter");
	dialog_set_history(dg, &history);
	dialog_set_text(dg, "lift>1");
	type(dg, ".2<Enter>");
	assert_int_equal(dialog_outcome(dg), DIALOG_ACCEPTED);
	assert_string_equal(dialog_text(dg), "lift>1.2");
	dialog_free(dg);
	dg = dialog_new(DIALOG_PROMPT, "Filter");
	dialog_set_history(dg, &history);
	type(dg, "<Up><BS><Esc>");
	assert_int_equal(dialog_outcome(dg), DIALOG_CANCELLED);
	assert_string_equal(dialog_text(dg), "lift>1.");
	assert_int_equal(history.n, 1);
	dialog_free(dg);
	/* Backspace on nothing does not close it. */
	dg = dialog_new(DIALOG_PROMPT, "Filter");
	type(dg, "a<BS><BS><BS>");
	assert_int_equal(dialog_outcome(dg), DIALOG_OPEN);
	dialog_paste(dg, slice_of("two\nlines"));
	assert_string_equal(dialog_text(dg), "two lines");
	dialog_free(dg);
	lineedit_history_release(&history);
}

/* Accepts numbers below ten; counts how often it was asked. */
static bool
check_digit(void *arg, struct dialog *dg, bool accepting)
{
	int *asked = arg;
	bool good = strlen(dialog_text(dg)) == 1;
	(*asked)++;
	if (accepting && !good)
		dialog_set_error(dg, "one digit is wanted");
	return good;
}

static void
a_check_keeps_the_dialog_open_and_says_why(void **state)
{
	(void)state;
	int asked = 0;
	struct dialog *dg = dialog_new(DIALOG_PROMPT, "Digit");
	struct canvas *cv = draw_new(60, 10);
	dialog_set_check(dg, check_digit, &asked);
	type(dg, "12<Enter>");
	assert_int_equal(asked, 3);
	assert_int_equal(dialog_outcome(dg), DIALOG_OPEN);
	dialog_draw(dg, cv, draw_area(cv));
	sketch_check(cv, 2,
	    " ╭─ Digit ────────────────────────────────── Esc cancels ─╮");
	sketch_check(cv, 3,
	    " │ 12                                                     │");
	sketch_check(cv, 5,
	    " │ one digit is wanted                                    │");
	assert_int_equal(draw_role_at(cv, 3, 5), ROLE_ERROR);
	type(dg, "<BS><Enter>");
	assert_int_equal(dialog_outcome(dg), DIALOG_ACCEPTED);
	draw_free(cv);
	dialog_free(dg);
}

static const char *const periods[] = { "all data", "last 90 days",
	"last 12 months", "this year" };

static void
choices_are_moved_through_and_narrowed_by_typing(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		enum dialog_outcome outcome;
		int option;
	} cases[] = {
		{ "<Enter>", DIALOG_ACCEPTED, 1 },
		{ "<Down><Down><Enter>", DIALOG_ACCEPTED, 3 },
		{ "<Down><Down><Down><Enter>", DIALOG_ACCEPTED, 3 },
		{ "<Up><Up><Enter>", DIALOG_ACCEPTED, 0 },
		{ "year<Enter>", DIALOG_ACCEPTED, 3 },
		{ "LAST<Down><Enter>", DIALOG_ACCEPTED, 2 },
		{ "zzz<Enter>", DIALOG_OPEN, 0 },
		{ "zzz<C-U><Enter>", DIALOG_ACCEPTED, 0 },
		{ "<Esc>", DIALOG_CANCELLED, 1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dialog *dg = dialog_new(DIALOG_CHOICE, "Period");
		dialog_set_options(dg, periods, 4, 1);
		type(dg, cases[i].keys);
		assert_int_equal(dialog_outcome(dg), cases[i].outcome);
		assert_int_equal(dialog_option(dg), cases[i].option);
		dialog_free(dg);
	}
}

static void
a_choice_without_options_cannot_be_accepted(void **state)
{
	(void)state;
	struct dialog *dg = dialog_new(DIALOG_CHOICE, "Period");
	struct canvas *cv = draw_new(60, 10);
	dialog_set_options(dg, periods, 0, 0);
	type(dg, "a<Down><Up><Enter>");
	dialog_draw(dg, cv, draw_area(cv));
	assert_int_equal(dialog_outcome(dg), DIALOG_OPEN);
	draw_free(cv);
	dialog_free(dg);
}

static const char *const formats[] = { "CSV", "JSON" };
static const struct form_field fields[] = {
	{ .label = "format",
	    .kind = FORM_RADIO,
	    .options = formats,
	    .n_options = 2 },
	{ .label = "file", .kind = FORM_TEXT },
};
static const char *const buttons[] = { "Write", "Copy" };

static struct dialog *
make_export(void)
{
	struct dialog *dg = dialog_new(DIALOG_FORM, "Export");
	dialog_set_form(dg, form_new(fields, 2), buttons, 2);
	return dg;
}

static void
form_dialogs_press_buttons(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		enum dialog_outcome outcome;
		int button;
		const char *text;
	} cases[] = {
		{ "<Enter>", DIALOG_ACCEPTED, 0, "" },
		{ "<Tab>q.csv<Enter>", DIALOG_ACCEPTED, 0, "q.csv" },
		{ "<Tab><Tab><Tab><Enter>", DIALOG_ACCEPTED, 1, "" },
		{ "<Tab><Tab><Right><Right><Space>", DIALOG_CANCELLED, 2, "" },
		{ "<C-Y>", DIALOG_ACCEPTED, 1, "" },
		{ "<Tab>a<Esc>", DIALOG_CANCELLED, 0, "a" },
		{ "<Tab><Tab><Tab><Tab><Tab><Right>", DIALOG_OPEN, 2, "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dialog *dg = make_export();
		type(dg, cases[i].keys);
		assert_int_equal(dialog_outcome(dg), cases[i].outcome);
		assert_int_equal(dialog_button(dg), cases[i].button);
		assert_string_equal(
		    form_text(dialog_form(dg), 1), cases[i].text);
		dialog_free(dg);
	}
}

static void
form_dialogs_show_fields_preview_and_buttons(void **state)
{
	(void)state;
	struct dialog *dg = make_export();
	struct canvas *cv = draw_new(50, 12);
	dialog_set_preview(dg, "product_a,product_b");
	dialog_draw(dg, cv, draw_area(cv));
	sketch_check(
	    cv, 2, " ╭─ Export ─────────────────────── Esc cancels ─╮");
	sketch_check(
	    cv, 3, " │ ▌format  (o) CSV  ( ) JSON                   │");
	sketch_check(
	    cv, 6, " │ product_a,product_b                          │");
	sketch_check(
	    cv, 8, " │      [ Write ]   [ Copy ]   [ Cancel ]       │");
	struct mouse m = { .button = MOUSE_LEFT, .x = 24, .y = 8 };
	dialog_mouse(dg, &m);
	assert_int_equal(dialog_outcome(dg), DIALOG_ACCEPTED);
	assert_int_equal(dialog_button(dg), 1);
	draw_free(cv);
	dialog_free(dg);
}

static void
dialogs_fit_any_screen(void **state)
{
	(void)state;
	for (int w = 1; w < 90; w += 8) {
		for (int h = 1; h < 20; h += 3) {
			struct dialog *dg = make_export();
			struct canvas *cv = draw_new(w, h);
			dialog_set_body(dg,
			    "A sentence of some length, with "
			    "words that wrap, ends here.");
			dialog_set_error(dg, "and an error");
			dialog_draw(dg, cv, draw_area(cv));
			draw_free(cv);
			dialog_free(dg);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enter_means_no_and_only_y_means_yes),
		cmocka_unit_test(prompts_give_their_text_and_remember_it),
		cmocka_unit_test(a_check_keeps_the_dialog_open_and_says_why),
		cmocka_unit_test(
		    choices_are_moved_through_and_narrowed_by_typing),
		cmocka_unit_test(a_choice_without_options_cannot_be_accepted),
		cmocka_unit_test(form_dialogs_press_buttons),
		cmocka_unit_test(form_dialogs_show_fields_preview_and_buttons),
		cmocka_unit_test(dialogs_fit_any_screen),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
