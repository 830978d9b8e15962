/*
 * money - how it works: reading strips at most one sign and one currency from
 * either end and leaves the number to num_parse_decimal. Everything that
 * multiplies goes through num_mul_div, which is exact and rounds half away
 * from zero.
 *
 * INT64_MIN stands for "not known" in the columns of batch.h and sales.h; the
 * conversions here pass it through, and what would overflow stays at the end
 * of the range.
 */
#include "base/money.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"

enum {
	PRICE4_DIGITS = 4,
	FEW_PARTS = 32, /* allocated without asking for memory */
	PERCENT_SCALE = 1000000, /* six decimals of a percent count */
};

struct sign {
	const char *text;
	char code[4]; /* empty: several currencies write it so */
	const char *more; /* codes of others that write it so, or NULL */
};

/* Longer signs before their own ends: "US$" before "$". */
/* clang-format off */
static const struct sign signs[] = {
	{ .text = "\xe2\x82\xac", .code = "EUR" },
	{ .text = "US$",          .code = "USD" },
	{ .text = "CA$",          .code = "CAD" },
	{ .text = "NZ$",          .code = "NZD" },
	{ .text = "HK$",          .code = "HKD" },
	{ .text = "US $",         .code = "USD" },
	{ .text = "AU $",         .code = "AUD" },
	{ .text = "AU$",          .code = "AUD" },
	{ .text = "A$",           .code = "AUD" },
	{ .text = "C $",          .code = "CAD" },
	{ .text = "C$",           .code = "CAD" },
	{ .text = "R$",           .code = "BRL" },
	{ .text = "S$",           .code = "SGD" },
	{ .text = "$",            .code = "USD",
	  .more = "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CVE DOP FJD GYD "
		  "HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD" },
	{ .text = "\xc2\xa3",     .code = "GBP", .more = "EGP FKP GIP SHP" },
	{ .text = "\xc2\xa5",     .code = "JPY", .more = "CNY" },
	{ .text = "\xe2\x82\xb9", .code = "INR" },
	{ .text = "\xe2\x82\xa9", .code = "KRW" },
	{ .text = "\xe2\x82\xbd", .code = "RUB" },
	{ .text = "\xe2\x82\xba", .code = "TRY" },
	{ .text = "\xe2\x82\xb4", .code = "UAH" },
	{ .text = "\xe2\x82\xab", .code = "VND" },
	{ .text = "\xe2\x82\xaa", .code = "ILS" },
	{ .text = "\xe0\xb8\xbf", .code = "THB" },
	{ .text = "z\xc5\x82",    .code = "PLN" },
	{ .text = "K\xc4\x8d",    .code = "CZK" },
	{ .text = "kr.",          .code = "", .more = "DKK ISK NOK SEK" },
	{ .text = "kr",           .code = "", .more = "DKK ISK NOK SEK" },
	{ .text = "Fr.",          .code = "CHF" },
	{ .text = "TL",           .code = "TRY" },
	{ .text = "Ft",           .code = "HUF" },
	{ .text = "lei",          .code = "RON" },
};

/* The currencies of ISO 4217 whose minor unit is not a hundredth. */
static const struct currency other_digits[] = {
	{ .code = "BHD", .digits = 3 }, { .code = "BIF", .digits = 0 },
	{ .code = "CLF", .digits = 4 }, { .code = "CLP", .digits = 0 },
	{ .code = "DJF", .digits = 0 }, { .code = "GNF", .digits = 0 },
	{ .code = "IQD", .digits = 3 }, { .code = "ISK", .digits = 0 },
	{ .code = "JOD", .digits = 3 }, { .code = "JPY", .digits = 0 },
	{ .code = "KMF", .digits = 0 }, { .code = "KRW", .digits = 0 },
	{ .code = "KWD", .digits = 3 }, { .code = "LYD", .digits = 3 },
	{ .code = "OMR", .digits = 3 }, { .code = "PYG", .digits = 0 },
	{ .code = "RWF", .digits = 0 }, { .code = "TND", .digits = 3 },
	{ .code = "UGX", .digits = 0 }, { .code = "UYI", .digits = 0 },
	{ .code = "VND", .digits = 0 }, { .code = "VUV", .digits = 0 },
	{ .code = "XAF", .digits = 0 }, { .code = "XOF", .digits = 0 },
	{ .code = "XPF", .digits = 0 },
};
/* clang-format on */

/* The codes of ISO 4217 in use, four bytes each. Reading an amount takes only
 * these for a currency, so that "12 pcs" is no price. */
/* clang-format off */
static const char codes[] =
	"AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF "
	"BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP "
	"CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
	"GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK "
	"JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD "
	"LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
	"NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
	"RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
	"SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU "
	"UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";
/* clang-format on */

static const int64_t powers[] = { 1, 10, 100, 1000, 10000 };

/* 10^digits; no currency has more than four decimals. */
static int64_t
power(int digits)
{
	if (digits < 0 || (size_t)digits >= ARRAY_LEN(powers))
		BUG("a currency with impossible decimals");
	return powers[digits];
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_code(struct slice s)
{
	return s.len == 3 && is_letter(s.p[0]) && is_letter(s.p[1]) &&
	    is_letter(s.p[2]);
}

/* Is s the code of a currency in use, in capitals or not? */
static bool
is_known_code(struct slice s)
{
	for (size_t i = 0; is_code(s) && i + 4 < sizeof(codes); i += 4)
		if (slice_eq_nocase(s, slice_bytes(codes + i, 3)))
			return true;
	return false;
}

static void
set_code(struct currency *out, struct slice code)
{
	*out = (struct currency){ .digits = 2 };
	for (size_t i = 0; i < 3; i++)
		out->code[i] = code.p[i] & ~0x20;
	for (size_t i = 0; i < ARRAY_LEN(other_digits); i++)
		if (memcmp(out->code, other_digits[i].code, 3) == 0)
			out->digits = other_digits[i].digits;
}

bool
money_currency(struct slice code_or_sign, struct currency *out)
{
	struct slice s = slice_trim(code_or_sign);

	if (is_code(s)) {
		set_code(out, s);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (signs[i].code[0] == '\0' || !slice_eq_c(s, signs[i].text))
			continue;
		set_code(out, slice_of(signs[i].code));
		return true;
	}
	return false;
}

/* Is the code one of those parted by blanks? */
static bool
is_listed(const char *code, const char *list)
{
	for (; list != NULL && *list != '\0'; list += list[3] ? 4 : 3)
		if (memcmp(list, code, 3) == 0)
			return true;
	return false;
}

bool
money_written_as(struct slice code_or_sign, const struct currency *c)
{
	struct slice s = slice_trim(code_or_sign);

	if (is_code(s))
		return slice_eq_nocase(s, slice_of(c->code));
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (slice_eq_c(s, signs[i].text))
			return strcmp(signs[i].code, c->code) == 0 ||
			    is_listed(c->code, signs[i].more);
	return false;
}

struct slice
money_affix(struct slice amount)
{
	enum {
		LONGEST = 4 /* bytes of a sign or code */
	};
	struct slice s = slice_trim(amount), before, after;
	size_t from = 0, to = s.len;

	while (from < s.len && !is_digit(s.p[from]))
		from++;
	while (to > from && !is_digit(s.p[to - 1]))
		to--;
	before = slice_trim(slice_bytes(s.p, from));
	after = slice_trim(slice_bytes(s.p + to, s.len - to));
	while (before.len > 0 && strchr("+-(.,", before.p[before.len - 1]))
		before = slice_trim(slice_bytes(before.p, before.len - 1));
	while (before.len > 0 && strchr("+-(", before.p[0]))
		before = slice_trim(slice_bytes(before.p + 1, before.len - 1));
	while (after.len > 0 && strchr(").,-", after.p[0]))
		after = slice_trim(slice_bytes(after.p + 1, after.len - 1));
	if (from == s.len)
		return slice_of("");
	if (before.len > 0 && before.len <= LONGEST)
		return before;
	return after.len <= LONGEST ? after : slice_of("");
}

/* Takes a currency code or sign off the front of s, with blanks behind it. */
static bool
take_front(struct slice *s)
{
	size_t n = 0;

	if (s->len > 0 && is_digit(s->p[0]))
		return false;
	for (size_t i = 0; n == 0 && i < ARRAY_LEN(signs); i++)
		if (slice_starts(*s, signs[i].text))
			n = strlen(signs[i].text);
	if (n == 0 && s->len > 3 && is_known_code(slice_bytes(s->p, 3)))
		n = 3;
	*s = slice_trim(slice_bytes(s->p + n, s->len - n));
	return n > 0;
}

static bool
ends_in(struct slice s, const char *text, size_t len)
{
	return s.len >= len && memcmp(s.p + s.len - len, text, len) == 0;
}

static void
take_back(struct slice *s)
{
	size_t n = 0;

	if (s->len > 0 && is_digit(s->p[s->len - 1]))
		return;
	for (size_t i = 0; n == 0 && i < ARRAY_LEN(signs); i++)
		if (ends_in(*s, signs[i].text, strlen(signs[i].text)))
			n = strlen(signs[i].text);
	if (n == 0 && s->len > 3 &&
	    is_known_code(slice_bytes(s->p + s->len - 3, 3)))
		n = 3;
	*s = slice_trim(slice_bytes(s->p, s->len - n));
}

/* "12.50-", as some ledgers write it. */
static bool
take_minus_behind(struct slice *s)
{
	if (s->len < 2 || s->p[s->len - 1] != '-' ||
	    !is_digit(s->p[s->len - 2]))
		return false;
	s->len--;
	return true;
}

static bool
take_minus(struct slice *s)
{
	if (!slice_starts(*s, "-"))
		return false;
	*s = slice_trim(slice_bytes(s->p + 1, s->len - 1));
	return true;
}

/* "(12.50)" in brackets is negative; so is a minus before the number or
 * before the currency, once. */
static bool
parse_dressed(struct slice s, char mark, int digits, int64_t *out)
{
	s = slice_trim(s);
	bool negative = s.len > 2 && s.p[0] == '(' && s.p[s.len - 1] == ')';

	if (negative)
		s = slice_trim(slice_bytes(s.p + 1, s.len - 2));
	else
		negative = take_minus(&s);
	if (take_front(&s) && !negative)
		negative = take_minus(&s);
	take_back(&s);
	if (!negative)
		negative = take_minus_behind(&s);
	if (s.len == 0 || s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '(')
		return false;

	int64_t n;
	if (!num_parse_decimal(s, digits, mark, &n))
		return false;
	*out = negative ? -n : n;
	return true;
}

bool
money_parse(struct slice s, char mark, int digits, int64_t *minor)
{
	return num_parse_decimal(s, digits, mark, minor) ||
	    parse_dressed(s, mark, digits, minor);
}

bool
money_parse_price4(struct slice s, char mark, int64_t *price4)
{
	return money_parse(s, mark, PRICE4_DIGITS, price4);
}

bool
money_line(int64_t quantity, int64_t price4, int digits, int64_t *minor)
{
	return num_mul_div(
	    quantity, price4, power(PRICE4_DIGITS - digits), minor);
}

/* a * b / c, at the end of the range where it would leave it. */
static int64_t
saturating(int64_t a, int64_t b, int64_t c)
{
	int64_t n;

	if (a == INT64_MIN)
		return a;
	if (num_mul_div(a, b, c, &n) && n != INT64_MIN)
		return n;
	return (a < 0) == (b < 0) ? INT64_MAX : -INT64_MAX;
}

int64_t
money_from_price4(int64_t price4, int digits)
{
	return saturating(price4, 1, power(PRICE4_DIGITS - digits));
}

int64_t
money_to_price4(int64_t minor, int digits)
{
	return saturating(minor, power(PRICE4_DIGITS - digits), 1);
}

/* x to the nearest integer, half away from zero, within the range. */
static int64_t
nearest(double x)
{
	if (isnan(x))
		BUG("an undefined number where money is expected");
	if (x >= 0x1p63)
		return INT64_MAX;
	if (x <= -0x1p63)
		return -INT64_MAX;
	return (int64_t)llround(x);
}

int64_t
money_percent(int64_t minor, double percent)
{
	return saturating(minor, nearest(percent * PERCENT_SCALE),
	    (int64_t)100 * PERCENT_SCALE);
}

int64_t
money_round(double major, int digits)
{
	return nearest(major * (double)power(digits));
}

double
money_major(int64_t minor, int digits)
{
	return (double)minor / (double)power(digits);
}

/* What a part lost when it was rounded down. */
struct remainder {
	num_wide left;
	size_t part;
};

static int
compare_remainders(const void *a, const void *b)
{
	const struct remainder *x = a, *y = b;

	if (x->left != y->left)
		return x->left > y->left ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/* Weights below zero count as none. */
static int64_t
weight_of(const int64_t *weights, size_t i, bool equal)
{
	return equal ? 1 : weights[i] > 0 ? weights[i] : 0;
}

static num_wide
sum_of(const int64_t *weights, size_t n)
{
	num_wide sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weight_of(weights, i, false);
	return sum;
}

/*
 * The largest remainder method (Hamilton's): every part is rounded towards
 * zero, and the units that are missing, fewer than n, go one each to the
 * parts that lost most.
 */
void
money_allocate(int64_t total, const int64_t *weights, size_t n, int64_t *parts)
{
	struct remainder few[FEW_PARTS], *lost = few;
	num_wide sum = sum_of(weights, n), left = total;
	bool equal = sum == 0, negative = total < 0;

	if (n == 0)
		return;
	if (n > ARRAY_LEN(few))
		lost = mem_array(n, sizeof(*lost));
	if (equal)
		sum = (num_wide)n;
	for (size_t i = 0; i < n; i++) {
		num_wide share = (num_wide)total * weight_of(weights, i, equal);
		parts[i] = (int64_t)(share / sum);
		left -= parts[i];
		lost[i].left = negative ? -(share % sum) : share % sum;
		lost[i].part = i;
	}
	if (left != 0)
		qsort(lost, n, sizeof(*lost), compare_remainders);
	for (size_t i = 0; left != 0; i++) {
		parts[lost[i].part] += negative ? -1 : 1;
		left += negative ? 1 : -1;
	}
	if (lost != few)
		mem_free(lost);
}

static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

/* The decimals of n, the last 'digits' digits, behind a point. */
static void
add_decimals(struct str *out, int64_t n, int digits)
{
	if (digits > 0)
		str_addf(out, ".%0*llu", digits,
		    (unsigned long long)(magnitude(n) %
			(uint64_t)power(digits)));
}

void
money_add_plain(struct str *out, int64_t minor, int digits)
{
	uint64_t whole = magnitude(minor) / (uint64_t)power(digits);

	str_addf(
	    out, "%s%llu", minor < 0 ? "-" : "", (unsigned long long)whole);
	add_decimals(out, minor, digits);
}

void
money_add_price4(struct str *out, int64_t price4, int digits)
{
	int64_t below = power(PRICE4_DIGITS - digits);

	/* More decimals than the currency has are shown where they matter. */
	if (price4 % below == 0)
		money_add_plain(out, price4 / below, digits);
	else
		money_add_plain(out, price4, PRICE4_DIGITS);
}

void
money_add_grouped(struct str *out, int64_t minor, int digits)
{
	uint64_t whole = magnitude(minor) / (uint64_t)power(digits);

	if (minor < 0)
		str_add_char(out, '-');
	if (whole > INT64_MAX)
		str_add(out, "9,223,372,036,854,775,808");
	else
		num_add_grouped(out, (int64_t)whole);
	add_decimals(out, minor, digits);
}

void
money_add_short(struct str *out, double major, bool always_sign)
{
	static const char units[] = { '\0', 'k', 'M', 'B', 'T' };
	double x = fabs(major);
	size_t unit = 0;

	/* 999.5 would round to 1000, which has its own unit. */
	while (
	    unit + 1 < ARRAY_LEN(units) && x >= (unit == 0 ? 999.5 : 999.95)) {
		x /= 1000.0;
		unit++;
	}

	int64_t tenths = nearest(unit == 0 ? round(x) * 10.0 : x * 10.0);
	if (major < 0.0 && tenths > 0)
		str_add_char(out, '-');
	else if (always_sign && tenths > 0)
		str_add_char(out, '+');
	str_addf(out, "%lld", (long long)(tenths / 10));
	if (unit > 0)
		str_addf(out, ".%lld%c", (long long)(tenths % 10), units[unit]);
}
