/* text: UTF-8, the door for text from outside, and terminal cells. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <locale.h>

#include "base/random.h"

#define BAD   "\xef\xbf\xbd"
#define DOTS  "\xe2\x80\xa6"
#define TEA   "\xe8\x8c\xb6" /* two cells */
#define GRIN  "\xf0\x9f\x98\x80" /* two cells */
#define ACUTE "\xcc\x81" /* combining */

struct text_case {
	const char *in, *out;
};

/* clang-format off */
static const struct text_case malformed[] = {
	{ "\x80", "lone continuation" },
	{ "\xc0\x80", "overlong NUL" },
	{ "\xc1\xbf", "overlong two" },
	{ "\xe0\x9f\xbf", "overlong three" },
	{ "\xf0\x8f\xbf\xbf", "overlong four" },
	{ "\xed\xa0\x80", "surrogate" },
	{ "\xed\xbf\xbf", "last surrogate" },
	{ "\xf4\x90\x80\x80", "above U+10FFFF" },
	{ "\xf5\x80\x80\x80", "no such lead" },
	{ "\xff", "no such byte" },
	{ "\xc3", "cut after one of two" },
	{ "\xe2\x82", "cut after two of three" },
	{ "\xf0\x9f\x98", "cut after three of four" },
	{ "\xe2\x28\xa1", "ASCII in the middle" },
	{ "12345678\x80", "behind a whole word" },
};

static const struct text_case cleaned[] = {
	{ "", "" },
	{ "plain ASCII of more than eight bytes ~", NULL },
	{ "caf\xc3\xa9 " TEA " " GRIN, NULL },
	{ "tab\there", "tab here" },
	{ "a\r\nb\nc\rd", "a b c d" },
	{ "12345678\x1b[31mred", "12345678 [31mred" },
	{ "del\x7f" "1234567890", "del 1234567890" },
	{ "1234567\x7f", "1234567 " },
	{ "\x1f" "2345678", " 2345678" },
	{ "nel\xc2\x85" "csi\xc2\x9b", "nel csi " },
	{ "x\xe2\x80\xaey", "x y" },
	{ "x\xe2\x81\xa6y\xe2\x81\xa9", "x y " },
	{ "a\xe2\x80\xa8" "b\xe2\x80\xa9", "a b " },
	/* Never UTF-8 at all: Windows-1252. */
	{ "caf\xe9", "caf\xc3\xa9" },
	{ "\x80 5 \x93ok\x94", "\xe2\x82\xac 5 \xe2\x80\x9cok\xe2\x80\x9d" },
	{ "\x81\x8d\x8f\x90\x9d", BAD BAD BAD BAD BAD },
	{ "gr\xfc\xdf" "e\r\n", "gr\xc3\xbc\xc3\x9f" "e " },
	/* UTF-8 with damage: only the damage is replaced. */
	{ "caf\xc3\xa9 caf\xe9", "caf\xc3\xa9 caf" BAD },
	{ "\xe2\x82" TEA, BAD BAD TEA },
	{ BAD, NULL },
};
/* clang-format on */

static void
malformed_utf8_is_recognised(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
		if (text_valid(slice_of(malformed[i].in)))
			fail_msg("%s passed", malformed[i].out);
	assert_true(text_valid(slice_of("")));
	assert_true(text_valid(slice_of("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80"
					"\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"
					"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")));
}

static void
every_code_point_survives_encoding_and_decoding(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	for (uint32_t c = 0; c <= 0x110000; c++) {
		bool scalar = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
		str_clear(&s);
		text_add_char(&s, c);
		struct slice rest = slice_str(&s);
		assert_true(text_valid(rest));
		assert_int_equal(text_next(&rest), scalar ? c : TEXT_BAD);
		assert_int_equal(rest.len, 0);
	}
	str_release(&s);
}

static void
malformed_bytes_are_taken_one_at_a_time(void **state)
{
	struct slice rest = slice_of("\xe2\x82x");

	(void)state;
	assert_int_equal(text_next(&rest), TEXT_BAD);
	assert_int_equal(text_next(&rest), TEXT_BAD);
	assert_int_equal(text_next(&rest), 'x');
	assert_int_equal(rest.len, 0);
}

static void
text_from_outside_is_made_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cleaned); i++) {
		const char *in = cleaned[i].in, *want = cleaned[i].out;
		struct str out = STR_INIT;
		str_add(&out, ">");
		bool changed = text_clean(&out, slice_of(in));
		assert_string_equal(out.p + 1, want != NULL ? want : in);
		assert_int_equal(changed, want != NULL && in[0] != '\0');
		str_release(&out);
	}
}

static bool
is_harmless(struct slice s)
{
	while (s.len > 0) {
		uint32_t c = text_next(&s);
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 ||
		    c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
		    (c >= 0x2066 && c <= 0x2069))
			return false;
	}
	return true;
}

/* A byte that is often one that matters. */
static char
nasty_byte(uint64_t i, uint64_t j)
{
	static const unsigned char nasty[] = { 0, 9, 10, 13, 27, 0x7F, 0x80,
		0x9B, 0xA8, 0xAE, 0xC2, 0xC3, 0xE2, 0xED, 0xF0, 0xFF };
	uint64_t bits = random_mix(random_mix(i) ^ j);

	if (bits % 3 == 0)
		return (char)nasty[(bits >> 8) % ARRAY_LEN(nasty)];
	return bits % 3 == 1 ? (char)(bits >> 8) : 'a';
}

static void
cleaned_bytes_are_valid_harmless_and_stay_so(void **state)
{
	struct str once = STR_INIT, twice = STR_INIT;
	char bytes[40];

	(void)state;
	for (uint64_t i = 0; i < 50000; i++) {
		size_t n = (size_t)(random_unit(1, 1, i, 0) * 41);
		for (size_t j = 0; j < n; j++)
			bytes[j] = nasty_byte(i, j);
		struct slice in = slice_bytes(bytes, n);
		str_clear(&once);
		str_clear(&twice);
		bool changed = text_clean(&once, in);
		assert_true(text_valid(slice_str(&once)));
		assert_true(is_harmless(slice_str(&once)));
		assert_int_equal(changed, !slice_eq(slice_str(&once), in));
		assert_false(text_clean(&twice, slice_str(&once)));
		assert_true(slice_eq(slice_str(&once), slice_str(&twice)));
	}
	str_release(&once);
	str_release(&twice);
}

struct width_case {
	const char *in;
	int cells;
};

static const struct width_case widths[] = {
	{ "", 0 }, { "mug", 3 }, { "caf\xc3\xa9", 4 }, { "e" ACUTE, 1 },
	{ TEA TEA, 4 }, { GRIN, 2 },
	{ "\xe2\x9d\xa4\xef\xb8\x8f", 1 }, /* heart, emoji selector */
	{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2 }, /* thumb, skin tone */
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", 4 }, /* joined */
	{ "\xe2\x80\x8b\xef\xbb\xbf", 0 }, /* zero width space, BOM */
	{ "\xcd\xb8", 1 }, /* not assigned */
	{ "\x80", 1 }, /* malformed */
};

static void
widths_are_those_of_what_is_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		struct slice s = slice_of(widths[i].in);
		struct str shown = STR_INIT, ascii = STR_INIT;
		text_add_shown(&shown, s);
		text_add_ascii(&ascii, s);
		assert_int_equal(text_width(s), widths[i].cells);
		assert_int_equal(
		    text_width(slice_str(&shown)), widths[i].cells);
		assert_int_equal(ascii.len, widths[i].cells);
		str_release(&shown);
		str_release(&ascii);
	}
	for (uint32_t c = 0; c < 0x30000; c++)
		assert_in_range(text_char_width(c), 0, 2);
}

static void
uncertain_characters_are_left_out_or_replaced(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	text_add_shown(&s,
	    slice_of("a\xef\xb8\x8f\xe2\x80\x8d"
		     "b\xcd\xb8\x1b" ACUTE));
	assert_string_equal(s.p, "ab" BAD BAD ACUTE);
	str_release(&s);
}

struct fit_case {
	const char *in;
	int cells;
	bool ascii;
	const char *out;
};

/* clang-format off */
static const struct fit_case fits[] = {
	{ "mug", 5, false, "mug  " },
	{ "mug", -5, false, "  mug" },
	{ "mug", 3, false, "mug" },
	{ "kettle", 4, false, "ket" DOTS },
	{ "kettle", -4, false, "ket" DOTS },
	{ "kettle", 4, true, "ket~" },
	{ "kettle", 1, false, DOTS },
	{ "kettle", 0, false, "" },
	{ "", 2, false, "  " },
	{ TEA TEA, 4, false, TEA TEA },
	{ TEA TEA TEA, 5, false, TEA TEA DOTS },
	{ TEA TEA TEA, 4, false, TEA DOTS " " },
	{ TEA TEA TEA, -4, false, " " TEA DOTS },
	{ TEA "x", 1, false, DOTS },
	{ "ae" ACUTE "bc", 3, false, "ae" ACUTE DOTS },
	{ "ab" ACUTE, 2, false, "ab" ACUTE },
	{ "gr\xc3\xbc\xc3\x9f" "e aus", 6, true, "gruse~" },
	{ TEA "x", 4, true, "??x " },
};
/* clang-format on */

static void
fitted_text_has_exactly_the_cells_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fits); i++) {
		struct str out = STR_INIT;
		text_fit(
		    &out, slice_of(fits[i].in), fits[i].cells, fits[i].ascii);
		assert_string_equal(out.p, fits[i].out);
		str_release(&out);
	}
	struct str in = STR_INIT, out = STR_INIT;
	char bytes[24];
	for (uint64_t i = 0; i < 20000; i++) {
		for (size_t j = 0; j < sizeof(bytes); j++)
			bytes[j] = nasty_byte(i, j + 100);
		str_clear(&in);
		str_clear(&out);
		text_clean(&in, slice_bytes(bytes, i % sizeof(bytes)));
		int cells = (int)(i % 31) - 15;
		text_fit(&out, slice_str(&in), cells, i % 2 == 0);
		assert_int_equal(text_width(slice_str(&out)), abs(cells));
	}
	str_release(&in);
	str_release(&out);
}

static void
prefixes_keep_combining_marks_with_their_letter(void **state)
{
	struct slice s = slice_of("ae" ACUTE TEA);

	(void)state;
	assert_int_equal(text_prefix(s, 0).len, 0);
	assert_int_equal(text_prefix(s, 1).len, 1);
	assert_int_equal(text_prefix(s, 2).len, 4);
	assert_int_equal(text_prefix(s, 3).len, 4);
	assert_int_equal(text_prefix(s, 4).len, 7);
	assert_int_equal(text_prefix(s, -1).len, 0);
}

static void
accents_become_plain_letters_in_ascii(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	text_add_ascii(&s,
	    slice_of("\xc3\x85ngstr\xc3\xb6m \xc5\x81\xc3\xb3"
		     "d\xc5\xba \xe1\xbb\x87 "
		     "\xe2\x80\x9cx\xe2\x80\x9d \xe2\x80\x93 " DOTS
		     " \xc3\x97 \xce\xa9 A\xe2\x86\x92"
		     "B"));
	assert_string_equal(s.p, "Angstrom Lodz e \"x\" - ~ x ? A>B");
	str_clear(&s);
	text_add_folded(&s, slice_of("SKU-Z9 \xc3\x89"));
	assert_string_equal(s.p, "sku-z9 \xc3\x89");
	str_release(&s);
}

/* Every letter of the accented blocks becomes a letter, never a blank. */
static void
accented_blocks_map_letter_to_letter(void **state)
{
	struct str in = STR_INIT, out = STR_INIT;

	(void)state;
	for (uint32_t c = 0xC0; c <= 0x17F; c++) {
		if (c == 0xD7 || c == 0xF7)
			continue;
		str_clear(&in);
		str_clear(&out);
		text_add_char(&in, c);
		text_add_ascii(&out, slice_str(&in));
		assert_int_equal(out.len, 1);
		assert_in_range(out.p[0] | 0x20, 'a', 'z');
	}
	str_release(&in);
	str_release(&out);
}

/* Without UTF-8 the C library knows no widths: one '?' each. */
static void
other_locales_count_one_cell_a_character(void **state)
{
	struct slice s = slice_of(TEA "e" ACUTE GRIN "\xef\xb8\x8f");
	struct str out = STR_INIT;

	(void)state;
	setlocale(LC_CTYPE, "C");
	int cells = text_width(s);
	text_add_ascii(&out, s);
	setlocale(LC_CTYPE, "C.UTF-8");
	assert_int_equal(cells, 3);
	assert_string_equal(out.p, "?e?");
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_utf8_is_recognised),
		cmocka_unit_test(
		    every_code_point_survives_encoding_and_decoding),
		cmocka_unit_test(malformed_bytes_are_taken_one_at_a_time),
		cmocka_unit_test(text_from_outside_is_made_harmless),
		cmocka_unit_test(cleaned_bytes_are_valid_harmless_and_stay_so),
		cmocka_unit_test(widths_are_those_of_what_is_shown),
		cmocka_unit_test(uncertain_characters_are_left_out_or_replaced),
		cmocka_unit_test(fitted_text_has_exactly_the_cells_asked_for),
		cmocka_unit_test(
		    prefixes_keep_combining_marks_with_their_letter),
		cmocka_unit_test(accents_become_plain_letters_in_ascii),
		cmocka_unit_test(accented_blocks_map_letter_to_letter),
		cmocka_unit_test(other_locales_count_one_cell_a_character),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
		puts("no UTF-8 locale to measure widths in");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
