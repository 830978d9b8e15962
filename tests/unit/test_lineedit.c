/* lineedit: keys to text and cursor. */
#include "ui/lineedit.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/mem.h"
#include "tests/support/sketch.h"

static enum lineedit_outcome
type(struct lineedit *le, const char *keys)
{
	enum lineedit_outcome outcome = LINEEDIT_IGNORED;
	struct slice rest = slice_of(keys);
	while (rest.len > 0) {
		uint32_t key = K_NONE;
		assert_true(key_parse(&rest, &key));
		outcome = lineedit_key(le, key);
	}
	return outcome;
}

struct edit_case {
	const char *start, *keys, *text;
	size_t at; /* bytes */
	enum lineedit_outcome outcome; /* of the last key */
};

static const struct edit_case edit_cases[] = {
	{ "", "abc", "abc", 3, LINEEDIT_CHANGED },
	{ "abc", "<Left><Left>x", "axbc", 2, LINEEDIT_CHANGED },
	{ "abc", "<BS>", "ab", 2, LINEEDIT_CHANGED },
	{ "abc", "<Home><Del>", "bc", 0, LINEEDIT_CHANGED },
	{ "abc", "<C-A><Right><C-K>", "a", 1, LINEEDIT_CHANGED },
	{ "abc", "<Left><C-U>", "c", 0, LINEEDIT_CHANGED },
	{ "one two  ", "<C-W>", "one ", 4, LINEEDIT_CHANGED },
	{ "abc", "<C-E><Right>", "abc", 3, LINEEDIT_MOVED },
	{ "abc", "<Home><BS>", "abc", 0, LINEEDIT_MOVED },
	{ "", "<BS>", "", 0, LINEEDIT_CANCELLED },
	{ "abc", "<Enter>", "abc", 3, LINEEDIT_DONE },
	{ "abc", "<Esc>", "abc", 3, LINEEDIT_CANCELLED },
	{ "abc", "<C-C>", "abc", 3, LINEEDIT_CANCELLED },
	{ "abc", "<F5>", "abc", 3, LINEEDIT_IGNORED },
	{ "abc", "<Tab>", "abc", 3, LINEEDIT_IGNORED },
	{ "苺é", "<BS>", "苺", 3, LINEEDIT_CHANGED },
	{ "cafe\xcc\x81", "<Left>", "cafe\xcc\x81", 3, LINEEDIT_MOVED },
	{ "cafe\xcc\x81", "<BS>", "caf", 3, LINEEDIT_CHANGED },
	{ "cafe\xcc\x81", "<Left><Del>", "caf", 3, LINEEDIT_CHANGED },
};

static void
keys_edit_whole_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edit_cases); i++) {
		const struct edit_case *ec = &edit_cases[i];
		struct lineedit le;
		lineedit_init(&le);
		lineedit_set(&le, ec->start);
		assert_int_equal(type(&le, ec->keys), ec->outcome);
		assert_string_equal(le.text.p, ec->text);
		assert_int_equal(le.at, ec->at);
		lineedit_release(&le);
	}
}

static void
pasted_text_is_cleaned_and_stays_one_line(void **state)
{
	(void)state;
	struct lineedit le;
	lineedit_init(&le);
	lineedit_set(&le, "ab");
	type(&le, "<Left>");
	assert_int_equal(lineedit_paste(&le, slice_of("1\n2\x1b[m\xc3\xa9")),
	    LINEEDIT_CHANGED);
	assert_string_equal(le.text.p,
	    "a1 2 [m\xc3\xa9"
	    "b");
	lineedit_release(&le);
}

static void
a_line_never_grows_beyond_its_limit(void **state)
{
	(void)state;
	struct lineedit le;
	struct str much = STR_INIT;
	lineedit_init(&le);
	str_add_repeat(&much, "x", LINEEDIT_MAX_BYTES);
	assert_int_equal(
	    lineedit_paste(&le, slice_str(&much)), LINEEDIT_CHANGED);
	assert_int_equal(le.text.len, LINEEDIT_MAX_BYTES);
	assert_int_equal(type(&le, "y"), LINEEDIT_MOVED);
	assert_int_equal(le.text.len, LINEEDIT_MAX_BYTES);
	str_release(&much);
	lineedit_release(&le);
}

static void
history_goes_back_and_forth_and_keeps_the_draft(void **state)
{
	(void)state;
	struct lineedit_history history = { .lines = NULL };
	struct lineedit le;
	lineedit_remember(&history, "first");
	lineedit_remember(&history, "second");
	lineedit_remember(&history, "second");
	lineedit_remember(&history, "");
	assert_int_equal(history.n, 2);
	lineedit_init(&le);
	le.history = &history;
	lineedit_set(&le, "draft");
	type(&le, "<Up>");
	assert_string_equal(le.text.p, "second");
	type(&le, "<Up><Up>");
	assert_string_equal(le.text.p, "first");
	type(&le, "<Down><Down>");
	assert_string_equal(le.text.p, "draft");
	assert_int_equal(type(&le, "<Down>"), LINEEDIT_MOVED);
	lineedit_release(&le);
	lineedit_history_release(&history);
}

static void
history_forgets_the_oldest_line(void **state)
{
	(void)state;
	struct lineedit_history history = { .lines = NULL };
	char line[24];
	for (int i = 0; i < LINEEDIT_MAX_HISTORY + 3; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		lineedit_remember(&history, line);
	}
	assert_int_equal(history.n, LINEEDIT_MAX_HISTORY);
	assert_string_equal(history.lines[0], "line 3");
	lineedit_history_release(&history);
}

/* Completes the last word from a fixed list. */
static void
complete_word(void *arg, struct slice before, struct lineedit_matches *matches)
{
	static const char *const words[] = { "bundle", "bundles", "bünde",
		"pairs" };
	(void)arg;
	size_t from = before.len;
	while (from > 0 && before.p[from - 1] != ' ')
		from--;
	matches->from = from;
	struct slice word = slice_bytes(before.p + from, before.len - from);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strlen(words[i]) >= word.len &&
		    memcmp(words[i], word.p, word.len) == 0)
			lineedit_add_match(matches, slice_of(words[i]));
	}
}

static void
tab_completes_what_is_shared_and_then_goes_round(void **state)
{
	(void)state;
	static const struct {
		const char *start, *keys, *text;
	} cases[] = {
		{ "pa", "<Tab>", "pairs" },
		{ "bun", "<Tab>", "bundle" },
		{ "bun", "<Tab><Tab>", "bundle" },
		{ "bun", "<Tab><Tab><Tab>", "bundles" },
		{ "bun", "<Tab><Tab><Tab><Tab>", "bundle" },
		{ "bun", "<Tab><S-Tab>", "bundles" },
		{ "x bun", "<Tab><Tab><Tab>", "x bundles" },
		{ "b", "<Tab>", "b" }, /* never half of ü */
		{ "zz", "<Tab>", "zz" },
		{ "pax", "<Left><Tab>", "pairsx" },
		{ "bun", "<Tab><Tab><Tab>!", "bundles!" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lineedit le;
		lineedit_init(&le);
		le.complete = complete_word;
		lineedit_set(&le, cases[i].start);
		type(&le, cases[i].keys);
		assert_string_equal(le.text.p, cases[i].text);
		lineedit_release(&le);
	}
}

static void
a_long_line_scrolls_to_its_cursor(void **state)
{
	(void)state;
	struct canvas *cv = draw_new(8, 1);
	struct lineedit le;
	int x = 0, y = 0;
	lineedit_init(&le);
	lineedit_set(&le, "0123456789苺");
	lineedit_draw(&le, cv, draw_area(cv), true);
	sketch_check(cv, 0, "56789苺");
	assert_true(draw_cursor_at(cv, &x, &y));
	assert_int_equal(x, 7);
	type(&le, "<Home>");
	lineedit_draw(&le, cv, draw_area(cv), true);
	sketch_check(cv, 0, "01234567");
	draw_cursor_at(cv, &x, &y);
	assert_int_equal(x, 0);
	lineedit_release(&le);
	draw_free(cv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_edit_whole_characters),
		cmocka_unit_test(pasted_text_is_cleaned_and_stays_one_line),
		cmocka_unit_test(a_line_never_grows_beyond_its_limit),
		cmocka_unit_test(
		    history_goes_back_and_forth_and_keeps_the_draft),
		cmocka_unit_test(history_forgets_the_oldest_line),
		cmocka_unit_test(
		    tab_completes_what_is_shared_and_then_goes_round),
		cmocka_unit_test(a_long_line_scrolls_to_its_cursor),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
