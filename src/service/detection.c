/*
 * First the regimes over all days asked for, then the rule of each; the newest
 * with enough orders is the one in force, and only its orders go on to the
 * order values. Values before and after discounts are both tried where
 * discounts are recorded: the one that explains the charges better is the
 * basis.
 */
#include "service/detection.h"

#include <math.h>

#include "base/mem.h"

enum {
	CANDIDATES = 64, /* of the search for regimes */
	GROUP_ORDERS = 10 /* fewer are not told */
};

#define GROUP_SHARE .90
#define SPARSE      .5
#define JUST_ABOVE  1.25
#define USUAL_FEE   4.95

/* ---- regimes ---- */

/* Round values between the ends of the middle nine tenths, minor units. */
static size_t
find_candidates(
    const struct curve_orders *od, int digits, int64_t out[CANDIDATES])
{
	double values[CANDIDATES];
	size_t n = bunch_round_values(curve_quantile(od, .05),
	    curve_quantile(od, .95), digits, CANDIDATES, values);

	for (size_t i = 0; i < n; i++)
		out[i] = money_round(values[i], digits);
	return n;
}

/* The rule of the orders in these days, by one basis or the better one. */
static bool
find_rule(const struct population *p, int32_t from, int32_t until,
    int64_t *scratch, struct detect *out, bool *before, struct err *err)
{
	int64_t *after = scratch, *whole = scratch + p->n;
	int64_t *shipping = scratch + 2 * p->n;
	struct detect other;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (p->day[i] < from || p->day[i] > until)
			continue;
		after[n] = p->value[i];
		whole[n] = p->before[i];
		shipping[n++] = p->shipping[i];
	}
	*before = false;
	if (!detect_rule(after, shipping, n, out, err))
		return false;
	if (!p->discounts)
		return true;
	if (!detect_rule(whole, shipping, n, &other, err))
		return false;
	if (other.has_break && other.ll > out->ll + 1e-9) {
		*out = other;
		*before = true;
	}
	return true;
}

/* To the days that orders have, and those whose values are wanted. */
static void
clip_days(struct detection *dn, int32_t values_from)
{
	int32_t first = INT32_MAX, last = INT32_MIN;

	for (size_t i = 0; i < dn->people.n; i++) {
		if (dn->people.day[i] < first)
			first = dn->people.day[i];
		if (dn->people.day[i] > last)
			last = dn->people.day[i];
	}
	if (dn->people.n == 0)
		return;
	if (dn->from < values_from)
		dn->from = values_from;
	if (dn->from < first)
		dn->from = first;
	if (dn->until > last)
		dn->until = last;
}

static bool
are_alike(const struct regime *r, const struct detect *a,
    const struct regime *next, const struct detect *b)
{
	return a->outcome == DETECT_FOUND && b->outcome == DETECT_FOUND &&
	    a->at == b->at && r->fee == next->fee;
}

/* The rule of each regime. Neighbours of one rule are one regime: a rule at a
 * value that is none of the candidates looks like another on either side. */
static bool
find_each(struct detection *dn, int64_t *scratch, bool before[REGIME_MOST],
    struct err *err)
{
	const struct population *p = &dn->people;
	struct regime *row = dn->regimes.rows;
	size_t n = 0;

	for (size_t i = 0; i < dn->regimes.n; i++) {
		row[n] = row[i];
		if (!find_rule(p, row[n].from, row[n].until, scratch,
			&dn->rules[n], &before[n], err))
			return false;
		n++;
		if (n < 2 ||
		    !are_alike(&row[n - 2], &dn->rules[n - 2], &row[n - 1],
			&dn->rules[n - 1]))
			continue;
		n--;
		row[n - 1].until = row[n].until;
		row[n - 1].orders += row[n].orders;
		if (!find_rule(p, row[n - 1].from, row[n - 1].until, scratch,
			&dn->rules[n - 1], &before[n - 1], err))
			return false;
	}
	dn->regimes.n = n;
	return true;
}

static bool
find_rules(struct detection *dn, int32_t values_from, struct err *err)
{
	const struct population *p = &dn->people;
	int64_t *scratch = mem_try_array(
	    3 * p->n, sizeof(*scratch), "the charges of orders", err);
	bool before[REGIME_MOST];
	bool ok = scratch != NULL &&
	    find_rule(p, dn->from, dn->until, scratch, &dn->detect,
		&dn->before_discounts, err) &&
	    find_each(dn, scratch, before, err);

	for (size_t i = 0; ok && dn->regimes.n > 1 && i < dn->regimes.n; i++) {
		const struct regime *r = &dn->regimes.rows[i];

		if (r->orders < DETECTION_REGIME_ORDERS)
			continue;
		dn->detect = dn->rules[i];
		dn->before_discounts = before[i];
		dn->from = r->from;
		dn->until = r->until;
	}
	/* orders after the last one with a charge are the last regime's */
	if (dn->regimes.n > 0 &&
	    dn->until == dn->regimes.rows[dn->regimes.n - 1].until)
		dn->until = INT32_MAX;
	clip_days(dn, values_from);
	mem_free(scratch);
	return ok;
}

static bool
find_regimes(struct detection *dn, struct err *err)
{
	const struct population *p = &dn->people;
	int64_t candidates[CANDIDATES];
	struct curve_orders od;
	bool ok;

	if (!curve_orders_init(&od, p->value, p->n, dn->digits, err))
		return false;
	ok = regime_find(
	    &(struct regime_orders){ p->day, p->value, p->shipping, p->n },
	    candidates, find_candidates(&od, dn->digits, candidates),
	    &dn->regimes, err);
	curve_orders_release(&od);
	return ok;
}

/* ---- what explains exceptions ---- */

struct tally {
	int64_t orders, exceptions;
};

/* For each product and category, then orders with a discount. */
struct tallies {
	struct tally *product, *category;
	size_t *seen; /* category: last order that counted for it, + 1 */
	struct tally discount;
};

static void
count_order(const struct detection_request *rq, size_t order, bool exception,
    bool discount, struct tallies *ta)
{
	const struct sales *s = &rq->v->sales;

	for (size_t l = s->first[order]; l < s->first[order + 1]; l++) {
		uint32_t product = s->product[l];
		uint32_t category = rq->v->category[product];

		ta->product[product].orders++;
		ta->product[product].exceptions += exception;
		if (category == 0 || ta->seen[category] == order + 1)
			continue;
		ta->seen[category] = order + 1;
		ta->category[category].orders++;
		ta->category[category].exceptions += exception;
	}
	ta->discount.orders += discount;
	ta->discount.exceptions += discount && exception;
}

/* Keeps the list short and in order: most orders first, then as found. */
static void
add_group(struct detection_group *groups, size_t *n, const struct tally *t,
    const char *kind, struct slice name)
{
	size_t at = *n;

	if (t->orders < GROUP_ORDERS ||
	    (double)t->exceptions < GROUP_SHARE * (double)t->orders)
		return;
	while (at > 0 && groups[at - 1].orders < t->orders)
		at--;
	if (at == DETECTION_GROUPS)
		return;
	if (*n == DETECTION_GROUPS)
		(*n)--;
	memmove(&groups[at + 1], &groups[at], (*n - at) * sizeof(*groups));
	groups[at] =
	    (struct detection_group){ kind, name, t->orders, t->exceptions };
	(*n)++;
}

static struct slice
category_name(const struct view *v, uint32_t category)
{
	for (size_t p = 0; p < v->products.n; p++)
		if (v->category[p] == category)
			return slice_of(v->products.rows[p].category);
	return slice_of("");
}

static void
find_groups(const struct detection_request *rq, struct detection *dn,
    bool above, struct tallies *ta, struct detection_group *groups, size_t *n)
{
	const struct population *p = &dn->people;
	const struct view *v = rq->v;
	static const struct tally none = { 0 };

	for (size_t i = 0; i < v->products.n; i++)
		ta->product[i] = none;
	for (size_t c = 0; c <= v->products.n; c++) {
		ta->category[c] = none;
		ta->seen[c] = 0;
	}
	ta->discount = none;
	for (size_t i = 0; i < p->n; i++) {
		int64_t value =
		    dn->before_discounts ? p->before[i] : p->value[i];

		if (p->day[i] < dn->from || p->day[i] > dn->until ||
		    p->shipping[i] < 0 || (value >= dn->detect.at) != above)
			continue;
		count_order(rq, p->order[i], (p->shipping[i] == 0) != above,
		    p->before[i] > p->value[i], ta);
	}
	add_group(groups, n, &ta->discount, "discount",
	    slice_of("orders with a discount"));
	for (uint32_t c = 1; c <= v->products.n; c++)
		if (ta->category[c].orders >= GROUP_ORDERS)
			add_group(groups, n, &ta->category[c], "category",
			    category_name(v, c));
	for (size_t i = 0; i < v->products.n; i++)
		add_group(
		    groups, n, &ta->product[i], "product", view_title(v, i));
}

static bool
explain_exceptions(
    const struct detection_request *rq, struct detection *dn, struct err *err)
{
	static const char what[] = "what explains free shipping";
	size_t n = rq->v->products.n;
	struct tallies ta = {
		.product = mem_try_zarray(n, sizeof(struct tally), what, err),
		.category =
		    mem_try_zarray(n + 1, sizeof(struct tally), what, err),
		.seen = mem_try_zarray(n + 1, sizeof(size_t), what, err),
	};
	bool ok = ta.product && ta.category && ta.seen;

	if (ok && dn->detect.outcome == DETECT_FOUND) {
		find_groups(
		    rq, dn, false, &ta, dn->free_below, &dn->n_free_below);
		find_groups(
		    rq, dn, true, &ta, dn->paid_above, &dn->n_paid_above);
	}
	mem_free(ta.product);
	mem_free(ta.category);
	mem_free(ta.seen);
	return ok;
}

/* ---- the order values ---- */

/* The orders of the days in force, by value. */
static bool
take_orders(struct detection *dn, struct err *err)
{
	const struct population *p = &dn->people;
	int64_t *values =
	    mem_try_array(p->n, sizeof(*values), "the order values", err);
	size_t n = 0;
	bool ok;

	if (values == NULL)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (p->day[i] >= dn->from && p->day[i] <= dn->until)
			values[n++] = p->value[i];
	ok = curve_orders_init(&dn->orders, values, n, dn->digits, err);
	mem_free(values);
	return ok;
}

static void
count_units(const struct detection_request *rq, struct detection *dn)
{
	const struct population *p = &dn->people;
	const struct sales *s = &rq->v->sales;
	int64_t at = money_round(dn->at, dn->digits);

	for (size_t i = 0; i < p->n; i++) {
		int64_t units = 0;

		if (p->day[i] < dn->from || p->day[i] > dn->until ||
		    p->value[i] < at ||
		    (double)p->value[i] >= JUST_ABOVE * (double)at)
			continue;
		for (size_t l = s->first[p->order[i]];
		     l < s->first[p->order[i] + 1]; l++)
			units += s->quantity[l];
		dn->just_above++;
		dn->many_units += units >= 2;
	}
}

/* The charge most often paid, where charges are recorded; else a usual fee, or
 * a twentieth of a threshold that is larger than usual ones. */
static void
find_fee(const struct detection_request *rq, struct detection *dn)
{
	dn->fee_known = true;
	if (rq->fee > 0) {
		dn->fee = rq->fee;
	} else if (dn->detect.fee > 0 && !dn->sparse) {
		dn->fee = money_major(dn->detect.fee, dn->digits);
	} else {
		dn->fee_known = false;
		dn->fee = fmax(USUAL_FEE, dn->at / 20);
	}
}

static bool
ask_gate(
    const struct detection_request *rq, struct detection *dn, struct err *err)
{
	struct bunch_question q = { .od = &dn->orders,
		.at = dn->at,
		.fee = dn->fee,
		.fill = rq->fill,
		.prior = rq->prior };
	double *w =
	    mem_try_array(dn->orders.n, sizeof(*w), "the order values", err);
	bool ok = false;

	dn->posterior = mem_try_array(
	    BUNCH_GRID, sizeof(*dn->posterior), "the fit of a threshold", err);
	if (w != NULL && dn->posterior != NULL) {
		bunch_weights(&dn->orders, w);
		q.w = w;
		q.step = bunch_step(&dn->orders, w, dn->digits);
		ok = bunch_gate(&q, dn->posterior, &dn->gate, err);
	}
	mem_free(w);
	if (ok && dn->gate.passed)
		return true;
	mem_free(dn->posterior);
	dn->posterior = NULL;
	return ok;
}

static bool
study_values(
    const struct detection_request *rq, struct detection *dn, struct err *err)
{
	if (!take_orders(dn, err))
		return false;
	dn->heaped = bunch_heaped(&dn->orders);
	if (dn->sparse && dn->detect.outcome != DETECT_FOUND &&
	    !bunch_find(&dn->orders, dn->digits, &dn->bunch, err))
		return false;
	if (dn->detect.outcome == DETECT_FOUND)
		dn->at = money_major(dn->detect.at, dn->digits);
	else if (rq->live > 0 && dn->sparse)
		dn->at = rq->live;
	else if (dn->bunch.found)
		dn->at = dn->bunch.best.at;
	find_fee(rq, dn);
	if (!(dn->at > 0))
		return true;
	count_units(rq, dn);
	return ask_gate(rq, dn, err);
}

bool
detection_find(
    const struct detection_request *rq, struct detection *out, struct err *err)
{
	struct population_request who = {
		.sales = &rq->v->sales,
		.origins = rq->origins,
		.from = rq->from,
		.until = rq->until,
		.country = rq->country,
	};

	*out = (struct detection){ .digits = rq->v->currency.digits,
		.from = rq->from,
		.until = rq->until };
	if (!population_find(&who, &out->people, err))
		return false;
	out->sparse =
	    (double)out->people.charged < SPARSE * (double)out->people.n;
	if (find_regimes(out, err) && find_rules(out, rq->values_from, err) &&
	    explain_exceptions(rq, out, err) && study_values(rq, out, err))
		return true;
	detection_release(out);
	return false;
}

void
detection_release(struct detection *dn)
{
	population_release(&dn->people);
	curve_orders_release(&dn->orders);
	mem_free(dn->posterior);
	*dn = (struct detection){ .digits = 0 };
}
