/*
 * browsed - the events of a store for those who bought in it
 * (decide/browsing.h).
 */
#ifndef ENDCAP_BROWSED_H
#define ENDCAP_BROWSED_H

#include "decide/browsing.h"
#include "store/store.h"

struct browsed {
	struct browsing_event *events;
	size_t n;
	bool any; /* does the store know events, of whoever? */
};

/* Events from this day on, by index of the sales. Initialised here, owned by
 * the caller, also on failure. */
bool browsed_load(struct store *st, const struct sales *s, int32_t since,
    struct browsed *out, struct err *err);
/* All of one product of the sales. */
bool browsed_of(struct store *st, const struct sales *s, uint32_t product,
    struct browsed *out, struct err *err);
void browsed_release(struct browsed *b);

/* How many products each customer looked at, and how many they left in the
 * cart, in the BROWSING_DAYS up to that day; both of s->customers entries, to
 * be freed by the caller in every case. */
bool browsed_count(const struct browsed *b, const struct sales *s,
    int32_t until, int32_t **viewed, int32_t **carted, struct err *err);

#endif
