/*
 * A threshold is one row; saving checks the numbers that decide/offer.h
 * checks for an offer and keeps it as one action.
 */
#include "service/thresholding.h"

#include "base/mem.h"
#include "base/num.h"
#include "decide/offer.h"
#include "store/store_history.h"

struct store_threshold
thresholding_draft(const char *name, int64_t amount)
{
	return (struct store_threshold){
		.name = name,
		.kind = "free-shipping",
		.amount = amount,
		.state = STATE_DRAFT,
		.starts = STORE_NO_START,
		.ends = STORE_NO_END,
	};
}

static enum offer_discount
discount_of(const struct store_threshold *t)
{
	if (strcmp(t->kind, "percent") == 0)
		return DISCOUNT_PERCENT;
	if (strcmp(t->kind, "amount") == 0)
		return DISCOUNT_AMOUNT;
	if (strcmp(t->kind, "gift") == 0)
		return DISCOUNT_GIFT;
	return DISCOUNT_FREE_SHIPPING;
}

bool
thresholding_check(const struct store_threshold *t, struct err *err)
{
	/* Which product a gift is is the store's to know. */
	const struct offer_item gift = { .product = 0, .quantity = 1 };
	struct offer offer = {
		.name = t->name,
		.kind = OFFER_THRESHOLD,
		.discount = discount_of(t),
		.value = t->reward_value,
		.threshold = t->amount,
		.items = &gift,
		.n_items = 1,
		.min_margin = t->min_margin,
		.starts = t->starts,
		.ends = t->ends,
	};

	if (slice_trim(slice_of(t->name)).len == 0)
		return err_set(err, ERR_INPUT, "a threshold needs a name");
	return offer_check(&offer, 1, err);
}

enum {
	LIVE_TIERS = SAVING_TIERS - 1 /* one more is tried beside them */
};

static bool
is_tier(const struct store_threshold *t)
{
	return t->state == STATE_ACTIVE &&
	    discount_of(t) != DISCOUNT_FREE_SHIPPING;
}

/* Is there room for one more that is live beside the others? What is asked of
 * them together could not be answered. */
static bool
has_room(struct store *st, const struct store_threshold *t, struct err *err)
{
	struct store_thresholds all;
	size_t others = 0;

	if (!is_tier(t))
		return true;
	if (!store_thresholds_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		others += is_tier(&all.rows[i]) &&
		    all.rows[i].threshold_id != t->threshold_id;
	store_thresholds_release(&all);
	return others < LIVE_TIERS ||
	    err_set(err, ERR_LIMIT,
		"%d spend-and-save thresholds are live already, and no more "
		"can be; retire or delete one",
		(int)LIVE_TIERS);
}

bool
thresholding_store(struct store *st, struct store_threshold *t, struct err *err)
{
	return thresholding_check(t, err) && has_room(st, t, err) &&
	    store_threshold_save(st, t, err);
}

bool
thresholding_delete(
    struct store *st, const struct store_threshold *t, struct err *err)
{
	struct str label = STR_INIT;
	bool ok;

	str_addf(&label, "deleted threshold '%s'", t->name);
	ok = store_action_begin(st, label.p, err) &&
	    store_threshold_delete(st, t->threshold_id, t->revision, err) &&
	    store_action_commit(st, NULL, err);
	if (!ok)
		store_action_rollback(st);
	str_release(&label);
	return ok;
}

void
thresholding_take_reward(
    struct store_threshold *t, const struct saving_tier *reward, int digits)
{
	t->kind = reward->percent ? "percent" : "amount";
	t->reward_value = reward->percent ? offer_percent(100 * reward->value)
					  : money_round(reward->value, digits);
}

/* Does it give the same, everywhere? */
static bool
gives_same(
    const struct store_threshold *t, const struct store_threshold *wanted)
{
	return strcmp(t->kind, wanted->kind) == 0 && t->country == NULL &&
	    t->reward_value == wanted->reward_value &&
	    t->gift_product == wanted->gift_product;
}

bool
thresholding_like(struct store *st, const struct view *v,
    const struct store_threshold *wanted, struct arena *memory,
    struct store_threshold *out, struct err *err)
{
	struct store_thresholds all;
	struct str name = STR_INIT;
	const char *found = NULL;
	bool ok = true;

	if (!store_thresholds_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (gives_same(&all.rows[i], wanted) &&
		    (found == NULL || all.rows[i].state == STATE_ACTIVE))
			found = all.rows[i].name;
	if (found != NULL) {
		ok = store_threshold_get(st, found, memory, out, err);
	} else {
		str_add(&name,
		    discount_of(wanted) == DISCOUNT_FREE_SHIPPING ? ""
								  : "save ");
		thresholding_add_reward(wanted, v->currency.digits, &name);
		for (size_t i = 0; i < all.n; i++)
			if (strcmp(all.rows[i].name, name.p) == 0)
				str_addf(&name, " %zu", all.n + 1);
		*out = *wanted;
		out->name = arena_strdup(memory, name.p);
	}
	str_release(&name);
	store_thresholds_release(&all);
	return ok;
}

static void
price_gift(const struct view *v, const struct store_threshold *t,
    struct saving_tier *out)
{
	size_t product;
	int64_t price4;

	out->gift = true;
	if (!store_products_index(&v->products, t->gift_product, &product))
		return;
	price4 = view_price4(v, product);
	if (price4 == SALES_UNKNOWN)
		return;
	out->value = (double)price4 / 1e4;
	out->cost = v->products.rows[product].cost4 != SALES_UNKNOWN
	    ? (double)v->products.rows[product].cost4 / 1e4
	    : out->value *
		(1 - v->settings.value[SETTING_ASSUMED_MARGIN] / 100);
}

bool
thresholding_tier(const struct view *v, const struct store_threshold *t,
    struct saving_tier *out)
{
	enum offer_discount discount = discount_of(t);
	int digits = v->currency.digits;

	*out = (struct saving_tier){
		.at = money_major(t->amount, digits),
		.percent = discount == DISCOUNT_PERCENT,
	};
	if (discount == DISCOUNT_FREE_SHIPPING)
		return false;
	if (discount == DISCOUNT_GIFT)
		price_gift(v, t, out);
	else
		out->value = out->percent
		    ? (double)t->reward_value /
			(100.0 * (double)OFFER_PERCENT_UNIT)
		    : money_major(t->reward_value, digits);
	return true;
}

static void
take_live(const struct view *v, const struct store_threshold *t,
    struct thresholding_live *out)
{
	struct saving_tier tier;

	if (discount_of(t) == DISCOUNT_FREE_SHIPPING) {
		if (out->shipping == 0 || t->amount < out->shipping)
			out->shipping = t->amount;
	} else if (v != NULL && thresholding_tier(v, t, &tier) &&
	    tier.value > 0 && out->tiers.n < LIVE_TIERS) {
		(void)saving_add(&out->tiers, &tier); /* there is room */
	}
}

static bool
is_in(const struct thresholding_scope *scope, const struct store_threshold *t)
{
	return t->state == STATE_ACTIVE && t->threshold_id != scope->except &&
	    t->starts <= scope->today && t->ends >= scope->today &&
	    (scope->anywhere || t->country == NULL ||
		(scope->country != NULL &&
		    strcmp(t->country, scope->country) == 0));
}

bool
thresholding_live(struct store *st, const struct thresholding_scope *scope,
    struct thresholding_live *out, struct err *err)
{
	struct store_thresholds all;

	*out = (struct thresholding_live){ .shipping = 0 };
	if (!store_thresholds_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (is_in(scope, &all.rows[i]))
			take_live(scope->v, &all.rows[i], out);
	store_thresholds_release(&all);
	return true;
}

void
thresholding_add_reward(
    const struct store_threshold *t, int digits, struct str *out)
{
	switch ((int)discount_of(t)) {
	case DISCOUNT_PERCENT:
		num_add_double(
		    out, (double)t->reward_value / (double)OFFER_PERCENT_UNIT);
		str_add(out, " % off");
		break;
	case DISCOUNT_AMOUNT:
		money_add_grouped(out, t->reward_value, digits);
		str_add(out, " off");
		break;
	case DISCOUNT_GIFT:
		str_add(out, "a gift");
		break;
	default:
		str_add(out, "free shipping");
		break;
	}
}

void
thresholding_add_words(
    const struct store_threshold *t, int digits, struct str *out)
{
	thresholding_add_reward(t, digits, out);
	str_add(out, " from ");
	money_add_grouped(out, t->amount, digits);
	if (t->country != NULL)
		str_addf(out, " (%s)", t->country);
}

/* ---- the table ---- */

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("name",      "threshold", CELL_TEXT,  COLUMN_FROZEN, 20, 1, "its name"),
	LISTING_COLUMN("status",    "status",    CELL_TEXT,  0, 8, 3, "draft, active or retired"),
	LISTING_COLUMN("threshold", "from",      CELL_MONEY, 0, 10, 2, "cart value from which the reward is given"),
	LISTING_COLUMN("reward",    "reward",    CELL_TEXT,  0, 30, 2, "what it gives"),
	LISTING_COLUMN("country",   "country",   CELL_TEXT,  0, 8, 4, "where it holds; empty: everywhere"),
};
/* clang-format on */

struct threshold_rows {
	struct store_thresholds thresholds;
	struct str text; /* of the last cell that was put together */
	int digits;
};

static void
threshold_cell(void *self, size_t row, size_t column, struct cell *out)
{
	struct threshold_rows *r = self;
	const struct store_threshold *t = &r->thresholds.rows[row];

	out->defined = true;
	switch (column) {
	case 0:
		out->text = slice_of(t->name);
		break;
	case 1:
		out->text = slice_of(store_state_name(t->state));
		break;
	case 2:
		out->count = t->amount;
		break;
	case 3:
		str_clear(&r->text);
		thresholding_add_words(t, r->digits, &r->text);
		out->text = slice_str(&r->text);
		break;
	default:
		out->defined = t->country != NULL;
		out->text = slice_of(t->country);
		break;
	}
}

static uint64_t
threshold_identity(void *self, size_t row)
{
	const struct threshold_rows *r = self;

	return (uint64_t)r->thresholds.rows[row].threshold_id;
}

static void
threshold_rows_free(void *self)
{
	struct threshold_rows *r = self;

	store_thresholds_release(&r->thresholds);
	str_release(&r->text);
	mem_free(r);
}

static const struct listing_ops ops = {
	.cell = threshold_cell,
	.identity = threshold_identity,
	.free = threshold_rows_free,
};

bool
thresholding_listing(
    struct store *st, int digits, struct listing *out, struct err *err)
{
	struct threshold_rows *r = mem_zalloc(sizeof(*r));

	str_init(&r->text);
	r->digits = digits;
	if (!store_thresholds_load(st, &r->thresholds, err)) {
		mem_free(r);
		return false;
	}
	listing_init(out, "thresholds", columns, ARRAY_LEN(columns), &ops, r,
	    r->thresholds.n, digits);
	return true;
}
