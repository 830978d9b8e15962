/*
 * Products and pairs, one pair's sheet, and the parts of the orders they are
 * of, on a desk over a small shop, driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/scene.h"

/* ------ products ------ */

static void
a_bundle_is_made_of_what_is_marked(void **state)
{
	(void)state;
	static const struct {
		const char *script, *action;
	} cases[] = {
		/* two products */
		{ "2<Space><Space>b", "made bundle '苺 Ichigo mug + " },
		/* the product in hand and the partner under the cursor */
		{ "2<Tab>b", "made bundle '苺 Ichigo mug + Coaster" },
		/* the same through two marks in the pane */
		{ "2<Tab><Space><Space>b", "made bundle '苺 Ichigo mug + " },
		/* pairs: products of both marks, each once */
		{ "3<Space>b", "made bundle '" },
		/* the pair under the cursor */
		{ "3b", "made bundle '" },
		{ "3<Enter>b", "made bundle '" },
		{ "<Tab>b", "made bundle '" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scene s;
		scene_init(&s, STOREFRONT_FULL);
		scene_play_at(&s, "120x35", cases[i].script);
		scene_play_at(&s, "120x35", "7");
		scene_check_shows(&s, cases[i].action);
		scene_release(&s);
	}
}

static void
a_bundle_of_one_product_is_refused(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2b");
	scene_check_shows(&s, "a bundle needs two products: mark them first");
	scene_play(&s, "7");
	scene_check_shows(&s, "Nothing was changed yet.");
	scene_release(&s);
}

static void
the_pane_follows_the_cursor(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play_at(&s, "120x35", "2/linen<Enter>");
	scene_check_shows(&s, "╭─ Linen sheet 160 ─");
	scene_play_at(&s, "120x35", "/mug<Enter>");
	scene_check_shows(&s, "╭─ 苺 Ichigo mug ─");
	scene_play_at(&s, "120x35", "<Tab><Enter>");
	scene_check_shows(&s, "A 苺 Ichigo mug   B Coaster set, cork (4)");
	scene_release(&s);
}

/* ------ pairs ------ */

static void
a_filter_narrows_and_is_shown(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3fn>=100 mug<Enter>");
	scene_check_shows(&s, "▏ f: n>=100 mug ");
	scene_check_shows(&s, "unfiltered)");
	scene_play(&s, "f<C-U>n>100000<Enter>");
	scene_check_shows(&s, "No pair passes the filter  n>100000.");
	scene_play(&s, "<BS>");
	scene_check_shows(&s, "▏ f: n>=100 mug ");
	scene_play(&s, "F");
	scene_check_shows(&s, "▏ no filter ");
	scene_check_hides(&s, "unfiltered)");
	scene_release(&s);
}

/* More pairs than keys would wait for (LISTING_LONG): a worker arranges them,
 * and a filter keeps the order. */
static void
a_long_table_is_sorted_by_a_worker(void **state)
{
	(void)state;
	struct scene s;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* it takes a quarter of a minute; test_desk_work has the worker */
#endif
	scene_init(&s, STOREFRONT_LONG);
	scene_play(&s, "3<Right><Right>s");
	scene_check_shows(&s, " 119,400 ");
	scene_check_shows(&s, "both▼");
	scene_check_shows(&s, "▌  R5-");
	scene_play(&s, "3");
	scene_check_shows(&s, "both▼");
	scene_play(&s, "3s");
	scene_play(&s, "3<Home>");
	scene_check_shows(&s, "both▲");
	scene_check_shows(&s, "▌  R0-");
	scene_play(&s, "3fn>=6<Enter>");
	scene_play(&s, "3<Home>");
	scene_check_shows(&s, "(119,400 unfiltered)");
	scene_check_shows(&s, "both▲");
	scene_check_shows(&s, "▌  R3-");
	scene_play(&s, "3F");
	scene_play(&s, "3<Home>");
	scene_check_shows(&s, "both▲");
	scene_check_shows(&s, "▌  R0-");
	scene_release(&s);
}

static void
filters_complete_columns(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3fevi<Tab>=stro<Tab><Enter>");
	scene_check_shows(&s, "▏ f: evidence=strong ");
	scene_release(&s);
}

static void
columns_can_be_chosen(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2");
	scene_check_hides(&s, " stock");
	scene_play(&s, "H");
	scene_check_shows(&s, "[x] SKU  [x] product  [ ] category");
	scene_play(&s, "<Right><Right><Space><Enter>");
	scene_check_shows(&s, " category ");
	scene_release(&s);
}

static void
rejected_pairs_go_and_undo_brings_them_back(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3");
	scene_check_shows(&s, "▌  Coaster se");
	scene_play(&s, "xtoo dear<Enter>");
	scene_check_shows(
	    &s, "rejected: Coaster set, cork (4) + 苺 Ichigo mug");
	scene_check_hides(&s, "▌  Coaster se");
	scene_play(&s, "X");
	scene_check_shows(&s, "rejected pairs are shown");
	scene_play(&s, "g<Enter>");
	scene_check_shows(&s, "✗ rejected");
	scene_check_shows(&s, "too dear");
	scene_play(&s, "u");
	scene_check_shows(&s, "↶ undone: rejected pair COA-CRK + MUG-ICH");
	scene_check_shows(&s, "not decided");
	scene_play(&s, "<C-R>");
	scene_check_shows(&s, "↶ done again: rejected pair COA-CRK + MUG-ICH");
	scene_release(&s);
}

/* What a live bundle or a draft offers already is not sold back. */
static void
a_pair_that_is_offered_is_marked(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play_at(&s, "120x35", "3");
	scene_check_hides(&s, "● strong  ◆");
	scene_play_at(&s, "120x35", "b3");
	scene_check_shows(&s, "● strong  ◆       -");
	scene_play_at(&s, "120x35", "u");
	scene_check_hides(&s, "● strong  ◆");
	scene_release(&s);
}

/* By the same figures as the overview's. */
static void
what_a_pair_would_add_is_an_interval(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play_at(&s, "120x35", "3");
	scene_check_shows(&s, "◐ likely        +35");
	scene_play_at(&s, "120x35", "1");
	/* Picked among many, and beside another with the mug. */
	scene_check_shows(&s, "Crème brûlée dish, Ø…mug     +18");
	scene_play_at(&s, "120x35", "j");
	scene_check_shows(&s, "Alone it adds +35");
	scene_play_at(&s, "120x35", "3llllllls");
	scene_check_shows(&s, "rows cannot be sorted by this column");
	scene_release(&s);
}

static void
accepting_twice_leaves_the_pair_open(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3<Enter>a");
	scene_check_shows(&s, "✓ accepted");
	scene_play(&s, "ogood on desks<Enter>");
	scene_check_shows(&s, "good on desks");
	scene_check_shows(&s, "✓ accepted");
	scene_play(&s, "a");
	scene_check_shows(&s, "not decided");
	scene_release(&s);
}

static void
a_sheet_can_be_turned_round(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3<Enter>");
	scene_check_shows(&s, "A Coaster set, cork (4)   B 苺 Ichigo mug");
	scene_play(&s, "<Tab>");
	scene_check_shows(&s, "A 苺 Ichigo mug   B Coaster set, cork (4)");
	scene_release(&s);
}

static void
orders_are_cut_by_segment_with_completion(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "cchamp<Tab><Enter>");
	scene_check_shows(&s, "segment champions");
	scene_play(&s, "3");
	scene_check_shows(&s, "Too little data for pairs");
	scene_check_shows(&s, "no order is in this part (segment champions)");
	scene_play(&s, "c<C-U>nobody<Enter>");
	scene_check_shows(&s, "there is no segment 'nobody'");
	scene_release(&s);
}

static void
orders_of_one_product_give_no_pairs(void **state)
{
	(void)state;
	struct scene s;
	char path[] = "/tmp/endcap-screens-XXXXXX";
	struct err err = ERR_INIT;
	struct str script = STR_INIT;
	int fd = mkstemp(path);
	assert_true(fd >= 0 && close(fd) == 0);
	scene_need(file_write_whole(path,
		       slice_of("order_id,order_date,sku,quantity,unit_price\n"
				"1,2026-10-01,MUG-350,1,12.90\n"
				"2,2026-10-02,MUG-350,2,12.90\n"),
		       0, &err),
	    &err);
	scene_init(&s, STOREFRONT_EMPTY);
	str_addf(&script, ":import %s<Enter>", path);
	scene_play(&s, script.p);
	scene_check_shows(&s, "would import "); /* it is looked at first */
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "imported ");
	scene_play(&s, "3");
	scene_check_shows(&s, "Too little data for pairs");
	scene_check_shows(&s, "too few multi-item orders (0 of 2)");
	scene_play(&s, "2");
	scene_check_shows(&s, "MUG-350");
	assert_int_equal(unlink(path), 0);
	str_release(&script);
	scene_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_is_made_of_what_is_marked),
		cmocka_unit_test(a_bundle_of_one_product_is_refused),
		cmocka_unit_test(the_pane_follows_the_cursor),
		cmocka_unit_test(a_filter_narrows_and_is_shown),
		cmocka_unit_test(a_long_table_is_sorted_by_a_worker),
		cmocka_unit_test(filters_complete_columns),
		cmocka_unit_test(columns_can_be_chosen),
		cmocka_unit_test(rejected_pairs_go_and_undo_brings_them_back),
		cmocka_unit_test(a_pair_that_is_offered_is_marked),
		cmocka_unit_test(what_a_pair_would_add_is_an_interval),
		cmocka_unit_test(accepting_twice_leaves_the_pair_open),
		cmocka_unit_test(a_sheet_can_be_turned_round),
		cmocka_unit_test(orders_are_cut_by_segment_with_completion),
		cmocka_unit_test(orders_of_one_product_give_no_pairs),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
