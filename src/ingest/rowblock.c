/*
 * Lines without a quotation mark are most of most files, and splitting them
 * needs none of libcsv's states: they are copied as a whole and their values
 * marked in the copy, in a fifth of the time.
 */
#include "ingest/rowblock.h"

#include "base/mem.h"

enum {
	KEPT_OF_TOO_LONG = 256, /* bytes of a value beyond the limit */
};

size_t
rowblock_breaks(struct slice s)
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

/* Also where nothing is to come: empty values point into the bytes too. */
static void
reserve_bytes(struct rowblock *b, size_t more)
{
	if (b->bytes == NULL || b->used + more > b->cap_bytes)
		b->bytes =
		    mem_reserve(b->bytes, &b->cap_bytes, b->used + more + 1, 1);
}

static void
mark_value(struct rowblock *b, size_t start, size_t len)
{
	if (b->n_values == b->cap_values)
		b->values = mem_reserve(b->values, &b->cap_values,
		    b->n_values + 1, sizeof(*b->values));
	b->values[b->n_values++] = (struct rowblock_value){ start, len };
}

static void
push_row(struct rowblock *b, const struct rowblock_row *row)
{
	if (b->n_rows == b->cap_rows)
		b->rows = mem_reserve(
		    b->rows, &b->cap_rows, b->n_rows + 1, sizeof(*b->rows));
	b->rows[b->n_rows++] = *row;
}

void
rowblock_release(struct rowblock *b)
{
	mem_free(b->bytes);
	mem_free(b->values);
	mem_free(b->rows);
	*b = (struct rowblock){ 0 };
}

void
rowblock_carry(struct rowblock *b, const struct rowblock *from)
{
	const struct rowblock_row *open = &from->open;
	size_t bytes = open->columns > 0 ? from->used - open->start : 0;

	assert(b != from);
	b->used = b->n_values = b->n_rows = 0;
	b->open = *open;
	b->open.first = b->open.start = 0;
	reserve_bytes(b, bytes);
	if (bytes > 0)
		memcpy(b->bytes, from->bytes + open->start, bytes);
	b->used = bytes;
	for (size_t i = 0; i < open->n; i++) {
		struct rowblock_value v = from->values[open->first + i];

		mark_value(b, v.start - open->start, v.len);
	}
}

/* ---- value by value ---- */

void
rowblock_set_flaw(struct rowblock *b, enum csvfile_flaw flaw)
{
	if (b->open.flaw != CSVFILE_SOUND)
		return;
	b->open.flaw = flaw;
	b->open.flaw_field = b->open.columns - 1;
}

/* How much of a value is kept within the limits. */
static size_t
kept_length(struct rowblock *b, struct slice value)
{
	size_t keep = value.len;

	if (keep > CSVFILE_MAX_FIELD) {
		rowblock_set_flaw(b, CSVFILE_FIELD_TOO_LONG);
		keep = KEPT_OF_TOO_LONG;
	}
	if (b->used - b->open.start + keep > CSVFILE_MAX_ROW) {
		rowblock_set_flaw(b, CSVFILE_ROW_TOO_LONG);
		keep = 0;
	}
	if (keep < value.len)
		b->open.lost_breaks += rowblock_breaks(
		    slice_bytes(value.p + keep, value.len - keep));
	return keep;
}

void
rowblock_add_value(struct rowblock *b, struct slice value)
{
	struct rowblock_row *open = &b->open;

	if (open->columns++ == 0) {
		open->start = b->used;
		open->first = b->n_values;
	}
	if (open->n == CSVFILE_MAX_COLUMNS) {
		rowblock_set_flaw(b, CSVFILE_TOO_MANY_COLUMNS);
		open->lost_breaks += rowblock_breaks(value);
		return;
	}
	if (value.len > KEPT_OF_TOO_LONG)
		value.len = kept_length(b, value);
	reserve_bytes(b, value.len);
	if (value.len > 0)
		memcpy(b->bytes + b->used, value.p, value.len);
	mark_value(b, b->used, value.len);
	b->used += value.len;
	open->n++;
}

size_t
rowblock_end_row(struct rowblock *b, uint32_t line)
{
	struct rowblock_row *open = &b->open;
	size_t breaks = open->lost_breaks +
	    rowblock_breaks(
		slice_bytes(b->bytes + open->start, b->used - open->start));

	assert(open->columns > 0);
	open->line = line;
	push_row(b, open);
	*open = (struct rowblock_row){ 0 };
	return breaks;
}

/* ---- line by line ---- */

/* Without the blanks around it, which libcsv drops too. */
static void
mark_trimmed(struct rowblock *b, const char *start, const char *end,
    char delimiter, const char *text)
{
	while (start < end &&
	    (*start == ' ' || (*start == '\t' && delimiter != '\t')))
		start++;
	while (start < end &&
	    (end[-1] == ' ' || (end[-1] == '\t' && delimiter != '\t')))
		end--;
	mark_value(b, b->used + (size_t)(start - text), (size_t)(end - start));
}

bool
rowblock_add_plain(struct rowblock *b, struct slice text, char delimiter,
    uint32_t line, bool *blank)
{
	size_t first = b->n_values;
	const char *end, *at, *value = text.p;

	assert(b->open.columns == 0);
	if (text.len > 0 && text.p[text.len - 1] == '\r')
		text.len--;
	end = text.p + text.len;
	if (text.len > CSVFILE_MAX_FIELD)
		return false;
	if (text.len > 0 &&
	    (memchr(text.p, '"', text.len) != NULL ||
		memchr(text.p, '\r', text.len) != NULL))
		return false;
	while ((at = memchr(value, delimiter, (size_t)(end - value))) != NULL) {
		mark_trimmed(b, value, at, delimiter, text.p);
		value = at + 1;
	}
	mark_trimmed(b, value, end, delimiter, text.p);
	*blank = b->n_values == first + 1 && b->values[first].len == 0;
	if (*blank || b->n_values - first > CSVFILE_MAX_COLUMNS) {
		b->n_values = first;
		return *blank;
	}
	reserve_bytes(b, text.len);
	if (text.len > 0)
		memcpy(b->bytes + b->used, text.p, text.len);
	push_row(b,
	    &(struct rowblock_row){
		.first = first,
		.n = b->n_values - first,
		.start = b->used,
		.columns = b->n_values - first,
		.line = line,
	    });
	b->used += text.len;
	return true;
}

struct csvfile_row
rowblock_row(const struct rowblock *b, size_t i, struct slice *fields)
{
	const struct rowblock_row *r = &b->rows[i];
	const struct rowblock_value *values = b->values + r->first;

	for (size_t k = 0; k < r->n; k++)
		fields[k] =
		    slice_bytes(b->bytes + values[k].start, values[k].len);
	return (struct csvfile_row){
		.fields = fields,
		.n = r->n,
		.line = r->line,
		.flaw = r->flaw,
		.flaw_field = r->flaw_field,
		.columns = r->columns,
	};
}
