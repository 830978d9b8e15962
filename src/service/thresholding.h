/*
 * thresholding - order thresholds as merchandisers set them.
 *
 * Editing works as for bundles (bundling.h): get, change the struct, save with
 * a label for the history. What a threshold would do is the lab's to say
 * (lab.h).
 */
#ifndef ENDCAP_THRESHOLDING_H
#define ENDCAP_THRESHOLDING_H

#include "decide/saving.h"
#include "service/listing.h"
#include "store/store_curation.h"

/* A new free-shipping threshold at 'amount' minor units. */
struct store_threshold thresholding_draft(const char *name, int64_t amount);

/* Checks (amount within limits, a reward that exists) and saves as one
 * action. */
bool thresholding_save(struct store *st, struct store_threshold *t,
    const char *label, struct err *err);
bool thresholding_delete(
    struct store *st, const struct store_threshold *t, struct err *err);
/* What is live: the value from which shipping is free (minor units, 0: none;
 * of several the lowest) and the spend-and-save tiers. */
struct thresholding_live {
	int64_t shipping;
	struct saving tiers;
};
/* 'except': a threshold to leave out, 0: none. ERR_LIMIT with more tiers than
 * saving.h takes. 'digits' of the currency. */
bool thresholding_live(struct store *st, int digits, int64_t except,
    struct thresholding_live *out, struct err *err);
/* Its reward as a tier; false: it is free shipping. */
bool thresholding_tier(
    const struct store_threshold *t, int digits, struct saving_tier *out);
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
