/* kpi: figures worked out by hand, and the variance against a direct sum. */
#include "service/kpi.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <math.h>

enum {
	DAY0 = 20000
};

static void
assert_near(double actual, double expected)
{
	if (fabs(actual - expected) > 1e-9 * (1 + fabs(expected)))
		fail_msg("%.12g is not %.12g", actual, expected);
}

/* Two products; costs 4.00 and unknown. Orders, by day:
 * 0: customer 0, 1 x A 10.00        10: customer 1, 2 x B 30.00
 * 20: customer 0, A 10.00 + B 15.00  30: guest, A 20.00 (two pieces) */
static void
make_shop(struct sales *s)
{
	static const int days[] = { 0, 10, 20, 30 };
	static const int32_t customers[] = { 0, 1, 0, SALES_GUEST };
	static const int64_t values[] = { 1000, 3000, 2500, 2000 };
	static const size_t first[] = { 0, 1, 2, 4, 5 };
	static const uint32_t products[] = { 0, 1, 0, 1, 0 };
	static const int32_t quantities[] = { 1, 2, 1, 1, 2 };
	static const int64_t paid[] = { 1000, 3000, 1000, 1500, 2000 };
	struct err err = ERR_INIT;

	assert_true(sales_init(s, 4, 5, 2, 2, &err));
	s->currency = (struct currency){ "EUR", 2 };
	for (size_t i = 0; i < 4; i++) {
		s->order_id[i] = (int64_t)i + 1;
		s->customer[i] = customers[i];
		s->time[i] = (int64_t)(DAY0 + days[i]) * DATE_SECONDS_A_DAY;
		s->cart_value[i] = s->net_value[i] = values[i];
		s->shipping[i] = i == 0 ? 500 : SALES_UNKNOWN;
		s->ship_cost[i] = i == 0 ? 400 : SALES_UNKNOWN;
	}
	memcpy(s->first, first, sizeof(first));
	memcpy(s->product, products, sizeof(products));
	memcpy(s->quantity, quantities, sizeof(quantities));
	memcpy(s->paid, paid, sizeof(paid));
	s->cost4[0] = 40000;
	s->cost4[1] = SALES_UNKNOWN;
}

static const struct kpi_request all_days = {
	.payment_fee = 0.03,
	.assumed_margin = 0.4,
};

static void
totals_and_ratios_are_those_of_the_orders(void **state)
{
	struct sales s;
	struct kpi_report r;
	struct err err = ERR_INIT;

	(void)state;
	make_shop(&s);
	assert_true(kpi_compute(&s, &all_days, &r, &err));
	assert_int_equal(r.orders, 4);
	assert_int_equal(r.guest_orders, 1);
	assert_int_equal(r.customers, 2);
	assert_int_equal(r.products, 2);
	assert_int_equal(r.lines, 5);
	assert_int_equal(r.since, DAY0);
	assert_int_equal(r.until, DAY0 + 30);
	assert_near(r.revenue, 85);
	assert_near(r.median_order, 22.5);
	assert_near(r.items_per_order, 1.25);
	assert_near(r.kpi[KPI_AOV].value, 21.25);
	assert_near(r.kpi[KPI_UPT].value, 7.0 / 4);
	assert_near(r.kpi[KPI_MULTI].value, 0.25);
	assert_false(r.kpi[KPI_ATTACH].defined);
	/* Nobody was first seen 90 days before the end. */
	assert_false(r.kpi[KPI_REPEAT].defined);
	assert_false(r.kpi[KPI_AOV].has_change);
	sales_release(&s);
}

static void
contribution_takes_goods_fees_and_shipping_off(void **state)
{
	struct sales s;
	double costed;

	(void)state;
	make_shop(&s);
	/* 10.00 - 4.00 goods - 3 % of 15.00 + 5.00 - 4.00 */
	assert_near(kpi_order_contribution(&s, 0, &all_days, &costed), 6.55);
	assert_near(costed, 10);
	/* no cost known: 40 % of 30.00 less 3 % */
	assert_near(kpi_order_contribution(&s, 1, &all_days, &costed), 11.1);
	assert_near(costed, 0);
	sales_release(&s);
}

static void
attach_rate_asks_for_a_complement_in_the_same_order(void **state)
{
	static const size_t first[] = { 0, 1, 2 };
	static const uint32_t partner[] = { 1, 0 };
	struct kpi_complements both = { first, partner };
	struct kpi_request request = all_days;
	struct sales s;
	struct kpi_report r;
	struct err err = ERR_INIT;

	(void)state;
	make_shop(&s);
	request.complements = &both;
	assert_true(kpi_compute(&s, &request, &r, &err));
	assert_near(r.kpi[KPI_ATTACH].value, 0.25);
	sales_release(&s);
}

static void
a_change_compares_with_the_period_before(void **state)
{
	struct kpi_request request = all_days;
	struct sales s;
	struct kpi_report r;
	struct err err = ERR_INIT;

	(void)state;
	make_shop(&s);
	/* days 16..30 hold 25.00 and 20.00, days 1..15 hold 30.00 */
	request.since = DAY0 + 16;
	request.until = DAY0 + 30;
	assert_true(kpi_compute(&s, &request, &r, &err));
	assert_int_equal(r.before, DAY0 + 1);
	assert_near(r.kpi[KPI_AOV].value, 22.5);
	assert_near(r.kpi[KPI_AOV].change, 22.5 / 30 - 1);
	assert_near(r.kpi[KPI_ORDERS].change, 1);
	assert_false(r.kpi[KPI_ORDERS].has_interval);
	sales_release(&s);
}

/* The interval worked out directly: deviations summed by customer. */
static double
slow_spread(const struct sales *s, int32_t since, int32_t before)
{
	double y[2] = { 0, 0 }, n[2] = { 0, 0 }, variance = 0;
	double *by_customer = mem_zarray(s->customers, sizeof(*by_customer));

	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		if (day < before)
			continue;
		y[day >= since] += (double)s->net_value[i];
		n[day >= since]++;
	}
	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		int now = day >= since;
		double d;
		if (day < before)
			continue;
		d = (now ? 1 : -1) *
		    ((double)s->net_value[i] / y[now] - 1 / n[now]);
		if (s->customer[i] == SALES_GUEST)
			variance += d * d;
		else
			by_customer[s->customer[i]] += d;
	}
	for (size_t c = 0; c < s->customers; c++)
		variance += by_customer[c] * by_customer[c];
	mem_free(by_customer);
	return exp(1.959964 * sqrt(variance));
}

static void
intervals_equal_the_direct_sum_on_random_shops(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct kpi_request request = all_days;
		struct sales s;
		struct kpi_report r;
		struct err err = ERR_INIT;
		double spread;
		assert_true(sales_init(&s, 200, 200, 1, 30, &err));
		s.currency = (struct currency){ "EUR", 2 };
		s.cost4[0] = SALES_UNKNOWN;
		for (size_t i = 0; i < 200; i++) {
			double u = random_unit(seed, 1, i, 0);
			s.customer[i] = (int32_t)(u * 36) - 6;
			if (s.customer[i] < 0)
				s.customer[i] = SALES_GUEST;
			s.time[i] =
			    (int64_t)(DAY0 + (int)(i / 2)) * DATE_SECONDS_A_DAY;
			s.net_value[i] = s.cart_value[i] = s.paid[i] =
			    (int64_t)(random_unit(seed, 2, i, 0) * 10000) + 1;
			s.quantity[i] = 1;
			s.shipping[i] = s.ship_cost[i] = SALES_UNKNOWN;
			s.first[i + 1] = i + 1;
		}
		request.since = DAY0 + 50;
		request.until = DAY0 + 99;
		assert_true(kpi_compute(&s, &request, &r, &err));
		spread = slow_spread(&s, DAY0 + 50, DAY0);
		assert_near(r.kpi[KPI_AOV].high95,
		    (1 + r.kpi[KPI_AOV].change) * spread - 1);
		assert_near(r.kpi[KPI_AOV].low95,
		    (1 + r.kpi[KPI_AOV].change) / spread - 1);
		sales_release(&s);
	}
}

static void
an_empty_shop_has_no_figures_and_no_failure(void **state)
{
	struct sales s;
	struct kpi_report r;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(sales_init(&s, 0, 0, 0, 0, &err));
	assert_true(kpi_compute(&s, &all_days, &r, &err));
	assert_int_equal(r.orders, 0);
	assert_false(r.kpi[KPI_AOV].defined);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totals_and_ratios_are_those_of_the_orders),
		cmocka_unit_test(
		    contribution_takes_goods_fees_and_shipping_off),
		cmocka_unit_test(
		    attach_rate_asks_for_a_complement_in_the_same_order),
		cmocka_unit_test(a_change_compares_with_the_period_before),
		cmocka_unit_test(
		    intervals_equal_the_direct_sum_on_random_shops),
		cmocka_unit_test(an_empty_shop_has_no_figures_and_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
