/*
 * saving - spend-and-save: a discount or a gift from an order value on, in one
 * or more tiers ("10 off from 80, 25 off from 150"; "5 % from 60"; "a mug from
 * 90").
 *
 * Orders are taken as they are today, under today's rule for shipping. An
 * order of value v looks at the next tier only: over the gap g = T - v it tops
 * up with
 *
 *	pi = p0 exp(-g / (rho dR)) H(g)
 *
 * dR what it gains there: the discount at T, and what a gift is worth, less
 * what it has already. It then ends at T plus the overshoot of fill.h.
 * Everybody at or above a tier gets its discount, whether it moved them or not;
 * that is most of the cost. Beside the discount one gift is given, as at the
 * checkout; it takes nothing off the revenue and costs what it cost the shop.
 * A discount can drop an order below the value from which shipping is free; it
 * then pays for shipping.
 *
 * Nobody stays away for want of a discount, so orders are never lost. Values
 * are doubles in major units.
 */
#ifndef ENDCAP_SAVING_H
#define ENDCAP_SAVING_H

#include "decide/curve.h"

enum {
	SAVING_TIERS = 24 /* at most */
};

struct saving_tier {
	double at; /* > 0 */
	bool percent;
	double value; /* share of the order (0..1) or major units, > 0 */
	bool gift; /* of this value to the shopper, not percent */
	double cost; /* of a gift to the shop */
};

/* Ascending in 'at', discounts before gifts; of each the one worth most of
 * those reached is given, as at the checkout. */
struct saving {
	struct saving_tier tier[SAVING_TIERS];
	size_t n;
};

/* Puts a tier in its place; its like at the same value is replaced. False when
 * there are SAVING_TIERS others. */
bool saving_add(struct saving *sv, const struct saving_tier *tier);

/* What an order of this value saves; never more than the value. */
double saving_discount(const struct saving *sv, double value);
/* The gift it gets; NULL: none. */
const struct saving_tier *saving_gift(const struct saving *sv, double value);
/* What both are worth to the shopper. */
double saving_worth(const struct saving *sv, double value);

/* Orders, revenue and contribution of od with counts w under these tiers (none
 * allowed). 'threshold' of the point is left 0; 'given' is the discounts
 * and the cost of the gifts. */
void saving_point(const struct curve_orders *od, const double *w,
    const struct curve_rule *shipping, const struct curve_shop *shop,
    const struct curve_response *re, const struct saving *sv,
    struct curve_point *out);

#endif
