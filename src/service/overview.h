/*
 * overview - the key figures of a view, as a table, as JSON, as an object.
 *
 * The figures are computed over the view's orders (all of them, or a period);
 * the changes compare the last 12 months of the data with the 12 before, or
 * the period with the one of equal length before it.
 */
#ifndef ENDCAP_OVERVIEW_H
#define ENDCAP_OVERVIEW_H

#include "service/kpi.h"
#include "service/listing.h"
#include "service/view.h"

enum {
	OVERVIEW_BINS = 60
}; /* of the order-value histogram */

struct overview {
	struct kpi_report all; /* the view's orders */
	struct kpi_report recent; /* with changes */
	struct currency currency;
	/* Cart values from 0 to their 95 % point, for the chart. */
	double bins[OVERVIEW_BINS];
	double bins_to;
};

/* The view must hold sales; with pairs the attach rate is known. */
bool
overview_compute(const struct view *v, struct overview *out, struct err *err);

/* kpi, value, change, low95, high95; o is borrowed by the listing. */
void overview_listing(const struct overview *o, struct listing *out);
/* One object with the keys other programs rely on. */
void overview_write_json(const struct overview *o, struct str *out);

/* Appends a KPI's value for people: "53.84", "31.7 %", "48,212". */
void
overview_add_value(const struct overview *o, enum kpi_id id, struct str *out);
/* "+2.1 %", or "" when there is nothing to compare with. */
void overview_add_change(const struct kpi *k, struct str *out);
/* "+1.2 .. +3.0 %", or "". */
void overview_add_interval(const struct kpi *k, struct str *out);

#endif
