/*
 * preview - what a file looks like and how it would be read, before anything
 * is imported: for a person to look at and to correct.
 *
 *	struct preview_request rq = { .path = "orders.csv" };
 *	if (preview_read(st, &rq, &pv, err))
 *		... pv.columns[2].role, preview_value(&pv, row, 2)->text ...
 *	preview_release(&pv);
 *
 * Values stand as they will be understood: dates as dates, amounts as amounts;
 * those that cannot be understood as what their column is said to hold are
 * marked bad. The first rows only (up to 200): the counts of the whole file
 * come from a dry run (import.h).
 */
#ifndef ENDCAP_PREVIEW_H
#define ENDCAP_PREVIEW_H

#include "service/mapping.h"

struct store;

struct preview_request {
	const char *path;
	const struct mapping *mapping; /* NULL: as remembered, else as found */
	bool as_found; /* whatever is remembered */
	/* Of reading the orders that stand in a file beside it. */
	const struct progress *progress;
};

struct preview_column {
	const char *name; /* as in the file, or "column 3" */
	const char *key; /* for mapping_set_role */
	const char *role; /* NULL: not read */
	const char *help; /* of the role; NULL like it */
	bool decided; /* by the mapping, not by the layout */
	int bad; /* values among the first rows that do not fit */
};

struct preview_value {
	const char *text; /* never NULL */
	bool bad;
};

/* What a column of this kind of file can mean. */
struct preview_role {
	const char *name, *help;
	bool needed;
	int column; /* that has it; -1: none */
};

struct preview {
	/* As asked for, and the last part, harmless; with the file beside it
	 * that has the rest of its orders, if there is one (import.h). */
	const char *path, *file;
	const char *encoding, *delimiter; /* "UTF-8", "comma" */
	/* The layout, or the nearest one where none fits. */
	const char *dialect, *summary, *kind;
	const char *why; /* "8 of 8 Online Retail II columns" */
	/* A sentence when the file cannot be read so; NULL: it can. */
	const char *problem;
	/* Questions the file leaves open; NULL: none. */
	const char *date_question, *decimal_question;
	enum date_order date_order;
	char decimal;
	char currency[4]; /* "" when nobody names one */
	bool recalled; /* 'mapping' was remembered */
	struct mapping mapping; /* in force */

	struct preview_column *columns;
	size_t n_columns; /* 0: the file has none, as baskets do */
	struct preview_value *values; /* n_rows x width */
	size_t width; /* columns of the values: n_columns or more */
	size_t n_rows;
	struct preview_role *roles;
	size_t n_roles;
	struct arena text; /* of it all */
};

/*
 * 'out' need not be set up and is to be released in every case. Fails where
 * the file itself cannot be read, or the mapping not applied. A file of no
 * known layout, with columns missing or open questions, is no failure.
 */
bool preview_read(struct store *st, const struct preview_request *request,
    struct preview *out, struct err *err);
void preview_release(struct preview *pv);

const struct preview_value *
preview_value(const struct preview *pv, size_t row, size_t column);

/* The layouts there are, for a choice. */
struct preview_layout {
	const char *name, *summary, *kind;
};
size_t preview_layout_count(void);
void preview_layout(size_t i, struct preview_layout *out);

const char *preview_order_words(enum date_order order); /* "day/month" */

#endif
