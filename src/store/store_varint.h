/*
 * store_varint - whole numbers in few bytes (store*.c only).
 *
 * LEB128: seven bits a byte, lowest first, the top bit says that more follow;
 * signed ones zigzag, so that small ones of both signs are short. Writing
 * needs room made before, since a call for each number would cost more than
 * all else: VARINT_LONGEST bytes for each. Reading checks its bounds, for a
 * file may be damaged.
 */
#ifndef ENDCAP_STORE_VARINT_H
#define ENDCAP_STORE_VARINT_H

#include "base/str.h"

enum {
	VARINT_LONGEST = 10 /* bytes of one number */
};

static inline void
varint_put(struct str *out, uint64_t v)
{
	while (v >= 0x80) {
		out->p[out->len++] = (char)(v | 0x80);
		v >>= 7;
	}
	out->p[out->len++] = (char)v;
}

static inline void
varint_put_signed(struct str *out, int64_t v)
{
	varint_put(out, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

/* False, and nothing is taken, where no number ends before 'end'. */
static inline bool
varint_get(const unsigned char **at, const unsigned char *end, int64_t *v)
{
	const unsigned char *p = *at;
	uint64_t x = 0;

	for (unsigned shift = 0; p < end && shift < 64; shift += 7) {
		unsigned char c = *p++;
		x |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80) {
			*at = p;
			*v = (int64_t)x;
			return true;
		}
	}
	return false;
}

static inline bool
varint_get_signed(
    const unsigned char **at, const unsigned char *end, int64_t *v)
{
	int64_t raw;

	if (!varint_get(at, end, &raw))
		return false;
	*v = (int64_t)((uint64_t)raw >> 1) ^ -(raw & 1);
	return true;
}

#endif
