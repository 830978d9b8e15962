/*
 * Sample sizes to the digits that were published with the formulas.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide/sample_size.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static void
orders_for_a_change_of_the_mean(void **state)
{
	(void)state;
	NEAR(sample_for_mean(1, .05), 6280, 0);
	NEAR(sample_for_mean(.9, .05), 5087, 0);
	NEAR(sample_for_mean(1.4, .05), 12308, 0);
	NEAR(sample_for_mean(.9, .02), 31788, 0);
	NEAR(sample_for_mean(.9, -.02), 31788, 0);
	NEAR(sample_for_mean(.9, 0), 0, 0);
	NEAR(100 * sample_detectable(.9, 5000), 5.0429, 5e-5);
	NEAR(sample_detectable(.9, 0), 0, 0);
}

static void
orders_for_a_change_of_a_share(void **state)
{
	(void)state;
	NEAR(sample_for_share(.12, .16), 1178, 0);
	NEAR(sample_for_share(.12, .12), 0, 0);
}

static void
the_tail_is_cut_at_its_quantile(void **state)
{
	double values[] = { 10, 1000, 20, 30, 40 };
	double mean = 28, var = (18 * 18 + 8 * 8 + 2 * 2 + 12 * 12 * 2) / 4.0;

	(void)state;
	/* 80 %: 1000 becomes 40 */
	NEAR(sample_cv(values, 5, .8), sqrt(var) / mean, 1e-12);
	assert_true(sample_cv(values, 5, 1) > 1.9);
	NEAR(sample_cv(values, 1, 1), 0, 0);
	values[0] = values[1] = 0;
	NEAR(sample_cv(values, 2, 1), 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_for_a_change_of_the_mean),
		cmocka_unit_test(orders_for_a_change_of_a_share),
		cmocka_unit_test(the_tail_is_cut_at_its_quantile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
