/*
 * detection - the shipping rule a shop has, and what is known about how
 * shoppers answer it.
 *
 * Puts together, for one country: the charges recorded (decide/detect.h), when
 * the rule changed (decide/regime.h), what explains the exceptions, the step
 * in the order values where charges are missing (decide/bunch.h), and whether
 * topping up can be measured (decide/bunch_fit.h). Nothing here touches the
 * store, so it runs on a worker.
 */
#ifndef ENDCAP_DETECTION_H
#define ENDCAP_DETECTION_H

#include "decide/bunch_fit.h"
#include "decide/detect.h"
#include "decide/regime.h"
#include "service/listing.h"
#include "service/population.h"
#include "service/view.h"

enum {
	DETECTION_GROUPS = 6, /* told for each kind of exception, at most */
	DETECTION_REGIME_ORDERS = 50 /* the newest regime that has as many */
};

/* Orders that share something and mostly escape the rule. */
struct detection_group {
	const char *kind; /* "product", "category", "discount" */
	struct slice name; /* borrowed from the view */
	int64_t orders, exceptions; /* on that side of the rule */
};

struct detection_request {
	const struct view *v; /* with sales; borrowed */
	const struct store_origins *origins; /* NULL: none known */
	const char *country; /* NULL: the one that most orders have */
	/* Free-shipping threshold of the store, major units, to be measured
	 * when charges do not tell one; 0: none. */
	double live;
	double fee; /* major units; < 0: as recorded */
	const struct fill *fill; /* for the fit; borrowed, NULL allowed */
	int32_t from, until; /* days */
	int32_t values_from; /* the order values from this day on; INT32_MIN */
	struct bunch_prior prior;
};

struct detection {
	struct population people; /* owned */
	struct regimes regimes;
	struct detect rules[REGIME_MOST]; /* of each regime */
	struct detect detect; /* of the newest one with enough orders */
	bool before_discounts; /* it holds for values before discounts */
	bool sparse; /* fewer than half of the orders have a charge */
	int32_t from, until; /* days of the orders it was in force for */

	/* What explains exceptions, most orders first. */
	struct detection_group free_below[DETECTION_GROUPS];
	struct detection_group paid_above[DETECTION_GROUPS];
	size_t n_free_below, n_paid_above;

	struct curve_orders orders; /* of those days; owned */
	struct bunch bunch; /* searched only when charges are sparse */
	double at; /* what the gate was asked about; 0: no rule to fit */
	double fee; /* major units, charged below the threshold */
	bool fee_known; /* else assumed */
	struct bunch_gate gate;
	struct bunch_response *posterior; /* when passed; owned */
	double heaped; /* share of the ten most frequent values */
	int64_t just_above, many_units; /* orders in [T, 1.25 T); of them with
					   two or more pieces */
	int digits;
};

bool detection_find(
    const struct detection_request *rq, struct detection *out, struct err *err);
void detection_release(struct detection *dn);

/* The rule in a sentence. */
void detection_add_rule(const struct detection *dn, struct str *out);
/* Whether topping up could be measured, in a sentence or two. */
void detection_add_response(const struct detection *dn, struct str *out);
/* Everything, a line each. */
void detection_write_text(const struct detection *dn, struct str *out);
/* A row for each regime by charges, and one for the order values; borrowed
 * from dn. */
void detection_listing(const struct detection *dn, struct listing *out);

#endif
