/*
 * track - how well a shop's own projections were borne out.
 *
 * Of each projection that was measured: the middle and the 80 % range that were
 * promised, what came of it, and how far that is moved by chance alone
 * ('noise', a standard deviation; 0: not known). With sd the range's width as
 * one of a normal distribution, high80 - low80 = 2 * 1.2816 sd,
 *
 *	z = (realised - median) / sqrt(sd^2 + noise^2)
 *
 * The 80 % range that what came of it is held against is wider by the noise too:
 * median - sqrt((median - low80)^2 + (1.2816 noise)^2), and up likewise. If the
 * ranges are honest, z has a mean square of 1. A later projection's
 * standard deviation is multiplied by max(1, root mean square of z): a shop
 * whose projections missed by more than they said gets wider ranges, and none
 * gets narrower ones from luck.
 *
 * Pure.
 */
#ifndef ENDCAP_TRACK_H
#define ENDCAP_TRACK_H

#include "base/str.h"
#include "decide/range.h"

/* Projections measured, those of them inside the 80 % range, and the root mean
 * square of z over those that promised a range at all (0: none did). */
struct track {
	size_t n, inside;
	size_t scored;
	double rms;
};

/* One more; a track begins with zeros. Only median, low80 and high80 of
 * 'promised' are read. */
void track_add(struct track *t, const struct range *promised, double realised,
    double noise);
bool
track_is_inside(const struct range *promised, double realised, double noise);

/* max(1, rms): what multiplies the spread of later projections. */
double track_spread(const struct track *t);

/* "your last 12 projections of bundles: 10 inside the 80 % range", and, where
 * they missed by more than they said, what follows from it. Nothing where n is
 * 0; 'of' may be NULL. */
void track_add_words(const struct track *t, const char *of, struct str *out);

#endif
