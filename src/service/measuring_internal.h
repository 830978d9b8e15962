/*
 * measuring_internal - what the measuring*.c files share; nobody else includes
 * it. measuring.c puts offers live and finds what came of them,
 * measuring_controls.c compares with products like the first one,
 * measuring_holdout.c with those who did without the offer, measuring_text.c
 * says it, measuring_record.c lists the shop's own record.
 */
#ifndef ENDCAP_MEASURING_INTERNAL_H
#define ENDCAP_MEASURING_INTERNAL_H

#include "service/measuring.h"

/* The n numbers behind a key of a record; false when the key is not there. */
bool
measuring_read(const char *content, const char *key, double *out, size_t n);

/* Orders of [since, until] as sales of their own; with sides only those of
 * that one. */
bool measuring_select(const struct sales *s, int32_t since, int32_t until,
    const uint8_t *side, enum heldout_side which, struct sales *out,
    struct err *err);

/* Fills m->effect, m->controls and m->compared. */
bool measuring_compare(struct store *st, const struct view *v,
    const struct offer *of, struct measuring *m, struct err *err);

/* Fills m->arms from the orders since the launch and as long before it. */
bool measuring_hold_out(const struct view *v, const uint8_t *side,
    struct measuring *m, struct err *err);

#endif
