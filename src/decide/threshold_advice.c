/*
 * Measuring a shop's money from its orders, and putting a projected curve into
 * a verdict. A verdict takes the candidate with the largest median gain and
 * tests it; it does not look for another one that would pass.
 */
#include "base/mem.h"
#include "base/money.h"
#include "decide/threshold.h"

#define WORSE_MAX     .2
#define FEE_SHARE_MAX .5
#define OVERSHOOT     .35 /* of the median price of a piece */

static int
compare_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
set_input(struct threshold_inputs *in, enum threshold_input id, double value,
    enum basis basis)
{
	in->value[id] = value;
	in->basis[id] = basis;
}

/* The most frequent value of a sorted list; the smaller one of equals. */
static int64_t
mode_of(const int64_t *sorted, size_t n)
{
	int64_t mode = 0;
	size_t most = 0;

	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && sorted[next] == sorted[i];)
			next++;
		if (next - i > most) {
			most = next - i;
			mode = sorted[i];
		}
	}
	return mode;
}

static void
measure_shipping(
    const struct sales *s, int64_t *scratch, struct threshold_inputs *in)
{
	double cost = 0;
	size_t paid = 0, known = 0;

	for (size_t o = 0; o < s->orders; o++) {
		if (s->shipping[o] != SALES_UNKNOWN && s->shipping[o] > 0)
			scratch[paid++] = s->shipping[o];
		if (s->ship_cost[o] == SALES_UNKNOWN)
			continue;
		cost += money_major(s->ship_cost[o], s->currency.digits);
		known++;
	}
	qsort(scratch, paid, sizeof(*scratch), compare_i64);
	if (paid > 0)
		set_input(in, THRESHOLD_FEE,
		    money_major(mode_of(scratch, paid), s->currency.digits),
		    BASIS_MEASURED);
	if (known > 0)
		set_input(in, THRESHOLD_SHIP_COST, cost / (double)known,
		    BASIS_MEASURED);
}

/* Share of the cart value that remains without tax and cost of goods. */
static void
measure_margin(const struct sales *s, struct threshold_inputs *in)
{
	double cart = 0, net = 0, paid = 0, cost = 0, margin;

	for (size_t o = 0; o < s->orders; o++) {
		cart += (double)s->cart_value[o];
		net += (double)s->net_value[o];
	}
	for (size_t l = 0; l < s->lines; l++) {
		int64_t cost4 = s->cost4[s->product[l]];

		if (cost4 == SALES_UNKNOWN)
			continue;
		paid += money_major(s->paid[l], s->currency.digits);
		cost += s->quantity[l] * ((double)cost4 / 10000);
	}
	if (!(paid > 0 && cart > 0))
		return;
	margin = net / cart - cost / paid;
	if (margin < -1 || margin > 1)
		return;
	set_input(in, THRESHOLD_MARGIN, margin, BASIS_MEASURED);
	set_input(in, THRESHOLD_TOPUP_MARGIN, margin, BASIS_MEASURED);
}

static void
measure_overshoot(
    const struct sales *s, int64_t *scratch, struct threshold_inputs *in)
{
	for (size_t l = 0; l < s->lines; l++)
		scratch[l] = s->paid[l] / s->quantity[l];
	qsort(scratch, s->lines, sizeof(*scratch), compare_i64);
	if (s->lines > 0)
		set_input(in, THRESHOLD_OVERSHOOT,
		    OVERSHOOT *
			money_major(scratch[s->lines / 2], s->currency.digits),
		    BASIS_ESTIMATED);
}

bool
threshold_measure(
    const struct sales *s, struct threshold_inputs *in, struct err *err)
{
	size_t n = s->orders > s->lines ? s->orders : s->lines;
	int64_t *scratch =
	    mem_try_array(n, sizeof(*scratch), "the charges of orders", err);

	if (scratch == NULL)
		return false;
	measure_shipping(s, scratch, in);
	measure_margin(s, in);
	measure_overshoot(s, scratch, in);
	mem_free(scratch);
	return true;
}

static enum threshold_verdict
judge(const struct threshold_point *pt, bool at_end, bool confirmed)
{
	double gain =
	    pt->gain_from_fees + pt->gain_from_topups + pt->gain_from_orders;

	if (!(pt->contribution_change.low80 > 0) ||
	    1 - pt->p_better > WORSE_MAX)
		return THRESHOLD_UNCLEAR;
	if (pt->gain_from_fees > FEE_SHARE_MAX * gain)
		return THRESHOLD_FEE_RISE;
	if (at_end)
		return THRESHOLD_AT_END;
	return confirmed ? THRESHOLD_BETTER : THRESHOLD_UNCONFIRMED;
}

void
threshold_advise(const struct threshold_point *points, size_t m, bool confirmed,
    struct threshold_advice *out)
{
	*out = (struct threshold_advice){ .verdict = THRESHOLD_NONE };
	if (m == 0)
		return;
	for (size_t t = 1; t < m; t++)
		if (points[t].contribution_change.median >
		    points[out->best].contribution_change.median)
			out->best = t;
	out->verdict = judge(&points[out->best],
	    out->best == 0 || out->best == m - 1, confirmed);
}

static void
add_change(const struct threshold_point *pt, int digits, struct str *out)
{
	str_add(out, "contribution ");
	money_add_short(out, pt->contribution_change.median, true);
	str_addf(out, " (better in %.0f %% of draws), AOV %+.*f",
	    100 * pt->p_better, digits, pt->aov_change.median);
}

void
threshold_explain(const struct threshold_advice *advice,
    const struct threshold_point *points, int digits, struct str *out)
{
	const struct threshold_point *pt = &points[advice->best];

	switch (advice->verdict) {
	case THRESHOLD_NONE:
		str_add(out, "there is nothing to compare");
		break;
	case THRESHOLD_UNCLEAR:
		str_add(out, "no clear improvement");
		break;
	case THRESHOLD_AT_END:
		str_addf(out,
		    "the best value looked at, %.*f, is the last of the list: "
		    "look further",
		    digits, pt->threshold);
		break;
	case THRESHOLD_FEE_RISE:
		str_addf(out,
		    "%.*f would earn more, but this is a shipping price rise, "
		    "not a top-up effect",
		    digits, pt->threshold);
		break;
	case THRESHOLD_UNCONFIRMED:
		str_addf(out, "%.*f, if the assumed response holds: ", digits,
		    pt->threshold);
		add_change(pt, digits, out);
		break;
	case THRESHOLD_BETTER:
		str_addf(out, "%.*f: ", digits, pt->threshold);
		add_change(pt, digits, out);
		break;
	case THRESHOLD_VERDICT_COUNT:
		break;
	}
}
