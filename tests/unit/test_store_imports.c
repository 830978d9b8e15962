/*
 * test_store_imports - imports taken back, shops of random orders, and imports
 * that die half-way.
 */
#include "base/base.h"
#include "base/sales.h"
#include "store/store_curation.h"
#include "store/store_history.h"
#include "store/store_imports.h"
#include "store/store_internal.h"
#include "store/store_orders.h"

#include <signal.h>
#include <sys/wait.h>

#include "test_store_help.h"

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n"
			   "o3 - pending B*3@55000 POST*1@39000\n"
			   "o4 c1 cancelled A*1@100000\n"
			   "o5 c1 return A*-1@100000\n";

/* ---- taking back ---- */

static void
undo_import(struct store *st, int64_t id, struct store_undone *out)
{
	struct store_rules rules = test_rules();

	OK(store_import_undo(st, id, &rules, NULL, out, e_));
}

static void
taking_back_restores_every_table(void **state)
{
	struct str before = STR_INIT, after = STR_INIT;
	struct store_undone u;
	struct batch b;

	(void)state;
	struct store *st = open_file("back.db");
	dump_facts(path_of("back.db"), &before);
	import_text(st, "orders.csv", shop);
	undo_import(st, 1, &u);
	assert_int_equal(u.orders, 5);
	assert_int_equal(u.lines, 9);
	assert_int_equal(u.products, 4);
	assert_int_equal(u.customers, 2);
	dump_facts(path_of("back.db"), &after);
	assert_string_equal(after.p, before.p);
	import_text(st, "orders.csv", shop);
	dump_facts(path_of("back.db"), &before);
	import_text(st, "later.csv",
	    "o2 c2 cancelled A*1@100000 A*1@90000 C*4@12500\n"
	    "o8 c1 return B*-1@55000 A*-1@100000\n"
	    "o9 c7 placed X*1@100 A*2@80000\n");
	undo_import(st, 3, &u);
	assert_int_equal(u.restored, 1);
	dump_facts(path_of("back.db"), &after);
	assert_string_equal(after.p, before.p);
	make_batch(&b, "products.csv", "");
	listed(&b, "a", "Lamp", 120000);
	listed(&b, "POST", "Postage", BATCH_UNKNOWN);
	listed(&b, "new", "New", 1);
	import_products(st, &b);
	batch_release(&b);
	undo_import(st, 4, &u);
	dump_facts(path_of("back.db"), &after);
	assert_string_equal(after.p, before.p);
	assert_whole(st);
	struct store_rules rules = test_rules();
	REFUSED(store_import_undo(st, 4, &rules, NULL, &u, e_), ERR_NOT_FOUND,
	    "taken back already");
	REFUSED(store_import_undo(st, 77, &rules, NULL, &u, e_), ERR_NOT_FOUND,
	    "no import 77");
	str_release(&before);
	str_release(&after);
	store_close(st);
}

static void
what_others_use_stays_without_its_catalogue_entry(void **state)
{
	struct store_undone u;
	struct batch b;

	(void)state;
	struct store *st = open_file("stays.db");
	make_batch(&b, "products.csv", "");
	listed(&b, "A", "Lamp", 120000);
	listed(&b, "Z", "Unused", 100);
	import_products(st, &b);
	batch_release(&b);
	import_text(st, "orders.csv", shop);
	undo_import(st, 1, &u);
	assert_int_equal(u.products, 1);
	assert_string_equal(
	    sql_value(path_of("stays.db"),
		"SELECT sku, title, price4, listed, import_id FROM product "
		"WHERE sku_key = 'a'"),
	    "A|NULL|NULL|0|2");
	assert_whole(st);
	store_close(st);
}

static void
later_imports_of_the_same_rows_are_named(void **state)
{
	struct store_rules rules = test_rules();
	struct store_undone u;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "orders.csv", shop);
	import_text(st, "later.csv",
	    "o2 c2 cancelled A*1@100000 A*1@90000 C*4@12500\n");
	REFUSED(store_import_undo(st, 1, &rules, NULL, &u, e_), ERR_CONFLICT,
	    "because import 2 changed some of the same rows");
	undo_import(st, 2, &u);
	undo_import(st, 1, &u);
	assert_whole(st);
	store_close(st);
}

static void
a_bundle_keeps_the_products_it_uses(void **state)
{
	struct store_rules rules = test_rules();
	struct store_bundle_item items[] = { { .product_id = 1, .quantity = 1 },
		{ .product_id = 3, .quantity = 2 } };
	struct store_bundle bundle = { .name = "desk start",
		.kind = "pair",
		.discount_kind = "none",
		.starts = STORE_NO_START,
		.ends = STORE_NO_END,
		.items = items,
		.n_items = 2 };
	struct str before = STR_INIT, after = STR_INIT;
	struct store_undone u;

	(void)state;
	struct store *st = open_file("used.db");
	import_text(st, "orders.csv", shop);
	OK(store_action_begin(st, "new bundle", e_));
	OK(store_bundle_save(st, &bundle, e_));
	OK(store_action_commit(st, NULL, e_));
	dump_facts(path_of("used.db"), &before);
	REFUSED(store_import_undo(st, 1, &rules, NULL, &u, e_), ERR_CONFLICT,
	    "bundle 'desk start' uses its product 'A'");
	dump_facts(path_of("used.db"), &after);
	assert_string_equal(after.p, before.p);
	OK(store_action_begin(st, "delete", e_));
	OK(store_bundle_delete(st, bundle.bundle_id, bundle.revision, e_));
	OK(store_action_commit(st, NULL, e_));
	undo_import(st, 1, &u);
	/* The bundle cannot come back without its products, nor with others
	 * that got their numbers. */
	import_text(st, "orders.csv", "n1 c1 placed N1*1@1 N2*1@1 N3*1@1\n");
	struct store_action next;
	struct arena text = { 0 };
	bool found;
	OK(store_undo_peek(st, &text, &next, &found, e_));
	assert_true(found);
	REFUSED(store_undo(st, next.action_id, e_), ERR_CONFLICT,
	    "no longer there");
	arena_release(&text);
	str_release(&before);
	str_release(&after);
	assert_whole(st);
	store_close(st);
}

/* ---- random shops ---- */

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void
random_orders(struct str *out, uint64_t *seed, int from, int n)
{
	static const char *const status[] = { "placed", "placed", "placed",
		"pending", "cancelled" };

	str_clear(out);
	for (int i = from; i < from + n; i++) {
		bool back = next_random(seed) % 5 == 0;
		str_addf(out, "o%d ", i);
		if (next_random(seed) % 4 == 0)
			str_add(out, "- ");
		else
			str_addf(out, "c%d ", (int)(next_random(seed) % 4));
		str_add(out, back ? "return" : status[next_random(seed) % 5]);
		for (int l = (int)(next_random(seed) % 5); l >= 0; l--)
			str_addf(out, " S%d*%s%d@%d",
			    (int)(next_random(seed) % 7), back ? "-" : "",
			    1 + (int)(next_random(seed) % 4),
			    100 * (int)(next_random(seed) % 90 + 1));
		str_add_char(out, '\n');
	}
}

/* The snapshot, counted by SQL from the tables. */
static void
sales_by_sql(const char *path, struct str *out)
{
	sqlite3 *db = open_sql(path);

	str_clear(out);
	dump_query(db,
	    "SELECT o.order_id, coalesce(o.customer_id, 0), o.placed_at, "
	    "o.cart_value, l.product_id, sum(l.counted_quantity) "
	    "FROM orders o JOIN order_line l USING (order_id) "
	    "WHERE o.counted AND l.counted_quantity > 0 "
	    "GROUP BY o.order_id, l.product_id "
	    "ORDER BY o.order_id, l.product_id",
	    out);
	sqlite3_close(db);
}

static void
sales_by_columns(struct store *st, struct str *out)
{
	struct sales s;

	str_clear(out);
	OK(store_load_sales(st, NULL, &s, e_));
	if (!sales_check(&s, &test_err))
		fail_msg("%s", test_err.text);
	for (size_t i = 0; i < s.orders; i++)
		for (size_t l = s.first[i]; l < s.first[i + 1]; l++)
			str_addf(out, "%lld|%lld|%lld|%lld|%lld|%d\n",
			    (long long)s.order_id[i],
			    s.customer[i] == SALES_GUEST
				? 0LL
				: (long long)s.customer_id[s.customer[i]],
			    (long long)s.time[i], (long long)s.cart_value[i],
			    (long long)s.product_id[s.product[l]],
			    s.quantity[l]);
	sales_release(&s);
}

static void
columns_equal_sql_after_any_imports_and_undos(void **state)
{
	struct str text = STR_INIT, a = STR_INIT, b = STR_INIT;
	struct str states[4] = { STR_INIT, STR_INIT, STR_INIT, STR_INIT };
	struct store_undone u;

	(void)state;
	for (uint64_t round = 1; round <= 12; round++) {
		uint64_t seed = round;
		struct store *st = open_file("random.db");
		for (int i = 0; i < 4; i++) {
			dump_facts(path_of("random.db"), &states[i]);
			/* Overlaps the one before by five orders. */
			random_orders(&text, &seed, i * 20, 20);
			import_text(st, "part.csv", text.p);
			sales_by_sql(path_of("random.db"), &a);
			sales_by_columns(st, &b);
			assert_string_equal(b.p, a.p);
		}
		assert_whole(st);
		for (int i = 4; i-- > 0;) {
			undo_import(st, i + 1, &u);
			dump_facts(path_of("random.db"), &a);
			assert_string_equal(a.p, states[i].p);
		}
		store_close(st);
	}
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		str_release(&states[i]);
	str_release(&text);
	str_release(&a);
	str_release(&b);
}

/* One import or many small ones: the same shop in the end. */
static void
importing_in_pieces_equals_importing_at_once(void **state)
{
	struct str whole = STR_INIT, part = STR_INIT;
	struct str a = STR_INIT, b = STR_INIT;

	(void)state;
	for (uint64_t round = 1; round <= 10; round++) {
		uint64_t seed = round * 977;
		random_orders(&whole, &seed, 0, 30);
		struct store *one = open_file("one.db");
		import_text(one, "whole.csv", whole.p);
		sales_by_columns(one, &a);
		store_close(one);
		struct store *many = open_file("many.db");
		char *copy = mem_strdup(whole.p), *save = NULL;
		int day = 0;
		for (char *l = strtok_r(copy, "\n", &save); l != NULL;
		     l = strtok_r(NULL, "\n", &save)) {
			struct store_import_options o = { 0 };
			struct store_import_result r;
			struct store_rules rules = test_rules();
			struct batch piece;
			make_batch(&piece, "piece.csv", l);
			piece.orders[0].time =
			    (int64_t)++day * DATE_SECONDS_A_DAY;
			OK(store_import(many, &piece, &rules, &o, &r, e_));
			batch_release(&piece);
		}
		mem_free(copy);
		/* Products are numbered by first sight in both. */
		sales_by_columns(many, &b);
		assert_string_equal(b.p, a.p);
		assert_whole(many);
		store_close(many);
	}
	str_release(&whole);
	str_release(&part);
	str_release(&a);
	str_release(&b);
}

static void
many_parts_are_walked_in_order(void **state)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct batch b;
	char ref[20];

	(void)state;
	struct store *st = open_file("parts.db");
	make_batch(&b, "big.csv", "o0 - placed A*1@100\n");
	b.orders[0].time = 0;
	for (int i = 1; i < 40000; i++) {
		struct batch_order *x = batch_add_order(&b, &test_err);
		*x = b.orders[0];
		snprintf(ref, sizeof(ref), "o%d", i);
		x->ref = arena_strdup(&b.text, ref);
		x->time = i;
		struct batch_line *l = batch_add_line(&b, &test_err);
		*l = b.lines[0];
		l->order = (uint32_t)i;
		l->line = (uint32_t)i + 2;
		l->quantity = i % 100 == 99 ? -1 : i % 9 + 1;
	}
	b.rows_read = (int64_t)b.n_lines;
	OK(batch_group_lines(&b, e_));
	OK(store_import(st, &b, &rules, &o, &r, e_));
	assert_int_equal(r.loaded, 39600);
	assert_int_equal(r.excluded, 400);
	batch_release(&b);
	assert_string_equal(sql_value(path_of("parts.db"),
				"SELECT group_concat(orders) "
				"FROM snapshot_part"),
	    "16220,16220,7160");
	struct store_days days = { .since = 0, .until = 0 };
	struct sales s;
	OK(store_load_sales(st, &days, &s, e_));
	assert_int_equal(s.orders, 39600);
	sales_release(&s);
	days = (struct store_days){ .since = 2, .until = 9 };
	OK(store_load_sales(st, &days, &s, e_));
	assert_int_equal(s.orders, 0);
	sales_release(&s);
	assert_whole(st);
	store_close(st);
}

/* ---- dying half-way ---- */

/* Enough rows for several reports of progress and many pages. */
static void
make_large_batch(struct batch *b)
{
	char ref[20];

	make_batch(b, "large.csv", "n0 c1 placed A*1@100\n");
	for (int i = 1; i < 70000; i++) {
		struct batch_order *o = batch_add_order(b, &test_err);
		*o = b->orders[0];
		snprintf(ref, sizeof(ref), "n%d", i);
		o->ref = arena_strdup(&b->text, ref);
		struct batch_line *l = batch_add_line(b, &test_err);
		*l = b->lines[0];
		l->order = (uint32_t)i;
		l->line = (uint32_t)i + 2;
	}
	b->rows_read = (int64_t)b->n_lines;
	OK(batch_group_lines(b, e_));
}

static bool
count_simply(void *arg, const struct store_facts *f, struct store_counted *out,
    struct err *err)
{
	(void)arg;
	(void)err;
	for (size_t i = 0; i < f->n_orders; i++)
		for (size_t l = f->first[i]; l < f->first[i + 1]; l++) {
			if (f->lines[l].quantity < 1)
				continue;
			out->quantity[l] = f->lines[l].quantity;
			out->counted[i] = true;
		}
	return true;
}

static bool
die_later(void *arg, const char *phase, int64_t done, int64_t total)
{
	int *left = arg;

	(void)phase;
	(void)done;
	(void)total;
	if (--*left == 0)
		raise(SIGKILL);
	return true;
}

static void
a_killed_import_leaves_the_store_as_it_was(void **state)
{
	struct store_rules rules = { .is_product = test_is_product,
		.count = count_simply };
	struct str before = STR_INIT, after = STR_INIT;
	struct batch b;
	int killed = 0;

	(void)state;
	struct store *st = open_file("killed.db");
	import_text(st, "orders.csv", shop);
	store_close(st);
	dump_facts(path_of("killed.db"), &before);
	make_large_batch(&b);
	bool finished = false;
	for (int n = 1; n < 60 && !finished; n += 4) {
		pid_t child = fork();
		assert_int_not_equal(child, -1);
		if (child == 0) {
			struct progress pg = { die_later, &n };
			struct store_import_options o = { .progress = &pg };
			struct store_import_result r;
			st = open_as(path_of("killed.db"), "child");
			_exit(
			    store_import(st, &b, &rules, &o, &r, NULL) ? 0 : 1);
		}
		int status = 0;
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSIGNALED(status)) {
			assert_int_equal(status, 0);
			finished = true;
			continue;
		}
		killed++;
		st = open_as(path_of("killed.db"), "me");
		assert_whole(st);
		store_close(st);
		dump_facts(path_of("killed.db"), &after);
		assert_string_equal(after.p, before.p);
	}
	assert_true(finished && killed >= 4);
	batch_release(&b);
	str_release(&before);
	str_release(&after);
}

static void
a_full_disk_leaves_the_store_as_it_was(void **state)
{
	struct store_rules rules = { .is_product = test_is_product,
		.count = count_simply };
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct str before = STR_INIT, after = STR_INIT;
	struct batch b;
	int64_t pages;
	int refused = 0;

	(void)state;
	struct store *st = open_file("full.db");
	import_text(st, "orders.csv", shop);
	dump_facts(path_of("full.db"), &before);
	make_large_batch(&b);
	pages = strtoll(
	    sql_value(path_of("full.db"), "PRAGMA page_count"), NULL, 10);
	for (int64_t spare = 0; spare < 100000; spare += spare / 2 + 30) {
		char limit[60];
		struct err why = ERR_INIT;
		snprintf(limit, sizeof(limit), "PRAGMA max_page_count = %d",
		    (int)(pages + spare));
		OK(store_exec(st, limit, e_));
		if (store_import(st, &b, &rules, &o, &r, &why))
			break;
		assert_string_equal(err_code_name(why.code), "io");
		assert_non_null(strstr(why.text, "no space left"));
		dump_facts(path_of("full.db"), &after);
		assert_string_equal(after.p, before.p);
		refused++;
	}
	assert_true(refused >= 3);
	assert_whole(st);
	batch_release(&b);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taking_back_restores_every_table),
		cmocka_unit_test(
		    what_others_use_stays_without_its_catalogue_entry),
		cmocka_unit_test(later_imports_of_the_same_rows_are_named),
		cmocka_unit_test(a_bundle_keeps_the_products_it_uses),
		cmocka_unit_test(columns_equal_sql_after_any_imports_and_undos),
		cmocka_unit_test(importing_in_pieces_equals_importing_at_once),
		cmocka_unit_test(many_parts_are_walked_in_order),
		cmocka_unit_test(a_killed_import_leaves_the_store_as_it_was),
		cmocka_unit_test(a_full_disk_leaves_the_store_as_it_was),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
