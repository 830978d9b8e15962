/*
 * terms - the options that bundles and thresholds share: from when until when
 * an offer is live, which goes first, what it combines with, and the margin it
 * must leave.
 */
#ifndef ENDCAP_TERMS_H
#define ENDCAP_TERMS_H

#include "cli/cli.h"

/* For an option list of a command. */
#define TERMS_OPTIONS \
	OPT_STARTS, OPT_ENDS, OPT_PRIORITY, OPT_COMBINE, OPT_MIN_MARGIN

/* Where they go; borrowed from the offer. */
struct terms {
	int32_t *starts, *ends;
	int64_t *priority, *min_margin;
	bool *alone;
};

/* Sets what is given; *changed becomes true when anything was. */
bool terms_apply(
    const struct cli *c, struct terms t, bool *changed, struct err *err);
/* Appends "; from 2026-12-01; alone; margin at least 20 %": what differs from
 * an offer without terms. */
void terms_add_words(struct terms t, struct str *out);

#endif
