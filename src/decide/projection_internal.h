/*
 * projection_internal - the model's parts that the point values and the draws
 * share. Only projection*.c includes it; symbols as in projection.h.
 */
#ifndef ENDCAP_PROJECTION_INTERNAL_H
#define ENDCAP_PROJECTION_INTERNAL_H

#include "decide/projection.h"

/* Attach shares are held in [least, most] so that their odds are finite. */
#define PROJECTION_ATTACH_MIN 1e-6
#define PROJECTION_ATTACH_MAX .95

/* Money of one take in one group under one discount. */
struct projection_unit {
	double depth; /* d */
	double revenue, contribution;
};

double projection_clip(double x, double least, double most);
/* tau from an attach share in (0, 1) at a depth in [0, 1). */
double projection_take(
    double attach, double visibility, double elasticity, double depth);
/* Horizon / window. */
double
projection_scale(const struct exposure *ex, const struct projection_inputs *in);
/* nu - phi: what remains of a price without tax and payment fee. */
double
projection_kept(const struct exposure *ex, const struct projection_inputs *in);
double projection_switching(
    const struct exposure_group *g, const struct projection_inputs *in);
/* What a full order newly gets when a set is discounted by 'discount'. */
double projection_leak(const struct exposure *ex, double discount);
struct projection_unit
projection_unit_of(const struct exposure *ex, const struct exposure_group *g,
    const struct projection_inputs *in, double discount);
double projection_aov(const struct exposure *ex); /* before */
/* Partial orders in the groups, those set apart left out. */
double projection_partial(const struct exposure *ex);

#endif
