/*
 * measuring_internal - what the measuring*.c and outcome*.c files share; nobody
 * else includes it. measuring.c puts offers live and finds what came of them,
 * measuring_controls.c compares with products like the first one,
 * measuring_holdout.c with those who did without the offer, measuring_text.c
 * says it, measuring_record.c keeps the shop's own record. outcome*.c do the
 * same for thresholds (outcome.h).
 */
#ifndef ENDCAP_MEASURING_INTERNAL_H
#define ENDCAP_MEASURING_INTERNAL_H

#include "service/measuring.h"

/* The n numbers behind a key of a record; false when the key is not there. */
bool
measuring_read(const char *content, const char *key, double *out, size_t n);
/* A median and the ends of its 80 % range, written side by side. */
bool
measuring_read_range(const char *content, const char *key, struct range *out);

/* Orders of [since, until] as sales of their own; with sides only those of
 * that one. */
bool measuring_select(const struct sales *s, int32_t since, int32_t until,
    const uint8_t *side, enum heldout_side which, struct sales *out,
    struct err *err);

/* Fills m->effect, m->controls and m->compared. */
bool measuring_compare(struct store *st, const struct view *v,
    const struct offer *of, struct measuring *m, struct err *err);

struct measuring_days {
	int32_t launched, until;
};
/* The two sides, from the orders since the launch and as long before it.
 * 'whole': the sides are of customers, as holdout_compare has it. */
bool measuring_hold_out(const struct view *v, const uint8_t *side,
    const struct measuring_days *days, bool whole, struct holdout_result *out,
    struct err *err);

/* Whole weeks of orders before a launch, at most as many as windows of 'weeks'
 * weeks before it and its placebos take. */
size_t
measuring_weeks_before(const struct sales *s, int32_t launched, size_t weeks);

/* The days that orders were placed on, of all; false: there are none. */
bool measuring_span(const struct sales *s, int32_t *first, int32_t *last);

/* Is it the latest of its name? */
bool measuring_is_newest(const struct store_records *all, size_t i);

/* What was measured of the two sides, as words for a table's verdict column
 * and as lines of text. */
const char *measuring_verdict(const struct holdout_change *c);
const char *measuring_figure(int figure); /* "orders/customer" */
void measuring_add_arms(
    const struct holdout_result *arms, bool whole, int digits, struct str *out);
void measuring_write_arms(const struct holdout_result *arms, struct json *j);

#endif
