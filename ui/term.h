/*
 * term - the terminal: enter, leave, signals, what was typed.
 *
 * One terminal a process. term_enter takes it (alternate screen, raw keys,
 * mouse, bracketed paste, title) and term_leave gives it back as it was. So
 * does every other way out: fatal signals write a string prepared beforehand,
 * restore the modes and raise the signal again; mem_on_fatal does the same.
 * Handlers otherwise only write a byte to a pipe that term_wait polls.
 *
 * The caller has called setlocale(LC_ALL, ""). Standard input that is no
 * terminal is replaced by /dev/tty. One thread only.
 */
#ifndef ENDCAP_UI_TERM_H
#define ENDCAP_UI_TERM_H

#include "base/err.h"
#include "ui/draw.h"
#include "ui/key.h"

struct term_setup {
	const char *title; /* of the window; NULL: leave it */
	bool mouse;
	bool no_colour;
};

/* What term_wait saw; several at once are possible. */
enum term_news {
	TERM_INPUT = 1 << 0,
	TERM_RESIZED = 1 << 1,
	TERM_WORK = 1 << 2,
	TERM_RESUMED = 1 << 3,
	TERM_GONE = 1 << 4, /* nothing will ever be typed again */
};

/* False with a sentence for TERM=dumb and where there is no terminal. */
bool term_enter(const struct term_setup *setup, struct err *err);
void term_leave(void);

/* Can the terminal show colours? */
bool term_has_colours(void);
/* ASCII unless the locale's characters are UTF-8. */
enum draw_charset term_charset(enum draw_charset wanted);

void term_size(int *cols, int *rows);
/* Tells curses the size the terminal has now. */
void term_resize(void);
/* Sleeps until something happens, worker_fd (-1: none) is readable or 'limit'
 * milliseconds (-1: for ever) are over; a set of enum term_news. */
unsigned term_wait(int worker_fd, int limit);
/* The next input that is there; false: none. Pasted text is borrowed until
 * the next call. */
bool term_read(struct input *in);

enum {
	TERM_COPY_MAX = 75000 /* bytes; xterm's own limit on OSC 52 */
};

void term_suspend(void); /* ^Z: returns when the shell brings us back */
void term_set_mouse(bool on);
/* OSC 52. False when the text is longer than TERM_COPY_MAX. */
bool term_copy(struct slice text);

#endif
