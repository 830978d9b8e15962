/*
 * trying - thresholds that a merchandiser keeps to compare: A to F, each a value
 * and what reaching it gives.
 *
 * They live in the store's scenarios (kind "threshold", subject "free
 * shipping"), so that they outlast the session. Keeping, dropping and putting
 * one live are actions that can be undone.
 *
 *	trying_keep(st, &threshold, digits, &letter, err);
 *	...
 *	trying_load(st, &kept, err) && trying_project(&lab, v, &kept, err);
 *	trying_listing(&lab, 55, &kept, &l);
 *	trying_promote(st, v, &kept.rows[1], &how, &said, err);
 */
#ifndef ENDCAP_TRYING_H
#define ENDCAP_TRYING_H

#include "service/lab.h"
#include "service/thresholding.h"

struct going_live; /* measuring.h */

enum {
	TRYING_MOST = 6
};

struct kept_value {
	char letter; /* 'A'.. */
	int64_t amount; /* minor units */
	char kind[16]; /* as of a threshold */
	int64_t reward_value, gift_product; /* as of a threshold */
	int64_t scenario_id;
	int64_t revision;
	/* Of a reward that is not the lab's (trying_project). */
	bool apart;
	struct threshold_point at;
};

struct kept_values {
	struct kept_value rows[TRYING_MOST]; /* by letter */
	size_t n;
};

/* Scenarios that do not read as one are passed over. */
bool trying_load(struct store *st, struct kept_values *out, struct err *err);
/* By its letter, in either case; NULL: there is none. */
const struct kept_value *
trying_find(const struct kept_values *kept, const char *letter);
/* What the threshold begins at and gives, under the letter that has that
 * already, else the first free one, else in place of the one kept longest ago.
 */
bool trying_keep(struct store *st, const struct store_threshold *t, int digits,
    char *letter, struct err *err);
bool
trying_drop(struct store *st, const struct kept_value *kept, struct err *err);
/* Moves the threshold that gives the same, or makes one, and puts it live.
 * 'said' gets its words. */
bool trying_promote(struct store *st, const struct view *v,
    const struct kept_value *kept, const struct going_live *how,
    struct str *said, struct err *err);

/* As a threshold without a name: what it gives, from its value on. */
struct store_threshold trying_threshold(const struct kept_value *kept);
/* Projects those that give something else than the lab's on the lab's own
 * orders and draws; a few milliseconds each. */
bool trying_project(const struct lab *lab, const struct view *v,
    struct kept_values *kept, struct err *err);

/*
 * Side by side: the rule now, the chosen value and those that are kept. The
 * columns: name, threshold, aov, contribution, contribution_change with its 80
 * % range, per visitor, orders, topups, lost, better, reward. Everything is
 * copied.
 */
void trying_listing(const struct lab *lab, double chosen,
    const struct kept_values *kept, struct listing *out);

#endif
