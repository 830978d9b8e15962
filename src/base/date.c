/*
 * date - how it works: day numbers follow Howard Hinnant's "chrono-compatible
 * low-level date algorithms": years begin in March, so that the leap day comes
 * last, and 400 years are one era of 146,097 days. Reading dates is in
 * date_parse.c.
 */
#include "base/date.h"

enum {
	ERA_DAYS = 146097,
	EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

static int32_t
floor_div(int64_t a, int64_t b)
{
	return (int32_t)(a / b - (a % b < 0));
}

int32_t
date_day(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = floor_div(y, 400);
	int year_of_era = y - era * 400;
	int month_from_march = month > 2 ? month - 3 : month + 9;
	int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

void
date_civil(int32_t day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + EPOCH_SHIFT;
	int era = floor_div(z, ERA_DAYS);
	int day_of_era = (int)(z - (int64_t)era * ERA_DAYS);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			      day_of_era / 146096) /
	    365;
	int day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;

	*mday = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	*month =
	    month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

int32_t
date_day_of(int64_t time)
{
	return floor_div(time, DATE_SECONDS_A_DAY);
}

int32_t
date_month_of(int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	return year * 12 + month - 1;
}

int
date_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int64_t from_monday = (int64_t)day + 3;

	return (int)(from_monday - (int64_t)floor_div(from_monday, 7) * 7);
}

int
date_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

int32_t
date_months_before(int32_t day, int months)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	int32_t target = year * 12 + month - 1 - months;
	year = floor_div(target, 12);
	month = target - year * 12 + 1;
	int last = date_month_days(year, month);
	return date_day(year, month, mday < last ? mday : last);
}

void
date_add_day(struct str *out, int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	str_addf(out, "%04d-%02d-%02d", year, month, mday);
}

void
date_add_time(struct str *out, int64_t time)
{
	int32_t day = date_day_of(time);
	int seconds = (int)(time - (int64_t)day * DATE_SECONDS_A_DAY);

	date_add_day(out, day);
	str_addf(out, " %02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
	    seconds % 60);
}

void
date_add_month(struct str *out, int32_t month)
{
	int32_t year = floor_div(month, 12);

	str_addf(out, "%04d-%02d", year, month - year * 12 + 1);
}
