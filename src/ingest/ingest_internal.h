/*
 * ingest_internal - what the files of ingest share while one file is read.
 *
 * Seen by ingest*.c alone. A row function (ingest_orders_row and so on) is
 * called for each row that is not blank and has no flaw; it takes the row,
 * or sets it aside with ingest_reject, or passes it over with ingest_pass, and
 * returns; 'failed' ends the reading with the error in 'err'.
 *
 *	ingest.c            the passes over the file
 *	ingest_orders.c     rows that are one line of an order
 *	ingest_order_values.c  what they say of the order as a whole
 *	ingest_items.c      rows that hold all lines of an order
 *	ingest_products.c   rows that are a product
 *	ingest_family.c     products with variants
 *	ingest_links.c      what products say is sold with them
 *	ingest_customers.c  rows that are a customer
 *	ingest_events.c     rows that are what a customer looked at
 *	ingest_values.c     the values of a row
 *	ingest_rejects.c    what is set aside, and the notes
 *	ingest_repeats.c    orders that stand twice, at the end
 *	ingest_settle.c     what only the whole file tells, at the end
 */
#ifndef ENDCAP_INGEST_INGEST_INTERNAL_H
#define ENDCAP_INGEST_INGEST_INTERNAL_H

#include "ingest/dict.h"
#include "ingest/ingest.h"

/* Things done to a file that its reader should know. */
/* clang-format off */
#define INGEST_NOTES(X) \
	X(NOTE_BOM,            "byte-order marks removed from the start of the file") \
	X(NOTE_TITLES,         "lines above the header: passed over") \
	X(NOTE_SUMS,           "rows are sums of the others: passed over") \
	X(NOTE_HEADERS,        "rows repeat the header: passed over") \
	X(NOTE_IMAGES,         "rows hold images and the like, no product: passed over") \
	X(NOTE_STORE_VIEWS,    "rows translate products for a part of the shop: passed over") \
	X(NOTE_NO_ITEMS,       "rows hold no items: passed over") \
	X(NOTE_NOT_ITEMS,      "rows are shipping, fees, taxes, coupons or voids, not items: passed over") \
	X(NOTE_REPEATED,       "order lines stand twice in the file, in parts that overlap: counted once") \
	X(NOTE_NAME_AS_KEY,    "rows have no SKU: the product's name serves as its key") \
	X(NOTE_NO_QUANTITY,    "order lines have no quantity column: counted as one piece each") \
	X(NOTE_NO_PRICE,       "order lines have no price: they count in baskets, without value") \
	X(NOTE_PARTS,          "quantities are weights, lengths and the like: counted as one piece of what it came to") \
	X(NOTE_PRICE_OF_ORDER, "order lines have no price: being alone in their order, what it came to stands for it") \
	X(NOTE_TWO_DATES,      "orders carry more than one date: the earliest is used") \
	X(NOTE_TWO_CUSTOMERS,  "orders name more than one customer: the first is used") \
	X(NOTE_DATE_CARRIED,   "rows have no date: their order's is used") \
	X(NOTE_SAME_PRODUCT,   "rows repeat a SKU of the file: later values replace earlier ones") \
	X(NOTE_SAME_CUSTOMER,  "rows repeat a customer of the file: later values replace earlier ones") \
	X(NOTE_CLEANED,        "texts held characters that could harm a terminal, or bytes that are no UTF-8: repaired") \
	X(NOTE_CUT,            "texts were longer than 500 characters: cut") \
	X(NOTE_ADDRESS_LEFT,   "addresses were left out: the setting keep_addresses keeps them, for mailing") \
	X(NOTE_EMAIL_AS_KEY,   "rows have no customer id: a number made from the address stands for the customer") \
	X(NOTE_COUNTED_DATES,  "dates are numbers, as spreadsheets and systems count them") \
	X(NOTE_SHARES,         "discounts are shares of the price: worked out to amounts") \
	X(NOTE_NO_ORDER,       "order lines have no order number: what one customer bought on one day is one order") \
	X(NOTE_NO_DATE,        "baskets have no date: kept under 1970-01-01") \
	X(NOTE_NO_DATES,       "order lines have no date: their orders are kept under 1970-01-01") \
	X(NOTE_NAMES_ONLY,     "order lines come from a cell of names: no SKU, no price") \
	X(NOTE_SHIPPING_LINES, "order lines are postage: they make up their orders' shipping charge") \
	X(NOTE_DISCOUNT_TWICE, "orders name a discount that their lines already hold: counted once") \
	X(NOTE_REFUNDED_ALL,   "orders were paid back in full: they do not count") \
	X(NOTE_REFUNDED_PART,  "orders were paid back in part: their value is lower") \
	X(NOTE_TAX_ADDED,      "orders add the tax to their prices") \
	X(NOTE_TAX_INCLUDED,   "orders have the tax in their prices") \
	X(NOTE_TOTAL_OFF,      "orders have a total that their lines, discounts, shipping and tax do not explain") \
	X(NOTE_LINKS_LOST,     "products that others name as cross-sells and the like are numbers this file does not explain: left out") \
	X(NOTE_OTHER_CURRENCY, "rows are in another currency: set aside") \
	X(NOTE_BROWSING,       "rows are views and carts, no purchases: passed over; the same file read with --as events brings them") \
	X(NOTE_NO_EVENT,       "rows have no word for the event: counted as views") \
	X(NOTE_OTHER_EVENTS,   "rows are searches, sessions and the like, no view of a product: passed over") \
	X(NOTE_NO_VISITOR,     "rows name no customer: passed over") \
	X(NOTE_MORE_REJECTS,   "rejected rows are counted but not listed")
/* clang-format on */

enum ingest_note_kind {
#define X(code, text) code,
	INGEST_NOTES(X)
#undef X
	NOTE_COUNT
};

/* Beside batch.orders: what is known of an order only while reading. */
struct ingest_order {
	uint32_t last_line; /* of the file */
	uint32_t again; /* line where it began anew, 0: nowhere */
	int64_t subtotal; /* minor units, BATCH_UNKNOWN */
	bool two_dates, two_customers;
	bool apart; /* its lines stand in places far from each other */
};

/* Beside batch.products: where its title came from. */
struct ingest_product {
	int64_t titled; /* time of the order that named it */
	bool sold; /* in a line with a price and pieces */
	int64_t low, high; /* its prices, price4; 0: none yet */
};

/* What a row says of a line of an order before it is taken. */
struct ingest_line {
	struct slice ref; /* of the order */
	struct slice title;
	uint32_t order; /* DICT_NONE: new */
	uint32_t before; /* order of the row before */
	uint32_t product;
	int64_t quantity;
	int64_t price4;
	int64_t discount;
	bool date_carried;
};

/* Values that the first row of a product says for the rows of its variants. */
/* clang-format off */
#define INGEST_CARRIED(X) \
	X(ROLE_TITLE) X(ROLE_BRAND) X(ROLE_CATEGORY) X(ROLE_TAGS) \
	X(ROLE_ACTIVE) X(ROLE_PRICE) X(ROLE_OPTION1_NAME) \
	X(ROLE_OPTION2_NAME) X(ROLE_OPTION3_NAME)
/* clang-format on */

/* The product whose rows are being read. */
struct ingest_family {
	bool any;
	struct str handle;
	struct str carried[ROLE_COUNT];
	const char *parent_key; /* of the product row above, or NULL */
};

/* "The product of this key is a variant of that one", said on the parent. */
struct ingest_link {
	const char *child, *parent; /* keys */
};

/* What was read last in a column whose values come in runs. */
struct ingest_run {
	struct str text;
	bool any;
};

struct ingest;
typedef void ingest_row_fn(struct ingest *in, const struct csvfile_row *row);

/* What numbered columns hold of an item (ingest_numbered.c). */
enum numbered_field {
	NUMBERED_SKU,
	NUMBERED_TITLE,
	NUMBERED_QUANTITY,
	NUMBERED_PRICE,
	NUMBERED_TOTAL,
	NUMBERED_COUNT
};

struct numbered_item {
	int columns[NUMBERED_COUNT]; /* -1: none */
};

struct ingest {
	const char *path;
	const struct ingest_options *options;
	struct batch *out;
	struct ingest_report *report;
	const struct dialect *dialect;
	ingest_row_fn *row_fn;
	void (*so_far)(void *arg, const struct batch *so_far); /* or NULL */
	struct header header; /* in the batch's arena: rejects name columns */
	const int *column; /* by role */
	struct err err;
	bool failed;
	uint32_t header_line; /* 0: there is no header */
	size_t widest; /* columns that a row may have values in */
	bool rejected; /* the current row was set aside */
	bool passed; /* the current row was passed over */
	bool scattered; /* a line stands behind one of a later order */
	uint32_t line_order; /* of the last line */
	bool describes; /* order lines that name or class their products */

	struct dict orders, products, customers, texts;
	struct dict keys; /* folded SKUs to the first product of each */
	const char **pool; /* texts by number; NULL: nothing but blanks */
	size_t n_pool, cap_pool;
	struct ingest_order *order_more;
	struct ingest_product *product_more;
	size_t cap_order_more, cap_product_more;
	int64_t notes[NOTE_COUNT];
	size_t reject_bytes;
	struct str scratch, scratch2;
	struct str made_ref; /* where orders have no number */

	struct ingest_run run[ROLE_COUNT];
	uint32_t order; /* of the row before, or DICT_NONE */
	uint32_t customer; /* of the run in the customer column */
	int64_t time;
	int32_t offset;
	int64_t part; /* thousandths of a unit that is no whole one, or 0 */
	bool time_good;
	bool currency_good;
	enum role order_roles[ROLE_COUNT]; /* mapped, of the order as a whole */
	size_t n_order_roles;

	int64_t n_rounded; /* keys that a spreadsheet rounded */
	struct str rounded; /* the first of them */
	int rounded_column;
	struct dict refused; /* orders whose first row was set aside */
	int *item_columns; /* that hold items of the order, in the arena */
	size_t n_item_columns;
	struct numbered_item *numbered; /* by number, in the arena */
	size_t n_numbered; /* 0: a row holds one item */
	struct ingest_line *lines; /* of the current row */
	size_t cap_lines;

	struct ingest_family family;
	struct dict ids; /* numbers of the platform to products */
	struct ingest_link *links;
	size_t n_links, cap_links;
};

/* The trimmed value of a role; empty when there is no such column. */
struct slice ingest_cell(
    const struct ingest *in, const struct csvfile_row *row, enum role role);
bool ingest_has(const struct ingest *in, enum role role);
/* Is the value the one this column had last? Remembers it. */
bool ingest_same_as_last(struct ingest *in, enum role role, struct slice s);

/* Sets the row aside because of this role's value. */
void ingest_reject(struct ingest *in, const struct csvfile_row *row,
    enum role role, const char *fmt, ...) ATTR_PRINTF(4, 5);
/* Leaves this value out and goes on with the row. */
void ingest_reject_field(struct ingest *in, const struct csvfile_row *row,
    enum role role, const char *fmt, ...) ATTR_PRINTF(4, 5);
/* Sets the row aside as a whole; 'field' is where, or -1. */
void ingest_reject_row(struct ingest *in, const struct csvfile_row *row,
    int field, const char *fmt, ...) ATTR_PRINTF(4, 5);
/* Passes over a row that holds nothing of its kind, and counts it. */
void ingest_pass(struct ingest *in, enum ingest_note_kind note);
bool ingest_fail(struct ingest *in);
/* The note is good until the next one is added. */
struct ingest_note *
ingest_add_note(struct ingest_report *report, int64_t count, struct slice text);

/* Values that a row cannot do without: false when the row was set aside. */
/* Of a quantity with decimals, "0.350", it gives one piece and keeps the part
 * in 'in'. */
bool ingest_quantity(struct ingest *in, const struct csvfile_row *row,
    enum role role, int64_t *out);
bool ingest_price4(struct ingest *in, const struct csvfile_row *row,
    enum role role, int64_t *out); /* BATCH_UNKNOWN when blank */
bool ingest_code(struct ingest *in, const struct csvfile_row *row,
    enum role role, struct slice value);
/* What is wrong with a code ("is longer than ..."), or NULL. */
const char *ingest_code_fault(struct slice code);
/* Values it can: BATCH_UNKNOWN when blank or set aside. */
int64_t ingest_optional_price4(
    struct ingest *in, const struct csvfile_row *row, enum role role);
int64_t ingest_optional_minor(
    struct ingest *in, const struct csvfile_row *row, enum role role);
int64_t ingest_optional_count(
    struct ingest *in, const struct csvfile_row *row, enum role role);
/* 1 yes, 0 no, -1 blank or set aside. */
int ingest_optional_yes(struct ingest *in, const struct csvfile_row *row,
    enum role role, struct slice value);

/* Clean, trimmed, cut; the same text is kept once. NULL for blanks. */
const char *ingest_text(struct ingest *in, struct slice raw);
/* Sets *slot to the text unless it is blank or already that. */
void ingest_set_text(struct ingest *in, const char **slot, struct slice raw);
/* Clean and trimmed into 'out'; folded to lower case where asked. */
void ingest_clean_code(
    struct ingest *in, struct slice raw, bool folded, struct str *out);
/* Remembers one more spelling in a dictionary; false: memory is out. */
bool ingest_remember(
    struct ingest *in, struct dict *d, struct slice key, uint32_t value);

/* The product of a row by SKU, else by name; added when new. False when the
 * row was set aside or memory is out. */
bool ingest_product(struct ingest *in, const struct csvfile_row *row,
    struct slice sku, struct slice title, uint32_t *out);
/* The customer by id, else by address; DICT_NONE when both are blank. */
bool ingest_customer(
    struct ingest *in, const struct csvfile_row *row, uint32_t *out);
/* A value of this role in the notation of the file. */
bool ingest_read_price4(
    const struct ingest *in, struct slice value, int64_t *price4);
bool
ingest_read_count(const struct ingest *in, struct slice value, int64_t *count);

void ingest_orders_row(struct ingest *in, const struct csvfile_row *row);
void ingest_items_row(struct ingest *in, const struct csvfile_row *row);
void ingest_products_row(struct ingest *in, const struct csvfile_row *row);
void ingest_customers_row(struct ingest *in, const struct csvfile_row *row);
void ingest_ids_row(struct ingest *in, const struct csvfile_row *row);
void ingest_events_row(struct ingest *in, const struct csvfile_row *row);

/* Number, time and currency of an order; false when the row was set aside. */
bool ingest_order_find(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now);
/* The order itself with what the row says of it; false: memory is out. */
bool ingest_order_take(
    struct ingest *in, const struct csvfile_row *row, struct ingest_line *now);
/* What the row says of the order as a whole, where it differs from the row
 * before. */
void ingest_order_values(struct ingest *in, const struct csvfile_row *row,
    uint32_t order, bool same_order);
void ingest_line_take(struct ingest *in, const struct csvfile_row *row,
    const struct ingest_line *now);
/* Columns numbered after that of ROLE_ITEMS. */
void ingest_numbered_begin(struct ingest *in);
void ingest_items_begin(struct ingest *in);

/* Values of a product that its own row or, for a variant, the first row of
 * its product gives. */
struct slice ingest_family_cell(
    const struct ingest *in, const struct csvfile_row *row, enum role role);
/* Is the row one of a product? Passes over the others. */
bool ingest_family_begin(struct ingest *in, const struct csvfile_row *row);
/* Title as orders write it: "Shirt - Red / S". */
void ingest_family_title(
    const struct ingest *in, const struct csvfile_row *row, struct str *out);
/* Key of the product that this row's product varies, or NULL. */
const char *
ingest_family_parent(struct ingest *in, const struct csvfile_row *row);
/* How a variant differs, as a JSON object, or NULL. */
const char *
ingest_family_attributes(struct ingest *in, const struct csvfile_row *row);
/* What a row says of other rows, once its product is known. */
void ingest_family_end(
    struct ingest *in, const struct csvfile_row *row, uint32_t product);
/* What the row says is sold with its product. */
void ingest_links_row(
    struct ingest *in, const struct csvfile_row *row, uint32_t product);
/* At the end: numbers of the platform, and handles, become products. */
void ingest_links_settle(struct ingest *in);
bool ingest_is_variant(const struct ingest *in, const struct csvfile_row *row);

/* Drops what overlapping parts of the file repeat. */
bool ingest_drop_repeats(struct ingest *in, struct err *err);
/* Shipping lines, discounts, refunds, totals, families, prices that jump;
 * fails where the orders cannot be what the file says. */
bool ingest_settle(struct ingest *in, struct err *err);
/* Takes the price of a line into the range of its product's. */
void ingest_note_price(struct ingest *in, const struct batch_line *line);
/* Does that change lines, beside orders? */
bool ingest_settles_lines(const struct ingest *in);

#endif
