/*
 * test_store_again - overlapping files night after night: orders that gain
 * lines, orders that are known otherwise, and the same shop in any order of
 * the files. Counted by the program's own rules.
 */
#include "base/base.h"
#include "service/import.h"
#include "service/rules.h"

#include "test_store_help.h"

/* Imports with the real rules; the order "o7" is placed on day 7. */
static struct store_import_result
import_again(struct store *st, const char *name, const char *text,
    struct store_rejects *refused)
{
	struct store_import_options o = { .refused = refused };
	struct store_import_result r;
	struct rules rules;
	struct batch b;

	make_batch(&b, name, text);
	for (size_t i = 0; i < b.n_orders; i++)
		b.orders[i].time =
		    DATE_SECONDS_A_DAY * strtoll(b.orders[i].ref + 1, NULL, 10);
	OK(rules_load(st, b.dialect, 0, &rules, e_));
	OK(store_import(st, &b, &rules.callbacks, &o, &r, e_));
	rules_release(&rules);
	batch_release(&b);
	assert_int_equal(
	    r.rows_read, r.loaded + r.excluded + r.merged + r.set_aside);
	return r;
}

static void
undo(struct store *st, int64_t id, struct store_undone *out)
{
	struct rules rules;

	OK(rules_load(st, NULL, id, &rules, e_));
	OK(store_import_undo(st, id, &rules.callbacks, NULL, out, e_));
	rules_release(&rules);
}

/* Facts and what is derived of them, under the names of the files: numbers
 * of rows depend on the order of the imports. */
static void
dump_named(const char *path, struct str *out)
{
	static const char *const queries[] = {
		"SELECT o.ref, placed_at, c.ref, status, o.country, shipping, "
		"discount, tax, total, lines, counted, cart_value, net_value, "
		"reason FROM orders o LEFT JOIN customer c "
		"USING (customer_id) ORDER BY o.ref",
		"SELECT ref, line_id - first_line, sku_key, quantity, "
		"l.price4, l.discount, counted_quantity, l.reason "
		"FROM order_line l JOIN orders USING (order_id) "
		"JOIN product USING (product_id) ORDER BY 1, 2",
		"SELECT sku_key, sku, listed, is_product, median4 "
		"FROM product ORDER BY 1",
		"SELECT ref FROM customer ORDER BY 1",
		"SELECT sum(orders), sum(lines) FROM snapshot_part",
	};
	sqlite3 *db = open_sql(path);

	str_clear(out);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		dump_query(db, queries[i], out);
	sqlite3_close(db);
}

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n"
			   "o3 - pending B*3@55000\n"
			   "o5 c1 return A*-1@100000 D*-1@20000\n";

static void
an_order_that_gained_lines_is_updated(void **state)
{
	struct str before = STR_INIT, after = STR_INIT;
	struct store_undone u;

	(void)state;
	struct store *st = open_file("grown.db");
	import_again(st, "monday.csv", shop, NULL);
	dump_facts(path_of("grown.db"), &before);
	struct store_import_result r = import_again(st, "tuesday.csv",
	    "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n"
	    "o1 c1 placed D*1@20000 A*2@100000 B*1@55000 E*2@5000\n"
	    "o8 c3 placed A*1@100000\n",
	    NULL);
	assert_int_equal(r.rows_read, 8);
	/* One of the gained lines is taken back by a return. */
	assert_int_equal(r.loaded, 2);
	assert_int_equal(r.excluded, 1);
	assert_int_equal(r.merged, 5);
	assert_int_equal(r.orders_new, 1);
	assert_int_equal(r.orders_changed, 1);
	assert_int_equal(r.orders_grown, 1);
	assert_int_equal(r.orders_same, 1);
	assert_int_equal(r.products_new, 1);
	assert_string_equal(
	    sql_value(path_of("grown.db"),
		"SELECT lines, counted, cart_value, (SELECT group_concat("
		"counted_quantity || coalesce(reason, '')) FROM order_line l "
		"WHERE l.order_id = o.order_id) FROM orders o "
		"WHERE ref = 'o1'"),
	    "4|1|1650|0returned,1partly returned,1,2");
	assert_string_equal(
	    sql_value(path_of("grown.db"),
		"SELECT group_concat(coalesce(l.reason, 'counts')) "
		"FROM order_line l JOIN orders USING (order_id) "
		"WHERE ref = 'o5'"),
	    "return,return");
	assert_whole(st);
	undo(st, 2, &u);
	assert_int_equal(u.lines, 3);
	assert_int_equal(u.orders, 1);
	dump_facts(path_of("grown.db"), &after);
	assert_string_equal(after.p, before.p);
	assert_whole(st);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

/* Lines are replaced of the one alone. */
static void
one_order_gains_lines_beside_one_with_another_status(void **state)
{
	struct str before = STR_INIT, after = STR_INIT;
	struct store_undone u;

	(void)state;
	struct store *st = open_file("beside.db");
	import_again(st, "monday.csv", shop, NULL);
	dump_facts(path_of("beside.db"), &before);
	struct store_import_result r = import_again(st, "tuesday.csv",
	    "o2 c2 placed A*1@100000 A*1@90000 C*4@12500 E*1@5000\n"
	    "o3 - placed B*3@55000\n",
	    NULL);
	assert_int_equal(r.orders_changed, 2);
	assert_int_equal(r.orders_grown, 1);
	assert_string_equal(
	    sql_value(path_of("beside.db"),
		"SELECT group_concat(ref || ' ' || status || ' ' || lines) "
		"FROM (SELECT * FROM orders WHERE ref IN ('o2', 'o3') "
		"ORDER BY ref)"),
	    "o2 placed 4,o3 placed 1");
	assert_whole(st);
	undo(st, 2, &u);
	dump_facts(path_of("beside.db"), &after);
	assert_string_equal(after.p, before.p);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

static void
an_order_that_gained_lines_twice_is_taken_back_twice(void **state)
{
	struct str states[3] = { STR_INIT, STR_INIT, STR_INIT };
	static const char *const files[] = { "o1 c1 placed A*1@100\n",
		"o1 c1 placed A*1@100 B*1@100\no2 c1 placed A*1@100\n",
		"o1 c1 refunded C*1@100 A*1@100 B*1@100\n" };
	struct str now = STR_INIT;
	struct store_undone u;

	(void)state;
	struct store *st = open_file("twice.db");
	for (size_t i = 0; i < 3; i++) {
		dump_facts(path_of("twice.db"), &states[i]);
		import_again(st, "night.csv", files[i], NULL);
		assert_whole(st);
	}
	struct rules rules;
	OK(rules_load(st, NULL, 2, &rules, e_));
	REFUSED(store_import_undo(st, 2, &rules.callbacks, NULL, &u, e_),
	    ERR_CONFLICT, "import 3 changed some of the same rows");
	rules_release(&rules);
	for (size_t i = 3; i-- > 0;) {
		undo(st, (int64_t)i + 1, &u);
		dump_facts(path_of("twice.db"), &now);
		assert_string_equal(now.p, states[i].p);
		str_release(&states[i]);
	}
	assert_whole(st);
	str_release(&now);
	store_close(st);
}

/* The old is kept; the rows are told apart by what the file has of them. */
static void
an_order_that_lacks_lines_is_refused_by_name(void **state)
{
	static const struct {
		const char *text, *reason;
		size_t rows;
	} cases[] = {
		{ "o2 c2 placed A*1@100000 A*1@90000\n",
		    "order 'o2' is known with more lines; the old one is kept",
		    2 },
		{ "o2 c2 placed A*1@100000 A*1@100000 C*4@12500\n",
		    "order 'o2' is known with other lines; the old one is kept",
		    3 },
		{ "o3 - pending B*2@55000 Z*1@100 Y*1@100\n",
		    "order 'o3' is known with other lines; the old one is kept",
		    3 },
	};
	struct str before = STR_INIT, after = STR_INIT;

	(void)state;
	struct store *st = open_file("other.db");
	import_again(st, "monday.csv", shop, NULL);
	dump_facts(path_of("other.db"), &before);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store_rejects now, kept;
		struct store_import_result r =
		    import_again(st, "other.csv", cases[i].text, &now);
		assert_int_equal(r.orders_refused, 1);
		assert_int_equal(r.set_aside, cases[i].rows);
		assert_int_equal(now.n, cases[i].rows);
		assert_string_equal(now.rows[0].reason, cases[i].reason);
		OK(store_rejects_load(st, r.import_id, &kept, e_));
		assert_int_equal(kept.n, cases[i].rows);
		assert_string_equal(kept.rows[0].reason, cases[i].reason);
		assert_string_equal(kept.rows[0].value, now.rows[0].value);
		store_rejects_release(&now);
		store_rejects_release(&kept);
		dump_facts(path_of("other.db"), &after);
		assert_string_equal(after.p, before.p);
	}
	str_release(&before);
	str_release(&after);
	store_close(st);
}

/* A rule that changes its mind gathers every order; grown ones stand behind
 * the others in the table. */
static void
a_recount_finds_the_lines_of_grown_orders(void **state)
{
	char fee[] = "b";
	struct store_rules rules = {
		.is_product = test_is_product, .count = test_count, .arg = fee
	};
	struct str before = STR_INIT, after = STR_INIT;

	(void)state;
	struct store *st = open_file("recount.db");
	import_text(st, "1.csv", shop);
	import_text(st, "2.csv",
	    "o1 c1 placed A*2@100000 B*1@55000 C*1@100\n"
	    "o9 c1 placed A*1@100 B*1@100\n");
	import_text(st, "3.csv",
	    "o2 c2 placed A*1@100000 A*1@90000 "
	    "C*4@12500 B*1@100\no11 - placed C*1@7\n");
	dump_facts(path_of("recount.db"), &before);
	OK(store_recount(st, &rules, NULL, e_));
	assert_whole(st);
	rules = test_rules();
	OK(store_recount(st, &rules, NULL, e_));
	assert_whole(st);
	dump_facts(path_of("recount.db"), &after);
	assert_string_equal(after.p, before.p);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

/* ---- random shops ---- */

enum {
	ORDERS = 24,
	FILES = 4,
	MAX_LINES = 5
};

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

struct random_order {
	char head[40];
	char lines[MAX_LINES][24];
	int n;
};

static void
random_shop(struct random_order *orders, uint64_t *seed)
{
	for (int i = 0; i < ORDERS; i++) {
		struct random_order *o = &orders[i];
		bool back = next_random(seed) % 4 == 0;
		char who[8] = "-";
		if (next_random(seed) % 5 != 0)
			snprintf(who, sizeof(who), "c%d",
			    (int)(next_random(seed) % 3));
		snprintf(o->head, sizeof(o->head), "o%d %s %s", i + 1, who,
		    back ? "return" : "placed");
		o->n = 1 + (int)(next_random(seed) % MAX_LINES);
		for (int l = 0; l < o->n; l++)
			snprintf(o->lines[l], sizeof(o->lines[l]),
			    " S%d*%s%d@%d", (int)(next_random(seed) % 6),
			    back ? "-" : "", 1 + (int)(next_random(seed) % 4),
			    100 * (int)(next_random(seed) % 50 + 1));
	}
}

/* File f of FILES: the last holds whole orders, those before it some orders
 * as they stood then. Together they hold all. */
static void
write_file(
    const struct random_order *orders, int f, uint64_t *seed, struct str *out)
{
	str_clear(out);
	for (int i = 0; i < ORDERS; i++) {
		const struct random_order *o = &orders[i];
		bool last = f == FILES - 1;
		int n = last ? o->n : 1 + (int)(next_random(seed) % MAX_LINES);
		if (!last && next_random(seed) % 3 == 0)
			continue;
		str_add(out, o->head);
		for (int l = 0; l < n && l < o->n; l++)
			str_add(out, o->lines[l]);
		str_add_char(out, '\n');
	}
}

/* An order of the files, the k-th of all. */
static void
arrange(int k, int *order)
{
	int left[FILES];

	for (int i = 0; i < FILES; i++)
		left[i] = i;
	for (int n = FILES; n > 0; n--) {
		int at = k % n;
		k /= n;
		order[FILES - n] = left[at];
		memmove(left + at, left + at + 1,
		    (size_t)(n - at - 1) * sizeof(left[0]));
	}
}

static void
check_order(
    const struct str *files, const int *order, const struct str *expected)
{
	struct str states[FILES] = { STR_INIT, STR_INIT, STR_INIT, STR_INIT };
	int64_t ids[FILES];
	struct str now = STR_INIT;
	struct store_undone u;
	struct store *st = open_file("parts.db");

	for (int i = 0; i < FILES; i++) {
		dump_facts(path_of("parts.db"), &states[i]);
		ids[i] = import_again(st, "part.csv", files[order[i]].p, NULL)
			     .import_id;
		assert_whole(st);
	}
	dump_named(path_of("parts.db"), &now);
	assert_string_equal(now.p, expected->p);
	for (int i = FILES; i-- > 0;) {
		if (ids[i] != 0)
			undo(st, ids[i], &u);
		dump_facts(path_of("parts.db"), &now);
		assert_string_equal(now.p, states[i].p);
		str_release(&states[i]);
	}
	str_release(&now);
	store_close(st);
}

static void
overlapping_files_in_any_order_equal_one_import(void **state)
{
	struct random_order orders[ORDERS];
	struct str files[FILES] = { STR_INIT, STR_INIT, STR_INIT, STR_INIT };
	struct str expected = STR_INIT;
	int order[FILES];

	(void)state;
	for (int round = 0; round < 24; round++) {
		uint64_t seed = (uint64_t)round * 7919 + 1;
		random_shop(orders, &seed);
		for (int f = 0; f < FILES; f++)
			write_file(orders, f, &seed, &files[f]);
		struct store *st = open_file("once.db");
		import_again(st, "all.csv", files[FILES - 1].p, NULL);
		dump_named(path_of("once.db"), &expected);
		store_close(st);
		arrange(round, order);
		check_order(files, order, &expected);
	}
	for (int f = 0; f < FILES; f++)
		str_release(&files[f]);
	str_release(&expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_that_gained_lines_is_updated),
		cmocka_unit_test(
		    one_order_gains_lines_beside_one_with_another_status),
		cmocka_unit_test(
		    an_order_that_gained_lines_twice_is_taken_back_twice),
		cmocka_unit_test(an_order_that_lacks_lines_is_refused_by_name),
		cmocka_unit_test(a_recount_finds_the_lines_of_grown_orders),
		cmocka_unit_test(
		    overlapping_files_in_any_order_equal_one_import),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
