/*
 * Exports as JSON. Bundles and thresholds stand in an object that says which
 * version of the keys it has; pairs and complements are the arrays that their
 * listings write.
 */
#include "service/export_internal.h"

#include "base/json.h"
#include "service/bundling.h"
#include "service/complement.h"
#include "service/upsell.h"

enum {
	FLUSH_AT = 1 << 16
};

/* ---- values ---- */

static void
put_text(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

/* A number put together in 'text', which is emptied; null when it is empty. */
static void
put_number(struct json *j, const char *key, struct str *text)
{
	json_key(j, key);
	if (text->len > 0)
		json_raw(j, text->p);
	else
		json_null(j);
	str_clear(text);
}

static void
put_day(struct json *j, const char *key, int32_t day, struct str *text)
{
	export_add_day(day, text);
	put_text(j, key, text->len > 0 ? text->p : NULL);
	str_clear(text);
}

static void
put_price4(struct json *j, const char *key, int64_t price4, int digits,
    struct str *text)
{
	export_add_price4(price4, digits, text);
	put_number(j, key, text);
}

/* What every file begins with: { "schema_version": 1, "bundles": [ */
static void
begin(struct json *j, struct str *out, const char *name)
{
	json_init(j, out, false);
	json_object(j);
	json_key(j, "schema_version");
	json_int(j, EXPORT_SCHEMA_VERSION);
	json_key(j, name);
	json_array(j);
}

static bool
flush(const struct listing_sink *sink, struct str *out, size_t least,
    struct err *err)
{
	bool ok = true;

	if (out->len > least) {
		ok = sink->write(sink->arg, slice_str(out), err);
		str_clear(out);
	}
	return ok;
}

static bool
finish(struct json *j, const struct listing_sink *sink, struct str *out,
    struct err *err)
{
	json_end(j);
	json_end(j);
	str_add_char(out, '\n');
	return flush(sink, out, 0, err);
}

/* ---- bundles ---- */

static bool
put_item(struct json *j, const struct view *v, const struct store_bundle *b,
    size_t i, struct err *err)
{
	const struct store_bundle_item *item = &b->items[i];
	struct str text = STR_INIT;
	int digits = v->currency.digits;
	size_t product;

	if (!store_products_index(&v->products, item->product_id, &product))
		return err_set(err, ERR_STORE,
		    "bundle '%s' holds a product that is not in the store; "
		    "'endcap check' says more",
		    b->name);
	json_object(j);
	json_key(j, "position");
	json_int(j, (int64_t)i + 1);
	put_text(j, "slot", item->slot);
	put_text(j, "role", item->role);
	put_text(j, "sku", v->products.rows[product].sku);
	json_key(j, "item_title");
	json_string(j, view_title(v, product));
	json_key(j, "quantity");
	json_int(j, item->quantity);
	put_price4(j, "unit_price", view_price4(v, product), digits, &text);
	put_price4(
	    j, "unit_cost", v->products.rows[product].cost4, digits, &text);
	put_text(j, "any", bundling_any_name(item->any));
	json_end(j);
	str_release(&text);
	return true;
}

static void
put_head(struct json *j, const struct view *v, const struct store_bundle *b)
{
	struct bundling_sums sums;
	struct str text = STR_INIT;
	int digits = v->currency.digits;

	bundling_sums(v, b, &sums);
	put_text(j, "bundle", b->name);
	put_text(j, "title", b->title);
	put_text(j, "message", b->message);
	put_text(j, "kind", b->kind);
	put_text(j, "status", store_state_name(b->state));
	put_text(j, "discount_kind", b->discount_kind);
	export_add_value(b->discount_kind, b->discount_value, digits, &text);
	put_number(j, "discount_value", &text);
	if (sums.priced)
		money_add_plain(&text, sums.price, digits);
	put_number(j, "bundle_price", &text);
	put_text(j, "currency", v->currency.code);
	put_day(j, "starts", b->starts, &text);
	put_day(j, "ends", b->ends, &text);
	str_release(&text);
}

static bool
put_bundle(struct json *j, const struct view *v, const struct store_bundle *b,
    struct err *err)
{
	struct str tiers = STR_INIT;

	json_object(j);
	put_head(j, v, b);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < b->n_items; i++) {
		if (!put_item(j, v, b, i, err))
			return false;
	}
	json_end(j);
	bundling_add_tiers(b, &tiers);
	put_text(j, "tiers", tiers.len > 0 ? tiers.p : NULL);
	str_release(&tiers);
	json_end(j);
	return true;
}

bool
export_bundles_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct store_bundles all = { .n = 0 };
	struct str out = STR_INIT;
	struct json j;
	bool ok = store_bundles_load(job->st, &all, err);

	begin(&j, &out, "bundles");
	for (size_t i = 0; ok && i < all.n; i++)
		ok = put_bundle(&j, job->v, &all.rows[i], err) &&
		    flush(sink, &out, FLUSH_AT, err);
	ok = ok && finish(&j, sink, &out, err);
	*rows = (int64_t)all.n;
	store_bundles_release(&all);
	str_release(&out);
	return ok;
}

/* ---- thresholds ---- */

static void
put_threshold(
    struct json *j, const struct view *v, const struct store_threshold *t)
{
	struct str text = STR_INIT;
	int digits = v->currency.digits;

	json_object(j);
	put_text(j, "name", t->name);
	put_text(j, "kind", t->kind);
	json_key(j, "threshold");
	json_money(j, t->amount, digits);
	export_add_value(t->kind, t->reward_value, digits, &text);
	put_number(j, "reward", &text);
	put_text(j, "country", t->country);
	put_text(j, "currency", v->currency.code);
	put_text(j, "status", store_state_name(t->state));
	put_day(j, "starts", t->starts, &text);
	put_day(j, "ends", t->ends, &text);
	json_end(j);
	str_release(&text);
}

bool
export_thresholds_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct store_thresholds all = { .n = 0 };
	struct str out = STR_INIT;
	struct json j;
	bool ok = store_thresholds_load(job->st, &all, err);

	begin(&j, &out, "thresholds");
	for (size_t i = 0; ok && i < all.n; i++) {
		put_threshold(&j, job->v, &all.rows[i]);
		ok = flush(sink, &out, FLUSH_AT, err);
	}
	ok = ok && finish(&j, sink, &out, err);
	*rows = (int64_t)all.n;
	store_thresholds_release(&all);
	str_release(&out);
	return ok;
}

/* ---- listings ---- */

bool
export_pairs_json(const struct export_job *job, const struct listing_sink *sink,
    int64_t *rows, struct err *err)
{
	struct listing l;

	return pairing_listing(job->v, &job->pairs, &l, err) &&
	    export_listing(&l, LISTING_JSON, sink, rows, err);
}

bool
export_complements_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct listing l;

	return complement_listing(job->v, 0, &l, err) &&
	    export_listing(&l, LISTING_JSON, sink, rows, err);
}

bool
export_upsells_json(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct listing l;

	return upsell_catalogue(job->v, &l, err) &&
	    export_listing(&l, LISTING_JSON, sink, rows, err);
}
