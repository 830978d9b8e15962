/*
 * test_store_history - actions on curated things, undone and done again.
 */
#include "store/store_imports.h"
#include "store/store_settings.h"

#include "test_curation_help.h"

static void
an_action_that_changes_nothing_leaves_no_trace(void **state)
{
	struct store_actions actions;
	int64_t id = 7;

	(void)state;
	struct store *st = open_shop("nothing.db");
	OK(store_action_begin(st, "nothing", e_));
	OK(store_action_commit(st, &id, e_));
	assert_int_equal(id, 0);
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.n, 0);
	store_actions_release(&actions);
	store_action_rollback(st);
	/* nor does one that is under way when the store is closed */
	OK(store_action_begin(st, "cut off", e_));
	store_close(st);
	st = open_as(test_file.p, "me");
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.n, 0);
	store_actions_release(&actions);
	store_close(st);
}

static void
undo_and_redo_walk_the_same_way(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items);
	struct store_threshold t = free_shipping();
	struct str s[4] = { STR_INIT, STR_INIT, STR_INIT, STR_INIT };
	struct str now = STR_INIT;
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	(void)state;
	struct store *st = open_shop("walk.db");
	dump_curated(path_of("walk.db"), &s[0]);
	save_bundle(st, &b, "first");
	dump_curated(path_of("walk.db"), &s[1]);
	save_threshold(st, &t, "second");
	dump_curated(path_of("walk.db"), &s[2]);
	OK(store_action_begin(st, "third", e_));
	OK(store_setting_set(st, "discount", "15", e_));
	OK(store_bundle_delete(st, b.bundle_id, b.revision, e_));
	OK(store_action_commit(st, NULL, e_));
	dump_curated(path_of("walk.db"), &s[3]);
	for (int i = 2; i >= 0; i--) {
		undo_newest(st);
		dump_curated(path_of("walk.db"), &now);
		assert_string_equal(now.p, s[i].p);
	}
	OK(store_undo_peek(st, &text, &a, &found, e_));
	assert_false(found);
	/* Across closing and opening again. */
	store_close(st);
	st = open_as(path_of("walk.db"), "me");
	for (int i = 1; i <= 3; i++) {
		redo_next(st);
		dump_curated(path_of("walk.db"), &now);
		assert_string_equal(now.p, s[i].p);
	}
	OK(store_redo_peek(st, &text, &a, &found, e_));
	assert_false(found);
	for (size_t i = 0; i < ARRAY_LEN(s); i++)
		str_release(&s[i]);
	str_release(&now);
	arena_release(&text);
	store_close(st);
}

static void
a_new_action_ends_redo(void **state)
{
	struct store_threshold t = free_shipping();
	struct store_actions actions;
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	(void)state;
	struct store *st = open_shop("ends.db");
	save_threshold(st, &t, "first");
	undo_newest(st);
	t = free_shipping();
	save_threshold(st, &t, "second");
	OK(store_redo_peek(st, &text, &a, &found, e_));
	assert_false(found);
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.rows[1].state, ACTION_DROPPED);
	assert_int_equal(actions.rows[0].state, ACTION_DONE);
	store_actions_release(&actions);
	arena_release(&text);
	store_close(st);
}

static void
another_sessions_action_is_marked_and_peeking_protects(void **state)
{
	struct store_threshold t = free_shipping(), u = free_shipping();
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	(void)state;
	struct store *me = open_shop("two.db"), *you;
	you = open_as(path_of("two.db"), "you");
	save_threshold(me, &t, "mine");
	OK(store_undo_peek(me, &text, &a, &found, e_));
	assert_false(a.foreign);
	u.name = "ship 80";
	save_threshold(you, &u, "theirs");
	REFUSED(store_undo(me, a.action_id, e_), ERR_CONFLICT,
	    "next thing to undo is 'theirs' now");
	OK(store_undo_peek(me, &text, &a, &found, e_));
	assert_true(a.foreign);
	assert_string_equal(a.session, "you");
	OK(store_undo(me, a.action_id, e_));
	REFUSED(store_redo(me, 99, e_), ERR_CONFLICT, "redo is 'theirs' now");
	arena_release(&text);
	store_close(me);
	store_close(you);
}

static void
undo_is_refused_in_full_when_rows_were_changed_by_hand(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items);
	struct str before = STR_INIT, after = STR_INIT;
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	(void)state;
	struct store *st = open_shop("hand.db");
	save_bundle(st, &b, "new");
	run_sql(path_of("hand.db"),
	    "UPDATE bundle_item SET quantity = 9 WHERE position = 1");
	dump_curated(path_of("hand.db"), &before);
	OK(store_undo_peek(st, &text, &a, &found, e_));
	REFUSED(store_undo(st, a.action_id, e_), ERR_CONFLICT,
	    "a bundle_item it changed is different now");
	dump_curated(path_of("hand.db"), &after);
	assert_string_equal(after.p, before.p);
	OK(store_undo_peek(st, &text, &a, &found, e_));
	assert_true(found);
	arena_release(&text);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

static void
what_can_be_undone_in_part_only_is_not_undone(void **state)
{
	struct store_threshold t = free_shipping();
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	(void)state;
	struct store *st = open_shop("part.db");
	OK(store_action_begin(st, "two tables", e_));
	OK(store_threshold_save(st, &t, e_));
	OK(store_record_add(st,
	    &(struct store_record){ .kind = "k", .name = "n", .content = "c" },
	    e_));
	OK(store_action_commit(st, NULL, e_));
	run_sql(path_of("part.db"), "DROP TABLE record");
	OK(store_undo_peek(st, &text, &a, &found, e_));
	REFUSED(store_undo(st, a.action_id, e_), ERR_STORE,
	    "could not be applied in full");
	assert_string_equal(
	    sql_value(path_of("part.db"), "SELECT count(*) FROM threshold"),
	    "1");
	arena_release(&text);
	store_close(st);
}

/* ---- one older action ---- */

static void
an_older_action_goes_alone_when_nothing_stands_on_it(void **state)
{
	struct store_threshold t = free_shipping(), u = free_shipping();
	struct store_actions actions;
	struct str before = STR_INIT, now = STR_INIT;
	int64_t first, new_action;

	(void)state;
	struct store *st = open_shop("alone.db");
	first = save_threshold(st, &t, "first");
	u.name = "ship 80";
	save_threshold(st, &u, "second");
	dump_curated(path_of("alone.db"), &before);
	OK(store_action_undo(st, first, "without the first", &new_action, e_));
	assert_true(new_action > 0);
	assert_string_equal(sql_value(path_of("alone.db"),
				"SELECT group_concat(name) FROM threshold"),
	    "ship 80");
	REFUSED(store_action_undo(st, first, "again", &new_action, e_),
	    ERR_CONFLICT, "taken back already");
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.rows[0].undoes, first);
	assert_int_equal(actions.rows[2].undone_by, actions.rows[0].action_id);
	store_actions_release(&actions);
	/* Taking that back brings the first one back into force. */
	undo_newest(st);
	dump_curated(path_of("alone.db"), &now);
	assert_string_equal(now.p, before.p);
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.rows[2].undone_by, 0);
	store_actions_release(&actions);
	redo_next(st);
	assert_string_equal(sql_value(path_of("alone.db"),
				"SELECT group_concat(name) FROM threshold"),
	    "ship 80");
	str_release(&before);
	str_release(&now);
	store_close(st);
}

static void
later_actions_on_the_same_rows_are_listed(void **state)
{
	struct store_threshold t = free_shipping();
	int64_t first, new_action;

	(void)state;
	struct store *st = open_shop("listed.db");
	first = save_threshold(st, &t, "first");
	for (int i = 0; i < 5; i++) {
		char label[20];
		snprintf(label, sizeof(label), "step %d", i);
		t.amount += 100;
		save_threshold(st, &t, label);
	}
	REFUSED(store_action_undo(st, first, "alone", &new_action, e_),
	    ERR_CONFLICT,
	    "'step 0' (2), 'step 1' (3), 'step 2' (4) and 2 more");
	REFUSED(store_action_undo(st, 99, "alone", &new_action, e_),
	    ERR_NOT_FOUND, "no action 99");
	OK(store_action_undo(st, 6, "newest", &new_action, e_));
	assert_int_equal(new_action, 0);
	store_close(st);
}

/* ---- any actions ---- */

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void
random_bundle_change(struct store *st, uint64_t *seed)
{
	struct store_bundles all;
	struct store_bundle_item items[6];
	struct store_bundle b = { .kind = "set",
		.discount_kind = "percent",
		.starts = STORE_NO_START,
		.ends = STORE_NO_END };
	char name[20];

	OK(store_bundles_load(st, &all, e_));
	snprintf(name, sizeof(name), "b%d", (int)(next_random(seed) % 5));
	b.name = name;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.rows[i].name, name) == 0)
			b = all.rows[i];
	if (b.bundle_id != 0 && next_random(seed) % 4 == 0) {
		OK(store_bundle_delete(st, b.bundle_id, b.revision, e_));
	} else {
		size_t n = 1 + next_random(seed) % 6;
		for (size_t i = 0; i < n; i++) {
			if (i < b.n_items && next_random(seed) % 3 != 0)
				items[i] = b.items[b.n_items - 1 - i];
			else
				items[i] = (struct store_bundle_item){ 0 };
			items[i].product_id =
			    1 + (int64_t)(next_random(seed) % 6);
			items[i].quantity =
			    1 + (int64_t)(next_random(seed) % 3);
		}
		b.items = items;
		b.n_items = n;
		b.discount_value = (int64_t)(next_random(seed) % 100) * 1000;
		b.state = (enum store_state)(next_random(seed) % 3);
		OK(store_bundle_save(st, &b, e_));
	}
	store_bundles_release(&all);
}

static void
random_threshold_change(struct store *st, uint64_t *seed)
{
	struct store_thresholds all;
	struct store_threshold t = free_shipping();
	char name[20];

	OK(store_thresholds_load(st, &all, e_));
	snprintf(name, sizeof(name), "t%d", (int)(next_random(seed) % 4));
	t.name = name;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.rows[i].name, name) == 0)
			t = all.rows[i];
	t.amount = (int64_t)(next_random(seed) % 9000);
	if (t.threshold_id != 0 && next_random(seed) % 3 == 0)
		OK(store_threshold_delete(st, t.threshold_id, t.revision, e_));
	else
		OK(store_threshold_save(st, &t, e_));
	store_thresholds_release(&all);
}

static void
random_change(struct store *st, uint64_t *seed)
{
	struct store_decision d = { 0 };
	char value[20];

	switch (next_random(seed) % 5) {
	case 0:
	case 1:
		random_bundle_change(st, seed);
		break;
	case 2:
		random_threshold_change(st, seed);
		break;
	case 3:
		d.product_a = 1 + (int64_t)(next_random(seed) % 3);
		d.product_b = 4 + (int64_t)(next_random(seed) % 3);
		d.verdict = (enum store_verdict)(next_random(seed) % 3);
		OK(store_decision_save(st, &d, e_));
		break;
	default:
		snprintf(
		    value, sizeof(value), "%d", (int)(next_random(seed) % 50));
		OK(store_setting_set(st, "draws",
		    next_random(seed) % 4 == 0 ? NULL : value, e_));
		OK(store_contact_add(st,
		    &(struct store_contact){
			.customer_id = 1, .product_id = 2, .list = value },
		    e_));
		break;
	}
}

enum {
	ROUNDS = 12,
	ACTIONS = 14
};

static void
n_undos_equal_the_state_n_actions_before(void **state)
{
	struct str s[ACTIONS + 1], now = STR_INIT;

	(void)state;
	for (size_t i = 0; i <= ACTIONS; i++)
		str_init(&s[i]);
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		uint64_t seed = round * 7919;
		struct store *st = open_shop("any.db");
		size_t n = 0;
		dump_curated(path_of("any.db"), &s[0]);
		while (n < ACTIONS) {
			int64_t id;
			OK(store_action_begin(st, "any", e_));
			for (uint64_t k = next_random(&seed) % 3; k < 3; k++)
				random_change(st, &seed);
			OK(store_action_commit(st, &id, e_));
			if (id != 0)
				dump_curated(path_of("any.db"), &s[++n]);
			/* A detour: some steps back and forth again. */
			uint64_t back = next_random(&seed) % 4;
			for (uint64_t k = 0; k < back && k < n; k++)
				undo_newest(st);
			for (uint64_t k = 0; k < back && k < n; k++)
				redo_next(st);
			dump_curated(path_of("any.db"), &now);
			assert_string_equal(now.p, s[n].p);
		}
		while (n-- > 0) {
			undo_newest(st);
			dump_curated(path_of("any.db"), &now);
			assert_string_equal(now.p, s[n].p);
		}
		for (n = 1; n <= ACTIONS; n++) {
			redo_next(st);
			dump_curated(path_of("any.db"), &now);
			assert_string_equal(now.p, s[n].p);
		}
		store_close(st);
	}
	for (size_t i = 0; i <= ACTIONS; i++)
		str_release(&s[i]);
	str_release(&now);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_action_that_changes_nothing_leaves_no_trace),
		cmocka_unit_test(undo_and_redo_walk_the_same_way),
		cmocka_unit_test(a_new_action_ends_redo),
		cmocka_unit_test(
		    another_sessions_action_is_marked_and_peeking_protects),
		cmocka_unit_test(
		    undo_is_refused_in_full_when_rows_were_changed_by_hand),
		cmocka_unit_test(what_can_be_undone_in_part_only_is_not_undone),
		cmocka_unit_test(
		    an_older_action_goes_alone_when_nothing_stands_on_it),
		cmocka_unit_test(later_actions_on_the_same_rows_are_listed),
		cmocka_unit_test(n_undos_equal_the_state_n_actions_before),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
