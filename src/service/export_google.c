/*
 * Google Merchant: supplements of a product feed, tab-separated. A supplement
 * changes the attributes it names and leaves the rest; with a row gone the
 * attribute is gone, so what takes an export back is a feed without rows.
 */
#include "service/export_internal.h"

#include "base/mem.h"
#include "service/csvout.h"

enum {
	MOST_THRESHOLDS = 25 /* of one product */
};

static void
add_money(const struct export_job *job, int64_t minor, struct str *out)
{
	money_add_plain(out, minor, job->v->currency.digits);
	str_addf(out, " %s", job->v->currency.code);
}

/* ---- bundles ---- */

/* "2026-11-01/2026-12-24"; nothing unless both days are set. */
static void
add_window(const struct store_bundle *b, struct str *out)
{
	if (b->starts == STORE_NO_START || b->ends == STORE_NO_END)
		return;
	export_add_day(b->starts, out);
	str_add_char(out, '/');
	export_add_day(b->ends, out);
}

static bool
add_bundle(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct csvout *w = arg;
	const struct store_bundle *b = e->b;
	struct str place = STR_INIT;
	bool safe;

	str_addf(&place, "bundle '%s'", b->name);
	safe = export_sku_is_safe(job, b->name, place.p);
	str_release(&place);
	if (safe && !e->sums.priced)
		export_note(job, "bundle '%s': an item has no price; left out",
		    b->name);
	if (!safe || !e->sums.priced)
		return true;
	if ((b->starts == STORE_NO_START) != (b->ends == STORE_NO_END))
		export_note(job,
		    "bundle '%s': a sale needs a first and a last day; it is "
		    "written without days",
		    b->name);
	csvout_text(w, b->name);
	csvout_text(w, "yes");
	add_money(job, e->sums.parts, &w->field);
	csvout_field(w);
	if (e->sums.discount > 0)
		add_money(job, e->sums.price, &w->field);
	csvout_field(w);
	if (e->sums.discount > 0)
		add_window(b, &w->field);
	csvout_field(w);
	export_added(job, "%s", b->name);
	return csvout_end(w, err);
}

static const char bundle_header[] =
    "id\tis_bundle\tprice\tsale_price\tsale_price_effective_date";

bool
export_bundles_google(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csvout w;
	bool ok;

	csvout_init(&w, sink, '\t');
	csvout_header(&w, bundle_header);
	ok = export_each_bundle(job, add_bundle, &w, err);
	*rows = w.rows;
	return csvout_finish(&w, ok, err);
}

/* ---- thresholds ---- */

/* "DE:50.00 EUR,AT:60.00 EUR": what holds for every product. */
static void
add_thresholds(const struct export_job *job, const struct store_thresholds *all,
    struct str *out)
{
	int n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct store_threshold *t = &all->rows[i];
		if (t->state != STATE_ACTIVE)
			continue;
		if (strcmp(t->kind, "free-shipping") != 0) {
			export_note(job,
			    "threshold '%s' saves money, which a feed does not "
			    "express",
			    t->name);
		} else if (t->country == NULL) {
			export_note(job,
			    "threshold '%s' names no country, which a feed "
			    "needs; left out",
			    t->name);
		} else if (n == MOST_THRESHOLDS) {
			export_note(job,
			    "threshold '%s': a product has at most %d; left "
			    "out",
			    t->name, MOST_THRESHOLDS);
		} else {
			str_addf(out, "%s%s:", n++ > 0 ? "," : "", t->country);
			add_money(job, t->amount, out);
		}
	}
}

/* A row for every product on sale, in byte order of SKUs. */
static bool
add_products(struct csvout *w, const struct export_job *job,
    const struct str *value, struct err *err)
{
	const struct store_products *p = &job->v->products;
	uint32_t *order = mem_array(p->n, sizeof(*order));
	bool ok = true;

	for (size_t i = 0; i < p->n; i++)
		order[p->rows[i].rank] = (uint32_t)i;
	for (size_t i = 0; ok && i < p->n; i++) {
		const struct store_product *row = &p->rows[order[i]];
		if (!row->is_product || !row->active ||
		    !export_sku_is_safe(job, row->sku, "products"))
			continue;
		csvout_text(w, row->sku);
		csvout_slice(w, slice_str(value));
		export_added(job, "%s", row->sku);
		ok = csvout_end(w, err);
	}
	mem_free(order);
	return ok;
}

static const char threshold_header[] = "id\tfree_shipping_threshold";

bool
export_thresholds_google(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct store_thresholds all = { .n = 0 };
	struct str value = STR_INIT;
	struct csvout w;
	bool ok = store_thresholds_load(job->st, &all, err);

	csvout_init(&w, sink, '\t');
	csvout_header(&w, threshold_header);
	if (ok)
		add_thresholds(job, &all, &value);
	if (ok && value.len > 0)
		ok = add_products(&w, job, &value, err);
	*rows = w.rows;
	str_release(&value);
	store_thresholds_release(&all);
	return csvout_finish(&w, ok, err);
}

/* ---- removal ---- */

static bool
write_empty(const struct export_job *job, const char *header,
    struct slice added, const struct listing_sink *sink, int64_t *rows,
    struct err *err)
{
	struct csvout w;

	(void)added; /* a feed without rows takes all of them back */
	*rows = 0;
	export_note(job,
	    "upload it in place of the earlier supplement; a feed without rows "
	    "takes all of it back");
	csvout_init(&w, sink, '\t');
	csvout_header(&w, header);
	return csvout_finish(&w, true, err);
}

bool
export_google_remove_bundles(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	return write_empty(job, bundle_header, added, sink, rows, err);
}

bool
export_google_remove_thresholds(const struct export_job *job,
    struct slice added, const struct listing_sink *sink, int64_t *rows,
    struct err *err)
{
	return write_empty(job, threshold_header, added, sink, rows, err);
}
