/*
 * str - an owned growable string, and a borrowed slice.
 *
 * struct str owns its bytes, keeps a NUL after them and grows; struct slice
 * points into somebody else's bytes and counts. Text from outside is handled
 * as slices; a C string appears only where a library needs one. What is added
 * to a string must not point into that string: growing moves its bytes.
 *
 *	struct str s = STR_INIT;
 *	str_addf(&s, "%d rows", n);
 *	puts(s.p);
 *	str_release(&s);
 */
#ifndef ENDCAP_STR_H
#define ENDCAP_STR_H

#include "base/base.h"

struct str {
	char *p; /* never NULL; NUL after len bytes */
	size_t len;
	size_t cap; /* 0: p is the shared empty string */
};

struct slice {
	const char *p; /* borrowed, not NUL-terminated */
	size_t len;
};

extern char str_empty[];
#define STR_INIT               \
	{                      \
		.p = str_empty \
	}

void str_init(struct str *s);
void str_release(struct str *s); /* frees, leaves an empty string */
void str_clear(struct str *s); /* empty, keeps the memory */
char *str_take(struct str *s); /* moved to the caller, mem_free it */

void str_reserve(struct str *s, size_t extra);
void str_add(struct str *s, const char *c_string);
void str_add_bytes(struct str *s, const char *p, size_t len);
void str_add_slice(struct str *s, struct slice t);
void str_add_char(struct str *s, char c);
void str_add_repeat(struct str *s, const char *c_string, size_t times);
void str_addf(struct str *s, const char *fmt, ...) ATTR_PRINTF(2, 3);
void str_set(struct str *s, const char *c_string);
void str_setf(struct str *s, const char *fmt, ...) ATTR_PRINTF(2, 3);
void str_cut(struct str *s, size_t len); /* shortens; len <= s->len */

/* Short enough to be part of their callers: they run for every value of an
 * import. */
static inline struct slice
slice_bytes(const char *p, size_t len)
{
	return (struct slice){ .p = p != NULL ? p : str_empty, .len = len };
}

static inline struct slice
slice_of(const char *c_string) /* NULL gives an empty one */
{
	return slice_bytes(c_string, c_string != NULL ? strlen(c_string) : 0);
}

static inline struct slice
slice_str(const struct str *s)
{
	return slice_bytes(s->p, s->len);
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool
slice_eq_c(struct slice a, const char *c_string)
{
	return slice_eq(a, slice_of(c_string));
}

struct slice slice_trim(struct slice s); /* ASCII blanks and U+00A0 */
bool slice_eq_nocase(struct slice a, struct slice b); /* ASCII only */
bool slice_starts(struct slice s, const char *prefix);
int slice_compare(struct slice a, struct slice b); /* by bytes */
/* Offset of the first needle in s, or s.len; an empty needle is found at 0.
 * slice_find_nocase folds ASCII. */
size_t slice_find(struct slice s, struct slice needle);
size_t slice_find_nocase(struct slice s, struct slice needle);
/* Cuts the part before the next 'sep' off *rest; false when rest is spent.
 * "a,,b," gives "a", "", "b": a separator at the very end begins no part. */
bool slice_split(struct slice *rest, char sep, struct slice *part);
/* The next word between blanks, taken off *rest; empty: there is none. */
struct slice slice_word(struct slice *rest);
/* SplitMix64 (random.h) over the length, then over the bytes, eight at a time
 * in little-endian order; equal bytes, equal hash, on every machine. Not for
 * hostile keys in a table without a bound. */
uint64_t slice_hash(struct slice s);

#endif
