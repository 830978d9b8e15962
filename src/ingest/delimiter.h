/*
 * delimiter - which character separates the values of a CSV text.
 *
 * Candidates are comma, semicolon, tab and pipe, counted outside quotation
 * marks. The one wins that stands equally often in most neighbours among the
 * first records; then the more frequent one; then the order just given. A
 * spreadsheet's own first line, "sep=;", decides at once.
 */
#ifndef ENDCAP_INGEST_DELIMITER_H
#define ENDCAP_INGEST_DELIMITER_H

#include "base/str.h"

/*
 * Looks at the start of a text (the end may be cut anywhere). *skip is how
 * many bytes of a "sep=" line to leave out, its line break included, else 0.
 */
char delimiter_find(struct slice text, size_t *skip);

/* "comma", "semicolon", "tab", "pipe"; else the character in quotes is not
 * named: "other". */
const char *delimiter_name(char delimiter);

#endif
