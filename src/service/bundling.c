/*
 * A bundle is edited as the struct the store gives; what the pure layer needs
 * to judge it (an offer with product indices, unit prices) is made from it
 * each time. Texts that a change brings are borrowed until the save.
 */
#include "service/bundling.h"

#include <math.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "service/scenarios.h"
#include "store/store_history.h"

struct store_bundle
bundling_draft(const char *name)
{
	return (struct store_bundle){
		.name = name,
		.kind = "set",
		.state = STATE_DRAFT,
		.discount_kind = "none",
		.starts = STORE_NO_START,
		.ends = STORE_NO_END,
	};
}

/* ---- items ---- */

bool
bundling_get(struct store *st, int64_t bundle_id, struct arena *text,
    struct store_bundle *out, struct err *err)
{
	struct store_bundles all;
	bool found = false, ok;

	if (!store_bundles_load(st, &all, err))
		return false;
	ok = true;
	for (size_t i = 0; i < all.n && !found; i++) {
		found = all.rows[i].bundle_id == bundle_id;
		if (found)
			ok = store_bundle_get(
			    st, all.rows[i].name, text, out, err);
	}
	store_bundles_release(&all);
	if (!found)
		return err_set(
		    err, ERR_NOT_FOUND, "that bundle is no longer there");
	return ok;
}

bool
bundling_parse_item(const struct view *v, const char *text,
    struct store_bundle_item *out, struct err *err)
{
	struct slice sku = slice_of(text);
	int64_t quantity = 1;
	size_t product, colon = sku.len;

	/* A SKU may hold a colon and a number itself, so the whole text is
	 * tried first. */
	if (!view_find(v, sku, &product, NULL)) {
		while (colon > 0 && sku.p[colon - 1] != ':')
			colon--;
		if (colon > 1 &&
		    num_parse_i64(
			slice_bytes(sku.p + colon, sku.len - colon), &quantity))
			sku.len = colon - 1;
		if (!view_find(v, sku, &product, err))
			return false;
	}
	if (quantity < 1 || quantity > OFFER_MAX_QUANTITY)
		return err_set(err, ERR_INPUT,
		    "'%s': a quantity goes from 1 to %d", text,
		    OFFER_MAX_QUANTITY);
	*out = (struct store_bundle_item){
		.product_id = v->products.rows[product].product_id,
		.quantity = quantity,
	};
	return true;
}

bool
bundling_add_item(struct store_bundle *b, struct arena *a,
    const struct store_bundle_item *item, struct err *err)
{
	struct store_bundle_item *items;

	for (size_t i = 0; i < b->n_items; i++) {
		if (b->items[i].product_id != item->product_id)
			continue;
		if (b->items[i].quantity + item->quantity > OFFER_MAX_QUANTITY)
			return err_set(err, ERR_LIMIT,
			    "a bundle holds at most %d of one product",
			    OFFER_MAX_QUANTITY);
		b->items[i].quantity += item->quantity;
		return true;
	}
	if (b->n_items == BUNDLING_MAX_ITEMS)
		return err_set(err, ERR_LIMIT,
		    "a bundle holds at most %d products", BUNDLING_MAX_ITEMS);
	items = arena_array(a, b->n_items + 1, sizeof(*items));
	for (size_t i = 0; i < b->n_items; i++)
		items[i] = b->items[i];
	items[b->n_items] = *item;
	b->items = items;
	b->n_items++;
	return true;
}

bool
bundling_remove_item(
    struct store_bundle *b, int64_t product_id, struct err *err)
{
	for (size_t i = 0; i < b->n_items; i++) {
		if (b->items[i].product_id != product_id)
			continue;
		b->n_items--;
		memmove(b->items + i, b->items + i + 1,
		    (b->n_items - i) * sizeof(*b->items));
		return true;
	}
	return err_set(
	    err, ERR_NOT_FOUND, "'%s' does not hold that product", b->name);
}

size_t
bundling_remove_gone(const struct view *v, struct store_bundle *b)
{
	size_t kept = 0, removed, product;

	for (size_t i = 0; i < b->n_items; i++)
		if (store_products_index(
			&v->products, b->items[i].product_id, &product))
			b->items[kept++] = b->items[i];
	removed = b->n_items - kept;
	b->n_items = kept;
	return removed;
}

/* ---- the discount ---- */

/* How the kinds of discount read, and how their value is typed. */
static const struct {
	const char *kind;
	enum offer_discount discount;
	bool percent; /* else money; tiers are their own */
	const char *words; /* after the value */
} discounts[] = {
	{ "percent", DISCOUNT_PERCENT, true, " % off" },
	{ "amount", DISCOUNT_AMOUNT, false, " off" },
	{ "price", DISCOUNT_PRICE, false, " for all" },
	{ "cheapest", DISCOUNT_CHEAPEST, true, " % off the cheapest" },
	{ "get", DISCOUNT_GET, true, " % off what is to get" },
};

enum offer_discount
bundling_discount(const struct store_bundle *b)
{
	for (size_t i = 0; i < ARRAY_LEN(discounts); i++)
		if (strcmp(b->discount_kind, discounts[i].kind) == 0)
			return discounts[i].discount;
	return strcmp(b->discount_kind, "tiers") == 0 ? DISCOUNT_TIERS
						      : DISCOUNT_PERCENT;
}

static bool
read_discount(struct slice text, bool percent, int digits, int64_t *out)
{
	double share;

	if (!percent)
		return money_parse(text, '.', digits, out) && *out >= 0;
	if (!num_parse_percent(text, &share) || share < 0 || share > 100)
		return false;
	*out = offer_percent(share);
	return true;
}

static bool
is_to_get(const struct store_bundle_item *item)
{
	return bundling_role(item->role) == OFFER_GET;
}

static void
fit_to_get(struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (bundling_role(b->items[i].role) != OFFER_NEED)
			return;
	if (b->n_items > 1)
		b->items[b->n_items - 1].role = "get";
}

void
bundling_fit_items(struct store_bundle *b)
{
	if (strcmp(b->discount_kind, "get") == 0) {
		fit_to_get(b);
		return;
	}
	for (size_t i = 0; i < b->n_items; i++)
		if (is_to_get(&b->items[i]))
			b->items[i].role = NULL;
	if (strcmp(b->discount_kind, "tiers") != 0 || b->n_items < 2)
		return;
	for (size_t i = 0; i < b->n_items; i++) {
		b->items[i].slot = "any";
		b->items[i].quantity = 1;
	}
}

bool
bundling_set_discount(struct store_bundle *b, const char *kind,
    const char *value, int digits, struct err *err)
{
	if (strcmp(kind, "none") == 0 || strcmp(kind, "tiers") == 0) {
		b->discount_kind = kind[0] == 'n' ? "none" : "tiers";
		b->discount_value = 0;
		bundling_fit_items(b);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(discounts); i++) {
		if (strcmp(kind, discounts[i].kind) != 0)
			continue;
		if (!read_discount(slice_trim(slice_of(value)),
			discounts[i].percent, digits, &b->discount_value))
			return err_set(err, ERR_INPUT,
			    discounts[i].percent
				? "'%s' is no discount in percent; it goes "
				  "from 0 to 100"
				: "'%s' is no amount of money; write it like "
				  "12.50",
			    value);
		b->discount_kind = discounts[i].kind;
		bundling_fit_items(b);
		return true;
	}
	BUG("a kind of discount that is not in the list");
}

static void
add_percent(struct str *out, int64_t value)
{
	num_add_double(out, (double)value / (double)OFFER_PERCENT_UNIT);
}

void
bundling_add_tiers(const struct store_bundle *b, struct str *out)
{
	struct offer_tier tiers[OFFER_MAX_TIERS];
	size_t n = bundling_tiers(b, tiers);

	for (size_t i = 0; i < n; i++) {
		str_addf(out, "%s%d:", i > 0 ? "," : "", tiers[i].pieces);
		add_percent(out, tiers[i].percent);
	}
}

void
bundling_add_discount(const struct store_bundle *b, int digits, struct str *out)
{
	for (size_t i = 0; i < ARRAY_LEN(discounts); i++) {
		if (strcmp(b->discount_kind, discounts[i].kind) != 0)
			continue;
		if (discounts[i].percent)
			add_percent(out, b->discount_value);
		else
			money_add_grouped(out, b->discount_value, digits);
		str_add(out, discounts[i].words);
		return;
	}
	if (strcmp(b->discount_kind, "tiers") == 0) {
		bundling_add_tiers(b, out);
		str_add(out, " % by pieces");
	} else {
		str_add(out, "no discount");
	}
}

/* " or " between the choices of a slot, " + " between slots. */
static const char *
joiner(const struct store_bundle *b, size_t i)
{
	const char *slot = b->items[i].slot;

	if (i == 0)
		return "";
	return slot != NULL && b->items[i - 1].slot != NULL &&
		strcmp(slot, b->items[i - 1].slot) == 0
	    ? " or "
	    : " + ";
}

void
bundling_add_contents(
    const struct view *v, const struct store_bundle *b, struct str *out)
{
	size_t product;

	for (size_t i = 0; i < b->n_items; i++) {
		if (!store_products_index(
			&v->products, b->items[i].product_id, &product))
			continue;
		str_add(out, joiner(b, i));
		if (b->items[i].quantity > 1)
			str_addf(
			    out, "%lld x ", (long long)b->items[i].quantity);
		str_add_slice(out, view_title(v, product));
	}
}

void
bundling_add_message(
    const struct view *v, const struct store_bundle *b, struct str *out)
{
	str_add(out, "Goes together: ");
	bundling_add_contents(v, b, out);
}

/* ---- saving ---- */

static bool
check_prices(const struct view *v, const struct offer *offer, struct err *err)
{
	int64_t *unit4 = mem_array(offer->n_items, sizeof(*unit4));
	bool ok;

	for (size_t i = 0; i < offer->n_items; i++) {
		int64_t price = view_price4(v, offer->items[i].product);
		unit4[i] = price == SALES_UNKNOWN ? -1 : price;
	}
	ok = offer_check_prices(offer, unit4, v->currency.digits, err);
	mem_free(unit4);
	return ok;
}

bool
bundling_check(
    const struct view *v, const struct store_bundle *b, struct err *err)
{
	struct arena a = { 0 };
	struct offer offer;
	bool ok;

	if (slice_trim(slice_of(b->name)).len == 0)
		return err_set(err, ERR_INPUT, "a bundle needs a name");
	if (!text_valid(slice_of(b->name)))
		return err_set(
		    err, ERR_INPUT, "the name of the bundle is not valid text");
	ok = bundling_offer(v, b, &a, &offer, err);
	/* Without a discount the rest is still checked, as if it were 1 %. */
	if (ok && strcmp(b->discount_kind, "none") == 0) {
		offer.value = OFFER_PERCENT_UNIT;
		for (size_t i = 0; i < offer.n_items; i++)
			if (offer.items[i].role == OFFER_GET)
				offer.discount = DISCOUNT_GET;
	}
	ok = ok && offer_check(&offer, (uint32_t)v->products.n, err) &&
	    check_prices(v, &offer, err);
	arena_release(&a);
	return ok;
}

bool
bundling_save(struct store *st, const struct view *v, struct store_bundle *b,
    const char *label, struct err *err)
{
	struct err why = ERR_INIT;

	if (!bundling_check(v, b, &why)) {
		if (b->state != STATE_RETIRED || why.code != ERR_NOT_FOUND)
			return err_set(err, why.code, "%s", why.text);
		(void)bundling_remove_gone(v, b); /* how many is no matter */
	}
	if (!store_action_begin(st, label, err))
		return false;
	if (bundling_carry_records(st, b, err) &&
	    store_bundle_save(st, b, err) && store_action_commit(st, NULL, err))
		return true;
	store_action_rollback(st);
	return false;
}

bool
bundling_delete(struct store *st, const struct store_bundle *b, struct err *err)
{
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "deleted bundle '%s'", b->name);
	ok = store_action_begin(st, label.p, err) &&
	    scenarios_forget(st, b->bundle_id, err) &&
	    store_bundle_delete(st, b->bundle_id, b->revision, err) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	str_release(&label);
	return ok;
}

/* ---- sums and warnings ---- */

/* Is the item the first of its slot, and needed for a set? */
static bool
stands_for_slot(const struct store_bundle *b, size_t i)
{
	const char *slot = b->items[i].slot;

	if (bundling_role(b->items[i].role) == OFFER_ADDON)
		return false;
	for (size_t k = 0; slot != NULL && k < i; k++)
		if (b->items[k].slot != NULL &&
		    strcmp(b->items[k].slot, slot) == 0)
			return false;
	return true;
}

/* One slot of the set: what it sells for in *part. */
static void
add_item_sums(const struct view *v, const struct store_bundle_item *item,
    int64_t pieces, struct offer_part *part, int64_t *cost4,
    struct bundling_sums *out)
{
	const struct store_product *p;
	size_t product;
	int64_t sets;

	*part = (struct offer_part){ .pieces = pieces,
		.role = bundling_role(item->role) };
	if (!store_products_index(&v->products, item->product_id, &product)) {
		out->priced = out->costed = false;
		return;
	}
	p = &v->products.rows[product];
	if (view_price4(v, product) == SALES_UNKNOWN)
		out->priced = false;
	else
		part->price4 = view_price4(v, product);
	if (p->cost4 == SALES_UNKNOWN)
		out->costed = false;
	else
		*cost4 += p->cost4 * pieces;
	if (p->stock == SALES_UNKNOWN)
		return;
	sets = p->stock > 0 ? p->stock / pieces : 0;
	if (out->stock < 0 || sets < out->stock) {
		out->stock = sets;
		out->scarcest = product;
	}
}

static double
margin_of(int64_t price, int64_t cost)
{
	return price > 0 ? (double)(price - cost) / (double)price : 0;
}

static double
percent_of(int64_t part, int64_t whole)
{
	return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

/* price - cost = floor * price, solved for the price and rounded up. */
static void
find_floor(const struct view *v, struct bundling_sums *out)
{
	double floor_share = v->settings.value[SETTING_MARGIN_FLOOR] / 100;

	out->has_floor =
	    out->priced && out->costed && out->parts > 0 && floor_share < 1;
	if (!out->has_floor)
		return;
	out->floor_price =
	    (int64_t)ceil((double)out->cost / (1 - floor_share) - 1e-6);
	out->floor_discount = out->parts - out->floor_price;
	out->floor_percent = percent_of(out->floor_discount, out->parts);
}

void
bundling_sums(const struct view *v, const struct store_bundle *b,
    struct bundling_sums *out)
{
	struct offer_part parts[BUNDLING_MAX_ITEMS];
	struct offer_tier tiers[OFFER_MAX_TIERS];
	struct offer offer = { .discount = bundling_discount(b),
		.value = b->discount_value,
		.tiers = tiers,
		.n_tiers = bundling_tiers(b, tiers) };
	int digits = v->currency.digits;
	int64_t parts4 = 0, cost4 = 0;
	size_t n = 0;

	*out = (struct bundling_sums){
		.priced = b->n_items > 0,
		.costed = b->n_items > 0,
		.stock = -1,
	};
	for (size_t i = 0; i < b->n_items && n < BUNDLING_MAX_ITEMS; i++)
		if (stands_for_slot(b, i))
			add_item_sums(v, &b->items[i],
			    offer.discount == DISCOUNT_TIERS &&
				    offer.n_tiers > 0
				? tiers[0].pieces
				: b->items[i].quantity,
			    &parts[n++], &cost4, out);
	if (!offer_set_price4(parts, n, &parts4))
		out->priced = false;
	out->parts = money_from_price4(parts4, digits);
	out->cost = money_from_price4(cost4, digits);
	if (strcmp(b->discount_kind, "none") != 0)
		out->discount = offer_set_discount(&offer, parts, n, digits);
	out->price = out->parts - out->discount;
	out->margin = margin_of(out->price, out->cost);
	out->margin_before = margin_of(out->parts, out->cost);
	out->percent = percent_of(out->discount, out->parts);
	find_floor(v, out);
}

static void
begin_warning(struct str *out)
{
	if (out->len > 0)
		str_add_char(out, '\n');
}

static void
warn_of_items(
    const struct view *v, const struct store_bundle *b, struct str *out)
{
	for (size_t i = 0; i < b->n_items; i++) {
		const struct store_product *p;
		size_t product;
		if (!store_products_index(
			&v->products, b->items[i].product_id, &product)) {
			begin_warning(out);
			str_add(out,
			    "it holds a product that is no longer in the "
			    "store, and counts for nothing until that is taken "
			    "out");
			continue;
		}
		p = &v->products.rows[product];
		if (!p->active) {
			begin_warning(out);
			str_addf(out, "'%s' is not active in the shop", p->sku);
		}
		if (p->stock != SALES_UNKNOWN &&
		    p->stock < b->items[i].quantity) {
			begin_warning(out);
			str_addf(out, "'%s' is out of stock", p->sku);
		}
	}
}

static void
warn_of_margin(
    const struct view *v, const struct store_bundle *b, struct str *out)
{
	double floor = v->settings.value[SETTING_MARGIN_FLOOR];
	struct bundling_sums sums;

	bundling_sums(v, b, &sums);
	if (!sums.priced) {
		begin_warning(out);
		str_add(
		    out, "an item has no price, so the parts do not add up");
	} else if (!sums.costed) {
		begin_warning(out);
		str_addf(out,
		    "an item has no cost; contribution assumes a margin of "
		    "%.0f %%",
		    v->settings.value[SETTING_ASSUMED_MARGIN]);
	} else if (sums.margin * 100 < floor) {
		begin_warning(out);
		str_addf(out,
		    "the margin after the discount is %.1f %%, under the "
		    "floor of %.0f %%",
		    sums.margin * 100, floor);
	}
}

static bool
shares_product(const struct store_bundle *a, const struct store_bundle *b,
    int64_t *product_id)
{
	for (size_t i = 0; i < a->n_items; i++) {
		for (size_t j = 0; j < b->n_items; j++) {
			*product_id = a->items[i].product_id;
			if (*product_id == b->items[j].product_id)
				return true;
		}
	}
	return false;
}

bool
bundling_add_warnings(struct store *st, const struct view *v,
    const struct store_bundle *b, int32_t today, struct str *out,
    struct err *err)
{
	struct store_bundles all = { .n = 0 };
	int64_t shared;
	size_t product;

	warn_of_items(v, b, out);
	if (strcmp(b->discount_kind, "none") == 0) {
		begin_warning(out);
		str_add(out,
		    "it has no discount: shoppers see it put together, carts "
		    "cost what they cost, and nothing is projected");
	}
	warn_of_margin(v, b, out);
	if (!store_bundles_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		const struct store_bundle *other = &all.rows[i];
		if (other->bundle_id == b->bundle_id ||
		    other->state != STATE_ACTIVE || other->starts > today ||
		    other->ends < today || !shares_product(b, other, &shared) ||
		    !store_products_index(&v->products, shared, &product))
			continue;
		begin_warning(out);
		str_addf(out, "'%s' is in the live bundle '%s' too",
		    v->products.rows[product].sku, other->name);
	}
	store_bundles_release(&all);
	return true;
}
