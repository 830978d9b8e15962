/*
 * The formats are those of listings (but the table for people), then those of
 * mail tools.
 */
#include "service/roster.h"

#include "base/num.h"
#include "service/mailing.h"

static const char *const plain[] = { "csv", "json" };

const char *
roster_format(size_t i)
{
	if (i < ARRAY_LEN(plain))
		return plain[i];
	i -= ARRAY_LEN(plain);
	return i < MAILING_FORMAT_COUNT
	    ? mailing_format_name((enum mailing_format)i)
	    : NULL;
}

static bool
find_mail(const char *format, enum mailing_format *out)
{
	for (int f = 0; f < MAILING_FORMAT_COUNT; f++) {
		*out = (enum mailing_format)f;
		if (strcmp(format, mailing_format_name(*out)) == 0)
			return true;
	}
	return false;
}

bool
roster_is_mail(const char *format)
{
	enum mailing_format ignored;

	return find_mail(format, &ignored);
}

static bool
gave_consent(void *arg, const struct listing *l, size_t row)
{
	const int *column = arg;
	struct cell cell;

	listing_cell(l, row, (size_t)*column, &cell);
	return cell.defined && slice_eq_c(cell.text, "yes");
}

static bool
write_mail(struct listing *l, enum mailing_format format,
    const struct listing_sink *sink, struct roster_size *size, struct err *err)
{
	int consent = listing_column(l, "consent");
	size_t before = l->rows;
	struct mailing_size mailed = { .rows = 0 };
	bool ok = (consent < 0 || listing_keep(l, gave_consent, &consent, err));

	size->no_consent = (int64_t)(before - l->rows);
	ok = ok && mailing_write(l, format, sink, &mailed, err);
	size->rows = mailed.rows;
	size->no_address = mailed.without;
	return ok;
}

bool
roster_write(struct listing *l, const char *format,
    const struct listing_sink *sink, struct roster_size *size, struct err *err)
{
	enum mailing_format mail;
	enum listing_format table;

	*size = (struct roster_size){ .rows = (int64_t)l->rows };
	if (find_mail(format, &mail))
		return write_mail(l, mail, sink, size, err);
	if (listing_format_parse(format, &table) && table != LISTING_TABLE)
		return listing_write(l, table, sink, err);
	BUG("people in a format that is not in the list");
}

void
roster_add_notes(const struct roster_size *size, struct str *out)
{
	if (size->no_consent > 0) {
		num_add_grouped(out, size->no_consent);
		str_add(out, " people gave no consent and are left out\n");
	}
	if (size->no_address > 0) {
		num_add_grouped(out, size->no_address);
		str_add(out, " people have no address and are left out\n");
	}
}
