/*
 * curve - orders, AOV and contribution as a function of the value from which
 * shipping is free, exactly, for many candidate values in one sweep.
 *
 * Below the threshold T an order of value v pays the fee f; from T on shipping
 * is free. Each order, as it would be without any threshold,
 *
 *	tops up to T + omega   with pi = p0 exp(-(T - v) / (rho f)), v < T;
 *	else, if v < T, pays   and stays with s = max(.2, exp(-eta f / v));
 *	else                   is as it was.
 *
 * Contribution of an order: margin of its goods, less the payment fee on all
 * that is paid, plus the shipping fee, less the cost of shipping; goods added
 * by topping up earn their own margin and are returned at their own rate.
 *
 * That topping up decays with the gap and not with the value is what makes the
 * sweep possible: with k = rho f, moving T by d multiplies every sum of
 * exp(-(T - v) / k) by exp(-d / k), so n orders and m candidates cost O(n + m)
 * after one sort (equal to the direct sum within rounding; the tests compare
 * them). Evidence that orders are padded: 12 to 28 % of those below (Hemmati,
 * Elmaghraby, Kabra and Jain 2021, who also find 8 to 15 % of padded orders
 * returned); incidence reacts strongly to fees (Lewis, Singh and Fay 2006).
 *
 * A gap must be closable with goods the shop sells; an exponential overstates
 * topping up over large gaps. fill.h has the tables for that, on a grid of
 * gaps. Rewards other than free shipping are priced by checkout, not projected
 * here.
 *
 * Values are doubles in major units. Pure; arrays of struct curve_orders are
 * owned by it.
 */
#ifndef ENDCAP_CURVE_H
#define ENDCAP_CURVE_H

#include "base/err.h"
#include "decide/fill.h"

/* Distinct order values, ascending, > 0, with how many orders have each. */
struct curve_orders {
	double *value;
	double *count;
	size_t n;
	double total; /* orders */
	double total_value;
	size_t left_out; /* orders without a value above 0 */
};

/* Sorts and joins n values in minor units of 'digits' decimals. */
bool curve_orders_init(struct curve_orders *od, const int64_t *minor, size_t n,
    int digits, struct err *err);
void curve_orders_release(struct curve_orders *od);

/*
 * A shorter list for simulation: values that no break separates and that lie
 * in the same of 'cells' equal cells up to the last break become their mean;
 * beyond the last break one value is left. breaks: ascending, >= 1 of them.
 * Sums at the breaks stay exact, responses between them to about (cell / k)^2.
 */
bool curve_orders_shorten(const struct curve_orders *od, const double *breaks,
    size_t n_breaks, size_t cells, struct curve_orders *out, struct err *err);

/* How shoppers answer. */
struct curve_response {
	double p0; /* of orders just below T, those that top up: 0..1 */
	double rho; /* reach of topping up, in fees */
	double eta; /* how orders are lost to the fee */
	/* which gaps can be closed, and by how much orders overshoot then:
	 * pi is multiplied by H(gap), omega replaced; borrowed. NULL: every
	 * gap can be, omega is the shop's constant. With it a sweep costs
	 * O(n m) in the worst case. */
	const struct fill *fill;
};

/* What an order earns; all measured or set by the caller. */
struct curve_shop {
	double fee; /* charged below T */
	double ship_cost; /* of sending one order */
	double margin; /* of goods, share of their cart value */
	double topup_margin; /* of goods added by topping up */
	double topup_returns; /* share of those that come back */
	double overshoot; /* omega: topped-up orders end so far above T */
	double payment_fee; /* phi, share of what is paid */
};

/* The rule in force while the orders were made. */
enum curve_rule_kind {
	CURVE_ALL_PAY,
	CURVE_ALL_FREE,
	CURVE_FREE_FROM,
};

struct curve_rule {
	enum curve_rule_kind kind;
	double at; /* CURVE_FREE_FROM, > 0 */
};

/* Share of the threshold below which orders neither top up nor are lost:
 * samples and spare parts come anyway. */
#define CURVE_INERT .25

/* The value below which orders do not respond under this rule; 0: all do. */
double curve_inert_below(const struct curve_rule *rule);

/*
 * Latent orders: how many there would be of each value without a threshold,
 * into w[od->n], undoing what the present rule T0 has done to the histogram.
 * Below T0: count / ((1 - pi) s); in [T0, 1.5 T0) all counts shrink by the
 * one factor that removes the excess sum of w pi; elsewhere the count. All
 * pay: count / s. All free: count.
 */
void curve_latent(const struct curve_orders *od, const struct curve_rule *rule,
    const struct curve_shop *shop, const struct curve_response *re, double *w);

struct curve_point {
	double threshold;
	double orders, revenue, aov, contribution;
	double contribution_per_visitor; /* per latent order */
	double topups, paying, lost; /* orders */
	double fees; /* shipping fees collected */
	double given; /* discounts given; see saving.h */
	double topup_value; /* goods added by topping up */
	double mean_gap; /* of those that top up; 0 without */
	/* contribution = from_fees + from_topups + from_orders */
	double from_fees, from_topups, from_orders;
};

/*
 * The curve at m ascending thresholds > 0. w: latent counts. p0 may hold a
 * top-up share for each threshold (then re->p0 is not used) or be NULL.
 * inert_below as above. No orders: zeros.
 */
void curve_sweep(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, const double *thresholds, const double *p0, size_t m,
    struct curve_point *out);

/* Nobody pays (free) or everybody pays, whatever the value. */
void curve_flat(const struct curve_orders *od, const double *w,
    const struct curve_shop *shop, const struct curve_response *re,
    double inert_below, bool free, struct curve_point *out);

/* Orders by value: bins[i] counts [low + i width, low + (i + 1) width); those
 * outside go to *below and *above (NULL allowed). width > 0. */
void curve_histogram(const struct curve_orders *od, double low, double width,
    size_t n_bins, double *bins, double *below, double *above);

/* Mean value of the orders in [low, high); 0 when there are none. */
double
curve_mean_between(const struct curve_orders *od, double low, double high);

/* The value that a share of the orders does not exceed; 0 without orders. */
double curve_quantile(const struct curve_orders *od, double share);

#endif
