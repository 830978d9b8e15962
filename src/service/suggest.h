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
 * nothing is said beside what it wins. First come the live offers that lose
 * money and are better stopped (suggest_stop.h).
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
	/* product indices, the primary first; of a bundle to stop the first
	 * few, of a threshold none */
	struct bundle_set set;
	double percent;
	/* What following it would change, per horizon, major units. */
	struct range contribution, revenue;
	/* What the list falls by: the mean, of a bundle shrunk for having been
	 * picked among many, less what it repeats of those before it. */
	double ranked_by;
	double per_1000_orders; /* mean contribution, major units */
	double p_positive;
	int64_t orders_primary; /* orders with the primary */
	double leak; /* given away for nothing, per horizon */
	/* SUGGEST_STOP: the live offer, its name and why. What is no bundle
	 * (suggest_steps.h): its words, and of a follow-up the id of the
	 * product that was bought. Else 0 and NULL. */
	int64_t offer_id;
	bool threshold; /* it is about one */
	const char *offer, *reason; /* in the suggestions' text */
};

struct suggestions {
	struct suggestion *rows; /* owned; those to stop first */
	size_t n;
	struct arena text;
};

/* Does it say in words what to do, in the place of products to put together? */
bool suggest_is_worded(const struct suggestion *s);

/* One that is equal for equal sets; of a pair the one that pairing.h gives it,
 * its primary product first. Of an offer to stop, one of its own. */
uint64_t suggest_identity(const struct suggestion *s);

/* The view must hold sales and pairs. */
bool suggest_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err);
void suggestions_release(struct suggestions *s);

/* "312 of 2,988 orders with Lamp hold Bulb already; 4 % would give away 120.00
 * to them". */
void suggest_add_reason(
    const struct view *v, const struct suggestion *s, struct str *out);
/* A name for the bundle: "Lamp + Bulb", "3 x Candle"; "stop 'desk start'". */
void suggest_add_name(
    const struct view *v, const struct suggestion *s, struct str *out);

bool suggest_listing(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct listing *out, struct err *err);

#endif
