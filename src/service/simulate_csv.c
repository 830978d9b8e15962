/*
 * Rows collect in a buffer of about a megabyte, which goes to the file at the
 * end of a row. Numbers are formatted by hand: a file of ten million lines
 * has seventy million fields.
 */
#include "service/simulate_csv.h"

enum {
	BUFFER_FULL = 1 << 20,
	INT_TEXT = 24, /* room for any 64-bit number */
};

bool
simulate_csv_open(struct simulate_csv *f, const char *folder, const char *name,
    struct err *err)
{
	struct str path = STR_INIT;

	str_setf(&path, "%s/%s", folder, name);
	f->out = file_out_new(path.p, 0, err);
	str_release(&path);
	return f->out != NULL;
}

static void
begin_field(struct simulate_csv *f)
{
	if (f->fields++ > 0)
		str_add_char(&f->buffer, ',');
}

static bool
needs_quotes(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] == ',' || text.p[i] == '"' || text.p[i] == '\n' ||
		    text.p[i] == '\r')
			return true;
	return false;
}

void
simulate_csv_slice(struct simulate_csv *f, struct slice text)
{
	begin_field(f);
	if (!needs_quotes(text)) {
		str_add_slice(&f->buffer, text);
		return;
	}
	str_add_char(&f->buffer, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			str_add_char(&f->buffer, '"');
		str_add_char(&f->buffer, text.p[i]);
	}
	str_add_char(&f->buffer, '"');
}

void
simulate_csv_text(struct simulate_csv *f, const char *text)
{
	simulate_csv_slice(f, slice_of(text));
}

/* The digits of n >= 0 in front of 'end', at least 'least' of them. */
static char *
digits_before(char *end, int64_t n, int least)
{
	do {
		*--end = (char)('0' + n % 10);
		n /= 10;
		least--;
	} while (n > 0 || least > 0);
	return end;
}

/* Signed n with 'decimals' digits after the mark. */
static void
add_number(struct simulate_csv *f, int64_t n, int decimals)
{
	char text[INT_TEXT], *end = text + sizeof(text), *p = end;
	int64_t scale = 1, size = n < 0 ? -n : n;

	for (int i = 0; i < decimals; i++)
		scale *= 10;
	if (decimals > 0) {
		p = digits_before(p, size % scale, decimals);
		*--p = '.';
	}
	p = digits_before(p, size / scale, 1);
	if (n < 0)
		*--p = '-';
	begin_field(f);
	str_add_bytes(&f->buffer, p, (size_t)(end - p));
}

void
simulate_csv_int(struct simulate_csv *f, int64_t n)
{
	add_number(f, n, 0);
}

void
simulate_csv_money(struct simulate_csv *f, int64_t cents)
{
	add_number(f, cents, 2);
}

void
simulate_csv_blank(struct simulate_csv *f)
{
	begin_field(f);
}

void
simulate_csv_raw(struct simulate_csv *f, const char *bytes)
{
	str_add(&f->buffer, bytes);
}

static bool
flush(struct simulate_csv *f, struct err *err)
{
	if (!file_out_write(f->out, slice_str(&f->buffer), err))
		return false;
	f->bytes += (int64_t)f->buffer.len;
	str_clear(&f->buffer);
	return true;
}

bool
simulate_csv_end_row(struct simulate_csv *f, struct err *err)
{
	str_add(&f->buffer, f->crlf ? "\r\n" : "\n");
	f->fields = 0;
	return f->buffer.len < BUFFER_FULL || flush(f, err);
}

bool
simulate_csv_commit(struct simulate_csv *f, struct err *err)
{
	return flush(f, err) && file_out_commit(f->out, err);
}

void
simulate_csv_release(struct simulate_csv *f)
{
	file_out_free(f->out);
	f->out = NULL;
	str_release(&f->buffer);
}
