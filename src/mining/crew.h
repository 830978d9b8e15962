/*
 * crew - one function on several threads, joined before it returns.
 *
 * The work is dealt by the function itself (by its number, or from an atomic
 * counter), so that results never depend on how many threads there were. When
 * the system refuses a thread its part runs on the caller's; nothing fails.
 */
#ifndef ENDCAP_MINING_CREW_H
#define ENDCAP_MINING_CREW_H

#include "base/base.h"

enum {
	CREW_MAX = 64
};

/* 'member' is 0 .. threads - 1; member 0 runs on the caller's thread. */
typedef void crew_fn(void *arg, unsigned member);

/* Calls fn once for every member; threads is cut to 1 .. CREW_MAX. */
void crew_run(unsigned threads, crew_fn *fn, void *arg);
/* The number of members crew_run will use for this wish. */
unsigned crew_size(unsigned threads);

#endif
