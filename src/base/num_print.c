/*
 * num_print - how it works: listings print tens of millions of numbers, so
 * the common ones are printed without printf.
 *
 * A double of ten significant digits is scaled by one exact power of ten to a
 * whole number of ten digits, and rounded. One multiplication or division
 * errs by half a unit in the last place at most, below 1.2e-6 here even where
 * long double is only a double; so unless the scaled value lies within
 * CLOSE_CALL of a half, its rounding is the true one. Close calls, and
 * numbers whose power of ten is not exact, are left to the C library.
 */
#include "base/num.h"

#include <locale.h>
#include <math.h>

enum {
	DIGITS = 10, /* of "%.10g" */
	EXACT_POWER = 22, /* 10^22 is the last power of ten a double holds */
	LEAST_FIXED = -4, /* exponents below it are written as e-05 */
	NUMBER_TEXT = 48, /* longest text of a number here, and a NUL */
};
#define CLOSE_CALL 1e-5L
#define FULL       UINT64_C(10000000000) /* the first of eleven digits */

static const double power[EXACT_POWER + 1] = {
	1e0,
	1e1,
	1e2,
	1e3,
	1e4,
	1e5,
	1e6,
	1e7,
	1e8,
	1e9,
	1e10,
	1e11,
	1e12,
	1e13,
	1e14,
	1e15,
	1e16,
	1e17,
	1e18,
	1e19,
	1e20,
	1e21,
	1e22,
};

/* The digits of n so that they end before 'end'; returns where they begin. */
static char *
print_digits(char *end, uint64_t n)
{
	do {
		*--end = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	return end;
}

static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

void
num_add_i64(struct str *out, int64_t n)
{
	char text[NUMBER_TEXT];
	char *end = text + sizeof(text);
	char *p = print_digits(end, magnitude(n));

	if (n < 0)
		*--p = '-';
	str_add_bytes(out, p, (size_t)(end - p));
}

void
num_add_grouped(struct str *out, int64_t n)
{
	char text[NUMBER_TEXT];
	char *end = text + sizeof(text);
	char *p = print_digits(end, magnitude(n));

	if (n < 0)
		str_add_char(out, '-');
	for (; p < end; p++) {
		str_add_char(out, *p);
		if ((end - p) % 3 == 1 && end - p > 1)
			str_add_char(out, ',');
	}
}

void
num_add_counted(struct str *out, int64_t n, const char *one, const char *many)
{
	num_add_grouped(out, n);
	str_addf(out, " %s", n == 1 ? one : many);
}

/* size * 10^(DIGITS - 1 - exponent), or 0 where no exact power leads there. */
static long double
scaled(double size, int exponent)
{
	int shift = DIGITS - 1 - exponent;

	if (shift > EXACT_POWER || shift < -EXACT_POWER)
		return 0;
	return shift >= 0 ? (long double)size * (long double)power[shift]
			  : (long double)size / (long double)power[-shift];
}

/*
 * size > 0 as 'digits' (of exactly DIGITS digits) times 10 to the power of
 * 'exponent' - DIGITS + 1; false when only the C library can tell.
 */
static bool
take_digits(double size, uint64_t *digits, int *exponent)
{
	int binary;

	if (!(size > 0) || !isfinite(size))
		return false;
	frexp(size, &binary);
	/* log10 of the power of two below size: right, or one too small. */
	*exponent = (int)floor((binary - 1) * 0.30102999566398120);
	long double whole = scaled(size, *exponent);
	if (whole >= (long double)FULL)
		whole = scaled(size, ++*exponent);
	*digits = (uint64_t)whole;
	long double rest = whole - (long double)*digits - 0.5L;
	if (whole < (long double)(FULL / 10) || fabsl(rest) < CLOSE_CALL)
		return false;
	*digits += rest > 0;
	if (*digits == FULL) {
		*digits = FULL / 10;
		++*exponent;
	}
	return true;
}

/* 'n' digits with the mark after the first 'whole' of them (0 and less: as
 * 0.00123), without zeros at the end of the fraction. */
static char *
place_mark(char *p, const char *digits, int n, int whole)
{
	while (n > whole && n > 1 && digits[n - 1] == '0')
		n--;
	if (whole <= 0) {
		*p++ = '0';
		*p++ = '.';
		for (int i = whole; i < 0; i++)
			*p++ = '0';
		whole = -1;
	}
	for (int i = 0; i < n; i++) {
		if (i == whole)
			*p++ = '.';
		*p++ = digits[i];
	}
	return p;
}

static char *
place_exponent(char *p, int exponent)
{
	int size = exponent < 0 ? -exponent : exponent;

	*p++ = 'e';
	*p++ = exponent < 0 ? '-' : '+';
	*p++ = (char)('0' + size / 10);
	*p++ = (char)('0' + size % 10);
	return p;
}

/* What the C library prints, with its locale's decimal mark exchanged. */
static void
add_by_library(struct str *out, double x)
{
	char text[NUMBER_TEXT];
	int len = snprintf(text, sizeof(text), "%.*g", DIGITS, x);
	const char *mark = localeconv()->decimal_point;
	const char *at = strstr(text, mark);

	if (at == NULL) {
		str_add_bytes(out, text, (size_t)len);
		return;
	}
	str_add_bytes(out, text, (size_t)(at - text));
	str_add_char(out, '.');
	str_add(out, at + strlen(mark));
}

void
num_add_double(struct str *out, double x)
{
	char digits[DIGITS] = { 0 }, text[NUMBER_TEXT];
	char *p = text;
	uint64_t n;
	int exponent;

	if (!take_digits(fabs(x), &n, &exponent)) {
		add_by_library(out, x);
		return;
	}
	print_digits(digits + DIGITS, n);
	if (x < 0)
		*p++ = '-';
	if (exponent >= LEAST_FIXED && exponent < DIGITS) {
		p = place_mark(p, digits, DIGITS, exponent + 1);
	} else {
		p = place_mark(p, digits, DIGITS, 1);
		p = place_exponent(p, exponent);
	}
	str_add_bytes(out, text, (size_t)(p - text));
}
