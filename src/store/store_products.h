/*
 * store_products - the catalogue.
 *
 * A product's key is its SKU trimmed and ASCII-folded. It is shown as 'sku',
 * in the product file's spelling, else as first seen. Products whose SKUs
 * differ by case alone are one here, unless the rules count them apart; then
 * they share a key. Variants are one where the rules say so. The
 * index of a product in store_products equals its index in struct sales when
 * both were loaded in one store_read_begin.
 */
#ifndef ENDCAP_STORE_PRODUCTS_H
#define ENDCAP_STORE_PRODUCTS_H

#include "base/arena.h"
#include "base/str.h"
#include "store/store.h"

struct store_product {
	int64_t product_id;
	const char *key, *sku;
	const char *title, *category, *brand; /* NULL: not given; so below */
	const char *parent_key, *attributes, *tags;
	int64_t price4, cost4; /* ten-thousandths, SALES_UNKNOWN */
	int64_t median4; /* paid for one piece, SALES_UNKNOWN: never sold */
	int64_t stock; /* SALES_UNKNOWN */
	bool active; /* true unless a file said otherwise */
	bool is_product; /* false: postage, fees */
	bool listed; /* a product file named it */
	bool category_of_title; /* no file gave one: its title's first words
				   stand for it (set by the service) */
	uint32_t rank; /* place among all products in byte order of sku */
};

struct store_products {
	struct store_product *rows; /* ascending product_id */
	size_t n;
	/* Products that count as another one, ascending product_id. */
	struct store_alias {
		int64_t product_id;
		size_t index; /* of that other one */
		const char *key; /* of a variant; NULL: the other one's */
	} * aliases;
	size_t n_aliases;
	bool families; /* variants count as one product (store_family.h) */
	struct arena text;
};

bool store_products_load(
    struct store *st, struct store_products *out, struct err *err);
/* The same with each variant by itself, whether it counts as its product or
 * not: as files name them. */
bool store_variants_load(
    struct store *st, struct store_products *out, struct err *err);
void store_products_release(struct store_products *p);
/* Keeps the catalogue in one piece, as loaded while 'facts_version' held, so
 * that loading it again takes a tenth of the time until the facts change. */
bool store_products_keep(struct store *st, const struct store_products *p,
    int64_t facts_version, struct err *err);

/* Index of an id, or of the product it counts as, by bisection; false when it
 * is not among them. */
bool store_products_index(
    const struct store_products *p, int64_t product_id, size_t *index);

/* The same by SKU, trimmed, ASCII case aside; where products share a key the
 * one that is spelled so. Linear. */
bool store_products_find(
    const struct store_products *p, struct slice sku, size_t *index);
/* Do the two vary the same product, or one the other? */
bool store_products_vary(
    const struct store_product *a, const struct store_product *b);

/*
 * One product by its SKU (trimmed here), else in another spelling. Strings
 * live in 'text'; rank is 0. False with ERR_NOT_FOUND names up to three SKUs
 * that begin alike.
 */
bool store_product_get(struct store *st, struct slice sku, struct arena *text,
    struct store_product *out, struct err *err);

/*
 * Products whose sku, title, category, brand or tags hold every word of
 * 'words' (ASCII case aside), by sku; at most 'limit' (0: all). An empty text
 * finds all.
 */
bool store_products_search(struct store *st, struct slice words, size_t limit,
    struct store_products *out, struct err *err);

#endif
