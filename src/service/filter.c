/*
 * A line is read from the left: name, comparison, value. A name becomes a
 * column at once, and the column's kind decides how the value is read, so
 * that applying a filter is comparing numbers and finding text.
 *
 * Evidence is text whose words have an order; its terms compare places.
 */
#include "service/filter.h"

#include "base/date.h"
#include "base/num.h"
#include "base/text.h"
#include "mining/metric.h"

#include <math.h>

#define FILTER_ANY_TEXT SIZE_MAX

enum {
	REPORT_ROWS = 1 << 14, /* looked at between two reports */
	COMPLETE_ROWS = 2000, /* looked at for values of a column */
	COMPLETE_VALUES = 40
};

enum filter_op {
	OP_NONE,
	OP_LESS,
	OP_LESS_EQUAL,
	OP_MORE,
	OP_MORE_EQUAL,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_CONTAINS,
	OP_COUNT
};

/* Two signs before one, so that the longer is found first. */
static const struct {
	const char *sign;
	enum filter_op op;
} signs[] = {
	{ .sign = "<=", .op = OP_LESS_EQUAL },
	{ .sign = ">=", .op = OP_MORE_EQUAL },
	{ .sign = "!=", .op = OP_NOT_EQUAL },
	{ .sign = "==", .op = OP_EQUAL },
	{ .sign = "<", .op = OP_LESS },
	{ .sign = ">", .op = OP_MORE },
	{ .sign = "=", .op = OP_EQUAL },
	{ .sign = "~", .op = OP_CONTAINS },
};

static const struct {
	const char *name, *column;
} aliases[] = {
	{ .name = "n", .column = "orders_both" },
	{ .name = "conf", .column = "confidence_ab" },
	{ .name = "cat", .column = "category" },
	{ .name = "a", .column = "title_a" },
	{ .name = "b", .column = "title_b" },
	{ .name = "low", .column = "lift_low" },
	{ .name = "high", .column = "lift_high" },
	{ .name = "p", .column = "p_value" },
	{ .name = "q", .column = "q_value" },
	{ .name = "partner", .column = "best_partner" },
	{ .name = "attach", .column = "best_attach" },
};

/* ---- names ---- */

static bool
is_listed(const struct column *column)
{
	return (column->flags & COLUMN_SCREEN) == 0;
}

static bool
names_text(struct slice name)
{
	return slice_eq_nocase(name, slice_of("text"));
}

/* The one column whose id begins so; false when there is none or several. */
static bool
find_beginning(const struct listing *l, struct slice name, size_t *column)
{
	size_t found = 0;

	for (size_t i = 0; i < l->n_columns; i++) {
		struct slice id = slice_of(l->columns[i].id);
		bool begins = is_listed(&l->columns[i]) && id.len >= name.len &&
		    slice_eq_nocase(slice_bytes(id.p, name.len), name);
		if (begins)
			*column = i;
		found += begins;
	}
	return found == 1;
}

static bool
find_exact(const struct listing *l, struct slice name, size_t *column)
{
	for (size_t i = 0; i < l->n_columns; i++) {
		if (is_listed(&l->columns[i]) &&
		    slice_eq_nocase(name, slice_of(l->columns[i].id))) {
			*column = i;
			return true;
		}
	}
	return false;
}

static bool
find_column(const struct listing *l, struct slice name, size_t *column)
{
	if (name.len == 0)
		return false;
	if (names_text(name)) {
		*column = FILTER_ANY_TEXT;
		return true;
	}
	if (find_exact(l, name, column))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
		if (slice_eq_nocase(name, slice_of(aliases[i].name)) &&
		    find_exact(l, slice_of(aliases[i].column), column))
			return true;
	}
	return find_beginning(l, name, column);
}

static bool
refuse_name(const struct listing *l, struct slice name, struct err *err)
{
	struct str names = STR_INIT;

	listing_column_names(l, &names);
	err_set(err, ERR_INPUT, "there is no column '%.*s'; there are text, %s",
	    text_said(name), name.p, names.p);
	str_release(&names);
	return false;
}

/* ---- the pieces of a line ---- */

static void
skip_blanks(struct slice *rest)
{
	while (rest->len > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = slice_bytes(rest->p + 1, rest->len - 1);
}

static struct slice
take(struct slice *rest, size_t n)
{
	struct slice part = slice_bytes(rest->p, n);

	*rest = slice_bytes(rest->p + n, rest->len - n);
	return part;
}

static enum filter_op
sign_at(struct slice rest, size_t *length)
{
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (slice_starts(rest, signs[i].sign)) {
			*length = strlen(signs[i].sign);
			return signs[i].op;
		}
	}
	*length = 0;
	return OP_NONE;
}

/* Up to a blank, a quote or a comparison. */
static struct slice
take_name(struct slice *rest)
{
	size_t n = 0, length;

	while (n < rest->len && rest->p[n] != ' ' && rest->p[n] != '\t' &&
	    rest->p[n] != '"' &&
	    sign_at(slice_bytes(rest->p + n, rest->len - n), &length) ==
		OP_NONE)
		n++;
	return take(rest, n);
}

static bool
take_quoted(struct slice *rest, struct str *out, struct err *err)
{
	take(rest, 1);
	while (rest->len > 0) {
		char c = take(rest, 1).p[0];
		if (c == '"' && (rest->len == 0 || rest->p[0] != '"'))
			return true;
		if (c == '"')
			take(rest, 1);
		str_add_char(out, c);
	}
	return err_set(err, ERR_INPUT, "a quote is not closed");
}

/* Appends a value to 'out'; "25 %" is taken with its sign. */
static bool
take_value(struct slice *rest, struct str *out, struct err *err)
{
	struct slice after;
	size_t n = 0;

	skip_blanks(rest);
	if (rest->len > 0 && rest->p[0] == '"')
		return take_quoted(rest, out, err);
	while (n < rest->len && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	str_add_slice(out, take(rest, n));
	after = *rest;
	skip_blanks(&after);
	if (n > 0 && after.len > 0 && after.p[0] == '%' &&
	    (after.len == 1 || after.p[1] == ' ')) {
		str_add_slice(out, take(&after, 1));
		*rest = after;
	}
	return true;
}

/* ---- values ---- */

static bool
read_number(struct slice text, double *out)
{
	int64_t scaled;

	if (num_parse_double(text, out))
		return true;
	if (!num_parse_decimal(text, 4, '.', &scaled))
		return false;
	*out = (double)scaled / 1e4;
	return true;
}

static bool
read_share(const char *id, struct slice text, double *out, struct err *err)
{
	bool percent = text.len > 0 && text.p[text.len - 1] == '%';

	if (percent)
		text = slice_trim(slice_bytes(text.p, text.len - 1));
	if (!read_number(text, out))
		return err_set(err, ERR_INPUT,
		    "'%s' is a share: '%.*s' is none; write 25%% or 0.25", id,
		    text_said(text), text.p);
	if (percent)
		*out /= 100;
	else if (fabs(*out) > 1)
		return err_set(err, ERR_INPUT,
		    "'%s' is a share: write %.*s%%, or a ratio up to 1", id,
		    text_said(text), text.p);
	return true;
}

static bool
read_day(const char *id, enum cell_kind kind, struct slice text, double *out,
    struct err *err)
{
	int64_t time;
	int32_t offset;

	if (!date_parse(text, DATE_ORDER_UNKNOWN, &time, &offset))
		return err_set(err, ERR_INPUT,
		    "'%s' is a date: write it as 2026-10-31", id);
	*out = kind == CELL_DAY ? (double)date_day_of(time) : (double)time;
	return true;
}

static bool
read_evidence(struct slice text, double *out, struct err *err)
{
	struct str word = STR_INIT;
	enum evidence rank = EVIDENCE_THIN;
	bool known;

	text_add_folded(&word, text);
	known = evidence_parse(word.p, &rank);
	str_release(&word);
	*out = (double)rank;
	return known ||
	    err_set(err, ERR_INPUT,
		"evidence is thin, weak, likely or strong, not '%.*s'",
		text_said(text), text.p);
}

static bool
read_value(const struct column *column, struct slice text,
    struct filter_term *term, struct err *err)
{
	switch (column->kind) {
	case CELL_TEXT:
		return !term->ranked || read_evidence(text, &term->number, err);
	case CELL_SHARE:
		return read_share(column->id, text, &term->number, err);
	case CELL_DAY:
	case CELL_TIME:
		return read_day(
		    column->id, column->kind, text, &term->number, err);
	case CELL_COUNT:
	case CELL_MONEY:
	case CELL_MEAN:
	case CELL_NUMBER:
		break;
	}
	return read_number(text, &term->number) ||
	    err_set(err, ERR_INPUT, "'%s' is a number; '%.*s' is none",
		column->id, text_said(text), text.p);
}

/* ---- parsing ---- */

static bool
orders(int op)
{
	return op != OP_EQUAL && op != OP_NOT_EQUAL && op != OP_CONTAINS;
}

/* Does the comparison make sense for the column? */
static bool
check_op(const struct column *column, struct filter_term *term, struct err *err)
{
	bool text = column == NULL || column->kind == CELL_TEXT;
	const char *id = column == NULL ? "text" : column->id;

	if (!text && term->op == OP_CONTAINS)
		return err_set(err, ERR_INPUT,
		    "'%s' is no text: compare it with < <= > >= = !=", id);
	if (!text || !orders(term->op))
		return true;
	term->ranked = strcmp(id, "evidence") == 0;
	return term->ranked ||
	    err_set(err, ERR_INPUT,
		"'%s' is text: compare it with = != or ~ (contains)", id);
}

static bool
add_term(const struct listing *l, struct slice name, struct slice value,
    struct filter_term *term, struct err *err)
{
	const struct column *column = NULL;

	if (!find_column(l, name, &term->column))
		return refuse_name(l, name, err);
	if (value.len > FILTER_MAX_TEXT)
		return err_set(err, ERR_LIMIT, "a value is over %d bytes long",
		    FILTER_MAX_TEXT);
	if (term->column != FILTER_ANY_TEXT)
		column = &l->columns[term->column];
	if (!check_op(column, term, err))
		return false;
	if (value.len == 0 && (column == NULL || column->kind != CELL_TEXT))
		return err_set(err, ERR_INPUT,
		    "'%.*s' is compared with nothing", text_said(name), name.p);
	return column == NULL || read_value(column, value, term, err);
}

/* A word without a comparison: a column waits for one, other words are looked
 * for. */
static bool
add_word(const struct listing *l, struct slice word, struct filter_term *term,
    struct err *err)
{
	size_t column;

	term->op = OP_CONTAINS;
	term->column = FILTER_ANY_TEXT;
	if (!names_text(word) && !find_exact(l, word, &column))
		return true;
	return err_set(err, ERR_INPUT,
	    "'%.*s' waits for a comparison, such as %.*s%s", text_said(word),
	    word.p, text_said(word), word.p,
	    names_text(word) || l->columns[column].kind == CELL_TEXT ? "~mug"
								     : ">1");
}

static bool
parse_term(const struct listing *l, struct slice *rest, struct filter *f,
    struct err *err)
{
	struct filter_term *term = &f->terms[f->n];
	struct slice name = take_name(rest);
	size_t length, at = f->text.len;
	bool ok;

	skip_blanks(rest);
	term->op = (int)sign_at(*rest, &length);
	take(rest, length);
	if (term->op == OP_NONE && name.len == 0) {
		ok = take_quoted(rest, &f->text, err);
		name = slice_bytes(f->text.p + at, f->text.len - at);
		ok = ok && add_word(l, name, term, err);
	} else if (term->op == OP_NONE) {
		str_add_slice(&f->text, name);
		ok = add_word(l, name, term, err);
	} else {
		ok = take_value(rest, &f->text, err) &&
		    add_term(l, name,
			slice_bytes(f->text.p + at, f->text.len - at), term,
			err);
	}
	term->text_at = at;
	term->text_len = f->text.len - at;
	return ok;
}

bool
filter_parse(const struct listing *l, struct slice expression,
    struct filter *out, struct err *err)
{
	*out = (struct filter){ .columns = l->columns, .text = STR_INIT };
	skip_blanks(&expression);
	while (expression.len > 0) {
		if (out->n == FILTER_MAX_TERMS)
			return err_set(err, ERR_LIMIT,
			    "a filter has at most %d comparisons",
			    FILTER_MAX_TERMS);
		if (!parse_term(l, &expression, out, err))
			return false;
		out->n++;
		skip_blanks(&expression);
	}
	return true;
}

void
filter_release(struct filter *f)
{
	str_release(&f->text);
	f->n = 0;
}

/* ---- applying ---- */

static double
number_of(const struct listing *l, size_t column, const struct cell *cell)
{
	switch (l->columns[column].kind) {
	case CELL_MONEY:
		return money_major(cell->count, l->digits);
	case CELL_COUNT:
	case CELL_DAY:
	case CELL_TIME:
		return (double)cell->count;
	case CELL_MEAN:
	case CELL_NUMBER:
	case CELL_SHARE:
	case CELL_TEXT:
		break;
	}
	return cell->number;
}

/* What people typed and what was computed are equal when ten digits are. */
static bool
compare_numbers(int op, double value, double limit)
{
	bool equal = fabs(value - limit) <= 1e-9 * fmax(1, fabs(limit));

	switch (op) {
	case OP_LESS:
		return value < limit && !equal;
	case OP_LESS_EQUAL:
		return value < limit || equal;
	case OP_MORE:
		return value > limit && !equal;
	case OP_MORE_EQUAL:
		return value > limit || equal;
	case OP_NOT_EQUAL:
		return !equal;
	default:
		return equal;
	}
}

static bool
compare_text(int op, struct slice value, struct slice wanted)
{
	if (op == OP_CONTAINS)
		return wanted.len == 0 ||
		    slice_find_nocase(value, wanted) < value.len;
	return slice_eq_nocase(value, wanted) == (op == OP_EQUAL);
}

static bool
passes_cell(const struct filter *f, const struct filter_term *term,
    const struct listing *l, size_t column, const struct cell *cell)
{
	struct slice wanted =
	    slice_bytes(f->text.p + term->text_at, term->text_len);
	double rank = 0;

	if (l->columns[column].kind != CELL_TEXT)
		return compare_numbers(
		    term->op, number_of(l, column, cell), term->number);
	if (term->ranked)
		return read_evidence(cell->text, &rank, NULL) &&
		    compare_numbers(term->op, rank, term->number);
	return compare_text(term->op, cell->text, wanted);
}

/* One text that fits is enough, except where none may. */
static bool
passes_any_text(const struct filter *f, const struct filter_term *term,
    const struct listing *l, size_t row)
{
	bool all = term->op == OP_NOT_EQUAL;
	struct cell cell;

	for (size_t c = 0; c < l->n_columns; c++) {
		if (l->columns[c].kind != CELL_TEXT ||
		    !is_listed(&l->columns[c]) ||
		    (l->columns[c].flags & COLUMN_WORKED_OUT) != 0)
			continue;
		listing_cell(l, row, c, &cell);
		if (cell.defined && passes_cell(f, term, l, c, &cell) != all)
			return !all;
	}
	return all;
}

static bool
passes(const struct filter *f, const struct filter_term *term,
    const struct listing *l, size_t row)
{
	struct cell cell;

	if (term->column == FILTER_ANY_TEXT)
		return passes_any_text(f, term, l, row);
	listing_cell(l, row, term->column, &cell);
	return cell.defined && passes_cell(f, term, l, term->column, &cell);
}

/* A filter at work; err is set when it was stopped. */
struct filtering {
	const struct filter *f;
	const struct progress *pg;
	struct err *err;
	int64_t rows, seen;
	bool stopped;
};

static bool
keep(void *arg, const struct listing *l, size_t row)
{
	struct filtering *at_work = arg;
	const struct filter *f = at_work->f;

	if (at_work->seen++ % REPORT_ROWS == 0 && !at_work->stopped)
		at_work->stopped = !progress_report(at_work->pg, "filtering",
		    at_work->seen, at_work->rows, at_work->err);
	if (at_work->stopped)
		return false;
	for (size_t i = 0; i < f->n; i++) {
		if (!passes(f, &f->terms[i], l, row))
			return false;
	}
	return true;
}

bool
filter_apply(const struct filter *f, struct listing *l,
    const struct progress *pg, struct err *err)
{
	struct filtering at_work = {
		.f = f, .pg = pg, .err = err, .rows = (int64_t)l->rows
	};

	assert(f->columns == l->columns);
	return f->n == 0 ||
	    (listing_keep(l, keep, &at_work, err) && !at_work.stopped);
}

/* ---- completing ---- */

static bool
begins(struct slice text, struct slice typed)
{
	return text.len >= typed.len &&
	    slice_eq_nocase(slice_bytes(text.p, typed.len), typed);
}

static void
complete_names(const struct listing *l, struct slice typed, size_t from,
    filter_candidate_fn *add, void *arg)
{
	size_t column;

	for (size_t i = 0; i < l->n_columns; i++) {
		struct slice id = slice_of(l->columns[i].id);
		if (is_listed(&l->columns[i]) && begins(id, typed))
			add(arg, id, from);
	}
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
		struct slice name = slice_of(aliases[i].name);
		if (begins(name, typed) && !find_exact(l, name, &column) &&
		    find_exact(l, slice_of(aliases[i].column), &column))
			add(arg, name, from);
	}
	if (begins(slice_of("text"), typed))
		add(arg, slice_of("text"), from);
}

/* A value as it must be typed. */
static void
add_quoted(struct str *out, struct slice value)
{
	bool plain = value.len > 0 && value.p[0] != '"' &&
	    slice_find(value, slice_of(" ")) == value.len;

	if (plain) {
		str_add_slice(out, value);
		return;
	}
	str_add_char(out, '"');
	for (size_t i = 0; i < value.len; i++) {
		str_add_char(out, value.p[i]);
		if (value.p[i] == '"')
			str_add_char(out, '"');
	}
	str_add_char(out, '"');
}

/* The different values of a column that begin so, as far as one looks. */
static void
complete_values(const struct listing *l, size_t column, struct slice typed,
    size_t from, filter_candidate_fn *add, void *arg)
{
	struct str seen = STR_INIT, word = STR_INIT;
	struct cell cell;
	size_t found = 0;

	for (size_t row = 0;
	     row < l->rows && row < COMPLETE_ROWS && found < COMPLETE_VALUES;
	     row++) {
		listing_cell(l, row, column, &cell);
		if (!cell.defined || !begins(cell.text, typed))
			continue;
		str_clear(&word);
		str_add_char(&word, '\n');
		add_quoted(&word, cell.text);
		str_add_char(&word, '\n');
		if (slice_find(slice_str(&seen), slice_str(&word)) < seen.len)
			continue;
		str_add_slice(&seen, slice_str(&word));
		add(arg, slice_bytes(word.p + 1, word.len - 2), from);
		found++;
	}
	str_release(&seen);
	str_release(&word);
}

/* The term a line ends with. */
struct last_term {
	struct slice name, typed; /* in the line; typed: the value, as it is */
	enum filter_op op;
};

/* Open quotes are no error here: they are still being typed. */
static void
find_last(struct slice rest, struct last_term *last, struct str *value)
{
	size_t length;

	for (;;) {
		skip_blanks(&rest);
		*last = (struct last_term){ .name = rest, .typed = rest };
		if (rest.len == 0)
			return;
		last->name = take_name(&rest);
		last->op = sign_at(rest, &length);
		take(&rest, length);
		last->typed = rest;
		str_clear(value);
		if (last->op != OP_NONE)
			(void)take_value(&rest, value, NULL);
		else if (last->name.len == 0)
			(void)take_quoted(&rest, value, NULL);
		if (rest.len == 0)
			return;
	}
}

void
filter_complete(const struct listing *l, struct slice before,
    filter_candidate_fn *add, void *arg)
{
	struct str value = STR_INIT;
	struct last_term last;
	size_t column;

	find_last(before, &last, &value);
	if (last.op == OP_NONE)
		complete_names(
		    l, last.name, (size_t)(last.name.p - before.p), add, arg);
	else if (find_column(l, last.name, &column) &&
	    column != FILTER_ANY_TEXT && l->columns[column].kind == CELL_TEXT)
		complete_values(l, column, slice_str(&value),
		    (size_t)(last.typed.p - before.p), add, arg);
	str_release(&value);
}
