/*
 * What a bundle is compared with: products like its first one that neither
 * stand in a bundle nor are bought with it, and customers who did without it.
 */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/offer.h"
#include "service/bundling.h"
#include "service/measuring.h"
#include "store/store_customers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char PRODUCTS[] = "sku,title,category,price,cost\n"
			       "LAMP,Lamp,Lighting,40.00,20.00\n"
			       "SPOT,Spot,Lighting,45.00,20.00\n"
			       "TUBE,Tube,Lighting,35.00,20.00\n"
			       "SHADE,Shade,Lighting,30.00,10.00\n"
			       "BULB,Bulb,Bulbs,15.00,6.00\n";

/* One order of one or two of these on a day. */
static void
add_order(
    struct str *csv, int *order, int32_t day, const char *a, const char *b)
{
	const char *const skus[] = { a, b };

	++*order;
	for (size_t i = 0; i < 2 && skus[i] != NULL; i++) {
		str_addf(csv, "%d,", *order);
		date_add_day(csv, day);
		str_addf(csv, " 10:00:00,C%d,%s,1,30.00\n", *order, skus[i]);
	}
}

/* 36 weeks in which all lights sell by the same rhythm, lamps often with a
 * shade and sometimes with a bulb. */
static void
open_lights(struct shop *shop, int32_t first)
{
	struct str csv = STR_INIT;
	int order = 0;

	str_add(&csv,
	    "order_id,order_date,customer_id,sku,quantity,"
	    "unit_price\n");
	for (int week = 0; week < 36; week++)
		for (int k = 0; k < 4 + 4 * (week % 3); k++) {
			int32_t day = first + 7 * week + k % 7;

			add_order(&csv, &order, day, "LAMP",
			    k % 2 == 0       ? "SHADE"
				: k % 3 == 0 ? "BULB"
					     : NULL);
			add_order(&csv, &order, day, "SPOT", NULL);
			add_order(&csv, &order, day, "TUBE", NULL);
		}
	shop_open(shop, PRODUCTS);
	shop_import(shop, csv.p);
	str_release(&csv);
}

static void
make_live(struct shop *shop, const struct view *v, const char *name,
    const char *first, const char *second, int32_t today)
{
	const char *const skus[] = { first, second };
	struct store_bundle b = bundling_draft(name);
	struct arena a = { 0 };
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct store_bundle_item item = { .quantity = 1 };

		item.product_id =
		    v->products.rows[shop_product(v, skus[i])].product_id;
		assert_true(bundling_add_item(&b, &a, &item, &err));
	}
	b.discount_kind = "percent";
	b.discount_value = offer_percent(5);
	if (!measuring_launch(shop->st, v, &b,
		&(struct going_live){ "live", today, NULL, NULL }, &err))
		fail_msg("%s", err.text);
	arena_release(&a);
}

static size_t
controls(struct shop *shop, const struct view *v)
{
	struct measuring m;
	struct err err = ERR_INIT;

	if (!measuring_find(shop->st, v, "light", &m, &err))
		fail_msg("%s", err.text);
	assert_true(m.compared);
	return m.controls;
}

static void
partners_and_what_is_in_bundles_are_no_controls(void **state)
{
	int32_t first = date_day(2026, 2, 1), launch = first + 7 * 30;
	struct shop shop;
	struct view *v;

	(void)state;
	open_lights(&shop, first);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	make_live(&shop, v, "light", "LAMP", "BULB", launch);
	/* SPOT and TUBE; SHADE sells by the same rhythm, with the lamp */
	assert_int_equal(controls(&shop, v), 2);
	make_live(&shop, v, "other", "TUBE", "SHADE", launch);
	assert_int_equal(controls(&shop, v), 1);
	view_free(v);
	shop_close(&shop);
}

/* ---- with some customers held out ---- */

enum {
	CUSTOMERS = 900,
	LAUNCH_WEEK = 26
};

static bool
is_held(int customer)
{
	char id[16];

	(void)snprintf(id, sizeof(id), "H%d", customer);
	return holdout_draws(
	    slice_of(id), slice_hash(slice_of("light")) >> 1, .3);
}

/* A lamp of each customer before the launch and one after it: a fifth with a
 * bulb, and with the offer two fifths. */
static void
open_with_held(struct shop *shop, int32_t first)
{
	struct str csv = STR_INIT;
	int order = 0;

	str_add(&csv,
	    "order_id,order_date,customer_id,sku,quantity,"
	    "unit_price\n");
	for (int c = 0; c < CUSTOMERS; c++)
		for (int late = 0; late < 2; late++) {
			int week = late * LAUNCH_WEEK + c % LAUNCH_WEEK;
			int every = late && !is_held(c) ? 2 : 1;
			bool bulb = c / 7 % 5 < every;

			order++;
			for (int k = 0; k < 1 + bulb; k++) {
				str_addf(&csv, "%d,", order);
				date_add_day(&csv, first + 7 * week);
				str_addf(&csv, " 10:00:00,H%d,%s,1,%s\n", c,
				    k == 0 ? "LAMP" : "BULB",
				    k == 0 ? "40.00" : "15.00");
			}
		}
	shop_open(shop, PRODUCTS);
	shop_import(shop, csv.p);
	str_release(&csv);
}

static void
hold_out(struct shop *shop)
{
	struct store_bundle b = bundling_draft("light");
	struct err err = ERR_INIT;

	struct heldout_offer of = heldout_bundle(&b);

	if (!heldout_set_share(shop->st, &of, 30, &err))
		fail_msg("%s", err.text);
	of.live = true;
	assert_false(heldout_set_share(shop->st, &of, 30, &err));
}

static void
those_who_did_without_tell_taking_from_buying_anyway(void **state)
{
	int32_t first = date_day(2026, 1, 1);
	int32_t launch = first + 7 * LAUNCH_WEEK;
	struct shop shop;
	struct measuring m;
	struct err err = ERR_INIT;
	struct view *v;
	int64_t held = 0;

	(void)state;
	open_with_held(&shop, first);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	hold_out(&shop);
	make_live(&shop, v, "light", "LAMP", "BULB", launch);
	if (!measuring_find(shop.st, v, "light", &m, &err))
		fail_msg("%s", err.text);
	for (int c = 0; c < CUSTOMERS; c++)
		held += is_held(c);
	assert_int_equal(m.held.kind, HELDOUT_SHARE);
	assert_int_equal(exposure_eligible(&m.without), held);
	assert_int_equal(exposure_eligible(&m.after), CUSTOMERS - held);
	/* .2 unasked and .4 with it: a quarter of the rest take it */
	assert_true(m.take.take > .18 && m.take.take < .3);
	assert_true(m.take.take_high - m.take.take_low < .12);
	/* a bulb of 15 in a fifth of the orders more */
	assert_true(m.arms.of[HOLDOUT_VALUE].low95 > 0);
	assert_true(fabs(m.arms.of[HOLDOUT_VALUE].change - 3) < 1.2);
	assert_true(m.arms.of[HOLDOUT_CONTRIBUTION].defined);
	assert_true(fabs(m.arms.customers[1] - (double)held) < .5);
	view_free(v);
	shop_close(&shop);
}

/* Whose id is erased is on neither side, whatever the new one would draw. */
static void
somebody_forgotten_is_on_neither_side(void **state)
{
	const struct heldout_offer of = { .name = "light" };
	struct heldout h;
	struct shop shop;
	struct view *v;
	struct err err = ERR_INIT;
	int64_t orders, left[3] = { 0 };
	uint8_t *side;

	(void)state;
	open_with_held(&shop, date_day(2026, 1, 1));
	hold_out(&shop);
	for (int c = 0; c < CUSTOMERS; c += 3) {
		char id[16];

		(void)snprintf(id, sizeof(id), "H%d", c);
		assert_true(store_customer_forget(
		    shop.st, slice_of(id), &orders, &err));
		assert_int_equal(orders, 2);
	}
	v = shop_view(&shop, VIEW_SALES);
	side = mem_zarray(v->sales.orders, sizeof(*side));
	assert_true(heldout_load(shop.st, &of, &h, &err));
	assert_true(heldout_mark(shop.st, &h, &v->sales, side, &err));
	for (size_t o = 0; o < v->sales.orders; o++)
		left[side[o]]++;
	assert_int_equal(left[HELDOUT_OUTSIDE], 2 * CUSTOMERS / 3);
	for (int c = 0; c < CUSTOMERS; c++)
		if (c % 3 != 0)
			left[is_held(c) ? HELDOUT_HELD : HELDOUT_OFFERED] -= 2;
	assert_int_equal(left[HELDOUT_HELD], 0);
	assert_int_equal(left[HELDOUT_OFFERED], 0);
	mem_free(side);
	heldout_release(&h);
	view_free(v);
	shop_close(&shop);
}

static void
what_was_measured_is_projected_and_goes_with_the_name(void **state)
{
	int32_t first = date_day(2026, 1, 1);
	int32_t launch = first + 7 * LAUNCH_WEEK;
	struct arena text = { 0 };
	struct measuring_rate rate, later;
	struct store_bundle b;
	struct shop shop;
	struct measuring m;
	struct err err = ERR_INIT;
	struct view *v;

	(void)state;
	open_with_held(&shop, first);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	make_live(&shop, v, "light", "LAMP", "BULB", launch);
	assert_true(measuring_find(shop.st, v, "light", &m, &err));
	assert_true(measuring_keep(shop.st, &m, &err));
	assert_true(store_bundle_get(shop.st, "light", &text, &b, &err));
	assert_true(measuring_learned(shop.st, &b, launch + 200, &rate, &err));
	assert_true(fabs(rate.mean - m.take.take) < 1e-6);
	assert_false(rate.held_out);
	assert_true(measuring_learned(shop.st, &b, launch + 900, &later, &err));
	assert_true(later.cv > rate.cv);
	/* under another name it is the same, with another discount not */
	b.name = "lights";
	assert_true(bundling_save(shop.st, v, &b, "renamed", &err));
	assert_true(measuring_learned(shop.st, &b, launch + 200, &later, &err));
	assert_true(fabs(rate.mean - later.mean) < 1e-12);
	assert_true(measuring_find(shop.st, v, "lights", &m, &err));
	b.discount_value = offer_percent(9);
	assert_true(measuring_learned(shop.st, &b, launch + 200, &later, &err));
	assert_true(!(later.mean > 0));
	arena_release(&text);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    those_who_did_without_tell_taking_from_buying_anyway),
		cmocka_unit_test(
		    what_was_measured_is_projected_and_goes_with_the_name),
		cmocka_unit_test(somebody_forgotten_is_on_neither_side),
		cmocka_unit_test(
		    partners_and_what_is_in_bundles_are_no_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
