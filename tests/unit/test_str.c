/* str: growing strings and slices. */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"

static void
an_empty_string_is_a_c_string_and_costs_nothing(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(s.p, "");
	assert_int_equal(s.cap, 0);
	str_clear(&s);
	str_add(&s, "");
	assert_int_equal(s.cap, 0);
	str_release(&s);
	char *p = str_take(&s);
	assert_string_equal(p, "");
	mem_free(p);
}

static void
adding_keeps_length_and_end(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_add(&s, "ab");
	str_add_char(&s, 'c');
	str_add_bytes(&s, "de\0f", 4);
	str_add_slice(&s, slice_of("g"));
	str_add_repeat(&s, "xy", 3);
	str_addf(&s, "-%d-%s", 42, "z");
	assert_int_equal(s.len, 19);
	assert_memory_equal(s.p, "abcde\0fgxyxyxy-42-z", 20); /* and its NUL */
	str_cut(&s, 3);
	assert_string_equal(s.p, "abc");
	str_set(&s, "new");
	assert_string_equal(s.p, "new");
	str_setf(&s, "%03d", 7);
	assert_string_equal(s.p, "007");
	str_release(&s);
	assert_string_equal(s.p, "");
}

static void
formatting_grows_to_any_length(void **state)
{
	struct str s = STR_INIT, want = STR_INIT;

	(void)state;
	for (int n = 0; n < 300; n++) {
		str_addf(&s, "%*d", n, n);
		char part[400];
		snprintf(part, sizeof(part), "%*d", n, n);
		str_add(&want, part);
	}
	assert_int_equal(s.len, want.len);
	assert_string_equal(s.p, want.p);
	str_release(&s);
	str_release(&want);
}

static void
taking_moves_the_bytes_out(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_add(&s, "mine");
	char *p = str_take(&s);
	assert_string_equal(p, "mine");
	assert_string_equal(s.p, "");
	str_add(&s, "next");
	assert_string_equal(p, "mine");
	mem_free(p);
	str_release(&s);
}

struct trim_case {
	const char *in, *out;
};

static void
trimming_takes_blanks_and_no_break_spaces(void **state)
{
	static const struct trim_case cases[] = {
		{ "", "" },
		{ "  ", "" },
		{ "a", "a" },
		{ " \t\r\na b\v\f ", "a b" },
		{ "\xc2\xa0 x\xc2\xa0\xc2\xa0", "x" },
		{ "\xc2\xa0", "" },
		{ "\xa0x\xc2", "\xa0x\xc2" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct slice got = slice_trim(slice_of(cases[i].in));
		assert_true(slice_eq_c(got, cases[i].out));
	}
}

static void
comparing_is_by_bytes_and_folding_by_ascii(void **state)
{
	(void)state;
	assert_true(slice_eq(slice_of(NULL), slice_of("")));
	assert_false(slice_eq(slice_of("a"), slice_of("A")));
	assert_true(slice_eq_nocase(slice_of("SKU-1z"), slice_of("sku-1Z")));
	assert_false(slice_eq_nocase(slice_of("a["), slice_of("A{")));
	assert_false(
	    slice_eq_nocase(slice_of("\xc3\x89"), slice_of("\xc3\xa9")));
	assert_true(slice_starts(slice_of("order"), "ord"));
	assert_true(slice_starts(slice_of("order"), ""));
	assert_false(slice_starts(slice_of("or"), "ord"));
	assert_true(slice_compare(slice_of("a"), slice_of("b")) < 0);
	assert_true(slice_compare(slice_of("ab"), slice_of("a")) > 0);
	assert_true(slice_compare(slice_of("\xff"), slice_of("a")) > 0);
	assert_int_equal(slice_compare(slice_of(""), slice_of("")), 0);
}

/* The slow twin: tries every place. */
static size_t
find_slowly(struct slice s, struct slice needle)
{
	for (size_t i = 0; i + needle.len <= s.len; i++)
		if (memcmp(s.p + i, needle.p, needle.len) == 0)
			return i;
	return s.len;
}

static void
finding_agrees_with_trying_every_place(void **state)
{
	char text[12], needle[4];

	(void)state;
	for (uint64_t round = 0; round < 20000; round++) {
		size_t n = (size_t)(random_unit(3, 1, round, 0) * 13);
		size_t m = (size_t)(random_unit(3, 2, round, 0) * 5);
		for (size_t i = 0; i < n; i++)
			text[i] = random_unit(3, 3, round, i) < 0.6 ? 'a' : 'b';
		for (size_t i = 0; i < m; i++)
			needle[i] =
			    random_unit(3, 4, round, i) < 0.6 ? 'a' : 'b';
		struct slice s = slice_bytes(text, n);
		struct slice t = slice_bytes(needle, m);
		assert_int_equal(slice_find(s, t), find_slowly(s, t));
		assert_int_equal(slice_find_nocase(s, t), find_slowly(s, t));
	}
	assert_int_equal(
	    slice_find_nocase(slice_of("Unit PRICE"), slice_of("price")), 5);
}

struct split_case {
	const char *in, *parts;
};

static void
splitting_gives_the_parts_between(void **state)
{
	static const struct split_case cases[] = {
		{ "", "" },
		{ "a", "[a]" },
		{ "a,b", "[a][b]" },
		{ ",a", "[][a]" },
		{ "a,,b,", "[a][][b]" },
		{ ",", "[]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct slice rest = slice_of(cases[i].in), part;
		struct str got = STR_INIT;
		while (slice_split(&rest, ',', &part)) {
			str_add_char(&got, '[');
			str_add_slice(&got, part);
			str_add_char(&got, ']');
		}
		assert_string_equal(got.p, cases[i].parts);
		str_release(&got);
	}
}

static void
hashes_are_fixed_and_see_every_byte(void **state)
{
	char text[20] = "abcdefghijklmnopqrs";

	(void)state;
	/* One word: mix(mix(length) ^ the bytes, the first one lowest). */
	assert_true(slice_hash(slice_of("")) == random_mix(0));
	assert_true(slice_hash(slice_of("ab")) ==
	    random_mix(random_mix(2) ^ (uint64_t)0x6261));
	for (size_t len = 1; len < 20; len++) {
		uint64_t whole = slice_hash(slice_bytes(text, len));
		assert_true(whole != slice_hash(slice_bytes(text, len - 1)));
		for (size_t i = 0; i < len; i++) {
			text[i] ^= 1;
			assert_true(
			    whole != slice_hash(slice_bytes(text, len)));
			text[i] ^= 1;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_empty_string_is_a_c_string_and_costs_nothing),
		cmocka_unit_test(adding_keeps_length_and_end),
		cmocka_unit_test(formatting_grows_to_any_length),
		cmocka_unit_test(taking_moves_the_bytes_out),
		cmocka_unit_test(trimming_takes_blanks_and_no_break_spaces),
		cmocka_unit_test(comparing_is_by_bytes_and_folding_by_ascii),
		cmocka_unit_test(finding_agrees_with_trying_every_place),
		cmocka_unit_test(splitting_gives_the_parts_between),
		cmocka_unit_test(hashes_are_fixed_and_see_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
