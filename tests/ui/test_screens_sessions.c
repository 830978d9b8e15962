/*
 * What outlives a key: the history and its undo, other sessions on the same
 * store, the next session, the tour; driven by scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/support/scene.h"

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

/* What is typed is an edit of what was shown when typing began, in every form:
 * the other session's newer value stays, and both are said. */
static void
a_typed_setting_does_not_overwrite_a_newer_one(void **state)
{
	(void)state;
	struct scene s;
	struct str said = STR_INIT;
	struct settings now;
	struct err err = ERR_INIT;
	scene_init(&s, STOREFRONT_FULL);
	scene_play(&s, ",/margin_floor<Enter>=<C-U>35");
	struct desk *other = storefront_desk(s.sf, "somebody");
	scene_need(
	    desk_setting_set(other, SETTING_MARGIN_FLOOR, "30", &said, &err),
	    &err);
	desk_free(other);
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "Changed by somebody else");
	scene_check_shows(&s, "yours is '35'");
	scene_need(desk_settings(s.dk, &now, &err), &err);
	assert_int_equal((int)now.value[SETTING_MARGIN_FLOOR], 30);
	/* Seen now, it may be changed. */
	scene_play(&s, "<Enter>\n=<C-U>35<Enter>");
	scene_need(desk_settings(s.dk, &now, &err), &err);
	assert_int_equal((int)now.value[SETTING_MARGIN_FLOOR], 35);
	str_release(&said);
	scene_release(&s);
}

static void
a_typed_note_does_not_overwrite_a_newer_one(void **state)
{
	static const char *const typed[] = { "3omine", "3rmine",
		"3<Enter>omine" };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		struct scene s;
		struct arena text = { 0 };
		struct store_decision d;
		struct err err = ERR_INIT;
		size_t a, b;
		scene_init(&s, STOREFRONT_FULL);
		struct listing l;
		scene_need(desk_pairs(s.dk, &l, &err), &err);
		pairing_products(listing_identity(&l, 0), &a, &b);
		listing_release(&l);
		scene_play(&s, typed[i]);
		struct desk *other = storefront_desk(s.sf, "somebody");
		scene_need(
		    desk_decide(other, a, b, VERDICT_ACCEPT, "theirs", &err),
		    &err);
		desk_free(other);
		scene_play(&s, "<Enter>");
		scene_check_shows(&s, "yours is 'mine'");
		scene_need(desk_decision(s.dk, a, b, &text, &d, &err), &err);
		assert_int_equal(d.verdict, VERDICT_ACCEPT);
		assert_string_equal(d.note, "theirs");
		arena_release(&text);
		/* Of one's own change that is not read yet nothing is new. */
		scene_play(&s, "aa\nooh<Enter>");
		scene_check_hides(&s, "meanwhile");
		scene_release(&s);
	}
}

static void
typed_terms_do_not_overwrite_newer_ones(void **state)
{
	(void)state;
	struct scene s;
	struct err err = ERR_INIT;
	scene_init(&s, STOREFRONT_FULL);
	scene_need(storefront_ship_free(s.dk, 6000, &err), &err);
	scene_play(&s, "5t\n@wait\no<C-U>mine");
	struct desk *other = storefront_desk(s.sf, "somebody");
	scene_need(storefront_ship_free(other, 7000, &err), &err);
	desk_free(other);
	scene_play(&s, "<Enter>");
	scene_check_shows(&s, "was changed meanwhile: yours is");
	assert_int_equal(desk_threshold_live(s.dk), 7000);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_line_of_the_history_can_be_taken_back),
		cmocka_unit_test(
		    an_import_is_taken_back_from_its_line_after_a_question),
		cmocka_unit_test(undoing_what_another_session_did_asks_first),
		cmocka_unit_test(
		    changes_of_another_session_show_at_the_next_key),
		cmocka_unit_test(
		    an_edit_over_a_newer_one_is_refused_with_both_versions),
		cmocka_unit_test(
		    a_typed_setting_does_not_overwrite_a_newer_one),
		cmocka_unit_test(a_typed_note_does_not_overwrite_a_newer_one),
		cmocka_unit_test(typed_terms_do_not_overwrite_newer_ones),
		cmocka_unit_test(the_next_session_begins_where_this_one_ended),
		cmocka_unit_test(
		    what_was_kept_of_another_place_or_is_wrong_does_no_harm),
		cmocka_unit_test(the_tour_is_walked_by_doing_what_it_says),
		cmocka_unit_test(the_tour_can_be_skipped_and_left),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
