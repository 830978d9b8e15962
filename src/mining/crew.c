/*
 * crew - see crew.h.
 */
#include "mining/crew.h"

#include <pthread.h>

struct seat {
	pthread_t thread;
	bool started;
	crew_fn *fn;
	void *arg;
	unsigned member;
};

static void *
seat_run(void *arg)
{
	struct seat *seat = arg;

	seat->fn(seat->arg, seat->member);
	return NULL;
}

unsigned
crew_size(unsigned threads)
{
	if (threads < 1)
		return 1;
	return threads > CREW_MAX ? CREW_MAX : threads;
}

void
crew_run(unsigned threads, crew_fn *fn, void *arg)
{
	struct seat seats[CREW_MAX];
	unsigned n = crew_size(threads);

	for (unsigned i = 1; i < n; i++) {
		struct seat *seat = &seats[i];
		*seat = (struct seat){ .fn = fn, .arg = arg, .member = i };
		seat->started =
		    pthread_create(&seat->thread, NULL, seat_run, seat) == 0;
	}
	fn(arg, 0);
	for (unsigned i = 1; i < n; i++) {
		if (!seats[i].started)
			fn(arg, i);
		else if (pthread_join(seats[i].thread, NULL) != 0)
			BUG("a thread of the crew cannot be joined");
	}
}
