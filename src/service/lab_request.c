#include "service/lab_request.h"

#include "service/measuring.h"

bool
lab_request_load(struct store *st, struct thresholding_scope *scope,
    struct store_origins *origins, struct lab_request *rq, struct err *err)
{
	struct thresholding_live live;

	*origins = (struct store_origins){ .orders = 0 };
	if (!store_origins_load(st, &scope->v->sales, origins, err))
		return false;
	rq->v = scope->v;
	rq->origins = origins;
	rq->country = scope->country;
	if (scope->country == NULL)
		scope->country = population_home(&scope->v->sales, origins);
	if (!thresholding_live(st, scope, &live, err) ||
	    !measuring_track(st, MEASURING_THRESHOLDS, &rq->track, err))
		return false;
	rq->live = live.shipping;
	rq->tiers = live.tiers;
	return true;
}
