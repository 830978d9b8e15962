/*
 * sample_size - how many orders it takes to see an effect, before waiting for
 * them.
 *
 * Two groups of n orders each, a two-sided test at 5 %, power 80 %:
 *
 *	mean     n = 2 (z.975 + z.80)^2 CV^2 / delta^2 = 15.70 CV^2 / delta^2
 *	share    n = (z.975 + z.80)^2 (p0 (1 - p0) + p1 (1 - p1)) / (p1 - p0)^2
 *
 * CV is the coefficient of variation of order values, delta the relative
 * change. Order values have heavy tails, so the CV is given raw and with values
 * above a quantile set to it (winsorised): fix the quantile before the launch,
 * report both after it. The mean of all orders of a shop hides one bundle; the
 * attach share among the orders that hold its anchor shows it much sooner.
 */
#ifndef ENDCAP_SAMPLE_SIZE_H
#define ENDCAP_SAMPLE_SIZE_H

#include "base/err.h"

/* Orders in each group, rounded up; 0 when no number is enough (no effect, or
 * values that do not vary ask for none). */
double sample_for_mean(double cv, double delta);
double sample_for_share(double before, double after);
/* The smallest relative change of a mean that n orders a group would show. */
double sample_detectable(double cv, double n);

/* CV of n values (sorted in place) with those above quantile q, of (0, 1], set
 * to it; 1: raw. 0 for fewer than two values or a mean of 0. */
double sample_cv(double *values, size_t n, double q);

#endif
