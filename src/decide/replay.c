/*
 * Unit prices are what was paid divided by the pieces, in ten-thousandths, so
 * a line of a hundred pieces is back within half a minor unit.
 */
#include "decide/replay.h"

#include "base/mem.h"

struct replay {
	const struct sales *s;
	struct offer *offers; /* live ones, then the plan; owned copy */
	struct checkout *without, *with;
	struct checkout_line *lines;
	size_t n_lines, cap_lines;
};

double
replay_net_share(const struct sales *s)
{
	double net = 0, cart = 0;

	for (size_t o = 0; o < s->orders; o++) {
		net += (double)s->net_value[o];
		cart += (double)s->cart_value[o];
	}
	return cart > 0 ? net / cart : 1;
}

struct replay *
replay_new(const struct sales *s, const struct offer *live, size_t n_live,
    const struct offer *plans, size_t n_plans)
{
	struct replay *rp = mem_zalloc(sizeof(*rp));
	uint32_t products = (uint32_t)s->products;
	int digits = s->currency.digits;

	rp->s = s;
	rp->offers = mem_array(n_live + n_plans, sizeof(*rp->offers));
	for (size_t i = 0; i < n_live; i++)
		rp->offers[i] = live[i];
	for (size_t i = 0; i < n_plans; i++)
		rp->offers[n_live + i] = plans[i];
	rp->without = checkout_new(rp->offers, n_live, products, digits);
	rp->with = checkout_new(rp->offers, n_live + n_plans, products, digits);
	checkout_costs(rp->without, s->cost4, replay_net_share(s));
	checkout_costs(rp->with, s->cost4, replay_net_share(s));
	return rp;
}

void
replay_free(struct replay *rp)
{
	if (rp == NULL)
		return;
	checkout_free(rp->without);
	checkout_free(rp->with);
	mem_free(rp->offers);
	mem_free(rp->lines);
	mem_free(rp);
}

struct checkout_line
replay_line(const struct sales *s, size_t l)
{
	int64_t paid4 = money_to_price4(s->paid[l], s->currency.digits);

	return (struct checkout_line){
		.product = s->product[l],
		.quantity = s->quantity[l],
		.price4 = (paid4 + s->quantity[l] / 2) / s->quantity[l],
	};
}

static void
load_cart(struct replay *rp, size_t o, size_t room)
{
	const struct sales *s = rp->s;

	rp->n_lines = s->first[o + 1] - s->first[o];
	rp->lines = mem_reserve(
	    rp->lines, &rp->cap_lines, rp->n_lines + room, sizeof(*rp->lines));
	for (size_t i = 0; i < rp->n_lines; i++) {
		rp->lines[i] = replay_line(s, s->first[o] + i);
	}
}

static void
add_line(struct replay *rp, const struct checkout_line *more)
{
	for (size_t i = 0; i < rp->n_lines; i++) {
		if (rp->lines[i].product != more->product)
			continue;
		rp->lines[i].quantity += more->quantity;
		return;
	}
	rp->lines[rp->n_lines++] = *more;
}

static bool
was_dropped(const struct checkout_result *r)
{
	for (size_t i = 0; i < r->n_effects; i++)
		if (r->effects[i].reason == CHECKOUT_DROPPED)
			return true;
	return false;
}

static bool
price(struct replay *rp, struct checkout *co, int64_t *discount, bool *dropped,
    struct err *err)
{
	const struct checkout_cart cart = { .lines = rp->lines,
		.n = rp->n_lines };
	struct checkout_result r;

	if (!checkout_price(co, &cart, &r, err))
		return false;
	*discount = r.bundle_discount + r.order_discount;
	*dropped = was_dropped(&r);
	return true;
}

bool
replay_order(struct replay *rp, size_t o, const struct checkout_line *more,
    size_t n, struct replay_effect *out, struct err *err)
{
	int64_t before, after;
	bool dropped_before, dropped;

	load_cart(rp, o, n);
	if (!price(rp, rp->without, &before, &dropped_before, err))
		return false;
	for (size_t i = 0; i < n; i++)
		add_line(rp, &more[i]);
	if (!price(rp, rp->with, &after, &dropped, err))
		return false;
	out->discount = money_major(after - before, rp->s->currency.digits);
	out->dropped = dropped && !dropped_before;
	return true;
}
