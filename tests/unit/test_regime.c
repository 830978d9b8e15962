/*
 * Changes of the free-shipping rule over time: the worked example, shops that
 * never changed, and the search against all ways to cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/random.h"
#include "decide/regime.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

static const int64_t candidates[] = { 4000, 5000, 6000, 7500, 10000, 12000 };

enum {
	MOST = 400
};

struct shop {
	int32_t day[MOST];
	int64_t value[MOST], shipping[MOST];
	size_t n;
};

static void
add(struct shop *sh, int32_t day, int64_t value, int64_t shipping)
{
	sh->day[sh->n] = day;
	sh->value[sh->n] = value;
	sh->shipping[sh->n++] = shipping;
}

static struct regimes
find(const struct shop *sh)
{
	const struct regime_orders od = { sh->day, sh->value, sh->shipping,
		sh->n };
	struct err err = ERR_INIT;
	struct regimes out;

	if (!regime_find(&od, candidates, ARRAY_LEN(candidates), &out, &err))
		fail_msg("%s", err.text);
	return out;
}

/* Six weeks of values 30, 35 .. 125; fee 5 below a threshold that rises from
 * 50 to 100 after three. Blocks are days; the new rule begins with an order. */
static void
a_raise_after_three_weeks_is_found(void **state)
{
	static struct shop sh;
	struct regimes got;

	(void)state;
	sh.n = 0;
	for (int32_t week = 0; week < 6; week++)
		for (int64_t v = 3000; v <= 12500; v += 500)
			add(&sh, week * 7, v,
			    v < (week < 3 ? 5000 : 10000) ? 500 : 0);
	got = find(&sh);
	NEAR(got.score, -32.724950, 5e-7);
	NEAR(got.one, -71.110027, 1e-6);
	assert_int_equal(got.n, 2);
	assert_int_equal(got.rows[0].at, 5000);
	assert_int_equal(got.rows[1].at, 10000);
	assert_int_equal(got.rows[1].from, 21);
	assert_int_equal(got.rows[0].orders, 60);
	assert_int_equal(got.rows[1].fee, 500);
}

static void
a_shop_that_never_changed_has_one_regime(void **state)
{
	static struct shop sh;
	struct regimes got;

	(void)state;
	sh.n = 0;
	for (size_t i = 0; i < 300; i++) {
		int64_t v = (int64_t)(2000 + 12000 * random_unit(7, 1, i, 0));

		add(&sh, (int32_t)(i / 2), v, v < 5000 ? 495 : 0);
	}
	got = find(&sh);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.rows[0].at, 5000);
	assert_int_equal(got.rows[0].fee, 495);
	for (size_t i = 0; i < sh.n; i++)
		sh.shipping[i] = 0;
	got = find(&sh);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.rows[0].at, 0);
	assert_int_equal(got.rows[0].fee, 0);
	for (size_t i = 0; i < sh.n; i++)
		sh.shipping[i] = -1;
	got = find(&sh);
	assert_int_equal(got.n, 0);
	sh.n = 0;
	got = find(&sh);
	assert_int_equal(got.n, 0);
	/* nor do the weeks of forty years between two orders make one */
	add(&sh, 0, 3000, 495);
	add(&sh, 15000, 3000, 495);
	got = find(&sh);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.rows[0].fee, 495);
}

/* A new fee alone is a new regime too. */
static void
a_new_fee_is_a_new_regime(void **state)
{
	static struct shop sh;
	struct regimes got;

	(void)state;
	sh.n = 0;
	for (size_t i = 0; i < 300; i++) {
		int64_t v = (int64_t)(2000 + 12000 * random_unit(8, 1, i, 0));
		int32_t day = (int32_t)(i / 2);

		add(&sh, day, v, v < 5000 ? (day < 70 ? 495 : 695) : 0);
	}
	got = find(&sh);
	assert_int_equal(got.n, 2);
	assert_int_equal(got.rows[0].fee, 495);
	assert_int_equal(got.rows[1].fee, 695);
	assert_int_equal(got.rows[1].from, 70);
}

/* The best of all 2^(B-1) ways to cut, each segment scored by itself. */
static double
best_of_all(const struct shop *sh, int32_t blocks)
{
	double best = -HUGE_VAL;

	for (unsigned mask = 0; mask < 1U << (blocks - 1); mask++) {
		double sum = 0;
		int32_t from = 0;

		for (int32_t to = 1; to <= blocks; to++) {
			static struct shop part;
			struct regimes one;

			if (to < blocks && !(mask >> (to - 1) & 1))
				continue;
			part.n = 0;
			for (size_t i = 0; i < sh->n; i++)
				if (sh->day[i] >= from && sh->day[i] < to)
					add(&part, sh->day[i], sh->value[i],
					    sh->shipping[i]);
			one = find(&part);
			/* the penalty counts all orders, not the part's */
			sum += one.one + 3 * log((double)part.n) -
			    3 * log((double)sh->n);
			from = to;
		}
		best = fmax(best, sum);
	}
	return best;
}

static void
the_search_equals_trying_all_cuts(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		static struct shop sh;
		int32_t blocks = 2 + (int32_t)(5 * random_unit(seed, 1, 0, 0));
		size_t n = 120;

		sh.n = 0;
		for (size_t i = 0; i < n; i++) {
			int32_t day = (int32_t)(i * (size_t)blocks / n);
			int64_t v = (int64_t)(2000 +
			    12000 * random_unit(seed, 2, i, 0));
			int64_t at = day < blocks / 2 ? 5000 : 9000;

			add(&sh, day, v,
			    random_unit(seed, 3, i, 0) < .1 || v < at ? 495
								      : 0);
		}
		NEAR(find(&sh).score, best_of_all(&sh, blocks), 1e-7);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_raise_after_three_weeks_is_found),
		cmocka_unit_test(a_shop_that_never_changed_has_one_regime),
		cmocka_unit_test(a_new_fee_is_a_new_regime),
		cmocka_unit_test(the_search_equals_trying_all_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
