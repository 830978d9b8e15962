/* charset, filehash: bytes in pieces come to what they are as a whole. */
#include "ingest/charset.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/random.h"
#include "ingest/filehash.h"

/* Cut anywhere, the same bytes give the same hash; other bytes another. */
static void
the_hash_depends_on_the_bytes_alone(void **state)
{
	char bytes[300];
	struct filehash whole = { 0 }, other = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)random_mix(i);
	filehash_add(&whole, slice_bytes(bytes, sizeof(bytes)));
	for (size_t cut = 0; cut <= sizeof(bytes); cut++) {
		struct filehash parts = { 0 };

		filehash_add(&parts, slice_bytes(bytes, cut));
		filehash_add(
		    &parts, slice_bytes(bytes + cut, sizeof(bytes) - cut));
		assert_true(filehash_value(&parts) == filehash_value(&whole));
	}
	filehash_add(&other, slice_bytes(bytes, sizeof(bytes)));
	filehash_add(&other, slice_bytes("\0", 1));
	assert_true(filehash_value(&other) != filehash_value(&whole));
	bytes[131] ^= 1;
	other = (struct filehash){ 0 };
	filehash_add(&other, slice_bytes(bytes, sizeof(bytes)));
	assert_true(filehash_value(&other) != filehash_value(&whole));
}

/* Pieces cut at every byte decode to the same text. */
static void
decoding_does_not_depend_on_where_pieces_are_cut(void **state)
{
	static const char bytes[] = "\xFF\xFE"
				    "a\0\x3D\xD8\x00\xDE\x3D\xD8z\0\xAC\x20";
	size_t len = sizeof(bytes) - 1;

	(void)state;
	for (size_t cut = 2; cut <= len; cut++) {
		struct charset cs = { 0 };
		struct str scratch = STR_INIT, all = STR_INIT;

		assert_int_equal(
		    charset_begin(&cs, slice_bytes(bytes, cut)), 2);
		str_add_slice(&all,
		    charset_decode(
			&cs, slice_bytes(bytes + 2, cut - 2), &scratch));
		str_add_slice(&all,
		    charset_decode(
			&cs, slice_bytes(bytes + cut, len - cut), &scratch));
		assert_string_equal(
		    all.p, "a\xF0\x9F\x98\x80\xEF\xBF\xBDz\xE2\x82\xAC");
		str_release(&scratch);
		str_release(&all);
	}
}

/* A name that the system knows decides against all that the bytes say. */
static void
a_named_encoding_is_decoded_whole(void **state)
{
	/* Two characters of two bytes, a wrong byte, a letter. */
	static const char bytes[] = "\x92\x8D\x95\xB6,\xFF"
				    "a";
	size_t len = sizeof(bytes) - 1;

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct charset cs = { 0 };
		struct str scratch = STR_INIT, all = STR_INIT;

		assert_true(charset_name_it(&cs, "SHIFT_JIS"));
		assert_int_equal(
		    charset_begin(&cs, slice_bytes(bytes, cut)), 0);
		str_add_slice(&all,
		    charset_decode(&cs, slice_bytes(bytes, cut), &scratch));
		str_add_slice(&all,
		    charset_decode(
			&cs, slice_bytes(bytes + cut, len - cut), &scratch));
		assert_string_equal(all.p,
		    "\xE6\xB3\xA8\xE6\x96\x87,\xEF\xBF\xBD"
		    "a");
		charset_end(&cs);
		str_release(&scratch);
		str_release(&all);
	}
	assert_false(charset_name_it(&(struct charset){ 0 }, "klingon"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_depends_on_the_bytes_alone),
		cmocka_unit_test(
		    decoding_does_not_depend_on_where_pieces_are_cut),
		cmocka_unit_test(a_named_encoding_is_decoded_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
