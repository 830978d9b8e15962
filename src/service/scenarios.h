/*
 * scenarios - versions of a bundle that a merchandiser keeps to compare.
 *
 * A version is the bundle as it was: items, discount and terms, under a letter.
 * Keeping, dropping and promoting are actions that can be undone. Promoting
 * gives the bundle the version's content and puts it live, with its projection
 * frozen (measuring.h).
 *
 *	scenarios_keep(st, v, &bundle, &letter, err);
 *	...
 *	scenarios_listing(st, v, &bundle, today, pg, &l, err);
 *	scenarios_promote(st, v, &bundle, &version, &how, err);
 *
 * They live in the store's scenarios (kind "bundle"), told apart by the id of
 * the bundle, so that a bundle keeps them under another name.
 */
#ifndef ENDCAP_SCENARIOS_H
#define ENDCAP_SCENARIOS_H

#include "service/bundling.h"

struct going_live; /* measuring.h */

enum {
	SCENARIOS_MOST = 6 /* of one bundle: A to F */
};

struct scenario {
	char letter;
	int64_t scenario_id, revision;
	/* What was kept: items, discount and terms; the rest is zeroed. */
	struct store_bundle b;
};

struct scenarios {
	struct scenario rows[SCENARIOS_MOST]; /* by letter */
	size_t n;
	struct arena text;
};

/* Those of one bundle; what does not read as one is passed over. */
bool scenarios_load(struct store *st, int64_t bundle_id, struct scenarios *out,
    struct err *err);
void scenarios_release(struct scenarios *s);
/* By its letter, in either case; ERR_NOT_FOUND names those there are. */
bool scenarios_find(const struct scenarios *s, const char *bundle,
    const char *letter, const struct scenario **out, struct err *err);

/* Under the letter that has this content already, else the first free one,
 * else in place of the one kept longest ago. */
bool scenarios_keep(struct store *st, const struct view *v,
    const struct store_bundle *b, char *letter, struct err *err);
bool scenarios_drop(struct store *st, const struct store_bundle *b,
    const struct scenario *s, struct err *err);
/* Inside another action: all of a bundle that is deleted. */
bool scenarios_forget(struct store *st, int64_t bundle_id, struct err *err);

/* Gives *b what the version holds; texts are borrowed from it. */
void scenarios_apply(const struct scenario *s, struct store_bundle *b);
/* Saves *b like that, live. As measuring_launch, with a label of its own. */
bool scenarios_promote(struct store *st, const struct view *v,
    struct store_bundle *b, const struct scenario *s,
    const struct going_live *how, struct err *err);

/* The bundle as it is ("now") and its versions side by side, each projected
 * with the other live offers. Everything is copied. A row's identity is the
 * letter, 0 for now. The view must hold sales and pairs. */
bool scenarios_listing(struct store *st, struct view *v,
    const struct store_bundle *b, int32_t today, const struct progress *pg,
    struct listing *out, struct err *err);

#endif
