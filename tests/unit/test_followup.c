/*
 * Follow-ups: each answer in its turn, what to expect against a slow count,
 * and who is held out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/random.h"
#include "decide/followup.h"

enum {
	A,
	B,
	OTHER,
	PRODUCTS,
	TODAY = 20000
};

static const struct followup_query query = {
	.a = A, .b = B, .until = TODAY, .least = 7, .most = 60, .today = TODAY
};

/* One order of A for one customer, 30 days ago. */
static enum followup_answer
ask(int days_ago, const struct followup_person *p)
{
	enum followup_answer answer;
	struct followup_counts n;
	struct err err = ERR_INIT;
	struct sales s;
	int32_t last;

	assert_true(sales_init(&s, 1, 1, PRODUCTS, 1, &err));
	s.time[0] = (int64_t)(TODAY - days_ago) * DATE_SECONDS_A_DAY;
	s.first[1] = 1;
	s.quantity[0] = 1;
	assert_true(followup_pick(&s, &query, p, &answer, &last, &n, &err));
	assert_int_equal(last, TODAY - days_ago);
	assert_int_equal(n.answers[answer], 1);
	sales_release(&s);
	return answer;
}

static void
each_reason_keeps_somebody_off(void **state)
{
	const struct followup_person fine = {
		.consent = true, .contacted = INT32_MIN, .offered = INT32_MIN
	};
	struct followup_person p = fine;

	(void)state;
	assert_int_equal(ask(30, &fine), FOLLOWUP_CHOSEN);
	assert_int_equal(ask(7, &fine), FOLLOWUP_CHOSEN);
	assert_int_equal(ask(60, &fine), FOLLOWUP_CHOSEN);
	assert_int_equal(ask(6, &fine), FOLLOWUP_ELSEWHERE);
	assert_int_equal(ask(61, &fine), FOLLOWUP_ELSEWHERE);
	p.consent = false;
	assert_int_equal(ask(30, &p), FOLLOWUP_CONSENT);
	p = fine;
	p.returned = true;
	assert_int_equal(ask(30, &p), FOLLOWUP_RETURNED);
	p = fine;
	p.offered = TODAY - 89;
	assert_int_equal(ask(30, &p), FOLLOWUP_OFFERED);
	p.offered = TODAY - 90;
	assert_int_equal(ask(30, &p), FOLLOWUP_CHOSEN);
	p.contacted = TODAY - 13;
	assert_int_equal(ask(30, &p), FOLLOWUP_COOL);
	p.contacted = TODAY - 14;
	p.messages = 2;
	assert_int_equal(ask(30, &p), FOLLOWUP_CHOSEN);
	p.messages = 3;
	assert_int_equal(ask(30, &p), FOLLOWUP_CAPPED);
	p = fine;
	p.held_out = true;
	assert_int_equal(ask(30, &p), FOLLOWUP_HELD);
	p.consent = false;
	assert_int_equal(ask(30, &p), FOLLOWUP_CONSENT);
}

/* ---- the slow twin ---- */

static void
make_random(struct sales *s, uint64_t seed)
{
	struct err err = ERR_INIT;
	const size_t orders = 40;
	size_t lines = 0;

	assert_true(
	    sales_init(s, orders, orders * PRODUCTS, PRODUCTS, 8, &err));
	for (size_t o = 0; o < orders; o++) {
		s->customer[o] = (int32_t)(random_unit(seed, 1, o, 0) * 9) - 1;
		s->time[o] = (int64_t)(TODAY - 1 -
				 (int)(random_unit(seed, 2, o, 0) * 300)) *
		    DATE_SECONDS_A_DAY;
		s->first[o] = lines;
		for (uint32_t p = 0; p < PRODUCTS; p++) {
			if (random_unit(seed, 3, o, p) > .25)
				continue;
			s->product[lines] = p;
			s->quantity[lines++] = 1;
		}
	}
	s->first[orders] = lines;
}

static bool
order_holds(const struct sales *s, size_t o, uint32_t p)
{
	for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
		if (s->product[l] == p)
			return true;
	return false;
}

/* Has c an order of p in [from, to]? */
static bool
bought(const struct sales *s, int32_t c, uint32_t p, int32_t from, int32_t to)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		if (s->customer[o] == c && order_holds(s, o, p) &&
		    day >= from && day <= to)
			return true;
	}
	return false;
}

static void
slow_counts(const struct sales *s, struct followup_counts *n)
{
	*n = (struct followup_counts){ .with_a = 0 };
	for (int32_t c = 0; c < (int32_t)s->customers; c++) {
		bool both = false;
		int32_t first = TODAY - 400;
		n->answers[!bought(s, c, A, TODAY - 60, TODAY - 7) ||
			    bought(s, c, A, TODAY - 6, TODAY)
			? FOLLOWUP_ELSEWHERE
			: bought(s, c, B, 0, TODAY) ? FOLLOWUP_HAS_BOTH
						    : FOLLOWUP_CHOSEN]++;
		if (!bought(s, c, A, 0, TODAY))
			continue;
		for (size_t o = 0; o < s->orders; o++)
			both = both ||
			    (s->customer[o] == c && order_holds(s, o, A) &&
				order_holds(s, o, B));
		n->with_a++;
		n->with_both += both;
		while (!bought(s, c, A, 0, first))
			first++;
		if (TODAY - first < 90 || bought(s, c, B, 0, first))
			continue;
		n->waited++;
		n->answered += bought(s, c, B, first, first + 90);
	}
}

/* Counting many pairs at once says the same, but for orders of both. */
static void
check_days(const struct sales *s, const struct followup_person *people,
    const struct followup_counts *wanted)
{
	struct followup_days days;
	struct followup_counts n;
	struct err err = ERR_INIT;

	assert_true(followup_days_init(&days, s, &err));
	followup_days_count(&days, &query, people, &n);
	for (int a = 0; a < FOLLOWUP_ANSWER_COUNT; a++)
		assert_int_equal(n.answers[a], wanted->answers[a]);
	assert_int_equal(n.with_a, wanted->with_a);
	assert_int_equal(n.with_both, 0);
	assert_int_equal(n.waited, wanted->waited);
	assert_int_equal(n.answered, wanted->answered);
	followup_days_release(&days);
}

static void
counts_agree_with_the_slow_twin(void **state)
{
	int64_t waited = 0, chosen = 0;
	struct followup_person people[8];

	(void)state;
	for (int c = 0; c < 8; c++)
		people[c] = (struct followup_person){ .consent = true,
			.contacted = INT32_MIN,
			.offered = INT32_MIN };
	for (uint64_t seed = 1; seed <= 300; seed++) {
		enum followup_answer answer[8];
		struct followup_counts fast, slow;
		struct err err = ERR_INIT;
		int32_t last[8];
		struct sales s;
		make_random(&s, seed);
		assert_true(followup_pick(
		    &s, &query, people, answer, last, &fast, &err));
		slow_counts(&s, &slow);
		for (int a = 0; a < FOLLOWUP_ANSWER_COUNT; a++)
			assert_int_equal(fast.answers[a], slow.answers[a]);
		assert_int_equal(fast.with_a, slow.with_a);
		assert_int_equal(fast.with_both, slow.with_both);
		assert_int_equal(fast.waited, slow.waited);
		assert_int_equal(fast.answered, slow.answered);
		check_days(&s, people, &fast);
		waited += fast.waited;
		chosen += fast.answers[FOLLOWUP_CHOSEN];
		sales_release(&s);
	}
	assert_true(waited > 100 && chosen > 100);
}

/* A tenth, by the name alone. */
static void
the_same_tenth_is_held_out(void **state)
{
	struct str name = STR_INIT;
	int held = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		str_setf(&name, "C%05d", i);
		bool first = followup_is_held_out(slice_str(&name));
		held += first;
		assert_int_equal(first, followup_is_held_out(slice_str(&name)));
	}
	assert_in_range(held, 900, 1100);
	str_release(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reason_keeps_somebody_off),
		cmocka_unit_test(counts_agree_with_the_slow_twin),
		cmocka_unit_test(the_same_tenth_is_held_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
