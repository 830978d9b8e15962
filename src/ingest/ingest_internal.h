/*
 * ingest_internal - what the files of ingest share while one file is read.
 *
 * Seen by ingest*.c alone. A row function (ingest_orders_row and so on) is
 * called for each row that is not blank and has no flaw; it takes the row,
 * or sets it aside with ingest_reject and returns; 'failed' ends the reading
 * with the error in 'err'.
 */
#ifndef ENDCAP_INGEST_INGEST_INTERNAL_H
#define ENDCAP_INGEST_INGEST_INTERNAL_H

#include "ingest/dict.h"
#include "ingest/ingest.h"

/* Things done to a file that its reader should know. */
/* clang-format off */
#define INGEST_NOTES(X) \
	X(NOTE_BOM,            "byte-order marks removed from the start of the file") \
	X(NOTE_REPEATED,       "order lines stand twice in the file, in parts that overlap: counted once") \
	X(NOTE_NAME_AS_KEY,    "rows have no SKU: the product's name serves as its key") \
	X(NOTE_NO_QUANTITY,    "order lines have no quantity column: counted as one piece each") \
	X(NOTE_NO_PRICE,       "order lines have no price: they count in baskets, without value") \
	X(NOTE_TWO_DATES,      "orders carry more than one date: the earliest is used") \
	X(NOTE_TWO_CUSTOMERS,  "orders name more than one customer: the first is used") \
	X(NOTE_DATE_CARRIED,   "rows have no date: their order's is used") \
	X(NOTE_SAME_PRODUCT,   "rows repeat a SKU of the file: later values replace earlier ones") \
	X(NOTE_SAME_CUSTOMER,  "rows repeat a customer of the file: later values replace earlier ones") \
	X(NOTE_CLEANED,        "texts held characters that could harm a terminal, or bytes that are no UTF-8: repaired") \
	X(NOTE_CUT,            "texts were longer than 500 characters: cut") \
	X(NOTE_ADDRESS_LEFT,   "addresses were left out: they are kept only when imported for mailing") \
	X(NOTE_EMAIL_AS_KEY,   "rows have no customer id: a number made from the address stands for the customer") \
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
	bool two_dates, two_customers;
	bool apart; /* its lines stand in places far from each other */
};

/* Beside batch.products: where its title came from. */
struct ingest_product {
	int64_t titled; /* time of the order that named it */
	bool sold; /* in a line with a price and pieces */
};

/* What was read last in a column whose values come in runs. */
struct ingest_run {
	struct str text;
	bool any;
};

struct ingest {
	const char *path;
	const struct ingest_options *options;
	struct batch *out;
	struct ingest_report *report;
	const struct dialect *dialect;
	struct header header; /* in the batch's arena: rejects name columns */
	const int *column; /* by role */
	struct err err;
	bool failed;
	bool header_seen;
	bool rejected; /* the current row was set aside */
	bool describes; /* order lines that name or class their products */

	struct dict orders, products, customers, texts;
	const char **pool; /* texts by number; NULL: nothing but blanks */
	size_t n_pool, cap_pool;
	struct ingest_order *order_more;
	struct ingest_product *product_more;
	size_t cap_order_more, cap_product_more;
	int64_t notes[NOTE_COUNT];
	size_t reject_bytes;
	struct str scratch, scratch2;

	struct ingest_run run[ROLE_COUNT];
	uint32_t order; /* of the row before, or DICT_NONE */
	uint32_t customer; /* of the run in the customer column */
	int64_t time;
	int32_t offset;
	bool time_good;
	bool currency_good;
	enum role order_roles[ROLE_COUNT]; /* mapped, of the order as a whole */
	size_t n_order_roles;
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
bool ingest_fail(struct ingest *in);

/* Values that a row cannot do without: false when the row was set aside. */
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
int ingest_optional_yes(
    struct ingest *in, const struct csvfile_row *row, enum role role);

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
bool
ingest_product(struct ingest *in, const struct csvfile_row *row, uint32_t *out);
/* The customer by id, else by address; DICT_NONE when both are blank. */
bool ingest_customer(
    struct ingest *in, const struct csvfile_row *row, uint32_t *out);

void ingest_orders_row(struct ingest *in, const struct csvfile_row *row);
void ingest_products_row(struct ingest *in, const struct csvfile_row *row);
void ingest_customers_row(struct ingest *in, const struct csvfile_row *row);

/* Drops what overlapping parts of the file repeat. */
bool ingest_drop_repeats(struct ingest *in, struct err *err);

#endif
