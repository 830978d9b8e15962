/*
 * A block is full from the moment it is handed over until it was used; the
 * lock guards nothing but that, the end and the wish to stop. What is open in
 * a block that was handed over is still read from it by the filling thread,
 * which is safe: nobody writes to it until it is filled again.
 */
#include "ingest/relay.h"

#include <pthread.h>

struct slot {
	struct rowblock block;
	int64_t read;
	bool full;
};

struct relay {
	relay_fill_fn *fill;
	void *fill_arg;
	const int64_t *read;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct slot slots[2];
	bool ended; /* nothing will be filled any more */
	bool stopped; /* nothing will be used any more */
	bool ok;
};

/* Hands slot i over and waits for the other; false: there is no need to. */
static bool
hand_over(struct relay *r, int i, bool last)
{
	bool more;

	pthread_mutex_lock(&r->lock);
	r->slots[i].full = true;
	r->ended = last;
	pthread_cond_broadcast(&r->wake);
	while (!last && r->slots[1 - i].full && !r->stopped)
		pthread_cond_wait(&r->wake, &r->lock);
	more = !last && !r->stopped;
	pthread_mutex_unlock(&r->lock);
	return more;
}

/* Fills slot 1, 0, 1 and so on. */
static void *
fill_all(void *arg)
{
	struct relay *r = arg;
	bool end = false;
	int i = 0;

	do {
		i = 1 - i;
		rowblock_carry(&r->slots[i].block, &r->slots[1 - i].block);
		r->ok = r->fill(r->fill_arg, &r->slots[i].block, &end);
		r->slots[i].read = *r->read;
	} while (hand_over(r, i, end || !r->ok));
	return NULL;
}

/* Waits for slot i; false: there will be none. */
static bool
await(struct relay *r, int i)
{
	bool full;

	pthread_mutex_lock(&r->lock);
	while (!r->slots[i].full && !r->ended)
		pthread_cond_wait(&r->wake, &r->lock);
	full = r->slots[i].full;
	pthread_mutex_unlock(&r->lock);
	return full;
}

static void
give_back(struct relay *r, int i, bool stop)
{
	pthread_mutex_lock(&r->lock);
	r->slots[i].full = false;
	r->stopped = stop;
	pthread_cond_broadcast(&r->wake);
	pthread_mutex_unlock(&r->lock);
}

static void
use_all(struct relay *r, relay_use_fn *use, void *use_arg)
{
	bool more = true;

	for (int i = 1; more && await(r, i); i = 1 - i) {
		more = use(use_arg, &r->slots[i].block, r->slots[i].read);
		give_back(r, i, !more);
	}
}

/* Turn by turn, without a second thread. */
static void
take_turns(struct relay *r, relay_use_fn *use, void *use_arg)
{
	bool end = false;

	for (int i = 1; r->ok && !end; i = 1 - i) {
		rowblock_carry(&r->slots[i].block, &r->slots[1 - i].block);
		r->ok = r->fill(r->fill_arg, &r->slots[i].block, &end);
		if (!use(use_arg, &r->slots[i].block, *r->read))
			break;
	}
}

static void
run_rest(struct relay *r, relay_use_fn *use, void *use_arg)
{
	pthread_t thread;

	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->wake, NULL);
	if (pthread_create(&thread, NULL, fill_all, r) == 0) {
		use_all(r, use, use_arg);
		if (pthread_join(thread, NULL) != 0)
			BUG("the thread that reads cannot be joined");
	} else {
		take_turns(r, use, use_arg);
	}
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
}

bool
relay_run(relay_fill_fn *fill, void *fill_arg, const int64_t *read,
    relay_use_fn *use, void *use_arg)
{
	struct relay r = { .fill = fill, .fill_arg = fill_arg, .read = read };
	bool end = false;

	r.ok = fill(fill_arg, &r.slots[0].block, &end);
	if (use(use_arg, &r.slots[0].block, *read) && r.ok && !end)
		run_rest(&r, use, use_arg);
	rowblock_release(&r.slots[0].block);
	rowblock_release(&r.slots[1].block);
	return r.ok;
}
