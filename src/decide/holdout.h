/*
 * holdout - what an offer did, by those who were not given it.
 *
 * Some customers, drawn by a hash of their id before the offer went live (or
 * some orders, as the shop says), did without it. Three figures are compared
 * between the two, because the value of an order alone is conditional on
 * buying at all:
 *
 *	order value	sum of values / orders: a ratio, its variance by
 *			customer (CR0, the residuals of a customer's orders
 *			summed before squaring)
 *	orders, contribution
 *			of a customer, those without any order included;
 *			adjusted by what the customer did in as long a time
 *			before, which says what they would have done (CUPED):
 *
 *	    y' = y - theta (x - mean x), theta = cov(y, x) / var(x)
 *
 *			keeps 1 - rho^2 of the variance.
 *
 * Intervals are 95 %, by the normal distribution. How many take the offer is
 * for measure.h. Pure; arrays are borrowed.
 */
#ifndef ENDCAP_HOLDOUT_H
#define ENDCAP_HOLDOUT_H

#include "base/str.h"

/* One customer; of held-out orders, one customer's orders on one side. Money is
 * major units, of the time since the launch and of as long before it. */
struct holdout_unit {
	bool held; /* did without the offer */
	double orders, value, contribution;
	double orders_before, contribution_before;
};

enum holdout_figure {
	HOLDOUT_VALUE,
	HOLDOUT_ORDERS,
	HOLDOUT_CONTRIBUTION,
	HOLDOUT_FIGURES
};

struct holdout_change {
	bool defined; /* two customers and more on each side, who vary */
	double offered, held; /* means, unadjusted */
	double change, low95, high95;
	double kept; /* share of the variance that the time before left */
};

struct holdout_result {
	double customers[2], orders[2]; /* offered, held */
	struct holdout_change of[HOLDOUT_FIGURES];
};

/* 'whole': the units are all of what customers did, so that orders and
 * contribution of a customer can be compared; else only the order value is. */
void holdout_compare(const struct holdout_unit *units, size_t n, bool whole,
    struct holdout_result *out);

/* 1 - rho^2. */
double holdout_kept(double rho);

/* Is this customer drawn? u = mix(mix(seed) ^ hash of the id) < share. */
bool holdout_draws(struct slice id, uint64_t seed, double share);

#endif
