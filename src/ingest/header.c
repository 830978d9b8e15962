/*
 * Names are compared by walking both and skipping what does not count, so no
 * folded copy is ever made.
 */
#include "ingest/header.h"

#include "base/money.h"
#include "base/num.h"
#include "base/text.h"

enum {
	DESCRIBED = 8, /* columns named in a message */
	NAME_CELLS = 30,
};

void
header_read(struct header *header, const struct slice *fields, size_t n,
    struct arena *text)
{
	struct slice *names = arena_array(text, n + 1, sizeof(*names));
	struct slice *cores = arena_array(text, n + 1, sizeof(*cores));
	struct str clean = STR_INIT;

	header->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct slice name, remark;

		str_clear(&clean);
		text_clean(&clean, fields[i]);
		name = slice_trim(slice_str(&clean));
		names[i].p = arena_strndup(text, name.p, name.len);
		names[i].len = name.len;
		cores[i] = header_core(names[i], &remark);
		if (name.len > 0)
			header->n = i + 1;
	}
	header->width = n;
	header->names = names;
	header->cores = cores;
	str_release(&clean);
}

static bool
counts(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* A code point that is no ASCII: the letter without its accent where it is a
 * Latin one, 0 for blanks and marks that do not count, else itself. */
static uint32_t
without_accent(uint32_t c)
{
	/* U+00E0 to U+00FF; the capitals are 32 before them. */
	static const char latin1[] = "aaaaaaaceeeeiiiidnooooo/ouuuuypy";
	static const struct {
		uint32_t code_point;
		char letter;
	} others[] = {
		{ 0x00DF, 's' },
		{ 0x011E, 'g' },
		{ 0x011F, 'g' },
		{ 0x0130, 'i' },
		{ 0x0131, 'i' },
		{ 0x0152, 'o' },
		{ 0x0153, 'o' },
		{ 0x015E, 's' },
		{ 0x015F, 's' },
	};

	if (c == 0xA0 || c == 0xB0 || c == 0xBA || c == 0xAA || c == 0xFEFF ||
	    (c >= 0x2000 && c <= 0x206F))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (others[i].code_point == c)
			return (uint32_t)others[i].letter;
	if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7)
		return (uint32_t)latin1[(c - 0xC0) % 32];
	return c;
}

/* The next character that counts, folded; 0 at the end. */
static uint32_t
next_counting(struct slice *s)
{
	while (s->len > 0) {
		char c = *s->p;
		uint32_t other;

		if (c & 0x80) {
			other = without_accent(text_next(s));
			if (other != 0)
				return other;
			continue;
		}
		s->p++;
		s->len--;
		if (counts(c))
			return (
			    uint32_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	return 0;
}

bool
header_same(struct slice a, struct slice b)
{
	uint32_t c = next_counting(&a);

	if (c == 0)
		return false;
	for (; c == next_counting(&b); c = next_counting(&a))
		if (c == 0)
			return true;
	return false;
}

bool
header_is_currency(struct slice remark)
{
	struct currency c;

	if (remark.len == 3)
		for (size_t i = 0; i < 3; i++)
			if (remark.p[i] >= 'a' && remark.p[i] <= 'z')
				return false;
	/* "Shipping SLA", "Order SKU": short for something else. */
	return money_currency(remark, &c) &&
	    !header_is_one_of(
		remark, "sla|sku|upc|ean|vat|gst|tax|url|eta|qty|cod|fba");
}

/* Where a remark in brackets at the end begins; the length when there is
 * none. */
static size_t
bracket_of(struct slice name)
{
	size_t at = name.len;

	if (at == 0 || (name.p[at - 1] != ')' && name.p[at - 1] != ']'))
		return name.len;
	while (at > 0 && name.p[at - 1] != '(' && name.p[at - 1] != '[')
		at--;
	return at > 0 ? at - 1 : name.len;
}

static bool
parts_words(char c)
{
	return c == ' ' || c == '_' || c == '-' || c == ',' || c == '/';
}

/* Whether prices are with tax is found by reconciling totals, not from here. */
static bool
is_remark_word(struct slice word)
{
	return header_is_currency(word) ||
	    header_is_one_of(
		word, "brutto|netto|gross|net|ttc|ht|incl|excl|bruto|lordo");
}

/* The same of a currency, or of how tax is meant, as the last word. */
static size_t
last_remark_of(struct slice name)
{
	size_t at = name.len;

	while (at > 0 && !parts_words(name.p[at - 1]))
		at--;
	return at > 0 && is_remark_word(slice_bytes(name.p + at, name.len - at))
	    ? at
	    : name.len;
}

struct slice
header_core(struct slice name, struct slice *remark)
{
	size_t at = bracket_of(name);
	struct slice core;

	*remark = slice_of("");
	if (at < name.len) {
		*remark =
		    slice_trim(slice_bytes(name.p + at + 1, name.len - at - 2));
	} else {
		at = last_remark_of(name);
		*remark = slice_bytes(name.p + at, name.len - at);
	}
	core = slice_bytes(name.p, at);
	while (core.len > 0 && parts_words(core.p[core.len - 1]))
		core.len--;
	if (remark->len > 0 && core.len > 3 &&
	    slice_eq_nocase(
		slice_bytes(core.p + core.len - 3, 3), slice_of(" in")))
		core.len -= 3;
	return core.len > 0 ? core : name;
}

bool
header_is_one_of(struct slice name, const char *aliases)
{
	struct slice rest = slice_of(aliases), alias;

	while (slice_split(&rest, '|', &alias))
		if (header_same(name, alias))
			return true;
	return false;
}

int
header_find(const struct header *header, struct slice name)
{
	int64_t number;

	for (size_t i = 0; i < header->n; i++)
		if (header_same(header->names[i], name))
			return (int)i;
	if (name.len > 1 && name.p[0] == '#' &&
	    num_parse_i64(slice_bytes(name.p + 1, name.len - 1), &number) &&
	    number >= 1 && (uint64_t)number <= header->n)
		return (int)number - 1;
	return -1;
}

void
header_describe(const struct header *header, struct str *out)
{
	size_t n = header->n < DESCRIBED ? header->n : DESCRIBED;

	for (size_t i = 0; i < n; i++) {
		struct slice name = text_prefix(header->names[i], NAME_CELLS);

		str_addf(
		    out, "%s'%.*s'", i > 0 ? ", " : "", (int)name.len, name.p);
	}
	if (header->n > n)
		str_addf(out, " and %zu more", header->n - n);
}
