/*
 * store_check - is the store whole?
 *
 * SQLite's integrity and foreign key checks, then endcap's own invariants:
 * the counts of every import add up; the snapshot holds exactly the orders
 * that count, with their values and quantities; every pair of a bundle, a
 * decision and a result names a product; the kept copy of the catalogue says
 * what its rows say. Findings are sentences; an empty
 * list means whole. Reads only.
 */
#ifndef ENDCAP_STORE_CHECK_H
#define ENDCAP_STORE_CHECK_H

#include "base/arena.h"
#include "base/progress.h"
#include "store/store.h"

enum {
	STORE_MAX_FINDINGS = 100 /* the rest is counted only */
};

struct store_findings {
	const char **rows;
	size_t n;
	int64_t total;
	struct arena text;
};

bool store_check(struct store *st, const struct progress *pg,
    struct store_findings *out, struct err *err);
void store_findings_release(struct store_findings *f);

#endif
