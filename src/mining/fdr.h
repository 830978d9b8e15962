/*
 * fdr - the false discovery rate of Benjamini and Hochberg over millions of
 * tests.
 *
 * A p-value's q is the least p[j] * tests / rank(p[j]) over all p[j] >= p. To
 * know it for some pairs one has to rank the p-values of all of them, whether
 * they are kept or not; this does it without sorting them all:
 *
 *	struct fdr f = { 0 };
 *	fdr_init(&f, threads, err);
 *	fdr_ask(&f, thread, p, err);	its q is wanted
 *	fdr_add(&f, thread, p, err);	it only counts
 *	fdr_rank(&f, tests, err);
 *	q = fdr_answer(&f, thread)[i];	of the thread's i-th fdr_ask
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
 *		fdr_spare(&f, thread, level);	its q is fdr_spared(&f, level)
 *	else
 *		fdr_ask or fdr_add, with p
 *
 * q is exact for up to FDR_EXACT p-values (24 bytes each at the peak). Beyond
 * that they are only counted, and q is that of the upper end of its bin: never
 * too small, and too large by at most 2^-16 of itself for p >= 2^-12, 2^-12
 * for p >= 2^-64 and 1/16 below. That of spared pairs is that of the upper
 * end of their level, again never too small: 1 unless more pairs are near
 * p = 1/8 than chance allows, and then too large by at most 1/7. The result does not depend on threads or on
 * the order of adding.
 */
#ifndef ENDCAP_MINING_FDR_H
#define ENDCAP_MINING_FDR_H

#include <stdatomic.h>

#include "base/err.h"

enum {
	FDR_EXACT = 1 << 24,
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

struct fdr {
	struct fdr_levels levels;
	unsigned parts;
	struct fdr_part *part; /* one a thread */
	size_t limit; /* FDR_EXACT; may be lowered before the first p-value */
	atomic_size_t kept; /* p-values held by all parts, about */
	struct fdr_bins bins;
	double tests;
	size_t count; /* p-values asked and added */
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
/* Once ranked. */
double fdr_spared(const struct fdr *f, unsigned level);

/* 0 <= p <= 1; 'thread' < threads, each used by one thread at a time. */
bool fdr_ask(struct fdr *f, unsigned thread, double p, struct err *err);
bool fdr_add(struct fdr *f, unsigned thread, double p, struct err *err);
/* 'tests' >= the number of p-values: how many tests there were, those with
 * p = 1 that were not added included. Once, when all have been added. */
bool fdr_rank(struct fdr *f, double tests, struct err *err);
/* What the thread asked, in its order; borrowed until fdr_release. */
const double *fdr_answer(const struct fdr *f, unsigned thread);

#endif
