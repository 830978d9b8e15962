/* Cohorts against a slow count, and which cells are left empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/random.h"
#include "decide/cohort.h"

enum {
	ORDERS = 150,
	CUSTOMERS = 20
};

static int
month_of(int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	return year * 12 + month - 1;
}

static void
make_random(struct sales *s, uint64_t seed)
{
	struct err err = ERR_INIT;

	assert_true(sales_init(s, ORDERS, ORDERS, 1, CUSTOMERS, &err));
	for (size_t o = 0; o < ORDERS; o++) {
		s->customer[o] =
		    (int32_t)(random_unit(seed, 1, o, 0) * (CUSTOMERS + 1)) - 1;
		s->time[o] = (int64_t)(date_day(2025, 1, 1) +
				 (int)(random_unit(seed, 2, o, 0) * 500)) *
		    DATE_SECONDS_A_DAY;
		s->first[o + 1] = o + 1;
		s->quantity[o] = 1;
	}
}

static bool
ordered(const struct sales *s, int32_t c, int month, int32_t until)
{
	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		if (s->customer[o] == c && day <= until &&
		    month_of(day) == month)
			return true;
	}
	return false;
}

static int
first_month(const struct sales *s, int32_t c, int32_t until)
{
	for (int m = 2025 * 12; m < 2027 * 12; m++)
		if (ordered(s, c, m, until))
			return m;
	return -1;
}

static void
check_row(const struct sales *s, const struct cohort *row, int32_t until)
{
	int64_t customers = 0, again[COHORT_MONTHS] = { 0 };

	for (int32_t c = 0; c < CUSTOMERS; c++) {
		if (first_month(s, c, until) != row->month)
			continue;
		customers++;
		for (int k = 0; k < row->observed; k++)
			again[k] += ordered(s, c, row->month + k + 1, until);
	}
	assert_int_equal(row->customers, customers);
	for (int k = 0; k < COHORT_MONTHS; k++)
		assert_int_equal(row->again[k], again[k]);
}

static void
cohorts_agree_with_the_slow_count(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		int32_t until = date_day(2025, 6, 1) + (int32_t)seed * 5;
		struct cohorts c;
		struct err err = ERR_INIT;
		struct sales s;
		int64_t all = 0;
		make_random(&s, seed);
		assert_true(cohorts_init(&c, &s, until, &err));
		for (size_t i = 0; i < c.n; i++) {
			check_row(&s, &c.rows[i], until);
			all += c.rows[i].customers;
		}
		assert_in_range(all, 1, CUSTOMERS);
		cohorts_release(&c);
		sales_release(&s);
	}
}

static int
observed(int year, int month, int day)
{
	struct cohorts c;
	struct err err = ERR_INIT;
	struct sales s;
	int n;

	assert_true(sales_init(&s, 1, 0, 1, 1, &err));
	s.time[0] = (int64_t)date_day(2025, 1, 10) * DATE_SECONDS_A_DAY;
	assert_true(cohorts_init(&c, &s, date_day(year, month, day), &err));
	assert_int_equal(c.n, 1);
	n = c.rows[0].observed;
	cohorts_release(&c);
	sales_release(&s);
	return n;
}

static void
guests_alone_make_no_cohorts(void **state)
{
	struct cohorts c;
	struct err err = ERR_INIT;
	struct sales s;

	(void)state;
	assert_true(sales_init(&s, 1, 0, 1, 1, &err));
	s.customer[0] = SALES_GUEST;
	assert_true(cohorts_init(&c, &s, date_day(2025, 6, 1), &err));
	assert_int_equal(c.n, 0);
	cohorts_release(&c);
	sales_release(&s);
}

static void
only_months_that_are_over_are_told(void **state)
{
	(void)state;
	assert_int_equal(observed(2025, 1, 31), 0);
	assert_int_equal(observed(2025, 2, 27), 0);
	assert_int_equal(observed(2025, 2, 28), 1);
	assert_int_equal(observed(2025, 4, 29), 2);
	assert_int_equal(observed(2029, 1, 1), COHORT_MONTHS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cohorts_agree_with_the_slow_count),
		cmocka_unit_test(guests_alone_make_no_cohorts),
		cmocka_unit_test(only_months_that_are_over_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
