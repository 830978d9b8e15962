/*
 * text - how it works: decoding follows the table of well-formed byte
 * sequences of the Unicode Standard (table 3-7), so surrogates, overlong forms
 * and code points above U+10FFFF are malformed.
 *
 * text_clean is called for every field of every file. Nearly all fields are
 * printable ASCII, which is found eight bytes at a time; the rest walks
 * character by character. Widths are in text_cells.c.
 */
#include "base/text.h"

enum {
	WORD = sizeof(uint64_t)
};

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* The range of the second byte and the length, by the first byte. */
struct lead {
	unsigned char from, to; /* first byte */
	unsigned char low, high; /* second byte */
	unsigned char length;
};

/* clang-format off */
static const struct lead leads[] = {
	{ .from = 0xC2, .to = 0xDF, .low = 0x80, .high = 0xBF, .length = 2 },
	{ .from = 0xE0, .to = 0xE0, .low = 0xA0, .high = 0xBF, .length = 3 },
	{ .from = 0xE1, .to = 0xEC, .low = 0x80, .high = 0xBF, .length = 3 },
	{ .from = 0xED, .to = 0xED, .low = 0x80, .high = 0x9F, .length = 3 },
	{ .from = 0xEE, .to = 0xEF, .low = 0x80, .high = 0xBF, .length = 3 },
	{ .from = 0xF0, .to = 0xF0, .low = 0x90, .high = 0xBF, .length = 4 },
	{ .from = 0xF1, .to = 0xF3, .low = 0x80, .high = 0xBF, .length = 4 },
	{ .from = 0xF4, .to = 0xF4, .low = 0x80, .high = 0x8F, .length = 4 },
};

/* Windows-1252, 0x80 to 0x9F; five bytes are not defined there. */
static const uint16_t windows_1252[32] = {
	0x20AC, TEXT_BAD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, TEXT_BAD, 0x017D, TEXT_BAD,
	TEXT_BAD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, TEXT_BAD, 0x017E, 0x0178,
};
/* clang-format on */

static const struct lead *
find_lead(unsigned char b)
{
	for (size_t i = 0; i < ARRAY_LEN(leads); i++)
		if (b >= leads[i].from && b <= leads[i].to)
			return &leads[i];
	return NULL;
}

/* Decodes the character at the front of s, which is not empty; returns its
 * length in bytes, 0 when it is malformed. */
static size_t
decode(struct slice s, uint32_t *code_point)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (p[0] < 0x80) {
		*code_point = p[0];
		return 1;
	}

	const struct lead *lead = find_lead(p[0]);
	if (lead == NULL || s.len < lead->length || p[1] < lead->low ||
	    p[1] > lead->high)
		return 0;

	uint32_t c = p[0] & (0x7Fu >> lead->length);
	for (size_t i = 1; i < lead->length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	*code_point = c;
	return lead->length;
}

static void
skip(struct slice *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

static uint64_t
load_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, WORD);
	return w;
}

bool
text_valid(struct slice s)
{
	while (s.len > 0) {
		if (s.len >= WORD && !(load_word(s.p) & EACH_BYTE(0x80))) {
			skip(&s, WORD);
			continue;
		}
		uint32_t c;
		size_t n = decode(s, &c);
		if (n == 0)
			return false;
		skip(&s, n);
	}
	return true;
}

uint32_t
text_next(struct slice *rest)
{
	uint32_t c;
	size_t n = decode(*rest, &c);

	skip(rest, n > 0 ? n : 1);
	return n > 0 ? c : TEXT_BAD;
}

static bool
is_scalar(uint32_t c)
{
	return c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

void
text_add_char(struct str *out, uint32_t c)
{
	char b[4];
	size_t n = 0;

	if (!is_scalar(c))
		c = TEXT_BAD;
	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		b[n++] = (char)(0xE0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	} else {
		b[n++] = (char)(0xF0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80)
		b[n++] = (char)(0x80 | (c & 0x3F));
	str_add_bytes(out, b, n);
}

/*
 * Has a word of eight bytes one outside 0x20..0x7E? With the top bit of every
 * byte known to be clear, adding 0x60 sets it for bytes of 0x20 and more, and
 * adding 1 sets it for 0x7F alone; neither carries into the next byte.
 */
static bool
has_special(uint64_t w)
{
	uint64_t top = EACH_BYTE(0x80);

	if (w & top)
		return true;
	return (((w + EACH_BYTE(0x60)) & top) != top) ||
	    ((w + EACH_BYTE(0x01)) & top);
}

static bool
is_printable(char c)
{
	return c >= 0x20 && c < 0x7F;
}

/* Length of the printable ASCII at the front of s. */
static size_t
printable_run(struct slice s)
{
	size_t i = 0;

	while (s.len - i >= WORD && !has_special(load_word(s.p + i)))
		i += WORD;
	while (i < s.len && is_printable(s.p[i]))
		i++;
	return i;
}

/* Controls, separators of lines and paragraphs, and the overrides and
 * isolates that turn the direction of what follows. */
static bool
is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 ||
	    c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069);
}

/* Is s malformed UTF-8 without one well-formed character above ASCII? Then
 * it was most likely never UTF-8 at all. */
static bool
is_western(struct slice s)
{
	bool malformed = false;

	while (s.len > 0) {
		uint32_t c;
		size_t n = decode(s, &c);
		if (n > 1)
			return false;
		malformed = malformed || n == 0;
		skip(&s, 1);
	}
	return malformed;
}

uint32_t
text_next_western(struct slice *rest)
{
	unsigned char b = (unsigned char)rest->p[0];

	skip(rest, 1);
	return b >= 0x80 && b <= 0x9F ? windows_1252[b - 0x80] : b;
}

static bool
starts_line_break(struct slice s)
{
	return s.len >= 2 && s.p[0] == '\r' && s.p[1] == '\n';
}

/* What stands before the first special byte has been added already. */
static bool
clean_rest(struct str *out, struct slice s)
{
	bool western = is_western(s), changed = western;

	while (s.len > 0) {
		size_t run = printable_run(s);
		str_add_bytes(out, s.p, run);
		skip(&s, run);
		if (s.len == 0)
			break;
		if (starts_line_break(s))
			skip(&s, 1);

		size_t before = s.len;
		uint32_t c = western ? text_next_western(&s) : text_next(&s);
		if (c == TEXT_BAD && before - s.len == 1)
			changed = true;
		if (is_harmful(c)) {
			c = ' ';
			changed = true;
		}
		text_add_char(out, c);
	}
	return changed;
}

bool
text_clean(struct str *out, struct slice s)
{
	size_t run = printable_run(s);

	str_add_bytes(out, s.p, run);
	skip(&s, run);
	return s.len > 0 && clean_rest(out, s);
}

void
text_clean_lines(struct str *out, struct slice s)
{
	struct slice line;

	while (slice_split(&s, '\n', &line)) {
		(void)text_clean(out, line); /* what was changed is not asked */
		str_add_char(out, '\n');
	}
}
