/*
 * Orders in one file and their lines in another: which files find each other,
 * what is taken of each, and that they read as one file written by hand does.
 */
#include "test_ingest_help.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "ingest/join.h"

static char folder[] = "/tmp/endcap-join-XXXXXX";
static struct str paths[2]; /* orders, lines */

static int
make_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		str_init(&paths[i]);
	return mkdtemp(folder) == NULL;
}

static int
remove_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		unlink(paths[i].p);
		str_release(&paths[i]);
	}
	return rmdir(folder);
}

static const char *
put(size_t i, const char *name, const char *text)
{
	struct err err = ERR_INIT;

	str_setf(&paths[i], "%s/%s", folder, name);
	if (!file_write_whole(paths[i].p, slice_of(text), 0, &err))
		fail_msg("%s", err.text);
	return paths[i].p;
}

static bool
find(struct join *j, const char *orders, const char *lines)
{
	struct err err = ERR_INIT;
	bool found;

	join_init(j);
	put(0, "orders.csv", orders);
	put(1, "lines.csv", lines);
	if (!join_find(j, paths[0].p, paths[1].p, NULL, &found, &err))
		fail_msg("%s", err.text);
	return found;
}

/* Whoever watches the orders being read. */
struct watch {
	int whole; /* how often to the end */
	int stop_at; /* the report that stops it, from 1; 0: none */
	int reports;
	bool named;
};

static bool
watch_report(void *arg, const char *phase, int64_t done, int64_t total)
{
	struct watch *w = arg;

	w->named = strcmp(phase, "reading orders.csv") == 0;
	w->whole += done == total;
	return ++w->reports != w->stop_at;
}

static bool
find_watched(struct join *j, struct watch *w, struct err *err)
{
	struct progress pg = { .report = watch_report, .arg = w };
	bool found = false;

	join_init(j);
	return join_find(j, paths[0].p, paths[1].p, &pg, &found, err) && found;
}

/* Both files, joined and read. */
static void
read_both(
    struct reading *r, struct join *j, const char *orders, const char *lines)
{
	if (!find(j, orders, lines))
		fail_msg("the files did not find each other");
	start(r);
	r->options.join = j;
	run(r, paths[1].p);
	if (!r->ok)
		fail_msg("%s", r->err.text);
	assert_counts_add_up(r);
}

static void
an_order_gives_its_lines_what_it_has(void **state)
{
	struct reading r;
	struct join j;

	(void)state;
	read_both(&r, &j,
	    "id;created_at;client_id;status;freight;total\n"
	    "7;2026-03-01 10:00:00;C1;paid;4.90;29.80\n"
	    "8;2026-03-02 11:00:00;C2;cancelled;0.00;5.00\n",
	    "id,order_id,sku,quantity,price,created_at\n"
	    "1,7,LAMP,1,19.90,2026-02-02\n2,7,BULB,2,2.50,2026-02-02\n"
	    "3,8,BULB,2,2.50,2026-02-02\n");
	assert_int_equal(r.batch.n_orders, 2);
	assert_int_equal(r.batch.n_lines, 3);
	assert_string_equal(r.batch.orders[0].ref, "7");
	assert_int_equal(r.batch.orders[0].time,
	    date_day(2026, 3, 1) * (int64_t)DATE_SECONDS_A_DAY + 36000);
	assert_int_equal(r.batch.orders[0].shipping, 490);
	assert_int_equal(r.batch.orders[0].total, 2980);
	assert_int_equal(r.batch.orders[1].status, STATUS_CANCELLED);
	assert_string_equal(
	    r.batch.customers[r.batch.orders[1].customer].ref, "C2");
	assert_non_null(strstr(r.batch.file, "lines.csv with orders.csv"));
	end(&r);
	join_release(&j);
}

static void
the_column_of_the_orders_is_the_one_that_holds_each_once(void **state)
{
	struct join j;

	(void)state;
	/* Shop and customer look like order numbers, but come back. */
	assert_true(find(&j,
	    "shop,customer_id,no,date\n1,1,1,2026-01-01\n"
	    "1,2,2,2026-01-02\n2,1,3,2026-01-03\n",
	    "order_id,sku,qty\n1,A,1\n2,B,1\n3,A,2\n"));
	assert_int_equal(j.n_rows, 3);
	assert_int_equal(j.n, 2);
	assert_string_equal(j.names[0], "order_date");
	assert_int_equal(j.from[0], 3);
	assert_string_equal(j.names[1], "customer_id");
	assert_int_equal(j.from[1], 1);
	join_release(&j);
}

static void
files_that_do_not_belong_together_stay_apart(void **state)
{
	static const struct {
		const char *why, *orders, *lines;
	} cases[] = {
		{ "other orders",
		    "order_id,date\nX1,2026-01-01\nX2,2026-01-02\n",
		    "order_id,sku,qty\nY1,A,1\nY2,B,1\n" },
		{ "a whole file beside its orders",
		    "order_id,date\n1,2026-01-01\n",
		    "order_id,date,customer,sku,qty\n1,2026-01-01,C,A,1\n" },
		{ "orders with products of their own",
		    "order_id,date,sku,price\n1,2026-01-01,A,2.00\n",
		    "order_id,sku,qty\n1,A,1\n" },
		{ "one order in three is known",
		    "order_id,date\n1,2026-01-01\n",
		    "order_id,sku,qty\n1,A,1\n7,A,1\n8,B,1\n" },
		{ "products", "order_id,date\n1,2026-01-01\n",
		    "sku,title,price\n1,Lamp,2.00\n" },
		{ "customers", "customer_id,email,consent\n1,a@b.example,yes\n",
		    "sku,title,price\n1,Lamp,2.00\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct join j;
		if (find(&j, cases[i].orders, cases[i].lines))
			fail_msg("joined: %s", cases[i].why);
		join_release(&j);
	}
}

static void
what_finds_no_partner_is_counted(void **state)
{
	struct reading r;
	struct join j;

	(void)state;
	read_both(&r, &j,
	    "order_id,date,note\n1,2026-01-01,\n2,2026-01-02,\"two\nlines\"\n"
	    "2,2026-01-05,\n3,2026-01-03,\n",
	    "order_id,sku,qty,price\n1,A,1,1.00\n2,\"B\nB\",1,1.00\n"
	    "9,A,1,1.00\n2,A,1,1.00,too,many\n");
	assert_int_equal(note(&r, "have no line here"), 1);
	assert_int_equal(note(&r, "name an order that 'orders.csv'"), 1);
	assert_int_equal(note(&r, "give an order again"), 1);
	assert_int_equal(r.batch.n_rejects, 2);
	assert_int_equal(r.batch.rejects[0].line, 5);
	assert_string_equal(r.batch.rejects[0].column, "order_date");
	assert_string_equal(r.batch.rejects[0].row, "9,A,1,1.00,");
	assert_int_equal(r.batch.rejects[1].line, 6);
	/* Of an order that stands twice the last counts. */
	assert_int_equal(r.batch.orders[1].time,
	    date_day(2026, 1, 5) * (int64_t)DATE_SECONDS_A_DAY);
	end(&r);
	join_release(&j);
}

/* What the orders do not have stays that of the lines; a line that is no row
 * gets nothing of an order. */
static void
lines_keep_what_no_order_brings(void **state)
{
	struct reading r;
	struct join j;

	(void)state;
	read_both(&r, &j,
	    "order_id,date,customer_id\n1,2026-01-01,\"C\n1\"\n"
	    ",2026-01-02,C2\n3,2026-01-03,C3\n",
	    "order_id,sku,qty,order_date,status\n1,A,1,2025-01-01,cancelled\n"
	    "3,B,1,2025-01-01,placed\n3,\"C\n");
	assert_int_equal(j.n_rows, 2);
	assert_int_equal(r.batch.n_orders, 2);
	assert_int_equal(r.batch.orders[0].status, STATUS_CANCELLED);
	assert_int_equal(r.batch.orders[0].time,
	    date_day(2026, 1, 1) * (int64_t)DATE_SECONDS_A_DAY);
	assert_string_equal(
	    r.batch.customers[r.batch.orders[0].customer].ref, "C 1");
	assert_int_equal(r.batch.n_rejects, 1);
	assert_int_equal(r.batch.rejects[0].line, 4);
	end(&r);
	join_release(&j);
}

static void
another_file_of_orders_is_another_import(void **state)
{
	static const char lines[] = "order_id,sku,qty\n1,A,1\n2,B,1\n";
	struct reading r[2];
	struct join j;

	(void)state;
	read_both(
	    &r[0], &j, "order_id,date\n1,2026-01-01\n2,2026-01-01\n", lines);
	join_release(&j);
	read_both(
	    &r[1], &j, "order_id,date\n1,2026-01-01\n2,2026-01-02\n", lines);
	join_release(&j);
	assert_true(r[0].batch.content_hash != r[1].batch.content_hash);
	end(&r[0]);
	end(&r[1]);
}

/* ---- the slow twin: the same rows, written into one file by hand ---- */

static void
write_random(
    uint64_t seed, struct str *orders, struct str *lines, struct str *both)
{
	str_set(orders, "number,order_date,customer,status,total\n");
	str_set(lines, "pos,order_id,sku,quantity,price\n");
	str_set(both,
	    "pos,order_id,sku,quantity,price,order_date,customer_id,status,"
	    "order_total\n");
	for (int o = 1; o <= 60; o++) {
		uint64_t n = random_mix(seed * 1000 + (uint64_t)o);
		struct str rest = STR_INIT;

		str_addf(&rest, "2026-%02d-%02d,%s%d,%s,%d.50", 1 + o % 12,
		    1 + (int)(n % 28), n % 5 == 0 ? "" : "c", (int)(n % 17),
		    n % 7 == 0 ? "cancelled" : "paid", (int)(n % 90));
		str_addf(orders, "o%d,%s\n", o, rest.p);
		for (uint64_t k = 0; k < n % 4; k++) {
			uint64_t m = random_mix(n + k);
			struct str line = STR_INIT;

			str_addf(&line, "%d,o%d,p%d,%d,%d.25", (int)k, o,
			    (int)(m % 12), 1 + (int)(m % 3), (int)(m % 40));
			str_addf(lines, "%s\n", line.p);
			str_addf(both, "%s,%s\n", line.p, rest.p);
			str_release(&line);
		}
		str_release(&rest);
	}
}

static void
assert_same(const struct batch *a, const struct batch *b)
{
	assert_int_equal(a->n_orders, b->n_orders);
	assert_int_equal(a->n_lines, b->n_lines);
	assert_int_equal(a->n_customers, b->n_customers);
	assert_int_equal(a->n_products, b->n_products);
	for (size_t i = 0; i < a->n_orders; i++) {
		assert_string_equal(a->orders[i].ref, b->orders[i].ref);
		assert_int_equal(a->orders[i].time, b->orders[i].time);
		assert_int_equal(a->orders[i].status, b->orders[i].status);
		assert_int_equal(a->orders[i].total, b->orders[i].total);
		assert_int_equal(a->orders[i].customer, b->orders[i].customer);
	}
	for (size_t i = 0; i < a->n_lines; i++) {
		assert_int_equal(a->lines[i].product, b->lines[i].product);
		assert_int_equal(a->lines[i].quantity, b->lines[i].quantity);
		assert_int_equal(a->lines[i].price4, b->lines[i].price4);
		assert_int_equal(a->lines[i].order, b->lines[i].order);
	}
}

static void
two_files_read_as_one_written_by_hand(void **state)
{
	struct str orders = STR_INIT, lines = STR_INIT, both = STR_INIT;

	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct reading joined, whole;
		struct join j;

		write_random(seed, &orders, &lines, &both);
		read_both(&joined, &j, orders.p, lines.p);
		start(&whole);
		run_text(&whole, both.p, both.len);
		assert_true(whole.ok);
		assert_same(&joined.batch, &whole.batch);
		end(&whole);
		end(&joined);
		join_release(&j);
	}
	str_release(&orders);
	str_release(&lines);
	str_release(&both);
}

static void
orders_are_read_once_and_can_be_stopped(void **state)
{
	struct watch all = { 0 }, stopped = { .stop_at = 1 };
	struct err err = ERR_INIT;
	struct join j;

	(void)state;
	put(0, "orders.csv",
	    "order_id,customer_id,order_date\n"
	    "11,C1,2026-01-05\n12,C2,2026-01-19\n");
	put(1, "lines.csv", "order_id,sku,quantity\n11,LAMP,1\n12,BULB,2\n");
	assert_true(find_watched(&j, &all, &err));
	assert_int_equal(all.whole, 1);
	assert_true(all.named);
	assert_int_equal(j.n_rows, 2);
	join_release(&j);
	assert_false(find_watched(&j, &stopped, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	join_release(&j);
}

/* The lines name orders by a column that neither its name nor the first rows
 * give away: then they are read again. */
static void
another_column_than_the_likely_one_is_found(void **state)
{
	struct str orders = STR_INIT;
	struct watch w = { 0 };
	struct err err = ERR_INIT;
	struct join j;

	(void)state;
	str_add(&orders, "order_id,customer_id,order_date,shop_ref\n");
	for (int i = 1; i <= 300; i++)
		str_addf(&orders, "%d,C%d,2026-01-%02d,R-%d\n", i, i % 7,
		    i % 28 + 1, i);
	put(0, "orders.csv", orders.p);
	put(1, "lines.csv",
	    "order_id,sku,quantity\nR-290,LAMP,1\nR-291,BULB,2\n");
	assert_true(find_watched(&j, &w, &err));
	assert_int_equal(w.whole, 2);
	assert_int_equal(j.n_rows, 300);
	assert_string_equal(j.names[0], "order_date");
	join_release(&j);
	str_release(&orders);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_gives_its_lines_what_it_has),
		cmocka_unit_test(
		    the_column_of_the_orders_is_the_one_that_holds_each_once),
		cmocka_unit_test(files_that_do_not_belong_together_stay_apart),
		cmocka_unit_test(what_finds_no_partner_is_counted),
		cmocka_unit_test(lines_keep_what_no_order_brings),
		cmocka_unit_test(another_file_of_orders_is_another_import),
		cmocka_unit_test(orders_are_read_once_and_can_be_stopped),
		cmocka_unit_test(another_column_than_the_likely_one_is_found),
		cmocka_unit_test(two_files_read_as_one_written_by_hand),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
