/*
 * store_import - a batch becomes part of the shop, in one transaction.
 *
 * Nothing is parsed or validated here and the write lock is held only while
 * writing, a first import of many orders apart (store_early.h). Of an order that
 * is known already, status and amounts follow the newer file, and its lines are
 * compared as a multiset: where the file has all of the stored ones and more,
 * they take their place; where it lacks some, the order is refused row by row
 * and the old one kept. So importing a file twice changes nothing, and files
 * that overlap give the same lines in any order.
 * What an import overwrites is kept for store_import_undo (store_imports.h).
 *
 * Products: a product file overwrites what it gives; an order file only fills
 * what nobody gave before. Customers likewise.
 */
#ifndef ENDCAP_STORE_IMPORT_H
#define ENDCAP_STORE_IMPORT_H

#include "base/batch.h"
#include "store/store_early.h"
#include "store/store_facts.h"

struct store_rejects {
	struct batch_reject *rows; /* by line */
	size_t n;
	struct arena text;
};
void store_rejects_release(struct store_rejects *r);

struct store_import_options {
	bool dry_run; /* counts everything and writes nothing */
	const struct progress *progress; /* NULL: nobody watches */
	/* Gets the rows of orders that were refused; NULL: nobody asks. To be
	 * released by the caller in every case. */
	struct store_rejects *refused;
	/* Adds the text of such rows, if there are any, before they are kept:
	 * only the file has it. NULL: they are kept without. */
	bool (*row_texts)(
	    void *arg, struct store_rejects *refused, struct err *err);
	void *arg;
	/* What was written of the batch already, joined; not in a dry run.
	 * NULL: nothing was. */
	struct store_early *early;
};

enum {
	STORE_SHOWN_ALIKE = 3
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
	int64_t orders_grown; /* of those changed: they gained lines */
	int64_t products_new, products_changed;
	int64_t customers_new, customers_changed;
	int64_t ids_new, ids_changed; /* of the platform (store_ids.h) */
	int64_t events_new; /* what customers looked at (store_events.h) */
	int64_t links_new; /* what the shop sells together */
	int64_t links_ended; /* of products of the file, which lacks them */
	int64_t links_lost; /* of products nobody knows */
	/* Products of the batch whose SKU differs from another's, of the batch
	 * or the store, by case alone; the first of them by index. */
	int64_t alike;
	size_t shown_alike[STORE_SHOWN_ALIKE];
	bool apart; /* by the rules they are products of their own */
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
