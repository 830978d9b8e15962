/*
 * role - what a column of an input file can mean.
 *
 * One row per role: code, name (as in --map name=column), kind of value, need
 * in files of order lines, of products and of customers, the header names it
 * is known by everywhere, help. The names of one role are split by '|' and
 * compared without case, accents, blanks and punctuation, so "Unit Price",
 * "unit_price" and "UnitPrice" are one; earlier names win over later ones.
 * Names in other languages than English stand in role_names.c. A role without
 * names belongs to the layouts of dialect.h, or to those who ask for it with
 * --map.
 */
#ifndef ENDCAP_INGEST_ROLE_H
#define ENDCAP_INGEST_ROLE_H

#include "base/batch.h"

enum role_value {
	VALUE_TEXT,
	VALUE_CODE, /* text that identifies something */
	VALUE_TIME,
	VALUE_COUNT, /* a whole number */
	VALUE_MONEY,
	VALUE_WORD, /* one of a few known words */
};

enum role_need {
	ROLE_UNUSED,
	ROLE_OPTIONAL,
	ROLE_KEY, /* at least one of the keys of the kind is needed */
	ROLE_NEEDED,
};

/* clang-format off */
#define ROLES(X) \
	X(ROLE_ORDER, "order_id", VALUE_CODE, ROLE_NEEDED, ROLE_UNUSED, ROLE_UNUSED, \
	  "order_id|id_order|order|order_no|order_number|order_ref|order_reference|invoice|invoice_no|invoice_number|transaction_id|transaction_no|transaction|receipt|receipt_no|bill_no|bill_number|bill|basket_id|basket|cart_id|sale_id|ticket|increment_id|order_increment_id|document_number|document_no|sales_document|sales_order|num|sale_no|sale_number|order_code", \
	  "the order a line belongs to") \
	X(ROLE_DATE, "order_date", VALUE_TIME, ROLE_NEEDED, ROLE_UNUSED, ROLE_UNUSED, \
	  "order_date|ordered_at|order_placed|date|datetime|date_time|created_at|date_created|created_on|created|invoice_date|purchase_date|transaction_date|transaction_dt|sale_date|sold_at|placed_at|timestamp|paid_at|order_time|order_date_time|date_ordered|date_placed|order_created|date_purchased|date_add|purchased_at|created_time|create_time|creation_date|event_time", \
	  "when the order was placed, with or without a time") \
	X(ROLE_CUSTOMER, "customer_id", VALUE_CODE, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_KEY, \
	  "customer_id|customer|customer_no|customer_number|customer_ref|client_id|client|user_id|buyer_id|buyer|member_id|member_number|buyer_user_id|buyer_username|buyer_login|household_id|household_key|household|sold_to_party|sold_to", \
	  "who bought; blank for a guest") \
	X(ROLE_EMAIL, "email", VALUE_CODE, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_KEY, \
	  "email|email_address|customer_email|billing_email|contact_email|buyer_email|mail", \
	  "the customer's address; stands for the customer where there is no id, as a number made from it") \
	X(ROLE_SKU, "sku", VALUE_CODE, ROLE_KEY, ROLE_KEY, ROLE_UNUSED, \
	  "sku|product_sku|item_sku|variant_sku|product_reference|stock_code|product_code|item_code|article_number|article_no|article|product_id|item_id|asin|code|custom_label|custom_label_sku|seller_sku|material|material_number", \
	  "the product's code") \
	X(ROLE_TITLE, "title", VALUE_TEXT, ROLE_KEY, ROLE_KEY, ROLE_UNUSED, \
	  "title|product_title|item_title|name|product_name|item_name|description|item_description|product_description|product|item|items|menu_item|offer_name|offer_title|listing_title", \
	  "the product's name; its key where there is no SKU") \
	X(ROLE_CATEGORY, "category", VALUE_TEXT, ROLE_OPTIONAL, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "category|categories|product_category|product_type|type|department|product_line|category_name|product_category_name", \
	  "the product's category") \
	X(ROLE_BRAND, "brand", VALUE_TEXT, ROLE_OPTIONAL, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "brand|vendor|manufacturer|supplier|brand_name|vendor_name|manufacturer_name|supplier_name", \
	  "the product's brand") \
	X(ROLE_QUANTITY, "quantity", VALUE_COUNT, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "quantity|qty|units|pieces|item_quantity|lineitem_quantity|quantity_ordered|qty_ordered|ordered_quantity|ordered_qty|quantity_purchased|order_quantity|order_qty|quantity_sold|qty_sold|items_sold|product_quantity|product_qty|item_qty|quantity_refund|units_sold|number_of_items|quantity_shipped|qty_shipped|quantity_invoiced|qty_invoiced|units_ordered|items_ordered|sold_quantity|sold_qty|pcs", \
	  "pieces bought, negative for a return; 1 where there is no such column") \
	X(ROLE_PRICE, "price", VALUE_MONEY, ROLE_OPTIONAL, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "unit_price|product_price|price|item_price|price_each|price_per_unit|selling_price|sale_price|sales_price|item_cost|sold_for|regular_price|retail_price|list_price|price_unit|unit_rate", \
	  "the price of one piece") \
	X(ROLE_LINE_TOTAL, "line_total", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "line_total|line_amount|line_value|line_subtotal|item_total|item_subtotal|order_line_total|order_line_subtotal|row_total|gross_sales|sales|amount|net_sales|revenue|product_sales|sales_value|item_revenue|total_revenue|product_subtotal|sku_subtotal_before_discount|sales_amount|sale_amount|total_sales|total_sale|gross_amount|gross_amt|net_amount|net_amt|extended_price", \
	  "the value of the line, where there is no price of one piece") \
	X(ROLE_DISCOUNT, "discount", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "discount|discounts|line_discount|item_discount|item_discounts|lineitem_discount|discount_amount|sku_seller_discount", \
	  "what was taken off the line") \
	X(ROLE_ORDER_DISCOUNT, "order_discount", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "order_discount|cart_discount|cart_discount_amount|order_discount_amount|discount_total|total_discount", \
	  "what was taken off the whole order") \
	X(ROLE_SHIPPING, "shipping", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "shipping|shipping_charged|shipping_total|shipping_price|shipping_fee|shipping_rate|shipping_amount|order_shipping|order_shipping_amount|freight|freight_value|shipping_and_handling|postage_and_packaging|delivery_charge|delivery_fee|postage|shipping_cost_inc_tax|shipping_cost_including_tax|shipping_cost_ex_tax|shipping_cost_excluding_tax|base_shipping_cost", \
	  "what the customer paid for shipping") \
	X(ROLE_SHIPPING_COST, "shipping_cost", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "shipping_cost|shipping_costs|carrier_cost|freight_cost|label_cost", \
	  "what shipping cost the shop") \
	X(ROLE_TAX, "tax", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "tax|taxes|order_tax|tax_total|total_tax|order_total_tax_amount|vat", \
	  "the tax of the order") \
	X(ROLE_TOTAL, "total", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "order_total|order_total_amount|total|grand_total|total_paid|total_amount|total_price", \
	  "what was paid for the order") \
	X(ROLE_CURRENCY, "currency", VALUE_WORD, ROLE_OPTIONAL, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "currency|currency_code|order_currency|order_currency_code|base_currency_code", \
	  "ISO code of the order's currency") \
	X(ROLE_STATUS, "status", VALUE_WORD, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "status|order_status|financial_status|payment_status|state|current_state|order_state", \
	  "paid, pending, cancelled, refunded and so on") \
	X(ROLE_CANCELLED, "cancelled_at", VALUE_WORD, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "cancelled_at|canceled_at|cancelled|canceled|cancellation_date|fully_refunded|is_cancelled|is_canceled", \
	  "anything here but no, 0 or false means the order was cancelled") \
	X(ROLE_COUNTRY, "country", VALUE_TEXT, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_OPTIONAL, \
	  "country|shipping_country|ship_to_country|country_code|ship_country|billing_country|country_region", \
	  "where the order went") \
	X(ROLE_CHANNEL, "channel", VALUE_TEXT, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "channel|sales_channel|source|order_source|marketplace", \
	  "where it was sold: web shop, marketplace, till") \
	X(ROLE_COST, "cost", VALUE_MONEY, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "cost|unit_cost|cost_price|cost_per_item|cost_of_goods|cogs|purchase_price", \
	  "what one piece costs the shop") \
	X(ROLE_STOCK, "stock", VALUE_COUNT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "stock|stock_quantity|stock_level|inventory|inventory_quantity|on_hand|units_in_stock|available|quantity|qty", \
	  "pieces in stock") \
	X(ROLE_PARENT, "parent", VALUE_CODE, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "parent|parent_sku|parent_key|parent_code|product_group|item_group_id", \
	  "of a variant: the SKU of its product") \
	X(ROLE_OPTION1_NAME, "option1_name", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option1_name", "of a variant: what differs") \
	X(ROLE_OPTION1_VALUE, "option1_value", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option1_value|variant|option|variation", "of a variant: how it differs") \
	X(ROLE_OPTION2_NAME, "option2_name", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option2_name", "the second thing that differs") \
	X(ROLE_OPTION2_VALUE, "option2_value", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option2_value", "how it differs") \
	X(ROLE_OPTION3_NAME, "option3_name", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option3_name", "the third thing that differs") \
	X(ROLE_OPTION3_VALUE, "option3_value", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "option3_value", "how it differs") \
	X(ROLE_TAGS, "tags", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "tags|tag|labels|keywords", "words the shop gives the product") \
	X(ROLE_ACTIVE, "active", VALUE_WORD, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "active|published|enabled|is_active|status|product_online", \
	  "whether the product is on sale") \
	X(ROLE_CONSENT, "consent", VALUE_WORD, ROLE_UNUSED, ROLE_UNUSED, ROLE_OPTIONAL, \
	  "consent|marketing_consent|email_marketing_consent|accepts_marketing|accepts_email_marketing|email_consent|opt_in|marketing|newsletter|subscribed|subscription_status", \
	  "whether the customer agreed to be written to") \
	X(ROLE_CLOCK, "order_time", VALUE_TEXT, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "time|time_of_day", \
	  "the time of the day, where it has its own column beside the date") \
	X(ROLE_SUBTOTAL, "subtotal", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "subtotal|order_subtotal|items_subtotal|goods_total", \
	  "the goods of the order; tells which discounts its lines already hold") \
	X(ROLE_REFUNDED, "refunded", VALUE_MONEY, ROLE_OPTIONAL, ROLE_UNUSED, ROLE_UNUSED, \
	  "refunded_amount|refund_amount|amount_refunded|refunded_total|refund_total", \
	  "what was paid back of the order") \
	X(ROLE_ITEMS, "items", VALUE_TEXT, ROLE_KEY, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "all items of the order in one cell; columns numbered after it hold one each") \
	X(ROLE_ROW_TYPE, "row_type", VALUE_WORD, ROLE_OPTIONAL, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "line_type|lineitem_type|order_item_type", "whether the row is a product, a variant, an image; of orders: a sale or a refund") \
	X(ROLE_HANDLE, "handle", VALUE_CODE, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "the same on all rows of one product with its variants and images") \
	X(ROLE_ID, "platform_id", VALUE_CODE, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "the platform's number of the product, where parents are named by it") \
	X(ROLE_ATTRIBUTES, "attributes", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "of a variant: how it differs, as name=value pairs") \
	X(ROLE_VARIANTS, "variants", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "of a product: its variants, as sku=...,name=value|sku=...") \
	X(ROLE_SURCHARGE, "surcharge", VALUE_MONEY, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "of a variant: what it costs more than its product") \
	X(ROLE_STORE_VIEW, "store_view", VALUE_CODE, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "", "not blank: the row translates another one for a part of the shop") \
	X(ROLE_CROSS_SELLS, "cross_sells", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "cross_sells|crosssells|cross_sell_skus|crosssell_skus|complementary_products|accessories", \
	  "SKUs of what the shop offers with the product, parted by commas") \
	X(ROLE_RELATED, "related", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "related_skus|related_products", \
	  "SKUs of what the shop shows beside the product") \
	X(ROLE_UPSELLS, "upsells", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "upsells|upsell_skus|up_sells", \
	  "SKUs of what the shop offers instead of the product") \
	X(ROLE_GROUPED, "grouped", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "grouped_products|associated_skus", \
	  "SKUs of the products of a group, perhaps as SKU=quantity") \
	X(ROLE_BUNDLED, "bundled", VALUE_TEXT, ROLE_UNUSED, ROLE_OPTIONAL, ROLE_UNUSED, \
	  "bundle_values|bundled_items|bundled_items_json_encoded", \
	  "SKUs of the parts of a bundle") \
	X(ROLE_OPT_OUT, "opt_out", VALUE_WORD, ROLE_UNUSED, ROLE_UNUSED, ROLE_OPTIONAL, \
	  "opt_out|unsubscribed|unsubscribed_at|unsubscribe_date", \
	  "anything here but no, 0 or false means the customer objects") \
	X(ROLE_SHOP_PRODUCT, "shop_product_id", VALUE_CODE, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "the platform's number of the product, in files of platform ids") \
	X(ROLE_SHOP_VARIANT, "shop_variant_id", VALUE_CODE, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "the platform's number of the variant") \
	X(ROLE_OPTION1_ID, "option1_id", VALUE_CODE, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "the platform's number of the first option") \
	X(ROLE_OPTION2_ID, "option2_id", VALUE_CODE, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "of the second option") \
	X(ROLE_OPTION3_ID, "option3_id", VALUE_CODE, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "", "of the third option") \
	X(ROLE_EVENT, "event", VALUE_WORD, ROLE_UNUSED, ROLE_UNUSED, ROLE_UNUSED, \
	  "event|event_type|event_name|action|activity|interaction", \
	  "what a customer did with the product: view, cart, wish or buy")
/* clang-format on */

enum role {
#define X(code, name, value, orders, products, customers, aliases, help) code,
	ROLES(X)
#undef X
	ROLE_COUNT
};

enum {
	ROLE_NONE = -1
};

struct role_row {
	const char *name;
	enum role_value value;
	/* In files of products, orders and customers; role_need knows all. */
	enum role_need need[BATCH_IDS];
	const char *aliases; /* split by '|' */
	const char *help;
};

/* Languages of header names; English first, its names are in the rows. */
/* clang-format off */
#define ROLE_LANGUAGES(X) \
	X(ROLE_ENGLISH,    "English") \
	X(ROLE_GERMAN,     "German") \
	X(ROLE_FRENCH,     "French") \
	X(ROLE_SPANISH,    "Spanish") \
	X(ROLE_PORTUGUESE, "Portuguese") \
	X(ROLE_ITALIAN,    "Italian") \
	X(ROLE_DUTCH,      "Dutch") \
	X(ROLE_TURKISH,    "Turkish")
/* clang-format on */

enum role_language {
#define X(code, name) code,
	ROLE_LANGUAGES(X)
#undef X
	ROLE_LANGUAGE_COUNT
};

const struct role_row *role_row(enum role role);
enum role_need role_need(enum role role, enum batch_kind kind);
/* The names of a role in one language, split by '|'; NULL for none. */
const char *role_names(enum role role, enum role_language language);
/* Is it one of them, with its remark or as 'core' without? */
bool role_is_called(struct slice name, struct slice core, enum role role,
    enum role_language language);
/* Do the words of a header name speak for the role, where no list of names has
 * it? "Web Order Number", "Line: SKU" (role_words.c). */
bool role_fits_words(enum role role, struct slice name);
/* The role of a name as in --map, compared like header names. */
bool role_parse(struct slice name, enum role *out);

#endif
