/*
 * How a listing works: the source is asked for cells by source row; the view
 * is an array of source rows, made only when something sorts or narrows. A
 * sort takes all keys out once, so that a computed cell is computed n times
 * and not n log n times; numbers are sorted by radix, a million in a tenth of
 * a second.
 */
#include "service/listing.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

#include <math.h>

static const char *const format_names[] = {
	[LISTING_TABLE] = "table",
	[LISTING_CSV] = "csv",
	[LISTING_JSON] = "json",
};

void
listing_init(struct listing *l, const char *name, const struct column *columns,
    size_t n_columns, const struct listing_ops *ops, void *self,
    size_t source_rows, int digits)
{
	assert(source_rows < UINT32_MAX);
	*l = (struct listing){
		.name = name,
		.columns = columns,
		.n_columns = n_columns,
		.ops = ops,
		.self = self,
		.source_rows = source_rows,
		.rows = source_rows,
		.digits = digits,
	};
}

void
listing_release(struct listing *l)
{
	if (l->ops != NULL && l->ops->free != NULL)
		l->ops->free(l->self);
	mem_free(l->view);
	*l = (struct listing){ .name = "" };
}

static size_t
source_row(const struct listing *l, size_t row)
{
	assert(row < l->rows);
	return l->view != NULL ? l->view[row] : row;
}

void
listing_cell(
    const struct listing *l, size_t row, size_t column, struct cell *out)
{
	*out = (struct cell){ .defined = false };
	l->ops->cell(l->self, source_row(l, row), column, out);
}

uint64_t
listing_identity(const struct listing *l, size_t row)
{
	size_t source = source_row(l, row);

	return l->ops->identity != NULL ? l->ops->identity(l->self, source)
					: source;
}

int
listing_column(const struct listing *l, const char *id)
{
	for (size_t i = 0; i < l->n_columns; i++) {
		if (strcmp(l->columns[i].id, id) == 0)
			return (int)i;
	}
	return -1;
}

void
listing_column_names(const struct listing *l, struct str *out)
{
	for (size_t i = 0; i < l->n_columns; i++) {
		if (l->columns[i].flags & COLUMN_SCREEN)
			continue;
		str_addf(out, "%s%s", i > 0 ? ", " : "", l->columns[i].id);
	}
}

/* The view as an array that may be changed. */
static bool
make_view(struct listing *l, struct err *err)
{
	if (l->view != NULL)
		return true;
	l->view = mem_try_array(
	    l->source_rows, sizeof(*l->view), "the order of a table", err);
	if (l->view == NULL)
		return false;
	for (size_t i = 0; i < l->source_rows; i++)
		l->view[i] = (uint32_t)i;
	return true;
}

/* ---- sorting ---- */

static bool
kind_is_integer(enum cell_kind kind)
{
	return kind == CELL_COUNT || kind == CELL_MONEY || kind == CELL_DAY ||
	    kind == CELL_TIME;
}

/* A number and the source row it is of. The bits order as the numbers do. */
struct number_key {
	uint64_t bits;
	uint32_t row;
};

enum {
	RADIX_BITS = 11,
	RADIX_SIZE = 1 << RADIX_BITS,
	RADIX_PASSES = 6, /* 6 x 11 bits cover 64 */
};

/* IEEE doubles order as integers once negative ones are turned over. */
static uint64_t
orderable(double x)
{
	uint64_t bits, sign = UINT64_C(1) << 63;

	/* Minus zero is zero. */
	x += 0.0;
	memcpy(&bits, &x, sizeof(bits));
	return bits & sign ? ~bits : bits | sign;
}

/* Undefined cells get the highest key, so they come last either way. */
static void
take_numbers(const struct listing *l, size_t column, bool falling,
    struct number_key *keys)
{
	bool integer = kind_is_integer(l->columns[column].kind);
	struct cell cell;

	for (size_t i = 0; i < l->rows; i++) {
		uint64_t bits = UINT64_MAX;
		listing_cell(l, i, column, &cell);
		if (cell.defined && (integer || !isnan(cell.number))) {
			bits = orderable(
			    integer ? (double)cell.count : cell.number);
			bits = falling ? ~bits : bits;
			bits -= bits == UINT64_MAX;
		}
		keys[i] = (struct number_key){ bits, l->view[i] };
	}
}

/* One stable pass over 11 bits; false when they are the same in all keys. */
static bool
radix_pass(const struct number_key *from, struct number_key *to, size_t n,
    unsigned shift)
{
	size_t count[RADIX_SIZE] = { 0 }, at = 0;

	for (size_t i = 0; i < n; i++)
		count[from[i].bits >> shift & (RADIX_SIZE - 1)]++;
	if (n == 0 || count[from[0].bits >> shift & (RADIX_SIZE - 1)] == n)
		return false;
	for (size_t d = 0; d < RADIX_SIZE; d++) {
		size_t here = count[d];
		count[d] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		to[count[from[i].bits >> shift & (RADIX_SIZE - 1)]++] = from[i];
	return true;
}

static bool
sort_numbers(struct listing *l, size_t column, bool falling, struct err *err)
{
	struct number_key *keys = mem_try_array(
	    2 * l->rows, sizeof(*keys), "the keys of a sort", err);
	struct number_key *from = keys, *to = keys + l->rows;

	if (keys == NULL)
		return false;
	take_numbers(l, column, falling, keys);
	for (unsigned pass = 0; pass < RADIX_PASSES; pass++) {
		if (radix_pass(from, to, l->rows, pass * RADIX_BITS)) {
			struct number_key *done = to;
			to = from;
			from = done;
		}
	}
	for (size_t i = 0; i < l->rows; i++)
		l->view[i] = from[i].row;
	mem_free(keys);
	return true;
}

struct text_key {
	const char *text; /* owned by the arena of the sort; NULL: undefined */
	size_t length;
	uint32_t row, place;
};

/* Texts by bytes; undefined ones last; equal ones as they stood. */
static int
compare_texts(const struct text_key *a, const struct text_key *b, int sign)
{
	int order;

	if (a->text == NULL || b->text == NULL)
		order = (a->text == NULL) - (b->text == NULL);
	else
		order = sign *
		    slice_compare(slice_bytes(a->text, a->length),
			slice_bytes(b->text, b->length));
	return order != 0 ? order : a->place < b->place ? -1 : 1;
}

static int
compare_rising(const void *a, const void *b)
{
	return compare_texts(a, b, 1);
}

static int
compare_falling(const void *a, const void *b)
{
	return compare_texts(a, b, -1);
}

static bool
sort_texts(struct listing *l, size_t column, bool falling, struct err *err)
{
	struct arena texts = { 0 };
	struct text_key *keys =
	    mem_try_array(l->rows, sizeof(*keys), "the keys of a sort", err);
	struct cell cell;

	if (keys == NULL)
		return false;
	for (size_t i = 0; i < l->rows; i++) {
		listing_cell(l, i, column, &cell);
		keys[i] = (struct text_key){ .row = l->view[i],
			.place = (uint32_t)i };
		if (!cell.defined)
			continue;
		keys[i].text =
		    arena_strndup(&texts, cell.text.p, cell.text.len);
		keys[i].length = cell.text.len;
	}
	if (l->rows > 1)
		qsort(keys, l->rows, sizeof(*keys),
		    falling ? compare_falling : compare_rising);
	for (size_t i = 0; i < l->rows; i++)
		l->view[i] = keys[i].row;
	mem_free(keys);
	arena_release(&texts);
	return true;
}

bool
listing_sort(struct listing *l, size_t column, bool falling, struct err *err)
{
	assert(column < l->n_columns);
	if (!make_view(l, err))
		return false;
	if (l->columns[column].kind == CELL_TEXT)
		return sort_texts(l, column, falling, err);
	return sort_numbers(l, column, falling, err);
}

/* ---- narrowing ---- */

bool
listing_keep(
    struct listing *l, listing_keep_fn *keep, void *arg, struct err *err)
{
	size_t kept = 0;

	if (!make_view(l, err))
		return false;
	for (size_t i = 0; i < l->rows; i++) {
		if (keep(arg, l, i))
			l->view[kept++] = l->view[i];
	}
	l->rows = kept;
	return true;
}

void
listing_limit(struct listing *l, size_t n)
{
	if (n > 0 && n < l->rows)
		l->rows = n;
}

void
listing_reset(struct listing *l)
{
	mem_free(l->view);
	l->view = NULL;
	l->rows = l->source_rows;
}

/* ---- one cell ---- */

/* Three digits that matter, whole numbers from a hundred on: 7.56, 10.9, 407,
 * and small probabilities as 1.2e-06. */
static void
add_number(struct str *out, double x)
{
	double size = fabs(x);

	if (size >= 99.95 && size < 1e15)
		num_add_grouped(out, (int64_t)(x < 0 ? x - 0.5 : x + 0.5));
	else
		str_addf(out, "%.3g", x);
}

static void
add_share(struct str *out, double ratio)
{
	str_addf(out, "%.1f %%", ratio * 100);
}

static void
add_for_people(const struct listing *l, enum cell_kind kind,
    const struct cell *cell, struct str *out)
{
	switch (kind) {
	case CELL_TEXT:
		str_add_slice(out, cell->text);
		break;
	case CELL_COUNT:
		num_add_grouped(out, cell->count);
		break;
	case CELL_MONEY:
		money_add_grouped(out, cell->count, l->digits);
		break;
	case CELL_MEAN:
		money_add_grouped(
		    out, money_round(cell->number, l->digits), l->digits);
		break;
	case CELL_NUMBER:
		add_number(out, cell->number);
		break;
	case CELL_SHARE:
		add_share(out, cell->number);
		break;
	case CELL_DAY:
		date_add_day(out, (int32_t)cell->count);
		break;
	case CELL_TIME:
		date_add_time(out, cell->count);
		break;
	}
}

static void
add_for_programs(const struct listing *l, enum cell_kind kind,
    const struct cell *cell, struct str *out)
{
	switch (kind) {
	case CELL_TEXT:
		str_add_slice(out, cell->text);
		break;
	case CELL_COUNT:
		str_addf(out, "%lld", (long long)cell->count);
		break;
	case CELL_MONEY:
		money_add_plain(out, cell->count, l->digits);
		break;
	case CELL_MEAN:
		str_addf(out, "%.*f", l->digits + 2, cell->number);
		break;
	case CELL_NUMBER:
	case CELL_SHARE:
		num_add_double(out, cell->number);
		break;
	case CELL_DAY:
		date_add_day(out, (int32_t)cell->count);
		break;
	case CELL_TIME:
		date_add_time(out, cell->count);
		break;
	}
}

static bool
cell_is_finite(enum cell_kind kind, const struct cell *cell)
{
	return kind_is_integer(kind) || kind == CELL_TEXT ||
	    isfinite(cell->number);
}

void
listing_add_cell(
    const struct listing *l, size_t row, size_t column, struct str *out)
{
	enum cell_kind kind = l->columns[column].kind;
	struct cell cell;

	listing_cell(l, row, column, &cell);
	if (cell.defined && cell_is_finite(kind, &cell))
		add_for_people(l, kind, &cell, out);
	else
		str_add(out, "-");
}

void
listing_add_raw(
    const struct listing *l, size_t row, size_t column, struct str *out)
{
	enum cell_kind kind = l->columns[column].kind;
	struct cell cell;

	listing_cell(l, row, column, &cell);
	if (cell.defined && cell_is_finite(kind, &cell))
		add_for_programs(l, kind, &cell, out);
}

/* ---- the whole view ---- */

static bool
column_in(const struct column *column, enum listing_format format)
{
	if (format == LISTING_TABLE)
		return !(column->flags & COLUMN_DETAIL);
	return !(column->flags & COLUMN_SCREEN);
}

/* Written so far, handed on whenever it has grown to a good size. */
struct writer {
	const struct listing *l;
	const struct listing_sink *sink;
	struct str out;
	struct str cell;
	int *widths; /* of the table's columns */
};

enum {
	FLUSH_AT = 1 << 16
};

static bool
flush(struct writer *w, size_t least, struct err *err)
{
	bool ok = true;

	if (w->out.len > least) {
		ok = w->sink->write(w->sink->arg, slice_str(&w->out), err);
		str_clear(&w->out);
	}
	return ok;
}

static void
measure_columns(struct writer *w)
{
	const struct listing *l = w->l;

	w->widths = mem_zarray(l->n_columns, sizeof(*w->widths));
	for (size_t c = 0; c < l->n_columns; c++) {
		int widest = text_width(slice_of(l->columns[c].title));
		if (!column_in(&l->columns[c], LISTING_TABLE))
			continue;
		for (size_t r = 0; r < l->rows; r++) {
			str_clear(&w->cell);
			listing_add_cell(l, r, c, &w->cell);
			int width = text_width(slice_str(&w->cell));
			widest = width > widest ? width : widest;
		}
		w->widths[c] = widest;
	}
}

/* Row 0 is the header, row r + 1 is row r of the view; so for CSV. */
static void
add_table_row(struct writer *w, size_t r)
{
	const struct listing *l = w->l;
	size_t start = w->out.len;

	for (size_t c = 0; c < l->n_columns; c++) {
		const struct column *column = &l->columns[c];
		int side = column->kind == CELL_TEXT ? 1 : -1;
		if (!column_in(column, LISTING_TABLE))
			continue;
		str_clear(&w->cell);
		if (r == 0)
			str_add(&w->cell, column->title);
		else
			listing_add_cell(l, r - 1, c, &w->cell);
		str_add(&w->out, w->out.len > start ? "  " : "");
		text_fit(
		    &w->out, slice_str(&w->cell), side * w->widths[c], false);
	}
	while (w->out.len > start && w->out.p[w->out.len - 1] == ' ')
		str_cut(&w->out, w->out.len - 1);
	str_add_char(&w->out, '\n');
}

void
listing_add_csv_text(struct str *out, struct slice text)
{
	static const char formula_starts[] = "=+-@\t\r";
	bool formula = text.len > 0 && text.p[0] != '\0' &&
	    strchr(formula_starts, text.p[0]) != NULL;
	bool quote = formula;

	for (size_t i = 0; i < text.len && !quote; i++)
		quote = strchr(",\"\r\n;", text.p[i]) != NULL;
	if (!quote) {
		str_add_slice(out, text);
		return;
	}
	str_add(out, formula ? "\"'" : "\"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			str_add_char(out, '"');
		str_add_char(out, text.p[i]);
	}
	str_add_char(out, '"');
}

static void
add_csv_row(struct writer *w, size_t r)
{
	const struct listing *l = w->l;
	const char *comma = "";
	struct cell cell;

	for (size_t c = 0; c < l->n_columns; c++) {
		const struct column *column = &l->columns[c];
		if (!column_in(column, LISTING_CSV))
			continue;
		str_add(&w->out, comma);
		comma = ",";
		if (r == 0) {
			str_add(&w->out, column->id);
		} else if (column->kind == CELL_TEXT) {
			listing_cell(l, r - 1, c, &cell);
			if (cell.defined)
				listing_add_csv_text(&w->out, cell.text);
		} else {
			listing_add_raw(l, r - 1, c, &w->out);
		}
	}
	str_add_char(&w->out, '\n');
}

static bool
write_rows(struct writer *w, enum listing_format format, struct err *err)
{
	for (size_t r = 0; r <= w->l->rows; r++) {
		if (format == LISTING_TABLE)
			add_table_row(w, r);
		else
			add_csv_row(w, r);
		if (!flush(w, FLUSH_AT, err))
			return false;
	}
	return true;
}

static void
write_json_cell(const struct listing *l, size_t row, size_t column,
    struct json *j, struct str *number)
{
	enum cell_kind kind = l->columns[column].kind;
	struct cell cell;

	listing_cell(l, row, column, &cell);
	if (!cell.defined || !cell_is_finite(kind, &cell)) {
		json_null(j);
	} else if (kind == CELL_TEXT) {
		json_string(j, cell.text);
	} else {
		str_clear(number);
		add_for_programs(l, kind, &cell, number);
		if (kind == CELL_DAY || kind == CELL_TIME)
			json_text(j, number->p);
		else
			json_raw(j, number->p);
	}
}

static bool
write_json(struct writer *w, struct err *err)
{
	const struct listing *l = w->l;
	struct json j;

	json_init(&j, &w->out, false);
	json_array(&j);
	for (size_t r = 0; r < l->rows; r++) {
		json_object(&j);
		for (size_t c = 0; c < l->n_columns; c++) {
			if (!column_in(&l->columns[c], LISTING_JSON))
				continue;
			json_key(&j, l->columns[c].id);
			write_json_cell(l, r, c, &j, &w->cell);
		}
		json_end(&j);
		if (!flush(w, FLUSH_AT, err))
			return false;
	}
	json_end(&j);
	str_add_char(&w->out, '\n');
	return true;
}

bool
listing_write(const struct listing *l, enum listing_format format,
    const struct listing_sink *sink, struct err *err)
{
	struct writer w = {
		.l = l,
		.sink = sink,
		.out = STR_INIT,
		.cell = STR_INIT,
	};
	bool ok;

	if (format == LISTING_TABLE)
		measure_columns(&w);
	ok = format == LISTING_JSON ? write_json(&w, err)
				    : write_rows(&w, format, err);
	ok = ok && flush(&w, 0, err);
	str_release(&w.out);
	str_release(&w.cell);
	mem_free(w.widths);
	return ok;
}

bool
listing_format_parse(const char *name, enum listing_format *out)
{
	for (size_t i = 0; i < ARRAY_LEN(format_names); i++) {
		if (strcmp(name, format_names[i]) == 0) {
			*out = (enum listing_format)i;
			return true;
		}
	}
	return false;
}
