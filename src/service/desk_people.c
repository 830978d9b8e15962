/*
 * Segments and follow-ups are worked out together, when a screen first wants
 * them and again when the store has changed since; while only a part of the
 * orders is looked at, from a view of all of them. One follow-up list is
 * another job, so that moving through the rows never waits.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/pairing.h"
#include "service/segmenting.h"

/* ---- segments and follow-ups ---- */

struct looking {
	struct desk_request rq;
	uint64_t number;
	struct audience *audience;
	struct reach *reach; /* handed over by the suggestions, or found */
};

/* The view shown if it is of all orders, else another; freed by the caller. */
static struct view *
whole_view(const struct desk_request *rq, struct store *st,
    const struct progress *pg, struct err *err)
{
	struct view_request request = {
		.parts = VIEW_SALES | VIEW_PAIRS,
		.threads = rq->threads,
		.progress = pg,
	};

	return cut_is_all(&rq->v->cut) ? view_share(rq->v)
				       : view_load(st, &request, err);
}

static bool
looking_work(void *arg, const struct progress *pg, struct err *err)
{
	struct looking *job = arg;
	struct store *st = NULL;
	struct view *v = NULL;
	struct reach_request rq = {
		.least = FOLLOWING_LEAST,
		.most = FOLLOWING_MOST,
		.today = date_day_of(job->rq.now),
	};

	if (desk_request_open(&job->rq, &st, pg, err))
		v = whole_view(&job->rq, st, pg, err);
	if (v != NULL &&
	    progress_report(pg, "sorting customers into segments", 0, 0, err))
		job->audience = audience_new(st, v, err);
	if (job->audience != NULL && job->reach == NULL)
		job->reach = reach_new(st, v, &rq, pg, err);
	view_free(v);
	store_close(st);
	return job->audience != NULL && job->reach != NULL;
}

static void
looking_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct looking *job = arg;

	if (job->number != dk->people_asked)
		return;
	dk->people_got = job->number;
	dk->news |= DESK_PEOPLE;
	/* One that failed is not asked for at once again either. */
	dk->people_stopped = !ok;
	if (!desk_finished(dk, ok, err))
		return;
	audience_free(dk->audience);
	reach_free(dk->reach);
	dk->audience = job->audience;
	dk->reach = job->reach;
	job->audience = NULL;
	job->reach = NULL;
	dk->following_wanted = 0;
	desk_prospects_drop(dk);
}

static void
looking_free(void *arg)
{
	struct looking *job = arg;

	audience_free(job->audience);
	reach_free(job->reach);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* Of the view in hand only: of a newer store there will be another one. */
static bool
are_old(struct desk *dk, struct desk_mark *now)
{
	struct err err = ERR_INIT;

	if (dk->v == NULL || dk->people_stopped)
		return false;
	if (!desk_read_mark(dk, now, &err)) {
		desk_say(dk, err.text, true);
		return false;
	}
	return dk->v->facts_version == now->facts_version &&
	    (dk->people_asked == 0 || !desk_same_mark(now, &dk->people_mark));
}

void
desk_look_at_people(struct desk *dk)
{
	struct desk_mark now;
	struct looking *job;

	if (!are_old(dk, &now))
		return;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->number = ++dk->people_asked;
	dk->people_mark = now;
	if (dk->grounds.reach != NULL && dk->grounds.reach->v == dk->v &&
	    desk_same_mark(&now, &dk->grounds_mark))
		job->reach = reach_share(dk->grounds.reach);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_PEOPLE,
		.flags = JOB_NEWEST,
		.work = looking_work,
		.done = looking_done,
		.free = looking_free,
		.owner = dk,
		.arg = job,
	    });
}

bool
desk_people_stoppable(const struct desk *dk)
{
	return dk->people_got != dk->people_asked ||
	    desk_prospects_stoppable(dk);
}

bool
desk_people_stop(struct desk *dk)
{
	if (desk_prospects_stop(dk))
		return true;
	if (!desk_people_stoppable(dk))
		return false;
	job_stop(dk->jobs, LANE_PEOPLE);
	dk->people_asked++; /* what comes back now is no longer asked for */
	dk->people_got = dk->people_asked;
	dk->people_stopped = true;
	dk->news |= DESK_PEOPLE;
	desk_say(
	    dk, "stopped; segments and follow-ups were not worked out", false);
	return true;
}

bool
desk_people_stopped(const struct desk *dk)
{
	return dk->people_stopped;
}

void
desk_people_again(struct desk *dk)
{
	dk->people_stopped = false;
	dk->people_asked = dk->people_got = 0;
	desk_look_at_people(dk);
}

void
desk_people_release(struct desk *dk)
{
	audience_free(dk->audience);
	reach_free(dk->reach);
	following_free(dk->following);
	desk_prospects_drop(dk);
}

/* ---- what there is ---- */

const struct audience *
desk_audience(const struct desk *dk)
{
	return dk->audience;
}

const struct reach *
desk_reach(const struct desk *dk)
{
	return dk->reach;
}

bool
desk_segments(struct desk *dk, struct listing *out, struct err *err)
{
	return audience_segments(dk->audience, out, err);
}

void
desk_followups(struct desk *dk, struct listing *out)
{
	reach_listing(dk->reach, out);
}

/* What it is, and whether it can be told. */
static bool
add_meaning(struct desk *dk, const char *segment, struct str *words)
{
	const struct store_segment *own =
	    audience_own(dk->audience, slice_of(segment));
	const struct segment_row *row;
	enum segment_id id;

	if (own != NULL) {
		str_addf(words, "%s\n", own->expression);
		return true;
	}
	if (!segment_parse(slice_of(segment), &id))
		return true;
	row = segment_row(id);
	str_addf(words, "%s\n", row->meaning);
	if (audience_lacks(dk->audience, row) == NULL)
		return true;
	str_addf(words, "cannot be told without %s\n",
	    audience_lacks(dk->audience, row));
	return false;
}

bool
desk_members(struct desk *dk, const char *segment, struct listing *out,
    struct str *words, struct err *err)
{
	bool *member =
	    mem_try_zarray(dk->audience->n, sizeof(*member), "customers", err);
	bool ok = member != NULL;

	if (ok && add_meaning(dk, segment, words)) {
		struct err wrong = ERR_INIT;
		if (audience_mask(dk->audience, segment, member, &wrong))
			audience_add_sizes(dk->audience, member, words);
		else
			str_addf(words, "cannot be told: %s\n", wrong.text);
	}
	ok = ok && audience_people(dk->audience, member, out, err);
	mem_free(member);
	return ok;
}

/* ---- segments of the shop's own ---- */

const struct store_segment *
desk_segment(const struct desk *dk, uint64_t row)
{
	const struct store_segments *own = &dk->audience->own;

	for (size_t i = 0; i < own->n; i++)
		if (SEGMENT_COUNT + (uint64_t)own->rows[i].segment_id == row)
			return &own->rows[i];
	return NULL;
}

bool
desk_segment_try(
    struct desk *dk, const char *expression, struct str *words, struct err *err)
{
	bool *member =
	    mem_try_array(dk->audience->n, sizeof(*member), "customers", err);
	bool ok = member != NULL &&
	    audience_pass(
		dk->audience, expression, dk->audience->facts, member, err);

	if (ok)
		audience_add_sizes(dk->audience, member, words);
	mem_free(member);
	return ok;
}

/* Are the orders of its customers looked at? */
static bool
is_looked_at(const struct desk *dk, const char *segment)
{
	return dk->cut.segment != NULL &&
	    slice_eq_nocase(slice_of(dk->cut.segment), slice_of(segment));
}

bool
desk_segment_save(struct desk *dk, struct store_segment *s, struct err *err)
{
	if (!segmenting_save(dk->st, s, err))
		return false;
	if (is_looked_at(dk, s->name))
		desk_jobs_load(dk);
	desk_look_at_people(dk);
	return true;
}

bool
desk_segment_delete(
    struct desk *dk, const struct store_segment *s, struct err *err)
{
	struct cut rest = *desk_cut(dk);

	if (!segmenting_delete(dk->st, s, err))
		return false;
	if (is_looked_at(dk, s->name)) {
		struct arena text = { 0 };
		rest.segment = NULL;
		cut_copy(&rest, &rest, &text);
		desk_look_at(dk, &rest);
		arena_release(&text);
	}
	desk_look_at_people(dk);
	return true;
}

/* ---- one follow-up list ---- */

struct following_job {
	struct desk_request rq;
	struct following_request request;
	uint64_t pair;
	struct following *result;
};

static bool
following_work(void *arg, const struct progress *pg, struct err *err)
{
	struct following_job *job = arg;
	struct store *st = NULL;

	if (desk_request_open(&job->rq, &st, pg, err))
		job->result = following_new(st, job->rq.v, &job->request, err);
	store_close(st);
	return job->result != NULL;
}

static void
following_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct following_job *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	following_free(dk->following);
	dk->following = job->result;
	dk->following_of = job->pair;
	job->result = NULL;
	dk->news |= DESK_FOLLOWING;
}

static void
following_job_free(void *arg)
{
	struct following_job *job = arg;

	following_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_follow(struct desk *dk, uint64_t pair, int32_t looks)
{
	struct following_job *job;

	if (dk->reach == NULL ||
	    (dk->following_wanted == pair && dk->following_looks == looks))
		return;
	dk->following_wanted = pair;
	dk->following_looks = looks;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, false);
	job->rq.v = view_share(dk->reach->v);
	job->pair = pair;
	job->request = (struct following_request){
		.least = dk->reach->rq.least,
		.most = dk->reach->rq.most,
		.looks = looks,
		.now = dk->now,
	};
	if (job->rq.wording.len > 0)
		job->request.wording = job->rq.wording.p;
	pairing_products(pair, &job->request.a, &job->request.b);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_FOLLOWING,
		.flags = JOB_NEWEST,
		.work = following_work,
		.done = following_done,
		.free = following_job_free,
		.owner = dk,
		.arg = job,
	    });
}

struct following *
desk_following(const struct desk *dk, uint64_t *pair)
{
	*pair = dk->following_of;
	return dk->following;
}
