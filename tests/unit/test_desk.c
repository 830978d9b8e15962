/* desk: what the dashboard looks at, on the sample shop. */
#include "tests/support/shop.h"

#include "service/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>
#include <unistd.h>

struct fixture {
	struct shop shop;
	struct desk *dk;
};

/* Takes news until nothing is under way; what came is or'ed together. */
static unsigned
settle(struct desk *dk)
{
	unsigned news = desk_collect(dk);

	while (desk_busy(dk)) {
		struct pollfd fd = { .fd = desk_fd(dk), .events = POLLIN };
		assert_true(poll(&fd, 1, 60000) == 1);
		news |= desk_collect(dk);
	}
	return news;
}

static int
set_up(void **state)
{
	static struct fixture f;
	struct err err = ERR_INIT;
	struct desk_setup setup = { .user = "tester", .threads = 2 };

	shop_open_sample(&f.shop);
	setup.store_path = f.shop.path.p;
	setup.now = f.shop.now;
	f.dk = desk_new(&setup, &err);
	assert_non_null(f.dk);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	desk_free(f->dk);
	shop_close(&f->shop);
	return 0;
}

static void
a_shop_is_loaded_summed_up_and_suggested_for(void **state)
{
	struct fixture *f = *state;
	unsigned news = settle(f->dk);
	struct listing l;
	struct err err = ERR_INIT;

	assert_true(news & DESK_VIEW);
	assert_true(news & DESK_OVERVIEW);
	assert_false(desk_is_empty(f->dk));
	assert_true(desk_overview(f->dk)->all.orders > 15000);
	assert_true(desk_suggestions(f->dk)->n > 5);
	assert_string_equal(desk_shop(f->dk), "shop");
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_true(l.rows > 1000);
	listing_release(&l);
}

static void
a_bundle_is_made_projected_and_undone(void **state)
{
	struct fixture *f = *state;
	struct arena memory = { 0 };
	struct store_bundle b;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	size_t products[2];
	int64_t id, of;
	bool current;
	struct listing l;

	settle(f->dk);
	products[0] = shop_product(desk_view(f->dk), "LMP-021");
	products[1] = shop_product(desk_view(f->dk), "BLB-E27W");
	assert_true(desk_bundle_new(f->dk, products, 2, 0, &id, &err));
	assert_true(desk_bundle_get(f->dk, id, &memory, &b, &err));
	desk_project(f->dk, &b);
	assert_true(settle(f->dk) & DESK_PROJECTION);
	assert_non_null(desk_outlook(f->dk, &of, &current));
	assert_int_equal(of, id);
	assert_true(current);
	/* 10 % of lamp and bulb is more than a bulb costs, and most of it goes
	 * to orders that hold both anyway. */
	assert_int_equal(desk_outlook(f->dk, &of, &current)->projection.verdict,
	    PROJECTION_LOSES);
	assert_true(desk_undo(f->dk, false, &said, &err));
	assert_string_equal(
	    said.p, "undone: made bundle 'Lamp, brass desk + Bulb E27 warm'");
	assert_true(desk_bundles(f->dk, &l, &err));
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	str_release(&said);
	arena_release(&memory);
}

static void
the_lab_finds_the_rule_of_the_recorded_charges(void **state)
{
	struct fixture *f = *state;

	settle(f->dk);
	desk_try_thresholds(f->dk);
	assert_true(settle(f->dk) & DESK_LAB);
	assert_int_equal(
	    desk_lab(f->dk)->detection.detect.outcome, DETECT_FOUND);
	assert_int_equal(desk_lab(f->dk)->detection.detect.at, 5000);
	assert_true(desk_lab(f->dk)->n_points > 20);
}

static void
a_rejected_pair_leaves_the_list_and_comes_back(void **state)
{
	struct fixture *f = *state;
	struct listing l;
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	size_t before, a, b;

	settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	before = l.rows;
	pairing_products(listing_identity(&l, 0), &a, &b);
	listing_release(&l);
	assert_true(desk_decide(f->dk, a, b, VERDICT_REJECT, "no", &err));
	settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_int_equal(l.rows, before - 1);
	listing_release(&l);
	assert_true(desk_undo(f->dk, false, &said, &err));
	settle(f->dk);
	assert_true(desk_pairs(f->dk, &l, &err));
	assert_int_equal(l.rows, before);
	listing_release(&l);
	str_release(&said);
}

static void
an_import_that_fails_says_why_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct str said = STR_INIT;
	bool is_error = false;

	settle(f->dk);
	desk_import(f->dk, "/nowhere/orders.csv");
	assert_true(settle(f->dk) & DESK_MESSAGE);
	assert_true(desk_message(f->dk, &said, &is_error));
	assert_true(is_error);
	assert_non_null(strstr(said.p, "/nowhere/orders.csv"));
	assert_false(desk_message(f->dk, &said, &is_error));
	str_release(&said);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_shop_is_loaded_summed_up_and_suggested_for),
		TEST(a_bundle_is_made_projected_and_undone),
		TEST(the_lab_finds_the_rule_of_the_recorded_charges),
		TEST(a_rejected_pair_leaves_the_list_and_comes_back),
		TEST(an_import_that_fails_says_why_and_changes_nothing),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
