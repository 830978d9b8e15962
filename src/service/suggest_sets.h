/*
 * suggest_sets - candidates for bundles of three products and more, and of
 * several pieces of one.
 *
 * The sets are those that stand in orders together (mining/itemset.h). Each
 * gets the first template that fits it, which says how it would be offered:
 *
 *	accessories   a main product, each of the others at most half its price
 *	best-sellers  all among the shop's most bought
 *	matched set   prices within half of each other, of one category
 *	routine       one category, no two alike, in the order people buy them
 *	look          one of each category
 *	set           anything else
 *	volume        several pieces of one product: the smallest number above
 *	              the usual one that 5 % of its orders buy already
 *
 * Of each template the most promising are kept; what they would earn is for
 * decide/bundle.h to say.
 */
#ifndef ENDCAP_SUGGEST_SETS_H
#define ENDCAP_SUGGEST_SETS_H

#include "base/progress.h"
#include "decide/bundle.h"
#include "service/view.h"

/* clang-format off */
#define SUGGEST_KINDS(X) \
	X(SUGGEST_PAIR,         "pair",         "two products") \
	X(SUGGEST_ACCESSORIES,  "accessories",  "a main product and what belongs to it") \
	X(SUGGEST_BEST_SELLERS, "best-sellers", "products that most people buy") \
	X(SUGGEST_MATCHED,      "matched set",  "alike in kind and price") \
	X(SUGGEST_ROUTINE,      "routine",      "steps of one category, in the order people buy them") \
	X(SUGGEST_LOOK,         "look",         "one of each category") \
	X(SUGGEST_SET,          "set",          "bought in one order") \
	X(SUGGEST_VOLUME,       "volume",       "several pieces of one product") \
	X(SUGGEST_STOP,         "stop",         "a live offer that loses money") \
	X(SUGGEST_THRESHOLD,    "threshold",    "another value from which shipping is free") \
	X(SUGGEST_FOLLOW_UP,    "follow-up",    "people to write to")
/* clang-format on */

enum suggest_kind {
#define X(code, name, meaning) code,
	SUGGEST_KINDS(X)
#undef X
	SUGGEST_KIND_COUNT
};

const char *suggest_kind_name(enum suggest_kind kind);
const char *suggest_kind_meaning(enum suggest_kind kind);

enum {
	SUGGEST_EACH = 12 /* kept of each template */
};

struct suggest_set {
	enum suggest_kind kind;
	struct bundle_set set;
	double promise; /* only compared within a template */
};

/* Fills out[SUGGEST_KIND_COUNT * SUGGEST_EACH]; how many into *n. The view
 * must hold sales and pairs, the shop its families. */
bool suggest_sets_find(const struct view *v, const struct bundle_shop *shop,
    const struct progress *pg, struct suggest_set *out, size_t *n,
    struct err *err);

/* Whom the set would reach: one pass over the orders. */
bool suggest_sets_expose(const struct view *v, const struct bundle_shop *shop,
    const struct suggest_set *s, struct exposure *out, struct err *err);

#endif
