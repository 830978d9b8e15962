/*
 * signif - tests of association, correction for many tests, intervals.
 *
 * Small pure functions on counts. The test endcap trusts is the Poisson tail
 * around the size-adjusted expectation (pair.h); the two by two measures here
 * (Fisher, G2, cosine, Jaccard) answer a different question, all baskets being
 * exchangeable, and are offered for comparison and for the tests.
 */
#ifndef ENDCAP_MINING_SIGNIF_H
#define ENDCAP_MINING_SIGNIF_H

#include "base/err.h"

struct signif_interval {
	double low, high;
};

/* The four numbers of a two by two table of baskets; both <= a, b <= total. */
struct signif_table {
	uint64_t both, a, b, total;
};

/* Standard normal quantiles of one-sided 95 % and 90 %. */
#define SIGNIF_Z95 1.644854
#define SIGNIF_Z90 1.2816

/* P(n or more joint orders) when 'expected' are due to chance. */
double signif_poisson(uint32_t n, double expected);

/* Fisher's exact test, one-sided: P(both or more) with the margins fixed. */
double signif_fisher(const struct signif_table *t);
/* Dunning's log-likelihood ratio (1993), negative when the two avoid each
 * other. */
double signif_g2(const struct signif_table *t);
/* both / sqrt(a b) and both / (a + b - both); 0 for empty margins. */
double signif_cosine(const struct signif_table *t);
double signif_jaccard(const struct signif_table *t);

/* Wilson's score interval (1927) of k out of n with normal quantile z; the
 * whole of [0, 1] for n = 0. */
struct signif_interval signif_wilson(uint64_t k, uint64_t n, double z);
/* 90 % interval of a Gamma(shape, rate) by Wilson and Hilferty. */
struct signif_interval signif_gamma90(double shape, double rate);
/* 90 % interval of a Beta(a, b), exact. */
struct signif_interval signif_beta90(double a, double b);

/*
 * Benjamini and Hochberg (1995): q[i] = min over p[j] >= p[i] of
 * p[j] * tests / rank(p[j]), at most 1. 'tests' >= n counts the tests whose p
 * is 1 and not listed. For hundreds; fdr.h does the same for millions.
 */
bool
signif_bh(const double *p, size_t n, double tests, double *q, struct err *err);

#endif
