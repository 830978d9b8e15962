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
a_newer_amount_reaches_the_sales(void **state)
{
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct store_rules rules = test_rules();
	struct batch b;
	struct sales s;

	(void)state;
	struct store *st = open_memory();
	import_text(st, "orders.csv", shop);
	make_batch(&b, "shipping.csv",
	    "o2 c2 placed A*1@100000 A*1@90000 C*4@12500\n");
	b.orders[0].shipping = 490;
	OK(store_import(st, &b, &rules, &o, &r, e_));
	batch_release(&b);
	assert_int_equal(r.orders_changed, 1);
	assert_int_equal(r.earlier_changed, 0);
	OK(store_load_sales(st, NULL, &s, e_));
	assert_int_equal(s.shipping[1], 490);
	assert_true(s.shipping[0] == SALES_UNKNOWN);
	sales_release(&s);
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
	struct store_products p;
	OK(store_products_load(st, &p, e_));
	assert_int_equal(p.n, 2);
	assert_string_equal(p.rows[0].sku, "A");
	assert_string_equal(p.rows[0].title, "Lamp");
	assert_string_equal(p.rows[0].category, "Light");
	assert_string_equal(p.rows[0].brand, "Acme");
	assert_int_equal(p.rows[0].price4, 120000);
	assert_int_equal(p.rows[0].median4, 90000);
	assert_true(p.rows[0].listed);
	store_products_release(&p);
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
	struct store_rules fee = {
		.is_product = test_is_product, .count = test_count, .arg = key
	};

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

/* ---- many orders ---- */

enum {
	MANY = 20000, /* of two parts of the snapshot */
	FIRST_OF_MANY = 50
};

static void
make_many(struct batch *b, int from, int to)
{
	struct str text = STR_INIT;

	for (int i = from; i < to; i++) {
		const char *status = i % 1013 == 0 ? "cancelled" : "placed";
		str_addf(&text, "m%d ", i);
		str_addf(&text, i % 997 == 0 ? "c%d " : "- ", i % 3);
		str_addf(&text, "%s P%d*%d@%d00 P%d*1@%d000", status, i % 61,
		    1 + i % 3, 1 + i % 700, i % 7, 1 + i % 13);
		str_add(&text, i == 9970 ? " P1*-1@100\n" : "\n");
	}
	make_batch(b, "many.csv", text.p);
	for (int i = from; i < to; i++)
		b->orders[i - from].time = (1 + i) * DATE_SECONDS_A_DAY;
	str_release(&text);
}

static void
import_many(struct store *st, int from, int to)
{
	struct store_rules rules = test_rules();
	struct store_import_options o = { 0 };
	struct store_import_result r;
	struct batch b;

	make_many(&b, from, to);
	OK(store_import(st, &b, &rules, &o, &r, e_));
	assert_int_equal(r.orders_new, to - from);
	batch_release(&b);
}

/* What a first import works out beside the writing is what is found by going
 * through the store. */
static void
many_orders_at_once_or_after_others_come_to_the_same(void **state)
{
	static const char *const derived[] = {
		"SELECT part, orders, lines, hex(order_columns), "
		"hex(line_columns) FROM snapshot_part ORDER BY part",
		"SELECT group_concat(sku || median4) FROM product",
		"SELECT count(*), sum(counted), sum(cart_value) FROM orders",
		"SELECT count(*), sum(counted_quantity) FROM order_line"
	};
	struct store *once = open_file("once.db");
	struct store *twice = open_file("twice.db");
	struct str all = STR_INIT;

	(void)state;
	import_many(once, 0, MANY);
	assert_whole(once);
	import_many(twice, 0, FIRST_OF_MANY);
	import_many(twice, FIRST_OF_MANY, MANY);
	for (size_t i = 0; i < ARRAY_LEN(derived); i++) {
		str_set(&all, sql_value(path_of("once.db"), derived[i]));
		assert_true(all.len > 10);
		assert_string_equal(
		    sql_value(path_of("twice.db"), derived[i]), all.p);
	}
	assert_string_equal(
	    sql_value(path_of("once.db"),
		"SELECT count(*), sum(median4 > 0) FROM product"),
	    "61|61");
	str_release(&all);
	store_close(once);
	store_close(twice);
}

struct stop_at {
	const char *phase;
};

static bool
go_on_until(void *arg, const char *phase, int64_t done, int64_t total)
{
	const struct stop_at *stop = arg;

	(void)done;
	(void)total;
	return strcmp(phase, stop->phase) != 0;
}

static void
many_orders_can_be_stopped_while_they_are_written(void **state)
{
	static const char *const phases[] = { "writing orders", "writing lines",
		"summing up" };
	struct store *st = open_file("many.db");
	struct store_rules rules = test_rules();
	struct store_import_result r;
	struct str before = STR_INIT, after = STR_INIT;
	struct batch b;

	(void)state;
	dump_facts(path_of("many.db"), &before);
	make_many(&b, 0, MANY);
	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		struct stop_at stop = { phases[i] };
		struct progress pg = { go_on_until, &stop };
		struct store_import_options o = { .progress = &pg };

		REFUSED(store_import(st, &b, &rules, &o, &r, e_), ERR_STOPPED,
		    phases[i]);
		dump_facts(path_of("many.db"), &after);
		assert_string_equal(after.p, before.p);
	}
	assert_whole(st);
	batch_release(&b);
	str_release(&before);
	str_release(&after);
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
	b.rows_rejected = 1;
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

static void
orders_that_do_not_count_make_no_columns(void **state)
{
	struct sales s = { 0 };

	(void)state;
	struct store *st = open_file("none.db");
	import_text(st, "orders.csv", "o1 c1 cancelled A*2@100000\n");
	OK(store_load_sales(st, NULL, &s, e_));
	assert_int_equal(s.orders, 0);
	sales_release(&s);
	store_close(st);
	assert_string_equal(
	    sql_value(path_of("none.db"), "SELECT count(*) FROM snapshot_part"),
	    "0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_import_stores_what_was_read_and_what_counts),
		cmocka_unit_test(importing_a_file_twice_changes_nothing),
		cmocka_unit_test(orders_that_do_not_count_make_no_columns),
		cmocka_unit_test(a_dry_run_counts_alike_and_writes_nothing),
		cmocka_unit_test(
		    a_known_order_with_other_lines_is_refused_and_kept),
		cmocka_unit_test(a_newer_status_is_taken_over_and_counted),
		cmocka_unit_test(a_newer_amount_reaches_the_sales),
		cmocka_unit_test(a_return_finds_its_sale_whichever_comes_first),
		cmocka_unit_test(
		    a_product_file_overwrites_and_an_order_file_only_fills),
		cmocka_unit_test(
		    a_fee_that_becomes_known_is_taken_out_everywhere),
		cmocka_unit_test(amounts_in_another_currency_are_refused),
		cmocka_unit_test(a_stopped_import_leaves_the_store_as_it_was),
		cmocka_unit_test(
		    many_orders_at_once_or_after_others_come_to_the_same),
		cmocka_unit_test(
		    many_orders_can_be_stopped_while_they_are_written),
		cmocka_unit_test(lists_show_orders_reasons_and_imports),
		cmocka_unit_test(rejected_rows_are_counted_once_and_kept),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
