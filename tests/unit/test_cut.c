/* cut: which orders each part lets through, alone and together, and what is
 * typed and said. */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/mem.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char orders[] =
    "order_id,order_date,customer_id,sku,quantity,unit_price,discount,"
    "country,channel,currency\n"
    "1,2026-01-05,P1,LAMP,1,60.00,0,Germany,web,EUR\n"
    "1,2026-01-05,P1,BULB,2,6.50,0,Germany,web,EUR\n"
    "2,2026-01-12,P2,LAMP,1,60.00,5.00,France,web,EUR\n"
    "2,2026-01-12,P2,BULB,2,6.50,0,France,web,EUR\n"
    "3,2026-02-02,P3,LAMP,1,60.00,0,Germany,till,EUR\n"
    "3,2026-02-02,P3,BULB,1,6.50,0,Germany,till,EUR\n"
    "3,2026-02-02,P3,MUG,1,12.00,0,Germany,till,EUR\n"
    "4,2026-02-03,P4,MUG,1,12.00,0,,,EUR\n"
    "5,2026-03-04,P5,LAMP,1,60.00,0,Germany,web,EUR\n";

/* Which orders the cut lets through, as text: "1 3". */
static void
assert_orders_of(struct shop *shop, const struct cut *cut,
    const struct view *whole, const char *wanted)
{
	struct view_request request = {
		.parts = VIEW_SALES, .cut = *cut, .whole = whole
	};
	struct err err = ERR_INIT;
	struct view *v = view_load(shop->st, &request, &err);
	struct str got = STR_INIT;

	assert_non_null(v);
	for (size_t o = 0; o < v->sales.orders; o++)
		str_addf(
		    &got, "%s%d", o > 0 ? " " : "", (int)v->sales.order_id[o]);
	assert_string_equal(got.len > 0 ? got.p : "", wanted);
	assert_true(sales_check(&v->sales, &err));
	assert_true(cut_equal(&v->cut, cut));
	str_release(&got);
	view_free(v);
}

/* From the store, and from a view that holds all. */
static void
assert_orders(struct shop *shop, const struct cut *cut, const char *wanted)
{
	struct view *whole = shop_view(shop, VIEW_SALES);

	assert_orders_of(shop, cut, NULL, wanted);
	assert_orders_of(shop, cut, whole, wanted);
	view_free(whole);
}

/* A view of other facts is not taken for all orders. */
static void
orders_that_came_later_are_not_missed(void **state)
{
	const struct cut cut = { .country = "Germany" };
	struct view *whole;
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	whole = shop_view(&shop, VIEW_SALES);
	shop_import(&shop,
	    "order_id,order_date,sku,quantity,unit_price,country,currency\n"
	    "6,2026-03-05,LAMP,1,60.00,Germany,EUR\n");
	assert_orders_of(&shop, &cut, whole, "1 3 5 6");
	view_free(whole);
	shop_close(&shop);
}

static void
each_part_lets_its_orders_through(void **state)
{
	int32_t january = date_day(2026, 1, 1), february = date_day(2026, 2, 1);
	const struct {
		struct cut cut;
		const char *orders;
	} cases[] = {
		{ { .country = NULL }, "1 2 3 4 5" },
		{ { .days = { january, february } }, "1 2" },
		{ { .except = { { january, february } }, .n_except = 1 },
		    "3 4 5" },
		{ { .country = "germany" }, "1 3 5" },
		{ { .channel = "web" }, "1 2 5" },
		{ { .country = "Germany", .channel = "web" }, "1 5" },
		{ { .least_items = 2 }, "1 2 3" },
		{ { .most_items = 2 }, "1 2 4 5" },
		{ { .least_items = 2, .most_items = 2 }, "1 2" },
		{ { .no_promotions = true }, "1 3 4 5" },
		{ { .least_items = 2,
		      .no_promotions = true,
		      .days = { february, february + 27 } },
		    "3" },
	};
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_orders(&shop, &cases[i].cut, cases[i].orders);
	shop_close(&shop);
}

static void
make_bundle(struct shop *shop, enum store_state state, int32_t starts)
{
	struct view *v = shop_view(shop, VIEW_PRODUCTS);
	struct store_bundle_item items[] = {
		{ .product_id =
			v->products.rows[shop_product(v, "LAMP")].product_id,
		    .quantity = 1 },
		{ .product_id =
			v->products.rows[shop_product(v, "BULB")].product_id,
		    .quantity = 1 },
	};
	struct store_bundle b = {
		.name = store_state_name(state),
		.kind = "set",
		.state = state,
		.discount_kind = "none",
		.starts = starts,
		.ends = STORE_NO_END,
		.items = items,
		.n_items = ARRAY_LEN(items),
	};
	struct err err = ERR_INIT;

	assert_true(store_action_begin(shop->st, "a bundle", &err));
	assert_true(store_bundle_save(shop->st, &b, &err));
	assert_true(store_action_commit(shop->st, NULL, &err));
	view_free(v);
}

static void
orders_of_live_bundles_are_left_out(void **state)
{
	static const struct cut without = { .no_bundles = true };
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	make_bundle(&shop, STATE_DRAFT, STORE_NO_START);
	assert_orders(&shop, &without, "1 2 3 4 5");
	/* Live since its last change, which is today. */
	make_bundle(&shop, STATE_ACTIVE, STORE_NO_START);
	assert_orders(&shop, &without, "1 2 3 4 5");
	make_bundle(&shop, STATE_RETIRED, date_day(2026, 1, 12));
	assert_orders(&shop, &without, "1 4 5");
	shop_close(&shop);
}

static void
a_name_that_is_not_there_is_told_those_that_are(void **state)
{
	const struct {
		struct cut cut;
		const char *sentence;
	} cases[] = {
		{ { .country = "Italy" },
		    "no order has the country 'Italy'; there is France, "
		    "Germany" },
		{ { .channel = "shop" },
		    "no order has the channel 'shop'; there is till, web" },
	};
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct view_request request = { .parts = VIEW_SALES,
			.cut = cases[i].cut };
		struct err err = ERR_INIT;
		assert_null(view_load(shop.st, &request, &err));
		assert_int_equal(err.code, ERR_NOT_FOUND);
		assert_string_equal(err.text, cases[i].sentence);
	}
	shop_close(&shop);
}

/* A cut's pairs are those of a shop that has only these orders. */
static void
pairs_of_a_cut_are_mined_and_not_kept(void **state)
{
	struct view_request request = {
		.parts = VIEW_PAIRS, .cut = { .country = "Germany" }, .floor = 1
	};
	struct err err = ERR_INIT;
	struct shop shop;
	struct view *v;
	size_t entry;

	(void)state;
	shop_open(&shop, orders);
	v = view_load(shop.st, &request, &err);
	assert_non_null(v);
	entry = pair_find(&v->pairs, (uint32_t)shop_product(v, "LAMP"),
	    (uint32_t)shop_product(v, "BULB"));
	assert_true(entry != PAIR_NONE);
	assert_int_equal(v->pairs.n[entry], 2);
	assert_int_equal(v->context.orders, 3);
	view_free(v);
	v = shop_view(&shop, VIEW_PAIRS);
	assert_int_equal(v->context.orders, 5);
	view_free(v);
	shop_close(&shop);
}

/* Pairs alone are counted from less than a view with sales has. */
static void
pairs_are_the_same_without_amounts(void **state)
{
	struct view_request request = { .parts = VIEW_PAIRS, .floor = 1 };
	struct err err = ERR_INIT;
	struct shop shop;

	(void)state;
	shop_open(&shop, orders);
	request.cut.days.since = INT32_MIN;
	for (int cut = 0; cut < 3; cut++) {
		struct view *bare, *full;

		request.cut.days.until = cut == 0 ? INT32_MAX : 20458 + cut;
		request.cut.least_items = cut == 2 ? 2 : 0;
		request.parts = VIEW_PAIRS;
		bare = view_load(shop.st, &request, &err);
		request.parts = VIEW_PAIRS | VIEW_SALES;
		full = view_load(shop.st, &request, &err);
		assert_non_null(bare);
		assert_non_null(full);
		assert_true(full->sales.orders > 0 && full->sales.paid != NULL);
		assert_int_equal(bare->sales.orders, full->sales.orders);
		assert_int_equal(bare->sales.paid == NULL, cut < 2);
		assert_true(bare->pairs.pairs > 0);
		assert_int_equal(bare->pairs.pairs, full->pairs.pairs);
		assert_memory_equal(bare->pairs.n, full->pairs.n,
		    full->pairs.pairs * sizeof(*full->pairs.n));
		assert_memory_equal(bare->pairs.partner, full->pairs.partner,
		    full->pairs.pairs * sizeof(*full->pairs.partner));
		assert_true(
		    bare->context.fingerprint == full->context.fingerprint);
		view_free(bare);
		view_free(full);
	}
	shop_close(&shop);
}

static void
ranges_are_read_as_typed(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		uint32_t least, most;
	} cases[] = {
		{ "3", true, 3, 3 },
		{ "2..5", true, 2, 5 },
		{ " 2 .. 5 ", true, 2, 5 },
		{ "2..", true, 2, 0 },
		{ "..5", true, 0, 5 },
		{ "", true, 0, 0 },
		{ "5..2", false, 0, 0 },
		{ "0", false, 0, 0 },
		{ "-1..2", false, 0, 0 },
		{ "two", false, 0, 0 },
		{ "2..3..4", false, 0, 0 },
		{ "99999999999999999999", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct cut cut = { .least_items = 0 };
		assert_int_equal(cut_parse_items(slice_of(cases[i].text), &cut),
		    cases[i].ok);
		assert_int_equal(cut.least_items, cases[i].least);
		assert_int_equal(cut.most_items, cases[i].most);
	}
}

static void
periods_to_leave_out_are_read_as_typed(void **state)
{
	struct cut cut = { .n_except = 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(cut_parse_except(
	    slice_of("2025-11-20..2025-12-01, 2026-01-05"), &cut, &err));
	assert_int_equal(cut.n_except, 2);
	assert_int_equal(cut.except[0].since, date_day(2025, 11, 20));
	assert_int_equal(cut.except[0].until, date_day(2025, 12, 1));
	assert_int_equal(cut.except[1].since, cut.except[1].until);
	assert_false(cut_parse_except(slice_of("soon"), &cut, &err));
	assert_string_equal(
	    err.text, "'soon' is no period like 2025-11-20..2025-12-01");
	assert_false(
	    cut_parse_except(slice_of("2026-01-02..2026-01-01"), &cut, &err));
}

static void
too_many_periods_to_leave_out_are_refused(void **state)
{
	struct str typed = STR_INIT, said = STR_INIT;
	struct err err = ERR_INIT;
	struct cut cut = { .n_except = 0 };

	(void)state;
	for (int i = 1; i <= CUT_EXCEPT_MOST; i++)
		str_addf(&typed, "%s2026-01-%02d", i > 1 ? ", " : "", i);
	assert_true(cut_parse_except(slice_str(&typed), &cut, &err));
	assert_int_equal(cut.n_except, CUT_EXCEPT_MOST);
	cut_add_except(&cut, &said);
	assert_true(slice_starts(slice_str(&said),
	    "2026-01-01..2026-01-01, 2026-01-02..2026-01-02"));
	assert_false(cut_parse_except(slice_of("2026-02-01"), &cut, &err));
	assert_non_null(strstr(err.text, "periods can be left out"));
	assert_false(
	    cut_parse_except(slice_of("2026-01-01..soon"), &cut, &err));
	str_release(&typed);
	str_release(&said);
}

/* Every part of a cut counts when two are compared. */
static void
cuts_that_differ_in_one_part_are_not_equal(void **state)
{
	const struct cut plain = { .n_except = 0 };
	const struct cut others[] = {
		{ .days = { .since = 1 } },
		{ .days = { .until = 9 } },
		{ .except = { { 1, 2 } }, .n_except = 1 },
		{ .except = { { 1, 3 } }, .n_except = 1 },
		{ .except = { { 2, 3 } }, .n_except = 1 },
		{ .country = "Germany" },
		{ .country = "France" },
		{ .channel = "web" },
		{ .segment = "repeat" },
		{ .least_items = 2 },
		{ .most_items = 2 },
		{ .no_promotions = true },
		{ .no_bundles = true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_false(cut_equal(&plain, &others[i]));
		assert_false(cut_equal(&others[i], &plain));
		for (size_t k = 0; k < ARRAY_LEN(others); k++)
			assert_int_equal(
			    cut_equal(&others[i], &others[k]), i == k);
	}
}

static void
a_cut_is_said_in_words(void **state)
{
	const struct {
		struct cut cut;
		const char *words;
	} cases[] = {
		{ { .country = NULL }, "" },
		{ { .country = "Germany", .no_bundles = true },
		    "Germany, without bundles" },
		{ { .least_items = 1, .most_items = 1 }, "1 product" },
		{ { .least_items = 2, .most_items = 5 }, "2..5 products" },
		{ { .least_items = 2 }, "2.. products" },
		{ { .most_items = 5, .channel = "web" }, "web, ..5 products" },
		{ { .days = { 0, 1 },
		      .except = { { 1, 1 } },
		      .n_except = 1,
		      .no_promotions = true },
		    "1970-01-01..1970-01-02, not 1970-01-02..1970-01-02, "
		    "without promotions" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str words = STR_INIT;
		cut_add_words(&cases[i].cut, &words);
		assert_string_equal(
		    words.len > 0 ? words.p : "", cases[i].words);
		assert_int_equal(cut_is_all(&cases[i].cut), words.len == 0);
		str_release(&words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_that_came_later_are_not_missed),
		cmocka_unit_test(each_part_lets_its_orders_through),
		cmocka_unit_test(orders_of_live_bundles_are_left_out),
		cmocka_unit_test(
		    a_name_that_is_not_there_is_told_those_that_are),
		cmocka_unit_test(pairs_of_a_cut_are_mined_and_not_kept),
		cmocka_unit_test(pairs_are_the_same_without_amounts),
		cmocka_unit_test(ranges_are_read_as_typed),
		cmocka_unit_test(periods_to_leave_out_are_read_as_typed),
		cmocka_unit_test(too_many_periods_to_leave_out_are_refused),
		cmocka_unit_test(cuts_that_differ_in_one_part_are_not_equal),
		cmocka_unit_test(a_cut_is_said_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
