/*
 * Files going out. The file is begun on the desk's thread, so that what is
 * wrong with its name is said at once; a worker fills it and puts it in place.
 * What the worker reads is its own: a copy of a table's rows, a list of people,
 * or the view and a connection.
 */
#include "service/desk_internal.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/export.h"
#include "service/pairing.h"
#include "service/roster.h"
#include "store/store_history.h"

enum {
	LOOK_ROWS = 200, /* of a table, from which its size is estimated */
	LOOK_BYTES = 1 << 16 /* of the rest */
};

struct writing {
	struct desk_request rq;
	const struct export_row *row; /* NULL: 'rows' */
	struct listing rows; /* of a table, or of people */
	enum listing_format format; /* of a table */
	const char *people; /* format of a list of people; NULL: none */
	/* Kept as contacts; NULL: none of them. */
	struct following *follow;
	struct prospects *takers; /* of one product */
	size_t product;
	struct roster_size roster;
	struct str path;
	struct file_out *file;
	const struct progress *pg;
	bool replace, removal;
	int32_t today;
	int64_t written; /* bytes */
	int64_t n; /* rows */
	size_t n_notes; /* what the format could not express */
};

static bool
check_rows(const struct listing *rows, const char *format,
    enum listing_format *out, struct err *err)
{
	if (rows == NULL || rows->columns == NULL)
		return err_set(
		    err, ERR_NOT_FOUND, "this screen shows no table");
	return listing_format_parse(format, out) ||
	    err_set(err, ERR_USAGE,
		"'%s' is no format of a table; there are csv and json", format);
}

/* ---- on a worker ---- */

static bool
into_file(void *arg, struct slice bytes, struct err *err)
{
	struct writing *job = arg;

	job->written += (int64_t)bytes.len;
	return file_out_write(job->file, bytes, err) &&
	    progress_report(
		job->pg, "writing the export", job->written, 0, err);
}

static bool
write_registered(struct writing *job, struct err *err)
{
	struct export_outcome outcome = { .files = 0 };
	struct export_request how = {
		.row = job->row,
		.job = { .v = job->rq.v,
		    .pairs = { .product = PAIRING_ALL },
		    .today = job->today },
		.path = job->path.p,
		.keep = !job->replace,
		.removal = job->removal,
		.progress = job->pg,
	};
	bool ok = desk_request_open(&job->rq, &how.job.st, job->pg, err) &&
	    export_run(&how, &outcome, err);

	job->n = outcome.size.rows;
	job->n_notes = outcome.report.n_notes;
	export_outcome_release(&outcome);
	store_close(how.job.st);
	return ok;
}

static bool
write_rows(struct writing *job, struct err *err)
{
	struct listing_sink sink = { into_file, job };

	job->n = (int64_t)job->rows.rows;
	return listing_write(&job->rows, job->format, &sink, err) &&
	    file_out_commit(job->file, err);
}

/* A list to write to counts as contacts. */
static bool
counts_as_contacted(const struct writing *job)
{
	return job->follow != NULL || job->takers != NULL;
}

static void
add_label(const struct writing *job, struct str *label)
{
	if (job->follow != NULL) {
		str_addf(label, "follow-up list '%s': %zu people",
		    job->follow->list.p, job->follow->n);
		return;
	}
	str_add(label, "list '");
	prospects_add_name(job->takers, job->product, label);
	str_addf(label, "': %zu people", job->rows.rows);
}

static bool
record_people(const struct writing *job, struct store *st, struct err *err)
{
	bool mail = roster_is_mail(job->people);

	return job->follow != NULL
	    ? following_record(job->follow, st, mail, err)
	    : prospects_record(
		  job->takers, job->product, st, job->rq.now, mail, err);
}

/* The file and the contacts: both are kept, or neither. */
static bool
write_people(struct writing *job, struct err *err)
{
	struct listing_sink sink = { into_file, job };
	struct str label = STR_INIT;
	struct store *st = NULL;
	bool ok;

	if (!counts_as_contacted(job))
		return roster_write(
			   &job->rows, job->people, &sink, &job->roster, err) &&
		    file_out_commit(job->file, err);
	add_label(job, &label);
	ok = desk_request_open(&job->rq, &st, job->pg, err) &&
	    store_action_begin(st, label.p, err) &&
	    record_people(job, st, err) &&
	    roster_write(&job->rows, job->people, &sink, &job->roster, err) &&
	    file_out_commit(job->file, err) &&
	    store_action_commit(st, NULL, err);
	if (st != NULL)
		store_action_rollback(st);
	store_close(st);
	str_release(&label);
	return ok;
}

static bool
writing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct writing *job = arg;

	job->pg = pg;
	if (job->people != NULL)
		return write_people(job, err);
	return job->row != NULL ? write_registered(job, err)
				: write_rows(job, err);
}

/* ---- on the desk's thread ---- */

/* "wrote 14 people to 'x.csv'; they count as contacted ..." */
static void
add_people_said(const struct writing *job, struct str *out)
{
	int64_t left_out = job->roster.no_consent + job->roster.no_address;

	str_add(out, "wrote ");
	num_add_grouped(out, job->roster.rows);
	str_addf(out, " people to '%s'", job->path.p);
	if (left_out > 0) {
		str_add(out, "; ");
		num_add_grouped(out, left_out);
		str_add(out, " without consent or address left out");
	}
	if (counts_as_contacted(job))
		str_add(out,
		    "; the list counts as contacted, undo takes it "
		    "back");
}

static void
writing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	const struct writing *job = arg;
	struct str said = STR_INIT;

	dk->exporting--;
	desk_say_stopped(dk, ok, err, "stopped; no file was written");
	if (!desk_finished(dk, ok, err))
		return;
	if (job->people != NULL) {
		add_people_said(job, &said);
		if (counts_as_contacted(job))
			dk->news |= DESK_CURATION;
		desk_say(dk, said.p, false);
		str_release(&said);
		return;
	}
	str_add(&said, "wrote ");
	num_add_grouped(&said, job->n);
	str_addf(&said, " rows of %s to '%s'",
	    job->row != NULL ? job->row->what : job->rows.name, job->path.p);
	if (job->n_notes > 0)
		str_addf(&said, "; %zu not expressed", job->n_notes);
	/* Exports to a shop leave a line in the history. */
	if (job->row != NULL)
		dk->news |= DESK_CURATION;
	desk_say(dk, said.p, false);
	str_release(&said);
}

static void
writing_free(void *arg)
{
	struct writing *job = arg;

	file_out_free(job->file);
	listing_release(&job->rows);
	following_free(job->follow);
	prospects_free(job->takers);
	str_release(&job->path);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* Takes the rows over in every case. */
static struct writing *
writing_new(struct desk *dk, const struct desk_export *request)
{
	struct writing *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, true);
	str_init(&job->path);
	job->today = desk_today(dk);
	job->replace = request->replace;
	job->removal = request->removal;
	if (request->rows != NULL) {
		job->rows = *request->rows;
		*request->rows = (struct listing){ .name = "" };
	}
	return job;
}

static bool
choose_takers(struct desk *dk, struct writing *job,
    const struct desk_people *who, struct err *err)
{
	struct prospects *pr = desk_prospects(dk, who->taking);

	if (pr == NULL)
		return err_set(
		    err, ERR_NOT_FOUND, "the list is not worked out yet");
	job->takers = prospects_share(pr);
	job->product = who->product;
	return prospects_people(pr, who->product, &job->rows, err);
}

/* The rows of a list of people, with the words that are asked for. */
static bool
choose_people(struct desk *dk, struct writing *job,
    const struct desk_export *request, struct err *err)
{
	const struct desk_people *who = request->people;
	struct following_request rq;
	struct str words = STR_INIT;
	bool ok;

	for (size_t i = 0; roster_format(i) != NULL; i++)
		if (strcmp(roster_format(i), request->format) == 0)
			job->people = roster_format(i);
	if (job->people == NULL)
		return err_set(err, ERR_USAGE,
		    "'%s' is no format of a list of people", request->format);
	if (dk->reach == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    "who may be written to is still being worked out");
	if (who->kind == DESK_PEOPLE_SEGMENT) {
		ok = desk_members(dk, who->segment, &job->rows, &words, err);
		str_release(&words);
		return ok;
	}
	if (who->kind == DESK_PEOPLE_PROSPECTS)
		return choose_takers(dk, job, who, err);
	rq = (struct following_request){
		.least = dk->reach->rq.least,
		.most = dk->reach->rq.most,
		.looks = who->looks,
		.now = dk->now,
		.code = who->code,
		.expires = who->expires,
		.wording = dk->wording.len > 0 ? dk->wording.p : NULL,
	};
	pairing_products(who->pair, &rq.a, &rq.b);
	job->follow = following_new(dk->st, dk->reach->v, &rq, err);
	if (job->follow == NULL)
		return false;
	following_listing(job->follow, &job->rows);
	return true;
}

/* What is to be written, in which format. */
static bool
writing_choose(struct desk *dk, struct writing *job,
    const struct desk_export *request, struct err *err)
{
	if (request->people != NULL)
		return choose_people(dk, job, request, err);
	if (request->what == NULL)
		return check_rows(
		    &job->rows, request->format, &job->format, err);
	if (job->rq.v == NULL)
		return err_set(err, ERR_NOT_FOUND, "still loading the shop");
	job->row = export_find(request->what, request->format, err);
	return job->row != NULL;
}

/* Opens the file of rows; of the rest, which is written by export_run, only
 * tries whether it could be. */
static bool
begin_file(
    struct writing *job, const struct desk_export *request, struct err *err)
{
	str_set(&job->path, request->path);
	if (job->row != NULL && job->row->extension == NULL)
		return true; /* a folder */
	job->file = file_out_new(
	    request->path, request->replace ? 0 : FILE_NO_REPLACE, err);
	bool ok = job->file != NULL;
	if (job->row != NULL) {
		file_out_free(job->file);
		job->file = NULL;
	}
	return ok;
}

bool
desk_export(struct desk *dk, const struct desk_export *request, struct err *err)
{
	struct writing *job = writing_new(dk, request);
	bool ok = dk->exporting == 0 ||
	    err_set(err, ERR_BUSY, "one export at a time; Esc stops this one");

	if (!ok || !writing_choose(dk, job, request, err) ||
	    !begin_file(job, request, err)) {
		writing_free(job);
		return false;
	}
	dk->exporting++;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_EXPORT,
		.work = writing_work,
		.done = writing_done,
		.free = writing_free,
		.owner = dk,
		.arg = job,
	    });
	return true;
}

bool
desk_export_stop(struct desk *dk)
{
	enum job_stopping was = job_stop(dk->jobs, LANE_EXPORT);

	if (was == JOB_STOP_NONE)
		return false;
	if (was == JOB_STOP_DROPPED && dk->exporting > 0) {
		/* It had not begun: nobody else will tell. */
		dk->exporting = 0;
		desk_say(dk, "stopped; no file was written", false);
	}
	return true;
}

/* ---- looking before writing ---- */

/* Takes what fits; false afterwards, which stops the writer. */
static bool
into_text(void *arg, struct slice bytes, struct err *err)
{
	struct str *text = arg;

	str_add_slice(text, bytes);
	return text->len < LOOK_BYTES ||
	    err_set(err, ERR_STOPPED, "seen enough");
}

static bool
look_at_rows(
    struct writing *job, struct desk_export_preview *out, struct err *err)
{
	struct listing_sink sink = { into_text, &out->text };
	struct err stopped = ERR_INIT;
	size_t all = job->rows.rows;

	listing_limit(&job->rows, LOOK_ROWS);
	size_t seen = job->rows.rows;
	if (!listing_write(&job->rows, job->format, &sink, &stopped) &&
	    stopped.code != ERR_STOPPED)
		return err_set(err, stopped.code, "%s", stopped.text);
	out->exact = seen == all && stopped.code == ERR_NONE;
	out->bytes = seen == 0
	    ? (int64_t)out->text.len
	    : (int64_t)((double)out->text.len * (double)all / (double)seen);
	return true;
}

static bool
look_at_people(
    struct writing *job, struct desk_export_preview *out, struct err *err)
{
	struct listing_sink sink = { into_text, &out->text };
	struct err stopped = ERR_INIT;

	out->exact = roster_write(
	    &job->rows, job->people, &sink, &job->roster, &stopped);
	out->bytes = out->exact ? (int64_t)out->text.len : -1;
	roster_add_notes(&job->roster, &out->notes);
	return out->exact || stopped.code == ERR_STOPPED ||
	    err_set(err, stopped.code, "%s", stopped.text);
}

static bool
look_at_registered(struct desk *dk, struct writing *job,
    struct desk_export_preview *out, struct err *err)
{
	struct listing_sink sink = { into_text, &out->text };
	struct export_outcome outcome = { .files = 0 };
	struct err stopped = ERR_INIT;
	struct export_request how = {
		.row = job->row,
		.job = { .st = dk->st,
		    .v = dk->v,
		    .pairs = { .product = PAIRING_ALL },
		    .today = job->today },
		.look = &sink,
		.dry_run = true,
		.removal = job->removal,
	};

	out->exact = export_run(&how, &outcome, &stopped);
	out->bytes = out->exact ? outcome.size.bytes : -1;
	str_add_slice(&out->notes, slice_str(&outcome.report.notes));
	export_outcome_release(&outcome);
	return out->exact || stopped.code == ERR_STOPPED ||
	    err_set(err, stopped.code, "%s", stopped.text);
}

bool
desk_export_look(struct desk *dk, const struct desk_export *request,
    struct desk_export_preview *out, struct err *err)
{
	struct writing *job = writing_new(dk, request);
	bool ok = writing_choose(dk, job, request, err);

	*out =
	    (struct desk_export_preview){ .text = STR_INIT, .notes = STR_INIT };
	if (ok && job->people != NULL)
		ok = look_at_people(job, out, err);
	else if (ok)
		ok = job->row != NULL ? look_at_registered(dk, job, out, err)
				      : look_at_rows(job, out, err);
	writing_free(job);
	return ok;
}
