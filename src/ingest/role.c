/*
 * The table of role.h.
 */
#include "ingest/role.h"

#include "ingest/header.h"

#define NEEDS(orders, products, customers)                                \
	{                                                                 \
		[BATCH_ORDERS] = (orders), [BATCH_PRODUCTS] = (products), \
		[BATCH_CUSTOMERS] = (customers)                           \
	}

static const struct role_row rows[] = {
#define X(code, name_, value_, orders, products, customers, aliases_, help_) \
	[code] = { .name = (name_),                                          \
		.value = (value_),                                           \
		.need = NEEDS(orders, products, customers),                  \
		.aliases = (aliases_),                                       \
		.help = (help_) },
	ROLES(X)
#undef X
};

_Static_assert(ARRAY_LEN(rows) == ROLE_COUNT, "a row for each role");

const struct role_row *
role_row(enum role role)
{
	return &rows[role];
}

bool
role_parse(struct slice name, enum role *out)
{
	for (enum role role = 0; role < ROLE_COUNT; role++)
		if (header_same(name, slice_of(rows[role].name))) {
			*out = role;
			return true;
		}
	return false;
}
