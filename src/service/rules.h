/*
 * rules - what counts, as the store wants it asked.
 *
 * The rules of a store are derived, not kept: what is never a product
 * (postage, fees, gift cards), the codes that the layouts of its imports name,
 * and what the shop added itself under the setting "counting_rules", a text
 * in the form of ingest/counting_rules.h. So an import that is taken back
 * takes its rules with it, and a changed rule recounts instead of importing
 * again.
 */
#ifndef ENDCAP_RULES_H
#define ENDCAP_RULES_H

#include "ingest/counting_rules.h"
#include "store/store_facts.h"

struct settings;

struct rules {
	struct counting_rules list;
	bool keep_returned; /* sales stand though they were taken back */
	struct store_rules callbacks; /* borrows the rules: do not move */
};

/* 'dialect' (may be NULL) is that of a file about to be imported, 'except' the
 * number of an import about to be taken back (0: none). 'out' is to be
 * released in every case. */
bool rules_load(struct store *st, const char *dialect, int64_t except,
    struct rules *out, struct err *err);
/* The rules by which the data set of this layout was published, returns not
 * netted; where it has none, 'now' without netting. To be released. */
bool rules_published(const char *dialect, const struct rules *now,
    struct rules *out, struct err *err);
void rules_release(struct rules *r);
/* Counts everything anew where the store was counted under other settings
 * (net_returns, join_skus) than 's'; a store that can only be read stays as it is. What
 * looks at orders calls this first (view.h), so that a setting that was
 * changed, or whose change was undone, holds at the next look. */
bool rules_apply(struct store *st, const struct settings *s,
    const struct progress *pg, struct err *err);

/* The rules the shop added itself; 'out' is set up here and to be released
 * (counting_rules_release) in every case. */
bool rules_own(struct store *st, struct counting_rules *out, struct err *err);
/* Adds one, or takes it away (ERR_NOT_FOUND when it is not the shop's own),
 * and counts everything anew. On failure the rules are as before. */
bool rules_add(struct store *st, enum counting_rule_kind kind,
    struct slice pattern, const struct progress *pg, struct err *err);
bool rules_remove(struct store *st, enum counting_rule_kind kind,
    struct slice pattern, const struct progress *pg, struct err *err);

#endif
