/*
 * mailing - a table of people as the files that mail tools import.
 *
 * Whoever makes a listing of customers (a segment, a follow-up list) gets the
 * formats of all mail tools from it. The listing must have a column "email";
 * every other column that programs see becomes a property of the profile,
 * named by the column's id. Rows without an address are left out and counted.
 * Who may be written to is decided by whoever makes the listing.
 *
 *	mailing_write(&l, MAILING_KLAVIYO, &sink, &size, err);
 *
 * Klaviyo takes files of at most 50 MB (more is ERR_LIMIT); Mailchimp clips
 * texts at 255 bytes, so they are cut there at the end of a character.
 */
#ifndef ENDCAP_MAILING_H
#define ENDCAP_MAILING_H

#include "service/listing.h"

/* code, name as in --format, heading of the address */
/* clang-format off */
#define MAILING_FORMATS(X) \
	X(MAILING_KLAVIYO,   "klaviyo",   "Email") \
	X(MAILING_MAILCHIMP, "mailchimp", "Email Address")
/* clang-format on */

enum mailing_format {
#define X(code, name, heading) code,
	MAILING_FORMATS(X)
#undef X
	MAILING_FORMAT_COUNT
};

struct mailing_size {
	int64_t rows; /* people in the file */
	int64_t without; /* left out: no address */
	int64_t cut; /* texts that were shortened */
};

/* ERR_USAGE when the listing has no column "email". */
bool mailing_write(const struct listing *l, enum mailing_format format,
    const struct listing_sink *sink, struct mailing_size *size,
    struct err *err);

const char *mailing_format_name(enum mailing_format format);

#endif
