/* key, action, keymap: names, parsing, scopes. */
#include "ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* ------ keys ------ */

struct key_case {
	const char *text;
	uint32_t key;
	const char *name, *shown;
};

static const struct key_case key_cases[] = {
	{ "j", 'j', "j", "j" },
	{ "é", 0xe9, "é", "é" },
	{ "<", '<', "<lt>", "<" },
	{ "<lt>", '<', "<lt>", "<" },
	{ "<>", '<', "<lt>", "<" },
	{ "<Enter>", K_ENTER, "<Enter>", "Enter" },
	{ "<enter>", K_ENTER, "<Enter>", "Enter" },
	{ "<C-R>", K_CTRL('r'), "<C-R>", "^R" },
	{ "<c-r>", K_CTRL('r'), "<C-R>", "^R" },
	{ "<C-_>", 31, "<C-_>", "^_" },
	{ "<S-Tab>", K_SHIFT_TAB, "<S-Tab>", "S-Tab" },
	{ "<PgDn>", K_PAGE_DOWN, "<PgDn>", "PgDn" },
	{ "<F10>", K_F10, "<F10>", "F10" },
	{ "<Space>", ' ', "<Space>", "Space" },
	{ "<BS>", K_BACKSPACE, "<BS>", "Backspace" },
};

static void
keys_are_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(key_cases); i++) {
		struct slice rest = slice_of(key_cases[i].text);
		struct str name = STR_INIT, shown = STR_INIT;
		uint32_t key = K_NONE;
		assert_true(key_parse(&rest, &key));
		assert_int_equal(key, key_cases[i].key);
		key_add_name(&name, key);
		key_add_shown(&shown, key);
		assert_string_equal(name.p, key_cases[i].name);
		assert_string_equal(shown.p, key_cases[i].shown);
		str_release(&name);
		str_release(&shown);
	}
}

static void
unknown_key_names_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "<Nokey>", "<C-1>", "<C-ab>",
		"<F13>", "<Enter >" };
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct slice rest = slice_of(wrong[i]);
		uint32_t key = K_NONE;
		assert_false(key_parse(&rest, &key));
		assert_int_equal(key, K_NONE);
	}
}

/* ------ actions ------ */

static void
every_action_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < ACTION_COUNT; a++) {
		enum action out = ACTION_COUNT;
		assert_true(
		    action_parse(slice_of(action_name((enum action)a)), &out));
		assert_int_equal(out, a);
		assert_true(a == 0 || action_help((enum action)a)[0] != '\0');
		assert_true(a == 0 || action_words((enum action)a)[0] != '\0');
	}
}

/* ------ keymap ------ */

static void
letters_that_move_and_search_do_nothing_else(void **state)
{
	(void)state;
	static const struct {
		uint32_t key;
		enum action action;
	} cases[] = {
		{ 'h', ACTION_LEFT },
		{ 'j', ACTION_DOWN },
		{ 'k', ACTION_UP },
		{ 'l', ACTION_RIGHT },
		{ 'n', ACTION_NEXT_MATCH },
		{ 'N', ACTION_PREV_MATCH },
	};
	static const char *const screens[] = { "overview", "products", "pairs",
		"pair", "threshold", "segments", "activity" };
	struct keymap *km = keymap_new();
	for (size_t s = 0; s < ARRAY_LEN(screens); s++) {
		for (size_t i = 0; i < ARRAY_LEN(cases); i++)
			assert_int_equal(
			    keymap_find(km, screens[s], cases[i].key),
			    cases[i].action);
	}
	assert_int_equal(keymap_find(km, "bundles", 'n'), ACTION_NEXT_MATCH);
	assert_int_equal(keymap_find(km, "bundles", 'N'), ACTION_NEW);
	keymap_free(km);
}

static void
scopes_are_asked_from_screen_to_global(void **state)
{
	(void)state;
	struct keymap *km = keymap_new();
	struct err err = ERR_INIT;
	assert_true(keymap_read(km, "keys",
	    slice_of("global z undo\nscreen z redo\npairs z export\n"
		     "# a comment\n\n  pairs   <C-X>\tdelete  \n"
		     "global u none\n"),
	    &err));
	assert_int_equal(keymap_find(km, "pairs", 'z'), ACTION_EXPORT);
	assert_int_equal(keymap_find(km, "products", 'z'), ACTION_REDO);
	assert_int_equal(keymap_find(km, "dialog", 'z'), ACTION_NONE);
	assert_int_equal(keymap_find(km, "pairs", K_CTRL('x')), ACTION_DELETE);
	assert_int_equal(keymap_find(km, "pairs", 'u'), ACTION_NONE);
	keymap_free(km);
}

static void
the_keys_of_an_action_are_those_in_force(void **state)
{
	(void)state;
	struct keymap *km = keymap_new();
	struct err err = ERR_INIT;
	struct str keys = STR_INIT;
	assert_true(keymap_add_keys(km, "pairs", ACTION_DOWN, 5, &keys));
	assert_string_equal(keys.p, "j Down");
	str_clear(&keys);
	assert_true(keymap_add_keys(km, "pairs", ACTION_BACK, 2, &keys));
	assert_string_equal(keys.p, "q Esc");
	str_clear(&keys);
	assert_true(keymap_read(
	    km, "keys", slice_of("global j none\nglobal <C-N> down"), &err));
	assert_true(keymap_add_keys(km, "pairs", ACTION_DOWN, 5, &keys));
	assert_string_equal(keys.p, "Down ^N");
	str_clear(&keys);
	assert_false(keymap_add_keys(km, "pairs", ACTION_KEEP, 5, &keys));
	assert_string_equal(keys.p, "");
	str_release(&keys);
	keymap_free(km);
}

static void
wrong_lines_are_refused_with_their_number(void **state)
{
	(void)state;
	static const struct {
		const char *lines, *sentence;
	} cases[] = {
		{ "global j down\nglobal <Nokey> up",
		    "keys line 2: '<Nokey>' is not a key; write j, <Enter> or "
		    "<C-R>" },
		{ "global jj down",
		    "keys line 1: 'jj' is not a key; write j, <Enter> or "
		    "<C-R>" },
		{ "global j dance",
		    "keys line 1: 'dance' is not an action; '?' lists them" },
		{ "global",
		    "keys line 1: '' is not a key; write j, <Enter> or "
		    "<C-R>" },
		{ "global j up down",
		    "keys line 1: more than a scope, a key and an action" },
		{ "a-scope-with-a-name-beyond-all-measure j up",
		    "keys line 1: scope "
		    "'a-scope-with-a-name-beyond-all-measure' "
		    "is too long" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct keymap *km = keymap_new();
		struct err err = ERR_INIT;
		assert_false(
		    keymap_read(km, "keys", slice_of(cases[i].lines), &err));
		assert_string_equal(err.text, cases[i].sentence);
		assert_int_equal(err.code, ERR_INPUT);
		keymap_free(km);
	}
}

static void
a_printed_map_reads_back_as_the_same_map(void **state)
{
	(void)state;
	struct keymap *km = keymap_new(), *copy = keymap_new();
	struct err err = ERR_INIT;
	struct str first = STR_INIT, second = STR_INIT;
	assert_true(keymap_read(km, "keys",
	    slice_of("global j none\npairs j open\nglobal <lt> help"), &err));
	keymap_print(km, &first);
	assert_true(keymap_read(copy, "copy", slice_str(&first), &err));
	for (uint32_t key = 1; key < 0x80; key++)
		assert_int_equal(keymap_find(copy, "pairs", key),
		    keymap_find(km, "pairs", key));
	keymap_print(copy, &second);
	assert_true(second.len >= first.len);
	str_release(&first);
	str_release(&second);
	keymap_free(km);
	keymap_free(copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read_and_written),
		cmocka_unit_test(unknown_key_names_are_refused),
		cmocka_unit_test(every_action_has_a_name_of_its_own),
		cmocka_unit_test(letters_that_move_and_search_do_nothing_else),
		cmocka_unit_test(scopes_are_asked_from_screen_to_global),
		cmocka_unit_test(the_keys_of_an_action_are_those_in_force),
		cmocka_unit_test(wrong_lines_are_refused_with_their_number),
		cmocka_unit_test(a_printed_map_reads_back_as_the_same_map),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
