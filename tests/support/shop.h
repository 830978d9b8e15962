/*
 * shop - a small real store for the tests of services: CSV text in, an open
 * store out, in a folder of its own that is removed afterwards.
 *
 *	struct shop shop;
 *	shop_open(&shop, "order_id,order_date,sku,quantity,unit_price\n...");
 *	struct view *v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
 *	...
 *	view_free(v);
 *	shop_close(&shop);
 *
 * Every function fails the test when something goes wrong. Today is
 * 2026-11-01.
 */
#ifndef ENDCAP_TESTS_SHOP_H
#define ENDCAP_TESTS_SHOP_H

#include "service/import.h"
#include "service/view.h"

struct shop {
	struct store *st;
	struct str folder, path;
	int64_t now;
	bool mailing; /* imports keep addresses */
};

/* csv: one file's text, or NULL for an empty store. */
void shop_open(struct shop *shop, const char *csv);
/* One more file's text, or a file. */
void shop_import(struct shop *shop, const char *csv);
void shop_import_file(struct shop *shop, const char *path);
/* The sample shop of the tree: 20,000 orders. */
void shop_open_sample(struct shop *shop);
void shop_fill_sample(struct shop *shop); /* its files, after shop_begin */
/* A file of the user's. */
void shop_open_file(struct shop *shop, const char *path);
/*
 * The same in two steps, for more than one file. False: the shop is empty, and
 * shop_keep after the last file makes the next of this recipe a copy of it.
 */
bool shop_begin(struct shop *shop, const char *recipe);
void shop_keep(struct shop *shop, const char *recipe);
struct view *shop_view(struct shop *shop, unsigned parts);
size_t shop_product(const struct view *v, const char *sku);
void shop_close(struct shop *shop);

#endif
