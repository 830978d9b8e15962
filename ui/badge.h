/*
 * badge - how evidence looks, the same on every screen.
 *
 *	● strong  ◐ likely  ○ weak  · thin
 *
 * The sign says it without colour, the word without the sign. The looks are
 * for columns of service/pairing.h's listing.
 */
#ifndef ENDCAP_UI_BADGE_H
#define ENDCAP_UI_BADGE_H

#include "service/pairing.h"
#include "ui/rows.h"

const char *badge_sign(enum evidence e);
enum role badge_role(enum evidence e);
/* "● strong"; for the 'words' and 'role_of' of a look. */
void badge_words(struct str *out, const struct listing *l, size_t row);
/* "7.6", lift as people compare it. */
void badge_lift(struct str *out, const struct listing *l, size_t row);
/* The sign alone. */
void badge_short(struct str *out, const struct listing *l, size_t row);
enum role badge_role_of(const struct cell *value);
/* The four signs with their words. */
void badge_add_legend(struct str *out);
/* "2.1 .. 3.4", the 90 % interval of lift; for the 'words' of a look. */
void badge_interval(struct str *out, const struct listing *l, size_t row);

/* A sign for a pair that the shop offers together already; its meaning. */
void badge_offered(struct str *out, const struct listing *l, size_t row);
void badge_add_offered(struct str *out);
/* What offering the pair would add, short: "+1.9k"; and the ends of the axis
 * for the first rows of it, in minor units. False: there is none to tell. */
void badge_gain(struct str *out, const struct listing *l, size_t row);
bool badge_gain_axis(
    const struct rows *rw, const struct listing *l, double *from, double *to);

/* The largest lift among the first rows, for the axis of its bars; >= 2. */
double badge_lift_axis(const struct rows *rw, const struct listing *l);

#endif
