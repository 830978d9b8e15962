/*
 * date - civil dates and times as integers, without the C library's zones.
 *
 * A time is int64_t seconds since 1970-01-01 00:00 of the shop's *local* time
 * as written; the offset of the text, where it had one, is kept beside it. A
 * day is int32_t days since 1970-01-01 in the Gregorian calendar; a month is
 * year * 12 + month - 1. "Today" always comes from outside (main passes it
 * in), so tests can fix it.
 */
#ifndef ENDCAP_DATE_H
#define ENDCAP_DATE_H

#include "base/str.h"

enum {
	DATE_SECONDS_A_DAY = 86400
};
/* What date_parse reports when the text has no offset. */
enum {
	DATE_NO_OFFSET = INT32_MIN
};

/* Order of day, month and year in dates like 1/12/2010. */
enum date_order {
	DATE_ORDER_UNKNOWN, /* accept only what cannot be misread */
	DATE_ORDER_DMY,
	DATE_ORDER_MDY,
	DATE_ORDER_YMD,
};

int32_t date_day(int year, int month, int day); /* civil to day number */
void date_civil(int32_t day, int *year, int *month, int *mday);
int32_t date_day_of(int64_t time); /* floor */
int32_t date_month_of(int32_t day); /* year * 12 + month - 1 */
int date_weekday(int32_t day); /* 0 Monday .. 6 Sunday */
int date_month_days(int year, int month); /* 28 to 31 */
/* The same day so many months before, the month's last where it is shorter. */
int32_t date_months_before(int32_t day, int months);

/*
 * Reads ISO ("2011-12-09 12:50:00", "2023-05-31T23:06:04-07:00",
 * "2025-10-02 17:09:34 -0300"), "20121005", "31/12/2023 22:36", "12/26/21",
 * "7.15.2020", "9 Dec 2011", "Dec 9, 2011", with or without seconds and am/pm.
 * Years are 1900 to 2199; two digits mean 1969 to 2068. A year or a month's
 * name that stands in the text goes before 'order'. False when it is no date,
 * when a part is out of range, or when day and month cannot be told apart and
 * order is unknown (7/7/2020 is the same both ways and is taken). *offset is
 * seconds east, at most 14 hours either way, or DATE_NO_OFFSET; *time is as
 * written, not shifted by it. Blanks around are ignored; fractions of a second
 * are dropped.
 */
bool date_parse(
    struct slice s, enum date_order order, int64_t *time, int32_t *offset);
/*
 * What one value says about the order of its column: DMY or MDY when one part
 * is above 12 or the month has a name, YMD when the year leads, unknown when
 * both readings are possible. False when it is no date at all.
 */
bool date_hint(struct slice s, enum date_order *order);

/* A limit as users type it: "2025-11-01", "90d", "12m", "2y", counted back
 * from 'today', up to a century; from 31 March "1m" is the last of February.
 * A date needs an order that cannot be misread. */
bool date_parse_limit(struct slice s, int32_t today, int32_t *day);

void date_add_day(struct str *out, int32_t day); /* 2011-12-09 */
void date_add_time(struct str *out, int64_t time); /* 2011-12-09 12:50:00 */
void date_add_month(struct str *out, int32_t month); /* 2011-12 */

#endif
