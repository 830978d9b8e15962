/*
 * threshold_reward - the options that say what reaching a threshold gives.
 */
#ifndef ENDCAP_THRESHOLD_REWARD_H
#define ENDCAP_THRESHOLD_REWARD_H

#include "cli/cli.h"
#include "store/store_curation.h"

/* --free-shipping, --percent, --amount or --gift, at most one, and --country;
 * what is not given stays. Texts live in 'text' and the options. */
bool threshold_reward(const struct cli *c, struct store_threshold *t,
    int digits, struct arena *text, struct err *err);

/* Money as typed for an option; ERR_INPUT. */
bool threshold_money(const char *option, const char *text, int digits,
    int64_t *out, struct err *err);

#endif
