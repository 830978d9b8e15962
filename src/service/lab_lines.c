/*
 * What lab.h says about one threshold: figures read off the computed curve.
 * Nothing is projected here.
 */
#include "service/lab.h"

#include <math.h>

#include "base/num.h"

/* ---- reading the curve ---- */

void
lab_histogram(const struct lab *lab, double width, size_t n, double *bins)
{
	curve_histogram(&lab->detection.orders, 0, width, n, bins, NULL, NULL);
}

static double
between(double a, double b, double share)
{
	return a + share * (b - a);
}

static struct range
range_between(const struct range *a, const struct range *b, double share)
{
	return (struct range){
		.median = between(a->median, b->median, share),
		.low80 = between(a->low80, b->low80, share),
		.high80 = between(a->high80, b->high80, share),
		.low95 = between(a->low95, b->low95, share),
		.high95 = between(a->high95, b->high95, share),
		.mean = between(a->mean, b->mean, share),
		.variance = between(a->variance, b->variance, share),
	};
}

static struct threshold_point
point_between(const struct threshold_point *a, const struct threshold_point *b,
    double share)
{
	return (struct threshold_point){
		.threshold = between(a->threshold, b->threshold, share),
		.orders = range_between(&a->orders, &b->orders, share),
		.aov = range_between(&a->aov, &b->aov, share),
		.contribution =
		    range_between(&a->contribution, &b->contribution, share),
		.contribution_per_visitor =
		    range_between(&a->contribution_per_visitor,
			&b->contribution_per_visitor, share),
		.topups = range_between(&a->topups, &b->topups, share),
		.paying = range_between(&a->paying, &b->paying, share),
		.lost = range_between(&a->lost, &b->lost, share),
		.given = range_between(&a->given, &b->given, share),
		.aov_change =
		    range_between(&a->aov_change, &b->aov_change, share),
		.contribution_change = range_between(
		    &a->contribution_change, &b->contribution_change, share),
		.orders_change =
		    range_between(&a->orders_change, &b->orders_change, share),
		.p_better = between(a->p_better, b->p_better, share),
		.gain_from_fees =
		    between(a->gain_from_fees, b->gain_from_fees, share),
		.gain_from_topups =
		    between(a->gain_from_topups, b->gain_from_topups, share),
		.gain_from_orders =
		    between(a->gain_from_orders, b->gain_from_orders, share),
	};
}

bool
lab_read(const struct lab *lab, double threshold, struct threshold_point *out)
{
	const struct threshold_point *p = lab->points;
	size_t at = 0;

	if (lab->n_points == 0)
		return false;
	while (at + 1 < lab->n_points && p[at + 1].threshold <= threshold)
		at++;
	*out = p[at];
	if (at + 1 == lab->n_points || threshold <= p[at].threshold)
		return true;
	*out = point_between(&p[at], &p[at + 1],
	    (threshold - p[at].threshold) /
		(p[at + 1].threshold - p[at].threshold));
	return true;
}

/* ---- figures ---- */

static void
put(char *out, size_t size, const struct str *words)
{
	(void)snprintf(out, size, "%s", words->p);
}

/* Money with all its digits, or orders as whole numbers. */
static void
add_value(
    enum lab_line_id id, double value, int digits, bool sign, struct str *out)
{
	double shown = id == LAB_LINE_ORDERS ? round(value) : value;

	if (sign && shown >= 0)
		str_add_char(out, '+');
	if (id == LAB_LINE_ORDERS)
		num_add_grouped(out, (int64_t)shown);
	else
		money_add_grouped(out, money_round(shown, digits), digits);
}

static void
fill_line(enum lab_line_id id, double now, const struct range *change,
    const struct lab *lab, struct lab_line *out)
{
	int digits = lab->currency.digits;
	struct str words = STR_INIT;

	out->value = *change;
	add_value(id, now, digits, false, &words);
	put(out->now, sizeof(out->now), &words);
	str_clear(&words);
	add_value(id, now + change->median, digits, false, &words);
	put(out->then, sizeof(out->then), &words);
	str_clear(&words);
	add_value(id, change->median, digits, true, &words);
	put(out->change, sizeof(out->change), &words);
	str_clear(&words);
	if (lab->ranges) {
		add_value(id, change->low80, digits, true, &words);
		str_add(&words, " .. ");
		add_value(id, change->high80, digits, true, &words);
	}
	put(out->range, sizeof(out->range), &words);
	str_release(&words);
}

/* The present rule's point: simulated where there is a threshold now, else
 * the middle of every input. */
static void
present(const struct lab *lab, double *values)
{
	struct curve_point at, now;

	if (lab->has_now) {
		values[LAB_LINE_AOV] = lab->now.aov.median;
		values[LAB_LINE_CONTRIBUTION] = lab->now.contribution.median;
		values[LAB_LINE_ORDERS] = lab->now.orders.median;
		return;
	}
	lab_point(lab, lab->points[0].threshold, &at, &now);
	values[LAB_LINE_AOV] = now.aov;
	values[LAB_LINE_CONTRIBUTION] = now.contribution * lab->scale;
	values[LAB_LINE_ORDERS] = now.orders * lab->scale;
}

bool
lab_lines(const struct lab *lab, double threshold, struct lab_line *lines)
{
	static const char *const names[LAB_LINES] = {
		[LAB_LINE_AOV] = "AOV",
		[LAB_LINE_CONTRIBUTION] = "contribution",
		[LAB_LINE_ORDERS] = "orders",
	};
	struct threshold_point at;
	double now[LAB_LINES];

	if (!lab_read(lab, threshold, &at))
		return false;
	const struct range *changes[LAB_LINES] = {
		[LAB_LINE_AOV] = &at.aov_change,
		[LAB_LINE_CONTRIBUTION] = &at.contribution_change,
		[LAB_LINE_ORDERS] = &at.orders_change,
	};
	present(lab, now);
	for (int id = 0; id < LAB_LINES; id++) {
		lines[id] = (struct lab_line){ .name = names[id] };
		fill_line((enum lab_line_id)id, now[id], changes[id], lab,
		    &lines[id]);
	}
	return true;
}
