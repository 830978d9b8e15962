/*
 * pair - the counted pairs of a shop and what is needed to judge them.
 *
 * Two plain structures, made by pairs.h and kept by the store:
 *
 * struct pair_table holds, for every pair with enough joint orders, what only
 * counting can tell: joint orders, joint customers, weighted counts. Row a
 * lists the partners b > a by product index, ascending:
 *
 *	first    0     2  3        row 0: entries 0 and 1
 *	partner  4  7  4           row 1: entry 2
 *	n        9  5  6
 *
 * struct pair_context holds how often each product stands in baskets of each
 * size, and the curve that turns p-values into false discovery rates.
 * Everything else about a pair (expectation, lift, p, q, score) follows
 * from the two in nanoseconds: see metric.h.
 *
 * Both are stored as opaque bytes: one blob for the context and one for each
 * row. The decoders take nothing on trust; a blob that does not describe a
 * possible shop is refused with ERR_STORE.
 *
 * All arrays are owned by the struct and freed by its release function. A
 * table takes 24 bytes a pair and 8 a product, a context about 200 a product.
 */
#ifndef ENDCAP_MINING_PAIR_H
#define ENDCAP_MINING_PAIR_H

#include "base/err.h"
#include "base/str.h"
#include "mining/basket.h"
#include "mining/fdr.h"

/* No entry: the two products have too few joint orders, or none. */
#define PAIR_NONE SIZE_MAX

struct pair_table {
	size_t products;
	size_t pairs;
	size_t *first; /* products + 1 */
	/* per pair */
	uint32_t *partner;
	uint32_t *n; /* baskets with both */
	uint32_t *customers; /* identified customers with such a basket */
	uint32_t *ever; /* customers who bought both at any time */
	float *weighted; /* sum over joint baskets of 1/sqrt(size - 1) */
	float *ever_weighted; /* sum over those customers of
				 1/sqrt(max(products ever bought - 1, 1)) */
	/* While rows are appended. */
	size_t rows; /* begun so far; products when complete */
	size_t cap;
};

/* How products are spread over baskets of different sizes. */
struct pair_margins {
	size_t baskets;
	double rate[BASKET_STRATA]; /* c: basket_pair_rate */
	double weighted_rate[BASKET_STRATA]; /* basket_weighted_rate */
	uint32_t *n; /* products: baskets that hold it */
	uint32_t *in; /* products x BASKET_STRATA: the same by size */
};

struct pair_context {
	size_t products; /* of the catalogue */
	size_t active; /* in at least one counted basket: I */
	size_t orders; /* looked at */
	size_t set_apart; /* baskets over the cap */
	size_t multi; /* counted baskets of two products and more */
	size_t identified; /* customers with a counted basket */
	uint32_t cap; /* 0: none */
	uint32_t floor; /* least joint orders of a pair in the table */
	uint64_t met; /* pairs with a joint order at all */
	uint64_t fingerprint; /* of the baskets */
	double kappa; /* baskets_kappa */
	double alpha; /* strength of the prior of lift, [1, 50] */
	bool alpha_fitted; /* false: too few pairs, alpha is 5 */
	struct fdr_curve curve; /* q of every p-value */
	struct pair_margins orders_with; /* baskets are orders */
	struct pair_margins customers_with; /* baskets are customers */
	double *chance; /* products: sum over all b of the expected weighted
			   joint orders with b */
};

/* The tests a shop's pairs amount to: I (I - 1) / 2. */
double pair_tests(const struct pair_context *ctx);

/*
 * Joint baskets of a and b that chance alone would give, with the sizes of
 * baskets kept: sum over strata of c u_a u_b. Each stratum's c is the chance
 * that two items of one basket are a given ordered pair, so a product in many
 * large baskets is expected with everything, as it should be; n_a n_b / N is
 * wrong by the factor kappa and more. The weighted form counts each basket
 * with 1/sqrt(size - 1).
 */
double
pair_expected(const struct pair_margins *margins, uint32_t a, uint32_t b);
double pair_expected_weighted(
    const struct pair_margins *margins, uint32_t a, uint32_t b);

/*
 * One product's side of both, for asking about many partners: only the sizes
 * of basket it stands in, most products stand in few. The results are the same
 * bit for bit.
 */
struct pair_side {
	const struct pair_margins *margins; /* borrowed */
	unsigned strata;
	unsigned stratum[BASKET_STRATA];
	double in[BASKET_STRATA];
};
void pair_side_of(
    const struct pair_margins *margins, uint32_t a, struct pair_side *out);
void pair_side_expected(
    const struct pair_side *a, uint32_t b, double *expected, double *weighted);

/* Entry of the pair in the table, in either order; PAIR_NONE. */
size_t pair_find(const struct pair_table *table, uint32_t a, uint32_t b);
/* The product whose row holds the entry. */
uint32_t pair_row_of(const struct pair_table *table, size_t entry);

/* An empty table whose rows are still to be appended. */
bool
pair_table_init(struct pair_table *table, size_t products, struct err *err);
void pair_table_release(struct pair_table *table);
/* Room for 'more' further entries. */
bool pair_table_reserve(struct pair_table *table, size_t more, struct err *err);
/* Ends the table: rows not begun are empty. */
void pair_table_complete(struct pair_table *table);

bool
pair_context_init(struct pair_context *ctx, size_t products, struct err *err);
void pair_context_release(struct pair_context *ctx);
/* Computes n, chance and the number of active products from the rest. */
void pair_context_complete(struct pair_context *ctx);

/* Appends the bytes of row a (none for an empty row). */
void
pair_row_encode(const struct pair_table *table, uint32_t a, struct str *out);
/*
 * Appends row a from its bytes and what they have changed in since, if they
 * have; rows come in ascending order, those left out are empty. On failure the
 * table is as it was before the call.
 */
bool pair_row_decode(struct pair_table *table, const struct pair_context *ctx,
    uint32_t a, struct slice bytes, struct slice changes, struct err *err);
/*
 * Appends the bytes of what row a differs in from its bytes of earlier, none
 * when in nothing. *few is false, and nothing appended, when that is so much
 * that the row had better be stored anew, or when the bytes are no row at all.
 */
bool pair_row_changes(const struct pair_table *table, uint32_t a,
    struct slice bytes, struct str *out, bool *few, struct err *err);

/* What both end with: of all bytes before it, lowest byte first. */
uint64_t pair_hash(struct slice bytes);

void pair_context_encode(const struct pair_context *ctx, struct str *out);
/* Fills ctx, which must be zeroed or released. */
bool pair_context_decode(
    struct pair_context *ctx, struct slice bytes, struct err *err);

#endif
