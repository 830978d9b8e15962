/*
 * terminal - a program in a pseudo-terminal, seen through libvterm: what a
 * test asserts is what a person would see.
 *
 *	static const char *const argv[] = { "./endcap", NULL };
 *	struct terminal *tm = terminal_start(&(struct terminal_setup){
 *		.argv = argv, .cols = 80, .rows = 24 });
 *	assert_true(terminal_wait_text(tm, "Products", 5000));
 *	terminal_keys(tm, "jj<Enter>");
 *	...
 *	terminal_free(tm);
 *
 * Keys are written as in key files (ui/key.h). The program gets TERM=
 * xterm-256color, LC_ALL=C.UTF-8 and the environment of the test; 'env' comes
 * on top. It runs in a process group of its own under a small parent that
 * plays the shell, so that ^Z works. All times are milliseconds.
 */
#ifndef ENDCAP_TESTS_TERMINAL_H
#define ENDCAP_TESTS_TERMINAL_H

#include <sys/types.h>

#include "base/str.h"

struct terminal;

struct terminal_setup {
	const char *const *argv; /* ends with NULL; argv[0] is looked up */
	const char *const *env; /* "NAME=value", ends with NULL; or NULL */
	int cols, rows;
};

/* NULL when there is no pseudo-terminal to be had. */
struct terminal *terminal_start(const struct terminal_setup *setup);
/* Kills the program if it still runs. */
void terminal_free(struct terminal *tm);
pid_t terminal_pid(const struct terminal *tm);

void terminal_keys(struct terminal *tm, const char *keys);
void terminal_send(struct terminal *tm, struct slice bytes);
void terminal_resize(struct terminal *tm, int cols, int rows);

/* False when it does not come true within the limit. */
bool terminal_wait_text(struct terminal *tm, const char *text, int limit);
bool terminal_wait_gone(struct terminal *tm, const char *text, int limit);
/* Reads until nothing came for 'quiet'. */
bool terminal_wait_quiet(struct terminal *tm, int quiet, int limit);
/* The program ended: *status as waitpid gives it. */
bool terminal_wait_exit(struct terminal *tm, int limit, int *status);
/* The program is stopped (^Z). */
bool terminal_wait_stopped(struct terminal *tm, int limit);

/* The screen as text, trailing blanks cut; appended. */
void terminal_row(struct terminal *tm, int row, struct str *out);
void terminal_screen(struct terminal *tm, struct str *out);
void terminal_cursor(struct terminal *tm, int *x, int *y);
/* Bytes the program has written so far, and those bytes; borrowed. */
struct slice terminal_output(const struct terminal *tm);

/* Modes as they are now. */
bool terminal_alternate(const struct terminal *tm);
bool terminal_cursor_shown(const struct terminal *tm);
bool terminal_mouse_on(const struct terminal *tm);
/* Line modes as before the start, main screen, cursor shown, mouse off. */
bool terminal_restored(struct terminal *tm);

#endif
