/*
 * thresholding - order thresholds as merchandisers set them.
 *
 * Editing works as for bundles (bundling.h): get, change the struct, save with
 * a label for the history (outcome.h, which freezes what was projected of one
 * that goes live). What a threshold would do is the lab's to say (lab.h).
 */
#ifndef ENDCAP_THRESHOLDING_H
#define ENDCAP_THRESHOLDING_H

#include "decide/saving.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store_curation.h"

/* A new free-shipping threshold at 'amount' minor units. */
struct store_threshold thresholding_draft(const char *name, int64_t amount);

/* Could it be made? ERR_INPUT. */
bool thresholding_check(const struct store_threshold *t, struct err *err);
/* Inside an action: checks (amount within limits, a reward that exists, room
 * beside what is live) and saves. outcome.h makes an action of it. */
bool thresholding_store(
    struct store *st, struct store_threshold *t, struct err *err);
bool thresholding_delete(
    struct store *st, const struct store_threshold *t, struct err *err);
/* The threshold that gives what 'wanted' does (of free shipping, the live one
 * first); else 'wanted' as a new one under a name that is free. Texts in
 * 'memory'. */
bool thresholding_like(struct store *st, const struct view *v,
    const struct store_threshold *wanted, struct arena *memory,
    struct store_threshold *out, struct err *err);

/* Where and when thresholds are asked for. */
struct thresholding_scope {
	/* Currency, and what gifts are worth; NULL: no tiers are wanted. */
	const struct view *v;
	int32_t today;
	/* What holds there and what holds everywhere; NULL: only the latter. */
	const char *country;
	bool anywhere; /* whatever the country */
	int64_t except; /* a threshold to leave out, 0: none */
};
/* What is live: the value from which shipping is free (minor units, 0: none;
 * of several the lowest) and the spend-and-save tiers, as many of them as may
 * be live (thresholding_store). */
struct thresholding_live {
	int64_t shipping;
	struct saving tiers;
};
bool thresholding_live(struct store *st, const struct thresholding_scope *scope,
    struct thresholding_live *out, struct err *err);
/* Gives it the reward of a tier that is no gift. */
void thresholding_take_reward(
    struct store_threshold *t, const struct saving_tier *reward, int digits);
/* Its reward as a tier; false: it is free shipping. A gift is worth what its
 * product sells for (0: not known) and costs what that costs, else by the
 * assumed margin. */
bool thresholding_tier(const struct view *v, const struct store_threshold *t,
    struct saving_tier *out);
/* "free shipping", "10 % off": what it gives. */
void thresholding_add_reward(
    const struct store_threshold *t, int digits, struct str *out);
/* "free shipping from 50.00", "10 % off from 80.00". */
void thresholding_add_words(
    const struct store_threshold *t, int digits, struct str *out);
/* 'digits' of the currency. */
bool thresholding_listing(
    struct store *st, int digits, struct listing *out, struct err *err);

#endif
