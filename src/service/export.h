/*
 * export - what leaves endcap for other programs: a registry of what can be
 * written in which format, and the one way to write it.
 *
 * Each pair of a thing and a format is a row; to add one, add the row and its
 * function (export_csv.c, export_json.c, one file per family of formats). The
 * columns' names and order are what other programs rely on: new ones go to
 * the end.
 *
 *	row = export_find("bundles", "csv", err);
 *	job.v = a view with the parts that row->parts names;
 *	export_write(row, &job, &sink, &size, err);
 *
 * CSV for people neutralises text that a spreadsheet would take for a formula
 * (listing_add_csv_text); JSON never does.
 */
#ifndef ENDCAP_EXPORT_H
#define ENDCAP_EXPORT_H

#include "service/listing.h"
#include "service/pairing.h"
#include "service/view.h"

enum {
	EXPORT_SCHEMA_VERSION = 1 /* of JSON: raised when a key changes */
};

/* What an export is made from; all borrowed. */
struct export_job {
	struct store *st;
	struct view *v;
	struct pairing_query pairs; /* which pairs; product PAIRING_ALL */
};

struct export_size {
	int64_t rows; /* CSV rows under the header, objects of JSON */
	int64_t bytes;
};

struct export_row {
	const char *what, *format;
	const char *help;
	unsigned parts; /* of the view it needs */
	/* Writes through the sink and counts *rows. */
	bool (*write)(const struct export_job *job,
	    const struct listing_sink *sink, int64_t *rows, struct err *err);
};

/* Row i of the registry; NULL past the end. */
const struct export_row *export_row(size_t i);

/* ERR_USAGE with what there is when there is no such thing or format. */
const struct export_row *
export_find(const char *what, const char *format, struct err *err);

/* Writes all of it; *size is set when it is done. */
bool export_write(const struct export_row *row, const struct export_job *job,
    const struct listing_sink *sink, struct export_size *size, struct err *err);

#endif
