/*
 * Any text as a date: what is read lies within the years of the header, prints
 * and reads again as the same time, and hint and parser agree on what a date
 * is. The first byte chooses the order.
 */
#include "base/date.h"
#include "tests/fuzz/fuzz.h"

static void
check_time(int64_t time, int32_t offset)
{
	struct str text = STR_INIT;
	int64_t again;
	int32_t none;
	int year, month, day;

	date_civil(date_day_of(time), &year, &month, &day);
	CHECK(year >= 1900 && year <= 2199);
	CHECK(offset == DATE_NO_OFFSET ||
	    (offset >= -14 * 3600 && offset <= 14 * 3600));
	date_add_time(&text, time);
	CHECK(date_parse(slice_str(&text), DATE_ORDER_UNKNOWN, &again, &none));
	CHECK(again == time && none == DATE_NO_OFFSET);
	str_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum date_order order = DATE_ORDER_UNKNOWN, hint;
	struct slice s;
	int64_t time;
	int32_t offset, day;

	if (size < 1)
		return 0;
	if (data[0] % 4 == 1)
		order = DATE_ORDER_DMY;
	else if (data[0] % 4 == 2)
		order = DATE_ORDER_MDY;
	else if (data[0] % 4 == 3)
		order = DATE_ORDER_YMD;
	s = slice_bytes((const char *)data + 1, size - 1);
	if (date_parse(s, order, &time, &offset)) {
		check_time(time, offset);
		CHECK(date_hint(s, &hint));
	}
	(void)date_parse_limit(s, date_day(2026, 11, 1), &day);
	return 0;
}
