/*
 * csvout - rows of CSV on their way to a sink, field by field.
 *
 *	struct csvout w = { .sink = sink };
 *	csvout_init(&w, sink, ',');
 *	csvout_header(&w, "sku,crosssell_skus");
 *	csvout_text(&w, "LMP-021");
 *	csvout_raw(&w, slice_of("12.50"));
 *	ok = csvout_end(&w, err) && ... ;
 *	return csvout_finish(&w, ok, err);
 *
 * Text is made safe: controls become blanks, fields are quoted where they
 * must be, and what a spreadsheet would take for a formula gets an apostrophe
 * (listing_add_csv_text). Numbers and days go in as they are.
 */
#ifndef ENDCAP_CSVOUT_H
#define ENDCAP_CSVOUT_H

#include "service/listing.h"

struct csvout {
	const struct listing_sink *sink;
	struct str out;
	struct str field; /* for the caller to put a field together */
	char separator;
	bool begun; /* the row has a field */
	int64_t rows; /* ended, the header aside */
};

void
csvout_init(struct csvout *w, const struct listing_sink *sink, char separator);
/* The first line, as it stands, without its end. */
void csvout_header(struct csvout *w, const char *names);
/* Text from people; NULL: an empty field. */
void csvout_text(struct csvout *w, const char *text);
void csvout_slice(struct csvout *w, struct slice text);
/* A number or a day. */
void csvout_raw(struct csvout *w, struct slice field);
void csvout_count(struct csvout *w, int64_t n);
/* What was put together in w->field, as a number; empties that. */
void csvout_field(struct csvout *w);
void csvout_blank(struct csvout *w, int fields);
bool csvout_end(struct csvout *w, struct err *err);
/* Writes what is left if 'ok', and releases; returns whether all went well. */
bool csvout_finish(struct csvout *w, bool ok, struct err *err);

#endif
