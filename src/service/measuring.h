/*
 * measuring - an offer from the day it goes live to what came of it.
 *
 * Activating a bundle freezes what was projected and on which inputs, in the
 * same action; so what is compared later is what was promised:
 *
 *	measuring_launch(st, v, &bundle, &how, err);
 *	...
 *	measuring_find(st, v, "desk start", &m, err);
 *	measuring_keep(st, &m, err);
 *	measuring_write_text(&m, v, &text);
 *
 * Records (store_curation.h): "projection", JSON for people, and "launch" and
 * "measured", lines of "key number..." that this module reads back. The latest
 * of a name counts. Of the measured ones it keeps the shop's own record: how
 * many projections held the truth.
 */
#ifndef ENDCAP_MEASURING_H
#define ENDCAP_MEASURING_H

#include "base/progress.h"
#include "decide/holdout.h"
#include "decide/measure.h"
#include "decide/track.h"
#include "service/heldout.h"
#include "service/outlook.h"

enum {
	MEASURING_LEAST_DAYS = 28,
	MEASURING_TERMS = 24 /* bytes */
};

/*
 * The shop's own record of projections that were measured, the latest of each
 * offer: of bundles by their takes, of thresholds by the change of AOV.
 */
enum measuring_kind {
	MEASURING_BUNDLES,
	MEASURING_THRESHOLDS
};
bool measuring_track(struct store *st, enum measuring_kind kind,
    struct track *out, struct err *err);

/* How an offer goes live. */
struct going_live {
	const char *label; /* of the action */
	int32_t today;
	const struct progress *pg; /* NULL: nobody watches */
	/* What cannot be projected (no price, no orders) goes live without, and
	 * the note says so, "; " first. NULL: nobody asks. */
	struct str *note;
};

/* Saves b as active with its frozen projection, as one action. The view must
 * hold the sales of all orders, a part of them is ERR_INPUT; else fails as
 * bundling_save does. Takes as long as one projection. */
bool measuring_launch(struct store *st, const struct view *v,
    struct store_bundle *b, const struct going_live *how, struct err *err);
/* Nothing was projected, because of 'why'. */
void measuring_note(const struct going_live *how, const struct err *why);

struct measuring {
	const char *name; /* borrowed */
	int32_t launched, until; /* days */
	struct exposure before, after; /* windows of equal length */
	/* Who did without it (heldout.h; the ids are not kept). 'after' is
	 * without them then, and 'without' counts them. */
	struct heldout held;
	struct exposure without;
	struct holdout_result arms;
	struct range promised_takes, promised_contribution;
	double promised_take_rate;
	struct measure_beta organic; /* share that attach unasked: prior */
	struct measure_posterior take;
	double takes, contribution; /* per horizon, estimated */
	double horizon;
	struct measure_effect effect; /* of orders with the first item */
	size_t controls; /* products it was compared with */
	bool compared; /* enough weeks and controls */
	struct track track; /* of bundles */
	char terms[MEASURING_TERMS]; /* discount and items, in short */
};

/* ERR_NOT_FOUND without a launch, ERR_INPUT when it is too early to say. The
 * view must hold sales. */
bool measuring_find(struct store *st, const struct view *v, const char *name,
    struct measuring *out, struct err *err);
/* Keeps the outcome as an action and counts the record anew. */
bool measuring_keep(struct store *st, struct measuring *m, struct err *err);

/*
 * The merchandiser's own estimate of a take rate: of 100 shoppers with a part
 * of the bundle and not the rest, how many take it, low (one in ten fewer),
 * likely and high. "3,8,15"; ERR_INPUT. Kept as an action; NULL: no longer.
 */
bool
measuring_parse_takes(struct slice typed, double of100[3], struct err *err);
bool measuring_guess(struct store *st, const struct store_bundle *b,
    const double *of100, struct err *err);

/*
 * The take rate that is known of a bundle: the estimate or what was measured,
 * whichever is newer. Measured counts while discount and items are those that
 * were live, and is believed less each week. A mean of 0: nothing is known.
 */
struct measuring_rate {
	double mean, cv; /* of the take rate */
	bool guessed; /* the estimate; else measured */
	bool held_out; /* against those who did without it */
	double of100[3]; /* of an estimate */
};
bool measuring_learned(struct store *st, const struct store_bundle *b,
    int32_t today, struct measuring_rate *out, struct err *err);

/* Puts it into the request of a projection, unless that has a take rate, and
 * the shop's own record. */
bool measuring_teach(struct store *st, const struct store_bundle *b,
    int32_t today, struct outlook_request *rq, struct err *err);

/* Projected against realised, a row each; everything is copied. NULL: no row.
 */
void measuring_listing(
    const struct measuring *m, const struct view *v, struct listing *out);
/* What stands beside that table: the two windows, and the record. */
void measuring_add_words(const struct measuring *m, struct str *out);
/* Who does without the offer, as far as it was said. */
bool measuring_add_held(struct store *st, const struct heldout_offer *of,
    struct str *out, struct err *err);

/* The shop's own record: every offer that was measured, the newest first. */
bool measuring_record_listing(
    struct store *st, int digits, struct listing *out, struct err *err);

void measuring_write_text(
    const struct measuring *m, const struct view *v, struct str *out);
void measuring_write_json(const struct measuring *m, struct str *out);

#endif
