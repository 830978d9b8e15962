/*
 * paired - which two products a bundle of the shop holds together, so that a
 * pair that is offered already is not proposed again.
 *
 * Of all bundles but the retired ones; of one with more than 20 products, which
 * is a choice rather than a set, none.
 *
 *	paired_load(st, &products, &pd, err);
 *	name = paired_find(&pd, a, b);
 *	paired_release(&pd);
 */
#ifndef ENDCAP_PAIRED_H
#define ENDCAP_PAIRED_H

#include "base/arena.h"
#include "store/store_curation.h"
#include "store/store_products.h"

struct paired_row {
	uint32_t a, b; /* product indices, a < b */
	const char *bundle; /* its name, in 'text' */
};

struct paired {
	struct paired_row *rows; /* by a, b, then name */
	size_t n;
	struct arena text;
};

/* Into *out, which is zeroed. */
bool paired_load(struct store *st, const struct store_products *products,
    struct paired *out, struct err *err);
void paired_release(struct paired *pd);

/* The name of a bundle that holds both, the first by name; NULL: none does. */
const char *paired_find(const struct paired *pd, size_t a, size_t b);

#endif
