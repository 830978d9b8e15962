/*
 * One file is read in three passes, the first two of which stop early:
 *
 *	sample_read     header and first rows      -> which layout (dialect)
 *	notation_find   votes of whole columns     -> dates, decimal mark
 *	csvfile_read    every row                  -> batch, rejects, counts
 *	ingest_settle   (the batch, no file)       -> what the whole file tells
 *
 * Only the last one counts for the hash and the progress.
 */
#include "ingest/ingest.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/random.h"
#include "base/text.h"
#include "ingest/heading.h"
#include "ingest/ingest_internal.h"

enum {
	TELL_ROWS = 4096 /* between two calls of so_far */
};

static const char *const note_texts[] = {
#define X(code, text) [code] = (text),
	INGEST_NOTES(X)
#undef X
};

_Static_assert(ARRAY_LEN(note_texts) == NOTE_COUNT, "a text for each note");

static ingest_row_fn *const row_fns[] = {
	/* by enum batch_kind */
	[BATCH_PRODUCTS] = ingest_products_row,
	[BATCH_ORDERS] = ingest_orders_row,
	[BATCH_CUSTOMERS] = ingest_customers_row,
	[BATCH_IDS] = ingest_ids_row,
	[BATCH_EVENTS] = ingest_events_row,
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
	ROLE_SUBTOTAL,
	ROLE_TAX,
	ROLE_TOTAL,
	ROLE_REFUNDED,
};

struct csvfile_options
ingest_csvfile_options(const struct ingest_options *options)
{
	return (struct csvfile_options){
		.delimiter = options->delimiter,
		.encoding = options->encoding,
		.widen = options->join != NULL ? join_widen : NULL,
		.widen_arg = options->join,
	};
}

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
	    "--map %s=%s: no column can mean '%s'; it can mean %s, or "
	    "'" INGEST_IGNORE "' to leave it unread",
	    map->role, map->column, map->role, known.p);
	str_release(&known);
	return false;
}

bool
ingest_maps_apply(const char *path, const struct ingest_options *options,
    struct sample *sample, struct dialect_wishes *wishes, struct err *err)
{
	const struct header *header = &sample->header;
	bool *ignored =
	    arena_array(&sample->text, header->n + 1, sizeof(*ignored));

	wishes->ignored = ignored;
	for (size_t i = 0; i < options->n_maps; i++) {
		const struct ingest_map *map = &options->maps[i];
		bool ignore = strcmp(map->role, INGEST_IGNORE) == 0;
		int column = header_find(header, slice_of(map->column));
		enum role role;

		if (!ignore && !role_parse(slice_of(map->role), &role))
			return refuse_role(map, err);
		if (column < 0)
			return err_set(err, ERR_INPUT,
			    "'%s' has no column '%s' (--map %s=%s)", path,
			    map->column, map->role, map->column);
		if (ignore)
			ignored[column] = true;
		else
			wishes->column[role] = column;
	}
	return true;
}

/* Which row is the header, as far as the options decide it. */
static void
find_heading(const struct ingest_options *options,
    const struct dialect_wishes *wishes, struct sample *sample)
{
	struct slice *columns = mem_array(options->n_maps, sizeof(*columns));

	for (size_t i = 0; i < options->n_maps; i++)
		columns[i] = slice_of(options->maps[i].column);
	heading_find(sample,
	    &(struct heading_wishes){ .dialect = wishes->dialect,
		.kind = wishes->kind,
		.columns = columns,
		.n_columns = options->n_maps });
	mem_free(columns);
}

static bool
refuse_dialect(const char *name, struct err *err)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < dialect_count(); i++)
		str_addf(
		    &names, "%s%s", i > 0 ? ", " : "", dialect_at(i)->name);
	err_set(err, ERR_USAGE, "--dialect %s: no such layout; they are %s",
	    name, names.p);
	str_release(&names);
	return false;
}

/* Options and sample to the layout that reads the file. */
static bool
choose(const char *path, const struct ingest_options *options,
    struct sample *sample, struct dialect_match *match, struct err *err)
{
	struct dialect_wishes wishes;

	dialect_wishes_init(&wishes);
	wishes.kind = options->kind;
	if (options->dialect != NULL) {
		wishes.dialect = dialect_by_name(slice_of(options->dialect));
		if (wishes.dialect == NULL)
			return refuse_dialect(options->dialect, err);
	}
	find_heading(options, &wishes, sample);
	return ingest_maps_apply(path, options, sample, &wishes, err) &&
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
	if (in->header_line == 0)
		return false;
	for (size_t i = in->widest; i < row->n; i++)
		if (slice_trim(row->fields[i]).len > 0)
			return true;
	return false;
}

/* Files that were put one behind the other have the header between them. */
static bool
is_header_again(const struct ingest *in, const struct csvfile_row *row)
{
	const struct header *header = &in->header;

	if (header->n < 2 || row->n < header->n || header->names[0].len == 0 ||
	    !slice_eq(row->fields[0], header->names[0]))
		return false;
	for (size_t i = 1; i < header->n; i++)
		if (!slice_eq(slice_trim(row->fields[i]), header->names[i]))
			return false;
	return true;
}

static void
read_row(struct ingest *in, const struct csvfile_row *row)
{
	if (row->flaw != CSVFILE_SOUND)
		ingest_reject_row(in, row, (int)row->flaw_field, "%s",
		    csvfile_flaw_reason(row->flaw));
	else if (is_too_wide(in, row))
		ingest_reject_row(in, row, -1,
		    "the row has %zu values, the header names %zu columns",
		    row->n, in->header.n);
	else if (is_header_again(in, row))
		ingest_pass(in, NOTE_HEADERS);
	else
		in->row_fn(in, row);
}

static bool
take_row(void *arg, const struct csvfile_row *row, struct err *err)
{
	struct ingest *in = arg;

	if (row->flaw == CSVFILE_SOUND && is_blank_row(row)) {
		in->report->rows_blank++;
		return true;
	}
	if (row->line <= in->header_line) {
		in->notes[NOTE_TITLES] += row->line < in->header_line;
		return true;
	}
	in->out->rows_read++;
	in->rejected = false;
	in->passed = false;
	read_row(in, row);
	if (in->failed)
		return err_set(err, in->err.code, "%s", in->err.text);
	in->report->rows_rejected += in->rejected;
	in->out->rows_rejected += in->rejected;
	in->report->rows_passed += !in->rejected && in->passed;
	in->report->rows_taken += !in->rejected && !in->passed;
	if (in->so_far != NULL && in->out->rows_read % TELL_ROWS == 0)
		in->so_far(in->options->so_far_arg, in->out);
	return true;
}

/* The keys of rows to come. Most of the time of reading many rows would go
 * into waiting for the dictionaries. */
static void
look_ahead(void *arg, const struct csvfile_row *row)
{
	static const enum role keys[] = { ROLE_ORDER, ROLE_CUSTOMER, ROLE_SKU };
	struct ingest *in = arg;
	const struct dict *dicts[] = { &in->orders, &in->customers,
		&in->products };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct slice key = ingest_cell(in, row, keys[i]);

		if (key.len > 0)
			dict_ahead(dicts[i], slice_hash(key));
	}
}

static void
write_notes(struct ingest *in)
{
	struct ingest_report *report = in->report;
	const struct csvfile_facts *facts = &report->facts;
	struct str text = STR_INIT;

	in->notes[NOTE_BOM] = facts->bom;
	in->notes[NOTE_REPEATED] = in->out->repeated;
	if (facts->charset != CHARSET_ASCII && facts->charset != CHARSET_UTF8) {
		str_setf(&text, "file decoded as %s",
		    facts->encoding != NULL ? facts->encoding
					    : charset_name(facts->charset));
		ingest_add_note(report, 1, slice_str(&text));
	}
	for (size_t i = 0; i < NOTE_COUNT; i++)
		if (in->notes[i] > 0)
			ingest_add_note(
			    report, in->notes[i], slice_of(note_texts[i]))
			    ->doubt = i == NOTE_OTHER_CURRENCY;
	str_release(&text);
}

/* A header may leave columns at its end without a name that most rows have
 * values in; where only some do, they are rows that went astray. */
static size_t
widest_row(const struct sample *sample)
{
	const struct header *header = &sample->header;
	size_t wide = 0;

	for (size_t i = 0; i < sample->n; i++) {
		const struct sample_row *row = &sample->rows[i];
		size_t at = header->n;

		while (at < row->n && row->fields[at].len == 0)
			at++;
		wide += at < row->n;
	}
	return wide * 2 > sample->n ? header->width : header->n;
}

static void
ingest_begin(struct ingest *in, const struct sample *sample)
{
	const struct dialect_match *match = &in->report->match;
	const struct header *header = &sample->header;
	struct batch *out = in->out;

	in->dialect = match->dialect;
	in->column = match->column;
	in->header_line = sample->header_line;
	header_read(&in->header, header->names, header->n, &out->text);
	in->widest = widest_row(sample);
	ingest_numbered_begin(in);
	in->row_fn = in->dialect->quirks & DIALECT_ITEMS_IN_ROW ||
		(in->dialect->generic && ingest_has(in, ROLE_ITEMS)) ||
		in->n_numbered > 0
	    ? ingest_items_row
	    : row_fns[in->dialect->kind];
	in->order = DICT_NONE;
	in->customer = DICT_NONE;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		str_init(&in->run[i].text);
		str_init(&in->family.carried[i]);
	}
	str_init(&in->family.handle);
	str_init(&in->rounded);
	str_init(&in->made_ref);
	ingest_items_begin(in);
	for (size_t i = 0; i < ARRAY_LEN(order_roles); i++)
		if (ingest_has(in, order_roles[i]))
			in->order_roles[in->n_order_roles++] = order_roles[i];
	in->describes = in->row_fn == ingest_items_row ||
	    ingest_has(in, ROLE_TITLE) || ingest_has(in, ROLE_CATEGORY) ||
	    ingest_has(in, ROLE_BRAND);
	dialect_why(match, &in->report->why);
	out->kind = in->dialect->kind;
	out->dialect = in->dialect->name;
	if (out->kind == BATCH_ORDERS && !ingest_settles_lines(in))
		in->so_far = in->options->so_far;
}

static void
ingest_end(struct ingest *in)
{
	dict_release(&in->orders);
	dict_release(&in->products);
	dict_release(&in->keys);
	dict_release(&in->customers);
	dict_release(&in->texts);
	dict_release(&in->refused);
	dict_release(&in->ids);
	mem_free(in->lines);
	mem_free(in->links);
	mem_free(in->pool);
	mem_free(in->order_more);
	mem_free(in->product_more);
	str_release(&in->scratch);
	str_release(&in->scratch2);
	str_release(&in->family.handle);
	str_release(&in->rounded);
	str_release(&in->made_ref);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		str_release(&in->run[i].text);
		str_release(&in->family.carried[i]);
	}
}

/* What two files held beside what belongs together. */
static void
write_join_notes(struct ingest *in)
{
	const struct join *j = in->options->join;
	const struct {
		int64_t count;
		const char *before, *after;
	} notes[] = {
		{ join_without_lines(j), "orders of '",
		    "' have no line here: they are left out" },
		{ j->unknown, "lines name an order that '", "' does not have" },
		{ j->repeated, "rows of '",
		    "' give an order again: the last counts" },
	};
	struct str text = STR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
		if (notes[i].count == 0)
			continue;
		str_set(&text, notes[i].before);
		text_clean(&text, slice_of(file_name_of(j->orders)));
		str_add(&text, notes[i].after);
		ingest_add_note(in->report, notes[i].count, slice_str(&text));
	}
	str_release(&text);
}

/* What is known before the rows: currency and notation. */
static bool
read_rows(struct ingest *in, const struct sample *sample,
    const struct csvfile_options *csv, const struct progress *progress,
    struct err *err)
{
	struct ingest_report *report = in->report;
	struct csvfile_options all = *csv;

	begin_notation(in);
	if (!notation_find(in->path, csv, sample, &report->match, progress,
		&report->notation, err))
		return false;
	if (report->notation.currency.code[0] != '\0')
		in->out->currency = report->notation.currency;
	if (in->dialect->kind == BATCH_ORDERS)
		all.ahead = look_ahead;
	if (!csvfile_read(
		in->path, &all, progress, take_row, in, &report->facts, err))
		return false;
	if (!ingest_drop_repeats(in, err) || !ingest_settle(in, err))
		return false;
	in->out->grouped = in->out->kind == BATCH_ORDERS && !in->scattered &&
	    in->out->repeated == 0;
	in->out->content_hash = report->facts.hash;
	if (in->options->join != NULL)
		in->out->content_hash ^= random_mix(in->options->join->hash);
	report->rows_blank += report->facts.blank_lines;
	if (in->options->join != NULL)
		write_join_notes(in);
	write_notes(in);
	return true;
}

/* A name is for people and is cleaned; the path opens the file. */
static const char *
clean_name(const char *path, const struct join *join, struct arena *a)
{
	struct str clean = STR_INIT;
	const char *name;

	text_clean(&clean, slice_of(path));
	if (join != NULL) {
		str_add(&clean, " with ");
		text_clean(&clean, slice_of(file_name_of(join->orders)));
	}
	name = arena_strdup(a, clean.p);
	str_release(&clean);
	return name;
}

bool
ingest_file(const char *path, const struct ingest_options *options,
    const struct progress *progress, struct batch *out,
    struct ingest_report *report, struct err *err)
{
	struct csvfile_options csv = ingest_csvfile_options(options);
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
	out->file = clean_name(path, options->join, &out->text);
	ok = sample_read(path, &csv, sample, err) &&
	    choose(path, options, sample, &report->match, err);
	if (ok) {
		ingest_begin(in, sample);
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
	struct csvfile_options csv = ingest_csvfile_options(options);

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
