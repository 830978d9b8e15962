/*
 * The terminal layer in a real pseudo-terminal: first the driver itself on
 * small programs, then the demo dashboard (test_widgets --run beside us).
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/err.h"
#include "tests/support/terminal.h"
#include "ui/draw.h"
#include "ui/script.h"

enum {
	LIMIT = 10000 /* ms; sanitized builds on a busy machine are slow */
};

/* ------ the driver ------ */

static struct terminal *
start_shell(const char *script)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct terminal *tm = terminal_start(
	    &(struct terminal_setup){ .argv = argv, .cols = 40, .rows = 5 });
	assert_non_null(tm);
	return tm;
}

static void
the_driver_shows_what_a_program_prints(void **state)
{
	(void)state;
	struct terminal *tm =
	    start_shell("printf 'a\\033[2;3Hb\\350\\213\\272c'; exit 3");
	struct str screen = STR_INIT;
	int status = 0;
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_int_equal(WEXITSTATUS(status), 3);
	terminal_screen(tm, &screen);
	assert_string_equal(screen.p, "a\n  b苺c\n\n\n\n");
	str_release(&screen);
	terminal_free(tm);
}

static void
the_driver_types_and_waits(void **state)
{
	(void)state;
	struct terminal *tm = start_shell("read x; echo got:$x:; read y");
	terminal_keys(tm, "word<Enter>");
	assert_true(terminal_wait_text(tm, "got:word:", LIMIT));
	assert_false(terminal_wait_text(tm, "nothing of the kind", 50));
	terminal_free(tm);
}

static void
the_driver_sees_modes_that_were_left_on(void **state)
{
	(void)state;
	int status = 0;
	struct terminal *tm = start_shell("stty -echo; printf '\\033[?1049h'");
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_true(terminal_alternate(tm));
	assert_false(terminal_restored(tm));
	terminal_free(tm);
	tm = start_shell("true");
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_true(terminal_restored(tm));
	terminal_free(tm);
}

/* ------ the dashboard ------ */

static const char *demo_program;

static struct terminal *
start_demo(int cols, int rows, const char *const *env)
{
	const char *const argv[] = { demo_program, "--run", NULL };
	struct terminal *tm = terminal_start(&(struct terminal_setup){
	    .argv = argv, .env = env, .cols = cols, .rows = rows });
	assert_non_null(tm);
	return tm;
}

static struct terminal *
start_ready(void)
{
	struct terminal *tm = start_demo(80, 24, NULL);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	return tm;
}

static void
check_row(struct terminal *tm, int row, const char *wanted)
{
	struct str actual = STR_INIT;
	terminal_row(tm, row, &actual);
	assert_string_equal(actual.p, wanted);
	str_release(&actual);
}

static void
keys_move_and_the_cursor_is_parked_on_the_cell(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	int x = 0, y = 0;
	assert_true(terminal_alternate(tm));
	assert_false(terminal_cursor_shown(tm));
	assert_true(terminal_mouse_on(tm));
	terminal_keys(tm, "j<Down>");
	assert_true(terminal_wait_text(tm, "row 3 of", LIMIT));
	terminal_wait_quiet(tm, 50, LIMIT);
	terminal_cursor(tm, &x, &y);
	assert_int_equal(x, 3);
	assert_int_equal(y, 7);
	check_row(tm, 8,
	    "   苺 Ichigo mug         SKU-000003    999,997 ████▋    33%   "
	    "+1.6    ┊  ├─●─┤");
	terminal_free(tm);
}

static void
many_keys_in_one_write_are_painted_a_few_times(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	struct str keys = STR_INIT;
	terminal_wait_quiet(tm, 50, LIMIT);
	size_t before = terminal_output(tm).len;
	str_add_repeat(&keys, "j", 200);
	terminal_keys(tm, keys.p);
	assert_true(terminal_wait_text(tm, "row 201 of", LIMIT));
	terminal_wait_quiet(tm, 50, LIMIT);
	assert_in_range(terminal_output(tm).len - before, 1, 16 * 1024);
	str_release(&keys);
	terminal_free(tm);
}

static void
a_lone_escape_is_a_key_at_once(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_keys(tm, "<Esc>");
	assert_true(terminal_wait_text(tm, "Q quits", 1000));
	terminal_free(tm);
}

static void
pasted_text_is_text(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_send(tm, slice_of("\033[200~Q\033[201~"));
	terminal_keys(tm, ":");
	terminal_send(tm, slice_of("\033[200~two\nlines é\033[201~"));
	assert_true(terminal_wait_text(tm, ":two lines é", LIMIT));
	assert_true(terminal_cursor_shown(tm));
	terminal_free(tm);
}

static void
the_mouse_clicks_rows_and_turns_the_wheel(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_send(tm, slice_of("\033[<0;10;9M\033[<0;10;9m"));
	assert_true(terminal_wait_text(tm, "row 4 of", LIMIT));
	terminal_send(tm, slice_of("\033[<65;10;9M"));
	assert_true(terminal_wait_text(tm, "999,982", LIMIT));
	terminal_keys(tm, "M");
	assert_true(terminal_wait_text(tm, "mouse off", LIMIT));
	assert_false(terminal_mouse_on(tm));
	terminal_free(tm);
}

/* Column 12 is the slider's left end, its right end stands for 50 %. */
static void
a_slider_is_dragged(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_keys(tm, "3");
	assert_true(terminal_wait_text(tm, "discount", LIMIT));
	terminal_send(tm, slice_of("\033[<0;13;4M"));
	assert_true(terminal_wait_text(tm, " 0.0 %", LIMIT));
	terminal_send(tm, slice_of("\033[<32;20;4M\033[<32;70;4M"));
	assert_true(terminal_wait_text(tm, " 50.0 %", LIMIT));
	terminal_send(tm, slice_of("\033[<0;70;4m"));
	terminal_free(tm);
}

static void
copying_goes_through_the_terminal(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_keys(tm, "jy");
	assert_true(terminal_wait_text(tm, "copied 11 bytes", LIMIT));
	struct slice all = terminal_output(tm);
	/* "Candle, fig" */
	struct slice wanted = slice_of("\033]52;c;Q2FuZGxlLCBmaWc=\007");
	assert_true(slice_find(all, wanted) < all.len);
	terminal_free(tm);
}

static void
the_screen_follows_the_size(void **state)
{
	(void)state;
	static const struct {
		int cols, rows;
	} sizes[] = { { 20, 5 }, { 1, 1 }, { 200, 60 }, { 39, 30 },
		{ 80, 24 } };
	struct terminal *tm = start_ready();
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		terminal_resize(tm, sizes[i].cols, sizes[i].rows);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	terminal_resize(tm, 38, 9);
	assert_true(terminal_wait_text(tm, "too small", LIMIT));
	terminal_resize(tm, 80, 24);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	terminal_free(tm);
}

static void
what_a_terminal_shows_is_what_a_script_dumps(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_keys(tm, "jj<Space>");
	assert_true(terminal_wait_text(tm, "1 marked", LIMIT));
	struct str shown = STR_INIT, kept = STR_INIT;
	char line[512];
	FILE *file = fopen("tests/ui/golden/list-80x24.txt", "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		str_add(&kept, line);
	fclose(file);
	terminal_screen(tm, &shown);
	assert_string_equal(shown.p, kept.p);
	str_release(&shown);
	str_release(&kept);
	terminal_free(tm);
}

static void
quitting_restores_the_terminal(void **state)
{
	(void)state;
	static const char *const keys[] = { "Q", "q", ":quit<Enter>", "<F10>" };
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct terminal *tm = start_ready();
		int status = -1;
		terminal_keys(tm, keys[i]);
		assert_true(terminal_wait_exit(tm, LIMIT, &status));
		assert_int_equal(status, 0);
		assert_true(terminal_restored(tm));
		terminal_free(tm);
	}
}

static void
fatal_signals_restore_the_terminal_and_are_raised_again(void **state)
{
	(void)state;
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGSEGV,
		SIGABRT, SIGBUS, SIGILL, SIGFPE };
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct terminal *tm = start_ready();
		int status = -1;
		assert_int_equal(kill(terminal_pid(tm), signals[i]), 0);
		assert_true(terminal_wait_exit(tm, LIMIT, &status));
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		assert_true(terminal_restored(tm));
		terminal_free(tm);
	}
}

static void
suspending_gives_the_terminal_back_and_resuming_takes_it(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	int status = -1;
	terminal_keys(tm, "jj<C-Z>");
	assert_true(terminal_wait_stopped(tm, LIMIT));
	terminal_wait_quiet(tm, 50, LIMIT);
	assert_true(terminal_restored(tm));
	assert_int_equal(kill(terminal_pid(tm), SIGCONT), 0);
	assert_true(terminal_wait_text(tm, "row 3 of", LIMIT));
	assert_true(terminal_alternate(tm));
	terminal_keys(tm, "j");
	assert_true(terminal_wait_text(tm, "row 4 of", LIMIT));
	terminal_keys(tm, "Q");
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_true(terminal_restored(tm));
	terminal_free(tm);
}

static void
keys_come_from_the_terminal_when_input_is_a_pipe(void **state)
{
	(void)state;
	struct str command = STR_INIT;
	int status = -1;
	str_addf(&command, "true | '%s' --run", demo_program);
	const char *const argv[] = { "sh", "-c", command.p, NULL };
	struct terminal *tm = terminal_start(
	    &(struct terminal_setup){ .argv = argv, .cols = 80, .rows = 24 });
	assert_non_null(tm);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	terminal_keys(tm, "jQ");
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_int_equal(status, 0);
	assert_true(terminal_restored(tm));
	str_release(&command);
	terminal_free(tm);
}

static void
a_terminal_that_cannot_place_the_cursor_is_refused(void **state)
{
	(void)state;
	static const char *const env[] = { "TERM=dumb", NULL };
	struct terminal *tm = start_demo(80, 24, env);
	int status = -1;
	assert_true(terminal_wait_exit(tm, LIMIT, &status));
	assert_int_equal(WEXITSTATUS(status), 1);
	check_row(tm, 0,
	    "demo: the terminal TERM='dumb' cannot place the cursor; set TERM, "
	    "or use the com");
	assert_true(terminal_restored(tm));
	terminal_free(tm);
}

static void
no_color_sends_no_colour(void **state)
{
	(void)state;
	static const char *const env[] = { "NO_COLOR=1", NULL };
	struct terminal *tm = start_demo(80, 24, env);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	struct slice all = terminal_output(tm);
	assert_int_equal(slice_find(all, slice_of("\033[38;5")), all.len);
	terminal_keys(tm, "T");
	assert_true(terminal_wait_text(tm, "NO_COLOR is set", LIMIT));
	terminal_free(tm);
}

static void
a_locale_without_utf8_gets_ascii(void **state)
{
	(void)state;
	static const char *const env[] = { "LC_ALL=C", NULL };
	struct terminal *tm = start_demo(80, 24, env);
	assert_true(terminal_wait_text(tm, "row 1 of", LIMIT));
	struct slice all = terminal_output(tm);
	for (size_t i = 0; i < all.len; i++)
		assert_in_range((unsigned char)all.p[i], 1, 0x7f);
	terminal_free(tm);
}

static void
an_idle_dashboard_writes_nothing(void **state)
{
	(void)state;
	struct terminal *tm = start_ready();
	terminal_wait_quiet(tm, 100, LIMIT);
	size_t before = terminal_output(tm).len;
	terminal_wait_quiet(tm, 500, LIMIT);
	assert_int_equal(terminal_output(tm).len, before);
	terminal_free(tm);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_driver_shows_what_a_program_prints),
		cmocka_unit_test(the_driver_types_and_waits),
		cmocka_unit_test(the_driver_sees_modes_that_were_left_on),
		cmocka_unit_test(
		    keys_move_and_the_cursor_is_parked_on_the_cell),
		cmocka_unit_test(
		    many_keys_in_one_write_are_painted_a_few_times),
		cmocka_unit_test(a_lone_escape_is_a_key_at_once),
		cmocka_unit_test(pasted_text_is_text),
		cmocka_unit_test(the_mouse_clicks_rows_and_turns_the_wheel),
		cmocka_unit_test(a_slider_is_dragged),
		cmocka_unit_test(copying_goes_through_the_terminal),
		cmocka_unit_test(the_screen_follows_the_size),
		cmocka_unit_test(what_a_terminal_shows_is_what_a_script_dumps),
		cmocka_unit_test(quitting_restores_the_terminal),
		cmocka_unit_test(
		    fatal_signals_restore_the_terminal_and_are_raised_again),
		cmocka_unit_test(
		    suspending_gives_the_terminal_back_and_resuming_takes_it),
		cmocka_unit_test(
		    keys_come_from_the_terminal_when_input_is_a_pipe),
		cmocka_unit_test(
		    a_terminal_that_cannot_place_the_cursor_is_refused),
		cmocka_unit_test(no_color_sends_no_colour),
		cmocka_unit_test(a_locale_without_utf8_gets_ascii),
		cmocka_unit_test(an_idle_dashboard_writes_nothing),
	};
	struct str path = STR_INIT;
	const char *slash = strrchr(argv[0], '/');
	(void)argc; /* no options */
	if (slash != NULL)
		str_add_bytes(&path, argv[0], (size_t)(slash - argv[0]) + 1);
	str_add(&path, "test_widgets");
	demo_program = path.p;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	str_release(&path);
	return failed;
}
