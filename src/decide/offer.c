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
	[DISCOUNT_FREE_SHIPPING] = "free shipping",
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

int64_t
offer_pieces(const struct offer *of)
{
	int64_t n = 0;

	for (size_t i = 0; i < of->n_items; i++)
		n += of->items[i].quantity;
	return n;
}

bool
offer_set_price4(const struct offer *of, const int64_t *unit4, int64_t *sum4)
{
	int64_t sum = 0, part;

	for (size_t i = 0; i < of->n_items; i++) {
		if (unit4[i] < 0 ||
		    !num_mul(unit4[i], of->items[i].quantity, &part) ||
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

int64_t
offer_set_discount(const struct offer *of, int64_t sum4, int digits)
{
	int64_t sum = money_from_price4(sum4, digits);
	int64_t off = 0;

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
	case DISCOUNT_FREE_SHIPPING:
	case DISCOUNT_COUNT:
		break;
	}
	if (off < 0)
		return 0;
	return off < sum ? off : sum;
}

static bool
check_value(const struct offer *of, struct err *err)
{
	switch (of->discount) {
	case DISCOUNT_PERCENT:
		if (of->value <= 0)
			return err_set(
			    err, ERR_INPUT, "a discount must be above 0 %%");
		if (of->value > 100 * OFFER_PERCENT_UNIT)
			return err_set(err, ERR_INPUT,
			    "a discount cannot be above 100 %%");
		return true;
	case DISCOUNT_AMOUNT:
	case DISCOUNT_PRICE:
		if (of->value <= 0 || of->value >= OFFER_MONEY_LIMIT)
			return err_set(err, ERR_INPUT,
			    "%s must be above 0 and below 10^12 minor units",
			    discount_names[of->discount]);
		return true;
	case DISCOUNT_FREE_SHIPPING:
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

static bool
check_bundle(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->discount == DISCOUNT_FREE_SHIPPING)
		return err_set(err, ERR_INPUT,
		    "a bundle takes a percent, an amount or a fixed price, "
		    "not free shipping");
	if (of->n_items > OFFER_MAX_ITEMS)
		return err_set(err, ERR_LIMIT,
		    "a bundle holds at most %d different products, not %zu",
		    (int)OFFER_MAX_ITEMS, of->n_items);
	for (size_t i = 0; i < of->n_items; i++)
		if (!check_item(of, i, n_products, err))
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
check_threshold(const struct offer *of, struct err *err)
{
	if (of->discount == DISCOUNT_PRICE)
		return err_set(err, ERR_INPUT,
		    "a threshold takes free shipping, a percent or an "
		    "amount, not a fixed price");
	if (of->threshold <= 0)
		return err_set(
		    err, ERR_INPUT, "a threshold must be above zero");
	if (of->threshold >= OFFER_MONEY_LIMIT)
		return err_set(err, ERR_INPUT,
		    "a threshold must be below 10^12 minor units");
	if (of->discount == DISCOUNT_AMOUNT && of->value >= of->threshold)
		return err_set(err, ERR_INPUT,
		    "the amount off must be below the threshold that earns it");
	return true;
}

bool
offer_check(const struct offer *of, uint32_t n_products, struct err *err)
{
	if (of->starts > of->ends)
		return err_set(
		    err, ERR_INPUT, "the offer ends before it starts");
	if (of->kind == OFFER_BUNDLE) {
		if (!check_bundle(of, n_products, err))
			return false;
	} else if (of->kind == OFFER_THRESHOLD) {
		if (!check_threshold(of, err))
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
	int64_t sum4, sum;

	if (of->kind != OFFER_BUNDLE || of->discount == DISCOUNT_PERCENT)
		return true;
	for (size_t i = 0; i < of->n_items; i++)
		if (unit4[i] < 0)
			return true;
	if (!offer_set_price4(of, unit4, &sum4))
		return err_set(err, ERR_LIMIT,
		    "the price of the parts is beyond what can be counted");
	sum = money_from_price4(sum4, digits);
	return of->value < sum || refuse_at_sum(of, sum, digits, err);
}
