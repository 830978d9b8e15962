/*
 * suggest_stop - live offers that lose money, and are better stopped.
 *
 * A bundle is judged by what was measured since it went live, where it has been
 * live for long enough (measuring.h); else it is projected on the shop's own
 * orders beside the other live offers. It is to be stopped when contribution
 * rises in at most a third of the draws. A spend-and-save threshold is
 * projected in the same way. A free-shipping threshold loses money by itself
 * where the orders from it on earn less than sending them costs, costs being
 * known: that a fee would earn more is no reason to stop it.
 *
 * What the offer gives for nothing, to those who would buy as much without it,
 * is said with what it wins. A gift gives what it costs the shop. A threshold
 * of one country is judged on the orders into it. An offer that only a handful
 * of orders meet is not judged.
 */
#ifndef ENDCAP_SUGGEST_STOP_H
#define ENDCAP_SUGGEST_STOP_H

#include "base/progress.h"
#include "service/suggest.h"

/* Appends them to 'out', largest loss first. A view of a part of the orders
 * has none: an offer is live for all. The view must hold sales. */
bool suggest_stop_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err);

#endif
