/*
 * suggest - bundles worth making, best first, with the reason in words.
 *
 * Takes the pairs that mining found complementary beyond chance (likely or
 * better, not rejected), and the sets of three and more that stand in orders
 * together (suggest_sets.h), projects each at a few discounts and ranks them
 * by the contribution they are expected to add (decide/bundle.h). What a
 * bundle holds already is no suggestion, nor is what the shop made itself (half
 * the orders with all of it record a discount), nor a set whose discount is
 * expected to cost more than it brings. What the discount would give away for
 * nothing is said beside what it wins.
 */
#ifndef ENDCAP_SUGGEST_H
#define ENDCAP_SUGGEST_H

#include "base/progress.h"
#include "decide/bundle.h"
#include "service/listing.h"
#include "service/suggest_sets.h"
#include "service/view.h"

/* Of so many pairs with the most joint orders beyond chance, so many that may
 * be offered are projected. */
enum {
	SUGGEST_RANKED = 15000,
	SUGGEST_PAIRS = 300
};

struct suggestion {
	enum suggest_kind kind;
	struct bundle_set set; /* product indices, the primary first */
	double percent;
	struct range contribution, revenue; /* per horizon, major units */
	double per_1000_orders; /* mean contribution, major units */
	double p_positive;
	int64_t orders_primary; /* orders with the primary */
	double
	    leak; /* given to orders that hold all of it already, per horizon */
};

struct suggestions {
	struct suggestion *rows; /* owned */
	size_t n;
};

/* One that is equal for equal sets; of a pair the one that pairing.h gives it,
 * its primary product first. */
uint64_t suggest_identity(const struct suggestion *s);

/* The view must hold sales and pairs. */
bool suggest_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err);
void suggestions_release(struct suggestions *s);

/* "312 of 2,988 orders with Lamp hold Bulb already; 4 % would give away 120.00
 * to them". */
void suggest_add_reason(
    const struct view *v, const struct suggestion *s, struct str *out);
/* A name for the bundle: "Lamp + Bulb", "3 x Candle". */
void suggest_add_name(
    const struct view *v, const struct suggestion *s, struct str *out);

bool suggest_listing(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct listing *out, struct err *err);

#endif
