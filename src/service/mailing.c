/*
 * The address comes first, for that is how Klaviyo knows the file; the other
 * columns follow in their order.
 */
#include "service/mailing.h"

#include "base/text.h"
#include "service/csvout.h"

enum {
	MAILCHIMP_TEXT = 255 /* bytes */
};
#define KLAVIYO_FILE INT64_C(50000000) /* bytes */

static const struct {
	const char *name, *heading;
} formats[] = {
#define X(code, name_, heading_) \
	[code] = { .name = (name_), .heading = (heading_) },
	MAILING_FORMATS(X)
#undef X
};
_Static_assert(ARRAY_LEN(formats) == MAILING_FORMAT_COUNT, "a row each");

struct limited {
	const struct listing_sink *sink;
	int64_t left; /* bytes; negative: no limit */
};

static bool
write_limited(void *arg, struct slice bytes, struct err *err)
{
	struct limited *l = arg;

	if (l->left >= 0 && (int64_t)bytes.len > l->left)
		return err_set(err, ERR_LIMIT,
		    "the list would be larger than 50 MB, more than Klaviyo "
		    "takes; export a smaller part");
	l->left -= l->left >= 0 ? (int64_t)bytes.len : 0;
	return l->sink->write(l->sink->arg, bytes, err);
}

static bool
is_property(const struct listing *l, int email, size_t column)
{
	return (int)column != email &&
	    !(l->columns[column].flags & COLUMN_SCREEN);
}

static void
add_header(struct csvout *w, const struct listing *l, int email,
    enum mailing_format format)
{
	struct str header = STR_INIT;

	str_add(&header, formats[format].heading);
	for (size_t c = 0; c < l->n_columns; c++) {
		if (is_property(l, email, c))
			str_addf(&header, ",%s", l->columns[c].id);
	}
	csvout_header(w, header.p);
	str_release(&header);
}

/* Longest beginning of whole characters in so many bytes of more. */
static struct slice
cut_bytes(struct slice s, size_t most)
{
	s.len = most;
	while (s.len > 0 && ((unsigned char)s.p[s.len] & 0xC0) == 0x80)
		s.len--;
	return s;
}

static void
add_property(struct csvout *w, const struct listing *l, size_t row,
    size_t column, enum mailing_format format, struct mailing_size *size)
{
	struct cell cell;
	struct slice text;

	if (l->columns[column].kind != CELL_TEXT) {
		listing_add_raw(l, row, column, &w->field);
		csvout_field(w);
		return;
	}
	listing_cell(l, row, column, &cell);
	text = cell.defined ? cell.text : slice_of("");
	if (format == MAILING_MAILCHIMP && text.len > MAILCHIMP_TEXT) {
		text = cut_bytes(text, MAILCHIMP_TEXT);
		size->cut++;
	}
	csvout_slice(w, text);
}

static bool
add_person(struct csvout *w, const struct listing *l, size_t row, int email,
    enum mailing_format format, struct mailing_size *size, struct err *err)
{
	struct cell cell;

	listing_cell(l, row, (size_t)email, &cell);
	if (!cell.defined || cell.text.len == 0) {
		size->without++;
		return true;
	}
	csvout_slice(w, cell.text);
	for (size_t c = 0; c < l->n_columns; c++) {
		if (is_property(l, email, c))
			add_property(w, l, row, c, format, size);
	}
	return csvout_end(w, err);
}

bool
mailing_write(const struct listing *l, enum mailing_format format,
    const struct listing_sink *sink, struct mailing_size *size, struct err *err)
{
	struct limited limited = {
		.sink = sink,
		.left = format == MAILING_KLAVIYO ? KLAVIYO_FILE : -1,
	};
	struct listing_sink inside = { write_limited, &limited };
	struct csvout w;
	int email = listing_column(l, "email");
	bool ok = true;

	*size = (struct mailing_size){ .rows = 0 };
	if (email < 0)
		return err_set(err, ERR_USAGE,
		    "'%s' holds no addresses; a mail list needs a column "
		    "'email'",
		    l->name);
	csvout_init(&w, &inside, ',');
	add_header(&w, l, email, format);
	for (size_t row = 0; ok && row < l->rows; row++)
		ok = add_person(&w, l, row, email, format, size, err);
	size->rows = w.rows;
	return csvout_finish(&w, ok, err);
}

const char *
mailing_format_name(enum mailing_format format)
{
	return formats[format].name;
}
