/* range: quantiles are draws, ranges widen about the median. */
#include "decide/range.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
assert_same(double got, double want)
{
	if (!(fabs(got - want) <= 1e-12 * (1 + fabs(want))))
		fail_msg("%.17g is not %.17g", got, want);
}

static void
a_quantile_is_the_smallest_draw_that_covers_its_share(void **state)
{
	static const double sorted[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	static const struct {
		double p, want;
	} cases[] = {
		{ 1e-12, 1 },
		{ .05, 1 },
		{ .1, 1 },
		{ .11, 2 },
		{ .5, 5 },
		{ .51, 6 },
		{ .9, 9 },
		{ .901, 10 },
		{ 1, 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_same(
		    range_quantile(sorted, 10, cases[i].p), cases[i].want);
	assert_same(range_quantile(sorted, 1, .5), 1);
}

static void
a_range_says_middle_spread_and_mean(void **state)
{
	double draws[] = { 5, 3, 3, 1, 9, 7, 2, 8, 4, 6 };
	struct range r = range_of(draws, ARRAY_LEN(draws));

	(void)state;
	assert_same(r.median, 4);
	assert_same(r.low80, 1);
	assert_same(r.high80, 8);
	assert_same(r.low95, 1);
	assert_same(r.high95, 9);
	assert_same(r.mean, 4.8);
	assert_same(r.variance, 6.36);
	range_widen(&r, 2);
	assert_same(r.median, 4);
	assert_same(r.low80, -2);
	assert_same(r.high80, 12);
	assert_same(r.low95, -2);
	assert_same(r.high95, 14);
}

static void
no_draw_gives_zeros_and_one_gives_itself(void **state)
{
	double one = 2.5;
	struct range none = range_of(NULL, 0), alone = range_of(&one, 1);

	(void)state;
	assert_same(none.median, 0);
	assert_same(none.high95, 0);
	assert_same(none.variance, 0);
	assert_same(alone.low95, 2.5);
	assert_same(alone.high95, 2.5);
	assert_same(alone.variance, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_quantile_is_the_smallest_draw_that_covers_its_share),
		cmocka_unit_test(a_range_says_middle_spread_and_mean),
		cmocka_unit_test(no_draw_gives_zeros_and_one_gives_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
