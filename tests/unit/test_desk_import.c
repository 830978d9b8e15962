/* desk_import: previews, counts, imports and their ends, through a desk. */
#include "tests/support/shop.h"

#include "base/file.h"
#include "service/desk.h"
#include "store/store_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>
#include <unistd.h>

#define HEAD "order_id,order_date,sku,quantity,unit_price,note\n"

struct fixture {
	struct shop shop;
	struct desk *dk;
	struct str path, out;
};

static void
need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static unsigned
settle(struct desk *dk)
{
	unsigned news = desk_collect(dk);

	while (desk_busy(dk)) {
		struct pollfd fd = { .fd = desk_fd(dk), .events = POLLIN };

		assert_int_equal(poll(&fd, 1, -1), 1);
		news |= desk_collect(dk);
	}
	return news;
}

static void
set_up(struct fixture *f, const char *csv)
{
	struct err err = ERR_INIT;
	struct desk_setup setup = { .user = "tester", .threads = 1 };

	*f = (struct fixture){ .path = STR_INIT, .out = STR_INIT };
	shop_open(&f->shop, NULL);
	str_setf(&f->path, "%s/export.csv", f->shop.folder.p);
	str_setf(&f->out, "%s/out.csv", f->shop.folder.p);
	need(file_write_whole(f->path.p, slice_of(csv), 0, &err), &err);
	setup.store_path = f->shop.path.p;
	setup.now = f->shop.now;
	f->dk = desk_new(&setup, &err);
	need(f->dk != NULL, &err);
	settle(f->dk);
}

static void
tear_down(struct fixture *f)
{
	desk_free(f->dk);
	(void)unlink(f->path.p);
	(void)unlink(f->out.p);
	shop_close(&f->shop);
	str_release(&f->path);
	str_release(&f->out);
}

static void
check_message(struct fixture *f, const char *wanted)
{
	struct str said = STR_INIT;
	bool is_error;

	assert_true(desk_message(f->dk, &said, &is_error));
	assert_string_equal(said.p, wanted);
	str_release(&said);
}

static void
values_stand_as_they_will_be_read(void **state)
{
	const struct preview *pv;
	struct fixture f;

	(void)state;
	set_up(&f,
	    HEAD "1,13/4/2026 09:05,MUG,2,\"1.234,50\",hi\n"
		 "2,14/4/2026,,x,\"2,5\",\n");
	desk_preview(f.dk, f.path.p, NULL, false);
	assert_true(settle(f.dk) & DESK_INTAKE);
	pv = desk_intake(f.dk)->preview;
	assert_non_null(pv);
	assert_null(pv->problem);
	assert_string_equal(pv->file, "export.csv");
	assert_string_equal(pv->dialect, "orders");
	assert_string_equal(pv->kind, "orders");
	assert_string_equal(pv->delimiter, "comma");
	assert_int_equal(pv->date_order, DATE_ORDER_DMY);
	assert_int_equal(pv->decimal, ',');
	assert_int_equal(pv->n_columns, 6);
	assert_int_equal(pv->n_rows, 2);
	assert_string_equal(pv->columns[1].role, "order_date");
	assert_null(pv->columns[5].role);
	assert_string_equal(
	    preview_value(pv, 0, 1)->text, "2026-04-13 09:05:00");
	assert_string_equal(preview_value(pv, 1, 1)->text, "2026-04-14");
	assert_string_equal(preview_value(pv, 0, 4)->text, "1234.50");
	assert_string_equal(preview_value(pv, 1, 4)->text, "2.50");
	assert_string_equal(preview_value(pv, 0, 5)->text, "hi");
	assert_true(preview_value(pv, 1, 3)->bad);
	assert_string_equal(preview_value(pv, 1, 3)->text, "x");
	assert_int_equal(pv->columns[3].bad, 1);
	assert_int_equal(pv->columns[2].bad, 0);
	tear_down(&f);
}

/* Files of that layout do not say it. */
static void
a_layout_may_have_its_currency(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f,
	    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,"
	    "CustomerID,Country\n"
	    "536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850,"
	    "United Kingdom\n536366,71053,LANTERN,6,12/13/2010 "
	    "8:28,3.39,17850,United Kingdom\n");
	desk_preview(f.dk, f.path.p, NULL, false);
	assert_true(settle(f.dk) & DESK_INTAKE);
	assert_non_null(desk_intake(f.dk)->preview);
	assert_string_equal(desk_intake(f.dk)->preview->currency, "GBP");
	tear_down(&f);
}

/* They have no header, and nothing but blanks between their items. */
static void
baskets_of_numbers_are_told_once(void **state)
{
	const struct preview *pv;
	struct fixture f;

	(void)state;
	set_up(&f, "3 17 255\n17 4\n3 17\n255 3 17\n");
	desk_preview(f.dk, f.path.p, NULL, false);
	assert_true(settle(f.dk) & DESK_INTAKE);
	pv = desk_intake(f.dk)->preview;
	assert_non_null(pv);
	assert_null(pv->problem);
	assert_string_equal(pv->dialect, "fimi");
	assert_string_equal(pv->delimiter, "blank");
	assert_string_equal(
	    pv->summary, "one basket a line, item numbers parted by blanks");
	assert_string_equal(pv->why, "");
	assert_int_equal(pv->n_columns, 0);
	assert_int_equal(pv->n_rows, 4);
	assert_int_equal(pv->width, 1);
	assert_string_equal(preview_value(pv, 1, 0)->text, "17 4");
	tear_down(&f);
}

/* Either of the two files, whichever was picked. */
static void
a_file_finds_the_other_half_beside_it(void **state)
{
	static const char *const picked[] = { "export.csv", "orders.csv" };
	struct str orders = STR_INIT, other = STR_INIT, path = STR_INIT;
	struct err err = ERR_INIT;
	const struct preview *pv;
	struct fixture f;

	(void)state;
	set_up(&f,
	    "order_id,sku,quantity,unit_price\n1,MUG,2,5.00\n2,MUG,1,5.00\n");
	str_setf(&orders, "%s/orders.csv", f.shop.folder.p);
	str_setf(&other, "%s/another.csv", f.shop.folder.p);
	need(file_write_whole(orders.p,
		 slice_of("no,date\n1,2026-04-13\n2,2026-04-14\n"), 0, &err),
	    &err);
	need(file_write_whole(other.p,
		 slice_of("no,date\nA1,2026-04-13\nA2,2026-04-14\n"), 0, &err),
	    &err);
	for (size_t i = 0; i < ARRAY_LEN(picked); i++) {
		str_setf(&path, "%s/%s", f.shop.folder.p, picked[i]);
		desk_preview(f.dk, path.p, NULL, false);
		settle(f.dk);
		pv = desk_intake(f.dk)->preview;
		assert_null(pv->problem);
		assert_string_equal(pv->path, path.p);
		assert_string_equal(pv->file, "export.csv with orders.csv");
		assert_string_equal(pv->columns[4].name, "order_date");
		assert_string_equal(
		    preview_value(pv, 1, 4)->text, "2026-04-14");
		assert_int_equal(desk_intake(f.dk)->loaded, 2);
	}
	desk_import_as(f.dk, path.p, NULL, false, true);
	settle(f.dk);
	assert_string_equal(desk_imported(f.dk)->line.p,
	    "imported export.csv with orders.csv: 2 new orders, 0 rows set "
	    "aside");
	(void)unlink(orders.p);
	(void)unlink(other.p);
	tear_down(&f);
	str_release(&orders);
	str_release(&other);
	str_release(&path);
}

static void
counts_follow_the_preview_and_write_nothing(void **state)
{
	struct fixture f;
	uint64_t number;
	struct listing l;
	struct err err = ERR_INIT;

	(void)state;
	set_up(&f, HEAD "1,2026-04-13,MUG,2,5.00,\n1,2026-04-13,CUP,x,5.00,\n");
	number = desk_preview(f.dk, f.path.p, NULL, false);
	settle(f.dk);
	assert_int_equal(desk_intake(f.dk)->asked, number);
	assert_int_equal(desk_intake(f.dk)->counted, number);
	assert_true(desk_intake(f.dk)->counted_ok);
	assert_string_equal(desk_intake(f.dk)->line.p,
	    "would import export.csv: 1 new order, 1 row set aside");
	assert_int_equal(desk_intake(f.dk)->loaded, 1);
	need(desk_imports(f.dk, &l, &err), &err);
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	tear_down(&f);
}

static void
questions_and_gaps_are_told_and_not_counted(void **state)
{
	static const struct {
		const char *csv, *problem, *date, *decimal;
	} cases[] = {
		{ HEAD "1,3/4/2026,MUG,2,5.00,\n", NULL,
		    "line 2: column 'order_date' can be read in two ways: "
		    "'3/4/2026' is day/month or month/day, and no other row "
		    "tells",
		    NULL },
		{ HEAD "1,2026-04-03,MUG,2,\"1,234\",\n", NULL, NULL,
		    "line 2: column 'unit_price' can be read in two ways: "
		    "'1,234' is thousands or decimals, and no other row "
		    "tells" },
		{ "order_id,when,sku,quantity\n1,2026-04-03,MUG,2\n",
		    "no column is order_date yet: when the order was placed, "
		    "with or without a time",
		    NULL, NULL },
		/* nothing is missing, and yet it is not what it seems */
		{ "order_id,order_date,sku,quantity,TimeZone,Gross,Fee,Net\n"
		  "1,2026-04-03,MUG,2,UTC,9.00,1.00,8.00\n",
		    "is a list of payments by PayPal, which does not say what "
		    "was bought; export the orders of the shop itself",
		    NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct preview *pv;
		struct fixture f;

		set_up(&f, cases[i].csv);
		desk_preview(f.dk, f.path.p, NULL, false);
		settle(f.dk);
		pv = desk_intake(f.dk)->preview;
		assert_non_null(pv);
#define SAME(got, wanted)                                          \
	do {                                                       \
		assert_int_equal((got) == NULL, (wanted) == NULL); \
		if ((wanted) != NULL)                              \
			assert_string_equal(got, wanted);          \
	} while (0)
		assert_int_equal(pv->problem == NULL, cases[i].problem == NULL);
		if (pv->problem != NULL &&
		    strstr(pv->problem, cases[i].problem) == NULL)
			fail_msg("%s", pv->problem);
		SAME(pv->date_question, cases[i].date);
		SAME(pv->decimal_question, cases[i].decimal);
		assert_int_not_equal(
		    desk_intake(f.dk)->counted, desk_intake(f.dk)->asked);
		tear_down(&f);
	}
}

static void
what_stands_between_the_values_is_named(void **state)
{
	static const struct {
		const char *csv, *delimiter;
	} cases[] = {
		{ "order_id;order_date;sku;quantity\n1;2026-04-03;MUG;2\n",
		    "semicolon" },
		{ "order_id\torder_date\tsku\tquantity\n1\t2026-04-"
		  "03\tMUG\t2\n",
		    "tab" },
		{ "order_id|order_date|sku|quantity\n1|2026-04-03|MUG|2\n",
		    "pipe" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct preview *pv;
		struct fixture f;

		set_up(&f, cases[i].csv);
		desk_preview(f.dk, f.path.p, NULL, false);
		settle(f.dk);
		pv = desk_intake(f.dk)->preview;
		assert_non_null(pv);
		assert_string_equal(pv->delimiter, cases[i].delimiter);
		tear_down(&f);
	}
}

static void
columns_are_named_so_that_they_can_be_mapped(void **state)
{
	const struct preview *pv;
	struct mapping m;
	struct fixture f;

	(void)state;
	set_up(&f, "no,date,date,,sku\n1,2026-04-03,x,y,MUG\n");
	mapping_init(&m);
	mapping_set_dialect(&m, "orders");
	assert_true(mapping_set_role(&m, "#4", "title"));
	assert_true(mapping_set_role(&m, "no", "order_id"));
	desk_preview(f.dk, f.path.p, &m, false);
	settle(f.dk);
	pv = desk_intake(f.dk)->preview;
	assert_non_null(pv);
	assert_string_equal(pv->columns[1].key, "date");
	assert_string_equal(pv->columns[2].key, "#3");
	assert_string_equal(pv->columns[3].key, "#4");
	assert_string_equal(pv->columns[3].name, "column 4");
	assert_string_equal(pv->columns[3].role, "title");
	assert_true(pv->columns[3].decided);
	assert_false(pv->columns[1].decided);
	assert_string_equal(pv->columns[1].role, "order_date");
	mapping_release(&m);
	tear_down(&f);
}

static void
a_file_that_cannot_be_read_leaves_no_preview(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f, HEAD);
	desk_preview(f.dk, f.path.p, NULL, false);
	settle(f.dk);
	desk_preview(f.dk, "/nowhere/x.csv", NULL, false);
	assert_true(settle(f.dk) & DESK_INTAKE);
	assert_null(desk_intake(f.dk)->preview);
	assert_int_equal(
	    desk_intake(f.dk)->previewed, desk_intake(f.dk)->asked);
	check_message(
	    &f, "cannot read '/nowhere/x.csv': No such file or directory");
	tear_down(&f);
}

static void
an_import_is_told_and_its_rows_are_written(void **state)
{
	struct str said = STR_INIT, text = STR_INIT;
	struct err err = ERR_INIT;
	struct fixture f;
	uint64_t number;
	const struct desk_imported *im;

	(void)state;
	set_up(&f, HEAD "1,2026-04-13,MUG,2,5.00,\n1,2026-04-13,CUP,x,5.00,\n");
	number = desk_import_as(f.dk, f.path.p, NULL, false, false);
	assert_int_equal(desk_import_as(f.dk, f.path.p, NULL, false, false), 0);
	check_message(&f, "one import at a time; Esc stops this one");
	desk_import_undo(f.dk, 1);
	check_message(&f, "one import at a time; Esc stops this one");
	settle(f.dk);
	im = desk_imported(f.dk);
	assert_int_equal(im->done, number);
	assert_true(im->ok);
	assert_int_equal(im->set_aside, 1);
	check_message(&f, "imported export.csv: 1 new order, 1 row set aside");
	need(desk_write_rejects(
		 f.dk, im->import_id, f.out.p, false, &said, &err),
	    &err);
	need(file_read_whole(f.out.p, 1 << 16, &text, &err), &err);
	assert_non_null(strstr(text.p, ",3,quantity,x,"));
	assert_false(desk_write_rejects(
	    f.dk, im->import_id, f.out.p, false, &said, &err));
	need(
	    desk_write_rejects(f.dk, im->import_id, f.out.p, true, &said, &err),
	    &err);
	str_clear(&said);
	desk_add_folder(f.dk, &said);
	str_setf(&text, "%s/", f.shop.folder.p);
	assert_string_equal(said.p, text.p);
	desk_import_undo(f.dk, im->import_id + 1);
	settle(f.dk);
	check_message(&f, "there is no import 2");
	str_release(&said);
	str_release(&text);
	tear_down(&f);
}

/* What else comes in is counted by its own name. */
static void
each_kind_of_file_is_told_by_its_name(void **state)
{
	static const struct {
		const char *csv, *said;
	} cases[] = {
		{ "sku,title,price\nMUG,Mug,5.00\nCUP,Cup,4.00\n",
		    "imported export.csv: 2 products, 0 rows set aside" },
		{ "customer_id,email,consent\nC1,c1@example.com,yes\n",
		    "imported export.csv: 1 customer, 0 rows set aside" },
		{ "customer_id,sku,event,time\nC1,MUG,view,2026-04-13 "
		  "10:00:00\nC1,MUG,cart,2026-04-13 10:01:00\n",
		    "imported export.csv: 2 new events, 0 rows set aside" },
		{ "sku,product_id,variant_id,option1_id,option1_name,"
		  "option1_value\nMUG,3,33,333,Title,Default Title\n",
		    "imported export.csv: 1 platform id, 0 rows set aside" },
	};
	struct fixture f;
	struct err err = ERR_INIT;

	(void)state;
	set_up(&f, HEAD "1,2026-04-13,MUG,2,5.00,\n");
	desk_import_as(f.dk, f.path.p, NULL, false, false);
	settle(f.dk);
	check_message(&f, "imported export.csv: 1 new order, 0 rows set aside");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		need(
		    file_write_whole(f.path.p, slice_of(cases[i].csv), 0, &err),
		    &err);
		desk_import_as(f.dk, f.path.p, NULL, false, false);
		settle(f.dk);
		check_message(&f, cases[i].said);
	}
	tear_down(&f);
}

/* A row in another currency: nothing is written until somebody agrees. */
static void
a_doubtful_file_waits_for_somebody_to_agree(void **state)
{
	struct fixture f;
	uint64_t number;
	struct listing l;
	struct err err = ERR_INIT;

	(void)state;
	set_up(&f,
	    HEAD "1,2026-04-13,MUG,2,EUR 5.00,\n2,2026-04-13,CUP,1,USD "
		 "5.00,\n");
	desk_preview(f.dk, f.path.p, NULL, false);
	settle(f.dk);
	assert_string_equal(desk_intake(f.dk)->doubts.p,
	    "1 x rows are in another currency: set aside\n");
	number = desk_import_as(f.dk, f.path.p, NULL, false, false);
	settle(f.dk);
	assert_int_equal(desk_imported(f.dk)->done, number);
	assert_false(desk_imported(f.dk)->ok);
	assert_string_equal(desk_imported(f.dk)->doubts.p,
	    "1 x rows are in another currency: set aside\n");
	check_message(&f, "nothing is imported before you agree");
	need(desk_imports(f.dk, &l, &err), &err);
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	desk_import_as(f.dk, f.path.p, NULL, false, true);
	settle(f.dk);
	assert_true(desk_imported(f.dk)->ok);
	assert_int_equal(desk_imported(f.dk)->doubts.len, 0);
	tear_down(&f);
}

/* The import waits for another who writes. */
static void
an_import_that_is_stopped_before_it_begins_is_over(void **state)
{
	struct fixture f;
	uint64_t number;
	struct listing l;
	struct err err = ERR_INIT;

	(void)state;
	set_up(&f, HEAD "1,2026-04-13,MUG,2,5.00,\n");
	need(store_action_begin(f.shop.st, "in the way", &err), &err);
	desk_reload(f.dk);
	number = desk_import_as(f.dk, f.path.p, NULL, false, false);
	assert_true(desk_stop(f.dk));
	settle(f.dk);
	store_action_rollback(f.shop.st);
	assert_int_equal(desk_imported(f.dk)->done, number);
	assert_false(desk_imported(f.dk)->ok);
	check_message(&f, "stopped; nothing was imported");
	assert_false(desk_stop(f.dk));
	need(desk_imports(f.dk, &l, &err), &err);
	assert_int_equal(l.rows, 0);
	listing_release(&l);
	tear_down(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_stand_as_they_will_be_read),
		cmocka_unit_test(a_file_finds_the_other_half_beside_it),
		cmocka_unit_test(a_layout_may_have_its_currency),
		cmocka_unit_test(baskets_of_numbers_are_told_once),
		cmocka_unit_test(counts_follow_the_preview_and_write_nothing),
		cmocka_unit_test(questions_and_gaps_are_told_and_not_counted),
		cmocka_unit_test(what_stands_between_the_values_is_named),
		cmocka_unit_test(columns_are_named_so_that_they_can_be_mapped),
		cmocka_unit_test(a_file_that_cannot_be_read_leaves_no_preview),
		cmocka_unit_test(an_import_is_told_and_its_rows_are_written),
		cmocka_unit_test(each_kind_of_file_is_told_by_its_name),
		cmocka_unit_test(a_doubtful_file_waits_for_somebody_to_agree),
		cmocka_unit_test(
		    an_import_that_is_stopped_before_it_begins_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
