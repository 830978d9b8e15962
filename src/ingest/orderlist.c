/*
 * Marks are names that the export with the lines does not have together.
 */
#include "ingest/orderlist.h"

/* clang-format off */
static const struct orderlist rows[] = {
	{ .label = "an Etsy list of orders",
	  .marks = "Sale Date|Number of Items|Order Value",
	  .instead = "download its 'Order Items'" },
	{ .label = "the order grid of Magento",
	  .marks = "Purchase Date|Bill-to Name|Ship-to Name",
	  .instead = "export the items of its orders" },
	{ .label = "the order list of PrestaShop",
	  .marks = "Reference|New client|Customer|Payment",
	  .instead = "export the details of its orders" },
	{ .label = "a list of payments by Stripe",
	  .marks = "Amount Refunded|Converted Amount|Fee",
	  .instead = "export the orders of the shop itself" },
	{ .label = "a list of payments by PayPal",
	  .marks = "TimeZone|Gross|Fee|Net",
	  .instead = "export the orders of the shop itself" },
};
/* clang-format on */

static bool
has_all(const struct header *header, const char *marks)
{
	struct slice rest = slice_of(marks), mark;

	while (slice_split(&rest, '|', &mark))
		if (header_find(header, mark) < 0)
			return false;
	return true;
}

const struct orderlist *
orderlist_of(const struct header *header)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (has_all(header, rows[i].marks))
			return &rows[i];
	return NULL;
}
