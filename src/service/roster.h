/*
 * roster - a list of people as a file: the formats of tables and those of mail
 * tools (mailing.h).
 *
 * Files for mail tools hold nobody without consent: of a listing with a column
 * "consent" only those rows are written, all others are taken to have it.
 * "csv" and "json" hold every row.
 *
 *	roster_write(&l, "klaviyo", &sink, &size, err);
 */
#ifndef ENDCAP_ROSTER_H
#define ENDCAP_ROSTER_H

#include "service/listing.h"

struct roster_size {
	int64_t rows; /* people in the file */
	int64_t no_consent, no_address; /* left out */
};

/* Names of the formats; NULL past the end. */
const char *roster_format(size_t i);
bool roster_is_mail(const char *format);

/* Narrows the listing to those who may be written to, for a mail format; the
 * format is one of those. */
bool roster_write(struct listing *l, const char *format,
    const struct listing_sink *sink, struct roster_size *size, struct err *err);

/* "12 people gave no consent", "3 have no address": what was left out, a line
 * each; nothing when nobody was. */
void roster_add_notes(const struct roster_size *size, struct str *out);

#endif
