/* csvfile: bytes of every kind to rows with their place, and what is refused. */
#include "ingest/csvfile.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <csv.h>

#include "base/mem.h"
#include "base/random.h"
#include "ingest/delimiter.h"
#include "tests/support/effort.h"

/* A file in a folder of its own, made and removed by the group. */
struct place {
	char folder[64];
	char path[80];
};

static int
make_place(void **state)
{
	struct place *place = mem_zalloc(sizeof(*place));

	snprintf(place->folder, sizeof(place->folder), "/tmp/csvfile.XXXXXX");
	if (mkdtemp(place->folder) == NULL)
		return -1;
	snprintf(place->path, sizeof(place->path), "%s/in.csv", place->folder);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;

	unlink(place->path);
	rmdir(place->folder);
	mem_free(place);
	return 0;
}

static void
write_file(const struct place *place, const char *bytes, size_t len)
{
	FILE *f = fopen(place->path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* What a test looks at: rows written as "line:a|b|c" and a newline. */
struct seen {
	struct str text;
	struct csvfile_facts facts;
	struct err err;
	size_t rows, stop_after;
	enum csvfile_flaw flaw; /* of the last row with one */
	size_t flaw_field;
	uint32_t flaw_line;
	size_t columns;
	bool ok;
};

static bool
see_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct seen *seen = arg;

	(void)err;
	seen->rows++;
	if (row->flaw != CSVFILE_SOUND) {
		seen->flaw = row->flaw;
		seen->flaw_field = row->flaw_field;
		seen->flaw_line = csvfile_field_line(row, row->flaw_field);
	}
	seen->columns = row->columns;
	if (row->n < 20) {
		str_addf(&seen->text, "%u:", row->line);
		for (size_t i = 0; i < row->n; i++) {
			str_add(&seen->text, i > 0 ? "|" : "");
			if (row->fields[i].len < 100)
				str_add_slice(&seen->text, row->fields[i]);
		}
		str_add_char(&seen->text, '\n');
	}
	return seen->rows != seen->stop_after;
}

static void
look(struct seen *seen, const char *path, char delimiter)
{
	struct csvfile_options options = { .delimiter = delimiter };

	str_init(&seen->text);
	seen->err.code = ERR_NONE;
	seen->ok = csvfile_read(
	    path, &options, NULL, see_row, seen, &seen->facts, &seen->err);
}

/* The rows of libcsv by itself. */
struct oracle {
	struct str text;
	bool in_row;
};

struct layout_case {
	const char *name;
	const char *bytes;
	size_t len; /* 0: a C string */
	const char *rows;
	char delimiter;
	enum charset_kind charset;
};

static const struct layout_case layout_cases[] = {
	{ "CRLF and quoted commas", "a,b\r\n1,\"x, y\"\r\n", 0,
	    "1:a|b\n2:1|x, y\n", ',', CHARSET_ASCII },
	{ "no final newline", "a,b\n1,2", 0, "1:a|b\n2:1|2\n", ',',
	    CHARSET_ASCII },
	{ "no final newline after a quote", "a,b\n1,\"2\"", 0, "1:a|b\n2:1|2\n",
	    ',', CHARSET_ASCII },
	{ "LF inside quotes moves the next row", "a,b\n\"x\ny\nz\",2\n3,4\n", 0,
	    "1:a|b\n2:x\ny\nz|2\n5:3|4\n", ',', CHARSET_ASCII },
	{ "CRLF inside quotes", "a,b\r\n\"x\r\ny\",2\r\n3,4\r\n", 0,
	    "1:a|b\n2:x\r\ny|2\n4:3|4\n", ',', CHARSET_ASCII },
	{ "blank lines count as lines", "a,b\n\n\n1,2\r\n\r\n3,4\n", 0,
	    "1:a|b\n4:1|2\n6:3|4\n", ',', CHARSET_ASCII },
	{ "old Macintosh line ends", "a,b\r1,2\r3,4", 0,
	    "1:a|b\n2:1|2\n3:3|4\n", ',', CHARSET_ASCII },
	{ "semicolons with decimal commas", "a;b\n1,5;2,25\n", 0,
	    "1:a|b\n2:1,5|2,25\n", ';', CHARSET_ASCII },
	{ "tabs", "a\tb\n1, 2, 3\t4\n", 0, "1:a|b\n2:1, 2, 3|4\n", '\t',
	    CHARSET_ASCII },
	{ "nothing but empty values", "\n\n\t", 0, "3:|\n", '\t',
	    CHARSET_ASCII },
	{ "pipes", "a|b\n1|2\n", 0, "1:a|b\n2:1|2\n", '|', CHARSET_ASCII },
	{ "a spreadsheet's own first line", "sep=;\r\na,x;b\r\n1;2\r\n", 0,
	    "2:a,x|b\n3:1|2\n", ';', CHARSET_ASCII },
	{ "doubled quotes and padding", " a , b\n \"x \"\"y\"\" \" ,2\n", 0,
	    "1:a|b\n2:x \"y\" |2\n", ',', CHARSET_ASCII },
	{ "byte-order mark",
	    "\xEF\xBB\xBF"
	    "a,b\n1,2\n",
	    0, "1:a|b\n2:1|2\n", ',', CHARSET_UTF8 },
	{ "byte-order mark after a newline and a tab",
	    "\n\t\xEF\xBB\xBF"
	    "a,b\n1,2\n",
	    0, "2:a|b\n3:1|2\n", ',', CHARSET_UTF8 },
	{ "UTF-8", "a,b\nna\xC3\xAFve,2\n", 0, "1:a|b\n2:na\xC3\xAFve|2\n", ',',
	    CHARSET_UTF8 },
	{ "Windows-1252", "a,b\ncaf\xE9,\x80 2\n", 0,
	    "1:a|b\n2:caf\xC3\xA9|\xE2\x82\xAC 2\n", ',',
	    CHARSET_WINDOWS_1252 },
	{ "Windows-1254",
	    "a,b\n\xC7"
	    "ay barda\xF0\xFD,\xDE"
	    "eker\n",
	    0,
	    "1:a|b\n2:\xC3\x87"
	    "ay barda\xC4\x9F\xC4\xB1|\xC5\x9E"
	    "eker\n",
	    ',', CHARSET_WINDOWS_1254 },
	{ "Icelandic",
	    "a,b\n\xFE"
	    "j\xF3\xF0"
	    "b\xFA\xF0,\xC1st\xED\xF0\n",
	    0,
	    "1:a|b\n2:\xC3\xBE"
	    "j\xC3\xB3\xC3\xB0"
	    "b\xC3\xBA\xC3\xB0|\xC3\x81st\xC3\xAD\xC3\xB0\n",
	    ',', CHARSET_WINDOWS_1252 },
	{ "one stray byte among UTF-8 stays for the repair",
	    "a,b\n\xC3\xA4\xC3\xB6\xE9 x,2\n", 0,
	    "1:a|b\n2:\xC3\xA4\xC3\xB6\xE9 x|2\n", ',', CHARSET_UTF8 },
	{ "UTF-16 little-endian with a surrogate pair",
	    "\xFF\xFE"
	    "a\0,\0b\0\n\0\x3D\xD8\x00\xDE,\0"
	    "2\0\n\0",
	    20, "1:a|b\n2:\xF0\x9F\x98\x80|2\n", ',', CHARSET_UTF16LE },
	{ "UTF-16 big-endian",
	    "\xFE\xFF\0a\0,\0\xE9\0\n\0"
	    "1\0,\0"
	    "2",
	    16, "1:a|\xC3\xA9\n2:1|2\n", ',', CHARSET_UTF16BE },
	{ "UTF-16 without a mark, little-endian",
	    "a\0,\0\xE9\0\n\0"
	    "1\0,\0"
	    "2\0\n\0",
	    16, "1:a|\xC3\xA9\n2:1|2\n", ',', CHARSET_UTF16LE },
	{ "UTF-16 without a mark, big-endian",
	    "\0a\0,\0\xE9\0\n\0"
	    "1\0,\0"
	    "2\0\n",
	    16, "1:a|\xC3\xA9\n2:1|2\n", ',', CHARSET_UTF16BE },
	{ "two byte-order marks",
	    "\xEF\xBB\xBF\xEF\xBB\xBF"
	    "a,b\n1,2\n",
	    0, "1:a|b\n2:1|2\n", ',', CHARSET_UTF8 },
	{ "a title above a table of decimal commas",
	    "Sales, May\na;b\n1,5;2,5\n3,5;4,5\n", 0,
	    "1:Sales, May\n2:a|b\n3:1,5|2,5\n4:3,5|4,5\n", ';', CHARSET_ASCII },
	{ "ragged rows", "a,b,c\n1\n1,2,3,4\n", 0, "1:a|b|c\n2:1\n3:1|2|3|4\n",
	    ',', CHARSET_ASCII },
};

static void
every_layout_of_bytes_becomes_the_same_kind_of_rows(void **state)
{
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_LEN(layout_cases); i++) {
		const struct layout_case *c = &layout_cases[i];
		struct seen seen = { 0 };

		write_file(place, c->bytes, c->len ? c->len : strlen(c->bytes));
		look(&seen, place->path, 0);
		if (!seen.ok || strcmp(seen.text.p, c->rows) != 0)
			fail_msg("%s: %s%s", c->name, seen.text.p,
			    seen.ok ? "" : seen.err.text);
		assert_int_equal(seen.facts.delimiter, c->delimiter);
		assert_int_equal(seen.facts.charset, c->charset);
		str_release(&seen.text);
	}
}

/* Text behind a closing mark: the line is a row where it has all values by
 * itself, whatever stands below; else the value goes on as libcsv has it. */
static void
a_mark_that_is_none_swallows_no_lines(void **state)
{
	static const char whole[] =
	    "a;b;c;d\n"
	    "1; \"The \"\"Mill\"\"\";\" The Mill \", Ida;x\r\n"
	    "2;y;\" Mill \", Jan;;\n3;\"z\nz\";u;v\n";
	static const char open[] = "a;b\n1;\"said \"hi\" to\nall\"\n2;x\n"
				   "3;\"said \"ho\";y\n";
	struct seen seen = { 0 };

	write_file(*state, whole, strlen(whole));
	look(&seen, ((struct place *)*state)->path, 0);
	assert_true(seen.ok);
	assert_string_equal(seen.text.p,
	    "1:a|b|c|d\n"
	    "2:1|The \"Mill\"|\" The Mill \", Ida|x\n"
	    "3:2|y|\" Mill \", Jan||\n"
	    "4:3|z\nz|u|v\n");
	str_release(&seen.text);
	seen = (struct seen){ 0 };
	write_file(*state, open, strlen(open));
	look(&seen, ((struct place *)*state)->path, 0);
	assert_true(seen.ok);
	assert_string_equal(seen.text.p,
	    "1:a|b\n"
	    "2:1|said \"hi\" to\nall\n"
	    "4:2|x\n"
	    "5:3|said \"ho|y\n");
	str_release(&seen.text);
}

static void
blank_lines_are_counted_and_crlf_is_one(void **state)
{
	const struct place *place = *state;
	struct seen seen = { 0 };

	write_file(place, "a\r\n\r\nb\r\n \n\n", 11);
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_int_equal(seen.facts.blank_lines, 3);
	assert_int_equal(seen.facts.bytes, 11);
	assert_string_equal(seen.text.p, "1:a\n3:b\n");
	str_release(&seen.text);
}

static void
blank_lines_without_end_are_no_list(void **state)
{
	const struct place *place = *state;
	struct seen seen = { 0 };
	struct str bytes = STR_INIT, want = STR_INIT;

	str_add(&bytes, "a,b\n1,2\n");
	str_add_repeat(&bytes, "\n", CSVFILE_MAX_BLANK);
	str_add(&bytes, "3,4\n");
	write_file(place, bytes.p, bytes.len);
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_int_equal(seen.rows, 3);
	str_release(&seen.text);

	str_add_repeat(&bytes, "\n", CSVFILE_MAX_BLANK + 1);
	str_add(&bytes, "5,6\n");
	write_file(place, bytes.p, bytes.len);
	seen = (struct seen){ 0 };
	look(&seen, place->path, 0);
	assert_false(seen.ok);
	str_setf(&want,
	    "'%s', line %d: more than 10,000,000 blank lines follow each "
	    "other; this is no list of rows",
	    place->path, CSVFILE_MAX_BLANK + 4);
	assert_string_equal(seen.err.text, want.p);
	str_release(&seen.text);
	str_release(&want);
	str_release(&bytes);
}

static void
a_given_delimiter_is_obeyed(void **state)
{
	const struct place *place = *state;
	struct seen seen = { 0 };

	write_file(place, "a,b;c\n1,2;3\n", 12);
	look(&seen, place->path, ';');
	assert_string_equal(seen.text.p, "1:a,b|c\n2:1,2|3\n");
	str_release(&seen.text);
}

/* A mark of the byte order is no value, whoever named the encoding. */
static void
a_named_encoding_may_have_its_mark(void **state)
{
	const struct place *place = *state;
	const struct csvfile_options options = { .encoding = "UTF-16LE" };
	struct seen seen = { 0 };

	write_file(place,
	    "\xFF\xFE"
	    "a\0,\0b\0\n\0"
	    "1\0,\0002\0\n\0",
	    18);
	assert_true(csvfile_read(place->path, &options, NULL, see_row, &seen,
	    &seen.facts, &seen.err));
	assert_string_equal(seen.text.p, "1:a|b\n2:1|2\n");
	str_release(&seen.text);
}

struct refusal {
	const char *bytes;
	size_t len;
	const char *sentence; /* after the path */
};

static const struct refusal refusals[] = {
	{ "", 0, " is empty" },
	{ "a,b\n1,\0002\n", 8,
	    " looks like a binary file: byte 7 is NUL; save it as CSV in "
	    "UTF-8" },
	{ "PK\003\004....", 8,
	    " is an Excel workbook or a ZIP archive, not CSV; save it as CSV "
	    "first" },
	{ "\x1F\x8B....", 6,
	    " is a gzip archive, not CSV; save it as CSV first" },
	{ "<!DOCTYPE html><html>", 21,
	    " is a web page, not CSV; save it as CSV first" },
	{ "[{\"sku\":1}]", 11, " is JSON, not CSV; save it as CSV first" },
};

static void
files_that_are_no_csv_are_refused_with_a_sentence(void **state)
{
	const struct place *place = *state;

	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct seen seen = { 0 };
		struct str want = STR_INIT;

		write_file(place, refusals[i].bytes, refusals[i].len);
		look(&seen, place->path, 0);
		assert_false(seen.ok);
		assert_int_equal(seen.err.code, ERR_INPUT);
		str_setf(&want, "'%s'%s", place->path, refusals[i].sentence);
		assert_string_equal(seen.err.text, want.p);
		str_release(&want);
		str_release(&seen.text);
	}
}

static void
folders_pipes_and_absent_files_are_refused(void **state)
{
	const struct place *place = *state;
	struct str want = STR_INIT;
	struct seen seen = { 0 };

	unlink(place->path);
	look(&seen, place->path, 0);
	assert_false(seen.ok);
	assert_int_equal(seen.err.code, ERR_IO);
	str_release(&seen.text);

	look(&seen, place->folder, 0);
	assert_false(seen.ok);
	str_setf(&want, "cannot read '%s': it is a folder, not a CSV file",
	    place->folder);
	assert_string_equal(seen.err.text, want.p);
	str_release(&seen.text);

	assert_int_equal(mkfifo(place->path, 0600), 0);
	look(&seen, place->path, 0);
	assert_false(seen.ok);
	str_setf(&want, "cannot read '%s': it is a pipe, not a CSV file",
	    place->path);
	assert_string_equal(seen.err.text, want.p);
	str_release(&seen.text);
	str_release(&want);
	unlink(place->path);
}

static void
a_field_of_5_mb_is_a_flaw_of_its_row_alone(void **state)
{
	const struct place *place = *state;
	struct str bytes = STR_INIT;
	struct seen seen = { 0 };

	str_add(&bytes, "a,b,c\n1,\"x\n");
	str_add_repeat(&bytes, "word\n", 1 << 20);
	str_add(&bytes, "\",3\n4,5,6\n");
	write_file(place, bytes.p, bytes.len);
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_int_equal(seen.rows, 3);
	assert_int_equal(seen.flaw, CSVFILE_FIELD_TOO_LONG);
	assert_int_equal(seen.flaw_field, 1);
	assert_int_equal(seen.flaw_line, 2);
	assert_string_equal(
	    seen.text.p + seen.text.len - 14, "1048580:4|5|6\n");
	str_release(&seen.text);
	str_release(&bytes);
}

static void
a_row_beyond_8_mib_is_a_flaw_of_its_row_alone(void **state)
{
	const struct place *place = *state;
	struct str bytes = STR_INIT;
	struct seen seen = { 0 };

	str_add(&bytes, "a,b\n");
	for (int i = 0; i < 18; i++) {
		str_add_repeat(&bytes, "12345678", 1 << 16);
		str_add_char(&bytes, ',');
	}
	str_add(&bytes, "\n4,5\n");
	write_file(place, bytes.p, bytes.len);
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_int_equal(seen.rows, 3);
	assert_int_equal(seen.flaw, CSVFILE_ROW_TOO_LONG);
	assert_int_equal(seen.flaw_field, 16);
	str_release(&seen.text);
	str_release(&bytes);
}

static void
ten_thousand_columns_are_counted_and_flawed(void **state)
{
	const struct place *place = *state;
	struct str bytes = STR_INIT;
	struct seen seen = { 0 };

	str_add_repeat(&bytes, "x,", 9999);
	str_add(&bytes, "x\n1,2\n");
	write_file(place, bytes.p, bytes.len);
	seen.stop_after = 1;
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_true(seen.facts.stopped);
	assert_int_equal(seen.columns, 10000);
	assert_int_equal(seen.flaw, CSVFILE_TOO_MANY_COLUMNS);
	str_release(&seen.text);
	str_release(&bytes);
}

static void
a_quote_open_at_the_end_is_a_flaw_of_the_last_row(void **state)
{
	const struct place *place = *state;
	struct seen seen = { 0 };

	write_file(place, "a,b\n1,2\n3,\"four", 15);
	look(&seen, place->path, 0);
	assert_true(seen.ok);
	assert_string_equal(seen.text.p, "1:a|b\n2:1|2\n3:3|four\n");
	assert_int_equal(seen.flaw, CSVFILE_OPEN_QUOTE);
	assert_int_equal(seen.flaw_field, 1);
	str_release(&seen.text);
}

static void
a_quote_that_swallows_many_lines_ends_the_reading(void **state)
{
	const struct place *place = *state;
	struct str bytes = STR_INIT, want = STR_INIT;
	struct seen seen = { 0 };

	str_add(&bytes, "a,b\n1,2\n3,\"four\n");
	str_add_repeat(&bytes, "5,6\n", 200);
	write_file(place, bytes.p, bytes.len);
	look(&seen, place->path, 0);
	assert_false(seen.ok);
	str_setf(&want,
	    "'%s', line 3: a quotation mark opens in column 2 and is never "
	    "closed; the 200 lines after it cannot be told apart",
	    place->path);
	assert_string_equal(seen.err.text, want.p);
	str_release(&seen.text);

	str_add_repeat(&bytes, "5,6,7,8\n", 2200 << 10);
	write_file(place, bytes.p, bytes.len);
	look(&seen, place->path, 0);
	assert_false(seen.ok);
	str_setf(&want,
	    "'%s', line 3: the value in column 2 does not end within 16 MiB; "
	    "a closing quotation mark is missing, or this is no CSV",
	    place->path);
	assert_string_equal(seen.err.text, want.p);
	str_release(&seen.text);
	str_release(&want);
	str_release(&bytes);
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	assert_string_equal(phase, "reading in.csv");
	assert_int_equal(done, 8);
	assert_int_equal(total, 8);
	(*(int *)arg)++;
	return false;
}

static void
oracle_value(void *value, size_t len, void *arg)
{
	struct oracle *o = arg;

	str_add(&o->text, o->in_row ? "|" : "");
	str_add_slice(&o->text, slice_bytes(value, len));
	o->in_row = true;
}

static void
oracle_end(int c, void *arg)
{
	struct oracle *o = arg;

	(void)c;
	if (o->in_row)
		str_add_char(&o->text, '\n');
	o->in_row = false;
}

static bool
see_values(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct str *text = arg;

	(void)err;
	for (size_t i = 0; i < row->n; i++) {
		str_add(text, i > 0 ? "|" : "");
		str_add_slice(text, row->fields[i]);
	}
	str_add_char(text, '\n');
	return true;
}

/* Most lines never meet libcsv; the rows are as if all did. The first one has
 * one value, so that none is whole with a mark that is none. */
static void
rows_are_those_of_libcsv_alone(void **state)
{
	const struct place *place = *state;
	static const char letters[] = "aab,,;  \t\n\n\r\"";
	struct csvfile_options options = { .delimiter = ',' };
	struct csvfile_facts facts;
	struct err err = ERR_INIT;

	for (uint64_t seed = 0; seed < EFFORT(3000); seed++) {
		struct oracle oracle = { .text = STR_INIT };
		struct str text = STR_INIT;
		struct csv_parser parser;
		char bytes[64];
		size_t n = 2 + random_mix(seed) % (sizeof(bytes) - 2);

		bytes[0] = 'x';
		bytes[1] = '\n';
		for (size_t i = 2; i < n; i++)
			bytes[i] = letters[random_mix(seed << 8 | i) %
			    (sizeof(letters) - 1)];
		csv_init(&parser, 0);
		csv_parse(&parser, bytes, n, oracle_value, oracle_end, &oracle);
		csv_fini(&parser, oracle_value, oracle_end, &oracle);
		csv_free(&parser);
		write_file(place, bytes, n);
		assert_true(csvfile_read(place->path, &options, NULL,
		    see_values, &text, &facts, &err));
		assert_string_equal(text.p, oracle.text.p);
		str_release(&text);
		str_release(&oracle.text);
	}
}

/* A file of many pieces, some rows over their edges, quoted and not. */
static void
rows_come_whole_over_the_edges_of_pieces(void **state)
{
	const struct place *place = *state;
	struct str bytes = STR_INIT, expected = STR_INIT, text = STR_INIT;
	struct csvfile_options options = { 0 };
	struct csvfile_facts facts;
	struct err err = ERR_INIT;

	for (int i = 0; i < 60000; i++) {
		const char *words = i % 21 == 0 ? "say\nit"
		    : i % 3 == 0                ? "x, y"
						: "z";

		str_addf(&bytes,
		    strchr("xs", words[0]) ? "%d,\"%s\",\n" : "%d,%s,\n", i,
		    words);
		str_addf(&expected, "%d|%s|\n", i, words);
	}
	write_file(place, bytes.p, bytes.len);
	assert_true(csvfile_read(
	    place->path, &options, NULL, see_values, &text, &facts, &err));
	assert_string_equal(text.p, expected.p);
	assert_int_equal(facts.bytes, bytes.len);
	str_release(&bytes);
	str_release(&expected);
	str_release(&text);
}

struct watcher {
	int64_t ahead, taken; /* numbers of the rows that came last */
	bool early; /* one was announced before it was taken, and not by one */
};

static int64_t
number_of(const struct csvfile_row *row)
{
	int64_t n = 0;

	for (size_t i = 0; i < row->fields[0].len; i++)
		n = 10 * n + (row->fields[0].p[i] - '0');
	return n;
}

static void
look_ahead(void *arg, const struct csvfile_row *row)
{
	struct watcher *w = arg;

	assert_int_equal(number_of(row), w->ahead + 1);
	w->ahead++;
	w->early = w->early || w->ahead > w->taken + 2;
}

static bool
take_announced(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct watcher *w = arg;

	(void)err;
	assert_int_equal(number_of(row), w->taken + 1);
	w->taken++;
	assert_true(w->ahead >= w->taken);
	return true;
}

static void
each_row_is_announced_once_before_it_is_taken(void **state)
{
	const struct place *place = *state;
	enum {
		ROWS = 60000 /* of several pieces */
	};
	struct csvfile_options options = { .ahead = look_ahead };
	struct watcher w = { 0 };
	struct csvfile_facts facts;
	struct str bytes = STR_INIT;
	struct err err = ERR_INIT;

	for (int i = 1; i <= ROWS; i++)
		str_addf(
		    &bytes, i % 5 == 0 ? "%d,\"x\ny\"\n" : "%d,some text\n", i);
	write_file(place, bytes.p, bytes.len);
	assert_true(csvfile_read(
	    place->path, &options, NULL, take_announced, &w, &facts, &err));
	assert_int_equal(w.taken, ROWS);
	assert_int_equal(w.ahead, ROWS);
	assert_true(w.early);
	str_release(&bytes);
}

static void
progress_counts_bytes_and_can_stop(void **state)
{
	const struct place *place = *state;
	int calls = 0;
	struct progress progress = { .report = stop_at_once, .arg = &calls };
	struct csvfile_options options = { 0 };
	struct seen seen = { .text = STR_INIT };
	struct err err = ERR_INIT;

	write_file(place, "a,b\n1,2\n", 8);
	assert_false(csvfile_read(place->path, &options, &progress, see_row,
	    &seen, &seen.facts, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	assert_int_equal(calls, 1);
	str_release(&seen.text);
}

static void
rows_are_written_back_as_csv(void **state)
{
	struct slice fields[] = { slice_of("plain"), slice_of("a,b"),
		slice_of("say \"hi\""), slice_of(""), slice_of("x\ny") };
	struct csvfile_row row = { .fields = fields, .n = 5, .line = 7 };
	struct str out = STR_INIT;

	(void)state;
	csvfile_add_row(&out, &row);
	assert_string_equal(
	    out.p, "plain,\"a,b\",\"say \"\"hi\"\"\",,\"x\ny\"");
	assert_int_equal(csvfile_field_line(&row, 4), 7);
	fields[0] = slice_of("1\n2\n3");
	assert_int_equal(csvfile_field_line(&row, 0), 7);
	assert_int_equal(csvfile_field_line(&row, 1), 9);
	assert_string_equal(delimiter_name(';'), "semicolon");
	assert_string_equal(delimiter_name('^'), "other");
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_layout_of_bytes_becomes_the_same_kind_of_rows),
		cmocka_unit_test(a_mark_that_is_none_swallows_no_lines),
		cmocka_unit_test(blank_lines_are_counted_and_crlf_is_one),
		cmocka_unit_test(blank_lines_without_end_are_no_list),
		cmocka_unit_test(a_given_delimiter_is_obeyed),
		cmocka_unit_test(a_named_encoding_may_have_its_mark),
		cmocka_unit_test(
		    files_that_are_no_csv_are_refused_with_a_sentence),
		cmocka_unit_test(folders_pipes_and_absent_files_are_refused),
		cmocka_unit_test(a_field_of_5_mb_is_a_flaw_of_its_row_alone),
		cmocka_unit_test(a_row_beyond_8_mib_is_a_flaw_of_its_row_alone),
		cmocka_unit_test(ten_thousand_columns_are_counted_and_flawed),
		cmocka_unit_test(
		    a_quote_open_at_the_end_is_a_flaw_of_the_last_row),
		cmocka_unit_test(
		    a_quote_that_swallows_many_lines_ends_the_reading),
		cmocka_unit_test(rows_are_those_of_libcsv_alone),
		cmocka_unit_test(rows_come_whole_over_the_edges_of_pieces),
		cmocka_unit_test(progress_counts_bytes_and_can_stop),
		cmocka_unit_test(each_row_is_announced_once_before_it_is_taken),
		cmocka_unit_test(rows_are_written_back_as_csv),
	};

	return cmocka_run_group_tests(tests, make_place, remove_place);
}
