/*
 * bunch_fit - how shoppers answered the threshold a shop has, read off its
 * order values, and whether that may be believed.
 *
 * The values in [.25 T0, 3 T0) are put into bins of T0 / 40. Without a
 * threshold their logarithm would follow a polynomial in ln(m / T0); with it,
 * below T0 a share pi tops up and some are lost to the fee,
 *
 *	ln mu = polynomial + ln(1 - pi) - eta f / m	m < T0
 *
 * and those who topped up are somewhere in the window [T0, (1 + W) T0), whose
 * bins are replaced by one total: polynomial plus the sum of what left. For
 * each response on a grid of (p0, rho, eta) the polynomial is fitted
 * (loglinear.h); exp(loglik / dispersion) times the prior of threshold.h
 * weighs it. The notch estimator of Kleven and Waseem (2013) with the response
 * as its parameter; weights against price points as in bunch.h.
 *
 * eta cannot be told from order values: a loss that is smooth in the value is
 * told from the polynomial only by how that happens to bend. So each eta keeps
 * the probability it had before, and the fit says how p0 and rho go with it. And
 * the fit always finds something, so it is used only through the gate below.
 */
#ifndef ENDCAP_BUNCH_FIT_H
#define ENDCAP_BUNCH_FIT_H

#include "decide/bunch.h"

enum {
	BUNCH_GRID_P0 = 11,
	BUNCH_GRID_RHO = 8,
	BUNCH_GRID_ETA = 6,
	BUNCH_GRID = BUNCH_GRID_P0 * BUNCH_GRID_RHO * BUNCH_GRID_ETA,
	BUNCH_MAIN = 3, /* degree 4 with a window of .5 */
	BUNCH_FITS = 6 /* degrees 3, 4, 5 with windows of .25 and .5 */
};

/* As the inputs of threshold.h. */
struct bunch_prior {
	double none, a, b; /* p0: mass at 0, else Beta(a, b) */
	double rho, rho_sd, eta, eta_sd; /* log-normal */
};

struct bunch_response {
	double p0, rho, eta;
	double weight; /* of the posterior; they sum to 1 */
};

struct bunch_question {
	const struct curve_orders *od;
	const double *w; /* bunch_weights */
	double step; /* bunch_step */
	double at, fee; /* > 0 */
	const struct fill *fill; /* as struct curve_response; NULL allowed */
	struct bunch_prior prior;
};

struct bunch_fit {
	int degree;
	double window; /* W */
	double phi; /* dispersion, >= 1 */
	double orders; /* weighted, in the window */
	double excess; /* those above the polynomial: posterior mean */
	double least; /* 10 % point of it, less 1.2816 sqrt(phi orders) */
	double p0, rho, eta; /* posterior means */
};

/* One fit; posterior: NULL or BUNCH_GRID responses. */
bool bunch_fit(const struct bunch_question *q, int degree, double window,
    struct bunch_response *posterior, struct bunch_fit *out, struct err *err);

/* The response with the share u in [0, 1) of the posterior below it. */
const struct bunch_response *
bunch_draw(const struct bunch_response *posterior, double u);

/* A loss as likely as it was before, the share u in (0, 1) of the way through
 * the cell of the grid that the response stands for: the first and the last are
 * open. */
double bunch_loss(const struct bunch_prior *prior,
    const struct bunch_response *one, double u);

/*
 * May the fit be used? With at least 300 orders in [.5 T0, 1.5 T0); a step at
 * T0 of z > 2 that at most one placebo point in twenty reaches, of 19 and
 * more; and in all six fits 'least' above 0. Simulated shops without topping
 * up passed in none of 80 tries; shops whose values sit on a few price points
 * never pass.
 */
struct bunch_gate {
	double near_orders; /* unweighted, in [.5 T0, 1.5 T0) */
	struct bunch_jump jump; /* at T0 */
	size_t placebos;
	double rank;
	bool enough, steep, lasting, passed;
	bool fitted; /* the rest is set: enough and steep were met */
	struct bunch_fit fits[BUNCH_FITS];
	double excess_low, excess_high; /* shares of all weighted orders */
};

/* posterior[BUNCH_GRID] (or NULL) gets the mean of the six fits when the gate is
 * passed:
 * one alone leaves out that its polynomial may be the wrong one. */
bool bunch_gate(const struct bunch_question *q,
    struct bunch_response *posterior, struct bunch_gate *out, struct err *err);

/* The share of all orders that have one of the ten most frequent values; above
 * BUNCH_HEAPED topping up cannot be seen. */
double bunch_heaped(const struct curve_orders *od);
#define BUNCH_HEAPED .40

#endif
