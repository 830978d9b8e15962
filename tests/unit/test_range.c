/* range: quantiles are draws, ranges widen about the median. */
#include "base/random.h"
#include "decide/range.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	DRAWS = 300
};

static void
assert_same(double got, double want)
{
	if (!(fabs(got - want) <= 1e-12 * (1 + fabs(want))))
		fail_msg("%.17g is not %.17g", got, want);
}

/* ---- against sorting ---- */

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The smallest draw with a share of p at or below it; p in thousandths. */
static double
slow_quantile(const double *sorted, size_t n, size_t p)
{
	size_t i = 0;

	while (1000 * (i + 1) < p * n)
		i++;
	return sorted[i];
}

static void
check_against_sorting(double *draws, size_t n)
{
	double sorted[DRAWS];
	struct range r;

	memcpy(sorted, draws, n * sizeof(*draws));
	qsort(sorted, n, sizeof(*sorted), ascending);
	r = range_of(draws, n);
	assert_same(r.low95, slow_quantile(sorted, n, 25));
	assert_same(r.low80, slow_quantile(sorted, n, 100));
	assert_same(r.median, slow_quantile(sorted, n, 500));
	assert_same(r.high80, slow_quantile(sorted, n, 900));
	assert_same(r.high95, slow_quantile(sorted, n, 975));
	qsort(draws, n, sizeof(*draws), ascending);
	assert_memory_equal(draws, sorted, n * sizeof(*draws));
}

/* Of every number of draws: without ties, with many, all alike, in order, in
 * reverse, and rising to the middle. */
static void
quantiles_are_those_of_the_sorted_draws(void **state)
{
	double draws[DRAWS];

	(void)state;
	for (size_t n = 1; n <= DRAWS; n++) {
		for (int kind = 0; kind < 6; kind++) {
			for (size_t i = 0; i < n; i++) {
				double x = random_unit(17, 0, n, i);
				size_t rest = n - i;

				draws[i] = kind == 0 ? x - .5
				    : kind == 1      ? floor(4 * x)
				    : kind == 2      ? 3
				    : kind == 3      ? (double)i
				    : kind == 4      ? (double)rest
						: (double)(i < rest ? i : rest);
			}
			check_against_sorting(draws, n);
		}
	}
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
		cmocka_unit_test(quantiles_are_those_of_the_sorted_draws),
		cmocka_unit_test(a_range_says_middle_spread_and_mean),
		cmocka_unit_test(no_draw_gives_zeros_and_one_gives_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
