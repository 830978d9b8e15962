/*
 * bunch - a threshold that shows in the order values alone.
 *
 * Shoppers who add something to reach a threshold leave a step in the
 * distribution of order values: fewer just below it, more just above. Where
 * no charges are recorded, and with at least 1,000 orders, the step is looked
 * for at every round value T:
 *
 *	28 bins over [.65 T, 1.35 T), counts log-linear with a slope on each
 *	side and a jump J at T (Poisson; loglinear.h)
 *	z = J / sqrt(phi Var J)		phi = max(1, Pearson / 24)
 *
 * Prices make values pile up (twelve at 24.95), so orders of one exact value
 * count together no more than max(5, .01 n). Where nearly all values end alike
 * (prices of 24.99 and 9.99 put orders just below whole units), bins of .025 T
 * would hold now one such step and now two, and that alone scatters the counts
 * forty times wider than chance; so there the bins are as wide as a whole number
 * of steps, and placebo points stand on steps as candidates do. The bins are
 * then fewer and the best of some forty candidates is taken, so z has to pass
 * 4.5: one in a hundred of such bests, as Student's t of 16 degrees of freedom
 * has it. A step is believed when z > 3, J >
 * .15, at least 200 weighted orders lie in the window, and z is at least 1.5
 * times the best of a grid of placebo points, which tells how jagged this
 * shop's values are anyway. Two real shops without a rule gave none in 120
 * tries; a shop with one was found in 33, 80 and 100 % of subsamples of 1,000,
 * 2,000 and 4,000 orders. In 120 simulated shops with prices in steps and
 * 4,600 orders it was found in 119, and in 1 of 120 where there was none. So a
 * miss means nothing.
 */
#ifndef ENDCAP_BUNCH_H
#define ENDCAP_BUNCH_H

#include "decide/curve.h"

enum {
	BUNCH_BINS = 28,
	BUNCH_ORDERS = 1000, /* fewer are not searched */
	BUNCH_PLACEBOS = 200 /* at most */
};

/* How much an order of each value counts, into w[od->n]. */
void bunch_weights(const struct curve_orders *od, double *w);

/*
 * The step in which the values come, major units: the largest 1 or 5 times a
 * power of ten of which nearly all have the same remainder; at least ten minor
 * units, at most a tenth of the median. 0: they come in none.
 */
double bunch_step(const struct curve_orders *od, const double *w, int digits);

struct bunch_jump {
	double at; /* T */
	double jump, z, phi;
	double orders; /* weighted, in the window */
};

/* From the counts of the 28 bins, the middle of which is T. */
void
bunch_jump(const double counts[BUNCH_BINS], double at, struct bunch_jump *out);
/* From orders with weights, values in steps (0: none). at > 0; a value between
 * steps, and one with few steps in its window, has no jump. */
void bunch_jump_at(const struct curve_orders *od, const double *w, double step,
    double at, struct bunch_jump *out);

/* Share of placebo points with a z as large, (1 + those) / (1 + m). */
double bunch_rank(double z, const double *placebo, size_t m);

/* z of the placebo points: from the 10 % value up by 4 % each to the 92 %
 * value, moved to the next step, those within 12 % of 'at' left out. Returns how many; at most
 * BUNCH_PLACEBOS. */
size_t bunch_placebos(const struct curve_orders *od, const double *w,
    double step, double at, double z[BUNCH_PLACEBOS]);

struct bunch {
	bool searched; /* enough orders */
	bool found; /* the rule above is met */
	struct bunch_jump best; /* of the candidates with a full window */
	double best_placebo; /* largest z; 0 without */
	size_t placebos;
	double rank; /* bunch_rank of best; 1 when not searched */
};

/* Looks at all round values between the 10 % and the 92 % value. */
bool bunch_find(const struct curve_orders *od, int digits, struct bunch *out,
    struct err *err);

/* Round values people choose for thresholds (1, 1.2, 1.25, 1.5 .. 9, 9.9
 * times powers of ten) in [low, high], ascending, at most 'most'. */
size_t bunch_round_values(
    double low, double high, int digits, size_t most, double *out);

#endif
