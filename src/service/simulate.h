/*
 * simulate - writes a shop as CSV files: for trying endcap out, for checking
 * its advice against a known truth, for measuring its speed.
 *
 *	struct simulate_counts counts;
 *	struct simulate_options opt = {
 *		.shape = SIMULATE_REFERENCE, .seed = 7, .counts = &counts };
 *	if (!simulate_write("northlight", &opt, pg, err)) ...
 *
 * The folder is made when it is not there. The files are products.csv,
 * orders.csv, customers.csv and, where the shape has a truth to tell,
 * truth.csv (sku_a, sku_b, kind, gamma: the planted complements and
 * substitutes). They are written under other names and renamed together at
 * the end, so a stop, an error or a full disk leaves what was there before.
 * The same options give the same bytes. There are no names and no addresses
 * in them, only invented customer ids.
 */
#ifndef ENDCAP_SIMULATE_H
#define ENDCAP_SIMULATE_H

#include "base/err.h"
#include "base/progress.h"
#include "base/str.h"

/* clang-format off */
#define SIMULATE_SHAPES(X) \
	X(SIMULATE_REFERENCE, "reference", "300 products whose complements are known") \
	X(SIMULATE_SHOP,      "shop",      "the sample shop: two years of home and kitchen") \
	X(SIMULATE_B10,       "b10",       "for timing: 50,000 products, baskets of 5") \
	X(SIMULATE_C10,       "c10",       "for timing: 5,000 products, baskets of 20")
/* clang-format on */

enum simulate_shape {
#define X(code, name, help) code,
	SIMULATE_SHAPES(X)
#undef X
	SIMULATE_SHAPE_COUNT
};

enum {
	/* The seed of the sample shop that travels with the program. */
	SIMULATE_SEED = 7,
	SIMULATE_LINES = 10000000, /* of the shapes for timing */
};

struct simulate_counts {
	int64_t products, orders, lines, customers; /* rows that are no traps */
	int64_t bytes; /* of all files */
};

struct simulate_options {
	enum simulate_shape shape;
	uint64_t seed;
	int64_t lines; /* about how many order lines; shapes for timing only,
			  1,000 to 1,000,000,000; 0: SIMULATE_LINES */
	struct simulate_counts *counts; /* filled on success; may be NULL */
};

bool simulate_write(const char *folder, const struct simulate_options *opt,
    const struct progress *pg, struct err *err);

const char *simulate_shape_name(enum simulate_shape shape);
const char *simulate_shape_help(enum simulate_shape shape);
bool simulate_shape_parse(struct slice name, enum simulate_shape *out);

#endif
