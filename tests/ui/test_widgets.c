/*
 * The framework and its widgets on a canvas: the demo dashboard driven by
 * scripts. With --run it takes the terminal instead, for test_framework and
 * for trying things out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <cmocka.h>

#include "tests/support/demo.h"
#include "tests/support/golden.h"
#include "ui/script.h"

/* Runs a script at a size; the dump goes to out. */
static void
play(const char *size, enum draw_charset charset, const char *script,
    struct str *out)
{
	struct demo demo;
	struct err err = ERR_INIT;
	struct script_setup setup = { .charset = charset, .wait_ms = 5000 };
	assert_true(
	    script_parse_size(slice_of(size), &setup.cols, &setup.rows));
	assert_true(demo_init(&demo, &err));
	struct app *app = demo_app(&demo, charset, &err);
	assert_non_null(app);
	if (!script_run(app, &setup, slice_of(script), out, &err))
		fail_msg("%s", err.text);
	app_free(app);
	demo_release(&demo);
}

/* The line of the dump counted from the top; negative: from the bottom. */
static void
check_line(const char *script, int line, const char *wanted)
{
	struct str out = STR_INIT;
	play("80x24", DRAW_BRAILLE, script, &out);
	struct slice rest = slice_str(&out), part = slice_of("");
	if (line < 0)
		line += 24;
	for (int i = 0; i <= line; i++)
		assert_true(slice_split(&rest, '\n', &part));
	char actual[512];
	snprintf(actual, sizeof(actual), "%.*s", (int)part.len, part.p);
	assert_string_equal(actual, wanted);
	str_release(&out);
}

/* The table's position line, which stands against the right edge. */
static void
check_position(const char *script, const char *position)
{
	struct str wanted = STR_INIT;
	str_add_repeat(&wanted, " ", 79 - strlen(position));
	str_add(&wanted, position);
	check_line(script, -3, wanted.p);
	str_release(&wanted);
}

struct golden_case {
	const char *name, *size;
	enum draw_charset charset;
	const char *script;
};

static const struct golden_case golden_cases[] = {
	{ "list-120x35", "120x35", DRAW_BRAILLE, "jj<Space>" },
	{ "list-80x24", "80x24", DRAW_BRAILLE, "jj<Space>" },
	{ "list-60x15", "60x15", DRAW_BRAILLE, "jj<Space>" },
	{ "list-ascii-120x35", "120x35", DRAW_ASCII, "jj<Space>" },
	{ "list-ascii-80x24", "80x24", DRAW_ASCII, "jj<Space>" },
	{ "list-ascii-60x15", "60x15", DRAW_ASCII, "jj<Space>" },
	{ "charts-120x35", "120x35", DRAW_BRAILLE, "2" },
	{ "charts-80x24", "80x24", DRAW_BRAILLE, "2" },
	{ "charts-60x15", "60x15", DRAW_BRAILLE, "2" },
	{ "charts-blocks-80x24", "80x24", DRAW_BLOCKS, "2" },
	{ "charts-ascii-120x35", "120x35", DRAW_ASCII, "2" },
	{ "charts-ascii-80x24", "80x24", DRAW_ASCII, "2" },
	{ "charts-ascii-60x15", "60x15", DRAW_ASCII, "2" },
	{ "form-80x24", "80x24", DRAW_BRAILLE, "3<S-Right><Tab><Right>" },
	{ "form-ascii-80x24", "80x24", DRAW_ASCII, "3<S-Right>" },
	{ "confirm-80x24", "80x24", DRAW_BRAILLE, "d" },
	{ "help-120x35", "120x35", DRAW_BRAILLE, "?" },
	{ "help-find-80x24", "80x24", DRAW_BRAILLE, "?/row" },
	{ "small-38x9", "38x9", DRAW_BRAILLE, "" },
	{ "roles-80x24", "80x24", DRAW_BRAILLE, "j\n@roles" },
};

static void
screens_look_as_kept(void **state)
{
	(void)state;
	bool same = true;
	for (size_t i = 0; i < ARRAY_LEN(golden_cases); i++) {
		const struct golden_case *gc = &golden_cases[i];
		struct str out = STR_INIT;
		play(gc->size, gc->charset, gc->script, &out);
		same &= golden_check(gc->name, slice_str(&out));
		str_release(&out);
	}
	assert_true(same);
}

static void
ascii_screens_hold_nothing_but_ascii(void **state)
{
	(void)state;
	static const char *const scripts[] = { "j<Space>", "2", "3", "?", "d",
		"/mug", ":wor<Tab><Tab>" };
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		struct str out = STR_INIT;
		play("100x30", DRAW_ASCII, scripts[i], &out);
		for (size_t b = 0; b < out.len; b++) {
			unsigned char c = (unsigned char)out.p[b];
			assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
		}
		str_release(&out);
	}
}

/* Row 5 is the first row of the table, row -3 its position. */
static void
keys_move_the_cursor_by_rows_pages_and_ends(void **state)
{
	(void)state;
	static const struct {
		const char *script, *position;
	} cases[] = {
		{ "", "row 1 of 1,000,000    0%" },
		{ "jjk", "row 2 of 1,000,000    0%" },
		{ "<Down><Down>", "row 3 of 1,000,000    0%" },
		{ "G", "row 1,000,000 of 1,000,000  end" },
		{ "Gg", "row 1 of 1,000,000    0%" },
		{ "<C-F>", "row 17 of 1,000,000    0%" },
		{ "<C-F><C-B>", "row 1 of 1,000,000    0%" },
		{ "<C-D>", "row 10 of 1,000,000    0%" },
		{ ":500000<Enter>", "row 500,000 of 1,000,000   49%" },
		{ "k", "row 1 of 1,000,000    0%" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_position(cases[i].script, cases[i].position);
}

static void
the_message_line_answers_keys(void **state)
{
	(void)state;
	static const struct {
		const char *script, *message;
	} cases[] = {
		{ "", " ● strong  ◐ likely  ○ weak" },
		{ "<Space><Space>", " 2 marked" },
		{ "u", " ↶ took back change 1" },
		{ "uj", " ● strong  ◐ likely  ○ weak" },
		{ "a", " a (add an item) does nothing here" },
		{ "<Esc>", " Q quits; everything is saved" },
		{ ":nonsense<Enter>",
		    " ✗ 'nonsense' is no command; Tab lists them" },
		{ ":undo<Enter>", " ↶ took back change 1" },
		{ ":work<Enter>", " work is done" },
		{ ":wor<Tab>", " :wor" },
		{ ":wor<Tab><Tab><Tab>", " :world" },
		{ ":work<Enter>\n:<Up>", " :work" },
		{ "/kettle", " /kettle" },
		{ "y", " copied 20 bytes" },
		{ "d<Enter>", " kept" },
		{ "dn", " kept" },
		{ "dy", " deleted" },
		{ "jjjjjjj<Enter>", " ✗ row '1007' has no details" },
		{ "T", " theme light" },
		{ "B", " charts in blocks" },
		{ "?/take back<Enter>", " ↶ took back change 1" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_line(cases[i].script, -2, cases[i].message);
}

static void
search_moves_to_matches_and_escape_goes_back(void **state)
{
	(void)state;
	check_position("/kettle<Enter>", "row 6 of 1,000,000    0%");
	check_position("/KETTLE<Enter>n", "row 14 of 1,000,000    0%");
	check_position("/kettle<Enter>nN", "row 6 of 1,000,000    0%");
	check_position("jj/kettle<Esc>", "row 3 of 1,000,000    0%");
	check_position("/ichigo<BS><BS><Enter>", "row 4 of 1,000,000    0%");
	check_position("jjj/sku-000017<Enter>", "row 18 of 1,000,000    0%");
}

static void
sorting_keeps_the_cursor_on_the_same_thing(void **state)
{
	(void)state;
	/* Third row, column "orders", other way round: third from the end. */
	check_position("jjlls", "row 999,998 of 1,000,000  end");
}

static void
enter_opens_and_q_goes_back(void **state)
{
	(void)state;
	check_line("jj<Enter>", 3,
	    "╭─ Detail ─────────────────────────────────────────────────"
	    "─────────── q back ─╮");
	check_position("jj<Enter>q", "row 3 of 1,000,000    0%");
	check_line("2q", 1,
	    " [1 Products] 2 Charts  3 Form                            "
	    "        ? help  : cmd");
}

static void
the_mouse_selects_sorts_scrolls_and_changes_tabs(void **state)
{
	(void)state;
	check_position("@click 5 8", "row 4 of 1,000,000    0%");
	check_position("@wheel down 5 8", "row 4 of 1,000,000    0%");
	check_line("@click 5 8\n@click 5 8", 4,
	    "│ row 1003                  "
	    "                                                   │");
	check_line("@click 18 1", 1,
	    "  1 Products [2 Charts] 3 Form                            "
	    "        ? help  : cmd");
}

static void
form_changes_reach_the_screen_at_once(void **state)
{
	(void)state;
	struct demo demo;
	struct err err = ERR_INIT;
	struct str out = STR_INIT;
	struct script_setup setup = { .cols = 80, .rows = 24 };
	assert_true(demo_init(&demo, &err));
	struct app *app = demo_app(&demo, DRAW_BRAILLE, &err);
	assert_non_null(app);
	/* Slide, type 20, choose, tick, type a name. */
	assert_true(script_run(app, &setup,
	    slice_of("3<Right>=<C-U>20<Enter><Tab><Right><Tab><Space><Tab>=x"
		     "<Enter>"),
	    &out, &err));
	assert_string_equal(demo.edits.p, "0 0 1 2 3 ");
	app_free(app);
	demo_release(&demo);
	str_release(&out);
}

static void
pasted_text_is_typed_and_never_runs_keys(void **state)
{
	(void)state;
	check_line("@paste Q", -2, " ● strong  ◐ likely  ○ weak");
	check_line(":\n@paste Q", -2, " :Q");
}

static void
every_size_down_to_one_cell_draws(void **state)
{
	(void)state;
	static const char *const sizes[] = { "1x1", "2x2", "39x10", "40x9",
		"40x10", "41x11", "300x90", "1000x2", "2x1000" };
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct str out = STR_INIT;
		play(sizes[i], DRAW_BRAILLE, "jj2\n@dump\n3\n@dump\nd?", &out);
		assert_true(out.len > 0);
		str_release(&out);
	}
}

static void
wrong_scripts_are_refused_with_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *script, *sentence;
	} cases[] = {
		{ "j\n<Nokey>",
		    "script line 2: '<Nokey>' begins no key; <lt> is the sign "
		    "itself" },
		{ "@size 0x3", "script line 1: a size like 120x35 is wanted" },
		{ "@jump", "script line 1: '@jump' is no order" },
		{ "@click 3", "script line 1: a column and a row are wanted" },
	};
	struct demo demo;
	struct err err = ERR_INIT;
	assert_true(demo_init(&demo, &err));
	struct app *app = demo_app(&demo, DRAW_BRAILLE, &err);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str out = STR_INIT;
		struct script_setup setup = { .cols = 80, .rows = 24 };
		assert_false(script_run(
		    app, &setup, slice_of(cases[i].script), &out, &err));
		assert_string_equal(err.text, cases[i].sentence);
		str_release(&out);
	}
	app_free(app);
	demo_release(&demo);
}

static int
run_in_terminal(void)
{
	struct demo demo;
	struct err err = ERR_INIT;
	bool ok = demo_init(&demo, &err);
	struct app *app = ok ? demo_app(&demo, DRAW_BRAILLE, &err) : NULL;
	ok = app != NULL && app_run(app, &err);
	if (!ok)
		fprintf(stderr, "demo: %s\n", err.text);
	app_free(app);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_kept),
		cmocka_unit_test(ascii_screens_hold_nothing_but_ascii),
		cmocka_unit_test(keys_move_the_cursor_by_rows_pages_and_ends),
		cmocka_unit_test(the_message_line_answers_keys),
		cmocka_unit_test(search_moves_to_matches_and_escape_goes_back),
		cmocka_unit_test(sorting_keeps_the_cursor_on_the_same_thing),
		cmocka_unit_test(enter_opens_and_q_goes_back),
		cmocka_unit_test(
		    the_mouse_selects_sorts_scrolls_and_changes_tabs),
		cmocka_unit_test(form_changes_reach_the_screen_at_once),
		cmocka_unit_test(pasted_text_is_typed_and_never_runs_keys),
		cmocka_unit_test(every_size_down_to_one_cell_draws),
		cmocka_unit_test(wrong_scripts_are_refused_with_their_line),
	};
	setlocale(LC_ALL, "");
	if (argc > 1 && strcmp(argv[1], "--run") == 0)
		return run_in_terminal();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
