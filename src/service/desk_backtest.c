/*
 * The check of the advice on the shop's own history, for the overview's line:
 * kept in the store, else worked out beside everything else. It takes as much
 * memory as mining, so a shop that is too large for that is asked to run the
 * command.
 */
#include "service/desk_internal.h"

#include "base/mem.h"

enum {
	BACKTEST_LINES_MOST = 3000000 /* of orders, to be run unasked */
};

struct backtest_job {
	struct desk_request rq;
	struct backtesting *result;
	bool found;
};

/* Looks for the kept one; works it out when there is none. */
static bool
find_or_run(struct backtest_job *job, struct store *st,
    const struct progress *pg, struct err *err)
{
	struct view *v = job->rq.v;

	if (!backtesting_kept(st, &v->settings, job->result, &job->found, err))
		return false;
	if (job->found || v->sales.lines > BACKTEST_LINES_MOST)
		return true;
	job->found = backtesting_run(v, 1, pg, job->result, err);
	if (job->found && !store_is_read_only(st))
		/* A busy store does without: it is worked out again. */
		(void)backtesting_keep(st, v, job->result, NULL);
	return job->found;
}

static bool
backtest_work(void *arg, const struct progress *pg, struct err *err)
{
	struct backtest_job *job = arg;
	struct store *st = NULL;
	bool ok;

	job->result = mem_zalloc(sizeof(*job->result));
	ok = desk_request_open(&job->rq, &st, pg, err) &&
	    find_or_run(job, st, pg, err);
	store_close(st);
	return ok;
}

static void
backtest_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct backtest_job *job = arg;

	if (!desk_finished(dk, ok, err) || !job->found)
		return;
	mem_free(dk->backtest);
	dk->backtest = job->result;
	job->result = NULL;
	dk->news |= DESK_OVERVIEW;
}

static void
backtest_free(void *arg)
{
	struct backtest_job *job = arg;

	mem_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_backtest(struct desk *dk)
{
	struct backtest_job *job;
	uint64_t settings;

	if (dk->v == NULL || !cut_is_all(&dk->v->cut))
		return;
	settings = backtesting_fingerprint(&dk->v->settings);
	if (dk->v->facts_version == dk->backtest_facts &&
	    settings == dk->backtest_settings)
		return;
	dk->backtest_facts = dk->v->facts_version;
	dk->backtest_settings = settings;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_BACKTEST,
		.flags = JOB_NEWEST,
		.work = backtest_work,
		.done = backtest_done,
		.free = backtest_free,
		.owner = dk,
		.arg = job,
	    });
}

const struct backtesting *
desk_backtest(const struct desk *dk)
{
	return dk->backtest;
}
