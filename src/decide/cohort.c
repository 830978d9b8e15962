/*
 * A customer is a first month and a bit for each month after it with an order.
 */
#include "decide/cohort.h"

#include "base/date.h"
#include "base/mem.h"

struct life {
	int32_t first; /* month; INT32_MAX: no order */
	uint32_t again; /* bit k: an order in the k-th month after it */
};
_Static_assert(COHORT_MONTHS < 32, "a bit each");

static int32_t
month_of(int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	return (int32_t)(year * 12 + month - 1);
}

/* The last month that is over. */
static int32_t
last_whole_month(int32_t until)
{
	return month_of(until + 1) - 1;
}

static void
find_first(const struct sales *s, int32_t until, struct life *life)
{
	for (size_t c = 0; c < s->customers; c++)
		life[c] = (struct life){ .first = INT32_MAX };
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		int32_t c = s->customer[o];
		if (c != SALES_GUEST && day <= until &&
		    month_of(day) < life[c].first)
			life[c].first = month_of(day);
	}
}

static void
find_again(const struct sales *s, int32_t until, struct life *life)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		int32_t c = s->customer[o], after;
		if (c == SALES_GUEST || day > until)
			continue;
		after = month_of(day) - life[c].first;
		if (after <= COHORT_MONTHS)
			life[c].again |= 1u << after;
	}
}

static bool
make_rows(struct cohorts *out, const struct life *life, size_t n, int32_t until,
    struct err *err)
{
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t c = 0; c < n; c++) {
		if (life[c].first == INT32_MAX)
			continue;
		first = life[c].first < first ? life[c].first : first;
		last = life[c].first > last ? life[c].first : last;
	}
	if (first > last)
		return true;
	out->n = (size_t)(last - first) + 1;
	out->rows = mem_try_zarray(out->n, sizeof(*out->rows), "months", err);
	for (size_t i = 0; out->rows != NULL && i < out->n; i++) {
		int32_t month = first + (int32_t)i;
		int32_t over = last_whole_month(until) - month;
		out->rows[i].month = month;
		out->rows[i].observed = over < 0 ? 0
		    : over > COHORT_MONTHS       ? COHORT_MONTHS
						 : over;
	}
	return out->rows != NULL;
}

bool
cohorts_init(
    struct cohorts *out, const struct sales *s, int32_t until, struct err *err)
{
	struct life *life =
	    mem_try_array(s->customers, sizeof(*life), "customers", err);
	bool ok;

	*out = (struct cohorts){ .n = 0 };
	if (life == NULL)
		return false;
	find_first(s, until, life);
	find_again(s, until, life);
	ok = make_rows(out, life, s->customers, until, err);
	for (size_t c = 0; ok && c < s->customers; c++) {
		struct cohort *row;
		if (life[c].first == INT32_MAX)
			continue;
		row = &out->rows[life[c].first - out->rows[0].month];
		row->customers++;
		for (int k = 0; k < row->observed; k++)
			row->again[k] += life[c].again >> (k + 1) & 1u;
	}
	mem_free(life);
	return ok;
}

void
cohorts_release(struct cohorts *c)
{
	mem_free(c->rows);
	*c = (struct cohorts){ .n = 0 };
}
