/*
 * A listing asks its source for cells by source row; which rows, and in which
 * order, is the view's business (listing_view.c). Here: one cell as text, for
 * people and for programs, and the whole view as a table, CSV or JSON.
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

size_t
listing_source_row(const struct listing *l, size_t row)
{
	assert(row < l->rows);
	return l->view != NULL ? l->view[row] : row;
}

void
listing_cell(
    const struct listing *l, size_t row, size_t column, struct cell *out)
{
	*out = (struct cell){ .defined = false };
	l->ops->cell(l->self, listing_source_row(l, row), column, out);
}

uint64_t
listing_identity(const struct listing *l, size_t row)
{
	size_t source = listing_source_row(l, row);

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

/* ---- one cell ---- */

bool
listing_kind_is_integer(enum cell_kind kind)
{
	return kind == CELL_COUNT || kind == CELL_MONEY || kind == CELL_DAY ||
	    kind == CELL_TIME;
}

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

struct cell
cell_share(int64_t n, int64_t of)
{
	return (struct cell){
		.defined = of > 0,
		.count = n,
		.number = of > 0 ? (double)n / (double)of : 0,
		.of = of,
	};
}

static void
add_share(struct str *out, const struct cell *cell)
{
	bool few = cell->of > 0 && cell->of < CELL_LEAST_FOR_PERCENT;

	if (!few)
		str_addf(out, "%.1f %%", cell->number * 100);
	else if (cell->count < 0)
		str_add_char(out, '-');
	else
		str_addf(out, "%lld of %lld", (long long)cell->count,
		    (long long)cell->of);
}

void
listing_add_rate(double rate, struct str *out)
{
	if (rate <= 1)
		str_addf(out, "%.1f %%", 100 * rate);
	else
		str_add(out, isinf(rate) ? "never" : ">100 %");
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
		add_share(out, cell);
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
		num_add_i64(out, cell->count);
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
	return listing_kind_is_integer(kind) || kind == CELL_TEXT ||
	    isfinite(cell->number);
}

void
listing_add_cell(
    const struct listing *l, size_t row, size_t column, struct str *out)
{
	enum cell_kind kind = l->columns[column].kind;
	struct cell cell;

	listing_cell(l, row, column, &cell);
	if (cell.defined && (l->columns[column].flags & COLUMN_RATE) != 0)
		listing_add_rate(cell.number, out);
	else if (cell.defined && cell_is_finite(kind, &cell))
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

/* Also the wide forms of the four signs, which some spreadsheets take too. */
bool
listing_is_formula(struct slice text)
{
	static const uint32_t signs[] = { '=', '+', '-', '@', '\t', '\r',
		0xFF1D, 0xFF0B, 0xFF0D, 0xFF20 };
	uint32_t first;

	if (text.len == 0)
		return false;
	first = text_next(&text);
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (first == signs[i])
			return true;
	return false;
}

static bool
needs_quotes(char c)
{
	return c == ',' || c == '"' || c == '\r' || c == '\n' || c == ';' ||
	    c == '\0';
}

void
listing_add_csv_text(struct str *out, struct slice text)
{
	bool formula = listing_is_formula(text);
	bool quote = formula;

	for (size_t i = 0; i < text.len && !quote; i++)
		quote = needs_quotes(text.p[i]);
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
	bool begun = false;
	struct cell cell;

	for (size_t c = 0; c < l->n_columns; c++) {
		const struct column *column = &l->columns[c];
		if (!column_in(column, LISTING_CSV))
			continue;
		if (begun)
			str_add_char(&w->out, ',');
		begun = true;
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
