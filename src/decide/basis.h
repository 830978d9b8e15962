/*
 * basis - where a number comes from, shown beside every input.
 *
 * Measured: counted in the shop's own data. Estimated: inferred from it, with
 * an error of its own. Assumed: a default from published work or a choice,
 * which the user may edit.
 */
#ifndef ENDCAP_BASIS_H
#define ENDCAP_BASIS_H

#include "base/base.h"

/* clang-format off */
#define BASES(X) \
	X(BASIS_ASSUMED,   "assumed") \
	X(BASIS_MEASURED,  "measured") \
	X(BASIS_ESTIMATED, "estimated")
/* clang-format on */

enum basis {
#define X(code, name) code,
	BASES(X)
#undef X
	BASIS_COUNT
};

const char *basis_name(enum basis basis); /* "measured" */

/*
 * One input as every screen and export shows it. 'unit' is one of "", "money"
 * (major units), "share", "days", "orders", "pieces". Strings are borrowed for
 * ever, except that 'name' lives in the row.
 */
struct basis_row {
	char name[40];
	double value;
	enum basis basis;
	const char *unit;
	const char *meaning;
};

#endif
