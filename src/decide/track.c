/*
 * The squares are summed as they come, so that no list has to be kept.
 */
#include "decide/track.h"

#include <math.h>

#define Z80 1.2815515655446004

bool
track_is_inside(const struct range *promised, double realised, double noise)
{
	double miss = realised - promised->median;
	double side = miss < 0 ? promised->median - promised->low80
			       : promised->high80 - promised->median;

	return miss * miss <= side * side + Z80 * noise * Z80 * noise;
}

void
track_add(struct track *t, const struct range *promised, double realised,
    double noise)
{
	double sd = (promised->high80 - promised->low80) / (2 * Z80);
	double miss = realised - promised->median;
	double square = miss * miss / (sd * sd + noise * noise);

	t->n++;
	t->inside += track_is_inside(promised, realised, noise);
	if (!(sd > 0) || !isfinite(square))
		return;
	t->rms = sqrt((t->rms * t->rms * (double)t->scored + square) /
	    (double)(t->scored + 1));
	t->scored++;
}

double
track_spread(const struct track *t)
{
	return t->rms > 1 ? t->rms : 1;
}

void
track_add_words(const struct track *t, const char *of, struct str *out)
{
	if (t->n == 0)
		return;
	str_addf(out, "your last %zu projection%s%s%s: ", t->n,
	    t->n == 1 ? "" : "s", of != NULL ? " of " : "",
	    of != NULL ? of : "");
	str_addf(out, "%zu inside the 80 %% range", t->inside);
	if (track_spread(t) > 1)
		str_addf(out,
		    "; they missed by %.1f times what was said, so ranges are "
		    "as many times as wide",
		    t->rms);
}
