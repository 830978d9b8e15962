/*
 * store_changeset - the rows an action changed, before and after (store*.c
 * only).
 *
 * Invariant: applying a changeset changes exactly as many rows as it holds, or
 * fails and the caller rolls back. SQLite passes over tables it cannot match
 * without an error, so the rows are counted.
 */
#ifndef ENDCAP_STORE_CHANGESET_H
#define ENDCAP_STORE_CHANGESET_H

#include "store/store_internal.h"

/* SQLite's memory and length. */
struct changeset {
	void *p;
	int n;
};

/* The i-th curated table; NULL beyond the last. */
const char *changeset_table(size_t i);

bool changeset_load(struct store *st, int64_t action_id, struct changeset *out,
    struct err *err);
void changeset_release(struct changeset *c);

bool changeset_count(
    struct store *st, const struct changeset *c, int64_t *out, struct err *err);
bool changeset_invert(struct store *st, struct changeset *c, struct err *err);
/* 'label' names the action in the sentence of a failure; ERR_CONFLICT when
 * the rows are not as the changeset expects them. */
bool changeset_apply(struct store *st, const struct changeset *c,
    const char *label, struct err *err);

/* The rows a changeset touches, as sorted hashes of table and key. Equal
 * hashes of different rows would only refuse what could be done. */
struct rows {
	uint64_t *v; /* owned */
	size_t n, cap;
};

/* Replaces what 'out' holds. */
bool changeset_rows(
    struct store *st, struct slice bytes, struct rows *out, struct err *err);
bool rows_share(const struct rows *a, const struct rows *b);
void rows_release(struct rows *r);

#endif
