/*
 * Exports as CSV. Bundles and thresholds are written field by field, because
 * a bundle has two kinds of rows in one; pairs and complements are listings.
 */
#include "service/export_internal.h"

#include "base/num.h"
#include "service/bundling.h"
#include "service/complement.h"
#include "service/csvout.h"
#include "service/upsell.h"

/* ---- bundles ---- */

static void
add_bundle(struct csvout *w, const struct view *v, const struct store_bundle *b)
{
	struct bundling_sums sums;
	int digits = v->currency.digits;

	bundling_sums(v, b, &sums);
	csvout_text(w, b->name);
	csvout_text(w, b->title);
	csvout_text(w, b->message);
	csvout_text(w, b->kind);
	csvout_text(w, store_state_name(b->state));
	csvout_text(w, b->discount_kind);
	export_add_value(
	    b->discount_kind, b->discount_value, digits, &w->field);
	csvout_field(w);
	if (sums.priced)
		money_add_plain(&w->field, sums.price, digits);
	csvout_field(w);
	csvout_text(w, v->currency.code);
	export_add_day(b->starts, &w->field);
	csvout_field(w);
	export_add_day(b->ends, &w->field);
	csvout_field(w);
}

static bool
add_item(struct csvout *w, const struct view *v, const struct store_bundle *b,
    size_t i, struct err *err)
{
	const struct store_bundle_item *item = &b->items[i];
	int digits = v->currency.digits;
	size_t product;

	if (!store_products_index(&v->products, item->product_id, &product))
		return err_set(err, ERR_STORE,
		    "bundle '%s' holds a product that is not in the store; "
		    "'endcap check' says more",
		    b->name);
	add_bundle(w, v, b);
	csvout_count(w, (int64_t)i + 1);
	csvout_text(w, item->slot);
	csvout_text(w, item->role);
	csvout_text(w, v->products.rows[product].sku);
	csvout_slice(w, view_title(v, product));
	csvout_count(w, item->quantity);
	export_add_price4(view_price4(v, product), digits, &w->field);
	csvout_field(w);
	export_add_price4(v->products.rows[product].cost4, digits, &w->field);
	csvout_field(w);
	csvout_text(w, bundling_any_name(item->any));
	bundling_add_tiers(b, &w->field);
	csvout_field(w);
	return csvout_end(w, err);
}

bool
export_bundles_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csvout w;
	struct store_bundles all = { .n = 0 };
	bool ok = store_bundles_load(job->st, &all, err);

	csvout_init(&w, sink, ',');
	csvout_header(&w,
	    "bundle,title,message,kind,status,discount_kind,discount_value,"
	    "bundle_price,currency,starts,ends,position,slot,role,sku,"
	    "item_title,quantity,unit_price,unit_cost,any,tiers");
	for (size_t i = 0; ok && i < all.n; i++) {
		for (size_t k = 0; ok && k < all.rows[i].n_items; k++)
			ok = add_item(&w, job->v, &all.rows[i], k, err);
	}
	*rows = w.rows;
	store_bundles_release(&all);
	return csvout_finish(&w, ok, err);
}

/* ---- thresholds ---- */

static bool
add_threshold(struct csvout *w, const struct view *v,
    const struct store_threshold *t, struct err *err)
{
	int digits = v->currency.digits;

	csvout_text(w, t->name);
	csvout_text(w, t->kind);
	money_add_plain(&w->field, t->amount, digits);
	csvout_field(w);
	export_add_value(t->kind, t->reward_value, digits, &w->field);
	csvout_field(w);
	csvout_text(w, t->country);
	csvout_text(w, v->currency.code);
	csvout_text(w, store_state_name(t->state));
	export_add_day(t->starts, &w->field);
	csvout_field(w);
	export_add_day(t->ends, &w->field);
	csvout_field(w);
	return csvout_end(w, err);
}

bool
export_thresholds_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csvout w;
	struct store_thresholds all = { .n = 0 };
	bool ok = store_thresholds_load(job->st, &all, err);

	csvout_init(&w, sink, ',');
	csvout_header(&w,
	    "name,kind,threshold,reward,country,currency,status,starts,ends");
	for (size_t i = 0; ok && i < all.n; i++)
		ok = add_threshold(&w, job->v, &all.rows[i], err);
	*rows = w.rows;
	store_thresholds_release(&all);
	return csvout_finish(&w, ok, err);
}

/* ---- listings ---- */

bool
export_pairs_csv(const struct export_job *job, const struct listing_sink *sink,
    int64_t *rows, struct err *err)
{
	struct listing l;

	return pairing_listing(job->v, &job->pairs, &l, err) &&
	    export_listing(&l, LISTING_CSV, sink, rows, err);
}

bool
export_complements_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct listing l;

	return complement_listing(job->v, 0, &l, err) &&
	    export_listing(&l, LISTING_CSV, sink, rows, err);
}

bool
export_upsells_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct listing l;

	return upsell_catalogue(job->v, &l, err) &&
	    export_listing(&l, LISTING_CSV, sink, rows, err);
}
