/*
 * outcome - a threshold from the day it goes live to what came of it.
 *
 * As measuring.h does for bundles: putting a threshold live, or giving a live
 * one another value, reward or country, freezes what was projected and on which
 * inputs, in the same action.
 *
 *	outcome_save(st, v, &t, &how, err);
 *	...
 *	outcome_find(st, v, "ship free", &oc, err);
 *	outcome_keep(st, &oc, err);
 *	outcome_write_text(&oc, v, &text);
 *
 * A threshold is shown to every order, so there are no products to compare
 * with. What moves is told by the weeks since, against as many before, and by
 * how much the same figures moved in earlier weeks, when nothing happened
 * (measure_shift); by customers who did without it, where some were held out.
 * Whatever else changed in the shop is in it too.
 *
 * Records (store_curation.h): "threshold projection", JSON for people,
 * "threshold launch" and "threshold measured", lines of "key number...".
 */
#ifndef ENDCAP_OUTCOME_H
#define ENDCAP_OUTCOME_H

#include "base/progress.h"
#include "service/measuring.h"
#include "service/thresholding.h"

/* Saves t as one action, with its projection where that puts something new
 * live; its records follow a new name. The view must hold the sales of all
 * orders then, a part of them is ERR_INPUT; else fails as thresholding_store
 * does. What cannot be projected goes live without. */
bool outcome_save(struct store *st, const struct view *v,
    struct store_threshold *t, const struct going_live *how, struct err *err);
/* What 'wanted' gives, from its amount on: moves the threshold that gives that
 * (of free shipping, the one that is live), or makes one, and puts it live as
 * one action named how->label + its words, which 'said' gets. */
bool outcome_put_live(struct store *st, const struct view *v,
    const struct store_threshold *wanted, const struct going_live *how,
    struct str *said, struct err *err);

enum outcome_figure {
	OUTCOME_AOV,
	OUTCOME_ORDERS, /* per horizon */
	OUTCOME_CONTRIBUTION, /* per horizon */
	OUTCOME_REACHED, /* share of orders of the threshold's value and more */
	OUTCOME_FIGURES
};

struct outcome {
	const char *name; /* borrowed */
	int64_t amount; /* minor units, as it went live */
	int32_t launched, until; /* days */
	size_t weeks; /* compared on each side */
	double horizon; /* days */
	/* Of the change; what was promised, if 'promises' (not of
	 * OUTCOME_REACHED). */
	struct range promised[OUTCOME_FIGURES];
	bool promises[OUTCOME_FIGURES];
	struct measure_shift shift[OUTCOME_FIGURES];
	struct heldout held; /* the ids are not kept */
	struct holdout_result arms;
	struct track track; /* of thresholds */
};

/* ERR_NOT_FOUND without a launch, ERR_INPUT when it is too early to say or the
 * orders do not go back far enough. The view must hold sales. */
bool outcome_find(struct store *st, const struct view *v, const char *name,
    struct outcome *out, struct err *err);
/* Keeps it as an action and counts the record anew. */
bool outcome_keep(struct store *st, struct outcome *oc, struct err *err);

/* Projected against realised, a row each; everything is copied. NULL: no row.
 */
void outcome_listing(
    const struct outcome *oc, const struct view *v, struct listing *out);
/* What stands beside that table. */
void outcome_add_words(const struct outcome *oc, struct str *out);
void outcome_write_text(
    const struct outcome *oc, const struct view *v, struct str *out);
void outcome_write_json(const struct outcome *oc, struct str *out);

#endif
