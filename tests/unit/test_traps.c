/*
 * traps: what real files do to an importer. The rows of test_formats.c hold
 * what each file comes to; what is more than figures is here.
 *
 *	headers vary		online_retail.csv, online_retail_2.csv (the same data
 *				under other names), shopify_orders_71.csv (price
 *				columns gone, saved again with semicolons)
 *	continuation rows	shopify_orders_79.csv, shopify_orders_71.csv;
 *				images: shopify_products*.csv
 *	fees as lines		trap_fees.csv, trap_postage.csv
 *	forms of returns	trap_returns.csv, online_retail.csv, orders_till.csv
 *	double imports		trap_twice_inside.csv, shopify_orders_joined.csv;
 *				across files: test_store_again.c
 *	missing keys		trap_names.csv, shopify_products_legacy.csv (one
 *				SKU twice)
 *	names and prices	trap_price_jump.csv; newest name: test_ingest.c
 *	huge baskets		below
 *	few items an order	tests/cli/pairs.sh
 *	totals			trap_totals.csv, trap_two_currencies.csv,
 *				woocommerce_webtoffee.csv (tax added)
 *	bytes			trap_bom_late.csv, trap_padded.csv,
 *				orders_semicolon_1252.csv, orders_tr_1254.csv,
 *				products_utf16.tsv; test_csvfile.c
 *	dates			trap_dates.csv, trap_late_date.csv,
 *				trap_ambiguous_dates.csv
 *	spreadsheets		trap_rounded_ids.csv, trap_one_order.csv
 *
 * The fixtures hold invented people and shops.
 */
#include "ingest/ingest.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/random.h"
#include "ingest/items.h"
#include "ingest/moment.h"
#include "tests/support/effort.h"
#include "tests/unit/test_ingest_help.h"

struct refused_case {
	const char *file, *sentence;
};

static const struct refused_case refused_cases[] = {
	{ "no_products.csv",
	    "has no column for order_id, needed for order lines; name it "
	    "with --map order_id=COLUMN" },
	{ "sales_by_day.csv",
	    "has no column for order_id, needed for order lines; name it "
	    "with --map order_id=COLUMN" },
	{ "shifts.csv", "names no known layout" },
	{ "list_etsy.csv",
	    "is an Etsy list of orders, which does not say what was bought; "
	    "download its 'Order Items'" },
	{ "list_prestashop.csv",
	    "is the order list of PrestaShop, which does not say what was "
	    "bought; export the details of its orders" },
	{ "trap_ambiguous_dates.csv",
	    "line 2: column 'order_date' can be read in two ways: '1/2/2026' "
	    "is day/month or month/day, and no other row tells; say which "
	    "with --date-order dmy or --date-order mdy" },
	{ "trap_rounded_ids.csv",
	    "column 'order_id': a spreadsheet rounded the numbers "
	    "('1.23E+12'), so they cannot be told apart; export the file "
	    "again and import it without opening it there" },
	{ "trap_one_order.csv",
	    "all 24 lines carry the order number '1230000000000', yet several "
	    "dates; a spreadsheet may have rounded the numbers: export the "
	    "file again, or name another column with --map order_id=COLUMN" },
};

static void
files_that_cannot_be_told_are_refused_with_a_remedy(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
		const struct refused_case *c = &refused_cases[i];
		struct str path = STR_INIT;
		struct reading r;

		str_setf(&path, FIXTURES "%s", c->file);
		start(&r);
		run(&r, path.p);
		assert_false(r.ok);
		assert_non_null(strstr(r.err.text, path.p));
		if (strstr(r.err.text, c->sentence) == NULL)
			fail_msg("%s", r.err.text);
		end(&r);
		str_release(&path);
	}
}

static const struct batch_order *
order_of(const struct batch *b, const char *ref)
{
	for (size_t i = 0; i < b->n_orders; i++)
		if (strcmp(b->orders[i].ref, ref) == 0)
			return &b->orders[i];
	fail_msg("no order '%s'", ref);
	abort();
}

static void
money_of_shopify_orders_is_settled(void **state)
{
	const struct batch_order *o;
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "shopify_orders_79.csv");
	assert_true(r.ok);
	o = order_of(&r.batch, "#2001");
	assert_int_equal(o->discount, 500);
	assert_int_equal(o->shipping, 490);
	assert_int_equal(o->offset, 7200);
	/* Paid back in part: an amount, not a basket. */
	o = order_of(&r.batch, "#2003");
	assert_int_equal(o->status, STATUS_PLACED);
	assert_int_equal(o->refunded, 1000);
	assert_int_equal(o->discount, 1000);
	assert_int_equal(o->total, 3900);
	/* The code for free shipping is not taken off the goods. */
	o = order_of(&r.batch, "#2005");
	assert_int_equal(o->discount, 0);
	assert_int_equal(o->shipping, 0);
	/* The order's discount is that of its line. */
	o = order_of(&r.batch, "#2006");
	assert_int_equal(o->discount, 0);
	assert_int_equal(order_of(&r.batch, "#2002")->status, STATUS_CANCELLED);
	assert_int_equal(order_of(&r.batch, "#2004")->status, STATUS_REFUNDED);
	assert_int_equal(order_of(&r.batch, "1044")->status, STATUS_VOIDED);
	assert_string_equal(r.batch.rejects[0].reason,
	    "currency 'USD' is not the one of the other orders (EUR)");
	assert_string_equal(r.batch.rejects[1].reason,
	    "the first row of this order was set aside");
	assert_int_equal(r.batch.rejects[1].line, 12);
	end(&r);
}

static void
postage_lines_become_the_shipping_charge(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "trap_postage.csv");
	assert_true(r.ok);
	assert_int_equal(r.batch.orders[0].shipping, 450);
	assert_int_equal(r.batch.orders[1].shipping, 490);
	assert_true(r.batch.orders[2].shipping == BATCH_UNKNOWN);
	end(&r);
	start(&r);
	run(&r, FIXTURES "online_retail.csv");
	assert_true(r.ok);
	assert_int_equal(r.batch.orders[0].shipping, 1800);
	end(&r);
}

/* What the user says goes before what the first rows look like. */
static void
the_user_decides_where_a_table_begins(void **state)
{
	static const char text[] =
	    "Report,,\nref,when,thing\n7,2026-01-02,Mug\n";
	static const struct ingest_map maps[] = { { "order_id", "ref" },
		{ "order_date", "when" }, { "title", "thing" } };
	static const char rows[] = "tea,cup\nsku,price\n";
	struct reading r;

	(void)state;
	start(&r);
	r.options.kind = BATCH_ORDERS;
	r.options.maps = maps;
	r.options.n_maps = ARRAY_LEN(maps);
	run_text(&r, text, sizeof(text) - 1);
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.rows_read, 1);
	assert_string_equal(r.batch.orders[0].ref, "7");
	assert_string_equal(r.batch.products[0].title, "Mug");
	end(&r);

	start(&r);
	r.options.dialect = "baskets";
	run_text(&r, rows, sizeof(rows) - 1);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.n_orders, 2);
	assert_string_equal(r.batch.products[2].key, "sku");
	end(&r);
}

/* One slip among hundreds of shares makes no column of amounts. */
static void
a_slip_among_shares_is_no_amount(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "order_id,order_date,sku,quantity,price,discount\n");
	for (int i = 1; i <= 300; i++)
		str_addf(&text, "%d,2026-03-01,a,1,10.00,%s\n", i,
		    i == 200 ? "1.1" : "0.2");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_int_equal(r.batch.lines[0].discount, 200);
	assert_int_equal(note(&r, "shares of the price"), 299);
	end(&r);
	str_release(&text);
}

/* Where one customer's day stands for an order, its lines may stand anywhere:
 * two far from each other are two. */
static void
a_day_of_one_customer_is_no_repeat(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "customer_id,date,item\nm1,2026-03-01,milk\n");
	for (int i = 2; i < 1200; i++)
		str_addf(&text, "m%d,2026-03-01,bread\n", i);
	str_add(&text, "m1,2026-03-01,milk\n");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_int_equal(r.batch.n_orders, 1199);
	assert_int_equal(r.batch.n_lines, 1200);
	end(&r);
	str_release(&text);
}

/* Most rows of a list of products that name one again are sales. */
static void
a_list_that_repeats_its_products_is_doubted(void **state)
{
	struct str text = STR_INIT;
	struct reading r;
	bool doubted = false;

	(void)state;
	str_add(&text, "Produit,Gamme,Prix unitaire\n");
	for (int i = 0; i < 60; i++)
		str_addf(&text, "Bol %d,Table,4.00\n", i % 5);
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_int_equal(r.batch.kind, BATCH_PRODUCTS);
	assert_int_equal(note(&r, "rows repeat a product of the file"), 55);
	for (size_t i = 0; i < r.report.n_notes; i++)
		doubted = doubted || r.report.notes[i].doubt;
	assert_true(doubted);
	end(&r);
	str_release(&text);
}

static void
purchases_without_numbers_are_one_order_a_day(void **state)
{
	static const char text[] =
	    "Member_number,Date,itemDescription\n1808,21-07-2015,fruit\n"
	    "1808,2015-07-21 10:00,bread\n1808,22-07-2015,bread\n"
	    ",22-07-2015,bread\n1808,,bread\n";
	static const char emails[] =
	    "email,date,sku\na@example.org,2026-01-02,A\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.n_orders, 2);
	assert_int_equal(r.batch.n_lines, 3);
	assert_int_equal(r.report.rows_rejected, 2);
	assert_string_equal(r.batch.orders[0].ref, "1808 2015-07-21");
	assert_string_equal(r.batch.rejects[0].reason,
	    "customer or date is missing, and there is no order number");
	assert_int_equal(note(&r, "have no order number"), 3);
	end(&r);

	start(&r);
	run_text(&r, emails, sizeof(emails) - 1);
	assert_true(r.ok);
	assert_null(strchr(r.batch.orders[0].ref, '@'));
	end(&r);
}

/* Lists of baskets are published without dates; one has to want it. */
static void
lines_without_dates_are_read_by_request(void **state)
{
	static const char text[] = "order_id,product_id,add_to_cart_order\n"
				   "2,33120,1\n2,28985,2\n3,33754,1\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_false(r.ok);
	assert_non_null(strstr(r.err.text,
	    "has no column for order_date, needed for order lines; name it "
	    "with --map order_date=COLUMN, name the file with the orders "
	    "themselves in the same command, or read it without dates with "
	    "--as orders"));
	end(&r);
	start(&r);
	r.options.kind = BATCH_ORDERS;
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.n_orders, 2);
	assert_int_equal(r.batch.orders[0].time, 0);
	assert_int_equal(note(&r, "have no date"), 3);
	end(&r);
}

/* Of a line's total alone the share is taken off already. */
static void
shares_of_a_line_total_are_left_alone(void **state)
{
	static const char text[] =
	    "order_id,order_date,sku,sales,quantity,discount\n"
	    "1,2026-01-01,A,80.00,2,0.2\n2,2026-01-01,A,40.00,1,0.2\n"
	    "3,2026-01-01,A,50.00,1,0.5\n";
	static const char cents[] =
	    "order_id,order_date,sku,price,quantity,discount\n"
	    "1,2026-01-01,A,8.00,2,0.2\n2,2026-01-01,A,4.00,1,1.2\n"
	    "3,2026-01-01,A,5.00,1,0.5\n4,2026-01-01,A,5.00,1,0.5\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_int_equal(r.batch.lines[0].price4, 400000);
	assert_int_equal(r.batch.lines[0].discount, 0);
	end(&r);
	start(&r);
	run_text(&r, cents, sizeof(cents) - 1);
	assert_true(r.ok);
	assert_int_equal(r.batch.lines[0].discount, 20);
	end(&r);
}

static void
most_rows_decide_the_currency(void **state)
{
	static const char text[] =
	    "order_id,order_date,sku,price,currency\n1,2026-01-01,A,1,USD\n"
	    "2,2026-01-01,A,1,EUR\n3,2026-01-01,A,1,EUR\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_string_equal(r.batch.currency.code, "EUR");
	assert_int_equal(r.batch.n_orders, 2);
	assert_int_equal(r.batch.rejects[0].line, 2);
	end(&r);
	/* Not against what the user or the store says. */
	start(&r);
	r.options.currency = (struct currency){ .code = "USD", .digits = 2 };
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_int_equal(r.batch.n_orders, 1);
	end(&r);
}

struct moment_case {
	const char *text, *time; /* NULL: none */
	int32_t offset;
};

static const struct moment_case moment_cases[] = {
	{ "45231", "2023-11-01 00:00:00", DATE_NO_OFFSET },
	{ "45231.5", "2023-11-01 12:00:00", DATE_NO_OFFSET },
	{ "45231.39583", "2023-11-01 09:30:00", DATE_NO_OFFSET },
	{ "25569", "1970-01-01 00:00:00", DATE_NO_OFFSET },
	{ "25568", NULL, 0 },
	{ "2011", NULL, 0 },
	{ "20121005", NULL, 0 },
	{ "1700000000", "2023-11-14 22:13:20", 0 },
	{ "1700000000123", "2023-11-14 22:13:20", 0 },
	{ "9999999999", NULL, 0 },
	{ "99999999999999999999", NULL, 0 },
	{ "-45231", NULL, 0 },
	{ "", NULL, 0 },
	{ "soon", NULL, 0 },
};

static void
counted_times_are_read_within_their_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(moment_cases); i++) {
		const struct moment_case *c = &moment_cases[i];
		struct str text = STR_INIT;
		int64_t time;
		int32_t offset;
		bool ok = moment_parse(slice_of(c->text), &time, &offset);

		if (ok != (c->time != NULL))
			fail_msg("'%s'", c->text);
		if (ok) {
			date_add_time(&text, time);
			assert_string_equal(text.p, c->time);
			assert_int_equal(offset, c->offset);
		}
		str_release(&text);
	}
}

static void
numbers_as_dates_and_percents_as_discounts_are_read(void **state)
{
	static const char text[] =
	    "order_id,order_date,sku,quantity,price,discount\n"
	    "1,45231.5,A,3,10.00,10 %\n2,45232,A,1,9.99,50%\n"
	    "3,45233,A,1,10.00,120%\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(note(&r, "dates are numbers"), 3);
	assert_int_equal(r.batch.n_lines, 2);
	assert_int_equal(r.batch.lines[0].discount, 300);
	assert_int_equal(r.batch.lines[1].discount, 500);
	assert_string_equal(r.batch.rejects[0].reason,
	    "discount '120%' is not an amount of money");
	end(&r);
}

struct item_case {
	const char *cell;
	const char *names[3], *quantities[3];
};

static const struct item_case item_cases[] = {
	{ "2\xC3\x97 Mug, 1\xC3\x97 Cup, with saucer",
	    { "Mug", "Cup, with saucer" }, { "2", "1" } },
	{ "1x Mug, 12 pieces, 3x Cup", { "Mug, 12 pieces", "Cup" },
	    { "1", "3" } },
	{ "name:Mug; blue|quantity:2;name:Cup|quantity:1",
	    { "Mug; blue", "Cup" }, { "2", "1" } },
	{ "id:7|name:Tea: green|sku:T|quantity:1", { "Tea: green" }, { "1" } },
	{ "2x MUG-1|1x TEA-1", { "MUG-1", "TEA-1" }, { "2", "1" } },
	{ "Product ID: 7, Product Qty: 2, Product Name: Mug, wide: red|"
	  "Product ID: 8, Product Qty: 1, Product Name: Tea",
	    { "Mug, wide: red", "Tea" }, { "2", "1" } },
	{ "Mug", { "Mug" }, { "" } },
	{ "  ", { NULL }, { NULL } },
	{ "12345678\xC3\x97 Mug", { "12345678\xC3\x97 Mug" }, { "" } },
};

static void
cells_of_items_are_taken_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(item_cases); i++) {
		const struct item_case *c = &item_cases[i];
		struct slice rest = slice_of(c->cell);
		struct item item;
		size_t n = 0;

		while (items_next(&rest, &item)) {
			assert_true(n < 3 && c->names[n] != NULL);
			assert_true(slice_eq_c(item.name, c->names[n]));
			assert_true(
			    slice_eq_c(item.quantity, c->quantities[n]));
			n++;
		}
		assert_true(n == 3 || c->names[n] == NULL);
	}
}

/* Whatever becomes of a file: it is read and adds up, or there is a
 * sentence. */
static void
assert_sane(const char *text, size_t len, const char *what)
{
	struct reading r;

	start(&r);
	run_text(&r, text, len);
	if (r.ok)
		assert_counts_add_up(&r);
	else if (r.err.text[0] == '\0')
		fail_msg("%s: no sentence", what);
	end(&r);
}

static void
damage(struct str *text, uint64_t seed)
{
	static const char bytes[] = ",;\t|\"'\n\r\0\x80\xC3\xFF 0-.eE+x";

	for (uint64_t k = 0; k < 3 && text->len > 0; k++) {
		uint64_t h = random_mix(seed * 7 + k);

		text->p[h % text->len] = bytes[(h >> 32) % (sizeof(bytes) - 1)];
	}
	if (seed % 3 == 0)
		str_cut(text, random_mix(seed) % (text->len + 1));
}

static void
every_fixture_adds_up_whole_and_damaged(void **state)
{
	enum {
		TIMES = EFFORT(12)
	};
	DIR *folder = opendir(FIXTURES);
	const struct dirent *entry;
	int files = 0;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		struct str path = STR_INIT, text = STR_INIT, copy = STR_INIT;
		struct err err = ERR_INIT;

		str_setf(&path, FIXTURES "%s", entry->d_name);
		if (entry->d_name[0] != '.' &&
		    file_read_whole(path.p, 1 << 20, &text, &err)) {
			assert_sane(text.p, text.len, entry->d_name);
			for (uint64_t seed = 0; seed < TIMES; seed++) {
				str_clear(&copy);
				str_add_bytes(&copy, text.p, text.len);
				damage(
				    &copy, seed + slice_hash(slice_str(&path)));
				assert_sane(copy.p, copy.len, entry->d_name);
			}
			files++;
		}
		str_release(&path);
		str_release(&text);
		str_release(&copy);
	}
	closedir(folder);
	assert_true(files > 50);
}

static void
one_order_may_hold_a_thousand_products(void **state)
{
	enum {
		PRODUCTS = 1106
	};
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "order_id,order_date,sku,quantity,price\n");
	str_add(&text, "1,2026-01-01,S1,1,2.00\n2,2026-01-01,S2,1,2.00\n");
	for (int i = 0; i < PRODUCTS; i++)
		str_addf(&text, "3,2026-01-01,S%d,2,1.50\n", i);
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.n_orders, 3);
	assert_int_equal(r.batch.n_products, PRODUCTS);
	assert_int_equal(r.batch.n_lines, PRODUCTS + 2);
	assert_int_equal(r.report.rows_rejected, 0);
	end(&r);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    files_that_cannot_be_told_are_refused_with_a_remedy),
		cmocka_unit_test(money_of_shopify_orders_is_settled),
		cmocka_unit_test(postage_lines_become_the_shipping_charge),
		cmocka_unit_test(the_user_decides_where_a_table_begins),
		cmocka_unit_test(a_slip_among_shares_is_no_amount),
		cmocka_unit_test(a_day_of_one_customer_is_no_repeat),
		cmocka_unit_test(a_list_that_repeats_its_products_is_doubted),
		cmocka_unit_test(purchases_without_numbers_are_one_order_a_day),
		cmocka_unit_test(lines_without_dates_are_read_by_request),
		cmocka_unit_test(shares_of_a_line_total_are_left_alone),
		cmocka_unit_test(most_rows_decide_the_currency),
		cmocka_unit_test(counted_times_are_read_within_their_range),
		cmocka_unit_test(
		    numbers_as_dates_and_percents_as_discounts_are_read),
		cmocka_unit_test(cells_of_items_are_taken_apart),
		cmocka_unit_test(every_fixture_adds_up_whole_and_damaged),
		cmocka_unit_test(one_order_may_hold_a_thousand_products),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
