/*
 * text_cells - the half of text.h that knows about terminal cells.
 *
 * The rule that keeps screens straight: what is measured is what is drawn.
 * text_char_width says 0 for characters that text_add_shown and
 * text_add_ascii leave out, and 1 for those they replace; so terminals get
 * only characters on whose width they agree with the C library. Left out are
 * the joiner, variation selectors, skin tones and other format characters,
 * which terminals either merge with their neighbours or do not; replaced are
 * characters the C library does not know.
 */
#include "base/text.h"

#include <langinfo.h>
#include <wchar.h>

enum {
	CELLS_SAID = 40
};

/* Code points from..to, both included. */
struct range {
	uint32_t from, to;
};

/* clang-format off */
static const struct range invisible[] = {
	{ .from = 0x180B,  .to = 0x180F },  /* Mongolian selectors */
	{ .from = 0x200B,  .to = 0x200F },  /* zero width, joiners, marks */
	{ .from = 0x202A,  .to = 0x202E },  /* overrides of direction */
	{ .from = 0x2060,  .to = 0x206F },  /* invisible operators, isolates */
	{ .from = 0xFE00,  .to = 0xFE0F },  /* variation selectors */
	{ .from = 0xFEFF,  .to = 0xFEFF },  /* byte-order mark */
	{ .from = 0x1F3FB, .to = 0x1F3FF }, /* skin tones */
	{ .from = 0xE0000, .to = 0xE0FFF }, /* tags, more selectors */
};

/* The blocks of combining marks, for locales whose wcwidth knows none. */
static const struct range combining[] = {
	{ .from = 0x0300, .to = 0x036F },
	{ .from = 0x1AB0, .to = 0x1AFF },
	{ .from = 0x1DC0, .to = 0x1DFF },
	{ .from = 0x20D0, .to = 0x20FF },
	{ .from = 0xFE20, .to = 0xFE2F },
};

/* The closest ASCII character of a run of code points, one byte each. */
struct ascii_run {
	uint32_t from;
	const char *ascii;
};

static const struct ascii_run ascii_runs[] = {
	{ .from = 0x00A0, .ascii = " !c??Y|?\"ca<?-r-" "o?23'u?.,1o>????" },
	{ .from = 0x00C0, .ascii = "AAAAAAACEEEEIIII" "DNOOOOOxOUUUUYTs"
	                           "aaaaaaaceeeeiiii" "dnooooo/ouuuuyty" },
	{ .from = 0x0100, .ascii = "AaAaAaCcCcCcCcDd" "DdEeEeEeEeEeGgGg"
	                           "GgGgHhHhIiIiIiIi" "IiIiJjKkkLlLlLlL"
	                           "lLlNnNnNnnNnOoOo" "OoOoRrRrRrSsSsSs"
	                           "SsTtTtTtUuUuUuUu" "UuUuWwYyYZzZzZzs" },
	{ .from = 0x01A0, .ascii = "Oo" },
	{ .from = 0x01AF, .ascii = "Uu" },
	{ .from = 0x0218, .ascii = "SsTt" },
	{ .from = 0x1EA0, .ascii = "AaAaAaAaAaAaAaAa" "AaAaAaAaEeEeEeEe"
	                           "EeEeEeEeIiIiOoOo" "OoOoOoOoOoOoOoOo"
	                           "OoOoUuUuUuUuUuUu" "UuYyYyYyYy" },
	{ .from = 0x2010, .ascii = "------" },
	{ .from = 0x2018, .ascii = "'''?\"\"\"?" },
	{ .from = 0x2022, .ascii = "*" },
	{ .from = 0x2026, .ascii = "~" },
	{ .from = 0x2039, .ascii = "<>" },
	{ .from = 0x20AC, .ascii = "E" },
	{ .from = 0x2190, .ascii = "<^>v" },
	{ .from = 0x2212, .ascii = "-" },
};
/* clang-format on */

static bool
is_in(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

static bool
is_invisible(uint32_t c)
{
	return is_in(invisible, ARRAY_LEN(invisible), c);
}

static bool
locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int
text_char_width(uint32_t c)
{
	if (c < 0x7F)
		return 1;
	if (is_invisible(c))
		return 0;
	if (!locale_is_utf8())
		return is_in(combining, ARRAY_LEN(combining), c) ? 0 : 1;

	int width = wcwidth((wchar_t)c);
	return width < 0 ? 1 : width > 2 ? 2 : width;
}

int
text_width(struct slice s)
{
	int cells = 0;

	while (s.len > 0)
		cells += text_char_width(text_next(&s));
	return cells;
}

struct slice
text_prefix(struct slice s, int cells)
{
	struct slice rest = s;
	size_t len = 0;

	while (rest.len > 0) {
		cells -= text_char_width(text_next(&rest));
		if (cells < 0)
			break;
		len = s.len - rest.len;
	}
	return slice_bytes(s.p, len);
}

int
text_said(struct slice s)
{
	return (int)text_prefix(s, CELLS_SAID).len;
}

void
text_add_shown(struct str *out, struct slice s)
{
	while (s.len > 0) {
		uint32_t c = text_next(&s);
		bool known = c >= 0x20 && wcwidth((wchar_t)c) >= 0;
		if (!is_invisible(c))
			text_add_char(out, known ? c : TEXT_BAD);
	}
}

static char
closest_ascii(uint32_t c)
{
	if (c < 0x80)
		return c >= 0x20 && c < 0x7F ? (char)c : '?';
	for (size_t i = 0; i < ARRAY_LEN(ascii_runs); i++) {
		const struct ascii_run *run = &ascii_runs[i];
		if (c >= run->from && c - run->from < strlen(run->ascii))
			return run->ascii[c - run->from];
	}
	return '?';
}

void
text_add_ascii(struct str *out, struct slice s)
{
	while (s.len > 0) {
		uint32_t c = text_next(&s);
		char ascii[2] = { closest_ascii(c) };
		str_add_repeat(out, ascii, (size_t)text_char_width(c));
	}
}

void
text_fit(struct str *out, struct slice s, int cells, bool ascii)
{
	bool right = cells < 0;
	int room = right ? -cells : cells;
	bool cut = text_prefix(s, room).len < s.len;

	if (room == 0)
		return;
	if (cut)
		s = text_prefix(s, room - 1);

	size_t padding = (size_t)(room - text_width(s) - (cut ? 1 : 0));
	if (right)
		str_add_repeat(out, " ", padding);
	if (ascii)
		text_add_ascii(out, s);
	else
		text_add_shown(out, s);
	if (cut)
		str_add(out, ascii ? "~" : "\xe2\x80\xa6");
	if (!right)
		str_add_repeat(out, " ", padding);
}

void
text_add_folded(struct str *out, struct slice s)
{
	size_t from = out->len;

	str_add_slice(out, s);
	for (size_t i = from; i < out->len; i++)
		if (out->p[i] >= 'A' && out->p[i] <= 'Z')
			out->p[i] = (char)(out->p[i] + ('a' - 'A'));
}
