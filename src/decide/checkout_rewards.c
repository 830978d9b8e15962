/*
 * What thresholds give: of the goods left after the bundles, one amount off
 * the order, one gift and free shipping; of every other threshold why it gives
 * nothing.
 */
#include "decide/checkout_internal.h"

#include "base/money.h"
#include "base/num.h"

/* What a reached threshold takes off an order of 'goods': never less than
 * nothing nor more than all of it, whatever a store from elsewhere asks for. */
static int64_t
order_off(const struct offer *of, int64_t goods)
{
	int64_t off = 0;

	if (of->value < 0)
		return 0;
	if (of->discount == DISCOUNT_AMOUNT)
		off = of->value;
	else if (of->discount == DISCOUNT_PERCENT &&
	    !num_mul_div(goods, of->value, 100 * OFFER_PERCENT_UNIT, &off))
		off = goods;
	return off < goods ? off : goods;
}

static bool
is_elsewhere(const struct checkout *co, const struct offer *of)
{
	return of->country != NULL &&
	    (co->cart->country == NULL ||
		strcmp(of->country, co->cart->country) != 0);
}

/* Would the reward leave less of the order than its minimum margin? */
static bool
order_breaks_margin(
    const struct checkout *co, const struct offer *of, int64_t goods)
{
	double cost = 0, one;
	uint32_t gift;

	if (of->min_margin == 0)
		return false;
	for (size_t i = 0; i < co->cart->n; i++) {
		const struct checkout_line *ln = &co->cart->lines[i];

		if (!checkout_cost(co, ln->product, &one))
			return false;
		cost += one * ln->quantity;
	}
	if (of->discount == DISCOUNT_GIFT) {
		gift = of->items[0].product;
		if (!checkout_cost(co, gift, &one))
			return false;
		cost += one * of->items[0].quantity;
	}
	return checkout_margin_broken(
	    co, of, goods - order_off(of, goods), cost);
}

/* Is the reward of this threshold to be had at all? */
static bool
is_reached(const struct checkout *co, size_t o, int64_t goods)
{
	const struct offer *of = &co->offers[o];

	return checkout_enabled(co, o) && goods >= of->threshold &&
	    !is_elsewhere(co, of) && !order_breaks_margin(co, of, goods);
}

static int64_t
worth_of(const struct offer *of, int64_t goods)
{
	return of->discount == DISCOUNT_GIFT ? of->value : order_off(of, goods);
}

/* The reached threshold whose gift, or whose amount off the order, is worth
 * most; n_offers: none. */
static size_t
best_reward(const struct checkout *co, int64_t goods, bool gift)
{
	size_t best = co->n_offers;
	int64_t most = -1;

	for (size_t t = 0; t < co->n_thresholds; t++) {
		size_t o = co->thresholds[t];
		const struct offer *of = &co->offers[o];

		if (of->discount == DISCOUNT_FREE_SHIPPING ||
		    (of->discount == DISCOUNT_GIFT) != gift ||
		    !is_reached(co, o, goods) || worth_of(of, goods) <= most)
			continue;
		most = worth_of(of, goods);
		best = o;
	}
	return best;
}

static void
apply_order_off(struct checkout *co, size_t o, int64_t off)
{
	size_t effect = checkout_add_effect(co, CHECKOUT_ORDER_OFF, o, 1, off);
	size_t n_lines = co->cart->n;

	for (size_t i = 0; i < n_lines; i++)
		co->weights[i] = co->lines[i].total;
	money_allocate(off, co->weights, n_lines, co->parts);
	for (size_t i = 0; i < n_lines; i++)
		if (co->parts[i] > 0)
			checkout_add_share(co, i, effect, 0, co->parts[i]);
}

/* Why a threshold gives nothing here. */
static void
explain_missed(struct checkout *co, size_t o, int64_t goods, int64_t subtotal)
{
	const struct offer *of = &co->offers[o];

	if (is_elsewhere(co, of))
		(void)checkout_add_effect(co, CHECKOUT_ELSEWHERE, o, 0, 0);
	else if (goods < of->threshold)
		(void)checkout_add_effect(co,
		    subtotal >= of->threshold ? CHECKOUT_DROPPED
					      : CHECKOUT_BELOW,
		    o, 0, of->threshold - goods);
	else
		(void)checkout_add_effect(co,
		    order_breaks_margin(co, of, goods) ? CHECKOUT_MARGIN
						       : CHECKOUT_OUTBID,
		    o, 0, worth_of(of, goods));
}

void
checkout_price_thresholds(struct checkout *co, struct checkout_result *out)
{
	int64_t goods = out->subtotal - out->bundle_discount;
	size_t best = best_reward(co, goods, false);
	size_t gift = best_reward(co, goods, true);
	bool free_already = false;

	for (size_t t = 0; t < co->n_thresholds; t++) {
		size_t o = co->thresholds[t];
		const struct offer *of = &co->offers[o];

		if (!checkout_enabled(co, o))
			continue;
		if (o == best) {
			out->order_discount = order_off(of, goods);
			apply_order_off(co, o, out->order_discount);
		} else if (o == gift) {
			out->gifts = of->value;
			(void)checkout_add_effect(co, CHECKOUT_GIFT, o,
			    of->items[0].quantity, of->value);
		} else if (of->discount == DISCOUNT_FREE_SHIPPING &&
		    !free_already && is_reached(co, o, goods)) {
			free_already = true;
			out->shipping_saved = co->cart->shipping;
			(void)checkout_add_effect(co, CHECKOUT_FREE_SHIPPING, o,
			    1, co->cart->shipping);
		} else {
			explain_missed(co, o, goods, out->subtotal);
		}
	}
}
