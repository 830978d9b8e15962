/*
 * The store decides what is new; ingest decides what a row means; the rules
 * of what counts (rules.h) stand between them. This file only brings the
 * three together and puts the outcome into words.
 */
#include "service/import.h"

#include "base/mem.h"
#include "base/num.h"
#include "base/spill.h"
#include "ingest/rowtext.h"
#include "mining/crew.h"
#include "service/mapping.h"
#include "service/rules.h"
#include "service/settings.h"
#include "store/store_history.h"
#include "store/store_ids.h"

enum {
	SHOWN_REJECTS = 5
};

/* The sentence of --strict: how many rows, and the first of them. */
static bool
refuse(const struct import_request *request, const struct import_outcome *o,
    struct err *err)
{
	const struct batch *b = &o->batch;
	size_t i = 0;

	while (i + 1 < b->n_rejects && b->rejects[i].kept)
		i++;
	return err_set(err, ERR_INPUT,
	    "%lld row%s of '%s' cannot be used, the first in line %u: %s; "
	    "nothing was imported",
	    (long long)o->report.rows_rejected,
	    o->report.rows_rejected == 1 ? "" : "s", request->path,
	    b->rejects[i].line, b->rejects[i].reason);
}

/* ---- what is remembered for a header ---- */

/* Does the request say what the columns mean? */
static bool
says_columns(const struct import_request *request)
{
	const struct ingest_options *options = &request->options;

	return options->dialect != NULL || options->kind >= 0 ||
	    options->n_maps > 0;
}

static bool
says_anything(const struct import_request *request)
{
	const struct ingest_options *options = &request->options;

	return says_columns(request) || options->decimal != 0 ||
	    options->date_order != DATE_ORDER_UNKNOWN ||
	    options->currency.code[0] != '\0';
}

/* The file as it is found, whose header the memory goes by. */
static bool
look(const char *path, const struct ingest_options *options,
    struct ingest_preview *out, struct err *err)
{
	struct ingest_options plain;

	ingest_options_init(&plain);
	plain.delimiter = options->delimiter;
	plain.encoding = options->encoding;
	return ingest_preview(path, &plain, out, err);
}

/* Can the file itself tell, with everything else given? */
static bool
decides(const char *path, const struct ingest_options *options,
    enum date_order order, char decimal)
{
	struct notation notation = { .date_order = order, .decimal = decimal };
	struct csvfile_options csv = ingest_csvfile_options(options);
	struct ingest_preview preview;
	struct err err = ERR_INIT;
	bool ok = ingest_preview(path, options, &preview, &err) &&
	    preview.understood &&
	    notation_find(
		path, &csv, &preview.sample, &preview.match, &notation, &err);

	ingest_preview_release(&preview);
	return ok;
}

void
import_drop_answers(const char *path, struct ingest_options *options)
{
	if (options->date_order != DATE_ORDER_UNKNOWN &&
	    decides(path, options, DATE_ORDER_UNKNOWN, '.'))
		options->date_order = DATE_ORDER_UNKNOWN;
	if (options->decimal != 0 && decides(path, options, DATE_ORDER_DMY, 0))
		options->decimal = 0;
}

/* What was said now counts whatever the file says. */
static void
keep_answers(
    const struct import_request *request, struct ingest_options *options)
{
	const struct ingest_options *said = &request->options;

	if (said->date_order != DATE_ORDER_UNKNOWN)
		options->date_order = said->date_order;
	if (said->decimal != 0)
		options->decimal = said->decimal;
}

static bool
recall(struct store *st, const struct import_request *request,
    struct mapping *kept, struct arena *a, struct ingest_options *options,
    struct str *said, struct err *err)
{
	struct ingest_preview preview;
	bool found = false;
	bool ok = look(request->path, options, &preview, err) &&
	    mapping_recall(st, preview.sample.header.names,
		preview.sample.header.n, kept, &found, err);

	if (ok && found && !request->as_found && !says_columns(request)) {
		ok = mapping_apply(kept, a, options, err);
		if (ok) {
			import_drop_answers(request->path, options);
			keep_answers(request, options);
		}
		str_addf(said, "read as remembered for this header: ");
		if (kept->dialect != NULL)
			str_addf(said, "layout %s%s", kept->dialect,
			    kept->n > 0 ? ", " : "");
		mapping_describe(kept, said);
	}
	ingest_preview_release(&preview);
	return ok;
}

/* What is to be remembered after a request that said something. */
static bool
combine(const struct import_request *request, const char *dialect,
    const struct mapping *kept, struct mapping *next)
{
	const struct ingest_options *said = &request->options;
	bool fits = true;

	if (says_columns(request)) {
		fits = mapping_of_options(said, dialect, next);
	} else {
		mapping_copy(next, kept);
	}
	if (said->date_order != DATE_ORDER_UNKNOWN)
		next->date_order = said->date_order;
	if (said->decimal != 0)
		next->decimal = said->decimal;
	next->currency =
	    said->currency.code[0] != '\0' ? said->currency : kept->currency;
	return fits;
}

static bool
same_lines(const struct mapping *a, const struct mapping *b)
{
	struct str one = STR_INIT, other = STR_INIT;
	bool same;

	mapping_add_lines(a, &one);
	mapping_add_lines(b, &other);
	same = slice_eq(slice_str(&one), slice_str(&other));
	str_release(&one);
	str_release(&other);
	return same;
}

/* The import is done and stays done: a failure to remember is only said. */
static void
remember(struct store *st, const struct import_request *request,
    const struct mapping *kept, struct import_outcome *out)
{
	struct ingest_preview preview;
	struct mapping next;
	struct err err = ERR_INIT;
	bool ok = true;

	mapping_init(&next);
	if (!request->as_found &&
	    !combine(request, out->batch.dialect, kept, &next))
		ok = err_set(&err, ERR_LIMIT, "too many columns are named");
	if (!ok || !same_lines(kept, &next)) {
		ok = ok &&
		    look(request->path, &request->options, &preview, &err);
		if (ok) {
			ok = mapping_remember(st, preview.sample.header.names,
			    preview.sample.header.n, &next, &err);
			str_set(&out->memory,
			    mapping_is_empty(&next)
				? "what was remembered for this header is "
				  "forgotten"
				: "remembered for files with this header");
			ingest_preview_release(&preview);
		}
	}
	if (!ok)
		str_setf(&out->memory,
		    "how to read this header could not be remembered: %s",
		    err.text);
	mapping_release(&next);
}

/* ---- importing ---- */

/* The file once more, for rows that only the store could refuse. */
struct rereading {
	const char *path;
	const struct csvfile_facts *facts;
};

static bool
add_row_texts(void *arg, struct store_rejects *refused, struct err *err)
{
	const struct rereading *again = arg;

	return rowtext_fill(again->path, again->facts, refused->rows,
	    refused->n, &refused->text, err);
}

/* The name of a file without its folder. */
static const char *name_of(const char *path);

/*
 * Platform ids are the merchandiser's, not the shop's history: they are saved
 * as an action, and undone as one.
 */
static bool
write_ids(
    struct store *st, bool dry_run, struct import_outcome *out, struct err *err)
{
	struct store_import_result *r = &out->result;
	const struct batch *b = &out->batch;
	struct str label = STR_INIT;
	int64_t action = 0;
	bool ok;

	str_addf(&label, "platform ids of '%s'", name_of(b->file));
	ok = store_action_begin(st, label.p, err) &&
	    store_ids_save(
		st, b->ids, b->n_ids, &r->ids_new, &r->ids_changed, err);
	if (ok && !dry_run)
		ok = store_action_commit(st, &action, err);
	store_action_rollback(st);
	r->rows_read = b->rows_read;
	r->set_aside = out->report.rows_rejected;
	r->loaded = r->ids_new + r->ids_changed;
	r->merged = r->rows_read - r->set_aside - r->loaded;
	if (ok && action != 0)
		str_set(&out->memory, "'endcap undo' takes them back");
	str_release(&label);
	return ok;
}

/* What is done with a batch once it is read, at the same time: it is written,
 * and counted in two ways. Neither changes it. */
enum {
	WRITING_STORE, /* on the caller's thread, as the store wants it */
	WRITING_COUNTINGS,
	WRITING_PARTS
};

struct writing {
	struct store *st;
	const struct store_import_options *how;
	const struct rules *rules;
	struct import_outcome *out;
	bool ok;
	struct err *err;
};

static void
write_part(void *arg, unsigned part)
{
	struct writing *w = arg;
	struct import_outcome *out = w->out;

	if (part == WRITING_STORE)
		w->ok = store_import(w->st, &out->batch, &w->rules->callbacks,
		    w->how, &out->result, w->err);
	else
		countings_make(&out->batch, w->rules, &out->countings);
}

static bool
read_and_write(struct store *st, const struct import_request *request,
    const struct ingest_options *options, const struct progress *pg,
    struct import_outcome *out, struct err *err)
{
	struct rereading again = { request->path, &out->report.facts };
	struct store_import_options how = {
		.row_texts = add_row_texts,
		.arg = &again,
		.dry_run = request->dry_run,
		.progress = pg,
		.refused = &out->refused,
	};
	struct writing w = { .st = st, .how = &how, .out = out, .err = err };
	struct rules rules;
	bool ok;

	if (!ingest_file(
		request->path, options, pg, &out->batch, &out->report, err))
		return false;
	if (request->strict && out->report.rows_rejected > 0)
		return refuse(request, out, err);
	if (out->batch.kind == BATCH_IDS)
		return write_ids(st, request->dry_run, out, err);
	ok = rules_load(st, out->batch.dialect, 0, &rules, err) &&
	    batch_group_lines(&out->batch, err);
	if (ok) {
		w.rules = &rules;
		crew_run(WRITING_PARTS, write_part, &w);
		ok = w.ok;
	}
	rules_release(&rules);
	return ok;
}

void
import_spill(struct store *st)
{
	const char *path = store_path(st), *slash = strrchr(path, '/');
	struct str folder = STR_INIT;

	str_add_slice(&folder,
	    slash == NULL       ? slice_of(".")
		: slash == path ? slice_of("/")
				: slice_bytes(path, (size_t)(slash - path)));
	spill_begin(&(struct spill_options){ .folder = folder.p,
	    .smallest = SPILL_SMALLEST,
	    .resident = SPILL_RESIDENT });
	str_release(&folder);
}

bool
import_file(struct store *st, const struct import_request *request,
    const struct progress *pg, struct import_outcome *out, struct err *err)
{
	struct ingest_options options = request->options;
	struct currency known;
	struct settings set;
	struct mapping kept;
	struct arena a = { 0 };
	bool ok;

	*out = (struct import_outcome){
		.dry_run = request->dry_run,
		.memory = STR_INIT,
	};
	batch_init(&out->batch);
	ingest_report_init(&out->report);
	mapping_init(&kept);
	import_spill(st);
	ok = store_currency(st, &known, err) && settings_load(st, &set, err) &&
	    recall(st, request, &kept, &a, &options, &out->memory, err);
	if (ok && options.currency.code[0] == '\0')
		options.currency = known;
	if (ok && set.value[SETTING_KEEP_ADDRESSES] > 0)
		options.mailing = true;
	ok = ok && read_and_write(st, request, &options, pg, out, err);
	if (ok && !request->dry_run &&
	    (request->as_found || says_anything(request)))
		remember(st, request, &kept, out);
	mapping_release(&kept);
	arena_release(&a);
	spill_end();
	return ok;
}

void
import_outcome_release(struct import_outcome *o)
{
	batch_release(&o->batch);
	ingest_report_release(&o->report);
	store_rejects_release(&o->refused);
	str_release(&o->memory);
	mem_trim();
}

/* ---- words ---- */

static void
add_changes(struct str *out, int64_t made, int64_t changed, const char *what)
{
	if (made == 0 && changed == 0)
		return;
	str_addf(out, "  %s: ", what);
	num_add_grouped(out, made);
	str_add(out, " new");
	if (changed > 0) {
		str_add(out, ", ");
		num_add_grouped(out, changed);
		str_add(out, " changed");
	}
	str_add_char(out, '\n');
}

static void
add_reject(struct str *out, const char *file, const struct batch_reject *r)
{
	str_addf(out, "  %s line %u", file, r->line);
	if (r->column != NULL)
		str_addf(out, ", column %s", r->column);
	if (r->value != NULL)
		str_addf(out, ", '%s'", r->value);
	str_addf(out, ": %s\n", r->reason);
}

static void
add_rows(struct str *out, const struct import_outcome *o)
{
	const struct store_import_result *r = &o->result;
	int64_t passed = o->report.rows_passed;

	str_add(out, "  ");
	num_add_counted(out, r->rows_read, "row", "rows");
	str_add(out, " read = ");
	num_add_grouped(out, r->loaded);
	str_add(out, " loaded + ");
	num_add_grouped(out, r->merged - passed);
	str_add(out, " known before or repeated + ");
	num_add_grouped(out, r->excluded);
	str_add(out, " kept but not counted + ");
	num_add_grouped(out, r->set_aside);
	str_add(out, " set aside");
	if (passed > 0) {
		str_add(out, " + ");
		num_add_grouped(out, passed);
		str_add(out, " passed over");
	}
	str_add_char(out, '\n');
}

static void
add_known_orders(struct str *out, int64_t n, const char *what)
{
	if (n == 0)
		return;
	str_addf(out, "  orders known %s: ", what);
	num_add_grouped(out, n);
	str_add_char(out, '\n');
}

static void
add_orders(struct str *out, const struct store_import_result *r)
{
	add_changes(out, r->orders_new, r->orders_changed, "orders");
	add_known_orders(out, r->orders_same, "before, unchanged");
	add_known_orders(out, r->orders_grown, "before that gained lines");
	add_known_orders(
	    out, r->orders_refused, "with other lines, the old kept");
}

/* Cross-sells, related products, groups and bundles of a product file. */
static void
add_links(struct str *out, const struct store_import_result *r)
{
	if (r->links_new + r->links_ended + r->links_lost == 0)
		return;
	str_add(out, "  sold together in the shop: ");
	num_add_grouped(out, r->links_new);
	str_add(out, " new");
	if (r->links_ended > 0) {
		str_add(out, ", ");
		num_add_grouped(out, r->links_ended);
		str_add(out, " no longer");
	}
	if (r->links_lost > 0) {
		str_add(out, ", ");
		num_add_grouped(out, r->links_lost);
		str_add(out, " of products that are not known: left out");
	}
	str_add_char(out, '\n');
}

/* A price list in another unit, or a decimal mark misread. */
static void
add_price_jumps(struct str *out, const struct import_outcome *o)
{
	const struct store_import_result *r = &o->result;
	const struct batch *b = &o->batch;
	const struct batch_product *worst;
	int digits = b->currency.digits;

	if (r->price_jumps == 0)
		return;
	worst = &b->products[r->jump_product];
	str_add(out, "  check: ");
	num_add_counted(out, r->price_jumps, "price changes", "prices change");
	str_addf(out, " by more than %d times, most of all '%s': from ",
	    STORE_PRICE_JUMP, worst->sku);
	money_add_price4(out, r->jump_from4, digits);
	str_add(out, " to ");
	money_add_price4(out, worst->price4, digits);
	str_add_char(out, '\n');
}

static void
add_first_rejects(const struct import_outcome *o, struct str *out)
{
	const struct batch *b = &o->batch;
	size_t n = b->n_rejects + o->refused.n;

	for (size_t i = 0; i < n && i < SHOWN_REJECTS; i++)
		add_reject(out, b->file,
		    i < b->n_rejects ? &b->rejects[i]
				     : &o->refused.rows[i - b->n_rejects]);
	if (n > SHOWN_REJECTS) {
		str_add(out, "  and ");
		num_add_grouped(out, (int64_t)n - SHOWN_REJECTS);
		str_add(out, " more; --rejects FILE writes them all\n");
	}
}

void
import_add_summary(const struct import_outcome *o, struct str *out)
{
	const struct batch *b = &o->batch;
	const struct store_import_result *r = &o->result;

	str_addf(out, "%s: %s\n", b->file, o->report.why.p);
	if (o->memory.len > 0)
		str_addf(out, "  %s\n", o->memory.p);
	add_rows(out, o);
	add_orders(out, r);
	countings_add_lines(&o->countings, out);
	add_changes(out, r->products_new, r->products_changed, "products");
	add_changes(out, r->customers_new, r->customers_changed, "customers");
	add_changes(out, r->ids_new, r->ids_changed, "platform ids");
	add_links(out, r);
	add_price_jumps(out, o);
	for (size_t i = 0; i < o->report.n_notes; i++) {
		str_add(out, "  ");
		num_add_grouped(out, o->report.notes[i].count);
		str_addf(out, " x %s\n", o->report.notes[i].text);
	}
	add_first_rejects(o, out);
	if (o->dry_run)
		str_add(out, "  a dry run: nothing was written\n");
	else if (r->import_id != 0)
		str_addf(out,
		    "  import number %lld; 'endcap imports undo %lld' takes "
		    "it back\n",
		    (long long)r->import_id, (long long)r->import_id);
}

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

void
import_add_line(const struct import_outcome *o, struct str *out)
{
	const struct store_import_result *r = &o->result;

	str_addf(out, "%s %s: ", o->dry_run ? "would import" : "imported",
	    name_of(o->batch.file));
	if (o->batch.kind == BATCH_ORDERS)
		num_add_counted(out, r->orders_new, "new order", "new orders");
	else if (o->batch.kind == BATCH_PRODUCTS)
		num_add_counted(out, r->products_new + r->products_changed,
		    "product", "products");
	else if (o->batch.kind == BATCH_IDS)
		num_add_counted(out, r->ids_new + r->ids_changed, "platform id",
		    "platform ids");
	else
		num_add_counted(out, r->customers_new + r->customers_changed,
		    "customer", "customers");
	str_add(out, ", ");
	num_add_counted(out, r->set_aside, "row", "rows");
	str_add(out, " set aside");
}

static void
add_text(struct str *out, const char *text)
{
	if (text != NULL)
		listing_add_csv_text(out, slice_of(text));
}

static void
add_reject_rows(struct str *out, const char *file,
    const struct batch_reject *rows, size_t n)
{
	if (out->len == 0)
		str_add(out, "file,line,column,value,reason,row\n");
	for (size_t i = 0; i < n; i++) {
		const struct batch_reject *r = &rows[i];
		add_text(out, file);
		str_addf(out, ",%u,", r->line);
		add_text(out, r->column);
		str_add_char(out, ',');
		add_text(out, r->value);
		str_add_char(out, ',');
		add_text(out, r->reason);
		str_add_char(out, ',');
		add_text(out, r->row);
		str_add_char(out, '\n');
	}
}

void
import_add_rejects(const struct import_outcome *o, struct str *out)
{
	add_reject_rows(
	    out, o->batch.file, o->batch.rejects, o->batch.n_rejects);
	add_reject_rows(out, o->batch.file, o->refused.rows, o->refused.n);
}

static const struct store_import_row *
find_import(const struct store_imports *imports, int64_t import_id)
{
	for (size_t i = 0; i < imports->n; i++)
		if (imports->rows[i].import_id == import_id)
			return &imports->rows[i];
	return NULL;
}

bool
import_add_kept_rejects(struct store *st, int64_t import_id, struct str *out,
    size_t *n, struct err *err)
{
	const struct store_import_row *row;
	struct store_imports imports = { .n = 0 };
	struct store_rejects rejects = { .n = 0 };
	bool ok = store_imports_load(st, &imports, err) &&
	    store_rejects_load(st, import_id, &rejects, err);

	*n = rejects.n;
	row = ok ? find_import(&imports, import_id) : NULL;
	if (row != NULL)
		add_reject_rows(out, row->file, rejects.rows, rejects.n);
	else if (ok)
		ok = err_set(err, ERR_NOT_FOUND, "there is no import %lld",
		    (long long)import_id);
	store_rejects_release(&rejects);
	store_imports_release(&imports);
	return ok;
}

/* ---- taking back ---- */

bool
import_undo(struct store *st, int64_t import_id, const struct progress *pg,
    struct str *said, struct err *err)
{
	struct store_undone undone;
	struct rules rules;
	bool ok = rules_load(st, NULL, import_id, &rules, err) &&
	    store_import_undo(
		st, import_id, &rules.callbacks, pg, &undone, err);

	rules_release(&rules);
	if (!ok)
		return false;
	str_addf(said, "import %lld taken back: ", (long long)import_id);
	num_add_counted(said, undone.orders, "order", "orders");
	str_add(said, ", ");
	num_add_counted(said, undone.lines, "line", "lines");
	str_add(said, ", ");
	num_add_counted(said, undone.products, "product", "products");
	str_add(said, " gone, ");
	num_add_counted(said, undone.restored, "value", "values");
	str_add(said, " restored");
	return true;
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("import",    "no.",       CELL_COUNT, COLUMN_FROZEN, 5, 2, "number, for undo"),
	LISTING_COLUMN("file",      "file",      CELL_TEXT,  0, 30, 1, "as it was named"),
	LISTING_COLUMN("dialect",   "layout",    CELL_TEXT,  0, 20, 5, "how it was read"),
	LISTING_COLUMN("at",        "when",      CELL_TIME,  0, 19, 4, "local time"),
	LISTING_COLUMN("rows_read", "rows",      CELL_COUNT, 0, 9, 3, "data rows of the file"),
	LISTING_COLUMN("loaded",    "loaded",    CELL_COUNT, 0, 9, 3, "stored, and they count"),
	LISTING_COLUMN("merged",    "known",     CELL_COUNT, 0, 9, 6, "known before or repeated"),
	LISTING_COLUMN("excluded",  "uncounted", CELL_COUNT, 0, 9, 6, "stored, but they do not count"),
	LISTING_COLUMN("set_aside", "set aside", CELL_COUNT, 0, 9, 3, "could not be used"),
	LISTING_COLUMN("state",     "state",     CELL_TEXT,  0, 8, 4, "active or undone"),
};
/* clang-format on */

static void
import_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct store_imports *imports = self;
	const struct store_import_row *r = &imports->rows[row];
	const int64_t counts[] = { r->rows_read, r->loaded, r->merged,
		r->excluded, r->set_aside };

	out->defined = true;
	switch (column) {
	case 0:
		out->count = r->import_id;
		break;
	case 1:
		out->text = slice_of(r->file);
		break;
	case 2:
		out->text = slice_of(r->dialect);
		break;
	case 3:
		out->count = r->at;
		break;
	case 9:
		out->text = slice_of(r->undone ? "undone" : "active");
		break;
	default:
		out->count = counts[column - 4];
		break;
	}
}

static uint64_t
import_identity(void *self, size_t row)
{
	const struct store_imports *imports = self;

	return (uint64_t)imports->rows[row].import_id;
}

static void
imports_free(void *self)
{
	store_imports_release(self);
	mem_free(self);
}

static const struct listing_ops ops = {
	.cell = import_cell,
	.identity = import_identity,
	.free = imports_free,
};

bool
import_listing(struct store *st, struct listing *out, struct err *err)
{
	struct store_imports *imports = mem_zalloc(sizeof(*imports));

	if (!store_imports_load(st, imports, err)) {
		mem_free(imports);
		return false;
	}
	listing_init(out, "imports", columns, ARRAY_LEN(columns), &ops, imports,
	    imports->n, 0);
	return true;
}
