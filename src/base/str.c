/*
 * str - how it works: an empty string points at one shared NUL byte, so that
 * s.p is a C string from the first moment and an unused string costs nothing;
 * cap 0 says that p is not ours. cap counts the NUL.
 */
#include "base/str.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/random.h"

/* Never written: every writer reserves first. */
char str_empty[1];

void
str_init(struct str *s)
{
	*s = (struct str)STR_INIT;
}

void
str_release(struct str *s)
{
	if (s->cap > 0)
		mem_free(s->p);
	str_init(s);
}

void
str_clear(struct str *s)
{
	str_cut(s, 0);
}

char *
str_take(struct str *s)
{
	char *p = s->cap > 0 ? s->p : mem_zalloc(1);

	str_init(s);
	return p;
}

void
str_reserve(struct str *s, size_t extra)
{
	if (extra >= (size_t)PTRDIFF_MAX - s->len)
		BUG("a string larger than memory");

	size_t want = s->len + extra + 1;
	if (want <= s->cap)
		return;

	bool first = s->cap == 0;
	s->p = mem_reserve(first ? NULL : s->p, &s->cap, want, 1);
	if (first)
		s->p[0] = '\0';
}

void
str_add(struct str *s, const char *c_string)
{
	str_add_bytes(s, c_string, strlen(c_string));
}

void
str_add_bytes(struct str *s, const char *p, size_t len)
{
	if (len == 0)
		return;
	str_reserve(s, len);
	memcpy(s->p + s->len, p, len);
	s->len += len;
	s->p[s->len] = '\0';
}

void
str_add_slice(struct str *s, struct slice t)
{
	str_add_bytes(s, t.p, t.len);
}

void
str_add_char(struct str *s, char c)
{
	str_add_bytes(s, &c, 1);
}

void
str_add_repeat(struct str *s, const char *c_string, size_t times)
{
	size_t len = strlen(c_string);

	for (size_t i = 0; i < times; i++)
		str_add_bytes(s, c_string, len);
}

ATTR_PRINTF(2, 0)
static void
add_formatted(struct str *s, const char *fmt, va_list args)
{
	va_list again;
	size_t room = s->cap > 0 ? s->cap - s->len : 0;

	va_copy(again, args);
	int n = vsnprintf(room > 0 ? s->p + s->len : NULL, room, fmt, args);
	if (n < 0)
		BUG("a format that cannot be printed");
	if ((size_t)n >= room) {
		str_reserve(s, (size_t)n);
		vsnprintf(s->p + s->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	s->len += (size_t)n;
}

void
str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_formatted(s, fmt, args);
	va_end(args);
}

void
str_set(struct str *s, const char *c_string)
{
	str_clear(s);
	str_add(s, c_string);
}

void
str_setf(struct str *s, const char *fmt, ...)
{
	va_list args;

	str_clear(s);
	va_start(args, fmt);
	add_formatted(s, fmt, args);
	va_end(args);
}

void
str_cut(struct str *s, size_t len)
{
	if (len > s->len)
		BUG("a string cut to more than it has");
	s->len = len;
	if (s->cap > 0)
		s->p[len] = '\0';
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Surely no blank, nor a part of one. */
static bool
is_plain(char c)
{
	return c > ' ' && c <= '~';
}

/* Bytes of the blank at the front of s; 0 when there is none. */
static size_t
blank_at_front(struct slice s)
{
	if (s.len > 0 && is_blank(s.p[0]))
		return 1;
	if (s.len > 1 && memcmp(s.p, "\xc2\xa0", 2) == 0)
		return 2;
	return 0;
}

static size_t
blank_at_back(struct slice s)
{
	if (s.len > 0 && is_blank(s.p[s.len - 1]))
		return 1;
	if (s.len > 1 && memcmp(s.p + s.len - 2, "\xc2\xa0", 2) == 0)
		return 2;
	return 0;
}

struct slice
slice_trim(struct slice s)
{
	size_t n;

	/* Nearly always there is nothing to trim. */
	if (s.len > 0 && is_plain(s.p[0]) && is_plain(s.p[s.len - 1]))
		return s;
	while ((n = blank_at_front(s)) > 0)
		s = (struct slice){ s.p + n, s.len - n };
	while ((n = blank_at_back(s)) > 0)
		s.len -= n;
	return s;
}

static char
folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool
same_folded(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (folded(a[i]) != folded(b[i]))
			return false;
	return true;
}

bool
slice_eq_nocase(struct slice a, struct slice b)
{
	return a.len == b.len && same_folded(a.p, b.p, a.len);
}

bool
slice_starts(struct slice s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && slice_eq_c(slice_bytes(s.p, len), prefix);
}

int
slice_compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.p, b.p, len) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

size_t
slice_find(struct slice s, struct slice needle)
{
	if (needle.len == 0)
		return 0;
	for (size_t i = 0; needle.len <= s.len - i;) {
		size_t starts = s.len - i - needle.len + 1;
		const char *hit = memchr(s.p + i, needle.p[0], starts);
		if (hit == NULL)
			break;
		if (memcmp(hit, needle.p, needle.len) == 0)
			return (size_t)(hit - s.p);
		i = (size_t)(hit - s.p) + 1;
	}
	return s.len;
}

size_t
slice_find_nocase(struct slice s, struct slice needle)
{
	for (size_t i = 0; i <= s.len && needle.len <= s.len - i; i++)
		if (same_folded(s.p + i, needle.p, needle.len))
			return i;
	return s.len;
}

bool
slice_split(struct slice *rest, char sep, struct slice *part)
{
	if (rest->len == 0)
		return false;

	const char *at = memchr(rest->p, sep, rest->len);
	size_t len = at != NULL ? (size_t)(at - rest->p) : rest->len;
	size_t taken = at != NULL ? len + 1 : len;
	*part = slice_bytes(rest->p, len);
	*rest = slice_bytes(rest->p + taken, rest->len - taken);
	return true;
}

struct slice
slice_word(struct slice *rest)
{
	struct slice s = slice_trim(*rest);
	size_t n = 0;

	while (n < s.len && s.p[n] != ' ' && s.p[n] != '\t')
		n++;
	*rest = slice_bytes(s.p + n, s.len - n);
	return slice_bytes(s.p, n);
}

/* Up to eight bytes as a little-endian number, on any machine. */
static uint64_t
load_bytes(const char *p, size_t n)
{
	uint64_t w = 0;

	for (size_t i = 0; i < n; i++)
		w |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return w;
}

uint64_t
slice_hash(struct slice s)
{
	uint64_t h = random_mix(s.len);
	size_t i = 0;

	for (; s.len - i >= 8; i += 8)
		h = random_mix(h ^ load_bytes(s.p + i, 8));
	if (i < s.len)
		h = random_mix(h ^ load_bytes(s.p + i, s.len - i));
	return h;
}
