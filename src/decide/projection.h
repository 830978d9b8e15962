/*
 * projection - what a bundle would do to revenue, AOV and contribution.
 *
 * From an exposure (who would be reached) and the inputs (how people answer;
 * every one editable, every one with its basis) come deterministic point
 * values, ranges over simulated draws, both break-even take rates, and a
 * verdict in words.
 *
 *	struct projection_inputs in;
 *	struct projection pr;
 *	projection_inputs_default(&in);
 *	if (!projection_simulate(&ex, &in, seed, 2000, &pr, err))
 *		return false;
 *
 * Model, for each group of partial orders that lack pieces of price p:
 *
 *	c    = (n_ab + m p0) / (n_a + m)     share that attaches them unasked
 *	d    = min(D / p, 0.9)               depth as the shopper sees it
 *	logit c' = logit c + ln k - eps ln(1 - d)
 *	tau  = max(0, (c' - c) / (1 - c))    take rate of those without them
 *	X    = tau * partial orders          takes
 *	dRev = X ((p - D) nu - s p_alt nu) - rho leak nu F
 *	dCon = X ((p - D)(nu - phi) - cost - h - s m_alt) - rho leak (nu-phi) F
 *	break-even take rate: the overall rate at which dRev or dCon is 0 when
 *	all groups' tau grow or shrink together; with one group, its tau
 *
 * nu is the share of a price that remains without tax, F the full orders,
 * leak what one of them newly gets, rho the share of them that use the offer,
 * k visibility, eps elasticity, s switching. One take closes all that is
 * missing. No new orders are assumed. 10 % off 40 + 15 is 37 % off the 15:
 * that is why d and not the percent drives the answer.
 *
 * Uncertainty (each draw): c from Beta(n_ab + m p0, n_a - n_ab + m (1 - p0)),
 * times drift LogNormal(sd .35, mean 1), held in [1e-6, .95]; k, eps and the
 * volume log-normal; orders Poisson about a Gamma(n + 1/2); full orders,
 * groups and takes binomial. Draws are counter-based, so scenarios with the
 * same seed share their luck and the same call gives the same bytes. Ranges are
 * then stretched about their medians by what the shop's own projections missed
 * so far (own_record; track.h). Held
 * against simulated shops of known truth, the 80 % ranges hold it in 85 to 90 %
 * of bundles picked as the best of their shop (test_calibration).
 *
 * Sources of the defaults: price elasticities -2.6 on average over 1,851
 * estimates (Bijmolt, van Heerde and Pieters 2005), which include switching and
 * stockpiling, hence eps 1.5; a third of a promotion's gain comes from other
 * items of the category (van Heerde, Gupta and Wittink 2003), hence s .33
 * there; at least three quarters of clicks on recommendations would have
 * happened anyway (Sharma, Hofman and Watts 2015), hence k only 1.3. No
 * published causal take rate of bundles was found: hence wide and "assumed".
 *
 * Counts are per window, changes per horizon; money is doubles in major units.
 */
#ifndef ENDCAP_PROJECTION_H
#define ENDCAP_PROJECTION_H

#include "base/str.h"
#include "decide/basis.h"
#include "decide/exposure.h"
#include "decide/range.h"

/* id, name, default, least, most, unit, meaning */
/* clang-format off */
#define PROJECTION_INPUTS(X) \
	X(PROJECTION_HORIZON, "horizon_days", 30, 1, 3660, "days", \
	  "changes are given for so many days") \
	X(PROJECTION_NOTICING, "noticing", 1, 0, 1, "share", \
	  "full orders that get the discount; 1: automatic, about .5: with a code") \
	X(PROJECTION_VISIBILITY, "visibility", 1.3, .1, 20, "", \
	  "how many times likelier the missing items become by being shown (odds)") \
	X(PROJECTION_VISIBILITY_SD, "visibility_sd", .25, 0, 2, "", \
	  "spread of visibility, on the log scale") \
	X(PROJECTION_ELASTICITY, "elasticity", 1.5, 0, 10, "", \
	  "how strongly shoppers answer to the discount on the missing items") \
	X(PROJECTION_ELASTICITY_SD, "elasticity_sd", .45, 0, 2, "", \
	  "spread of elasticity, on the log scale") \
	X(PROJECTION_DRIFT_SD, "drift_sd", .35, 0, 2, "", \
	  "how much attach rates move from one period to the next, on the log scale") \
	X(PROJECTION_VOLUME_SD, "volume_sd", .05, 0, 2, "", \
	  "how much the number of orders moves, on the log scale") \
	X(PROJECTION_SWITCHING, "switching", .15, 0, 1, "share", \
	  "takes that replace another item of the shop") \
	X(PROJECTION_SWITCHING_SAME, "switching_same", .33, 0, 1, "share", \
	  "the same where a missing item shares its category with a held one") \
	X(PROJECTION_PAYMENT_FEE, "payment_fee", .029, 0, .5, "share", \
	  "of what the customer pays, kept by the payment service") \
	X(PROJECTION_HANDLING, "handling", 0, 0, 1e9, "money", \
	  "cost of packing one more set") \
	X(PROJECTION_ATTACH_STRENGTH, "attach_strength", 10, 0, 1e6, "orders", \
	  "how many orders' worth of expectation tempers the attach rate") \
	X(PROJECTION_MARGIN, "assumed_margin", .40, -1, 1, "share", \
	  "margin of products whose cost is not known") \
	X(PROJECTION_TAKE_RATE, "take_rate_given", 0, 0, 1, "share", \
	  "take rate as measured or by your own estimate; 0: from the model") \
	X(PROJECTION_TAKE_CV, "take_rate_cv", .75, .01, 3, "", \
	  "spread of that take rate, relative to it") \
	X(PROJECTION_SPREAD, "own_record", 1, 1, 1e6, "", \
	  "how many times as wide as the model's the ranges are, by your own projections so far")
/* clang-format on */

enum projection_input {
#define X(id, name, value, least, most, unit, meaning) id,
	PROJECTION_INPUTS(X)
#undef X
	PROJECTION_INPUT_COUNT
};

struct projection_inputs {
	double value[PROJECTION_INPUT_COUNT];
	enum basis basis[PROJECTION_INPUT_COUNT];
};

enum {
	PROJECTION_DRAWS = 2000,
	PROJECTION_MAX_DRAWS = 100000,
	PROJECTION_MAX_ROWS = PROJECTION_INPUT_COUNT + 8 + 4 * OFFER_MAX_SLOTS
};

/* A number that may not exist: a break-even that no take rate reaches. */
struct projection_maybe {
	bool defined;
	double value;
};

struct projection_values {
	double take_rate; /* over all partial orders that can take */
	double takes;
	double revenue_delta, contribution_delta;
	double aov_after;
	double units_delta; /* change of units per order (UPT) */
};

/* Which of the uncertain inputs the range of contribution comes from; shares
 * sum to 1, or are all 0 when nothing varies. */
struct projection_tornado {
	double attach, response, drift, volume;
};

enum projection_verdict {
	PROJECTION_NOBODY, /* no order holds any of it */
	PROJECTION_NEVER_PAYS, /* each extra sale loses money */
	/* contribution rises in a third of the draws or fewer, and ... */
	PROJECTION_AOV_TRAP, /* ... AOV rises all the same */
	PROJECTION_LOSES, /* ... AOV does not rise */
	PROJECTION_UNSURE, /* between the two */
	PROJECTION_PAYS, /* contribution rises in 4 of 5 draws or more */
	PROJECTION_VERDICT_COUNT
};

struct projection {
	struct projection_values point;
	struct range take_rate, takes, revenue_delta, contribution_delta,
	    aov_after, units_delta;
	double aov_before;
	double p_positive; /* share of draws with contribution above 0 */
	struct projection_maybe breakeven_contribution, breakeven_revenue;
	struct projection_tornado tornado;
	bool margin_assumed; /* a cost was missing */
	enum projection_verdict verdict;
	size_t draws;
};

void projection_inputs_default(struct projection_inputs *in);
/* Sets one input by name; ERR_NOT_FOUND, or ERR_INPUT outside its limits. */
bool projection_input_set(struct projection_inputs *in, const char *name,
    double value, enum basis basis, struct err *err);
/* Every value finite and within its limits? */
bool
projection_inputs_check(const struct projection_inputs *in, struct err *err);
const char *projection_input_name(enum projection_input id);

/* The formulas above at the middle of every input; no draws. */
void projection_point(const struct exposure *ex,
    const struct projection_inputs *in, struct projection_values *out);
/* The two break-even take rates (not defined: takes earn nothing; above 1:
 * no take rate is enough). */
void projection_breakeven(const struct exposure *ex,
    const struct projection_inputs *in, struct projection_maybe *contribution,
    struct projection_maybe *revenue);

/* Everything. 'draws' in [1, PROJECTION_MAX_DRAWS]. */
bool projection_simulate(const struct exposure *ex,
    const struct projection_inputs *in, uint64_t seed, size_t draws,
    struct projection *out, struct err *err);

/* One point of the chart "contribution by discount". */
struct projection_at {
	double percent; /* of the set's price */
	struct range contribution_delta, revenue_delta;
	double p_positive;
};

/*
 * The same draws under other discounts: percents[i] of the set's price into
 * out[i]. Where live offers overlap with the plan, the share of its discount
 * that was new (leak, give) is held as it was counted.
 */
bool projection_by_discount(const struct exposure *ex,
    const struct projection_inputs *in, uint64_t seed, size_t draws,
    const double *percents, size_t n, struct projection_at *out,
    struct err *err);

/*
 * A Beta prior of take rates from its mean m in (0, 1) and coefficient of
 * variation v: s = (1 - m) / (m v^2) - 1, a = m s, b = (1 - m) s. It is "worth
 * a + b orders". False when no Beta has them.
 */
bool projection_take_beta(double mean, double cv, double *a, double *b);

/*
 * The same from what a person says of 100 shoppers: low (one in ten fewer),
 * likely (the middle) and high (one in ten more) as shares, 0 < low < likely <
 * high < 1. Mean and variance by the rule of 30, 40 and 30 % for the 10, 50 and
 * 90 % points (Swanson; Keefer and Bodily 1983). False: not in that order, or
 * wider than any Beta.
 */
bool projection_take_guess(
    double low, double likely, double high, double *mean, double *cv);

/*
 * Several offers reach one order with take rates tau[0..n): the chance that
 * one is taken is 1 - prod(1 - tau), and offer j is it with the share
 * ln(1 - tau_j) / sum ln(1 - tau) (competing hazards). Fills share[j], returns
 * their sum. A tau of 1 or more counts as just under 1.
 */
double projection_compete(const double *tau, size_t n, double *share);

/* Every number that went in, measured ones first, names unique. 'rows' has
 * room for PROJECTION_MAX_ROWS; returns how many. */
size_t projection_rows(const struct exposure *ex,
    const struct projection_inputs *in, struct basis_row *rows);

/* Appends the verdict as a sentence for the shop owner. */
void projection_explain(
    const struct projection *pr, const struct exposure *ex, struct str *out);

#endif
