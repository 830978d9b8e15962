/*
 * What the formats of all shop platforms share: which bundles and links they
 * are about, and how they say what they leave out.
 *
 * Whether a bundle needs an ability that a format may lack is asked here, a
 * row for each ability, so that every format says it in the same words.
 */
#include "service/export_internal.h"

#include "base/mem.h"
#include "service/csvout.h"
#include "service/upsell.h"

#include <stdarg.h>

/* ---- saying so ---- */

static void add_line(struct str *out, size_t *n, const char *fmt, va_list args)
    ATTR_PRINTF(3, 0);

static void
add_line(struct str *out, size_t *n, const char *fmt, va_list args)
{
	char small[256];
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof(small), fmt, args);
	if (len >= (int)sizeof(small)) {
		char *large = mem_alloc((size_t)len + 1);
		vsnprintf(large, (size_t)len + 1, fmt, again);
		str_add(out, large);
		mem_free(large);
	} else {
		str_add(out, small);
	}
	va_end(again);
	str_add_char(out, '\n');
	++*n;
}

void
export_note(const struct export_job *job, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_line(&job->report->notes, &job->report->n_notes, fmt, args);
	va_end(args);
}

void
export_added(const struct export_job *job, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_line(&job->report->added, &job->report->n_added, fmt, args);
	va_end(args);
}

/* ---- removal ---- */

bool
export_skus_with(const struct listing_sink *sink, const char *header,
    struct slice added, const char *fixed, int64_t *rows, struct err *err)
{
	struct csvout w;
	struct slice sku;
	bool ok = true;

	csvout_init(&w, sink, ',');
	csvout_header(&w, header);
	while (ok && slice_split(&added, '\n', &sku)) {
		csvout_slice(&w, sku);
		if (fixed != NULL)
			csvout_raw(&w, slice_of(fixed));
		ok = csvout_end(&w, err);
	}
	*rows = w.rows;
	return csvout_finish(&w, ok, err);
}

/* ---- what a bundle asks of a format ---- */

static bool
has_kind(const struct store_bundle *b, const char *kind)
{
	return strcmp(b->discount_kind, kind) == 0;
}

static bool
has_discount(const struct store_bundle *b)
{
	return has_kind(b, "percent") || has_kind(b, "amount") ||
	    has_kind(b, "price");
}

static bool
has_get(const struct store_bundle *b)
{
	return has_kind(b, "get");
}

static bool
has_tiers(const struct store_bundle *b)
{
	return has_kind(b, "tiers");
}

static bool
has_cheapest(const struct store_bundle *b)
{
	return has_kind(b, "cheapest");
}

size_t
export_first_of_slot(const struct store_bundle *b, size_t i)
{
	const char *slot = b->items[i].slot;

	for (size_t k = 0; slot != NULL && k < i; k++)
		if (b->items[k].slot != NULL &&
		    strcmp(b->items[k].slot, slot) == 0)
			return k;
	return i;
}

static bool
has_slots(const struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (export_first_of_slot(b, i) != i)
			return true;
	return false;
}

static bool
has_addons(const struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (bundling_role(b->items[i].role) == OFFER_ADDON)
			return true;
	return false;
}

static bool
has_quantities(const struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++) {
		if (b->items[i].quantity != 1)
			return true;
	}
	return false;
}

static bool
has_days(const struct store_bundle *b)
{
	return b->starts != STORE_NO_START || b->ends != STORE_NO_END;
}

static bool
has_max_sets(const struct store_bundle *b)
{
	return b->max_sets > 0;
}

static bool
has_stand_in(const struct store_bundle *b)
{
	for (size_t i = 0; i < b->n_items; i++) {
		if (b->items[i].any != STORE_ANY_NONE)
			return true;
	}
	return false;
}

static bool
is_alone(const struct store_bundle *b)
{
	return b->alone;
}

static bool
has_min_margin(const struct store_bundle *b)
{
	return b->min_margin > 0;
}

static bool
has_message(const struct store_bundle *b)
{
	return b->message != NULL && b->message[0] != '\0';
}

static bool
is_draft(const struct store_bundle *b)
{
	return b->state == STATE_DRAFT;
}

static const char *const texts[] = {
#define X(code, text) [code] = (text),
	EXPORT_ABILITIES(X)
#undef X
};
_Static_assert(ARRAY_LEN(texts) == EXPORT_ABILITY_COUNT, "a text each");

static bool (*const needed[])(const struct store_bundle *b) = {
	[CAN_DISCOUNT] = has_discount,
	[CAN_GET] = has_get,
	[CAN_TIERS] = has_tiers,
	[CAN_CHEAPEST] = has_cheapest,
	[CAN_SLOTS] = has_slots,
	[CAN_ADDONS] = has_addons,
	[CAN_QUANTITY] = has_quantities,
	[CAN_DAYS] = has_days,
	[CAN_MAX_SETS] = has_max_sets,
	[CAN_STAND_IN] = has_stand_in,
	[CAN_ALONE] = is_alone,
	[CAN_MIN_MARGIN] = has_min_margin,
	[CAN_MESSAGE] = has_message,
	[CAN_DRAFT] = is_draft,
};
_Static_assert(ARRAY_LEN(needed) == EXPORT_ABILITY_COUNT, "a question each");

void
export_add_limits(const struct export_row *row, struct str *out)
{
	size_t before = out->len;

	for (int i = 0; i < EXPORT_ABILITY_COUNT && row->can != 0; i++) {
		if (!(row->can & EXPORT_CAN(i)))
			str_addf(out, "%s%s", out->len > before ? ", " : "",
			    texts[i]);
	}
	if (row->limits != NULL)
		str_addf(
		    out, "%s%s", out->len > before ? ", " : "", row->limits);
}

static bool
lacks(const struct export_job *job, enum export_ability ability)
{
	return !(job->row->can & EXPORT_CAN(ability));
}

/* False: it is left out, for without it the shop would offer something
 * else. */
static bool
note_limits(const struct export_job *job, const struct store_bundle *b)
{
	if (is_draft(b) && lacks(job, CAN_DRAFT)) {
		export_note(job,
		    "bundle '%s' is a draft and left out; 'endcap bundle "
		    "activate' makes it live",
		    b->name);
		return false;
	}
	if ((has_slots(b) && lacks(job, CAN_SLOTS)) ||
	    (has_addons(b) && lacks(job, CAN_ADDONS))) {
		export_note(job,
		    "bundle '%s' lets shoppers choose, which is not expressed; "
		    "left out",
		    b->name);
		return false;
	}
	for (int i = 0; i < EXPORT_ABILITY_COUNT; i++) {
		if (needed[i](b) && lacks(job, (enum export_ability)i))
			export_note(job, "bundle '%s': not expressed: %s",
			    b->name, texts[i]);
	}
	return true;
}

/* ---- bundles ---- */

static bool
find_items(
    const struct export_job *job, struct export_bundle *e, struct err *err)
{
	const struct store_bundle *b = e->b;

	for (size_t i = 0; i < b->n_items; i++) {
		if (i >= ARRAY_LEN(e->product))
			return err_set(err, ERR_LIMIT,
			    "bundle '%s' has more than %d items", b->name,
			    BUNDLING_MAX_ITEMS);
		if (!store_products_index(&job->v->products,
			b->items[i].product_id, &e->product[i]))
			return err_set(err, ERR_STORE,
			    "bundle '%s' holds a product that is not in the "
			    "store; 'endcap check' says more",
			    b->name);
	}
	return true;
}

bool
export_each_bundle(const struct export_job *job, export_bundle_fn *fn,
    void *arg, struct err *err)
{
	struct store_bundles all = { .n = 0 };
	bool ok = store_bundles_load(job->st, &all, err);

	for (size_t i = 0; ok && i < all.n; i++) {
		const struct store_bundle *b = &all.rows[i];
		struct export_bundle e = {
			.b = b,
			.title = b->title != NULL ? b->title : b->name,
			.discounted = has_discount(b),
		};
		if (b->state == STATE_RETIRED || !note_limits(job, b))
			continue;
		bundling_sums(job->v, b, &e.sums);
		if (!e.discounted) {
			e.sums.discount = 0;
			e.sums.price = e.sums.parts;
		}
		ok = find_items(job, &e, err) && fn(arg, job, &e, err);
	}
	store_bundles_release(&all);
	return ok;
}

const char *
export_item_sku(
    const struct export_job *job, const struct export_bundle *e, size_t i)
{
	return job->v->products.rows[e->product[i]].sku;
}

/* ---- links ---- */

/* Rows of pairs, product by product; releases the listing. */
static bool
each_links(const struct export_job *job, struct listing *l, export_links_fn *fn,
    void *arg, struct err *err)
{
	struct export_links links = { .n = 0 };
	bool ok = true;

	for (size_t row = 0; ok && row < l->rows; row++) {
		size_t product, other;
		pairing_products(listing_identity(l, row), &product, &other);
		if (links.n > 0 && product != links.product) {
			ok = fn(arg, job, &links, err);
			links.n = 0;
		}
		links.product = product;
		if (ok && links.n < ARRAY_LEN(links.to))
			links.to[links.n++] = other;
	}
	if (ok && links.n > 0)
		ok = fn(arg, job, &links, err);
	listing_release(l);
	return ok;
}

bool
export_each_links(const struct export_job *job, export_links_fn *fn, void *arg,
    struct err *err)
{
	struct listing l;

	return complement_listing(job->v, 0, &l, err) &&
	    each_links(job, &l, fn, arg, err);
}

bool
export_each_upsells(const struct export_job *job, export_links_fn *fn,
    void *arg, struct err *err)
{
	struct listing l;

	return upsell_catalogue(job->v, &l, err) &&
	    each_links(job, &l, fn, arg, err);
}

bool
export_sku_is_safe(
    const struct export_job *job, const char *sku, const char *place)
{
	if (!listing_is_formula(slice_of(sku)))
		return true;
	export_note(job,
	    "%s: the SKU '%s' begins like a formula of a spreadsheet; left out",
	    place, sku);
	return false;
}
