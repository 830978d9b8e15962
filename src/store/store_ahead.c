/*
 * How it works: the thread owns parts, medians, ok and err until it is joined.
 * It uses nothing of the store but its name, for errors.
 */
#include "store/store_ahead.h"

static void *
work(void *arg)
{
	struct ahead *a = arg;

	a->ok = snapshot_encode(a->st, a->g, &a->parts, &a->stop, &a->err) &&
	    medians_begin(&a->medians, a->g, false, &a->err);
	a->medians.parts = &a->parts;
	a->ok = a->ok && medians_find(&a->medians, a->st, &a->stop, &a->err);
	return NULL;
}

static void
join(struct ahead *a)
{
	if (a->running && pthread_join(a->thread, NULL) != 0)
		BUG("the thread that works ahead cannot be joined");
	a->running = false;
}

void
ahead_begin(struct ahead *a, struct store *st, const struct gather *g)
{
	*a = (struct ahead){ .st = st, .g = g, .err = ERR_INIT };
	a->running = pthread_create(&a->thread, NULL, work, a) == 0;
	if (!a->running)
		work(a);
}

bool
ahead_save(struct ahead *a, struct err *err)
{
	join(a);
	if (!a->ok)
		return err_set(err, a->err.code, "%s", a->err.text);
	return snapshot_save(a->st, &a->parts, err) &&
	    medians_save(&a->medians, a->st, err);
}

void
ahead_end(struct ahead *a)
{
	atomic_store(&a->stop, true);
	join(a);
	snapshot_parts_release(&a->parts);
	medians_release(&a->medians);
}
