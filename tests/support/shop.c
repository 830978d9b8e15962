/*
 * See shop.h. Files are written beside the store and imported as a user's
 * would be. The first of several shops that begin alike is made so; its file
 * is kept, and the others begin with a copy.
 */
#include "tests/support/shop.h"

#include "base/date.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	KEPT = 16,
	FILE_LIMIT = 64 << 20,
};

static struct {
	struct str recipe, bytes;
} kept[KEPT];

static void
need(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static void
open_store(struct shop *shop)
{
	struct err err = ERR_INIT;
	struct store_options options = {
		.path = shop->path.p,
		.now = shop->now,
		.temporary = true,
	};

	need(store_open(&options, &shop->st, &err), &err);
}

/* Without a sync: it need not last. */
static void
write_file(const char *path, struct slice bytes)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes.p, 1, bytes.len, f) != bytes.len ||
	    fclose(f) != 0 || chmod(path, 0600) != 0)
		fail_msg("cannot write '%s'", path);
}

static void
make_folder(struct shop *shop)
{
	str_init(&shop->folder);
	str_init(&shop->path);
	str_set(&shop->folder, "/tmp/endcap-test-XXXXXX");
	assert_non_null(mkdtemp(shop->folder.p));
	str_setf(&shop->path, "%s/shop.db", shop->folder.p);
	shop->mailing = false;
	shop->now = (int64_t)date_day(2026, 11, 1) * DATE_SECONDS_A_DAY;
}

bool
shop_begin(struct shop *shop, const char *recipe)
{
	bool known = false;

	make_folder(shop);
	for (size_t i = 0; i < KEPT && !known; i++) {
		known = kept[i].recipe.len > 0 &&
		    strcmp(kept[i].recipe.p, recipe) == 0;
		if (known)
			write_file(shop->path.p, slice_str(&kept[i].bytes));
	}
	open_store(shop);
	return known;
}

void
shop_keep(struct shop *shop, const char *recipe)
{
	struct err err = ERR_INIT;
	size_t i = 0;

	while (i < KEPT && kept[i].recipe.len > 0)
		i++;
	if (i == KEPT)
		return;
	/* Closed, for what is in its log goes into the file then. */
	store_close(shop->st);
	str_set(&kept[i].recipe, recipe);
	str_clear(&kept[i].bytes);
	need(file_read_whole(shop->path.p, FILE_LIMIT, &kept[i].bytes, &err),
	    &err);
	open_store(shop);
}

void
shop_import_file(struct shop *shop, const char *path)
{
	struct err err = ERR_INIT;
	struct import_request request = { .path = path };
	struct import_outcome outcome;

	ingest_options_init(&request.options);
	request.options.mailing = shop->mailing;
	need(import_file(shop->st, &request, NULL, &outcome, &err), &err);
	import_outcome_release(&outcome);
}

void
shop_import(struct shop *shop, const char *csv)
{
	struct err err = ERR_INIT;
	struct str path = STR_INIT;

	str_setf(&path, "%s/file.csv", shop->folder.p);
	need(file_write_whole(path.p, slice_of(csv), 0, &err), &err);
	shop_import_file(shop, path.p);
	assert_int_equal(unlink(path.p), 0);
	str_release(&path);
}

void
shop_open(struct shop *shop, const char *csv)
{
	const char *recipe = csv != NULL ? csv : "nothing";

	if (shop_begin(shop, recipe))
		return;
	if (csv != NULL)
		shop_import(shop, csv);
	shop_keep(shop, recipe);
}

void
shop_fill_sample(struct shop *shop)
{
	shop_import_file(shop, "sample-data/products.csv");
	shop_import_file(shop, "sample-data/orders.csv");
}

void
shop_open_sample(struct shop *shop)
{
	static const char recipe[] = "the sample shop";

	if (shop_begin(shop, recipe))
		return;
	shop_fill_sample(shop);
	shop_keep(shop, recipe);
}

void
shop_open_file(struct shop *shop, const char *path)
{
	shop_begin(shop, "a file");
	shop_import_file(shop, path);
}

struct view *
shop_view(struct shop *shop, unsigned parts)
{
	struct err err = ERR_INIT;
	struct view_request request = { .parts = parts, .threads = 2 };
	struct view *v = view_load(shop->st, &request, &err);

	need(v != NULL, &err);
	return v;
}

size_t
shop_product(const struct view *v, const char *sku)
{
	struct err err = ERR_INIT;
	size_t product = 0;

	need(view_find(v, slice_of(sku), &product, &err), &err);
	return product;
}

void
shop_close(struct shop *shop)
{
	struct err err = ERR_INIT;

	store_close(shop->st);
	need(store_remove(shop->path.p, &err), &err);
	assert_int_equal(rmdir(shop->folder.p), 0);
	str_release(&shop->folder);
	str_release(&shop->path);
}
