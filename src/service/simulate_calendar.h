/*
 * simulate_calendar - when the orders of the sample shop are placed.
 *
 * Two years from 2024-11-01, with the seasons of the year and the week, a
 * Christmas rush and the hours of the day, growing a little. Times ascend
 * with the order number. Like simulate_cart, without the C library's
 * mathematics.
 */
#ifndef ENDCAP_SIMULATE_CALENDAR_H
#define ENDCAP_SIMULATE_CALENDAR_H

#include "base/base.h"

enum {
	CALENDAR_DAYS = 730,
};

struct calendar {
	uint64_t seed;
	int64_t orders;
	int32_t first_day;
	int64_t until[CALENDAR_DAYS]; /* weights of the days, summed up */
};

void calendar_init(struct calendar *c, uint64_t seed, int64_t orders);
/* Local seconds of an order, 0 <= order < orders. */
int64_t calendar_time(const struct calendar *c, int64_t order);

#endif
