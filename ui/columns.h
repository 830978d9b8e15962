/*
 * columns - choosing which columns of a listing's table are shown.
 *
 * Embedded by value in a screen's state; zeroed is ready. Until the user
 * chooses, the screen shows what fits its width:
 *
 *	if (!st->columns.chosen)
 *		fit_columns(st, area.w);
 */
#ifndef ENDCAP_UI_COLUMNS_H
#define ENDCAP_UI_COLUMNS_H

#include "ui/rows.h"
#include "ui/screen.h"

struct columns {
	bool chosen;
	struct rows *rows; /* borrowed while it asks */
	struct app *app;
	const char *titles[FORM_MAX_CHECKS]; /* borrowed from the rows */
	struct form_field field;
};

/* Asks; answers a reaction. Tables of more columns than a form has checks
 * offer the first of them. */
unsigned columns_ask(struct columns *co, struct screen *sc, struct rows *rw);

#endif
