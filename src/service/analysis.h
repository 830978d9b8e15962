/*
 * analysis - one run of mining: load, count, judge, keep.
 *
 * The result lives in the store as one blob for the context, one for each
 * product, and a plain table of each product's best partners. It is marked
 * with the version of the facts and the fingerprint of the settings it was
 * made from; when either differs it is stale and made again.
 */
#ifndef ENDCAP_ANALYSIS_H
#define ENDCAP_ANALYSIS_H

#include "base/progress.h"
#include "mining/pairs.h"
#include "service/settings.h"
#include "store/store_products.h"

enum {
	ANALYSIS_FLOOR = 3, /* least joint orders of a kept pair */
	ANALYSIS_TOP = 50, /* best partners kept as plain rows */
};

/* Of everything beside the facts that the pairs depend on. */
uint64_t analysis_fingerprint(const struct settings *s);

struct analysis_request {
	const struct settings *settings;
	uint32_t floor; /* least joint orders of a pair; 0: ANALYSIS_FLOOR */
	int threads;
	const struct progress *progress;
};

/* Counts the pairs of these orders; writes nothing. The outputs must be
 * zeroed. */
bool
analysis_mine(const struct sales *sales, const struct analysis_request *request,
    struct pair_table *table, struct pair_context *context, struct err *err);

/* Each product's place among all SKUs by bytes, for pairs_query; owned by the
 * caller, mem_free. */
uint32_t *analysis_sku_ranks(const struct store_products *products);

/* What else follows from the pairs: made on another thread while they are
 * saved, then saved with them. Either failing fails the whole. */
struct analysis_beside {
	bool (*make)(void *arg, struct err *err); /* without the store */
	bool (*save)(void *arg, struct store *st, struct err *err);
	void *arg;
};

/* What was mined, and from what; all borrowed. */
struct analysis_result {
	int64_t facts_version; /* store_facts_version of the orders */
	const struct store_products *products;
	const struct pair_table *table;
	const struct pair_context *context;
	int threads;
	const struct analysis_beside *beside; /* NULL: nothing */
};

/* Keeps a result as the store's; one transaction. */
bool analysis_save(struct store *st, const struct analysis_result *result,
    const struct settings *s, const struct progress *pg, struct err *err);

/* Reads the kept result; *fresh is false (and nothing is read) when there is
 * none or it is stale. */
bool analysis_load(struct store *st, const struct settings *s,
    const struct store_products *products, const struct progress *pg,
    struct pair_table *table, struct pair_context *context, bool *fresh,
    struct err *err);
/* The same, but only these rows, ascending: pairs of which one is among
 * 'rows' and the other has a higher index. */
bool analysis_load_rows(struct store *st, const struct settings *s,
    const struct store_products *products, const size_t *rows, size_t n,
    struct pair_table *table, struct pair_context *context, bool *fresh,
    struct err *err);
/* The same, but only the rows in which product p meets its best partners. */
bool analysis_load_partners(struct store *st, const struct settings *s,
    const struct store_products *products, size_t p, struct pair_table *table,
    struct pair_context *context, bool *fresh, struct err *err);

#endif
