/*
 * Who buys, as tables: segments, and the follow-ups there are. Lists of people
 * are no part of the registry: whoever makes one decides who may be on it
 * (following.h, prospects.h, roster.h).
 */
#include "service/export_internal.h"

#include "service/audience.h"
#include "service/following.h"
#include "service/reach.h"

/* Both look at all orders of a customer. */
static bool
need_all_orders(const struct export_job *job, struct err *err)
{
	return cut_is_all(&job->v->cut) ||
	    err_set(err, ERR_USAGE,
		"'%s' are of all orders; leave out the options that choose "
		"some of them",
		job->row->what);
}

static bool
write_segments(const struct export_job *job, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct audience *au = audience_new(job->st, job->v, err);
	struct listing l;
	bool ok = au != NULL && audience_segments(au, &l, err) &&
	    export_listing(&l, format, sink, rows, err);

	audience_free(au);
	return ok;
}

static bool
write_followups(const struct export_job *job, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct reach_request rq = { .least = FOLLOWING_LEAST,
		.most = FOLLOWING_MOST,
		.today = job->today };
	struct reach *re = need_all_orders(job, err)
	    ? reach_new(job->st, job->v, &rq, NULL, err)
	    : NULL;
	struct listing l;
	bool ok = re != NULL;

	if (ok) {
		reach_listing(re, &l);
		ok = export_listing(&l, format, sink, rows, err);
	}
	reach_free(re);
	return ok;
}

bool
export_segments_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_segments(job, LISTING_CSV, sink, rows, err);
}

bool
export_segments_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_segments(job, LISTING_JSON, sink, rows, err);
}

bool
export_followups_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_followups(job, LISTING_CSV, sink, rows, err);
}

bool
export_followups_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_followups(job, LISTING_JSON, sink, rows, err);
}
