/*
 * What a bundle is compared with: products like its first one that neither
 * stand in a bundle nor are bought with it, and customers who did without it.
 */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/offer.h"
#include "service/bundling.h"
#include "service/measuring_internal.h"
#include "store/store_customers.h"
#include "store/store_history.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char PRODUCTS[] = "sku,title,category,price,cost\n"
			       "LAMP,Lamp,Lighting,40.00,20.00\n"
			       "SPOT,Spot,Lighting,45.00,20.00\n"
			       "TUBE,Tube,Lighting,35.00,20.00\n"
			       "SHADE,Shade,Lighting,30.00,10.00\n"
			       "FLOOR,Floor lamp,Lighting,45.00,20.00\n"
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
controls(struct shop *shop, const struct view *v, const char *name)
{
	struct measuring m;
	struct err err = ERR_INIT;

	if (!measuring_find(shop->st, v, name, &m, &err))
		fail_msg("%s", err.text);
	assert_true(m.compared);
	return m.controls;
}

/* Live and over again: what it holds is not barred by being in a bundle. */
static void
make_retired(struct shop *shop, const struct view *v, const char *name,
    const char *first, const char *second, int32_t today)
{
	struct arena text = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;

	make_live(shop, v, name, first, second, today);
	assert_true(store_bundle_get(shop->st, name, &text, &b, &err));
	b.state = STATE_RETIRED;
	assert_true(bundling_save(shop->st, v, &b, "retired", &err));
	arena_release(&text);
}

static void
check_row(const struct listing *l, size_t row, const char *words)
{
	struct str out = STR_INIT;

	assert_true(row < l->rows);
	listing_add_cell(l, row, 0, &out);
	assert_string_equal(out.p, words);
	str_release(&out);
}

/* Against products like it, and by orders alone where only those were held
 * out. */
static void
what_is_compared_is_said(struct shop *shop, struct view *v)
{
	struct str words = STR_INIT;
	struct measuring m;
	struct listing l;
	struct err err = ERR_INIT;

	assert_true(measuring_find(shop->st, v, "light", &m, &err));
	measuring_write_text(&m, v, &words);
	assert_non_null(strstr(words.p,
	    "\norders with the first item, against 2 products like it: +0.0 %; "
	    "where nothing happened it moved by 0.0 %: "));
	measuring_listing(&m, v, &l);
	check_row(&l, l.rows - 1, "orders of first, %");
	listing_release(&l);
	m.held.kind = HELDOUT_ORDERS;
	measuring_listing(&m, v, &l);
	check_row(&l, l.rows - 2, "orders of first, %");
	listing_release(&l);
	str_release(&words);
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
	assert_int_equal(controls(&shop, v, "light"), 2);
	what_is_compared_is_said(&shop, v);
	make_retired(&shop, v, "lights", "LAMP", "SPOT", launch);
	assert_int_equal(controls(&shop, v, "lights"), 1);
	/* what it holds is none either where nobody bought it before */
	make_retired(&shop, v, "tall", "LAMP", "FLOOR", launch);
	assert_int_equal(controls(&shop, v, "tall"), 2);
	assert_int_equal(
	    measuring_weeks_before(&v->sales, first + 7 * 3, 8), 3);
	assert_int_equal(measuring_weeks_before(&v->sales, first, 8), 0);
	make_live(&shop, v, "other", "TUBE", "SHADE", launch);
	assert_int_equal(controls(&shop, v, "light"), 1);
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
add_record(
    struct shop *shop, const char *kind, const char *name, const char *content)
{
	struct err err = ERR_INIT;

	assert_true(store_action_begin(shop->st, "kept", &err));
	assert_true(store_record_add(shop->st,
	    &(struct store_record){
		.kind = kind, .name = name, .content = content },
	    &err));
	assert_true(store_action_commit(shop->st, NULL, &err));
}

/* Records of older versions hold less; what is no number is none. */
static void
old_and_damaged_records_are_read_as_far_as_they_go(void **state)
{
	static const char content[] = "day 20000\ntakes 5 2 8\naov 1 x\n";
	struct str cell = STR_INIT;
	struct shop shop;
	struct listing l;
	struct range r;
	struct heldout h;
	struct err err = ERR_INIT;
	double x[2];

	(void)state;
	assert_true(measuring_read(content, "day", x, 1));
	assert_float_equal(x[0], 20000, 0);
	assert_false(measuring_read(content, "aov", x, 2));
	assert_false(measuring_read(content, "orders", x, 1));
	assert_true(measuring_read_range(content, "takes", &r));
	assert_float_equal(r.high80, 8, 0);
	assert_false(measuring_read_range(content, "aov", &r));

	shop_open(&shop, NULL);
	add_record(&shop, "measured", "old", content);
	add_record(&shop, "measured", "damaged", "takes 5 2\n");
	assert_true(measuring_record_listing(shop.st, 2, &l, &err));
	assert_int_equal(l.rows, 1);
	listing_add_cell(&l, 0, 0, &cell);
	assert_string_equal(cell.p, "old");
	listing_release(&l);
	str_release(&cell);

	add_record(&shop, "holdout", "old", "customers 7 x 9\n");
	assert_true(heldout_load(
	    shop.st, &(struct heldout_offer){ .name = "old" }, &h, &err));
	assert_int_equal(h.n, 2);
	assert_int_equal(h.ids[1], 9);
	heldout_release(&h);
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
	/* neither has a newer record that does not say of which terms */
	b.discount_value = offer_percent(5);
	assert_true(measuring_learned(shop.st, &b, launch + 200, &later, &err));
	assert_true(later.mean > 0);
	add_record(&shop, "measured", b.name, "day 20000\ntake_beta 2 8\n");
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
		cmocka_unit_test(
		    old_and_damaged_records_are_read_as_far_as_they_go),
		cmocka_unit_test(somebody_forgotten_is_on_neither_side),
		cmocka_unit_test(
		    partners_and_what_is_in_bundles_are_no_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
