/*
 * What segments are made of comes from four places: the orders themselves,
 * the marks of promotions and of bundles, and the threshold that is live.
 */
#include "service/audience.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/threshold.h"
#include "service/browsed.h"
#include "service/bundled.h"
#include "service/kpi.h"
#include "service/thresholding.h"

#include <math.h>

static const char *const lacks[] = {
	[NEED_NOTHING] = NULL,
	[NEED_THRESHOLD] = "free shipping that is live ('endcap threshold "
			   "set')",
	[NEED_DISCOUNTS] = "orders that record discounts",
	[NEED_CATEGORIES] = "categories of products",
	[NEED_BUNDLES] = "a bundle that was live",
	[NEED_BROWSING] = "events of what customers looked at ('endcap "
			  "import')",
};
_Static_assert(ARRAY_LEN(lacks) == NEED_COUNT, "a row each");

/* ---- making one ---- */

static bool
sum_contributions(
    const struct settings *set, struct audience *au, struct err *err)
{
	const struct sales *s = au->in.sales;
	struct kpi_request request = {
		.payment_fee = set->value[SETTING_PAYMENT_FEE] / 100,
		.assumed_margin = set->value[SETTING_ASSUMED_MARGIN] / 100,
	};

	au->contribution =
	    mem_try_array(s->orders, sizeof(*au->contribution), "orders", err);
	if (au->contribution == NULL)
		return false;
	for (size_t o = 0; o < s->orders; o++)
		au->contribution[o] =
		    kpi_order_contribution(s, o, &request, NULL);
	au->in.contribution = au->contribution;
	return true;
}

static bool
any_of(const bool *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (marks[i])
			return true;
	return false;
}

static bool
mark_orders(struct store *st, const struct store_products *products,
    struct audience *au, struct err *err)
{
	const struct sales *s = au->in.sales;

	au->discounted =
	    mem_try_array(s->orders, sizeof(*au->discounted), "orders", err);
	au->bundled =
	    mem_try_array(s->orders, sizeof(*au->bundled), "orders", err);
	if (au->discounted == NULL || au->bundled == NULL ||
	    !store_mark_promoted(st, s, au->discounted, err) ||
	    !bundled_mark(
		st, products, s, au->bundled, &au->known[NEED_BUNDLES], err))
		return false;
	au->known[NEED_DISCOUNTS] = any_of(au->discounted, s->orders);
	au->in.discounted = au->known[NEED_DISCOUNTS] ? au->discounted : NULL;
	au->in.bundled = au->known[NEED_BUNDLES] ? au->bundled : NULL;
	return true;
}

/* From SEGMENT_WINDOW reaches below the live threshold up to it. */
static bool
find_window(struct store *st, const struct settings *set, struct audience *au,
    struct err *err)
{
	struct thresholding_scope scope = { .today = au->in.until,
		.anywhere = true };
	struct thresholding_live live;
	struct threshold_inputs in;
	double fee;

	threshold_inputs_default(&in);
	if (!thresholding_live(st, &scope, &live, err) ||
	    !threshold_measure(au->in.sales, &in, err))
		return false;
	fee = set->value[SETTING_SHIPPING_FEE] > 0
	    ? set->value[SETTING_SHIPPING_FEE]
	    : in.value[THRESHOLD_FEE];
	au->in.near_to = live.shipping;
	au->in.near_from = live.shipping -
	    money_round(SEGMENT_WINDOW * SEGMENT_REACH * fee, au->digits);
	au->known[NEED_THRESHOLD] = live.shipping > 0;
	if (!au->known[NEED_THRESHOLD])
		au->in.near_from = au->in.near_to = 0;
	return true;
}

static void
find_days(struct audience *au)
{
	const struct sales *s = au->in.sales;

	for (size_t o = 0; o < s->orders; o++) {
		int32_t day = date_day_of(s->time[o]);
		if (o == 0 || day < au->since)
			au->since = day;
		if (o == 0 || day > au->in.until)
			au->in.until = day;
	}
}

/* Of the days that the two looks at the customers are about. */
static bool
count_browsing(struct store *st, struct audience *au, struct err *err)
{
	const struct sales *s = au->in.sales;
	int32_t until = au->in.until, before = until - SEGMENT_BEFORE_DAYS;
	struct browsed b;
	bool ok = browsed_load(st, s, before - BROWSING_DAYS, &b, err);

	au->known[NEED_BROWSING] = b.any;
	if (ok && b.any)
		ok = browsed_count(
			 &b, s, until, &au->viewed, &au->carted, err) &&
		    browsed_count(&b, s, before, &au->viewed_before,
			&au->carted_before, err);
	browsed_release(&b);
	return ok;
}

static bool
compute(struct audience *au, struct err *err)
{
	struct segment_input before = au->in;

	au->in.viewed = au->viewed;
	au->in.carted = au->carted;
	before.viewed = au->viewed_before;
	before.carted = au->carted_before;
	before.until -= SEGMENT_BEFORE_DAYS;
	au->facts = mem_try_zarray(au->n, sizeof(*au->facts), "customers", err);
	au->before =
	    mem_try_zarray(au->n, sizeof(*au->before), "customers", err);
	return au->facts != NULL && au->before != NULL &&
	    segment_facts(&au->in, au->facts, err) &&
	    segment_facts(&before, au->before, err);
}

struct valued {
	double contribution;
	uint32_t customer;
};

static int
compare_valued(const void *va, const void *vb)
{
	const struct valued *a = va, *b = vb;

	if (a->contribution < b->contribution ||
	    a->contribution > b->contribution)
		return a->contribution > b->contribution ? -1 : 1;
	return a->customer < b->customer ? -1 : a->customer > b->customer;
}

/* Once, so that the people of a segment need no sorting. */
static bool
order_by_value(struct audience *au, struct err *err)
{
	struct valued *v = mem_try_array(au->n, sizeof(*v), "customers", err);

	au->by_value =
	    mem_try_array(au->n, sizeof(*au->by_value), "customers", err);
	if (v == NULL || au->by_value == NULL) {
		mem_free(v);
		return false;
	}
	for (size_t c = 0; c < au->n; c++)
		v[c] =
		    (struct valued){ au->facts[c].contribution, (uint32_t)c };
	if (au->n > 1)
		qsort(v, au->n, sizeof(*v), compare_valued);
	for (size_t i = 0; i < au->n; i++)
		au->by_value[i] = v[i].customer;
	mem_free(v);
	return true;
}

static struct audience *
make(struct store *st, const struct store_products *products,
    const struct sales *s, struct err *err)
{
	struct audience *au = mem_zalloc(sizeof(*au));
	struct settings set;
	bool ok;

	au->references = 1;
	au->in.sales = s;
	au->n = s->customers;
	au->customer_id = s->customer_id;
	au->digits = s->currency.digits;
	au->known[NEED_NOTHING] = true;
	find_days(au);
	ok = settings_load(st, &set, err) && sum_contributions(&set, au, err) &&
	    mark_orders(st, products, au, err) &&
	    find_window(st, &set, au, err) && count_browsing(st, au, err) &&
	    store_categories_load(st, &au->categories, err) &&
	    store_segments_load(st, &au->own, err) && compute(au, err);
	au->known[NEED_CATEGORIES] = au->categories.n > 1;
	if (ok)
		return au;
	audience_free(au);
	return NULL;
}

struct audience *
audience_new(struct store *st, struct view *v, struct err *err)
{
	struct audience *au = make(st, &v->products, &v->sales, err);

	if (au == NULL)
		return NULL;
	au->v = view_share(v);
	if (store_customers_load(st, &au->people, err) &&
	    order_by_value(au, err))
		return au;
	audience_free(au);
	return NULL;
}

struct audience *
audience_share(struct audience *au)
{
	__atomic_add_fetch(&au->references, 1, __ATOMIC_RELAXED);
	return au;
}

void
audience_free(struct audience *au)
{
	if (au == NULL ||
	    __atomic_sub_fetch(&au->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	mem_free(au->contribution);
	mem_free(au->discounted);
	mem_free(au->bundled);
	mem_free(au->viewed);
	mem_free(au->carted);
	mem_free(au->viewed_before);
	mem_free(au->carted_before);
	mem_free(au->facts);
	mem_free(au->before);
	mem_free(au->by_value);
	store_categories_release(&au->categories);
	store_customers_release(&au->people);
	store_segments_release(&au->own);
	view_free(au->v);
	mem_free(au);
}

/* ---- finding a segment ---- */

const char *
audience_lacks(const struct audience *au, const struct segment_row *row)
{
	return au->known[row->need] ? NULL : lacks[row->need];
}

static bool
refuse_name(const struct audience *au, const char *segment, struct err *err)
{
	struct str known = STR_INIT;

	for (int i = 0; i < SEGMENT_COUNT; i++)
		str_addf(&known, "%s, ", segment_row((enum segment_id)i)->name);
	for (size_t i = 0; i < au->own.n; i++)
		str_addf(&known, "%s, ", au->own.rows[i].name);
	err_set(err, ERR_NOT_FOUND,
	    "there is no segment '%s'; there are %sfans:CATEGORY", segment,
	    known.p);
	str_release(&known);
	return false;
}

static bool
mark_fans(const struct audience *au, struct slice category, bool *member,
    struct err *err)
{
	for (size_t i = 1; i < au->categories.n; i++)
		if (slice_eq_nocase(
			category, slice_of(au->categories.names[i])))
			return segment_fans(&au->in, (uint32_t)i, member, err);
	return err_set(err, ERR_NOT_FOUND,
	    "there is no category '%.*s'; 'endcap products' shows them",
	    (int)category.len, category.p);
}

const struct store_segment *
audience_own(const struct audience *au, struct slice name)
{
	for (size_t i = 0; i < au->own.n; i++)
		if (slice_eq_nocase(name, slice_of(au->own.rows[i].name)))
			return &au->own.rows[i];
	return NULL;
}

static bool
mark_own(const struct audience *au, struct slice name, const char *segment,
    bool *member, struct err *err)
{
	const struct store_segment *own = audience_own(au, name);
	struct err wrong = ERR_INIT;

	if (own == NULL)
		return refuse_name(au, segment, err);
	return audience_pass(au, own->expression, au->facts, member, &wrong) ||
	    err_set(err, wrong.code, "segment '%s': %s", own->name, wrong.text);
}

bool
audience_mask(const struct audience *au, const char *segment, bool *member,
    struct err *err)
{
	static const char fans[] = "fans:";
	struct slice name = slice_trim(slice_of(segment));
	enum segment_id id;

	if (slice_starts(name, fans))
		return mark_fans(au,
		    slice_trim(slice_bytes(
			name.p + strlen(fans), name.len - strlen(fans))),
		    member, err);
	if (!segment_parse(name, &id))
		return mark_own(au, name, segment, member, err);
	if (audience_lacks(au, segment_row(id)) != NULL)
		return err_set(err, ERR_INPUT,
		    "segment '%s' cannot be told: it needs %s",
		    segment_row(id)->name, audience_lacks(au, segment_row(id)));
	for (size_t c = 0; c < au->n; c++)
		member[c] = segment_holds(id, &au->facts[c]);
	return true;
}

bool
audience_find(struct store *st, const struct store_products *products,
    const struct sales *s, const char *segment, bool *member, struct err *err)
{
	struct audience *au = make(st, products, s, err);
	bool ok = au != NULL &&
	    (audience_own(au, slice_trim(slice_of(segment))) == NULL ||
		store_customers_load(st, &au->people, err)) &&
	    audience_mask(au, segment, member, err);

	audience_free(au);
	return ok;
}
