/*
 * What the store keeps of an offer, as the pure layer wants it.
 *
 * A stored item names one product and may be a choice of a slot, an item to
 * get, an add-on, and may stand for all variants or the whole category of its
 * product. Here that becomes plain items: slots in the order of their first
 * item, add-ons last, the choices of a slot together, no product twice (the
 * first slot that names it has it).
 */
#include "service/bundling.h"

#include "base/mem.h"
#include "base/num.h"

/* ---- words ---- */

static const char *const any_names[] = {
	[STORE_ANY_NONE] = "none",
	[STORE_ANY_VARIANT] = "variant",
	[STORE_ANY_CATEGORY] = "category",
};
_Static_assert(ARRAY_LEN(any_names) == STORE_ANY_COUNT, "a name for each");

static const char *const role_names[] = {
	[OFFER_NEED] = "main",
	[OFFER_GET] = "get",
	[OFFER_ADDON] = "addon",
};
_Static_assert(ARRAY_LEN(role_names) == OFFER_ROLE_COUNT, "a name for each");

const char *
bundling_any_name(int64_t any)
{
	return any >= 0 && any < STORE_ANY_COUNT ? any_names[any] : "none";
}

enum offer_role
bundling_role(const char *role)
{
	for (size_t i = 0; role != NULL && i < ARRAY_LEN(role_names); i++)
		if (strcmp(role, role_names[i]) == 0)
			return (enum offer_role)i;
	return OFFER_NEED;
}

static bool
set_any(struct store_bundle_item *item, const char *any, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(any_names); i++)
		if (strcmp(any, any_names[i]) == 0) {
			item->any = (int64_t)i;
			return true;
		}
	return err_set(err, ERR_INPUT,
	    "'%s': an item stands for itself (none), any variant or its "
	    "category",
	    any);
}

bool
bundling_set_part(struct store_bundle_item *item, const char *any,
    const char *slot, const char *role, struct err *err)
{
	bool known = role == NULL || role[0] == '\0';

	if (any != NULL && !set_any(item, any, err))
		return false;
	for (size_t i = 0; !known && i < ARRAY_LEN(role_names); i++)
		known = strcmp(role, role_names[i]) == 0;
	if (!known)
		return err_set(
		    err, ERR_INPUT, "'%s': a role is main, get or addon", role);
	if (slot != NULL)
		item->slot = slot[0] == '\0' ? NULL : slot;
	if (role != NULL)
		item->role = role[0] == '\0' ? NULL : role;
	return true;
}

/* ---- tiers ---- */

static bool
read_tier(struct slice text, char after, struct offer_tier *out)
{
	struct slice pieces, rest = text;
	int64_t n, percent;
	double share;

	if (!slice_split(&rest, ':', &pieces) ||
	    !num_parse_i64(slice_trim(pieces), &n) || n < 1 ||
	    n > OFFER_MAX_QUANTITY)
		return false;
	rest = slice_trim(rest);
	out->pieces = (int32_t)n;
	if (after == ' ') {
		if (!num_parse_i64(rest, &percent))
			return false;
		out->percent = percent;
		return true;
	}
	if (!num_parse_percent(rest, &share) || share < 0 || share > 100)
		return false;
	out->percent = offer_percent(share);
	return true;
}

size_t
bundling_tiers(
    const struct store_bundle *b, struct offer_tier out[OFFER_MAX_TIERS])
{
	struct slice rest = slice_of(b->tiers != NULL ? b->tiers : ""), part;
	size_t n = 0;

	while (n < OFFER_MAX_TIERS && slice_split(&rest, ' ', &part))
		if (part.len > 0 && !read_tier(part, ' ', &out[n++]))
			return 0;
	return n;
}

bool
bundling_parse_tiers(
    const char *typed, struct arena *a, const char **out, struct err *err)
{
	struct slice rest = slice_of(typed), part;
	struct str kept = STR_INIT;
	struct offer_tier tier;
	size_t n = 0;
	bool ok = true;

	while (ok && slice_split(&rest, ',', &part)) {
		ok = ++n <= OFFER_MAX_TIERS &&
		    read_tier(slice_trim(part), ',', &tier);
		if (ok)
			str_addf(&kept, "%s%d:%lld", n > 1 ? " " : "",
			    tier.pieces, (long long)tier.percent);
	}
	if (ok && n > 0)
		*out = arena_strdup(a, kept.p);
	else
		ok = err_set(err, ERR_INPUT,
		    "'%s' are no tiers; write up to %d as pieces:percent, like "
		    "3:5,6:10",
		    typed, (int)OFFER_MAX_TIERS);
	str_release(&kept);
	return ok;
}

/* ---- items ---- */

/* An offer's items while they are put together. */
struct gather {
	const struct view *v;
	const struct store_bundle *b;
	struct offer_item *items;
	size_t n, cap;
	bool *taken; /* per product */
	int32_t slot; /* of the items being added; 0: for itself */
};

static bool
add_product(struct gather *g, const struct store_bundle_item *item,
    size_t product, struct err *err)
{
	if (g->n == OFFER_MAX_ITEMS)
		return err_set(err, ERR_LIMIT,
		    "'%s' chooses from more than %d products; narrow its "
		    "slots",
		    g->b->name, (int)OFFER_MAX_ITEMS);
	g->taken[product] = true;
	g->items = mem_reserve(g->items, &g->cap, g->n + 1, sizeof(*g->items));
	g->items[g->n++] = (struct offer_item){
		.product = (uint32_t)product,
		.quantity = (int32_t)item->quantity,
		.slot = g->slot,
		.role = bundling_role(item->role),
	};
	return true;
}

static bool
serves(const struct gather *g, const struct store_bundle_item *item,
    size_t named, size_t other)
{
	const struct store_product *rows = g->v->products.rows;

	if (!rows[other].is_product)
		return false;
	if (item->any == STORE_ANY_VARIANT)
		return store_products_vary(&rows[named], &rows[other]);
	return item->any == STORE_ANY_CATEGORY &&
	    view_category(g->v, named) != 0 &&
	    view_category(g->v, named) == view_category(g->v, other);
}

static bool
add_item(
    struct gather *g, const struct store_bundle_item *item, struct err *err)
{
	size_t named;

	if (!store_products_index(&g->v->products, item->product_id, &named))
		return err_set(err, ERR_NOT_FOUND,
		    "'%s' holds a product that is no longer in the store; "
		    "take it out ('endcap bundle remove NAME -')",
		    g->b->name);
	if (!add_product(g, item, named, err))
		return false;
	for (size_t p = 0; item->any != STORE_ANY_NONE && p < g->v->products.n;
	     p++)
		if (!g->taken[p] && serves(g, item, named, p) &&
		    !add_product(g, item, p, err))
			return false;
	return true;
}

static bool
same_slot(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The slot of item i with all its choices, unless an earlier item began it. */
static bool
add_slot(struct gather *g, size_t i, struct err *err)
{
	const struct store_bundle *b = g->b;
	const struct store_bundle_item *item = &b->items[i];

	for (size_t k = 0; k < i; k++)
		if (same_slot(b->items[k].slot, item->slot))
			return true;
	g->slot = item->slot != NULL || item->any != STORE_ANY_NONE
	    ? (int32_t)i + 1
	    : 0;
	for (size_t k = i; k < b->n_items; k++)
		if ((k == i || same_slot(b->items[k].slot, item->slot)) &&
		    !add_item(g, &b->items[k], err))
			return false;
	return true;
}

static bool
gather_items(struct gather *g, struct err *err)
{
	/* Products named outright keep their place against "any of". */
	for (size_t i = 0; i < g->b->n_items; i++) {
		size_t p;

		if (store_products_index(
			&g->v->products, g->b->items[i].product_id, &p))
			g->taken[p] = true;
	}
	for (int addons = 0; addons < 2; addons++)
		for (size_t i = 0; i < g->b->n_items; i++)
			if ((bundling_role(g->b->items[i].role) ==
				OFFER_ADDON) == (addons == 1) &&
			    !add_slot(g, i, err))
				return false;
	return true;
}

bool
bundling_offer(const struct view *v, const struct store_bundle *b,
    struct arena *a, struct offer *out, struct err *err)
{
	struct gather g = { .v = v, .b = b };
	struct offer_item *items = NULL;
	struct offer_tier *tiers =
	    arena_array(a, OFFER_MAX_TIERS, sizeof(*tiers));
	bool ok;

	g.taken = mem_zarray(v->products.n, sizeof(*g.taken));
	ok = gather_items(&g, err);
	if (ok && g.n > 0) {
		items = arena_array(a, g.n, sizeof(*items));
		memcpy(items, g.items, g.n * sizeof(*items));
	}
	*out = (struct offer){
		.id = b->bundle_id,
		.name = b->name,
		.kind = OFFER_BUNDLE,
		.discount = bundling_discount(b),
		.value = b->discount_value,
		.items = items,
		.n_items = ok ? g.n : 0,
		.tiers = tiers,
		.n_tiers = bundling_tiers(b, tiers),
		.starts = b->starts,
		.ends = b->ends,
		.priority = (int32_t)b->priority,
		.max_sets = (int32_t)b->max_sets,
		.alone = b->alone,
		.min_margin = b->min_margin,
	};
	mem_free(g.taken);
	mem_free(g.items);
	return ok;
}

void
bundling_align_slot(struct store_bundle *b, size_t i)
{
	for (size_t k = 0; k < b->n_items; k++) {
		if (!same_slot(b->items[k].slot, b->items[i].slot))
			continue;
		b->items[k].quantity = b->items[i].quantity;
		b->items[k].role = b->items[i].role;
	}
}

size_t
bundling_choices(const struct view *v, const struct store_bundle *b, size_t i)
{
	struct arena a = { 0 };
	struct offer of;
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t product, n = 0, found = 0;

	if (store_products_index(
		&v->products, b->items[i].product_id, &product) &&
	    bundling_offer(v, b, &a, &of, NULL))
		n = offer_slots(&of, slots);
	for (size_t k = 0; k < n; k++)
		for (size_t j = 0; j < slots[k].n; j++)
			if (of.items[slots[k].first + j].product == product)
				found = slots[k].n;
	arena_release(&a);
	return found;
}

/* ---- thresholds ---- */

/* A gift is worth what its product sells for. */
static bool
add_gift(const struct view *v, const struct store_threshold *t, struct arena *a,
    struct offer *out, struct err *err)
{
	struct offer_item *gift = arena_array(a, 1, sizeof(*gift));
	size_t product;
	int64_t price4;

	if (!store_products_index(&v->products, t->gift_product, &product))
		return err_set(err, ERR_NOT_FOUND,
		    "the gift of '%s' is no longer in the store; choose "
		    "another",
		    t->name);
	price4 = view_price4(v, product);
	*gift =
	    (struct offer_item){ .product = (uint32_t)product, .quantity = 1 };
	out->items = gift;
	out->n_items = 1;
	out->value = price4 == SALES_UNKNOWN
	    ? 0
	    : money_from_price4(price4, v->currency.digits);
	return true;
}

bool
bundling_threshold(const struct view *v, const struct store_threshold *t,
    struct arena *a, struct offer *out, struct err *err)
{
	*out = (struct offer){
		.id = t->threshold_id,
		.name = t->name,
		.kind = OFFER_THRESHOLD,
		.discount = DISCOUNT_FREE_SHIPPING,
		.value = t->reward_value,
		.threshold = t->amount,
		.country = t->country,
		.starts = t->starts,
		.ends = t->ends,
		.priority = (int32_t)t->priority,
		.alone = t->alone,
		.min_margin = t->min_margin,
	};
	if (strcmp(t->kind, "percent") == 0)
		out->discount = DISCOUNT_PERCENT;
	else if (strcmp(t->kind, "amount") == 0)
		out->discount = DISCOUNT_AMOUNT;
	else if (strcmp(t->kind, "gift") == 0)
		out->discount = DISCOUNT_GIFT;
	return out->discount != DISCOUNT_GIFT || add_gift(v, t, a, out, err);
}
