/*
 * threshold - from which order value should shipping be free?
 *
 * Finds the rule a shop has from the charges it recorded, projects what other
 * values would do to orders, AOV and contribution, with ranges, and says
 * whether one of them is worth naming.
 *
 *	threshold_inputs_default(&in);
 *	threshold_measure(sales, &in);
 *	threshold_project(&od, &rule, &in, at, m, &how, points, err)
 *	threshold_advise(points, m, &rule, confirmed, &advice);
 *
 * The response to a threshold is assumed, not measured: unless the shop's own
 * bunching has been fitted, the draws come from a prior. Of orders just below,
 * a share p0 tops up: none with probability .15, else Beta(2, 4); the reach
 * rho is log-normal (2, sd .6) in fees; the loss to fees eta (.8, sd 1.2),
 * which order values cannot identify at all. Above the present threshold p0 is
 * multiplied by a caution factor (.85, sd .25): a raise from 80 to 100 cut
 * spending by 19 % in one field study (Zhou and others 2026), which no static
 * model contains. A gap must be closable with goods on sale: give the tables of
 * fill.h (then 'overshoot' is not used); without them the ranges above the
 * present threshold are widened by half.
 * Setting it slightly above the mean basket pays only under restrictive
 * conditions (Cachon, Gallino and Xu 2018). Orders are resampled (Poisson
 * counts), so a thin shop gets wide ranges. Over 300 simulated shops with
 * responses from the prior and tables of fillers, the 80 % (95 %) ranges held
 * the truth in 75 % (90 %) for AOV and 80 % (93 %) for contribution; see
 * test_calibration.
 *
 * Money is doubles in major units. Shapes and formulas of a single curve:
 * curve.h; of spend-and-save tiers: saving.h. Those are tried against the
 * orders as they are, beside the tiers that are live already.
 */
#ifndef ENDCAP_THRESHOLD_H
#define ENDCAP_THRESHOLD_H

#include "base/sales.h"
#include "base/str.h"
#include "decide/basis.h"
#include "decide/bunch_fit.h"
#include "decide/curve.h"
#include "decide/range.h"
#include "decide/saving.h"

/* id, name, default, least, most, unit, meaning */
/* clang-format off */
#define THRESHOLD_INPUTS(X) \
	X(THRESHOLD_FEE, "fee", 4.95, 0, 1e6, "money", \
	  "shipping charged below the threshold") \
	X(THRESHOLD_SHIP_COST, "ship_cost", 5, 0, 1e6, "money", \
	  "what sending an order costs the shop") \
	X(THRESHOLD_MARGIN, "margin", .40, -1, 1, "share", \
	  "margin of goods, of their value in the cart") \
	X(THRESHOLD_TOPUP_MARGIN, "topup_margin", .40, -1, 1, "share", \
	  "margin of goods added to reach the threshold") \
	X(THRESHOLD_TOPUP_RETURNS, "topup_returns", .10, 0, 1, "share", \
	  "goods added to reach the threshold that come back") \
	X(THRESHOLD_OVERSHOOT, "overshoot", 3, 0, 1e6, "money", \
	  "how far above the threshold topped-up orders end") \
	X(THRESHOLD_OVERSHOOT_SD, "overshoot_sd", .4, 0, 2, "", \
	  "its spread, on the log scale") \
	X(THRESHOLD_PAYMENT_FEE, "payment_fee", .029, 0, .5, "share", \
	  "of what the customer pays, kept by the payment service") \
	X(THRESHOLD_TOPUP_RATE, "topup_rate", -1, -1, 1, "share", \
	  "orders just below that top up; below 0: drawn from the prior") \
	X(THRESHOLD_TOPUP_NONE, "topup_none", .15, 0, 1, "share", \
	  "how likely it is that nobody tops up") \
	X(THRESHOLD_TOPUP_A, "topup_a", 2, .1, 1e4, "", \
	  "Beta prior of the share that tops up, first parameter") \
	X(THRESHOLD_TOPUP_B, "topup_b", 4, .1, 1e4, "", \
	  "Beta prior of the share that tops up, second parameter") \
	X(THRESHOLD_REACH, "reach", 2, .01, 50, "", \
	  "gap, in fees, at which topping up falls to a third") \
	X(THRESHOLD_REACH_SD, "reach_sd", .6, 0, 3, "", \
	  "its spread, on the log scale") \
	X(THRESHOLD_LOSS, "loss", .8, 0, 50, "", \
	  "orders lost to the fee: 1 - exp(-loss * fee / value)") \
	X(THRESHOLD_LOSS_SD, "loss_sd", 1.2, 0, 3, "", \
	  "its spread, on the log scale") \
	X(THRESHOLD_CAUTION, "caution", .85, 0, 2, "", \
	  "topping up above the present threshold, relative to below") \
	X(THRESHOLD_CAUTION_SD, "caution_sd", .25, 0, 2, "", \
	  "its spread, on the log scale") \
	X(THRESHOLD_SPREAD, "own_record", 1, 1, 1e6, "", \
	  "how many times as wide as the model's the ranges are, by your own projections so far")
/* clang-format on */

enum threshold_input {
#define X(id, name, value, least, most, unit, meaning) id,
	THRESHOLD_INPUTS(X)
#undef X
	THRESHOLD_INPUT_COUNT
};

struct threshold_inputs {
	double value[THRESHOLD_INPUT_COUNT];
	enum basis basis[THRESHOLD_INPUT_COUNT];
};

enum {
	THRESHOLD_DRAWS = 200,
	THRESHOLD_MAX_DRAWS = 10000,
	THRESHOLD_MAX_POINTS = 4000,
	THRESHOLD_MAX_ROWS = THRESHOLD_INPUT_COUNT
};

void threshold_inputs_default(struct threshold_inputs *in);
/* Sets one input by name; ERR_NOT_FOUND, or ERR_INPUT outside its limits. */
bool threshold_input_set(struct threshold_inputs *in, const char *name,
    double value, enum basis basis, struct err *err);
bool threshold_inputs_check(const struct threshold_inputs *in, struct err *err);
size_t
threshold_rows(const struct threshold_inputs *in, struct basis_row *rows);

/*
 * What the orders tell: the fee (the charge most often paid), shipping cost
 * (mean of the known), margin (of lines with a known cost, net of tax, for
 * top-ups too) and overshoot (.35 of the median price paid for a piece). Each
 * becomes measured (overshoot: estimated); what the orders do not tell stays.
 */
bool threshold_measure(
    const struct sales *s, struct threshold_inputs *in, struct err *err);

/* The prior of the inputs, for a fit. */
struct bunch_prior threshold_prior(const struct threshold_inputs *in);

/* The middle of every input; p0 is the prior's mean. */
void threshold_middle(const struct threshold_inputs *in,
    struct curve_shop *shop, struct curve_response *re);

/* One point of the projected curve; ranges over the draws. */
struct threshold_point {
	double threshold;
	struct range orders, aov, contribution, contribution_per_visitor;
	struct range topups, paying, lost, given;
	/* against the present rule under the same draw */
	struct range aov_change, contribution_change, orders_change;
	double p_better; /* share of draws with more contribution than now */
	/* means over the draws; they sum to the mean contribution change */
	double gain_from_fees, gain_from_topups, gain_from_orders;
};

struct threshold_how {
	uint64_t seed;
	size_t draws; /* 1 .. THRESHOLD_MAX_DRAWS */
	double scale; /* counts and sums are times this: horizon / window */
	/* which gaps the catalogue can close, borrowed; NULL: all, and ranges
	 * above the present threshold are widened by half for it */
	const struct fill *fill;
	/* BUNCH_GRID responses fitted to the shop's own orders, borrowed: drawn
	 * from instead of the prior. NULL: the prior, or topup_rate. */
	const struct bunch_response *posterior;
	/* What reaching a threshold saves ('at' is not used), borrowed; NULL:
	 * free shipping. Beside it the tiers that are live. */
	const struct saving_tier *reward;
	struct saving live;
};

/*
 * The curve with ranges at m ascending thresholds > 0 (m up to
 * THRESHOLD_MAX_POINTS) for a shop that has 'rule' now, into points[m]. False:
 * inputs out of limits, too many points or draws, memory.
 */
bool threshold_project(const struct curve_orders *od,
    const struct curve_rule *rule, const struct threshold_inputs *in,
    const double *thresholds, size_t m, const struct threshold_how *how,
    struct threshold_point *points, struct err *err);

/*
 * Round values in [low, high], at most 'most' of them, ascending, multiples of
 * the smallest 1, 2 or 5 times a power of ten that is few enough (never below
 * one minor unit of 'digits' decimals). Returns how many.
 */
size_t threshold_candidates(
    double low, double high, int digits, size_t most, double *out);

/*
 * The share of newly charged orders whose loss eats the fee of those that
 * stay: l* = f (1 - phi) / ((m - phi) v - ship + f (1 - phi)), v the mean value
 * of the orders between the old and the new threshold. Not defined (false)
 * when losing such an order loses nothing.
 */
bool threshold_breakeven_loss(
    const struct curve_shop *shop, double mean_value, double *loss);

enum threshold_verdict {
	THRESHOLD_NONE, /* no orders or no candidates */
	THRESHOLD_UNCLEAR, /* no clear improvement */
	THRESHOLD_AT_END, /* the best is the last candidate: look further */
	THRESHOLD_FEE_RISE, /* a shipping price rise, not a top-up effect */
	THRESHOLD_UNCONFIRMED, /* better, if the assumed response holds */
	THRESHOLD_BETTER, /* may be named */
	THRESHOLD_VERDICT_COUNT
};

struct threshold_advice {
	enum threshold_verdict verdict;
	size_t best; /* point with the largest median contribution change */
};

/*
 * A value is named only if it is inside the list, the 80 % range of its gain
 * excludes 0 with at most 1 draw in 5 worse, fee income is at most half of the
 * gain, and p0 and eta were measured or confirmed by the merchant.
 */
void threshold_advise(const struct threshold_point *points, size_t m,
    bool confirmed, struct threshold_advice *out);
/* Appends it as a sentence; 'digits' of the currency. */
void threshold_explain(const struct threshold_advice *advice,
    const struct threshold_point *points, int digits, struct str *out);

#endif
