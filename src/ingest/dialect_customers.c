/*
 * Known exports of customers with their consent.
 */
#include "ingest/dialect_rows.h"

/* clang-format off */
static const struct dialect rows[] = {
	{
		.name = "shopify-customers",
		.label = "Shopify customer",
		.summary = "Shopify, Customers > Export",
		.kind = BATCH_CUSTOMERS,
		.marks = "Email|Accepts Email Marketing|First Name",
		.aliases = {
			/* Its order export knows customers by address alone. */
			[ROLE_EMAIL] = "Email",
			[ROLE_CONSENT] = "Accepts Email Marketing",
			[ROLE_COUNTRY] = "Default Address Country Code|"
			    "Country Code|Country",
		},
	},
	{
		.name = "klaviyo",
		.label = "Klaviyo profile",
		.summary = "Klaviyo, a list or segment",
		.kind = BATCH_CUSTOMERS,
		.marks = "Email|Email Marketing Consent",
		.aliases = {
			[ROLE_EMAIL] = "Email|Email Address",
			[ROLE_CONSENT] = "Email Marketing Consent",
			[ROLE_COUNTRY] = "Country",
		},
	},
	{
		.name = "mailchimp",
		.label = "Mailchimp contact",
		.summary = "Mailchimp, an audience",
		.kind = BATCH_CUSTOMERS,
		.marks = "Email Address|MEMBER_RATING",
		.aliases = {
			[ROLE_EMAIL] = "Email Address",
			[ROLE_CONSENT] = "Status|CONFIRM_TIME|OPTIN_TIME",
			[ROLE_OPT_OUT] = "UNSUB_TIME|CLEAN_TIME",
			[ROLE_COUNTRY] = "CC|Country",
		},
	},
};
/* clang-format on */

const struct dialect_rows dialect_customers = { .rows = rows,
	.n = ARRAY_LEN(rows) };
