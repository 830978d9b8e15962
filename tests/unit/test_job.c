/* job: lanes, replacement, stopping, and what is freed when. */
#include "service/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>
#include <pthread.h>

/* What a test's jobs share; the gate holds running jobs until it is opened. */
struct desk {
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool open;
	int started;
	int done, stopped, freed;
	int results[8];
};

struct task {
	struct desk *desk;
	int value;
};

static void
desk_init(struct desk *d, bool open)
{
	memset(d, 0, sizeof(*d));
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->change, NULL);
	d->open = open;
}

static bool
work(void *arg, const struct progress *pg, struct err *err)
{
	struct task *t = arg;
	struct desk *d = t->desk;

	pthread_mutex_lock(&d->lock);
	d->started++;
	pthread_cond_broadcast(&d->change);
	while (!d->open)
		pthread_cond_wait(&d->change, &d->lock);
	pthread_mutex_unlock(&d->lock);
	return progress_report(pg, "testing", 1, 2, err);
}

static void
done(void *owner, void *arg, bool ok, const struct err *err)
{
	struct desk *d = owner;
	struct task *t = arg;

	if (ok)
		d->results[d->done++] = t->value;
	else if (err->code == ERR_STOPPED)
		d->stopped++;
}

static void
free_task(void *arg)
{
	struct task *t = arg;

	t->desk->freed++;
	free(t);
}

static void
submit(struct job_runner *jr, struct desk *d, enum job_lane lane,
    unsigned flags, int value)
{
	struct task *t = malloc(sizeof(*t));

	*t = (struct task){ d, value };
	job_submit(jr,
	    &(struct job){ .lane = lane,
		.flags = flags,
		.work = work,
		.done = done,
		.free = free_task,
		.owner = d,
		.arg = t });
}

static void
wait_started(struct desk *d, int n)
{
	pthread_mutex_lock(&d->lock);
	while (d->started < n)
		pthread_cond_wait(&d->change, &d->lock);
	pthread_mutex_unlock(&d->lock);
}

static void
open_gate(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->open = true;
	pthread_cond_broadcast(&d->change);
	pthread_mutex_unlock(&d->lock);
}

static void
collect_all(struct job_runner *jr)
{
	while (job_busy(jr)) {
		struct pollfd fd = { .fd = job_fd(jr), .events = POLLIN };
		assert_true(poll(&fd, 1, 5000) == 1);
		job_collect(jr);
	}
}

static struct job_runner *
new_runner(int threads)
{
	struct err err = ERR_INIT;
	struct job_runner *jr = job_runner_new(threads, &err);

	assert_non_null(jr);
	return jr;
}

static void
a_result_is_handed_over_once_and_freed(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(1);

	(void)state;
	desk_init(&d, true);
	submit(jr, &d, LANE_CURVE, 0, 7);
	collect_all(jr);
	assert_int_equal(d.done, 1);
	assert_int_equal(d.results[0], 7);
	assert_int_equal(d.freed, 1);
	assert_int_equal(job_collect(jr), 0);
	job_runner_free(jr);
}

static void
a_newer_job_replaces_the_waiting_one(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(2);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_CURVE, 0, 1);
	wait_started(&d, 1);
	submit(jr, &d, LANE_CURVE, 0, 2);
	submit(jr, &d, LANE_CURVE, 0, 3);
	assert_int_equal(d.freed, 1);
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.done, 2);
	assert_int_equal(d.results[0], 1);
	assert_int_equal(d.results[1], 3);
	assert_int_equal(d.freed, 3);
	job_runner_free(jr);
}

static void
newest_stops_the_one_that_runs(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(1);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_CURVE, JOB_NEWEST, 1);
	wait_started(&d, 1);
	submit(jr, &d, LANE_CURVE, JOB_NEWEST, 2);
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.stopped, 1);
	assert_int_equal(d.done, 1);
	assert_int_equal(d.results[0], 2);
	job_runner_free(jr);
}

static void
lanes_run_side_by_side(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(2);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_CURVE, 0, 1);
	submit(jr, &d, LANE_EXPORT, 0, 2);
	wait_started(&d, 2);
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.done, 2);
	job_runner_free(jr);
}

static void
stop_ends_the_running_and_drops_the_waiting(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(1);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_IMPORT, 0, 1);
	wait_started(&d, 1);
	submit(jr, &d, LANE_IMPORT, 0, 2);
	job_stop(jr, LANE_IMPORT);
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.done, 0);
	assert_int_equal(d.stopped, 1);
	assert_int_equal(d.freed, 2);
	job_runner_free(jr);
}

static void
freeing_the_runner_frees_what_waits_and_what_was_not_collected(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(1);

	(void)state;
	desk_init(&d, true);
	for (int i = 0; i < 50; i++)
		submit(jr, &d, (enum job_lane)(i % LANE_COUNT), 0, i);
	job_runner_free(jr);
	assert_int_equal(d.freed, 50);
	assert_int_equal(d.done, 0);
}

static void
what_is_waited_for_finds_a_worker(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(2);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_ADVICE, 0, 1);
	wait_started(&d, 1);
	submit(jr, &d, LANE_BACKTEST, 0, 2);
	submit(jr, &d, LANE_NARROW, 0, 3);
	wait_started(&d, 2);
	assert_true(job_runs(jr, LANE_NARROW));
	assert_false(job_runs(jr, LANE_BACKTEST));
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.done, 3);
	job_runner_free(jr);
}

/* Who had not begun is told by nobody else, so it must be known for sure. */
static void
stopping_says_what_was_stopped(void **state)
{
	struct desk d;
	struct job_runner *jr = new_runner(1);

	(void)state;
	desk_init(&d, false);
	submit(jr, &d, LANE_ADVICE, 0, 1);
	wait_started(&d, 1);
	submit(jr, &d, LANE_NARROW, 0, 2);
	assert_int_equal(job_stop(jr, LANE_NARROW), JOB_STOP_DROPPED);
	assert_int_equal(job_stop(jr, LANE_NARROW), JOB_STOP_NONE);
	assert_int_equal(job_stop(jr, LANE_ADVICE), JOB_STOP_ASKED);
	open_gate(&d);
	collect_all(jr);
	assert_int_equal(d.stopped, 1);
	assert_int_equal(d.done, 0);
	assert_int_equal(job_stop(jr, LANE_ADVICE), JOB_STOP_NONE);
	job_runner_free(jr);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_is_handed_over_once_and_freed),
		cmocka_unit_test(a_newer_job_replaces_the_waiting_one),
		cmocka_unit_test(newest_stops_the_one_that_runs),
		cmocka_unit_test(lanes_run_side_by_side),
		cmocka_unit_test(what_is_waited_for_finds_a_worker),
		cmocka_unit_test(stopping_says_what_was_stopped),
		cmocka_unit_test(stop_ends_the_running_and_drops_the_waiting),
		cmocka_unit_test(
		    freeing_the_runner_frees_what_waits_and_what_was_not_collected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
