/*
 * lab - a free-shipping threshold tried on the shop's own orders.
 *
 * Brings together what decide/threshold.h needs: the order values of the
 * window, the rule the shop has now, the fee, costs and margin as recorded.
 * Computing it touches nothing but the view and the request, so it runs on a
 * worker:
 *
 *	struct lab_request rq = { .v = v, .fee = -1, .ship_cost = -1,
 *	    .precise = true };
 *	if (!lab_compute(&rq, pg, &lab, err)) ...
 *	lab_release(&lab);
 */
#ifndef ENDCAP_LAB_H
#define ENDCAP_LAB_H

#include "base/progress.h"
#include "decide/detect.h"
#include "decide/threshold.h"
#include "service/listing.h"
#include "service/view.h"

enum {
	LAB_BINS = 80
};

struct lab_request {
	const struct view *v; /* with sales; borrowed */
	/* A free-shipping threshold that is live here, minor units, for
	 * shops whose charges do not tell the rule; 0: none. */
	int64_t live;
	double fee, ship_cost; /* major units; negative: as recorded */
	bool precise; /* false: point values now, no ranges (milliseconds) */
};

/* Everything the screen and the command line show. */
struct lab {
	struct curve_orders orders; /* owned */
	struct curve_rule rule;
	bool rule_from_store; /* 'live' of the request, not the charges */
	struct detect detect; /* what the charges say */
	struct threshold_inputs inputs;
	struct threshold_point *points; /* owned; ascending candidates */
	size_t n_points;
	bool ranges; /* points hold ranges, not only medians */
	struct threshold_advice advice;
	struct threshold_point now; /* at the present rule's value */
	bool has_now;
	int32_t from, until; /* days of the orders */
	double scale; /* horizon / window */
	uint64_t seed; /* of the draws */
	double bins[LAB_BINS], bins_to; /* histogram of 0..bins_to */
	struct currency currency;
};

bool lab_compute(const struct lab_request *request, const struct progress *pg,
    struct lab *out, struct err *err);
void lab_release(struct lab *lab);

/* Index of the candidate nearest to a value in major units. */
size_t lab_nearest(const struct lab *lab, double value);
/* Projects one value that need not be a candidate, without ranges: for a
 * slider. Microseconds to milliseconds. */
void lab_point(const struct lab *lab, double threshold, struct curve_point *out,
    struct curve_point *now);
/* Replaces the candidates by one value, with ranges. */
bool lab_only(struct lab *lab, double threshold, struct err *err);
/* The share of orders in [threshold - width, threshold). */
double lab_share_below(const struct lab *lab, double threshold, double width);

/* The curve with the columns other programs rely on; lab is borrowed. */
void lab_listing(const struct lab *lab, struct listing *out);
/* The rule now, the advice, the inputs with their basis. */
void lab_write_text(const struct lab *lab, struct str *out);

#endif
