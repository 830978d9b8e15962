/* bundling, thresholding, history: edits as actions, through a real store. */
#include "tests/support/shop.h"

#include "base/date.h"
#include "service/bundling.h"
#include "service/history.h"
#include "service/outcome.h"
#include "service/scenarios.h"
#include "service/till.h"
#include "store/store_history.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char products[] = "sku,title,category,price,cost,stock\n"
			       "LMP,Lamp,Lighting,69.00,42.80,10\n"
			       "BLB,Bulb,Lighting,6.50,2.10,3\n"
			       "MAT,Desk mat,Desk,18.00,,\n"
			       "A:1,Odd code,Desk,2.00,1.00,\n";

struct fixture {
	struct shop shop;
	struct view *v;
	struct arena memory;
};

static int
set_up(void **state)
{
	static struct fixture f;

	f.memory = (struct arena){ 0 };
	shop_open(&f.shop, products);
	f.v = shop_view(&f.shop, VIEW_PRODUCTS);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	view_free(f->v);
	arena_release(&f->memory);
	shop_close(&f->shop);
	return 0;
}

static void
add(struct fixture *f, struct store_bundle *b, const char *text)
{
	struct err err = ERR_INIT;
	struct store_bundle_item item;

	assert_true(bundling_parse_item(f->v, text, &item, &err));
	assert_true(bundling_add_item(b, &f->memory, &item, &err));
}

static struct store_bundle
desk_start(struct fixture *f)
{
	struct err err = ERR_INIT;
	struct store_bundle b = bundling_draft("desk start");

	add(f, &b, "lmp");
	add(f, &b, "BLB:2");
	assert_true(bundling_set_discount(&b, "percent", "10", 2, &err));
	return b;
}

static void
a_refused_quantity_leaves_the_bundle_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct store_bundle b = bundling_draft("many");
	struct store_bundle_item more;
	struct err err = ERR_INIT;

	add(f, &b, "BLB:999");
	add(f, &b, "BLB:1");
	assert_true(bundling_parse_item(f->v, "BLB", &more, &err));
	assert_false(bundling_add_item(&b, &f->memory, &more, &err));
	assert_string_equal(
	    err.text, "a bundle holds at most 1000 of one product");
	assert_int_equal(b.n_items, 1);
	assert_int_equal(b.items[0].quantity, 1000);
}

static void
items_are_read_with_their_quantity(void **state)
{
	static const struct {
		const char *text;
		const char *sku;
		int64_t quantity;
	} good[] = {
		{ "LMP", "LMP", 1 },
		{ " blb :3", "BLB", 3 },
		{ "A:1", "A:1", 1 },
		{ "A:1:2", "A:1", 2 },
	};
	static const struct {
		const char *text;
		const char *sentence;
	} bad[] = {
		{ "LMP:0", "'LMP:0': a quantity goes from 1 to 1000" },
		{ "LMP:1001", "'LMP:1001': a quantity goes from 1 to 1000" },
		{ "LM", "there is no product 'LM'; did you mean LMP" },
		{ "XYZ",
		    "there is no product 'XYZ'; 'endcap products' finds one "
		    "by name" },
	};
	struct fixture *f = *state;
	struct store_bundle_item item;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct err err = ERR_INIT;
		size_t product = shop_product(f->v, good[i].sku);
		assert_true(
		    bundling_parse_item(f->v, good[i].text, &item, &err));
		assert_int_equal(
		    item.product_id, f->v->products.rows[product].product_id);
		assert_int_equal(item.quantity, good[i].quantity);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = ERR_INIT;
		assert_false(
		    bundling_parse_item(f->v, bad[i].text, &item, &err));
		assert_string_equal(err.text, bad[i].sentence);
	}
}

static void
sums_are_exact_to_the_cent(void **state)
{
	struct fixture *f = *state;
	struct store_bundle b = desk_start(f);
	struct bundling_sums sums;

	bundling_sums(f->v, &b, &sums);
	assert_true(sums.priced);
	assert_true(sums.costed);
	assert_int_equal(sums.parts, 8200);
	assert_int_equal(sums.discount, 820);
	assert_int_equal(sums.price, 7380);
	assert_int_equal(sums.cost, 4700);
	/* three bulbs in stock are enough for one set */
	/* 4700 / (1 - .20): the price at which the margin is the floor. */
	assert_true(sums.has_floor);
	assert_int_equal(sums.floor_price, 5875);
	assert_int_equal(sums.floor_discount, 2325);
	assert_float_equal(sums.percent, 10, 1e-9);
	assert_true(fabs(sums.floor_percent - 2325 / 82.0) < 1e-9);
	assert_int_equal(sums.stock, 1);
	add(f, &b, "MAT");
	bundling_sums(f->v, &b, &sums);
	assert_false(sums.costed);
}

static void
what_cannot_be_offered_is_refused(void **state)
{
	static const struct {
		const char *kind, *value;
	} cases[] = {
		{ "percent", "101" },
		{ "percent", "-1" },
		{ "percent", "ten" },
		{ "amount", "12,5O" },
		{ "amount", "82.00" },
		{ "price", "82.01" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store_bundle b = desk_start(f);
		struct err err = ERR_INIT;
		bool ok = bundling_set_discount(
			      &b, cases[i].kind, cases[i].value, 2, &err) &&
		    bundling_save(f->shop.st, f->v, &b, "made", &err);
		assert_false(ok);
		assert_int_equal(err.code, ERR_INPUT);
		assert_true(strlen(err.text) > 10);
	}
}

static void
check_unnamed(struct fixture *f, const char *name, const char *sentence)
{
	struct store_bundle b = desk_start(f);
	struct err err = ERR_INIT;

	b.name = name;
	assert_false(bundling_save(f->shop.st, f->v, &b, "made", &err));
	assert_string_equal(err.text, sentence);
}

static void
a_name_is_wanted_and_is_text(void **state)
{
	check_unnamed(*state, " ", "a bundle needs a name");
	check_unnamed(
	    *state, "\xff set", "the name of the bundle is not valid text");
}

/* "need get": what the items are there for. */
static void
check_roles(const struct store_bundle *b, const char *first, const char *second)
{
	const char *want[] = { first, second };

	assert_int_equal(b->n_items, 2);
	for (size_t i = 0; i < 2; i++)
		if (want[i] == NULL)
			assert_null(b->items[i].role);
		else
			assert_string_equal(b->items[i].role, want[i]);
}

static void
items_fit_the_kind_of_discount(void **state)
{
	struct fixture *f = *state;
	struct store_bundle b = desk_start(f);
	struct err err = ERR_INIT;

	assert_true(bundling_set_discount(&b, "get", "50", 2, &err));
	check_roles(&b, NULL, "get");
	b.items[0].role = "get";
	b.items[1].role = NULL;
	assert_true(bundling_set_discount(&b, "get", "100", 2, &err));
	check_roles(&b, "get", NULL); /* one is to get already */
	assert_true(bundling_set_discount(&b, "percent", "10", 2, &err));
	check_roles(&b, NULL, NULL);

	/* Saved without a discount it is checked all the same. */
	assert_true(bundling_set_discount(&b, "none", "", 2, &err));
	b.items[1].role = "get";
	assert_true(bundling_save(f->shop.st, f->v, &b, "made", &err));
	b.items[0].role = "get";
	assert_false(bundling_save(f->shop.st, f->v, &b, "two", &err));
}

static void
tiers_that_do_not_read_are_none(void **state)
{
	static const struct {
		const char *kept;
		size_t n;
	} cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "3:50000 6:100000", 2 },
		{ "3:x", 0 },
		{ "3:50000 0:100000", 0 },
	};
	struct offer_tier tiers[OFFER_MAX_TIERS];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store_bundle b = { .tiers = cases[i].kept };

		assert_int_equal(bundling_tiers(&b, tiers), cases[i].n);
	}
}

/* Postage in the same category stands in for nothing. */
static void
what_is_no_product_serves_no_slot(void **state)
{
	struct fixture *f = *state;
	struct store_bundle b = bundling_draft("any of the desk");
	struct store_product *rows = f->v->products.rows;
	struct err err = ERR_INIT;
	struct offer of;

	add(f, &b, "MAT");
	add(f, &b, "LMP");
	b.items[0].any = STORE_ANY_CATEGORY;
	assert_true(bundling_offer(f->v, &b, &f->memory, &of, &err));
	assert_int_equal(of.n_items, 3);
	rows[shop_product(f->v, "A:1")].is_product = false;
	assert_true(bundling_offer(f->v, &b, &f->memory, &of, &err));
	assert_int_equal(of.n_items, 2);
}

static size_t
count_bundles(struct fixture *f)
{
	struct err err = ERR_INIT;
	struct listing l;
	size_t n;

	assert_true(bundling_listing(f->shop.st, f->v, &l, &err));
	n = l.rows;
	listing_release(&l);
	return n;
}

static void
a_save_is_one_action_that_undo_takes_back(void **state)
{
	struct fixture *f = *state;
	struct store_bundle b = desk_start(f), again;
	struct str said = STR_INIT;
	struct err err = ERR_INIT;

	assert_true(
	    bundling_save(f->shop.st, f->v, &b, "made 'desk start'", &err));
	assert_true(bundling_set_discount(&b, "percent", "12.5", 2, &err));
	assert_true(bundling_save(f->shop.st, f->v, &b, "12.5 %", &err));
	assert_true(history_step(f->shop.st, HISTORY_UNDO, false, &said, &err));
	assert_string_equal(said.p, "undone: 12.5 %");
	assert_true(store_bundle_get(
	    f->shop.st, "desk start", &f->memory, &again, &err));
	assert_int_equal(again.discount_value, offer_percent(10));
	assert_int_equal(again.n_items, 2);
	str_clear(&said);
	assert_true(history_step(f->shop.st, HISTORY_UNDO, false, &said, &err));
	assert_int_equal(count_bundles(f), 0);
	assert_false(
	    history_step(f->shop.st, HISTORY_UNDO, false, &said, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	str_clear(&said);
	assert_true(history_step(f->shop.st, HISTORY_REDO, false, &said, &err));
	assert_string_equal(said.p, "done again: made 'desk start'");
	assert_int_equal(count_bundles(f), 1);
	str_release(&said);
}

static void
an_older_version_does_not_overwrite_a_newer_one(void **state)
{
	struct fixture *f = *state;
	struct store_bundle mine = desk_start(f), theirs;
	struct err err = ERR_INIT;

	assert_true(bundling_save(f->shop.st, f->v, &mine, "made", &err));
	theirs = mine;
	theirs.title = "Theirs";
	assert_true(bundling_save(f->shop.st, f->v, &theirs, "title", &err));
	mine.title = "Mine";
	assert_false(bundling_save(f->shop.st, f->v, &mine, "title", &err));
	assert_int_equal(err.code, ERR_CONFLICT);
}

static void
warnings_name_margin_stock_and_shared_products(void **state)
{
	struct fixture *f = *state;
	struct store_bundle live = desk_start(f);
	struct store_bundle b = bundling_draft("bulbs");
	struct str out = STR_INIT;
	struct err err = ERR_INIT;
	int32_t today = date_day_of(f->shop.now);

	live.state = STATE_ACTIVE;
	assert_true(bundling_save(f->shop.st, f->v, &live, "made", &err));
	add(f, &b, "BLB:4");
	assert_true(bundling_set_discount(&b, "percent", "65", 2, &err));
	assert_true(
	    bundling_add_warnings(f->shop.st, f->v, &b, today, &out, &err));
	assert_string_equal(out.p,
	    "'BLB' is out of stock\n"
	    "the margin after the discount is 7.7 %, under the floor of 20 %\n"
	    "'BLB' is in the live bundle 'desk start' too");
	str_clear(&out);
	f->v->products.rows[shop_product(f->v, "BLB")].active = false;
	assert_true(
	    bundling_add_warnings(f->shop.st, f->v, &b, today, &out, &err));
	assert_true(slice_starts(slice_str(&out),
	    "'BLB' is not active in the shop\n'BLB' is out of"));
	str_release(&out);
}

static void
thresholds_are_checked_saved_and_undone(void **state)
{
	struct fixture *f = *state;
	struct store_threshold t = thresholding_draft("free", 0);
	struct str words = STR_INIT;
	struct listing l;
	struct err err = ERR_INIT;

	assert_false(outcome_save(f->shop.st, f->v, &t,
	    &(struct going_live){ "set", 20000, NULL, NULL }, &err));
	t.amount = INT64_C(1000000000000);
	assert_false(outcome_save(f->shop.st, f->v, &t,
	    &(struct going_live){ "set", 20000, NULL, NULL }, &err));
	t.amount = 5900;
	assert_true(outcome_save(f->shop.st, f->v, &t,
	    &(struct going_live){ "set", 20000, NULL, NULL }, &err));
	thresholding_add_words(&t, 2, &words);
	assert_string_equal(words.p, "free shipping from 59.00");
	str_clear(&words);
	assert_true(
	    history_step(f->shop.st, HISTORY_UNDO, false, &words, &err));
	assert_true(thresholding_listing(f->shop.st, 2, &l, &err));
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	str_release(&words);
}

/* Live goes before what is not; a name that is taken gets a number; a gift
 * whose cost is unknown costs what the assumed margin leaves. */
static void
the_threshold_that_gives_the_same_is_found(void **state)
{
	static const enum store_state states[] = { STATE_RETIRED, STATE_ACTIVE,
		STATE_DRAFT };
	static const char *const names[] = { "a", "b", "c" };
	struct fixture *f = *state;
	struct store_threshold wanted = thresholding_draft("", 5900), t;
	struct saving_tier tier;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		t = thresholding_draft(names[i], 4000 + 100 * (int64_t)i);
		t.kind = "percent";
		t.reward_value = offer_percent(10);
		t.state = states[i];
		assert_true(outcome_save(f->shop.st, f->v, &t,
		    &(struct going_live){ "set", 20000, NULL, NULL }, &err));
	}
	wanted.kind = "percent";
	wanted.reward_value = offer_percent(10);
	assert_true(
	    thresholding_like(f->shop.st, f->v, &wanted, &f->memory, &t, &err));
	assert_string_equal(t.name, "b");

	/* Somebody gave the name that would be chosen to something else. */
	t.name = "save 5 % off";
	assert_true(outcome_save(f->shop.st, f->v, &t,
	    &(struct going_live){ "renamed", 20000, NULL, NULL }, &err));
	wanted.reward_value = offer_percent(5);
	assert_true(
	    thresholding_like(f->shop.st, f->v, &wanted, &f->memory, &t, &err));
	assert_string_equal(t.name, "save 5 % off 4");

	t.kind = "gift";
	t.gift_product =
	    f->v->products.rows[shop_product(f->v, "MAT")].product_id;
	assert_true(thresholding_tier(f->v, &t, &tier));
	assert_float_equal(tier.value, 18, 1e-9);
	assert_float_equal(tier.cost, 10.8, 1e-9);
}

/* ---- a cart ---- */

static void
check_cart(struct fixture *f, int64_t product_id, const char *sentence)
{
	struct store_bundle_item item = { .product_id = product_id,
		.quantity = 1 };
	struct till t;
	struct err err = ERR_INIT;

	assert_false(till_ring(f->shop.st,
	    &(struct till_request){
		.v = f->v, .today = 20000, .items = &item, .n = 1 },
	    &t, &err));
	assert_string_equal(err.text, sentence);
	assert_null(t.v);
}

static void
a_cart_of_what_is_gone_or_has_no_price_is_refused(void **state)
{
	struct fixture *f = *state;
	struct store_product *mat =
	    &f->v->products.rows[shop_product(f->v, "MAT")];

	check_cart(f, 999,
	    "the cart holds a product that is no longer in the store; take it "
	    "out");
	mat->price4 = SALES_UNKNOWN;
	check_cart(f, mat->product_id,
	    "'MAT' has no price; import a product file with prices");
}

/* ---- versions ---- */

static char
keep(struct fixture *f, struct store_bundle *b, const char *percent)
{
	struct err err = ERR_INIT;
	char letter = 0;

	assert_true(bundling_set_discount(b, "percent", percent, 2, &err));
	assert_true(scenarios_keep(f->shop.st, f->v, b, &letter, &err));
	return letter;
}

/* Six at most: the one kept longest ago gives its letter. */
static void
a_seventh_version_takes_the_place_of_the_oldest(void **state)
{
	static const char *const percent[] = { "1", "2", "3", "4", "5", "6" };
	struct fixture *f = *state;
	struct store_bundle b = desk_start(f);
	struct scenarios all;
	struct err err = ERR_INIT;
	char letter;

	assert_true(bundling_save(f->shop.st, f->v, &b, "made", &err));
	for (size_t i = 0; i < ARRAY_LEN(percent); i++)
		assert_int_equal(keep(f, &b, percent[i]), 'A' + (int)i);
	assert_int_equal(keep(f, &b, "1"), 'A'); /* now B is the oldest */
	b.tiers = "3:50000";
	b.discount_kind = "tiers";
	bundling_fit_items(&b);
	assert_true(scenarios_keep(f->shop.st, f->v, &b, &letter, &err));
	assert_int_equal(letter, 'B');
	assert_true(scenarios_load(f->shop.st, b.bundle_id, &all, &err));
	assert_int_equal(all.n, 6);
	assert_string_equal(all.rows[1].b.tiers, "3:50000");
	assert_string_equal(all.rows[1].b.discount_kind, "tiers");
	scenarios_release(&all);
}

static void
a_version_that_does_not_read_is_passed_over(void **state)
{
	static const char *const contents[] = {
		"", "\n", "bundle x\n", "discount", "terms 1 2 3\n", "more 1\n",
		"item 1 2\n", "item 1 0 0 - -\n",
		"bundle 7\ndiscount percent 10\n", /* nothing in it */
	};
	struct fixture *f = *state;
	struct scenarios all;

	for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
		struct err err = ERR_INIT;

		assert_true(store_action_begin(f->shop.st, "kept", &err));
		assert_true(store_scenario_save(f->shop.st,
		    &(struct store_scenario){ .name = "bundle 7 A",
			.kind = "bundle",
			.subject = "seven",
			.content = contents[i] },
		    &err));
		assert_true(store_action_commit(f->shop.st, NULL, &err));
		assert_true(scenarios_load(f->shop.st, 7, &all, &err));
		assert_int_equal(all.n, 0);
		scenarios_release(&all);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_refused_quantity_leaves_the_bundle_as_it_was),
		TEST(items_are_read_with_their_quantity),
		TEST(sums_are_exact_to_the_cent),
		TEST(what_cannot_be_offered_is_refused),
		TEST(a_name_is_wanted_and_is_text),
		TEST(items_fit_the_kind_of_discount),
		TEST(tiers_that_do_not_read_are_none),
		TEST(what_is_no_product_serves_no_slot),
		TEST(a_save_is_one_action_that_undo_takes_back),
		TEST(an_older_version_does_not_overwrite_a_newer_one),
		TEST(warnings_name_margin_stock_and_shared_products),
		TEST(thresholds_are_checked_saved_and_undone),
		TEST(the_threshold_that_gives_the_same_is_found),
		TEST(a_cart_of_what_is_gone_or_has_no_price_is_refused),
		TEST(a_seventh_version_takes_the_place_of_the_oldest),
		TEST(a_version_that_does_not_read_is_passed_over),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
