/*
 * Each ratio figure is two numbers an order: y above the line, x below it
 * (struct part). One pass over the orders adds them up for the period, the
 * period before and each of the last 52 weeks; a second pass, over orders
 * sorted by customer, adds up the clusters' deviations for the intervals.
 */
#include "service/kpi.h"

#include "base/date.h"
#include "base/mem.h"

#include <math.h>

enum {
	REPEAT_DAYS = 90,
	RATIOS = KPI_CONTRIBUTION + 1
};

static const struct {
	const char *name, *title, *help;
} rows[KPI_COUNT] = {
#define X(id, n, t, h) [id] = { .name = n, .title = t, .help = h },
	KPIS(X)
#undef X
};

const char *
kpi_name(enum kpi_id id)
{
	return rows[id].name;
}

const char *
kpi_title(enum kpi_id id)
{
	return rows[id].title;
}

const char *
kpi_help(enum kpi_id id)
{
	return rows[id].help;
}

/* ---- one order ---- */

struct part {
	double y, x;
};

double
kpi_order_contribution(const struct sales *s, size_t order,
    const struct kpi_request *request, double *costed)
{
	int digits = s->currency.digits;
	double net = money_major(s->net_value[order], digits);
	double cart = money_major(s->cart_value[order], digits);
	double goods = 0, known = 0, shipping = 0, carriage = 0;
	double net_of_cart = cart > 0 ? net / cart : 0;

	for (size_t i = s->first[order]; i < s->first[order + 1]; i++) {
		int64_t cost4 = s->cost4[s->product[i]];
		double value = money_major(s->paid[i], digits) * net_of_cart;
		if (cost4 != SALES_UNKNOWN) {
			goods += (double)cost4 / 1e4 * s->quantity[i];
			known += value;
		} else {
			goods += value * (1 - request->assumed_margin);
		}
	}
	if (s->shipping[order] != SALES_UNKNOWN)
		shipping = money_major(s->shipping[order], digits);
	if (s->ship_cost[order] != SALES_UNKNOWN)
		carriage = money_major(s->ship_cost[order], digits);
	if (costed != NULL)
		*costed = known;
	return net - goods - request->payment_fee * (net + shipping) +
	    shipping - carriage;
}

static bool
holds(const uint32_t *products, size_t n, uint32_t wanted)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (products[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && products[low] == wanted;
}

/* x: does the order hold a product that has a complement; y: and one of its
 * complements? */
static struct part
attach_part(
    const struct sales *s, size_t order, const struct kpi_complements *c)
{
	const uint32_t *products = s->product + s->first[order];
	size_t n = s->first[order + 1] - s->first[order];
	struct part part = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		size_t from = c->first[products[i]];
		size_t to = c->first[products[i] + 1];
		if (from < to)
			part.x = 1;
		for (size_t j = from; j < to; j++) {
			if (holds(products, n, c->partner[j])) {
				part.y = 1;
				return part;
			}
		}
	}
	return part;
}

static void
order_parts(const struct sales *s, size_t order,
    const struct kpi_request *request, struct part parts[RATIOS])
{
	double units = 0;

	for (size_t i = s->first[order]; i < s->first[order + 1]; i++)
		units += s->quantity[i];
	parts[KPI_AOV].y = money_major(s->net_value[order], s->currency.digits);
	parts[KPI_AOV].x = 1;
	parts[KPI_UPT] = (struct part){ units, 1 };
	parts[KPI_MULTI].y = s->first[order + 1] - s->first[order] > 1;
	parts[KPI_MULTI].x = 1;
	parts[KPI_ATTACH] = (struct part){ 0, 0 };
	if (request->complements != NULL)
		parts[KPI_ATTACH] = attach_part(s, order, request->complements);
	parts[KPI_CONTRIBUTION].y =
	    kpi_order_contribution(s, order, request, NULL);
	parts[KPI_CONTRIBUTION].x = 1;
}

/* ---- sums ---- */

enum period {
	BEFORE,
	NOW,
	PERIODS
};

struct sums {
	struct part total[PERIODS][RATIOS];
	struct part week[KPI_WEEKS][RATIOS];
	double orders[PERIODS], revenue[PERIODS], contribution, costed;
	double week_orders[KPI_WEEKS], week_revenue[KPI_WEEKS];
};

/* NOW, BEFORE, or PERIODS for an order outside both. */
static enum period
period_of(const struct kpi_report *r, int32_t day)
{
	if (day >= r->since && day <= r->until)
		return NOW;
	if (day >= r->before && day < r->since)
		return BEFORE;
	return PERIODS;
}

/* Weeks end with the last day of the period; -1: older than 52 of them. */
static int
week_of(const struct kpi_report *r, int32_t day)
{
	int32_t back = (r->until - day) / 7;

	return day > r->until || back >= KPI_WEEKS ? -1 : KPI_WEEKS - 1 - back;
}

static void
add_parts(struct part *sum, const struct part *parts)
{
	for (int k = 0; k < RATIOS; k++) {
		sum[k].y += parts[k].y;
		sum[k].x += parts[k].x;
	}
}

static void
add_order(struct sums *sums, const struct sales *s, size_t i,
    const struct kpi_request *request, const struct kpi_report *r)
{
	int32_t day = date_day_of(s->time[i]);
	enum period period = period_of(r, day);
	int week = week_of(r, day);
	struct part parts[RATIOS];
	double costed;

	if (period == PERIODS && week < 0)
		return;
	order_parts(s, i, request, parts);
	if (week >= 0) {
		add_parts(sums->week[week], parts);
		sums->week_orders[week]++;
		sums->week_revenue[week] += parts[KPI_AOV].y;
	}
	if (period == PERIODS)
		return;
	add_parts(sums->total[period], parts);
	sums->orders[period]++;
	sums->revenue[period] += parts[KPI_AOV].y;
	if (period == NOW) {
		kpi_order_contribution(s, i, request, &costed);
		sums->contribution += parts[KPI_CONTRIBUTION].y;
		sums->costed += costed;
	}
}

/* ---- intervals ---- */

struct cluster {
	int32_t customer;
	uint32_t order;
};

static int
compare_clusters(const void *va, const void *vb)
{
	const struct cluster *a = va, *b = vb;

	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* The orders of both periods by customer; guests first. */
static struct cluster *
clusters_of(const struct sales *s, const struct kpi_report *r, size_t *n,
    struct err *err)
{
	struct cluster *c =
	    mem_try_array(s->orders, sizeof(*c), "orders by customer", err);

	*n = 0;
	if (c == NULL)
		return NULL;
	for (size_t i = 0; i < s->orders; i++) {
		if (period_of(r, date_day_of(s->time[i])) != PERIODS)
			c[(*n)++] =
			    (struct cluster){ s->customer[i], (uint32_t)i };
	}
	if (*n > 1)
		qsort(c, *n, sizeof(*c), compare_clusters);
	return c;
}

static void
flush_cluster(double deviation[RATIOS], double variance[RATIOS])
{
	for (int k = 0; k < RATIOS; k++) {
		variance[k] += deviation[k] * deviation[k];
		deviation[k] = 0;
	}
}

static void
add_deviation(const struct sums *sums, enum period period,
    const struct part *parts, double deviation[RATIOS])
{
	for (int k = 0; k < RATIOS; k++) {
		const struct part *t = &sums->total[period][k];
		double sign = period == NOW ? 1 : -1;
		if (t->x > 0 && t->y > 0)
			deviation[k] +=
			    sign * (parts[k].y / t->y - parts[k].x / t->x);
	}
}

/* The variance of the log of each ratio's change. */
static bool
find_variances(const struct sales *s, const struct kpi_request *request,
    const struct kpi_report *r, const struct sums *sums,
    double variance[RATIOS], struct err *err)
{
	double deviation[RATIOS] = { 0 };
	struct part parts[RATIOS];
	struct cluster *c;
	size_t n;

	c = clusters_of(s, r, &n, err);
	if (c == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t order = c[i].order;
		if (i > 0 &&
		    (c[i].customer == SALES_GUEST ||
			c[i].customer != c[i - 1].customer))
			flush_cluster(deviation, variance);
		order_parts(s, order, request, parts);
		add_deviation(sums, period_of(r, date_day_of(s->time[order])),
		    parts, deviation);
	}
	flush_cluster(deviation, variance);
	mem_free(c);
	return true;
}

static void
set_ratio(struct kpi *kpi, const struct sums *sums, int k, double variance)
{
	const struct part *now = &sums->total[NOW][k];
	const struct part *before = &sums->total[BEFORE][k];
	double ratio, spread;

	kpi->defined = now->x > 0;
	kpi->value = kpi->defined ? now->y / now->x : 0;
	kpi->of = now->x;
	for (int w = 0; w < KPI_WEEKS; w++) {
		const struct part *week = &sums->week[w][k];
		kpi->weeks[w] = week->x > 0 ? week->y / week->x : (double)NAN;
	}
	if (!(now->y > 0 && now->x > 0 && before->y > 0 && before->x > 0))
		return;
	ratio = kpi->value / (before->y / before->x);
	spread = exp(1.959964 * sqrt(variance));
	kpi->has_change = kpi->has_interval = true;
	kpi->change = ratio - 1;
	kpi->low95 = ratio / spread - 1;
	kpi->high95 = ratio * spread - 1;
}

static void
set_total(struct kpi *kpi, const double *totals, const double *weeks)
{
	kpi->defined = true;
	kpi->value = totals[NOW];
	kpi->has_change = totals[BEFORE] > 0;
	if (kpi->has_change)
		kpi->change = totals[NOW] / totals[BEFORE] - 1;
	memcpy(kpi->weeks, weeks, sizeof(kpi->weeks));
}

/* ---- customers ---- */

struct seen {
	int32_t first, second; /* days; INT32_MAX: none */
	bool now; /* an order in the period */
};

/* First and second order of each customer up to the end of the period. */
static void
find_seen(const struct sales *s, const struct kpi_report *r, struct seen *seen)
{
	for (size_t c = 0; c < s->customers; c++)
		seen[c] = (struct seen){ INT32_MAX, INT32_MAX, false };
	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		struct seen *c;
		if (s->customer[i] == SALES_GUEST || day > r->until)
			continue;
		c = &seen[s->customer[i]];
		c->now |= day >= r->since;
		if (day < c->first) {
			c->second = c->first;
			c->first = day;
		} else if (day < c->second) {
			c->second = day;
		}
	}
}

/* Repeat rate up to 'end' of customers first seen 90 days or more before, who
 * are so many; -1 when there is none. */
static double
repeat_rate(const struct seen *seen, size_t n, int32_t end, double *of)
{
	int64_t all = 0, again = 0;

	for (size_t c = 0; c < n; c++) {
		if (seen[c].first > end - REPEAT_DAYS)
			continue;
		all++;
		again += seen[c].second <= end;
	}
	*of = (double)all;
	return all > 0 ? (double)again / (double)all : -1;
}

static bool
set_customers(const struct sales *s, struct kpi_report *r, struct err *err)
{
	struct kpi *kpi = &r->kpi[KPI_REPEAT];
	struct seen *seen =
	    mem_try_array(s->customers, sizeof(*seen), "customers", err);
	double rate, before, of;

	if (seen == NULL)
		return false;
	find_seen(s, r, seen);
	for (size_t c = 0; c < s->customers; c++)
		r->customers += seen[c].now;
	rate = repeat_rate(seen, s->customers, r->until, &kpi->of);
	before = repeat_rate(seen, s->customers, r->since - 1, &of);
	kpi->defined = rate >= 0;
	kpi->value = kpi->defined ? rate : 0;
	kpi->has_change = kpi->defined && before > 0;
	if (kpi->has_change)
		kpi->change = rate / before - 1;
	for (int w = 0; w < KPI_WEEKS; w++) {
		int32_t end = r->until - 7 * (KPI_WEEKS - 1 - w);
		rate = repeat_rate(seen, s->customers, end, &of);
		kpi->weeks[w] = rate >= 0 ? rate : (double)NAN;
	}
	mem_free(seen);
	return true;
}

/* ---- the report ---- */

static int
compare_values(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* Median order and what is counted rather than divided. */
static bool
set_counts(const struct sales *s, struct kpi_report *r, struct err *err)
{
	int64_t *values =
	    mem_try_array(s->orders, sizeof(*values), "order values", err);
	bool *sold =
	    mem_try_zarray(s->products, sizeof(*sold), "products", err);
	size_t n = 0;
	bool ok = values != NULL && sold != NULL;

	for (size_t i = 0; ok && i < s->orders; i++) {
		if (period_of(r, date_day_of(s->time[i])) != NOW)
			continue;
		values[n++] = s->net_value[i];
		r->guest_orders += s->customer[i] == SALES_GUEST;
		r->lines += (int64_t)(s->first[i + 1] - s->first[i]);
		if (n == 1 || s->time[i] < r->first_order)
			r->first_order = s->time[i];
		if (n == 1 || s->time[i] > r->last_order)
			r->last_order = s->time[i];
		for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
			sold[s->product[k]] = true;
	}
	for (size_t p = 0; ok && p < s->products; p++)
		r->products += sold[p];
	r->orders = (int64_t)n;
	if (n > 1)
		qsort(values, n, sizeof(*values), compare_values);
	if (n > 0) {
		double low =
		    money_major(values[(n - 1) / 2], s->currency.digits);
		double high = money_major(values[n / 2], s->currency.digits);
		r->median_order = (low + high) / 2;
		r->items_per_order = (double)r->lines / (double)n;
	}
	mem_free(values);
	mem_free(sold);
	return ok;
}

static void
set_period(const struct sales *s, const struct kpi_request *request,
    struct kpi_report *r)
{
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t i = 0; i < s->orders; i++) {
		int32_t day = date_day_of(s->time[i]);
		first = day < first ? day : first;
		last = day > last ? day : last;
	}
	r->since = request->since;
	r->until = request->until;
	if (request->since == 0 && request->until == 0 && s->orders > 0) {
		r->since = first;
		r->until = last;
	}
	r->before = r->since - (r->until - r->since + 1);
}

bool
kpi_compute(const struct sales *s, const struct kpi_request *request,
    struct kpi_report *out, struct err *err)
{
	double variance[RATIOS] = { 0 };
	struct sums *sums = mem_zalloc(sizeof(*sums));
	bool ok;

	*out = (struct kpi_report){ .orders = 0 };
	set_period(s, request, out);
	for (size_t i = 0; i < s->orders; i++)
		add_order(sums, s, i, request, out);
	ok = find_variances(s, request, out, sums, variance, err) &&
	    set_counts(s, out, err) && set_customers(s, out, err);
	for (int k = 0; k < RATIOS; k++)
		set_ratio(&out->kpi[k], sums, k, variance[k]);
	set_total(&out->kpi[KPI_ORDERS], sums->orders, sums->week_orders);
	set_total(&out->kpi[KPI_REVENUE], sums->revenue, sums->week_revenue);
	out->revenue = sums->revenue[NOW];
	out->contribution = sums->contribution;
	out->costed_share = out->revenue > 0 ? sums->costed / out->revenue : 0;
	mem_free(sums);
	return ok;
}
