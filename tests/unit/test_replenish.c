/* replenish: rhythms, who is due, and what came of those who were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "decide/replenish.h"

enum {
	CUSTOMERS = 12,
	TODAY = 400
};

/* Purchases of product 0; a row of days for each customer, 0 ends it. */
static void
make(struct sales *s, const int32_t days[][8], size_t customers)
{
	struct err err = ERR_INIT;
	size_t n = 0;

	for (size_t c = 0; c < customers; c++)
		for (size_t i = 0; days[c][i] > 0; i++)
			n++;
	assert_true(sales_init(s, n, n, 2, customers, &err));
	n = 0;
	for (size_t c = 0; c < customers; c++)
		for (size_t i = 0; days[c][i] > 0; i++) {
			s->customer[n] = (int32_t)c;
			s->time[n] =
			    (int64_t)days[c][i] * DATE_SECONDS_A_DAY + 60;
			s->quantity[n] = 1;
			s->first[n] = n;
			n++;
		}
	s->first[n] = n;
}

/* Ten customers buy every 40 days up to day 380; one stopped at 340, one has
 * bought once, on day 365. */
static void
find(struct sales *s, struct replenish *r, int32_t until)
{
	static const int32_t days[CUSTOMERS][8] = {
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 140, 180, 220, 260, 300, 340, 380 },
		{ 220, 260, 300, 340 },
		{ 365 },
	};
	struct err err = ERR_INIT;

	make(s, days, CUSTOMERS);
	assert_true(replenish_find(s, until, r, &err));
}

static void
who_is_late_by_the_products_and_their_own_rhythm_is_due(void **state)
{
	struct replenish r;
	struct sales s;

	(void)state;
	find(&s, &r, TODAY);
	assert_int_equal(r.rhythm[0].gaps, 63);
	assert_true(r.rhythm[0].days > 39.9 && r.rhythm[0].days < 40.1);
	/* 60 days after: 1.5 rhythms. The one who bought once is 35 days
	 * after, .875; the faithful are but 20. */
	assert_int_equal(r.n, 2);
	assert_int_equal(r.due[0].customer, 10);
	assert_int_equal(r.due[0].last, 340);
	assert_int_equal(r.due[0].times, 4);
	assert_true(r.due[0].days > 39.9 && r.due[0].days < 40.1);
	assert_int_equal(r.due[1].customer, 11);
	assert_int_equal(r.due[1].times, 1);
	/* Of 62 purchases with 80 days after them, but that of day 340, of
	 * which only 60 are known, all but none came back. */
	assert_int_equal(r.rhythm[0].waited, r.rhythm[0].again);
	assert_true(r.rhythm[0].waited > 40);
	replenish_release(&r);
	sales_release(&s);
	/* Much later nobody is due, and those who stayed away are counted. */
	find(&s, &r, TODAY + 100);
	assert_int_equal(r.n, 0);
	assert_int_equal(r.rhythm[0].waited - r.rhythm[0].again, 12);
	replenish_release(&r);
	sales_release(&s);
}

static void
a_product_that_few_bought_again_has_no_rhythm(void **state)
{
	static const int32_t days[2][8] = {
		{ 10, 20, 30, 40, 50, 60, 70 },
		{ 15, 25, 35, 45, 55, 65, 75 },
	};
	struct err err = ERR_INIT;
	struct replenish r;
	struct sales s;

	(void)state;
	make(&s, days, 2);
	assert_true(replenish_find(&s, 85, &r, &err));
	assert_int_equal(r.rhythm[0].gaps, 12);
	assert_true(r.rhythm[0].days <= 0);
	assert_int_equal(r.n, 0);
	replenish_release(&r);
	sales_release(&s);
}

/* What is bought nearly daily is no stock that runs out. */
static void
a_rhythm_of_days_is_none(void **state)
{
	int32_t days[12][8] = { { 0 } };
	struct err err = ERR_INIT;
	struct replenish r;
	struct sales s;

	(void)state;
	for (size_t c = 0; c < 12; c++)
		for (int32_t i = 0; i < 7; i++)
			days[c][i] = 10 + 2 * i;
	make(&s, (const int32_t(*)[8])days, 12);
	assert_true(replenish_find(&s, 85, &r, &err));
	assert_int_equal(r.rhythm[0].gaps, 72);
	assert_true(r.rhythm[0].days <= 0);
	assert_int_equal(r.n, 0);
	replenish_release(&r);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    who_is_late_by_the_products_and_their_own_rhythm_is_due),
		cmocka_unit_test(a_product_that_few_bought_again_has_no_rhythm),
		cmocka_unit_test(a_rhythm_of_days_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
