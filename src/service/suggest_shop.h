/*
 * suggest_shop - the shop as decide/bundle reads it: a view's products as
 * columns, its orders summed up, and a pair's counts.
 *
 *	suggest_shop_init(&columns, v);
 *	bundle_try(&columns.shop, ...);
 *	suggest_shop_release(&columns);
 *
 * What nobody bought in the last 60 days counts as not sold any more.
 */
#ifndef ENDCAP_SUGGEST_SHOP_H
#define ENDCAP_SUGGEST_SHOP_H

#include "decide/bundle.h"
#include "service/pairing.h"
#include "service/view.h"

struct suggest_shop {
	struct bundle_shop shop; /* of the arrays below */
	int64_t *price4, *cost4, *stock;
	uint32_t *family;
	bool *active;
};

/* The view must hold sales; its categories are borrowed. */
void suggest_shop_init(struct suggest_shop *c, const struct view *v);
void suggest_shop_release(struct suggest_shop *c);

/* The counts of a pair as an offer of the two is projected from. */
struct bundle_pair suggest_shop_pair(const struct pairing_sheet *sheet);

#endif
