/*
 * WooCommerce: the columns of its own product importer.
 *
 * A bundle is a new product: a grouped product of the core (no discount, no
 * quantities), or a product of the Product Bundles extension. Both files have
 * all core columns; the second adds the extension's. They are imported as new
 * products.
 *
 * Links are changes of products that exist, imported with "Update existing
 * products" ticked. A blank cell there empties the product's field, so that
 * file has no column but the SKU and the links: more would wipe out the shop.
 *
 * In lists of SKUs a comma within one is written "\,".
 */
#include "service/export_internal.h"

#include "base/json.h"
#include "service/csvout.h"

/* code, what it is called, quoted as WooCommerce quotes it */
/* clang-format off */
#define WOO_COLUMNS(X) \
	X(WOO_ID, "ID") X(WOO_TYPE, "Type") X(WOO_SKU, "SKU") \
	X(WOO_GTIN, "\"GTIN, UPC, EAN, or ISBN\"") X(WOO_NAME, "Name") \
	X(WOO_PUBLISHED, "Published") X(WOO_FEATURED, "\"Is featured?\"") \
	X(WOO_VISIBILITY, "\"Visibility in catalog\"") \
	X(WOO_SHORT, "\"Short description\"") X(WOO_DESCRIPTION, "Description") \
	X(WOO_SALE_STARTS, "\"Date sale price starts\"") \
	X(WOO_SALE_ENDS, "\"Date sale price ends\"") \
	X(WOO_TAX_STATUS, "\"Tax status\"") X(WOO_TAX_CLASS, "\"Tax class\"") \
	X(WOO_IN_STOCK, "\"In stock?\"") X(WOO_STOCK, "Stock") \
	X(WOO_LOW_STOCK, "\"Low stock amount\"") \
	X(WOO_BACKORDERS, "\"Backorders allowed?\"") \
	X(WOO_SOLD_ALONE, "\"Sold individually?\"") \
	X(WOO_WEIGHT, "\"Weight (kg)\"") X(WOO_LENGTH, "\"Length (cm)\"") \
	X(WOO_WIDTH, "\"Width (cm)\"") X(WOO_HEIGHT, "\"Height (cm)\"") \
	X(WOO_REVIEWS, "\"Allow customer reviews?\"") \
	X(WOO_NOTE, "\"Purchase note\"") X(WOO_SALE_PRICE, "\"Sale price\"") \
	X(WOO_PRICE, "\"Regular price\"") X(WOO_CATEGORIES, "Categories") \
	X(WOO_TAGS, "Tags") X(WOO_SHIPPING, "\"Shipping class\"") \
	X(WOO_IMAGES, "Images") X(WOO_DOWNLOADS, "\"Download limit\"") \
	X(WOO_EXPIRY, "\"Download expiry days\"") X(WOO_PARENT, "Parent") \
	X(WOO_GROUPED, "\"Grouped products\"") X(WOO_UPSELLS, "Upsells") \
	X(WOO_CROSS_SELLS, "Cross-sells") X(WOO_URL, "\"External URL\"") \
	X(WOO_BUTTON, "\"Button text\"") X(WOO_POSITION, "Position") \
	X(WOO_COST, "\"Cost of goods\"") X(WOO_ATTRIBUTE, "\"Attribute 1 name\"") \
	X(WOO_VALUES, "\"Attribute 1 value(s)\"") \
	X(WOO_VISIBLE, "\"Attribute 1 visible\"") \
	X(WOO_GLOBAL, "\"Attribute 1 global\"")
#define WOO_BUNDLE_COLUMNS(X) \
	X(WOO_ITEMS, "\"Bundled Items (JSON-encoded)\"") \
	X(WOO_MIN_SIZE, "\"Min Bundle Size\"") \
	X(WOO_MAX_SIZE, "\"Max Bundle Size\"") \
	X(WOO_VIRTUAL, "\"Bundle Contents Virtual\"") \
	X(WOO_AGGREGATE, "\"Bundle Aggregate Weight\"") \
	X(WOO_LAYOUT, "\"Bundle Layout\"") \
	X(WOO_GROUP_MODE, "\"Bundle Group Mode\"") \
	X(WOO_CART_EDITING, "\"Bundle Cart Editing\"") \
	X(WOO_SOLD_ONCE, "\"Bundle Sold Individually\"") \
	X(WOO_FORM, "\"Bundle Form Location\"") X(WOO_SELLS, "\"Bundle Sells\"") \
	X(WOO_SELLS_TITLE, "\"Bundle Sells Title\"") \
	X(WOO_SELLS_DISCOUNT, "\"Bundle Sells Discount\"")
/* clang-format on */

enum woo_column {
#define X(code, name) code,
	WOO_COLUMNS(X)
	WOO_BUNDLE_COLUMNS(X)
#undef X
	    WOO_COLUMN_COUNT,
	WOO_CORE_COUNT = WOO_ITEMS
};

#define X(code, name) "," name
static const char core_header[] = WOO_COLUMNS(X);
static const char bundle_header[] = WOO_COLUMNS(X) WOO_BUNDLE_COLUMNS(X);
#undef X

/* Values of a row; those that are not set stay blank. */
struct woo {
	struct csvout w;
	struct str value[WOO_COLUMN_COUNT];
	bool bundles; /* with the extension's columns */
};

static void
woo_init(struct woo *o, const struct listing_sink *sink, bool bundles)
{
	csvout_init(&o->w, sink, ',');
	o->bundles = bundles;
	for (int i = 0; i < WOO_COLUMN_COUNT; i++)
		str_init(&o->value[i]);
	csvout_header(&o->w, (bundles ? bundle_header : core_header) + 1);
}

static bool
woo_finish(struct woo *o, int64_t *rows, bool ok, struct err *err)
{
	*rows = o->w.rows;
	for (int i = 0; i < WOO_COLUMN_COUNT; i++)
		str_release(&o->value[i]);
	return csvout_finish(&o->w, ok, err);
}

static bool
woo_end(struct woo *o, struct err *err)
{
	int n = o->bundles ? WOO_COLUMN_COUNT : WOO_CORE_COUNT;

	for (int i = 0; i < n; i++) {
		struct slice value = slice_str(&o->value[i]);
		/* -1 is a number, not a formula. */
		if (i == WOO_PUBLISHED)
			csvout_raw(&o->w, value);
		else
			csvout_slice(&o->w, value);
		str_clear(&o->value[i]);
	}
	return csvout_end(&o->w, err);
}

/* Appends a SKU to a list of them. */
static void
add_sku(struct str *out, const char *sku)
{
	str_add(out, out->len > 0 ? ", " : "");
	for (; *sku != '\0'; sku++)
		str_addf(out, "%s%c", *sku == ',' ? "\\" : "", *sku);
}

/* ---- bundles ---- */

/* Whether the bundle and all its items may stand in the file. */
static bool
can_stand(const struct export_job *job, const struct export_bundle *e)
{
	struct str place = STR_INIT;
	size_t product;
	struct err none = ERR_INIT;
	bool ok;

	str_addf(&place, "bundle '%s'", e->b->name);
	ok = export_sku_is_safe(job, e->b->name, place.p);
	if (ok && view_find(job->v, slice_of(e->b->name), &product, &none)) {
		export_note(job,
		    "%s: a product has its name as SKU; give the bundle "
		    "another name; left out",
		    place.p);
		ok = false;
	}
	for (size_t i = 0; ok && i < e->b->n_items; i++)
		ok = export_sku_is_safe(
		    job, export_item_sku(job, e, i), place.p);
	str_release(&place);
	return ok;
}

/* What grouped products and bundles have in common. */
static void
set_product(struct woo *o, const struct export_bundle *e, const char *type)
{
	const struct store_bundle *b = e->b;
	bool live = b->state == STATE_ACTIVE;

	str_set(&o->value[WOO_TYPE], type);
	str_set(&o->value[WOO_SKU], b->name);
	str_set(&o->value[WOO_NAME], e->title);
	str_set(&o->value[WOO_PUBLISHED], live ? "1" : "-1");
	str_set(&o->value[WOO_FEATURED], "0");
	str_set(&o->value[WOO_VISIBILITY], "visible");
	if (b->message != NULL)
		str_set(&o->value[WOO_SHORT], b->message);
	str_set(&o->value[WOO_TAX_STATUS], "taxable");
	str_set(&o->value[WOO_IN_STOCK], "1");
	str_set(&o->value[WOO_BACKORDERS], "0");
	str_set(&o->value[WOO_SOLD_ALONE], "0");
	str_set(&o->value[WOO_REVIEWS], "1");
	str_set(&o->value[WOO_POSITION], "0");
}

static bool
add_grouped(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct woo *o = arg;

	if (!can_stand(job, e))
		return true;
	set_product(o, e, "grouped");
	for (size_t i = 0; i < e->b->n_items; i++)
		add_sku(&o->value[WOO_GROUPED], export_item_sku(job, e, i));
	export_added(job, "%s", e->b->name);
	return woo_end(o, err);
}

bool
export_bundles_woocommerce(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct woo o;
	bool ok;

	woo_init(&o, sink, false);
	ok = export_each_bundle(job, add_grouped, &o, err);
	return woo_finish(&o, rows, ok, err);
}

static void
put(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

/* A percent is taken off each item; other discounts off the bundle's price. */
static bool
is_priced_by_item(const struct store_bundle *b)
{
	return strcmp(b->discount_kind, "percent") == 0;
}

static void
put_meta(struct json *j, const struct store_bundle *b,
    const struct store_bundle_item *item)
{
	static const char *const no[] = { "shipped_individually",
		"override_title", "override_description", "hide_thumbnail" };
	static const char *const visible[] = { "single_product_visibility",
		"cart_visibility", "order_visibility",
		"single_product_price_visibility", "cart_price_visibility",
		"order_price_visibility" };
	static const char *const quantity[] = { "quantity_min", "quantity_max",
		"quantity_default" };
	bool addon = bundling_role(item->role) == OFFER_ADDON;
	bool by_item = is_priced_by_item(b);

	for (size_t i = 0; i < ARRAY_LEN(quantity); i++) {
		json_key(j, quantity[i]);
		json_int(j, item->quantity);
	}
	/* What may be added costs its own price; it shares a percent alone. */
	put(j, "priced_individually", by_item || addon ? "yes" : "no");
	put(j, "optional", addon ? "yes" : "no");
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		put(j, no[i], "no");
	json_key(j, "discount");
	if (by_item)
		json_double(
		    j, (double)b->discount_value / (double)OFFER_PERCENT_UNIT);
	else
		json_null(j);
	for (size_t i = 0; i < ARRAY_LEN(visible); i++)
		put(j, visible[i], "visible");
}

static void
set_items(
    struct woo *o, const struct export_job *job, const struct export_bundle *e)
{
	struct json j;
	char key[24];

	json_init(&j, &o->value[WOO_ITEMS], true);
	json_object(&j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		snprintf(key, sizeof(key), "%zu", i + 1);
		json_key(&j, key);
		json_object(&j);
		put(&j, "product_id", export_item_sku(job, e, i));
		json_key(&j, "menu_order");
		json_int(&j, (int64_t)i);
		json_key(&j, "meta_data");
		json_object(&j);
		put_meta(&j, e->b, &e->b->items[i]);
		json_end(&j);
		json_end(&j);
	}
	json_end(&j);
}

/* False: the price is not known and the bundle is left out. */
static bool
set_price(
    struct woo *o, const struct export_job *job, const struct export_bundle *e)
{
	const struct store_bundle *b = e->b;
	int digits = job->v->currency.digits;

	if (is_priced_by_item(b)) {
		if (b->starts != STORE_NO_START || b->ends != STORE_NO_END)
			export_note(job,
			    "bundle '%s': a percent has no days there; switch "
			    "the product on and off yourself",
			    b->name);
		return true;
	}
	if (!e->sums.priced) {
		export_note(job, "bundle '%s': an item has no price; left out",
		    b->name);
		return false;
	}
	money_add_plain(&o->value[WOO_PRICE], e->sums.parts, digits);
	if (e->sums.discount > 0) {
		money_add_plain(
		    &o->value[WOO_SALE_PRICE], e->sums.price, digits);
		export_add_day(b->starts, &o->value[WOO_SALE_STARTS]);
		export_add_day(b->ends, &o->value[WOO_SALE_ENDS]);
	}
	return true;
}

static bool
add_woo_bundle(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct woo *o = arg;
	const struct store_bundle *b = e->b;

	if (!can_stand(job, e) || !set_price(o, job, e))
		return true;
	set_product(o, e, "bundle");
	set_items(o, job, e);
	str_set(&o->value[WOO_VIRTUAL], "0");
	str_set(&o->value[WOO_LAYOUT], "default");
	str_set(&o->value[WOO_GROUP_MODE], "parent");
	str_set(&o->value[WOO_CART_EDITING], "0");
	str_set(&o->value[WOO_SOLD_ONCE], b->max_sets == 1 ? "1" : "0");
	str_set(&o->value[WOO_FORM], "default");
	if (b->max_sets > 1)
		export_note(job,
		    "bundle '%s': at most %lld sets in one order is not "
		    "expressed",
		    b->name, (long long)b->max_sets);
	export_added(job, "%s", b->name);
	return woo_end(o, err);
}

bool
export_bundles_woocommerce_bundles(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct woo o;
	bool ok;

	woo_init(&o, sink, true);
	ok = export_each_bundle(job, add_woo_bundle, &o, err);
	return woo_finish(&o, rows, ok, err);
}

/* ---- links ---- */

struct woo_links {
	struct csvout w;
	const char *what; /* as notes call them */
};

static bool
add_links(void *arg, const struct export_job *job, const struct export_links *l,
    struct err *err)
{
	const struct store_product *rows = job->v->products.rows;
	struct woo_links *o = arg;
	const char *sku = rows[l->product].sku;
	struct str place = STR_INIT, list = STR_INIT;
	bool ok = true;

	if (!export_sku_is_safe(job, sku, o->what))
		return true;
	str_addf(&place, "%s of '%s'", o->what, sku);
	for (size_t i = 0; i < l->n; i++) {
		const char *to = rows[l->to[i]].sku;
		if (export_sku_is_safe(job, to, place.p))
			add_sku(&list, to);
	}
	if (list.len > 0) {
		export_added(job, "%s", sku);
		csvout_text(&o->w, sku);
		csvout_text(&o->w, list.p);
		ok = csvout_end(&o->w, err);
	}
	str_release(&place);
	str_release(&list);
	return ok;
}

bool
export_complements_woocommerce(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct woo_links o = { .what = "cross-sells" };
	bool ok;

	csvout_init(&o.w, sink, ',');
	csvout_header(&o.w, "SKU,Cross-sells");
	ok = export_each_links(job, add_links, &o, err);
	*rows = o.w.rows;
	return csvout_finish(&o.w, ok, err);
}

bool
export_upsells_woocommerce(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct woo_links o = { .what = "up-sells" };
	bool ok;

	csvout_init(&o.w, sink, ',');
	csvout_header(&o.w, "SKU,Upsells");
	ok = export_each_upsells(job, add_links, &o, err);
	*rows = o.w.rows;
	return csvout_finish(&o.w, ok, err);
}

/* ---- removal ---- */

/* Its importer deletes nothing: the products become drafts, out of sight. */
bool
export_woocommerce_remove_bundles(const struct export_job *job,
    struct slice added, const struct listing_sink *sink, int64_t *rows,
    struct err *err)
{
	export_note(job,
	    "the bundles become drafts, which no shopper sees; delete them in "
	    "the shop if you want them gone");
	return export_skus_with(sink, "SKU,Published", added, "-1", rows, err);
}

bool
export_woocommerce_remove_links(const struct export_job *job,
    struct slice added, const struct listing_sink *sink, int64_t *rows,
    struct err *err)
{
	export_note(job,
	    "a product's cross-sells of before the export are not known here "
	    "and go, too");
	return export_skus_with(sink, "SKU,Cross-sells", added, "", rows, err);
}

bool
export_woocommerce_remove_upsells(const struct export_job *job,
    struct slice added, const struct listing_sink *sink, int64_t *rows,
    struct err *err)
{
	export_note(job,
	    "a product's up-sells of before the export are not known here and "
	    "go, too");
	return export_skus_with(sink, "SKU,Upsells", added, "", rows, err);
}
