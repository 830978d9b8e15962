/*
 * UTF-16 keeps two things between pieces: an odd byte and a high surrogate.
 * UTF-8 and ASCII are handed through untouched, so that the usual file costs
 * one scan for a byte above 0x7F, and nothing once that byte was met.
 */
#include "ingest/charset.h"

#include <errno.h>
#include <iconv.h>

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

bool
charset_name_it(struct charset *cs, const char *name)
{
	iconv_t conversion = iconv_open("UTF-8", name);

	if (conversion == (iconv_t)-1)
		return false;
	cs->kind = CHARSET_NAMED;
	cs->conversion = conversion;
	return true;
}

void
charset_end(struct charset *cs)
{
	/* It fails for what is no conversion alone. */
	if (cs->kind == CHARSET_NAMED && iconv_close(cs->conversion) != 0)
		BUG("a conversion that cannot be closed");
	cs->conversion = NULL;
}

size_t
charset_begin(struct charset *cs, struct slice first)
{
	size_t at = 0;

	if (cs->kind == CHARSET_NAMED)
		return 0;
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

/* The letters of Turkish that are others in Windows-1252. */
static uint32_t
turkish_of(unsigned char byte)
{
	switch (byte) {
	case 0xD0:
		return 0x11E; /* G with breve */
	case 0xDD:
		return 0x130; /* I with dot */
	case 0xDE:
		return 0x15E; /* S with cedilla */
	case 0xF0:
		return 0x11F;
	case 0xFD:
		return 0x131; /* i without dot */
	case 0xFE:
		return 0x15F;
	default:
		return 0;
	}
}

/* Turkish has none of the accents of the languages that have these bytes for
 * letters in Windows-1252, which are Icelandic, Faroese and Czech names. */
static enum charset_kind
western_kind(struct slice piece)
{
	size_t turkish = 0, other = 0;

	for (size_t i = 0; i < piece.len; i++) {
		unsigned char byte = (unsigned char)piece.p[i];

		turkish += turkish_of(byte) != 0;
		other += memchr("\xC1\xC9\xCD\xD3\xDA\xC6\xE1\xE9\xED\xF3\xFA"
				"\xE6",
			     byte, 12) != NULL;
	}
	return turkish > other ? CHARSET_WINDOWS_1254 : CHARSET_WINDOWS_1252;
}

static void
decode_western(struct slice piece, bool turkish, struct str *out)
{
	while (piece.len > 0) {
		size_t plain = first_high(piece);

		str_add_bytes(out, piece.p, plain);
		piece = slice_bytes(piece.p + plain, piece.len - plain);
		if (piece.len > 0) {
			uint32_t letter =
			    turkish ? turkish_of((unsigned char)piece.p[0]) : 0;
			uint32_t c = text_next_western(&piece);

			text_add_char(out, letter != 0 ? letter : c);
		}
	}
}

/* Moves on to what iconv leaves: nothing, or bytes that are wrong (EILSEQ) or
 * cut off by the end (EINVAL), which it returns. */
static int
convert(struct charset *cs, char **from, size_t *len, struct str *out)
{
	char room[4096];
	int why = E2BIG;

	while (*len > 0 && why == E2BIG) {
		char *to = room;
		size_t left = sizeof(room);

		why = 0;
		if (iconv(cs->conversion, from, len, &to, &left) == (size_t)-1)
			why = errno;
		str_add_bytes(out, room, (size_t)(to - room));
	}
	return why;
}

/* Each byte that stands for nothing is one bad character. */
static void
decode_named(struct charset *cs, struct slice piece, struct str *out)
{
	struct str whole = STR_INIT;
	char *from;
	size_t len;

	str_add_bytes(&whole, cs->cut, cs->n_cut);
	str_add_slice(&whole, piece);
	from = whole.p;
	len = whole.len;
	while (len > 0) {
		int why = convert(cs, &from, &len, out);

		if (len == 0 || (why == EINVAL && len <= CHARSET_LONGEST))
			break;
		text_add_char(out, TEXT_BAD);
		from++;
		len--;
	}
	memcpy(cs->cut, from, len);
	cs->n_cut = len;
	str_release(&whole);
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
		    reads_as_utf8(piece) ? CHARSET_UTF8 : western_kind(piece);
	if (cs->kind == CHARSET_ASCII || cs->kind == CHARSET_UTF8)
		return piece;
	str_clear(scratch);
	if (cs->kind == CHARSET_WINDOWS_1252 ||
	    cs->kind == CHARSET_WINDOWS_1254)
		decode_western(
		    piece, cs->kind == CHARSET_WINDOWS_1254, scratch);
	else if (cs->kind == CHARSET_NAMED)
		decode_named(cs, piece, scratch);
	else
		decode_utf16(cs, piece, scratch);
	return slice_str(scratch);
}
