/*
 * The files of a person's own: keys, themes, words for customers. Each is read
 * or refused with a sentence; the keys in force print as lines that read back
 * to the same; and a sentence to a customer holds no control.
 */
#include "base/date.h"
#include "service/wording.h"
#include "tests/fuzz/fuzz.h"
#include "ui/keymap.h"
#include "ui/theme.h"

static void
check_refused(const struct err *err)
{
	CHECK(err->code == ERR_INPUT || err->code == ERR_LIMIT);
	CHECK(err->text[0] != '\0');
	fuzz_check_text(err->text);
}

static void
try_keys(struct slice lines)
{
	struct keymap *km = keymap_new(), *again = keymap_new();
	struct str first = STR_INIT, second = STR_INIT;
	struct err err = ERR_INIT;

	if (!keymap_read(km, "keys", lines, &err))
		check_refused(&err);
	keymap_print(km, &first);
	CHECK(keymap_read(again, "keys", slice_str(&first), &err));
	keymap_print(again, &second);
	CHECK(slice_eq(slice_str(&first), slice_str(&second)));
	str_release(&first);
	str_release(&second);
	keymap_free(km);
	keymap_free(again);
}

static void
try_themes(struct slice lines)
{
	struct themes ts;
	struct err err = ERR_INIT;

	themes_init(&ts);
	if (!themes_read(&ts, "themes", lines, &err))
		check_refused(&err);
	CHECK(ts.n >= THEME_BUILT_IN && ts.n <= THEMES_MAX);
	for (int i = 0; i < ts.n; i++) {
		CHECK(themes_find(&ts, slice_of(ts.theme[i].name)) == i);
		for (int r = 0; r < ROLE_COUNT; r++) {
			const struct theme_style *style = &ts.theme[i].style[r];
			CHECK(style->colour256 >= -1 && style->colour256 < 256);
			CHECK(style->colour8 >= -1 && style->colour8 < 8);
		}
	}
}

static void
try_words(struct slice lines)
{
	const struct wording_facts facts = {
		.bought = slice_of("Lamp {offer}"),
		.offer = slice_of("Bulb"),
		.day = date_day(2026, 5, 3),
		.today = date_day(2026, 11, 1),
		.both = 94,
		.buyers = 247,
		.code = slice_of("LIGHT10"),
		.until = date_day(2026, 12, 1),
	};
	struct wording w;
	struct str said = STR_INIT;
	struct err err = ERR_INIT;

	wording_init(&w);
	if (!wording_read(&w, "words", lines, &err))
		check_refused(&err);
	wording_add(&w, &facts, &said);
	fuzz_check_text(said.p);
	str_release(&said);
	wording_release(&w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str clean = STR_INIT;
	struct slice lines;

	if (size < 1)
		return 0;
	/* As main takes them in. */
	text_clean_lines(&clean, slice_bytes((const char *)data + 1, size - 1));
	lines = slice_str(&clean);
	if (data[0] % 3 == 0)
		try_keys(lines);
	else if (data[0] % 3 == 1)
		try_themes(lines);
	else
		try_words(lines);
	str_release(&clean);
	return 0;
}
