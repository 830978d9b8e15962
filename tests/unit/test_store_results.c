/*
 * test_store_results - what is kept beside the orders: settings, results,
 * products and people; copies and checks of the whole.
 */
#include "base/base.h"
#include "store/store_backup.h"
#include "store/store_check.h"
#include "store/store_customers.h"
#include "store/store_orders.h"
#include "store/store_products.h"
#include "store/store_results.h"
#include "store/store_settings.h"

#include <math.h>

#include "test_store_help.h"

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000\n"
			   "o3 - placed B*3@55000 POST*1@39000\n"
			   "o4 c1 cancelled A*1@100000\n";

/* ---- settings, currency ---- */

static bool
join(void *arg, const char *key, const char *value)
{
	str_addf(arg, "%s=%s;", key, value);
	return true;
}

static void
settings_are_kept_replaced_and_dropped(void **state)
{
	struct str all = STR_INIT, value = STR_INIT;
	bool found;

	(void)state;
	struct store *st = open_memory();
	OK(store_setting_get(st, "draws", &value, &found, e_));
	assert_false(found);
	OK(store_setting_set(st, "seed", "7", e_));
	OK(store_setting_set(st, "draws", "300", e_));
	OK(store_setting_set(st, "draws", "400", e_));
	OK(store_settings_each(st, join, &all, e_));
	assert_string_equal(all.p, "draws=400;seed=7;");
	OK(store_setting_set(st, "draws", NULL, e_));
	str_clear(&all);
	OK(store_settings_each(st, join, &all, e_));
	assert_string_equal(all.p, "seed=7;");
	str_release(&all);
	str_release(&value);
	store_close(st);
}

static void
a_store_has_one_currency(void **state)
{
	struct currency eur, jpy, c;

	(void)state;
	assert_true(money_currency(slice_of("EUR"), &eur));
	assert_true(money_currency(slice_of("JPY"), &jpy));
	struct store *st = open_memory();
	OK(store_currency(st, &c, e_));
	assert_string_equal(c.code, "");
	OK(store_set_currency(st, &jpy, e_));
	OK(store_currency(st, &c, e_));
	assert_string_equal(c.code, "JPY");
	assert_int_equal(c.digits, 0);
	REFUSED(store_set_currency(st, &eur, e_), ERR_INPUT, "JPY");
	store_close(st);
}

/* ---- results ---- */

static bool
sum_bytes(void *arg, int64_t product_id, struct slice bytes,
    struct slice changes, struct err *err)
{
	(void)err;
	str_addf(arg, "%d:%.*s", (int)product_id, (int)bytes.len, bytes.p);
	if (changes.len > 0)
		str_addf(arg, "+%.*s", (int)changes.len, changes.p);
	str_add(arg, " ");
	return true;
}

static void
put_run(struct store *st, const char *context, uint64_t fingerprint)
{
	struct store_pairs_run run = { .fingerprint = fingerprint,
		.made_at = 5,
		.pairs = 2,
		.context = slice_of(context) };
	struct str text = STR_INIT;
	struct store_pair_top tops[] = {
		{
		    .partner_id = 2,
		    .orders_both = 9,
		    .lift = 2.5,
		    .lift_low = (double)NAN,
		    .q_value = 1.25e-17,
		    .score = -0.03125,
		    .evidence = "strong",
		},
		{
		    .partner_id = 1234567,
		    .lift = 12345.67895,
		    .q_value = 1,
		    .evidence = "thin",
		},
	};

	OK(store_facts_version(st, &run.facts_version, e_));
	OK(store_pairs_begin(st, &run, e_));
	OK(store_pairs_put(st, 1, slice_of("one"), e_));
	OK(store_pairs_put(st, 2, slice_of("two"), e_));
	store_pairs_add_tops(tops, ARRAY_LEN(tops), &text);
	OK(store_pairs_put_tops(st, 1, slice_str(&text), e_));
	OK(store_pairs_commit(st, e_));
	str_release(&text);
}

static void
pairs_are_replaced_as_a_whole_and_go_stale_with_the_facts(void **state)
{
	struct str bytes = STR_INIT, changes = STR_INIT;
	struct store_pairs_run run;
	bool found, fresh;

	(void)state;
	struct store *st = open_file("pairs.db");
	import_text(st, "orders.csv", shop);
	OK(store_pairs_run(st, &run, &bytes, &found, e_));
	assert_false(found);
	put_run(st, "first", 1);
	put_run(st, "second", UINT64_MAX);
	OK(store_pairs_run(st, &run, &bytes, &found, e_));
	assert_true(found);
	assert_string_equal(bytes.p, "second");
	assert_true(run.fingerprint == UINT64_MAX);
	assert_int_equal(run.pairs, 2);
	OK(store_pairs_fresh(st, UINT64_MAX, &fresh, e_));
	assert_true(fresh);
	OK(store_pairs_fresh(st, 1, &fresh, e_));
	assert_false(fresh);
	str_clear(&bytes);
	OK(store_pairs_each(st, sum_bytes, &bytes, e_));
	assert_string_equal(bytes.p, "1:one 2:two ");
	str_clear(&bytes);
	OK(store_pairs_get(st, 2, &bytes, &changes, &found, e_));
	assert_string_equal(bytes.p, "two");
	assert_int_equal(changes.len, 0);
	OK(store_pairs_get(st, 3, &bytes, &changes, &found, e_));
	assert_false(found);
	int64_t partner;
	size_t n;
	OK(store_pairs_top(st, 1, &partner, 1, &n, e_));
	assert_int_equal(n, 1);
	assert_int_equal(partner, 2);
	OK(store_pairs_top(st, 2, &partner, 1, &n, e_));
	assert_int_equal(n, 0);
	assert_string_equal(
	    sql_value(test_file.p, "SELECT * FROM pair_top WHERE rank = 1"),
	    "257|1|1|2|9|2.5|NULL|1.25e-17|-0.0313|strong");
	assert_string_equal(
	    sql_value(test_file.p, "SELECT * FROM pair_top WHERE rank = 2"),
	    "258|1|2|1234567|0|12345.679|0.0|1.0|0.0|thin");
	import_text(st, "more.csv", "o9 c1 placed A*1@100000\n");
	OK(store_pairs_fresh(st, UINT64_MAX, &fresh, e_));
	assert_false(fresh);
	str_release(&bytes);
	str_release(&changes);
	store_close(st);
}

/* Those of products that are gone go by themselves. */
static void
rows_stay_until_they_are_put_changed_or_dropped(void **state)
{
	struct str bytes = STR_INIT, changes = STR_INIT;
	struct store_pairs_run run = { .context = slice_of("third") };
	bool found;

	(void)state;
	struct store *st = open_file("rows.db");
	import_text(st, "orders.csv", shop);
	put_run(st, "first", 1);
	OK(store_pairs_begin(st, &run, e_));
	OK(store_pairs_change(st, 1, slice_of("more"), e_));
	OK(store_pairs_commit(st, e_));
	OK(store_pairs_each(st, sum_bytes, &bytes, e_));
	assert_string_equal(bytes.p, "1:one+more 2:two ");
	str_clear(&bytes);
	OK(store_pairs_get(st, 1, &bytes, &changes, &found, e_));
	assert_string_equal(bytes.p, "one");
	assert_string_equal(changes.p, "more");
	run_sql(test_file.p, "INSERT INTO pair_row VALUES (999, X'6c6f7374')");
	OK(store_pairs_begin(st, &run, e_));
	OK(store_pairs_drop(st, 2, e_));
	OK(store_pairs_commit(st, e_));
	str_clear(&bytes);
	OK(store_pairs_each(st, sum_bytes, &bytes, e_));
	assert_string_equal(bytes.p, "1:one ");
	str_release(&bytes);
	str_release(&changes);
	store_close(st);
}

static void
a_run_that_is_rolled_back_leaves_the_old_one(void **state)
{
	struct str bytes = STR_INIT;
	struct store_pairs_run run = { .context = slice_of("new") };
	bool found;

	(void)state;
	struct store *st = open_memory();
	put_run(st, "old", 1);
	OK(store_pairs_begin(st, &run, e_));
	store_pairs_rollback(st);
	store_pairs_rollback(st);
	OK(store_pairs_run(st, &run, &bytes, &found, e_));
	assert_string_equal(bytes.p, "old");
	str_clear(&bytes);
	OK(store_pairs_each(st, sum_bytes, &bytes, e_));
	assert_string_equal(bytes.p, "1:one 2:two ");
	str_release(&bytes);
	store_close(st);
}

static void
derived_things_are_fresh_only_for_their_facts_and_settings(void **state)
{
	struct str bytes = STR_INIT;
	bool fresh;

	(void)state;
	struct store *st = open_memory();
	OK(store_derived_put(st, "fit", 0, 42, slice_of("abc"), e_));
	OK(store_derived_get(st, "fit", 42, &bytes, &fresh, e_));
	assert_true(fresh);
	assert_string_equal(bytes.p, "abc");
	OK(store_derived_get(st, "fit", 43, &bytes, &fresh, e_));
	assert_false(fresh);
	OK(store_derived_put(st, "fit", 0, 42, slice_of(""), e_));
	OK(store_derived_get(st, "fit", 42, &bytes, &fresh, e_));
	assert_false(fresh);
	str_release(&bytes);
	store_close(st);
}

/* ---- backup ---- */

static void
a_backup_is_whole_while_the_store_is_open(void **state)
{
	(void)state;
	struct store *st = open_file("live.db");
	import_text(st, "orders.csv", shop);
	OK(store_backup(st, path_of("copy.db"), false, NULL, e_));
	struct stat s;
	assert_int_equal(stat(test_file.p, &s), 0);
	assert_int_equal(s.st_mode & 07777, 0600);
	REFUSED(store_backup(st, path_of("copy.db"), false, NULL, e_),
	    ERR_INPUT, "exists already");
	OK(store_backup(st, path_of("copy.db"), true, NULL, e_));
	REFUSED(store_backup(st, path_of("live.db"), true, NULL, e_), ERR_INPUT,
	    "the store itself");
	REFUSED(store_backup(st, path_of("no/such/copy.db"), true, NULL, e_),
	    ERR_IO, "cannot write");
	store_close(st);
	st = open_as(path_of("copy.db"), "me");
	struct store_sizes z;
	OK(store_sizes(st, &z, e_));
	assert_int_equal(z.lines, 6);
	struct store_findings found;
	OK(store_check(st, NULL, &found, e_));
	assert_int_equal(found.total, 0);
	store_findings_release(&found);
	store_close(st);
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)arg;
	(void)phase;
	(void)done;
	(void)total;
	return false;
}

static void
a_stopped_backup_leaves_nothing_behind(void **state)
{
	struct progress pg = { stop_at_once, NULL };
	char count[200];

	(void)state;
	struct store *st = open_file("stop.db");
	struct str text = STR_INIT;
	/* More pages than one step copies. */
	for (int i = 0; i < 40; i++)
		str_add_repeat(&text, "0123456789abcdef", 8000);
	struct store_pairs_run run = { .context = slice_str(&text) };
	OK(store_pairs_begin(st, &run, e_));
	OK(store_pairs_commit(st, e_));
	REFUSED(store_backup(st, path_of("stopped.db"), false, &pg, e_),
	    ERR_STOPPED, "");
	snprintf(count, sizeof(count), "ls %s | grep -c stopped.db >/dev/null",
	    test_dir);
	assert_int_not_equal(system(count), 0);
	str_release(&text);
	store_close(st);
}

/* ---- check ---- */

static void
check_finds_what_was_tampered_with(void **state)
{
	static const struct {
		const char *sql, *says;
	} cases[] = {
		{ "UPDATE import SET loaded = loaded + 1", "do not add up" },
		{ "UPDATE orders SET cart_value = 1 WHERE ref = 'o1'",
		    "the columns differ from order 'o1'" },
		{ "UPDATE orders SET counted = 0 WHERE ref = 'o1'",
		    "which does not count" },
		{ "UPDATE orders SET counted = 1 WHERE ref = 'o4'",
		    "the columns lack order 'o4'" },
		{ "UPDATE order_line SET counted_quantity = 7 "
		  "WHERE line_id = 1",
		    "count other pieces than order 'o1'" },
		{ "DELETE FROM order_line WHERE line_id = 2",
		    "does not have the lines it says" },
		{ "DELETE FROM product WHERE sku = 'B'",
		    "names a row of 'product' that does not exist" },
		{ "UPDATE snapshot_part SET order_columns = x'ff'", "torn" },
		{ "INSERT INTO pair_row VALUES (77, x'00')",
		    "name product 77" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *st = open_file("tampered.db");
		import_text(st, "orders.csv", shop);
		run_sql(test_file.p, cases[i].sql);
		struct store_findings found;
		OK(store_check(st, NULL, &found, e_));
		bool said = false;
		for (size_t k = 0; k < found.n; k++)
			said = said ||
			    strstr(found.rows[k], cases[i].says) != NULL;
		if (!said)
			fail_msg("%s: '%s' was not found, but '%s'",
			    cases[i].sql, cases[i].says,
			    found.n > 0 ? found.rows[0] : "nothing");
		store_findings_release(&found);
		store_close(st);
	}
}

/* ---- products and people ---- */

static void
a_product_is_found_in_any_spelling(void **state)
{
	struct arena text = { 0 };
	struct store_product p;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "orders.csv",
	    "o1 c1 placed Lamp-01*1@100000 lamp-02*1@50000 007*1@10000\n");
	OK(store_product_get(st, slice_of("  LAMP-01 "), &text, &p, e_));
	assert_string_equal(p.sku, "Lamp-01");
	assert_string_equal(p.key, "lamp-01");
	assert_int_equal(p.median4, 100000);
	assert_true(p.price4 == INT64_MIN);
	REFUSED(store_product_get(st, slice_of("lamp"), &text, &p, e_),
	    ERR_NOT_FOUND, "'Lamp-01', 'lamp-02' begin alike");
	REFUSED(store_product_get(st, slice_of("7"), &text, &p, e_),
	    ERR_NOT_FOUND, "there is no product '7'");
	arena_release(&text);
	store_close(st);
}

static void
products_are_ranked_by_bytes_and_searched_by_words(void **state)
{
	struct store_products p;
	size_t index;

	(void)state;
	struct store *st = open_memory();
	import_text(
	    st, "orders.csv", "o1 c1 placed b*1@1 A*1@1 a-b*1@1 Zed*1@1\n");
	OK(store_products_load(st, &p, e_));
	assert_int_equal(p.n, 4);
	assert_int_equal(p.rows[0].rank, 3);
	assert_int_equal(p.rows[1].rank, 0);
	assert_int_equal(p.rows[2].rank, 2);
	assert_int_equal(p.rows[3].rank, 1);
	assert_true(store_products_index(&p, p.rows[2].product_id, &index));
	assert_int_equal(index, 2);
	assert_false(store_products_index(&p, 99, &index));
	store_products_release(&p);
	OK(store_products_search(st, slice_of("B a"), 0, &p, e_));
	assert_int_equal(p.n, 1);
	assert_string_equal(p.rows[0].sku, "a-b");
	store_products_release(&p);
	OK(store_products_search(st, slice_of(""), 2, &p, e_));
	assert_int_equal(p.n, 2);
	assert_string_equal(p.rows[0].sku, "A");
	store_products_release(&p);
	store_close(st);
}

static void
import_person(struct store *st, const char *email)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct batch b;

	make_batch(&b, "people.csv", "");
	b.kind = BATCH_CUSTOMERS;
	customer_named(&b, "Zebulon9");
	b.customers[0].email = email;
	b.customers[0].consent = 1;
	b.rows_read = 2;
	struct batch_reject *j = batch_add_reject(&b, &test_err);
	*j = (struct batch_reject){ .line = 3, .reason = "twice" };
	b.rows_rejected = 1;
	j->row = "Zebulon9,new-zeb@mail.example,yes";
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
}

static void
a_forgotten_person_is_nowhere_in_the_file(void **state)
{
	int64_t orders;

	(void)state;
	struct store *st = open_file("forget.db");
	import_text(st, "orders.csv",
	    "o1 Zebulon9 placed A*1@100\n"
	    "o2 Zebulon9 placed B*1@100\n");
	import_person(st, "old-zeb@mail.example");
	import_person(st, "new-zeb@mail.example");
	REFUSED(store_customer_forget(st, slice_of("Nobody"), &orders, e_),
	    ERR_NOT_FOUND, "'Nobody'");
	OK(store_customer_forget(st, slice_of("Zebulon9"), &orders, e_));
	assert_int_equal(orders, 2);
	struct sales s;
	OK(store_load_sales(st, NULL, &s, e_));
	assert_int_equal(s.orders, 2);
	assert_int_equal(s.customer[0], s.customer[1]);
	sales_release(&s);
	store_close(st);
	char command[300];
	snprintf(command, sizeof(command),
	    "cat %s* | grep -a -q -e Zebulon9 -e -zeb@mail",
	    path_of("forget.db"));
	assert_int_not_equal(system(command), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_kept_replaced_and_dropped),
		cmocka_unit_test(a_store_has_one_currency),
		cmocka_unit_test(
		    pairs_are_replaced_as_a_whole_and_go_stale_with_the_facts),
		cmocka_unit_test(
		    rows_stay_until_they_are_put_changed_or_dropped),
		cmocka_unit_test(a_run_that_is_rolled_back_leaves_the_old_one),
		cmocka_unit_test(
		    derived_things_are_fresh_only_for_their_facts_and_settings),
		cmocka_unit_test(a_backup_is_whole_while_the_store_is_open),
		cmocka_unit_test(a_stopped_backup_leaves_nothing_behind),
		cmocka_unit_test(check_finds_what_was_tampered_with),
		cmocka_unit_test(a_product_is_found_in_any_spelling),
		cmocka_unit_test(
		    products_are_ranked_by_bytes_and_searched_by_words),
		cmocka_unit_test(a_forgotten_person_is_nowhere_in_the_file),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
