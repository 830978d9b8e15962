/*
 * How offers are checked and what one set of a bundle saves. All sums are
 * made in ten-thousandths and rounded to minor units once, at the end, so
 * that a unit price such as 0.0125 does not lose its value in a set of 100.
 */
#include "decide/offer.h"

#include <math.h>

#include "base/money.h"
#include "base/num.h"

static const char *const discount_names[DISCOUNT_COUNT] = {
	[DISCOUNT_PERCENT] = "a percent",
	[DISCOUNT_AMOUNT] = "an amount",
	[DISCOUNT_PRICE] = "a fixed price",
	[DISCOUNT_CHEAPEST] = "a percent off the cheapest piece",
	[DISCOUNT_GET] = "a percent off what is to get",
	[DISCOUNT_TIERS] = "a percent by pieces",
	[DISCOUNT_FREE_SHIPPING] = "free shipping",
	[DISCOUNT_GIFT] = "a gift",
};
_Static_assert(ARRAY_LEN(discount_names) == DISCOUNT_COUNT, "a name for each");

int64_t
offer_percent(double percent)
{
	return (int64_t)llround(percent * (double)OFFER_PERCENT_UNIT);
}

bool
offer_live_on(const struct offer *of, int32_t day)
{
	return day >= of->starts && day <= of->ends;
}

/* ---- slots and sets ---- */

size_t
offer_slots(const struct offer *of, struct offer_slot *out)
{
	size_t n = 0;

	for (size_t i = 0; i < of->n_items; i++) {
		const struct offer_item *it = &of->items[i];

		if (i > 0 && it->slot != 0 && it->slot == it[-1].slot) {
			out[n - 1].n++;
			continue;
		}
		if (n == OFFER_MAX_SLOTS)
			break;
		out[n] = (struct offer_slot){ .first = i,
			.n = 1,
			.pieces = it->quantity,
			.role = it->role };
		if (of->discount == DISCOUNT_TIERS && of->n_tiers > 0)
			out[n].pieces = of->tiers[0].pieces;
		n++;
	}
	return n;
}

int64_t
offer_pieces(const struct offer *of)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n = offer_slots(of, slots);
	int64_t needed = 0;
	bool addons = false;

	for (size_t i = 0; i < n; i++) {
		if (slots[i].role == OFFER_ADDON)
			addons = true;
		else
			needed += slots[i].pieces;
	}
	return needed == 1 && addons ? 2 : needed;
}

bool
offer_set_price4(const struct offer_part *parts, size_t n, int64_t *sum4)
{
	int64_t sum = 0, part;

	for (size_t i = 0; i < n; i++) {
		if (parts[i].price4 < 0 ||
		    !num_mul(parts[i].price4, parts[i].pieces, &part) ||
		    !num_add(sum, part, &sum))
			return false;
	}
	*sum4 = sum;
	return true;
}

/* percent (in its unit) of a price4, in ten-thousandths of ten-thousandths
 * first and rounded once: sum4 * value / (100 * unit * 10^(4 - digits)). */
static int64_t
percent_off(int64_t sum4, int64_t value, int digits)
{
	int64_t scale = 100 * OFFER_PERCENT_UNIT, minor;

	for (int d = digits; d < 4; d++)
		scale *= 10;
	return num_mul_div(sum4, value, scale, &minor) ? minor : 0;
}

/* The lowest price of a piece; what is to get costs, too. */
static int64_t
cheapest4(const struct offer_part *parts, size_t n)
{
	int64_t least = n > 0 ? parts[0].price4 : 0;

	for (size_t i = 1; i < n; i++)
		if (parts[i].price4 < least)
			least = parts[i].price4;
	return least;
}

/* What the parts to get and the add-ons cost; no overflow, as the whole sum
 * had none. */
static int64_t
gotten4(const struct offer_part *parts, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (parts[i].role != OFFER_NEED)
			sum += parts[i].price4 * parts[i].pieces;
	return sum;
}

/* The percent of the largest tier that these pieces reach. */
static int64_t
tier_percent(const struct offer *of, const struct offer_part *parts, size_t n)
{
	int64_t pieces = 0, percent = 0;

	for (size_t i = 0; i < n; i++)
		pieces += parts[i].pieces;
	for (size_t t = 0; t < of->n_tiers; t++)
		if (of->tiers[t].pieces <= pieces)
			percent = of->tiers[t].percent;
	return percent;
}

int64_t
offer_set_discount(const struct offer *of, const struct offer_part *parts,
    size_t n, int digits)
{
	int64_t sum4, sum, off = 0;

	if (!offer_set_price4(parts, n, &sum4))
		return 0;
	sum = money_from_price4(sum4, digits);
	switch (of->discount) {
	case DISCOUNT_PERCENT:
		off = percent_off(sum4, of->value, digits);
		break;
	case DISCOUNT_AMOUNT:
		off = of->value;
		break;
	case DISCOUNT_PRICE:
		off = sum > of->value ? sum - of->value : 0;
		break;
	case DISCOUNT_CHEAPEST:
		off = percent_off(cheapest4(parts, n), of->value, digits);
		break;
	case DISCOUNT_GET:
		off = percent_off(gotten4(parts, n), of->value, digits);
		break;
	case DISCOUNT_TIERS:
		off = percent_off(sum4, tier_percent(of, parts, n), digits);
		break;
	case DISCOUNT_FREE_SHIPPING:
	case DISCOUNT_GIFT:
	case DISCOUNT_COUNT:
		break;
	}
	/* A store from elsewhere may ask for less than nothing. */
	if (off < 0)
		return 0;
	return off < sum ? off : sum;
}

/* ---- checks ---- */

static bool
check_percent(int64_t value, struct err *err)
{
	if (value <= 0)
		return err_set(err, ERR_INPUT, "a discount must be above 0 %%");
	return value <= 100 * OFFER_PERCENT_UNIT ||
	    err_set(err, ERR_INPUT, "a discount cannot be above 100 %%");
}

static bool
check_value(const struct offer *of, struct err *err)
{
	switch (of->discount) {
	case DISCOUNT_PERCENT:
	case DISCOUNT_CHEAPEST:
	case DISCOUNT_GET:
		return check_percent(of->value, err);
	case DISCOUNT_AMOUNT:
	case DISCOUNT_PRICE:
		if (of->value <= 0 || of->value >= OFFER_MONEY_LIMIT)
			return err_set(err, ERR_INPUT,
			    "%s must be above 0 and below 10^12 minor units",
			    discount_names[of->discount]);
		return true;
	case DISCOUNT_FREE_SHIPPING:
	case DISCOUNT_GIFT:
	case DISCOUNT_TIERS:
		return true;
	case DISCOUNT_COUNT:
		break;
	}
	return err_set(err, ERR_INPUT, "the kind of discount is not known");
}

static bool
check_item(
    const struct offer *of, size_t i, uint32_t n_products, struct err *err)
{
	const struct offer_item *it = &of->items[i];

	if (it->quantity <= 0)
		return err_set(err, ERR_INPUT,
		    "item %zu has quantity %d; it must be 1 or more", i + 1,
		    (int)it->quantity);
	if (it->quantity > OFFER_MAX_QUANTITY)
		return err_set(err, ERR_INPUT,
		    "item %zu has quantity %d; at most %d can be in one set",
		    i + 1, (int)it->quantity, (int)OFFER_MAX_QUANTITY);
	if (it->product >= n_products)
		return err_set(err, ERR_INPUT,
		    "item %zu is no product of this shop", i + 1);
	for (size_t j = 0; j < i; j++)
		if (of->items[j].product == it->product)
			return err_set(err, ERR_INPUT,
			    "items %zu and %zu are the same product; "
			    "give it once with its quantity",
			    j + 1, i + 1);
	return true;
}

/* Choices of a slot agree, and stand together. */
static bool
check_slots(const struct offer *of, struct err *err)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	size_t n = offer_slots(of, slots), counted = 0;

	for (size_t i = 0; i < n; i++) {
		const struct offer_item *first = &of->items[slots[i].first];

		for (size_t k = 1; k < slots[i].n; k++)
			if (first[k].quantity != first->quantity ||
			    first[k].role != first->role)
				return err_set(err, ERR_INPUT,
				    "the choices of a slot have the same "
				    "quantity and role");
		for (size_t j = 0; first->slot != 0 && j < i; j++)
			if (of->items[slots[j].first].slot == first->slot)
				return err_set(err, ERR_INPUT,
				    "the choices of a slot stand together");
		if (i > 0 && first[-1].role == OFFER_ADDON &&
		    first->role != OFFER_ADDON)
			return err_set(
			    err, ERR_INPUT, "add-ons stand after the rest");
		counted += slots[i].n;
	}
	return counted == of->n_items ||
	    err_set(err, ERR_LIMIT, "a bundle holds at most %d different items",
		(int)OFFER_MAX_SLOTS);
}

static bool
check_tiers(const struct offer *of, struct err *err)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];

	if (of->n_tiers == 0 || of->n_tiers > OFFER_MAX_TIERS)
		return err_set(err, ERR_INPUT,
		    "tiers go from 1 to %d, each like 3:5 (from 3 pieces, 5 "
		    "%%)",
		    (int)OFFER_MAX_TIERS);
	if (offer_slots(of, slots) != 1)
		return err_set(err, ERR_INPUT,
		    "tiers count the pieces of one product or of one slot; put "
		    "the items into the same slot");
	for (size_t t = 0; t < of->n_tiers; t++) {
		const struct offer_tier *tier = &of->tiers[t];

		if (!check_percent(tier->percent, err))
			return false;
		if (tier->pieces < 1 || tier->pieces > OFFER_MAX_QUANTITY)
			return err_set(err, ERR_INPUT,
			    "a tier begins at 1 to %d pieces",
			    (int)OFFER_MAX_QUANTITY);
		if (t > 0 &&
		    (tier->pieces <= tier[-1].pieces ||
			tier->percent <= tier[-1].percent))
			return err_set(err, ERR_INPUT,
			    "each tier needs more pieces and gives more than "
			    "the one before it");
	}
	return true;
}

/* Which roles a kind of discount can do with. */
static bool
check_roles(const struct offer *of, struct err *err)
{
	size_t by_role[OFFER_ROLE_COUNT] = { 0 };

	for (size_t i = 0; i < of->n_items; i++) {
		if (of->items[i].role >= OFFER_ROLE_COUNT)
			return err_set(
			    err, ERR_INPUT, "the role of an item is not known");
		by_role[of->items[i].role]++;
	}
	if (of->discount == DISCOUNT_GET &&
	    (by_role[OFFER_NEED] == 0 ||
		by_role[OFFER_GET] + by_role[OFFER_ADDON] == 0))
		return err_set(err, ERR_INPUT,
		    "buy A get B needs an item to buy and one to get; give an "
		    "item the role 'get'");
	if (of->discount != DISCOUNT_GET && by_role[OFFER_GET] > 0)
		return err_set(err, ERR_INPUT,
		    "items to get need a discount on them (buy A get B)");
	if (by_role[OFFER_ADDON] > 0 && of->discount != DISCOUNT_GET &&
	    of->discount != DISCOUNT_PERCENT)
		return err_set(err, ERR_INPUT,
		    "add-ons share a percent; %s cannot be shared",
		    discount_names[of->discount]);
	return true;
}

static bool
check_bundle(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->discount == DISCOUNT_FREE_SHIPPING ||
	    of->discount == DISCOUNT_GIFT)
		return err_set(err, ERR_INPUT,
		    "a bundle takes a percent, an amount or a fixed price, "
		    "not %s",
		    discount_names[of->discount]);
	if (of->n_items > OFFER_MAX_ITEMS)
		return err_set(err, ERR_LIMIT,
		    "the slots of a bundle choose from at most %d products, "
		    "not %zu",
		    (int)OFFER_MAX_ITEMS, of->n_items);
	for (size_t i = 0; i < of->n_items; i++)
		if (!check_item(of, i, n_products, err))
			return false;
	if (!check_slots(of, err) || !check_roles(of, err) ||
	    (of->discount == DISCOUNT_TIERS && !check_tiers(of, err)))
		return false;
	if (offer_pieces(of) < 2)
		return err_set(err, ERR_INPUT,
		    "a bundle needs at least two pieces; add an item or "
		    "raise a quantity");
	if (of->max_sets < 0)
		return err_set(err, ERR_INPUT,
		    "the sets allowed in one order cannot be negative");
	return true;
}

static bool
check_gift(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->discount != DISCOUNT_GIFT)
		return true;
	if (of->n_items != 1)
		return err_set(err, ERR_INPUT, "name the product to give");
	return check_item(of, 0, n_products, err);
}

static bool
check_threshold(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->discount >= DISCOUNT_PRICE && of->discount <= DISCOUNT_TIERS)
		return err_set(err, ERR_INPUT,
		    "a threshold takes free shipping, a percent, an amount or "
		    "a gift, not %s",
		    discount_names[of->discount]);
	if (of->threshold <= 0)
		return err_set(
		    err, ERR_INPUT, "a threshold must be above zero");
	if (of->threshold >= OFFER_MONEY_LIMIT)
		return err_set(err, ERR_INPUT,
		    "a threshold must be below 10^12 minor units");
	if (of->discount == DISCOUNT_AMOUNT && of->value >= of->threshold)
		return err_set(err, ERR_INPUT,
		    "the amount off must be below the threshold that earns it");
	return check_gift(of, n_products, err);
}

bool
offer_check(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->starts > of->ends)
		return err_set(
		    err, ERR_INPUT, "the offer ends before it starts");
	if (of->min_margin < 0 || of->min_margin > 100 * OFFER_PERCENT_UNIT)
		return err_set(
		    err, ERR_INPUT, "a minimum margin goes from 0 to 100 %%");
	if (of->kind == OFFER_BUNDLE) {
		if (!check_bundle(of, n_products, err))
			return false;
	} else if (of->kind == OFFER_THRESHOLD) {
		if (!check_threshold(of, n_products, err))
			return false;
	} else {
		return err_set(
		    err, ERR_INPUT, "the kind of offer is not known");
	}
	return check_value(of, err);
}

static bool
refuse_at_sum(const struct offer *of, int64_t sum, int digits, struct err *err)
{
	struct str text = STR_INIT;

	str_add(&text,
	    of->discount == DISCOUNT_PRICE ? "the bundle price "
					   : "the amount off ");
	money_add_plain(&text, of->value, digits);
	str_add(&text, " is not below the price of the parts, ");
	money_add_plain(&text, sum, digits);
	(void)err_set(err, ERR_INPUT, "%s", text.p);
	str_release(&text);
	return false;
}

bool
offer_check_prices(
    const struct offer *of, const int64_t *unit4, int digits, struct err *err)
{
	struct offer_slot slots[OFFER_MAX_SLOTS];
	struct offer_part parts[OFFER_MAX_SLOTS];
	size_t n = offer_slots(of, slots);
	int64_t sum4, sum;

	if (of->kind != OFFER_BUNDLE ||
	    (of->discount != DISCOUNT_AMOUNT && of->discount != DISCOUNT_PRICE))
		return true;
	for (size_t i = 0; i < n; i++) {
		int64_t price4 = unit4[slots[i].first];

		if (price4 < 0)
			return true;
		parts[i] = (struct offer_part){ price4, slots[i].pieces,
			slots[i].role };
	}
	if (!offer_set_price4(parts, n, &sum4))
		return err_set(err, ERR_LIMIT,
		    "the price of the parts is beyond what can be counted");
	sum = money_from_price4(sum4, digits);
	return of->value < sum || refuse_at_sum(of, sum, digits, err);
}
