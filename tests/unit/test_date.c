/* date: the calendar, the forms dates come in, and what cannot be told. */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/random.h"

/* Every day of 800 years in turn: one more day, one more weekday, and back. */
static void
days_and_civil_dates_are_inverse(void **state)
{
	int32_t day = date_day(1600, 1, 1);
	int weekday = 5; /* 1 January 1600 was a Saturday */

	(void)state;
	for (int year = 1600; year <= 2400; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int mday = 1; mday <= date_month_days(year, month);
			     mday++) {
				int y, m, d;
				assert_int_equal(
				    date_day(year, month, mday), day);
				date_civil(day, &y, &m, &d);
				assert_true(y == year && m == month);
				assert_int_equal(d, mday);
				assert_int_equal(date_weekday(day), weekday);
				assert_int_equal(
				    date_month_of(day), year * 12 + month - 1);
				day++;
				weekday = (weekday + 1) % 7;
			}
		}
	}
	assert_int_equal(date_day(1970, 1, 1), 0);
	assert_int_equal(date_day(2000, 3, 1), 11017);
}

static void
times_before_1970_belong_to_the_day_they_are_in(void **state)
{
	(void)state;
	assert_int_equal(date_day_of(0), 0);
	assert_int_equal(date_day_of(86399), 0);
	assert_int_equal(date_day_of(86400), 1);
	assert_int_equal(date_day_of(-1), -1);
	assert_int_equal(date_day_of(-86400), -1);
	assert_int_equal(date_day_of(-86401), -2);
}

struct parse_case {
	const char *in;
	enum date_order order;
	const char *time; /* NULL: refused */
	int32_t offset;
};

/* Short names keep a case on its line. */
#define NO  DATE_NO_OFFSET
#define ANY DATE_ORDER_UNKNOWN
#define DMY DATE_ORDER_DMY
#define MDY DATE_ORDER_MDY
#define YMD DATE_ORDER_YMD

/* clang-format off */
static const struct parse_case dates[] = {
	{ "2011-12-09 12:50:00", ANY, "2011-12-09 12:50:00", NO },
	{ "2011-12-09 12:50", ANY, "2011-12-09 12:50:00", NO },
	{ "2011-12-09T12:50:07", DMY, "2011-12-09 12:50:07", NO },
	{ "2011-12-09", MDY, "2011-12-09 00:00:00", NO },
	{ "2011/12/9 1:02", ANY, "2011-12-09 01:02:00", NO },
	{ "2011.12.09", ANY, "2011-12-09 00:00:00", NO },
	{ "2023-05-31T23:06:04-07:00", ANY, "2023-05-31 23:06:04", -25200 },
	{ "2025-10-02 17:09:34 -0300", ANY, "2025-10-02 17:09:34", -10800 },
	{ "2025-10-02 17:09:34 +5:30", ANY, "2025-10-02 17:09:34", 19800 },
	{ "2025-10-02 17:09:34+01", ANY, "2025-10-02 17:09:34", 3600 },
	{ "2023-05-31T23:06:04Z", ANY, "2023-05-31 23:06:04", 0 },
	{ "2023-05-31T23:06:04.123Z", ANY, "2023-05-31 23:06:04", 0 },
	{ "2023-05-31 23:06:04 UTC", ANY, "2023-05-31 23:06:04", 0 },
	{ "20121005", ANY, "2012-10-05 00:00:00", NO },
	{ "20121005 08:30", ANY, "2012-10-05 08:30:00", NO },
	{ "31/12/2023 22:36", ANY, "2023-12-31 22:36:00", NO },
	{ "31/12/2023 22:36", DMY, "2023-12-31 22:36:00", NO },
	{ "31/12/2023 22:36", MDY, NULL, NO },
	{ "31/12/2023 22:36", YMD, "2023-12-31 22:36:00", NO },
	{ "12/26/21", ANY, "2021-12-26 00:00:00", NO },
	{ "12/26/21", DMY, NULL, NO },
	{ "21/12/26", YMD, "2021-12-26 00:00:00", NO },
	{ "7.15.2020", ANY, "2020-07-15 00:00:00", NO },
	{ "15.7.2020 9:05", DMY, "2020-07-15 09:05:00", NO },
	{ "1/12/2010 8:26", ANY, NULL, NO },
	{ "1/12/2010 8:26", DMY, "2010-12-01 08:26:00", NO },
	{ "1/12/2010 8:26", MDY, "2010-01-12 08:26:00", NO },
	{ "7/7/2020", ANY, "2020-07-07 00:00:00", NO },
	{ "9 Dec 2011", ANY, "2011-12-09 00:00:00", NO },
	{ "09-DEC-11", MDY, "2011-12-09 00:00:00", NO },
	{ "9 December 2011 23:59", ANY, "2011-12-09 23:59:00", NO },
	{ "Dec 9, 2011", DMY, "2011-12-09 00:00:00", NO },
	{ "Sept. 9, 2011 10:15 PM", ANY, "2011-09-09 22:15:00", NO },
	{ "1 may 2011, 12:00 am", ANY, "2011-05-01 00:00:00", NO },
	{ "5/31/2023 12:30:00 PM", ANY, "2023-05-31 12:30:00", NO },
	{ "5/31/2023 1:30 p.m.", ANY, "2023-05-31 13:30:00", NO },
	{ "  2011-12-09 ", ANY, "2011-12-09 00:00:00", NO },
	{ "1/2/68", DMY, "2068-02-01 00:00:00", NO },
	{ "1/2/69", DMY, "1969-02-01 00:00:00", NO },
	{ "2024-02-29", ANY, "2024-02-29 00:00:00", NO },
	{ "2023-02-29", ANY, NULL, NO },
	{ "2023-02-29 10:00:00", ANY, NULL, NO },
	{ "1900-02-29", ANY, NULL, NO },
	{ "2000-02-29", ANY, "2000-02-29 00:00:00", NO },
	{ "1899-12-31", ANY, NULL, NO },
	{ "2200-01-01 00:00:00", ANY, NULL, NO },
	{ "2199-12-31 23:59:59", ANY, "2199-12-31 23:59:59", NO },
	{ "0000-00-00 00:00:00", ANY, NULL, NO },
	{ "2011-13-01", ANY, NULL, NO },
	{ "2011-00-01", ANY, NULL, NO },
	{ "2011-04-31 00:00:00", ANY, NULL, NO },
	{ "32/01/2011", DMY, NULL, NO },
	{ "2011-12-09 24:00:00", ANY, NULL, NO },
	{ "2011-12-09 12:60:00", ANY, NULL, NO },
	{ "2011-12-09 12:50:60", ANY, NULL, NO },
	{ "2011-12-09 13:00 pm", ANY, NULL, NO },
	{ "2011-12-09 0:30 am", ANY, NULL, NO },
	{ "2011-12-09 12:5", ANY, NULL, NO },
	{ "2011-12-09 12:50:00x", ANY, NULL, NO },
	{ "2011-12-09 12:50:00 +15:00", ANY, NULL, NO },
	{ "2011-12-09 12:50:00 +01:60", ANY, NULL, NO },
	{ "2011-12-09 12:50:00 PST", ANY, "2011-12-09 12:50:00", NO },
	{ "2011-12-09 12:50:00 PACIFIC", ANY, NULL, NO },
	{ "Monday, March 2, 2026", ANY, "2026-03-02 00:00:00", NO },
	{ "Mon, 02 Mar 2026 10:00:00 +0100", ANY, "2026-03-02 10:00:00", 3600 },
	{ "Mon Jan 05 2026 10:11:00 GMT+0100 (Central European Standard Time)", ANY, "2026-01-05 10:11:00", 3600 },
	{ "Jan-05-26", ANY, "2026-01-05 00:00:00", NO },
	{ "Jan-05-26 23:59:59 PST", DMY, "2026-01-05 23:59:59", NO },
	{ "March 2nd, 2026 at 3:04 pm", ANY, "2026-03-02 15:04:00", NO },
	{ "2nd of March 2026", ANY, "2026-03-02 00:00:00", NO },
	{ "3rd of March 2026", ANY, "2026-03-03 00:00:00", NO },
	{ "4th of March 2026", ANY, "2026-03-04 00:00:00", NO },
	{ "4xx of March 2026", ANY, NULL, NO },
	{ "2026-03-04 10h30", ANY, "2026-03-04 10:30:00", NO },
	{ "2026-03-04 10H30", ANY, "2026-03-04 10:30:00", NO },
	{ "2026-03-04 10x30", ANY, NULL, NO },
	{ "2026-03-04 100:30", ANY, NULL, NO },
	{ "2026-03-04 10:30 (at noon)", ANY, "2026-03-04 10:30:00", NO },
	{ "2026-03-04 10:30 nowhere", ANY, NULL, NO },
	{ "02/Mar/2026", ANY, "2026-03-02 00:00:00", NO },
	{ "5. Januar 2026", ANY, "2026-01-05 00:00:00", NO },
	{ "5. M\xc3\xa4rz 2026 um 14:30", ANY, "2026-03-05 14:30:00", NO },
	{ "Montag, 5. Januar 2026", ANY, "2026-01-05 00:00:00", NO },
	{ "5 janv. 2026 \xc3\xa0 10h15", ANY, "2026-01-05 10:15:00", NO },
	{ "1er f\xc3\xa9vrier 2026", ANY, "2026-02-01 00:00:00", NO },
	{ "5 de enero de 2026", ANY, "2026-01-05 00:00:00", NO },
	{ "3 de octubre de 2025 14:23 hs.", ANY, "2025-10-03 14:23:00", NO },
	{ "05-oct.-26", ANY, "2026-10-05 00:00:00", NO },
	{ "16 de mar\xc3\xa7o de 2026", ANY, "2026-03-16 00:00:00", NO },
	{ "5 gen 2026, 10:15", ANY, "2026-01-05 10:15:00", NO },
	{ "5 mei 2026", ANY, "2026-05-05 00:00:00", NO },
	{ "5 \xc5\x9eubat 2026", ANY, "2026-02-05 00:00:00", NO },
	{ "05.01.2026 14.30", DMY, "2026-01-05 14:30:00", NO },
	{ "05.01.2026 - 14:30:09", DMY, "2026-01-05 14:30:09", NO },
	{ "05.01.2026, 14:30 Uhr", DMY, "2026-01-05 14:30:00", NO },
	{ "5 Xyz 2026", ANY, NULL, NO },
	{ "Montag", ANY, NULL, NO },
	{ "5. 1. 2026", ANY, NULL, NO },
	{ "2011-12-09x12:50:00", ANY, NULL, NO },
	{ "2011-12-0912:50:00", ANY, NULL, NO },
	{ "2011-12/09", ANY, NULL, NO },
	{ "2011-12", ANY, NULL, NO },
	{ "1/2/3", DMY, NULL, NO },
	{ "1/2/201", DMY, NULL, NO },
	{ "123/2/2011", DMY, NULL, NO },
	{ "9 Foo 2011", ANY, NULL, NO },
	{ "31 Feb 2011", ANY, NULL, NO },
	{ "123456789012", ANY, NULL, NO },
	{ "1.23E+12", ANY, NULL, NO },
	{ "today", ANY, NULL, NO },
	{ "", ANY, NULL, NO },
};
/* clang-format on */

static void
dates_are_read_in_every_form_and_refused_when_unclear(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		const struct parse_case *c = &dates[i];
		int64_t time = 0;
		int32_t offset = 0;
		struct str got = STR_INIT;
		if (date_parse(slice_of(c->in), c->order, &time, &offset)) {
			date_add_time(&got, time);
			assert_int_equal(offset, c->offset);
		} else {
			str_add(&got, "refused");
		}
		const char *want = c->time != NULL ? c->time : "refused";
		if (strcmp(got.p, want) != 0)
			fail_msg("'%s' gave %s, not %s", c->in, got.p, want);
		str_release(&got);
	}
}

/* A text is read in place: the byte behind it does not count. */
static void
only_the_bytes_of_the_slice_are_read(void **state)
{
	const char *text = "2011-12-09 12:50:07";
	int64_t time;
	int32_t offset;

	(void)state;
	for (size_t len = 0; len <= 19; len++) {
		char *copy = malloc(len > 0 ? len : 1);
		assert_non_null(copy);
		memcpy(copy, text, len);
		bool ok =
		    date_parse(slice_bytes(copy, len), ANY, &time, &offset);
		/* A day, also with a blank; minutes; seconds. */
		assert_int_equal(
		    ok, len == 10 || len == 11 || len == 16 || len == 19);
		free(copy);
	}
}

/* One to three bytes of a text from the table above are changed, or its end
 * cut off; the copy, owned by the caller, has not a byte more. */
static char *
damaged_copy(uint64_t i, size_t *len)
{
	static const char stuff[] = "0123456789-/.: TZ+Dec,pm";
	const char *from = dates[i % ARRAY_LEN(dates)].in;
	char text[96];

	*len = strlen(from);
	memcpy(text, from, *len);
	for (uint64_t k = 0; *len > 0 && k <= i % 3; k++) {
		uint64_t bits = random_mix(random_mix(i) ^ k);
		if (bits % 5 == 0)
			*len -= 1;
		else
			text[(bits >> 8) % *len] =
			    stuff[(bits >> 32) % (sizeof(stuff) - 1)];
	}
	char *copy = malloc(*len > 0 ? *len : 1);
	assert_non_null(copy);
	memcpy(copy, text, *len);
	return copy;
}

/* Reading stays inside the bytes, a hint agrees with reading, and what was
 * read can be printed and read again. */
static void
damaged_dates_are_read_safely_and_consistently(void **state)
{
	int read = 0, unclear = 0;

	(void)state;
	for (uint64_t i = 0; i < 100000; i++) {
		size_t len;
		char *copy = damaged_copy(i, &len);
		struct slice s = slice_bytes(copy, len);
		enum date_order hint = YMD;
		int64_t time, back;
		int32_t offset;
		bool hinted = date_hint(s, &hint);
		if (date_parse(s, ANY, &time, &offset)) {
			struct str printed = STR_INIT;
			read++;
			assert_true(hinted);
			date_add_time(&printed, time);
			assert_true(date_parse(
			    slice_str(&printed), ANY, &back, &offset));
			assert_true(back == time);
			str_release(&printed);
		} else if (hinted && hint == ANY) {
			unclear++;
			assert_true(date_parse(s, DMY, &time, &offset));
			assert_true(date_parse(s, MDY, &back, &offset));
			assert_true(time != back);
		}
		free(copy);
	}
	assert_in_range(read, 1000, 90000);
	assert_in_range(unclear, 100, 90000);
}

struct hint_case {
	const char *in;
	bool ok;
	enum date_order order;
};

static void
a_value_says_what_it_can_about_its_column(void **state)
{
	static const struct hint_case cases[] = {
		{ "31/12/2023 22:36", true, DATE_ORDER_DMY },
		{ "12/26/21", true, DATE_ORDER_MDY },
		{ "2011-12-09", true, DATE_ORDER_YMD },
		{ "20121005", true, DATE_ORDER_YMD },
		{ "1/12/2010 8:26", true, DATE_ORDER_UNKNOWN },
		{ "7/7/2020", true, DATE_ORDER_UNKNOWN },
		{ "9 Dec 2011", true, DATE_ORDER_DMY },
		{ "Dec 9, 2011", true, DATE_ORDER_MDY },
		{ "13/13/2011", false, 0 },
		{ "2011-13-01", false, 0 },
		{ "1/2/2011 25:00", false, 0 },
		{ "mug", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum date_order order = DATE_ORDER_UNKNOWN;
		bool ok = date_hint(slice_of(cases[i].in), &order);
		assert_int_equal(ok, cases[i].ok);
		if (ok)
			assert_int_equal(order, cases[i].order);
	}
}

static void
limits_count_back_from_today(void **state)
{
	static const struct parse_case cases[] = {
		{ .in = "2025-11-01", .time = "2025-11-01" },
		{ .in = "31/12/2025", .time = "2025-12-31" },
		{ .in = "0d", .time = "2024-03-31" },
		{ .in = "90d", .time = "2024-01-01" },
		{ .in = "1m", .time = "2024-02-29" },
		{ .in = "12m", .time = "2023-03-31" },
		{ .in = "15m", .time = "2022-12-31" },
		{ .in = "2y", .time = "2022-03-31" },
		{ .in = "d" },
		{ .in = "" },
		{ .in = "-5d" },
		{ .in = "+5d" },
		{ .in = "5" },
		{ .in = "5w" },
		{ .in = "36501d" },
		{ .in = "1217m" },
		{ .in = "101y" },
		{ .in = "99999999999999999999d" },
		{ .in = "1/2/2025" },
	};
	int32_t today = date_day(2024, 3, 31);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int32_t day;
		struct str got = STR_INIT;
		if (date_parse_limit(slice_of(cases[i].in), today, &day))
			date_add_day(&got, day);
		const char *want = cases[i].time != NULL ? cases[i].time : "";
		if (strcmp(got.p, want) != 0)
			fail_msg("'%s' gave '%s'", cases[i].in, got.p);
		str_release(&got);
	}
}

static void
printed_times_are_read_back(void **state)
{
	int64_t first = (int64_t)date_day(1900, 1, 1) * DATE_SECONDS_A_DAY;
	int64_t last = (int64_t)date_day(2200, 1, 1) * DATE_SECONDS_A_DAY;

	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		double u = random_unit(1, 1, i, 0);
		int64_t time = first + (int64_t)(u * (double)(last - first));
		int64_t back;
		int32_t offset;
		struct str s = STR_INIT;
		date_add_time(&s, time);
		assert_true(date_parse(slice_str(&s), ANY, &back, &offset));
		assert_true(back == time);
		/* A blank in front sends it the long way. */
		str_set(&s, " ");
		date_add_time(&s, time);
		assert_true(date_parse(slice_str(&s), ANY, &back, &offset));
		assert_true(back == time);
		str_release(&s);
	}
}

static void
months_are_printed_with_their_year(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	date_add_month(&s, date_month_of(date_day(2011, 12, 31)));
	date_add_month(&s, date_month_of(date_day(2012, 1, 1)));
	assert_string_equal(s.p, "2011-122012-01");
	str_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_civil_dates_are_inverse),
		cmocka_unit_test(
		    times_before_1970_belong_to_the_day_they_are_in),
		cmocka_unit_test(
		    dates_are_read_in_every_form_and_refused_when_unclear),
		cmocka_unit_test(only_the_bytes_of_the_slice_are_read),
		cmocka_unit_test(
		    damaged_dates_are_read_safely_and_consistently),
		cmocka_unit_test(a_value_says_what_it_can_about_its_column),
		cmocka_unit_test(limits_count_back_from_today),
		cmocka_unit_test(printed_times_are_read_back),
		cmocka_unit_test(months_are_printed_with_their_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
