/*
 * Each day has a weight; order i of n stands at the (i + u) / n part of their
 * sum, u a draw of the order. That part falls into one day, and how far into
 * it tells the hour by the weights of the hours in the same way. So times
 * ascend, and no day has more orders than its weight says.
 */
#include "service/simulate_calendar.h"

#include "base/date.h"
#include "base/random.h"

enum stream {
	STREAM_DAY = 1001,
	STREAM_TIME,
};

enum {
	NOISE = 16, /* percent a day may lie above or below its weight */
	GROWTH = 8, /* percent in a year */
};

/* In percent of an average month, in the middle of the month; in between,
 * straight lines. */
static const int months[12] = { 82, 80, 90, 94, 98, 104, 92, 84, 98, 102, 132,
	150 };
static const int weekdays[7] = { 106, 98, 96, 97, 94, 92, 120 };
static const int hours[24] = { 3, 1, 1, 0, 0, 1, 4, 9, 14, 22, 30, 34, 36, 33,
	30, 29, 31, 36, 42, 50, 54, 46, 26, 9 };

/* Days unlike their neighbours, every year. */
static const struct {
	int month, first, last, percent;
} special_days[] = {
	{ .month = 11, .first = 24, .last = 30, .percent = 165 },
	{ .month = 12, .first = 1, .last = 16, .percent = 118 },
	{ .month = 12, .first = 20, .last = 26, .percent = 42 },
	{ .month = 12, .first = 27, .last = 31, .percent = 60 },
	{ .month = 5, .first = 3, .last = 9, .percent = 125 },
};

/* Weight of the month, in percent times 30. */
static int64_t
month_weight(int month, int day)
{
	int other = day < 15 ? (month + 10) % 12 : month % 12;
	int away = day < 15 ? 15 - day : day - 15;

	return (int64_t)months[month - 1] * (30 - away) +
	    (int64_t)months[other] * away;
}

static int64_t
day_weight(const struct calendar *c, int i)
{
	int32_t date = c->first_day + i;
	double u = random_unit(c->seed, STREAM_DAY, (uint64_t)i, 0);
	int noise = 100 - NOISE + (int)(u * (2 * NOISE + 1));
	int year, month, day;
	int64_t weight;

	date_civil(date, &year, &month, &day);
	weight = month_weight(month, day) * weekdays[date_weekday(date)] *
	    noise * (100 + GROWTH * i / 365);
	for (size_t k = 0; k < ARRAY_LEN(special_days); k++)
		if (special_days[k].month == month &&
		    special_days[k].first <= day && day <= special_days[k].last)
			weight = weight / 100 * special_days[k].percent;
	return weight;
}

void
calendar_init(struct calendar *c, uint64_t seed, int64_t orders)
{
	int64_t sum = 0;

	c->seed = seed;
	c->orders = orders;
	c->first_day = date_day(2024, 11, 1);
	for (int i = 0; i < CALENDAR_DAYS; i++) {
		sum += day_weight(c, i);
		c->until[i] = sum;
	}
}

/* Seconds into a day whose orders are 'part' (0 to 1) placed. */
static int64_t
seconds_at(double part)
{
	int total = 0;
	double rest;
	size_t hour = 0;

	for (size_t i = 0; i < ARRAY_LEN(hours); i++)
		total += hours[i];
	rest = part * total;
	while (hour + 1 < ARRAY_LEN(hours) && rest >= hours[hour])
		rest -= hours[hour++];
	return (int64_t)hour * 3600 + (int64_t)(rest / hours[hour] * 3600);
}

int64_t
calendar_time(const struct calendar *c, int64_t order)
{
	double u = random_unit(c->seed, STREAM_TIME, (uint64_t)order, 0);
	double at = ((double)order + u) / (double)c->orders *
	    (double)c->until[CALENDAR_DAYS - 1];
	size_t day = 0;
	double before, weight;

	while (day + 1 < CALENDAR_DAYS && at >= (double)c->until[day])
		day++;
	before = day > 0 ? (double)c->until[day - 1] : 0;
	weight = (double)c->until[day] - before;
	return (int64_t)(c->first_day + (int32_t)day) * DATE_SECONDS_A_DAY +
	    seconds_at((at - before) / weight);
}
