/*
 * The shipping rule of small real stores: which orders it is read from, when
 * it changed, and what explains its exceptions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/date.h"
#include "base/random.h"
#include "decide/threshold.h"
#include "service/detection.h"
#include "service/lab.h"
#include "tests/support/shop.h"

static const char header[] = "order_id,order_date,sku,quantity,unit_price,"
			     "shipping,country,channel,category\n";

static void
add_order(struct str *csv, int id, int day, const char *sku, int cents,
    int shipping, const char *country, const char *channel)
{
	str_addf(csv, "%d,2026-%02d-%02d,%s,1,%d.%02d,", id, 1 + day / 28,
	    1 + day % 28, sku, cents / 100, cents % 100);
	if (shipping >= 0)
		str_addf(csv, "%d.%02d", shipping / 100, shipping % 100);
	str_addf(csv, ",%s,%s,%s\n", country, channel,
	    sku[0] == 'B' ? "Books" : "Other");
}

static int
cents_of(int i)
{
	return (int)(1000 + 9000 * random_unit(5, 1, (uint64_t)i, 0));
}

/* 400 orders at home: free from 50, after day 140 from 70; 100 abroad always
 * pay 9.90, 20 at the till never do; books are free at any value. */
static void
make_csv(struct str *csv)
{
	int id = 1;

	str_set(csv, header);
	for (int i = 0; i < 400; i++) {
		int cents = cents_of(i), day = i * 280 / 400;
		int at = day < 140 ? 5000 : 7000;
		bool book = i % 5 == 0;

		add_order(csv, id++, day, book ? "B1" : "A1", cents,
		    book || cents >= at ? 0 : 495, "DE", "web");
	}
	for (int i = 0; i < 100; i++)
		add_order(csv, id++, i, "A1", cents_of(i), 990, "FR", "web");
	for (int i = 0; i < 20; i++)
		add_order(csv, id++, i, "A1", cents_of(i), 0, "DE", "pos");
}

struct fixture {
	struct shop shop;
	struct view *v;
	struct store_origins origins;
	struct str csv;
};

static int
set_up(void **state)
{
	static struct fixture f;
	struct err err = ERR_INIT;

	str_init(&f.csv);
	make_csv(&f.csv);
	shop_open(&f.shop, f.csv.p);
	f.v = shop_view(&f.shop, VIEW_SALES);
	if (!store_origins_load(f.shop.st, &f.v->sales, &f.origins, &err))
		fail_msg("%s", err.text);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	store_origins_release(&f->origins);
	view_free(f->v);
	shop_close(&f->shop);
	str_release(&f->csv);
	return 0;
}

static struct detection_request
request_of(const struct fixture *f)
{
	struct threshold_inputs in;

	threshold_inputs_default(&in);
	return (struct detection_request){
		.v = f->v,
		.origins = &f->origins,
		.fee = -1,
		.from = INT32_MIN,
		.until = INT32_MAX,
		.values_from = INT32_MIN,
		.prior = threshold_prior(&in),
	};
}

static void
origins_follow_the_orders(void **state)
{
	const struct fixture *f = *state;
	const struct store_origins *o = &f->origins;

	assert_int_equal(o->orders, 520);
	assert_int_equal(o->countries.n, 2);
	assert_string_equal(store_names_of(&o->countries, o->country[0]), "DE");
	assert_string_equal(
	    store_names_of(&o->countries, o->country[450]), "FR");
	assert_string_equal(
	    store_names_of(&o->channels, o->channel[519]), "pos");
	assert_string_equal(store_names_of(&o->channels, 0), "");
}

static void
origins_of_some_orders_are_theirs(void **state)
{
	const struct fixture *f = *state;
	struct store_origins o;
	struct err err = ERR_INIT;
	bool keep[520] = { false };
	struct sales some;

	keep[3] = keep[450] = true;
	if (!sales_select(&f->v->sales, keep, &some, &err) ||
	    !store_origins_load(f->shop.st, &some, &o, &err))
		fail_msg("%s", err.text);
	assert_int_equal(o.orders, 2);
	assert_string_equal(store_names_of(&o.countries, o.country[0]), "DE");
	assert_string_equal(store_names_of(&o.countries, o.country[1]), "FR");
	store_origins_release(&o);
	sales_release(&some);
}

static void
the_rule_is_that_of_home_and_of_now(void **state)
{
	const struct fixture *f = *state;
	struct detection_request rq = request_of(f);
	struct err err = ERR_INIT;
	struct str words = STR_INIT;
	struct detection dn;

	if (!detection_find(&rq, &dn, &err))
		fail_msg("%s", err.text);
	assert_int_equal(dn.people.n, 400);
	assert_int_equal(dn.people.other_country, 100);
	assert_int_equal(dn.people.other_channel, 20);
	assert_string_equal(dn.people.country.p, "DE");
	assert_int_equal(dn.regimes.n, 2);
	assert_int_equal(dn.rules[0].at, 5000);
	assert_int_equal(dn.detect.outcome, DETECT_FOUND);
	assert_int_equal(dn.detect.at, 7000);
	assert_int_equal(dn.detect.fee, 495);
	assert_false(dn.sparse);
	assert_false(dn.bunch.searched);
	assert_false(dn.gate.passed);
	detection_write_text(&dn, &words);
	assert_non_null(strstr(words.p,
	    "left out: 100 into other countries, "
	    "20 from a till"));
	assert_non_null(strstr(words.p, "shipping is free from 70.00"));
	assert_non_null(strstr(words.p, "the rule or its fee changed"));
	assert_non_null(strstr(words.p, "too few to measure topping up"));
	str_release(&words);
	detection_release(&dn);
}

static void
what_is_free_anyway_is_named(void **state)
{
	const struct fixture *f = *state;
	struct detection_request rq = request_of(f);
	struct err err = ERR_INIT;
	struct detection dn;

	/* the first rule alone */
	rq.until = date_day(2026, 5, 28);
	if (!detection_find(&rq, &dn, &err))
		fail_msg("%s", err.text);
	assert_int_equal(
	    dn.n_free_below > 0 ? 1 : 0, dn.detect.free_below >= 10 ? 1 : 0);
	for (size_t i = 0; i < dn.n_free_below; i++)
		assert_true(slice_eq_c(dn.free_below[i].name, "Books") ||
		    slice_eq_c(dn.free_below[i].name, "B1"));
	assert_int_equal(dn.n_paid_above, 0);
	detection_release(&dn);
}

static void
a_shop_without_orders_has_no_rule(void **state)
{
	struct detection_request rq;
	struct threshold_inputs in;
	struct err err = ERR_INIT;
	struct detection dn;
	struct shop shop;
	struct view *v;

	(void)state;
	threshold_inputs_default(&in);
	shop_open(&shop, NULL);
	v = shop_view(&shop, VIEW_SALES);
	rq = (struct detection_request){ .v = v,
		.fee = -1,
		.from = INT32_MIN,
		.until = INT32_MAX,
		.values_from = INT32_MIN,
		.prior = threshold_prior(&in) };
	if (!detection_find(&rq, &dn, &err))
		fail_msg("%s", err.text);
	assert_int_equal(dn.detect.outcome, DETECT_NO_CHARGES);
	assert_int_equal(dn.regimes.n, 0);
	assert_false(dn.bunch.found);
	detection_release(&dn);
	view_free(v);
	shop_close(&shop);
}

/* ---- shops with rules of their own, and no topping up in any ---- */

enum {
	ODD_ORDERS = 1500,
	ODD_DAYS = 300
};

static int
raised(int i, int day, int cents)
{
	(void)i;
	return cents >= (day < 140 ? 4000 : 6000) ? 0 : 595;
}

static int
picked_up(int i, int day, int cents)
{
	(void)day;
	return i % 12 == 0 || cents >= 5000 ? 0 : 495;
}

static int
of_several_rates(int i, int day, int cents)
{
	(void)day;
	if (i % 20 == 0)
		return 1295; /* express */
	return cents >= 7500 ? 0 : i % 3 == 0 ? 795 : 495;
}

static int
stepped(int i, int day, int cents)
{
	(void)i, (void)day;
	return cents >= 6000 ? 0 : cents >= 3000 ? 495 : 795;
}

static int
at_no_nice_value(int i, int day, int cents)
{
	(void)i, (void)day;
	return cents >= 5750 ? 0 : 495;
}

/* In the first half 60 tells the orders apart nearly as well as 57.50 does, in
 * the second 55: it looks as if the rule had changed. */
static int
away_from_candidates(int day, int cents)
{
	bool early = day < ODD_DAYS / 2;

	if (cents % 10 == 0)
		return cents;
	if (early && cents >= 5750 && cents < 6000)
		return cents + 300;
	return !early && cents >= 5500 && cents < 5750 ? cents - 300 : cents;
}

static int
with_a_free_month(int i, int day, int cents)
{
	(void)i;
	return cents >= 8000 || (day >= 112 && day < 140) ? 0 : 650;
}

static int
by_chance(int i, int day, int cents)
{
	(void)day, (void)cents;
	return random_unit(9, 2, (uint64_t)i, 0) < .5 ? 0 : 500;
}

static int
always_free(int i, int day, int cents)
{
	(void)i, (void)day, (void)cents;
	return 0;
}

static int
of_a_share(int i, int day, int cents)
{
	(void)i, (void)day;
	return cents / 10;
}

static const struct odd {
	int (*charge)(int order, int day, int cents);
	enum detect_outcome outcome;
	int64_t at;
	size_t regimes;
} odds[] = {
	{ raised, DETECT_FOUND, 6000, 2 },
	{ picked_up, DETECT_FOUND, 5000, 1 },
	{ of_several_rates, DETECT_FOUND, 7500, 1 },
	{ stepped, DETECT_FOUND, 6000, 1 },
	{ at_no_nice_value, DETECT_FOUND, 5750, 1 },
	{ with_a_free_month, DETECT_FOUND, 8000, 3 },
	{ by_chance, DETECT_NO_STEP, 0, 1 },
	{ always_free, DETECT_ALL_FREE, 0, 1 },
	{ of_a_share, DETECT_ALL_PAID, 0, 1 },
};

static void
open_odd(const struct odd *odd, struct shop *shop)
{
	struct str csv = STR_INIT;

	str_set(&csv, header);
	for (int i = 0; i < ODD_ORDERS; i++) {
		int day = i * ODD_DAYS / ODD_ORDERS;
		int cents = (int)(1500 *
		    exp(.8 * random_normal(6, 1, (uint64_t)i, 0) + .9));

		if (odd->charge == at_no_nice_value)
			cents = away_from_candidates(day, cents);
		add_order(&csv, i + 1, day, "A1", cents,
		    odd->charge(i, day, cents), "DE", "web");
	}
	shop_open(shop, csv.p);
	str_release(&csv);
}

static void
odd_rules_are_found_and_nothing_is_claimed_of_shoppers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odds); i++) {
		struct fixture f = { .v = NULL };
		struct detection_request rq;
		struct detection dn;
		struct err err = ERR_INIT;

		open_odd(&odds[i], &f.shop);
		f.v = shop_view(&f.shop, VIEW_SALES);
		rq = request_of(&f);
		rq.origins = NULL;
		if (!detection_find(&rq, &dn, &err))
			fail_msg("%s", err.text);
		if (dn.detect.outcome != odds[i].outcome ||
		    (odds[i].at > 0 && dn.detect.at != odds[i].at) ||
		    dn.regimes.n != odds[i].regimes || dn.gate.passed ||
		    dn.bunch.found)
			fail_msg("shop %zu: outcome %d at %d, %zu regimes", i,
			    (int)dn.detect.outcome, (int)dn.detect.at,
			    dn.regimes.n);
		detection_release(&dn);
		view_free(f.v);
		shop_close(&f.shop);
	}
}

/* Nothing was charged that we know of, and a third of what would be worth 40 to
 * 50 is filled up to 50 and more: the lab takes that for the rule. */
static void
a_step_in_the_values_is_the_rule_of_the_lab(void **state)
{
	struct str csv = STR_INIT;
	struct shop shop;
	struct lab_request rq = { .fee = -1, .ship_cost = -1 };
	struct lab lab;
	struct err err = ERR_INIT;
	struct view *v;

	(void)state;
	str_set(&csv, header);
	for (int i = 0; i < 4000; i++) {
		int cents = (int)(1500 *
		    exp(.8 * random_normal(6, 1, (uint64_t)i, 0) + .9));

		if (i % 3 == 0 && cents >= 4000 && cents < 5000)
			cents = 5000 + cents % 500;
		add_order(&csv, i + 1, i % 280, "A1", cents, -1, "DE", "web");
	}
	shop_open(&shop, csv.p);
	v = shop_view(&shop, VIEW_SALES);
	rq.v = v;
	if (!lab_compute(&rq, NULL, &lab, &err))
		fail_msg("%s", err.text);
	assert_true(lab.detection.bunch.found);
	assert_int_equal(lab.rule.kind, CURVE_FREE_FROM);
	assert_float_equal(lab.rule.at, 50, 1e-9);
	assert_false(lab.rule_from_store);
	lab_release(&lab);
	view_free(v);
	shop_close(&shop);
	str_release(&csv);
}

/* ---- what is told of shops where the charges do not tell the rule ---- */

static int
few_charges(int i, int day, int cents)
{
	(void)day, (void)cents;
	return i % 25 == 0 ? (i % 50 == 0 ? 0 : 300 + i) : -1;
}

static int
no_charges(int i, int day, int cents)
{
	(void)i, (void)day, (void)cents;
	return -1;
}

static int
free_from_50(int i, int day, int cents)
{
	(void)i, (void)day;
	return cents >= 5000 ? 0 : 495;
}

static int
any_value(int i)
{
	return (int)(1500 * exp(.8 * random_normal(6, 1, (uint64_t)i, 0) + .9));
}

/* Half of the carts from 40 on are filled up to 50 or a little more. */
static int
topped_up(int i)
{
	int cents = any_value(i);

	return cents >= 4000 && cents < 5000 && i % 2 == 0 ? 5000 + cents % 300
							   : cents;
}

static int
of_few_prices(int i)
{
	static const int prices[] = { 1995, 2495, 3995, 4495, 5495, 6995 };

	return prices[i % 6];
}

static const struct told {
	int (*value)(int order);
	int (*charge)(int order, int day, int cents);
	int orders;
	const char *words[4], *outcome; /* of the order values */
} told[] = {
	{ any_value, few_charges, 300,
	    { "12 of 300 orders have a shipping charge recorded: too few to "
	      "tell the rule",
		"; a step in the order values is looked for from 1000 orders "
		"on, and there are 300\n",
		"charges: 6 x 0.00, 1 x 3.25, 1 x 3.75, 1 x 4.25, 1 x 4.75, "
		"1 x 5.25, 1 x 5.75\n" },
	    "not searched" },
	{ any_value, few_charges, 475,
	    { "19 of 475 orders have",
		"charges: 10 x 0.00, 1 x 3.25, 1 x 3.75, 1 x 4.25, 1 x 4.75, "
		"1 x 5.25, 1 x 5.75, 1 x 6.25, and others\n" },
	    "not searched" },
	{ any_value, no_charges, 1200,
	    { "no order has a shipping charge recorded; the order values show "
	      "no step either, which does not mean there is no rule",
		"no threshold to learn from" },
	    "no step" },
	{ topped_up, no_charges, 3000,
	    { "; but the order values step up at 50.00 (z = ",
		"points looked at)" },
	    "found" },
	{ of_few_prices, free_from_50, 600,
	    { "shipping is free from 50.00",
		"your order values sit on a few price points (100 % on ten of "
		"them); topping up cannot be seen; the response to a threshold "
		"is assumed" },
	    "given" },
};

static void
open_told(const struct told *t, struct shop *shop)
{
	struct str csv = STR_INIT;

	str_set(&csv, header);
	for (int i = 0; i < t->orders; i++) {
		int cents = t->value(i);

		add_order(&csv, i + 1, i % 250, "A1", cents,
		    t->charge(i, i % 250, cents), "DE", "web");
	}
	shop_open(shop, csv.p);
	str_release(&csv);
}

static void
check_told(const struct told *t, const struct detection *dn)
{
	struct str words = STR_INIT;
	struct listing l;
	struct cell cell;

	detection_write_text(dn, &words);
	for (size_t i = 0; i < ARRAY_LEN(t->words) && t->words[i]; i++)
		if (strstr(words.p, t->words[i]) == NULL)
			fail_msg("'%s' is not in:\n%s", t->words[i], words.p);
	str_release(&words);
	detection_listing(dn, &l);
	listing_cell(&l, l.source_rows - 1,
	    (size_t)listing_column(&l, "outcome"), &cell);
	if (!slice_eq_c(cell.text, t->outcome))
		fail_msg("'%.*s' is not '%s'", (int)cell.text.len, cell.text.p,
		    t->outcome);
	listing_release(&l);
}

static void
what_charges_do_not_tell_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(told); i++) {
		struct fixture f = { .v = NULL };
		struct detection_request rq;
		struct detection dn;
		struct err err = ERR_INIT;

		open_told(&told[i], &f.shop);
		f.v = shop_view(&f.shop, VIEW_SALES);
		rq = request_of(&f);
		rq.origins = NULL;
		if (!detection_find(&rq, &dn, &err))
			fail_msg("%s", err.text);
		check_told(&told[i], &dn);
		detection_release(&dn);
		view_free(f.v);
		shop_close(&f.shop);
	}
}

/* ---- what explains exceptions ---- */

/* Shipping is free from 50 before discounts, which a third of the orders have;
 * eight products are free at any value, the later ones in more orders. */
static void
make_discounts(struct str *csv)
{
	int id = 1;

	str_set(csv,
	    "order_id,order_date,sku,quantity,unit_price,shipping,"
	    "order_discount\n");
	for (int i = 0; i < 900; i++) {
		int cents = cents_of(i), off = i % 3 == 0 ? cents / 4 : 0;

		str_addf(csv, "%d,2026-05-%02d,A1,1,%d.%02d,%s,%d.%02d\n", id++,
		    1 + i % 28, cents / 100, cents % 100,
		    cents >= 5000 ? "0.00" : "4.95", off / 100, off % 100);
	}
	for (int p = 0; p < 8; p++)
		for (int i = 0; i < 11 + p; i++)
			str_addf(csv, "%d,2026-05-%02d,F%d,1,%d.50,0.00,0.00\n",
			    id++, 1 + i % 28, p, 10 + i);
	/* the fewest, found last */
	for (int i = 0; i < 10; i++)
		str_addf(csv, "%d,2026-05-%02d,G,1,%d.50,0.00,0.00\n", id++,
		    1 + i, 10 + i);
}

static void
the_most_frequent_exceptions_are_named(void **state)
{
	struct fixture f = { .v = NULL };
	struct detection_request rq;
	struct detection dn;
	struct str csv = STR_INIT, words = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	make_discounts(&csv);
	shop_open(&f.shop, csv.p);
	f.v = shop_view(&f.shop, VIEW_SALES);
	if (!store_origins_load(f.shop.st, &f.v->sales, &f.origins, &err))
		fail_msg("%s", err.text);
	rq = request_of(&f);
	if (!detection_find(&rq, &dn, &err))
		fail_msg("%s", err.text);
	assert_int_equal(dn.detect.at, 5000);
	assert_true(dn.before_discounts);
	assert_int_equal(dn.n_free_below, DETECTION_GROUPS);
	for (size_t i = 0; i < DETECTION_GROUPS; i++) {
		const char sku[] = { 'F', (char)('7' - i), '\0' };

		if (!slice_eq_c(dn.free_below[i].name, sku))
			fail_msg("%zu is not %s", i, sku);
		assert_int_equal(dn.free_below[i].exceptions, 18 - i);
	}
	detection_write_text(&dn, &words);
	assert_non_null(
	    strstr(words.p, "; it counts the value before discounts"));
	assert_non_null(
	    strstr(words.p, "  product F7: 18 of 18 orders were free\n"));
	str_release(&words);
	detection_release(&dn);
	store_origins_release(&f.origins);
	view_free(f.v);
	shop_close(&f.shop);
	str_release(&csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins_follow_the_orders),
		cmocka_unit_test(origins_of_some_orders_are_theirs),
		cmocka_unit_test(the_rule_is_that_of_home_and_of_now),
		cmocka_unit_test(what_is_free_anyway_is_named),
		cmocka_unit_test(a_shop_without_orders_has_no_rule),
		cmocka_unit_test(
		    odd_rules_are_found_and_nothing_is_claimed_of_shoppers),
		cmocka_unit_test(a_step_in_the_values_is_the_rule_of_the_lab),
		cmocka_unit_test(what_charges_do_not_tell_is_said),
		cmocka_unit_test(the_most_frequent_exceptions_are_named),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
