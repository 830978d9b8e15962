/*
 * upsell - the better alternatives of a product, each with what goes with it.
 *
 * A shopper who looks at a handbag may want the larger one, and then its
 * keychain. An alternative is an active product of the same category that costs
 * more, up to UPSELL_STEP_MOST times as much, leaves more in the shop's hands
 * and is no mere variant (another colour or size) of the product. They are
 * ranked by
 *
 *	(contribution of the alternative - of the product) * o_b / (o_a + o_b)
 *
 * what a switch earns times how much of the demand of the two is for it: dear
 * shelf-warmers do not win. Contribution of a piece is price less cost; where a
 * cost is missing, the setting "assumed_margin" stands in and the row says so.
 * Beside each stand its own best accessories: complements with evidence likely
 * or better that are not rejected.
 */
#ifndef ENDCAP_UPSELL_H
#define ENDCAP_UPSELL_H

#include "service/listing.h"
#include "service/view.h"

#define UPSELL_STEP_LEAST 1.05
#define UPSELL_STEP_MOST  2.5

enum {
	UPSELL_ACCESSORIES = 2, /* named beside an alternative */
	UPSELL_MOST = 4 /* of one product: what shops show at most */
};

struct upsell {
	size_t product;
	double step; /* its price / the product's */
	double gain; /* contribution of a piece more, major units */
	bool margin_assumed; /* a cost was missing */
	int64_t orders; /* of the view that hold it */
	double score;
	size_t accessory[UPSELL_ACCESSORIES]; /* product indices */
	size_t n_accessories;
};

/* All alternatives, best first; *out is owned, mem_free it. A product without
 * a price or a category has none. The view must hold sales and pairs. */
bool upsell_find(const struct view *v, size_t product, struct upsell **out,
    size_t *n, struct err *err);

/* Shares the view. A row's identity is the alternative's index. */
bool upsell_listing(
    struct view *v, size_t product, struct listing *out, struct err *err);

/*
 * The best UPSELL_MOST alternatives of every product, for a shop: sku, title,
 * position (1 first), upsell_sku, upsell_title, ... by SKU, then position.
 * Alternatives whose pair a merchandiser rejected are left out. The view is
 * shared; a row's identity is the pair's (pairing.h), the product first.
 */
bool upsell_catalogue(struct view *v, struct listing *out, struct err *err);

#endif
