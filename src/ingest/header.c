/*
 * Names are compared by walking both and skipping what does not count, so no
 * folded copy is ever made.
 */
#include "ingest/header.h"

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
	struct str clean = STR_INIT;

	header->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct slice name;

		str_clear(&clean);
		text_clean(&clean, fields[i]);
		name = slice_trim(slice_str(&clean));
		names[i].p = arena_strndup(text, name.p, name.len);
		names[i].len = name.len;
		if (name.len > 0)
			header->n = i + 1;
	}
	header->names = names;
	str_release(&clean);
}

static bool
counts(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c & 0x80);
}

/* The next character that counts, folded; 0 at the end. */
static char
next_counting(struct slice *s)
{
	while (s->len > 0) {
		char c = *s->p++;

		s->len--;
		if (counts(c))
			return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return 0;
}

bool
header_same(struct slice a, struct slice b)
{
	char c = next_counting(&a);

	if (c == 0)
		return false;
	for (; c == next_counting(&b); c = next_counting(&a))
		if (c == 0)
			return true;
	return false;
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
