/*
 * The layout is found by ingest_preview; where none fits, the one that was
 * asked for (or plain orders) is matched all the same, so that what is known
 * can be shown and the rest be given. Notation is asked for in two passes,
 * dates and decimal mark apart, because each may be a question of its own.
 */
#include "service/preview.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/ingest.h"
#include "service/import.h"

struct reading {
	const struct preview_request *request;
	struct import_step step; /* the file, perhaps with one beside it */
	struct preview *out;
	struct ingest_options options;
	struct ingest_preview found;
	struct dialect_match match;
	struct str scratch;
};

static const char *
keep(struct preview *pv, const char *text)
{
	return arena_strdup(&pv->text, text);
}

static const char *
keep_clean(struct preview *pv, const char *text)
{
	struct str clean = STR_INIT;
	const char *kept;

	text_clean(&clean, slice_of(text));
	kept = keep(pv, clean.p);
	str_release(&clean);
	return kept;
}

/* ---- the layout ---- */

/* The mapping in force, and the options it makes. */
static bool
choose_mapping(struct reading *rd, struct store *st, struct err *err)
{
	const struct preview_request *rq = rd->request;
	struct preview *pv = rd->out;
	struct ingest_preview plain;
	bool ok = true;

	ingest_options_init(&rd->options);
	rd->options.join = rd->step.joined ? &rd->step.join : NULL;
	if (rq->mapping != NULL) {
		mapping_copy(&pv->mapping, rq->mapping);
	} else if (!rq->as_found) {
		ok = ingest_preview(rd->step.path, &rd->options, &plain, err) &&
		    mapping_recall(st, plain.sample.header.names,
			plain.sample.header.n, &pv->mapping, &pv->recalled,
			err);
		ingest_preview_release(&plain);
	}
	if (!ok || !mapping_apply(&pv->mapping, &pv->text, &rd->options, err))
		return false;
	if (pv->recalled) {
		import_drop_answers(rd->step.path, &rd->options, NULL);
		pv->mapping.date_order = rd->options.date_order;
		pv->mapping.decimal = rd->options.decimal;
	}
	return true;
}

/* Where no layout fits: how far the nearest one does. */
static void
match_nearest(struct reading *rd)
{
	struct sample *sample = &rd->found.sample;
	const char *said = rd->options.dialect;
	const struct dialect *nearest =
	    dialect_by_name(slice_of(said != NULL ? said : "orders"));
	struct dialect_wishes wishes;
	struct err told = ERR_INIT;
	bool applied;

	assert(nearest != NULL); /* mapping_apply looked */
	dialect_wishes_init(&wishes);
	wishes.dialect = said != NULL ? nearest : NULL;
	applied = ingest_maps_apply(
	    rd->step.path, &rd->options, sample, &wishes, &told);
	/* A map that cannot be applied was told as the problem already. */
	assert(applied || !rd->found.understood);
	dialect_match(nearest, sample, &wishes, &rd->match);
}

static void
add_problem(struct reading *rd)
{
	const struct role_row *missing;

	if (rd->found.understood)
		return;
	if (rd->match.missing == ROLE_NONE) {
		rd->out->problem = keep(rd->out, rd->found.problem.text);
		return;
	}
	missing = role_row((enum role)rd->match.missing);
	str_setf(&rd->scratch, "no column is %s yet: %s", missing->name,
	    missing->help);
	rd->out->problem = keep(rd->out, rd->scratch.p);
}

/* Numbers parted by blanks stand in one value of what the reader parts. */
static const char *
delimiter_name(const struct sample *sample)
{
	if (sample->shape == SAMPLE_NUMBERS)
		return "blank";
	switch (sample->facts.delimiter) {
	case ';':
		return "semicolon";
	case '\t':
		return "tab";
	case '|':
		return "pipe";
	default:
		return "comma";
	}
}

static void
describe_file(struct reading *rd)
{
	struct preview *pv = rd->out;
	const struct dialect *dialect = rd->match.dialect;

	pv->path = keep(pv, rd->request->path);
	str_set(&rd->scratch, file_name_of(rd->step.path));
	if (rd->step.joined)
		str_addf(&rd->scratch, " with %s",
		    file_name_of(rd->step.join.orders));
	pv->file = keep_clean(pv, rd->scratch.p);
	pv->encoding = rd->found.sample.facts.encoding != NULL
	    ? keep_clean(pv, rd->found.sample.facts.encoding)
	    : charset_name(rd->found.sample.facts.charset);
	pv->delimiter = delimiter_name(&rd->found.sample);
	pv->dialect = dialect->name;
	pv->summary = dialect->summary;
	pv->kind = dialect_kind_name(dialect->kind);
	str_clear(&rd->scratch);
	if (pv->mapping.n > 0)
		str_add(&rd->scratch, "columns as chosen");
	else if (dialect->shape == SAMPLE_TABLE) /* else the summary says it */
		dialect_why(&rd->match, &rd->scratch);
	pv->why = keep(pv, rd->scratch.p);
	add_problem(rd);
}

/* ---- notation ---- */

/* The question without the file's name before it, which is seen anyway, and
 * the hint for command lines behind it. */
static const char *
question_of(struct reading *rd, const struct err *err)
{
	const char *from = err->text, *end;

	str_setf(&rd->scratch, "'%s', ", rd->step.path);
	if (slice_starts(slice_of(from), rd->scratch.p))
		from += rd->scratch.len;
	end = strstr(from, "; say which with --");
	return arena_strndup(&rd->out->text, from,
	    end == NULL ? strlen(from) : (size_t)(end - from));
}

static void
find_notation(struct reading *rd, const struct currency *shop)
{
	const char *path = rd->step.path;
	const struct sample *sample = &rd->found.sample;
	const struct dialect *dialect = rd->match.dialect;
	struct preview *pv = rd->out;
	struct csvfile_options csv = ingest_csvfile_options(&rd->options);
	struct notation dates = {
		.date_order = rd->options.date_order != DATE_ORDER_UNKNOWN
		    ? rd->options.date_order
		    : dialect->date_order,
		.decimal = '.',
	};
	struct notation amounts = {
		.date_order = DATE_ORDER_DMY,
		.decimal = rd->options.decimal != 0 ? rd->options.decimal
						    : dialect->decimal,
		.currency = rd->options.currency,
	};
	struct err err = ERR_INIT;

	if (dialect->currency != NULL && amounts.currency.code[0] == '\0')
		(void)money_currency(slice_of(dialect->currency),
		    &amounts.currency); /* a row of the table names one */
	if (amounts.currency.code[0] == '\0')
		amounts.currency = *shop;
	if (!notation_find(path, &csv, sample, &rd->match, NULL, &dates, &err))
		pv->date_question = question_of(rd, &err);
	if (!notation_find(
		path, &csv, sample, &rd->match, NULL, &amounts, &err))
		pv->decimal_question = question_of(rd, &err);
	pv->date_order = dates.date_order;
	pv->decimal = amounts.decimal;
	snprintf(
	    pv->currency, sizeof(pv->currency), "%s", amounts.currency.code);
}

/* ---- values as they will be read ---- */

static bool
read_time(const struct preview *pv, struct slice s, struct str *out)
{
	int64_t time;
	int32_t offset;

	if (!date_parse(s, pv->date_order, &time, &offset))
		return false;
	if (time % DATE_SECONDS_A_DAY == 0)
		date_add_day(out, date_day_of(time));
	else
		date_add_time(out, time);
	return true;
}

static bool
read_money(const struct preview *pv, struct slice s, struct str *out)
{
	int64_t price4;

	if (pv->decimal == 0 || !money_parse_price4(s, pv->decimal, &price4))
		return false;
	money_add_price4(out, price4, 2);
	return true;
}

static bool
read_count(const struct preview *pv, struct slice s, struct str *out)
{
	char mark = pv->decimal == ',' ? ',' : '.';
	int64_t thousandths;

	if (!num_parse_decimal(s, 3, mark, &thousandths) ||
	    thousandths % 1000 != 0)
		return false;
	str_addf(out, "%lld", (long long)(thousandths / 1000));
	return true;
}

/* Appends the value as the role reads it; false: it cannot. */
static bool
read_value(const struct preview *pv, enum role_value value, struct slice s,
    struct str *out)
{
	if (s.len == 0)
		return true;
	switch (value) {
	case VALUE_TIME:
		return read_time(pv, s, out);
	case VALUE_MONEY:
		return read_money(pv, s, out);
	case VALUE_COUNT:
		return read_count(pv, s, out);
	case VALUE_TEXT:
	case VALUE_CODE:
	case VALUE_WORD:
		break;
	}
	str_add_slice(out, s);
	return true;
}

static void
fill_value(struct reading *rd, size_t row, size_t column, int role)
{
	struct preview *pv = rd->out;
	const struct sample_row *from = &rd->found.sample.rows[row];
	struct preview_value *to = &pv->values[row * pv->width + column];
	struct slice s = slice_of("");

	if (column < from->n)
		s = from->fields[column];
	str_clear(&rd->scratch);
	to->bad = role != ROLE_NONE &&
	    !read_value(pv, role_row((enum role)role)->value, s, &rd->scratch);
	if (to->bad || role == ROLE_NONE) {
		str_clear(&rd->scratch);
		str_add_slice(&rd->scratch, s);
	}
	to->text = keep(pv, rd->scratch.p);
	if (to->bad)
		pv->columns[column].bad++;
}

/* ---- columns and roles ---- */

/* The role that reads a column in this kind of file. */
static int
role_of_column(const struct dialect_match *match, size_t column)
{
	enum batch_kind kind = match->dialect->kind;

	for (enum role role = 0; role < ROLE_COUNT; role++)
		if (match->column[role] == (int)column &&
		    role_need(role, kind) != ROLE_UNUSED)
			return (int)role;
	return ROLE_NONE;
}

static void
fill_column(struct reading *rd, size_t i, int role)
{
	const struct header *header = &rd->found.sample.header;
	struct preview_column *column = &rd->out->columns[i];
	struct slice name = header->names[i];

	str_setf(&rd->scratch, "column %zu", i + 1);
	column->name = keep(rd->out, name.len > 0 ? name.p : rd->scratch.p);
	str_setf(&rd->scratch, "#%zu", i + 1);
	column->key = header_find(header, name) == (int)i
	    ? keep(rd->out, name.p)
	    : keep(rd->out, rd->scratch.p);
	column->decided = mapping_find(&rd->out->mapping, column->key) != NULL;
	if (role == ROLE_NONE)
		return;
	column->role = role_row((enum role)role)->name;
	column->help = role_row((enum role)role)->help;
}

static void
fill_roles(struct reading *rd)
{
	struct preview *pv = rd->out;
	enum batch_kind kind = rd->match.dialect->kind;

	pv->roles = arena_array(&pv->text, ROLE_COUNT, sizeof(*pv->roles));
	for (enum role role = 0; role < ROLE_COUNT; role++) {
		const struct role_row *row = role_row(role);

		if (role_need(role, kind) == ROLE_UNUSED)
			continue;
		pv->roles[pv->n_roles++] = (struct preview_role){
			.name = row->name,
			.help = row->help,
			.needed = role_need(role, kind) == ROLE_NEEDED,
			.column = rd->match.column[role],
		};
	}
}

static size_t
widest_row(const struct sample *sample)
{
	size_t width = 0;

	for (size_t i = 0; i < sample->n; i++)
		if (sample->rows[i].n > width)
			width = sample->rows[i].n;
	return width;
}

static void
fill(struct reading *rd)
{
	const struct sample *sample = &rd->found.sample;
	struct preview *pv = rd->out;

	pv->n_columns = sample->header.n;
	pv->n_rows = sample->n;
	pv->width = pv->n_columns > 0 ? pv->n_columns : widest_row(sample);
	pv->columns =
	    arena_array(&pv->text, pv->n_columns + 1, sizeof(*pv->columns));
	pv->values = arena_array(
	    &pv->text, pv->n_rows * pv->width + 1, sizeof(*pv->values));
	for (size_t c = 0; c < pv->width; c++) {
		int role = ROLE_NONE;

		if (c < pv->n_columns) {
			role = role_of_column(&rd->match, c);
			fill_column(rd, c, role);
		}
		for (size_t r = 0; r < pv->n_rows; r++)
			fill_value(rd, r, c, role);
	}
	fill_roles(rd);
}

bool
preview_read(struct store *st, const struct preview_request *request,
    struct preview *out, struct err *err)
{
	struct reading *rd = mem_zalloc(sizeof(*rd)); /* a sample is large */
	struct currency shop;
	bool ok;

	memset(out, 0, sizeof(*out));
	mapping_init(&out->mapping);
	rd->request = request;
	rd->out = out;
	str_init(&rd->scratch);
	str_init(&rd->found.why);
	ok = import_may_read(st, request->path, err) &&
	    import_step_find(
		request->path, request->progress, &rd->step, err) &&
	    store_currency(st, &shop, err) && choose_mapping(rd, st, err) &&
	    ingest_preview(rd->step.path, &rd->options, &rd->found, err);
	if (ok) {
		rd->match = rd->found.match;
		if (!rd->found.understood)
			match_nearest(rd);
		describe_file(rd);
		find_notation(rd, &shop);
		fill(rd);
	}
	ingest_preview_release(&rd->found);
	import_step_release(&rd->step);
	str_release(&rd->scratch);
	mem_free(rd);
	return ok;
}

void
preview_release(struct preview *pv)
{
	mapping_release(&pv->mapping);
	arena_release(&pv->text);
	memset(pv, 0, sizeof(*pv));
}

const struct preview_value *
preview_value(const struct preview *pv, size_t row, size_t column)
{
	assert(row < pv->n_rows && column < pv->width);
	return &pv->values[row * pv->width + column];
}

/* ---- for choices ---- */

size_t
preview_layout_count(void)
{
	return dialect_count();
}

void
preview_layout(size_t i, struct preview_layout *out)
{
	const struct dialect *dialect = dialect_at(i);

	*out = (struct preview_layout){
		.name = dialect->name,
		.summary = dialect->summary,
		.kind = dialect_kind_name(dialect->kind),
	};
}

const char *
preview_order_words(enum date_order order)
{
	static const char *const words[] = {
		[DATE_ORDER_UNKNOWN] = "not known",
		[DATE_ORDER_DMY] = "day/month/year",
		[DATE_ORDER_MDY] = "month/day/year",
		[DATE_ORDER_YMD] = "year-month-day",
	};

	return words[order];
}
