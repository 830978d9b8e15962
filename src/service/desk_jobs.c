/*
 * Each kind of work is a request (what the worker needs, by value or by a
 * counted reference), a work function that fills its result, and a done
 * function that puts the result where the desk's readers find it. A result
 * is swapped in whole; what it replaces is freed.
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/lab_request.h"
#include "service/measuring.h"

void
desk_request_init(
    struct desk_request *rq, const struct desk *dk, bool with_view)
{
	*rq = (struct desk_request){ .now = dk->now, .threads = dk->threads };
	str_init(&rq->path);
	str_init(&rq->user);
	str_set(&rq->path, dk->path.p);
	str_set(&rq->user, dk->user.p);
	str_init(&rq->wording);
	if (dk->wording.len > 0)
		str_set(&rq->wording, dk->wording.p);
	if (with_view && dk->v != NULL)
		rq->v = view_share(dk->v);
}

void
desk_request_release(struct desk_request *rq)
{
	str_release(&rq->path);
	str_release(&rq->user);
	str_release(&rq->wording);
	view_free(rq->v);
}

bool
desk_request_open(const struct desk_request *rq, struct store **st,
    const struct progress *pg, struct err *err)
{
	struct store_options options = {
		.path = rq->path.p,
		.now = rq->now,
		.session = rq->user.p,
		.busy_ms = STORE_PATIENCE_MS,
		.waiting = pg,
	};

	*st = NULL;
	return store_open(&options, st, err);
}

bool
desk_finished(struct desk *dk, bool ok, const struct err *err)
{
	if (!ok && err->code != ERR_STOPPED)
		desk_say(dk, err->text, true);
	return ok;
}

void
desk_say_stopped(
    struct desk *dk, bool ok, const struct err *err, const char *sentence)
{
	if (!ok && err->code == ERR_STOPPED)
		desk_say(dk, sentence, false);
}

/* ---- loading ---- */

struct load {
	struct desk_request rq;
	struct cut cut;
	struct arena text; /* of the cut */
	uint64_t number;
	struct view *result;
};

static bool
load_work(void *arg, const struct progress *pg, struct err *err)
{
	struct load *job = arg;
	struct store *st;
	struct view_request request = {
		.parts = VIEW_SALES | VIEW_PAIRS | VIEW_RANKED,
		.cut = job->cut,
		.whole = job->rq.v,
		.threads = job->rq.threads,
		.progress = pg,
	};

	if (desk_request_open(&job->rq, &st, pg, err))
		job->result = view_load(st, &request, err);
	store_close(st);
	return job->result != NULL;
}

static void
load_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct load *job = arg;

	if (job->number != dk->load_asked)
		return; /* a newer one is under way, or this one was stopped */
	if (!ok && err->code == ERR_STOPPED && dk->v == NULL) {
		dk->load_stopped = true;
		dk->news |= DESK_VIEW;
	}
	if (!desk_finished(dk, ok, err)) {
		desk_cut_revert(dk);
		return;
	}
	desk_drop_addition(dk);
	desk_drop_grounds(dk);
	desk_drop_sums(dk);
	view_free(dk->v);
	dk->v = job->result;
	dk->view_number = job->number;
	job->result = NULL;
	dk->load_stopped = false;
	dk->people_stopped = false;
	dk->news |= DESK_VIEW;
	desk_jobs_classes(dk);
	desk_jobs_sparse(dk);
	if (!dk->glance_current || !cut_is_all(&dk->v->cut)) {
		desk_jobs_overview(dk);
	} else {
		desk_jobs_gains(dk);
		desk_jobs_backtest(dk); /* else after the overview */
	}
	dk->glance_current = false; /* of the next view it is not */
	if (dk->lab != NULL)
		desk_try_thresholds(dk);
}

static void
load_free(void *arg)
{
	struct load *job = arg;

	view_free(job->result);
	arena_release(&job->text);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_jobs_load(struct desk *dk)
{
	struct load *job = mem_zalloc(sizeof(*job));

	desk_remember(dk);
	/* For a cut: its orders may be there already. */
	desk_request_init(&job->rq, dk, !cut_is_all(&dk->cut));
	cut_copy(&job->cut, &dk->cut, &job->text);
	job->number = ++dk->load_asked;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_LOAD,
		.flags = JOB_NEWEST,
		.work = load_work,
		.done = load_done,
		.free = load_free,
		.owner = dk,
		.arg = job,
	    });
}

/* ---- projecting a bundle ---- */

struct projecting {
	struct desk_request rq;
	struct arena memory; /* of the offers */
	struct outlook_request request;
	struct outlook *result;
	int64_t bundle_id;
	uint64_t number;
};

static bool
projecting_work(void *arg, const struct progress *pg, struct err *err)
{
	struct projecting *job = arg;

	job->result = mem_zalloc(sizeof(*job->result));
	return outlook_compute(&job->request, pg, job->result, err);
}

static void
projecting_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct projecting *job = arg;

	dk->news |= DESK_PROJECTION;
	dk->outlook_got = job->number;
	if (!desk_finished(dk, ok, err))
		return;
	mem_free(dk->outlook);
	dk->outlook = job->result;
	dk->outlook_of = job->bundle_id;
	job->result = NULL;
}

static void
projecting_free(void *arg)
{
	struct projecting *job = arg;

	mem_free(job->result);
	arena_release(&job->memory);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* The offers are made here, on the desk's connection and thread. */
static bool
prepare(struct desk *dk, const struct store_bundle *b, struct projecting *job,
    struct err *err)
{
	struct outlook_request *rq = &job->request;

	rq->v = job->rq.v;
	rq->with_curve = true;
	if (!bundling_offer(rq->v, b, &job->memory, &rq->offer, err))
		return false;
	rq->offer.name = arena_strdup(&job->memory, b->name);
	return offer_check(&rq->offer, (uint32_t)rq->v->products.n, err) &&
	    bundling_live(dk->st, rq->v, desk_today(dk), b->bundle_id,
		&job->memory, &rq->live, &rq->n_live, err) &&
	    measuring_teach(dk->st, b, desk_today(dk), rq, err);
}

void
desk_project(struct desk *dk, const struct store_bundle *b)
{
	struct err err = ERR_INIT;
	struct projecting *job;

	if (dk->v == NULL)
		return;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->bundle_id = b->bundle_id;
	job->number = ++dk->outlook_asked;
	if (!prepare(dk, b, job, &err)) {
		/* Nothing to project yet: one product, no discount. */
		dk->outlook_got = dk->outlook_asked;
		mem_free(dk->outlook);
		dk->outlook = NULL;
		dk->news |= DESK_PROJECTION;
		projecting_free(job);
		return;
	}
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_PROJECTION,
		.flags = JOB_NEWEST,
		.work = projecting_work,
		.done = projecting_done,
		.free = projecting_free,
		.owner = dk,
		.arg = job,
	    });
}

/* ---- trying thresholds ---- */

struct trying {
	struct desk_request rq;
	struct lab_request request;
	struct saving_tier reward;
	struct lab *result;
};

static bool
trying_work(void *arg, const struct progress *pg, struct err *err)
{
	struct trying *job = arg;

	struct store_origins origins = { .orders = 0 };
	struct thresholding_scope scope = { .v = job->rq.v,
		.today = date_day_of(job->rq.now) };
	struct store *st = NULL;
	bool ok;

	job->result = mem_zalloc(sizeof(*job->result));
	ok = desk_request_open(&job->rq, &st, pg, err) &&
	    lab_request_load(st, &scope, &origins, &job->request, err);
	store_close(st);
	ok = ok && lab_compute(&job->request, pg, job->result, err);
	store_origins_release(&origins);
	return ok;
}

static void
trying_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct trying *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	if (dk->lab != NULL)
		lab_release(dk->lab);
	mem_free(dk->lab);
	dk->lab = job->result;
	job->result = NULL;
	dk->news |= DESK_LAB;
}

static void
trying_free(void *arg)
{
	struct trying *job = arg;

	if (job->result != NULL)
		lab_release(job->result);
	mem_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_try_thresholds(struct desk *dk)
{
	struct trying *job;

	if (dk->v == NULL)
		return;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->request = (struct lab_request){
		.v = job->rq.v,
		.fee = -1,
		.ship_cost = -1,
		.precise = true,
	};
	job->reward = dk->reward;
	if (job->reward.value > 0)
		job->request.reward = &job->reward;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_CURVE,
		.flags = JOB_NEWEST,
		.work = trying_work,
		.done = trying_done,
		.free = trying_free,
		.owner = dk,
		.arg = job,
	    });
}

void
desk_try_reward(struct desk *dk, const struct saving_tier *reward)
{
	dk->reward = reward != NULL ? *reward : (struct saving_tier){ 0 };
	desk_try_thresholds(dk);
}

/* ---- what fills the gap ---- */

struct fill_job {
	struct desk_request rq;
	double at, reach;
	struct filling *result;
};

static bool
fill_work(void *arg, const struct progress *pg, struct err *err)
{
	struct fill_job *job = arg;

	job->result = mem_zalloc(sizeof(*job->result));
	return filling_find(
	    &(struct filling_request){
		.v = job->rq.v,
		.at = job->at,
		.reach = job->reach,
		.progress = pg,
	    },
	    job->result, err);
}

static void
fill_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct fill_job *job = arg;

	if (!desk_finished(dk, ok, err))
		return;
	if (dk->filling != NULL)
		filling_release(dk->filling);
	mem_free(dk->filling);
	dk->filling = job->result;
	job->result = NULL;
	dk->news |= DESK_FILLING;
}

static void
fill_free(void *arg)
{
	struct fill_job *job = arg;

	if (job->result != NULL)
		filling_release(job->result);
	mem_free(job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

void
desk_fill(struct desk *dk, double at)
{
	struct curve_response response;
	struct curve_shop shop;
	struct fill_job *job;

	if (dk->v == NULL || dk->lab == NULL)
		return;
	lab_middle(dk->lab, &shop, &response);
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->at = at;
	job->reach = response.rho * shop.fee > 0 ? response.rho * shop.fee : 1;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_FILLING,
		.flags = JOB_NEWEST,
		.work = fill_work,
		.done = fill_done,
		.free = fill_free,
		.owner = dk,
		.arg = job,
	    });
}
