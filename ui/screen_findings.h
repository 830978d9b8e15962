/*
 * screen_findings - what takes a look at all orders, or at a whole category,
 * as a table with a sentence under it; a worker makes it.
 *
 * screen_conflicts: what the live offers do to each other on all carts. 'id' of
 * its argument: with this bundle as if it were live, and only what concerns it;
 * 0: everything.
 * screen_upsells: the better alternatives of a product, each with what goes
 * with it. 'id': the product's index; 'text': its SKU instead.
 * screen_review: what came of a live bundle, against its projection; it is
 * changed, retired, or, while it is a draft, some customers are held out of it.
 * 'id': the bundle.
 * screen_outcome: the same of a threshold. 'id': the threshold.
 * screen_scenarios: a bundle and the versions of it that are kept, side by
 * side; one is taken over, put live or dropped. 'id': the bundle.
 */
#ifndef ENDCAP_UI_SCREEN_FINDINGS_H
#define ENDCAP_UI_SCREEN_FINDINGS_H

#include "ui/screen.h"

extern const struct screen_ops screen_conflicts_ops;
extern const struct screen_ops screen_upsells_ops;
extern const struct screen_ops screen_review_ops;
extern const struct screen_ops screen_outcome_ops;
extern const struct screen_ops screen_scenarios_ops;

#endif
