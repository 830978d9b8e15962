/*
 * Rows are found by sorting the events; one pass over the orders then notes
 * the last purchase of each row's product by its customer, who has few rows.
 */
#include "decide/browsing.h"

#include "base/date.h"
#include "base/mem.h"

static bool
is_look(enum batch_event_kind kind)
{
	return kind != EVENT_BUY;
}

static int
compare_events(const void *va, const void *vb)
{
	const struct browsing_event *a = va, *b = vb;

	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}

static void
later(int32_t *day, int32_t other)
{
	if (other > *day)
		*day = other;
}

/* ---- rows ---- */

static void
add_event(struct browsing *out, const struct browsing_event *e)
{
	struct browsing_row *row = out->n > 0 ? &out->rows[out->n - 1] : NULL;

	if (row == NULL || row->customer != e->customer ||
	    row->product != e->product) {
		row = &out->rows[out->n++];
		*row = (struct browsing_row){ e->customer, e->product, 0,
			BROWSING_NEVER, BROWSING_NEVER, BROWSING_NEVER };
	}
	if (!is_look(e->kind)) {
		later(&row->bought, e->day);
		return;
	}
	row->looks++;
	later(&row->last, e->day);
	if (e->kind == EVENT_CART)
		later(&row->carted, e->day);
}

/* Where the rows of each customer begin; owned by the caller. */
static size_t *
row_starts(const struct sales *s, const struct browsing *br, struct err *err)
{
	size_t *first =
	    mem_try_zarray(s->customers + 1, sizeof(*first), "customers", err);

	if (first == NULL)
		return NULL;
	for (size_t i = 0; i < br->n; i++)
		first[br->rows[i].customer + 1]++;
	for (size_t c = 0; c < s->customers; c++)
		first[c + 1] += first[c];
	return first;
}

static struct browsing_row *
find_row(struct browsing_row *rows, size_t low, size_t high, uint32_t product)
{
	size_t end = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].product < product)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && rows[low].product == product ? &rows[low] : NULL;
}

static void
note_purchases(const struct sales *s, const size_t *first, int32_t until,
    struct browsing *br)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t c = s->customer[o], day = date_day_of(s->time[o]);

		if (c == SALES_GUEST || day > until || first[c] == first[c + 1])
			continue;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			struct browsing_row *row = find_row(
			    br->rows, first[c], first[c + 1], s->product[l]);

			if (row != NULL)
				later(&row->bought, day);
		}
	}
}

bool
browsing_gather(const struct sales *s, const struct browsing_event *events,
    size_t n, int32_t since, int32_t until, struct browsing *out,
    struct err *err)
{
	struct browsing_event *own =
	    mem_try_array(n, sizeof(*own), "events", err);
	size_t kept = 0, *first = NULL;
	bool ok;

	*out = (struct browsing){ .rows = mem_try_array(
				      n, sizeof(*out->rows), "events", err) };
	ok = own != NULL && out->rows != NULL;
	for (size_t i = 0; ok && i < n; i++)
		if (events[i].day >= since && events[i].day <= until)
			own[kept++] = events[i];
	if (kept > 1)
		qsort(own, kept, sizeof(*own), compare_events);
	for (size_t i = 0; i < kept; i++)
		add_event(out, &own[i]);
	if (ok)
		first = row_starts(s, out, err);
	ok = first != NULL;
	if (ok)
		note_purchases(s, first, until, out);
	mem_free(first);
	mem_free(own);
	return ok;
}

void
browsing_release(struct browsing *br)
{
	mem_free(br->rows);
	*br = (struct browsing){ .n = 0 };
}

bool
browsing_is_open(const struct browsing_row *row)
{
	return row->last > row->bought;
}

bool
browsing_is_left(const struct browsing_row *row)
{
	return row->carted > row->bought;
}

void
browsing_count(const struct browsing *br, int32_t *viewed, int32_t *carted)
{
	for (size_t i = 0; i < br->n; i++) {
		const struct browsing_row *row = &br->rows[i];

		viewed[row->customer] += browsing_is_open(row);
		carted[row->customer] += browsing_is_left(row);
	}
}

/* ---- one product ---- */

enum step_kind {
	STEP_LOOK,
	STEP_BUY /* after the looks of its day, so that it answers them */
};

/* A look at the product or a purchase of it. */
struct step {
	uint32_t customer;
	int32_t day;
	enum step_kind kind;
};

static int
compare_steps(const void *va, const void *vb)
{
	const struct step *a = va, *b = vb;

	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}

static bool
holds(const struct sales *s, size_t order, uint32_t product)
{
	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		if (s->product[l] == product)
			return true;
	return false;
}

static struct step *
make_steps(const struct sales *s, const struct browsing_event *events, size_t n,
    const struct browsing_query *q, size_t *n_steps, struct err *err)
{
	size_t bought = 0;
	struct step *steps;

	for (size_t o = 0; o < s->orders; o++)
		bought +=
		    s->customer[o] != SALES_GUEST && holds(s, o, q->product);
	steps = mem_try_array(n + bought, sizeof(*steps), "events", err);
	*n_steps = 0;
	if (steps == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (events[i].product == q->product &&
		    events[i].day <= q->until)
			steps[(*n_steps)++] =
			    (struct step){ events[i].customer, events[i].day,
				    is_look(events[i].kind) ? STEP_LOOK
							    : STEP_BUY };
	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST &&
		    date_day_of(s->time[o]) <= q->until &&
		    holds(s, o, q->product))
			steps[(*n_steps)++] =
			    (struct step){ (uint32_t)s->customer[o],
				    date_day_of(s->time[o]), STEP_BUY };
	if (*n_steps > 1)
		qsort(steps, *n_steps, sizeof(*steps), compare_steps);
	return steps;
}

static bool
lies_in(const struct browsing_query *q, int32_t day)
{
	return q->until - day >= q->least && q->until - day <= q->most;
}

/* One customer's steps in the order of time. The first time they looked often
 * enough, and had not bought 'least' days later, is what usual counts. */
static void
walk(const struct step *steps, size_t n, const struct browsing_query *q,
    struct browsing_answer *out, struct browsing_usual *usual)
{
	int32_t looks = 0, last = BROWSING_NEVER, place = BROWSING_NEVER;
	bool told = false, answered = false;

	for (size_t i = 0; i < n; i++) {
		int32_t day = steps[i].day;

		if (steps[i].kind == STEP_LOOK) {
			looks++;
			last = day;
			if (!told && looks == q->least_looks) {
				told = true;
				place = day + q->least;
			}
			continue;
		}
		if (looks >= q->least_looks && lies_in(q, last))
			out->bought = true;
		if (told && place != BROWSING_NEVER) {
			if (day < place) /* not in this place at all */
				place = BROWSING_NEVER;
			else if (day - place <= q->wait)
				answered = true;
		}
		looks = 0;
		last = BROWSING_NEVER;
	}
	out->looks = looks;
	if (looks >= q->least_looks && lies_in(q, last)) {
		out->last = last;
		out->bought = false;
	}
	if (place != BROWSING_NEVER && q->until - place >= q->wait) {
		usual->waited++;
		usual->answered += answered;
	}
}

bool
browsing_pick(const struct sales *s, const struct browsing_event *events,
    size_t n, const struct browsing_query *q, struct browsing_answer *out,
    struct browsing_usual *usual, struct err *err)
{
	size_t n_steps, end;
	struct step *steps = make_steps(s, events, n, q, &n_steps, err);

	*usual = (struct browsing_usual){ 0 };
	for (size_t c = 0; c < s->customers; c++)
		out[c] = (struct browsing_answer){ .last = BROWSING_NEVER };
	if (steps == NULL)
		return false;
	for (size_t i = 0; i < n_steps; i = end) {
		uint32_t c = steps[i].customer;

		for (end = i; end < n_steps && steps[end].customer == c;)
			end++;
		walk(steps + i, end - i, q, &out[c], usual);
	}
	mem_free(steps);
	return true;
}
