/*
 * Bytes flow through these stations, a piece of 256 KiB at a time:
 *
 *	read -> hash, NUL check -> charset_decode -> libcsv -> one row -> row_fn
 *
 * libcsv reports values and line ends. It is asked for every line break
 * (CSV_REPALL_NL), because blank lines count as lines: a CR LF pair arrives as
 * two reports and counts once. Breaks inside quoted values arrive in the value
 * and are counted when the row is complete. The values of a row are copied one
 * after the other into 'bytes'; slices are made at its end, when the buffer
 * has stopped moving.
 *
 * libcsv cannot be stopped inside a piece: after a stop the callbacks return
 * at once until it is through.
 */
#include "ingest/csvfile.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "ingest/delimiter.h"
#include "ingest/filehash.h"

enum {
	PIECE_SIZE = 256 << 10,
	/* libcsv's buffer grows by this much at a time: large, because a copy
	 * of the whole goes with each step. */
	LIBCSV_BLOCK = 256 << 10,
	KEPT_OF_TOO_LONG = 256, /* bytes of a value beyond the limit */
};

struct reader {
	const char *path; /* borrowed */
	const struct csvfile_options *options;
	csvfile_row_fn *row_fn;
	void *arg;
	struct csvfile_facts *facts;
	struct err err;

	struct csv_parser parser;
	struct charset charset;
	struct str decoded;
	struct filehash hash;

	char *bytes; /* values of the current row, one after the other */
	size_t used, cap_bytes;
	size_t *ends; /* offset after each value */
	struct slice *fields;
	size_t n, cap_ends, cap_fields;
	size_t columns;
	enum csvfile_flaw flaw;
	size_t flaw_field;
	size_t lost_breaks; /* line breaks in bytes that were not kept */

	uint64_t line; /* where the current row starts */
	bool after_cr;
	bool in_row; /* the last report was a value */
	bool ended; /* a line break was reported after the last byte */
	bool stopped, failed;
};

/* What the first bytes of files that are no CSV give away. */
static const struct {
	const char *magic;
	const char *what;
} magics[] = {
	{ .magic = "PK\003\004", .what = "an Excel workbook or a ZIP archive" },
	{ .magic = "\xD0\xCF\x11\xE0", .what = "an old Excel workbook" },
	{ .magic = "\x1F\x8B", .what = "a gzip archive" },
	{ .magic = "\xFD\x37zXZ", .what = "an xz archive" },
	{ .magic = "%PDF", .what = "a PDF document" },
	{ .magic = "SQLite format 3", .what = "an SQLite database" },
};

static size_t
count_breaks(struct slice s)
{
	const char *at = s.p;
	size_t breaks = 0;

	while (s.len > 0 &&
	    (at = memchr(at, '\n', s.len - (size_t)(at - s.p))) != NULL) {
		breaks++;
		at++;
	}
	return breaks;
}

uint32_t
csvfile_field_line(const struct csvfile_row *row, size_t i)
{
	size_t breaks = 0;

	for (size_t k = 0; k < i && k < row->n; k++)
		breaks += count_breaks(row->fields[k]);
	return row->line + (uint32_t)breaks;
}

static void
set_flaw(struct reader *rd, enum csvfile_flaw flaw)
{
	if (rd->flaw != CSVFILE_SOUND)
		return;
	rd->flaw = flaw;
	rd->flaw_field = rd->columns - 1;
}

/* How much of a value is kept within the limits. */
static size_t
kept_length(struct reader *rd, struct slice value)
{
	size_t keep = value.len;

	if (keep > CSVFILE_MAX_FIELD) {
		set_flaw(rd, CSVFILE_FIELD_TOO_LONG);
		keep = KEPT_OF_TOO_LONG;
	}
	if (rd->used + keep > CSVFILE_MAX_ROW) {
		set_flaw(rd, CSVFILE_ROW_TOO_LONG);
		keep = 0;
	}
	if (keep < value.len)
		rd->lost_breaks +=
		    count_breaks(slice_bytes(value.p + keep, value.len - keep));
	return keep;
}

/* libcsv: one value. */
static void
take_value(void *value, size_t len, void *arg)
{
	struct reader *rd = arg;

	if (rd->stopped)
		return;
	rd->columns++;
	rd->in_row = true;
	if (rd->n == CSVFILE_MAX_COLUMNS) {
		set_flaw(rd, CSVFILE_TOO_MANY_COLUMNS);
		rd->lost_breaks += count_breaks(slice_bytes(value, len));
		return;
	}
	if (len > KEPT_OF_TOO_LONG)
		len = kept_length(rd, slice_bytes(value, len));
	if (rd->used + len > rd->cap_bytes)
		rd->bytes =
		    mem_reserve(rd->bytes, &rd->cap_bytes, rd->used + len, 1);
	if (len > 0)
		memcpy(rd->bytes + rd->used, value, len);
	rd->used += len;
	if (rd->n == rd->cap_ends)
		rd->ends = mem_reserve(
		    rd->ends, &rd->cap_ends, rd->n + 1, sizeof(*rd->ends));
	rd->ends[rd->n++] = rd->used;
}

static void
stop(struct reader *rd, bool failed)
{
	rd->stopped = true;
	rd->failed = failed;
	rd->facts->stopped = !failed;
}

static void
deliver_row(struct reader *rd)
{
	struct csvfile_row row = {
		.n = rd->n,
		.line = (uint32_t)rd->line,
		.flaw = rd->flaw,
		.flaw_field = rd->flaw_field,
		.columns = rd->columns,
	};
	size_t start = 0;

	rd->fields = mem_reserve(
	    rd->fields, &rd->cap_fields, rd->n, sizeof(*rd->fields));
	for (size_t i = 0; i < rd->n; i++) {
		rd->fields[i] =
		    slice_bytes(rd->bytes + start, rd->ends[i] - start);
		start = rd->ends[i];
	}
	row.fields = rd->fields;
	if (!rd->row_fn(rd->arg, &row, &rd->err))
		stop(rd, rd->err.code != ERR_NONE);
}

/* Hands the row on and makes ready for the next, which starts after the line
 * breaks inside this one. */
static void
end_row(struct reader *rd)
{
	deliver_row(rd);
	rd->line += count_breaks(slice_bytes(rd->bytes, rd->used));
	rd->line += rd->lost_breaks;
	rd->lost_breaks = 0;
	rd->used = 0;
	rd->n = 0;
	rd->columns = 0;
	rd->flaw = CSVFILE_SOUND;
	rd->in_row = false;
}

/* libcsv: a line break, or the end of the last row (c is -1). */
static void
take_break(int c, void *arg)
{
	struct reader *rd = arg;
	bool pair = c == '\n' && rd->after_cr && !rd->in_row;

	if (rd->stopped)
		return;
	if (rd->in_row)
		end_row(rd);
	else if (!pair)
		rd->facts->blank_lines++;
	rd->line += pair ? 0 : 1;
	rd->after_cr = c == '\r';
	if (rd->line > UINT32_MAX) {
		err_set(&rd->err, ERR_LIMIT,
		    "'%s' has more than 4,294,967,295 lines", rd->path);
		stop(rd, true);
	}
}

/* For libcsv's one buffer, which holds the value being read. */
static void *
grow_value(void *p, size_t size)
{
	if (size > CSVFILE_MAX_OPEN)
		return NULL;
	return mem_try_grow(p, size, 1, "a value", NULL);
}

static bool
parse(struct reader *rd, struct slice text)
{
	size_t done = csv_parse(
	    &rd->parser, text.p, text.len, take_value, take_break, rd);

	if (rd->failed)
		return false;
	if (done == text.len)
		return true;
	return err_set(&rd->err, ERR_INPUT,
	    "'%s', line %llu: the quoted value in column %zu does not end "
	    "within 16 MiB; a closing quotation mark is missing",
	    rd->path, (unsigned long long)rd->line, rd->columns + 1);
}

static bool
refuse_binary(struct reader *rd, struct slice piece)
{
	const char *nul;

	if (rd->charset.kind == CHARSET_UTF16LE ||
	    rd->charset.kind == CHARSET_UTF16BE)
		return true;
	nul = memchr(piece.p, 0, piece.len);
	if (nul == NULL)
		return true;
	return err_set(&rd->err, ERR_INPUT,
	    "'%s' looks like a binary file: byte %lld is NUL; "
	    "save it as CSV in UTF-8",
	    rd->path, (long long)(rd->facts->bytes + (nul - piece.p) + 1));
}

static bool
refuse_magic(struct reader *rd, struct slice first)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++)
		if (slice_starts(first, magics[i].magic))
			return err_set(&rd->err, ERR_INPUT,
			    "'%s' is %s, not CSV; save it as CSV first",
			    rd->path, magics[i].what);
	return true;
}

/* The first piece tells what the whole file is like; returns it without the
 * marks that are not data. */
static struct slice
begin(struct reader *rd, struct slice piece)
{
	size_t skip = charset_begin(&rd->charset, piece);
	struct slice text;

	rd->line += count_breaks(slice_bytes(piece.p, skip));
	piece = slice_bytes(piece.p + skip, piece.len - skip);
	text = charset_decode(&rd->charset, piece, &rd->decoded);
	rd->facts->delimiter = delimiter_find(text, &skip);
	rd->line += count_breaks(slice_bytes(text.p, skip));
	if (rd->options->delimiter)
		rd->facts->delimiter = rd->options->delimiter;
	csv_set_delim(&rd->parser, (unsigned char)rd->facts->delimiter);
	return slice_bytes(text.p + skip, text.len - skip);
}

static bool
take_piece(struct reader *rd, struct slice piece)
{
	bool first = rd->facts->bytes == 0;
	struct slice text;

	filehash_add(&rd->hash, piece);
	if (first && !refuse_magic(rd, piece))
		return false;
	text = first ? begin(rd, piece)
		     : charset_decode(&rd->charset, piece, &rd->decoded);
	if (!refuse_binary(rd, piece))
		return false;
	rd->facts->bytes += (int64_t)piece.len;
	return parse(rd, text);
}

/* libcsv at the end of the file: the line break given by finish ends the last
 * row, unless a quoted value is still open, which takes it as its own. */
static void
take_last_break(int c, void *arg)
{
	struct reader *rd = arg;

	(void)c;
	rd->ended = true;
	if (rd->in_row && !rd->stopped)
		end_row(rd);
}

static void
take_open_value(void *value, size_t len, void *arg)
{
	struct reader *rd = arg;
	const char *text = value;
	size_t own = len - 1; /* without the line break given by finish */
	bool ends_line = own > 0 && text[own - 1] == '\n';
	size_t lines = count_breaks(slice_bytes(text, own)) - ends_line;

	if (lines <= CSVFILE_MAX_OPEN_LINES) {
		take_value(value, own, rd);
		return;
	}
	err_set(&rd->err, ERR_INPUT,
	    "'%s', line %llu: a quotation mark opens in column %zu and is "
	    "never closed; the %zu lines after it cannot be told apart",
	    rd->path, (unsigned long long)rd->line, rd->columns + 1, lines);
	stop(rd, true);
}

static void
take_open_end(int c, void *arg)
{
	struct reader *rd = arg;

	(void)c;
	if (rd->stopped)
		return;
	set_flaw(rd, CSVFILE_OPEN_QUOTE);
	end_row(rd);
}

static bool
finish(struct reader *rd)
{
	if (rd->facts->bytes == 0)
		return err_set(&rd->err, ERR_INPUT, "'%s' is empty", rd->path);
	csv_parse(&rd->parser, "\n", 1, take_value, take_last_break, rd);
	if (!rd->ended && !rd->stopped)
		csv_fini(&rd->parser, take_open_value, take_open_end, rd);
	return !rd->failed;
}

static bool
open_regular(struct reader *rd, int *fd, int64_t *size)
{
	struct stat st;

	/* O_NONBLOCK: opening a pipe without a writer would wait for one. */
	*fd = open(rd->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0 || fstat(*fd, &st) != 0)
		return err_set(&rd->err, ERR_IO, "cannot read '%s': %s",
		    rd->path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(&rd->err, ERR_INPUT,
		    "cannot read '%s': it is %s, not a CSV file", rd->path,
		    file_kind_name(st.st_mode));
	*size = st.st_size;
	return true;
}

static bool
read_pieces(struct reader *rd, int fd, char *buffer, const char *phase,
    int64_t size, const struct progress *progress)
{
	while (!rd->stopped) {
		ssize_t got = read(fd, buffer, PIECE_SIZE);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(&rd->err, ERR_IO, "cannot read '%s': %s",
			    rd->path, strerror(errno));
		if (got == 0)
			return finish(rd);
		if (!take_piece(rd, slice_bytes(buffer, (size_t)got)) ||
		    !progress_report(
			progress, phase, rd->facts->bytes, size, &rd->err))
			return false;
	}
	return !rd->failed;
}

static void
reader_init(struct reader *rd)
{
	rd->line = 1;
	str_init(&rd->decoded);
	csv_init(&rd->parser, CSV_REPALL_NL);
	csv_set_realloc_func(&rd->parser, grow_value);
	csv_set_free_func(&rd->parser, mem_free);
	csv_set_blk_size(&rd->parser, LIBCSV_BLOCK);
}

static void
reader_release(struct reader *rd)
{
	csv_free(&rd->parser);
	str_release(&rd->decoded);
	mem_free(rd->bytes);
	mem_free(rd->ends);
	mem_free(rd->fields);
}

bool
csvfile_read(const char *path, const struct csvfile_options *options,
    const struct progress *progress, csvfile_row_fn *row_fn, void *arg,
    struct csvfile_facts *facts, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct reader rd = {
		.path = path,
		.options = options,
		.row_fn = row_fn,
		.arg = arg,
		.facts = facts,
		.err = ERR_INIT,
	};
	struct str phase = STR_INIT;
	char *buffer = mem_alloc(PIECE_SIZE);
	int64_t size = 0;
	int fd = -1;
	bool ok;

	*facts = (struct csvfile_facts){ 0 };
	reader_init(&rd);
	str_setf(&phase, "reading %s", slash ? slash + 1 : path);
	ok = open_regular(&rd, &fd, &size) &&
	    read_pieces(&rd, fd, buffer, phase.p, size, progress);
	if (fd >= 0)
		close(fd);
	facts->charset = rd.charset.kind;
	facts->bom = rd.charset.bom;
	facts->hash = filehash_value(&rd.hash);
	if (!ok)
		err_set(err, rd.err.code, "%s", rd.err.text);
	reader_release(&rd);
	str_release(&phase);
	mem_free(buffer);
	return ok;
}
