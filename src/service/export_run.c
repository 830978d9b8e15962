/*
 * The errand around a format: open what is written to, write, keep a record,
 * put the files in place. The record is an action of the history; it is begun
 * before the files are renamed and committed after, so that neither stands
 * without the other unless the disk fails between the two.
 *
 * The records of one thing and format are its story: each holds the lines it
 * added to the shop, a removal holds none. What stands in the shop is every
 * line since the last removal.
 */
#include "service/export.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/export_internal.h"
#include "store/store_history.h"

enum {
	MOST_FILES = 64
};

/* ---- what was exported before ---- */

static void
add_kind(const struct export_row *row, struct str *out)
{
	str_addf(out, "export %s %s", row->format, row->what);
}

static int
compare_lines(const void *a, const void *b)
{
	return slice_compare(
	    *(const struct slice *)a, *(const struct slice *)b);
}

/* Sorts the lines of a text and drops repeats. */
static void
tidy_lines(struct str *text)
{
	struct slice rest = slice_str(text), line;
	struct slice *lines = NULL;
	struct str tidy = STR_INIT;
	size_t n = 0, cap = 0;

	while (slice_split(&rest, '\n', &line)) {
		lines = mem_reserve(lines, &cap, n + 1, sizeof(*lines));
		lines[n++] = line;
	}
	if (n > 0)
		qsort(lines, n, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && slice_eq(lines[i], lines[i - 1]))
			continue;
		str_add_slice(&tidy, lines[i]);
		str_add_char(&tidy, '\n');
	}
	str_set(text, tidy.p);
	str_release(&tidy);
	mem_free(lines);
}

/* Appends the lines that stand in the shop. */
static bool
load_added(struct store *st, const struct export_row *row, struct str *out,
    struct err *err)
{
	struct store_records records;
	struct str kind = STR_INIT;
	bool ok;

	add_kind(row, &kind);
	ok = store_records_load(st, kind.p, NULL, &records, err);
	for (size_t i = 0; ok && i < records.n; i++) {
		if (records.rows[i].content[0] == '\0')
			str_clear(out);
		str_add(out, records.rows[i].content);
	}
	if (ok)
		store_records_release(&records);
	tidy_lines(out);
	str_release(&kind);
	return ok;
}

static bool
keep_record(const struct export_request *rq, const struct export_outcome *o,
    struct err *err)
{
	struct str kind = STR_INIT;
	struct store_record record = {
		.name = rq->path != NULL ? rq->path : "standard output",
		.content = rq->removal ? "" : o->report.added.p,
	};
	bool ok;

	add_kind(rq->row, &kind);
	record.kind = kind.p;
	ok = store_record_add(rq->job.st, &record, err);
	str_release(&kind);
	return ok;
}

/* ---- files ---- */

struct target {
	const struct export_request *rq;
	struct file_out *file[MOST_FILES];
	size_t n;
	int64_t bytes;
};

static bool
into_target(void *arg, struct slice bytes, struct err *err)
{
	struct target *t = arg;

	t->bytes += (int64_t)bytes.len;
	if (!progress_report(
		t->rq->progress, "writing the export", t->bytes, 0, err))
		return false;
	if (t->rq->dry_run)
		return t->rq->look == NULL ||
		    t->rq->look->write(t->rq->look->arg, bytes, err);
	if (t->n > 0)
		return file_out_write(t->file[t->n - 1], bytes, err);
	return t->rq->sink->write(t->rq->sink->arg, bytes, err);
}

static bool
open_file(struct target *t, const char *path, struct err *err)
{
	unsigned flags = (t->rq->keep ? FILE_NO_REPLACE : 0u) |
	    (t->rq->row->people ? FILE_PRIVATE : 0u);
	struct file_out *f = file_out_new(path, flags, err);

	if (f == NULL)
		return false;
	t->file[t->n++] = f;
	return true;
}

/* The next file of a folder. */
static bool
begin_file(void *arg, const char *name, struct err *err)
{
	struct target *t = arg;
	struct str path = STR_INIT;
	bool ok;

	if (t->rq->dry_run)
		return true;
	if (t->n == MOST_FILES)
		return err_set(err, ERR_LIMIT,
		    "the export would be more than %d files", MOST_FILES);
	str_setf(&path, "%s/%s", t->rq->path, name);
	ok = open_file(t, path.p, err);
	str_release(&path);
	return ok;
}

static bool
open_target(struct target *t, struct err *err)
{
	const struct export_request *rq = t->rq;

	if (rq->row->extension == NULL && rq->path == NULL && !rq->dry_run)
		return err_set(err, ERR_USAGE,
		    "%s for %s are several files; name a folder for them",
		    rq->row->what, rq->row->format);
	if (rq->dry_run || rq->path == NULL)
		return true;
	if (rq->row->extension == NULL)
		return file_make_folders(rq->path, err);
	return open_file(t, rq->path, err);
}

static bool
commit_files(struct target *t, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < t->n; i++)
		ok = file_out_commit(t->file[i], err);
	return ok;
}

/* ---- the errand ---- */

static bool
write_removal(const struct export_request *rq, const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct str added = STR_INIT;
	bool ok;

	if (rq->row->remove == NULL)
		return err_set(err, ERR_USAGE,
		    "'%s' as '%s' adds nothing to a shop; there is nothing to "
		    "take back",
		    rq->row->what, rq->row->format);
	ok = load_added(job->st, rq->row, &added, err);
	if (ok && added.len == 0)
		ok = err_set(err, ERR_NOT_FOUND,
		    "no export of %s for %s is known that could be taken back",
		    rq->row->what, rq->row->format);
	ok = ok && rq->row->remove(job, slice_str(&added), sink, rows, err);
	str_release(&added);
	return ok;
}

/* With 'strict': what a dry run notes is a failure before anything is
 * written. */
static bool
check_strict(const struct export_request *rq, struct err *err)
{
	struct export_request dry = *rq;
	struct export_outcome o;
	struct slice rest, first;
	bool ok;

	if (!rq->strict)
		return true;
	dry.strict = false;
	dry.dry_run = true;
	ok = export_run(&dry, &o, err);
	rest = slice_str(&o.report.notes);
	if (ok && slice_split(&rest, '\n', &first))
		ok = err_set(err, ERR_INPUT,
		    "%zu thing%s cannot be expressed, the first: %.*s; "
		    "nothing was written",
		    o.report.n_notes, o.report.n_notes == 1 ? "" : "s",
		    (int)first.len, first.p);
	export_outcome_release(&o);
	return ok;
}

static bool
needs_record(const struct export_request *rq, const struct export_outcome *o)
{
	return !rq->dry_run && rq->row->remove != NULL &&
	    (rq->removal || o->report.n_added > 0);
}

/* The files in place, and the record beside them. */
static bool
finish(const struct export_request *rq, struct target *t,
    struct export_outcome *o, struct err *err)
{
	struct str label = STR_INIT;
	bool recorded = needs_record(rq, o);
	bool ok = true;

	str_addf(&label, "%s of %s for %s",
	    rq->removal ? "removal file" : "export", rq->row->what,
	    rq->row->format);
	if (recorded)
		ok = store_action_begin(rq->job.st, label.p, err) &&
		    keep_record(rq, o, err);
	ok = ok && commit_files(t, err);
	if (ok && recorded)
		ok = store_action_commit(rq->job.st, NULL, err);
	store_action_rollback(rq->job.st);
	o->files = t->n;
	str_release(&label);
	return ok;
}

bool
export_run(const struct export_request *rq, struct export_outcome *out,
    struct err *err)
{
	struct target t = { .rq = rq };
	struct listing_sink sink = { into_target, &t };
	struct export_job job = rq->job;
	int64_t rows = 0;
	bool ok;

	*out = (struct export_outcome){
		.report = { .notes = STR_INIT, .added = STR_INIT },
	};
	job.row = rq->row;
	job.report = &out->report;
	job.begin = begin_file;
	job.begin_arg = &t;
	ok = check_strict(rq, err) && open_target(&t, err) &&
	    (rq->removal ? write_removal(rq, &job, &sink, &rows, err)
			 : rq->row->write(&job, &sink, &rows, err)) &&
	    finish(rq, &t, out, err);
	out->size = (struct export_size){ .rows = rows, .bytes = t.bytes };
	for (size_t i = 0; i < t.n; i++)
		file_out_free(t.file[i]);
	return ok;
}

void
export_report_release(struct export_report *r)
{
	str_release(&r->notes);
	str_release(&r->added);
}

void
export_outcome_release(struct export_outcome *o)
{
	export_report_release(&o->report);
}

void
export_add_notes(const struct export_report *r, size_t most, struct str *out)
{
	struct slice rest = slice_str(&r->notes), line;
	size_t shown = 0;

	while ((most == 0 || shown < most) && slice_split(&rest, '\n', &line)) {
		str_add(out, "  ");
		str_add_slice(out, line);
		str_add_char(out, '\n');
		shown++;
	}
	if (shown < r->n_notes) {
		str_add(out, "  and ");
		num_add_grouped(out, (int64_t)(r->n_notes - shown));
		str_add(out, " more\n");
	}
}
