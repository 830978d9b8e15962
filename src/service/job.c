/*
 * One mutex guards everything. Each lane has one slot for a waiting job and
 * one for the running one; workers take the waiting job of the first lane
 * that has none running, so two jobs of a lane never overlap. Finished jobs
 * go to a list that job_collect empties; a byte in the pipe says that it is
 * not empty, or that progress was made.
 *
 * Invariants:
 * 1. A job is in exactly one place: waiting, running, finished, or gone.
 * 2. 'stop' of a lane is only looked at by the job that runs in it.
 * 3. done and free are never called with the mutex held.
 */
#include "service/job.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

struct entry {
	struct job job;
	struct err err;
	bool ok;
	uint64_t number; /* in the order of submission */
	struct entry *next; /* of the finished list */
};

struct lane {
	struct entry *waiting, *running;
	bool stop;
	struct job_state state;
};

struct job_runner {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct lane lanes[LANE_COUNT];
	struct entry *first, **last; /* finished, oldest first */
	uint64_t submitted;
	bool ending, signalled;
	int pipe[2];
	pthread_t *threads;
	int n_threads;
};

/* With the lock held: makes job_fd readable, once until it is collected. */
static void
signal_news(struct job_runner *jr)
{
	ssize_t n;

	if (jr->signalled)
		return;
	do {
		n = write(jr->pipe[1], "", 1);
	} while (n < 0 && errno == EINTR);
	jr->signalled = n == 1;
}

static void
drop(struct entry *e)
{
	if (e == NULL)
		return;
	if (e->job.free != NULL)
		e->job.free(e->job.arg);
	mem_free(e);
}

/* ---- on a worker ---- */

struct reporter {
	struct job_runner *jr;
	struct lane *lane;
};

static bool
report(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct reporter *r = arg;
	struct job_state *state = &r->lane->state;
	bool go_on;

	pthread_mutex_lock(&r->jr->lock);
	snprintf(state->phase, sizeof(state->phase), "%s", phase);
	state->done = done;
	state->total = total;
	go_on = !r->lane->stop && !r->jr->ending;
	signal_news(r->jr);
	pthread_mutex_unlock(&r->jr->lock);
	return go_on;
}

static bool
is_waited_for(int lane)
{
	return lane < LANE_CLASSES;
}

/* May one more worker do what nobody waits for? */
static bool
has_time(const struct job_runner *jr)
{
	int busy = 0;

	for (int i = 0; i < LANE_COUNT; i++)
		busy += !is_waited_for(i) && jr->lanes[i].running != NULL;
	return jr->n_threads == 1 || busy < jr->n_threads - 1;
}

/* The lane whose waiting job may start, or NULL. */
static struct lane *
ready_lane(struct job_runner *jr)
{
	for (int i = 0; i < LANE_COUNT; i++) {
		struct lane *lane = &jr->lanes[i];
		if (lane->waiting != NULL && lane->running == NULL &&
		    (is_waited_for(i) || has_time(jr)))
			return lane;
	}
	return NULL;
}

static void
run(struct job_runner *jr, struct lane *lane)
{
	struct entry *e = lane->waiting;
	struct reporter reporter = { jr, lane };
	struct progress pg = { report, &reporter };

	lane->waiting = NULL;
	lane->running = e;
	lane->stop = false;
	lane->state = (struct job_state){ .running = true };
	pthread_mutex_unlock(&jr->lock);

	e->ok = e->job.work(e->job.arg, &pg, &e->err);

	pthread_mutex_lock(&jr->lock);
	lane->running = NULL;
	lane->state.running = false;
	*jr->last = e;
	jr->last = &e->next;
	signal_news(jr);
	pthread_cond_broadcast(&jr->wake);
}

static void *
worker(void *arg)
{
	struct job_runner *jr = arg;

	pthread_mutex_lock(&jr->lock);
	while (!jr->ending) {
		struct lane *lane = ready_lane(jr);
		if (lane != NULL)
			run(jr, lane);
		else
			pthread_cond_wait(&jr->wake, &jr->lock);
	}
	pthread_mutex_unlock(&jr->lock);
	return NULL;
}

/* ---- on the thread that owns the runner ---- */

static bool
make_pipe(int fds[2], struct err *err)
{
	if (pipe(fds) != 0)
		return err_set(
		    err, ERR_IO, "cannot make a pipe: %s", err_system(errno));
	for (int i = 0; i < 2; i++) {
		if (fcntl(fds[i], F_SETFL, O_NONBLOCK) != 0 ||
		    fcntl(fds[i], F_SETFD, FD_CLOEXEC) != 0) {
			close(fds[0]);
			close(fds[1]);
			return err_set(err, ERR_IO, "cannot set up a pipe: %s",
			    err_system(errno));
		}
	}
	return true;
}

struct job_runner *
job_runner_new(int threads, struct err *err)
{
	struct job_runner *jr = mem_zalloc(sizeof(*jr));

	if (!make_pipe(jr->pipe, err)) {
		mem_free(jr);
		return NULL;
	}
	jr->last = &jr->first;
	pthread_mutex_init(&jr->lock, NULL);
	pthread_cond_init(&jr->wake, NULL);
	jr->threads = mem_zarray(
	    (size_t)(threads > 0 ? threads : 1), sizeof(*jr->threads));
	pthread_mutex_lock(&jr->lock); /* workers count the workers */
	do {
		if (pthread_create(
			&jr->threads[jr->n_threads], NULL, worker, jr) != 0)
			break;
		jr->n_threads++;
	} while (jr->n_threads < threads);
	pthread_mutex_unlock(&jr->lock);
	if (jr->n_threads == 0) {
		err_set(err, ERR_IO, "the system gives no thread");
		job_runner_free(jr);
		return NULL;
	}
	return jr;
}

void
job_runner_free(struct job_runner *jr)
{
	struct entry *e;

	if (jr == NULL)
		return;
	pthread_mutex_lock(&jr->lock);
	jr->ending = true;
	pthread_cond_broadcast(&jr->wake);
	pthread_mutex_unlock(&jr->lock);
	for (int i = 0; i < jr->n_threads; i++)
		pthread_join(jr->threads[i], NULL);
	for (int i = 0; i < LANE_COUNT; i++)
		drop(jr->lanes[i].waiting);
	while ((e = jr->first) != NULL) {
		jr->first = e->next;
		drop(e);
	}
	close(jr->pipe[0]);
	close(jr->pipe[1]);
	pthread_cond_destroy(&jr->wake);
	pthread_mutex_destroy(&jr->lock);
	mem_free(jr->threads);
	mem_free(jr);
}

void
job_submit(struct job_runner *jr, const struct job *job)
{
	struct lane *lane = &jr->lanes[job->lane];
	struct entry *e = mem_zalloc(sizeof(*e)), *replaced;

	e->job = *job;
	pthread_mutex_lock(&jr->lock);
	e->number = ++jr->submitted;
	replaced = lane->waiting;
	lane->waiting = e;
	if ((job->flags & JOB_NEWEST) && lane->running != NULL)
		lane->stop = true;
	pthread_cond_signal(&jr->wake);
	pthread_mutex_unlock(&jr->lock);
	drop(replaced);
}

int
job_fd(const struct job_runner *jr)
{
	return jr->pipe[0];
}

static void
empty_pipe(struct job_runner *jr)
{
	char bytes[16];

	while (read(jr->pipe[0], bytes, sizeof(bytes)) > 0)
		continue;
	jr->signalled = false;
}

size_t
job_collect(struct job_runner *jr)
{
	struct entry *e, *next;
	size_t n = 0;

	pthread_mutex_lock(&jr->lock);
	empty_pipe(jr);
	e = jr->first;
	jr->first = NULL;
	jr->last = &jr->first;
	pthread_mutex_unlock(&jr->lock);
	for (; e != NULL; e = next, n++) {
		next = e->next;
		e->job.done(e->job.owner, e->job.arg, e->ok, &e->err);
		drop(e);
	}
	return n;
}

bool
job_busy(struct job_runner *jr)
{
	bool busy;

	pthread_mutex_lock(&jr->lock);
	busy = jr->first != NULL;
	for (int i = 0; i < LANE_COUNT && !busy; i++)
		busy = jr->lanes[i].waiting != NULL ||
		    jr->lanes[i].running != NULL;
	pthread_mutex_unlock(&jr->lock);
	return busy;
}

enum job_stopping
job_stop(struct job_runner *jr, enum job_lane which)
{
	struct lane *lane = &jr->lanes[which];
	struct entry *waiting;
	enum job_stopping was = JOB_STOP_NONE;

	pthread_mutex_lock(&jr->lock);
	waiting = lane->waiting;
	if (lane->running != NULL)
		was = JOB_STOP_ASKED;
	else if (waiting != NULL)
		was = JOB_STOP_DROPPED;
	lane->waiting = NULL;
	if (lane->running != NULL)
		lane->stop = true;
	pthread_mutex_unlock(&jr->lock);
	drop(waiting);
	return was;
}

bool
job_runs(struct job_runner *jr, enum job_lane lane)
{
	bool runs;

	pthread_mutex_lock(&jr->lock);
	runs = jr->lanes[lane].running != NULL;
	pthread_mutex_unlock(&jr->lock);
	return runs;
}

void
job_progress(struct job_runner *jr, struct job_state *out)
{
	const struct lane *oldest = NULL;

	pthread_mutex_lock(&jr->lock);
	for (int i = 0; i < LANE_COUNT; i++) {
		const struct lane *lane = &jr->lanes[i];
		if (lane->running != NULL &&
		    (oldest == NULL ||
			lane->running->number < oldest->running->number))
			oldest = lane;
	}
	*out = oldest != NULL ? oldest->state : (struct job_state){ 0 };
	pthread_mutex_unlock(&jr->lock);
}
