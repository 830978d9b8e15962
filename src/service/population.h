/*
 * population - the orders that one shipping rule applied to.
 *
 * A rule holds in one country, in the shop itself: orders into other
 * countries, from a till, drafted by hand or repeated by a subscription are
 * left out and counted, since together they look like no rule at all. Orders
 * whose country is not known stay in.
 */
#ifndef ENDCAP_POPULATION_H
#define ENDCAP_POPULATION_H

#include "base/sales.h"
#include "base/str.h"
#include "store/store_origins.h"

struct population_request {
	const struct sales *sales;
	const struct store_origins *origins; /* NULL: none known */
	int32_t from, until; /* days, both inclusive */
	const char *country; /* NULL: the one that most orders have */
};

struct population {
	/* per order kept, ascending in time of the sales; owned */
	size_t *order; /* index in the sales */
	int32_t *day;
	int64_t *value; /* as the shopper saw it, after discounts */
	int64_t *before; /* the same before the order's discount */
	int64_t *shipping; /* SALES_UNKNOWN where not recorded */
	size_t n;
	struct str country; /* "" when no order has one; owned */
	int64_t other_country, other_channel, no_value; /* left out */
	int64_t charged; /* orders with a charge recorded, 0 included */
	bool discounts; /* some 'before' differs */
};

/* The country that most orders have; NULL when none has one. Borrowed. */
const char *
population_home(const struct sales *s, const struct store_origins *origins);

/* Of one country. Where it is not that of most orders, those whose country is
 * not known are left out too. */
bool population_find(const struct population_request *rq,
    struct population *out, struct err *err);
void population_release(struct population *p);

/* Appends "UK; left out: 2,103 orders into other countries, 12 from other
 * channels", or nothing when all orders are in. */
void population_add_words(const struct population *p, struct str *out);

#endif
