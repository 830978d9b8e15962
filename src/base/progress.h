/*
 * progress - how long work reports, and how it learns that it should stop.
 *
 * Work that may take over half a second takes a struct progress (NULL: nobody
 * watches), calls progress_report now and then (a hundred times a second is
 * plenty) and, when that returns false, undoes what it began and returns
 * ERR_STOPPED. The callback may be called from the thread that does the work.
 */
#ifndef ENDCAP_PROGRESS_H
#define ENDCAP_PROGRESS_H

#include "base/err.h"

/* done and total in the unit of the phase (bytes, orders, products); total 0
 * when unknown. 'phase' is a few words: "writing orders"; one that begins
 * with "reading " names a file and counts bytes, no other does. It may hold
 * anything that a file's name may: who shows it makes it harmless. */
typedef bool
progress_fn(void *arg, const char *phase, int64_t done, int64_t total);

struct progress {
	progress_fn *report;
	void *arg;
};

/* True: go on. False: stop, err is ERR_STOPPED with a sentence. */
bool progress_report(const struct progress *pg, const char *phase, int64_t done,
    int64_t total, struct err *err);

#endif
