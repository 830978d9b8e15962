/*
 * One row of words per type. A word that some till uses for goods and another
 * for money ("payment") is taken for goods: without a product such a row is
 * set aside anyway.
 */
#include "ingest/rowtype.h"

#include "ingest/header.h"

static const char *const words[] = {
	[ROWTYPE_UNKNOWN] = "",
	[ROWTYPE_ITEM] = "sale|sales|order|item|line_item|lineitem|sale_line|"
			 "product|payment|purchase|false",
	[ROWTYPE_REFUND] = "refund|return",
	[ROWTYPE_OTHER] = "shipping|shipping_line|fee|tax|tax_line|coupon|"
			  "discount|refund_item|order_discount|transaction|"
			  "fulfillment_line|tip|transfer|service_fee|payout|"
			  "adjustment|fba_inventory_fee|deposit|other_fee|"
			  "shipping_label|postage_label|hold|claim|charge|"
			  "payment_dispute|view|"
			  "cart|add_to_cart|remove_from_cart|click|"
			  /* "Void?" */
			  "true",
};

_Static_assert(ARRAY_LEN(words) == ROWTYPE_COUNT, "words for each type");

enum rowtype
rowtype_of_word(struct slice word)
{
	for (enum rowtype type = 0; type < ROWTYPE_COUNT; type++)
		if (word.len > 0 && header_is_one_of(word, words[type]))
			return type;
	return ROWTYPE_UNKNOWN;
}
