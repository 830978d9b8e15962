/*
 * test_store_import - batches in, sales out, and imports taken back.
 */
#include "base/base.h"
#include "base/sales.h"
#include "store/store_check.h"
#include "store/store_curation.h"
#include "store/store_history.h"
#include "store/store_imports.h"
#include "store/store_orders.h"
#include "store/store_products.h"

#include "test_store_help.h"

static const char shop[] = "o1 c1 placed A*2@100000 B*1@55000\n"
			   "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n"
			   "o3 - pending B*3@55000 POST*1@39000\n"
			   "o4 c1 cancelled A*1@100000\n"
			   "o5 c1 return A*-1@100000\n";

/* Everything but the imports themselves and counters. */
static const char *const kept_tables[] = { "product", "customer", "orders",
	"order_line", "product_before", "customer_before", "order_before",
	"bundle", "bundle_item", "decision" };

/* All of it, snapshot parts by content. */
static void
dump_facts(const char *path, struct str *out)
{
	str_clear(out);
	dump_tables(path, kept_tables, ARRAY_LEN(kept_tables), out);
	sqlite3 *db = open_sql(path);
	dump_query(db,
	    "SELECT part, orders, lines, hex(order_columns), "
	    "hex(line_columns) FROM snapshot_part ORDER BY part",
	    out);
	dump_query(db,
	    "SELECT name, value FROM state WHERE name LIKE 'currency%'", out);
	sqlite3_close(db);
}

static void
assert_whole(struct store *st)
{
	struct store_findings f;

	OK(store_check(st, NULL, &f, e_));
	if (f.total > 0)
		fail_msg("%s", f.rows[0]);
	store_findings_release(&f);
}

/* "orders of products: quantity paid", so a failure shows both. */
static void
describe_sales(const struct sales *s, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < s->orders; i++) {
		str_addf(out, "%d c%d %d:", (int)s->order_id[i], s->customer[i],
		    (int)s->cart_value[i]);
		for (size_t l = s->first[i]; l < s->first[i + 1]; l++)
			str_addf(out, " p%u*%d=%d", s->product[l],
			    s->quantity[l], (int)s->paid[l]);
		str_add_char(out, '\n');
	}
}

static void
an_import_stores_what_was_read_and_what_counts(void **state)
{
	struct sales s;
	struct str text = STR_INIT;

	(void)state;
	struct store *st = open_file("shop.db");
	struct store_import_result r = import_text(st, "orders.csv", shop);
	assert_int_equal(r.import_id, 1);
	assert_int_equal(r.rows_read, 9);
	assert_int_equal(r.loaded, 6);
	assert_int_equal(r.excluded, 3);
	assert_int_equal(r.merged, 0);
	assert_int_equal(r.set_aside, 0);
	assert_int_equal(r.orders_new, 5);
	assert_int_equal(r.products_new, 4);
	assert_int_equal(r.customers_new, 2);
	assert_int_equal(r.first_time, 1 * DATE_SECONDS_A_DAY);
	assert_int_equal(r.last_time, 5 * DATE_SECONDS_A_DAY);
	OK(store_load_sales(st, NULL, &s, e_));
	if (!sales_check(&s, &test_err))
		fail_msg("%s", test_err.text);
	describe_sales(&s, &text);
	assert_string_equal(text.p,
	    "1 c0 1550: p0*1=1000 p1*1=550\n"
	    "2 c1 2400: p0*2=1900 p2*4=500\n"
	    "3 c-1 1650: p1*3=1650\n");
	assert_string_equal(s.currency.code, "EUR");
	assert_int_equal(s.products, 4);
	assert_int_equal(s.price4[0], 95000);
	assert_int_equal(s.price4[1], 55000);
	assert_true(s.price4[3] == SALES_UNKNOWN);
	assert_true(s.shipping[0] == SALES_UNKNOWN);
	sales_release(&s);
	assert_string_equal(
	    sql_value(path_of("shop.db"),
		"SELECT group_concat(counted_quantity || coalesce(reason, "
		"'')) FROM order_line"),
	    "1partly returned,1,1,1,4,3,0not a product,0cancelled,0return");
	assert_whole(st);
	str_release(&text);
	store_close(st);
}

static void
importing_a_file_twice_changes_nothing(void **state)
{
	struct str before = STR_INIT, after = STR_INIT;
	int64_t version, again;
	bool found;

	(void)state;
	struct store *st = open_file("twice.db");
	import_text(st, "orders.csv", shop);
	dump_facts(path_of("twice.db"), &before);
	OK(store_facts_version(st, &version, e_));
	struct store_import_result r = import_text(st, "again.csv", shop);
	assert_int_equal(r.import_id, 0);
	assert_int_equal(r.merged, 9);
	assert_int_equal(r.orders_same, 5);
	assert_int_equal(r.loaded + r.excluded + r.set_aside, 0);
	dump_facts(path_of("twice.db"), &after);
	assert_string_equal(after.p, before.p);
	OK(store_facts_version(st, &again, e_));
	assert_int_equal(again, version);
	OK(store_import_find(
	    st, slice_hash(slice_of(shop)), &again, &found, e_));
	assert_true(found);
	assert_int_equal(again, 1);
	OK(store_import_find(st, 12345, &again, &found, e_));
	assert_false(found);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

static void
a_dry_run_counts_alike_and_writes_nothing(void **state)
{
	struct store_import_options o = { .dry_run = true };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct str before = STR_INIT, after = STR_INIT;
	struct batch b;

	(void)state;
	struct store *st = open_file("dry.db");
	import_text(st, "orders.csv", shop);
	dump_facts(path_of("dry.db"), &before);
	make_batch(&b, "more.csv",
	    "o1 c1 placed B*1@55000 A*2@100000\n"
	    "o2 c2 placed A*9@100000\n"
	    "o6 c9 placed D*1@100000 POST*1@100\n");
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
	assert_int_equal(r.import_id, 0);
	assert_int_equal(r.loaded, 1);
	assert_int_equal(r.excluded, 1);
	assert_int_equal(r.merged, 2);
	assert_int_equal(r.set_aside, 1);
	assert_int_equal(r.orders_refused, 1);
	assert_int_equal(r.products_new, 1);
	dump_facts(path_of("dry.db"), &after);
	assert_string_equal(after.p, before.p);
	assert_string_equal(
	    sql_value(path_of("dry.db"), "SELECT count(*) FROM import"), "1");
	str_release(&before);
	str_release(&after);
	store_close(st);
}

static void
a_known_order_with_other_lines_is_refused_and_kept(void **state)
{
	struct store_rejects rejects;

	(void)state;
	struct store *st = open_file("refused.db");
	import_text(st, "orders.csv", shop);
	struct store_import_result r = import_text(st, "other.csv",
	    "o1 c1 placed A*3@100000 D*1@100\n"
	    "o2 c2 placed A*1@90000 C*4@12500 "
	    "A*1@100000\n");
	assert_int_equal(r.orders_refused, 1);
	assert_int_equal(r.orders_same, 1);
	assert_int_equal(r.set_aside, 2);
	assert_int_equal(r.merged, 3);
	assert_int_equal(r.products_new, 0);
	OK(store_rejects_load(st, r.import_id, &rejects, e_));
	assert_int_equal(rejects.n, 2);
	assert_int_equal(rejects.rows[0].line, 2);
	assert_string_equal(rejects.rows[0].value, "o1");
	assert_non_null(strstr(rejects.rows[0].reason, "the old one is kept"));
	store_rejects_release(&rejects);
	assert_string_equal(sql_value(path_of("refused.db"),
				"SELECT sum(quantity) FROM order_line JOIN "
				"orders USING (order_id) WHERE ref = 'o1'"),
	    "3");
	assert_whole(st);
	store_close(st);
}

static void
a_newer_status_is_taken_over_and_counted(void **state)
{
	(void)state;
	struct store *st = open_file("status.db");
	import_text(st, "orders.csv", shop);
	struct store_import_result r = import_text(st, "later.csv",
	    "o2 c2 cancelled A*1@100000 A*1@90000 C*4@12500\n");
	assert_int_equal(r.orders_changed, 1);
	assert_int_equal(r.earlier_changed, 1);
	assert_string_equal(
	    sql_value(path_of("status.db"),
		"SELECT status, counted, cart_value, reason FROM orders "
		"WHERE ref = 'o2'"),
	    "cancelled|0|0|no products left");
	assert_string_equal(sql_value(path_of("status.db"),
				"SELECT sum(orders) FROM snapshot_part"),
	    "2");
	assert_whole(st);
	store_close(st);
}

static void
a_return_finds_its_sale_whichever_comes_first(void **state)
{
	struct sales a, b;
	struct str x = STR_INIT, y = STR_INIT;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "1.csv", "s1 c1 placed A*5@100 B*1@100\n");
	struct store_import_result r = import_text(
	    st, "2.csv", "s2 c2 placed A*1@100\nr1 c1 return A*-5@100\n");
	assert_int_equal(r.earlier_changed, 1);
	OK(store_load_sales(st, NULL, &a, e_));
	store_close(st);
	st = open_memory();
	import_text(st, "all.csv",
	    "s1 c1 placed A*5@100 B*1@100\ns2 c2 placed A*1@100\n"
	    "r1 c1 return A*-5@100\n");
	OK(store_load_sales(st, NULL, &b, e_));
	describe_sales(&a, &x);
	describe_sales(&b, &y);
	assert_string_equal(x.p, "1 c0 1: p1*1=1\n2 c1 1: p0*1=1\n");
	assert_string_equal(y.p, x.p);
	sales_release(&a);
	sales_release(&b);
	str_release(&x);
	str_release(&y);
	store_close(st);
}

/* ---- product files ---- */

static struct batch_product *
listed(struct batch *b, const char *sku, const char *title, int64_t price4)
{
	uint32_t i = product_named(b, sku);
	struct batch_product *p = &b->products[i];

	p->sku = sku;
	p->title = title;
	p->price4 = price4;
	b->rows_read++;
	return p;
}

static struct store_import_result
import_products(struct store *st, struct batch *b)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();

	b->kind = BATCH_PRODUCTS;
	OK(store_import(st, b, &rules, &o, &r, e_));
	return r;
}

static void
a_product_file_overwrites_and_an_order_file_only_fills(void **state)
{
	struct batch b;

	(void)state;
	struct store *st = open_file("catalogue.db");
	import_text(st, "orders.csv", "o1 c1 placed a*1@100000\n");
	make_batch(&b, "products.csv", "");
	listed(&b, "A", "Lamp", 120000)->category = "Light";
	listed(&b, "E", "Never sold", 5000);
	struct store_import_result r = import_products(st, &b);
	assert_int_equal(r.loaded, 2);
	assert_int_equal(r.products_new, 1);
	assert_int_equal(r.products_changed, 1);
	batch_release(&b);
	make_batch(&b, "orders2.csv", "o2 c1 placed a*1@90000\n");
	b.products[0].title = "lamp old name";
	b.products[0].brand = "Acme";
	struct store_import_options o = { 0 };
	struct store_rules rules = test_rules();
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
	assert_string_equal(
	    sql_value(path_of("catalogue.db"),
		"SELECT sku, title, category, brand, price4, median4, listed "
		"FROM product WHERE sku_key = 'a'"),
	    "A|Lamp|Light|Acme|120000|90000|1");
	struct sales s;
	OK(store_load_sales(st, NULL, &s, e_));
	assert_int_equal(s.price4[0], 120000);
	assert_int_equal(s.price4[1], 5000);
	assert_int_equal(s.category[0], 1);
	assert_int_equal(s.category[1], 0);
	sales_release(&s);
	store_close(st);
}

static void
a_fee_that_becomes_known_is_taken_out_everywhere(void **state)
{
	char key[] = "b";
	struct store_rules fee = { test_is_product, test_count, key };

	(void)state;
	struct store *st = open_file("fee.db");
	import_text(st, "orders.csv", shop);
	OK(store_recount(st, &fee, NULL, e_));
	assert_string_equal(sql_value(path_of("fee.db"),
				"SELECT group_concat(is_product) FROM product"),
	    "1,0,1,1");
	struct sales s;
	struct str text = STR_INIT;
	OK(store_load_sales(st, NULL, &s, e_));
	describe_sales(&s, &text);
	assert_string_equal(text.p,
	    "1 c0 1000: p0*1=1000\n"
	    "2 c1 2400: p0*2=1900 p2*4=500\n"
	    "3 c-1 390: p3*1=390\n");
	sales_release(&s);
	str_release(&text);
	assert_whole(st);
	int64_t version, again;
	OK(store_facts_version(st, &version, e_));
	OK(store_recount(st, &fee, NULL, e_));
	OK(store_facts_version(st, &again, e_));
	assert_int_equal(again, version);
	store_close(st);
}

static void
amounts_in_another_currency_are_refused(void **state)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct batch b;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "orders.csv", shop);
	make_batch(&b, "pounds.csv", "p1 c1 placed A*1@100\n");
	assert_true(money_currency(slice_of("GBP"), &b.currency));
	REFUSED(store_import(st, &b, &rules, &o, &r, e_), ERR_INPUT,
	    "'pounds.csv' is in GBP");
	batch_release(&b);
	store_close(st);
}

/* ---- stopping ---- */

struct countdown {
	int left;
};

static bool
stop_later(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct countdown *c = arg;

	(void)phase;
	(void)done;
	(void)total;
	return --c->left > 0;
}

static void
a_stopped_import_leaves_the_store_as_it_was(void **state)
{
	struct store_rules rules = test_rules();
	struct str before = STR_INIT, after = STR_INIT;
	struct store_import_result r;
	struct batch b;
	int stops = 0;

	(void)state;
	struct store *st = open_file("stopped.db");
	import_text(st, "orders.csv", shop);
	dump_facts(path_of("stopped.db"), &before);
	make_batch(&b, "more.csv", "o7 c1 placed A*1@100\n");
	for (int n = 1; n < 20; n++) {
		struct countdown c = { n };
		struct progress pg = { stop_later, &c };
		struct store_import_options o = { .progress = &pg };
		struct err why = ERR_INIT;
		if (store_import(st, &b, &rules, &o, &r, &why))
			break;
		assert_string_equal(err_code_name(why.code), "stopped");
		assert_int_equal(r.import_id, 0);
		dump_facts(path_of("stopped.db"), &after);
		assert_string_equal(after.p, before.p);
		stops++;
	}
	assert_true(stops >= 3 && stops < 19);
	assert_whole(st);
	batch_release(&b);
	str_release(&before);
	str_release(&after);
	store_close(st);
}

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

/* ---- lists ---- */

static void
lists_show_orders_reasons_and_imports(void **state)
{
	struct store_orders_filter f = { .days = STORE_ALL_DAYS };
	struct store_order_rows rows;
	struct store_audit audit;
	struct store_imports imports;
	struct store_extras extras;
	struct sales s;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "orders.csv", shop);
	OK(store_orders_load(st, &f, &rows, e_));
	assert_int_equal(rows.n, 5);
	assert_string_equal(rows.rows[0].ref, "o5");
	assert_int_equal(rows.rows[0].status, STATUS_RETURN);
	assert_int_equal(rows.rows[0].reason, REASON_NO_PRODUCTS);
	assert_int_equal(rows.rows[4].cart_value, 1550);
	assert_string_equal(rows.rows[4].customer, "c1");
	store_orders_release(&rows);
	f = (struct store_orders_filter){ .days = { 2, 4 },
		.uncounted_only = true,
		.customer = "c1",
		.limit = 9 };
	OK(store_orders_load(st, &f, &rows, e_));
	assert_int_equal(rows.n, 1);
	assert_string_equal(rows.rows[0].ref, "o4");
	store_orders_release(&rows);
	OK(store_audit(st, &audit, e_));
	assert_int_equal(audit.orders[REASON_NONE], 3);
	assert_int_equal(audit.orders[REASON_NO_PRODUCTS], 2);
	assert_int_equal(audit.lines[REASON_NOT_PRODUCT], 1);
	OK(store_imports_load(st, &imports, e_));
	assert_int_equal(imports.n, 1);
	assert_string_equal(imports.rows[0].file, "orders.csv");
	assert_int_equal(imports.rows[0].orders, 5);
	assert_int_equal(imports.rows[0].at, TEST_NOW);
	assert_false(imports.rows[0].undone);
	store_imports_release(&imports);
	OK(store_load_sales(st, NULL, &s, e_));
	OK(store_extras_load(st, &s, &extras, e_));
	assert_int_equal(extras.n, 3);
	assert_string_equal(extras.rows[2].ref, "o3");
	assert_int_equal(extras.rows[2].status, STATUS_PENDING);
	assert_null(extras.rows[2].country);
	assert_int_equal(extras.rows[2].offset, DATE_NO_OFFSET);
	store_extras_release(&extras);
	sales_release(&s);
	store_close(st);
}

static void
rejected_rows_are_counted_once_and_kept(void **state)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct store_rejects kept;
	struct batch b;

	(void)state;
	struct store *st = open_memory();
	make_batch(&b, "orders.csv", "o1 c1 placed A*1@100 B*1@100\n");
	for (int i = 0; i < 3; i++) {
		struct batch_reject *j = batch_add_reject(&b, &test_err);
		j->line = i < 2 ? 9 : 2;
		j->column = i < 2 ? "price" : "country";
		j->value = "12,5O";
		j->reason = "is not a price";
		j->kept = i == 2;
	}
	b.rows_read = 5;
	b.repeated = 2;
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
	assert_int_equal(r.rows_read, 5);
	assert_int_equal(r.loaded, 2);
	assert_int_equal(r.set_aside, 1);
	assert_int_equal(r.merged, 2);
	OK(store_rejects_load(st, r.import_id, &kept, e_));
	assert_int_equal(kept.n, 3);
	assert_int_equal(kept.rows[0].line, 2);
	assert_true(kept.rows[0].kept);
	assert_string_equal(kept.rows[2].column, "price");
	store_rejects_release(&kept);
	assert_whole(st);
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_import_stores_what_was_read_and_what_counts),
		cmocka_unit_test(importing_a_file_twice_changes_nothing),
		cmocka_unit_test(a_dry_run_counts_alike_and_writes_nothing),
		cmocka_unit_test(
		    a_known_order_with_other_lines_is_refused_and_kept),
		cmocka_unit_test(a_newer_status_is_taken_over_and_counted),
		cmocka_unit_test(a_return_finds_its_sale_whichever_comes_first),
		cmocka_unit_test(
		    a_product_file_overwrites_and_an_order_file_only_fills),
		cmocka_unit_test(
		    a_fee_that_becomes_known_is_taken_out_everywhere),
		cmocka_unit_test(amounts_in_another_currency_are_refused),
		cmocka_unit_test(a_stopped_import_leaves_the_store_as_it_was),
		cmocka_unit_test(taking_back_restores_every_table),
		cmocka_unit_test(
		    what_others_use_stays_without_its_catalogue_entry),
		cmocka_unit_test(later_imports_of_the_same_rows_are_named),
		cmocka_unit_test(a_bundle_keeps_the_products_it_uses),
		cmocka_unit_test(columns_equal_sql_after_any_imports_and_undos),
		cmocka_unit_test(importing_in_pieces_equals_importing_at_once),
		cmocka_unit_test(many_parts_are_walked_in_order),
		cmocka_unit_test(lists_show_orders_reasons_and_imports),
		cmocka_unit_test(rejected_rows_are_counted_once_and_kept),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
