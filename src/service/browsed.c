/*
 * The store knows customers and products by their numbers, the sales by
 * places: what is in no order of the sales is left out.
 */
#include "service/browsed.h"

#include "base/date.h"
#include "base/mem.h"
#include "store/store_events.h"

static bool
index_of(const int64_t *ids, size_t n, int64_t id, uint32_t *index)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	*index = (uint32_t)low;
	return low < n && ids[low] == id;
}

static bool
take(const struct store_events *events, const struct sales *s,
    struct browsed *out, struct err *err)
{
	out->events =
	    mem_try_array(events->n, sizeof(*out->events), "events", err);
	if (out->events == NULL)
		return false;
	for (size_t i = 0; i < events->n; i++) {
		const struct store_event *e = &events->rows[i];
		struct browsing_event *to = &out->events[out->n];

		to->day = date_day_of(e->at);
		to->kind = e->kind;
		out->n += index_of(s->customer_id, s->customers, e->customer_id,
			      &to->customer) &&
		    index_of(s->product_id, s->products, e->product_id,
			&to->product);
	}
	return true;
}

bool
browsed_load(struct store *st, const struct sales *s, int32_t since,
    struct browsed *out, struct err *err)
{
	struct store_events events = { .n = 0 };
	bool ok;

	*out = (struct browsed){ .n = 0 };
	ok = store_events_any(st, &out->any, err) &&
	    (!out->any ||
		(store_events_load(
		     st, (int64_t)since * DATE_SECONDS_A_DAY, &events, err) &&
		    take(&events, s, out, err)));
	store_events_release(&events);
	return ok;
}

bool
browsed_of(struct store *st, const struct sales *s, uint32_t product,
    struct browsed *out, struct err *err)
{
	struct store_events events = { .n = 0 };
	bool ok;

	*out = (struct browsed){ .n = 0 };
	ok = store_events_any(st, &out->any, err) &&
	    store_events_of(st, s->product_id[product], &events, err) &&
	    take(&events, s, out, err);
	store_events_release(&events);
	return ok;
}

void
browsed_release(struct browsed *b)
{
	mem_free(b->events);
	*b = (struct browsed){ .n = 0 };
}

bool
browsed_count(const struct browsed *b, const struct sales *s, int32_t until,
    int32_t **viewed, int32_t **carted, struct err *err)
{
	struct browsing br = { .n = 0 };
	bool ok;

	*viewed =
	    mem_try_zarray(s->customers, sizeof(**viewed), "customers", err);
	*carted =
	    mem_try_zarray(s->customers, sizeof(**carted), "customers", err);
	ok = *viewed != NULL && *carted != NULL &&
	    browsing_gather(
		s, b->events, b->n, until - BROWSING_DAYS + 1, until, &br, err);
	if (ok)
		browsing_count(&br, *viewed, *carted);
	browsing_release(&br);
	return ok;
}
