/*
 * pace - how fast long work goes and how long it will take, from what it
 * reports (progress.h) and a clock of the caller's.
 *
 * The rate is that of the last seconds, not of the whole, so that it follows a
 * disk that slows down; a new phase starts anew. Nothing is said in the first
 * half second of a phase, when any figure would be a guess.
 *
 *	pace_note(&pace, phase, done, total, now_ms);
 *	pace_add(&pace, &text);		"84.1 MB/s, 3 s left"
 *
 * Zeroed is ready. By the convention of progress.h a phase that begins with
 * "reading " counts bytes, any other one things ("1.9M/s").
 */
#ifndef ENDCAP_PACE_H
#define ENDCAP_PACE_H

#include "base/str.h"

enum {
	PACE_PHASE = 80 /* bytes of a phase that are compared */
};

struct pace {
	char phase[PACE_PHASE];
	int64_t done, total;
	int64_t from_ms, from_done; /* where the window begins */
	double rate; /* units a second; 0: not known yet */
};

/* total 0: unknown. Clocks that go backwards start anew. */
void pace_note(struct pace *p, const char *phase, int64_t done, int64_t total,
    int64_t now_ms);
/* Seconds, rounded up; -1: not known. */
int64_t pace_left(const struct pace *p);
/* Appends what is known, for people; nothing when nothing is. */
void pace_add(const struct pace *p, struct str *out);

#endif
