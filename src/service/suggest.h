/*
 * suggest - bundles worth making, best first, with the reason in words.
 *
 * Takes the pairs that mining found complementary beyond chance (likely or
 * better, not rejected, not yet a bundle), projects each at a few discounts
 * and ranks them by the contribution they are expected to add
 * (decide/bundle.h). Pairs whose discount is expected to cost more than it
 * brings are no suggestion. What the discount would give away for nothing is said
 * beside what it wins.
 */
#ifndef ENDCAP_SUGGEST_H
#define ENDCAP_SUGGEST_H

#include "base/progress.h"
#include "decide/bundle.h"
#include "service/listing.h"
#include "service/view.h"

/* Of so many pairs with the most joint orders beyond chance, so many that may
 * be offered are projected. */
enum {
	SUGGEST_RANKED = 15000,
	SUGGEST_PAIRS = 300
};

struct suggestion {
	size_t primary, accessory; /* product indices */
	double percent;
	struct range contribution, revenue; /* per horizon, major units */
	double p_positive;
	int64_t orders_both, orders_primary;
	double leak; /* given to orders that hold both already, per horizon */
};

struct suggestions {
	struct suggestion *rows; /* owned */
	size_t n;
};

/* The view must hold sales and pairs. */
bool suggest_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err);
void suggestions_release(struct suggestions *s);

/* "312 of 2,988 orders with Lamp hold Bulb already; 4 % would give away 120.00
 * to them". */
void suggest_add_reason(
    const struct view *v, const struct suggestion *s, struct str *out);
/* A name for the bundle that is not taken by another word: "Lamp + Bulb". */
void suggest_add_name(
    const struct view *v, const struct suggestion *s, struct str *out);

bool suggest_listing(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct listing *out, struct err *err);

#endif
