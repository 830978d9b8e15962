/* key - the names of keys; letters and Control are worked out, not listed. */
#include "ui/key.h"
#include "base/text.h"

struct key_row {
	const char *name; /* in files, between < and > */
	const char *shown; /* on the screen */
	uint32_t key;
};

/* clang-format off */
static const struct key_row rows[] = {
#define X(value, file_name, screen_name) \
	{ .key = value, .name = file_name, .shown = screen_name },
	KEY_NAMES(X)
#undef X
	{ .key = K_TAB,       .name = "Tab",   .shown = "Tab" },
	{ .key = K_ENTER,     .name = "Enter", .shown = "Enter" },
	{ .key = K_ESC,       .name = "Esc",   .shown = "Esc" },
	{ .key = K_SPACE,     .name = "Space", .shown = "Space" },
	{ .key = K_BACKSPACE, .name = "BS",    .shown = "Backspace" },
	{ .key = '<',         .name = "lt",    .shown = "<" },
};
/* clang-format on */

static bool
parse_name(struct slice name, uint32_t *key)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (slice_eq_nocase(name, slice_of(rows[i].name))) {
			*key = rows[i].key;
			return true;
		}
	}
	bool control = name.len == 3 &&
	    (name.p[0] == 'C' || name.p[0] == 'c') && name.p[1] == '-';
	if (!control)
		return false;
	uint32_t letter = (unsigned char)name.p[2];
	bool known = (letter >= 'a' && letter <= 'z') ||
	    (letter >= '@' && letter <= '_');
	if (known)
		*key = K_CTRL(letter);
	return known;
}

bool
key_parse(struct slice *rest, uint32_t *key)
{
	size_t close = slice_find(*rest, slice_of(">"));
	if (rest->p[0] != '<' || close == rest->len || close == 1) {
		*key = text_next(rest);
		return true;
	}
	if (!parse_name(slice_bytes(rest->p + 1, close - 1), key))
		return false;
	*rest = slice_bytes(rest->p + close + 1, rest->len - close - 1);
	return true;
}

static const struct key_row *
find_row(uint32_t key)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].key == key)
			return &rows[i];
	}
	return NULL;
}

void
key_add_name(struct str *out, uint32_t key)
{
	const struct key_row *row = find_row(key);
	if (row != NULL)
		str_addf(out, "<%s>", row->name);
	else if (key < 0x20)
		str_addf(out, "<C-%c>", (char)(key + '@'));
	else
		text_add_char(out, key);
}

void
key_add_shown(struct str *out, uint32_t key)
{
	const struct key_row *row = find_row(key);
	if (row != NULL)
		str_add(out, row->shown);
	else if (key < 0x20)
		str_addf(out, "^%c", (char)(key + '@'));
	else
		text_add_char(out, key);
}

bool
key_is_text(uint32_t key)
{
	return key >= 0x20 && key < K_FIRST && !(key >= 0x7f && key < 0xa0);
}
