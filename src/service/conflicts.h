/*
 * conflicts - what the live offers do to each other, as a table with fixes.
 *
 * All carts of the view go through the checkout with every offer that is live
 * on the day (decide/stacking.h), and with a bundle that is being worked on as if
 * it were live too:
 *
 *	conflicts_listing(st, v, today, NULL, pg, &l, &words, err);
 *
 * 'words' gets a sentence on the whole, to stand under the table.
 */
#ifndef ENDCAP_CONFLICTS_H
#define ENDCAP_CONFLICTS_H

#include "base/progress.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store_curation.h"

/* The view must hold sales; it is kept. With a plan only what concerns it is
 * listed; NULL: everything. */
bool conflicts_listing(struct store *st, struct view *v, int32_t today,
    const struct store_bundle *plan, const struct progress *pg,
    struct listing *out, struct str *words, struct err *err);

#endif
