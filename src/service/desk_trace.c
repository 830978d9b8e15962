/*
 * One pair through all orders (pair_trace.h) and what goes with a bundle or a
 * cart (addition.h): both take a look at everything, a second for ten million
 * lines, so a worker does it. A trace is fetched once by the number of its
 * request; the addition stays with the desk as long as its view.
 */
#include "service/desk_internal.h"

#include "base/mem.h"

/* ---- a pair ---- */

struct tracing {
	struct desk_request rq;
	size_t a, b;
	uint8_t *segment_of; /* customers; NULL: none are told */
	uint64_t number;
	struct pair_trace result;
};

static bool
tracing_work(void *arg, const struct progress *pg, struct err *err)
{
	struct tracing *job = arg;
	struct store *st = NULL;
	bool ok;

	ok = desk_request_open(&job->rq, &st, pg, err) &&
	    pair_trace(job->rq.v, job->a, job->b, job->segment_of, pg,
		&job->result, err) &&
	    pair_trace_promoted(st, &job->result, err);
	store_close(st);
	return ok;
}

static void
tracing_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct tracing *job = arg;

	if (job->number != dk->trace_asked)
		return;
	dk->trace_got = job->number;
	dk->news |= DESK_TRACED;
	if (!desk_finished(dk, ok, err) || job->number == dk->trace_stopped)
		return;
	dk->trace = job->result;
	dk->has_trace = true;
	job->result = (struct pair_trace){ .n_months = 0 };
}

static void
tracing_free(void *arg)
{
	struct tracing *job = arg;

	pair_trace_release(&job->result);
	mem_free(job->segment_of);
	desk_request_release(&job->rq);
	mem_free(job);
}

static void
drop_trace(struct desk *dk)
{
	if (dk->has_trace)
		pair_trace_release(&dk->trace);
	dk->has_trace = false;
}

/* The desk's own may be replaced while the worker reads. */
static uint8_t *
copy_segments(const struct desk *dk)
{
	const uint8_t *from = desk_segment_of(dk);
	size_t n = dk->v->sales.customers;
	uint8_t *copy;

	if (from == NULL)
		return NULL;
	copy = mem_zarray(n + 1, sizeof(*copy)); /* guests alone: none */
	memcpy(copy, from, n * sizeof(*copy));
	return copy;
}

uint64_t
desk_trace(struct desk *dk, size_t a, size_t b)
{
	struct tracing *job;

	drop_trace(dk); /* nobody fetched it */
	++dk->trace_asked;
	if (dk->v == NULL) {
		dk->trace_got = dk->trace_asked;
		return dk->trace_asked;
	}
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->a = a;
	job->b = b;
	job->segment_of = copy_segments(dk);
	job->number = dk->trace_asked;
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_TRACE,
		.flags = JOB_NEWEST,
		.work = tracing_work,
		.done = tracing_done,
		.free = tracing_free,
		.owner = dk,
		.arg = job,
	    });
	return job->number;
}

enum desk_tracing
desk_traced(struct desk *dk, uint64_t number, struct pair_trace *out)
{
	if (number != dk->trace_asked)
		return DESK_TRACE_REPLACED;
	if (number != dk->trace_got)
		return DESK_TRACE_BUSY;
	if (!dk->has_trace)
		return DESK_TRACE_STOPPED;
	*out = dk->trace;
	dk->has_trace = false;
	return DESK_TRACE_DONE;
}

void
desk_trace_stop(struct desk *dk, uint64_t number)
{
	if (number != dk->trace_asked || number == dk->trace_got)
		return;
	dk->trace_stopped = number; /* also where the worker was done first */
	if (job_stop(dk->jobs, LANE_TRACE) == JOB_STOP_DROPPED) {
		/* It had not begun: nobody else will tell. */
		dk->trace_got = dk->trace_asked;
		dk->news |= DESK_TRACED;
	}
}

void
desk_trace_release(struct desk *dk)
{
	drop_trace(dk);
}

uint64_t
desk_view_number(const struct desk *dk)
{
	return dk->view_number;
}

bool
desk_has_segments(const struct desk *dk)
{
	return desk_segment_of(dk) != NULL;
}

/* ---- what goes with it ---- */

struct adding {
	struct desk_request rq;
	struct addition result;
	bool made;
};

static bool
adding_work(void *arg, const struct progress *pg, struct err *err)
{
	struct adding *job = arg;

	job->made = progress_report(pg, "what goes with what", 0, 0, err) &&
	    addition_init(&job->result, job->rq.v, err);
	return job->made;
}

static void
adding_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct adding *job = arg;

	if (!desk_finished(dk, ok, err) || job->rq.v != dk->v)
		return;
	desk_drop_addition(dk);
	dk->addition = job->result;
	job->made = false;
	dk->news |= DESK_ADDITION;
}

static void
adding_free(void *arg)
{
	struct adding *job = arg;

	if (job->made)
		addition_release(&job->result);
	desk_request_release(&job->rq);
	mem_free(job);
}

/* Asked for once for each view; false until it is there. */
static bool
need_addition(struct desk *dk)
{
	struct adding *job;

	if (dk->addition.v == dk->v)
		return true;
	if (dk->addition_asked == dk->view_number)
		return false;
	dk->addition_asked = dk->view_number;
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_ADDITION,
		.flags = JOB_NEWEST,
		.work = adding_work,
		.done = adding_done,
		.free = adding_free,
		.owner = dk,
		.arg = job,
	    });
	return false;
}

void
desk_drop_addition(struct desk *dk)
{
	addition_release(&dk->addition);
}

/* The bundle's products as indices; how many. */
static size_t
list_items(const struct view *v, const struct store_bundle *b, uint32_t *items)
{
	size_t n = 0, p;

	for (size_t i = 0; i < b->n_items; i++) {
		if (store_products_index(
			&v->products, b->items[i].product_id, &p))
			items[n++] = (uint32_t)p;
	}
	return n;
}

bool
desk_next_best(struct desk *dk, const struct store_bundle *b, size_t *product)
{
	struct cart_item best;
	uint32_t *items;
	size_t n, found = 0;

	if (dk->v == NULL || b->n_items == 0 || !need_addition(dk))
		return false;
	items = mem_array(b->n_items, sizeof(*items));
	n = list_items(dk->v, b, items);
	if (!addition_best(&dk->addition, items, n, &best, 1, &found, NULL))
		found = 0;
	mem_free(items);
	if (found > 0)
		*product = best.product;
	return found > 0;
}
