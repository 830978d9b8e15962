/*
 * pairs - counts every pair of products that was ever bought together, and
 * ranks them.
 *
 *	struct pairs_options opt = { .floor = 3, .threads = 2,
 *		.customers = true };
 *	if (pairs_mine(&bk, &opt, &table, &ctx, err))
 *		... pairs_partners(&list, ...) ...
 *
 * Counting is row-wise dense accumulation (tally.h), dealt to threads by
 * anchor; the result is the same bytes for any number of threads. What is kept
 * of a pair is in pair.h; what is computed from it in metric.h.
 *
 * Memory while counting, besides the table: 52 bytes a product a thread, 16 a
 * pair whose p-value is below 1/8 (fdr.h, at most 270 MB; in catalogues under
 * 1,450 products any pair with a joint order), and with 'customers' a second
 * set of baskets. Limit: PAIRS_MAX kept pairs, beyond
 * which ERR_LIMIT asks for a higher floor.
 */
#ifndef ENDCAP_MINING_PAIRS_H
#define ENDCAP_MINING_PAIRS_H

#include "base/progress.h"
#include "mining/basket.h"
#include "mining/pair.h"

enum {
	PAIRS_MAX = 1 << 26
};

struct pairs_options {
	uint32_t floor; /* joint orders a kept pair has at least; 0 means 1 */
	unsigned threads; /* 0 means 1; the caller knows the machine */
	bool customers; /* also count who bought both at any time */
	const struct progress *progress; /* NULL: nobody watches */
};

/*
 * Fills table and ctx (zeroed or released; owned by the caller, both empty on
 * failure). Baskets are those of baskets_init, not rare first, and may be
 * released afterwards.
 */
bool pairs_mine(const struct baskets *bk, const struct pairs_options *opt,
    struct pair_table *table, struct pair_context *ctx, struct err *err);

/* What pairs can be ranked by. */
/* clang-format off */
#define PAIRS_KEYS(X) \
	X(PAIRS_BY_SCORE,     "score",       "best pairings: how often, times how specific; the default") \
	X(PAIRS_BY_INCREMENT, "incremental", "most joint orders beyond chance") \
	X(PAIRS_BY_SPECIFIC,  "specific",    "highest lift that the evidence supports") \
	X(PAIRS_BY_FREQUENT,  "frequent",    "highest confidence; over all pairs most joint orders")
/* clang-format on */

enum pairs_key {
#define X(code, name, help) code,
	PAIRS_KEYS(X)
#undef X
	PAIRS_KEY_COUNT
};

const char *pairs_key_name(enum pairs_key key);
const char *pairs_key_help(enum pairs_key key);
bool pairs_key_parse(const char *name, enum pairs_key *out);

/* One line of a ranking: product a, its partner b, and the entry of the two
 * in the table. */
struct pairs_item {
	uint32_t a, b;
	uint32_t entry;
};

struct pairs_ranking {
	struct pairs_item *item; /* owned */
	size_t count;
};

/*
 * 'sku_rank' (NULL: product indices) is each product's place among all SKUs
 * by bytes: it decides which of a pair is a, and ties that the key, the score
 * and the joint orders leave. limit 0: all.
 */
struct pairs_query {
	enum pairs_key key;
	uint32_t min_n; /* joint orders */
	const uint32_t *sku_rank;
	size_t limit;
};

/* All pairs, each once, a before b by SKU. */
bool pairs_rank(struct pairs_ranking *out, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    struct err *err);
/* The partners b of one product a. */
bool pairs_partners(struct pairs_ranking *out, const struct pair_table *table,
    const struct pair_context *ctx, uint32_t a, const struct pairs_query *query,
    struct err *err);
void pairs_ranking_release(struct pairs_ranking *r);
/* The value that a line was ranked by: of a ranking of all pairs, or of the
 * partners of one product. Lines do not hold it, for there are millions. */
double
pairs_key_value(const struct pair_table *table, const struct pair_context *ctx,
    enum pairs_key key, bool of_one, const struct pairs_item *item);

/* The best partners of every product: those of p, best first, are the items
 * first[p] to first[p + 1]. */
struct pairs_tops {
	size_t products;
	size_t *first; /* owned; products + 1 */
	struct pairs_item *item; /* owned */
};

/* What pairs_partners gives for each product in turn, in one go and on
 * several threads. query->limit must not be 0. */
bool pairs_tops(struct pairs_tops *out, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    unsigned threads, struct err *err);
void pairs_tops_release(struct pairs_tops *tops);

/*
 * The first of pairs_partners for every product in one pass over the table:
 * best[a] is its b, PAIRS_NOBODY where there is none. The limit of the query
 * is ignored.
 */
#define PAIRS_NOBODY UINT32_MAX
bool pairs_best(uint32_t *best, const struct pair_table *table,
    const struct pair_context *ctx, const struct pairs_query *query,
    struct err *err);

#endif
