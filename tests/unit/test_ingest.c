/* ingest: files of every kind to batches, and rows that are set aside. */
#include "ingest/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "ingest/dict.h"
#include "tests/unit/test_ingest_help.h"

static void
assert_time(int64_t time, const char *want)
{
	struct str text = STR_INIT;

	date_add_time(&text, time);
	assert_string_equal(text.p, want);
	str_release(&text);
}

static void
generic_order_lines_become_orders_products_and_customers(void **state)
{
	struct reading r;
	const struct batch_order *o;
	const struct batch_line *l;

	(void)state;
	start(&r);
	run(&r, FIXTURES "orders.csv");
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_string_equal(r.batch.dialect, "orders");
	assert_string_equal(r.batch.currency.code, "EUR");
	assert_int_equal(r.batch.rows_read, 5);
	assert_int_equal(r.batch.n_orders, 3);
	assert_int_equal(r.batch.n_lines, 5);
	assert_int_equal(r.batch.n_products, 4); /* one in two spellings */
	assert_int_equal(r.batch.n_customers, 2);

	o = &r.batch.orders[0];
	assert_string_equal(o->ref, "H-1001");
	assert_time(o->time, "2026-03-02 09:15:00");
	assert_int_equal(o->offset, DATE_NO_OFFSET);
	assert_int_equal(o->customer, 0);
	assert_int_equal(o->status, STATUS_PLACED);
	assert_string_equal(o->country, "Austria");
	assert_string_equal(o->channel, "web");
	assert_int_equal(o->shipping, 490);
	assert_int_equal(o->shipping_cost, 375);
	assert_true(o->total == BATCH_UNKNOWN);
	assert_int_equal(o->line, 2);
	assert_int_equal(o[1].status, STATUS_CANCELLED);
	assert_int_equal(o[1].shipping, 0);
	assert_int_equal(o[2].status, STATUS_PENDING);
	assert_int_equal(o[2].customer, BATCH_NONE);
	assert_true(o[2].shipping_cost == BATCH_UNKNOWN);

	l = r.batch.lines;
	assert_int_equal(l[1].order, 0);
	assert_int_equal(l[1].quantity, 2);
	assert_int_equal(l[1].price4, 45000);
	assert_int_equal(l[1].discount, 90);
	assert_int_equal(l[1].line, 3);
	assert_int_equal(
	    batch_first_alike(&r.batch, l[2].product), l[0].product);
	assert_int_equal(l[4].quantity, -1);
	end(&r);
}

/* The SKU's key is folded; another spelling is a product that says which it
 * is like; the title is the newest. */
static void
products_of_orders_have_one_key_and_the_newest_name(void **state)
{
	struct reading r;
	const struct batch_product *p;

	(void)state;
	start(&r);
	run(&r, FIXTURES "orders.csv");
	assert_true(r.ok);
	p = r.batch.products;
	assert_string_equal(p[0].key, "lamp-01");
	assert_string_equal(p[0].sku, "LAMP-01");
	assert_int_equal(p[0].alike, 0);
	assert_string_equal(p[2].key, "lamp-01");
	assert_string_equal(p[2].sku, "lamp-01");
	assert_string_equal(p[2].title, "Desk lamp black");
	assert_int_equal(p[2].alike, 1);
	assert_true(p[0].price4 == BATCH_UNKNOWN);
	assert_string_equal(p[3].title, "Lamp shade, linen");
	assert_null(p[3].category);
	assert_int_equal(p[3].line, 5);
	end(&r);
}

struct reject_case {
	uint32_t line;
	const char *column, *value, *reason;
};

static const struct reject_case reject_cases[] = {
	{ 2, "unit_price", "12,5O", "price '12,5O' is not an amount of money" },
	{ 3, "quantity", "99999999999",
	    "quantity 99999999999 is out of range (at most 1,000,000)" },
	{ 4, "quantity", "two", "quantity 'two' is not a whole number" },
	{ 5, "order_date", "2026-13-45",
	    "order_date '2026-13-45' is not a date" },
	{ 6, "order_id", "", "the order number is missing" },
	{ 7, "sku", "", "the product is missing: neither SKU nor name" },
	{ 8, "order_date", "", "the order date is missing" },
	{ 9, NULL, NULL, "the row has 9 values, the header names 7 columns" },
	{ 10, "order_id", "1.23E+12",
	    "order_id '1.23E+12' was rounded by a spreadsheet; export the "
	    "file again and import it without opening it there" },
	{ 13, "unit_price", "999999999999",
	    "price '999999999999' is out of range (at most 100,000,000)" },
	{ 14, "quantity", "", "the quantity is missing" },
};

static void
bad_rows_are_set_aside_with_place_value_and_reason(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "orders_bad.csv");
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.n_rejects, ARRAY_LEN(reject_cases));
	for (size_t i = 0; i < ARRAY_LEN(reject_cases); i++) {
		const struct batch_reject *got = &r.batch.rejects[i];
		const struct reject_case *want = &reject_cases[i];

		assert_int_equal(got->line, want->line);
		assert_string_equal(got->reason, want->reason);
		assert_int_equal(got->column == NULL, want->column == NULL);
		if (want->column != NULL) {
			assert_string_equal(got->column, want->column);
			assert_string_equal(got->value, want->value);
		}
		assert_false(got->kept);
	}
	assert_string_equal(r.batch.rejects[0].row,
	    "B-1,2026-01-05 10:00:00,c1,TEA-1,Green tea,1,\"12,5O\"");
	/* What is left of the file: one line, and nothing of the others. */
	assert_int_equal(r.batch.n_lines, 1);
	assert_int_equal(r.batch.n_orders, 1);
	assert_int_equal(r.batch.n_products, 1);
	assert_int_equal(r.batch.n_customers, 1);
	assert_string_equal(r.batch.orders[0].ref, "B-11");
	assert_int_equal(r.report.rows_blank, 2);
	end(&r);
}

static void
semicolons_decimal_commas_and_windows_1252_are_read(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "orders_semicolon_1252.csv");
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_int_equal(r.report.facts.delimiter, ';');
	assert_int_equal(r.report.notation.decimal, ',');
	assert_int_equal(r.report.notation.date_order, DATE_ORDER_DMY);
	assert_int_equal(note(&r, "file decoded as Windows-1252"), 1);
	assert_string_equal(
	    r.batch.products[0].title, "Caf\xC3\xA9 cr\xC3\xA8me");
	assert_string_equal(
	    r.batch.products[1].title, "\xE2\x80\x9ETee\xE2\x80\x9C");
	assert_int_equal(r.batch.lines[0].price4, 12345000);
	assert_int_equal(r.batch.lines[1].price4, 25000);
	assert_time(r.batch.orders[0].time, "2026-04-03 09:05:00");
	end(&r);
}

static void
products_with_variants_come_from_utf_16_and_tabs(void **state)
{
	struct reading r;
	const struct batch_product *p;

	(void)state;
	start(&r);
	run(&r, FIXTURES "products_utf16.tsv");
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.kind, BATCH_PRODUCTS);
	assert_int_equal(r.batch.rows_read, 4);
	assert_int_equal(r.batch.n_products, 3);
	p = r.batch.products;
	/* A later row of the same SKU replaces what it gives. */
	assert_string_equal(p[0].key, "0042");
	assert_string_equal(p[0].title,
	    "Vase Gr\xC3\xB6\xC3\x9F"
	    "e M");
	assert_string_equal(p[0].brand, "Ton & T\xC3\xB6ne");
	assert_int_equal(p[0].price4, 250000);
	assert_int_equal(p[0].cost4, 98000);
	assert_int_equal(p[0].stock, 12);
	assert_int_equal(p[0].active, 0);
	assert_string_equal(p[0].parent_key, "vase");
	assert_string_equal(p[0].attributes, "{\"Size\":\"M\"}");
	assert_int_equal(note(&r, "repeat a SKU"), 1);
	/* A bad value that is not needed is left out, the row is taken. */
	assert_true(p[1].cost4 == BATCH_UNKNOWN);
	assert_int_equal(p[1].stock, -3);
	assert_int_equal(p[1].active, -1);
	assert_int_equal(r.report.fields_rejected, 2);
	assert_true(r.batch.rejects[0].kept);
	assert_string_equal(r.batch.rejects[0].column, "cost");
	/* No code: the name is the key. */
	assert_string_equal(p[2].key, "no code at all");
	assert_string_equal(p[2].sku, "No code at all");
	assert_int_equal(note(&r, "rows have no SKU"), 1);
	end(&r);
}

static void
addresses_are_kept_only_for_mailing(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "customers.csv");
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.kind, BATCH_CUSTOMERS);
	assert_int_equal(r.batch.n_customers, 3);
	assert_string_equal(r.batch.customers[0].ref, "c17");
	assert_null(r.batch.customers[0].email);
	assert_int_equal(r.batch.customers[0].consent, 1);
	assert_string_equal(r.batch.customers[0].country, "Italy");
	assert_int_equal(r.batch.customers[1].consent, 0);
	assert_int_equal(r.batch.customers[2].consent, -1);
	assert_int_equal(strncmp(r.batch.customers[2].ref, "email-", 6), 0);
	assert_null(strchr(r.batch.customers[2].ref, '@'));
	assert_int_equal(note(&r, "addresses were left out"), 3);
	assert_int_equal(note(&r, "byte-order marks"), 1);
	assert_int_equal(r.report.fields_rejected, 1);
	end(&r);

	start(&r);
	r.options.mailing = true;
	run(&r, FIXTURES "customers.csv");
	assert_true(r.ok);
	assert_string_equal(r.batch.customers[0].email, "Ada@Example.org");
	assert_int_equal(note(&r, "addresses were left out"), 0);
	end(&r);
}

static void
online_retail_has_its_quirks(void **state)
{
	struct reading r;

	(void)state;
	start(&r);
	run(&r, FIXTURES "online_retail.csv");
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_counts_add_up(&r);
	assert_string_equal(r.batch.dialect, "online-retail");
	assert_string_equal(r.report.why.p, "8 of 8 Online Retail columns");
	assert_string_equal(r.batch.currency.code, "GBP");
	assert_int_equal(r.batch.n_orders, 4);
	assert_time(r.batch.orders[0].time, "2010-12-01 08:26:00");
	assert_string_equal(r.batch.customers[0].ref, "15001");
	assert_int_equal(r.batch.orders[1].status, STATUS_RETURN);
	assert_int_equal(r.batch.orders[1].customer, 0);
	assert_int_equal(r.batch.orders[3].status, STATUS_VOIDED);
	assert_int_equal(
	    batch_first_alike(&r.batch, r.batch.lines[2].product), 0);
	/* The remark on a correction without price is no name. */
	assert_string_equal(r.batch.products[3].title, "GLASS JAR");
	/* Two dates in one order: the earlier. */
	assert_time(r.batch.orders[2].time, "2010-12-02 12:00:00");
	assert_int_equal(note(&r, "more than one date"), 1);
	end(&r);
}

/* Orders 1 to 3 twice with 'between' lines of other orders in the middle. */
static void
make_overlap(struct str *text, int between, const char *last_quantity)
{
	static const char *const lines[] = { "A,LANTERN,1", "A,LANTERN,1",
		"B,JAR,4" };

	str_set(text,
	    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,"
	    "Customer ID,Country\n");
	for (int half = 0; half < 2; half++) {
		for (int o = 1; o <= 3; o++)
			for (int k = 0; k < 3; k++)
				str_addf(text,
				    "%d,%s,2010-12-0%d 10:00:00,2.%d0,1,UK\n",
				    o,
				    half == 1 && o == 3 && k == 2
					? last_quantity
					: lines[half == 1 ? 2 - k : k],
				    o, half == 1 ? 2 - k : k);
		for (int i = 0; half == 0 && i < between; i++)
			str_addf(text,
			    "%d,C,CUP,1,2010-12-05 10:00:00,1.00,,UK\n",
			    1000 + i);
	}
}

static void
orders_that_overlapping_parts_repeat_count_once(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	make_overlap(&text, 1100, "A,LANTERN,1");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.rows_read, 1118);
	assert_int_equal(r.batch.repeated, 9);
	assert_int_equal(r.batch.n_lines, 1109);
	assert_int_equal(r.batch.n_orders, 1103);
	/* The first copy stays, with its equal lines. */
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(r.batch.lines[i].line, i + 2);
	assert_int_equal(note(&r, "stand twice"), 9);
	end(&r);

	/* An order with another second half keeps all its lines. */
	make_overlap(&text, 1100, "A,LANTERN,2");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.repeated, 6);
	end(&r);

	/* So do orders whose lines are merely scattered. */
	make_overlap(&text, 900, "A,LANTERN,1");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_counts_add_up(&r);
	assert_int_equal(r.batch.repeated, 0);
	assert_int_equal(r.batch.n_lines, 918);
	end(&r);
	str_release(&text);
}

static void
hostile_titles_are_made_harmless(void **state)
{
	static const char text[] =
	    "order_id,order_date,sku,title,quantity,price\n"
	    "1,2026-01-01,A,\"\x1b]0;x\x07 Mug\x1b[31m\nred\",1,1.00\n"
	    "2,2026-01-01,B\x1b,\xE2\x80\xAEgnp.exe,1,1.00\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	for (size_t i = 0; i < r.batch.n_products; i++)
		for (const char *c = r.batch.products[i].title; *c; c++)
			assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
	assert_string_equal(r.batch.products[0].title, "]0;x  Mug [31m red");
	assert_string_equal(r.batch.products[1].key, "b");
	assert_string_equal(r.batch.products[1].title, "gnp.exe");
	assert_true(note(&r, "harm a terminal") > 0);
	end(&r);
}

struct text_case {
	const char *name, *text, *sentence; /* after the path; NULL: read */
	int64_t taken, rejected;
};

static const struct text_case text_cases[] = {
	{ "no header", "1,2,3\n4,5,6\n",
	    " holds: its first line, '1', '2', '3', names no known layout; "
	    "say it with --as and --map, as in --as products --map sku=COLUMN",
	    0, 0 },
	{ "only blank lines", "\n\n , ,\n",
	    " holds no values, only blank lines", 0, 0 },
	{ "a header alone", "order_id,order_date,sku,price\n", NULL, 0, 0 },
	{ "orders without a date",
	    "order_id,sku,quantity,unit_price\n1,A,1,2\n",
	    " has no column for order_date, needed for order lines; name it "
	    "with --map order_date=COLUMN",
	    0, 0 },
	{ "two currencies",
	    "order_id,order_date,sku,price,currency\n1,2026-01-01,A,1,EUR\n"
	    "2,2026-01-01,A,1,USD\n3,2026-01-01,A,1,\n4,2026-01-01,A,1,eur\n",
	    NULL, 3, 1 },
	{ "no quantity and no price",
	    "order_id,order_date,sku\n1,2026-01-01,A\n1,2026-01-01,B\n", NULL,
	    2, 0 },
	{ "a line total stands for the price",
	    "order_id,order_date,sku,quantity,line_total\n"
	    "1,2026-01-01,A,4,10.00\n",
	    NULL, 1, 0 },
	{ "short rows miss what is not needed",
	    "order_id,order_date,sku,quantity,price,country\n"
	    "1,2026-01-01,A,1\n",
	    NULL, 1, 0 },
	{ "quantity as a decimal without fraction",
	    "order_id,order_date,sku,quantity\n1,2026-01-01,A,3.0\n", NULL, 1,
	    0 },
	{ "the date of an order may stand on its first row alone",
	    "order_id,order_date,sku,quantity\n1,2026-01-01,A,1\n1,,B,1\n"
	    "2,,B,1\n",
	    NULL, 2, 1 },
	{ "keys of nothing that can be shown",
	    "order_id,order_date,sku,title,customer_id\n"
	    "\x1b\x07,2026-01-01,A,Mug,c\n1,2026-01-01,\xE2\x80\xAE,Mug,c\n"
	    "2,2026-01-01,,\x07,c\n3,2026-01-01,A,Mug,\x1b\n",
	    NULL, 1, 3 },
	{ "an open quote at the end",
	    "order_id,order_date,sku,title\n1,2026-01-01,A,Mug\n"
	    "2,2026-01-01,B,\"Cup\n",
	    NULL, 1, 1 },
};

static void
files_at_the_edge_are_read_or_refused_with_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
		const struct text_case *c = &text_cases[i];
		struct reading r;

		start(&r);
		run_text(&r, c->text, strlen(c->text));
		if (c->sentence != NULL) {
			assert_false(r.ok);
			assert_non_null(strstr(r.err.text, c->sentence));
		} else {
			if (!r.ok)
				fail_msg("%s: %s", c->name, r.err.text);
			assert_counts_add_up(&r);
			if (r.report.rows_taken != c->taken ||
			    r.report.rows_rejected != c->rejected)
				fail_msg("%s: %lld taken", c->name,
				    (long long)r.report.rows_taken);
		}
		end(&r);
	}
}

static void
values_missing_from_lines_are_unknown_not_zero(void **state)
{
	static const char text[] =
	    "order_id,order_date,sku,line_total,discount,qty\n"
	    "1,2026-01-01,A,10.00,-1.50,4\n1,2026-01-01,B,,,2\n";
	struct reading r;

	(void)state;
	start(&r);
	run_text(&r, text, sizeof(text) - 1);
	assert_true(r.ok);
	assert_int_equal(r.batch.lines[0].price4, 25000);
	assert_int_equal(r.batch.lines[0].discount, 150);
	assert_true(r.batch.lines[1].price4 == BATCH_UNKNOWN);
	assert_int_equal(r.batch.lines[1].discount, 0);
	assert_int_equal(note(&r, "have no price"), 1);
	end(&r);
}

static void
columns_and_kind_can_be_overruled(void **state)
{
	static const char text[] =
	    "ref,when,thing,pcs,sku\n1,1/2/2026,Mug,2,\"1,500\"\n";
	static const struct ingest_map maps[] = { { "order_id", "Ref" },
		{ "order-date", "#2" }, { "title", "thing" },
		{ "quantity", "pcs" }, { "price", "sku" } };
	static const struct ingest_map bad[] = { { "colour", "x" } };
	struct reading r;

	(void)state;
	start(&r);
	r.options.kind = BATCH_ORDERS;
	r.options.maps = maps;
	r.options.n_maps = ARRAY_LEN(maps);
	r.options.date_order = DATE_ORDER_MDY;
	r.options.decimal = ',';
	r.options.currency = (struct currency){ .code = "KWD", .digits = 3 };
	run_text(&r, text, sizeof(text) - 1);
	if (!r.ok)
		fail_msg("%s", r.err.text);
	assert_time(r.batch.orders[0].time, "2026-01-02 00:00:00");
	assert_int_equal(r.batch.lines[0].price4, 15000);
	assert_int_equal(r.batch.lines[0].quantity, 2);
	assert_string_equal(r.batch.products[0].key, "mug");
	assert_string_equal(r.batch.currency.code, "KWD");
	end(&r);

	start(&r);
	r.options.maps = bad;
	r.options.n_maps = 1;
	run_text(&r, text, sizeof(text) - 1);
	assert_false(r.ok);
	assert_int_equal(r.err.code, ERR_USAGE);
	end(&r);

	start(&r);
	r.options.dialect = "nowhere";
	run_text(&r, text, sizeof(text) - 1);
	assert_false(r.ok);
	assert_int_equal(r.err.code, ERR_USAGE);
	end(&r);
}

static void
big_fields_and_many_columns_name_their_place(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "order_id,order_date,sku,title\n1,2026-01-01,A,Mug\n");
	str_add(&text, "2,2026-01-01,B,");
	str_add_repeat(&text, "12345678", (5 << 20) / 8);
	str_add(&text, "\n3,2026-01-01,C,Cup\n");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_counts_add_up(&r);
	assert_int_equal(r.report.rows_taken, 2);
	assert_int_equal(r.batch.rejects[0].line, 3);
	assert_string_equal(r.batch.rejects[0].column, "title");
	assert_string_equal(
	    r.batch.rejects[0].reason, "the value is longer than 1 MiB");
	assert_int_equal(strlen(r.batch.rejects[0].value), 80);
	assert_null(r.batch.rejects[0].row);
	end(&r);

	str_clear(&text);
	str_add_repeat(&text, "12345678", (5 << 20) / 8);
	start(&r);
	run_text(&r, text.p, text.len);
	assert_false(r.ok);
	assert_non_null(strstr(r.err.text,
	    "has no usable header: line 1, column 1: the value is longer than "
	    "1 MiB"));
	end(&r);

	str_clear(&text);
	str_add_repeat(&text, "sku,", 9999);
	str_add(&text, "sku\n");
	start(&r);
	run_text(&r, text.p, text.len);
	assert_false(r.ok);
	assert_non_null(strstr(
	    r.err.text, ", line 1: 10,000 columns; at most 4,096 can be read"));
	end(&r);
	str_release(&text);
}

/* Memory stays bounded when everything is wrong. */
static void
rejects_beyond_the_limit_are_only_counted(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "order_id,order_date,sku,title\n");
	str_add_repeat(&text, "1,never,A,Mug\n", INGEST_MAX_REJECTS + 5);
	start(&r);
	run_text(&r, text.p, text.len);
	assert_true(r.ok);
	assert_int_equal(r.report.rows_rejected, INGEST_MAX_REJECTS + 5);
	assert_int_equal(r.batch.n_rejects, INGEST_MAX_REJECTS);
	assert_int_equal(note(&r, "counted but not listed"), 5);
	end(&r);
	str_release(&text);
}

static void
equal_files_have_equal_hashes(void **state)
{
	struct reading a, b, c;

	(void)state;
	start(&a);
	start(&b);
	start(&c);
	run(&a, FIXTURES "orders.csv");
	run(&b, FIXTURES "orders.csv");
	run(&c, FIXTURES "orders_bad.csv");
	assert_true(a.batch.content_hash == b.batch.content_hash);
	assert_true(a.batch.content_hash != c.batch.content_hash);
	end(&a);
	end(&b);
	end(&c);
}

static void
the_preview_shows_rows_layout_and_reason(void **state)
{
	struct ingest_options options;
	struct ingest_preview preview;
	struct err err = ERR_INIT;

	(void)state;
	ingest_options_init(&options);
	assert_true(
	    ingest_preview(FIXTURES "orders.csv", &options, &preview, &err));
	assert_true(preview.understood);
	assert_int_equal(preview.sample.n, 5);
	assert_int_equal(preview.match.column[ROLE_SKU], 3);
	assert_string_equal(
	    preview.why.p, "14 of 14 columns known as order lines");
	assert_true(
	    slice_eq_c(preview.sample.rows[3].fields[4], "Lamp shade, linen"));
	ingest_preview_release(&preview);

	assert_true(
	    ingest_preview(FIXTURES "unknown.csv", &options, &preview, &err));
	assert_false(preview.understood);
	assert_non_null(strstr(preview.problem.text, "'height', 'depth'"));
	assert_true(slice_eq_c(preview.sample.header.names[2], "weight"));
	ingest_preview_release(&preview);

	assert_false(ingest_preview("/", &options, &preview, &err));
	ingest_preview_release(&preview);
}

/* Keys of 6 to 30 bytes; the table keeps its own copies. */
static void
a_dictionary_finds_what_was_put_in_and_nothing_else(void **state)
{
	enum {
		KEYS = 5000
	};
	struct dict d = { 0 };
	struct arena text = { 0 };
	struct slice keys[KEYS];
	struct err err = ERR_INIT;

	(void)state;
	for (uint32_t i = 0; i < KEYS; i++) {
		size_t len = 6 + random_mix(i) % 25;
		char *key = arena_alloc(&text, 31);

		memset(key, 'k', 31);
		snprintf(key, 6, "%05u", i);
		key[5] = 'x';
		keys[i] = slice_bytes(key, len);
		assert_true(
		    dict_get(&d, keys[i], slice_hash(keys[i])) == DICT_NONE);
		assert_true(
		    dict_put(&d, keys[i], slice_hash(keys[i]), i, &err));
		if (i % 2 == 0) {
			keys[i].p = arena_strndup(&text, key, len);
			memset(key, '?', 31);
		}
	}
	for (uint32_t i = 0; i < KEYS; i++) {
		struct slice shorter = slice_bytes(keys[i].p, keys[i].len - 1);

		assert_int_equal(dict_get(&d, keys[i], slice_hash(keys[i])), i);
		assert_true(
		    dict_get(&d, shorter, slice_hash(shorter)) == DICT_NONE);
		/* Equal hashes alone do not make equal keys. */
		assert_true(
		    dict_get(&d, shorter, slice_hash(keys[i])) == DICT_NONE);
	}
	assert_true(dict_get(&d, slice_of("no key"), 0) == DICT_NONE);
	dict_release(&d);
	arena_release(&text);
}

/* Up to eight bytes stand in the table itself, padded with zeros, which no
 * key may be taken for; all have one hash here. */
static void
a_dictionary_tells_short_keys_with_zeros_apart(void **state)
{
	static const struct {
		const char *p;
		size_t len;
	} rows[] = {
		{ .p = "a", .len = 1 },
		{ .p = "a\0", .len = 2 },
		{ .p = "a\0\0", .len = 3 },
		{ .p = "a\0a", .len = 3 },
		{ .p = "\0", .len = 1 },
		{ .p = "\0a", .len = 2 },
		{ .p = "\0\0\0\0\0\0\0\0", .len = 8 },
		{ .p = "12345678", .len = 8 },
		{ .p = "1234567\0", .len = 8 },
		{ .p = "1234567", .len = 7 },
		{ .p = "123456789", .len = 9 },
	};
	struct dict d = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	for (uint32_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice key = slice_bytes(rows[i].p, rows[i].len);

		assert_true(dict_get(&d, key, 7) == DICT_NONE);
		assert_true(dict_put(&d, key, 7, i, &err));
	}
	for (uint32_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(
		    dict_get(&d, slice_bytes(rows[i].p, rows[i].len), 7), i);
	dict_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    generic_order_lines_become_orders_products_and_customers),
		cmocka_unit_test(
		    products_of_orders_have_one_key_and_the_newest_name),
		cmocka_unit_test(
		    bad_rows_are_set_aside_with_place_value_and_reason),
		cmocka_unit_test(
		    semicolons_decimal_commas_and_windows_1252_are_read),
		cmocka_unit_test(
		    products_with_variants_come_from_utf_16_and_tabs),
		cmocka_unit_test(addresses_are_kept_only_for_mailing),
		cmocka_unit_test(online_retail_has_its_quirks),
		cmocka_unit_test(
		    orders_that_overlapping_parts_repeat_count_once),
		cmocka_unit_test(hostile_titles_are_made_harmless),
		cmocka_unit_test(
		    files_at_the_edge_are_read_or_refused_with_a_sentence),
		cmocka_unit_test(
		    values_missing_from_lines_are_unknown_not_zero),
		cmocka_unit_test(columns_and_kind_can_be_overruled),
		cmocka_unit_test(big_fields_and_many_columns_name_their_place),
		cmocka_unit_test(rejects_beyond_the_limit_are_only_counted),
		cmocka_unit_test(equal_files_have_equal_hashes),
		cmocka_unit_test(the_preview_shows_rows_layout_and_reason),
		cmocka_unit_test(
		    a_dictionary_finds_what_was_put_in_and_nothing_else),
		cmocka_unit_test(
		    a_dictionary_tells_short_keys_with_zeros_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
