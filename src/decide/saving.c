/*
 * One pass over the distinct values; each is split into those that top up and
 * those that stay.
 */
#include "decide/saving.h"

#include <math.h>

#define FAR 40.0 /* gaps of so many decay lengths are never closed */

bool
saving_add(struct saving *sv, const struct saving_tier *tier)
{
	size_t at = 0;

	while (at < sv->n &&
	    (sv->tier[at].at < tier->at ||
		(tier->gift && !sv->tier[at].gift &&
		    !(sv->tier[at].at > tier->at))))
		at++;
	if (at < sv->n && !(sv->tier[at].at > tier->at) &&
	    sv->tier[at].gift == tier->gift) {
		sv->tier[at] = *tier;
		return true;
	}
	if (sv->n == SAVING_TIERS)
		return false;
	memmove(
	    &sv->tier[at + 1], &sv->tier[at], (sv->n - at) * sizeof(*sv->tier));
	sv->tier[at] = *tier;
	sv->n++;
	return true;
}

static double
reward(const struct saving_tier *tier, double value)
{
	return fmin(tier->percent ? tier->value * value : tier->value, value);
}

double
saving_discount(const struct saving *sv, double value)
{
	double most = 0;

	for (size_t i = 0; i < sv->n && value >= sv->tier[i].at; i++)
		if (!sv->tier[i].gift)
			most = fmax(most, reward(&sv->tier[i], value));
	return most;
}

const struct saving_tier *
saving_gift(const struct saving *sv, double value)
{
	const struct saving_tier *best = NULL;

	for (size_t i = 0; i < sv->n && value >= sv->tier[i].at; i++)
		if (sv->tier[i].gift &&
		    (best == NULL || sv->tier[i].value > best->value))
			best = &sv->tier[i];
	return best;
}

double
saving_worth(const struct saving *sv, double value)
{
	const struct saving_tier *gift = saving_gift(sv, value);

	return saving_discount(sv, value) + (gift != NULL ? gift->value : 0);
}

/* The share of the orders at v that close the gap to 'to', and by how much
 * they overshoot. */
static double
topping_up(const struct saving *sv, const struct curve_shop *shop,
    const struct curve_response *re, const struct saving_tier *to, double v,
    double *over)
{
	double gap = to->at - v;
	double k = re->rho * (saving_worth(sv, to->at) - saving_worth(sv, v));
	size_t g;

	*over = shop->overshoot;
	if (!(k > 0) || gap > FAR * k)
		return 0;
	if (re->fill == NULL)
		return re->p0 * exp(-gap / k);
	g = fill_index(re->fill, gap);
	if (g >= re->fill->n)
		return 0;
	*over = re->fill->overshoot[g];
	return re->p0 * exp(-gap / k) * re->fill->closable[g];
}

struct account {
	const struct curve_rule *shipping;
	const struct curve_shop *shop;
	const struct saving *sv;
	struct curve_point *pt;
};

/* n orders of goods worth 'value', of it 'added' by topping up. */
static void
add_orders(struct account *ac, double n, double value, double added)
{
	const struct curve_shop *shop = ac->shop;
	struct curve_point *pt = ac->pt;
	double phi = shop->payment_fee;
	double discount = saving_discount(ac->sv, value);
	const struct saving_tier *gift = saving_gift(ac->sv, value);
	double cost = gift != NULL ? gift->cost : 0;
	bool pays = ac->shipping->kind == CURVE_ALL_PAY ||
	    (ac->shipping->kind == CURVE_FREE_FROM &&
		value - discount < ac->shipping->at);

	pt->orders += n;
	pt->revenue += n * (value - discount);
	pt->given += n * (discount + cost);
	pt->topup_value += n * added;
	pt->from_topups +=
	    n * added * (shop->topup_margin * (1 - shop->topup_returns) - phi);
	pt->from_orders += n *
	    ((value - added) * (shop->margin - phi) - discount * (1 - phi) -
		cost - shop->ship_cost);
	if (!pays)
		return;
	pt->paying += n;
	pt->fees += n * shop->fee;
	pt->from_fees += n * shop->fee * (1 - phi);
}

void
saving_point(const struct curve_orders *od, const double *w,
    const struct curve_rule *shipping, const struct curve_shop *shop,
    const struct curve_response *re, const struct saving *sv,
    struct curve_point *out)
{
	struct account ac = { shipping, shop, sv, out };
	double visitors = 0, gaps = 0;
	size_t next = 0;

	*out = (struct curve_point){ 0 };
	for (size_t i = 0; i < od->n; i++) {
		double v = od->value[i], over = 0, pi = 0, gap = 0;

		while (next < sv->n && sv->tier[next].at <= v)
			next++;
		if (next < sv->n) {
			gap = sv->tier[next].at - v;
			pi =
			    topping_up(sv, shop, re, &sv->tier[next], v, &over);
		}
		add_orders(&ac, w[i] * (1 - pi), v, 0);
		if (pi > 0)
			add_orders(&ac, w[i] * pi, v + gap + over, gap + over);
		out->topups += w[i] * pi;
		gaps += w[i] * pi * gap;
		visitors += w[i];
	}
	out->contribution =
	    out->from_fees + out->from_topups + out->from_orders;
	out->aov = out->orders > 0 ? out->revenue / out->orders : 0;
	out->mean_gap = out->topups > 0 ? gaps / out->topups : 0;
	out->contribution_per_visitor =
	    visitors > 0 ? out->contribution / visitors : 0;
}
