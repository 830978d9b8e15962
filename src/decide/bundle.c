/*
 * A pair's exposure needs no pass over the orders: n_ab orders are full, n_a -
 * n_ab hold only a, n_b - n_ab only b. That is what makes it affordable to
 * project hundreds of pairs for one list; the bundle that is opened is then
 * counted properly by exposure_count.
 */
#include "decide/bundle.h"

#include "base/mem.h"
#include "base/money.h"

#define UNKNOWN    INT64_MIN
#define CHANCE_CAP .95

static const struct {
	const char *name, *sentence;
} warnings[BUNDLE_WARNING_COUNT] = {
#define X(id, name, sentence) [id] = { name, sentence },
	BUNDLE_WARNINGS(X)
#undef X
};

static const double default_percents[] = { 5, 7.5, 10, 15 };

const char *
bundle_warning_name(enum bundle_warning w)
{
	assert(w < BUNDLE_WARNING_COUNT);
	return warnings[w].name;
}

const char *
bundle_warning_sentence(enum bundle_warning w)
{
	assert(w < BUNDLE_WARNING_COUNT);
	return warnings[w].sentence;
}

void
bundle_how_default(struct bundle_how *how)
{
	*how = (struct bundle_how){
		.percents = default_percents,
		.n_percents = ARRAY_LEN(default_percents),
		.margin_floor = .20,
		.per_primary = 3,
		.per_family = 2,
		.seed = 1,
		.draws = 200,
	};
}

static double
major4(int64_t price4)
{
	return (double)price4 / 10000.0;
}

static struct exposure_item
item_of(const struct bundle_shop *shop, uint32_t product, int64_t orders)
{
	int64_t cost4 = shop->cost4[product];

	return (struct exposure_item){
		.price = major4(shop->price4[product]),
		.cost = cost4 == UNKNOWN ? 0 : major4(cost4),
		.cost_known = cost4 != UNKNOWN,
		.orders = (double)orders,
	};
}

/* Orders that hold one product and lack item 'missing' of the exposure. */
static void
add_group(struct exposure *ex, const struct bundle_pair *pair, int64_t holding,
    size_t missing, bool same_category)
{
	const struct exposure_item *x = &ex->items[missing];
	double chance = holding > 0 ? pair->expected / (double)holding : 0;

	if (holding <= pair->n_ab)
		return;
	ex->partial_orders += holding - pair->n_ab;
	ex->groups[ex->n_groups++] = (struct exposure_group){
		.missing = UINT32_C(1) << missing,
		.orders = (double)(holding - pair->n_ab),
		.present = (double)holding,
		.full = (double)pair->n_ab,
		.chance = chance < CHANCE_CAP ? chance : CHANCE_CAP,
		.price = x->price,
		.pieces = 1,
		.cost = x->cost_known ? x->cost : 0,
		.uncosted = x->cost_known ? 0 : x->price,
		.give = ex->discount,
		.alt_price = x->price,
		.alt_cost = x->cost_known ? x->cost : -1,
		.same_category = same_category,
	};
}

void
bundle_exposure(const struct bundle_shop *shop, const struct bundle_pair *pair,
    int64_t discount, struct exposure *out)
{
	bool same = shop->category != NULL && shop->category[pair->a] != 0 &&
	    shop->category[pair->a] == shop->category[pair->b];

	*out = (struct exposure){
		.digits = shop->digits,
		.until = shop->days - 1,
		.orders = shop->orders,
		.revenue = shop->revenue,
		.net_share = shop->net_share,
		.full_orders = pair->n_ab,
		.sets = pair->n_ab,
		.set_price = major4(shop->price4[pair->a]) +
		    major4(shop->price4[pair->b]),
		.discount = money_major(discount, shop->digits),
		.n_items = 2,
	};
	out->leak = out->full_orders > 0 ? out->discount : 0;
	out->items[0] = item_of(shop, pair->a, pair->n_a);
	out->items[1] = item_of(shop, pair->b, pair->n_b);
	if (pair->direction != BUNDLE_B_LEADS)
		add_group(out, pair, pair->n_a, 1, same);
	if (pair->direction != BUNDLE_A_LEADS)
		add_group(out, pair, pair->n_b, 0, same);
}

static bool
in_live_bundle(const struct offer *of, const struct offer *live, size_t n_live)
{
	for (size_t l = 0; l < n_live; l++)
		for (size_t i = 0;
		     live[l].kind == OFFER_BUNDLE && i < live[l].n_items; i++)
			for (size_t k = 0; k < of->n_items; k++)
				if (live[l].items[i].product ==
				    of->items[k].product)
					return true;
	return false;
}

/* Flags of the items themselves, each slot with its first product; what a set
 * sells for and costs on the way. */
static unsigned
check_items(const struct bundle_shop *shop, const struct offer *of,
    double assumed_margin, struct offer_part *parts, size_t *n, double *cost)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n_slots = offer_slots(of, slots);
	unsigned flags = 0;

	*n = 0;
	for (size_t i = 0; i < n_slots; i++) {
		uint32_t p = of->items[slots[i].first].product;
		int32_t pieces = slots[i].pieces;

		if (slots[i].role == OFFER_ADDON)
			continue;
		parts[(*n)++] = (struct offer_part){ shop->price4[p], pieces,
			slots[i].role };
		if (shop->price4[p] < 0)
			flags |= BUNDLE_FLAG(BUNDLE_NO_PRICE);
		if (shop->cost4[p] == UNKNOWN) {
			flags |= BUNDLE_FLAG(BUNDLE_NO_COST);
			*cost += pieces * major4(shop->price4[p]) *
			    shop->net_share * (1 - assumed_margin);
		} else {
			*cost += pieces * major4(shop->cost4[p]);
		}
		if (shop->active != NULL && !shop->active[p])
			flags |= BUNDLE_FLAG(BUNDLE_INACTIVE);
		if (shop->stock != NULL && shop->stock[p] != UNKNOWN &&
		    shop->stock[p] < pieces)
			flags |= BUNDLE_FLAG(BUNDLE_OUT_OF_STOCK);
	}
	return flags;
}

/* By accident, that is: where an item is to be free the kind says so. */
static bool
leaves_an_item_free(const struct bundle_shop *shop, const struct offer *of,
    const struct offer_part *parts, size_t n, int64_t discount)
{
	for (size_t i = 0; i < n; i++)
		if (of->discount != DISCOUNT_CHEAPEST &&
		    of->discount != DISCOUNT_GET &&
		    discount >=
			money_from_price4(parts[i].price4, shop->digits))
			return true;
	return false;
}

unsigned
bundle_warnings(const struct bundle_shop *shop, const struct offer *of,
    const struct offer *live, size_t n_live, double margin_floor,
    double assumed_margin)
{
	struct offer_part parts[OFFER_MAX_SLOTS];
	int64_t sum4, discount;
	double cost = 0, left;
	size_t n;
	unsigned flags =
	    check_items(shop, of, assumed_margin, parts, &n, &cost);

	if (in_live_bundle(of, live, n_live))
		flags |= BUNDLE_FLAG(BUNDLE_TAKEN);
	if (!offer_set_price4(parts, n, &sum4))
		return flags;
	discount = offer_set_discount(of, parts, n, shop->digits);
	if (leaves_an_item_free(shop, of, parts, n, discount))
		flags |= BUNDLE_FLAG(BUNDLE_FREE_ITEM);
	left = (major4(sum4) - money_major(discount, shop->digits)) *
	    shop->net_share;
	if (left < cost)
		flags |= BUNDLE_FLAG(BUNDLE_BELOW_COST);
	if (left - cost < margin_floor * left || left < cost)
		flags |= BUNDLE_FLAG(BUNDLE_BELOW_FLOOR);
	return flags;
}

/* Reasons not to propose a set at all. */
static const unsigned refused = BUNDLE_FLAG(BUNDLE_BELOW_FLOOR) |
    BUNDLE_FLAG(BUNDLE_BELOW_COST) | BUNDLE_FLAG(BUNDLE_FREE_ITEM) |
    BUNDLE_FLAG(BUNDLE_INACTIVE) | BUNDLE_FLAG(BUNDLE_OUT_OF_STOCK) |
    BUNDLE_FLAG(BUNDLE_NO_PRICE);

void
bundle_pair_set(const struct bundle_shop *shop, const struct bundle_pair *pair,
    struct bundle_set *out)
{
	bool a = pair->direction == BUNDLE_A_LEADS ||
	    (pair->direction == BUNDLE_EITHER &&
		shop->price4[pair->a] >= shop->price4[pair->b]);

	*out = (struct bundle_set){
		.product = { a ? pair->a : pair->b, a ? pair->b : pair->a },
		.n = 2,
		.pieces = 1,
		.orders = pair->n_ab,
	};
}

size_t
bundle_set_items(const struct bundle_set *set, struct offer_item *out)
{
	for (size_t i = 0; i < set->n; i++)
		out[i] = (struct offer_item){ .product = set->product[i],
			.quantity = set->pieces };
	return set->n;
}

/* The discounts of 'how' that may be offered on this set. */
static size_t
allowed_percents(const struct bundle_shop *shop, const struct bundle_set *set,
    const struct bundle_how *how, double assumed_margin, double *percents,
    unsigned *flags)
{
	struct offer_item items[BUNDLE_PRODUCTS];
	struct offer of = { .kind = OFFER_BUNDLE,
		.discount = DISCOUNT_PERCENT,
		.items = items,
		.n_items = bundle_set_items(set, items) };
	size_t n = 0;

	for (size_t i = 0; i < how->n_percents; i++) {
		unsigned w;

		of.value = offer_percent(how->percents[i]);
		w = bundle_warnings(shop, &of, how->live, how->n_live,
		    how->margin_floor, assumed_margin);
		if ((w & refused) != 0)
			continue;
		*flags = w;
		percents[n++] = how->percents[i];
	}
	return n;
}

/*
 * The variance that is this set's own: attach rate, drift and chance. How
 * shoppers answer to offers at all is the same unknown for every set and
 * does not make one of them look luckier than another.
 */
static bool
own_noise(const struct exposure *ex, const struct projection_inputs *in,
    const struct bundle_how *how, struct bundle_candidate *out, struct err *err)
{
	struct projection_inputs own = *in;
	struct projection_at at;

	own.value[PROJECTION_VISIBILITY_SD] = 0;
	own.value[PROJECTION_ELASTICITY_SD] = 0;
	own.value[PROJECTION_VOLUME_SD] = 0;
	if (!projection_by_discount(
		ex, &own, how->seed, how->draws, &out->percent, 1, &at, err))
		return false;
	out->own_variance = at.contribution_delta.variance;
	return true;
}

static bool
is_a_set(const struct bundle_shop *shop, const struct bundle_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		assert(set->product[i] < shop->n_products);
		for (size_t k = 0; k < i; k++)
			if (set->product[i] == set->product[k])
				return false;
	}
	return set->n > 1 || (set->n == 1 && set->pieces > 1);
}

bool
bundle_try(const struct bundle_shop *shop, const struct bundle_set *set,
    const struct exposure *ex, const struct bundle_how *how,
    const struct projection_inputs *in, struct bundle_candidate *out,
    bool *found, struct err *err)
{
	double *percents = mem_array(how->n_percents, sizeof(*percents));
	struct projection_at *at = mem_array(how->n_percents, sizeof(*at));
	size_t best = 0, n = 0;
	bool ok = true;

	assert(set->n <= BUNDLE_PRODUCTS);
	*out = (struct bundle_candidate){ .set = *set };
	if (is_a_set(shop, set))
		n = allowed_percents(shop, set, how,
		    in->value[PROJECTION_MARGIN], percents, &out->warnings);
	*found = n > 0;
	if (n > 0)
		ok = projection_by_discount(
		    ex, in, how->seed, how->draws, percents, n, at, err);
	for (size_t i = 1; ok && i < n; i++)
		if (at[i].contribution_delta.mean >
		    at[best].contribution_delta.mean)
			best = i;
	if (ok && n > 0) {
		out->percent = percents[best];
		out->contribution_delta = at[best].contribution_delta;
		out->revenue_delta = at[best].revenue_delta;
		out->p_positive = at[best].p_positive;
		ok = own_noise(ex, in, how, out, err);
	}
	mem_free(percents);
	mem_free(at);
	return ok;
}
