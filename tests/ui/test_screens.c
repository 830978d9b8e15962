/*
 * Overview, products, pairs, one pair's sheet and the activity, and what
 * belongs to no screen (undo, import, export, commands), on a desk over a
 * small shop, driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/golden.h"
#include "tests/support/scene.h"

/* ------ how they look ------ */

struct look {
	const char *name, *size;
	enum draw_charset charset;
	const char *script;
};

static const struct look looks[] = {
	{ "overview-120x35", "120x35", DRAW_BRAILLE, "" },
	{ "overview-80x24", "80x24", DRAW_BRAILLE, "j" },
	{ "overview-60x15", "60x15", DRAW_BRAILLE, "<Tab>" },
	{ "overview-40x10", "40x10", DRAW_BRAILLE, "" },
	{ "overview-ascii-80x24", "80x24", DRAW_ASCII, "" },
	{ "products-120x35", "120x35", DRAW_BRAILLE, "2j<Space>" },
	{ "products-80x24", "80x24", DRAW_BRAILLE, "2j<Space>" },
	{ "products-pane-80x24", "80x24", DRAW_BRAILLE, "2j<Enter>j<Space>" },
	{ "products-60x15", "60x15", DRAW_BRAILLE, "2" },
	{ "products-40x10", "40x10", DRAW_BRAILLE, "2" },
	{ "products-ascii-120x35", "120x35", DRAW_ASCII, "2<Tab>" },
	{ "pairs-120x35", "120x35", DRAW_BRAILLE, "3j<Space>" },
	{ "pairs-80x24", "80x24", DRAW_BRAILLE, "3j<Space>" },
	{ "pairs-60x15", "60x15", DRAW_BRAILLE, "3" },
	{ "pairs-40x10", "40x10", DRAW_BRAILLE, "3" },
	{ "pairs-ascii-80x24", "80x24", DRAW_ASCII, "3" },
	{ "pair-120x35", "120x35", DRAW_BRAILLE, "3<Enter>" },
	{ "pair-80x24", "80x24", DRAW_BRAILLE, "3<Enter>" },
	{ "pair-60x15", "60x15", DRAW_BRAILLE, "3<Enter>jj" },
	{ "pair-40x10", "40x10", DRAW_BRAILLE, "3<Enter>" },
	{ "activity-120x35", "120x35", DRAW_BRAILLE, "3x<Enter>b7" },
	{ "activity-80x24", "80x24", DRAW_BRAILLE, "3x<Enter>7<Tab>" },
	{ "activity-60x15", "60x15", DRAW_BRAILLE, "7" },
	{ "settings-120x35", "120x35", DRAW_BRAILLE, ",jjjjj=<BS><BS>45" },
	{ "settings-80x24", "80x24", DRAW_BRAILLE, ",jjjjj=<BS><BS>45<Enter>" },
	{ "settings-60x15", "60x15", DRAW_BRAILLE, "," },
	{ "settings-40x10", "40x10", DRAW_BRAILLE, "," },
	{ "export-80x24", "80x24", DRAW_BRAILLE, "3e" },
	{ "filter-80x24", "80x24", DRAW_BRAILLE, "3flift>x<Enter>" },
};

/* Each on a shop of its own, because some change it. */
static void
screens_look_as_kept(void **state)
{
	(void)state;
	bool same = true;
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct scene s;
		scene_init_as(&s, STOREFRONT_FULL, looks[i].charset);
		scene_play_at(&s, looks[i].size, looks[i].script);
		same &= golden_check(looks[i].name, slice_str(&s.out));
		scene_release(&s);
	}
	assert_true(same);
}

static void
ascii_screens_hold_nothing_but_ascii(void **state)
{
	(void)state;
	static const char *const scripts[] = { "", "<Tab>", "2", "2<Tab>", "3",
		"3<Enter>", "6", "7", "i<Esc>e", "<Esc>3f" };
	struct scene s;
	scene_init_as(&s, STOREFRONT_FULL, DRAW_ASCII);
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		scene_play_at(&s, "110x30", scripts[i]);
		for (size_t b = 0; b < s.out.len; b++) {
			unsigned char c = (unsigned char)s.out.p[b];
			assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
		}
	}
	scene_release(&s);
}

static void
any_size_is_drawn(void **state)
{
	(void)state;
	static const char *const sizes[] = { "40x10", "41x11", "59x12", "99x16",
		"100x17", "101x26", "140x50", "300x90", "1x1" };
	static const char *const scripts[] = { "1", "2", "2<Tab>", "3", "6",
		"7" };
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		for (size_t j = 0; j < ARRAY_LEN(scripts); j++) {
			scene_play_at(&s, sizes[i], scripts[j]);
			assert_true(s.out.len > 0);
		}
	}
	scene_release(&s);
}

/* ------ nothing there ------ */

static void
an_empty_shop_says_what_to_do(void **state)
{
	(void)state;
	static const char *const tabs[] = { "1", "2", "3" };
	struct scene s;
	scene_init(&s, STOREFRONT_EMPTY);
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		scene_play(&s, tabs[i]);
		scene_check_shows(&s, "No orders here yet.");
		scene_check_shows(&s, "i          import files");
	}
	scene_play(&s, "7");
	scene_check_shows(&s, "Nothing was changed yet.");
	scene_check_shows(&s, "Nothing was imported yet.");
	scene_release(&s);
}

static void
a_shop_being_read_says_so(void **state)
{
	(void)state;
	struct scene s = { .sf = storefront_new(STOREFRONT_FULL),
		.out = STR_INIT };
	struct err err = ERR_INIT;
	struct app_setup setup = { .charset = DRAW_BRAILLE };
	struct canvas *cv = draw_new(80, 24);
	/* Nothing of what it reads is collected before the drawing. */
	s.dk = storefront_begin(s.sf, "tester");
	wiring_setup(&setup, s.dk);
	s.app = app_new(&setup, &err);
	scene_need(s.app != NULL, &err);
	app_draw(s.app, cv);
	draw_dump(cv, &s.out);
	scene_check_shows(&s, "Reading the shop ...");
	scene_check_shows(&s, "working");
	draw_free(cv);
	scene_release(&s);
}

/* ------ overview ------ */

static void
a_suggestion_becomes_a_draft(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "draft");
	scene_play(&s, "7");
	scene_check_shows(&s, "made bundle '");
	scene_release(&s);
}

static void
the_overview_marks_the_threshold_seen_or_live(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "");
	scene_check_shows(&s, "charged free from 50.00");
	scene_play(&s, ":threshold 59<Enter>\n1");
	scene_check_shows(&s, "free shipping from 59.00");
	scene_release(&s);
}

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
	scene_check_shows(&s, "▌  Coaster set, ");
	scene_play(&s, "xtoo dear<Enter>");
	scene_check_shows(
	    &s, "rejected: Coaster set, cork (4) + 苺 Ichigo mug");
	scene_check_hides(&s, "▌  Coaster set, ");
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

/* ------ activity ------ */

static void
any_line_of_the_history_can_be_taken_back(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3ajja");
	scene_play(&s, "7j<Enter>");
	scene_check_shows(&s, "↶ took back: accepted pair COA-CRK + MUG-ICH");
	scene_play(&s, "<Tab><Enter>");
	scene_check_shows(&s, "loaded");
	scene_check_shows(&s, "set aside");
	scene_release(&s);
}

static void
an_import_is_taken_back_from_its_line_after_a_question(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "7<Tab>");
	scene_check_shows(&s, "d takes it back");
	scene_play(&s, "d");
	scene_check_shows(&s, "Take back import ");
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "left as it is");
	scene_play(&s, "dy");
	scene_check_shows(&s, "taken back: ");
	scene_release(&s);
}

static void
undoing_what_another_session_did_asks_first(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "3a");
	scene_reopen(&s, "somebody");
	scene_play(&s, "u");
	scene_check_shows(&s, "another session (tester)");
	scene_check_shows(&s, "Go on all the same?");
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "left as it is");
	scene_play(&s, "uy");
	scene_check_shows(&s, "↶ undone: accepted pair COA-CRK + MUG-ICH");
	scene_release(&s);
}

static void
changes_of_another_session_show_at_the_next_key(void **state)
{
	(void)state;
	struct scene s;
	struct err err = ERR_INIT;
	int64_t id = 0;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "7");
	scene_check_shows(&s, "Nothing was changed yet.");
	struct desk *other = storefront_desk(s.sf, "somebody");
	scene_need(
	    desk_bundle_new(other, (const size_t[]){ 0, 1 }, 2, 0, &id, &err),
	    &err);
	desk_free(other);
	scene_play(&s, "j");
	scene_check_shows(&s, "somebody");
	scene_check_hides(&s, "Nothing was changed yet.");
	scene_release(&s);
}

/* Both look at the same bundle; the second to save is told what is there. */
static void
an_edit_over_a_newer_one_is_refused_with_both_versions(void **state)
{
	(void)state;
	struct scene s;
	struct err err = ERR_INIT;
	struct arena text = { 0 };
	struct store_bundle b;
	int64_t id = 0;
	scene_init(&s, STOREFRONT_FULL);
	scene_need(
	    desk_bundle_new(s.dk, (const size_t[]){ 0, 1 }, 2, 10, &id, &err),
	    &err);
	scene_need(desk_bundle_get(s.dk, id, &text, &b, &err), &err);
	struct desk *other = storefront_desk(s.sf, "somebody");
	struct store_bundle theirs;
	scene_need(desk_bundle_get(other, id, &text, &theirs, &err), &err);
	theirs.discount_value = 30000;
	scene_need(desk_bundle_save(other, &theirs, "3 % off", &err), &err);
	desk_free(other);
	b.discount_value = 70000;
	assert_false(desk_bundle_save(s.dk, &b, "7 % off", &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.text, "3 %"));
	assert_non_null(strstr(err.text, "7 %"));
	/* The screen shows the one that is stored. */
	scene_play_at(&s, "120x35", "4<Enter>");
	scene_check_shows(&s, " 3.0 %");
	arena_release(&text);
	scene_release(&s);
}

/* ------ from one session to the next ------ */

static void
the_next_session_begins_where_this_one_ended(void **state)
{
	(void)state;
	struct scene s;
	struct str kept = STR_INIT;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2fmug<Enter>3flift>1.2<Enter>B:help<Enter><Esc>M");
	scene_play(&s, "lllsjj");
	app_save(s.app, &kept);
	struct str row = STR_INIT;
	uint64_t id = 0;
	assert_true(table_identity(app_table(s.app), &id));
	str_setf(&row, "row pairs %llu\n", (unsigned long long)id);
	assert_true(slice_find(slice_str(&kept), slice_str(&row)) < kept.len);
	str_release(&row);
	scene_reopen(&s, "tester");
	app_restore(s.app, slice_str(&kept));
	scene_play(&s, "");
	scene_check_shows(&s, "[3 Pairs]");
	scene_check_shows(&s, "f: lift>1.2");
	int n = 0;
	uint64_t again = 0;
	(void)table_sorts(app_table(s.app), &n);
	assert_int_equal(n, 1);
	assert_true(table_identity(app_table(s.app), &again));
	assert_true(again == id);
	scene_play(&s, "2");
	scene_check_shows(&s, "f: mug");
	scene_play(&s, ":<Up>");
	scene_check_shows(&s, " :help");
	str_release(&kept);
	scene_release(&s);
}

static void
what_was_kept_of_another_place_or_is_wrong_does_no_harm(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	app_restore(s.app,
	    slice_of("theme none\ncharts x\n\ntab\nwhat is this\n"
		     "place /other.db\ntab pairs\nfilter pairs lift>2\n"));
	scene_play(&s, "");
	scene_check_shows(&s, "[1 Over]");
	app_restore(
	    s.app, slice_of("place /shop.db\ntab pairs\nfilter pairs lft>2\n"));
	scene_play(&s, "");
	scene_check_shows(&s, "✗ there is no column 'lft'");
	scene_check_shows(&s, "▏ no filter");
	scene_release(&s);
}

/* ------ the tour ------ */

static void
the_tour_is_walked_by_doing_what_it_says(void **state)
{
	static const struct {
		const char *script, *shown;
	} steps[] = {
		{ ":tour<Enter>", "Tour: step 1 of 8" },
		{ "j", "Tour: step 1 of 8" }, /* not what it asks for */
		{ "2", "Tour: step 2 of 8" },
		{ "/lamp<Enter>", "Tour: step 3 of 8" },
		{ "<Tab>", "Tour: step 4 of 8" },
		{ "<Enter>", "Tour: step 5 of 8" },
		{ "b", "Tour: step 6 of 8" },
		{ "=7<Enter>", "Tour: step 7 of 8" },
		{ "u", "Tour: step 8 of 8" },
		{ "5l", "that was the tour: ? lists every key" },
	};
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		scene_play_at(&s, "120x35", steps[i].script);
		scene_check_shows(&s, steps[i].shown);
	}
	scene_check_hides(&s, "Tour:");
	scene_release(&s);
}

static void
the_tour_can_be_skipped_and_left(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ":tour<Enter><C-T><C-T>");
	scene_check_shows(&s, "Tour: step 3 of 8");
	scene_check_shows(&s, "^T skips  :tour ends");
	scene_play_at(&s, "40x10", "");
	scene_check_shows(&s, "Tab goes to its partners");
	scene_play(&s, ":tour<Enter>");
	scene_check_shows(&s, "the tour ends");
	scene_check_hides(&s, "Tour:");
	scene_release(&s);
}

/* ------ settings ------ */

static void
a_setting_is_typed_in_its_cell_and_undone(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ",/margin<Enter>=<C-U>400<Enter>");
	scene_check_shows(&s, "✗ '400' is out of range for 'assumed_margin'");
	scene_play(&s, "<C-U>45<Enter>");
	scene_check_shows(&s, "setting 'assumed_margin': 40 to 45");
	scene_check_shows(&s, "45       40 percent  estimated");
	scene_play(&s, "u");
	scene_check_shows(&s, "↶ undone: setting 'assumed_margin': 40 to 45");
	scene_check_shows(&s, "40       40 percent  assumed");
	scene_play(&s, "<C-R>d");
	scene_check_shows(&s, "setting 'assumed_margin': 45 to 40");
	scene_release(&s);
}

/* ------ files and commands ------ */

static void
what_is_shown_is_exported_as_it_is_shown(void **state)
{
	(void)state;
	char path[] = "/tmp/endcap-screens-XXXXXX";
	struct err err = ERR_INIT;
	struct str script = STR_INIT, text = STR_INIT;
	struct scene s;
	int fd = mkstemp(path);
	assert_true(fd >= 0 && close(fd) == 0);
	scene_init(&s, STOREFRONT_FULL);
	str_addf(&script,
	    "2fsku=LMP-021<Enter>e<Tab><Right><Tab><Tab><C-U>%s<Enter>", path);
	scene_play(&s, script.p);
	scene_check_shows(&s, "it exists already");
	scene_play(&s, "<Down><Space><Enter>");
	scene_check_shows(
	    &s, "wrote 1 rows of products to '/tmp/endcap-screens-");
	scene_need(file_read_whole(path, 10000, &text, &err), &err);
	assert_true(slice_starts(slice_str(&text), "sku,title,category,"));
	assert_true(
	    slice_find(slice_str(&text),
		slice_of("\nLMP-021,\"Lamp, brass desk\",")) < text.len);
	assert_int_equal(unlink(path), 0);
	str_release(&script);
	str_release(&text);
	scene_release(&s);
}

static void
what_is_shown_is_copied(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2fsku=LMP-021<Enter>e<C-Y>");
	assert_string_equal(app_copied(s.app),
	    "sku,title,orders,revenue,margin,best_partner\n"
	    "LMP-021,\"Lamp, brass desk\",484,33396.00,0.4702898551,Bulb E27 "
	    "warm\n");
	scene_play(&s, "3e<Right><C-Y>");
	scene_check_shows(&s, "only rows that are shown can be copied");
	scene_play(&s, "<Esc>");
	scene_check_shows(&s, "nothing was written");
	scene_release(&s);
}

/* The rows that are marked, with the columns where they were moved to. */
static void
marked_rows_are_exported_with_the_columns_as_they_stand(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2j<Space>j<Space>");
	scene_play(&s, "l}{<lt><lt>e<Right>");
	scene_check_shows(&s, "(o) 2 marked");
	scene_play(&s, "<Esc>h}e<Right><C-Y>");
	assert_true(slice_starts(
	    slice_of(app_copied(s.app)), "title,sku,orders,revenue,"));
	scene_play(&s, "<C-Y>");
	scene_check_shows(&s, "copied 2 rows");
	assert_true(slice_starts(
	    slice_of(app_copied(s.app)), "product\tSKU\torders\t"));
	scene_release(&s);
}

static void
the_export_shows_how_it_begins(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "2e");
	scene_check_shows(&s, "bytes; it begins");
	scene_check_shows(&s, "sku,title,orders,revenue");
	scene_play(&s, "<Tab><Tab><Right>");
	scene_check_shows(&s, "\"sku\": \"MUG-ICH\"");
	scene_release(&s);
}

static void
the_proposed_file_follows_what_and_format(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, "e");
	scene_check_shows(&s, "~/bundles-2026-");
	scene_play(&s, "<Right>");
	scene_check_shows(&s, "~/thresholds-2026-");
	scene_play(&s, "<Tab><Right>");
	scene_check_shows(&s, ".json");
	/* A name that was typed stays. */
	scene_play(&s, "<Tab><C-U>mine<S-Tab><Left>");
	scene_check_shows(&s, "mine");
	scene_check_hides(&s, ".json");
	scene_release(&s);
}

static const struct {
	const char *script, *shown;
} commands[] = {
	{ ":pairs lift>2<Enter>", "f: lift>2 " },
	{ ":products sku=LMP-021<Enter>", "f: sku=LMP-021 " },
	{ ":pairs lft>2<Enter>", "✗ there is no column 'lft'" },
	{ ":pair LMP-021 MUG-ICH<Enter>",
	    "A Lamp, brass desk   B 苺 Ichigo mug" },
	{ ":pair LMP-021 lmp-021<Enter>",
	    "✗ a pair needs two different products" },
	{ ":pair LMP-021<Enter>", "✗ a SKU is missing" },
	{ ":product TMR-PLG<Enter>", "▌  TMR-PLG" },
	{ ":product NONE<Enter>", "✗ there is no product 'NONE'" },
	{ ":bundle LMP-021 BLB-E27W<Enter>", "LMP-021" },
	{ ":bundle LMP-021 NONE<Enter>", "✗ there is no product 'NONE'" },
	{ ":threshold<Enter>",
	    "✗ threshold takes an amount, such as 50 or 49.90" },
	{ ":threshold 49.90<Enter>", "free shipping from 49.90 is live" },
	{ ":import<Enter>", "Orders, products or customers as CSV." },
	{ ":import /nowhere/x.csv<Enter>", "✗ cannot read '/nowhere/x.csv'" },
	{ ":export pairs csv<Enter>",
	    "✗ export takes what, csv or json, and a file" },
	{ ":export shown csv /tmp/x<Enter>", "✗ this screen shows no table" },
	{ ":nonsense<Enter>", "✗ 'nonsense' is no command; Tab lists them" },
	{ ":thr<Tab> 5", ":threshold 5" },
	{ ":pair LMP<Tab>", ":pair LMP-021" },
	{ ":pairs lift>1 evi<Tab>", ":pairs lift>1 evidence" },
	{ ":products sku=tmr<Tab>", ":products sku=TMR-PLG" },
	{ ":reload<Enter>", "reading everything again" },
};

static void
commands_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct scene s;
		scene_init(&s, STOREFRONT_FULL);
		scene_play(&s, commands[i].script);
		scene_check_shows(&s, commands[i].shown);
		scene_release(&s);
	}
}

static void
file_names_are_completed(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s, STOREFRONT_EMPTY);
	scene_play(&s, "isample-data/ord<Tab>");
	scene_check_shows(&s, "sample-data/orders.csv");
	scene_play(&s, "<C-U>sample-d<Tab>");
	scene_check_shows(&s, "sample-data/");
	scene_release(&s);
}

static void
keys_are_printed_for_the_documentation(void **state)
{
	(void)state;
	struct str out = STR_INIT;
	wiring_add_keys(&out);
	struct slice text = slice_str(&out);
	assert_true(
	    slice_find(text, slice_of("| pairs | x | reject | ")) < text.len);
	assert_true(
	    slice_find(text, slice_of("| f F4 | filter | filter the rows |")) <
	    text.len);
	assert_true(
	    slice_find(text, slice_of("| :pair SKU SKU | ")) < text.len);
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_kept),
		cmocka_unit_test(ascii_screens_hold_nothing_but_ascii),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(an_empty_shop_says_what_to_do),
		cmocka_unit_test(a_shop_being_read_says_so),
		cmocka_unit_test(a_suggestion_becomes_a_draft),
		cmocka_unit_test(the_overview_marks_the_threshold_seen_or_live),
		cmocka_unit_test(a_bundle_is_made_of_what_is_marked),
		cmocka_unit_test(a_bundle_of_one_product_is_refused),
		cmocka_unit_test(the_pane_follows_the_cursor),
		cmocka_unit_test(a_filter_narrows_and_is_shown),
		cmocka_unit_test(filters_complete_columns),
		cmocka_unit_test(columns_can_be_chosen),
		cmocka_unit_test(rejected_pairs_go_and_undo_brings_them_back),
		cmocka_unit_test(accepting_twice_leaves_the_pair_open),
		cmocka_unit_test(a_sheet_can_be_turned_round),
		cmocka_unit_test(orders_are_cut_by_segment_with_completion),
		cmocka_unit_test(orders_of_one_product_give_no_pairs),
		cmocka_unit_test(any_line_of_the_history_can_be_taken_back),
		cmocka_unit_test(
		    an_import_is_taken_back_from_its_line_after_a_question),
		cmocka_unit_test(undoing_what_another_session_did_asks_first),
		cmocka_unit_test(
		    changes_of_another_session_show_at_the_next_key),
		cmocka_unit_test(
		    an_edit_over_a_newer_one_is_refused_with_both_versions),
		cmocka_unit_test(the_next_session_begins_where_this_one_ended),
		cmocka_unit_test(
		    what_was_kept_of_another_place_or_is_wrong_does_no_harm),
		cmocka_unit_test(the_tour_is_walked_by_doing_what_it_says),
		cmocka_unit_test(the_tour_can_be_skipped_and_left),
		cmocka_unit_test(a_setting_is_typed_in_its_cell_and_undone),
		cmocka_unit_test(what_is_shown_is_exported_as_it_is_shown),
		cmocka_unit_test(what_is_shown_is_copied),
		cmocka_unit_test(
		    marked_rows_are_exported_with_the_columns_as_they_stand),
		cmocka_unit_test(the_export_shows_how_it_begins),
		cmocka_unit_test(the_proposed_file_follows_what_and_format),
		cmocka_unit_test(commands_do_what_they_say),
		cmocka_unit_test(file_names_are_completed),
		cmocka_unit_test(keys_are_printed_for_the_documentation),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
