/*
 * Browsing: the rows of each customer and product, and the lists of those who
 * looked, against slow counts that go through everything for each question.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "decide/browsing.h"

enum {
	CUSTOMERS = 12,
	PRODUCTS = 5,
	ORDERS = 60,
	EVENTS = 300,
	FIRST_DAY = 20000,
	DAYS = 200,
	WORLDS = 60
};

struct world {
	struct sales s;
	struct browsing_event events[EVENTS];
};

static int
draw(uint64_t world, uint64_t what, uint64_t i, int limit)
{
	return (int)(random_unit(99, world, what, i) * limit);
}

/* Orders of one product each, some of guests; events of all kinds. */
static void
make(struct world *w, uint64_t seed)
{
	struct err err = ERR_INIT;

	assert_true(
	    sales_init(&w->s, ORDERS, ORDERS, PRODUCTS, CUSTOMERS, &err));
	for (size_t o = 0; o < ORDERS; o++) {
		w->s.customer[o] = draw(seed, 1, o, CUSTOMERS + 1) - 1;
		w->s.time[o] = (int64_t)(FIRST_DAY + draw(seed, 2, o, DAYS)) *
			DATE_SECONDS_A_DAY +
		    draw(seed, 3, o, DATE_SECONDS_A_DAY);
		w->s.first[o + 1] = o + 1;
		w->s.product[o] = (uint32_t)draw(seed, 4, o, PRODUCTS);
		w->s.quantity[o] = 1;
	}
	for (size_t i = 0; i < EVENTS; i++) {
		struct browsing_event *e = &w->events[i];

		e->customer = (uint32_t)draw(seed, 5, i, CUSTOMERS);
		e->product = (uint32_t)draw(seed, 6, i, PRODUCTS);
		e->day = FIRST_DAY + draw(seed, 7, i, DAYS);
		e->kind = (enum batch_event_kind)draw(
		    seed, 8, i, 8); /* mostly views */
		if (e->kind >= EVENT_KIND_COUNT)
			e->kind = EVENT_VIEW;
	}
}

static bool
bought_on(const struct world *w, uint32_t c, uint32_t p, int32_t day)
{
	for (size_t o = 0; o < ORDERS; o++)
		if (w->s.customer[o] == (int32_t)c && w->s.product[o] == p &&
		    date_day_of(w->s.time[o]) == day)
			return true;
	for (size_t i = 0; i < EVENTS; i++)
		if (w->events[i].customer == c && w->events[i].product == p &&
		    w->events[i].day == day && w->events[i].kind == EVENT_BUY)
			return true;
	return false;
}

static int
looks_on(const struct world *w, uint32_t c, uint32_t p, int32_t day, bool carts)
{
	int n = 0;

	for (size_t i = 0; i < EVENTS; i++)
		n += w->events[i].customer == c && w->events[i].product == p &&
		    w->events[i].day == day &&
		    (carts ? w->events[i].kind == EVENT_CART
			   : w->events[i].kind != EVENT_BUY);
	return n;
}

/* Walks the days: a look opens, a purchase of that day or later closes. */
static bool
slow_open(const struct world *w, uint32_t c, uint32_t p, int32_t since,
    int32_t until, bool carts)
{
	bool open = false;

	for (int32_t day = since; day <= until; day++) {
		if (looks_on(w, c, p, day, carts) > 0)
			open = true;
		if (bought_on(w, c, p, day))
			open = false;
	}
	return open;
}

static void
what_is_open_agrees_with_a_walk_over_the_days(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < WORLDS; seed++) {
		int32_t until = FIRST_DAY + 60 + (int32_t)seed * 2;
		int32_t since = until - BROWSING_DAYS + 1;
		int32_t viewed[CUSTOMERS] = { 0 }, carted[CUSTOMERS] = { 0 };
		struct err err = ERR_INIT;
		struct browsing br;
		struct world w;

		make(&w, seed);
		assert_true(browsing_gather(
		    &w.s, w.events, EVENTS, since, until, &br, &err));
		browsing_count(&br, viewed, carted);
		for (uint32_t c = 0; c < CUSTOMERS; c++) {
			int32_t n[2] = { 0, 0 };

			for (uint32_t p = 0; p < PRODUCTS; p++)
				for (int k = 0; k < 2; k++)
					n[k] += slow_open(
					    &w, c, p, since, until, k == 1);
			assert_int_equal(viewed[c], n[0]);
			assert_int_equal(carted[c], n[1]);
		}
		for (size_t i = 1; i < br.n; i++)
			assert_true(
			    br.rows[i - 1].customer < br.rows[i].customer ||
			    (br.rows[i - 1].customer == br.rows[i].customer &&
				br.rows[i - 1].product < br.rows[i].product));
		browsing_release(&br);
		sales_release(&w.s);
	}
}

struct slow {
	int32_t last, looks;
	bool waited, answered;
};

static void
slow_pick(const struct world *w, uint32_t c, const struct browsing_query *q,
    struct slow *out)
{
	int32_t place = 0;
	bool told = false, in_place = false;

	*out = (struct slow){ .last = BROWSING_NEVER };
	for (int32_t day = FIRST_DAY; day <= q->until; day++) {
		for (int i = looks_on(w, c, q->product, day, false); i > 0;
		     i--) {
			out->last = day;
			if (++out->looks == q->least_looks && !told) {
				told = in_place = true;
				place = day + q->least;
			}
		}
		if (!bought_on(w, c, q->product, day))
			continue;
		if (in_place && day < place)
			in_place = false;
		else if (in_place && day <= place + q->wait)
			out->answered = true;
		out->looks = 0;
		out->last = BROWSING_NEVER;
	}
	out->waited = in_place && q->until - place >= q->wait;
	out->answered = out->answered && out->waited;
	if (out->looks < q->least_looks || q->until - out->last < q->least ||
	    q->until - out->last > q->most)
		out->last = BROWSING_NEVER;
}

static void
who_looked_agrees_with_a_walk_over_the_days(void **state)
{
	struct browsing_query q = { .least = 3, .most = 40, .wait = 30 };
	int64_t chosen = 0, waited = 0, answered = 0;

	(void)state;
	for (uint64_t seed = 0; seed < WORLDS; seed++) {
		struct browsing_answer got[CUSTOMERS];
		struct browsing_usual usual;
		int64_t n_waited = 0, n_answered = 0;
		struct err err = ERR_INIT;
		struct world w;

		make(&w, seed);
		q.product = (uint32_t)(seed % PRODUCTS);
		q.least_looks = 1 + (int32_t)(seed % 3);
		q.until = FIRST_DAY + 100 + (int32_t)seed;
		assert_true(browsing_pick(
		    &w.s, w.events, EVENTS, &q, got, &usual, &err));
		for (uint32_t c = 0; c < CUSTOMERS; c++) {
			struct slow slow;

			slow_pick(&w, c, &q, &slow);
			assert_int_equal(got[c].last, slow.last);
			assert_int_equal(got[c].looks, slow.looks);
			assert_false(
			    got[c].bought && got[c].last != BROWSING_NEVER);
			chosen += slow.last != BROWSING_NEVER;
			n_waited += slow.waited;
			n_answered += slow.answered;
		}
		assert_int_equal(usual.waited, n_waited);
		assert_int_equal(usual.answered, n_answered);
		waited += n_waited;
		answered += n_answered;
		sales_release(&w.s);
	}
	/* The worlds hold some of each. */
	assert_true(chosen > 50 && waited > 50 && answered > 10);
	assert_true(answered < waited);
}

static void
a_purchase_of_the_day_of_the_look_closes_it(void **state)
{
	struct browsing_event events[] = {
		{ 0, 0, FIRST_DAY, EVENT_VIEW },
		{ 0, 1, FIRST_DAY + 1, EVENT_CART },
	};
	struct err err = ERR_INIT;
	struct browsing br;
	struct sales s;

	(void)state;
	assert_true(sales_init(&s, 1, 1, 2, 1, &err));
	s.time[0] = (int64_t)FIRST_DAY * DATE_SECONDS_A_DAY;
	s.first[1] = 1;
	s.quantity[0] = 1;
	assert_true(browsing_gather(
	    &s, events, 2, FIRST_DAY, FIRST_DAY + 5, &br, &err));
	assert_int_equal(br.n, 2);
	assert_false(browsing_is_open(&br.rows[0]));
	assert_int_equal(br.rows[0].bought, FIRST_DAY);
	assert_true(browsing_is_open(&br.rows[1]));
	assert_true(browsing_is_left(&br.rows[1]));
	browsing_release(&br);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_open_agrees_with_a_walk_over_the_days),
		cmocka_unit_test(who_looked_agrees_with_a_walk_over_the_days),
		cmocka_unit_test(a_purchase_of_the_day_of_the_look_closes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
