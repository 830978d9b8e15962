/* num: strict reading and exact arithmetic. */
#include "base/num.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <inttypes.h>
#include <math.h>

#include "base/random.h"

/* What a parser is expected to make of a text: a value, or nothing. */
struct parse_case {
	const char *in;
	char mark;
	int digits;
	const char *out; /* NULL: refused */
};

static void
assert_read(const char *in, const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("'%s' gave %s, not %s", in, got, want);
}

/* clang-format off */
static const struct parse_case decimals[] = {
	{ "0", '.', 2, "0" },
	{ "12.5", '.', 2, "1250" },
	{ "12,5", ',', 2, "1250" },
	{ "12,5O", ',', 2, NULL },
	{ "12,5", '.', 2, NULL },
	{ "1,234", '.', 2, "123400" },
	{ "1,234.5", '.', 2, "123450" },
	{ "1.234,5", ',', 2, "123450" },
	{ "1 234 567", '.', 0, "1234567" },
	{ "1'234'567.89", '.', 2, "123456789" },
	{ "1\xe2\x80\x99" "234", '.', 0, "1234" },
	{ "1\xc2\xa0" "234,50", ',', 2, "123450" },
	{ "1\xe2\x80\xaf" "234,50", ',', 2, "123450" },
	{ "1,23,456", '.', 2, NULL },
	{ "1,2345", '.', 2, NULL },
	{ "1234,567", '.', 2, NULL },
	{ "1,234 567", '.', 2, NULL },
	{ "0,125", '.', 3, NULL },
	{ ",125", '.', 3, NULL },
	{ "1,234,", '.', 2, NULL },
	{ "1,234.5,678", '.', 2, NULL },
	{ "1.2.3", '.', 2, NULL },
	{ ".5", '.', 2, "50" },
	{ "5.", '.', 2, NULL },
	{ ".", '.', 2, NULL },
	{ "", '.', 2, NULL },
	{ "-", '.', 2, NULL },
	{ "()", '.', 2, NULL },
	{ " 1", '.', 2, NULL },
	{ "1 ", '.', 2, NULL },
	{ "-1.5", '.', 2, "-150" },
	{ "+1.5", '.', 2, "150" },
	{ "--1", '.', 2, NULL },
	{ "(1.50)", '.', 2, "-150" },
	{ "(-1.50)", '.', 2, NULL },
	{ "(1.50", '.', 2, NULL },
	{ "1.005", '.', 2, "101" },
	{ "1.004999", '.', 2, "100" },
	{ "-1.005", '.', 2, "-101" },
	{ "9.995", '.', 2, "1000" },
	{ "0.5", '.', 0, "1" },
	{ "0.49", '.', 0, "0" },
	{ "1e3", '.', 2, NULL },
	{ "0x10", '.', 2, NULL },
	{ "nan", '.', 2, NULL },
	{ "99999999999", '.', 0, "99999999999" },
	{ "9223372036854775807", '.', 0, "9223372036854775807" },
	{ "-9223372036854775807", '.', 0, "-9223372036854775807" },
	{ "9223372036854775808", '.', 0, NULL },
	{ "92233720368547758.07", '.', 2, "9223372036854775807" },
	{ "92233720368547758.08", '.', 2, NULL },
	{ "9223372036854775807", '.', 2, NULL },
	{ "9223372036854775.8", '.', 4, NULL },
	{ "92233720368547758.075", '.', 2, NULL },
	{ "99999999999999999999999999", '.', 2, NULL },
	{ "0.00000000000000000000000001", '.', 2, "0" },
};

static const struct parse_case integers[] = {
	{ .in = "0", .out = "0" },
	{ .in = "-0", .out = "0" },
	{ .in = "+17", .out = "17" },
	{ .in = "007", .out = "7" },
	{ .in = "99999999999", .out = "99999999999" },
	{ .in = "9223372036854775807", .out = "9223372036854775807" },
	{ .in = "-9223372036854775808", .out = "-9223372036854775808" },
	{ .in = "9223372036854775808" },
	{ .in = "-9223372036854775809" },
	{ .in = "" },
	{ .in = "-" },
	{ .in = " 1" },
	{ .in = "1 " },
	{ .in = "12abc" },
	{ .in = "1,000" },
	{ .in = "1.0" },
};

static const struct parse_case doubles[] = {
	{ .in = "0.029", .out = "0.029" },
	{ .in = "1e-3", .out = "0.001" },
	{ .in = "-2.5E+2", .out = "-250" },
	{ .in = ".5", .out = "0.5" },
	{ .in = "5.", .out = "5" },
	{ .in = "123456789012345678901234567890", .out = "1.23456789e+29" },
	{ .in = "1e400" },
	{ .in = "1e99999999999999999999" },
	{ .in = "1e" },
	{ .in = "e5" },
	{ .in = "." },
	{ .in = "" },
	{ .in = "inf" },
	{ .in = "nan" },
	{ .in = "0x1p3" },
	{ .in = "1,5" },
	{ .in = " 1" },
	{ .in = "1 " },
	{ .in = "1.2.3" },
	{ .in = "0.0000000000000000000000000000000000000000000000000000000000001",
	  .out = "1e-61" },
	{ .in = "0.00000000000000000000000000000000000000000000000000000000000001" },
};

static const struct parse_case percents[] = {
	{ .in = "7%", .out = "7" },
	{ .in = "7 %", .out = "7" },
	{ .in = "7\xc2\xa0%", .out = "7" },
	{ .in = "7", .out = "7" },
	{ .in = "0.5", .out = "0.5" },
	{ .in = "-2.5%", .out = "-2.5" },
	{ .in = "%" },
	{ .in = "7%%" },
	{ .in = "% 7" },
	{ .in = " 7%" },
	{ .in = "7 percent" },
};
/* clang-format on */

static void
decimals_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(decimals); i++) {
		const struct parse_case *c = &decimals[i];
		int64_t n = -77;
		char got[32] = "nothing";
		if (num_parse_decimal(slice_of(c->in), c->digits, c->mark, &n))
			snprintf(got, sizeof(got), "%" PRId64, n);
		else
			assert_int_equal(n, -77);
		assert_read(c->in, got, c->out != NULL ? c->out : "nothing");
	}
}

static void
integers_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(integers); i++) {
		const struct parse_case *c = &integers[i];
		int64_t n = -77;
		char got[32] = "nothing";
		if (num_parse_i64(slice_of(c->in), &n))
			snprintf(got, sizeof(got), "%" PRId64, n);
		else
			assert_int_equal(n, -77);
		assert_read(c->in, got, c->out != NULL ? c->out : "nothing");
	}
}

typedef bool double_parser_fn(struct slice s, double *out);

static void
check_doubles(const struct parse_case *cases, size_t n, double_parser_fn *parse)
{
	for (size_t i = 0; i < n; i++) {
		const struct parse_case *c = &cases[i];
		double x;
		struct str got = STR_INIT;
		if (parse(slice_of(c->in), &x))
			num_add_double(&got, x);
		else
			str_add(&got, "nothing");
		assert_read(c->in, got.p, c->out != NULL ? c->out : "nothing");
		str_release(&got);
	}
}

static void
doubles_are_finite_and_without_a_locale(void **state)
{
	(void)state;
	check_doubles(doubles, ARRAY_LEN(doubles), num_parse_double);
}

static void
percents_may_carry_their_sign(void **state)
{
	(void)state;
	check_doubles(percents, ARRAY_LEN(percents), num_parse_percent);
}

/* Every double survives 17 digits, and the exact short way gives what the
 * library gives. */
static void
doubles_survive_printing_and_reading(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		char text[40];
		double x = random_normal(5, 1, i, 0), y;
		const char *form = i % 2 == 0 ? "%.17g" : "%.6f";
		if (i % 2 == 0)
			snprintf(text, sizeof(text), "%.17g", x);
		else
			snprintf(text, sizeof(text), "%.6f", x);
		assert_true(num_parse_double(slice_of(text), &y));
		double want = strtod(text, NULL);
		if (memcmp(&y, &want, sizeof(y)) != 0)
			fail_msg("'%s' (%s) gave %.17g", text, form, y);
	}
}

static int64_t
any_int64(uint64_t i, uint64_t j)
{
	uint64_t bits = random_mix(random_mix(i) ^ j);

	/* All magnitudes, the ends of the range included. */
	switch (bits % 8) {
	case 0:
		return INT64_MAX - (int64_t)(bits >> 60);
	case 1:
		return INT64_MIN + (int64_t)(bits >> 60);
	default:
		return (int64_t)random_mix(bits) >> (bits >> 8) % 64;
	}
}

static void
check_against(bool ok, int64_t got, num_wide want)
{
	bool fits = want >= INT64_MIN && want <= INT64_MAX;

	assert_int_equal(ok, fits);
	if (ok)
		assert_true(got == (int64_t)want);
}

/* What num_add_double promises: the C library's "%.10g" (in the C locale). */
static void
check_printed(double x)
{
	char want[40];
	struct str got = STR_INIT;

	snprintf(want, sizeof(want), "%.10g", x);
	num_add_double(&got, x);
	if (strcmp(got.p, want) != 0)
		fail_msg("%.17g was printed as %s, not %s", x, got.p, want);
	str_release(&got);
}

static void
doubles_are_printed_as_the_library_does(void **state)
{
	static const double edges[] = { 0, -0.0, 1, -1, 0.5, 9999999999.0,
		9999999999.5, 99999999995e-1, 99999999985e-1, 0.0001,
		0.00009999999999, 0.00001, 1e10, 12345678905.0, 123456789.05,
		1e22, 1e23, 1e31, 1e32, 1e-13, 1e-14, 5e-324, 1.7e308, 0.1,
		0.30000000000000004, 1.00000000005, 1.00000000015,
		2.00000000025 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
		check_printed(edges[i]);
		check_printed(-edges[i]);
	}
	check_printed((double)INFINITY);
	for (uint64_t i = 0; i < 200000; i++) {
		/* All exponents around those that are printed quickly, ratios
		 * of small counts, and decimals with ties. */
		double u = random_unit(5, 2, i, 0);
		check_printed(ldexp(u, (int)(i % 160) - 80));
		check_printed((double)(i % 997) / (double)(i % 1009 + 1));
		check_printed((double)(i * 7919 % 1000003) * 0.5 + 1e10 * u);
		check_printed(floor(u * 1e11) / 1e11);
	}
}

static void
integers_are_printed_whole(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		char want[32];
		struct str got = STR_INIT;
		int64_t n = any_int64(i, 3);
		snprintf(want, sizeof(want), "%" PRId64, n);
		num_add_i64(&got, n);
		assert_read("an integer", got.p, want);
		str_release(&got);
	}
}

static void
checked_arithmetic_agrees_with_wider_numbers(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 100000; i++) {
		int64_t a = any_int64(i, 1), b = any_int64(i, 2), out = 0;
		bool ok = num_add(a, b, &out);
		check_against(ok, out, (num_wide)a + b);
		ok = num_sub(a, b, &out);
		check_against(ok, out, (num_wide)a - b);
		ok = num_mul(a, b, &out);
		check_against(ok, out, (num_wide)a * b);
	}
}

struct mul_div_case {
	int64_t a, b, c;
	bool ok;
	int64_t out;
};

static void
multiplying_and_dividing_rounds_half_away_from_zero(void **state)
{
	static const struct mul_div_case cases[] = {
		{ 1, 1, 2, true, 1 },
		{ -1, 1, 2, true, -1 },
		{ 1, -1, 2, true, -1 },
		{ 1, 1, -2, true, -1 },
		{ 1, 1, 3, true, 0 },
		{ 2, 1, 3, true, 1 },
		{ -2, 1, 3, true, -1 },
		{ 5, 5, 10, true, 3 },
		{ 7, 0, 3, true, 0 },
		{ 1, 1, 0, false, 0 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, true, INT64_MAX },
		{ INT64_MIN, INT64_MIN, INT64_MIN, true, INT64_MIN },
		{ INT64_MIN, 1, -1, false, 0 },
		{ INT64_MAX, 2, 1, false, 0 },
		{ INT64_MAX, 1, INT64_MIN, true, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t out = 0;
		assert_int_equal(
		    num_mul_div(cases[i].a, cases[i].b, cases[i].c, &out),
		    cases[i].ok);
		assert_true(out == cases[i].out);
	}
	/* |result * c - a * b| is at most half of |c|. */
	for (uint64_t i = 0; i < 100000; i++) {
		int64_t a = any_int64(i, 3), b = any_int64(i, 4), out;
		int64_t c = any_int64(i, 5);
		if (!num_mul_div(a, b, c, &out))
			continue;
		num_wide off = (num_wide)out * c - (num_wide)a * b;
		num_wide size = c < 0 ? -(num_wide)c : c;
		assert_true(2 * off <= size && 2 * off >= -size);
	}
}

static void
a_number_comes_with_its_noun(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	num_add_counted(&s, 1, "order, ", "orders, ");
	num_add_counted(&s, 0, "order, ", "orders, ");
	num_add_counted(&s, 12345, "order", "orders");
	assert_string_equal(s.p, "1 order, 0 orders, 12,345 orders");
	str_release(&s);
}

static void
grouping_puts_commas_every_three_digits(void **state)
{
	static const struct {
		int64_t n;
		const char *out;
	} cases[] = {
		{ 0, "0" },
		{ 999, "999" },
		{ 1000, "1,000" },
		{ -999, "-999" },
		{ -1000, "-1,000" },
		{ 1204771, "1,204,771" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str s = STR_INIT;
		num_add_grouped(&s, cases[i].n);
		assert_string_equal(s.p, cases[i].out);
		str_release(&s);
	}
}

/* Printed with either mark and with or without grouping, a decimal is read
 * back as the same number. */
static void
decimals_survive_printing_and_reading(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		int64_t n = any_int64(i, 6), back;
		if (n == INT64_MIN)
			continue;
		struct str s = STR_INIT;
		int64_t whole = n / 100;
		if (n < 0 && whole == 0)
			str_add_char(&s, '-');
		if (i % 2 == 0)
			num_add_grouped(&s, whole);
		else
			str_addf(&s, "%" PRId64, whole);
		str_addf(&s, ".%02d", abs((int)(n % 100)));
		char mark = i % 3 == 0 ? ',' : '.';
		for (size_t at = 0; mark == ',' && at < s.len; at++)
			s.p[at] = s.p[at] == ',' ? '.'
			    : s.p[at] == '.'     ? ','
						 : s.p[at];
		if (!num_parse_decimal(slice_str(&s), 2, mark, &back))
			fail_msg("'%s' was refused", s.p);
		assert_true(back == n);
		str_release(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_comes_with_its_noun),
		cmocka_unit_test(decimals_are_read_whole_or_not_at_all),
		cmocka_unit_test(integers_are_read_whole_or_not_at_all),
		cmocka_unit_test(doubles_are_finite_and_without_a_locale),
		cmocka_unit_test(percents_may_carry_their_sign),
		cmocka_unit_test(doubles_survive_printing_and_reading),
		cmocka_unit_test(doubles_are_printed_as_the_library_does),
		cmocka_unit_test(integers_are_printed_whole),
		cmocka_unit_test(checked_arithmetic_agrees_with_wider_numbers),
		cmocka_unit_test(
		    multiplying_and_dividing_rounds_half_away_from_zero),
		cmocka_unit_test(grouping_puts_commas_every_three_digits),
		cmocka_unit_test(decimals_survive_printing_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
