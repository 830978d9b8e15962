/*
 * dialect - the known layouts of shop exports, as rows, and which one fits.
 *
 * A row names the layout, says what it holds, under which header names each
 * role stands in it, and its quirks. A generic row uses the names of role.h;
 * it is what a spreadsheet made by hand is read with. Detection gives every
 * row a score from the header and from how the first values look, and keeps
 * the reason; the user can overrule the row, the kind and single columns.
 *
 *	dialect_wishes_init(&wishes);
 *	struct dialect_match match;
 *	dialect_detect(path, &sample, &wishes, &match, &err);
 *	dialect_why(&match, &text);     "8 of 8 Online Retail II columns"
 *
 * A new layout is one row (in dialect_orders.c, _products.c,
 * _customers.c or _events.c) and one fixture.
 */
#ifndef ENDCAP_INGEST_DIALECT_H
#define ENDCAP_INGEST_DIALECT_H

#include "base/date.h"
#include "ingest/role.h"
#include "ingest/sample.h"

/* What stands for a count where a shop only says whether there is stock, or
 * does not count it. */
#define DIALECT_STOCK_WORDS "in_stock|out_of_stock|unlimited"

enum dialect_quirk {
	/* Customer numbers went through a spreadsheet of decimals: 13085.0. */
	DIALECT_DECIMAL_CUSTOMERS = 1 << 0,
	/* The first row of an order or of a product speaks for the following
	 * ones, which leave the rest blank but repeat its key, or not even
	 * that. Without its first row an order is not understood. */
	DIALECT_CONTINUES = 1 << 1,
	/* Rows say whether they are a product or a variant of the product
	 * above them (ROLE_ROW_TYPE). */
	DIALECT_VARIANT_ROWS = 1 << 2,
	/* All lines of an order stand in one row (ingest_items.c). */
	DIALECT_ITEMS_IN_ROW = 1 << 3,
	/* A cell of categories holds several paths: the deepest is taken. */
	DIALECT_CATEGORY_PATHS = 1 << 4,
	/* A variation of several values is named in one cell with them:
	 * the attributes stand on variations only. */
	DIALECT_TYPED_VARIATIONS = 1 << 5,
	/* The subtotal of an order is what its goods came to after all
	 * discounts. */
	DIALECT_NET_SUBTOTAL = 1 << 6,
};

enum {
	DIALECT_MAX_PREFIXES = 4
};

/* An order number of this prefix and a digit has this status. */
struct dialect_prefix {
	const char *prefix;
	enum order_status status;
};

struct dialect {
	const char *name; /* as in --dialect */
	const char *label; /* as people call it */
	const char *summary;
	enum batch_kind kind;
	bool generic; /* aliases come from role.h and role_names.c, after
			 those of the row */
	enum sample_shape shape;
	const char *marks; /* names that must all be there, split by '|'; where
			      they differ by language, those of one by '~' */
	/* Split by '|'; NULL: not in it. One in brackets is the remark that a
	 * name ends in. */
	const char *aliases[ROLE_COUNT];
	enum date_order date_order; /* UNKNOWN: the column decides */
	char decimal; /* 0: the column decides */
	const char *currency; /* NULL: the file or the user says */
	/* Codes that are no products, split by '|' (counting_rules.h). */
	const char *not_products;
	/* Those of them that are the order's shipping, split by '|'. */
	const char *shipping;
	/* The rules (counting_rules.h) by which those who published a data set
	 * count it, as its papers do: NULL for what shops export. */
	const char *published;
	struct dialect_prefix prefixes[DIALECT_MAX_PREFIXES];
	unsigned quirks; /* enum dialect_quirk */
};

/* What the user decided; the rest is detected. */
struct dialect_wishes {
	const struct dialect *dialect; /* NULL: detect */
	int kind; /* enum batch_kind, -1: detect */
	int column[ROLE_COUNT]; /* index, -1: not given */
	const bool *ignored; /* by column: no role may have it; NULL: none is */
};

struct dialect_match {
	const struct dialect *dialect;
	int column[ROLE_COUNT]; /* index in the header, -1: none */
	int matched; /* roles that found a column */
	int named; /* a dialect's own columns; a generic's: the header's */
	int fit; /* percent of the sampled values that look their part */
	int score; /* 0: cannot be read so */
	int missing; /* a needed role without a column, or ROLE_NONE */
	enum role_language language; /* of the header, for generic layouts */
	const bool *ignored; /* of the wishes, while columns are given */
};

/* The rows, in dialect_rows.c; where scores tie, the earlier one wins. */
size_t dialect_count(void);
const struct dialect *dialect_at(size_t i);
const struct dialect *dialect_by_name(struct slice name); /* NULL: none */

void dialect_wishes_init(struct dialect_wishes *wishes);

/* How one dialect reads the sample. */
void dialect_match(const struct dialect *dialect, const struct sample *sample,
    const struct dialect_wishes *wishes, struct dialect_match *out);

/* The best match, or a sentence that names the file and what to do. */
bool dialect_detect(const char *path, const struct sample *sample,
    const struct dialect_wishes *wishes, struct dialect_match *out,
    struct err *err);

/* Appends the reason of a match, for people. */
void dialect_why(const struct dialect_match *match, struct str *out);

/* Is it a name that some layout has a role for, in any language? */
bool dialect_knows(struct slice name);

const char *dialect_kind_name(enum batch_kind kind); /* "orders" */

#endif
