/*
 * lab_request - what a lab needs to know from the store: where the orders came
 * from, and which thresholds are live where they did.
 *
 *	struct thresholding_scope scope = { .v = v, .today = today };
 *	struct lab_request rq = { .fee = -1, .ship_cost = -1 };
 *	ok = lab_request_load(st, &scope, &origins, &rq, err) &&
 *	    lab_compute(&rq, pg, &lab, err);
 *	store_origins_release(&origins);
 */
#ifndef ENDCAP_LAB_REQUEST_H
#define ENDCAP_LAB_REQUEST_H

#include "service/lab.h"
#include "service/thresholding.h"

/* Fills the view, the origins, the country, what is live and what came of
 * earlier projections into *rq. A scope
 * without a country gets the one that most orders have. The origins are to be
 * released in every case, once the lab is computed. */
bool lab_request_load(struct store *st, struct thresholding_scope *scope,
    struct store_origins *origins, struct lab_request *rq, struct err *err);

#endif
