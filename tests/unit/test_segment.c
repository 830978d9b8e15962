/*
 * Segments of customers: facts by hand, then against a slow twin that looks
 * at each customer alone, on random shops.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "decide/segment.h"

enum {
	DAY = DATE_SECONDS_A_DAY,
	TODAY = 20000
};

struct made {
	struct sales s;
	double *contribution;
	bool *discounted, *bundled;
	struct segment_facts *facts;
	struct segment_input in;
};

static void
made_release(struct made *m)
{
	sales_release(&m->s);
	mem_free(m->contribution);
	mem_free(m->discounted);
	mem_free(m->bundled);
	mem_free(m->facts);
}

static void
made_init(struct made *m, size_t orders, size_t lines, size_t products,
    size_t customers)
{
	struct err err = ERR_INIT;

	assert_true(
	    sales_init(&m->s, orders, lines, products, customers, &err));
	m->s.currency.digits = 2;
	m->contribution = mem_zarray(orders, sizeof(*m->contribution));
	m->discounted = mem_zarray(orders, sizeof(*m->discounted));
	m->bundled = mem_zarray(orders, sizeof(*m->bundled));
	m->facts = mem_zarray(customers, sizeof(*m->facts));
	m->in = (struct segment_input){
		.sales = &m->s,
		.contribution = m->contribution,
		.discounted = m->discounted,
		.bundled = m->bundled,
		.until = TODAY,
	};
}

/* ---- by hand ---- */

static const struct {
	int customer, day, items;
	int64_t net;
} hand[] = {
	{ 0, TODAY - 300, 1, 1000 }, { 0, TODAY - 290, 1, 2000 },
	{ 0, TODAY - 270, 1, 4500 }, { 1, TODAY - 400, 1, 3000 },
	{ 1, TODAY - 3, 2, 3000 }, { 2, TODAY, 1, 900 },
	{ SALES_GUEST, TODAY, 2, 9900 },
	{ 3, TODAY + 1, 1, 9900 }, /* after the day */
};

static void
make_hand(struct made *m)
{
	size_t lines = 0;

	made_init(m, ARRAY_LEN(hand), 10, 2, 4);
	for (size_t o = 0; o < ARRAY_LEN(hand); o++) {
		m->s.order_id[o] = (int64_t)o + 1;
		m->s.customer[o] = hand[o].customer;
		m->s.time[o] = (int64_t)hand[o].day * DAY + 60;
		m->s.net_value[o] = m->s.cart_value[o] = hand[o].net;
		m->contribution[o] = (double)hand[o].net / 200;
		m->s.first[o] = lines;
		for (int i = 0; i < hand[o].items; i++) {
			m->s.product[lines] = (uint32_t)i;
			m->s.quantity[lines++] = 2;
		}
	}
	m->s.first[ARRAY_LEN(hand)] = lines;
	m->s.category[0] = 1;
	m->s.category[1] = 2;
	m->in.near_from = 4000;
	m->in.near_to = 5000;
}

static void
facts_follow_from_orders(void **state)
{
	struct err err = ERR_INIT;
	struct made m;

	(void)state;
	make_hand(&m);
	assert_true(segment_facts(&m.in, m.facts, &err));
	const struct segment_facts *f = m.facts;

	assert_int_equal(f[0].orders, 3);
	assert_int_equal(f[0].since, 270);
	assert_int_equal(f[0].gap_before, 20);
	assert_true(fabs(f[0].gap - 15) < 1e-9);
	assert_int_equal(f[0].net, 7500);
	assert_int_equal(f[0].units, 6);
	assert_true(fabs(f[0].contribution - 37.5) < 1e-9);
	assert_true(f[0].single && f[0].near);
	assert_int_equal(f[0].f, 3);
	assert_int_equal(f[0].r, 1);
	assert_int_equal(f[1].gap_before, 397);
	assert_false(f[1].single || f[1].near);
	assert_int_equal(f[2].visits, 1);
	assert_int_equal(f[2].r, 5);
	assert_int_equal(f[2].rfm, SEGMENT_NEW);
	assert_int_equal(f[3].orders, 0);

	assert_true(segment_holds(SEGMENT_OVERDUE, &f[0]));
	assert_true(segment_holds(SEGMENT_DORMANT, &f[0]));
	assert_false(segment_holds(SEGMENT_SINGLE, &f[0]));
	assert_true(segment_holds(SEGMENT_NEAR, &f[0]));
	assert_true(segment_holds(SEGMENT_BACK, &f[1]));
	assert_true(segment_holds(SEGMENT_ONCE, &f[2]));
	assert_true(segment_holds(SEGMENT_SINGLE, &f[2]));
	for (int id = 0; id < SEGMENT_COUNT; id++)
		assert_false(segment_holds((enum segment_id)id, &f[3]));
	made_release(&m);
}

/* Every class of R, F and M falls into the first of the named segments whose
 * words fit it. */
static void
names_come_in_their_order(void **state)
{
	static const struct {
		int r, f, m;
		enum segment_id id;
	} cases[] = {
		{ 1, 5, 5, SEGMENT_CANT_LOSE },
		{ 1, 5, 4, SEGMENT_AT_RISK },
		{ 2, 5, 5, SEGMENT_AT_RISK },
		{ 5, 4, 1, SEGMENT_CHAMPIONS },
		{ 5, 5, 5, SEGMENT_CHAMPIONS },
		{ 4, 4, 3, SEGMENT_LOYAL },
		{ 3, 5, 3, SEGMENT_LOYAL },
		{ 5, 1, 5, SEGMENT_NEW },
		{ 4, 1, 1, SEGMENT_PROMISING },
		{ 5, 3, 1, SEGMENT_POTENTIAL },
		{ 4, 2, 1, SEGMENT_POTENTIAL },
		{ 2, 1, 1, SEGMENT_SLEEPING },
		{ 1, 3, 5, SEGMENT_SLEEPING },
		{ 3, 1, 1, SEGMENT_ATTENTION },
		{ 3, 3, 5, SEGMENT_ATTENTION },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(
		    segment_rfm(cases[i].r, cases[i].f, cases[i].m),
		    cases[i].id);
}

/* ---- the slow twin ---- */

static void
make_random(struct made *m, uint64_t seed)
{
	const size_t orders = 60, products = 6, customers = 9;
	size_t lines = 0;

	made_init(m, orders, orders * products, products, customers);
	for (size_t p = 0; p < products; p++)
		m->s.category[p] = (uint32_t)p;
	for (size_t o = 0; o < orders; o++) {
		m->s.order_id[o] = (int64_t)o + 1;
		m->s.customer[o] =
		    (int32_t)(random_unit(seed, 1, o, 0) * 10) - 1;
		m->s.time[o] =
		    (int64_t)((TODAY - 500 + random_unit(seed, 2, o, 0) * 520) *
			DAY);
		m->s.net_value[o] = m->s.cart_value[o] =
		    100 * (int64_t)(random_unit(seed, 3, o, 0) * 8);
		m->contribution[o] = random_unit(seed, 4, o, 0) * 4 - 1;
		m->discounted[o] = random_unit(seed, 5, o, 0) < .4;
		m->bundled[o] = random_unit(seed, 6, o, 0) < .2;
		m->s.first[o] = lines;
		for (size_t p = 0; p < products; p++) {
			double taste =
			    (int32_t)p == m->s.customer[o] % 6 ? .7 : .15;
			if (random_unit(seed, 7, o, p) > taste)
				continue;
			m->s.product[lines] = (uint32_t)p;
			m->s.quantity[lines++] = (int32_t)(1 + p);
		}
	}
	m->s.first[orders] = lines;
	m->in.near_from = 300;
	m->in.near_to = 500;
}

static bool
seen(const struct made *m, size_t o, size_t c)
{
	return m->s.customer[o] == (int32_t)c &&
	    date_day_of(m->s.time[o]) <= TODAY;
}

/* Orders of c at or before the time of order o, other than later ids. */
static size_t
place(const struct made *m, size_t o, size_t c)
{
	size_t n = 0;

	for (size_t i = 0; i < m->s.orders; i++)
		n += seen(m, i, c) &&
		    (m->s.time[i] < m->s.time[o] ||
			(m->s.time[i] == m->s.time[o] && i < o));
	return n;
}

/* The order of c that stands at a place in time. */
static size_t
order_at(const struct made *m, size_t c, size_t k)
{
	size_t o = 0;

	while (!seen(m, o, c) || place(m, o, c) != k)
		o++;
	return o;
}

static void
assert_sums(const struct made *m, size_t c)
{
	const struct segment_facts *f = &m->facts[c];
	int32_t orders = 0, discounted = 0, bundled = 0;
	int64_t net = 0, units = 0;
	bool single = true;

	for (size_t o = 0; o < m->s.orders; o++) {
		if (!seen(m, o, c))
			continue;
		orders++;
		net += m->s.net_value[o];
		discounted += m->discounted[o];
		bundled += m->bundled[o];
		single = single && m->s.first[o + 1] - m->s.first[o] < 2;
		for (size_t l = m->s.first[o]; l < m->s.first[o + 1]; l++)
			units += m->s.quantity[l];
	}
	assert_int_equal(f->orders, orders);
	if (orders == 0)
		return;
	assert_int_equal(f->net, net);
	assert_int_equal(f->units, units);
	assert_int_equal(f->discounted, discounted);
	assert_int_equal(f->bundled, bundled);
	assert_int_equal(f->single, single);
}

/* A value with half of the others on either side. */
static int64_t
slow_median(const struct made *m, size_t c, int32_t n)
{
	for (size_t o = 0; o < m->s.orders; o++) {
		int32_t below = 0, level = 0;
		if (!seen(m, o, c))
			continue;
		for (size_t i = 0; i < m->s.orders; i++) {
			if (!seen(m, i, c))
				continue;
			below += m->s.cart_value[i] < m->s.cart_value[o];
			level += m->s.cart_value[i] == m->s.cart_value[o];
		}
		if (below <= (n - 1) / 2 && (n - 1) / 2 < below + level)
			return m->s.cart_value[o];
	}
	return -1;
}

static void
assert_rhythm(const struct made *m, size_t c)
{
	const struct segment_facts *f = &m->facts[c];
	size_t last = order_at(m, c, (size_t)f->orders - 1);
	int64_t median = slow_median(m, c, f->orders);
	int64_t of_last = m->s.cart_value[last];
	int32_t visits = 1, before = -1;

	assert_int_equal(f->last, date_day_of(m->s.time[last]));
	assert_int_equal(f->since, TODAY - f->last);
	assert_int_equal(f->first, date_day_of(m->s.time[order_at(m, c, 0)]));
	for (size_t k = 1; k < (size_t)f->orders; k++) {
		int32_t a = date_day_of(m->s.time[order_at(m, c, k - 1)]);
		int32_t b = date_day_of(m->s.time[order_at(m, c, k)]);
		visits += a != b;
		before = a != b ? b - a : before;
	}
	assert_int_equal(f->visits, visits);
	assert_int_equal(f->gap_before, before);
	assert_int_equal(f->near,
	    (of_last >= 300 && of_last < 500) ||
		(median >= 300 && median < 500));
}

static void
assert_quintiles(const struct made *m, size_t c)
{
	const struct segment_facts *f = m->facts;
	double n = 0, r_less = 0, r_level = 0, m_less = 0, m_level = 0;
	int better = 0;

	for (size_t i = 0; i < m->s.customers; i++) {
		if (f[i].orders == 0)
			continue;
		n++;
		r_less += f[i].since > f[c].since;
		r_level += f[i].since == f[c].since;
		m_less += f[i].net < f[c].net;
		m_level += f[i].net == f[c].net;
		better += f[i].contribution > f[c].contribution;
	}
	/* The middle of the ranks it shares, from 0 to n. */
	assert_int_equal(
	    f[c].r, fmin(5, 1 + floor(5 * (r_less + r_level / 2) / n)));
	assert_int_equal(
	    f[c].m, fmin(5, 1 + floor(5 * (m_less + m_level / 2) / n)));
	assert_int_equal(f[c].vip, better == 0 && f[c].contribution > 0);
}

static void
assert_favourite(const struct made *m, size_t c)
{
	double own[6] = { 0 }, all[6] = { 0 }, n_own = 0, n_all = 0;
	uint32_t best = 0;
	double most = 0;

	for (size_t o = 0; o < m->s.orders; o++) {
		if (m->s.customer[o] < 0 || date_day_of(m->s.time[o]) > TODAY)
			continue;
		for (size_t l = m->s.first[o]; l < m->s.first[o + 1]; l++) {
			uint32_t k = m->s.category[m->s.product[l]];
			all[k]++;
			n_all++;
			own[k] += m->s.customer[o] == (int32_t)c;
			n_own += m->s.customer[o] == (int32_t)c;
		}
	}
	for (uint32_t k = 1; k < 6; k++) {
		double p = all[k] / n_all;
		double a = (own[k] + 5 * p) / (n_own + 5) / p;
		if (own[k] >= 2 && a >= 2 && a > most) {
			best = k;
			most = a;
		}
	}
	assert_int_equal(m->facts[c].favourite, best);
	assert_true(fabs(m->facts[c].affinity - most) < 1e-9);
}

static void
facts_agree_with_the_slow_twin(void **state)
{
	struct err err = ERR_INIT;
	int fans = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct made m;
		make_random(&m, seed);
		assert_true(segment_facts(&m.in, m.facts, &err));
		for (size_t c = 0; c < m.s.customers; c++) {
			assert_sums(&m, c);
			if (m.facts[c].orders == 0)
				continue;
			assert_rhythm(&m, c);
			assert_quintiles(&m, c);
			assert_favourite(&m, c);
			fans += m.facts[c].favourite != 0;
		}
		made_release(&m);
	}
	assert_true(fans > 10);
}

static void
every_customer_is_in_one_of_the_first_nine(void **state)
{
	struct err err = ERR_INIT;
	struct made m;

	(void)state;
	make_random(&m, 77);
	assert_true(segment_facts(&m.in, m.facts, &err));
	for (size_t c = 0; c < m.s.customers; c++) {
		int in = 0;
		for (int id = 0; id < SEGMENT_RFM_COUNT; id++)
			in += segment_holds((enum segment_id)id, &m.facts[c]);
		assert_int_equal(in, m.facts[c].orders > 0);
	}
	made_release(&m);
}

static void
fans_of_one_category_include_those_who_like_it_best(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		bool fan[6][9];
		struct made m;
		make_random(&m, seed);
		assert_true(segment_facts(&m.in, m.facts, &err));
		for (uint32_t k = 0; k < 6; k++)
			assert_true(segment_fans(&m.in, k, fan[k], &err));
		for (size_t c = 0; c < m.s.customers; c++) {
			assert_false(fan[0][c]);
			bool any = false;
			for (int k = 1; k < 6; k++)
				any = any || fan[k][c];
			assert_int_equal(m.facts[c].favourite != 0, any);
			if (m.facts[c].favourite != 0)
				assert_true(fan[m.facts[c].favourite][c]);
		}
		made_release(&m);
	}
}

static void
sums_count_the_marked(void **state)
{
	const bool mask[] = { true, true, false, true };
	struct segment_sum sum;
	struct err err = ERR_INIT;
	struct made m;

	(void)state;
	make_hand(&m);
	assert_true(segment_facts(&m.in, m.facts, &err));
	segment_sum(m.facts, mask, 4, TODAY, &sum);
	assert_int_equal(sum.customers, 2);
	assert_int_equal(sum.orders, 5);
	assert_int_equal(sum.net, 13500);
	assert_int_equal(sum.units, 12);
	assert_int_equal(sum.ripe, 2);
	assert_int_equal(sum.repeated, 2);
	made_release(&m);
}

static void
names_are_found(void **state)
{
	enum segment_id id;

	(void)state;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		const struct segment_row *row = segment_row((enum segment_id)i);
		assert_true(segment_parse(slice_of(row->name), &id));
		assert_int_equal(id, i);
	}
	assert_false(segment_parse(slice_of("champion"), &id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_follow_from_orders),
		cmocka_unit_test(names_come_in_their_order),
		cmocka_unit_test(facts_agree_with_the_slow_twin),
		cmocka_unit_test(every_customer_is_in_one_of_the_first_nine),
		cmocka_unit_test(
		    fans_of_one_category_include_those_who_like_it_best),
		cmocka_unit_test(sums_count_the_marked),
		cmocka_unit_test(names_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
