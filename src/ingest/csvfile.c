/*
 * Bytes flow through these stations, a piece of 256 KiB at a time:
 *
 *	read -> hash, NUL check -> charset_decode -> rows -> rowblock -> row_fn
 *
 * Rows are made in two ways. A line without quotation marks, begun where no
 * row is open, is split at its delimiters (rowblock_add_plain); everything
 * else goes through libcsv, up to the next line break that ends a row. One
 * exception: where text stands behind a closing quotation mark, libcsv takes
 * the mark for part of the value and reads on, over many lines if need be.
 * Where the line by itself has as many values as the header, it is a row.
 *
 * libcsv reports values and line ends. It is asked for every line break
 * (CSV_REPALL_NL), because blank lines count as lines: a CR LF pair arrives as
 * two reports and counts once. Breaks inside quoted values arrive in the value
 * and are counted when the row is complete.
 *
 * The first piece is read and used by the caller, which is all that a small
 * file or a look at the first rows needs. The rest of a larger file is read
 * by a thread of its own (relay.h), so that the rows of one piece are made
 * while those of the piece before are used; row_fn and the progress stay with
 * the caller's thread.
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
#include "ingest/relay.h"

enum {
	PIECE_SIZE = 256 << 10,
	ROWS_AHEAD = 8, /* csvfile_ahead_fn; as long as memory takes */
	/* libcsv's buffer grows by this much at a time: large, because a copy
	 * of the whole goes with each step. */
	LIBCSV_BLOCK = 256 << 10,
};

#define UTF8_MARK "\xEF\xBB\xBF"

/* What makes rows of bytes. */
struct reader {
	const char *path; /* borrowed */
	const struct csvfile_options *options;
	struct csvfile_facts *facts;
	struct err err;
	int fd;
	char *buffer;

	struct csv_parser parser;
	struct charset charset;
	struct str decoded;
	struct str value; /* of a broken line */
	struct filehash hash;

	struct rowblock *block; /* that is being filled */
	size_t width; /* values of the first row; 0: none is read */
	uint64_t line; /* where the current row starts */
	bool after_cr;
	uint32_t blank_run; /* blank lines since the last row */
	bool inside; /* libcsv is in the middle of a line */
	bool ended; /* a line break was reported after the last byte */
	bool failed;
};

/* What uses them. */
struct user {
	csvfile_row_fn *row_fn;
	csvfile_ahead_fn *ahead;
	void *arg;
	csvfile_widen_fn *widen;
	void *widen_arg;
	struct slice *fields;
	size_t cap_fields;
	const struct progress *progress;
	const char *phase;
	int64_t size; /* of the file */
	bool stopped; /* by row_fn or the progress, with err or in order */
	struct err err;
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
	{ .magic = "<!DOCTYPE", .what = "a web page" },
	{ .magic = "<!doctype", .what = "a web page" },
	{ .magic = "<html", .what = "a web page" },
	{ .magic = "<?xml", .what = "an XML document" },
	{ .magic = "[{", .what = "JSON" },
	{ .magic = "{\"", .what = "JSON" },
	{ .magic = "SQLite format 3", .what = "an SQLite database" },
};

uint32_t
csvfile_field_line(const struct csvfile_row *row, size_t i)
{
	size_t breaks = 0;

	for (size_t k = 0; k < i && k < row->n; k++)
		breaks += rowblock_breaks(row->fields[k]);
	return row->line + (uint32_t)breaks;
}

/* One more of the lines that hold nothing. */
static void
count_blank(struct reader *rd)
{
	rd->facts->blank_lines++;
	rd->blank_run++;
	if (rd->blank_run <= CSVFILE_MAX_BLANK || rd->failed)
		return;
	rd->failed = true;
	err_set(&rd->err, ERR_INPUT,
	    "'%s', line %llu: more than 10,000,000 blank lines follow each "
	    "other; this is no list of rows",
	    rd->path, (unsigned long long)(rd->line - CSVFILE_MAX_BLANK));
}

static bool
fail_on_lines(struct reader *rd)
{
	rd->failed = true;
	return err_set(&rd->err, ERR_LIMIT,
	    "'%s' has more than 4,294,967,295 lines", rd->path);
}

/* libcsv: one value. */
static void
take_value(void *value, size_t len, void *arg)
{
	struct reader *rd = arg;

	rowblock_add_value(rd->block, slice_bytes(value, len));
}

static bool
in_row(const struct reader *rd)
{
	return rd->block->open.columns > 0;
}

/* The next row starts after the line breaks inside this one. */
static void
end_row(struct reader *rd)
{
	if (rd->width == 0)
		rd->width = rd->block->open.columns;
	rd->line += rowblock_end_row(rd->block, (uint32_t)rd->line);
	rd->blank_run = 0;
}

/* libcsv: a line break. */
static void
take_break(int c, void *arg)
{
	struct reader *rd = arg;
	bool pair = c == '\n' && rd->after_cr && !in_row(rd);

	if (in_row(rd))
		end_row(rd);
	else if (!pair)
		count_blank(rd);
	rd->line += pair ? 0 : 1;
	rd->after_cr = c == '\r';
	/* More of the line may follow a lone CR. */
	rd->inside = rd->inside && c != '\n';
	if (rd->line > UINT32_MAX)
		fail_on_lines(rd);
}

/* For libcsv's one buffer, which holds the value being read. */
static void *
grow_value(void *p, size_t size)
{
	if (size > CSVFILE_MAX_OPEN)
		return NULL;
	return mem_try_resize(p, size, "a value", NULL);
}

static bool
parse_by_libcsv(struct reader *rd, struct slice text)
{
	size_t done;

	rd->inside = true;
	done = csv_parse(
	    &rd->parser, text.p, text.len, take_value, take_break, rd);
	if (rd->failed)
		return false;
	if (done == text.len)
		return true;
	return err_set(&rd->err, ERR_INPUT,
	    "'%s', line %llu: the value in column %zu does not end within 16 "
	    "MiB; a closing quotation mark is missing, or this is no CSV",
	    rd->path, (unsigned long long)rd->line,
	    rd->block->open.columns + 1);
}

/* A line that needs no libcsv; 'line' is without its line break. */
static bool
take_plain_line(struct reader *rd, struct slice line)
{
	bool blank, pair;

	if (!rowblock_add_plain(rd->block, line, rd->facts->delimiter,
		(uint32_t)rd->line, &blank))
		return false;
	pair = blank && rd->after_cr;
	if (!blank && rd->width == 0)
		rd->width = rd->block->rows[rd->block->n_rows - 1].columns;
	if (!blank)
		rd->blank_run = 0;
	else if (!pair)
		count_blank(rd);
	rd->line += pair ? 0 : 1;
	rd->after_cr = false;
	return true;
}

/* ---- a quotation mark that is none ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A value of a line, and how its quotation marks stand. */
struct marked {
	struct slice text; /* without blanks around it */
	bool quoted; /* begins with a mark */
	bool closed; /* by a mark that only blanks follow */
	bool broken; /* text follows the mark that should close it */
};

/* Cuts the next value off; where a mark is none, up to the next delimiter. */
static struct marked
cut_value(struct slice *rest, char delimiter, bool *more)
{
	struct slice s = *rest;
	struct marked m = { .quoted = false };
	size_t i = 0;

	while (i < s.len && is_blank(s.p[i]) && s.p[i] != delimiter)
		i++;
	m.quoted = i < s.len && s.p[i] == '"';
	for (i += m.quoted; i < s.len; i++) {
		char c = s.p[i];

		if (c == delimiter && (!m.quoted || m.closed || m.broken))
			break;
		if (m.quoted && c == '"' && !m.broken)
			m.closed = !m.closed;
		else if (m.closed && !is_blank(c))
			m.broken = true;
		m.closed = m.closed && !m.broken;
	}
	m.text = slice_trim(slice_bytes(s.p, i));
	*more = i < s.len;
	*rest = *more ? slice_bytes(s.p + i + 1, s.len - i - 1) : s;
	return m;
}

/* Would libcsv, which takes such a mark for part of the value, be inside one at
 * the end of the line? */
static bool
reads_on(struct slice s, char delimiter)
{
	bool quoted = false, closing = false, begun = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == delimiter && (!quoted || closing))
			quoted = closing = begun = false;
		else if (quoted && c == '"')
			closing = !closing;
		else if (!is_blank(c) || c == delimiter) {
			quoted = quoted || (!begun && c == '"');
			closing = false;
			begun = true;
		}
	}
	return quoted && !closing;
}

/* Has the line, its marks taken so, all values of the header, nothing beyond
 * them, and a last one that is whole? What may go on below is left to libcsv. */
static bool
has_all_values(const struct reader *rd, struct slice line)
{
	size_t n = 0;
	struct marked m = { .quoted = false };

	for (bool more = true; more; n++) {
		m = cut_value(&line, rd->facts->delimiter, &more);
		if ((m.quoted && !m.closed && !m.broken) ||
		    (n >= rd->width && m.text.len > 0))
			return false;
	}
	return n >= rd->width && !m.broken;
}

static void
add_marked(struct reader *rd, const struct marked *m)
{
	str_clear(&rd->value);
	if (!m->quoted || m->broken) {
		rowblock_add_value(rd->block, m->text);
		return;
	}
	for (size_t i = 1; i + 1 < m->text.len; i++) {
		str_add_char(&rd->value, m->text.p[i]);
		i += m->text.p[i] == '"'; /* one of two */
	}
	rowblock_add_value(rd->block, slice_str(&rd->value));
}

/* A line of which libcsv would make the beginning of a long value. */
static bool
take_broken_line(struct reader *rd, struct slice line)
{
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	if (rd->width < 2 || !reads_on(line, rd->facts->delimiter) ||
	    !has_all_values(rd, line))
		return false;
	for (bool more = true; more;) {
		struct marked m = cut_value(&line, rd->facts->delimiter, &more);

		add_marked(rd, &m);
	}
	end_row(rd);
	rd->line++;
	rd->after_cr = false;
	return true;
}

static bool
parse(struct reader *rd, struct slice text)
{
	while (text.len > 0) {
		const char *end = memchr(text.p, '\n', text.len);
		size_t len = end ? (size_t)(end - text.p) + 1 : text.len;

		if ((rd->inside || end == NULL ||
			(!take_plain_line(rd, slice_bytes(text.p, len - 1)) &&
			    !take_broken_line(
				rd, slice_bytes(text.p, len - 1)))) &&
		    !parse_by_libcsv(rd, slice_bytes(text.p, len)))
			return false;
		if (rd->failed)
			return false;
		if (rd->line > UINT32_MAX)
			return fail_on_lines(rd);
		text = slice_bytes(text.p + len, text.len - len);
	}
	return true;
}

static bool
refuse_binary(struct reader *rd, struct slice piece)
{
	const char *nul;

	if (rd->charset.kind == CHARSET_UTF16LE ||
	    rd->charset.kind == CHARSET_UTF16BE ||
	    rd->charset.kind == CHARSET_NAMED)
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

	rd->line += rowblock_breaks(slice_bytes(piece.p, skip));
	piece = slice_bytes(piece.p + skip, piece.len - skip);
	text = charset_decode(&rd->charset, piece, &rd->decoded);
	if (rd->charset.kind == CHARSET_NAMED && slice_starts(text, UTF8_MARK))
		text = slice_bytes(text.p + 3, text.len - 3);
	rd->facts->delimiter = delimiter_find(text, &skip);
	rd->line += rowblock_breaks(slice_bytes(text.p, skip));
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
	if (in_row(rd))
		end_row(rd);
}

static void
take_open_value(void *value, size_t len, void *arg)
{
	struct reader *rd = arg;
	const char *text = value;
	size_t own = len - 1; /* without the line break given by finish */
	bool ends_line = own > 0 && text[own - 1] == '\n';
	size_t lines = rowblock_breaks(slice_bytes(text, own)) - ends_line;

	if (lines <= CSVFILE_MAX_OPEN_LINES) {
		take_value(value, own, rd);
		return;
	}
	rd->failed = true;
	err_set(&rd->err, ERR_INPUT,
	    "'%s', line %llu: a quotation mark opens in column %zu and is "
	    "never closed; the %zu lines after it cannot be told apart",
	    rd->path, (unsigned long long)rd->line, rd->block->open.columns + 1,
	    lines);
}

static void
take_open_end(int c, void *arg)
{
	struct reader *rd = arg;

	(void)c;
	if (rd->failed)
		return;
	rowblock_set_flaw(rd->block, CSVFILE_OPEN_QUOTE);
	end_row(rd);
}

static bool
finish(struct reader *rd)
{
	if (rd->facts->bytes == 0)
		return err_set(&rd->err, ERR_INPUT, "'%s' is empty", rd->path);
	csv_parse(&rd->parser, "\n", 1, take_value, take_last_break, rd);
	if (!rd->ended)
		csv_fini(&rd->parser, take_open_value, take_open_end, rd);
	return !rd->failed;
}

static bool
name_encoding(struct reader *rd)
{
	const char *name = rd->options->encoding;

	rd->facts->encoding = name;
	if (name == NULL || charset_name_it(&rd->charset, name))
		return true;
	return err_set(&rd->err, ERR_INPUT,
	    "this system knows no encoding '%s'; 'iconv -l' lists those it "
	    "knows",
	    name);
}

static bool
open_regular(struct reader *rd, int64_t *size)
{
	struct stat st;

	/* O_NONBLOCK: opening a pipe without a writer would wait for one. */
	rd->fd = open(rd->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (rd->fd < 0 || fstat(rd->fd, &st) != 0)
		return err_set(&rd->err, ERR_IO, "cannot read '%s': %s",
		    rd->path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(&rd->err, ERR_INPUT,
		    "cannot read '%s': it is %s, not a CSV file", rd->path,
		    file_kind_name(st.st_mode));
	*size = st.st_size;
	return true;
}

/* Fills the buffer as far as the file goes. */
static bool
read_piece(struct reader *rd, size_t *len)
{
	*len = 0;
	while (*len < PIECE_SIZE) {
		ssize_t got =
		    read(rd->fd, rd->buffer + *len, PIECE_SIZE - *len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(&rd->err, ERR_IO, "cannot read '%s': %s",
			    rd->path, strerror(errno));
		if (got == 0)
			break;
		*len += (size_t)got;
	}
	return true;
}

/* One piece as rows of a block; relay_fill_fn. */
static bool
fill(void *arg, struct rowblock *block, bool *end)
{
	struct reader *rd = arg;
	size_t len;

	rd->block = block;
	if (!read_piece(rd, &len))
		return false;
	*end = len < PIECE_SIZE;
	return (len == 0 || take_piece(rd, slice_bytes(rd->buffer, len))) &&
	    (!*end || finish(rd));
}

/* Row i of a block, valid until the next call. */
static struct csvfile_row
row_of(struct user *u, const struct rowblock *block, size_t i)
{
	u->fields = mem_reserve(
	    u->fields, &u->cap_fields, block->rows[i].n, sizeof(*u->fields));
	return rowblock_row(block, i, u->fields);
}

/* Hands the rows of a block on; false: no more is wanted; relay_use_fn. */
static bool
use(void *arg, const struct rowblock *block, int64_t read)
{
	struct user *u = arg;
	size_t ahead = u->ahead != NULL ? 0 : SIZE_MAX;

	for (size_t i = 0; i < block->n_rows && !u->stopped; i++) {
		struct csvfile_row row;

		for (; ahead < block->n_rows && ahead <= i + ROWS_AHEAD;
		     ahead++) {
			row = row_of(u, block, ahead);
			u->ahead(u->arg, &row);
		}
		row = row_of(u, block, i);
		u->stopped = !u->row_fn(u->arg,
		    u->widen == NULL ? &row : u->widen(u->widen_arg, &row),
		    &u->err);
	}
	if (!u->stopped)
		u->stopped = !progress_report(
		    u->progress, u->phase, read, u->size, &u->err);
	return !u->stopped;
}

static void
reader_init(struct reader *rd)
{
	rd->line = 1;
	rd->fd = -1;
	rd->buffer = mem_alloc(PIECE_SIZE);
	str_init(&rd->decoded);
	str_init(&rd->value);
	csv_init(&rd->parser, CSV_REPALL_NL);
	csv_set_realloc_func(&rd->parser, grow_value);
	csv_set_free_func(&rd->parser, mem_free);
	csv_set_blk_size(&rd->parser, LIBCSV_BLOCK);
}

static void
reader_release(struct reader *rd)
{
	if (rd->fd >= 0)
		close(rd->fd);
	csv_free(&rd->parser);
	charset_end(&rd->charset);
	str_release(&rd->decoded);
	str_release(&rd->value);
	mem_free(rd->buffer);
}

/* Whoever uses the rows ended it, or the file did. */
static bool
outcome(const struct reader *rd, const struct user *u, bool ok, struct err *err)
{
	const struct err *why = u->stopped ? &u->err : &rd->err;

	rd->facts->stopped = u->stopped && u->err.code == ERR_NONE;
	rd->facts->charset = rd->charset.kind;
	rd->facts->bom = rd->charset.bom;
	rd->facts->hash = filehash_value(&rd->hash);
	if (u->stopped ? rd->facts->stopped : ok)
		return true;
	return err_set(err, why->code, "%s", why->text);
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
		.facts = facts,
		.err = ERR_INIT,
	};
	struct user user = {
		.row_fn = row_fn,
		.widen = options->widen,
		.widen_arg = options->widen_arg,
		.ahead = options->ahead,
		.arg = arg,
		.progress = progress,
		.err = ERR_INIT,
	};
	struct str phase = STR_INIT;
	bool ok;

	*facts = (struct csvfile_facts){ 0 };
	reader_init(&rd);
	str_setf(&phase, "reading %s", slash ? slash + 1 : path);
	user.phase = phase.p;
	ok = name_encoding(&rd) && open_regular(&rd, &user.size) &&
	    relay_run(fill, &rd, &facts->bytes, use, &user);
	ok = outcome(&rd, &user, ok, err);
	reader_release(&rd);
	str_release(&phase);
	mem_free(user.fields);
	return ok;
}
