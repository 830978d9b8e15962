/*
 * script - drive the dashboard without a terminal and dump what it shows.
 *
 * For tests and bug reports. A script is keys as key files write them; line
 * breaks in it mean nothing, lines that begin with "# " are comments, and
 * lines that begin with "@" are orders to the script itself:
 *
 *	/mug<Enter>
 *	@dump                 the screen as text, now
 *	@roles                the roles of the screen (see draw_dump_roles)
 *	@size 80x24           another size
 *	@paste some text      as a bracketed paste
 *	@click 10 5           left button at column 10, row 5 (from 0)
 *	@drag 14 5            moved to there with the button held
 *	@wheel down 10 5
 *	@wait                 until nothing is under way
 *
 * After each line the script waits until the worker is idle, so that a dump
 * depends on nothing but the data. The screen is dumped at the end too when
 * no line asked for a dump.
 */
#ifndef ENDCAP_UI_SCRIPT_H
#define ENDCAP_UI_SCRIPT_H

#include "ui/app.h"

struct script_setup {
	int cols, rows;
	enum draw_charset charset;
	int wait_ms; /* longest wait for the worker; 0: 30 seconds */
};

/* Appends the dumps to out. False with the line number on a wrong script or
 * when the worker does not become idle. */
bool script_run(struct app *app, const struct script_setup *setup,
    struct slice script, struct str *out, struct err *err);
/* "120x35" to a size; false when it is none (1x1 to 1000x1000). */
bool script_parse_size(struct slice text, int *cols, int *rows);

#endif
