/*
 * lab_text - what a lab has to say, in sentences. Nothing is projected here
 * but the rules of thumb that lie outside the curve.
 */
#include "service/lab.h"

#include <math.h>

#include "base/date.h"
#include "base/num.h"

static void
add_amount(const struct lab *lab, double major, struct str *out)
{
	int digits = lab->currency.digits;

	money_add_grouped(out, money_round(major, digits), digits);
}

static bool
is_assumed(const struct lab *lab, enum threshold_input id, struct str *out)
{
	if (lab->inputs.basis[id] != BASIS_ASSUMED)
		return false;
	if (out->len > 0)
		str_add_char(out, '\n');
	return true;
}

void
lab_add_gaps(const struct lab *lab, struct str *out)
{
	const double *value = lab->inputs.value;

	if (is_assumed(lab, THRESHOLD_MARGIN, out))
		str_addf(out,
		    "no costs are known: contribution assumes a margin of "
		    "%.0f %%",
		    100 * value[THRESHOLD_MARGIN]);
	if (is_assumed(lab, THRESHOLD_FEE, out)) {
		str_add(
		    out, "too few orders record a shipping charge: a fee of ");
		add_amount(lab, value[THRESHOLD_FEE], out);
		str_add(out, " is assumed");
	}
	if (is_assumed(lab, THRESHOLD_SHIP_COST, out)) {
		str_add(out, "no parcel has a cost: ");
		add_amount(lab, value[THRESHOLD_SHIP_COST], out);
		str_add(out, " is assumed");
	}
}

/* 10 where thresholds are 25 to 250, and by the same measure elsewhere. */
static double
near_width(double threshold)
{
	return threshold > 0 ? pow(10, floor(log10(threshold / 2.5))) : 1;
}

void
lab_add_near(const struct lab *lab, double threshold, struct str *out)
{
	double width = near_width(threshold);
	double share = lab_share_below(lab, threshold, width);
	double orders = lab->detection.orders.total;

	if (orders < CELL_LEAST_FOR_PERCENT)
		str_addf(out, "%.0f of %.0f orders", share * orders, orders);
	else
		str_addf(out, "%.0f %% of orders", 100 * share);
	str_add(out, " lie within ");
	add_amount(lab, width, out);
	str_add(out, " below ");
	add_amount(lab, threshold, out);
}

void
lab_add_reward(const struct lab *lab, struct str *out)
{
	const struct saving_tier *of = &lab->reward;

	if (!lab->saves) {
		str_add(out, "free shipping");
	} else if (of->percent) {
		num_add_double(out, 100 * of->value);
		str_add(out, " % off");
	} else {
		str_add(out, of->gift ? "a gift worth " : "");
		add_amount(lab, of->value, out);
		str_add(out, of->gift ? "" : " off");
	}
}

/* ---- the rule ---- */

void
lab_add_rule(const struct lab *lab, struct str *out)
{
	if (lab->rule_from_store) {
		str_add(out, "live in endcap: shipping is free from ");
		add_amount(lab, lab->rule.at, out);
		str_add(out, "; ");
	}
	str_add(out, "recorded charges: ");
	detection_add_rule(&lab->detection, out);
	if (lab->detection.regimes.n > 1 && lab->detection.from > INT32_MIN) {
		str_add(out, "; this rule since ");
		date_add_day(out, lab->detection.from);
	}
}

/* ---- reasons ---- */

static void
add_signed(const struct lab *lab, double major, struct str *out)
{
	if (major >= 0)
		str_add_char(out, '+');
	add_amount(lab, major, out);
}

static void
add_split(
    const struct lab *lab, const struct threshold_point *at, struct str *out)
{
	str_addf(out, "contribution changes in %.0f days by ",
	    lab->scale * (lab->until - lab->from + 1));
	if (!lab->saves) {
		str_add(out, "fees ");
		add_signed(lab, at->gain_from_fees, out);
		str_add(out, ", ");
	}
	str_add(out, "goods added ");
	add_signed(lab, at->gain_from_topups, out);
	str_add(out,
	    lab->saves && lab->reward.gift ? ", gifts and orders "
		: lab->saves               ? ", discounts and orders "
					   : ", orders lost or regained ");
	add_signed(lab, at->gain_from_orders, out);
	if (lab->saves) {
		str_add(out,
		    lab->reward.gift ? "; gifts that cost "
				     : "; discounts of ");
		add_amount(lab, at->given.median, out);
		str_add(out,
		    " are given, most of them to orders that are as "
		    "large anyway");
	}
}

/* Where orders become newly charged: from *from up to the threshold. */
static bool
is_raise(const struct lab *lab, double threshold, double *from)
{
	*from = lab->rule.kind == CURVE_FREE_FROM ? lab->rule.at : 0;
	return !lab->saves && lab->rule.kind != CURVE_ALL_PAY &&
	    threshold > *from;
}

static void
add_breakeven(const struct lab *lab, double threshold, struct str *out)
{
	struct curve_response response;
	struct curve_shop shop;
	double from, loss, mean;

	if (!is_raise(lab, threshold, &from))
		return;
	mean = curve_mean_between(&lab->detection.orders, from, threshold);
	lab_middle(lab, &shop, &response);
	str_add_char(out, '\n');
	if (!(mean > 0) || !threshold_breakeven_loss(&shop, mean, &loss)) {
		str_add(out, "losing a newly charged order loses nothing");
	} else {
		str_addf(out, "losing %.1f %% of the orders from ", 100 * loss);
		add_amount(lab, from, out);
		str_add(out, " up to ");
		add_amount(lab, threshold, out);
		str_add(out, ", which pay anew, eats all their fees");
	}
	str_addf(out,
	    "\ntopping up is taken at %.2f of what it is now: raising has done "
	    "worse than models say (%s)",
	    lab->inputs.value[THRESHOLD_CAUTION],
	    basis_name(lab->inputs.basis[THRESHOLD_CAUTION]));
}

static void
add_visitors(const struct lab *lab, double threshold,
    const struct threshold_point *at, struct str *out)
{
	double each = lab->now.contribution_per_visitor.median;
	struct curve_point then, now;

	if (!lab->has_now) {
		lab_point(lab, threshold, &then, &now);
		each = now.contribution_per_visitor;
	}
	str_add(out, "\nper visitor ");
	add_amount(lab, at->contribution_per_visitor.median, out);
	str_add(out, " instead of ");
	add_amount(lab, each, out);
	str_addf(out, "; %.0f of %.0f orders stay away for the fee",
	    at->lost.median, at->lost.median + at->orders.median);
	if (at->aov_change.median > 0 && at->contribution_change.median < 0)
		str_add(out,
		    lab->saves
			? "; AOV rises, contribution falls: what is given "
			  "costs more than the goods added bring"
			: "; AOV rises because small orders stay away, "
			  "contribution falls");
}

void
lab_add_reasons(const struct lab *lab, double threshold, struct str *out)
{
	struct threshold_point at;

	if (!lab_read(lab, threshold, &at))
		return;
	add_split(lab, &at, out);
	add_breakeven(lab, threshold, out);
	add_visitors(lab, threshold, &at, out);
}

void
lab_add_advice(const struct lab *lab, struct str *out)
{
	const struct threshold_advice *a = &lab->advice;

	if (lab->n_points == 0 && lab->detection.orders.total > 0) {
		str_add(out,
		    "too few orders to say what a threshold would do: no curve "
		    "is drawn");
		return;
	}
	threshold_explain(a, lab->points, lab->currency.digits, out);
	if (a->verdict == THRESHOLD_NONE)
		return;
	str_add_char(out, '\n');
	lab_add_reasons(lab, lab->points[a->best].threshold, out);
}

/* ---- rules of thumb ---- */

static const char *const thumbs[LAB_THUMBS] = {
	[LAB_THUMB_AOV] = "1.2 x AOV",
	[LAB_THUMB_BREAK_EVEN] = "break-even",
};

const char *
lab_thumb_name(enum lab_thumb which)
{
	return thumbs[which];
}

static double
nearest_round(double value, int digits)
{
	double near[LAB_NAMED], best = value;
	size_t n = bunch_round_values(
	    value * .8, value * 1.25, digits, LAB_NAMED, near);

	for (size_t i = 0; i < n; i++)
		if (i == 0 || fabs(near[i] - value) < fabs(best - value))
			best = near[i];
	return best;
}

double
lab_thumb(const struct lab *lab, enum lab_thumb which)
{
	const struct curve_orders *od = &lab->detection.orders;
	const double *in = lab->inputs.value;
	double earned = in[THRESHOLD_MARGIN] - in[THRESHOLD_PAYMENT_FEE];
	double value = 0;

	if (!(od->total > 0))
		return 0;
	if (which == LAB_THUMB_AOV)
		value = 1.2 * od->total_value / od->total;
	else if (earned > 0)
		value = in[THRESHOLD_SHIP_COST] / earned;
	return value > 0 ? nearest_round(value, lab->currency.digits) : 0;
}

/* Within the curve as projected, outside by the middle of the inputs. */
static double
change_at(const struct lab *lab, double threshold)
{
	const struct threshold_point *p = lab->points;
	struct threshold_point at;
	struct curve_point then, now;

	if (threshold >= p[0].threshold &&
	    threshold <= p[lab->n_points - 1].threshold &&
	    lab_read(lab, threshold, &at))
		return at.contribution_change.median;
	lab_point(lab, threshold, &then, &now);
	return (then.contribution - now.contribution) * lab->scale;
}

void
lab_add_thumbs(const struct lab *lab, struct str *out)
{
	size_t before = out->len;

	if (lab->n_points == 0 || lab->saves)
		return;
	for (int i = 0; i < LAB_THUMBS; i++) {
		double value = lab_thumb(lab, (enum lab_thumb)i);

		if (!(value > 0))
			continue;
		str_add(out, out->len > before ? "; " : "rules of thumb: ");
		str_addf(out, "%s, ", thumbs[i]);
		add_amount(lab, value, out);
		str_add(out, ": contribution ");
		add_signed(lab, change_at(lab, value), out);
	}
}

/* ---- everything ---- */

static void
add_inputs(const struct lab *lab, struct str *out)
{
	struct basis_row rows[THRESHOLD_MAX_ROWS];
	size_t n = threshold_rows(&lab->inputs, rows);

	str_add(out, "\ninputs\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "  %-16s %10.4g  %-9s  %s\n", rows[i].name,
		    rows[i].value, basis_name(rows[i].basis), rows[i].meaning);
}

void
lab_write_text(const struct lab *lab, struct str *out)
{
	size_t before;

	num_add_counted(out, (int64_t)(lab->detection.orders.total + .5),
	    "order of ", "orders of ");
	date_add_day(out, lab->from);
	str_add(out, " .. ");
	date_add_day(out, lab->until);
	str_add_char(out, '\n');
	before = out->len;
	population_add_words(&lab->detection.people, out);
	str_add(out, out->len > before ? "\n" : "");
	lab_add_rule(lab, out);
	str_add_char(out, '\n');
	detection_add_response(&lab->detection, out);
	str_add_char(out, '\n');
	lab_add_gaps(lab, out);
	str_add_char(out, '\n');
	lab_add_advice(lab, out);
	str_add_char(out, '\n');
	lab_add_thumbs(lab, out);
	str_add_char(out, '\n');
	track_add_words(&lab->track, "thresholds", out);
	str_add(out, lab->track.n > 0 ? "\n" : "");
	add_inputs(lab, out);
}
