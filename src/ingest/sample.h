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
	const struct slice *fields; /* at most as many as the header names */
	size_t n;
	uint32_t line;
};

struct sample {
	struct header header;
	uint32_t header_line;
	struct sample_row rows[SAMPLE_ROWS];
	size_t n;
	struct csvfile_facts facts; /* of the part that was read */
	struct arena text;
};

/*
 * Reads the first rows of a file. Fails, besides for what csvfile_read fails
 * for, when there is no header row or it is beyond a limit. 'out' is set up
 * here and must be released in every case.
 */
bool sample_read(const char *path, const struct csvfile_options *options,
    struct sample *out, struct err *err);
void sample_release(struct sample *sample);

#endif
