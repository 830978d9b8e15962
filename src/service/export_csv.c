/*
 * Exports as CSV. Bundles and thresholds are written field by field, because
 * a bundle has two kinds of rows in one; pairs and complements are listings.
 */
#include "service/export_internal.h"

#include "base/num.h"
#include "service/bundling.h"
#include "service/complement.h"

/* ---- a row under way ---- */

enum {
	FLUSH_AT = 1 << 16
};

struct csv {
	const struct listing_sink *sink;
	struct str out;
	struct str field; /* put together here first */
	bool begun; /* the row has a field */
};

static void
separate(struct csv *w)
{
	if (w->begun)
		str_add_char(&w->out, ',');
	w->begun = true;
}

/* Text from people, made safe for spreadsheets. NULL: an empty field. */
static void
add_text(struct csv *w, const char *text)
{
	separate(w);
	listing_add_csv_text(&w->out, slice_of(text));
}

/* A number or day, as it was put together in w->field; empties that. */
static void
add_field(struct csv *w)
{
	separate(w);
	str_add_slice(&w->out, slice_str(&w->field));
	str_clear(&w->field);
}

static void
add_count(struct csv *w, int64_t n)
{
	num_add_i64(&w->field, n);
	add_field(w);
}

static bool
end_row(struct csv *w, struct err *err)
{
	bool ok = true;

	str_add_char(&w->out, '\n');
	w->begun = false;
	if (w->out.len > FLUSH_AT) {
		ok = w->sink->write(w->sink->arg, slice_str(&w->out), err);
		str_clear(&w->out);
	}
	return ok;
}

static bool
csv_finish(struct csv *w, bool ok, struct err *err)
{
	if (ok && w->out.len > 0)
		ok = w->sink->write(w->sink->arg, slice_str(&w->out), err);
	str_release(&w->out);
	str_release(&w->field);
	return ok;
}

/* ---- bundles ---- */

static void
add_bundle(struct csv *w, const struct view *v, const struct store_bundle *b)
{
	struct bundling_sums sums;
	int digits = v->currency.digits;

	bundling_sums(v, b, &sums);
	add_text(w, b->name);
	add_text(w, b->title);
	add_text(w, b->message);
	add_text(w, b->kind);
	add_text(w, store_state_name(b->state));
	add_text(w, b->discount_kind);
	export_add_value(
	    b->discount_kind, b->discount_value, digits, &w->field);
	add_field(w);
	if (sums.priced)
		money_add_plain(&w->field, sums.price, digits);
	add_field(w);
	add_text(w, v->currency.code);
	export_add_day(b->starts, &w->field);
	add_field(w);
	export_add_day(b->ends, &w->field);
	add_field(w);
}

static bool
add_item(struct csv *w, const struct view *v, const struct store_bundle *b,
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
	add_count(w, (int64_t)i + 1);
	add_text(w, item->slot);
	add_text(w, item->role);
	add_text(w, v->products.rows[product].sku);
	separate(w);
	listing_add_csv_text(&w->out, view_title(v, product));
	add_count(w, item->quantity);
	export_add_price4(view_price4(v, product), digits, &w->field);
	add_field(w);
	export_add_price4(v->products.rows[product].cost4, digits, &w->field);
	add_field(w);
	return end_row(w, err);
}

bool
export_bundles_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csv w = { .sink = sink, .out = STR_INIT, .field = STR_INIT };
	struct store_bundles all = { .n = 0 };
	bool ok = store_bundles_load(job->st, &all, err);

	str_add(&w.out,
	    "bundle,title,message,kind,status,discount_kind,discount_value,"
	    "bundle_price,currency,starts,ends,position,slot,role,sku,"
	    "item_title,quantity,unit_price,unit_cost\n");
	*rows = 0;
	for (size_t i = 0; ok && i < all.n; i++) {
		for (size_t k = 0; ok && k < all.rows[i].n_items; k++) {
			ok = add_item(&w, job->v, &all.rows[i], k, err);
			*rows += ok;
		}
	}
	store_bundles_release(&all);
	return csv_finish(&w, ok, err);
}

/* ---- thresholds ---- */

static bool
add_threshold(struct csv *w, const struct view *v,
    const struct store_threshold *t, struct err *err)
{
	int digits = v->currency.digits;

	add_text(w, t->name);
	add_text(w, t->kind);
	money_add_plain(&w->field, t->amount, digits);
	add_field(w);
	export_add_value(t->kind, t->reward_value, digits, &w->field);
	add_field(w);
	add_text(w, t->country);
	add_text(w, v->currency.code);
	add_text(w, store_state_name(t->state));
	export_add_day(t->starts, &w->field);
	add_field(w);
	export_add_day(t->ends, &w->field);
	add_field(w);
	return end_row(w, err);
}

bool
export_thresholds_csv(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct csv w = { .sink = sink, .out = STR_INIT, .field = STR_INIT };
	struct store_thresholds all = { .n = 0 };
	bool ok = store_thresholds_load(job->st, &all, err);

	str_add(&w.out,
	    "name,kind,threshold,reward,country,currency,status,starts,ends\n");
	for (size_t i = 0; ok && i < all.n; i++)
		ok = add_threshold(&w, job->v, &all.rows[i], err);
	*rows = (int64_t)all.n;
	store_thresholds_release(&all);
	return csv_finish(&w, ok, err);
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
