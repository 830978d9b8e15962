/*
 * demo - a dashboard of nothing but widgets, for the tests of the framework.
 *
 * Three tabs: a table of a million made-up rows with wide and accented names,
 * charts, and a form; "detail" is pushed on top of the table. Its work is
 * begun by :work and finished by its pipe, as a worker's would be.
 */
#ifndef ENDCAP_TESTS_DEMO_H
#define ENDCAP_TESTS_DEMO_H

#include "ui/app.h"

enum {
	DEMO_ROWS = 1000000
};

struct demo {
	int pipe_fd[2];
	bool working;
	struct str edits; /* what the form's changes were */
	int undone; /* times undo reached the host */
};

bool demo_init(struct demo *demo, struct err *err);
void demo_release(struct demo *demo);
struct app *
demo_app(struct demo *demo, enum draw_charset charset, struct err *err);

#endif
