/*
 * fdr - the false discovery rate of Benjamini and Hochberg over millions of
 * tests.
 *
 * A p-value's q is the least p[j] * tests / rank(p[j]) over all p[j] >= p. It
 * rises with p in steps, so what is made of all p-values is a curve, in which
 * the q of any of them is looked up:
 *
 *	struct fdr f = { 0 };
 *	fdr_init(&f, threads, err);
 *	fdr_add(&f, thread, p, err);		each p-value
 *	fdr_rank(&f, tests, &curve, err);
 *	q = fdr_look_up(&curve, p);
 *
 * p-values are counted in bins by their leading bits. The counts alone bound
 * every q from below; where that bound is 1, q is 1 and nothing more is done.
 * The rest are put into their bins and ordered there.
 *
 * In a large catalogue most pairs need no p-value at all: fdr_screen compares
 * what was expected with a table, and those it sorts out are only counted:
 *
 *	fdr_screen_init(&f, tests, most, err);	before the first p-value
 *	level = fdr_screen(&f, n, expected, &p);
 *	if (level >= 0)
 *		fdr_spare(&f, thread, level);
 *	else
 *		fdr_add(&f, thread, p, err);
 *
 * A curve has a step for each p-value below FDR_CURVE_EXACT of them. With more
 * it has some thousand: q is rounded up by at most 2^-9 of itself from 2^-10
 * on, 2^-6 from 2^-40 on, 1/8 below and to 2^-126 at least, but never across one of the limits
 * that decisions are made at (.01, .05, .1). p-values beyond FDR_EXACT (16
 * bytes each at the peak) are only counted, and q is that of the upper end of
 * their bin: never too small, and too large by at most 2^-16 of itself for p
 * >= 2^-12, 2^-12 for p >= 2^-64 and 1/16 below. That of spared pairs is that
 * of the upper end of their level, again never too small: 1 unless more pairs
 * are near p = 1/8 than chance allows, and then too large by at most 1/7. The
 * result does not depend on threads or on the order of adding.
 */
#ifndef ENDCAP_MINING_FDR_H
#define ENDCAP_MINING_FDR_H

#include <stdatomic.h>

#include "base/err.h"

enum {
	FDR_EXACT = 1 << 24,
	FDR_CURVE_EXACT = 1 << 12,
	/* Catalogues with fewer tests than this are never screened. */
	FDR_SCREEN_TESTS = 1 << 20,
	FDR_LEVELS = 16, /* a power of two */
	/* Counts up to here are screened. */
	FDR_SCREEN_COUNT = 48,
};

struct fdr_part;

/* How the numbers from 0 to 1 are cut into bins, see fdr.c. */
struct fdr_bins {
	unsigned fine, middle; /* bits of the fraction that tell bins apart */
	size_t middle_from, fine_from; /* first bin of the zone */
	size_t count;
};

/* Most p-values of a large shop are far from any discovery. From edge[0] on
 * they are only counted by level, and level i holds those from edge[i] to
 * edge[i + 1]; mean[n][i] is the mean from which P(Poisson >= n) >= edge[i]. */
struct fdr_spared {
	uint64_t n[FDR_LEVELS];
	char apart[64]; /* no two threads write to one cache line */
};
struct fdr_levels {
	bool on;
	double edge[FDR_LEVELS + 1];
	double (*mean)[FDR_LEVELS]; /* FDR_SCREEN_COUNT + 1, owned */
	struct fdr_spared *spared; /* by thread, owned */
	double q[FDR_LEVELS]; /* once ranked */
};

/* q is q[i] for p-values above p[i - 1], up to p[i]; 1 beyond the last. Both
 * ascend; q is below 1. */
struct fdr_curve {
	size_t n;
	double *p; /* owned, as below */
	float *q;
};

struct fdr {
	struct fdr_levels levels;
	unsigned parts;
	struct fdr_part *part; /* one a thread */
	size_t limit; /* FDR_EXACT; may be lowered before the first p-value */
	atomic_size_t kept; /* p-values held by all parts, about */
	struct fdr_bins bins;
	double tests;
	size_t count; /* p-values added */
	bool exact;
	size_t top; /* bins from here on have q = 1 */
	size_t *start; /* per bin: p-values in lower bins */
};

bool fdr_init(struct fdr *f, unsigned threads, struct err *err);
void fdr_release(struct fdr *f);

/*
 * Whether there is much to spare: with FDR_SCREEN_TESTS tests or more. 'most'
 * p-values will come at most; any p of most / tests or more has q = 1. Else
 * sparing begins at 1/8.
 */
bool fdr_screen_init(struct fdr *f, double tests, double most, struct err *err);

/* Returns -1 and P(Poisson(mean) >= n) in *p; or its level, for fdr_spare.
 * fdr_screen calls fdr_compute where its table does not decide. */
int fdr_compute(const struct fdr *f, uint32_t n, double mean, double *p);

static inline int
fdr_screen(const struct fdr *f, uint32_t n, double mean, double *p)
{
	int level = 0;

	if (!f->levels.on || n > FDR_SCREEN_COUNT ||
	    mean < f->levels.mean[n][0])
		return fdr_compute(f, n, mean, p);
	/* Bisection without a jump, none of which would be foreseen. */
	for (int step = FDR_LEVELS / 2; step > 0; step /= 2)
		level += mean >= f->levels.mean[n][level + step] ? step : 0;
	return level;
}

static inline void
fdr_spare(struct fdr *f, unsigned thread, unsigned level)
{
	f->levels.spared[thread].n[level]++;
}
/* 0 <= p <= 1; 'thread' < threads, each used by one thread at a time. */
bool fdr_add(struct fdr *f, unsigned thread, double p, struct err *err);
/* 'tests' >= the number of p-values: how many tests there were, those with
 * p = 1 that were not added included. Once, when all have been added; the
 * curve must be zeroed. */
bool
fdr_rank(struct fdr *f, double tests, struct fdr_curve *curve, struct err *err);

/* p must be one of those that were added or spared. */
double fdr_look_up(const struct fdr_curve *curve, double p);
void fdr_curve_release(struct fdr_curve *curve);

#endif
