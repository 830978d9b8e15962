/*
 * loglinear - counts whose logarithm is linear: Poisson regression.
 *
 *	y_i ~ Poisson(mu_i)	ln mu_i = offset_i + sum over j of x_ij b_j
 *
 * Fitted by iteratively reweighted least squares (McCullagh and Nelder 1989,
 * section 2.5) with a ridge of 1e-6, so that a coefficient without data stays
 * finite. Counts may be weighted, hence no whole numbers; the dispersion then
 * says how much wider than Poisson they scatter. Pure; nothing is kept.
 */
#ifndef ENDCAP_LOGLINEAR_H
#define ENDCAP_LOGLINEAR_H

#include "base/base.h"

enum {
	LOGLINEAR_MOST = 6 /* coefficients */
};

struct loglinear {
	size_t terms; /* 1..LOGLINEAR_MOST */
	double b[LOGLINEAR_MOST];
	double variance[LOGLINEAR_MOST]; /* of b, at dispersion 1 */
	double loglik; /* sum of y ln mu - mu */
	double pearson; /* sum of (y - mu)^2 / mu */
};

/* Weights, products and the start of a fit of n rows. */
struct loglinear_data {
	const double *x; /* [n * terms], row after row */
	const double *y; /* [n], >= 0 */
	const double *offset; /* [n]; NULL: zeros */
	size_t n, terms;
};

/*
 * Fits; fit->b is where it begins when 'warm', else the mean. False when it
 * does not settle (b then holds the last step).
 */
bool loglinear_fit(
    const struct loglinear_data *data, bool warm, struct loglinear *fit);
/* The mean of a row with these terms. */
double
loglinear_mean(const struct loglinear *fit, const double *row, double offset);

#endif
