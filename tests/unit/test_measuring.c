/*
 * What a bundle is compared with: products like its first one that neither
 * stand in a bundle nor are bought with it.
 */
#include "tests/support/shop.h"

#include "base/date.h"
#include "decide/offer.h"
#include "service/bundling.h"
#include "service/measuring.h"

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
	if (!measuring_launch(shop->st, v, &b, "live", today, NULL, &err))
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    partners_and_what_is_in_bundles_are_no_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
