/*
 * Putting offers live: their projection is frozen in the same action
 * (measuring.h, outcome.h), which for ten million lines takes half a second, so
 * a worker does both on a connection of its own. What is put live is copied
 * when it is asked for; where the stored one is newer by then, the store
 * refuses it as any other edit.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/measuring.h"
#include "service/outcome.h"

struct launching {
	struct desk_request rq;
	struct desk_launch what; /* borrows from 'text' */
	struct arena text;
	struct str said, note;
};

static const char *
copy_text(struct arena *text, const char *s)
{
	return s == NULL ? NULL : arena_strdup(text, s);
}

static void
copy_bundle(struct store_bundle *b, struct arena *text)
{
	struct store_bundle_item *items =
	    arena_array(text, b->n_items + 1, sizeof(*items));

	b->name = copy_text(text, b->name);
	b->title = copy_text(text, b->title);
	b->message = copy_text(text, b->message);
	b->kind = copy_text(text, b->kind);
	b->discount_kind = copy_text(text, b->discount_kind);
	b->tiers = copy_text(text, b->tiers);
	for (size_t i = 0; i < b->n_items; i++) {
		items[i] = b->items[i];
		items[i].slot = copy_text(text, items[i].slot);
		items[i].role = copy_text(text, items[i].role);
	}
	b->items = items;
}

static void
copy_threshold(struct store_threshold *t, struct arena *text)
{
	t->name = copy_text(text, t->name);
	t->kind = copy_text(text, t->kind);
	t->country = copy_text(text, t->country);
}

/* ---- on the worker ---- */

static bool
launch_version(struct store *st, struct launching *job,
    const struct going_live *how, struct err *err)
{
	struct scenarios all = { .n = 0 };
	const struct scenario *version;
	struct store_bundle b;
	bool ok =
	    bundling_get(st, job->what.bundle.bundle_id, &job->text, &b, err) &&
	    scenarios_load(st, b.bundle_id, &all, err) &&
	    scenarios_find(&all, b.name, (char[2]){ job->what.letter, 0 },
		&version, err) &&
	    scenarios_promote(st, job->rq.v, &b, version, how, err);

	scenarios_release(&all);
	return ok;
}

static bool
launch(struct store *st, struct launching *job, const struct progress *pg,
    struct err *err)
{
	const struct view *v = job->rq.v;
	struct desk_launch *what = &job->what;
	struct going_live how = {
		.label = what->label,
		.today = date_day_of(job->rq.now),
		.pg = pg,
		.note = &job->note,
	};

	switch (what->kind) {
	case LAUNCH_BUNDLE:
		return measuring_launch(st, v, &what->bundle, &how, err);
	case LAUNCH_VERSION:
		return launch_version(st, job, &how, err);
	case LAUNCH_THRESHOLD:
		return outcome_save(st, v, &what->threshold, &how, err);
	case LAUNCH_REWARD:
		how.label = "";
		return outcome_put_live(
		    st, v, &what->threshold, &how, &job->said, err);
	case LAUNCH_KEPT:
		return trying_promote(
		    st, v, &what->kept, &how, &job->said, err);
	}
	return true;
}

static bool
launching_work(void *arg, const struct progress *pg, struct err *err)
{
	struct launching *job = arg;
	struct store *st = NULL;
	bool ok = progress_report(pg, "projecting what goes live", 0, 0, err) &&
	    desk_request_open(&job->rq, &st, pg, err) &&
	    launch(st, job, pg, err);

	store_close(st);
	return ok;
}

/* ---- at the desk ---- */

/* The worker's action is the session's own. When anything else changed
 * meanwhile, everything is read again. */
static void
take_for_own(struct desk *dk)
{
	struct desk_mark expected = dk->seen;

	desk_remember(dk);
	expected.action_id++;
	expected.state = dk->seen.state;
	if (!desk_same_mark(&expected, &dk->seen))
		desk_jobs_load(dk);
}

static void
say_live(struct desk *dk, const struct launching *job)
{
	struct str words = STR_INIT;

	if (job->what.said != NULL)
		str_add(&words, job->what.said);
	else
		str_addf(&words, "live: %s   u takes it back", job->said.p);
	str_add(&words, job->note.p);
	desk_say(dk, words.p, false);
	str_release(&words);
}

static bool
gives_reward(const struct desk_launch *what)
{
	return what->kind == LAUNCH_THRESHOLD ||
	    (what->kind == LAUNCH_REWARD &&
		strcmp(what->threshold.kind, "free-shipping") != 0);
}

static void
launching_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	const struct launching *job = arg;

	dk->launch = false;
	dk->news |= DESK_LAUNCHED;
	if (!ok) {
		(void)desk_look_for_changes(dk); /* its news are collected */
		desk_say_stopped(dk, ok, err, "stopped; nothing was put live");
		if (err->code == ERR_CONFLICT)
			dk->news |= DESK_CONFLICT;
		(void)desk_finished(dk, ok, err);
		return;
	}
	take_for_own(dk);
	desk_jobs_overview(dk);
	/* Tiers that are live count in the curve. */
	if (dk->lab != NULL && gives_reward(&job->what))
		desk_try_thresholds(dk);
	say_live(dk, job);
}

static void
launching_free(void *arg)
{
	struct launching *job = arg;

	str_release(&job->said);
	str_release(&job->note);
	arena_release(&job->text);
	desk_request_release(&job->rq);
	mem_free(job);
}

static void
copy_what(struct launching *job, const struct desk_launch *what)
{
	job->what = *what;
	job->what.label = copy_text(&job->text, what->label);
	job->what.said = copy_text(&job->text, what->said);
	copy_bundle(&job->what.bundle, &job->text);
	copy_threshold(&job->what.threshold, &job->text);
}

bool
desk_launch(struct desk *dk, const struct desk_launch *what, struct err *err)
{
	struct launching *job;

	if (dk->v == NULL)
		return err_set(err, ERR_NOT_FOUND, "still loading the shop");
	if (!desk_may_edit(dk, err))
		return false;
	job = mem_zalloc(sizeof(*job));
	str_init(&job->said);
	str_init(&job->note);
	desk_request_init(&job->rq, dk, true);
	copy_what(job, what);
	dk->launch = true;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_LAUNCH,
		.work = launching_work,
		.done = launching_done,
		.free = launching_free,
		.owner = dk,
		.arg = job,
	    });
	return true;
}

bool
desk_launching(const struct desk *dk)
{
	return dk->launch;
}

bool
desk_may_edit(const struct desk *dk, struct err *err)
{
	return !dk->launch ||
	    err_set(err, ERR_BUSY,
		"something is being put live: a moment, or Esc stops it");
}

bool
desk_launch_stop(struct desk *dk)
{
	enum job_stopping was;

	if (!dk->launch)
		return false;
	was = job_stop(dk->jobs, LANE_LAUNCH);
	if (was == JOB_STOP_DROPPED) {
		/* It had not begun: nobody else will tell. */
		dk->launch = false;
		dk->news |= DESK_LAUNCHED;
		desk_say(dk, "stopped; nothing was put live", false);
	}
	return was != JOB_STOP_NONE;
}
