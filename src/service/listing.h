/*
 * listing - a named table of typed cells, the one shape in which results
 * leave the services: the command line prints it, export writes it, the
 * dashboard's table widget shows it. Nobody else formats money or dates.
 *
 * A listing is virtual: it asks its source for one cell at a time, so that a
 * million pairs cost nothing until they are looked at. On top lies a view: an
 * order and a selection of source rows (listing_sort, listing_keep,
 * listing_limit). Row numbers below are rows of the view.
 *
 *	listing_sort(&l, listing_column(&l, "lift"), true, err);
 *	listing_limit(&l, 50);
 *	listing_write(&l, LISTING_CSV, &sink, err);
 *	listing_release(&l);
 *
 * Sources must outlive the listing unless they gave it a free function.
 */
#ifndef ENDCAP_LISTING_H
#define ENDCAP_LISTING_H

#include "base/err.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/money.h"
#include "base/progress.h"
#include "base/str.h"

enum cell_kind {
	CELL_TEXT,
	CELL_COUNT, /* people: 1,204,771 */
	CELL_MONEY, /* minor units in 'count'; people: 1,234.50 */
	CELL_MEAN, /* major units in 'number', two digits more than money */
	CELL_NUMBER, /* a plain double; people: four significant digits */
	CELL_SHARE, /* a ratio; people: 12.3 % */
	CELL_DAY, /* day number in 'count' */
	CELL_TIME, /* local seconds in 'count' */
};

/* Are cells of this kind whole numbers, in 'count'? */
bool listing_kind_is_integer(enum cell_kind kind);

enum {
	/* People are not shown a percentage of fewer things than this. */
	CELL_LEAST_FOR_PERCENT = 30
};

struct cell {
	bool defined; /* false: empty in CSV, null in JSON, a dash on screen */
	int64_t count;
	double number;
	/* Of a share: of how many things; 0: it is none of counted things.
	 * Below CELL_LEAST_FOR_PERCENT people read "9 of 21", 'count' being
	 * the 9; a negative one gives a dash (the end of an interval). */
	int64_t of;
	struct slice text; /* borrowed until the next cell is asked for */
};

/* The share n / of, none when 'of' is 0. */
struct cell cell_share(int64_t n, int64_t of);

enum column_flags {
	COLUMN_DETAIL = 1 << 0, /* in csv and json, not in the table */
	COLUMN_FALLS = 1 << 1, /* sorted largest first at the first press */
	COLUMN_FROZEN = 1 << 2, /* stays when the table scrolls sideways */
	COLUMN_SCREEN = 1 << 3, /* in the table only, not in csv and json */
	COLUMN_WORKED_OUT = 1 << 4, /* words that take work for each row: not
				       searched unless they are named */
	COLUMN_RATE = 1 << 5, /* a rate that is needed: listing_add_rate */
	COLUMN_ALIKE = 1 << 6 /* names that often begin alike: where the screen
				has no room for one its end stays */
};

struct column {
	const char *id; /* what programs read; never renamed */
	const char *title; /* what people read */
	enum cell_kind kind;
	unsigned flags;
	int width; /* cells wanted on screen */
	int rank; /* 1 is dropped last when the screen is narrow */
	const char *help;
};

/* A row of a column table, by name whatever the order of the members. */
#define LISTING_COLUMN(i, t, k, f, w, r, h)                             \
	{                                                               \
		.id = i, .title = t, .kind = k, .flags = f, .width = w, \
		.rank = r, .help = h                                    \
	}

/* The two products of an X-macro of columns: X(code, id, title, kind, flags,
 * width, rank, help). */
#define LISTING_COLUMN_ID(code, ...)  code,
#define LISTING_COLUMN_ROW(code, ...) [code] = LISTING_COLUMN(__VA_ARGS__),

struct listing_ops {
	void (*cell)(void *self, size_t row, size_t column, struct cell *out);
	/* Stable through reloads; NULL: the row number. */
	uint64_t (*identity)(void *self, size_t row);
	/* A number that orders a column of text as its texts do, for sources
	 * that know one without looking at a million texts. NULL: none does;
	 * false: not this column. */
	bool (*order)(void *self, size_t row, size_t column, uint32_t *out);
	/* Another self with the same cells that another thread may read; NULL:
	 * listing_copy takes out all the cells. */
	void *(*copy)(void *self);
	/* Frees self; NULL: borrowed. */
	void (*free)(void *self);
};

enum {
	LISTING_KEYS = 3, /* of one order */
	/* More rows than these are sorted and narrowed by a worker, where keys
	 * are waited for. */
	LISTING_LONG = 100000,
};

struct listing_key {
	size_t column;
	bool falls;
};

struct listing {
	const char *name; /* "pairs" */
	const struct column *columns;
	size_t n_columns;
	int digits; /* of the currency's minor unit */
	const struct listing_ops *ops;
	void *self;
	size_t source_rows;
	uint32_t *view; /* source row of each shown row, NULL: all */
	size_t rows; /* shown */
	/* What listing_arrange sorted the view by, the main key first. */
	struct listing_key key[LISTING_KEYS];
	size_t keys; /* 0: the source's order */
};

enum listing_format {
	LISTING_TABLE,
	LISTING_CSV,
	LISTING_JSON,
};

/* Fills *l over a source of at most 2^32 - 1 rows; the view is all rows in
 * source order. */
void listing_init(struct listing *l, const char *name,
    const struct column *columns, size_t n_columns,
    const struct listing_ops *ops, void *self, size_t source_rows, int digits);
void listing_release(struct listing *l);

void listing_cell(
    const struct listing *l, size_t row, size_t column, struct cell *out);
uint64_t listing_identity(const struct listing *l, size_t row);
/* The source's number of a shown row. */
size_t listing_source_row(const struct listing *l, size_t row);

/* Index of the column with this id, or -1. */
int listing_column(const struct listing *l, const char *id);
/* "lift, orders_both, ..." for the sentence that refuses a wrong one. */
void listing_column_names(const struct listing *l, struct str *out);

/* Sorts the view by a column; undefined cells last either way; equal ones
 * keep their order, so sorting by a second column first is "then by". */
bool
listing_sort(struct listing *l, size_t column, bool falling, struct err *err);
/* The same by at most LISTING_KEYS of them, the main one first. Stopped, it
 * leaves the rows in the order of some of them. */
bool listing_arrange(struct listing *l, const struct listing_key *key,
    size_t keys, const struct progress *progress, struct err *err);
/* Narrows the view to rows that 'keep' accepts. */
typedef bool listing_keep_fn(void *arg, const struct listing *l, size_t row);
bool listing_keep(
    struct listing *l, listing_keep_fn *keep, void *arg, struct err *err);
/* Narrows the view to the first n rows (0: all). */
void listing_limit(struct listing *l, size_t n);
/* Shows all source rows in source order again. */
void listing_reset(struct listing *l);

/*
 * The same rows in the same order, on its own: the other may change or go, and
 * the copy may be read on another thread. False when there is no memory.
 */
bool
listing_copy(const struct listing *l, struct listing *out, struct err *err);
/* Of a listing (moved) only these columns, in this order; rows stay. */
void listing_pick(struct listing *l, const size_t *columns, size_t n_columns,
    struct listing *out);

/* Appends a rate of takers that is needed: "12.3 %", ">100 %" of one that no
 * shop reaches, "never" of an infinite one. */
void listing_add_rate(double rate, struct str *out);

/* One cell for people; cells without a value give "-". */
void listing_add_cell(
    const struct listing *l, size_t row, size_t column, struct str *out);
/* One cell for programs: raw number, plain money, empty when undefined. */
void listing_add_raw(
    const struct listing *l, size_t row, size_t column, struct str *out);

/* Where a listing's text goes, in pieces of some 64 KiB. */
struct listing_sink {
	bool (*write)(void *arg, struct slice bytes, struct err *err);
	void *arg;
};

/*
 * The whole view. Table: aligned text with a header line, cut to no width.
 * CSV: header and rows, RFC 4180 with LF, formulas in text neutralised
 * (listing_add_csv_text). JSON: an array of objects, keys in column order. False when
 * the sink fails.
 */
bool listing_write(const struct listing *l, enum listing_format format,
    const struct listing_sink *sink, struct err *err);

bool listing_format_parse(const char *name, enum listing_format *out);

/* A CSV field for people: quoted where needed; text that a spreadsheet would
 * take for a formula gets a leading apostrophe. Numbers go in with str_add. */
void listing_add_csv_text(struct str *out, struct slice text);
/* Would a spreadsheet take this text for a formula? */
bool listing_is_formula(struct slice text);

#endif
