/* json: layout, escaping, and values without a number. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
write_sample(struct json *j)
{
	json_object(j);
	json_key(j, "orders");
	json_int(j, -42);
	json_key(j, "pairs");
	json_array(j);
	json_object(j);
	json_key(j, "a");
	json_text(j, "mug");
	json_key(j, "gone");
	json_text(j, NULL);
	json_end(j);
	json_array(j);
	json_end(j);
	json_bool(j, true);
	json_end(j);
	json_key(j, "price");
	json_money(j, 1250, 2);
	json_key(j, "none");
	json_object(j);
	json_end(j);
	json_end(j);
}

static void
values_are_laid_out_by_depth(void **state)
{
	struct str out = STR_INIT;
	struct json j;

	(void)state;
	json_init(&j, &out, false);
	write_sample(&j);
	assert_string_equal(out.p,
	    "{\n"
	    "  \"orders\": -42,\n"
	    "  \"pairs\": [\n"
	    "    {\n"
	    "      \"a\": \"mug\",\n"
	    "      \"gone\": null\n"
	    "    },\n"
	    "    [],\n"
	    "    true\n"
	    "  ],\n"
	    "  \"price\": 12.50,\n"
	    "  \"none\": {}\n"
	    "}");
	str_release(&out);
}

static void
compact_output_is_one_line(void **state)
{
	struct str out = STR_INIT;
	struct json j;

	(void)state;
	json_init(&j, &out, true);
	write_sample(&j);
	assert_string_equal(out.p,
	    "{\"orders\":-42,\"pairs\":[{\"a\":\"mug\",\"gone\":null},[],"
	    "true],\"price\":12.50,\"none\":{}}");
	str_release(&out);
}

struct escape_case {
	const char *in, *out;
};

static void
strings_and_keys_are_escaped(void **state)
{
	static const struct escape_case cases[] = {
		{ "", "\"\"" },
		{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\n\t\r\x01\x1f", "\"\\n\\t\\u000d\\u0001\\u001f\"" },
		{ "</x>", "\"</x>\"" },
	};
	struct str out = STR_INIT;
	struct json j;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		str_clear(&out);
		json_init(&j, &out, true);
		json_text(&j, cases[i].in);
		assert_string_equal(out.p, cases[i].out);
	}
	str_clear(&out);
	json_init(&j, &out, true);
	json_string(&j, slice_bytes("a\0b", 3));
	assert_string_equal(out.p, "\"a\\u0000b\"");
	str_clear(&out);
	json_init(&j, &out, true);
	json_object(&j);
	json_key(&j, "a\"b");
	json_null(&j);
	json_end(&j);
	assert_string_equal(out.p, "{\"a\\\"b\":null}");
	str_release(&out);
}

static void
numbers_have_ten_digits_or_are_null(void **state)
{
	static const double values[] = { 0.1, -2.5, 1.0 / 3.0, 1e21,
		(double)NAN, (double)INFINITY };
	struct str out = STR_INIT;
	struct json j;

	(void)state;
	json_init(&j, &out, true);
	json_array(&j);
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		json_double(&j, values[i]);
	json_int(&j, INT64_MIN);
	json_raw(&j, "7.50");
	json_end(&j);
	assert_string_equal(out.p,
	    "[0.1,-2.5,0.3333333333,1e+21,null,null,-9223372036854775808,"
	    "7.50]");
	str_release(&out);
}

static void
value_without_key(struct json *j)
{
	json_object(j);
	json_int(j, 1);
}

static void
key_in_array(struct json *j)
{
	json_array(j);
	json_key(j, "x");
}

static void
key_without_value(struct json *j)
{
	json_object(j);
	json_key(j, "x");
	json_end(j);
}

static void
closed_too_often(struct json *j)
{
	json_end(j);
}

static void
nested_too_deeply(struct json *j)
{
	for (int i = 0; i <= JSON_MAX_DEPTH; i++)
		json_array(j);
}

typedef void misuse_fn(struct json *j);

static void
calls_out_of_place_are_bugs(void **state)
{
	static misuse_fn *const misuses[] = { value_without_key, key_in_array,
		key_without_value, closed_too_often, nested_too_deeply };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(misuses); i++) {
		int status;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct str out = STR_INIT;
			struct json j;
			signal(SIGABRT, SIG_DFL);
			fclose(stderr);
			json_init(&j, &out, true);
			misuses[i](&j);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

static void
the_deepest_nesting_allowed_works(void **state)
{
	struct str out = STR_INIT;
	struct json j;

	(void)state;
	json_init(&j, &out, true);
	for (int i = 0; i < JSON_MAX_DEPTH; i++)
		json_array(&j);
	for (int i = 0; i < JSON_MAX_DEPTH; i++)
		json_end(&j);
	assert_string_equal(out.p, "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]");
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_laid_out_by_depth),
		cmocka_unit_test(compact_output_is_one_line),
		cmocka_unit_test(strings_and_keys_are_escaped),
		cmocka_unit_test(numbers_have_ten_digits_or_are_null),
		cmocka_unit_test(calls_out_of_place_are_bugs),
		cmocka_unit_test(the_deepest_nesting_allowed_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
