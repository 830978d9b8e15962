/*
 * terms - what bundles and thresholds have in common beside the offer itself:
 * from when until when it is live, which goes first, what it combines with, and
 * the margin it must leave.
 */
#ifndef ENDCAP_TERMS_H
#define ENDCAP_TERMS_H

#include "base/err.h"
#include "base/str.h"

/* Where they stand; borrowed from the offer. */
struct terms {
	int32_t *starts, *ends;
	int64_t *priority, *min_margin;
	bool *alone;
};

/* A day like 2026-12-01; nothing or "none" is 'none'. ERR_INPUT. */
bool
terms_parse_day(struct slice text, int32_t none, int32_t *out, struct err *err);
/* A percent above 0, as min_margin holds it; nothing or "none" is 0. */
bool terms_parse_margin(struct slice text, int64_t *out, struct err *err);

/* Appends "; from 2026-12-01; combines with no other discount": what differs
 * from an offer without terms. */
void terms_add_words(struct terms t, struct str *out);

#endif
