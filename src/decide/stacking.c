/*
 * One pass over the orders fills a tally per offer (carts it was part of that
 * end below the floor or below cost) and per pair of threshold and bundle
 * (carts that the bundle's discount drops); then the offers are compared among
 * themselves.
 */
#include "decide/stacking.h"

#include "base/mem.h"
#include "decide/replay.h"

enum {
	STEP = 4096 /* orders between two reports */
};

static const struct {
	const char *name, *fix;
} kinds[STACKING_KIND_COUNT] = {
#define X(id, name, fix) [id] = { name, fix },
	STACKING_KINDS(X)
#undef X
};

const char *
stacking_name(enum stacking_kind kind)
{
	return kinds[kind].name;
}

const char *
stacking_fix(enum stacking_kind kind)
{
	return kinds[kind].fix;
}

struct check {
	const struct sales *s;
	const struct offer *offers;
	size_t n;
	double floor, net_share;
	struct checkout *co;
	struct checkout_line *lines;
	size_t cap_lines, cap_rows;
	struct stacking_row *low; /* per offer: margin under the floor */
	struct stacking_row *loss; /* per offer: below cost */
	struct stacking_row *drop; /* [threshold * n + bundle] */
	struct stacking *out;
};

/* ---- carts ---- */

static bool
price_order(
    struct check *ck, size_t o, struct checkout_result *r, struct err *err)
{
	const struct sales *s = ck->s;
	struct checkout_cart cart = { .n = s->first[o + 1] - s->first[o] };

	ck->lines =
	    mem_reserve(ck->lines, &ck->cap_lines, cart.n, sizeof(*ck->lines));
	for (size_t i = 0; i < cart.n; i++)
		ck->lines[i] = replay_line(s, s->first[o] + i);
	cart.lines = ck->lines;
	return checkout_price(ck->co, &cart, r, err);
}

/* Margin of the goods after all discounts; false where a cost is missing. */
static bool
margin_of(const struct check *ck, size_t o, int64_t goods, double *margin)
{
	const struct sales *s = ck->s;
	double cost = 0;
	double net = money_major(goods, s->currency.digits) * ck->net_share;

	for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
		int64_t cost4 = s->cost4[s->product[l]];

		if (cost4 == SALES_UNKNOWN)
			return false;
		cost += (double)cost4 / 1e4 * s->quantity[l];
	}
	*margin = net > 0 ? (net - cost) / net : cost > 0 ? -1 : 0;
	return true;
}

static void
note(struct stacking_row *row, double worst, bool lower, size_t o)
{
	if (row->carts++ > 0 &&
	    (lower ? worst >= row->worst : worst <= row->worst))
		return;
	row->worst = worst;
	row->order = o;
}

static void
note_margin(struct check *ck, size_t o, const struct checkout_result *r)
{
	double margin;

	ck->out->discounted++;
	if (!margin_of(ck, o, r->goods, &margin)) {
		ck->out->uncosted++;
		return;
	}
	if (margin < ck->out->worst_margin)
		ck->out->worst_margin = margin;
	for (size_t i = 0; margin < ck->floor && i < r->n_effects; i++) {
		const struct checkout_effect *ef = &r->effects[i];

		if (ef->reason == CHECKOUT_BUNDLE ||
		    ef->reason == CHECKOUT_ORDER_OFF)
			note(margin < 0 ? &ck->loss[ef->offer]
					: &ck->low[ef->offer],
			    margin, true, o);
	}
}

static void
note_drops(struct check *ck, size_t o, const struct checkout_result *r)
{
	int digits = ck->s->currency.digits;

	for (size_t i = 0; i < r->n_effects; i++) {
		const struct checkout_effect *t = &r->effects[i];

		for (size_t k = 0;
		     t->reason == CHECKOUT_DROPPED && k < r->n_effects; k++)
			if (r->effects[k].reason == CHECKOUT_BUNDLE)
				note(&ck->drop[t->offer * ck->n +
					 r->effects[k].offer],
				    money_major(t->amount, digits), false, o);
	}
}

static bool
walk_orders(struct check *ck, const struct progress *pg, struct err *err)
{
	for (size_t o = 0; o < ck->s->orders; o++) {
		struct checkout_result r;

		if (o % STEP == 0 &&
		    !progress_report(pg, "trying the offers on all carts",
			(int64_t)o, (int64_t)ck->s->orders, err))
			return false;
		if (!price_order(ck, o, &r, err))
			return false;
		ck->out->carts++;
		if (r.bundle_discount + r.order_discount > 0)
			note_margin(ck, o, &r);
		note_drops(ck, o, &r);
	}
	return true;
}

/* ---- offers among themselves ---- */

static void
add_row(struct check *ck, const struct stacking_row *row)
{
	ck->out->rows = mem_reserve(ck->out->rows, &ck->cap_rows,
	    ck->out->n + 1, sizeof(*ck->out->rows));
	ck->out->rows[ck->out->n++] = *row;
}

/* The first product that two bundles both name. */
static bool
share_product(const struct offer *a, const struct offer *b, uint32_t *product)
{
	for (size_t i = 0; i < a->n_items; i++)
		for (size_t k = 0; k < b->n_items; k++)
			if (a->items[i].product == b->items[k].product) {
				*product = a->items[i].product;
				return true;
			}
	return false;
}

static void
find_shared(struct check *ck)
{
	for (size_t a = 0; a < ck->n; a++)
		for (size_t b = a + 1; b < ck->n; b++) {
			struct stacking_row row = {
				.kind = STACKING_SHARED, .offer = a, .other = b
			};

			if (ck->offers[a].kind == OFFER_BUNDLE &&
			    ck->offers[b].kind == OFFER_BUNDLE &&
			    share_product(
				&ck->offers[a], &ck->offers[b], &row.product))
				add_row(ck, &row);
		}
}

/* One set of a bundle, each slot with its first product, at list prices;
 * false when a price is not known. */
static bool
cart_of(const struct check *ck, const struct offer *of,
    struct checkout_line *lines, size_t *n)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n_slots = offer_slots(of, slots);

	*n = 0;
	for (size_t i = 0; i < n_slots; i++) {
		uint32_t p = of->items[slots[i].first].product;

		if (slots[i].role == OFFER_ADDON && offer_pieces(of) > 2)
			continue;
		if (ck->s->price4[p] == SALES_UNKNOWN)
			return false;
		lines[(*n)++] = (struct checkout_line){ p, slots[i].pieces,
			ck->s->price4[p] };
	}
	return true;
}

static bool
price_with(const struct check *ck, const struct offer *offers, size_t n,
    const struct checkout_cart *cart, int64_t *off, size_t *giver,
    struct err *err)
{
	struct checkout *co = checkout_new(
	    offers, n, (uint32_t)ck->s->products, ck->s->currency.digits);
	struct checkout_result r;
	bool ok;

	checkout_costs(co, ck->s->cost4, ck->net_share);
	ok = checkout_price(co, cart, &r, err);
	*off = ok ? r.bundle_discount + r.order_discount : 0;
	for (size_t i = 0; ok && i < r.n_effects; i++)
		if (r.effects[i].reason == CHECKOUT_BUNDLE ||
		    r.effects[i].reason == CHECKOUT_ORDER_OFF)
			*giver = r.effects[i].offer;
	checkout_free(co);
	return ok;
}

/* Is one set of bundle b as cheap or cheaper under the other offers? */
static bool
find_dearer(struct check *ck, size_t b, struct offer *others, struct err *err)
{
	struct checkout_line lines[OFFER_MAX_SLOTS];
	struct checkout_cart cart = { .lines = lines };
	struct stacking_row row = { .kind = STACKING_DEARER, .offer = b };
	size_t n = 0, giver = 0, self = 0;
	int64_t own, their;

	if (ck->offers[b].kind != OFFER_BUNDLE ||
	    !cart_of(ck, &ck->offers[b], lines, &cart.n))
		return true;
	for (size_t o = 0; o < ck->n; o++)
		if (o != b)
			others[n++] = ck->offers[o];
	if (!price_with(ck, &ck->offers[b], 1, &cart, &own, &self, err) ||
	    !price_with(ck, others, n, &cart, &their, &giver, err))
		return false;
	if (their <= own)
		return true;
	row.other = giver < b ? giver : giver + 1;
	row.worst = money_major(their - own, ck->s->currency.digits);
	add_row(ck, &row);
	return true;
}

/* ---- rows ---- */

static void
add_tally(struct check *ck, struct stacking_row row, enum stacking_kind kind,
    size_t offer, size_t other)
{
	if (row.carts == 0)
		return;
	row.kind = kind;
	row.offer = offer;
	row.other = other;
	add_row(ck, &row);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct stacking_row *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->carts != y->carts)
		return x->carts > y->carts ? -1 : 1;
	if (x->offer != y->offer)
		return x->offer < y->offer ? -1 : 1;
	return (x->other > y->other) - (x->other < y->other);
}

static bool
make_rows(struct check *ck, struct err *err)
{
	struct offer *others = mem_array(ck->n, sizeof(*others));
	bool ok = true;

	for (size_t o = 0; o < ck->n; o++) {
		add_tally(ck, ck->loss[o], STACKING_LOSS, o, ck->n);
		add_tally(ck, ck->low[o], STACKING_MARGIN, o, ck->n);
		for (size_t b = 0; b < ck->n; b++)
			add_tally(ck, ck->drop[o * ck->n + b], STACKING_DROPPED,
			    o, b);
	}
	find_shared(ck);
	for (size_t o = 0; ok && o < ck->n; o++)
		ok = find_dearer(ck, o, others, err);
	if (ck->out->n > 0)
		qsort(ck->out->rows, ck->out->n, sizeof(*ck->out->rows),
		    compare_rows);
	mem_free(others);
	return ok;
}

bool
stacking_check(const struct sales *s, const struct offer *offers, size_t n,
    double margin_floor, const struct progress *pg, struct stacking *out,
    struct err *err)
{
	struct check ck = { .s = s,
		.offers = offers,
		.n = n,
		.floor = margin_floor,
		.net_share = replay_net_share(s),
		.out = out };
	bool ok;

	*out = (struct stacking){ .worst_margin = 1 };
	ck.low = mem_zarray(n, sizeof(*ck.low));
	ck.loss = mem_zarray(n, sizeof(*ck.loss));
	ck.drop = mem_zarray(n * n, sizeof(*ck.drop));
	ck.co =
	    checkout_new(offers, n, (uint32_t)s->products, s->currency.digits);
	checkout_costs(ck.co, s->cost4, ck.net_share);
	ok = walk_orders(&ck, pg, err) && make_rows(&ck, err);
	checkout_free(ck.co);
	mem_free(ck.low);
	mem_free(ck.loss);
	mem_free(ck.drop);
	mem_free(ck.lines);
	if (!ok)
		stacking_release(out);
	return ok;
}

void
stacking_release(struct stacking *sk)
{
	mem_free(sk->rows);
	*sk = (struct stacking){ 0 };
}
