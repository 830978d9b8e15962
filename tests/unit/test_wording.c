/* The words of follow-ups: templates, months, and files that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "service/wording.h"

static void
check(const char *file, const struct wording_facts *f, const char *wanted)
{
	struct wording w;
	struct str text = STR_INIT;
	struct err err = ERR_INIT;

	wording_init(&w);
	assert_true(wording_read(&w, "followups", slice_of(file), &err));
	wording_add(&w, f, &text);
	assert_string_equal(text.p, wanted);
	str_release(&text);
	wording_release(&w);
}

static void
templates_become_sentences(void **state)
{
	struct wording_facts f = {
		.bought = slice_of("Lamp {code}"),
		.offer = slice_of("Bulb"),
		.day = date_day(2026, 5, 3),
		.today = date_day(2026, 11, 1),
		.both = 94,
		.buyers = 247,
	};

	(void)state;
	/* A name with a brace in it is a name. */
	check("", &f,
	    "goes with the Lamp {code} you bought in May; 94 of 247 who "
	    "bought it added this");
	f.both = 0;
	f.day = date_day(2025, 12, 31);
	check("", &f, "goes with the Lamp {code} you bought in December 2025");
	check("reason = {offer}: {month}\r\n# x\n\ncode=\" bis {until}\"", &f,
	    "Bulb: December 2025");
	f.code = slice_of("LUX10");
	f.until = date_day(2026, 12, 24);
	check("reason = {offer}\ncode=\" {code} bis {until}\"", &f,
	    "Bulb LUX10 bis 2026-12-24");
	f.looks = 3;
	check("looked = {looks} x {bought}", &f, "3 x Lamp {code}");
	f.looks = 0;
	check(
	    "reason = {month}\nmonths=a,b,c,d,e,f,g,h,i,j,k, l ", &f, "l 2025");
}

static void
wrong_files_name_the_line(void **state)
{
	static const char *const cases[][2] = {
		{ "reason = {who}", "followups line 1: '{who}' begins no" },
		{ "\nreason = a {bought",
		    "followups line 2: '{bought' begins" },
		{ "months = a,b,,", "followups line 1: months takes twelve" },
		{ "hello", "followups line 1: NAME = TEMPLATE is wanted" },
		{ "why = x", "followups line 1: 'why' is no wording" },
		{ "reason = \xff", "followups is not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct wording w;
		struct err err = ERR_INIT;
		wording_init(&w);
		assert_false(
		    wording_read(&w, "followups", slice_of(cases[i][0]), &err));
		assert_int_equal(err.code, ERR_INPUT);
		assert_non_null(strstr(err.text, cases[i][1]));
		wording_release(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates_become_sentences),
		cmocka_unit_test(wrong_files_name_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
