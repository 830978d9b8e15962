/*
 * ingest - a CSV file as a batch of validated rows.
 *
 * Finds out what the file is (dialect.h), how it writes dates and amounts
 * (notation.h), and reads it row by row into a struct batch. A row that
 * cannot be used is set aside with its place and reason; the others are
 * taken. Nothing is printed and no store is seen.
 *
 *	struct ingest_options options;
 *	ingest_options_init(&options);
 *	batch_init(&batch);
 *	ingest_report_init(&report);
 *	ok = ingest_file("orders.csv", &options, NULL, &batch, &report, &err);
 *
 * The counts add up, always:
 *
 *	batch.rows_read = rows_taken + rows_passed + rows_rejected
 *	rows_taken + lines_added = batch.n_lines + batch.repeated    (orders)
 *
 * Rows that are passed over hold nothing of their own: images of a product, a
 * second header. Lines are added by rows that hold a whole order.
 *
 * Limits, besides those of csvfile.h: quantities within +-1,000,000, amounts
 * within +-100,000,000 major units, codes of 1,000 bytes, other texts of 500
 * characters (longer ones are cut and counted), 100,000 rejects with their
 * place (more are only counted).
 *
 * Memory: 32 bytes a line, the dictionaries, and one piece of the file.
 */
#ifndef ENDCAP_INGEST_INGEST_H
#define ENDCAP_INGEST_INGEST_H

#include "base/batch.h"
#include "base/date.h"
#include "base/progress.h"
#include "ingest/dialect.h"
#include "ingest/join.h"
#include "ingest/notation.h"

enum {
	INGEST_MAX_QUANTITY = 1000000,
	INGEST_MAX_AMOUNT = 100000000, /* major units */
	INGEST_MAX_CODE = 1000, /* bytes, for names may stand for them */
	INGEST_MAX_TEXT = 500, /* characters */
	INGEST_MAX_REJECTS = 100000,
	INGEST_MAX_REJECT_ROW = 1024, /* bytes of CSV text */
	INGEST_MAX_VALUE = 80, /* characters of a value in a reject */
};

/* In the place of a role: the column is left unread. */
#define INGEST_IGNORE "ignore"

/* --map role=column; the column by its name or its number ("#3"). */
struct ingest_map {
	const char *role; /* or INGEST_IGNORE, as often as wanted */
	const char *column;
};

/* Everything borrowed for the length of the call. */
struct ingest_options {
	const char *dialect; /* NULL: detect */
	int kind; /* enum batch_kind, -1: detect */
	const struct ingest_map *maps;
	size_t n_maps;
	enum date_order date_order; /* UNKNOWN: the column decides */
	char decimal; /* 0: the columns decide */
	char delimiter; /* 0: found from the bytes */
	const char *encoding; /* NULL: found from the bytes */
	/* What amounts are in where the file does not say; orders in another
	 * one are set aside. Code "": the first one the file names. */
	struct currency currency;
	bool mailing; /* keep the addresses of customers */
	/* What the file's rows get from another one; NULL: nothing. */
	struct join *join;
	/* Called every few thousand rows of a file of orders whose lines stay
	 * as they are read; of the orders amounts, and any of their fields
	 * before their last line, may still change. NULL: nobody asks. */
	void (*so_far)(void *arg, const struct batch *so_far);
	void *so_far_arg;
};

/* Something that was done to the file, and how often. */
struct ingest_note {
	int64_t count;
	const char *text; /* "quantities missing: taken as 1" */
	bool doubt; /* the file may be another than was meant */
};

struct ingest_report {
	struct dialect_match match;
	struct str why; /* of the match */
	struct csvfile_facts facts;
	struct notation notation;
	int64_t rows_taken, rows_passed, rows_rejected, rows_blank;
	int64_t lines_added; /* beyond one a row */
	int64_t fields_rejected; /* of rows that were taken without them */
	struct ingest_note *notes;
	size_t n_notes, cap_notes;
	struct arena text; /* of the notes */
};

/* What of them concerns the bytes. */
struct csvfile_options
ingest_csvfile_options(const struct ingest_options *options);
void ingest_options_init(struct ingest_options *options);
void ingest_report_init(struct ingest_report *report);
void ingest_report_release(struct ingest_report *report);

/*
 * Reads the file. 'out' and 'report' must be fresh; they are to be released
 * by the caller whether this succeeds or not. It fails when the file cannot
 * be understood as a whole (see csvfile.h), when its layout is unknown or
 * lacks a needed column, when dates or amounts can be read in two ways, or
 * when memory is out; rejected rows are no failure, even if all are.
 */
bool ingest_file(const char *path, const struct ingest_options *options,
    const struct progress *progress, struct batch *out,
    struct ingest_report *report, struct err *err);

/* What a file looks like, before it is read: for a person to confirm. */
struct ingest_preview {
	struct sample sample; /* header and first rows */
	struct dialect_match match;
	struct str why;
	/* False when no layout fits: match.dialect is NULL then and 'problem'
	 * says what is missing. */
	bool understood;
	struct err problem;
};

/* The maps of the options as wishes; fails when a role or column is none.
 * What is allocated lives as long as the sample. */
bool ingest_maps_apply(const char *path, const struct ingest_options *options,
    struct sample *sample, struct dialect_wishes *wishes, struct err *err);

/* Fails only where the file itself cannot be read. 'out' is set up here and
 * must be released in every case. */
bool ingest_preview(const char *path, const struct ingest_options *options,
    struct ingest_preview *out, struct err *err);
void ingest_preview_release(struct ingest_preview *preview);

#endif
