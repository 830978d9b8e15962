/*
 * Three kinds of work on a file, in lanes of their own: the preview, which is
 * there at once; the dry run that counts, begun when the preview is there and
 * the file can be read; the import. A request is known by its number: what
 * comes back with an older one is dropped.
 */
#include "service/desk_internal.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/import.h"
#include "store/store_imports.h"

/* A file and how to read it. */
struct intake {
	struct desk_request rq;
	struct str file;
	struct mapping mapping;
	bool has_mapping, as_found, agreed, grave;
	int64_t import_id; /* to take back */
	uint64_t number;

	struct preview *preview; /* results */
	struct str line, summary, doubts;
	struct store_import_result result;
};

void
desk_intake_init(struct desk *dk)
{
	str_init(&dk->folder);
	str_init(&dk->intake.line);
	str_init(&dk->intake.summary);
	str_init(&dk->intake.doubts);
	str_init(&dk->imported.path);
	str_init(&dk->imported.line);
	str_init(&dk->imported.summary);
	str_init(&dk->imported.doubts);
}

static void
drop_preview(struct desk *dk)
{
	if (dk->preview != NULL)
		preview_release(dk->preview);
	mem_free(dk->preview);
	dk->preview = NULL;
	dk->intake.preview = NULL;
}

void
desk_intake_release(struct desk *dk)
{
	drop_preview(dk);
	str_release(&dk->folder);
	str_release(&dk->intake.line);
	str_release(&dk->intake.summary);
	str_release(&dk->intake.doubts);
	str_release(&dk->imported.path);
	str_release(&dk->imported.line);
	str_release(&dk->imported.summary);
	str_release(&dk->imported.doubts);
}

const struct desk_intake *
desk_intake(const struct desk *dk)
{
	return &dk->intake;
}

const struct desk_imported *
desk_imported(const struct desk *dk)
{
	return &dk->imported;
}

/* ---- requests ---- */

static struct intake *
intake_new(struct desk *dk, const char *path, const struct mapping *mapping,
    bool as_found)
{
	struct intake *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, false);
	str_init(&job->file);
	str_init(&job->line);
	str_init(&job->summary);
	str_init(&job->doubts);
	str_set(&job->file, path);
	mapping_init(&job->mapping);
	job->has_mapping = mapping != NULL;
	if (mapping != NULL)
		mapping_copy(&job->mapping, mapping);
	job->as_found = as_found;
	return job;
}

static void
intake_free(void *arg)
{
	struct intake *job = arg;

	if (job->preview != NULL)
		preview_release(job->preview);
	mem_free(job->preview);
	mapping_release(&job->mapping);
	str_release(&job->file);
	str_release(&job->line);
	str_release(&job->summary);
	str_release(&job->doubts);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* ---- counting and importing ---- */

/* Nobody can be asked on a worker's thread: the doubts come back instead. */
static bool
keep_doubts(void *arg, const struct import_outcome *so_far)
{
	struct intake *job = arg;

	str_set(&job->doubts, so_far->doubts.p);
	job->grave = so_far->grave;
	return job->agreed || !job->grave;
}

static bool
import_with(struct intake *job, bool dry_run, const struct progress *pg,
    struct err *err)
{
	struct import_request request = {
		.dry_run = dry_run,
		.as_found = job->as_found,
		.agree = keep_doubts,
		.agree_arg = job,
	};
	struct import_outcome outcome;
	struct import_step step = { .path = NULL };
	struct store *st = NULL;
	struct arena a = { 0 };
	bool ok;

	ingest_options_init(&request.options);
	ok = desk_request_open(&job->rq, &st, pg, err) &&
	    import_step_find(job->file.p, pg, &step, err) &&
	    (!job->has_mapping ||
		mapping_apply(&job->mapping, &a, &request.options, err));
	if (ok) {
		request.path = step.path;
		request.options.join = step.joined ? &step.join : NULL;
		ok = import_file(st, &request, pg, &outcome, err);
		if (ok) {
			import_add_line(&outcome, &job->line);
			import_add_summary(&outcome, &job->summary);
			job->result = outcome.result;
		}
		import_outcome_release(&outcome);
	}
	store_close(st);
	import_step_release(&step);
	arena_release(&a);
	return ok;
}

static bool
counting_work(void *arg, const struct progress *pg, struct err *err)
{
	((struct intake *)arg)->agreed = true; /* nothing will be written */
	return import_with(arg, true, pg, err);
}

static void
counting_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct intake *job = arg;

	if (job->number != dk->intake.asked ||
	    (!ok && err->code == ERR_STOPPED))
		return;
	dk->intake.counted = job->number;
	dk->intake.counted_ok = ok;
	str_set(&dk->intake.line, ok ? job->line.p : err->text);
	str_set(&dk->intake.summary, ok ? job->summary.p : err->text);
	str_set(&dk->intake.doubts, job->doubts.p);
	dk->intake.grave = job->grave;
	dk->intake.loaded = job->result.loaded + job->result.excluded;
	dk->news |= DESK_INTAKE;
}

static bool
importing_work(void *arg, const struct progress *pg, struct err *err)
{
	return import_with(arg, false, pg, err);
}

static void
say_stopped(struct desk *dk)
{
	desk_say(dk, "stopped; nothing was imported", false);
}

static void
importing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct intake *job = arg;
	struct desk_imported *im = &dk->imported;

	im->done = job->number;
	im->ok = ok;
	dk->news |= DESK_INTAKE;
	str_clear(&im->doubts);
	if (!ok && err->code == ERR_STOPPED && job->grave && !job->agreed) {
		str_set(&im->doubts, job->doubts.p);
		desk_say(dk, "nothing is imported before you agree", false);
	} else if (!ok && err->code == ERR_STOPPED)
		say_stopped(dk);
	if (!desk_finished(dk, ok, err))
		return;
	im->import_id = job->result.import_id;
	im->set_aside = job->result.set_aside;
	str_set(&im->path, job->file.p);
	str_set(&im->line, job->line.p);
	str_set(&im->summary, job->summary.p);
	desk_say(dk, job->line.p, false);
	desk_jobs_load(dk);
}

/* A lane keeps one waiting job: a third import would be lost. */
static bool
is_free(struct desk *dk)
{
	if (dk->imported.done == dk->imported.asked)
		return true;
	desk_say(dk, "one import at a time; Esc stops this one", true);
	return false;
}

/* 'job' says what is done and what then. */
static void
submit_import(struct desk *dk, struct intake *intake, struct job job)
{
	/* What would be counted is now changed for good. */
	(void)job_stop(dk->jobs, LANE_COUNTS);
	intake->number = ++dk->imported.asked;
	job.lane = LANE_IMPORT;
	job.free = intake_free;
	job.owner = dk;
	job.arg = intake;
	job_submit(dk->jobs, &job);
}

uint64_t
desk_import_as(struct desk *dk, const char *path, const struct mapping *mapping,
    bool as_found, bool agreed)
{
	struct intake *job;

	if (!is_free(dk))
		return 0;
	job = intake_new(dk, path, mapping, as_found);
	job->agreed = agreed;
	submit_import(dk, job,
	    (struct job){ .work = importing_work, .done = importing_done });
	return dk->imported.asked;
}

static bool
undoing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct intake *job = arg;
	struct store *st = NULL;
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    import_undo(st, job->import_id, pg, &job->line, err);

	store_close(st);
	return ok;
}

static void
undoing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct intake *job = arg;

	dk->imported.done = job->number;
	dk->imported.ok = false; /* nothing was imported */
	dk->news |= DESK_INTAKE;
	desk_say_stopped(dk, ok, err, "stopped; nothing was taken back");
	if (!desk_finished(dk, ok, err))
		return;
	desk_say(dk, job->line.p, false);
	desk_jobs_load(dk);
}

void
desk_import_undo(struct desk *dk, int64_t import_id)
{
	struct intake *job;

	if (!is_free(dk))
		return;
	job = intake_new(dk, "", NULL, false);
	job->import_id = import_id;
	submit_import(dk, job,
	    (struct job){ .work = undoing_work, .done = undoing_done });
}

/* Later ones bring what was just changed: Esc after an edit means to go back,
 * not to leave the tables as they were. */
static bool
is_first_load(const struct desk *dk)
{
	return dk->v == NULL;
}

bool
desk_stoppable(const struct desk *dk)
{
	return dk->imported.done < dk->imported.asked || dk->exporting > 0 ||
	    desk_launching(dk) || dk->narrow_got != dk->narrow_asked ||
	    desk_cut_pending(dk) || job_runs(dk->jobs, LANE_COMMAND) ||
	    desk_people_stoppable(dk) ||
	    (is_first_load(dk) && job_runs(dk->jobs, LANE_LOAD));
}

bool
desk_stop(struct desk *dk)
{
	enum job_stopping was = job_stop(dk->jobs, LANE_IMPORT);

	if (was == JOB_STOP_NONE)
		return desk_launch_stop(dk) || desk_narrow_stop(dk) ||
		    desk_export_stop(dk) || job_stop(dk->jobs, LANE_COMMAND) ||
		    desk_cut_stop(dk) ||
		    (is_first_load(dk) && job_stop(dk->jobs, LANE_LOAD)) ||
		    desk_people_stop(dk);
	if (was == JOB_STOP_DROPPED && dk->imported.done < dk->imported.asked) {
		/* It had not begun: nobody else will tell. */
		dk->imported.done = dk->imported.asked;
		dk->imported.ok = false;
		dk->news |= DESK_INTAKE;
		say_stopped(dk);
	}
	return true;
}

/* ---- the preview ---- */

static bool
preview_work(void *arg, const struct progress *pg, struct err *err)
{
	struct intake *job = arg;
	struct preview_request request = {
		.path = job->file.p,
		.mapping = job->has_mapping ? &job->mapping : NULL,
		.as_found = job->as_found,
		.progress = pg,
	};
	struct store *st = NULL;
	bool ok;

	if (!desk_request_open(&job->rq, &st, pg, err))
		return false;
	job->preview = mem_zalloc(sizeof(*job->preview));
	ok = preview_read(st, &request, job->preview, err);
	store_close(st);
	return ok;
}

static void
count(struct desk *dk, const struct intake *like)
{
	struct intake *job = intake_new(dk, like->file.p,
	    like->has_mapping ? &like->mapping : NULL, like->as_found);

	job->number = like->number;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_COUNTS,
		.flags = JOB_NEWEST,
		.work = counting_work,
		.done = counting_done,
		.free = intake_free,
		.owner = dk,
		.arg = job,
	    });
}

/* "/home/x/" of "/home/x/orders.csv". */
static void
add_folder_of(const char *path, struct str *out)
{
	const char *slash = strrchr(path, '/');

	if (slash != NULL)
		str_add_bytes(out, path, (size_t)(slash - path) + 1);
}

static void
preview_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct intake *job = arg;

	if (job->number != dk->intake.asked)
		return;
	dk->intake.previewed = job->number;
	dk->news |= DESK_INTAKE;
	drop_preview(dk);
	if (!desk_finished(dk, ok, err))
		return;
	dk->intake.preview = dk->preview = job->preview;
	job->preview = NULL;
	str_clear(&dk->folder);
	add_folder_of(job->file.p, &dk->folder);
	if (dk->intake.preview->problem == NULL &&
	    dk->intake.preview->date_question == NULL &&
	    dk->intake.preview->decimal_question == NULL)
		count(dk, job);
}

uint64_t
desk_preview(struct desk *dk, const char *path, const struct mapping *mapping,
    bool as_found)
{
	struct intake *job = intake_new(dk, path, mapping, as_found);

	(void)job_stop(dk->jobs, LANE_COUNTS); /* of an older request */
	job->number = ++dk->intake.asked;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_PREVIEW,
		.flags = JOB_NEWEST,
		.work = preview_work,
		.done = preview_done,
		.free = intake_free,
		.owner = dk,
		.arg = job,
	    });
	return dk->intake.asked;
}

/* ---- around it ---- */

void
desk_add_folder(struct desk *dk, struct str *out)
{
	struct store_imports imports;
	struct err err = ERR_INIT;

	if (dk->folder.len > 0) {
		str_add_slice(out, slice_str(&dk->folder));
		return;
	}
	if (!store_imports_load(dk->st, &imports, &err)) {
		desk_say(dk, err.text, true);
		return;
	}
	if (imports.n > 0)
		add_folder_of(imports.rows[0].file, out);
	store_imports_release(&imports);
}

bool
desk_write_rejects(struct desk *dk, int64_t import_id, const char *path,
    bool replace, struct str *said, struct err *err)
{
	struct str rows = STR_INIT;
	size_t n = 0;
	bool ok = import_add_kept_rejects(dk->st, import_id, &rows, &n, err) &&
	    file_write_whole(path, slice_str(&rows),
		FILE_PRIVATE | (replace ? 0u : FILE_NO_REPLACE), err);

	if (ok) {
		str_add(said, "wrote ");
		num_add_grouped(said, (int64_t)n);
		str_addf(said, " %s set aside to '%s'", n == 1 ? "row" : "rows",
		    path);
	}
	str_release(&rows);
	return ok;
}
