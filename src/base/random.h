/*
 * random - counter-based draws: no state, any order, same bits everywhere.
 *
 * Every number is a function of (seed, stream, i, j): four rounds of the
 * SplitMix64 mixer (Steele, Lea and Flood 2014), so threads and replays agree
 * without sharing anything, and two scenarios with the same counters share
 * their luck (common random numbers). Distributions that need a varying
 * number of uniforms walk j upwards in blocks of their own, so give each of
 * them an i, or a stream, that nothing else uses.
 */
#ifndef ENDCAP_RANDOM_H
#define ENDCAP_RANDOM_H

#include "base/base.h"

static inline uint64_t
random_mix(uint64_t z)
{
	z += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Uniform in (0, 1): ((h >> 11) + 0.5) * 2^-53. */
double random_unit(uint64_t seed, uint64_t stream, uint64_t i, uint64_t j);
/* Standard normal by Box-Muller from uniforms 2j and 2j + 1. */
double random_normal(uint64_t seed, uint64_t stream, uint64_t i, uint64_t j);
/* Poisson by inversion of u, at most kmax; lambda in [0, 700]. */
int random_poisson(double lambda, double u, int kmax);
/* Gamma(shape, 1) by Marsaglia and Tsang (2000), mean and variance 'shape';
 * Beta(a, b) from two gammas. They use (seed, stream, i, 0..). Shapes > 0. */
double random_gamma(uint64_t seed, uint64_t stream, uint64_t i, double shape);
double
random_beta(uint64_t seed, uint64_t stream, uint64_t i, double a, double b);
/* Binomial(n, p): inversion while n * min(p, 1 - p) < 30, else the normal
 * approximation with continuity, clipped to [0, n]; one uniform u, never
 * falling in u. p is taken into [0, 1], an n below 1 gives 0. */
int64_t random_binomial(int64_t n, double p, double u);
/* Quantile of the standard normal (Wichura 1988, AS 241, about 16 digits), u
 * in (0, 1). */
double random_normal_quantile(double u);

#endif
