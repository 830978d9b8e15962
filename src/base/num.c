/*
 * num - how it works: a number is read as a magnitude in uint64_t, digit by
 * digit, and gets its sign at the end. Nothing here depends on the locale:
 * where the C library's conversions are used, its decimal mark is exchanged.
 */
#include "base/num.h"

#include <locale.h>
#include <math.h>

enum {
	DOUBLE_TEXT = 64, /* longest text num_parse_double takes, and a NUL */
	EXACT_POWER = 22, /* 10^22 is the last power of ten a double holds */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
skip(struct slice *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

/* Appends a digit to *n; false when it would pass INT64_MAX. */
static bool
add_digit(uint64_t *n, unsigned digit)
{
	if (*n > ((uint64_t)INT64_MAX - digit) / 10)
		return false;
	*n = *n * 10 + digit;
	return true;
}

/* Takes a sign off s; true when it was a minus. */
static bool
take_sign(struct slice *s)
{
	bool negative = s->len > 0 && s->p[0] == '-';

	if (negative || (s->len > 0 && s->p[0] == '+'))
		skip(s, 1);
	return negative;
}

bool
num_parse_i64(struct slice s, int64_t *out)
{
	bool negative = take_sign(&s);
	int64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.p[i]))
			return false;
		int64_t digit = s.p[i] - '0';
		if (!num_mul(n, 10, &n) ||
		    !num_add(n, negative ? -digit : digit, &n))
			return false;
	}
	*out = n;
	return true;
}

/* Bytes of a thousands separator at the front of s; 0: there is none. */
static size_t
separator(struct slice s, char mark)
{
	static const char *const wide[] = {
		"\xc2\xa0", /* no-break space */
		"\xe2\x80\xaf", /* narrow no-break space */
		"\xe2\x80\x99", /* right single quotation mark */
	};

	if (s.len == 0)
		return 0;
	char c = s.p[0];
	if (c == ' ' || c == '\'' || ((c == ',' || c == '.') && c != mark))
		return 1;
	if ((unsigned char)c < 0x80)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (slice_starts(s, wide[i]))
			return strlen(wide[i]);
	return 0;
}

/*
 * The whole part: digits, or groups of three behind a first group of one to
 * three that does not begin with 0 ("0,125" is a decimal comma in disguise),
 * all with the same separator. Sets *digits to how many there were.
 */
static bool
take_whole(struct slice *s, char mark, uint64_t *n, size_t *digits)
{
	struct slice first = *s, mark_used = { 0 };
	size_t group = 0;

	for (*digits = 0;; skip(s, mark_used.len)) {
		for (group = 0; s->len > 0 && is_digit(s->p[0]); group++) {
			if (!add_digit(n, (unsigned)(s->p[0] - '0')))
				return false;
			skip(s, 1);
		}
		*digits += group;
		if (mark_used.len > 0 && group != 3)
			return false;

		size_t width = separator(*s, mark);
		if (width == 0)
			return true;
		struct slice here = slice_bytes(s->p, width);
		if (mark_used.len == 0) {
			if (group == 0 || group > 3 || first.p[0] == '0')
				return false;
		} else if (!slice_eq(here, mark_used)) {
			return false;
		}
		mark_used = here;
	}
}

/* The decimals behind the mark, to 'digits' of them; the next one rounds. */
static bool
take_decimals(struct slice *s, int digits, uint64_t *n)
{
	bool up = false;
	int i = 0;

	for (; s->len > 0 && is_digit(s->p[0]); i++, skip(s, 1)) {
		unsigned digit = (unsigned)(s->p[0] - '0');
		if (i < digits && !add_digit(n, digit))
			return false;
		if (i == digits)
			up = digit >= 5;
	}
	for (; i < digits; i++)
		if (!add_digit(n, 0))
			return false;
	*n += up;
	return *n <= INT64_MAX;
}

bool
num_parse_decimal(struct slice s, int digits, char mark, int64_t *out)
{
	uint64_t n = 0;
	size_t whole;
	bool negative = false;

	if (s.len > 2 && s.p[0] == '(' && s.p[s.len - 1] == ')') {
		s = slice_bytes(s.p + 1, s.len - 2);
		negative = true;
	} else {
		negative = take_sign(&s);
	}

	if (!take_whole(&s, mark, &n, &whole))
		return false;
	bool marked = s.len > 0 && s.p[0] == mark;
	if (marked)
		skip(&s, 1);
	if (marked ? s.len == 0 : whole == 0)
		return false;
	if (!take_decimals(&s, digits, &n) || s.len > 0)
		return false;
	*out = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

/* A number in scientific notation: n * 10^(dropped - decimals + power). */
struct scientific {
	uint64_t n; /* the first 18 digits */
	size_t digits, decimals; /* before and behind the point */
	int dropped; /* digits beyond the first 18 */
	int64_t power;
};

/* Takes digits off s; returns how many. */
static size_t
take_digits(struct slice *s, struct scientific *sc)
{
	size_t count = 0;

	for (; s->len > 0 && is_digit(s->p[0]); count++, skip(s, 1)) {
		if (sc->n < UINT64_C(100000000000000000))
			sc->n = sc->n * 10 + (unsigned)(s->p[0] - '0');
		else
			sc->dropped++;
	}
	return count;
}

/* The whole of s, without its sign, or false. */
static bool
scan_scientific(struct slice s, struct scientific *sc)
{
	*sc = (struct scientific){ 0 };
	sc->digits = take_digits(&s, sc);
	if (s.len > 0 && s.p[0] == '.') {
		skip(&s, 1);
		sc->decimals = take_digits(&s, sc);
	}
	if (sc->digits + sc->decimals == 0)
		return false;
	if (s.len == 0)
		return true;
	if (s.p[0] != 'e' && s.p[0] != 'E')
		return false;
	skip(&s, 1);
	return num_parse_i64(s, &sc->power);
}

/* Are n and the power of ten both exact as doubles? Then one division gives
 * the correctly rounded value. */
static bool
is_exact(const struct scientific *sc)
{
	return sc->dropped == 0 && sc->power == 0 &&
	    sc->n < UINT64_C(1) << 53 && sc->decimals <= EXACT_POWER;
}

static double
exact_value(const struct scientific *sc)
{
	double scale = 1.0;

	for (size_t i = 0; i < sc->decimals; i++)
		scale *= 10.0;
	return (double)sc->n / scale;
}

/* The C library's reading of a text already known to be such a number. */
static double
library_double(struct slice s)
{
	const char *mark = localeconv()->decimal_point;
	struct str text = STR_INIT;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '.')
			str_add(&text, mark);
		else
			str_add_char(&text, s.p[i]);
	}
	double x = strtod(text.p, NULL);
	str_release(&text);
	return x;
}

bool
num_parse_double(struct slice s, double *out)
{
	struct slice number = s;
	struct scientific sc;
	bool negative = take_sign(&number);

	if (s.len >= DOUBLE_TEXT || !scan_scientific(number, &sc))
		return false;

	double x = is_exact(&sc) ? exact_value(&sc) : library_double(number);
	if (!isfinite(x))
		return false;
	*out = negative ? -x : x;
	return true;
}

bool
num_parse_percent(struct slice s, double *out)
{
	if (s.len > 0 && s.p[s.len - 1] == '%') {
		s.len--;
		struct slice number = slice_trim(s);
		if (number.p != s.p)
			return false;
		s = number;
	}
	return num_parse_double(s, out);
}

bool
num_add(int64_t a, int64_t b, int64_t *out)
{
	if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b)
		return false;
	*out = a + b;
	return true;
}

bool
num_sub(int64_t a, int64_t b, int64_t *out)
{
	if (b > 0 ? a < INT64_MIN + b : a > INT64_MAX + b)
		return false;
	*out = a - b;
	return true;
}

static bool
narrow(num_wide n, int64_t *out)
{
	if (n < INT64_MIN || n > INT64_MAX)
		return false;
	*out = (int64_t)n;
	return true;
}

bool
num_mul(int64_t a, int64_t b, int64_t *out)
{
	return narrow((num_wide)a * b, out);
}

bool
num_mul_div(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	if (c == 0)
		return false;

	num_wide product = (num_wide)a * b, divisor = c;
	/* Amounts of a shop; dividing 128 bits takes five times as long. */
	if (product >= 0 && product <= INT64_MAX / 2 && c > 0) {
		int64_t near = (int64_t)product;
		int64_t rest = near % c;
		*out = near / c + (rest >= c - rest);
		return true;
	}
	if (divisor < 0) {
		product = -product;
		divisor = -divisor;
	}
	num_wide quotient = product / divisor, left = product % divisor;
	if (2 * left >= divisor)
		quotient++;
	else if (2 * left <= -divisor)
		quotient--;
	return narrow(quotient, out);
}
