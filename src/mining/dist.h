/*
 * dist - the distribution functions the statistics of pairs rest on.
 *
 * Poisson and gamma tails, gamma and beta quantiles, binomial and
 * hypergeometric probabilities. Everything is a pure function of its
 * arguments: no state, no tables filled at run time, callable from any thread.
 *
 *	p = dist_poisson_tail(20, 8.0);		2.529394e-4
 *
 * Accuracy: relative 1e-12 or better for the Poisson and gamma tails, also far
 * out where the probability is 1e-300; past that dist_poisson_log_tail still
 * answers. Quantiles are found to a relative 1e-12 of their argument.
 *
 * Method: probabilities by Loader's saddle-point expansion ("Fast and accurate
 * computation of binomial probabilities", 2000), which never subtracts large
 * logarithms; tails by the power series below the mean and Lentz's continued
 * fraction above it (Press et al., Numerical Recipes, 6.2 and 6.4).
 */
#ifndef ENDCAP_MINING_DIST_H
#define ENDCAP_MINING_DIST_H

#include "base/base.h"

/* P(X = n) and P(X >= n) for X ~ Poisson(mean). A mean of 0 or less: X = 0. */
double dist_poisson(double n, double mean);
double dist_poisson_tail(uint32_t n, double mean);
/* Natural logarithm of the tail; -INFINITY when the tail is impossible. */
double dist_poisson_log_tail(uint32_t n, double mean);

/* P(G <= x) and P(G > x) for G ~ Gamma(shape, rate 1); shape > 0. */
double dist_gamma_lower(double shape, double x);
double dist_gamma_upper(double shape, double x);
/* The x with P(G <= x) = p for G ~ Gamma(shape, rate); p in (0, 1). */
double dist_gamma_quantile(double p, double shape, double rate);
/*
 * The same by the cube-root transformation of Wilson and Hilferty (1931), with
 * z the normal quantile of p: shape/rate (1 - 1/(9 shape) + z/(3 sqrt shape))^3.
 * Within 2e-4 of the exact value at shape 24; far cheaper.
 */
double dist_gamma_quick_quantile(double z, double shape, double rate);

/* P(B <= x) for B ~ Beta(a, b), and its inverse; a, b > 0, p in (0, 1). */
double dist_beta_lower(double x, double a, double b);
double dist_beta_quantile(double p, double a, double b);

/* P(X = x) for X ~ Binomial(n, p). */
double dist_binomial(double x, double n, double p);
/*
 * P(X >= x), X the number of marked ones among 'drawn' taken without
 * replacement from 'total' of which 'marked' are marked: Fisher's one-sided
 * exact test of a two by two table.
 */
double dist_hypergeometric_tail(
    uint64_t x, uint64_t total, uint64_t marked, uint64_t drawn);

#endif
