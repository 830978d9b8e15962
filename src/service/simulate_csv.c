/*
 * Rows collect in a buffer of about a megabyte, which write(2) empties at the
 * end of a row. Numbers are formatted by hand: a file of ten million lines
 * has seventy million fields.
 */
#include "service/simulate_csv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUFFER_FULL = 1 << 20,
	FILE_MODE = 0644,
	INT_TEXT = 24, /* room for any 64-bit number */
};

static bool
io_error(const char *what, const struct str *path, struct err *err)
{
	return err_set(
	    err, ERR_IO, "cannot %s '%s': %s", what, path->p, strerror(errno));
}

bool
simulate_csv_open(struct simulate_csv *f, const char *folder, const char *name,
    struct err *err)
{
	str_setf(&f->path, "%s/%s", folder, name);
	str_setf(&f->temporary, "%s.XXXXXX", f->path.p);
	f->fd = mkstemp(f->temporary.p);
	if (f->fd < 0) {
		str_clear(&f->temporary);
		return io_error("write", &f->path, err);
	}
	if (fchmod(f->fd, FILE_MODE) != 0)
		return io_error("write", &f->path, err);
	return true;
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
	size_t done = 0;

	while (done < f->buffer.len) {
		ssize_t n =
		    write(f->fd, f->buffer.p + done, f->buffer.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return io_error("write", &f->path, err);
		done += (size_t)n;
	}
	f->bytes += (int64_t)done;
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
	int fd = f->fd;

	if (!flush(f, err))
		return false;
	if (fsync(fd) != 0)
		return io_error("write", &f->path, err);
	f->fd = -1;
	if (close(fd) != 0)
		return io_error("write", &f->path, err);
	if (rename(f->temporary.p, f->path.p) != 0)
		return io_error("replace", &f->path, err);
	str_clear(&f->temporary);
	return true;
}

void
simulate_csv_release(struct simulate_csv *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	if (f->temporary.len > 0)
		unlink(f->temporary.p);
	str_release(&f->path);
	str_release(&f->temporary);
	str_release(&f->buffer);
}
