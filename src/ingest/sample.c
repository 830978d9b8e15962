/*
 * The first row with any value is the header; rows without a value are
 * passed over.
 */
#include "ingest/sample.h"

#include "base/num.h"
#include "base/text.h"

struct taking {
	struct sample *sample;
	const char *path;
	struct str clean;
};

static bool
all_blank(const struct csvfile_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (slice_trim(row->fields[i]).len > 0)
			return false;
	return true;
}

static bool
refuse_header(
    const struct taking *take, const struct csvfile_row *row, struct err *err)
{
	struct str columns = STR_INIT;

	num_add_grouped(&columns, (int64_t)row->columns);
	if (row->flaw == CSVFILE_TOO_MANY_COLUMNS)
		err_set(err, ERR_LIMIT,
		    "'%s', line %u: %s columns; at most 4,096 can be read",
		    take->path, row->line, columns.p);
	else
		err_set(err, ERR_LIMIT,
		    "'%s' has no usable header: line %u, column %zu: %s",
		    take->path, row->line, row->flaw_field + 1,
		    csvfile_flaw_reason(row->flaw));
	str_release(&columns);
	return false;
}

static void
keep_row(struct taking *take, const struct csvfile_row *row)
{
	struct sample *sample = take->sample;
	size_t n = row->n;
	struct slice *fields =
	    arena_array(&sample->text, n + 1, sizeof(*fields));

	for (size_t i = 0; i < n; i++) {
		struct slice s;

		str_clear(&take->clean);
		text_clean(&take->clean, row->fields[i]);
		s = slice_trim(slice_str(&take->clean));
		fields[i].p = arena_strndup(&sample->text, s.p, s.len);
		fields[i].len = s.len;
	}
	sample->rows[sample->n++] = (struct sample_row){
		.fields = fields,
		.n = n,
		.line = row->line,
	};
}

static bool
take_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct taking *take = arg;
	struct sample *sample = take->sample;

	if (all_blank(row))
		return true;
	if (sample->header.n == 0) {
		if (row->flaw != CSVFILE_SOUND)
			return refuse_header(take, row, err);
		header_read(
		    &sample->header, row->fields, row->n, &sample->text);
		sample->header_line = row->line;
		return true;
	}
	if (row->flaw == CSVFILE_SOUND)
		keep_row(take, row);
	return sample->n < SAMPLE_ROWS;
}

bool
sample_read(const char *path, const struct csvfile_options *options,
    struct sample *out, struct err *err)
{
	struct taking take = { .sample = out, .path = path, .clean = STR_INIT };
	bool ok;

	memset(out, 0, sizeof(*out));
	ok = csvfile_read(
	    path, options, NULL, take_row, &take, &out->facts, err);
	str_release(&take.clean);
	if (ok && out->header.n == 0)
		return err_set(err, ERR_INPUT,
		    "'%s' holds no values, only blank lines", path);
	return ok;
}

void
sample_take_header(struct sample *sample, size_t i)
{
	const struct sample_row *row = &sample->rows[i];

	header_read(&sample->header, row->fields, row->n, &sample->text);
	sample->header_line = row->line;
	sample->n -= i + 1;
	memmove(sample->rows, row + 1, sample->n * sizeof(*row));
}

void
sample_drop_header(struct sample *sample, enum sample_shape shape)
{
	sample->shape = shape;
	assert(sample->header_line > 0);
	if (sample->n == SAMPLE_ROWS)
		sample->n--;
	memmove(
	    sample->rows + 1, sample->rows, sample->n * sizeof(*sample->rows));
	sample->rows[0] = (struct sample_row){
		.fields = sample->header.names,
		.n = sample->header.n,
		.line = sample->header_line,
	};
	sample->n++;
	sample->header.n = 0;
	sample->header_line = 0;
}

void
sample_release(struct sample *sample)
{
	arena_release(&sample->text);
	memset(sample, 0, sizeof(*sample));
}
