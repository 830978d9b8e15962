/*
 * Logs of what customers looked at. One layout reads them all: the names of
 * role.h, and before those the ones that only such logs have.
 */
#include "ingest/dialect_rows.h"

/* clang-format off */
static const struct dialect rows[] = {
	{
		.name = "events",
		.label = "browsing event",
		.summary = "one row per view, cart or wish of a customer, columns "
		    "named plainly",
		.kind = BATCH_EVENTS,
		.generic = true,
		.aliases = {
			[ROLE_CUSTOMER] = "customer_id|visitor_id|profile_id|"
			    "person_id|contact_id",
			[ROLE_DATE] = "event_time|event_timestamp|event_date|"
			    "viewed_at|occurred_at|timestamp|date|time",
		},
	},
};
/* clang-format on */

const struct dialect_rows dialect_events = { .rows = rows,
	.n = ARRAY_LEN(rows) };
