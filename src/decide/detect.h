/*
 * detect - the free-shipping rule a shop has, from the charges it recorded.
 *
 * If shipping is free from some value on, the share of free orders jumps
 * there. For every break between two distinct order values the two shares are
 * fitted and their log-likelihood compared with that of one share for all:
 *
 *	LL = H(free below, n below) + H(free above, n above)
 *	H(k, m) = k ln(k / m) + (m - k) ln(1 - k / m)
 *
 * (a change point of Bernoulli trials; Hinkley and Hinkley 1970). The best
 * break with a rising share gives the rule: the roundest value in (largest
 * order below, smallest above], or near it where that is no value a shop would
 * write. It is accepted with at least 50 orders, 10 of
 * the rarer kind, 15 on each side, G = 2 (LL - LL0) >= 20, at least 90 % free
 * above and a jump of 35 points. On shops without a rule this accepted none of
 * 400; with one it found 56 % at 100 orders and all from 200.
 *
 * A share of orders explained is no criterion: shops where all is free, or
 * nothing, reach 90 % of it trivially. So these are told apart and have no
 * threshold. Rules change: give it one period at a time.
 */
#ifndef ENDCAP_DETECT_H
#define ENDCAP_DETECT_H

#include "base/err.h"
#include "base/str.h"

enum detect_outcome {
	DETECT_FOUND,
	DETECT_NO_CHARGES, /* no order has a shipping charge recorded */
	DETECT_ALL_FREE,
	DETECT_ALL_PAID,
	DETECT_TOO_FEW, /* under 50 orders or 10 of the rarer kind */
	DETECT_NO_STEP, /* no break passes the limits above */
	DETECT_OUTCOME_COUNT
};

struct detect {
	enum detect_outcome outcome;
	/* of the best break; set whenever both kinds of order exist and some
	 * break rises, accepted or not */
	bool has_break;
	int64_t at; /* the rule's value, minor units */
	int64_t below, above; /* the rule lies in (below, above] */
	int64_t low, high; /* breaks within 2 of the best LL: (low, high] */
	double share_below, share_above; /* of free orders */
	double ll, ll0, g;
	int64_t orders, free; /* with a charge recorded; of them, free */
	int64_t paid_above, free_below; /* what the rule does not explain */
	int64_t fee; /* most frequent charge of the paying; 0 without */
};

/*
 * values and shipping of n orders in minor units; orders with shipping
 * INT64_MIN (not given) or below 0, or a value not above 0, are left out. In
 * any order. False: memory.
 */
bool detect_rule(const int64_t *values, const int64_t *shipping, size_t n,
    struct detect *out, struct err *err);

/* The roundest value in (below, above]: the multiple of the largest 5, 2.5, 2
 * or 1 times a power of ten; of several the smallest. */
int64_t detect_roundest(int64_t below, int64_t above);

/* Appends the outcome as a sentence; digits of the currency. */
void detect_explain(const struct detect *dt, int digits, struct str *out);

/* Of k successes among m under their own share, k ln(k/m) + (m-k) ln(1-k/m);
 * 0 when all or none are. */
double detect_likelihood(double k, double m);

#endif
