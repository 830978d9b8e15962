/*
 * replenish - who is about to need a product again.
 *
 * The rhythm of a product is the median of the days between two purchases of it
 * by the same customer; that of a customer is their own mean, drawn towards it
 * by REPLENISH_PRIOR gaps of the product. A customer is due from REPLENISH_FROM
 * to REPLENISH_TO rhythms after their last purchase: later it no longer looks
 * like a habit.
 *
 * What to expect comes from the past: of purchases after which a customer was
 * once as late, how many were followed by another one in time.
 *
 * Pure: arrays in, arrays out.
 */
#ifndef ENDCAP_REPLENISH_H
#define ENDCAP_REPLENISH_H

#include "base/sales.h"

enum {
	REPLENISH_GAPS = 20, /* fewer say nothing of a product's rhythm */
	REPLENISH_CUSTOMERS = 5, /* nor do those of fewer customers */
	REPLENISH_PRIOR = 2,
	REPLENISH_SHORTEST = 7 /* days; less is no using up */
};
#define REPLENISH_FROM .8
#define REPLENISH_TO   2.0

struct replenish_rhythm {
	int64_t gaps; /* between two purchases */
	double days; /* median; 0: the product has no rhythm */
	/* Purchases after which the customer was once due; of them, those
	 * followed by another while they still were. */
	int64_t waited, again;
};

struct replenish_due {
	uint32_t customer, product;
	int32_t last; /* day of the newest purchase */
	int32_t times; /* days on which they bought it */
	double days; /* the customer's rhythm */
};

struct replenish {
	struct replenish_rhythm *rhythm; /* by product */
	struct replenish_due *due; /* by product, customer */
	size_t n;
};

/* As of the day 'until'; later orders must not be in the sales. Initialised
 * here, owned by the caller. */
bool replenish_find(const struct sales *s, int32_t until, struct replenish *out,
    struct err *err);
void replenish_release(struct replenish *r);

#endif
