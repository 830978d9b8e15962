/*
 * All layouts as one list: exports of orders, of products, of customers, logs
 * of events, and last the generic readings, for where scores tie the earlier row wins.
 */
#include "ingest/dialect_rows.h"

/* clang-format off */
static const struct dialect generic_rows[] = {
	{
		.name = "orders",
		.label = "order lines",
		.summary = "one row per line of an order, columns named plainly",
		.kind = BATCH_ORDERS,
		.generic = true,
	},
	{
		.name = "products",
		.label = "products",
		.summary = "one row per product, columns named plainly",
		.kind = BATCH_PRODUCTS,
		.generic = true,
	},
	{
		.name = "customers",
		.label = "customers",
		.summary = "one row per customer, with consent to be written to",
		.kind = BATCH_CUSTOMERS,
		.generic = true,
	},
};
/* clang-format on */

static const struct dialect_rows generics = { .rows = generic_rows,
	.n = ARRAY_LEN(generic_rows) };

static const struct dialect_rows *const groups[] = {
	&dialect_orders,
	&dialect_products,
	&dialect_customers,
	&dialect_events,
	&generics,
};

size_t
dialect_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		n += groups[i]->n;
	return n;
}

const struct dialect *
dialect_at(size_t i)
{
	size_t group = 0;

	while (i >= groups[group]->n)
		i -= groups[group++]->n;
	return &groups[group]->rows[i];
}
