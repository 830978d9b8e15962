/*
 * What the overview shows: the key figures first, for they take a fraction of a
 * second, and the suggestions, which replay orders, as a job of their own that
 * follows them. The suggestions rest on the lab and on the follow-ups, which
 * other screens show too: they are handed over instead of being worked out
 * again. When both are there they are kept for the next start (glance.h).
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/glance.h"

/* ---- what was kept of the last time ---- */

struct glancing {
	struct desk_request rq;
	struct glance result;
	bool found;
};

static bool
glancing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct glancing *job = arg;
	struct store *st;
	bool ok;

	ok = desk_request_open(&job->rq, &st, pg, err) &&
	    glance_load(st, &job->result, &job->found, err);
	store_close(st);
	return ok;
}

static void
glancing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct glancing *job = arg;
	struct glance *gl = &job->result;

	/* What is wrong with the store, loading it says too. */
	(void)err;
	if (!ok || !job->found || dk->overview != NULL || dk->v != NULL)
		return;
	dk->overview = mem_zalloc(sizeof(*dk->overview));
	*dk->overview = gl->overview;
	dk->suggestions = gl->suggestions;
	dk->has_suggestions = true;
	dk->glance = gl->v;
	dk->glance_current = gl->today == desk_today(dk);
	*gl = (struct glance){ .v = NULL };
	dk->news |= DESK_OVERVIEW;
}

static void
glancing_free(void *arg)
{
	struct glancing *job = arg;

	glance_release(&job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_glance(struct desk *dk)
{
	struct glancing *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, false);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_GLANCE,
		.work = glancing_work,
		.done = glancing_done,
		.free = glancing_free,
		.owner = dk,
		.arg = job,
	    });
}

struct figures {
	struct desk_request rq;
	struct desk_mark mark; /* the store when they were asked for */
	struct overview *result;
};

/* ---- suggestions ---- */

struct advising {
	struct desk_request rq;
	struct desk_mark mark; /* the store when they were asked for */
	struct overview overview; /* what they are kept with */
	struct suggestions result;
	struct suggest_grounds grounds;
};

static bool
advising_work(void *arg, const struct progress *pg, struct err *err)
{
	struct advising *job = arg;
	struct view *v = job->rq.v;
	struct store *st = NULL;
	int32_t today = date_day_of(job->rq.now);
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    suggest_find(st, v, today, pg, &job->result, err) &&
	    suggest_steps_add(
		st, v, today, pg, &job->result, &job->grounds, err);

	/* A store that cannot be written, or not now, does without; a part of
	 * the orders is not what the shop opens with. */
	if (ok && !store_is_read_only(st) && cut_is_all(&v->cut))
		(void)glance_save(
		    st, v, &job->overview, &job->result, today, NULL);
	store_close(st);
	return ok;
}

void
desk_drop_grounds(struct desk *dk)
{
	suggest_grounds_release(&dk->grounds);
}

/* The lab is shown at once where none is shown and none is asked for; the
 * follow-ups wait until somebody looks at people. */
static void
take_grounds(struct desk *dk, struct advising *job)
{
	struct suggest_grounds *grounds = &job->grounds;

	desk_drop_grounds(dk);
	if (dk->lab == NULL && grounds->lab != NULL && dk->reward.value <= 0) {
		dk->lab = grounds->lab;
		grounds->lab = NULL;
		dk->news |= DESK_LAB;
	}
	dk->grounds.reach = grounds->reach;
	grounds->reach = NULL;
	dk->grounds_mark = job->mark;
}

static void
advising_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct advising *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	suggestions_release(&dk->suggestions);
	dk->suggestions = job->result;
	dk->has_suggestions = true;
	job->result = (struct suggestions){ .n = 0 };
	if (dk->v == job->rq.v)
		take_grounds(dk, job);
	dk->news |= DESK_OVERVIEW;
	desk_jobs_backtest(dk);
}

static void
advising_free(void *arg)
{
	struct advising *job = arg;

	suggestions_release(&job->result);
	suggest_grounds_release(&job->grounds);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* For the view that these figures are of. */
static void
advise(struct desk *dk, const struct figures *of)
{
	struct advising *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, false);
	job->rq.v = view_share(of->rq.v);
	job->mark = of->mark;
	job->overview = *of->result;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_ADVICE,
		.flags = JOB_NEWEST,
		.work = advising_work,
		.done = advising_done,
		.free = advising_free,
		.owner = dk,
		.arg = job,
	    });
}

/* ---- key figures ---- */

static bool
figures_work(void *arg, const struct progress *pg, struct err *err)
{
	struct figures *job = arg;

	job->result = mem_zalloc(sizeof(*job->result));
	return progress_report(pg, "working out the key figures", 0, 0, err) &&
	    overview_compute(job->rq.v, job->result, err);
}

static void
figures_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct figures *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	advise(dk, job);
	mem_free(dk->overview);
	dk->overview = job->result;
	job->result = NULL;
	dk->news |= DESK_OVERVIEW;
}

static void
figures_free(void *arg)
{
	struct figures *job = arg;

	mem_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_overview(struct desk *dk)
{
	struct figures *job;

	desk_remember(dk);
	desk_jobs_gains(dk);
	/* What is being worked out is of orders or offers that have changed. */
	job_stop(dk->jobs, LANE_ADVICE);
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->mark = dk->seen;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_OVERVIEW,
		.flags = JOB_NEWEST,
		.work = figures_work,
		.done = figures_done,
		.free = figures_free,
		.owner = dk,
		.arg = job,
	    });
}

/* ---- what a pair would add ---- */

struct gaining {
	struct desk_request rq;
	struct gains *result;
};

static bool
gaining_work(void *arg, const struct progress *pg, struct err *err)
{
	struct gaining *job = arg;
	struct store *st = NULL;

	if (desk_request_open(&job->rq, &st, pg, err))
		job->result =
		    gains_new(st, job->rq.v, date_day_of(job->rq.now), err);
	store_close(st);
	return job->result != NULL;
}

static void
gaining_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct gaining *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	gains_free(dk->gains);
	dk->gains = job->result;
	job->result = NULL;
	dk->news |= DESK_GAINS;
}

static void
gaining_free(void *arg)
{
	struct gaining *job = arg;

	gains_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_gains(struct desk *dk)
{
	struct gaining *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, true);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_GAINS,
		.flags = JOB_NEWEST,
		.work = gaining_work,
		.done = gaining_done,
		.free = gaining_free,
		.owner = dk,
		.arg = job,
	    });
}

struct working_out {
	struct gains *gains; /* shared */
	struct gain asked[GAINS_AT_ONCE];
	size_t n;
};

static bool
working_out_work(void *arg, const struct progress *pg, struct err *err)
{
	struct working_out *job = arg;

	(void)pg;
	(void)err;
	for (size_t i = 0; i < job->n; i++)
		gains_work_out(job->gains, &job->asked[i]);
	return true;
}

static void
working_out_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct working_out *job = arg;

	(void)ok;
	(void)err;
	for (size_t i = 0; i < job->n; i++)
		gains_keep(job->gains, &job->asked[i]);
	dk->gains_asked = false;
	dk->news |= DESK_GAINS;
}

static void
working_out_free(void *arg)
{
	struct working_out *job = arg;

	gains_free(job->gains);
	mem_free(job);
}

bool
desk_work_out_gains(struct desk *dk)
{
	struct working_out *job;

	/* One at a time: what is missing then is still looked for after it. */
	if (dk->gains == NULL || dk->gains_asked)
		return dk->gains_asked;
	job = mem_zalloc(sizeof(*job));
	job->gains = gains_share(dk->gains);
	job->n = gains_wanted(dk->gains, job->asked);
	if (job->n == 0) {
		working_out_free(job);
		return false;
	}
	dk->gains_asked = true;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_PAIRS_GAIN,
		.work = working_out_work,
		.done = working_out_done,
		.free = working_out_free,
		.owner = dk,
		.arg = job,
	    });
	return true;
}
