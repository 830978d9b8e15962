/*
 * A step in the order values: the jump at a point, its rank among placebo
 * points, weights against price points, and the search.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/bunch.h"

#define NEAR(got, want, slack)                                                 \
	do {                                                                   \
		double got_ = (got), want_ = (want);                           \
		if (!(fabs(got_ - want_) <= (slack)))                          \
			fail_msg("%s is %.12g, not %.12g", #got, got_, want_); \
	} while (0)

static void
a_jump_of_two_is_measured_with_and_without_slopes(void **state)
{
	static const double slopes[BUNCH_BINS] = { 20, 20, 19, 19, 18, 18, 17,
		17, 16, 16, 15, 15, 14, 14, 23, 23, 22, 22, 11, 11, 10, 10, 9,
		9, 8, 8, 7, 7 };
	double level[BUNCH_BINS];
	struct bunch_jump jump;

	(void)state;
	for (int i = 0; i < BUNCH_BINS; i++)
		level[i] = i < BUNCH_BINS / 2 ? 10 : 20;
	bunch_jump(level, 100, &jump);
	NEAR(jump.jump, .693147, 5e-7);
	NEAR(jump.z, 3.341799, 5e-7);
	NEAR(jump.phi, 1, 1e-12);
	bunch_jump(slopes, 100, &jump);
	NEAR(jump.jump, .609135, 5e-7);
	NEAR(jump.z, 3.257433, 5e-7);
	NEAR(jump.phi, 1, 1e-12);
}

static void
orders_lie_in_the_bin_that_holds_their_value(void **state)
{
	double values[BUNCH_BINS], counts[BUNCH_BINS], w[BUNCH_BINS];
	struct curve_orders od = {
		.value = values, .count = counts, .n = BUNCH_BINS
	};
	struct bunch_jump jump;

	(void)state;
	for (int i = 0; i < BUNCH_BINS; i++) {
		/* bin ends, so that T itself counts above */
		values[i] = 65 + 2.5 * i;
		counts[i] = i < BUNCH_BINS / 2 ? 10 : 20;
		w[i] = 1;
	}
	bunch_jump_at(&od, w, 0, 100, &jump);
	NEAR(jump.jump, .693147, 5e-7);
	NEAR(jump.z, 3.341799, 5e-7);
	NEAR(jump.orders, 420, 1e-9);
}

/* Sums of prices that end in .99 come in whole units; anything else does not. */
static void
values_that_end_alike_come_in_steps(void **state)
{
	double value[200], count[200], w[200];
	struct curve_orders od = {
		.value = value, .count = count, .n = 200, .total = 200
	};
	struct bunch_jump jump;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		value[i] = (double)i + 1 - .01 * (double)(1 + i % 3);
		count[i] = w[i] = 1;
	}
	NEAR(bunch_step(&od, w, 2), 1, 1e-12);
	/* one a bin: 12 bins of 1 on each side of 35, not 14 of .875 */
	bunch_jump_at(&od, w, 1, 35, &jump);
	NEAR(jump.orders, 24, 1e-9);
	NEAR(jump.jump, 0, 1e-6);
	bunch_jump_at(&od, w, 1, 35.5, &jump);
	NEAR(jump.orders, 0, 1e-9);
	for (size_t i = 0; i < 200; i++)
		value[i] = (double)i + .005 * (double)(i * 77 % 200);
	NEAR(bunch_step(&od, w, 2), 0, 1e-12);
}

static void
one_exact_value_counts_little_and_a_rank_counts_itself(void **state)
{
	static const double placebo[] = { 1.1, 2.6, .3, -.4, 1.9 };
	double counts[] = { 582, 226, 40, 3 }, w[4];
	struct curve_orders od = { .count = counts, .n = 4, .total = 1000 };

	(void)state;
	bunch_weights(&od, w);
	NEAR(w[0], .017182131, 5e-10);
	NEAR(w[1], .044247788, 5e-10);
	NEAR(w[2], .25, 1e-12);
	NEAR(w[3], 1, 1e-12);
	NEAR(bunch_rank(2.5, placebo, 5), .333333, 5e-7);
}

/* Log-normal order values; of those within 'reach' below 'at' half move just
 * above it. */
static struct bunch
search(uint64_t seed, size_t n, double at, double reach)
{
	int64_t *minor = mem_array(n, sizeof(*minor));
	struct curve_orders od;
	struct err err = ERR_INIT;
	struct bunch found;

	for (size_t i = 0; i < n; i++) {
		double v = exp(3.4 + .7 * random_normal(seed, 1, i, 0));

		if (v < at && v > at - reach && random_unit(seed, 2, i, 0) < .5)
			v = at + 6 * random_unit(seed, 3, i, 0);
		minor[i] = (int64_t)(100 * v);
	}
	if (!curve_orders_init(&od, minor, n, 2, &err) ||
	    !bunch_find(&od, 2, &found, &err))
		fail_msg("%s", err.text);
	curve_orders_release(&od);
	mem_free(minor);
	return found;
}

static void
a_planted_step_is_found_and_a_smooth_shop_has_none(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct bunch with = search(seed, 6000, 50, 8);
		struct bunch without = search(seed, 6000, 50, 0);

		assert_true(with.found);
		NEAR(with.best.at, 50, 1e-9);
		assert_true(with.rank <= .05);
		assert_false(without.found);
	}
	assert_false(search(1, 999, 50, 8).searched);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_jump_of_two_is_measured_with_and_without_slopes),
		cmocka_unit_test(orders_lie_in_the_bin_that_holds_their_value),
		cmocka_unit_test(values_that_end_alike_come_in_steps),
		cmocka_unit_test(
		    one_exact_value_counts_little_and_a_rank_counts_itself),
		cmocka_unit_test(
		    a_planted_step_is_found_and_a_smooth_shop_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
