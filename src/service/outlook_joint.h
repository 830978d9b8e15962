/*
 * outlook_joint - several bundles projected together, in words and JSON.
 *
 * What they do at once to the shop's own orders, none counted twice
 * (decide/projection_joint.h), beside the offers that are live and not among
 * them.
 */
#ifndef ENDCAP_OUTLOOK_JOINT_H
#define ENDCAP_OUTLOOK_JOINT_H

#include "decide/projection_joint.h"
#include "decide/track.h"
#include "service/view.h"

struct outlook_joint_request {
	const struct view *v; /* with sales; borrowed */
	const struct offer *plans, *live; /* borrowed */
	size_t n_plans, n_live;
	/* The take rates that are known, one a plan, borrowed; NULL: none. */
	const struct joint_rate *rates;
	struct track track; /* what came of earlier projections */
};

bool outlook_joint_compute(
    const struct outlook_joint_request *rq, struct joint *out, struct err *err);
/* Names are those of the plans. */
void outlook_joint_write_json(const struct outlook_joint_request *rq,
    const struct joint *o, struct str *out);
void outlook_joint_write_text(const struct outlook_joint_request *rq,
    const struct joint *o, struct str *out);

#endif
