/*
 * rows - a listing (service/listing.h) as the source of a table widget.
 *
 * The listing says which columns there are, how wide, and how a value reads;
 * this module adds what only a screen has: bars and intervals inside cells,
 * roles, searching and sorting through the listing's view.
 *
 *	static const struct rows_look looks[] = {
 *		{ .column = "lift", .graphic = TABLE_BAR, .cells = 9, .to = 8 },
 *		{ .column = "gain", .graphic = TABLE_INTERVAL, .cells = 13,
 *		    .low = "gain_low", .high = "gain_high",
 *		    .from = -500, .to = 3000, .by_sign = true },
 *		{ .column = "gain_high", .hidden = true },
 *	};
 *	st->rows = rows_new(&st->listing, looks, ARRAY_LEN(looks));
 *	st->tb = rows_table(st->rows);
 *
 * Columns flagged COLUMN_DETAIL are left out unless their look shows them, and
 * those of the screen alone (COLUMN_SCREEN) cannot be sorted by; COLUMN_FROZEN
 * ones must come first. A reload: fill the listing again, then rows_reload.
 */
#ifndef ENDCAP_UI_ROWS_H
#define ENDCAP_UI_ROWS_H

#include "service/listing.h"
#include "ui/table.h"

/* How one column of the listing looks beyond its text. */
struct rows_look {
	const char *column; /* id in the listing */
	const char *title; /* instead of the listing's; NULL: that one */
	bool hidden; /* not in this table */
	bool shown; /* in it though it is COLUMN_DETAIL */
	int rank; /* instead of the listing's; 0: that one */
	int min, max; /* cells of the text, 0: as its kind has it */
	enum role role;
	bool by_sign; /* gain above zero, loss below */
	enum table_graphic graphic;
	int cells; /* of the graphic */
	double from, to; /* axis of the graphic, as rows_value */
	double zero; /* where an interval's line of no effect stands */
	/* Ids of the ends and the middle of an interval; the middle is the
	 * column's own value when NULL. */
	const char *low, *high, *mid;
	/* The role of one value; NULL: role and by_sign. */
	enum role (*role_of)(const struct cell *value);
	/* Appends the text instead of listing_add_cell; NULL: that one. */
	void (*words)(struct str *out, const struct listing *l, size_t row);
};

struct rows;

/* 'listing' and 'looks' are borrowed as long as the rows; the listing must
 * stay at the same address but may be filled anew (then rows_reload). */
struct rows *
rows_new(struct listing *listing, const struct rows_look *looks, size_t n);
void rows_free(struct rows *rw);
/* A table over them; owned by the caller, freed before the rows. */
struct table *rows_table(struct rows *rw);
/* The same for a short list inside a pane: no marks, no position line. */
struct table *rows_list(struct rows *rw);
/* The axis of a column's graphic, once the figures are known. */
void rows_set_axis(struct rows *rw, const char *column, double from, double to);
/* The columns of the table; borrowed. */
const struct table_column *rows_columns(const struct rows *rw, int *n);
/* The table's column with this id of the listing's; -1: none. */
int rows_column_of(const struct rows *rw, const char *column);
/* Shows or hides a column of the table from its next drawing on. */
void rows_show(struct rows *rw, const char *column, bool shown);
/* Who is told of the order that is asked for; true: it sorts the rows itself,
 * later, since they are more than LISTING_LONG, and fills the listing anew. */
typedef bool
rows_order_fn(void *arg, const struct listing_key *key, size_t keys);
void rows_order_with(struct rows *rw, rows_order_fn *order, void *arg);
/* The listing was filled anew: sorts it as the table was and reloads it. A long
 * one that somebody else sorts is in its order already. */
void rows_reload(struct rows *rw, struct table *tb);
/* A cell as a plain number: count, money in minor units, or number; 0 when
 * undefined. */
double rows_value(const struct rows *rw, size_t row, const char *column);

#endif
