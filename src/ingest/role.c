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

/* In files of platform ids; those that are not here are not used there. */
static const enum role_need needs_of_ids[ROLE_COUNT] = {
	[ROLE_SKU] = ROLE_NEEDED,
	[ROLE_SHOP_PRODUCT] = ROLE_NEEDED,
	[ROLE_SHOP_VARIANT] = ROLE_OPTIONAL,
	[ROLE_OPTION1_ID] = ROLE_OPTIONAL,
	[ROLE_OPTION1_NAME] = ROLE_OPTIONAL,
	[ROLE_OPTION1_VALUE] = ROLE_OPTIONAL,
	[ROLE_OPTION2_ID] = ROLE_OPTIONAL,
	[ROLE_OPTION2_NAME] = ROLE_OPTIONAL,
	[ROLE_OPTION2_VALUE] = ROLE_OPTIONAL,
	[ROLE_OPTION3_ID] = ROLE_OPTIONAL,
	[ROLE_OPTION3_NAME] = ROLE_OPTIONAL,
	[ROLE_OPTION3_VALUE] = ROLE_OPTIONAL,
};

/* The same in files of what customers looked at. */
static const enum role_need needs_of_events[ROLE_COUNT] = {
	[ROLE_CUSTOMER] = ROLE_KEY,
	[ROLE_EMAIL] = ROLE_KEY,
	[ROLE_SKU] = ROLE_NEEDED,
	[ROLE_EVENT] = ROLE_NEEDED,
	[ROLE_DATE] = ROLE_NEEDED,
	[ROLE_CLOCK] = ROLE_OPTIONAL,
};

const struct role_row *
role_row(enum role role)
{
	return &rows[role];
}

enum role_need
role_need(enum role role, enum batch_kind kind)
{
	switch (kind) {
	case BATCH_IDS:
		return needs_of_ids[role];
	case BATCH_EVENTS:
		return needs_of_events[role];
	case BATCH_PRODUCTS:
	case BATCH_ORDERS:
	case BATCH_CUSTOMERS:
	case BATCH_KIND_COUNT:
		break;
	}
	return rows[role].need[kind];
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

bool
role_is_called(struct slice name, struct slice core, enum role role,
    enum role_language language)
{
	const char *names = role_names(role, language);

	return names != NULL &&
	    (header_is_one_of(name, names) ||
		(core.len < name.len && header_is_one_of(core, names)));
}
