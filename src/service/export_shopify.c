/*
 * Shopify: bundles, thresholds and complements as bulk mutations (shopify.h).
 *
 * Every id comes from the imported id map (store_ids.h); what it lacks is
 * noted and left out, never guessed.
 *
 * A bundle whose name stands in the map with a variant is a product that was
 * made for it: its parts and its price are set there (variant relationships).
 * Any other becomes a new product (productBundleCreate), which has no price
 * of its own: the discount is an automatic one on its parts. Discounts carry
 * a tag of their own, by which they are found again when they are to go.
 */
#include "service/shopify.h"

#include "base/num.h"

enum {
	MOST_PARTS = 30 /* components of a bundle */
};

/* ---- bundles ---- */

/* The ids of an item, or NULL with a note. */
static const struct batch_id *
item_id(struct shopify *s, const struct export_bundle *e, size_t i,
    bool needs_variant)
{
	const char *sku = export_item_sku(s->job, e, i);
	const struct batch_id *id = store_ids_find(&s->ids, slice_of(sku));

	if (id != NULL && (!needs_variant || id->variant != 0))
		return id;
	export_note(s->job,
	    "bundle '%s': the id map has no %s of '%s'; left out", e->b->name,
	    id == NULL ? "product" : "variant", sku);
	return NULL;
}

static bool
has_ids(struct shopify *s, const struct export_bundle *e, bool variants)
{
	bool all = true;

	for (size_t i = 0; i < e->b->n_items; i++)
		all = item_id(s, e, i, variants) != NULL && all;
	return all;
}

/* The option that says which variant it is; a product without options has
 * the one that Shopify gives it, whose id is needed all the same. */
static void
put_options(struct shopify *s, const struct batch_id *id)
{
	struct json *j = &s->j;

	json_key(j, "optionSelections");
	json_array(j);
	for (size_t i = 0; i < BATCH_ID_OPTIONS; i++) {
		const struct batch_id_option *option = &id->option[i];
		if (option->id == 0)
			continue;
		json_object(j);
		shopify_put_key_id(
		    j, "componentOptionId", "ProductOption", option->id);
		shopify_put(j, "name", option->name);
		json_key(j, "values");
		json_array(j);
		json_text(j, option->value);
		json_end(j);
		json_end(j);
	}
	json_end(j);
}

/* Are all options of the item there, with name and value? */
static bool
has_options(struct shopify *s, const struct export_bundle *e, size_t i)
{
	const char *sku = export_item_sku(s->job, e, i);
	const struct batch_id *id = store_ids_find(&s->ids, slice_of(sku));
	bool any = false;

	for (size_t k = 0; k < BATCH_ID_OPTIONS; k++) {
		const struct batch_id_option *option = &id->option[k];
		if (option->id == 0)
			continue;
		any = option->name != NULL && option->value != NULL;
		if (!any)
			break;
	}
	if (!any)
		export_note(s->job,
		    "bundle '%s': the id map has no option of '%s' with id, "
		    "name and value; left out",
		    e->b->name, sku);
	return any;
}

static bool
create_bundle(struct shopify *s, const struct export_bundle *e)
{
	struct json *j = &s->j;

	if (!has_ids(s, e, false))
		return false;
	for (size_t i = 0; i < e->b->n_items; i++) {
		if (!has_options(s, e, i))
			return false;
	}
	shopify_begin(s, MUTATION_BUNDLE_CREATE);
	json_key(j, "input");
	json_object(j);
	shopify_put(j, "title", e->title);
	json_key(j, "components");
	json_array(j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		const struct batch_id *id = item_id(s, e, i, false);
		json_object(j);
		shopify_put_key_id(j, "productId", "Product", id->product);
		json_key(j, "quantity");
		json_int(j, e->b->items[i].quantity);
		put_options(s, id);
		json_end(j);
	}
	json_end(j);
	json_end(j);
	shopify_end(s);
	export_added(s->job, "bundle %s", e->b->name);
	return true;
}

/* The parts and the price of the product that was made for the bundle. */
static bool
relate_variant(struct shopify *s, const struct export_bundle *e,
    const struct batch_id *parent)
{
	struct json *j = &s->j;

	if (!has_ids(s, e, true))
		return false;
	shopify_begin(s, MUTATION_RELATIONSHIPS);
	json_key(j, "input");
	json_array(j);
	json_object(j);
	shopify_put_key_id(
	    j, "parentProductVariantId", "ProductVariant", parent->variant);
	json_key(j, "productVariantRelationshipsToCreate");
	json_array(j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		json_object(j);
		shopify_put_key_id(
		    j, "id", "ProductVariant", item_id(s, e, i, true)->variant);
		json_key(j, "quantity");
		json_int(j, e->b->items[i].quantity);
		json_end(j);
	}
	json_end(j);
	if (e->sums.priced) {
		json_key(j, "priceInput");
		json_object(j);
		shopify_put(j, "calculation", "FIXED");
		shopify_put_money(s, "price", e->sums.price);
		json_end(j);
	}
	json_end(j);
	json_end(j);
	shopify_end(s);
	export_added(s->job, "variant %lld", (long long)parent->variant);
	return true;
}

static bool
is_had_cheaper(const struct store_bundle_item *item)
{
	return bundling_role(item->role) == OFFER_GET;
}

/* "items": those that are had cheaper, or those that must be bought. */
static void
put_products(struct shopify *s, const struct export_bundle *e, bool cheaper)
{
	struct json *j = &s->j;

	json_key(j, "items");
	json_object(j);
	json_key(j, "products");
	json_object(j);
	json_key(j, "productVariantsToAdd");
	json_array(j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		if (is_had_cheaper(&e->b->items[i]) == cheaper)
			shopify_put_id(j, "ProductVariant",
			    item_id(s, e, i, true)->variant);
	}
	json_end(j);
	json_end(j);
	json_end(j);
}

static int64_t
count_pieces(const struct export_bundle *e, bool cheaper)
{
	int64_t n = 0;

	for (size_t i = 0; i < e->b->n_items; i++) {
		if (is_had_cheaper(&e->b->items[i]) == cheaper)
			n += e->b->items[i].quantity;
	}
	return n;
}

static double
fraction_of(int64_t percent)
{
	return (double)percent / (double)OFFER_PERCENT_UNIT / 100;
}

/* Pieces bought and pieces had cheaper, as bundles of "get" say. */
static bool
add_bxgy(struct shopify *s, const struct export_bundle *e)
{
	struct json *j = &s->j;
	const struct store_bundle *b = e->b;

	if (!has_ids(s, e, true))
		return false;
	shopify_begin(s, MUTATION_BXGY);
	json_key(j, "automaticBxgyDiscount");
	json_object(j);
	shopify_put(j, "title", e->title);
	shopify_put_days(s, b->starts, b->ends);
	if (b->max_sets > 0)
		shopify_put_number(j, "usesPerOrderLimit", b->max_sets);
	shopify_put_everybody(j);
	shopify_put_combines(j, b->alone);
	json_key(j, "customerBuys");
	json_object(j);
	put_products(s, e, false);
	json_key(j, "value");
	json_object(j);
	shopify_put_number(j, "quantity", count_pieces(e, false));
	json_end(j);
	json_end(j);
	json_key(j, "customerGets");
	json_object(j);
	put_products(s, e, true);
	json_key(j, "value");
	json_object(j);
	json_key(j, "discountOnQuantity");
	json_object(j);
	shopify_put_number(j, "quantity", count_pieces(e, true));
	json_key(j, "effect");
	json_object(j);
	json_key(j, "percentage");
	json_double(j, fraction_of(b->discount_value));
	json_end(j);
	json_end(j);
	json_end(j);
	json_end(j);
	shopify_put_tags(s, "bundle", b->name);
	json_end(j);
	shopify_end(s);
	return true;
}

static bool
add_bundle(void *arg, const struct export_job *job,
    const struct export_bundle *e, struct err *err)
{
	struct shopify *s = arg;
	const struct store_bundle *b = e->b;
	const struct batch_id *parent =
	    store_ids_find(&s->ids, slice_of(b->name));

	(void)err;
	if (b->n_items > MOST_PARTS) {
		export_note(job, "bundle '%s' has more than %d parts; left out",
		    b->name, MOST_PARTS);
		return true;
	}
	if (strcmp(b->discount_kind, "get") == 0) {
		add_bxgy(s, e);
		return true;
	}
	if (b->starts != STORE_NO_START || b->ends != STORE_NO_END)
		export_note(job,
		    "bundle '%s': a product has no days there; publish and "
		    "hide it yourself",
		    b->name);
	if (b->max_sets > 0)
		export_note(job,
		    "bundle '%s': not expressed: the limit of sets in one "
		    "order",
		    b->name);
	if (parent != NULL && parent->variant != 0) {
		relate_variant(s, e, parent);
		return true;
	}
	if (create_bundle(s, e) && e->sums.discount > 0)
		export_note(job,
		    "bundle '%s': a new product has no price; make it, import "
		    "an id map that names '%s', and export again to set it",
		    b->name, b->name);
	return true;
}

bool
export_bundles_shopify(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct shopify s;
	bool ok = shopify_init(&s, job, err) &&
	    export_each_bundle(job, add_bundle, &s, err);

	return shopify_finish(&s, sink, rows, ok, err);
}

/* ---- thresholds ---- */

static void
put_minimum(struct shopify *s, int64_t amount)
{
	struct json *j = &s->j;

	json_key(j, "minimumRequirement");
	json_object(j);
	json_key(j, "subtotal");
	json_object(j);
	shopify_put_money(s, "greaterThanOrEqualToSubtotal", amount);
	json_end(j);
	json_end(j);
}

static void
put_destination(struct json *j, const char *country)
{
	json_key(j, "destination");
	json_object(j);
	if (country == NULL) {
		json_key(j, "all");
		json_bool(j, true);
	} else {
		json_key(j, "countries");
		json_object(j);
		json_key(j, "add");
		json_array(j);
		json_text(j, country);
		json_end(j);
		json_end(j);
	}
	json_end(j);
}

static void
add_free_shipping(struct shopify *s, const struct store_threshold *t)
{
	struct json *j = &s->j;

	shopify_begin(s, MUTATION_FREE_SHIPPING);
	json_key(j, "freeShippingAutomaticDiscount");
	json_object(j);
	shopify_put(j, "title", t->name);
	shopify_put_days(s, t->starts, t->ends);
	put_minimum(s, t->amount);
	put_destination(j, t->country);
	shopify_put_everybody(j);
	json_key(j, "combinesWith");
	json_object(j);
	json_key(j, "productDiscounts");
	json_bool(j, !t->alone);
	json_key(j, "orderDiscounts");
	json_bool(j, !t->alone);
	json_end(j);
	shopify_put_tags(s, "threshold", t->name);
	json_end(j);
	shopify_end(s);
}

static void
put_reward(struct shopify *s, const struct store_threshold *t)
{
	struct json *j = &s->j;

	json_key(j, "customerGets");
	json_object(j);
	json_key(j, "value");
	json_object(j);
	if (strcmp(t->kind, "percent") == 0) {
		json_key(j, "percentage");
		json_double(j, fraction_of(t->reward_value));
	} else {
		json_key(j, "discountAmount");
		json_object(j);
		shopify_put_money(s, "amount", t->reward_value);
		json_key(j, "appliesOnEachItem");
		json_bool(j, false);
		json_end(j);
	}
	json_end(j);
	json_key(j, "items");
	json_object(j);
	json_key(j, "all");
	json_bool(j, true);
	json_end(j);
	json_end(j);
}

static void
add_saving(struct shopify *s, const struct store_threshold *t)
{
	struct json *j = &s->j;

	if (t->country != NULL)
		export_note(s->job,
		    "threshold '%s': a discount holds in all countries there; "
		    "'%s' is not expressed",
		    t->name, t->country);
	shopify_begin(s, MUTATION_BASIC);
	json_key(j, "automaticBasicDiscount");
	json_object(j);
	shopify_put(j, "title", t->name);
	shopify_put_days(s, t->starts, t->ends);
	put_minimum(s, t->amount);
	put_reward(s, t);
	shopify_put_everybody(j);
	shopify_put_combines(j, t->alone);
	shopify_put_tags(s, "threshold", t->name);
	json_end(j);
	shopify_end(s);
}

static bool
is_country(const char *code)
{
	return code == NULL ||
	    (strlen(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' &&
		code[1] >= 'A' && code[1] <= 'Z');
}

static void
add_threshold(struct shopify *s, const struct store_threshold *t)
{
	if (t->state == STATE_RETIRED)
		return;
	if (t->state == STATE_DRAFT)
		export_note(
		    s->job, "threshold '%s' is a draft; left out", t->name);
	else if (!is_country(t->country))
		export_note(s->job,
		    "threshold '%s': '%s' is no two-letter code of a country; "
		    "left out",
		    t->name, t->country);
	else if (strcmp(t->kind, "free-shipping") == 0)
		add_free_shipping(s, t);
	else if (strcmp(t->kind, "percent") == 0 ||
	    strcmp(t->kind, "amount") == 0)
		add_saving(s, t);
	else
		export_note(s->job,
		    "threshold '%s': a %s is not expressed; left out", t->name,
		    t->kind);
}

bool
export_thresholds_shopify(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct store_thresholds all = { .n = 0 };
	struct shopify s;
	bool ok = shopify_init(&s, job, err) &&
	    store_thresholds_load(job->st, &all, err);

	for (size_t i = 0; ok && i < all.n; i++)
		add_threshold(&s, &all.rows[i]);
	store_thresholds_release(&all);
	return shopify_finish(&s, sink, rows, ok, err);
}

/* ---- complements ---- */

#define METAFIELD_NAMESPACE "shopify--discovery--product_recommendation"
#define METAFIELD_KEY       "complementary_products"

/* ["gid://...", ...] of what the map knows, each product once. */
static void
add_references(struct shopify *s, const struct export_links *l,
    const struct batch_id *of, struct str *out)
{
	const struct store_product *rows = s->job->v->products.rows;
	int64_t seen[COMPLEMENT_MOST];
	size_t n = 0;
	struct json j;

	json_init(&j, out, true);
	json_array(&j);
	for (size_t i = 0; i < l->n; i++) {
		const struct batch_id *id =
		    store_ids_find(&s->ids, slice_of(rows[l->to[i]].sku));
		bool known = id == NULL || id->product == of->product;
		if (id == NULL)
			export_note(s->job,
			    "complements of '%s': the id map has no '%s'; left "
			    "out",
			    rows[l->product].sku, rows[l->to[i]].sku);
		for (size_t k = 0; k < n && !known; k++)
			known = seen[k] == id->product;
		if (known)
			continue;
		seen[n++] = id->product;
		shopify_put_id(&j, "Product", id->product);
	}
	json_end(&j);
	if (n == 0)
		str_clear(out);
}

static bool
add_links(void *arg, const struct export_job *job, const struct export_links *l,
    struct err *err)
{
	struct shopify *s = arg;
	const char *sku = job->v->products.rows[l->product].sku;
	const struct batch_id *id = store_ids_find(&s->ids, slice_of(sku));
	struct str value = STR_INIT;
	struct json *j = &s->j;

	(void)err;
	if (id == NULL) {
		export_note(job, "the id map has no '%s'; left out", sku);
		return true;
	}
	add_references(s, l, id, &value);
	if (value.len > 0) {
		shopify_begin(s, MUTATION_METAFIELDS);
		json_key(j, "metafields");
		json_array(j);
		json_object(j);
		shopify_put_key_id(j, "ownerId", "Product", id->product);
		shopify_put(j, "namespace", METAFIELD_NAMESPACE);
		shopify_put(j, "key", METAFIELD_KEY);
		shopify_put(j, "type", "list.product_reference");
		shopify_put(j, "value", value.p);
		json_end(j);
		json_end(j);
		shopify_end(s);
		export_added(job, "metafield %lld", (long long)id->product);
	}
	str_release(&value);
	return true;
}

bool
export_complements_shopify(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct shopify s;
	bool ok = shopify_init(&s, job, err) &&
	    export_each_links(job, add_links, &s, err);

	return shopify_finish(&s, sink, rows, ok, err);
}

/* ---- removal ---- */

static void
remove_variant(struct shopify *s, int64_t variant)
{
	struct json *j = &s->j;

	shopify_begin(s, MUTATION_RELATIONSHIPS);
	json_key(j, "input");
	json_array(j);
	json_object(j);
	shopify_put_key_id(
	    j, "parentProductVariantId", "ProductVariant", variant);
	json_key(j, "removeAllProductVariantRelationships");
	json_bool(j, true);
	json_end(j);
	json_end(j);
	shopify_end(s);
}

/* What was made for the bundle has an id only where the map names it. */
static void
remove_bundle(struct shopify *s, struct slice name)
{
	const struct batch_id *id = store_ids_find(&s->ids, name);
	struct json *j = &s->j;

	if (id == NULL) {
		export_note(s->job,
		    "bundle '%.*s': the id map does not name the product that "
		    "was made; delete it in the shop",
		    (int)name.len, name.p);
		return;
	}
	shopify_begin(s, MUTATION_PRODUCT_DELETE);
	json_key(j, "input");
	json_object(j);
	shopify_put_key_id(j, "id", "Product", id->product);
	json_end(j);
	shopify_end(s);
}

static void
remove_discount(struct shopify *s, struct slice tag)
{
	struct str search = STR_INIT;

	str_add(&search, "tag:");
	str_add_slice(&search, tag);
	shopify_begin(s, MUTATION_DISCOUNTS_DELETE);
	shopify_put(&s->j, "search", search.p);
	shopify_end(s);
	str_release(&search);
}

static void
remove_metafield(struct shopify *s, int64_t product)
{
	struct json *j = &s->j;

	shopify_begin(s, MUTATION_METAFIELDS_DELETE);
	json_key(j, "metafields");
	json_array(j);
	json_object(j);
	shopify_put_key_id(j, "ownerId", "Product", product);
	shopify_put(j, "namespace", METAFIELD_NAMESPACE);
	shopify_put(j, "key", METAFIELD_KEY);
	json_end(j);
	json_end(j);
	shopify_end(s);
}

/* A line is a word that says what it is, and its number or name. */
static bool
remove_line(struct shopify *s, struct slice line, struct err *err)
{
	struct slice rest = line, word;
	int64_t id = 0;

	if (!slice_split(&rest, ' ', &word))
		return true;
	if (slice_eq_c(word, "variant") && num_parse_i64(rest, &id))
		remove_variant(s, id);
	else if (slice_eq_c(word, "metafield") && num_parse_i64(rest, &id))
		remove_metafield(s, id);
	else if (slice_eq_c(word, "tag"))
		remove_discount(s, rest);
	else if (slice_eq_c(word, "bundle"))
		remove_bundle(s, rest);
	else
		return err_set(err, ERR_STORE,
		    "the record of an export holds '%.*s', which no endcap "
		    "wrote",
		    (int)line.len, line.p);
	return true;
}

bool
export_shopify_remove(const struct export_job *job, struct slice added,
    const struct listing_sink *sink, int64_t *rows, struct err *err)
{
	struct shopify s;
	struct slice line;
	bool ok = shopify_init(&s, job, err);

	while (ok && slice_split(&added, '\n', &line))
		ok = remove_line(&s, line, err);
	return shopify_finish(&s, sink, rows, ok, err);
}
