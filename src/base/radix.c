/*
 * Least significant digits first: each pass is a stable counting sort by 11
 * bits, so after the last one the keys are in order and equal ones as they
 * stood. IEEE doubles order as integers once negative ones are turned over.
 */
#include "base/radix.h"

enum {
	DIGIT_BITS = 11,
	DIGITS = 1 << DIGIT_BITS,
	PASSES = 6, /* 6 x 11 bits cover 64 */
};

uint64_t
radix_bits(double x)
{
	uint64_t bits, sign = UINT64_C(1) << 63;

	/* Minus zero becomes zero. */
	x += 0.0;
	memcpy(&bits, &x, sizeof(bits));
	return bits & sign ? ~bits : bits | sign;
}

double
radix_value(uint64_t bits)
{
	uint64_t sign = UINT64_C(1) << 63;
	double x;

	bits = bits & sign ? bits & ~sign : ~bits;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

static size_t
digit(const struct radix_key *key, unsigned shift)
{
	return (size_t)(key->bits >> shift & (DIGITS - 1));
}

/* One pass; false when the digit is the same in all keys. */
static bool
pass(const struct radix_key *from, struct radix_key *to, size_t n,
    unsigned shift)
{
	size_t count[DIGITS] = { 0 }, at = 0;

	for (size_t i = 0; i < n; i++)
		count[digit(&from[i], shift)]++;
	if (n == 0 || count[digit(&from[0], shift)] == n)
		return false;
	for (size_t d = 0; d < DIGITS; d++) {
		size_t here = count[d];
		count[d] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		to[count[digit(&from[i], shift)]++] = from[i];
	return true;
}

struct radix_key *
radix_sort(struct radix_key *keys, struct radix_key *scratch, size_t n)
{
	for (unsigned p = 0; p < PASSES; p++) {
		if (pass(keys, scratch, n, p * DIGIT_BITS)) {
			struct radix_key *sorted = scratch;
			scratch = keys;
			keys = sorted;
		}
	}
	return keys;
}
