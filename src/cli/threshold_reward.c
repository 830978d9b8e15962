/*
 * Each option is read into its place; a product that is to be the gift is
 * looked up in the store.
 */
#include "cli/threshold_reward.h"

#include "base/num.h"
#include "decide/offer.h"
#include "store/store_products.h"

bool
threshold_money(const char *option, const char *text, int digits, int64_t *out,
    struct err *err)
{
	if (money_parse(slice_trim(slice_of(text)), '.', digits, out))
		return true;
	return err_set(err, ERR_INPUT,
	    "--%s: '%s' is no amount of money; write it like 49.90", option,
	    text);
}

/* The reward that the options name; free shipping when they name none and
 * the threshold has none yet. */
static bool
apply_reward(
    const struct cli *c, struct store_threshold *t, int digits, struct err *err)
{
	const struct options *o = c->opt;

	if (o->given[OPT_FREE_SHIPPING] + o->given[OPT_PERCENT] +
		o->given[OPT_AMOUNT] + o->given[OPT_GIFT] >
	    1)
		return err_set(err, ERR_USAGE,
		    "--free-shipping, --percent, --amount and --gift exclude "
		    "each other");
	if (o->given[OPT_COUNTRY])
		t->country = strcmp(o->text[OPT_COUNTRY], "all") == 0
		    ? NULL
		    : o->text[OPT_COUNTRY];
	if (o->given[OPT_PERCENT]) {
		t->kind = "percent";
		t->reward_value = offer_percent(o->number[OPT_PERCENT]);
	} else if (o->given[OPT_AMOUNT]) {
		t->kind = "amount";
		return threshold_money("amount", o->text[OPT_AMOUNT], digits,
		    &t->reward_value, err);
	} else if (o->given[OPT_FREE_SHIPPING]) {
		t->kind = "free-shipping";
		t->reward_value = 0;
	}
	return true;
}

/* --gift: the product is looked up in the store. */
static bool
apply_gift(const struct cli *c, struct store_threshold *t, struct arena *a,
    struct err *err)
{
	struct store_product gift;

	if (!c->opt->given[OPT_GIFT])
		return true;
	if (!store_product_get(
		c->store, slice_of(c->opt->text[OPT_GIFT]), a, &gift, err))
		return false;
	t->kind = "gift";
	t->reward_value = 0;
	t->gift_product = gift.product_id;
	return true;
}

bool
threshold_reward(const struct cli *c, struct store_threshold *t, int digits,
    struct arena *text, struct err *err)
{
	return apply_reward(c, t, digits, err) && apply_gift(c, t, text, err);
}
