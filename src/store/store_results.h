/*
 * store_results - mined pairs, kept so that the next start is instant.
 *
 * One run is a context (a blob of what holds for all pairs), a row per product
 * (a blob of column statistics, and another of what they have changed in since
 * it was written), and pair_top, which shows SQL users each product's best
 * partners as a plain table. The blobs belong to their writer: the store only
 * keeps them. They can be dropped and rebuilt at any time.
 *
 * Writing:
 *	store_pairs_begin(st, &run, err);
 *	each product: the row stays from the run before, without its changes,
 *	until one of
 *		store_pairs_put(st, product_id, bytes, err);
 *		store_pairs_change(st, product_id, bytes, err);
 *		store_pairs_drop(st, product_id, err);
 *	store_pairs_put_tops(st, product_id, text, err);  of store_pairs_add_tops
 *	store_pairs_commit(st, err);          or store_pairs_rollback(st)
 */
#ifndef ENDCAP_STORE_RESULTS_H
#define ENDCAP_STORE_RESULTS_H

#include "base/str.h"
#include "store/store.h"

struct store_pairs_run {
	int64_t facts_version; /* store_facts_version when it was loaded */
	uint64_t fingerprint; /* of the settings it depends on */
	int64_t made_at;
	int64_t pairs; /* how many, for people */
	struct slice context; /* bytes */
};

/* Four decimals are kept of the numbers, four digits of q_value. */
struct store_pair_top {
	int64_t partner_id;
	int64_t orders_both;
	double lift, lift_low; /* NAN: undefined, stored as NULL; so below */
	double q_value;
	double score;
	const char *evidence; /* strong, likely, weak, thin; borrowed */
};

/* Appends the text that is stored of a product's best partners, at most 255,
 * best first. Needs no store, so any thread can. */
void store_pairs_add_tops(
    const struct store_pair_top *tops, size_t n, struct str *out);

/* Replaces the earlier run, except for its rows. Each may fail; then call
 * rollback. */
bool store_pairs_begin(
    struct store *st, const struct store_pairs_run *run, struct err *err);
bool store_pairs_put(
    struct store *st, int64_t product_id, struct slice bytes, struct err *err);
/* There must be a row that it changes. */
bool store_pairs_change(
    struct store *st, int64_t product_id, struct slice bytes, struct err *err);
bool store_pairs_drop(struct store *st, int64_t product_id, struct err *err);
bool store_pairs_put_tops(
    struct store *st, int64_t product_id, struct slice text, struct err *err);
bool store_pairs_commit(struct store *st, struct err *err);
void store_pairs_rollback(struct store *st);

/* The run that is kept; context is copied into 'bytes' (appended). found is
 * false when there is none. */
bool store_pairs_run(struct store *st, struct store_pairs_run *out,
    struct str *bytes, bool *found, struct err *err);

/* Is the kept run made from the facts as they are now, under this
 * fingerprint? */
bool store_pairs_fresh(
    struct store *st, uint64_t fingerprint, bool *fresh, struct err *err);

/* Appends one product's row and its changes; found is false when it has
 * none. */
bool store_pairs_get(struct store *st, int64_t product_id, struct str *bytes,
    struct str *changes, bool *found, struct err *err);

/* The best partners of one product by rank, at most 'limit' ids into
 * partners. */
bool store_pairs_top(struct store *st, int64_t product_id, int64_t *partners,
    size_t limit, size_t *n, struct err *err);

/* Hands every product's row to 'each', ascending; false from it stops and is
 * passed on (it sets err). The bytes are borrowed for the call. */
typedef bool store_pairs_fn(void *arg, int64_t product_id, struct slice bytes,
    struct slice changes, struct err *err);
bool store_pairs_each(
    struct store *st, store_pairs_fn *each, void *arg, struct err *err);

/* Any other derived thing by name ("threshold fit"), with what it was made
 * from; put with an empty slice drops it. */
bool
store_derived_put(struct store *st, const char *name, int64_t facts_version,
    uint64_t fingerprint, struct slice bytes, struct err *err);
bool store_derived_get(struct store *st, const char *name, uint64_t fingerprint,
    struct str *bytes, bool *fresh, struct err *err);

#endif
