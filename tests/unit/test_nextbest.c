/*
 * What is taken next: lists against a slow twin, and the trial on shops where
 * the answer is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "mining/nextbest.h"
#include "mining/pairs.h"

#include <math.h>

enum {
	PRODUCTS = 9,
	ORDERS = 60,
	CUSTOMERS = 7,
	PURCHASES = 6,
	LIST = 4
};

static void
make_random(struct sales *s, uint64_t seed)
{
	struct err err = ERR_INIT;
	size_t lines = 0;

	assert_true(sales_init(
	    s, ORDERS, ORDERS * PRODUCTS, PRODUCTS, CUSTOMERS, &err));
	for (size_t o = 0; o < ORDERS; o++) {
		s->customer[o] =
		    (int32_t)(random_unit(seed, 1, o, 0) * (CUSTOMERS + 1)) - 1;
		s->time[o] = (int64_t)(random_unit(seed, 2, o, 0) * 400) *
		    DATE_SECONDS_A_DAY;
		s->first[o] = lines;
		for (uint32_t p = 0; p < PRODUCTS; p++) {
			if (random_unit(seed, 3, o, p) > .3)
				continue;
			s->product[lines] = p;
			s->quantity[lines++] = 1;
		}
	}
	s->first[ORDERS] = lines;
	s->lines = lines;
}

/* The score of a with b as its partner, and the sum over all partners. */
static double
score_of(const struct pair_table *t, const struct pair_context *ctx, uint32_t a,
    uint32_t b)
{
	struct pairs_item item = { .a = a, .b = b };
	size_t entry = a < b ? pair_find(t, a, b) : pair_find(t, b, a);

	if (a == b || entry == PAIR_NONE)
		return 0;
	item.entry = (uint32_t)entry;
	return pairs_key_value(t, ctx, PAIRS_BY_SCORE, true, &item);
}

static int32_t
newest(const struct nextbest_purchase *had, uint32_t p)
{
	int32_t days = -1;

	for (int i = 0; i < PURCHASES; i++)
		if (had[i].product == p && (days < 0 || had[i].days < days))
			days = had[i].days;
	return days;
}

static double
slow_value(const struct pair_table *t, const struct pair_context *ctx,
    const double *trend, const struct nextbest_purchase *had, uint32_t b)
{
	double value = 0;

	for (uint32_t a = 0; a < PRODUCTS; a++) {
		int32_t days = newest(had, a);
		double all = 0;
		if (days < 0 || days > NEXTBEST_DAYS)
			continue;
		for (uint32_t other = 0; other < PRODUCTS; other++)
			all += score_of(t, ctx, a, other);
		if (all > 0)
			value += pow(.5, days / 60.0) * score_of(t, ctx, a, b) /
			    sqrt(all);
	}
	return value * trend[b];
}

static void
check_list(const struct pair_table *t, const struct pair_context *ctx,
    const double *trend, struct nextbest *nb, uint64_t seed)
{
	struct nextbest_purchase had[PURCHASES];
	uint32_t list[LIST];
	struct err err = ERR_INIT;
	size_t found, could = 0;
	double last = INFINITY;

	for (uint64_t i = 0; i < PURCHASES; i++)
		had[i] = (struct nextbest_purchase){
			(uint32_t)(random_unit(seed, 4, i, 0) * PRODUCTS),
			(int32_t)(random_unit(seed, 5, i, 0) * 250)
		};
	assert_true(
	    nextbest_rank(nb, had, PURCHASES, list, LIST, &found, &err));
	for (size_t i = 0; i < found; i++) {
		double value = slow_value(t, ctx, trend, had, list[i]);
		assert_int_equal(newest(had, list[i]), -1);
		assert_true(value > 0 && value <= last + 1e-5 * value);
		last = value;
	}
	for (uint32_t b = 0; b < PRODUCTS; b++) {
		double value =
		    newest(had, b) < 0 ? slow_value(t, ctx, trend, had, b) : 0;
		could += value > 0;
		/* Nobody better is left off. */
		bool on = false;
		for (size_t i = 0; i < found; i++)
			on = on || list[i] == b;
		assert_true(on || found < LIST || value <= last * (1 + 1e-5));
	}
	assert_int_equal(found, could < LIST ? could : LIST);
}

/* Product by product, as the header says it. */
static void
check_trend(const struct sales *s, size_t cap, const double *trend)
{
	double weight[ORDERS], all = 0, counted = 0;
	int64_t newest_time = 0;

	for (size_t o = 0; o < ORDERS; o++)
		if (s->time[o] > newest_time)
			newest_time = s->time[o];
	for (size_t o = 0; o < ORDERS; o++) {
		bool counts = s->first[o + 1] - s->first[o] <= cap;
		weight[o] = counts ? pow(.5,
					 (double)(newest_time - s->time[o]) /
					     DATE_SECONDS_A_DAY / 14)
				   : 0;
		all += weight[o];
		counted += counts;
	}
	for (uint32_t p = 0; p < PRODUCTS; p++) {
		double recent = 0, orders = 0;
		for (size_t o = 0; o < ORDERS; o++)
			for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
				if (s->product[l] == p && weight[o] > 0) {
					recent += weight[o];
					orders++;
				}
		double wanted = (recent + 1) / (orders * all / counted + 1);
		assert_true(fabs(trend[p] - wanted) < 1e-9);
	}
}

static void
lists_agree_with_the_slow_twin(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct sales s;
		struct baskets bk = { 0 };
		struct pair_table table = { 0 };
		struct pair_context ctx = { 0 };
		struct pairs_options how = { .floor = 1 };
		struct err err = ERR_INIT;
		make_random(&s, seed);
		assert_true(baskets_from_sales(&bk, &s, 0, &err));
		assert_true(pairs_mine(&bk, &how, &table, &ctx, &err));
		double trend[PRODUCTS];
		assert_true(nextbest_trend(&s, 6, trend, &err));
		check_trend(&s, 6, trend);
		struct nextbest *nb = nextbest_new(&table, &ctx, trend, &err);
		assert_non_null(nb);
		/* The second list must not remember the first. */
		check_list(&table, &ctx, trend, nb, seed);
		check_list(&table, &ctx, trend, nb, seed + 1000);
		nextbest_free(nb);
		pair_table_release(&table);
		pair_context_release(&ctx);
		baskets_release(&bk);
		sales_release(&s);
	}
}

/* ---- the trial ---- */

/* 300 orders that hold a lamp and its bulb, or a mug and its coaster, half of
 * them the one alone, by customers who come back for the other. */
static void
make_faithful(struct sales *s)
{
	enum {
		PAIRED = 200,
		CUSTOMERS_BACK = 50
	};
	struct err err = ERR_INIT;
	size_t lines = 0, o = 0;

	assert_true(sales_init(s, PAIRED + 2 * CUSTOMERS_BACK,
	    2 * PAIRED + 2 * CUSTOMERS_BACK, 4, CUSTOMERS_BACK, &err));
	for (; o < PAIRED + 2 * CUSTOMERS_BACK; o++) {
		bool paired = o < PAIRED;
		bool back = o >= PAIRED + CUSTOMERS_BACK;
		size_t c = (o - PAIRED) % CUSTOMERS_BACK;
		uint32_t lead = (uint32_t)(paired ? o % 2 : c % 2) * 2;
		s->customer[o] = paired ? SALES_GUEST : (int32_t)c;
		s->time[o] = (int64_t)o * DATE_SECONDS_A_DAY / 4;
		s->first[o] = lines;
		for (uint32_t p = lead; p < lead + 2; p++) {
			if (!paired && p == lead + !back)
				continue;
			s->product[lines] = p;
			s->quantity[lines++] = 1;
		}
	}
	s->first[o] = lines;
	s->lines = lines;
}

static void
who_comes_back_for_the_other_is_foreseen(void **state)
{
	struct nextbest_options options = { .seed = 1, .threads = 2 };
	struct nextbest_trial t;
	struct err err = ERR_INIT;
	struct sales s;

	(void)state;
	make_faithful(&s);
	assert_true(nextbest_try(&s, &options, &t, &err));
	assert_int_equal(t.older, 240);
	assert_int_equal(t.newer, 60);
	/* Ten of them came first in the newer part. */
	assert_int_equal(t.returning, 40);
	assert_int_equal(t.tried, 40);
	assert_int_equal(t.hits, 40);
	assert_int_equal(t.right, 40);
	sales_release(&s);
}

static void
a_shop_without_customers_tries_nobody(void **state)
{
	struct nextbest_options options = { .seed = 1 };
	struct nextbest_trial t;
	struct err err = ERR_INIT;
	struct sales s;

	(void)state;
	make_random(&s, 1);
	for (size_t o = 0; o < s.orders; o++)
		s.customer[o] = SALES_GUEST;
	assert_true(nextbest_try(&s, &options, &t, &err));
	assert_int_equal(t.tried, 0);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_agree_with_the_slow_twin),
		cmocka_unit_test(who_comes_back_for_the_other_is_foreseen),
		cmocka_unit_test(a_shop_without_customers_tries_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
