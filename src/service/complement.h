/*
 * complement - what to show beside a product, for every product: the table
 * that a shop's "goes well with" reads.
 *
 * A partner is a complement when a merchandiser accepted the pair, or when
 * nobody rejected it, its evidence is likely or better and the relation is
 * that of complements. An accessory is shown with its main product, never the
 * other way round (phone -> case), unless the pair was accepted.
 */
#ifndef ENDCAP_COMPLEMENT_H
#define ENDCAP_COMPLEMENT_H

#include "service/listing.h"
#include "service/view.h"

enum {
	COMPLEMENT_MOST = 10 /* of one product: what shops show at most */
};

/*
 * sku, title, position (1 first), complement_sku, complement_title, ... by
 * SKU, then position: by score, accepted pairs too rare to be counted last.
 * At most 'most' of each product (0: COMPLEMENT_MOST). The view must hold
 * pairs; it is shared. A row's identity is the pair's (pairing.h).
 */
bool complement_listing(
    struct view *v, size_t most, struct listing *out, struct err *err);

/*
 * The complement that is shown first beside a product; *found is false when
 * there is none. 'sku_rank' as of analysis_sku_ranks. The view must hold pairs.
 */
bool complement_first(struct view *v, size_t a, const uint32_t *sku_rank,
    size_t *b, bool *found, struct err *err);

#endif
