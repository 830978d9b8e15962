/*
 * sample - the header and the first rows of a file, kept in memory.
 *
 * What detection judges and the preview shows. Everything is clean UTF-8 and
 * lives in the sample's own arena until sample_release.
 */
#ifndef ENDCAP_INGEST_SAMPLE_H
#define ENDCAP_INGEST_SAMPLE_H

#include "ingest/csvfile.h"
#include "ingest/header.h"

enum {
	SAMPLE_ROWS = 200
};

struct sample_row {
	const struct slice *fields;
	size_t n;
	uint32_t line;
};

/* What the rows are. */
enum sample_shape {
	SAMPLE_TABLE, /* columns with names */
	SAMPLE_BASKETS, /* a basket of names a line, no header */
	SAMPLE_NUMBERS, /* a basket of numbers a line, parted by blanks */
};

struct sample {
	enum sample_shape shape;
	struct header header; /* empty when there is none */
	uint32_t header_line; /* 0: there is none */
	struct sample_row rows[SAMPLE_ROWS];
	size_t n;
	struct csvfile_facts facts; /* of the part that was read */
	struct arena text;
};

/*
 * Reads the first rows of a file and takes the first that has a value for the
 * header, which heading.h may correct. Fails, besides for what csvfile_read fails
 * for, when there is no header row or it is beyond a limit. 'out' is set up
 * here and must be released in every case.
 */
bool sample_read(const char *path, const struct csvfile_options *options,
    struct sample *out, struct err *err);
void sample_release(struct sample *sample);

/* Makes row i the header, for titles may stand above it, and forgets the rows
 * before it. */
void sample_take_header(struct sample *sample, size_t i);
/* Makes the header a row like the others. */
void sample_drop_header(struct sample *sample, enum sample_shape shape);

#endif
