/*
 * shopify - bulk mutations of Shopify's Admin GraphQL API (2026-07) under way.
 *
 * For each mutation two files: NAME.graphql, its document, and NAME.jsonl, one
 * object of variables a line, as stagedUploadsCreate and
 * bulkOperationRunMutation take them. Lines are put together first and written
 * at the end; a file of lines stays below 20 MB, the most that an upload may
 * be, and what is more goes to NAME-2.jsonl.
 *
 *	struct shopify s;
 *	bool ok = shopify_init(&s, job, err);
 *	if (ok) {
 *		shopify_begin(&s, MUTATION_PRODUCT_DELETE);
 *		...json.h's functions and shopify_put_* on s.j...
 *		shopify_end(&s);
 *	}
 *	return shopify_finish(&s, sink, rows, ok, err);
 *
 * What is offered, and to whom, is export_shopify.c's business.
 */
#ifndef ENDCAP_SHOPIFY_H
#define ENDCAP_SHOPIFY_H

#include "base/json.h"
#include "service/export_internal.h"
#include "store/store_ids.h"

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

/* Lines of each mutation, put together before the files are written. */
struct shopify {
	const struct export_job *job;
	struct store_ids ids;
	struct str lines[MUTATION_COUNT];
	int64_t rows;
	struct json j; /* of the line under way */
	enum mutation at;
};

/* Loads the id map; to be finished in every case. */
bool
shopify_init(struct shopify *s, const struct export_job *job, struct err *err);
/* Writes the files when 'ok', tells how many lines there were, and releases
 * what s holds; whether all went well. */
bool shopify_finish(struct shopify *s, const struct listing_sink *sink,
    int64_t *rows, bool ok, struct err *err);

/* A line of a mutation: the object of its variables is open in s.j. */
void shopify_begin(struct shopify *s, enum mutation m);
void shopify_end(struct shopify *s);

/* ---- values, into the object that is open ---- */

void shopify_put(struct json *j, const char *key, const char *text);
/* "gid://shopify/KIND/ID" */
void shopify_put_id(struct json *j, const char *kind, int64_t id);
void shopify_put_key_id(
    struct json *j, const char *key, const char *kind, int64_t id);
void shopify_put_money(struct shopify *s, const char *key, int64_t minor);
void shopify_put_number(struct json *j, const char *key, int64_t n);
/* Days are whole: from midnight of the first to the last second of the last. */
void shopify_put_days(struct shopify *s, int32_t starts, int32_t ends);
/* Tags by which a discount is found again, made from what it is and its name;
 * kept with the export, for its removal. */
void shopify_put_tags(struct shopify *s, const char *what, const char *name);
/* A discount for everybody, and what it may be combined with. */
void shopify_put_everybody(struct json *j);
void shopify_put_combines(struct json *j, bool alone);

#endif
