/*
 * store_import - a batch becomes part of the shop, in one transaction.
 *
 * Nothing is parsed or validated here and the write lock is held only while
 * writing. What is known already stays: an order whose lines are all known is
 * counted as merged (its status and amounts follow the newer file), one that
 * is known with other lines is refused row by row and the old one kept, so
 * importing a file twice changes nothing. Values that an import overwrites
 * are kept for store_import_undo (store_imports.h).
 *
 * Products: a product file overwrites what it gives; an order file only fills
 * what nobody gave before. Customers likewise.
 */
#ifndef ENDCAP_STORE_IMPORT_H
#define ENDCAP_STORE_IMPORT_H

#include "base/batch.h"
#include "store/store_facts.h"

struct store_import_options {
	bool dry_run; /* counts everything and writes nothing */
	const struct progress *progress; /* NULL: nobody watches */
};

/* rows_read = loaded + excluded + merged + set_aside, always. */
struct store_import_result {
	int64_t import_id; /* 0: dry run, or nothing new and nothing kept */
	int64_t rows_read;
	int64_t loaded; /* stored, and they count */
	int64_t excluded; /* stored, but they do not count */
	int64_t merged; /* known before, or repeated in the file */
	int64_t set_aside; /* rejected, or of orders that were refused */
	int64_t orders_new, orders_same, orders_changed, orders_refused;
	int64_t products_new, products_changed;
	int64_t customers_new, customers_changed;
	int64_t earlier_changed; /* known orders that now count differently;
				    0 in a dry run */
	int64_t first_time, last_time; /* of new orders; 0, 0: none */
};

/*
 * Writes the batch, whose lines batch_group_lines has grouped. Fails with
 * ERR_INPUT when its currency is not the store's, ERR_STOPPED, ERR_BUSY,
 * ERR_STORE (disk full and the like); the store is then as it was.
 */
bool store_import(struct store *st, const struct batch *b,
    const struct store_rules *rules, const struct store_import_options *options,
    struct store_import_result *out, struct err *err);

#endif
