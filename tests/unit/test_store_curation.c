/*
 * test_store_curation - curated things are read back as they were saved.
 */
#include "test_curation_help.h"

static void
a_bundle_is_read_back_as_it_was_saved(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items), got;
	struct arena text = { 0 };

	(void)state;
	struct store *st = open_shop("saved.db");
	save_bundle(st, &b, "new");
	assert_true(b.bundle_id > 0 && b.revision > 0);
	OK(store_bundle_get(st, "desk start", &text, &got, e_));
	assert_string_equal(got.title, "Desk start");
	assert_string_equal(got.message, "Light where you work");
	assert_string_equal(got.kind, "primary");
	assert_int_equal(got.state, STATE_DRAFT);
	assert_int_equal(got.discount_value, 125000);
	assert_int_equal(got.starts, STORE_NO_START);
	assert_int_equal(got.ends, 20000);
	assert_int_equal(got.changed_at, TEST_NOW);
	assert_string_equal(got.tiers, "3:50000 6:100000");
	assert_true(got.alone);
	assert_int_equal(got.min_margin, 150000);
	assert_int_equal(got.n_items, 3);
	assert_string_equal(got.items[0].role, "main");
	assert_null(got.items[0].slot);
	assert_int_equal(got.items[1].quantity, 2);
	assert_int_equal(got.items[2].any, STORE_ANY_VARIANT);
	assert_string_equal(got.items[2].slot, "mat");
	REFUSED(store_bundle_get(st, "nothing", &text, &got, e_), ERR_NOT_FOUND,
	    "no bundle 'nothing'");
	arena_release(&text);
	store_close(st);
}

static void
a_scenario_is_kept_replaced_and_undone(void **state)
{
	struct store_scenario s = { .name = "deeper",
		.kind = "bundle",
		.subject = "desk start",
		.content = "{}" },
			      got;
	struct store_scenarios all;
	struct arena text = { 0 };

	(void)state;
	struct store *st = open_shop("scenario.db");
	for (int i = 0; i < 2; i++) {
		OK(store_action_begin(st, "kept 'deeper'", e_));
		s.content = i == 0 ? "{}" : "{\"percent\":10}";
		OK(store_scenario_save(st, &s, e_));
		OK(store_action_commit(st, NULL, e_));
	}
	OK(store_scenarios_load(st, "bundle", &all, e_));
	assert_int_equal(all.n, 1);
	assert_string_equal(all.rows[0].content, "{\"percent\":10}");
	store_scenarios_release(&all);
	OK(store_scenarios_load(st, "threshold", &all, e_));
	assert_int_equal(all.n, 0);
	store_scenarios_release(&all);
	undo_newest(st);
	OK(store_scenario_get(st, "deeper", &text, &got, e_));
	assert_string_equal(got.content, "{}");
	assert_string_equal(got.subject, "desk start");
	OK(store_action_begin(st, "dropped 'deeper'", e_));
	OK(store_scenario_delete(st, got.scenario_id, e_));
	OK(store_action_commit(st, NULL, e_));
	REFUSED(store_scenario_get(st, "deeper", &text, &got, e_),
	    ERR_NOT_FOUND, "no scenario 'deeper'");
	undo_newest(st);
	OK(store_scenario_get(st, "deeper", &text, &got, e_));
	arena_release(&text);
	store_close(st);
}

static void
a_changeset_holds_only_the_rows_that_differ(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items);
	struct store_actions actions;

	(void)state;
	struct store *st = open_shop("small.db");
	save_bundle(st, &b, "new");
	b.items[1].quantity = 3;
	save_bundle(st, &b, "one more bulb");
	OK(store_actions_load(st, 0, &actions, e_));
	assert_int_equal(actions.n, 2);
	assert_string_equal(actions.rows[0].label, "one more bulb");
	/* The bundle's revision and one item; all four rows when new. */
	assert_int_equal(actions.rows[0].changes, 2);
	assert_int_equal(actions.rows[1].changes, 4);
	store_actions_release(&actions);
	store_close(st);
}

static void
names_are_taken_once(void **state)
{
	struct store_bundle_item items[3], others[3];
	struct store_bundle b = desk_start(items), c = desk_start(others);
	struct store_threshold t = free_shipping(), u = free_shipping();

	(void)state;
	struct store *st = open_shop("names.db");
	save_bundle(st, &b, "new");
	save_threshold(st, &t, "new");
	OK(store_action_begin(st, "again", e_));
	REFUSED(store_bundle_save(st, &c, e_), ERR_INPUT,
	    "there is a bundle 'desk start' already");
	REFUSED(store_threshold_save(st, &u, e_), ERR_INPUT,
	    "there is a threshold 'ship 50' already");
	store_action_rollback(st);
	store_close(st);
}

static void
an_edit_of_an_older_version_is_refused_with_both(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items), theirs;
	struct store_threshold t = free_shipping(), their_t;
	struct arena text = { 0 };

	(void)state;
	struct store *me = open_shop("conflict.db"), *you;
	you = open_as(path_of("conflict.db"), "you");
	save_bundle(me, &b, "new");
	save_threshold(me, &t, "new");
	OK(store_bundle_get(you, "desk start", &text, &theirs, e_));
	OK(store_threshold_get(you, "ship 50", &text, &their_t, e_));
	theirs.discount_kind = "amount";
	theirs.discount_value = 500;
	theirs.state = STATE_ACTIVE;
	save_bundle(you, &theirs, "theirs");
	their_t.amount = 6000;
	save_threshold(you, &their_t, "theirs");
	OK(store_action_begin(me, "mine", e_));
	REFUSED(store_bundle_save(me, &b, e_), ERR_CONFLICT,
	    "yours is 12.5 % on 3 items (draft), the stored one 5.00 EUR off "
	    "on 3 items (active)");
	REFUSED(store_bundle_delete(me, b.bundle_id, b.revision, e_),
	    ERR_CONFLICT, "changed meanwhile");
	REFUSED(store_threshold_save(me, &t, e_), ERR_CONFLICT,
	    "from 50.00 EUR (draft), the stored one free-shipping from 60.00 "
	    "EUR (draft)");
	store_action_rollback(me);
	OK(store_action_begin(you, "delete", e_));
	OK(store_bundle_delete(you, theirs.bundle_id, theirs.revision, e_));
	OK(store_threshold_delete(
	    you, their_t.threshold_id, their_t.revision, e_));
	OK(store_action_commit(you, NULL, e_));
	OK(store_action_begin(me, "mine", e_));
	REFUSED(
	    store_bundle_save(me, &b, e_), ERR_CONFLICT, "deleted meanwhile");
	REFUSED(store_threshold_save(me, &t, e_), ERR_CONFLICT,
	    "was deleted meanwhile; save it under a new name");
	REFUSED(store_threshold_find(me, t.threshold_id, &text, &their_t, e_),
	    ERR_NOT_FOUND, "that threshold is no longer there");
	store_action_rollback(me);
	arena_release(&text);
	store_close(me);
	store_close(you);
}

/* A number that came back after an undo must not pass for the old edit. */
static void
revisions_are_never_used_twice(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items), second, third;

	(void)state;
	struct store *st = open_shop("aba.db");
	save_bundle(st, &b, "1");
	second = b;
	second.discount_value = 1;
	save_bundle(st, &second, "2");
	undo_newest(st);
	third = b;
	third.discount_value = 2;
	save_bundle(st, &third, "3");
	assert_int_not_equal(third.revision, second.revision);
	OK(store_action_begin(st, "4", e_));
	REFUSED(store_bundle_save(st, &second, e_), ERR_CONFLICT,
	    "changed meanwhile");
	store_action_rollback(st);
	store_close(st);
}

/* An item that another bundle has is a new one here, and stays where it was. */
static void
an_item_of_another_bundle_is_a_new_one(void **state)
{
	struct store_bundle_item items[3], others[3];
	struct store_bundle b = desk_start(items), other = desk_start(others);

	(void)state;
	struct store *st = open_shop("items.db");
	save_bundle(st, &b, "1");
	other.name = "the other";
	for (size_t i = 0; i < other.n_items; i++)
		others[i].item_id = items[i].item_id;
	save_bundle(st, &other, "2");
	for (size_t i = 0; i < other.n_items; i++)
		assert_int_not_equal(others[i].item_id, items[i].item_id);
	store_close(st);
	str_release(&test_file);
	assert_string_equal(sql_value(path_of("items.db"),
				"SELECT count(DISTINCT bundle_id) FROM "
				"bundle_item"),
	    "2");
}

static void
a_pair_has_one_decision_whatever_the_order(void **state)
{
	struct store_decision d = { .product_a = 5,
		.product_b = 2,
		.verdict = VERDICT_REJECT,
		.note = "same lamp" };
	struct store_decision got;
	struct store_decisions all;
	struct arena text = { 0 };
	bool found;

	(void)state;
	struct store *st = open_shop("decide.db");
	OK(store_action_begin(st, "reject", e_));
	OK(store_decision_save(st, &d, e_));
	d = (struct store_decision){ .product_a = 2,
		.product_b = 5,
		.verdict = VERDICT_ACCEPT,
		.accessory = 5 };
	OK(store_decision_save(st, &d, e_));
	OK(store_action_commit(st, NULL, e_));
	OK(store_decisions_load(st, &all, e_));
	assert_int_equal(all.n, 1);
	assert_int_equal(all.rows[0].product_a, 2);
	assert_int_equal(all.rows[0].verdict, VERDICT_ACCEPT);
	assert_int_equal(all.rows[0].accessory, 5);
	assert_null(all.rows[0].note);
	store_decisions_release(&all);
	OK(store_action_begin(st, "withdraw", e_));
	d.verdict = VERDICT_NONE;
	d.accessory = 0;
	OK(store_decision_save(st, &d, e_));
	OK(store_decision_get(st, 5, 2, &text, &got, &found, e_));
	assert_false(found);
	d.product_b = 2;
	REFUSED(store_decision_save(st, &d, e_), ERR_INPUT, "two different");
	OK(store_action_commit(st, NULL, e_));
	undo_newest(st);
	OK(store_decision_get(st, 5, 2, &text, &got, &found, e_));
	assert_true(found);
	arena_release(&text);
	store_close(st);
}

static void
contacts_and_records_are_kept_in_order(void **state)
{
	struct store_contacts contacts;
	struct store_records records;

	(void)state;
	struct store *st = open_shop("kept.db");
	OK(store_action_begin(st, "follow up", e_));
	for (int i = 1; i <= 2; i++) {
		OK(store_contact_add(st,
		    &(struct store_contact){ .customer_id = i,
			.product_id = 2,
			.list = "bulbs",
			.at = i,
			.held_out = i == 2 },
		    e_));
		OK(store_record_add(st,
		    &(struct store_record){ .kind = "projection",
			.name = i == 1 ? "a" : "b",
			.content = "{}" },
		    e_));
	}
	OK(store_action_commit(st, NULL, e_));
	OK(store_contacts_load(st, &contacts, e_));
	assert_int_equal(contacts.n, 2);
	assert_false(contacts.rows[0].held_out);
	assert_true(contacts.rows[1].held_out);
	assert_string_equal(contacts.rows[1].list, "bulbs");
	store_contacts_release(&contacts);
	OK(store_records_load(st, "projection", NULL, &records, e_));
	assert_int_equal(records.n, 2);
	assert_int_equal(records.rows[0].at, TEST_NOW);
	store_records_release(&records);
	OK(store_records_load(st, "projection", "b", &records, e_));
	assert_int_equal(records.n, 1);
	store_records_release(&records);
	undo_newest(st);
	OK(store_contacts_load(st, &contacts, e_));
	assert_int_equal(contacts.n, 0);
	store_contacts_release(&contacts);
	store_close(st);
}

static void
a_bundle_of_a_missing_product_is_not_saved(void **state)
{
	struct store_bundle_item items[3];
	struct store_bundle b = desk_start(items);
	struct store_bundles all;

	(void)state;
	struct store *st = open_shop("missing.db");
	items[1].product_id = 99;
	OK(store_action_begin(st, "new", e_));
	OK(store_bundle_save(st, &b, e_));
	REFUSED(store_action_commit(st, NULL, e_), ERR_CONFLICT,
	    "not in the store");
	OK(store_bundles_load(st, &all, e_));
	assert_int_equal(all.n, 0);
	store_bundles_release(&all);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_is_read_back_as_it_was_saved),
		cmocka_unit_test(a_scenario_is_kept_replaced_and_undone),
		cmocka_unit_test(a_changeset_holds_only_the_rows_that_differ),
		cmocka_unit_test(names_are_taken_once),
		cmocka_unit_test(
		    an_edit_of_an_older_version_is_refused_with_both),
		cmocka_unit_test(revisions_are_never_used_twice),
		cmocka_unit_test(an_item_of_another_bundle_is_a_new_one),
		cmocka_unit_test(a_pair_has_one_decision_whatever_the_order),
		cmocka_unit_test(contacts_and_records_are_kept_in_order),
		cmocka_unit_test(a_bundle_of_a_missing_product_is_not_saved),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
