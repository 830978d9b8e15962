/*
 * Tables that take a look at all orders or at a whole category, made by a
 * worker and fetched once, as narrowed rows are (desk_narrow.c).
 */
#include "service/desk_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/conflicts.h"
#include "service/outcome.h"
#include "service/upsell.h"

struct finding {
	struct desk_request rq;
	enum desk_finding what;
	int64_t id;
	uint64_t number;
	struct listing rows;
	struct str words;
};

/* With the bundle as it is stored, or without one. */
static bool
find_conflicts(struct finding *job, const struct progress *pg, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct store *st;
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    (job->id == 0 || bundling_get(st, job->id, &text, &b, err)) &&
	    conflicts_listing(st, job->rq.v, date_day_of(job->rq.now),
		job->id == 0 ? NULL : &b, pg, &job->rows, &job->words, err);

	arena_release(&text);
	store_close(st);
	return ok;
}

static bool
find_upsells(struct finding *job, struct err *err)
{
	size_t product = (size_t)job->id;

	if (product >= job->rq.v->products.n)
		return err_set(
		    err, ERR_NOT_FOUND, "the shop has changed: try again");
	if (!upsell_listing(job->rq.v, product, &job->rows, err))
		return false;
	if (job->rows.source_rows == 0)
		str_add(&job->words,
		    "no better alternative: nothing of its category costs a "
		    "step more, earns more and is no mere variant");
	return true;
}

static bool
find_scenarios(struct finding *job, const struct progress *pg, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct store *st;
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    bundling_get(st, job->id, &text, &b, err) &&
	    scenarios_listing(st, job->rq.v, &b, date_day_of(job->rq.now), pg,
		&job->rows, err);

	if (ok)
		str_addf(&job->words, "changes per %.0f days",
		    job->rq.v->settings.value[SETTING_HORIZON_DAYS]);
	arena_release(&text);
	store_close(st);
	return ok;
}

/* Is it only that nothing can be said yet? */
static bool
is_early(const struct err *why)
{
	return why->code == ERR_INPUT || why->code == ERR_NOT_FOUND;
}

/* What cannot be said yet is said in words. */
static bool
find_review(struct finding *job, const struct progress *pg, struct err *err)
{
	struct measuring *m = mem_zalloc(sizeof(*m));
	struct arena text = { 0 };
	struct err why = ERR_INIT;
	struct store_bundle b;
	struct store *st;
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    bundling_get(st, job->id, &text, &b, err);

	if (ok && measuring_find(st, job->rq.v, b.name, m, &why)) {
		measuring_listing(m, job->rq.v, &job->rows);
		measuring_add_words(m, &job->words);
	} else if (ok) {
		ok = is_early(&why) || err_set(err, why.code, "%s", why.text);
		measuring_listing(NULL, job->rq.v, &job->rows);
		str_addf(&job->words, "%s\n", why.text);
	}
	if (ok) {
		const struct heldout_offer of = heldout_bundle(&b);
		ok = measuring_add_held(st, &of, &job->words, err);
	}
	arena_release(&text);
	store_close(st);
	mem_free(m);
	return ok;
}

/* The threshold of this id, its texts in 'text'. */
static bool
get_threshold(struct store *st, int64_t id, struct arena *text,
    struct store_threshold *out, struct err *err)
{
	struct store_thresholds all;
	bool found = false, ok = true;

	if (!store_thresholds_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n && !found; i++) {
		found = all.rows[i].threshold_id == id;
		if (found)
			ok = store_threshold_get(
			    st, all.rows[i].name, text, out, err);
	}
	store_thresholds_release(&all);
	return found
	    ? ok
	    : err_set(err, ERR_NOT_FOUND, "that threshold is no longer there");
}

static bool
find_outcome(struct finding *job, const struct progress *pg, struct err *err)
{
	struct outcome *oc = mem_zalloc(sizeof(*oc));
	struct arena text = { 0 };
	struct err why = ERR_INIT;
	struct store_threshold t;
	struct store *st;
	bool ok = desk_request_open(&job->rq, &st, pg, err) &&
	    get_threshold(st, job->id, &text, &t, err);

	if (ok && outcome_find(st, job->rq.v, t.name, oc, &why)) {
		outcome_listing(oc, job->rq.v, &job->rows);
		outcome_add_words(oc, &job->words);
	} else if (ok) {
		ok = is_early(&why) || err_set(err, why.code, "%s", why.text);
		outcome_listing(NULL, job->rq.v, &job->rows);
		str_addf(&job->words, "%s\n", why.text);
	}
	if (ok) {
		const struct heldout_offer of = heldout_threshold(&t);
		ok = measuring_add_held(st, &of, &job->words, err);
	}
	arena_release(&text);
	store_close(st);
	mem_free(oc);
	return ok;
}

static bool
finding_work(void *arg, const struct progress *pg, struct err *err)
{
	struct finding *job = arg;

	switch (job->what) {
	case FINDING_CONFLICTS:
		return find_conflicts(job, pg, err);
	case FINDING_UPSELLS:
		return find_upsells(job, err);
	case FINDING_REVIEW:
		return find_review(job, pg, err);
	case FINDING_OUTCOME:
		return find_outcome(job, pg, err);
	case FINDING_SCENARIOS:
		return find_scenarios(job, pg, err);
	}
	return false;
}

static void
finding_done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *dk = owner;
	struct finding *job = arg;

	if (job->number != dk->find_asked)
		return;
	dk->find_got = job->number;
	dk->news |= DESK_FOUND;
	if (!desk_finished(dk, ok, err))
		return;
	dk->found = job->rows;
	job->rows = (struct listing){ .name = "" };
	str_set(&dk->found_words, job->words.len > 0 ? job->words.p : "");
}

static void
finding_free(void *arg)
{
	struct finding *job = arg;

	listing_release(&job->rows);
	str_release(&job->words);
	desk_request_release(&job->rq);
	mem_free(job);
}

uint64_t
desk_find(struct desk *dk, enum desk_finding what, int64_t id)
{
	struct finding *job;

	listing_release(&dk->found); /* nobody fetched it */
	dk->found = (struct listing){ .name = "" };
	++dk->find_asked;
	if (dk->v == NULL) {
		dk->find_got = dk->find_asked;
		return dk->find_asked;
	}
	job = mem_zalloc(sizeof(*job));
	desk_request_init(&job->rq, dk, true);
	job->what = what;
	job->id = id;
	job->number = dk->find_asked;
	job->rows = (struct listing){ .name = "" };
	str_init(&job->words);
	job_submit(dk->jobs,
	    &(struct job){
		.lane = LANE_FINDING,
		.flags = JOB_NEWEST,
		.work = finding_work,
		.done = finding_done,
		.free = finding_free,
		.owner = dk,
		.arg = job,
	    });
	return job->number;
}

uint64_t
desk_find_answered(const struct desk *dk)
{
	return dk->find_got;
}

enum desk_narrowing
desk_found(
    struct desk *dk, uint64_t number, struct listing *out, struct str *words)
{
	if (number != dk->find_asked)
		return DESK_NARROWING_OLD;
	if (number != dk->find_got)
		return DESK_NARROWING_BUSY;
	if (dk->found.ops == NULL)
		return DESK_NARROWING_OLD; /* it failed */
	*out = dk->found;
	dk->found = (struct listing){ .name = "" };
	str_set(words, dk->found_words.len > 0 ? dk->found_words.p : "");
	return DESK_NARROWING_DONE;
}

/* ---- one cart ---- */

bool
desk_ring(struct desk *dk, const struct till_request *request, struct till *out,
    struct err *err)
{
	return till_ring(dk->st, request, out, err);
}
