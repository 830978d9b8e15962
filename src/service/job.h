/*
 * job - work on threads of its own, so that the dashboard never waits.
 *
 * A job has two halves: 'work' runs on a worker thread and touches nothing
 * but its own arg and immutable data it holds a reference to; 'done' runs on
 * the thread that calls job_collect and hands the result over. What needs the
 * store opens its own connection in 'work'.
 *
 * Jobs come in lanes ("projection", "curve", "import"). A lane holds at most
 * one waiting job: submitting another replaces it, and with JOB_NEWEST also
 * asks the running one to stop, because its result would be out of date. So
 * a slider held down costs one calculation at a time, and results that arrive
 * are never older than ones shown before.
 *
 *	job_submit(runner, &(struct job){ .lane = LANE_CURVE,
 *	    .flags = JOB_NEWEST, .work = draw_curve, .done = show_curve,
 *	    .free = free_request, .owner = desk, .arg = request });
 *	...poll job_fd, then job_collect(runner)
 */
#ifndef ENDCAP_JOB_H
#define ENDCAP_JOB_H

#include "base/progress.h"

enum job_lane {
	LANE_GLANCE, /* what was kept of the last time */
	LANE_LOAD, /* reading the store, mining */
	LANE_GAINS, /* what is needed to tell what a pair would add */
	LANE_PAIRS_GAIN, /* what the pairs in sight would add */
	LANE_OVERVIEW, /* key figures */
	LANE_IMPORT,
	LANE_PREVIEW, /* the first rows of a file */
	LANE_COUNTS, /* a dry run of it */
	LANE_PROJECTION,
	LANE_CURVE, /* thresholds */
	LANE_EXPORT,
	LANE_COMMAND, /* of the command line */
	LANE_NARROW, /* rows of a table by a filter */
	LANE_FILLING, /* what fills the gap to a threshold */
	LANE_LAUNCH, /* projecting and putting live */
	LANE_TRACE, /* one pair through all orders */
	LANE_ADDITION, /* what goes with a bundle or a cart */
	LANE_FINDING, /* conflicts, upsells, versions */
	LANE_PEOPLE, /* segments and follow-ups */
	LANE_FOLLOWING, /* one follow-up list */
	LANE_NEXT, /* who takes what next */
	LANE_AGAIN, /* who buys what again */
	/* From here on nobody waits for it: see job_runner_new. */
	LANE_CLASSES, /* segments of customers */
	LANE_SPARSE, /* are there enough orders for pairs? */
	LANE_ADVICE, /* suggestions */
	LANE_BACKTEST, /* would the lists have been right */
	LANE_COUNT
};

enum job_flags {
	JOB_NEWEST = 1 << 0, /* stop the one that runs in this lane */
};

struct job {
	enum job_lane lane;
	unsigned flags;
	/* On a worker; false with err when it failed or was stopped. */
	bool (*work)(void *arg, const struct progress *pg, struct err *err);
	/* On the collecting thread, once; not for jobs that were replaced. */
	void (*done)(void *owner, void *arg, bool ok, const struct err *err);
	/* Frees arg, after done or instead of it; NULL: nothing to free. */
	void (*free)(void *arg);
	void *owner; /* borrowed */
	void *arg; /* moved to the runner */
};

struct job_runner;

/* Starts 'threads' workers (at least 1). Of several, one is always left for the
 * lanes that somebody waits for, the others take those nobody waits for
 * meanwhile. NULL with err when the system gives no thread or pipe. */
struct job_runner *job_runner_new(int threads, struct err *err);
/* Stops what runs, drops what waits, joins. */
void job_runner_free(struct job_runner *jr);

void job_submit(struct job_runner *jr, const struct job *job);
/* Readable when job_collect has something to do. */
int job_fd(const struct job_runner *jr);
/* Calls done for every finished job, in the order they finished; returns how
 * many. */
size_t job_collect(struct job_runner *jr);
/* Is anything waiting, running or not yet collected? */
bool job_busy(struct job_runner *jr);
/* Asks the running job of a lane to stop and drops the waiting one. Told at
 * one moment with the lock held, so that a job that ends just then is never
 * taken for one that had not begun. */
enum job_stopping {
	JOB_STOP_NONE, /* there was neither */
	JOB_STOP_ASKED, /* its done will be called, stopped or not */
	JOB_STOP_DROPPED, /* it had not begun: no done will tell */
};
enum job_stopping job_stop(struct job_runner *jr, enum job_lane lane);

/* Does a job of this lane run, so that its done will still be called? */
bool job_runs(struct job_runner *jr, enum job_lane lane);

struct job_state {
	bool running;
	char phase[80];
	int64_t done, total;
};
/* What the oldest running job last reported. */
void job_progress(struct job_runner *jr, struct job_state *out);

#endif
