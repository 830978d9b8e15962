/*
 * range - what a set of simulated values says: middle and both ranges.
 *
 * A quantile p of n draws is the smallest draw with at least a share p of the
 * draws at or below it (Hyndman and Fan 1996, type 1: an actual draw, so that
 * counts stay whole). The 80 % range runs from p = .1 to .9, the 95 % range
 * from .025 to .975.
 */
#ifndef ENDCAP_RANGE_H
#define ENDCAP_RANGE_H

#include "base/base.h"

struct range {
	double median, low80, high80, low95, high95;
	double mean, variance; /* variance: divided by n */
};

/* Of n values, which are put into another order. n of 0 gives all zeros. Values
 * must be finite. */
struct range range_of(double *values, size_t n);

/* Stretches both ranges about the median by 'factor' >= 1, and the standard
 * deviation; the mean stays. */
void range_widen(struct range *r, double factor);
/* The same for what cannot be below 'least' or above 'most'. */
void
range_widen_within(struct range *r, double factor, double least, double most);

/* Of n draws whose range is r as range_of gave it, the share above 0 once they
 * are stretched by 'factor' too. */
double range_share_above_zero(
    const double *values, size_t n, const struct range *r, double factor);

#endif
