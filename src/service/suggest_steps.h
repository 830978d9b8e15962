/*
 * suggest_steps - what to do next beside bundles: another value from which
 * shipping is free, and people to write to.
 *
 * The threshold is the one the lab advises (lab.h), where it is better or would
 * be if the assumed response holds. People are the follow-ups worth most
 * (reach.h), bought FOLLOWING_LEAST to FOLLOWING_MOST days ago; their range is
 * the 80 % range of how many answer. Both stand among the suggested bundles by
 * the contribution they are expected to add per horizon, behind the offers to
 * stop.
 */
#ifndef ENDCAP_SUGGEST_STEPS_H
#define ENDCAP_SUGGEST_STEPS_H

#include "base/progress.h"
#include "service/lab.h"
#include "service/reach.h"
#include "service/suggest.h"

enum {
	SUGGEST_STEPS_PEOPLE = 2 /* follow-ups at most */
};

/* What they rest on, for whoever shows it too; NULL: it was not needed. */
struct suggest_grounds {
	struct lab *lab; /* of free shipping */
	struct reach *reach;
};
void suggest_grounds_release(struct suggest_grounds *grounds);

/* Adds them to what suggest_find found. A view of a part of the orders gets
 * none: both are for all. The view must hold sales and pairs; it is shared.
 * 'grounds' NULL: not wanted. */
bool suggest_steps_add(struct store *st, struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out,
    struct suggest_grounds *grounds, struct err *err);

#endif
