/*
 * One file is read in three passes, the first two of which stop early:
 *
 *	sample_read     header and first rows      -> which layout (dialect)
 *	notation_find   votes of whole columns     -> dates, decimal mark
 *	csvfile_read    every row                  -> batch, rejects, counts
 *
 * Only the last one counts for the hash and the progress.
 */
#include "ingest/ingest.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "ingest/ingest_internal.h"

static const char *const note_texts[] = {
#define X(code, text) [code] = (text),
	INGEST_NOTES(X)
#undef X
};

_Static_assert(ARRAY_LEN(note_texts) == NOTE_COUNT, "a text for each note");

typedef void ingest_row_fn(struct ingest *in, const struct csvfile_row *row);

static ingest_row_fn *const row_fns[] = {
	[BATCH_PRODUCTS] = ingest_products_row,
	[BATCH_ORDERS] = ingest_orders_row,
	[BATCH_CUSTOMERS] = ingest_customers_row,
};

/* Roles that say something of the order as a whole; see set_order_value. */
static const enum role order_roles[] = {
	ROLE_STATUS,
	ROLE_CANCELLED,
	ROLE_COUNTRY,
	ROLE_CHANNEL,
	ROLE_SHIPPING,
	ROLE_SHIPPING_COST,
	ROLE_ORDER_DISCOUNT,
	ROLE_TAX,
	ROLE_TOTAL,
};

void
ingest_options_init(struct ingest_options *options)
{
	*options = (struct ingest_options){ .kind = -1 };
}

void
ingest_report_init(struct ingest_report *report)
{
	*report = (struct ingest_report){ .why = STR_INIT };
}

void
ingest_report_release(struct ingest_report *report)
{
	str_release(&report->why);
	mem_free(report->notes);
	arena_release(&report->text);
	ingest_report_init(report);
}

static bool
refuse_role(const struct ingest_map *map, struct err *err)
{
	struct str known = STR_INIT;

	for (int i = 0; i < ROLE_COUNT; i++)
		str_addf(&known, "%s%s", i > 0 ? ", " : "",
		    role_row((enum role)i)->name);
	err_set(err, ERR_USAGE,
	    "--map %s=%s: no column can mean '%s'; it can mean %s", map->role,
	    map->column, map->role, known.p);
	str_release(&known);
	return false;
}

static bool
apply_maps(const char *path, const struct ingest_options *options,
    const struct header *header, struct dialect_wishes *wishes, struct err *err)
{
	for (size_t i = 0; i < options->n_maps; i++) {
		const struct ingest_map *map = &options->maps[i];
		enum role role;

		if (!role_parse(slice_of(map->role), &role))
			return refuse_role(map, err);
		wishes->column[role] =
		    header_find(header, slice_of(map->column));
		if (wishes->column[role] < 0)
			return err_set(err, ERR_INPUT,
			    "'%s' has no column '%s' (--map %s=%s)", path,
			    map->column, map->role, map->column);
	}
	return true;
}

/* Options and sample to the layout that reads the file. */
static bool
choose(const char *path, const struct ingest_options *options,
    const struct sample *sample, struct dialect_match *match, struct err *err)
{
	struct dialect_wishes wishes;

	dialect_wishes_init(&wishes);
	wishes.kind = options->kind;
	if (options->dialect != NULL) {
		wishes.dialect = dialect_by_name(slice_of(options->dialect));
		if (wishes.dialect == NULL)
			return err_set(err, ERR_USAGE,
			    "--dialect %s: no such layout; see endcap import "
			    "--help",
			    options->dialect);
	}
	return apply_maps(path, options, &sample->header, &wishes, err) &&
	    dialect_detect(path, sample, &wishes, match, err);
}

static void
begin_notation(struct ingest *in)
{
	struct notation *notation = &in->report->notation;
	struct currency named;

	*notation = (struct notation){
		.date_order = in->options->date_order,
		.decimal = in->options->decimal,
		.currency = in->options->currency,
	};
	if (notation->date_order == DATE_ORDER_UNKNOWN)
		notation->date_order = in->dialect->date_order;
	if (notation->decimal == 0)
		notation->decimal = in->dialect->decimal;
	if (notation->currency.code[0] == '\0' &&
	    in->dialect->currency != NULL &&
	    money_currency(slice_of(in->dialect->currency), &named))
		notation->currency = named;
}

static bool
is_blank_row(const struct csvfile_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (slice_trim(row->fields[i]).len > 0)
			return false;
	return true;
}

/* Values beyond the columns that have a name: a delimiter or a quotation mark
 * went astray, so nothing in the row is sure. */
static bool
is_too_wide(const struct ingest *in, const struct csvfile_row *row)
{
	for (size_t i = in->header.n; i < row->n; i++)
		if (slice_trim(row->fields[i]).len > 0)
			return true;
	return false;
}

static bool
take_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct ingest *in = arg;

	if (row->flaw == CSVFILE_SOUND && is_blank_row(row)) {
		in->report->rows_blank++;
		return true;
	}
	if (!in->header_seen) {
		in->header_seen = true;
		return true;
	}
	in->out->rows_read++;
	in->rejected = false;
	if (row->flaw != CSVFILE_SOUND)
		ingest_reject_row(in, row, (int)row->flaw_field, "%s",
		    csvfile_flaw_reason(row->flaw));
	else if (is_too_wide(in, row))
		ingest_reject_row(in, row, -1,
		    "the row has %zu values, the header names %zu columns",
		    row->n, in->header.n);
	else
		row_fns[in->out->kind](in, row);
	if (in->failed)
		return err_set(err, in->err.code, "%s", in->err.text);
	in->report->rows_rejected += in->rejected;
	in->report->rows_taken += !in->rejected;
	return true;
}

static void
add_note(struct ingest_report *report, int64_t count, const char *text)
{
	report->notes = mem_reserve(report->notes, &report->cap_notes,
	    report->n_notes + 1, sizeof(*report->notes));
	report->notes[report->n_notes++] = (struct ingest_note){
		.count = count,
		.text = arena_strdup(&report->text, text),
	};
}

static void
write_notes(struct ingest *in)
{
	struct ingest_report *report = in->report;
	const struct csvfile_facts *facts = &report->facts;
	struct str text = STR_INIT;

	in->notes[NOTE_BOM] = facts->bom;
	in->notes[NOTE_REPEATED] = in->out->repeated;
	if (facts->charset == CHARSET_WINDOWS_1252 ||
	    facts->charset == CHARSET_UTF16LE ||
	    facts->charset == CHARSET_UTF16BE) {
		str_setf(
		    &text, "file decoded as %s", charset_name(facts->charset));
		add_note(report, 1, text.p);
	}
	for (size_t i = 0; i < NOTE_COUNT; i++)
		if (in->notes[i] > 0)
			add_note(report, in->notes[i], note_texts[i]);
	str_release(&text);
}

static void
ingest_begin(struct ingest *in, const struct header *header)
{
	const struct dialect_match *match = &in->report->match;
	struct batch *out = in->out;

	in->dialect = match->dialect;
	header_read(&in->header, header->names, header->n, &out->text);
	in->column = match->column;
	in->order = DICT_NONE;
	in->customer = DICT_NONE;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		str_init(&in->run[i].text);
	for (size_t i = 0; i < ARRAY_LEN(order_roles); i++)
		if (ingest_has(in, order_roles[i]))
			in->order_roles[in->n_order_roles++] = order_roles[i];
	in->describes = ingest_has(in, ROLE_TITLE) ||
	    ingest_has(in, ROLE_CATEGORY) || ingest_has(in, ROLE_BRAND);
	dialect_why(match, &in->report->why);
	out->kind = in->dialect->kind;
	out->dialect = in->dialect->name;
}

static void
ingest_end(struct ingest *in)
{
	dict_release(&in->orders);
	dict_release(&in->products);
	dict_release(&in->customers);
	dict_release(&in->texts);
	mem_free(in->pool);
	mem_free(in->order_more);
	mem_free(in->product_more);
	str_release(&in->scratch);
	str_release(&in->scratch2);
	for (size_t i = 0; i < ROLE_COUNT; i++)
		str_release(&in->run[i].text);
}

/* What is known before the rows: currency and notation. */
static bool
read_rows(struct ingest *in, const struct sample *sample,
    const struct csvfile_options *csv, const struct progress *progress,
    struct err *err)
{
	struct ingest_report *report = in->report;

	begin_notation(in);
	if (!notation_find(
		in->path, csv, sample, &report->match, &report->notation, err))
		return false;
	if (report->notation.currency.code[0] != '\0')
		in->out->currency = report->notation.currency;
	if (!csvfile_read(
		in->path, csv, progress, take_row, in, &report->facts, err))
		return false;
	if ((in->dialect->quirks & DIALECT_OVERLAPS) &&
	    !ingest_drop_repeats(in, err))
		return false;
	in->out->content_hash = report->facts.hash;
	report->rows_blank += report->facts.blank_lines;
	write_notes(in);
	return true;
}

/* A name is for people and is cleaned; the path opens the file. */
static const char *
clean_name(const char *path, struct arena *a)
{
	struct str clean = STR_INIT;
	const char *name;

	text_clean(&clean, slice_of(path));
	name = arena_strdup(a, clean.p);
	str_release(&clean);
	return name;
}

bool
ingest_file(const char *path, const struct ingest_options *options,
    const struct progress *progress, struct batch *out,
    struct ingest_report *report, struct err *err)
{
	struct csvfile_options csv = { .delimiter = options->delimiter };
	struct sample *sample = mem_zalloc(sizeof(*sample));
	struct ingest *in = mem_zalloc(sizeof(*in));
	bool ok;

	in->path = path;
	in->options = options;
	in->out = out;
	in->report = report;
	in->err = (struct err)ERR_INIT;
	str_init(&in->scratch);
	str_init(&in->scratch2);
	out->file = clean_name(path, &out->text);
	ok = sample_read(path, &csv, sample, err) &&
	    choose(path, options, sample, &report->match, err);
	if (ok) {
		ingest_begin(in, &sample->header);
		ok = read_rows(in, sample, &csv, progress, err);
		ingest_end(in);
	}
	sample_release(sample);
	mem_free(sample);
	mem_free(in);
	return ok;
}

bool
ingest_preview(const char *path, const struct ingest_options *options,
    struct ingest_preview *out, struct err *err)
{
	struct csvfile_options csv = { .delimiter = options->delimiter };

	memset(out, 0, sizeof(*out));
	str_init(&out->why);
	if (!sample_read(path, &csv, &out->sample, err))
		return false;
	out->understood =
	    choose(path, options, &out->sample, &out->match, &out->problem);
	if (out->understood)
		dialect_why(&out->match, &out->why);
	return true;
}

void
ingest_preview_release(struct ingest_preview *preview)
{
	sample_release(&preview->sample);
	str_release(&preview->why);
	memset(preview, 0, sizeof(*preview));
	str_init(&preview->why);
}
