/*
 * The index made once per set of offers lists, for each product, the bundle
 * slots that it serves ("uses", grouped by product as in struct sales). Pricing
 * walks the cart once and counts the pieces present for every slot met and, for
 * every bundle, how many of its needed slots are full; bundles whose count is
 * full are handed to checkout_sets.c, which lists the sets they can make, the
 * packing problem of combine.h. A cart that completes no bundle and a shop
 * without thresholds cost that one walk.
 *
 * line_of[product] is the cart line of a product, or CHECKOUT_NO_LINE; it,
 * present[] and hits[] are cleaned by a second walk over what was touched,
 * never as a whole.
 */
#include "decide/checkout_internal.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/num.h"

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
		co->n_alone += of->alone;
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
list_slots(struct checkout *co)
{
	size_t n = 0;

	co->slot_first = mem_array(co->n_offers + 1, sizeof(*co->slot_first));
	co->slots =
	    mem_array(co->n_offers * OFFER_MAX_SLOTS + 1, sizeof(*co->slots));
	co->needed = mem_zarray(co->n_offers, sizeof(*co->needed));
	for (size_t o = 0; o < co->n_offers; o++) {
		co->slot_first[o] = n;
		if (indexable(co, &co->offers[o]))
			n += offer_slots(&co->offers[o], co->slots + n);
		for (size_t s = co->slot_first[o]; s < n; s++)
			co->needed[o] += co->slots[s].role != OFFER_ADDON;
	}
	co->slot_first[co->n_offers] = n;
	co->present = mem_zarray(n + 1, sizeof(*co->present));
}

/* Calls for every product of every slot: counts it, or notes its use. */
static void
walk_uses(struct checkout *co, size_t *at)
{
	for (size_t o = 0; o < co->n_offers; o++) {
		for (size_t s = co->slot_first[o]; s < co->slot_first[o + 1];
		     s++) {
			const struct offer_slot *slot = &co->slots[s];

			for (size_t i = 0; i < slot->n; i++) {
				uint32_t p = co->offers[o]
						 .items[slot->first + i]
						 .product;

				if (at == NULL)
					co->first[p + 1]++;
				else
					co->uses[at[p]++] =
					    (struct checkout_use){ o, s };
			}
		}
	}
}

static void
index_bundles(struct checkout *co)
{
	size_t *at;

	co->first = mem_zarray((size_t)co->n_products + 1, sizeof(*co->first));
	walk_uses(co, NULL);
	for (uint32_t p = 0; p < co->n_products; p++)
		co->first[p + 1] += co->first[p];
	co->uses = mem_array(co->first[co->n_products], sizeof(*co->uses));
	at = mem_array((size_t)co->n_products + 1, sizeof(*at));
	memcpy(at, co->first, ((size_t)co->n_products + 1) * sizeof(*at));
	walk_uses(co, at);
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
	co->lone = mem_array(n, sizeof(*co->lone));
	co->hits = mem_zarray(n, sizeof(*co->hits));
	co->fitting = mem_array(n, sizeof(*co->fitting));
	co->blocked = mem_array(n, sizeof(*co->blocked));
	co->line_of = mem_array(n_products, sizeof(*co->line_of));
	for (uint32_t p = 0; p < n_products; p++)
		co->line_of[p] = CHECKOUT_NO_LINE;
	rank_offers(co, by_rank);
	list_slots(co);
	index_bundles(co);
	mem_free(by_rank);
	return co;
}

void
checkout_costs(struct checkout *co, const int64_t *cost4, double net_share)
{
	co->cost4 = cost4;
	co->net_share = net_share;
}

void
checkout_free(struct checkout *co)
{
	if (co == NULL)
		return;
	combine_free(co->combine);
	mem_free(co->slot_first);
	mem_free(co->slots);
	mem_free(co->needed);
	mem_free(co->present);
	mem_free(co->first);
	mem_free(co->uses);
	mem_free(co->thresholds);
	mem_free(co->rank);
	mem_free(co->lone);
	mem_free(co->hits);
	mem_free(co->fitting);
	mem_free(co->blocked);
	mem_free(co->line_of);
	mem_free(co->sets);
	mem_free(co->origins);
	mem_free(co->needs);
	mem_free(co->lines);
	mem_free(co->stock);
	mem_free(co->weights);
	mem_free(co->parts);
	mem_free(co->choices);
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
	co->choices =
	    mem_grow(co->choices, co->cap_lines, sizeof(*co->choices));
}

size_t
checkout_add_effect(struct checkout *co, enum checkout_reason reason,
    size_t offer, int64_t times, int64_t amount)
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

/* Sets of the same bundle may share a line: it gets one share of it. */
void
checkout_add_share(struct checkout *co, size_t line, size_t effect,
    int64_t pieces, int64_t off)
{
	co->lines[line].discount += off;
	co->lines[line].total -= off;
	for (size_t i = co->n_shares;
	     i-- > 0 && co->shares[i].effect == effect;) {
		if (co->shares[i].line != line)
			continue;
		co->shares[i].pieces += pieces;
		co->shares[i].amount += off;
		return;
	}
	co->shares = mem_reserve(
	    co->shares, &co->cap_shares, co->n_shares + 1, sizeof(*co->shares));
	co->shares[co->n_shares++] = (struct checkout_share){
		.line = line,
		.effect = effect,
		.pieces = pieces,
		.amount = off,
	};
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
		if (co->line_of[ln->product] != CHECKOUT_NO_LINE)
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

		co->line_of[p] = CHECKOUT_NO_LINE;
		for (size_t u = co->first[p]; u < co->first[p + 1]; u++) {
			co->hits[co->uses[u].offer] = 0;
			co->present[co->uses[u].slot] = 0;
		}
	}
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

/* The needs of a set that are lines of the cart: the last may stand for the
 * sets allowed. */
static size_t
real_needs(const struct checkout *co, const struct combine_set *set)
{
	return set->n -
	    (co->needs[set->first + set->n - 1].line >= co->cart->n);
}

static int64_t
apply_set(struct checkout *co, const struct combine_set *whole, size_t effect)
{
	struct combine_set set = *whole;
	int64_t off, room = 0;

	set.n = real_needs(co, whole);
	for (size_t i = 0; i < set.n; i++) {
		const struct combine_need *nd = &co->needs[set.first + i];

		room += co->lines[nd->line].total;
		/* no overflow, as the price of the whole set had none */
		co->weights[i] = co->cart->lines[nd->line].price4 * nd->pieces;
	}
	if (!num_mul(set.gain, set.count, &off) || off > room)
		off = room;
	spread(co, off, &set);
	for (size_t i = 0; i < set.n; i++) {
		const struct combine_need *nd = &co->needs[set.first + i];

		checkout_add_share(
		    co, nd->line, effect, nd->pieces * set.count, co->parts[i]);
	}
	return off;
}

/* All sets of one bundle are one effect. */
static int64_t
apply_bundle(struct checkout *co, size_t fitting)
{
	size_t effect = checkout_add_effect(
	    co, CHECKOUT_BUNDLE, co->fitting[fitting], 0, 0);

	for (size_t i = 0; i < co->n_sets; i++) {
		if (co->origins[i].fitting != fitting || co->sets[i].count == 0)
			continue;
		co->effects[effect].times += co->sets[i].count;
		co->effects[effect].amount +=
		    apply_set(co, &co->sets[i], effect);
	}
	return co->effects[effect].amount;
}

/* What the best set of a fitting bundle would save, and whether one is taken. */
static int64_t
best_gain(const struct checkout *co, size_t fitting, bool *taken)
{
	int64_t most = 0;

	*taken = false;
	for (size_t i = 0; i < co->n_sets; i++) {
		if (co->origins[i].fitting != fitting)
			continue;
		*taken |= co->sets[i].count > 0;
		if (co->sets[i].gain > most)
			most = co->sets[i].gain;
	}
	return most;
}

static void
price_bundles(struct checkout *co, struct checkout_result *out)
{
	bool taken;

	checkout_make_sets(co);
	out->proven = combine_best(co->combine, co->sets, co->n_sets, co->needs,
			  co->stock, co->cart->n + co->n_fitting) &&
	    !co->truncated;
	for (size_t f = 0; f < co->n_fitting; f++) {
		(void)best_gain(co, f, &taken);
		if (taken)
			out->bundle_discount += apply_bundle(co, f);
	}
	for (size_t f = 0; f < co->n_fitting; f++) {
		int64_t gain = best_gain(co, f, &taken);

		if (gain > 0 && !taken)
			(void)checkout_add_effect(
			    co, CHECKOUT_OUTBID, co->fitting[f], 0, gain);
		else if (gain == 0 && co->blocked[f] > 0)
			(void)checkout_add_effect(co, CHECKOUT_MARGIN,
			    co->fitting[f], 0, co->blocked[f]);
	}
}

static void
finish(const struct checkout *co, struct checkout_result *out)
{
	out->goods = out->subtotal - out->bundle_discount - out->order_discount;
	out->shipping = co->cart->shipping - out->shipping_saved;
	out->total = out->goods + out->shipping;
	out->lines = co->lines;
	out->n_lines = co->cart->n;
	out->effects = co->effects;
	out->n_effects = co->n_effects;
	out->shares = co->shares;
	out->n_shares = co->n_shares;
}

static void
reset_present(struct checkout *co)
{
	for (size_t i = 0; i < co->cart->n; i++) {
		uint32_t p = co->cart->lines[i].product;

		for (size_t u = co->first[p]; u < co->first[p + 1]; u++) {
			co->hits[co->uses[u].offer] = 0;
			co->present[co->uses[u].slot] = 0;
		}
	}
}

/* Prices the cart that was read with the offers of one way: offer 'only'
 * alone, or (n_offers) all that may stand together. */
static void
price_one_way(struct checkout *co, size_t only, struct checkout_result *out)
{
	int64_t subtotal = out->subtotal;

	*out = (struct checkout_result){ .subtotal = subtotal, .proven = true };
	co->only = only;
	co->n_effects = co->n_shares = 0;
	for (size_t i = 0; i < co->cart->n; i++) {
		co->lines[i].discount = 0;
		co->lines[i].total = co->lines[i].value;
	}
	if (co->n_alone > 0)
		reset_present(co);
	checkout_find_fitting(co);
	if (co->n_fitting > 0)
		price_bundles(co, out);
	if (co->n_thresholds > 0)
		checkout_price_thresholds(co, out);
	finish(co, out);
}

/* What counts when ways are compared: the total less what is given. */
static int64_t
cost_of(const struct checkout_result *r)
{
	return r->total - r->gifts;
}

/* Tries every offer that stands alone against all others together. */
static void
price_best_way(struct checkout *co, struct checkout_result *out)
{
	size_t best = co->n_offers;
	int64_t together, least;

	price_one_way(co, co->n_offers, out);
	if (co->n_alone == 0)
		return;
	together = least = cost_of(out);
	for (size_t o = 0; o < co->n_offers; o++) {
		if (!co->offers[o].alone)
			continue;
		price_one_way(co, o, out);
		co->lone[o] = out->bundle_discount + out->order_discount;
		if (cost_of(out) < least ||
		    (cost_of(out) == least && best < co->n_offers &&
			co->rank[o] < co->rank[best])) {
			least = cost_of(out);
			best = o;
		}
	}
	price_one_way(co, best, out);
	for (size_t o = 0; o < co->n_offers; o++)
		if (co->offers[o].alone && o != best && co->lone[o] > 0)
			(void)checkout_add_effect(
			    co, CHECKOUT_OUTBID, o, 0, co->lone[o]);
	if (best < co->n_offers)
		(void)checkout_add_effect(co, CHECKOUT_ALONE, best, 0,
		    out->subtotal + co->cart->shipping - together);
	finish(co, out);
}

bool
checkout_price(struct checkout *co, const struct checkout_cart *cart,
    struct checkout_result *out, struct err *err)
{
	size_t seen = 0;
	bool ok = false;

	*out = (struct checkout_result){ .proven = true };
	if (cart->n > CHECKOUT_MAX_LINES)
		return err_set(err, ERR_LIMIT,
		    "a cart of %zu lines; at most %d can be priced", cart->n,
		    (int)CHECKOUT_MAX_LINES);
	if (cart->shipping < 0 || cart->shipping > CHECKOUT_MAX_VALUE)
		return err_set(err, ERR_INPUT,
		    "the shipping charge is below zero or beyond what can be "
		    "counted");
	reserve_lines(co, cart->n + co->n_offers);
	co->cart = cart;
	if (!read_cart(co, cart, &out->subtotal, &seen, err))
		goto out;
	price_best_way(co, out);
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
	case CHECKOUT_GIFT:
		str_addf(out, "reached: a gift worth %s", money);
		break;
	case CHECKOUT_MARGIN:
		str_addf(out,
		    "would save %s, but leave less than its minimum margin",
		    money);
		break;
	case CHECKOUT_ALONE:
		str_addf(out,
		    "applies alone; the other offers together would save %s",
		    money);
		break;
	case CHECKOUT_ELSEWHERE:
		str_add(out, "is for orders to another country");
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
