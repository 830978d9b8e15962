/*
 * Magento 2 / Adobe Commerce: columns of catalog_product, imported with
 * "Add/Update".
 *
 * Its parser splits lists at '|', ',' and '=' and turns ';' into ',', with no
 * way to write them otherwise: a SKU that holds one cannot stand in a list,
 * and is refused with its place. An option takes its name from the slot or
 * the title of its item; where those hold one, the SKU names it. Choices of a
 * slot are selections of one option, an add-on an option that is not required.
 *
 * Its import adds and never takes away. Products go with a file of SKUs that
 * is imported with "Delete"; links go with the word for "empty", which
 * empties related products, up-sells and cross-sells at once.
 */
#include "service/export_internal.h"

#include "service/csvout.h"

#define FORBIDDEN "|,=;"

static const char bundle_header[] =
    "sku,store_view_code,attribute_set_code,product_type,product_websites,"
    "name,short_description,product_online,tax_class_name,visibility,price,"
    "special_price,special_price_from_date,special_price_to_date,is_in_stock,"
    "bundle_price_type,bundle_sku_type,bundle_price_view,bundle_weight_type,"
    "bundle_values,associated_skus";

/* The first forbidden character of a text, or '\0'. */
static char
forbidden_in(const char *text)
{
	return text[strcspn(text, FORBIDDEN)];
}

/* Can this SKU stand in a list and in a spreadsheet? Notes it if not. */
static bool
sku_may_stand(const struct export_job *job, const char *sku, const char *place)
{
	char bad = forbidden_in(sku);

	if (bad == '\0')
		return export_sku_is_safe(job, sku, place);
	export_note(job,
	    "%s: the SKU '%s' holds '%c', which Magento takes for a separator; "
	    "left out",
	    place, sku, bad);
	return false;
}

/* ---- bundles ---- */

static bool
can_stand(const struct export_job *job, const struct export_bundle *e)
{
	struct str place = STR_INIT;
	bool ok;

	str_addf(&place, "bundle '%s'", e->b->name);
	ok = export_sku_is_safe(job, e->b->name, place.p);
	for (size_t i = 0; ok && i < e->b->n_items; i++) {
		str_setf(&place, "bundle '%s', item %zu", e->b->name, i + 1);
		ok = sku_may_stand(job, export_item_sku(job, e, i), place.p);
	}
	str_release(&place);
	return ok;
}

/* What the option of an item is called: choices of one slot share it. */
static void
add_option_name(const struct export_job *job, const struct export_bundle *e,
    size_t item, struct str *out)
{
	size_t i = export_first_of_slot(e->b, item);
	struct str name = STR_INIT;
	char bad;

	if (e->b->items[i].slot != NULL)
		str_add(&name, e->b->items[i].slot);
	else
		str_add_slice(&name, view_title(job->v, e->product[i]));
	bad = forbidden_in(name.p);
	if (bad != '\0') {
		if (i == item)
			export_note(job,
			    "bundle '%s', item %zu: '%s' holds '%c', which "
			    "Magento takes for a separator; the SKU names the "
			    "option",
			    e->b->name, i + 1, name.p, bad);
		str_set(&name, export_item_sku(job, e, i));
	}
	str_add_slice(out, slice_str(&name));
	str_release(&name);
}

static bool
is_addon(const struct export_bundle *e, size_t i)
{
	return bundling_role(e->b->items[i].role) == OFFER_ADDON;
}

/*
 * What a piece adds to a fixed price, ten-thousandths: of an add-on its own
 * price; of a choice that is not the first what it costs more, unless the
 * bundle has one price whatever is chosen. False: a price is not known.
 */
static bool
surcharge(const struct export_job *job, const struct export_bundle *e, size_t i,
    int64_t *out)
{
	size_t first = export_first_of_slot(e->b, i);
	int64_t own = view_price4(job->v, e->product[i]);
	int64_t base = view_price4(job->v, e->product[first]);
	const char *kind = e->b->discount_kind;

	*out = 0;
	if (strcmp(kind, "percent") == 0 ||
	    (!is_addon(e, i) && (first == i || strcmp(kind, "price") == 0)))
		return true;
	if (own == SALES_UNKNOWN || base == SALES_UNKNOWN)
		return false;
	*out = is_addon(e, i) ? own : own - base;
	return true;
}

/* Can what its items add to the price be said? Notes it if not. */
static bool
check_surcharges(const struct export_job *job, const struct export_bundle *e)
{
	int64_t more;

	for (size_t i = 0; i < e->b->n_items; i++) {
		bool known = surcharge(job, e, i, &more);

		if (known && more >= 0)
			continue;
		export_note(job,
		    "bundle '%s', item %zu: a choice that %s is not expressed; "
		    "left out",
		    e->b->name, i + 1,
		    known ? "costs less than the first of its slot"
			  : "has no price");
		return false;
	}
	return true;
}

static void
add_values(const struct export_job *job, const struct export_bundle *e,
    struct str *out)
{
	for (size_t i = 0; i < e->b->n_items; i++) {
		bool first = export_first_of_slot(e->b, i) == i;
		int64_t more = 0;

		(void)surcharge(job, e, i, &more); /* checked before */
		str_add(out, i > 0 ? "|name=" : "name=");
		add_option_name(job, e, i, out);
		str_addf(out,
		    ",type=select,required=%d,sku=%s,price=%lld.%04d,"
		    "default=%d,default_qty=%lld.0000,price_type=fixed",
		    !is_addon(e, i), export_item_sku(job, e, i),
		    (long long)(more / 10000), (int)(more % 10000),
		    first && !is_addon(e, i),
		    (long long)e->b->items[i].quantity);
	}
}

static void
add_associated(const struct export_job *job, const struct export_bundle *e,
    struct str *out)
{
	for (size_t i = 0; i < e->b->n_items; i++)
		str_addf(out, "%s%s=%lld.0000", i > 0 ? "," : "",
		    export_item_sku(job, e, i),
		    (long long)e->b->items[i].quantity);
}

/* The columns of every product, up to "visibility". */
static void
add_product(struct csvout *w, const struct export_bundle *e, const char *type)
{
	csvout_text(w, e->b->name);
	csvout_blank(w, 1);
	csvout_text(w, "Default");
	csvout_text(w, type);
	csvout_text(w, "base");
	csvout_text(w, e->title);
	csvout_text(w, e->b->message);
	csvout_text(w, e->b->state == STATE_ACTIVE ? "1" : "2");
	csvout_text(w, "Taxable Goods");
	csvout_text(w, "Catalog, Search");
}

/* price to special_price_to_date. A percent follows the parts' prices: the
 * special price of a bundle is what is left of 100. */
static void
add_price(struct csvout *w, const struct export_job *job,
    const struct export_bundle *e)
{
	const struct store_bundle *b = e->b;
	bool percent = strcmp(b->discount_kind, "percent") == 0;

	if (!percent)
		money_add_plain(
		    &w->field, e->sums.price, job->v->currency.digits);
	csvout_field(w);
	if (percent)
		str_addf(&w->field, "%.10g",
		    100 -
			(double)b->discount_value / (double)OFFER_PERCENT_UNIT);
	csvout_field(w);
	if (percent)
		export_add_day(b->starts, &w->field);
	csvout_field(w);
	if (percent)
		export_add_day(b->ends, &w->field);
	csvout_field(w);
}

/* False: it is left out. */
static bool
check_price(const struct export_job *job, const struct export_bundle *e)
{
	const struct store_bundle *b = e->b;

	if (strcmp(b->discount_kind, "percent") == 0)
		return true;
	if (!e->sums.priced) {
		export_note(job, "bundle '%s': an item has no price; left out",
		    b->name);
		return false;
	}
	if (b->starts != STORE_NO_START || b->ends != STORE_NO_END)
		export_note(job,
		    "bundle '%s': a fixed price has no days there; switch the "
		    "product on and off yourself",
		    b->name);
	return true;
}

static bool
add_bundle(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct csvout *w = arg;
	bool percent = strcmp(e->b->discount_kind, "percent") == 0;
	struct str values = STR_INIT;

	if (!can_stand(job, e) || !check_price(job, e) ||
	    !check_surcharges(job, e))
		return true;
	add_product(w, e, "bundle");
	add_price(w, job, e);
	csvout_text(w, "1");
	csvout_text(w, percent ? "dynamic" : "fixed");
	csvout_text(w, "fixed");
	csvout_text(w, "Price range");
	csvout_text(w, "dynamic");
	add_values(job, e, &values);
	csvout_slice(w, slice_str(&values));
	str_release(&values);
	csvout_blank(w, 1);
	export_added(job, "%s", e->b->name);
	return csvout_end(w, err);
}

static bool
add_grouped(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct csvout *w = arg;
	struct str values = STR_INIT;

	if (!can_stand(job, e))
		return true;
	add_product(w, e, "grouped");
	csvout_blank(w, 4);
	csvout_text(w, "1");
	csvout_blank(w, 5);
	add_associated(job, e, &values);
	csvout_slice(w, slice_str(&values));
	str_release(&values);
	export_added(job, "%s", e->b->name);
	return csvout_end(w, err);
}

static bool
write_bundles(const struct export_job *job, export_bundle_fn *fn,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csvout w;
	bool ok;

	csvout_init(&w, sink, ',');
	csvout_header(&w, bundle_header);
	ok = export_each_bundle(job, fn, &w, err);
	*rows = w.rows;
	return csvout_finish(&w, ok, err);
}

bool
export_bundles_magento(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_bundles(job, add_bundle, sink, rows, err);
}

bool
export_bundles_magento_grouped(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_bundles(job, add_grouped, sink, rows, err);
}

/* ---- links ---- */

struct magento_links {
	struct csvout w;
	const char *what; /* as notes call them */
};

static bool
add_links(void *arg, const struct export_job *job, const struct export_links *l,
    struct err *err)
{
	const struct store_product *rows = job->v->products.rows;
	struct magento_links *o = arg;
	const char *sku = rows[l->product].sku;
	struct str skus = STR_INIT, positions = STR_INIT, place = STR_INIT;
	int n = 0;
	bool ok = true;

	str_addf(&place, "%s of '%s'", o->what, sku);
	if (!export_sku_is_safe(job, sku, o->what))
		goto out;
	for (size_t i = 0; i < l->n; i++) {
		const char *to = rows[l->to[i]].sku;
		if (!sku_may_stand(job, to, place.p))
			continue;
		str_addf(&skus, "%s%s", n > 0 ? "," : "", to);
		str_addf(&positions, "%s%d", n > 0 ? "," : "", n + 1);
		n++;
	}
	if (n == 0)
		goto out;
	csvout_text(&o->w, sku);
	csvout_slice(&o->w, slice_str(&skus));
	csvout_slice(&o->w, slice_str(&positions));
	export_added(job, "%s", sku);
	ok = csvout_end(&o->w, err);
out:
	str_release(&skus);
	str_release(&positions);
	str_release(&place);
	return ok;
}

bool
export_complements_magento(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct magento_links o = { .what = "cross-sells" };
	bool ok;

	csvout_init(&o.w, sink, ',');
	csvout_header(&o.w, "sku,crosssell_skus,crosssell_position");
	ok = export_each_links(job, add_links, &o, err);
	*rows = o.w.rows;
	return csvout_finish(&o.w, ok, err);
}

bool
export_upsells_magento(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct magento_links o = { .what = "up-sells" };
	bool ok;

	csvout_init(&o.w, sink, ',');
	csvout_header(&o.w, "sku,upsell_skus,upsell_position");
	ok = export_each_upsells(job, add_links, &o, err);
	*rows = o.w.rows;
	return csvout_finish(&o.w, ok, err);
}

/* ---- removal ---- */

bool
export_magento_remove_bundles(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	export_note(job, "import it with the behaviour \"Delete\"");
	return export_skus_with(sink, "sku", added, NULL, rows, err);
}

bool
export_magento_remove_links(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	export_note(job,
	    "Magento empties related products and up-sells of these products, "
	    "too");
	return export_skus_with(
	    sink, "sku,crosssell_skus", added, "__EMPTY__VALUE__", rows, err);
}

bool
export_magento_remove_upsells(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	export_note(job,
	    "Magento empties related products and cross-sells of these "
	    "products, too");
	return export_skus_with(
	    sink, "sku,upsell_skus", added, "__EMPTY__VALUE__", rows, err);
}
