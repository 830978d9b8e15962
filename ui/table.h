/*
 * table - the one table of the dashboard: virtual, sortable, searchable.
 *
 * The table asks its source for the number of rows and for the cells it is
 * about to show, never for others, so ten million rows cost what forty do.
 * Cells come already formatted (listing.h formats them); the table cuts, pads
 * and aligns them, and draws bars and intervals inside them.
 *
 *	struct table *tb = table_new(&(struct table_setup){
 *		.columns = columns, .n_columns = ARRAY_LEN(columns),
 *		.frozen = 1 });
 *	table_set_source(tb, &(struct table_source){ &pairs_ops, pairs });
 *	...
 *	answer = table_action(tb, action);	(moves, marks, sorts)
 *	table_draw(tb, cv, area, true);
 *
 * Cursor and marks belong to rows by identity, not by number: after
 * table_reload they are on the same things, wherever those now stand. When
 * the thing is gone the cursor stays at the same height.
 *
 * Narrow areas: columns shrink from max to min width, all alike; then
 * those with the highest 'priority' number are dropped; the frozen ones stay.
 * Columns that still do not fit scroll into view with the column cursor. By
 * hand a column is made narrower or wider, moved, or frozen with all before it.
 */
#ifndef ENDCAP_UI_TABLE_H
#define ENDCAP_UI_TABLE_H

#include "ui/action.h"
#include "ui/draw.h"
#include "ui/key.h"

#define TABLE_NOWHERE SIZE_MAX

enum {
	TABLE_MAX_COLUMNS = 64,
	TABLE_MAX_SORTS = 3,
	TABLE_MAX_MARKS = 1000000, /* mark-all leaves longer tables alone */
	TABLE_MAX_SEARCH = 1000000 /* rows searched without ops->search */
};

enum table_align {
	TABLE_LEFT,
	TABLE_NAMES, /* to the left; what is cut keeps its end */
	TABLE_RIGHT,
	TABLE_CENTRE,
};

/* What a cell shows beside its text. */
enum table_graphic {
	TABLE_PLAIN,
	TABLE_BAR, /* after the text, 'mid' of the room that is left */
	TABLE_INTERVAL, /* after the text, low..mid..high around zero */
};

struct table_column {
	const char *title; /* borrowed as long as the table uses it */
	const char *name; /* for sorting and export: "orders_both" */
	enum table_align align;
	int min, max; /* cells of the text and its graphic; max 0: min */
	int text; /* cells of the text when a graphic follows it */
	int priority; /* 0: never dropped; higher goes first */
	bool hidden; /* left out; its owner may change that at any time */
	bool unsortable;
	bool falls; /* sorted largest first at the first press */
};

struct table_cell {
	struct slice text; /* borrowed until the next call of the source */
	enum role role; /* ROLE_TEXT by default */
	enum table_graphic graphic;
	/* Places along the cell in 0..1, the axis being the same in every row:
	 * TABLE_BAR uses mid; TABLE_INTERVAL low <= mid <= high, and zero, which
	 * is not drawn when it lies outside 0..1. */
	double low, mid, high, zero;
};

struct table_sort {
	int column;
	bool descending;
};

/* Where rows come from. 'src' is the source's own struct. */
struct table_source_ops {
	size_t (*count)(void *src);
	/* *out is zeroed beforehand. row < count, column as set up. */
	void (*cell)(void *src, size_t row, int column, struct table_cell *out);
	/* Never the same for two rows; the row's id, not its number. */
	uint64_t (*identity)(void *src, size_t row);
	/* The row that has this identity now, TABLE_NOWHERE when none. NULL:
	 * the table looks through identity(). */
	size_t (*find)(void *src, uint64_t identity);
	/* Reorders; the first key is the main one. False: not now. NULL: not
	 * sortable. */
	bool (*sort)(void *src, const struct table_sort *keys, size_t n);
	/* The first row at or after 'from' (backwards: at or before) that holds
	 * the text, ASCII case ignored; TABLE_NOWHERE when none. NULL: the table
	 * looks through the cells, TABLE_MAX_SEARCH rows of them. */
	size_t (*search)(
	    void *src, struct slice needle, size_t from, bool backwards);
};

struct table_source {
	const struct table_source_ops *ops;
	void *src; /* borrowed as long as the table uses it */
};

struct table_setup {
	const struct table_column *columns; /* borrowed as long as the table */
	int n_columns; /* 1..TABLE_MAX_COLUMNS */
	int frozen; /* first columns that never scroll away */
	bool no_marks; /* Space does nothing, no column for dots */
	bool no_position; /* without the "row 3 of 9" line */
	struct table_sort sort[TABLE_MAX_SORTS]; /* order the source is in */
	int n_sorts;
};

struct table;

struct table *table_new(const struct table_setup *setup); /* owned */
void table_free(struct table *tb);
void table_set_source(struct table *tb, const struct table_source *source);
/* Other columns (after "choose columns"); keeps cursor and marks. */
void table_set_columns(
    struct table *tb, const struct table_column *columns, int n, int frozen);
/* The source's rows changed: keep cursor and marks by identity. Marks whose
 * rows are gone stay marked (a filter may bring the rows back). */
void table_reload(struct table *tb);
/* Words for the position line: "row 3 of 9 <note>  top  0%". */
void table_set_note(struct table *tb, const char *note);

/*
 * Title line, rule, rows, position line. 'focused' draws the cursor strongly
 * and parks the terminal's cursor on it.
 */
void
table_draw(struct table *tb, struct canvas *cv, struct rect area, bool focused);

/* Where a cell was last drawn; of no width when it is out of sight. */
struct rect table_cell_rect(const struct table *tb, size_t row, int column);

/* Moves, marks, sorts, searches on; REACT_NONE for what is not a table's. */
unsigned table_action(struct table *tb, enum action a);
/* Click selects a row, or sorts on a title; the wheel scrolls. *opened: the
 * click was on the row that was selected already. */
unsigned table_mouse(struct table *tb, const struct mouse *m, bool *opened);

/*
 * Columns by hand. They keep their numbers: only where they stand, how wide
 * they are and which of the first ones do not scroll changes.
 */
enum {
	TABLE_WIDTH_STEP = 2 /* cells of ACTION_NARROWER and _WIDER */
};
/* The columns in sight or scrolled out of it, but not hidden nor dropped, as
 * they stand; returns how many. 'columns' holds TABLE_MAX_COLUMNS. */
int table_shown(const struct table *tb, int *columns);
const char *table_column_name(const struct table *tb, int column);

size_t table_count(const struct table *tb);
size_t table_cursor(const struct table *tb); /* TABLE_NOWHERE when empty */
int table_column(const struct table *tb); /* the column cursor */
/* The identity under the cursor; false when the table is empty. */
bool table_identity(const struct table *tb, uint64_t *identity);
void table_move_to(struct table *tb, size_t row); /* clipped */
bool table_select(struct table *tb, uint64_t identity); /* false: not there */
const struct table_sort *table_sorts(const struct table *tb, int *n);
/* The source is in an order of its own now. */
void table_set_sorts(struct table *tb, const struct table_sort *keys, int n);
/* Asks the source for an order; false: it stays in the one it is in. */
bool table_sort_by(struct table *tb, const struct table_sort *keys, int n);

size_t table_mark_count(const struct table *tb);
bool table_is_marked(const struct table *tb, uint64_t identity);
void table_set_mark(struct table *tb, uint64_t identity, bool on);
void table_clear_marks(struct table *tb);
/* The marked identities, ascending; borrowed until the next change. */
const uint64_t *table_marks(const struct table *tb, size_t *n);

/*
 * Search as you type. table_search moves the cursor to the first match at or
 * after the place where the search began; an empty needle goes back there.
 * table_search_end keeps the place or goes back. False: nothing matches.
 */
void table_search_begin(struct table *tb);
bool table_search(struct table *tb, struct slice needle);
void table_search_end(struct table *tb, bool keep);

/* Appends the titles and the marked rows, or all when none is marked, a line
 * each; stops when there is more than 'limit' bytes. Returns the rows. */
size_t table_add_text(
    struct table *tb, const char *separator, size_t limit, struct str *out);
/* Appends a row's cells (what is shown, in full) with 'separator' between. */
void table_add_row_text(
    struct table *tb, size_t row, const char *separator, struct str *out);
void
table_add_cell_text(struct table *tb, size_t row, int column, struct str *out);

#endif
