/*
 * Narrowing and sorting a table of a million rows, which would hold up the
 * keys. The rows are handed over, arranged by a worker and fetched again; meanwhile the screen
 * shows those it had. A newer request takes the place of an older one.
 */
#include "service/desk_internal.h"

#include "base/mem.h"
#include "service/filter.h"

struct narrowing {
	struct listing rows;
	struct str expression;
	struct listing_key key[LISTING_KEYS];
	size_t keys;
	uint64_t number;
};

static bool
narrowing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct narrowing *job = arg;
	struct filter f;
	bool ok =
	    filter_parse(&job->rows, slice_str(&job->expression), &f, err) &&
	    filter_apply(&f, &job->rows, pg, err) &&
	    listing_arrange(&job->rows, job->key, job->keys, pg, err);

	filter_release(&f);
	return ok;
}

static void
narrowing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct narrowing *job = arg;

	if (job->number != dk->narrow_asked)
		return;
	dk->narrow_got = job->number;
	dk->news |= DESK_NARROWED;
	desk_say_stopped(dk, ok, err, "stopped; the rows are as they were");
	if (!desk_finished(dk, ok, err))
		return;
	listing_release(&dk->narrowed);
	dk->narrowed = job->rows;
	job->rows = (struct listing){ .name = "" };
}

static void
narrowing_free(void *arg)
{
	struct narrowing *job = arg;

	listing_release(&job->rows);
	str_release(&job->expression);
	mem_free(job);
}

uint64_t
desk_narrow(struct desk *dk, struct listing *rows, const char *expression,
    const struct listing_key *key, size_t keys)
{
	struct narrowing *job = mem_zalloc(sizeof(*job));

	assert(keys <= LISTING_KEYS);
	for (size_t i = 0; i < keys; i++)
		job->key[i] = key[i];
	job->keys = keys;
	job->rows = *rows;
	*rows = (struct listing){ .name = "" };
	str_init(&job->expression);
	str_set(&job->expression, expression);
	job->number = ++dk->narrow_asked;
	listing_release(&dk->narrowed); /* nobody fetched it */
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_NARROW,
		.flags = JOB_NEWEST,
		.work = narrowing_work,
		.done = narrowing_done,
		.free = narrowing_free,
		.owner = dk,
		.arg = job,
	    });
	return job->number;
}

enum desk_narrowing
desk_narrowed(struct desk *dk, uint64_t number, struct listing *out)
{
	if (number != dk->narrow_asked)
		return DESK_NARROWING_OLD;
	if (number != dk->narrow_got)
		return DESK_NARROWING_BUSY;
	if (dk->narrowed.ops == NULL)
		return DESK_NARROWING_OLD; /* stopped or failed */
	*out = dk->narrowed;
	dk->narrowed = (struct listing){ .name = "" };
	return DESK_NARROWING_DONE;
}

bool
desk_narrow_stop(struct desk *dk)
{
	enum job_stopping was = job_stop(dk->jobs, LANE_NARROW);

	if (was == JOB_STOP_NONE)
		return false;
	if (was == JOB_STOP_DROPPED && dk->narrow_got != dk->narrow_asked) {
		/* It had not begun: nobody else will tell. */
		dk->narrow_got = dk->narrow_asked;
		dk->news |= DESK_NARROWED;
		desk_say(dk, "stopped; the rows are as they were", false);
	}
	return true;
}
