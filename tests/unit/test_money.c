/* money: reading, rounding, sharing out and printing amounts. */
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <inttypes.h>

#include "base/num.h"
#include "base/random.h"

struct parse_case {
	const char *in;
	char mark;
	int digits;
	const char *out; /* NULL: refused */
};

/* clang-format off */
static const struct parse_case amounts[] = {
	{ "12.50", '.', 2, "12.50" },
	{ "$1,234.56", '.', 2, "1234.56" },
	{ "1.234,56 \xe2\x82\xac", ',', 2, "1234.56" },
	{ "\xe2\x82\xac" "5", '.', 2, "5.00" },
	{ "\xc2\xa3 5", '.', 2, "5.00" },
	{ "EUR 12", '.', 2, "12.00" },
	{ "EUR12", '.', 2, "12.00" },
	{ "12.50 usd", '.', 2, "12.50" },
	{ "$12.50 USD", '.', 2, "12.50" },
	{ "US$12.50", '.', 2, "12.50" },
	{ "R$ 12,50", ',', 2, "12.50" },
	{ "199 kr", ',', 2, "199.00" },
	{ "199,00 kr.", ',', 2, "199.00" },
	{ "49,99 z\xc5\x82", ',', 2, "49.99" },
	{ "-$5", '.', 2, "-5.00" },
	{ "$-5", '.', 2, "-5.00" },
	{ "- 5", '.', 2, "-5.00" },
	{ "($5.00)", '.', 2, "-5.00" },
	{ "(5.00)", '.', 2, "-5.00" },
	{ " 5 ", '.', 2, "5.00" },
	{ "1000", '.', 0, "1000" },
	{ "\xc2\xa5" "1,000", '.', 0, "1000" },
	{ "1.2345", '.', 3, "1.235" },
	{ "", '.', 2, NULL },
	{ "$", '.', 2, NULL },
	{ "USD", '.', 2, NULL },
	{ "free", '.', 2, NULL },
	{ "12 pcs", '.', 2, NULL },
	{ "12,5O", ',', 2, NULL },
	{ "--5", '.', 2, NULL },
	{ "-$-5", '.', 2, NULL },
	{ "(-5)", '.', 2, NULL },
	{ "-(5)", '.', 2, NULL },
	{ "$$5", '.', 2, NULL },
	{ "5 5", '.', 2, NULL },
	{ "12,50", '.', 2, NULL },
	{ "99999999999999999999", '.', 2, NULL },
};
/* clang-format on */

static void
amounts_are_read_with_or_without_a_currency(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
		const struct parse_case *c = &amounts[i];
		int64_t minor = -77;
		struct str got = STR_INIT;
		if (money_parse(slice_of(c->in), c->mark, c->digits, &minor))
			money_add_plain(&got, minor, c->digits);
		else
			str_addf(&got, "nothing %" PRId64, minor);
		const char *want = c->out != NULL ? c->out : "nothing -77";
		if (strcmp(got.p, want) != 0)
			fail_msg("'%s' gave %s, not %s", c->in, got.p, want);
		str_release(&got);
	}
}

struct currency_case {
	const char *in, *code;
	int digits;
};

static void
currencies_are_known_by_code_and_sign(void **state)
{
	static const struct currency_case cases[] = {
		{ "EUR", "EUR", 2 },
		{ "eur", "EUR", 2 },
		{ " jpy ", "JPY", 0 },
		{ "KWD", "KWD", 3 },
		{ "ZZZ", "ZZZ", 2 },
		{ "\xe2\x82\xac", "EUR", 2 },
		{ "$", "USD", 2 },
		{ "\xc2\xa3", "GBP", 2 },
		{ "\xc2\xa5", "JPY", 0 },
		{ "R$", "BRL", 2 },
		{ "kr", NULL, 0 },
		{ "", NULL, 0 },
		{ "EURO", NULL, 0 },
		{ "E1R", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct currency cur = { .code = "old", .digits = 9 };
		bool ok = money_currency(slice_of(cases[i].in), &cur);
		assert_int_equal(ok, cases[i].code != NULL);
		assert_string_equal(cur.code, ok ? cases[i].code : "old");
		assert_int_equal(cur.digits, ok ? cases[i].digits : 9);
	}
}

struct line_case {
	int64_t quantity, price4;
	int digits;
	int64_t minor;
};

static void
a_line_is_rounded_half_up_once(void **state)
{
	static const struct line_case cases[] = {
		{ 1, 125000, 2, 1250 },
		{ 3, 125, 2, 4 }, /* 3 x 0.0125 = 0.0375 */
		{ 2, 125, 2, 3 }, /* 0.025 */
		{ -2, 125, 2, -3 },
		{ 80, 125, 2, 100 },
		{ 1, 125000, 0, 13 },
		{ 1, 12345, 3, 1235 },
		{ 1, 12345, 4, 12345 },
		{ 1000000, INT64_C(90000000000000), 2,
		    INT64_C(900000000000000000) },
	};
	int64_t minor = -77;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(money_line(cases[i].quantity, cases[i].price4,
		    cases[i].digits, &minor));
		assert_int_equal(minor, cases[i].minor);
	}
	minor = -77;
	assert_false(money_line(INT64_MAX, INT64_MAX, 2, &minor));
	assert_int_equal(minor, -77);
}

static void
prices_and_minor_units_turn_into_each_other(void **state)
{
	int64_t price4;

	(void)state;
	assert_true(money_parse_price4(slice_of("$0.0125"), '.', &price4));
	assert_int_equal(price4, 125);
	assert_int_equal(money_from_price4(125, 2), 1);
	assert_int_equal(money_from_price4(150, 2), 2);
	assert_int_equal(money_from_price4(-150, 2), -2);
	assert_int_equal(money_from_price4(4999, 0), 0);
	assert_int_equal(money_to_price4(1250, 2), 125000);
	assert_int_equal(money_to_price4(7, 0), 70000);
	assert_true(money_to_price4(INT64_MIN, 2) == INT64_MIN);
	assert_true(money_from_price4(INT64_MIN, 2) == INT64_MIN);
	assert_true(money_to_price4(INT64_MAX / 2, 2) == INT64_MAX);
	assert_true(money_to_price4(-INT64_MAX / 2, 2) == -INT64_MAX);
}

static void
percentages_and_projections_round_half_away_from_zero(void **state)
{
	(void)state;
	assert_int_equal(money_percent(1000, 10.0), 100);
	assert_int_equal(money_percent(1005, 10.0), 101);
	assert_int_equal(money_percent(-1005, 10.0), -101);
	assert_int_equal(money_percent(999, 7.5), 75);
	assert_int_equal(money_percent(20, 2.5), 1);
	assert_int_equal(money_percent(100, 0.1), 0);
	assert_int_equal(money_percent(0, 50.0), 0);
	assert_int_equal(money_round(12.5, 0), 13);
	assert_int_equal(money_round(-12.5, 0), -13);
	assert_int_equal(money_round(1.234, 2), 123);
	assert_true(money_round(1e300, 2) == INT64_MAX);
	assert_true(money_round(-1e300, 2) == -INT64_MAX);
	assert_float_equal(money_major(1250, 2), 12.5, 1e-12);
	assert_float_equal(money_major(1250, 0), 1250.0, 1e-12);
}

struct share_case {
	int64_t total;
	size_t n;
	int64_t weights[4], parts[4];
};

static void
shares_go_to_the_largest_fraction_then_the_earliest(void **state)
{
	static const struct share_case cases[] = {
		{ 100, 3, { 1, 1, 1 }, { 34, 33, 33 } },
		{ -100, 3, { 1, 1, 1 }, { -34, -33, -33 } },
		{ 100, 3, { 0, 0, 0 }, { 34, 33, 33 } },
		{ 10, 3, { 5, 3, 2 }, { 5, 3, 2 } },
		{ 10, 3, { 6, 6, 1 }, { 5, 4, 1 } },
		{ 10, 4, { 0, 3, 0, 3 }, { 0, 5, 0, 5 } },
		{ 1, 4, { 0, 1, 2, 2 }, { 0, 0, 1, 0 } },
		{ 7, 2, { -5, 1 }, { 0, 7 } },
		{ 0, 2, { 1, 1 }, { 0, 0 } },
		{ INT64_MAX, 2, { INT64_MAX, INT64_MAX },
		    { INT64_MAX / 2 + 1, INT64_MAX / 2 } },
		{ INT64_MIN, 1, { 3 }, { INT64_MIN } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t parts[4] = { 0 };
		money_allocate(
		    cases[i].total, cases[i].weights, cases[i].n, parts);
		for (size_t k = 0; k < cases[i].n; k++)
			assert_true(parts[k] == cases[i].parts[k]);
	}
	money_allocate(5, NULL, 0, NULL);
}

/* No part is a whole unit away from its exact share, and nothing is lost. */
static void
shares_add_up_and_are_fair(void **state)
{
	enum {
		MOST = 100
	};
	int64_t weights[MOST], parts[MOST];

	(void)state;
	for (uint64_t i = 0; i < 5000; i++) {
		size_t n = 1 + (size_t)(random_unit(9, 1, i, 0) * MOST);
		int shift = (int)(random_unit(9, 2, i, 0) * 63);
		int64_t total = (int64_t)random_mix(i) >> shift, sum = 0;
		num_wide all = 0;
		for (size_t k = 0; k < n; k++) {
			uint64_t bits = random_mix(random_mix(i) ^ k);
			weights[k] = (int64_t)(bits >> 1 >> shift);
			all += weights[k];
		}
		money_allocate(total, weights, n, parts);
		for (size_t k = 0; k < n; k++) {
			assert_true(num_add(sum, parts[k], &sum));
			if (all == 0)
				continue;
			num_wide off = (num_wide)parts[k] * all -
			    (num_wide)total * weights[k];
			assert_true(off < all && off > -all);
		}
		assert_true(sum == total);
	}
}

struct print_case {
	int64_t minor;
	int digits;
	const char *plain, *grouped;
};

static void
amounts_are_printed_for_programs_and_for_people(void **state)
{
	static const struct print_case cases[] = {
		{ 0, 2, "0.00", "0.00" },
		{ 5, 2, "0.05", "0.05" },
		{ -5, 2, "-0.05", "-0.05" },
		{ -123450, 2, "-1234.50", "-1,234.50" },
		{ 123456789, 2, "1234567.89", "1,234,567.89" },
		{ 1234, 0, "1234", "1,234" },
		{ 1234, 3, "1.234", "1.234" },
		{ INT64_MIN, 2, "-92233720368547758.08",
		    "-92,233,720,368,547,758.08" },
		{ INT64_MIN, 0, "-9223372036854775808",
		    "-9,223,372,036,854,775,808" },
	};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		str_clear(&s);
		money_add_plain(&s, cases[i].minor, cases[i].digits);
		assert_string_equal(s.p, cases[i].plain);
		str_clear(&s);
		money_add_grouped(&s, cases[i].minor, cases[i].digits);
		assert_string_equal(s.p, cases[i].grouped);
	}
	str_clear(&s);
	money_add_price4(&s, 125000, 2);
	str_add_char(&s, ' ');
	money_add_price4(&s, -125, 2);
	str_add_char(&s, ' ');
	money_add_price4(&s, 70000, 0);
	assert_string_equal(s.p, "12.50 -0.0125 7");
	str_release(&s);
}

static void
printed_amounts_are_read_back(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		int shift = (int)(random_unit(9, 3, i, 0) * 63), digits;
		int64_t minor = (int64_t)random_mix(i) >> shift, back;
		if (minor == INT64_MIN)
			continue;
		digits = (int)(i % 5);
		struct str s = STR_INIT;
		str_add(&s, i % 3 == 0 ? "$" : "");
		if (i % 2 == 0)
			money_add_grouped(&s, minor, digits);
		else
			money_add_plain(&s, minor, digits);
		str_add(&s, i % 7 == 0 ? " EUR" : "");
		if (!money_parse(slice_str(&s), '.', digits, &back))
			fail_msg("'%s' was refused", s.p);
		assert_true(back == minor);
		str_release(&s);
	}
}

struct short_case {
	double major;
	bool sign;
	const char *out;
};

static void
short_amounts_change_unit_where_they_round_up(void **state)
{
	static const struct short_case cases[] = {
		{ 0, false, "0" },
		{ 0, true, "0" },
		{ 0.4, true, "0" },
		{ -0.4, false, "0" },
		{ 412.4, false, "412" },
		{ 412.5, true, "+413" },
		{ 999.4, false, "999" },
		{ 999.5, false, "1.0k" },
		{ 1234, false, "1.2k" },
		{ 1949, true, "+1.9k" },
		{ -1950, true, "-2.0k" },
		{ 999949, false, "999.9k" },
		{ 999950, false, "1.0M" },
		{ 3400000, false, "3.4M" },
		{ 1.2e9, false, "1.2B" },
		{ 1.2e12, false, "1.2T" },
		{ 1.2e16, false, "12000.0T" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str s = STR_INIT;
		money_add_short(&s, cases[i].major, cases[i].sign);
		assert_string_equal(s.p, cases[i].out);
		str_release(&s);
	}
}

/* A sign stands for every currency that writes it; a code for itself. */
static void
a_sign_may_stand_for_several_currencies(void **state)
{
	static const struct {
		const char *written, *code;
		bool may;
	} cases[] = {
		{ "EUR", "EUR", true },
		{ " eur ", "EUR", true },
		{ "EUR", "USD", false },
		{ "\xe2\x82\xac", "EUR", true },
		{ "\xe2\x82\xac", "USD", false },
		{ "$", "USD", true },
		{ "$", "CAD", true },
		{ "$", "EUR", false },
		{ "kr", "DKK", true },
		{ "kr", "SEK", true },
		{ "kr.", "ISK", true },
		{ "kr", "CZK", false },
		{ "Ft", "HUF", true },
		{ "pcs.", "EUR", false },
		{ "", "EUR", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct currency c;
		assert_true(money_currency(slice_of(cases[i].code), &c));
		if (money_written_as(slice_of(cases[i].written), &c) !=
		    cases[i].may)
			fail_msg(
			    "'%s' for %s", cases[i].written, cases[i].code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_read_with_or_without_a_currency),
		cmocka_unit_test(currencies_are_known_by_code_and_sign),
		cmocka_unit_test(a_line_is_rounded_half_up_once),
		cmocka_unit_test(prices_and_minor_units_turn_into_each_other),
		cmocka_unit_test(
		    percentages_and_projections_round_half_away_from_zero),
		cmocka_unit_test(
		    shares_go_to_the_largest_fraction_then_the_earliest),
		cmocka_unit_test(shares_add_up_and_are_fair),
		cmocka_unit_test(
		    amounts_are_printed_for_programs_and_for_people),
		cmocka_unit_test(printed_amounts_are_read_back),
		cmocka_unit_test(short_amounts_change_unit_where_they_round_up),
		cmocka_unit_test(a_sign_may_stand_for_several_currencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
