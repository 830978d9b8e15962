/*
 * Who takes what next, and who buys again: jobs of their own, begun when a
 * screen first wants them, over the view that the segments were made of. When
 * other segments come, they are dropped and asked for again.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/retention.h"

/* ---- the jobs ---- */

struct prospecting {
	struct desk_request rq;
	struct prospects_request request;
	uint64_t of; /* number of the people */
	struct prospects *result;
};

static const enum job_lane lanes[] = {
	[PROSPECTS_NEXT] = LANE_NEXT,
	[PROSPECTS_AGAIN] = LANE_AGAIN,
};

static bool
prospecting_work(void *arg, const struct progress *pg, struct err *err)
{
	struct prospecting *job = arg;
	struct store *st = NULL;

	if (desk_request_open(&job->rq, &st, pg, err) &&
	    progress_report(pg, "looking who takes what next", 0, 0, err))
		job->result =
		    prospects_new(st, job->rq.v, &job->request, pg, err);
	store_close(st);
	return job->result != NULL;
}

static void
prospecting_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct prospecting *job = arg;
	enum prospects_kind kind = job->request.kind;

	if (job->of != dk->prospects_asked[kind])
		return;
	dk->news |= DESK_PEOPLE;
	dk->prospects_stopped[kind] = !ok;
	if (!desk_finished(dk, ok, err))
		return;
	prospects_free(dk->prospects[kind]);
	dk->prospects[kind] = job->result;
	job->result = NULL;
}

static void
prospecting_free(void *arg)
{
	struct prospecting *job = arg;

	prospects_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_look_for_prospects(struct desk *dk, enum prospects_kind kind)
{
	struct prospecting *job;

	if (dk->reach == NULL || dk->prospects_asked[kind] == dk->people_got)
		return;
	dk->prospects_asked[kind] = dk->people_got;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, false);
	job->rq.v = view_share(dk->reach->v);
	job->of = dk->people_got;
	job->request = (struct prospects_request){ .kind = kind,
		.today = date_day_of(dk->now),
		.customer = PROSPECTS_ANY };
	job_submit(dk->jobs,
	    &(struct job){
		.lane = lanes[kind],
		.flags = JOB_NEWEST,
		.work = prospecting_work,
		.done = prospecting_done,
		.free = prospecting_free,
		.owner = dk,
		.arg = job,
	    });
}

void
desk_prospects_drop(struct desk *dk)
{
	for (size_t i = 0; i < ARRAY_LEN(lanes); i++) {
		prospects_free(dk->prospects[i]);
		dk->prospects[i] = NULL;
		dk->prospects_asked[i] = 0;
		dk->prospects_stopped[i] = false;
	}
}

bool
desk_prospects_stoppable(const struct desk *dk)
{
	for (size_t i = 0; i < ARRAY_LEN(lanes); i++)
		if (job_runs(dk->jobs, lanes[i]))
			return true;
	return false;
}

bool
desk_prospects_stop(struct desk *dk)
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(lanes); i++) {
		if (!job_stop(dk->jobs, lanes[i]))
			continue;
		any = true;
		dk->prospects_stopped[i] = true;
	}
	if (any) {
		dk->news |= DESK_PEOPLE;
		desk_say(dk, "stopped; the list was not worked out", false);
	}
	return any;
}

struct prospects *
desk_prospects(const struct desk *dk, enum prospects_kind kind)
{
	return dk->prospects[kind];
}

bool
desk_prospects_stopped(const struct desk *dk, enum prospects_kind kind)
{
	return dk->prospects_stopped[kind];
}

/* ---- who came back ---- */

bool
desk_cohorts(struct desk *dk, struct listing *out, struct err *err)
{
	return retention_listing(dk->reach->v, out, err);
}

static uint64_t
month_of(int32_t day)
{
	int year, month, ignored;

	date_civil(day, &year, &month, &ignored);
	return (uint64_t)year * 12 + (uint64_t)month - 1;
}

bool
desk_cohort(struct desk *dk, uint64_t month, struct listing *out,
    struct str *words, struct err *err)
{
	const struct audience *au = dk->audience;
	bool *member = mem_try_zarray(au->n, sizeof(*member), "customers", err);
	bool ok = member != NULL;

	for (size_t c = 0; ok && c < au->n; c++)
		member[c] = au->facts[c].orders > 0 &&
		    month_of(au->facts[c].first) == month;
	if (ok) {
		str_addf(words, "their first order was in %d-%02d\n",
		    (int)(month / 12), (int)(month % 12) + 1);
		audience_add_sizes(au, member, words);
	}
	ok = ok && audience_people(dk->audience, member, out, err);
	mem_free(member);
	return ok;
}
