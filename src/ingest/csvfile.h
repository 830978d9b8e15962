/*
 * csvfile - a CSV file as rows of UTF-8 values, each with its place.
 *
 * The one door to libcsv and to the bytes of input files. Rows are pushed to
 * a callback as slices; nothing but the current row is held, so memory does
 * not grow with the file. What differs between files is found from the bytes:
 * encoding and byte-order mark (charset.h), delimiter (comma, semicolon, tab
 * or pipe; a first line "sep=;" is obeyed), LF, CRLF or CR, line breaks
 * inside quotes, a missing last line break. Unquoted values come without the
 * blanks around them.
 *
 *	bool print_row(void *arg, const struct csvfile_row *row, struct err *e);
 *	csvfile_read("orders.csv", &(struct csvfile_options){ 0 }, NULL,
 *	    print_row, NULL, &facts, &err);
 *
 * A row beyond a limit is still delivered, with its flaw and what was kept of
 * it, so that the caller can set it aside and go on. A file that is not CSV
 * at all is an error: a folder, a pipe or device, an empty file, NUL bytes,
 * millions of blank lines, a quotation mark that swallows the rest of the
 * file.
 *
 * It must not learn what a column means.
 */
#ifndef ENDCAP_INGEST_CSVFILE_H
#define ENDCAP_INGEST_CSVFILE_H

#include "base/err.h"
#include "base/progress.h"
#include "base/str.h"
#include "ingest/charset.h"

enum {
	CSVFILE_MAX_COLUMNS = 4096,
	CSVFILE_MAX_FIELD = 1 << 20, /* bytes of one value */
	CSVFILE_MAX_ROW = 8 << 20, /* bytes of all values of a row */
	/* A quoted value longer than this ends the reading: its closing mark
	 * is missing, and what follows cannot be told apart. */
	CSVFILE_MAX_OPEN = 16 << 20,
	/* The same for a value still open at the end of the file, in lines. */
	CSVFILE_MAX_OPEN_LINES = 100,
	/* Blank lines behind each other: a file of a billion is not read on. */
	CSVFILE_MAX_BLANK = 10000000,
};

enum csvfile_flaw {
	CSVFILE_SOUND,
	CSVFILE_FIELD_TOO_LONG,
	CSVFILE_ROW_TOO_LONG,
	CSVFILE_TOO_MANY_COLUMNS,
	CSVFILE_OPEN_QUOTE, /* the file ends inside a quoted value */
};

/* Borrowed until the callback returns. */
struct csvfile_row {
	const struct slice *fields;
	size_t n;
	uint32_t line; /* 1-based, where the row starts */
	enum csvfile_flaw flaw;
	size_t flaw_field; /* index of the field that has it */
	size_t columns; /* as the file has them; n is at most the limit */
};

/* Called for a row some rows before row_fn is, on the same thread: a hint of
 * what will be asked for, to be fetched from memory meanwhile. */
typedef void csvfile_ahead_fn(void *arg, const struct csvfile_row *row);

/* Gives the row that is handed on in the place of this one, with more values;
 * it lives until the next call. */
typedef const struct csvfile_row *
csvfile_widen_fn(void *arg, const struct csvfile_row *row);

struct csvfile_options {
	char delimiter; /* 0: found from the bytes */
	/* As iconv knows it; NULL: found from the bytes. */
	const char *encoding;
	csvfile_ahead_fn *ahead; /* NULL: nobody wants to know */
	csvfile_widen_fn *widen; /* NULL: rows are as they stand in the file */
	void *widen_arg;
};

struct csvfile_facts {
	char delimiter;
	const char *encoding; /* borrowed from the options */
	enum charset_kind charset;
	bool bom;
	bool stopped; /* by the callback, before the end */
	uint64_t hash; /* of the bytes read so far */
	int64_t bytes;
	int64_t blank_lines;
};

/*
 * Return false without setting err to end the reading early and in order;
 * with err set to fail with it.
 */
typedef bool
csvfile_row_fn(void *arg, const struct csvfile_row *row, struct err *err);

/*
 * Reads the regular file at 'path' and calls row_fn for every row that has a
 * value or a delimiter (blank lines are only counted). 'progress' may be NULL;
 * its unit is bytes. 'facts' is set in every case. Errors name the file and
 * where in it.
 */
bool csvfile_read(const char *path, const struct csvfile_options *options,
    const struct progress *progress, csvfile_row_fn *row_fn, void *arg,
    struct csvfile_facts *facts, struct err *err);

/* The line on which field i of the row starts. */
uint32_t csvfile_field_line(const struct csvfile_row *row, size_t i);

/* Appends the row as one line of RFC 4180 text, without a line break. */
void csvfile_add_row(struct str *out, const struct csvfile_row *row);

/* A sentence part for a flaw ("a value is longer than 1 MiB"). */
const char *csvfile_flaw_reason(enum csvfile_flaw flaw);

#endif
