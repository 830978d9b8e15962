/*
 * header - the first row of a file, and how its names are compared.
 *
 * Two names are the same when their letters and digits are: case, accents,
 * blanks, underscores and other ASCII punctuation do not matter, so "Customer
 * ID", "customer_id" and "CustomerID" are one name, and so are "Quantité" and
 * "QUANTITE". Letters that are not Latin count as they are.
 */
#ifndef ENDCAP_INGEST_HEADER_H
#define ENDCAP_INGEST_HEADER_H

#include "base/arena.h"
#include "base/str.h"

struct header {
	const struct slice *names; /* clean, trimmed, in an arena */
	const struct slice *cores; /* the same by header_core */
	size_t n; /* without the nameless columns at the end */
	size_t width; /* with them */
};

/* Copies the fields, cleaned, into 'text'. */
void header_read(struct header *header, const struct slice *fields, size_t n,
    struct arena *text);

/* A name without its remark: "Email (Billing)" is "Email", "Price in EUR",
 * "Price [EUR]" and "Price gross" are "Price". 'remark' is what was left out,
 * or empty. Not cheap: struct header keeps the result. */
struct slice header_core(struct slice name, struct slice *remark);
/* The code of a currency in capitals, or a sign: what remarks on amounts are. */
bool header_is_currency(struct slice remark);

bool header_same(struct slice a, struct slice b);
/* Is it one of the names in 'aliases', split by '|'? Blank names never are. */
bool header_is_one_of(struct slice name, const char *aliases);
/* The first column of that name, or of that number ("#3"); -1 for none. */
int header_find(const struct header *header, struct slice name);
/* Appends the first columns as 'a', 'b', 'c', for messages. */
void header_describe(const struct header *header, struct str *out);

#endif
