/*
 * pane_table - any listing as a table in a pane, made and freed together.
 *
 * Embedded by value in a screen's state; zeroed it is closed. While it is open
 * it has the focus: the screen offers its table.
 *
 *	pane_table_open(&st->fillers, &l);	l is moved
 *	...
 *	.table = ... return st->fillers.tb;	(NULL while closed)
 */
#ifndef ENDCAP_UI_PANE_TABLE_H
#define ENDCAP_UI_PANE_TABLE_H

#include "ui/rows.h"

struct pane_table {
	struct listing listing;
	struct rows *rows;
	struct table *tb; /* NULL: closed */
};

/* The listing is moved in; opening what is open keeps the cursor. */
void pane_table_open(struct pane_table *pt, struct listing *l,
    const struct rows_look *looks, size_t n_looks);
void pane_table_close(struct pane_table *pt);

#endif
