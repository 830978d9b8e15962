/*
 * The index made once per set of offers lists, for each product, the bundles
 * that need it ("uses", grouped by product as in struct sales). Pricing walks
 * the cart once and counts, for every bundle met, how many of its items are
 * there in sufficient quantity; bundles whose count is full become the sets of
 * a packing problem for combine.h. A cart that completes no bundle and a shop
 * without thresholds cost that one walk.
 *
 * line_of[product] is the cart line of a product, or NO_LINE; it and hits[]
 * are cleaned by a second walk over what was touched, never as a whole.
 */
#include "decide/checkout.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/num.h"
#include "decide/combine.h"

#define NO_LINE UINT32_MAX

struct use {
	size_t offer;
	int32_t quantity;
};

struct checkout {
	const struct offer *offers; /* borrowed */
	size_t n_offers;
	int digits;
	uint32_t n_products;
	size_t *first; /* n_products + 1 offsets into uses */
	struct use *uses;
	size_t *thresholds; /* offers, by priority, then id */
	size_t n_thresholds;
	size_t *rank; /* per offer: its place by priority, then id */

	struct combine *combine;
	uint32_t *line_of; /* per product */
	size_t *hits; /* per offer: items present */
	size_t *fitting; /* bundles that are complete in this cart */
	size_t n_fitting;

	struct combine_set *sets; /* as fitting */
	struct combine_need *needs;
	size_t n_needs, cap_sets, cap_needs;

	struct checkout_priced *lines;
	int64_t *stock, *weights, *parts;
	size_t cap_lines;
	struct checkout_effect *effects;
	struct checkout_share *shares;
	size_t n_effects, n_shares, cap_effects, cap_shares;
};

static bool
before(const struct offer *a, const struct offer *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	return a->id < b->id;
}

/* Offers by priority, then id, then place; insertion sort keeps places. */
static void
rank_offers(struct checkout *co, size_t *by_rank)
{
	for (size_t i = 0; i < co->n_offers; i++) {
		size_t at = i;

		while (at > 0 &&
		    before(&co->offers[i], &co->offers[by_rank[at - 1]])) {
			by_rank[at] = by_rank[at - 1];
			at--;
		}
		by_rank[at] = i;
	}
	for (size_t r = 0; r < co->n_offers; r++) {
		const struct offer *of = &co->offers[by_rank[r]];

		co->rank[by_rank[r]] = r;
		if (of->kind == OFFER_THRESHOLD)
			co->thresholds[co->n_thresholds++] = by_rank[r];
	}
}

static bool
indexable(const struct checkout *co, const struct offer *of)
{
	if (of->kind != OFFER_BUNDLE || of->n_items == 0)
		return false;
	for (size_t i = 0; i < of->n_items; i++)
		if (of->items[i].product >= co->n_products)
			return false;
	return true;
}

static void
index_bundles(struct checkout *co)
{
	size_t *at;

	co->first = mem_zarray((size_t)co->n_products + 1, sizeof(*co->first));
	for (size_t o = 0; o < co->n_offers; o++)
		for (size_t i = 0;
		     indexable(co, &co->offers[o]) && i < co->offers[o].n_items;
		     i++)
			co->first[co->offers[o].items[i].product + 1]++;
	for (uint32_t p = 0; p < co->n_products; p++)
		co->first[p + 1] += co->first[p];
	co->uses = mem_array(co->first[co->n_products], sizeof(*co->uses));
	at = mem_array((size_t)co->n_products + 1, sizeof(*at));
	memcpy(at, co->first, ((size_t)co->n_products + 1) * sizeof(*at));
	for (size_t o = 0; o < co->n_offers; o++) {
		const struct offer *of = &co->offers[o];

		for (size_t i = 0; indexable(co, of) && i < of->n_items; i++)
			co->uses[at[of->items[i].product]++] =
			    (struct use){ .offer = o,
				    .quantity = of->items[i].quantity };
	}
	mem_free(at);
}

struct checkout *
checkout_new(
    const struct offer *offers, size_t n, uint32_t n_products, int digits)
{
	struct checkout *co = mem_zalloc(sizeof(*co));
	size_t *by_rank = mem_array(n, sizeof(*by_rank));

	co->offers = offers;
	co->n_offers = n;
	co->digits = digits;
	co->n_products = n_products;
	co->combine = combine_new();
	co->thresholds = mem_array(n, sizeof(*co->thresholds));
	co->rank = mem_array(n, sizeof(*co->rank));
	co->hits = mem_zarray(n, sizeof(*co->hits));
	co->fitting = mem_array(n, sizeof(*co->fitting));
	co->line_of = mem_array(n_products, sizeof(*co->line_of));
	for (uint32_t p = 0; p < n_products; p++)
		co->line_of[p] = NO_LINE;
	rank_offers(co, by_rank);
	index_bundles(co);
	mem_free(by_rank);
	return co;
}

void
checkout_free(struct checkout *co)
{
	if (co == NULL)
		return;
	combine_free(co->combine);
	mem_free(co->first);
	mem_free(co->uses);
	mem_free(co->thresholds);
	mem_free(co->rank);
	mem_free(co->hits);
	mem_free(co->fitting);
	mem_free(co->line_of);
	mem_free(co->sets);
	mem_free(co->needs);
	mem_free(co->lines);
	mem_free(co->stock);
	mem_free(co->weights);
	mem_free(co->parts);
	mem_free(co->effects);
	mem_free(co->shares);
	mem_free(co);
}

static void
reserve_lines(struct checkout *co, size_t n)
{
	if (n <= co->cap_lines)
		return;
	co->cap_lines = 2 * n;
	co->lines = mem_grow(co->lines, co->cap_lines, sizeof(*co->lines));
	co->stock = mem_grow(co->stock, co->cap_lines, sizeof(*co->stock));
	co->weights =
	    mem_grow(co->weights, co->cap_lines, sizeof(*co->weights));
	co->parts = mem_grow(co->parts, co->cap_lines, sizeof(*co->parts));
}

static size_t
add_effect(struct checkout *co, enum checkout_reason reason, size_t offer,
    int64_t times, int64_t amount)
{
	co->effects = mem_reserve(co->effects, &co->cap_effects,
	    co->n_effects + 1, sizeof(*co->effects));
	co->effects[co->n_effects] = (struct checkout_effect){
		.reason = reason,
		.offer = offer,
		.times = times,
		.amount = amount,
	};
	return co->n_effects++;
}

static void
add_share(struct checkout *co, size_t line, size_t effect, int64_t pieces,
    int64_t off)
{
	co->shares = mem_reserve(
	    co->shares, &co->cap_shares, co->n_shares + 1, sizeof(*co->shares));
	co->shares[co->n_shares++] = (struct checkout_share){
		.line = line,
		.effect = effect,
		.pieces = pieces,
		.amount = off,
	};
	co->lines[line].discount += off;
	co->lines[line].total -= off;
}

static bool
value_line(struct checkout *co, const struct checkout_line *ln, size_t i,
    int64_t *subtotal, struct err *err)
{
	int64_t value;

	if (ln->product >= co->n_products)
		return err_set(err, ERR_INPUT,
		    "line %zu is no product of this shop", i + 1);
	if (ln->quantity < 1)
		return err_set(err, ERR_INPUT,
		    "line %zu has quantity %d; it must be 1 or more", i + 1,
		    (int)ln->quantity);
	if (ln->price4 < 0)
		return err_set(
		    err, ERR_INPUT, "line %zu has a price below zero", i + 1);
	if (!money_line(ln->quantity, ln->price4, co->digits, &value) ||
	    !num_add(*subtotal, value, subtotal) ||
	    *subtotal > CHECKOUT_MAX_VALUE)
		return err_set(err, ERR_LIMIT,
		    "the value of line %zu is beyond what can be counted",
		    i + 1);
	co->lines[i] =
	    (struct checkout_priced){ .value = value, .total = value };
	co->stock[i] = ln->quantity;
	return true;
}

/* Values the lines and notes where each product stands; '*seen' counts the
 * lines that were noted, for forget_cart. */
static bool
read_cart(struct checkout *co, const struct checkout_cart *cart,
    int64_t *subtotal, size_t *seen, struct err *err)
{
	for (size_t i = 0; i < cart->n; i++) {
		const struct checkout_line *ln = &cart->lines[i];

		if (!value_line(co, ln, i, subtotal, err))
			return false;
		if (co->line_of[ln->product] != NO_LINE)
			return err_set(err, ERR_INPUT,
			    "lines %zu and %zu hold the same product",
			    (size_t)co->line_of[ln->product] + 1, i + 1);
		co->line_of[ln->product] = (uint32_t)i;
		*seen = i + 1;
	}
	return true;
}

static void
forget_cart(struct checkout *co, const struct checkout_cart *cart, size_t seen)
{
	for (size_t i = 0; i < seen; i++) {
		uint32_t p = cart->lines[i].product;

		co->line_of[p] = NO_LINE;
		for (size_t u = co->first[p]; u < co->first[p + 1]; u++)
			co->hits[co->uses[u].offer] = 0;
	}
}

static void
find_fitting(struct checkout *co, const struct checkout_cart *cart)
{
	co->n_fitting = 0;
	for (size_t i = 0; i < cart->n; i++) {
		uint32_t p = cart->lines[i].product;

		for (size_t u = co->first[p]; u < co->first[p + 1]; u++) {
			const struct use *use = &co->uses[u];

			if (cart->lines[i].quantity < use->quantity)
				continue;
			if (++co->hits[use->offer] ==
			    co->offers[use->offer].n_items)
				co->fitting[co->n_fitting++] = use->offer;
		}
	}
	/* by rank, so that ties do not depend on the order of the lines */
	for (size_t i = 1; i < co->n_fitting; i++) {
		size_t o = co->fitting[i], at = i;

		while (at > 0 && co->rank[co->fitting[at - 1]] > co->rank[o]) {
			co->fitting[at] = co->fitting[at - 1];
			at--;
		}
		co->fitting[at] = o;
	}
}

/* The set of one complete bundle; gain 0 when it saves nothing here. */
static struct combine_set
make_set(struct checkout *co, const struct checkout_cart *cart, size_t o)
{
	const struct offer *of = &co->offers[o];
	struct combine_set set = { .limit = INT32_MAX, .first = co->n_needs };
	int64_t unit4[OFFER_MAX_ITEMS], sum4;

	for (size_t i = 0; i < of->n_items; i++) {
		const struct offer_item *it = &of->items[i];
		uint32_t line = co->line_of[it->product];

		unit4[i] = cart->lines[line].price4;
		co->needs[co->n_needs + i] =
		    (struct combine_need){ .line = line,
			    .pieces = it->quantity };
	}
	set.n = of->n_items;
	if (of->max_sets > 0)
		set.limit = of->max_sets;
	if (offer_set_price4(of, unit4, &sum4))
		set.gain = offer_set_discount(of, sum4, co->digits);
	return set;
}

static size_t
make_sets(struct checkout *co, const struct checkout_cart *cart)
{
	size_t n = 0;

	co->n_needs = 0;
	co->sets = mem_reserve(
	    co->sets, &co->cap_sets, co->n_fitting, sizeof(*co->sets));
	for (size_t f = 0; f < co->n_fitting; f++) {
		struct combine_set set;

		co->needs = mem_reserve(co->needs, &co->cap_needs,
		    co->n_needs + OFFER_MAX_ITEMS, sizeof(*co->needs));
		set = make_set(co, cart, co->fitting[f]);
		if (set.gain <= 0)
			continue;
		co->fitting[n] = co->fitting[f];
		co->n_needs += set.n;
		co->sets[n++] = set;
	}
	co->n_fitting = n;
	return n;
}

/*
 * Spreads 'off' over lines by weight, none beyond what is left of it: the
 * excess of a full line goes to the next ones with room. The caller has made
 * sure that there is room in all.
 */
static void
spread(struct checkout *co, int64_t off, const struct combine_set *set)
{
	int64_t excess = 0;

	money_allocate(off, co->weights, set->n, co->parts);
	for (size_t i = 0; i < set->n; i++) {
		int64_t room = co->lines[co->needs[set->first + i].line].total;

		if (co->parts[i] > room) {
			excess += co->parts[i] - room;
			co->parts[i] = room;
		}
	}
	for (size_t i = 0; excess > 0 && i < set->n; i++) {
		int64_t room = co->lines[co->needs[set->first + i].line].total -
		    co->parts[i];
		int64_t more = excess < room ? excess : room;

		co->parts[i] += more;
		excess -= more;
	}
}

static int64_t
apply_set(struct checkout *co, const struct checkout_cart *cart, size_t f)
{
	const struct combine_set *set = &co->sets[f];
	int64_t off, room = 0;
	size_t effect;

	for (size_t i = 0; i < set->n; i++) {
		const struct combine_need *nd = &co->needs[set->first + i];

		room += co->lines[nd->line].total;
		if (!num_mul(cart->lines[nd->line].price4, nd->pieces,
			&co->weights[i]))
			co->weights[i] = INT64_MAX;
	}
	if (!num_mul(set->gain, set->count, &off) || off > room)
		off = room;
	spread(co, off, set);
	effect =
	    add_effect(co, CHECKOUT_BUNDLE, co->fitting[f], set->count, off);
	for (size_t i = 0; i < set->n; i++) {
		const struct combine_need *nd = &co->needs[set->first + i];

		add_share(co, nd->line, effect, nd->pieces * set->count,
		    co->parts[i]);
	}
	return off;
}

static void
price_bundles(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out)
{
	size_t n = make_sets(co, cart);

	out->proven = combine_best(
	    co->combine, co->sets, n, co->needs, co->stock, cart->n);
	for (size_t f = 0; f < n; f++)
		if (co->sets[f].count > 0)
			out->bundle_discount += apply_set(co, cart, f);
	for (size_t f = 0; f < n; f++)
		if (co->sets[f].count == 0)
			(void)add_effect(co, CHECKOUT_OUTBID, co->fitting[f], 0,
			    co->sets[f].gain);
}

/* What a reached threshold takes off an order of 'goods'. */
static int64_t
order_off(const struct offer *of, int64_t goods)
{
	int64_t off = 0;

	if (of->discount == DISCOUNT_AMOUNT)
		off = of->value;
	else if (of->discount == DISCOUNT_PERCENT &&
	    !num_mul_div(goods, of->value, 100 * OFFER_PERCENT_UNIT, &off))
		off = 0;
	return off < goods ? off : goods;
}

static size_t
best_order_off(const struct checkout *co, int64_t goods)
{
	size_t best = co->n_offers;
	int64_t most = -1;

	for (size_t t = 0; t < co->n_thresholds; t++) {
		const struct offer *of = &co->offers[co->thresholds[t]];
		int64_t off = order_off(of, goods);

		if (of->discount == DISCOUNT_FREE_SHIPPING ||
		    goods < of->threshold || off <= most)
			continue;
		most = off;
		best = co->thresholds[t];
	}
	return best;
}

static void
apply_order_off(struct checkout *co, size_t o, int64_t off, size_t n_lines)
{
	size_t effect = add_effect(co, CHECKOUT_ORDER_OFF, o, 1, off);

	for (size_t i = 0; i < n_lines; i++)
		co->weights[i] = co->lines[i].total;
	money_allocate(off, co->weights, n_lines, co->parts);
	for (size_t i = 0; i < n_lines; i++)
		if (co->parts[i] > 0)
			add_share(co, i, effect, 0, co->parts[i]);
}

static void
missed_or_outbid(struct checkout *co, size_t o, int64_t goods, int64_t subtotal)
{
	const struct offer *of = &co->offers[o];

	if (goods >= of->threshold)
		(void)add_effect(
		    co, CHECKOUT_OUTBID, o, 0, order_off(of, goods));
	else
		(void)add_effect(co,
		    subtotal >= of->threshold ? CHECKOUT_DROPPED
					      : CHECKOUT_BELOW,
		    o, 0, of->threshold - goods);
}

static void
price_thresholds(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out)
{
	int64_t goods = out->subtotal - out->bundle_discount;
	size_t best = best_order_off(co, goods);
	bool free_already = false;

	for (size_t t = 0; t < co->n_thresholds; t++) {
		size_t o = co->thresholds[t];
		const struct offer *of = &co->offers[o];

		if (o == best) {
			out->order_discount = order_off(of, goods);
			apply_order_off(co, o, out->order_discount, cart->n);
		} else if (of->discount == DISCOUNT_FREE_SHIPPING &&
		    goods >= of->threshold && !free_already) {
			free_already = true;
			out->shipping_saved = cart->shipping;
			(void)add_effect(
			    co, CHECKOUT_FREE_SHIPPING, o, 1, cart->shipping);
		} else {
			missed_or_outbid(co, o, goods, out->subtotal);
		}
	}
}

static void
finish(const struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out)
{
	out->goods = out->subtotal - out->bundle_discount - out->order_discount;
	out->shipping = cart->shipping - out->shipping_saved;
	out->total = out->goods + out->shipping;
	out->lines = co->lines;
	out->n_lines = cart->n;
	out->effects = co->effects;
	out->n_effects = co->n_effects;
	out->shares = co->shares;
	out->n_shares = co->n_shares;
}

bool
checkout_price(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out, struct err *err)
{
	size_t seen = 0;
	bool ok = false;

	*out = (struct checkout_result){ .proven = true };
	co->n_effects = co->n_shares = 0;
	if (cart->n > CHECKOUT_MAX_LINES)
		return err_set(err, ERR_LIMIT,
		    "a cart of %zu lines; at most %d can be priced", cart->n,
		    (int)CHECKOUT_MAX_LINES);
	if (cart->shipping < 0 || cart->shipping > CHECKOUT_MAX_VALUE)
		return err_set(err, ERR_INPUT,
		    "the shipping charge is below zero or beyond what can be "
		    "counted");
	reserve_lines(co, cart->n + OFFER_MAX_ITEMS);
	if (!read_cart(co, cart, &out->subtotal, &seen, err))
		goto out;
	find_fitting(co, cart);
	if (co->n_fitting > 0)
		price_bundles(co, cart, out);
	if (co->n_thresholds > 0)
		price_thresholds(co, cart, out);
	finish(co, cart, out);
	ok = true;
out:
	forget_cart(co, cart, seen);
	return ok;
}

static int
compare_lines(const void *a, const void *b)
{
	const struct checkout_line *x = a, *y = b;

	if (x->product != y->product)
		return x->product < y->product ? -1 : 1;
	return (x->price4 > y->price4) - (x->price4 < y->price4);
}

size_t
checkout_merge(struct checkout_line *lines, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(lines, n, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < n; i++) {
		int64_t sum;

		if (kept == 0 || lines[kept - 1].product != lines[i].product) {
			lines[kept++] = lines[i];
			continue;
		}
		sum = (int64_t)lines[kept - 1].quantity + lines[i].quantity;
		lines[kept - 1].quantity =
		    sum > INT32_MAX ? INT32_MAX : (int32_t)sum;
	}
	return kept;
}

static void
add_sentence(
    const struct checkout_effect *ef, const char *money, struct str *out)
{
	switch (ef->reason) {
	case CHECKOUT_BUNDLE:
		if (ef->times == 1)
			str_addf(out, "1 set: %s off", money);
		else
			str_addf(out, "%lld sets: %s off", (long long)ef->times,
			    money);
		break;
	case CHECKOUT_ORDER_OFF:
		str_addf(out, "reached: %s off the order", money);
		break;
	case CHECKOUT_FREE_SHIPPING:
		str_addf(out, "reached: shipping free, %s saved", money);
		break;
	case CHECKOUT_OUTBID:
		str_addf(
		    out, "would save %s, but other offers save more", money);
		break;
	case CHECKOUT_BELOW:
		str_addf(out, "not reached: %s short", money);
		break;
	case CHECKOUT_DROPPED:
		str_addf(out,
		    "no longer reached after the bundle discount: %s short",
		    money);
		break;
	case CHECKOUT_REASON_COUNT:
		break;
	}
}

void
checkout_explain(const struct checkout *co,
    const struct checkout_effect *effect, struct str *out)
{
	struct str money = STR_INIT;

	money_add_plain(&money, effect->amount, co->digits);
	str_addf(out, "'%s', ", co->offers[effect->offer].name);
	add_sentence(effect, money.p, out);
	str_release(&money);
}
