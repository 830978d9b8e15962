/*
 * basket_internal - shared by basket.c, basket_customers.c and
 * basket_parts.c.
 *
 * Millions of lines are laid in parts, one a thread. A part has a run of
 * orders or of baskets and writes where nobody else does; what all count is
 * counted by part and added up. The result does not depend on the parts.
 */
#ifndef ENDCAP_MINING_BASKET_INTERNAL_H
#define ENDCAP_MINING_BASKET_INTERNAL_H

#include "mining/basket.h"
#include "mining/crew.h"

/* Place and weight of basket j of 'size' products, behind the one before, and
 * the sums of its stratum. 'fade' is what is left of the weight. */
void basket_lay(struct baskets *out, size_t j, uint32_t size, double fade);

/* One part's own memory. */
struct basket_part {
	size_t begin, end; /* its baskets */
	uint32_t *stamp; /* per product or rank: last order that held it, plus
			    1 */
	uint64_t *bits; /* for basket_sort */
	struct basket_product *product; /* what it counts */
	uint64_t hash; /* sum of those of its baskets */
};

struct basket_parts {
	unsigned n;
	struct basket_part part[CREW_MAX];
	/* owned */
	uint32_t *stamps;
	uint64_t *bits;
	struct basket_product *products; /* of all parts but the first */
};

/* As many parts as threads, but no more than the lines are worth. The first
 * counts into bk->product. */
bool basket_parts_init(struct basket_parts *parts, struct baskets *bk,
    unsigned threads, size_t lines, struct err *err);
void basket_parts_release(struct basket_parts *parts);
/* Deals the baskets of 'bk', which are laid. */
void basket_parts_deal(struct basket_parts *parts, const struct baskets *bk);
/* Adds what the parts counted to bk->product. */
void basket_parts_add(const struct basket_parts *parts, struct baskets *bk);

/* Sorts distinct numbers; 'bits' has one for each that there may be, none set
 * before and after. */
void basket_sort(uint32_t *item, size_t n, uint64_t *bits);

/* first_posting, posting and meetings from the items of all baskets. */
bool basket_post(
    struct baskets *bk, const struct basket_parts *parts, struct err *err);

#endif
