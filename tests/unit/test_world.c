/*
 * The simulated shop against the figures of its reference calculation, and
 * against the truth it claims to hold. Counts may differ by a thousandth where
 * the C library's exp or log differs in the last bit; see world.h.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/date.h"
#include "base/mem.h"
#include "decide/world.h"

enum {
	SEED = 7,
};

struct shop {
	struct world w;
	struct world_orders od;
};

static int
open_shop(void **state)
{
	struct shop *s = mem_zalloc(sizeof(*s));
	struct err err = ERR_INIT;

	*state = s;
	return world_init(&s->w, SEED, NULL, &err) &&
		world_draw(&s->w, 0, &s->od, &err)
	    ? 0
	    : -1;
}

static int
close_shop(void **state)
{
	struct shop *s = *state;

	world_orders_release(&s->od);
	world_release(&s->w);
	mem_free(s);
	return 0;
}

static void
assert_near(double got, double want, double relative)
{
	if (fabs(got - want) > relative * fabs(want))
		fail_msg("%.9g is not within %g of %.9g", got, relative, want);
}

static size_t
order_size(const struct world_orders *od, size_t o)
{
	return od->first[o + 1] - od->first[o];
}

static double
order_value(const struct shop *s, size_t o)
{
	int64_t cents = 0;

	for (size_t l = s->od.first[o]; l < s->od.first[o + 1]; l++)
		cents += s->w.price[s->od.product[l]];
	return (double)cents / 100;
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
counts_are_those_of_the_reference(void **state)
{
	const struct shop *s = *state;
	size_t single = 0;

	for (size_t o = 0; o < s->od.orders; o++)
		single += order_size(&s->od, o) == 1;
	assert_near((double)s->od.orders, 18316, 1e-3);
	assert_near((double)s->od.lines, 38589, 1e-3);
	assert_near((double)s->od.lines / (double)s->od.orders, 2.106847, 1e-3);
	assert_near((double)single / (double)s->od.orders, .429024, 1e-3);
}

static void
order_values_are_those_of_the_reference(void **state)
{
	const struct shop *s = *state;
	size_t n = s->od.orders;
	double *value = mem_array(n, sizeof(*value));
	double sum = 0, squares = 0;

	for (size_t o = 0; o < n; o++) {
		value[o] = order_value(s, o);
		sum += value[o];
		squares += value[o] * value[o];
	}
	qsort(value, n, sizeof(*value), compare_doubles);
	double mean = sum / (double)n;
	double sd = sqrt(squares / (double)n - mean * mean);
	double median = (value[(n - 1) / 2] + value[n / 2]) / 2;

	assert_near(mean, 32.671987, 1e-3);
	assert_near(sd / mean, .957820, 1e-3);
	assert_near(median, 22.98, 1e-3);
	mem_free(value);
}

static void
products_of_an_order_ascend_and_differ(void **state)
{
	const struct world_orders *od = &((struct shop *)*state)->od;

	assert_int_equal(od->first[0], 0);
	assert_int_equal(od->first[od->orders], od->lines);
	for (size_t o = 0; o < od->orders; o++) {
		assert_true(order_size(od, o) >= 1);
		for (size_t l = od->first[o] + 1; l < od->first[o + 1]; l++)
			assert_true(od->product[l - 1] < od->product[l]);
	}
}

static void
prices_end_in_99_and_leave_the_stated_margin(void **state)
{
	const struct world *w = &((struct shop *)*state)->w;

	assert_int_equal(w->products, 300);
	for (size_t i = 0; i < w->products; i++) {
		double margin = 1 - (double)w->cost[i] / (double)w->price[i];

		assert_int_equal(w->price[i] % 100, 99);
		assert_true(w->price[i] >= 199);
		assert_true(margin > .345 && margin < .655);
	}
}

/* Orders with a, of these with b, and orders with b at all. */
struct joint {
	double a, both, b;
};

static bool
order_holds(const struct world_orders *od, size_t o, size_t product)
{
	for (size_t l = od->first[o]; l < od->first[o + 1]; l++)
		if (od->product[l] == product)
			return true;
	return false;
}

static struct joint
count_joint(const struct world_orders *od, size_t a, size_t b)
{
	struct joint j = { 0 };

	for (size_t o = 0; o < od->orders; o++) {
		bool has_a = order_holds(od, o, a),
		     has_b = order_holds(od, o, b);

		j.a += has_a;
		j.b += has_b;
		j.both += has_a && has_b;
	}
	return j;
}

/* The strongest complements are found in the orders at their gamma: P(b|a)
 * minus P(b) is gamma up to the sampling error of n_a orders. */
static void
complements_attach_at_their_gamma(void **state)
{
	const struct shop *s = *state;
	size_t slots = (size_t)s->w.params.complements, tried = 0;

	for (size_t at = 0; at < s->w.products * slots; at++) {
		if (s->w.gamma[at] < .19)
			continue;
		size_t a = at / slots, b = (size_t)s->w.complement[at];
		struct joint j = count_joint(&s->od, a, b);
		double gamma = world_gamma(&s->w, a, b);
		double error = 4 * sqrt(gamma * (1 - gamma) / j.a);

		assert_true(gamma >= s->w.gamma[at]);
		assert_true(j.both / j.a > gamma - error);
		assert_true(j.both / j.a < gamma + error + .06);
		tried++;
	}
	assert_true(tried >= 10);
}

static void
complements_lead_from_even_categories_to_the_next(void **state)
{
	const struct world *w = &((struct shop *)*state)->w;
	size_t slots = (size_t)w->params.complements;

	for (size_t at = 0; at < w->products * slots; at++) {
		size_t from = world_category(w, at / slots);

		if (from % 2 != 0) {
			assert_int_equal(w->complement[at], WORLD_NO_PRODUCT);
			continue;
		}
		assert_int_equal(
		    world_category(w, (size_t)w->complement[at]), from + 1);
		assert_true(w->gamma[at] >= .02 && w->gamma[at] <= .22);
	}
}

/* Are the two of one category into which no complement leads? */
static bool
only_picked(const struct world *w, size_t a, size_t b)
{
	return world_category(w, a) == world_category(w, b) &&
	    world_category(w, a) % 2 == 0;
}

/* Of two products of one category, those of one type meet far less often
 * than those of different types, weighed by how popular they are. */
static void
substitutes_are_rarely_bought_together(void **state)
{
	const struct shop *s = *state;
	const struct world *w = &s->w;
	const uint32_t *item = s->od.product;
	double met[2] = { 0 }, chance[2] = { 0 };

	for (size_t o = 0; o < s->od.orders; o++)
		for (size_t l = s->od.first[o]; l < s->od.first[o + 1]; l++)
			for (size_t m = l + 1; m < s->od.first[o + 1]; m++)
				if (only_picked(w, item[l], item[m]))
					met[world_substitutes(
					    w, item[l], item[m])]++;
	for (size_t a = 0; a < w->products; a++)
		for (size_t b = a + 1; b < w->products; b++)
			if (only_picked(w, a, b))
				chance[world_substitutes(w, a, b)] +=
				    w->popularity[a] * w->popularity[b];
	double ratio = met[1] / chance[1] / (met[0] / chance[0]);

	assert_true(ratio > .05 && ratio < .2);
}

static void
the_same_seed_gives_the_same_orders(void **state)
{
	const struct shop *s = *state;
	struct world_orders again;
	struct err err = ERR_INIT;

	assert_true(world_draw(&s->w, 0, &again, &err));
	assert_int_equal(again.orders, s->od.orders);
	assert_int_equal(again.lines, s->od.lines);
	assert_memory_equal(
	    again.product, s->od.product, again.lines * sizeof(*again.product));
	world_orders_release(&again);
}

static void
another_period_has_other_orders_of_the_same_customers(void **state)
{
	const struct shop *s = *state;
	struct world_orders next;
	struct err err = ERR_INIT;

	assert_true(world_draw(&s->w, 1, &next, &err));
	assert_true(next.orders != s->od.orders || next.lines != s->od.lines);
	assert_near((double)next.orders, (double)s->od.orders, .03);
	world_orders_release(&next);
}

static void
sales_hold_the_orders_at_full_price(void **state)
{
	const struct shop *s = *state;
	struct sales sales;
	struct err err = ERR_INIT;
	int32_t first = date_day(2025, 11, 1);

	assert_true(world_sales(&s->w, &s->od, first, &sales, &err));
	assert_true(sales_check(&sales, &err));
	assert_int_equal(sales.orders, s->od.orders);
	assert_int_equal(sales.lines, s->od.lines);
	for (size_t o = 0; o < sales.orders; o++) {
		int32_t day = date_day_of(sales.time[o]);

		assert_int_equal(sales.cart_value[o],
		    (int64_t)rint(order_value(s, o) * 100));
		assert_true(day >= first && day < first + WORLD_PERIOD_DAYS);
	}
	sales_release(&sales);
}

static void
parameters_out_of_range_are_refused(void **state)
{
	struct world_params p = world_default_params();
	struct world w;
	struct err err = ERR_INIT;

	(void)state;
	p.complements = WORLD_COMPLEMENTS_MAX + 1;
	assert_false(world_init(&w, SEED, &p, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(
	    err.text, "the simulated shop's parameters are out of range");
	assert_null(w.price);
}

static void
memory_that_runs_out_is_an_error_and_leaves_nothing(void **state)
{
	const struct shop *s = *state;
	struct world w;
	struct world_orders od;

	for (long n = 1; n <= 10; n++) {
		struct err err = ERR_INIT;

		mem_fail_after(n);
		assert_false(world_init(&w, SEED, NULL, &err));
		assert_int_equal(err.code, ERR_LIMIT);
		assert_null(w.price);
	}
	for (long n = 1; n <= 4; n++) {
		struct err err = ERR_INIT;

		mem_fail_after(n);
		assert_false(world_draw(&s->w, 0, &od, &err));
		assert_int_equal(err.code, ERR_LIMIT);
		assert_null(od.product);
	}
	mem_fail_after(0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_the_reference),
		cmocka_unit_test(order_values_are_those_of_the_reference),
		cmocka_unit_test(products_of_an_order_ascend_and_differ),
		cmocka_unit_test(prices_end_in_99_and_leave_the_stated_margin),
		cmocka_unit_test(complements_attach_at_their_gamma),
		cmocka_unit_test(
		    complements_lead_from_even_categories_to_the_next),
		cmocka_unit_test(substitutes_are_rarely_bought_together),
		cmocka_unit_test(the_same_seed_gives_the_same_orders),
		cmocka_unit_test(
		    another_period_has_other_orders_of_the_same_customers),
		cmocka_unit_test(sales_hold_the_orders_at_full_price),
		cmocka_unit_test(parameters_out_of_range_are_refused),
		cmocka_unit_test(
		    memory_that_runs_out_is_an_error_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
