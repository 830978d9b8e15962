/*
 * projection_joint - several bundles at once, replayed order by order.
 *
 * Two bundles that share a product compete for the same shoppers and for the
 * same pieces of a cart; adding up their single projections counts both. Here
 * every order of the window is replayed with all of them together:
 *
 *	for each draw: attach shares c, drift, visibility, elasticity, volume
 *	  for each order that any bundle concerns, as often as it comes up in
 *	  the horizon (Poisson):
 *	    the hazards of the bundles it has a part of combine
 *	      P(any) = 1 - prod (1 - tau_j), bundle j with the share
 *	      ln(1 - tau_j) / sum ln(1 - tau_i): at most one new take an order
 *	    the checkout prices what it then holds, under the live offers and
 *	      under those and the plans; the difference is what changes
 *
 * An order that holds a whole bundle counts c / c^ times, one that holds a part
 * (1 - c) / (1 - c^) times, c^ being the middle of c, so that the orders of the
 * window follow the drawn attach share. What the replay of an order gives does
 * not depend on the draw, so each order is priced once for every choice it has.
 *
 * The effect of one bundle beside others is joint_simulate with the others
 * among the live ones. Deterministic: counter-based draws by (draw, order), so
 * plans tried with the same seed share their luck.
 */
#ifndef ENDCAP_PROJECTION_JOINT_H
#define ENDCAP_PROJECTION_JOINT_H

#include "decide/projection.h"

enum {
	JOINT_MAX_PLANS = 64,
	JOINT_DRAWS = 200
};

/* A take rate that is known of one plan; a mean of 0: it is not. */
struct joint_rate {
	double mean, cv;
};

struct joint_request {
	const struct sales *sales;
	const struct offer *live; /* in force before and after */
	size_t n_live;
	const struct offer *plans; /* bundles that passed offer_check */
	size_t n_plans; /* 1..JOINT_MAX_PLANS */
	/* One a plan, borrowed; NULL: as the inputs say for all of them. */
	const struct joint_rate *rates;
	int window_days;
	const struct projection_inputs *in;
};

struct joint_part {
	int64_t full_orders, partial_orders; /* of the window */
	struct range takes; /* per horizon */
};

/* Money in major units, per horizon. */
struct joint {
	double aov_before;
	struct range takes, revenue_delta, contribution_delta, aov_after;
	double p_positive; /* share of draws with more contribution */
	int64_t orders; /* of the window that any plan concerns */
	size_t draws, n_parts;
	struct joint_part parts[JOINT_MAX_PLANS];
};

bool joint_simulate(const struct joint_request *rq, uint64_t seed, size_t draws,
    struct joint *out, struct err *err);

/* What an order does in a draw, for the slow twin of the tests: how often it
 * comes up given the expected number, and a uniform for its k-th choice. */
int
joint_occurrences(uint64_t seed, size_t draw, size_t order, double expected);
double joint_luck(uint64_t seed, size_t draw, size_t order, int k);

#endif
