/*
 * UTF-16 keeps two things between pieces: an odd byte and a high surrogate.
 * UTF-8 and ASCII are handed through untouched, so that the usual file costs
 * one scan for a byte above 0x7F, and nothing once that byte was met.
 */
#include "ingest/charset.h"

#include "base/text.h"

static const char *const names[] = {
#define X(code, name) [code] = (name),
	CHARSETS(X)
#undef X
};

_Static_assert(ARRAY_LEN(names) == CHARSET_COUNT, "a name for each charset");

const char *
charset_name(enum charset_kind kind)
{
	return names[kind];
}

enum {
	GUESSED_FROM = 64 /* bytes, of a file without a mark */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* UTF-16 without a mark: every other byte of the first line is zero. */
static enum charset_kind
guess_utf16(struct slice first)
{
	size_t n =
	    first.len < GUESSED_FROM ? first.len & ~(size_t)1 : GUESSED_FROM;
	size_t zeros[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		zeros[i % 2] += first.p[i] == '\0';
	if (n < 8 || (zeros[0] > 0) == (zeros[1] > 0))
		return CHARSET_ASCII;
	if (2 * zeros[1] > n / 2)
		return CHARSET_UTF16LE;
	return 2 * zeros[0] > n / 2 ? CHARSET_UTF16BE : CHARSET_ASCII;
}

size_t
charset_begin(struct charset *cs, struct slice first)
{
	size_t at = 0;

	if (first.len >= 2 && memcmp(first.p, "\xFF\xFE", 2) == 0)
		cs->kind = CHARSET_UTF16LE;
	else if (first.len >= 2 && memcmp(first.p, "\xFE\xFF", 2) == 0)
		cs->kind = CHARSET_UTF16BE;
	if (cs->kind != CHARSET_ASCII) {
		cs->bom = true;
		return 2;
	}
	cs->kind = guess_utf16(first);
	if (cs->kind != CHARSET_ASCII)
		return 0;
	while (at < first.len && is_blank(first.p[at]))
		at++;
	while (first.len - at >= 3 &&
	    memcmp(first.p + at, "\xEF\xBB\xBF", 3) == 0) {
		at += 3;
		cs->bom = true;
	}
	if (!cs->bom)
		return 0;
	cs->kind = CHARSET_UTF8;
	return at;
}

static void
add_utf16_unit(struct charset *cs, uint32_t unit, struct str *out)
{
	bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;

	if (cs->high && is_low) {
		text_add_char(
		    out, 0x10000 + ((cs->high - 0xD800) << 10) + unit - 0xDC00);
		cs->high = 0;
		return;
	}
	if (cs->high)
		text_add_char(out, TEXT_BAD);
	cs->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
	if (!cs->high)
		text_add_char(out, is_low ? (uint32_t)TEXT_BAD : unit);
}

static void
decode_utf16(struct charset *cs, struct slice piece, struct str *out)
{
	bool little = cs->kind == CHARSET_UTF16LE;

	for (size_t i = 0; i < piece.len; i++) {
		unsigned char byte = (unsigned char)piece.p[i];

		if (!cs->has_odd) {
			cs->odd = byte;
			cs->has_odd = true;
			continue;
		}
		cs->has_odd = false;
		add_utf16_unit(cs,
		    little ? cs->odd | (uint32_t)byte << 8
			   : byte | (uint32_t)cs->odd << 8,
		    out);
	}
}

/* Offset of the first byte above 0x7F, or the length. */
static size_t
first_high(struct slice s)
{
	size_t i = 0;

	for (; i + 8 <= s.len; i += 8) {
		uint64_t word;

		memcpy(&word, s.p + i, 8);
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < s.len && !(s.p[i] & 0x80))
		i++;
	return i;
}

static void
decode_windows_1252(struct slice piece, struct str *out)
{
	while (piece.len > 0) {
		size_t plain = first_high(piece);

		str_add_bytes(out, piece.p, plain);
		piece = slice_bytes(piece.p + plain, piece.len - plain);
		if (piece.len > 0)
			text_add_char(out, text_next_western(&piece));
	}
}

/* Does the piece read better as UTF-8? A sequence cut off by its end is not
 * held against it. */
static bool
reads_as_utf8(struct slice piece)
{
	size_t good = 0, bad = 0;

	while (piece.len > 0) {
		size_t skip = first_high(piece);

		piece.p += skip;
		piece.len -= skip;
		if (piece.len == 0)
			break;
		if (text_next(&piece) != TEXT_BAD)
			good++;
		else if (piece.len >= 3)
			bad++;
	}
	return good > bad || bad == 0;
}

struct slice
charset_decode(struct charset *cs, struct slice piece, struct str *scratch)
{
	if (cs->kind == CHARSET_ASCII && first_high(piece) < piece.len)
		cs->kind =
		    reads_as_utf8(piece) ? CHARSET_UTF8 : CHARSET_WINDOWS_1252;
	if (cs->kind == CHARSET_ASCII || cs->kind == CHARSET_UTF8)
		return piece;
	str_clear(scratch);
	if (cs->kind == CHARSET_WINDOWS_1252)
		decode_windows_1252(piece, scratch);
	else
		decode_utf16(cs, piece, scratch);
	return slice_str(scratch);
}
