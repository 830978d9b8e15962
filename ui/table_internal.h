/*
 * table_internal - the insides of the table that table.c (what it knows and
 * does) and table_draw.c (how it looks) share. Nobody else includes this.
 */
#ifndef ENDCAP_UI_TABLE_INTERNAL_H
#define ENDCAP_UI_TABLE_INTERNAL_H

#include "ui/table.h"

/* Where the columns stand; w 0: not shown. */
struct table_layout {
	int x[TABLE_MAX_COLUMNS], w[TABLE_MAX_COLUMNS];
	bool dropped[TABLE_MAX_COLUMNS]; /* no room even when scrolled to */
	struct rect titles, rows;
};

struct table {
	const struct table_column *columns; /* borrowed */
	int first_frozen; /* as set up */
	int n_columns, frozen; /* frozen: places, as 'left' */
	int order[TABLE_MAX_COLUMNS]; /* the column at each place */
	int wider[TABLE_MAX_COLUMNS]; /* cells by hand, each column */
	bool no_marks, no_position;
	struct table_source source;
	size_t count;

	size_t cursor, top; /* rows; cursor < count unless count is 0 */
	uint64_t identity; /* of the row under the cursor */
	int column; /* the column cursor */
	int left; /* first place shown after the frozen ones */

	uint64_t *marks; /* owned, ascending */
	size_t n_marks, cap_marks;
	struct table_sort sorts[TABLE_MAX_SORTS];
	int n_sorts;

	struct str needle; /* empty: no search */
	size_t search_from; /* where it began */
	struct str note;
	struct table_layout layout; /* as last drawn */
	int gap; /* blanks between columns */
};

/* The cell, zeroed and then filled by the source. */
void table_cell_at(
    const struct table *tb, size_t row, int column, struct table_cell *out);
/* The place at which a column stands. */
int table_place(const struct table *tb, int column);
/* Puts the cursor's row between the first and last of 'page' rows. */
void table_follow_cursor(struct table *tb, size_t page);
/* Works out where columns stand in an area (fills tb->layout). */
void table_lay_out(struct table *tb, struct rect area);

#endif
