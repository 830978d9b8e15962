/*
 * Whether there is enough for pairs: every pair of a shop without likely ones is
 * looked at, and where there are few, other baskets are mined.
 */
#include "service/desk_internal.h"

#include "base/mem.h"
#include "service/sparse.h"

struct sparse_job {
	struct desk_request rq;
	struct str words;
};

static bool
sparse_work(void *arg, const struct progress *pg, struct err *err)
{
	struct sparse_job *job = arg;
	struct sparse sp;

	(void)pg;
	if (!sparse_look(job->rq.v, &sp, err))
		return false;
	if (sp.few)
		sparse_add_words(job->rq.v, &sp, &job->words);
	return true;
}

static void
sparse_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct sparse_job *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	str_set(&dk->sparse, job->words.p);
	dk->news |= DESK_GAINS;
}

static void
sparse_free(void *arg)
{
	struct sparse_job *job = arg;

	str_release(&job->words);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_sparse(struct desk *dk)
{
	struct sparse_job *job = mem_zalloc(sizeof(*job));

	str_init(&job->words);
	desk_request_init(&job->rq, dk, true);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_SPARSE,
		.flags = JOB_NEWEST,
		.work = sparse_work,
		.done = sparse_done,
		.free = sparse_free,
		.owner = dk,
		.arg = job,
	    });
}

const char *
desk_sparse(const struct desk *dk)
{
	return dk->sparse.p;
}
