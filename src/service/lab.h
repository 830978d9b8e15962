/*
 * lab - an order threshold tried on the shop's own orders.
 *
 * Brings together what decide/threshold.h needs: the order values of the
 * window, the rule the shop has now (detection.h), the fee, costs and margin
 * as recorded. Computing it touches nothing but the view and the request, so
 * it runs on a worker:
 *
 *	struct lab_request rq = { .v = v, .fee = -1, .ship_cost = -1,
 *	    .precise = true };
 *	if (!lab_compute(&rq, pg, &lab, err)) ...
 *	lab_release(&lab);
 */
#ifndef ENDCAP_LAB_H
#define ENDCAP_LAB_H

#include "base/progress.h"
#include "decide/threshold.h"
#include "decide/track.h"
#include "service/detection.h"

enum {
	LAB_BINS = 80,
	LAB_GRID = 60, /* evenly spaced points at most */
	LAB_NAMED = 60, /* values a shop would choose, at most */
	LAB_MAX_POINTS = LAB_GRID + LAB_NAMED + 4
};

struct lab_request {
	const struct view *v; /* with sales; borrowed */
	const struct store_origins *origins; /* borrowed; NULL: none known */
	const char *country; /* NULL: the one that most orders have */
	/* What reaching the threshold saves, major units; NULL: free shipping.
	 * Borrowed for the call, as are the tiers that are live. */
	const struct saving_tier *reward;
	struct saving tiers;
	/* A free-shipping threshold that is live here, minor units, for
	 * shops whose charges do not tell the rule; 0: none. */
	int64_t live;
	double fee, ship_cost; /* major units; negative: as recorded */
	struct track track; /* what came of earlier projections */
	bool precise; /* false: point values now, no ranges (milliseconds) */
};

/* Everything the screen and the command line show. */
struct lab {
	struct detection detection; /* owned; its orders are the curve's */
	struct curve_rule rule;
	bool rule_from_store; /* 'live' of the request, not the charges */
	bool confirmed; /* the response was measured or set by the merchant */
	const char *country; /* of the request; borrowed */
	bool saves; /* the threshold saves money ('reward') */
	struct saving_tier reward;
	struct saving tiers; /* live */
	struct threshold_inputs inputs;
	struct track track; /* of the request */
	struct fill fill; /* owned; what a gap can be closed with */
	struct threshold_point *points; /* owned; ascending candidates */
	size_t n_points;
	/* Those that may be advised, ascending: round values in [.75, 1.5]
	 * times the present threshold, or where most orders are. */
	size_t named[LAB_NAMED], n_named;
	bool ranges; /* points hold ranges, not only medians */
	struct threshold_advice advice; /* 'best' is an index of points */
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
/* Projects another reward (NULL: free shipping) at one value, with ranges, on
 * the same orders, rule and draws. */
bool lab_other(const struct lab *lab, const struct saving_tier *reward,
    double threshold, struct threshold_point *out, struct err *err);
/* "free shipping", "10 % off", "a gift worth 12.90": what is tried. */
void lab_add_reward(const struct lab *lab, struct str *out);
/* The response and shop in the middle of all inputs. */
void lab_middle(const struct lab *lab, struct curve_shop *shop,
    struct curve_response *response);

/* Rules of thumb that people use, to compare with; see lab_add_thumbs. */
enum lab_thumb {
	LAB_THUMB_AOV, /* 1.2 times the AOV */
	LAB_THUMB_BREAK_EVEN, /* goods earn what sending them costs */
	LAB_THUMBS
};
/* Its value in major units, a round one; 0: not defined for this shop. */
double lab_thumb(const struct lab *lab, enum lab_thumb which);
const char *lab_thumb_name(enum lab_thumb which);
/* The share of orders in [threshold - width, threshold). */
double lab_share_below(const struct lab *lab, double threshold, double width);

/* Orders by value: bins[i] counts [i width, (i + 1) width), width > 0. */
void lab_histogram(const struct lab *lab, double width, size_t n, double *bins);

/*
 * What the curve says at a threshold: between two candidates each figure is
 * read off the straight line between theirs, beyond the ends it is that of
 * the end. False when there are no candidates.
 */
bool
lab_read(const struct lab *lab, double threshold, struct threshold_point *out);

/* One figure for people: under the present rule, at the threshold, and the
 * change between them with its 80 % range. Texts are empty where there is
 * nothing to say (no range in a lab without ranges). */
struct lab_line {
	const char *name; /* "AOV" */
	char now[24], then[24], change[24], range[48];
	struct range value; /* of the change */
};
enum lab_line_id {
	LAB_LINE_AOV,
	LAB_LINE_CONTRIBUTION,
	LAB_LINE_ORDERS,
	LAB_LINES
};
/* Per horizon, but AOV; false when there are no candidates. */
bool lab_lines(const struct lab *lab, double threshold, struct lab_line *lines);

/*
 * Why a threshold would change contribution: fees, goods added, orders; what a
 * raise may lose before it costs more than it brings; visitors. A line each,
 * '\n' between.
 */
void lab_add_reasons(const struct lab *lab, double threshold, struct str *out);
/* "1.2 x AOV 59.00: contribution +120; break-even 22.00: ..", a line each. */
void lab_add_thumbs(const struct lab *lab, struct str *out);
/* The advice, with the reasons of the value it names. */
void lab_add_advice(const struct lab *lab, struct str *out);
/* The rule the shop has now, as far as charges and endcap know. */
void lab_add_rule(const struct lab *lab, struct str *out);
/* What could not be measured and is assumed instead, a sentence each, '\n'
 * between; nothing when all is known. */
void lab_add_gaps(const struct lab *lab, struct str *out);
/* "18 % of orders lie within 10.00 below 59.00". */
void lab_add_near(const struct lab *lab, double threshold, struct str *out);

/* The curve with the columns other programs rely on; lab is borrowed. */
void lab_listing(const struct lab *lab, struct listing *out);
/* The rule now, the advice, the inputs with their basis. */
void lab_write_text(const struct lab *lab, struct str *out);

#endif
