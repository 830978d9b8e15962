/*
 * One pass over the orders notes, for each customer, the first and the newest
 * day of a, the first day of b, and whether one order held both; everything
 * else is a question about these days.
 */
#include "decide/followup.h"

#include "base/date.h"
#include "base/mem.h"

static const char *const words[] = {
#define X(code, text) [code] = text,
	FOLLOWUP_ANSWERS(X)
#undef X
};

const char *
followup_answer_words(enum followup_answer a)
{
	return words[a];
}

bool
followup_is_held_out(struct slice customer)
{
	return (double)(slice_hash(customer) >> 11) * 0x1p-53 <
	    FOLLOWUP_HELD_OUT;
}

/* Days of one customer; INT32_MAX and INT32_MIN: never. */
struct bought {
	int32_t first_a, last_a, first_b;
	bool both; /* in one order */
};

static void
look_at_order(const struct sales *s, size_t order,
    const struct followup_query *q, struct bought *b)
{
	int32_t day = date_day_of(s->time[order]);
	bool has_a = false, has_b = false;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++) {
		has_a = has_a || s->product[l] == q->a;
		has_b = has_b || s->product[l] == q->b;
	}
	if (has_a && day < b->first_a)
		b->first_a = day;
	if (has_a && day > b->last_a)
		b->last_a = day;
	if (has_b && day < b->first_b)
		b->first_b = day;
	b->both = b->both || (has_a && has_b);
}

static enum followup_answer
answer_of(const struct bought *b, const struct followup_query *q,
    const struct followup_person *p)
{
	if (b->last_a == INT32_MIN || q->until - b->last_a < q->least ||
	    q->until - b->last_a > q->most)
		return FOLLOWUP_ELSEWHERE;
	if (b->first_b != INT32_MAX)
		return FOLLOWUP_HAS_BOTH;
	if (!p->consent)
		return FOLLOWUP_CONSENT;
	if (p->offered != INT32_MIN &&
	    q->today - p->offered < FOLLOWUP_OFFER_DAYS)
		return FOLLOWUP_OFFERED;
	if (p->contacted != INT32_MIN &&
	    q->today - p->contacted < FOLLOWUP_COOL_DAYS)
		return FOLLOWUP_COOL;
	if (p->messages >= FOLLOWUP_MOST)
		return FOLLOWUP_CAPPED;
	return p->held_out ? FOLLOWUP_HELD : FOLLOWUP_CHOSEN;
}

static void
count(const struct bought *b, const struct followup_query *q,
    struct followup_counts *out)
{
	if (b->last_a == INT32_MIN)
		return;
	out->with_a++;
	out->with_both += b->both;
	if (b->first_b <= b->first_a || q->until - b->first_a < FOLLOWUP_WAIT)
		return;
	out->waited++;
	out->answered +=
	    b->first_b != INT32_MAX && b->first_b - b->first_a <= FOLLOWUP_WAIT;
}

bool
followup_pick(const struct sales *s, const struct followup_query *q,
    const struct followup_person *people, enum followup_answer *answer,
    int32_t *last, struct followup_counts *out, struct err *err)
{
	struct bought *of =
	    mem_try_array(s->customers, sizeof(*of), "customers", err);

	*out = (struct followup_counts){ .with_a = 0 };
	if (of == NULL)
		return false;
	for (size_t c = 0; c < s->customers; c++)
		of[c] = (struct bought){ .first_a = INT32_MAX,
			.last_a = INT32_MIN,
			.first_b = INT32_MAX };
	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST)
			look_at_order(s, o, q, &of[s->customer[o]]);
	for (size_t c = 0; c < s->customers; c++) {
		answer[c] = answer_of(&of[c], q, &people[c]);
		last[c] = of[c].last_a;
		out->answers[answer[c]]++;
		count(&of[c], q, out);
	}
	mem_free(of);
	return true;
}
