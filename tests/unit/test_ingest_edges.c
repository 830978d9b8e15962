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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
