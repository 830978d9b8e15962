/* ingest: values at the edges of what is read, one file of text a case. */
#include "tests/unit/test_ingest_help.h"

#include "base/str.h"

#define HEAD "order_id,order_date,customer_id,sku,title,quantity,unit_price"
#define DAY  "2026-01-05 10:00:00"

static void
read_text(struct reading *r, const struct str *text)
{
	start(r);
	run_text(r, text->p, text->len);
	if (!r->ok)
		fail_msg("%s", r->err.text);
	assert_counts_add_up(r);
}

/* The one row that was set aside, as the reason says it. */
static const char *
only_reason(const struct reading *r)
{
	assert_int_equal(r->batch.n_rejects, 1);
	return r->batch.rejects[0].reason;
}

static const struct {
	const char *row, *reason;
} odd_rows[] = {
	{ "A2," DAY ",c1,TEA-1,Tea,99999999999999999999,4.00",
	    "quantity 99999999999999999999 is out of range (at most "
	    "1,000,000)" },
	{ "A2," DAY ",c1,TEA-1,Tea,1.5.2,4.00",
	    "quantity '1.5.2' is not a whole number" },
	{ "A2,yesterday,c1,TEA-1,Tea,1,4.00",
	    "order_date 'yesterday' is not a date" },
	{ "A2," DAY ",c1,TEA-1,Tea,1,4.0.0",
	    "price '4.0.0' is not an amount of money" },
};

static void
each_odd_value_is_told_with_its_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd_rows); i++) {
		struct str text = STR_INIT;
		struct reading r;

		str_addf(&text, HEAD "\nA1," DAY ",c1,TEA-1,Tea,1,4.00\n%s\n",
		    odd_rows[i].row);
		read_text(&r, &text);
		assert_string_equal(only_reason(&r), odd_rows[i].reason);
		assert_int_equal(r.batch.n_lines, 1);
		end(&r);
		str_release(&text);
	}
}

static void
codes_that_are_too_long_are_set_aside_and_titles_cut(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, HEAD "\nA1," DAY ",c1,TEA-1,");
	str_add_repeat(&text, "\xc3\xa9", 3000);
	str_add(&text, ",1,4.00\nA2," DAY ",c1,");
	str_add_repeat(&text, "x", 1001);
	str_add(&text, ",Tea,1,4.00\n");
	read_text(&r, &text);
	assert_non_null(strstr(only_reason(&r), "is longer than 1,000 bytes"));
	assert_int_equal(r.batch.n_products, 1);
	/* Between two letters, not within one. */
	assert_true(strlen(r.batch.products[0].title) < 6000);
	assert_int_equal(strlen(r.batch.products[0].title) % 2, 0);
	end(&r);
	str_release(&text);
}

static void
a_header_in_the_middle_is_no_row(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text,
	    HEAD "\nA1," DAY ",c1,TEA-1,Tea,1,4.00\n" HEAD "\n"
		 "A2," DAY ",c1,TEA-1,Tea,2,4.00\n"
		 /* begins like the header, and is a row that is wrong */
		 "order_id," DAY ",c1,TEA-1,Tea,3,4.00\n");
	read_text(&r, &text);
	assert_int_equal(r.batch.n_lines, 3);
	assert_int_equal(r.batch.n_orders, 3);
	assert_int_equal(r.report.rows_passed, 1);
	end(&r);
	str_release(&text);
}

/* Percents and shares are of what the pieces cost. */
static void
a_discount_may_be_a_percent(void **state)
{
	static const struct {
		const char *written;
		int64_t minor; /* -1: the row is set aside */
	} cases[] = {
		{ "10 %", 80 },
		{ "10%", 80 },
		{ "0 %", 0 },
		{ "100 %", 800 },
		{ "150 %", -1 },
		{ "2.00", 200 },
		{ "-2.00", 200 },
		{ "", 0 },
		{ "much", -1 },
		{ "n/a", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = STR_INIT;
		struct reading r;

		str_addf(&text,
		    HEAD ",discount\nA1," DAY ",c1,TEA-1,Tea,2,4.00,%s\n"
			 "A2," DAY ",c1,TEA-1,Tea,2,4.00,1.00\n",
		    cases[i].written);
		read_text(&r, &text);
		if (cases[i].minor < 0) {
			assert_int_equal(r.batch.n_lines, 1);
			assert_int_equal(r.batch.n_rejects, 1);
		} else if (r.batch.n_lines != 2 ||
		    r.batch.lines[0].discount != cases[i].minor)
			fail_msg("'%s': %lld", cases[i].written,
			    (long long)r.batch.lines[0].discount);
		end(&r);
		str_release(&text);
	}
}

/* A currency of thousandths behind what is looked at before reading: all
 * amounts were read in hundredths. In what is looked at it is known in time. */
static void
a_currency_of_other_digits_may_not_come_late(void **state)
{
	static const struct {
		int rows_before;
		bool in_time;
	} cases[] = { { 1, true }, { 20000, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = STR_INIT;
		struct reading r;

		str_add(&text, HEAD ",currency\n");
		for (int k = 0; k < cases[i].rows_before; k++)
			str_addf(
			    &text, "A%d," DAY ",c1,TEA-1,Tea,2,4.00,\n", k);
		str_add(&text, "Z," DAY ",c1,TEA-1,Tea,2,4.00,KWD\n");
		start(&r);
		run_text(&r, text.p, text.len);
		assert_int_equal(r.ok, cases[i].in_time);
		if (r.ok)
			assert_string_equal(r.batch.currency.code, "KWD");
		else
			assert_non_null(strstr(r.err.text,
			    "names its currency (KWD) only after amounts"));
		end(&r);
		str_release(&text);
	}
}

/* The lines as "order sku|title pieces@price4-discount", then what the orders
 * say of themselves. */
static void
describe(const struct batch *b, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < b->n_lines; i++) {
		const struct batch_line *l = &b->lines[i];
		const struct batch_product *p = &b->products[l->product];

		str_addf(out, "%s %s|%s %d@", b->orders[l->order].ref, p->sku,
		    p->title == NULL ? "" : p->title, (int)l->quantity);
		if (l->price4 != BATCH_UNKNOWN)
			str_addf(out, "%lld", (long long)l->price4);
		str_addf(out, "-%lld\n", (long long)l->discount);
	}
	for (size_t i = 0; i < b->n_orders; i++) {
		const struct batch_order *o = &b->orders[i];

		if (o->shipping != BATCH_UNKNOWN)
			str_addf(out, "%s ships for %lld\n", o->ref,
			    (long long)o->shipping);
		if (o->discount != BATCH_UNKNOWN)
			str_addf(out, "%s less %lld\n", o->ref,
			    (long long)o->discount);
	}
}

#define SHOPIFY                                                                \
	"Name,Email,Financial Status,Subtotal,Shipping,Taxes,Total,"           \
	"Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem " \
	"price,Lineitem sku,Lineitem discount,Currency\n"

static const struct {
	const char *what, *text, *read;
} corners[] = {
	{ "discounts have either sign",
	    HEAD ",order_discount\nA1," DAY ",c1,TEA-1,Tea,1,4.00,-1.00\n",
	    "A1 TEA-1|Tea 1@40000-0\nA1 less 100\n" },
	{ "postage among the lines is none of the goods",
	    HEAD ",order_total\nA1," DAY ",c1,TEA-1,Tea,1,4.00,9.00\n"
		 "A1," DAY ",c1,SHIP,Shipping,1,5.00,9.00\n",
	    "A1 TEA-1|Tea 1@40000-0\nA1 SHIP|Shipping 1@50000-0\n"
	    "A1 ships for 500\n" },
	{ "a subtotal tells that the discount holds those of the lines",
	    SHOPIFY "#1,,paid,15.00,0.00,0.00,15.00,5.00," DAY
		    ",2,Tea,10.00,TEA-1,2.00,EUR\n",
	    "#1 TEA-1|Tea 2@100000-200\n#1 ships for 0\n#1 less 300\n" },
	{ "a row below the order needs no name",
	    SHOPIFY "#1,,paid,14.00,0.00,0.00,14.00,0.00," DAY
		    ",1,Tea,10.00,TEA-1,0.00,EUR\n"
		    ",,,,,,,,,1,,4.00,CUP,0.00,\n",
	    "#1 TEA-1|Tea 1@100000-0\n#1 CUP| 1@40000-0\n"
	    "#1 ships for 0\n#1 less 0\n" },
	{ "numbered items may have a total alone",
	    "order_id,order_date,item_1_name,item_1_total,item_2_name,"
	    "item_2_total\nA1," DAY ",Tea,4.00,Cup,6.00\n",
	    "A1 Tea|Tea 1@40000-0\nA1 Cup|Cup 1@60000-0\n" },
	{ "a count may stand behind a sign of multiplication",
	    "order_id,order_date,items\n"
	    "A1," DAY ",\"Tea \xC3\x97 2, Cup \xC3\x97 1\"\n"
	    "A2," DAY ",Tea \xC3\x97 1\n",
	    "A1 Tea|Tea 2@-0\nA1 Cup|Cup 1@-0\nA2 Tea|Tea 1@-0\n" },
	{ "a row of postage holds no items",
	    "order_id,order_date,items,line_type\n"
	    "A1," DAY ",\"1x Tea, 1x Cup\",order\n"
	    "A1," DAY ",1x Parcel,shipping\n",
	    "A1 Tea|Tea 1@-0\nA1 Cup|Cup 1@-0\n" },
};

static void
corners_of_order_files_are_read(void **state)
{
	struct str text = STR_INIT, got = STR_INIT;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(corners); i++) {
		str_set(&text, corners[i].text);
		read_text(&r, &text);
		describe(&r.batch, &got);
		if (strcmp(got.p, corners[i].read) != 0)
			fail_msg("%s:\n%s", corners[i].what, got.p);
		end(&r);
	}
	str_release(&text);
	str_release(&got);
}

/* A basket has no columns: all of it is set aside with the one. */
static void
baskets_set_aside_what_cannot_be_a_code(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	for (int names = 0; names < 2; names++) {
		str_clear(&text);
		for (int i = 0; i < 250; i++)
			str_add(&text,
			    names ? "milk,bread,tea\nbread,jam\n"
				  : "3 17 255\n17 4\n");
		str_add_repeat(&text, names ? "x" : "7", 1001);
		str_add(&text, names ? ",milk\n" : " 3\n");
		read_text(&r, &text);
		assert_int_equal(r.batch.n_orders, 500);
		assert_non_null(
		    strstr(only_reason(&r), "is longer than 1,000 bytes"));
		end(&r);
	}
	str_release(&text);
}

/* A cost of "none" is not known, and no fault of the row. */
static void
a_cost_that_is_said_to_be_none_is_not_known(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text,
	    "sku,title,price,cost\nTEA-1,Tea,4.00,none\n"
	    "CUP-1,Cup,6.00,2.50\n");
	read_text(&r, &text);
	assert_int_equal(r.batch.n_products, 2);
	assert_int_equal(r.batch.n_rejects, 0);
	assert_true(r.batch.products[0].cost4 == BATCH_UNKNOWN);
	assert_int_equal(r.batch.products[1].cost4, 25000);
	end(&r);
	str_release(&text);
}

/* A header of many columns is known by the first of them. */
static void
a_header_of_hundreds_of_columns_is_found(void **state)
{
	struct str text = STR_INIT;
	struct reading r;

	(void)state;
	str_add(&text, "orders of the year\n" HEAD);
	for (int i = 0; i < 300; i++)
		str_addf(&text, ",extra_%d", i);
	str_add(&text, "\nA1," DAY ",c1,TEA-1,Tea,1,4.00\n");
	read_text(&r, &text);
	assert_int_equal(r.batch.n_lines, 1);
	end(&r);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_odd_value_is_told_with_its_reason),
		cmocka_unit_test(
		    codes_that_are_too_long_are_set_aside_and_titles_cut),
		cmocka_unit_test(a_header_in_the_middle_is_no_row),
		cmocka_unit_test(a_discount_may_be_a_percent),
		cmocka_unit_test(a_currency_of_other_digits_may_not_come_late),
		cmocka_unit_test(corners_of_order_files_are_read),
		cmocka_unit_test(baskets_set_aside_what_cannot_be_a_code),
		cmocka_unit_test(a_cost_that_is_said_to_be_none_is_not_known),
		cmocka_unit_test(a_header_of_hundreds_of_columns_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
