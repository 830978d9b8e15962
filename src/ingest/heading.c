/*
 * The first row is taken at once when it holds three known names, as nearly
 * every file's does; only other files are looked at more closely.
 */
#include "ingest/heading.h"

#include "base/mem.h"
#include "ingest/dict.h"

enum {
	ENOUGH_NAMES = 3, /* known names that make a row the header */
	LOOKED_AT = 256, /* values of a row; every export begins with some */
	LONGEST_NAME = 120, /* bytes; what is longer explains a column */
	MIN_NAMES = 2,
	MIN_BASKETS = 3, /* rows that tell baskets from anything else */
	MIN_RECURRING = 30, /* percent of values met before, in baskets */
	MIN_SEVERAL =
	    10, /* percent of baskets with more than one item: lines of
			     code and letters may recur, too */
};

static bool
is_wished(struct slice name, const struct heading_wishes *wishes)
{
	for (size_t i = 0; i < wishes->n_columns; i++)
		if (header_same(name, wishes->columns[i]))
			return true;
	return false;
}

/* Known names among the first values of a row; counted up to enough. */
static size_t
known_names(
    const struct slice *fields, size_t n, const struct heading_wishes *wishes)
{
	size_t known = 0;

	if (n > LOOKED_AT)
		n = LOOKED_AT;
	for (size_t i = 0; i < n && known < ENOUGH_NAMES; i++)
		if (fields[i].len > 0 && fields[i].len <= LONGEST_NAME &&
		    (is_wished(fields[i], wishes) || dialect_knows(fields[i])))
			known++;
	return known;
}

/* Moves the header to the row that names most; true when one names enough. */
static bool
find_header_row(struct sample *sample, const struct heading_wishes *wishes)
{
	size_t most =
	    known_names(sample->header.names, sample->header.n, wishes);
	size_t best = SIZE_MAX;

	for (size_t i = 0;
	     i + 1 < HEADING_ROWS && i < sample->n && most < ENOUGH_NAMES;
	     i++) {
		const struct sample_row *row = &sample->rows[i];
		size_t known = known_names(row->fields, row->n, wishes);

		if (known > most && known >= MIN_NAMES) {
			most = known;
			best = i;
		}
	}
	if (best != SIZE_MAX)
		sample_take_header(sample, best);
	return most >= MIN_NAMES;
}

static bool
all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* "3 17 255": numbers parted by blanks, or one number. */
static bool
is_number_row(const struct sample_row *row, bool *several)
{
	struct slice rest, part;

	if (row->n != 1)
		return false;
	rest = row->fields[0];
	for (size_t n = 0; slice_split(&rest, ' ', &part);) {
		if (part.len == 0)
			continue;
		if (!all_digits(part))
			return false;
		*several = *several || n > 0;
		n++;
	}
	return true;
}

static bool
are_numbers(const struct sample_row *rows, size_t n)
{
	bool several = false;

	for (size_t i = 0; i < n; i++)
		if (!is_number_row(&rows[i], &several))
			return false;
	return several && n >= MIN_BASKETS;
}

static size_t
width_of(const struct sample_row *row)
{
	size_t width = row->n;

	while (width > 0 && row->fields[width - 1].len == 0)
		width--;
	return width;
}

/* Counts the values of a row and those that rows before it hold; false when
 * one cannot be the name of an item. */
static bool
count_values(const struct sample_row *row, struct dict *met, size_t *values,
    size_t *again)
{
	enum date_order order;
	uint32_t at;

	for (size_t i = 0; i < width_of(row); i++) {
		struct slice s = row->fields[i];

		if (s.len == 0 || (!all_digits(s) && date_hint(s, &order)))
			return false;
		++*values;
		at = dict_get(met, s, slice_hash(s));
		if (at == DICT_NONE &&
		    !dict_put(met, s, slice_hash(s), row->line, NULL))
			return false;
		*again += at != DICT_NONE && at != row->line;
	}
	return true;
}

/* Is there a column of numbers below its name, beside one of names? A table
 * that lost its quotation marks is ragged, too. */
static bool
has_number_column(const struct sample_row *rows, size_t n)
{
	for (size_t c = 0; c < rows[0].n; c++) {
		size_t numbers = 0;

		for (size_t i = 1; i < n; i++)
			numbers +=
			    c < rows[i].n && all_digits(rows[i].fields[c]);
		if (numbers == n - 1 && !all_digits(rows[0].fields[c]))
			return true;
	}
	return false;
}

static bool
are_baskets(const struct sample_row *rows, size_t n)
{
	struct dict met = { 0 };
	size_t values = 0, again = 0, several = 0;
	bool ragged = false;
	bool ok = n >= MIN_BASKETS && !has_number_column(rows, n);

	for (size_t i = 0; i < n && ok; i++) {
		ragged = ragged || width_of(&rows[i]) != width_of(&rows[0]);
		several += width_of(&rows[i]) > 1;
		ok = count_values(&rows[i], &met, &values, &again);
	}
	dict_release(&met);
	return ok && ragged && 100 * again >= MIN_RECURRING * values &&
	    100 * several >= MIN_SEVERAL * n;
}

static enum sample_shape
shape_of(const struct sample *sample)
{
	struct sample_row *rows = mem_array(sample->n + 1, sizeof(*rows));
	enum sample_shape shape = SAMPLE_TABLE;

	rows[0] = (struct sample_row){ .fields = sample->header.names,
		.n = sample->header.n };
	memcpy(rows + 1, sample->rows, sample->n * sizeof(*rows));
	if (are_numbers(rows, sample->n + 1))
		shape = SAMPLE_NUMBERS;
	else if (are_baskets(rows, sample->n + 1))
		shape = SAMPLE_BASKETS;
	mem_free(rows);
	return shape;
}

void
heading_find(struct sample *sample, const struct heading_wishes *wishes)
{
	enum sample_shape shape = SAMPLE_TABLE;

	if (wishes->dialect != NULL && wishes->dialect->shape != SAMPLE_TABLE)
		shape = wishes->dialect->shape;
	else if (!find_header_row(sample, wishes) && wishes->dialect == NULL &&
	    wishes->n_columns == 0 &&
	    (wishes->kind < 0 || wishes->kind == BATCH_ORDERS))
		shape = shape_of(sample);
	if (shape != SAMPLE_TABLE)
		sample_drop_header(sample, shape);
}
