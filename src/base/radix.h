/*
 * radix - sorting millions of numbers by their bits.
 *
 * For where a comparison sort takes a second: keys of 64 bits with what they
 * belong to, sorted ascending and stable in at most six passes of 11 bits,
 * each skipped when it would change nothing.
 *
 *	keys[i] = (struct radix_key){ radix_bits(score[i]), i };
 *	sorted = radix_sort(keys, keys + n, n);
 */
#ifndef ENDCAP_RADIX_H
#define ENDCAP_RADIX_H

#include "base/base.h"

struct radix_key {
	uint64_t bits;
	uint32_t index, tag; /* the caller's; they travel with the bits */
};

/* Bits that order as the doubles do, -0 equal to 0; not for NaN. Turned over
 * (~) they order the other way. */
uint64_t radix_bits(double x);
double radix_value(uint64_t bits); /* back */

/* Sorts n keys; 'scratch' has room for n more. Returns whichever of the two
 * holds the result. */
struct radix_key *
radix_sort(struct radix_key *keys, struct radix_key *scratch, size_t n);

#endif
