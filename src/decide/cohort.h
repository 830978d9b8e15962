/*
 * cohort - of the customers whose first order fell into one month, how many
 * ordered again in each month after it.
 *
 *	cohort		customers	+1	+2	+3
 *	2026-06		120		14	11	9
 *	2026-07		131		17	12	-	the month is not over
 *	2026-08		118		15	-	-
 *
 * Only cells of months that are over are filled. A customer counts once a
 * month. The first month of the orders also holds everybody who bought before
 * they begin.
 *
 * Pure: arrays in, arrays out.
 */
#ifndef ENDCAP_COHORT_H
#define ENDCAP_COHORT_H

#include "base/sales.h"

enum {
	COHORT_MONTHS = 12 /* after the first that are looked at */
};

struct cohort {
	int32_t month; /* year * 12 + month - 1 */
	int64_t customers;
	int64_t again[COHORT_MONTHS]; /* in the 1st, 2nd ... month after */
	int observed; /* of these, how many months are over */
};

struct cohorts {
	struct cohort *rows; /* by month, every month from first to last */
	size_t n;
};

/* Orders after 'until' are not looked at; its month is over when it is the
 * last day of it. Initialised here, owned by the caller. Linear. */
bool cohorts_init(
    struct cohorts *out, const struct sales *s, int32_t until, struct err *err);
void cohorts_release(struct cohorts *c);

#endif
