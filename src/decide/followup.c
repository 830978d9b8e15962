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
	return followup_may(p, q->today);
}

enum followup_answer
followup_may(const struct followup_person *p, int32_t today)
{
	if (p->outside)
		return FOLLOWUP_OUTSIDE;
	if (!p->consent)
		return FOLLOWUP_CONSENT;
	if (p->returned)
		return FOLLOWUP_RETURNED;
	if (p->offered != INT32_MIN && today - p->offered < FOLLOWUP_OFFER_DAYS)
		return FOLLOWUP_OFFERED;
	if (p->contacted != INT32_MIN &&
	    today - p->contacted < FOLLOWUP_COOL_DAYS)
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

/* ---- many pairs ---- */

void
followup_days_release(struct followup_days *days)
{
	mem_free(days->first);
	mem_free(days->n);
	mem_free(days->spell);
	*days = (struct followup_days){ .products = 0 };
}

/* Orders of identified customers, by customer; returns how many. */
static size_t
sort_by_customer(const struct sales *s, size_t *start, size_t *order)
{
	size_t n = 0;

	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST)
			start[s->customer[o] + 1]++;
	for (size_t c = 0; c < s->customers; c++)
		start[c + 1] += start[c];
	for (size_t o = 0; o < s->orders; o++) {
		if (s->customer[o] == SALES_GUEST)
			continue;
		order[start[s->customer[o]]++] = o;
		n++;
	}
	return n;
}

/* Room for a spell of each line. */
static void
place_products(const struct sales *s, struct followup_days *days)
{
	size_t at = 0;

	for (size_t o = 0; o < s->orders; o++)
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
			days->n[s->product[l]] += s->customer[o] != SALES_GUEST;
	for (size_t p = 0; p < s->products; p++) {
		days->first[p] = at;
		at += days->n[p];
		days->n[p] = 0;
	}
}

static void
note_day(struct followup_days *days, uint32_t p, uint32_t customer, int32_t day)
{
	struct followup_spell *spell = &days->spell[days->first[p]];
	size_t n = days->n[p];

	if (n == 0 || spell[n - 1].customer != customer)
		spell[days->n[p]++] =
		    (struct followup_spell){ customer, day, day };
	else if (day < spell[n - 1].first)
		spell[n - 1].first = day;
	else if (day > spell[n - 1].last)
		spell[n - 1].last = day;
}

bool
followup_days_init(
    struct followup_days *out, const struct sales *s, struct err *err)
{
	size_t *start =
	    mem_try_zarray(s->customers + 1, sizeof(*start), "orders", err);
	size_t *order = mem_try_array(s->orders, sizeof(*order), "orders", err);
	bool ok;

	*out = (struct followup_days){ .products = s->products,
		.customers = s->customers };
	out->first =
	    mem_try_array(s->products, sizeof(*out->first), "products", err);
	out->n = mem_try_zarray(s->products, sizeof(*out->n), "products", err);
	out->spell = mem_try_array(s->lines, sizeof(*out->spell), "lines", err);
	ok = start != NULL && order != NULL && out->first != NULL &&
	    out->n != NULL && out->spell != NULL;
	if (ok) {
		size_t n = sort_by_customer(s, start, order);
		place_products(s, out);
		for (size_t i = 0; i < n; i++) {
			size_t o = order[i];
			int32_t day = date_day_of(s->time[o]);
			for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
				note_day(out, s->product[l],
				    (uint32_t)s->customer[o], day);
		}
	} else {
		followup_days_release(out);
	}
	mem_free(start);
	mem_free(order);
	return ok;
}

void
followup_days_count(const struct followup_days *days,
    const struct followup_query *q, const struct followup_person *people,
    struct followup_counts *out)
{
	const struct followup_spell *a = &days->spell[days->first[q->a]];
	const struct followup_spell *b = &days->spell[days->first[q->b]];
	size_t j = 0;

	*out = (struct followup_counts){ .with_a = 0 };
	out->answers[FOLLOWUP_ELSEWHERE] =
	    (int64_t)(days->customers - days->n[q->a]);
	for (size_t i = 0; i < days->n[q->a]; i++) {
		struct bought of = { .first_a = a[i].first,
			.last_a = a[i].last,
			.first_b = INT32_MAX };
		while (j < days->n[q->b] && b[j].customer < a[i].customer)
			j++;
		if (j < days->n[q->b] && b[j].customer == a[i].customer)
			of.first_b = b[j].first;
		out->answers[answer_of(&of, q, &people[a[i].customer])]++;
		count(&of, q, out);
	}
}
