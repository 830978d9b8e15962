/*
 * Shopify: bulk mutations of the Admin GraphQL API (2026-07). For each
 * mutation two files: NAME.graphql, its document, and NAME.jsonl, one object
 * of variables a line, as stagedUploadsCreate and bulkOperationRunMutation
 * take them. A file of lines stays below 20 MB, the most that an upload may
 * be; what is more goes to NAME-2.jsonl.
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
#include "service/export_internal.h"

#include "base/date.h"
#include "base/json.h"
#include "base/num.h"
#include "store/store_ids.h"

enum {
	MOST_PARTS = 30, /* components of a bundle */
	MOST_BYTES = 20000000 /* of a file; Shopify takes 20,971,520 */
};

/* ---- mutations ---- */

/* Arguments and selection of each; the document is made of them. */
/* clang-format off */
#define SHOPIFY_MUTATIONS(X) \
	X(BUNDLE_CREATE, "productBundleCreate", \
	  "$input: ProductBundleCreateInput!", "input: $input", \
	  "productBundleOperation { id status } userErrors { field message }") \
	X(RELATIONSHIPS, "productVariantRelationshipBulkUpdate", \
	  "$input: [ProductVariantRelationshipUpdateInput!]!", "input: $input", \
	  "parentProductVariants { id } userErrors { code field message }") \
	X(BASIC, "discountAutomaticBasicCreate", \
	  "$automaticBasicDiscount: DiscountAutomaticBasicInput!", \
	  "automaticBasicDiscount: $automaticBasicDiscount", \
	  "automaticDiscountNode { id } userErrors { field code message }") \
	X(BXGY, "discountAutomaticBxgyCreate", \
	  "$automaticBxgyDiscount: DiscountAutomaticBxgyInput!", \
	  "automaticBxgyDiscount: $automaticBxgyDiscount", \
	  "automaticDiscountNode { id } userErrors { field code message }") \
	X(FREE_SHIPPING, "discountAutomaticFreeShippingCreate", \
	  "$freeShippingAutomaticDiscount: DiscountAutomaticFreeShippingInput!", \
	  "freeShippingAutomaticDiscount: $freeShippingAutomaticDiscount", \
	  "automaticDiscountNode { id } userErrors { field code message }") \
	X(METAFIELDS, "metafieldsSet", \
	  "$metafields: [MetafieldsSetInput!]!", "metafields: $metafields", \
	  "metafields { id key namespace } userErrors { field code message }") \
	X(PRODUCT_DELETE, "productDelete", \
	  "$input: ProductDeleteInput!", "input: $input", \
	  "deletedProductId userErrors { field message }") \
	X(DISCOUNTS_DELETE, "discountAutomaticBulkDelete", \
	  "$search: String!", "search: $search", \
	  "job { id } userErrors { field code message }") \
	X(METAFIELDS_DELETE, "metafieldsDelete", \
	  "$metafields: [MetafieldIdentifierInput!]!", \
	  "metafields: $metafields", \
	  "deletedMetafields { key ownerId } userErrors { field message }")
/* clang-format on */

enum mutation {
#define X(code, name, arguments, call, selection) MUTATION_##code,
	SHOPIFY_MUTATIONS(X)
#undef X
	MUTATION_COUNT
};

static const struct {
	const char *name, *arguments, *call, *selection;
} mutations[] = {
#define X(code, name_, arguments_, call_, selection_) \
	[MUTATION_##code] = { .name = (name_),        \
		.arguments = (arguments_),            \
		.call = (call_),                      \
		.selection = (selection_) },
	SHOPIFY_MUTATIONS(X)
#undef X
};

/* Lines of each mutation, put together before the files are written. */
struct shopify {
	const struct export_job *job;
	struct store_ids ids;
	struct str lines[MUTATION_COUNT];
	int64_t rows;
	struct json j; /* of the line under way */
	enum mutation at;
};

static bool
shopify_init(struct shopify *s, const struct export_job *job, struct err *err)
{
	*s = (struct shopify){ .job = job };
	for (int i = 0; i < MUTATION_COUNT; i++)
		str_init(&s->lines[i]);
	return store_ids_load(job->st, &s->ids, err);
}

static void
begin_line(struct shopify *s, enum mutation m)
{
	s->at = m;
	json_init(&s->j, &s->lines[m], true);
	json_object(&s->j);
}

static void
end_line(struct shopify *s)
{
	json_end(&s->j);
	str_add_char(&s->lines[s->at], '\n');
	s->rows++;
}

static bool
write_text(const struct listing_sink *sink, struct slice text, struct err *err)
{
	return sink->write(sink->arg, text, err);
}

static bool
begin_file(const struct export_job *job, enum mutation m, int part,
    const char *extension, struct err *err)
{
	struct str name = STR_INIT;
	bool ok;

	str_add(&name, mutations[m].name);
	if (part > 1)
		str_addf(&name, "-%d", part);
	str_addf(&name, ".%s", extension);
	ok = job->begin(job->begin_arg, name.p, err);
	str_release(&name);
	return ok;
}

static bool
write_document(const struct export_job *job, enum mutation m,
    const struct listing_sink *sink, struct err *err)
{
	struct str text = STR_INIT;
	bool ok;

	str_addf(&text, "mutation %s(%s) {\n  %s(%s) {\n    %s\n  }\n}\n",
	    mutations[m].name, mutations[m].arguments, mutations[m].name,
	    mutations[m].call, mutations[m].selection);
	ok = begin_file(job, m, 1, "graphql", err) &&
	    write_text(sink, slice_str(&text), err);
	str_release(&text);
	return ok;
}

/* The lines, in files of whole lines below the limit. */
static bool
write_lines(const struct export_job *job, enum mutation m, struct slice lines,
    const struct listing_sink *sink, struct err *err)
{
	struct slice rest = lines, line;
	const char *from = lines.p;
	size_t n = 0;
	int part = 1;
	bool ok = begin_file(job, m, part, "jsonl", err);

	while (ok && slice_split(&rest, '\n', &line)) {
		if (n > 0 && n + line.len + 1 > MOST_BYTES) {
			ok = write_text(sink, slice_bytes(from, n), err) &&
			    begin_file(job, m, ++part, "jsonl", err);
			from += n;
			n = 0;
		}
		n += line.len + 1;
	}
	return ok && write_text(sink, slice_bytes(from, n), err);
}

static bool
shopify_finish(struct shopify *s, const struct listing_sink *sink,
    int64_t *rows, bool ok, struct err *err)
{
	for (int i = 0; ok && i < MUTATION_COUNT; i++) {
		enum mutation m = (enum mutation)i;
		if (s->lines[i].len > 0)
			ok = write_document(s->job, m, sink, err) &&
			    write_lines(
				s->job, m, slice_str(&s->lines[i]), sink, err);
	}
	*rows = s->rows;
	for (int i = 0; i < MUTATION_COUNT; i++)
		str_release(&s->lines[i]);
	store_ids_release(&s->ids);
	return ok;
}

/* ---- values ---- */

static void
put_id(struct json *j, const char *kind, int64_t id)
{
	char text[64];

	snprintf(
	    text, sizeof(text), "gid://shopify/%s/%lld", kind, (long long)id);
	json_text(j, text);
}

static void
put_key_id(struct json *j, const char *key, const char *kind, int64_t id)
{
	json_key(j, key);
	put_id(j, kind, id);
}

static void
put(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

static void
put_money(struct shopify *s, const char *key, int64_t minor)
{
	struct str text = STR_INIT;

	money_add_plain(&text, minor, s->job->v->currency.digits);
	put(&s->j, key, text.p);
	str_release(&text);
}

static void
put_number(struct json *j, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	put(j, key, text);
}

/* Days are whole: from midnight of the first to the last second of the last. */
static void
put_days(struct shopify *s, int32_t starts, int32_t ends)
{
	struct str text = STR_INIT;

	date_add_day(&text, starts != STORE_NO_START ? starts : s->job->today);
	str_add(&text, "T00:00:00Z");
	put(&s->j, "startsAt", text.p);
	if (ends != STORE_NO_END) {
		str_clear(&text);
		date_add_day(&text, ends);
		str_add(&text, "T23:59:59Z");
		put(&s->j, "endsAt", text.p);
	}
	str_release(&text);
}

/* A tag by which the discount is found again, made from its name. */
static void
add_tag(const char *what, const char *name, struct str *out)
{
	struct str key = STR_INIT;

	str_addf(&key, "%s %s", what, name);
	str_addf(out, "endcap-%016llx",
	    (unsigned long long)slice_hash(slice_str(&key)));
	str_release(&key);
}

static void
put_tags(struct shopify *s, const char *what, const char *name)
{
	struct str tag = STR_INIT;

	add_tag(what, name, &tag);
	json_key(&s->j, "tags");
	json_array(&s->j);
	json_text(&s->j, "endcap");
	json_text(&s->j, tag.p);
	json_end(&s->j);
	export_added(s->job, "tag %s", tag.p);
	str_release(&tag);
}

static void
put_everybody(struct json *j)
{
	json_key(j, "context");
	json_object(j);
	put(j, "all", "ALL");
	json_end(j);
}

static void
put_combines(struct json *j, bool alone)
{
	json_key(j, "combinesWith");
	json_object(j);
	json_key(j, "productDiscounts");
	json_bool(j, false);
	json_key(j, "orderDiscounts");
	json_bool(j, false);
	json_key(j, "shippingDiscounts");
	json_bool(j, !alone);
	json_end(j);
}

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
		put_key_id(j, "componentOptionId", "ProductOption", option->id);
		put(j, "name", option->name);
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
	begin_line(s, MUTATION_BUNDLE_CREATE);
	json_key(j, "input");
	json_object(j);
	put(j, "title", e->title);
	json_key(j, "components");
	json_array(j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		const struct batch_id *id = item_id(s, e, i, false);
		json_object(j);
		put_key_id(j, "productId", "Product", id->product);
		json_key(j, "quantity");
		json_int(j, e->b->items[i].quantity);
		put_options(s, id);
		json_end(j);
	}
	json_end(j);
	json_end(j);
	end_line(s);
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
	begin_line(s, MUTATION_RELATIONSHIPS);
	json_key(j, "input");
	json_array(j);
	json_object(j);
	put_key_id(
	    j, "parentProductVariantId", "ProductVariant", parent->variant);
	json_key(j, "productVariantRelationshipsToCreate");
	json_array(j);
	for (size_t i = 0; i < e->b->n_items; i++) {
		json_object(j);
		put_key_id(
		    j, "id", "ProductVariant", item_id(s, e, i, true)->variant);
		json_key(j, "quantity");
		json_int(j, e->b->items[i].quantity);
		json_end(j);
	}
	json_end(j);
	if (e->sums.priced) {
		json_key(j, "priceInput");
		json_object(j);
		put(j, "calculation", "FIXED");
		put_money(s, "price", e->sums.price);
		json_end(j);
	}
	json_end(j);
	json_end(j);
	end_line(s);
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
			put_id(j, "ProductVariant",
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
	begin_line(s, MUTATION_BXGY);
	json_key(j, "automaticBxgyDiscount");
	json_object(j);
	put(j, "title", e->title);
	put_days(s, b->starts, b->ends);
	if (b->max_sets > 0)
		put_number(j, "usesPerOrderLimit", b->max_sets);
	put_everybody(j);
	put_combines(j, b->alone);
	json_key(j, "customerBuys");
	json_object(j);
	put_products(s, e, false);
	json_key(j, "value");
	json_object(j);
	put_number(j, "quantity", count_pieces(e, false));
	json_end(j);
	json_end(j);
	json_key(j, "customerGets");
	json_object(j);
	put_products(s, e, true);
	json_key(j, "value");
	json_object(j);
	json_key(j, "discountOnQuantity");
	json_object(j);
	put_number(j, "quantity", count_pieces(e, true));
	json_key(j, "effect");
	json_object(j);
	json_key(j, "percentage");
	json_double(j, fraction_of(b->discount_value));
	json_end(j);
	json_end(j);
	json_end(j);
	json_end(j);
	put_tags(s, "bundle", b->name);
	json_end(j);
	end_line(s);
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
	put_money(s, "greaterThanOrEqualToSubtotal", amount);
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

	begin_line(s, MUTATION_FREE_SHIPPING);
	json_key(j, "freeShippingAutomaticDiscount");
	json_object(j);
	put(j, "title", t->name);
	put_days(s, t->starts, t->ends);
	put_minimum(s, t->amount);
	put_destination(j, t->country);
	put_everybody(j);
	json_key(j, "combinesWith");
	json_object(j);
	json_key(j, "productDiscounts");
	json_bool(j, !t->alone);
	json_key(j, "orderDiscounts");
	json_bool(j, !t->alone);
	json_end(j);
	put_tags(s, "threshold", t->name);
	json_end(j);
	end_line(s);
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
		put_money(s, "amount", t->reward_value);
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
	begin_line(s, MUTATION_BASIC);
	json_key(j, "automaticBasicDiscount");
	json_object(j);
	put(j, "title", t->name);
	put_days(s, t->starts, t->ends);
	put_minimum(s, t->amount);
	put_reward(s, t);
	put_everybody(j);
	put_combines(j, t->alone);
	put_tags(s, "threshold", t->name);
	json_end(j);
	end_line(s);
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
		put_id(&j, "Product", id->product);
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
		begin_line(s, MUTATION_METAFIELDS);
		json_key(j, "metafields");
		json_array(j);
		json_object(j);
		put_key_id(j, "ownerId", "Product", id->product);
		put(j, "namespace", METAFIELD_NAMESPACE);
		put(j, "key", METAFIELD_KEY);
		put(j, "type", "list.product_reference");
		put(j, "value", value.p);
		json_end(j);
		json_end(j);
		end_line(s);
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

	begin_line(s, MUTATION_RELATIONSHIPS);
	json_key(j, "input");
	json_array(j);
	json_object(j);
	put_key_id(j, "parentProductVariantId", "ProductVariant", variant);
	json_key(j, "removeAllProductVariantRelationships");
	json_bool(j, true);
	json_end(j);
	json_end(j);
	end_line(s);
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
	begin_line(s, MUTATION_PRODUCT_DELETE);
	json_key(j, "input");
	json_object(j);
	put_key_id(j, "id", "Product", id->product);
	json_end(j);
	end_line(s);
}

static void
remove_discount(struct shopify *s, struct slice tag)
{
	struct str search = STR_INIT;

	str_add(&search, "tag:");
	str_add_slice(&search, tag);
	begin_line(s, MUTATION_DISCOUNTS_DELETE);
	put(&s->j, "search", search.p);
	end_line(s);
	str_release(&search);
}

static void
remove_metafield(struct shopify *s, int64_t product)
{
	struct json *j = &s->j;

	begin_line(s, MUTATION_METAFIELDS_DELETE);
	json_key(j, "metafields");
	json_array(j);
	json_object(j);
	put_key_id(j, "ownerId", "Product", product);
	put(j, "namespace", METAFIELD_NAMESPACE);
	put(j, "key", METAFIELD_KEY);
	json_end(j);
	json_end(j);
	end_line(s);
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
