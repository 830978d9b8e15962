/*
 * The store decides what is new; ingest decides what a row means; the rules
 * of what counts (rules.h) stand between them. This file only brings the
 * three together; what is said of the outcome is in import_words.c.
 */
#include "service/import_internal.h"

#include <sys/stat.h>

#include "base/block.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "ingest/rowtext.h"
#include "mining/crew.h"
#include "service/rules.h"
#include "service/settings.h"
#include "store/store_events.h"
#include "store/store_history.h"
#include "store/store_ids.h"

/* Bytes of the store and of the files read into it from which on memory for
 * their arrays is not taken for granted: a CSV of a million lines and its
 * store have some 130 MB. */
#define SPILL_FROM ((int64_t)160 << 20)

enum {
	EARLY_FROM = 1 << 16, /* lines that are worth it (store_early.h) */
	EARLY_AT_ONCE = 1 << 14,
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

/* ---- importing ---- */

/* The file once more, for rows that only the store could refuse. */
struct rereading {
	const char *path;
	struct csvfile_options options;
	const struct csvfile_facts *facts;
};

static bool
add_row_texts(void *arg, struct store_rejects *refused, struct err *err)
{
	const struct rereading *again = arg;

	return rowtext_fill(again->path, &again->options, again->facts,
	    refused->rows, refused->n, &refused->text, err);
}

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

	str_addf(&label, "platform ids of '%s'", file_name_of(b->file));
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

/* The store while a file is read into it. */
struct reading {
	struct store *st;
	struct store_early *early; /* NULL: it waits for the whole file */
	bool tried;
	struct rules rules;
};

static void
reading_init(struct reading *r, struct store *st)
{
	*r = (struct reading){ .st = st };
	counting_rules_init(&r->rules.list);
}

/* Takes back what is not part of the store by now. */
static void
reading_stop(struct reading *r)
{
	store_early_free(r->early);
	r->early = NULL;
}

/* Of a long file the store takes orders while the rest is read. */
static void
take_so_far(void *arg, const struct batch *so_far)
{
	struct reading *r = arg;

	if (!r->tried && so_far->n_lines >= EARLY_FROM) {
		r->tried = true;
		if (rules_load(r->st, so_far->dialect, 0, &r->rules, NULL))
			r->early = store_early_new(
			    r->st, &r->rules.callbacks, EARLY_AT_ONCE);
	}
	if (r->early != NULL)
		store_early_take(r->early, so_far, false);
}

static bool
read_file(struct reading *r, const struct import_request *request,
    const struct ingest_options *options, const struct progress *pg,
    struct import_outcome *out, struct err *err)
{
	struct ingest_options watched = *options;

	if (!request->dry_run) {
		watched.so_far = take_so_far;
		watched.so_far_arg = r;
	}
	if (!ingest_file(
		request->path, &watched, pg, &out->batch, &out->report, err))
		return false;
	if (r->early == NULL)
		return true;
	store_early_take(r->early, &out->batch, true);
	if (!store_early_join(r->early))
		reading_stop(r);
	return true;
}

/* Whatever speaks against writing what was read. */
static bool
may_write(struct reading *r, const struct import_request *request,
    struct import_outcome *out, struct err *err)
{
	if (request->strict && out->report.rows_rejected > 0)
		return refuse(request, out, err);
	if (!import_find_doubts(r->st, out, err))
		return false;
	if (out->doubts.len == 0 || request->agree == NULL)
		return true;
	/* Nobody else need wait for the answer. */
	reading_stop(r);
	return request->agree(request->agree_arg, out) ||
	    err_set(err, ERR_STOPPED, "nothing was imported");
}

static bool
read_and_write(struct reading *r, const struct import_request *request,
    const struct ingest_options *options, const struct progress *pg,
    struct import_outcome *out, struct err *err)
{
	struct rereading again = { request->path,
		ingest_csvfile_options(options), &out->report.facts };
	struct store_import_options how = {
		.row_texts = add_row_texts,
		.arg = &again,
		.dry_run = request->dry_run,
		.progress = pg,
		.refused = &out->refused,
	};
	struct writing w = { .st = r->st, .how = &how, .out = out, .err = err };
	struct rules rules;
	bool ok;

	if (!read_file(r, request, options, pg, out, err) ||
	    !may_write(r, request, out, err))
		return false;
	if (out->batch.kind == BATCH_IDS)
		return write_ids(r->st, request->dry_run, out, err);
	if (out->batch.kind == BATCH_EVENTS)
		return store_events_import(
		    r->st, &out->batch, &how, &out->result, err);
	how.early = r->early;
	ok = rules_load(r->st, out->batch.dialect, 0, &rules, err) &&
	    batch_group_lines(&out->batch, err);
	if (ok) {
		w.rules = &rules;
		crew_run(WRITING_PARTS, write_part, &w);
		ok = w.ok;
	}
	rules_release(&rules);
	return ok;
}

/* Bytes of a file; of what cannot tell them, a pipe, more than any. */
static int64_t
bytes_of(const char *path)
{
	struct stat s;

	if (stat(path, &s) != 0)
		return 0;
	return S_ISREG(s.st_mode) ? (int64_t)s.st_size : SPILL_FROM;
}

void
import_spill(struct store *st, const char *const *paths, size_t n)
{
	const char *path = store_path(st), *slash = strrchr(path, '/');
	struct str folder = STR_INIT;
	int64_t bytes = bytes_of(path);

	for (size_t i = 0; i < n && bytes < SPILL_FROM; i++)
		bytes += bytes_of(paths[i]);
	str_add_slice(&folder,
	    slash == NULL       ? slice_of(".")
		: slash == path ? slice_of("/")
				: slice_bytes(path, (size_t)(slash - path)));
	block_spill_begin(&(struct block_spill){ .folder = folder.p,
	    .smallest = bytes < SPILL_FROM ? SIZE_MAX : BLOCK_SPILL_SMALLEST,
	    .resident = BLOCK_SPILL_RESIDENT });
	str_release(&folder);
}

bool
import_may_read(const struct store *st, const char *path, struct err *err)
{
	return !store_is_at(st, path) ||
	    err_set(err, ERR_INPUT,
		"cannot read '%s': it is the store itself, not a CSV file",
		path);
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
	struct reading r;
	bool ok;

	reading_init(&r, st);
	*out = (struct import_outcome){
		.dry_run = request->dry_run,
		.memory = STR_INIT,
		.doubts = STR_INIT,
	};
	batch_init(&out->batch);
	ingest_report_init(&out->report);
	mapping_init(&kept);
	import_spill(st, &request->path, 1);
	ok = import_may_read(st, request->path, err) &&
	    store_currency(st, &known, err) && settings_load(st, &set, err) &&
	    import_recall(
		st, request, pg, &kept, &a, &options, &out->memory, err);
	if (ok && options.currency.code[0] == '\0')
		options.currency = known;
	out->families = ok && set.value[SETTING_MINE_LEVEL] >= 1;
	if (ok && set.value[SETTING_KEEP_ADDRESSES] > 0)
		options.mailing = true;
	ok = ok && read_and_write(&r, request, &options, pg, out, err);
	reading_stop(&r);
	rules_release(&r.rules);
	if (ok && !request->dry_run &&
	    (request->as_found || import_says_anything(request)))
		import_remember(st, request, &kept, out);
	mapping_release(&kept);
	arena_release(&a);
	block_spill_end();
	return ok;
}

void
import_outcome_release(struct import_outcome *o)
{
	batch_release(&o->batch);
	ingest_report_release(&o->report);
	store_rejects_release(&o->refused);
	str_release(&o->memory);
	str_release(&o->doubts);
	mem_trim();
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
	if (undone.events > 0) {
		str_add(said, ", ");
		num_add_counted(said, undone.events, "event", "events");
		str_add(said, " gone");
	}
	return true;
}
