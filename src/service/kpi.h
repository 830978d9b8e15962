/*
 * kpi - the shop's key figures over a period, each with its change against
 * the period before and how sure that change is.
 *
 * Most figures are ratios over orders (AOV = revenue / orders). A ratio's
 * change is given as a relative change with a 95 % interval from the ratio
 * estimator's linearised variance, clustered by customer, so that ten orders
 * of one wholesaler are not ten independent facts. With d_c the customer's sum
 * of (y_i - r x_i) / (r X) in the period now minus the same before, the
 * variance of ln(r_now / r_before) is the sum of d_c^2 (Cochran, Sampling
 * Techniques, ch. 6; Liang and Zeger 1986 for the clusters). Guests are
 * clusters of their own.
 */
#ifndef ENDCAP_KPI_H
#define ENDCAP_KPI_H

#include "base/sales.h"

/* id, name in JSON, title, help */
/* clang-format off */
#define KPIS(X) \
	X(KPI_AOV,          "aov",              "AOV",             "average order value: revenue / orders") \
	X(KPI_UPT,          "units_per_order",  "Units per order", "units per transaction (UPT)") \
	X(KPI_MULTI,        "multi_item_share", "Multi-item",      "orders with two or more different products") \
	X(KPI_ATTACH,       "attach_rate",      "Attach rate",     "of orders with a product that has a complement, those that hold one") \
	X(KPI_CONTRIBUTION, "contribution_per_order", "Contribution/order", "revenue less goods, payment fees and shipping, per order") \
	X(KPI_REPEAT,       "repeat_rate",      "Repeat rate",     "customers with a second order, of those first seen 90 days or longer ago") \
	X(KPI_ORDERS,       "orders",           "Orders",          "counted orders") \
	X(KPI_REVENUE,      "revenue",          "Revenue",         "net of tax, discounts and returns, before shipping")
/* clang-format on */

enum kpi_id {
#define X(id, name, title, help) id,
	KPIS(X)
#undef X
	KPI_COUNT
};

enum {
	KPI_WEEKS = 52
};

struct kpi {
	bool defined; /* false: nothing to divide by */
	double value; /* money in major units; shares as ratios */
	double of; /* what it is divided by: orders, customers; 0: nothing */
	bool has_change; /* the period before has orders too */
	double change; /* relative: 0.02 is +2 % */
	bool has_interval;
	double low95, high95; /* of the change */
	double weeks[KPI_WEEKS]; /* oldest first; NaN: no orders */
};

struct kpi_report {
	struct kpi kpi[KPI_COUNT];
	int32_t since, until; /* the days reported on, inclusive */
	int32_t before; /* first day of the period compared with */
	int64_t orders, guest_orders, customers, products, lines;
	double revenue, median_order, items_per_order, contribution;
	double costed_share; /* of revenue whose cost is known, 0..1 */
	int64_t first_order, last_order; /* times; 0 orders: 0 */
};

/* Who goes with whom, for the attach rate: complements of product p are
 * partner[first[p]] .. partner[first[p + 1] - 1], ascending, both directions.
 * NULL: unknown, the attach rate is undefined. Borrowed. */
struct kpi_complements {
	const size_t *first;
	const uint32_t *partner;
};

struct kpi_request {
	int32_t since, until; /* 0 and 0: all days of the data */
	double payment_fee; /* share, 0.029 */
	double assumed_margin; /* share, of products without a cost */
	const struct kpi_complements *complements;
};

/* Exact and linear in lines plus orders x log(orders) for the median. */
bool kpi_compute(const struct sales *s, const struct kpi_request *request,
    struct kpi_report *out, struct err *err);

/* What one order leaves, in major units: net value less goods, payment fee
 * and shipping cost, plus shipping charged. Goods without a cost count with
 * the assumed margin; 'costed' gets the part of the value with a cost. */
double kpi_order_contribution(const struct sales *s, size_t order,
    const struct kpi_request *request, double *costed);

const char *kpi_name(enum kpi_id id);
const char *kpi_title(enum kpi_id id);
const char *kpi_help(enum kpi_id id);

#endif
