/* pair_trace: counts against a slow search of every order, and how shares and
 * trends are said. */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/pair_trace.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "mining/metric.h"

static bool
holds(const struct sales *s, size_t order, size_t product)
{
	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		if (s->product[l] == product)
			return true;
	return false;
}

/* The twin: every order for every month and size. */
static void
assert_traced(const struct view *v, size_t a, size_t b)
{
	static const size_t least[] = { 2, 3, 6, 13, 28 };
	static const size_t most[] = { 2, 5, 12, 27, SIZE_MAX };
	const struct sales *s = &v->sales;
	struct pair_trace t;
	struct err err = ERR_INIT;
	size_t joint = 0;

	assert_true(pair_trace(v, a, b, NULL, NULL, &t, &err));
	for (size_t o = 0; o < s->orders; o++) {
		size_t size = s->first[o + 1] - s->first[o];
		size_t month = (size_t)(date_month_of(date_day_of(s->time[o])) -
		    t.first_month);
		bool both = holds(s, o, a) && holds(s, o, b);
		assert_true(month < t.n_months);
		if (!holds(s, o, a))
			continue;
		t.months[month].with_a--;
		t.months[month].both -= both;
		for (size_t i = 0; i < PAIR_TRACE_SIZE_COUNT; i++) {
			bool in = size >= least[i] && size <= most[i];
			t.sizes[i].with_a -= in;
			t.sizes[i].both -= in && both;
		}
		if (both)
			assert_int_equal(t.joint[joint++], s->order_id[o]);
	}
	assert_int_equal(joint, t.n_joint);
	for (size_t i = 0; i < t.n_months; i++) {
		assert_int_equal(t.months[i].with_a, 0);
		assert_int_equal(t.months[i].both, 0);
	}
	for (size_t i = 0; i < PAIR_TRACE_SIZE_COUNT; i++) {
		assert_int_equal(t.sizes[i].with_a, 0);
		assert_int_equal(t.sizes[i].both, 0);
	}
	assert_int_equal(t.promoted, -1);
	pair_trace_release(&t);
}

static void
counts_are_those_of_a_slow_search(void **state)
{
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES);
	for (size_t a = 0; a < v->products.n; a += 29)
		for (size_t b = 3; b < v->products.n; b += 41)
			if (a != b)
				assert_traced(v, a, b);
	view_free(v);
	shop_close(&shop);
}

static void
joint_orders_with_a_discount_are_counted(void **state)
{
	struct pair_trace t;
	struct shop shop;
	struct view *v;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop,
	    "order_id,order_date,sku,quantity,unit_price,discount,currency\n"
	    "1,2026-01-05,LAMP,1,60.00,5.00,EUR\n"
	    "1,2026-01-05,BULB,1,6.50,0,EUR\n"
	    "2,2026-01-06,LAMP,1,60.00,0,EUR\n"
	    "2,2026-01-06,BULB,1,6.50,0,EUR\n"
	    "3,2026-01-07,LAMP,1,60.00,5.00,EUR\n");
	v = shop_view(&shop, VIEW_SALES);
	assert_true(pair_trace(v, shop_product(v, "LAMP"),
	    shop_product(v, "BULB"), NULL, NULL, &t, &err));
	assert_true(pair_trace_promoted(shop.st, &t, &err));
	assert_int_equal(t.n_joint, 2);
	assert_int_equal(t.promoted, 1);
	pair_trace_release(&t);
	view_free(v);
	shop_close(&shop);
}

/* Segments divide the orders of a, and those with both; guests by themselves. */
static void
segments_divide_the_orders(void **state)
{
	struct pair_trace_count all = { 0, 0 };
	struct pair_trace t;
	struct shop shop;
	struct view *v;
	struct err err = ERR_INIT;
	int64_t guests = 0;
	uint8_t *segment_of;
	size_t a, b;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	segment_of = pair_trace_segments(v, &err);
	assert_non_null(segment_of);
	a = shop_product(v, "LMP-021");
	b = shop_product(v, "BLB-E27W");
	assert_true(pair_trace(v, a, b, segment_of, NULL, &t, &err));
	assert_true(t.has_segments);
	for (size_t i = 0; i < PAIR_TRACE_SEGMENT_COUNT; i++) {
		assert_true(strlen(pair_trace_segment_title(i)) > 2);
		all.with_a += t.segments[i].with_a;
		all.both += t.segments[i].both;
	}
	assert_int_equal(all.with_a, v->context.orders_with.n[a]);
	assert_int_equal(all.both, t.n_joint);
	for (size_t o = 0; o < v->sales.orders; o++)
		guests += v->sales.customer[o] == SALES_GUEST &&
		    holds(&v->sales, o, a);
	assert_int_equal(t.segments[PAIR_TRACE_GUESTS].with_a, guests);
	/* Turned round, whoever began with a begins with b. */
	assert_true(t.sequence.customers > 20);
	struct pair_trace turned;
	assert_true(pair_trace(v, b, a, NULL, NULL, &turned, &err));
	assert_false(turned.has_segments);
	assert_int_equal(turned.sequence.customers, t.sequence.customers);
	assert_int_equal(
	    turned.sequence.a_first + t.sequence.a_first, t.sequence.customers);
	pair_trace_release(&turned);
	pair_trace_release(&t);
	mem_free(segment_of);
	view_free(v);
	shop_close(&shop);
}

static void
intervals_are_wilsons(void **state)
{
	struct str said = STR_INIT;

	(void)state;
	pair_trace_add_interval(9, 21, &said);
	assert_string_equal(said.p, "9 of 21 orders");
	str_clear(&said);
	/* Wilson at z = 1.645 of 20 out of 100 is .1425 to .2734. */
	pair_trace_add_interval(20, 100, &said);
	assert_string_equal(
	    said.p, "20 of 100 orders (20.0 %; 90 %: 14.3 to 27.3 %)");
	str_release(&said);
}

static void
no_percentage_of_fewer_than_thirty(void **state)
{
	static const struct {
		int64_t n, of;
		const char *said;
	} cases[] = {
		{ 9, 21, "9 of 21 orders" },
		{ 1, 1, "1 of 1 order" },
		{ 29, 29, "29 of 29 orders" },
		{ 15, 30, "15 of 30 orders (50.0 %)" },
		{ 1000, 2000, "1,000 of 2,000 orders (50.0 %)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str said = STR_INIT;
		pair_trace_add_share(cases[i].n, cases[i].of, &said);
		assert_string_equal(said.p, cases[i].said);
		str_release(&said);
	}
}

static void
a_trend_is_a_block_a_month(void **state)
{
	struct pair_trace_count months[] = { { 9, 0 }, { 9, 4 }, { 9, 8 } };
	struct pair_trace t = { .months = months, .n_months = 3 };
	struct str line = STR_INIT;

	(void)state;
	pair_trace_add_spark(&t, 36, &line);
	assert_string_equal(line.p, "▁▄█");
	str_clear(&line);
	pair_trace_add_spark(&t, 2, &line);
	assert_string_equal(line.p, "▄█");
	str_clear(&line);
	months[1].both = months[2].both = 0;
	pair_trace_add_spark(&t, 36, &line);
	assert_int_equal(line.len, 0);
	str_release(&line);
}

/* Without drift it is the posterior's own interval; with it, wider. */
static void
drift_widens_the_attach_interval(void **state)
{
	struct metric_attach at = { .alpha = 20.8, .beta = 89.2 };
	double low, high, wide_low, wide_high;

	(void)state;
	metric_attach_drift(&at, 0, &low, &high);
	assert_true(fabs(low - 0.131310) < 1e-6);
	assert_true(fabs(high - 0.253323) < 1e-6);
	metric_attach_drift(&at, 0.35, &wide_low, &wide_high);
	assert_true(wide_low < low && wide_high > high && wide_high <= 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_a_slow_search),
		cmocka_unit_test(joint_orders_with_a_discount_are_counted),
		cmocka_unit_test(segments_divide_the_orders),
		cmocka_unit_test(intervals_are_wilsons),
		cmocka_unit_test(no_percentage_of_fewer_than_thirty),
		cmocka_unit_test(a_trend_is_a_block_a_month),
		cmocka_unit_test(drift_widens_the_attach_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
