/*
 * Any text as an amount: what is read prints and reads again as the same, no
 * amount is the value that stands for none, and the parsers of numbers stay
 * within their range. The first byte chooses decimal mark and digits.
 */
#include "base/money.h"
#include "base/num.h"
#include "tests/fuzz/fuzz.h"

static void
check_minor(int64_t minor, int digits)
{
	struct str text = STR_INIT;
	int64_t again;

	CHECK(minor != INT64_MIN);
	money_add_plain(&text, minor, digits);
	CHECK(money_parse(slice_str(&text), '.', digits, &again));
	CHECK(again == minor);
	str_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct currency currency;
	struct slice s;
	int64_t value;
	double real;
	char mark;
	int digits;

	if (size < 1)
		return 0;
	mark = data[0] % 2 ? ',' : '.';
	digits = data[0] / 2 % 5;
	s = slice_bytes((const char *)data + 1, size - 1);
	if (money_parse(s, mark, digits, &value))
		check_minor(value, digits);
	if (money_parse_price4(s, mark, &value))
		check_minor(value, 4);
	if (num_parse_decimal(s, digits, mark, &value))
		CHECK(value != INT64_MIN);
	(void)num_parse_i64(s, &value);
	(void)num_parse_percent(s, &real);
	if (money_currency(s, &currency))
		CHECK(currency.digits >= 0 && currency.digits <= 4 &&
		    strlen(currency.code) == 3);
	return 0;
}
