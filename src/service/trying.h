/*
 * trying - values of the free-shipping threshold that a merchandiser keeps to
 * compare: A, B and C.
 *
 * They live in the store's scenarios (kind "threshold", subject "free
 * shipping"), so that they outlast the session, and keeping or dropping one is
 * an action that can be undone. Making one live is thresholding_save.
 */
#ifndef ENDCAP_TRYING_H
#define ENDCAP_TRYING_H

#include "service/lab.h"
#include "store/store.h"

enum {
	TRYING_MOST = 3
};

struct kept_value {
	char letter; /* 'A'.. */
	int64_t amount; /* minor units */
	int64_t scenario_id;
	int64_t revision;
};

struct kept_values {
	struct kept_value rows[TRYING_MOST]; /* by letter */
	size_t n;
};

/* Scenarios that do not read as one are passed over. */
bool trying_load(struct store *st, struct kept_values *out, struct err *err);
/* Under the letter that has this amount already, else the first free one, else
 * in place of the one kept longest ago. */
bool trying_keep(struct store *st, int64_t amount, int digits, char *letter,
    struct err *err);
bool
trying_drop(struct store *st, const struct kept_value *kept, struct err *err);

/*
 * Side by side: the rule now, the chosen value and those that are kept. The
 * columns: name, threshold, aov, contribution, contribution_change with its 80
 * % range, per visitor, orders, topups, lost, better. Everything is copied.
 */
void trying_listing(const struct lab *lab, double chosen,
    const struct kept_values *kept, struct listing *out);

#endif
