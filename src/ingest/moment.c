/*
 * The three counts do not overlap: days have five digits, seconds nine or
 * ten, milliseconds twelve or thirteen.
 */
#include "ingest/moment.h"

#include "base/date.h"
#include "base/num.h"

enum {
	FIRST_SERIAL = 25569, /* 1970-01-01 as a spreadsheet counts */
	LAST_SERIAL = 73050, /* 2099-12-31 */
	SCALE = 100000, /* a spreadsheet's day has more decimals than seconds */
};

static const int64_t first_second = 100000000; /* in March 1973 */
static const int64_t last_second = INT64_C(4102444800); /* 2100-01-01 */

static bool
parse_serial(struct slice s, int64_t *time)
{
	int64_t scaled;

	if (!num_parse_decimal(s, 5, '.', &scaled) ||
	    scaled < (int64_t)FIRST_SERIAL * SCALE ||
	    scaled >= (int64_t)(LAST_SERIAL + 1) * SCALE)
		return false;
	scaled -= (int64_t)FIRST_SERIAL * SCALE;
	*time = (scaled * DATE_SECONDS_A_DAY + SCALE / 2) / SCALE;
	return true;
}

bool
moment_parse(struct slice s, int64_t *time, int32_t *offset)
{
	int64_t n;

	*offset = DATE_NO_OFFSET;
	if (parse_serial(s, time))
		return true;
	if (!num_parse_i64(s, &n))
		return false;
	if (n >= first_second * 1000 && n < last_second * 1000)
		n /= 1000;
	if (n < first_second || n >= last_second)
		return false;
	*time = n;
	*offset = 0;
	return true;
}
