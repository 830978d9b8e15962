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
 * count together no more than max(5, .01 n). A step is believed when z > 3, J >
 * .15, at least 200 weighted orders lie in the window, and z is at least 1.5
 * times the best of a grid of placebo points, which tells how jagged this
 * shop's values are anyway. Two real shops without a rule gave none in 120
 * tries; a shop with one was found in 33, 80 and 100 % of subsamples of 1,000,
 * 2,000 and 4,000 orders. So a miss means nothing.
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

struct bunch_jump {
	double at; /* T */
	double jump, z, phi;
	double orders; /* weighted, in the window */
};

/* From the counts of the 28 bins, the middle of which is T. */
void
bunch_jump(const double counts[BUNCH_BINS], double at, struct bunch_jump *out);
/* From orders with weights. at > 0. */
void bunch_jump_at(const struct curve_orders *od, const double *w, double at,
    struct bunch_jump *out);

/* Share of placebo points with a z as large, (1 + those) / (1 + m). */
double bunch_rank(double z, const double *placebo, size_t m);

/* z of the placebo points: from the 10 % value up by 4 % each to the 92 %
 * value, those within 12 % of 'at' left out. Returns how many; at most
 * BUNCH_PLACEBOS. */
size_t bunch_placebos(const struct curve_orders *od, const double *w, double at,
    double z[BUNCH_PLACEBOS]);

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
