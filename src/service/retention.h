/*
 * retention - cohorts (decide/cohort.h) as a table: a row for each month of
 * first orders, a share for each month after it that is over.
 */
#ifndef ENDCAP_RETENTION_H
#define ENDCAP_RETENTION_H

#include "service/listing.h"
#include "service/view.h"

/* The view must hold sales; as of the last day with an order. A row's identity
 * is its month, year * 12 + month - 1. */
bool
retention_listing(const struct view *v, struct listing *out, struct err *err);

#endif
