/*
 * A rule uses three streams from its first on: who wants to top up, which
 * products they look at, who is put off by the fee. A bundle uses two: how
 * open its customers are to it, and who takes it.
 */
#include "decide/world_offer.h"

#include <math.h>

#include "base/random.h"

enum {
	/* Offsets from the stream of a rule or bundle. */
	WANT = 0,
	LOOK,
	PUT_OFF,
	OPENNESS = 0,
	TAKE,
};

static const double openness_sd = 0.5;
static const double discount_most = 0.9; /* share of b's price, as felt */
static const double share_least = 1e-6, share_most = 0.95;

/* All categories weigh the same here, so the product's share is its share of
 * its category divided by their number. */
static uint32_t
look_at(const struct world *w, double u)
{
	double at = u * w->params.categories;
	size_t per = (size_t)w->params.per_category;
	size_t category = (size_t)at;
	size_t first = category * per, place = 0;

	while (place + 1 < per &&
	    at - (double)category > w->product_cdf[first + place])
		place++;
	return (uint32_t)(first + place);
}

static int32_t
find_filler(const struct world *w, const struct world_rule *rule, size_t order,
    int64_t gap)
{
	int32_t best = WORLD_NO_PRODUCT;

	for (size_t j = 0; j < WORLD_FILLER_LOOKS; j++) {
		uint32_t i = look_at(
		    w, random_unit(w->seed, rule->stream + LOOK, order, j));

		if (w->price[i] < gap)
			continue;
		if (best == WORLD_NO_PRODUCT || w->price[i] < w->price[best])
			best = (int32_t)i;
	}
	return best;
}

struct world_response
world_respond(const struct world *w, const struct world_rule *rule,
    size_t order, int64_t value)
{
	struct world_response r = {
		.value = value, .filler = WORLD_NO_PRODUCT, .placed = true
	};
	double gap = (double)(rule->threshold - value);
	double want, stay;

	if (value >= rule->threshold)
		return r;
	want = rule->p0 * exp(-gap / (rule->rho * (double)rule->fee));
	if (random_unit(w->seed, rule->stream + WANT, order, 0) < want)
		r.filler = find_filler(w, rule, order, rule->threshold - value);
	if (r.filler != WORLD_NO_PRODUCT) {
		r.value += w->price[r.filler];
		return r;
	}
	r.fee = rule->fee;
	stay = value > 0 ? exp(-rule->eta * (double)r.fee / (double)value) : 0;
	r.placed =
	    random_unit(w->seed, rule->stream + PUT_OFF, order, 0) < stay;
	return r;
}

static bool
order_holds(const struct world_orders *od, size_t o, size_t product)
{
	for (size_t l = od->first[o]; l < od->first[o + 1]; l++)
		if (od->product[l] == product)
			return true;
	return false;
}

static double
logit(double p)
{
	return log(p / (1 - p));
}

static double
expit(double x)
{
	return 1 / (1 + exp(-x));
}

/* The chance that this customer, who has a alone, adds b. */
static double
take_rate(const struct world *w, const struct world_bundle *bundle,
    double share, int32_t customer)
{
	double felt = (double)bundle->discount / (double)w->price[bundle->b];
	double z = random_normal(
	    w->seed, bundle->stream + OPENNESS, (uint64_t)customer, 0);
	double odds = logit(share) + openness_sd * z -
	    openness_sd * openness_sd / 2 * (1 - 2 * share);
	double before = expit(odds), after;

	felt = felt < discount_most ? felt : discount_most;
	after = expit(odds + log(bundle->visibility) -
	    bundle->elasticity * log(1 - felt));
	return after > before ? (after - before) / (1 - before) : 0;
}

/* The share of a's orders that hold b, kept off 0 and 1. */
static double
organic_share(const struct world_bundle_effect *effect)
{
	double n = (double)(effect->full + effect->partial);
	double share = ((double)effect->full + .5) / (n + 1);

	return share < share_least ? share_least
	    : share > share_most   ? share_most
				   : share;
}

struct world_bundle_effect
world_bundle(const struct world *w, const struct world_orders *od,
    const struct world_bundle *bundle)
{
	struct world_bundle_effect e = { 0 };
	double share, sum = 0;

	for (size_t o = 0; o < od->orders; o++)
		if (order_holds(od, o, bundle->a)) {
			bool both = order_holds(od, o, bundle->b);

			e.full += both;
			e.partial += !both;
		}
	share = organic_share(&e);
	for (size_t o = 0; o < od->orders; o++) {
		double tau;

		if (!order_holds(od, o, bundle->a) ||
		    order_holds(od, o, bundle->b))
			continue;
		tau = take_rate(w, bundle, share, od->customer[o]);
		sum += tau;
		e.takes +=
		    random_unit(w->seed, bundle->stream + TAKE, o, 0) < tau;
	}
	if (e.partial > 0)
		e.tau = sum / (double)e.partial;
	return e;
}
