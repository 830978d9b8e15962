/*
 * store_revision - what bundles and thresholds share (store*.c only).
 */
#ifndef ENDCAP_STORE_REVISION_H
#define ENDCAP_STORE_REVISION_H

#include "store/store_curation.h"
#include "store/store_internal.h"

/* Curated things are written inside an action: anything else is a bug. */
void revision_need_action(const struct store *st);

enum store_state revision_read_state(struct query *q);
int32_t revision_read_day(struct query *q, int32_t none);
void revision_bind_day(struct query *q, int32_t day, int32_t none);

/* Appends "12.5 %", "5.00 EUR off", "for 20.00 EUR", "no discount". */
void revision_add_reward(
    struct store *st, const char *kind, int64_t value, struct str *out);

#endif
