/*
 * Which bundle sets a cart can make.
 *
 * The lines that serve a slot are listed dearest first, then by product, so
 * that what is weighed does not depend on the order of the lines. A set is
 * built slot by slot: how many pieces of the first line, of the second, until
 * the slot is full; then the next slot. Add-ons may also stay empty. Every
 * full choice becomes a set of the packing problem.
 *
 * A cart of many choices would make too many. After CHECKOUT_SETS the search
 * ends, and the sets that a greedy shopper would take one after the other
 * (always the best one of what is left) are put in front, so that the answer
 * is never worse than theirs; 'truncated' keeps it from being called proven.
 */
#include "decide/checkout_internal.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/num.h"

enum {
	/* Lines that one set can take pieces from. */
	SET_LINES = 256
};

/* The sets of one bundle being built. */
struct build {
	struct checkout *co;
	size_t fitting;
	const struct offer *of;
	const struct offer_slot *slots;
	size_t n_slots;
	/* lines that serve slot s: lines[at[s]] .. lines[at[s + 1]) */
	uint32_t *lines;
	size_t at[OFFER_MAX_SLOTS + 1];
	const struct offer_tier *tier; /* NULL: no tiers */
	struct combine_need chosen[SET_LINES];
	enum offer_role roles[SET_LINES];
	size_t n_chosen;
	size_t made;
};

bool
checkout_enabled(const struct checkout *co, size_t offer)
{
	const struct offer *of = &co->offers[offer];

	if (co->only == co->n_offers)
		return !of->alone;
	return offer == co->only ||
	    (of->discount == DISCOUNT_FREE_SHIPPING && !of->alone);
}

static void
sort_fitting(struct checkout *co)
{
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

void
checkout_find_fitting(struct checkout *co)
{
	const struct checkout_cart *cart = co->cart;

	co->n_fitting = 0;
	for (size_t i = 0; i < cart->n; i++) {
		uint32_t p = cart->lines[i].product;

		for (size_t u = co->first[p]; u < co->first[p + 1]; u++) {
			const struct checkout_use *use = &co->uses[u];
			const struct offer_slot *slot = &co->slots[use->slot];
			int64_t before = co->present[use->slot];

			co->present[use->slot] += cart->lines[i].quantity;
			if (slot->role == OFFER_ADDON ||
			    before >= slot->pieces ||
			    co->present[use->slot] < slot->pieces)
				continue;
			if (++co->hits[use->offer] == co->needed[use->offer])
				co->fitting[co->n_fitting++] = use->offer;
		}
	}
	sort_fitting(co);
}

/* ---- money of a set ---- */

bool
checkout_cost(const struct checkout *co, uint32_t product, double *cost)
{
	if (co->cost4 == NULL || co->cost4[product] == INT64_MIN)
		return false;
	*cost = (double)co->cost4[product] / 1e4;
	return true;
}

bool
checkout_margin_broken(const struct checkout *co, const struct offer *of,
    int64_t price, double cost)
{
	double net = money_major(price, co->digits) * co->net_share;
	double least =
	    (double)of->min_margin / (100.0 * (double)OFFER_PERCENT_UNIT);

	return net - cost < least * net - 1e-9;
}

/* Does what the set leaves break the minimum margin? Not where a cost is not
 * known. */
static bool
set_breaks_margin(
    const struct build *b, const struct offer_part *parts, int64_t gain)
{
	const struct checkout *co = b->co;
	double cost = 0, one;
	int64_t sum4;

	if (b->of->min_margin == 0 ||
	    !offer_set_price4(parts, b->n_chosen, &sum4))
		return false;
	for (size_t i = 0; i < b->n_chosen; i++) {
		uint32_t p = co->cart->lines[b->chosen[i].line].product;

		if (!checkout_cost(co, p, &one))
			return false;
		cost += one * b->chosen[i].pieces;
	}
	return checkout_margin_broken(
	    co, b->of, money_from_price4(sum4, co->digits) - gain, cost);
}

/* What the chosen set saves; 0 when it is not to be given. */
static int64_t
gain_of(const struct build *b)
{
	struct checkout *co = b->co;
	struct offer_part parts[SET_LINES];
	int64_t gain, pieces = 0;

	for (size_t i = 0; i < b->n_chosen; i++) {
		const struct combine_need *nd = &b->chosen[i];

		parts[i] = (struct offer_part){
			.price4 = co->cart->lines[nd->line].price4,
			.pieces = nd->pieces,
			.role = b->roles[i],
		};
		pieces += nd->pieces;
	}
	if (pieces < 2)
		return 0;
	gain = offer_set_discount(b->of, parts, b->n_chosen, co->digits);
	if (gain > 0 && set_breaks_margin(b, parts, gain)) {
		if (gain > co->blocked[b->fitting])
			co->blocked[b->fitting] = gain;
		return 0;
	}
	return gain;
}

static void
add_set(struct build *b)
{
	struct checkout *co = b->co;
	int64_t gain = gain_of(b);

	b->made++;
	if (gain <= 0)
		return;
	co->sets = mem_reserve(
	    co->sets, &co->cap_sets, co->n_sets + 1, sizeof(*co->sets));
	co->origins = mem_reserve(co->origins, &co->cap_origins, co->n_sets + 1,
	    sizeof(*co->origins));
	co->needs = mem_reserve(co->needs, &co->cap_needs,
	    co->n_needs + b->n_chosen + 1, sizeof(*co->needs));
	co->origins[co->n_sets].fitting = b->fitting;
	co->sets[co->n_sets++] = (struct combine_set){ .gain = gain,
		.limit = INT32_MAX,
		.first = co->n_needs,
		.n = b->n_chosen + (b->of->max_sets > 0) };
	memcpy(co->needs + co->n_needs, b->chosen,
	    b->n_chosen * sizeof(*b->chosen));
	co->n_needs += b->n_chosen;
	if (b->of->max_sets > 0)
		co->needs[co->n_needs++] = (struct combine_need){
			.line = (uint32_t)(co->cart->n + b->fitting),
			.pieces = 1
		};
}

/* ---- choosing ---- */

static int32_t
slot_pieces(const struct build *b, size_t s)
{
	return b->tier != NULL ? b->tier->pieces : b->slots[s].pieces;
}

static void choose_slot(struct build *b, size_t s);

static bool
is_enough(struct build *b)
{
	if (b->made < CHECKOUT_SETS && b->n_chosen < SET_LINES)
		return false;
	b->co->truncated = true;
	return true;
}

/* 'missing' more pieces of slot s, from its lines k and later, which hold
 * 'rest': every call with enough of them makes at least one set. */
static void
choose_lines(struct build *b, size_t s, size_t k, int64_t rest, int32_t missing)
{
	const struct checkout_line *lines = b->co->cart->lines;

	if (missing == 0) {
		choose_slot(b, s + 1);
		return;
	}
	for (; k < b->at[s + 1] && rest >= missing; k++) {
		int32_t quantity = lines[b->lines[k]].quantity;
		int32_t most = quantity < missing ? quantity : missing;

		rest -= quantity;
		for (int32_t take = most; take > 0 && rest >= missing - take;
		     take--) {
			if (is_enough(b))
				return;
			b->chosen[b->n_chosen] =
			    (struct combine_need){ .line = b->lines[k],
				    .pieces = take };
			b->roles[b->n_chosen++] = b->slots[s].role;
			choose_lines(b, s, k + 1, rest, missing - take);
			b->n_chosen--;
		}
	}
}

static void
choose_slot(struct build *b, size_t s)
{
	if (s == b->n_slots) {
		if (!is_enough(b))
			add_set(b);
		return;
	}
	choose_lines(b, s, b->at[s],
	    b->co->present[b->slots + s - b->co->slots], slot_pieces(b, s));
	if (b->slots[s].role == OFFER_ADDON)
		choose_slot(b, s + 1);
}

/* Dearer first, then the lower product. */
static bool
goes_before(const struct checkout_cart *cart, uint32_t a, uint32_t b)
{
	if (cart->lines[a].price4 != cart->lines[b].price4)
		return cart->lines[a].price4 > cart->lines[b].price4;
	return cart->lines[a].product < cart->lines[b].product;
}

static void
list_line(struct build *b, size_t s, size_t *n, uint32_t line)
{
	size_t at = (*n)++;

	while (
	    at > b->at[s] && goes_before(b->co->cart, line, b->lines[at - 1])) {
		b->lines[at] = b->lines[at - 1];
		at--;
	}
	b->lines[at] = line;
}

/* The lines of a slot: by its items where they are few, else by the cart. */
static void
list_lines(struct build *b)
{
	const struct checkout *co = b->co;
	size_t n = 0;

	for (size_t s = 0; s < b->n_slots; s++) {
		const struct offer_slot *slot = &b->slots[s];

		b->at[s] = n;
		for (size_t i = 0; slot->n <= co->cart->n && i < slot->n; i++) {
			uint32_t line =
			    co->line_of[b->of->items[slot->first + i].product];

			if (line != CHECKOUT_NO_LINE)
				list_line(b, s, &n, line);
		}
		for (size_t i = 0; slot->n > co->cart->n && i < co->cart->n;
		     i++) {
			uint32_t p = co->cart->lines[i].product;

			for (size_t u = co->first[p]; u < co->first[p + 1]; u++)
				if (&co->slots[co->uses[u].slot] == slot)
					list_line(b, s, &n, (uint32_t)i);
		}
	}
	b->at[b->n_slots] = n;
}

static void
begin_build(struct build *b, struct checkout *co, size_t fitting)
{
	size_t o = co->fitting[fitting];

	b->co = co;
	b->fitting = fitting;
	b->of = &co->offers[o];
	b->slots = &co->slots[co->slot_first[o]];
	b->n_slots = co->slot_first[o + 1] - co->slot_first[o];
	b->lines = co->choices;
	b->tier = NULL;
	b->n_chosen = 0;
	b->made = 0;
	list_lines(b);
}

static void
build_all(struct build *b)
{
	if (b->of->discount != DISCOUNT_TIERS) {
		choose_slot(b, 0);
		return;
	}
	for (size_t t = b->of->n_tiers; t-- > 0;) {
		b->tier = &b->of->tiers[t];
		choose_slot(b, 0);
	}
}

/* ---- what greedy would take ---- */

/* The best set of what is left of the stock: the dearest pieces, the cheapest
 * of those that are only to be bought along. False: none. */
static bool
choose_best(struct build *b, const int64_t *stock)
{
	b->n_chosen = 0;
	for (size_t s = 0; s < b->n_slots; s++) {
		bool cheap = b->of->discount == DISCOUNT_GET &&
		    b->slots[s].role == OFFER_NEED;
		size_t n = b->at[s + 1] - b->at[s], before = b->n_chosen;
		int64_t missing = slot_pieces(b, s);

		for (size_t k = 0; k < n && missing > 0; k++) {
			uint32_t line =
			    b->lines[b->at[s] + (cheap ? n - 1 - k : k)];
			int64_t take =
			    stock[line] < missing ? stock[line] : missing;

			if (take == 0)
				continue;
			if (b->n_chosen == SET_LINES)
				return false;
			b->chosen[b->n_chosen] =
			    (struct combine_need){ .line = line,
				    .pieces = (int32_t)take };
			b->roles[b->n_chosen++] = b->slots[s].role;
			missing -= take;
		}
		if (missing > 0 && b->slots[s].role != OFFER_ADDON)
			return false;
		if (missing > 0)
			b->n_chosen = before;
	}
	return true;
}

/* Adds the best set any fitting bundle can still make and takes its pieces
 * from the stock as often as they last; false when there is none. */
static bool
add_greedy(struct checkout *co, struct build *b)
{
	size_t best = co->n_fitting, n_needs = co->n_needs, n = co->n_sets;
	const struct offer_tier *tier = NULL;
	int64_t most = 0, times = INT32_MAX;

	for (size_t f = 0; f < co->n_fitting; f++) {
		begin_build(b, co, f);
		for (size_t t = b->of->n_tiers + 1; t-- > 0;) {
			int64_t gain;

			if ((t == 0) == (b->of->n_tiers > 0))
				continue;
			b->tier = t > 0 ? &b->of->tiers[t - 1] : NULL;
			if (co->stock[co->cart->n + f] == 0 ||
			    !choose_best(b, co->stock))
				continue;
			gain = gain_of(b);
			if (gain <= most)
				continue;
			most = gain;
			best = f;
			tier = b->tier;
		}
	}
	if (best == co->n_fitting)
		return false;
	begin_build(b, co, best);
	b->tier = tier;
	if (!choose_best(b, co->stock))
		BUG("the best set cannot be chosen again");
	add_set(b);
	for (size_t i = n_needs; co->n_sets > n && i < co->n_needs; i++) {
		int64_t fits =
		    co->stock[co->needs[i].line] / co->needs[i].pieces;
		times = fits < times ? fits : times;
	}
	for (size_t i = n_needs; i < co->n_needs; i++)
		co->stock[co->needs[i].line] -= times * co->needs[i].pieces;
	return co->n_sets > n;
}

static void
fill_stock(struct checkout *co)
{
	for (size_t i = 0; i < co->cart->n; i++)
		co->stock[i] = co->cart->lines[i].quantity;
	for (size_t f = 0; f < co->n_fitting; f++) {
		int32_t most = co->offers[co->fitting[f]].max_sets;

		co->stock[co->cart->n + f] = most > 0 ? most : INT32_MAX;
	}
}

/* Greedy's sets first: of equal ones the first listed is tried first. */
static void
build_greedy_first(struct checkout *co, struct build *b)
{
	co->n_sets = co->n_needs = 0;
	fill_stock(co);
	while (add_greedy(co, b))
		continue;
	for (size_t f = 0; f < co->n_fitting; f++) {
		begin_build(b, co, f);
		build_all(b);
	}
	fill_stock(co);
}

void
checkout_make_sets(struct checkout *co)
{
	struct build b;
	size_t kept = 0;

	co->n_sets = co->n_needs = 0;
	co->truncated = false;
	for (size_t f = 0; f < co->n_fitting; f++)
		if (checkout_enabled(co, co->fitting[f]))
			co->fitting[kept++] = co->fitting[f];
	co->n_fitting = kept;
	for (size_t f = 0; f < co->n_fitting; f++) {
		co->blocked[f] = 0;
		begin_build(&b, co, f);
		build_all(&b);
	}
	if (co->truncated)
		build_greedy_first(co, &b);
	else
		fill_stock(co);
}
