/*
 * input_table - the inputs of a projection, as a table in a pane.
 *
 * Embedded by value in the screens that project something; zeroed it is
 * closed. While it is open it has the focus:
 *
 *	n = threshold_rows(&lab->inputs, rows);
 *	input_table_open(&st->inputs, rows, n, digits);
 *	...
 *	.table = ... return st->inputs.tb;	(NULL while closed)
 *
 * It shows the rows it was opened with; open it again after a reload.
 */
#ifndef ENDCAP_UI_INPUT_TABLE_H
#define ENDCAP_UI_INPUT_TABLE_H

#include "service/inputs.h"
#include "ui/rows.h"

struct input_table {
	struct listing listing;
	struct rows *rows;
	struct table *tb; /* NULL: closed */
};

/* Copies the rows; opening what is open keeps the cursor. */
void input_table_open(
    struct input_table *it, const struct basis_row *rows, size_t n, int digits);
void input_table_close(struct input_table *it);
/* In a box, with what the three bases mean under it. */
void
input_table_draw(struct input_table *it, struct canvas *cv, struct rect area);

#endif
