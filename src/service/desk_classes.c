/*
 * The segment of each customer of the view, for the evidence of pairs: worked
 * out after the view is there, so that nobody waits for it.
 */
#include "service/desk_internal.h"

#include "base/mem.h"

struct classing {
	struct desk_request rq;
	uint8_t *result;
};

static bool
classing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct classing *job = arg;

	(void)pg; /* a moment's work */
	job->result = pair_trace_segments(job->rq.v, err);
	return job->result != NULL;
}

static void
classing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct classing *job = arg;

	if (!desk_finished(dk, ok, err) || job->rq.v != dk->v)
		return;
	mem_free(dk->segment_of);
	dk->segment_of = job->result;
	dk->segments_seen = dk->v;
	job->result = NULL;
	dk->news |= DESK_OVERVIEW;
}

static void
classing_free(void *arg)
{
	struct classing *job = arg;

	mem_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_classes(struct desk *dk)
{
	struct classing *job = mem_zalloc(sizeof(*job));

	desk_request_init(&job->rq, dk, true);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_CLASSES,
		.flags = JOB_NEWEST,
		.work = classing_work,
		.done = classing_done,
		.free = classing_free,
		.owner = dk,
		.arg = job,
	    });
}

const uint8_t *
desk_segment_of(const struct desk *dk)
{
	return dk->segments_seen == dk->v ? dk->segment_of : NULL;
}
