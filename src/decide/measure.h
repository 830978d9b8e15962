/*
 * measure - what an offer did, judged from what was sold.
 *
 * Two kinds of evidence, by what there is:
 *
 *	hold-out	some customers did not get the offer. Of n1 orders with
 *			the anchor and the offer y1 hold all of it, of n0
 *			without the offer y0: the take rate tau and the organic
 *			share c follow from both by Bayes,
 *
 *	    L(tau, c) = Bin(y1 | n1, c + (1 - c) tau) Bin(y0 | n0, c)
 *
 *			on a grid of midpoints. Without a hold-out (n0 = 0) c is
 *			known only from its prior, and tau stays wide; the naive
 *			y1 / n1 counts every shopper who would have bought both
 *			anyway as a success.
 *	before/after	orders with the product against those of products like
 *			it that the offer does not touch (difference in
 *			differences of logarithms),
 *
 *	    effect = ln(T_post / T_pre) - ln(C_post / C_pre)
 *
 *			with the same on earlier windows, where nothing
 *			happened, as placebos: the effect is measured only if it
 *			is larger than twice their spread.
 *	the whole shop	what moves every order (a threshold) has no products to
 *			compare with: the difference of a mean, after less
 *			before, against the same on earlier windows. Where
 *			nothing happened it should be 0, so their spread is
 *			taken about 0: a shop that grows all the time has not
 *			been changed by an offer.
 *
 * Pure; arrays are borrowed.
 */
#ifndef ENDCAP_MEASURE_H
#define ENDCAP_MEASURE_H

#include "base/err.h"

enum {
	MEASURE_GRID = 400,
	MEASURE_PLACEBOS = 4,
	MEASURE_LEAST_WEEKS = 4 /* on each side */
};

/* What is believed before: Beta(a, b). */
struct measure_beta {
	double a, b;
};

struct measure_counts {
	double n1, y1; /* with the offer: orders with the anchor, of them all */
	double n0, y0; /* hold-out; 0: none */
};

struct measure_posterior {
	double take, organic; /* means */
	double take_low, take_high; /* 80 % */
	struct measure_beta as_beta; /* take rate, moments matched */
};

/* ERR_INPUT for counts that cannot be (y above n, below 0). */
bool measure_take(const struct measure_counts *counts, struct measure_beta take,
    struct measure_beta organic, struct measure_posterior *out,
    struct err *err);

/* What naive counting would say of y1 of n1: the mean of Beta(a + y1, ...). */
double
measure_naive(const struct measure_counts *counts, struct measure_beta take);

/* ln(T_post / T_pre) - ln(C_post / C_pre); half an order is added to each, so
 * that none is 0. */
double measure_did(double t_pre, double t_post, double c_pre, double c_post);

/* (T_post - T_pre) - (C_post - C_pre): the same of means, in their own unit;
 * without controls those are 0. */
double measure_did_difference(
    double t_pre, double t_post, double c_pre, double c_post);

/* Pearson correlation of two weekly series; 0 when one does not vary. */
double measure_correlation(const double *a, const double *b, size_t n);

struct measure_effect {
	double effect; /* ln ratio */
	double placebo_sd; /* of the effects where nothing happened */
	size_t placebos;
	bool measured; /* |effect| > 2 placebo_sd, with placebos */
};

/*
 * From weekly orders of the product and of its controls, oldest first, in which
 * the offer begins with week 'launch': the effect over 'weeks' weeks on each
 * side, and up to MEASURE_PLACEBOS placebos before it, each window ending where
 * the next begins. False: fewer than MEASURE_LEAST_WEEKS weeks on a side.
 */
bool measure_launch(const double *product, const double *controls, size_t n,
    size_t launch, size_t weeks, struct measure_effect *out);

struct measure_shift {
	bool defined; /* both windows have something to divide by */
	double before, after, change; /* change: after - before */
	double placebo_sd; /* of changes where nothing happened, about 0 */
	size_t placebos;
	bool measured; /* |change| > 2 placebo_sd, with two placebos or more */
};

/*
 * A mean over all orders, before and after: sum of 'value' / sum of 'of' in
 * each window, or per week where 'of' is NULL. Weeks as of measure_launch, with
 * the same windows; false as there.
 */
bool measure_shift(const double *value, const double *of, size_t n,
    size_t launch, size_t weeks, struct measure_shift *out);

#endif
