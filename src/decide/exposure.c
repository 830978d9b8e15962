/*
 * The state of an order is which pieces of one set it holds, h_i = min(q_i,
 * r_i), written as one number in mixed radix (r_i + 1). Pass one walks all
 * lines, sums what the shop as a whole needs and notes (state, order) of every
 * order that is full or partial. Sorted by state, runs are groups; the state
 * that holds everything is the full one.
 *
 * With live offers a second pass prices the full orders and a sample of each
 * group, evenly spaced in order of time of writing, so that it is the same on
 * every run.
 */
#include "decide/exposure.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/replay.h"

enum {
	RELATED = 254, /* none of the bundle's, but of a category of theirs */
	NO_ITEM = 255
};

#define STATE_LIMIT (UINT64_C(1) << 62)
#define CHANCE_CAP  .95

struct held {
	uint64_t state;
	size_t order;
};

/* Sums over the lines of one category. */
struct category {
	double paid, pieces;
	double costed_pieces, cost;
};

struct count {
	const struct sales *s;
	const struct exposure_plan *plan;
	struct exposure *out;
	uint8_t *item_of; /* per product: slot, RELATED or NO_ITEM */
	struct offer_slot slots[OFFER_MAX_SLOTS];
	uint32_t shown[OFFER_MAX_SLOTS]; /* the choice that is sold most */
	uint64_t radix[OFFER_MAX_SLOTS];
	uint64_t full_state;
	struct held *held;
	size_t n_held, cap_held;
	struct category alt[OFFER_MAX_SLOTS]; /* of each item's category */
	double sizes, size_pairs; /* sum s, sum s (s - 1) */
	double cart_value;
	int64_t unit4[OFFER_MAX_SLOTS];
};

size_t
exposure_slots(const struct offer *of, struct offer_slot *out)
{
	struct offer_slot all[OFFER_MAX_SLOTS];
	size_t n_all = offer_slots(of, all), n = 0;
	int64_t pieces = 0;

	for (size_t i = 0; i < n_all; i++) {
		if (all[i].role == OFFER_ADDON) {
			if (pieces != 1)
				break;
			out[n] = all[i];
			out[n].n = of->n_items - all[i].first;
			return n + 1;
		}
		pieces += all[i].pieces;
		out[n++] = all[i];
	}
	return n;
}

static double
major4(int64_t price4)
{
	return (double)price4 / 10000.0;
}

/* Pieces of each product sold, where a slot has to be averaged. */
static int64_t *
count_sold(const struct count *ct, struct err *err)
{
	const struct sales *s = ct->s;
	int64_t *sold = mem_try_zarray(
	    s->products, sizeof(*sold), "a count for each product", err);

	for (size_t l = 0; sold != NULL && l < s->lines; l++)
		if (ct->item_of[s->product[l]] != NO_ITEM)
			sold[s->product[l]] += s->quantity[l];
	return sold;
}

/* Price and cost of a slot: the mean of its choices by what is sold of them,
 * each counted once more so that new ones count too. */
static bool
describe_slot(struct count *ct, size_t i, const int64_t *sold, struct err *err)
{
	const struct offer *of = ct->plan->offer;
	const struct offer_slot *slot = &ct->slots[i];
	struct exposure_item *x = &ct->out->items[i];
	double price = 0, cost = 0, weight = 0;
	int64_t most = -1;

	x->cost_known = true;
	for (size_t k = 0; k < slot->n; k++) {
		uint32_t p = of->items[slot->first + k].product;
		double w = (double)sold[p] + 1;

		if (ct->s->price4[p] == SALES_UNKNOWN)
			continue;
		price += w * (double)ct->s->price4[p];
		if (ct->s->cost4[p] != SALES_UNKNOWN)
			cost += w * (double)ct->s->cost4[p];
		weight += w;
		x->cost_known &= ct->s->cost4[p] != SALES_UNKNOWN;
		if (sold[p] <= most)
			continue;
		most = sold[p];
		ct->shown[i] = p;
	}
	if (!(weight > 0))
		return err_set(err, ERR_INPUT,
		    "item %zu of '%s' has no price: it was never sold and the "
		    "product file gives none",
		    i + 1, of->name);
	ct->unit4[i] = (int64_t)(price / weight + .5);
	x->price = major4(ct->unit4[i]);
	x->cost = x->cost_known ? major4((int64_t)(cost / weight + .5)) : 0;
	return true;
}

static bool
set_radix(struct count *ct, struct err *err)
{
	uint64_t states = 1;

	for (size_t i = 0; i < ct->out->n_items; i++) {
		uint64_t base = (uint64_t)ct->slots[i].pieces + 1;

		ct->radix[i] = states;
		if (states >= STATE_LIMIT / base)
			return err_set(err, ERR_INPUT,
			    "'%s' has too many pieces to be projected; lower "
			    "the quantities",
			    ct->plan->offer->name);
		states *= base;
	}
	ct->full_state = states - 1;
	return true;
}

static bool
prepare_items(struct count *ct, struct err *err)
{
	const struct offer *of = ct->plan->offer;
	int64_t *sold;
	bool ok = true;

	ct->out->n_items = exposure_slots(of, ct->slots);
	for (size_t i = 0; i < ct->out->n_items; i++)
		for (size_t k = 0; k < ct->slots[i].n; k++)
			ct->item_of[of->items[ct->slots[i].first + k].product] =
			    (uint8_t)i;
	sold = count_sold(ct, err);
	for (size_t i = 0; sold != NULL && ok && i < ct->out->n_items; i++)
		ok = describe_slot(ct, i, sold, err);
	ok = ok && sold != NULL && set_radix(ct, err);
	mem_free(sold);
	return ok;
}

/* Marks the products whose sales say what a piece of a category costs, so that
 * a walk over all lines passes the others by. */
static void
mark_related(struct count *ct)
{
	const uint32_t *category = ct->s->category;

	for (size_t p = 0; p < ct->s->products; p++)
		for (size_t i = 0; i < ct->out->n_items && category[p] != 0 &&
		     ct->item_of[p] == NO_ITEM;
		     i++)
			if (category[ct->shown[i]] == category[p])
				ct->item_of[p] = RELATED;
}

static bool
price_set(struct count *ct, struct err *err)
{
	struct offer_part parts[OFFER_MAX_SLOTS];
	int digits = ct->s->currency.digits;
	int64_t sum4, off;

	for (size_t i = 0; i < ct->out->n_items; i++)
		parts[i] = (struct offer_part){ .price4 = ct->unit4[i],
			.pieces = ct->slots[i].pieces,
			.role = ct->slots[i].role };
	if (!offer_set_price4(parts, ct->out->n_items, &sum4))
		return err_set(err, ERR_LIMIT,
		    "the price of the parts is beyond what can be counted");
	off = offer_set_discount(
	    ct->plan->offer, parts, ct->out->n_items, digits);
	ct->out->digits = digits;
	ct->out->set_price = major4(sum4);
	ct->out->discount = money_major(off, digits);
	return true;
}

/* The last window_days days of the data, or all of them. */
static void
set_window(struct count *ct)
{
	const struct sales *s = ct->s;
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);

		if (day < first)
			first = day;
		if (day > last)
			last = day;
	}
	if (s->orders == 0)
		first = last = 0;
	ct->out->until = last;
	ct->out->from = (int64_t)last - first >= ct->plan->window_days
	    ? last - ct->plan->window_days + 1
	    : first;
}

static void
sum_categories(struct count *ct, size_t line)
{
	const struct sales *s = ct->s;
	uint32_t p = s->product[line], category = s->category[p];

	if (category == 0)
		return;
	for (size_t i = 0; i < ct->out->n_items; i++) {
		struct category *alt = &ct->alt[i];
		double q = s->quantity[line];

		if (s->category[ct->shown[i]] != category)
			continue;
		alt->paid += money_major(s->paid[line], s->currency.digits);
		alt->pieces += q;
		if (s->cost4[p] == SALES_UNKNOWN)
			continue;
		alt->costed_pieces += q;
		alt->cost += q * major4(s->cost4[p]);
	}
}

/* The state of an order; counts the orders of each slot on the way. Returns
 * the number of whole sets in *sets. */
static uint64_t
read_order(struct count *ct, size_t o, int32_t *sets)
{
	const struct offer *of = ct->plan->offer;
	int64_t held[OFFER_MAX_SLOTS] = { 0 };
	uint64_t state = 0;
	bool any = false;

	for (size_t l = ct->s->first[o]; l < ct->s->first[o + 1]; l++) {
		uint8_t i = ct->item_of[ct->s->product[l]];

		if (i == NO_ITEM)
			continue;
		sum_categories(ct, l);
		if (i == RELATED)
			continue;
		held[i] += ct->s->quantity[l];
		any = true;
	}
	*sets = any ? of->max_sets > 0 ? of->max_sets : INT32_MAX : 0;
	for (size_t i = 0; any && i < ct->out->n_items; i++) {
		int64_t need = ct->slots[i].pieces;

		ct->out->items[i].orders += held[i] > 0;
		state +=
		    ct->radix[i] * (uint64_t)(held[i] < need ? held[i] : need);
		if (held[i] / need < *sets)
			*sets = (int32_t)(held[i] / need);
	}
	return state;
}

static int32_t
held_pieces(const struct count *ct, uint64_t state, size_t i)
{
	uint64_t base = (uint64_t)ct->slots[i].pieces + 1;

	return (int32_t)(state / ct->radix[i] % base);
}

static bool
note_order(struct count *ct, size_t o, struct err *err)
{
	struct exposure *ex = ct->out;
	void *held = ct->held;
	int32_t sets;
	uint64_t state = read_order(ct, o, &sets);

	if (state == 0 || (ct->plan->primary && held_pieces(ct, state, 0) == 0))
		return true;
	if (sets > 0) {
		ex->full_orders++;
		ex->sets += sets;
	} else {
		ex->partial_orders++;
	}
	if (!mem_try_reserve(&held, &ct->cap_held, ct->n_held + 1,
		sizeof(*ct->held), "the orders a bundle concerns", err))
		return false;
	ct->held = held;
	ct->held[ct->n_held++] = (struct held){ .state = state, .order = o };
	return true;
}

static bool
walk_orders(struct count *ct, struct err *err)
{
	const struct sales *s = ct->s;
	int digits = s->currency.digits;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		double size = (double)(s->first[o + 1] - s->first[o]);

		if (day < ct->out->from || day > ct->out->until)
			continue;
		ct->out->orders++;
		ct->out->revenue += money_major(s->net_value[o], digits);
		ct->cart_value += money_major(s->cart_value[o], digits);
		ct->sizes += size;
		ct->size_pairs += size * (size - 1);
		if (!note_order(ct, o, err))
			return false;
	}
	ct->out->net_share =
	    ct->cart_value > 0 ? ct->out->revenue / ct->cart_value : 1;
	return true;
}

static int
compare_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* A run of equal states in held[]. */
struct run {
	uint64_t state;
	size_t first, n;
};

static int
compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return (x->state > y->state) - (x->state < y->state);
}

/* Does 'state' hold at least what 'least' holds? */
static bool
holds(const struct count *ct, uint64_t state, uint64_t least)
{
	for (size_t i = 0; i < ct->out->n_items; i++)
		if (held_pieces(ct, state, i) < held_pieces(ct, least, i))
			return false;
	return true;
}

/* Dearest item of which pieces are held; with a primary, that one. */
static size_t
anchor_of(const struct count *ct, uint64_t state)
{
	size_t best = ct->out->n_items;

	if (ct->plan->primary)
		return 0;
	for (size_t i = 0; i < ct->out->n_items; i++) {
		if (held_pieces(ct, state, i) == 0)
			continue;
		if (best == ct->out->n_items || ct->unit4[i] > ct->unit4[best])
			best = i;
	}
	return best;
}

/* E_ab / n_a of one missing item, given the anchor. */
static double
chance_of(const struct count *ct, size_t anchor, size_t missing)
{
	const double *given = ct->plan->chance;
	double c1 = 0;

	if (given != NULL && given[anchor * ct->out->n_items + missing] >= 0)
		return given[anchor * ct->out->n_items + missing];
	if (ct->sizes > 0)
		c1 = ct->size_pairs / (ct->sizes * ct->sizes);
	return c1 * ct->out->items[missing].orders;
}

static bool
shares_category(const struct count *ct, uint64_t state, size_t missing)
{
	uint32_t category = ct->s->category[ct->shown[missing]];

	for (size_t i = 0; i < ct->out->n_items; i++)
		if (i != missing && held_pieces(ct, state, i) > 0 &&
		    category != 0 && ct->s->category[ct->shown[i]] == category)
			return true;
	return false;
}

/* What the missing pieces cost, and what a piece of their category does. */
static void
describe_missing(
    const struct count *ct, const struct run *run, struct exposure_group *g)
{
	struct category alt = { 0 };

	for (size_t i = 0; i < ct->out->n_items; i++) {
		const struct exposure_item *x = &ct->out->items[i];
		int32_t lacking =
		    ct->slots[i].pieces - held_pieces(ct, run->state, i);

		if (lacking == 0)
			continue;
		g->missing |= UINT32_C(1) << i;
		g->more[g->n_more++] =
		    (struct exposure_piece){ ct->shown[i], lacking };
		g->pieces += lacking;
		g->price += lacking * x->price;
		if (x->cost_known)
			g->cost += lacking * x->cost;
		else
			g->uncosted += lacking * x->price;
		g->same_category |= shares_category(ct, run->state, i);
		alt.paid += ct->alt[i].paid;
		alt.pieces += ct->alt[i].pieces;
		alt.cost += ct->alt[i].cost;
		alt.costed_pieces += ct->alt[i].costed_pieces;
	}
	g->alt_price =
	    alt.pieces > 0 ? alt.paid / alt.pieces : g->price / g->pieces;
	g->alt_cost = alt.costed_pieces > 0 ? alt.cost / alt.costed_pieces : -1;
}

/* p0: product over the missing items. Where more pieces of a held product are
 * missing there is no expectation; the observed share stands for it. */
static double
group_chance(const struct count *ct, const struct run *run,
    const struct exposure_group *g)
{
	size_t anchor = anchor_of(ct, run->state);
	double p0 = 1;

	for (size_t i = 0; i < ct->out->n_items; i++) {
		if ((g->missing & (UINT32_C(1) << i)) == 0)
			continue;
		p0 *= held_pieces(ct, run->state, i) > 0
		    ? g->full / g->present
		    : chance_of(ct, anchor, i);
	}
	return p0 < CHANCE_CAP ? p0 : CHANCE_CAP;
}

static void
describe_group(const struct count *ct, const struct run *runs, size_t n_runs,
    size_t r, struct exposure_group *g)
{
	*g = (struct exposure_group){
		.orders = (double)runs[r].n,
		.full = (double)ct->out->full_orders,
		.give = ct->out->discount,
	};
	g->present = g->full;
	for (size_t other = 0; other < n_runs; other++)
		if (runs[other].state != ct->full_state &&
		    holds(ct, runs[other].state, runs[r].state))
			g->present += (double)runs[other].n;
	describe_missing(ct, &runs[r], g);
	g->chance = group_chance(ct, &runs[r], g);
}

static size_t
find_runs(const struct count *ct, struct run *runs)
{
	size_t n = 0;

	for (size_t h = 0; h < ct->n_held; h++) {
		if (n == 0 || runs[n - 1].state != ct->held[h].state)
			runs[n++] = (struct run){ .state = ct->held[h].state,
				.first = h };
		runs[n - 1].n++;
	}
	return n;
}

/* The pieces that complete a set from this state, at the items' prices. */
static size_t
missing_lines(
    const struct count *ct, uint64_t state, struct checkout_line *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < ct->out->n_items; i++) {
		int32_t lacking =
		    ct->slots[i].pieces - held_pieces(ct, state, i);

		if (lacking > 0)
			lines[n++] = (struct checkout_line){
				.product = ct->shown[i],
				.quantity = lacking,
				.price4 = ct->s->price4[ct->shown[i]],
			};
	}
	return n;
}

/* Mean discount newly given to up to 'sample' orders of a run, evenly
 * spaced; partial ones are completed first. */
static bool
replay_run(struct replay *rp, struct count *ct, const struct run *run,
    size_t sample, double *mean, struct err *err)
{
	struct checkout_line more[OFFER_MAX_SLOTS];
	size_t n_more = missing_lines(ct, run->state, more);
	size_t n = run->n < sample ? run->n : sample;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const struct held *h = &ct->held[run->first + i * run->n / n];
		struct replay_effect effect;

		if (!replay_order(rp, h->order, more, n_more, &effect, err))
			return false;
		sum += effect.discount;
		if (run->state == ct->full_state)
			ct->out->dropped += effect.dropped;
	}
	*mean = n > 0 ? sum / (double)n : 0;
	return true;
}

static bool
replay_live(struct count *ct, const struct run *full, const struct run *partial,
    struct err *err)
{
	struct replay *rp = replay_new(
	    ct->s, ct->plan->live, ct->plan->n_live, ct->plan->offer, 1);
	bool ok = replay_run(rp, ct, full, full->n, &ct->out->leak, err);

	for (size_t g = 0; ok && g < ct->out->n_groups; g++)
		ok = replay_run(rp, ct, &partial[g], EXPOSURE_SAMPLE,
		    &ct->out->groups[g].give, err);
	replay_free(rp);
	return ok;
}

/* Notes where each order of a run stands, for who asked. */
static void
place_run(struct count *ct, const struct run *run, uint8_t place)
{
	for (size_t i = 0; ct->plan->place != NULL && i < run->n; i++)
		ct->plan->place[ct->held[run->first + i].order] = place;
}

/* Splits the runs into the full one and the groups, largest first; on return
 * runs[] holds the partial ones alone. */
static struct run
describe_runs(struct count *ct, struct run *runs, size_t n)
{
	struct exposure *ex = ct->out;
	struct run full = { .state = ct->full_state };
	size_t kept = 0;

	for (size_t r = 0; r < n; r++) {
		if (runs[r].state == ct->full_state) {
			full = runs[r];
			place_run(ct, &runs[r], EXPOSURE_FULL);
		} else if (ex->n_groups == EXPOSURE_MAX_GROUPS) {
			ex->set_apart += (int64_t)runs[r].n;
			place_run(ct, &runs[r], EXPOSURE_APART);
		} else {
			place_run(ct, &runs[r], (uint8_t)ex->n_groups);
			describe_group(
			    ct, runs, n, r, &ex->groups[ex->n_groups++]);
		}
	}
	for (size_t r = 0; r < n; r++)
		if (runs[r].state != ct->full_state)
			runs[kept++] = runs[r];
	return full;
}

/* Does an order get the set's discount, no more and no less, for each set? */
static bool
is_plain(const struct count *ct)
{
	const struct offer *of = ct->plan->offer;

	return (of->discount == DISCOUNT_PERCENT ||
		   of->discount == DISCOUNT_AMOUNT ||
		   of->discount == DISCOUNT_PRICE) &&
	    of->n_items == ct->out->n_items && of->min_margin == 0;
}

static bool
make_groups(struct count *ct, struct err *err)
{
	struct exposure *ex = ct->out;
	struct run *runs, full;
	size_t n;
	bool ok;

	if (ct->n_held == 0)
		return true;
	runs = mem_try_array(
	    ct->n_held, sizeof(*runs), "the groups of a bundle", err);
	if (runs == NULL)
		return false;
	qsort(ct->held, ct->n_held, sizeof(*ct->held), compare_held);
	n = find_runs(ct, runs);
	qsort(runs, n, sizeof(*runs), compare_runs);
	if (ex->full_orders > 0)
		ex->leak =
		    ex->discount * (double)ex->sets / (double)ex->full_orders;
	full = describe_runs(ct, runs, n);
	ok = (ct->plan->n_live == 0 && is_plain(ct)) ||
	    replay_live(ct, &full, runs, err);
	mem_free(runs);
	return ok;
}

bool
exposure_count(const struct sales *s, const struct exposure_plan *plan,
    struct exposure *out, struct err *err)
{
	struct count ct = { .s = s, .plan = plan, .out = out };
	bool ok = false;

	*out = (struct exposure){ 0 };
	ct.item_of = mem_try_array(
	    s->products, sizeof(*ct.item_of), "a mark for each product", err);
	if (ct.item_of == NULL)
		return false;
	memset(ct.item_of, NO_ITEM, s->products);
	if (!prepare_items(&ct, err) || !price_set(&ct, err))
		goto out;
	mark_related(&ct);
	set_window(&ct);
	if (plan->place != NULL)
		memset(plan->place, EXPOSURE_OTHER, s->orders);
	if (!walk_orders(&ct, err) || !make_groups(&ct, err))
		goto out;
	ok = true;
out:
	mem_free(ct.item_of);
	mem_free(ct.held);
	return ok;
}

int64_t
exposure_eligible(const struct exposure *ex)
{
	return ex->full_orders + ex->partial_orders;
}
