/*
 * option - every option of every command, once, and how a command line is
 * read into values.
 *
 * A command names the options it takes (cli.h); an option it does not take is
 * refused. "--name value", "--name=value", "-n value" and "--" are understood.
 */
#ifndef ENDCAP_OPTION_H
#define ENDCAP_OPTION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_COUNT_KIND, /* a whole number, 0 or more */
	OPTION_NUMBER, /* a decimal number */
	OPTION_LIST, /* text, may be repeated */
};

/* id, long name, short or 0, kind, argument name, help */
/* clang-format off */
#define OPTIONS(X) \
	X(OPT_HELP,       "help",       'h', OPTION_FLAG,   NULL,    "what this command does, with an example") \
	X(OPT_VERSION,    "version",    0,   OPTION_FLAG,   NULL,    "version of endcap and of its libraries") \
	X(OPT_STORE,      "store",      0,   OPTION_TEXT,   "FILE",  "the store to use; default $ENDCAP_STORE, else endcap.db in your data folder") \
	X(OPT_LOG,        "log",        0,   OPTION_TEXT,   "FILE",  "write a debug log") \
	X(OPT_ASCII,      "ascii",      0,   OPTION_FLAG,   NULL,    "draw the dashboard in ASCII") \
	X(OPT_SCRIPT,     "script",     0,   OPTION_TEXT,   "FILE",  "replay the keys in FILE and print the last screen") \
	X(OPT_SIZE,       "size",       0,   OPTION_TEXT,   "COLSxROWS", "size of the screen for --script; default 120x35") \
	X(OPT_FORMAT,     "format",     0,   OPTION_TEXT,   "FORMAT", "table, csv or json; for an export also a platform's") \
	X(OPT_SORT,       "sort",       0,   OPTION_TEXT,   "COLUMN", "sort by a column; -COLUMN for the other way round") \
	X(OPT_LIMIT,      "limit",      0,   OPTION_COUNT_KIND, "N", "at most N rows; 0: all; default 50") \
	X(OPT_SINCE,      "since",      0,   OPTION_TEXT,   "DATE",  "orders from this day on; also 90d, 12m, 2y back from today") \
	X(OPT_UNTIL,      "until",      0,   OPTION_TEXT,   "DATE",  "orders up to and including this day") \
	X(OPT_EXCEPT,     "except",     0,   OPTION_TEXT,   "DATE..DATE", "leave out the orders of a sale or a fair; several with commas") \
	X(OPT_COUNTRY,    "country",    0,   OPTION_TEXT,   "NAME",  "orders of this country only (all: takes it off a threshold)") \
	X(OPT_CHANNEL,    "channel",    0,   OPTION_TEXT,   "NAME",  "orders of this sales channel only") \
	X(OPT_ITEMS,      "items",      0,   OPTION_TEXT,   "N..N",  "orders of so many different products; also 2.. and ..5") \
	X(OPT_NO_PROMOTIONS, "no-promotions", 0, OPTION_FLAG, NULL,  "leave out orders that record a discount") \
	X(OPT_NO_BUNDLES, "no-bundles", 0,   OPTION_FLAG,   NULL,    "leave out orders that hold all of a bundle that was live") \
	X(OPT_SEGMENT,    "segment",    0,   OPTION_TEXT,   "NAME",  "orders of the customers of this segment only") \
	X(OPT_MIN_ORDERS, "min-orders", 0,   OPTION_COUNT_KIND, "N", "pairs with at least N joint orders; default 3") \
	X(OPT_EVIDENCE,   "evidence",   0,   OPTION_TEXT,   "LEVEL", "only pairs with this evidence or better: strong, likely, weak, thin") \
	X(OPT_RANK,       "rank",       0,   OPTION_TEXT,   "KEY",   "score, incremental, specific or frequent") \
	X(OPT_ALL,        "all",        0,   OPTION_FLAG,   NULL,    "rejected pairs too") \
	X(OPT_DAYS,       "days",       0,   OPTION_TEXT,   "N..M",  "bought so many days before the newest order; default 7..60") \
	X(OPT_LOOKED,     "looked",     0,   OPTION_COUNT_KIND, "N", "who looked at it N times or more and did not buy it since; needs events") \
	X(OPT_CODE,       "code",       0,   OPTION_TEXT,   "TEXT",  "of a discount to offer") \
	X(OPT_EXPIRES,    "expires",    0,   OPTION_TEXT,   "DATE",  "last day of that code") \
	X(OPT_PREVIEW,    "preview",    0,   OPTION_FLAG,   NULL,    "only the first three people and what they would read") \
	X(OPT_DRY_RUN,    "dry-run",    'n', OPTION_FLAG,   NULL,    "say what would happen, change nothing") \
	X(OPT_AS,         "as",         0,   OPTION_TEXT,   "KIND",  "read the file as products, orders, customers, ids (the platform's numbers) or events (what customers looked at)") \
	X(OPT_DIALECT,    "dialect",    0,   OPTION_TEXT,   "NAME",  "read the file in this layout instead of the detected one") \
	X(OPT_MAP,        "map",        0,   OPTION_LIST,   "ROLE=COLUMN", "take a role from this column; ignore=COLUMN leaves it unread") \
	X(OPT_REJECTS,    "rejects",    0,   OPTION_TEXT,   "FILE",  "write the rows that were set aside") \
	X(OPT_NO_PAIRS,   "no-pairs",   0,   OPTION_FLAG,   NULL,    "leave looking for pairs to the next command that needs them") \
	X(OPT_CUSTOMER,   "customer",   0,   OPTION_TEXT,   "ID",    "everything there is for this customer") \
	X(OPT_CUSTOMERS,  "customers",  0,   OPTION_FLAG,   NULL,    "instead of lists of pairs, what to offer each customer next") \
	X(OPT_COHORTS,    "cohorts",    0,   OPTION_FLAG,   NULL,    "by month of the first order: how many ordered again in each month after it that is over") \
	X(OPT_STRICT,     "strict",     0,   OPTION_FLAG,   NULL,    "a row set aside, or a thing that cannot be expressed, is a failure: nothing is done") \
	X(OPT_DATE_ORDER, "date-order", 0,   OPTION_TEXT,   "ORDER", "dmy, mdy or ymd, where the dates alone do not tell") \
	X(OPT_ENCODING,   "encoding",   0,   OPTION_TEXT,   "NAME",  "of a file in neither UTF-8, UTF-16, Windows-1252 nor Windows-1254, as iconv names it") \
	X(OPT_DECIMAL,    "decimal",    0,   OPTION_TEXT,   "MARK",  "point or comma, where the prices alone do not tell") \
	X(OPT_CURRENCY,   "currency",   0,   OPTION_TEXT,   "CODE",  "currency of a file that names none") \
	X(OPT_PERCENT,    "percent",    0,   OPTION_NUMBER, "N",     "discount in percent of the parts") \
	X(OPT_AMOUNT,     "amount",     0,   OPTION_TEXT,   "MONEY", "discount as an amount") \
	X(OPT_PRICE,      "price",      0,   OPTION_TEXT,   "MONEY", "the price of the whole bundle") \
	X(OPT_CHEAPEST,   "cheapest",   0,   OPTION_NUMBER, "N",     "percent off the cheapest piece of a set; 100: it is free") \
	X(OPT_GET,        "get",        0,   OPTION_NUMBER, "N",     "percent off the items to get: buy A, get B at N % off") \
	X(OPT_TIERS,      "tiers",      0,   OPTION_TEXT,   "PIECES:PERCENT,...", "discount by how many: 3:5,6:10 is 5 % off a set of 3, 10 % off a set of 6") \
	X(OPT_TAKES,      "takes",      0,   OPTION_TEXT,   "LOW,LIKELY,HIGH", "your own estimate: of 100 shoppers with a part, how many take the rest; none takes it back") \
	X(OPT_KIND,       "kind",       0,   OPTION_TEXT,   "WORD",  "what the bundle is called: pair, set, routine, look, bestsellers") \
	X(OPT_SLOT,       "slot",       0,   OPTION_TEXT,   "NAME",  "items of the same slot are choices: any of them will do") \
	X(OPT_ROLE,       "role",       0,   OPTION_TEXT,   "WORD",  "main (needed), get (what the discount is off), or addon (may be added)") \
	X(OPT_ANY,        "any",        0,   OPTION_TEXT,   "WHAT",  "variant: any variant of the product will do; category: any of its category; none") \
	X(OPT_MAX_SETS,   "max-sets",   0,   OPTION_COUNT_KIND, "N", "at most N sets in one order; 0: no limit") \
	X(OPT_SHARE,      "share",      0,   OPTION_NUMBER, "N",     "percent of the customers to hold out, drawn by their ids; 0: nobody") \
	X(OPT_STARTS,     "starts",     0,   OPTION_TEXT,   "DATE",  "first day it is live, or none") \
	X(OPT_ENDS,       "ends",       0,   OPTION_TEXT,   "DATE",  "last day it is live, or none") \
	X(OPT_PRIORITY,   "priority",   0,   OPTION_COUNT_KIND, "N", "of two equal discounts the lower number goes first") \
	X(OPT_COMBINE,    "combine",    0,   OPTION_TEXT,   "yes|no", "no: never together with another discount") \
	X(OPT_MIN_MARGIN, "min-margin", 0,   OPTION_TEXT,   "N",     "not given where it would leave less margin, in percent; none") \
	X(OPT_GIFT,       "gift",       0,   OPTION_TEXT,   "SKU",   "the reward is this product") \
	X(OPT_MESSAGE,    "message",    0,   OPTION_TEXT,   "TEXT",  "tells a shopper why the products belong together") \
	X(OPT_TITLE,      "title",      0,   OPTION_TEXT,   "TEXT",  "the bundle's name for shoppers; the heading of a report") \
	X(OPT_FREE_SHIPPING, "free-shipping", 0, OPTION_FLAG, NULL,  "the reward is free shipping") \
	X(OPT_AT,         "at",         0,   OPTION_TEXT,   "MONEY", "cart value from which the reward is given") \
	X(OPT_FEE,        "fee",        0,   OPTION_TEXT,   "MONEY", "shipping fee, charged below the threshold") \
	X(OPT_SHIP_COST,  "ship-cost",  0,   OPTION_TEXT,   "MONEY", "what sending an order costs the shop") \
	X(OPT_OUTPUT,     "output",     'o', OPTION_TEXT,   "FILE",  "write to FILE instead of standard output") \
	X(OPT_REMOVAL,    "removal",    0,   OPTION_FLAG,   NULL,    "write the file that takes back what was exported before") \
	X(OPT_NOTE,       "note",       0,   OPTION_TEXT,   "TEXT",  "the reason, kept with the decision") \
	X(OPT_YES,        "yes",        'y', OPTION_FLAG,   NULL,    "do not ask") \
	X(OPT_SHOP,       "shop",       0,   OPTION_FLAG,   NULL,    "the sample shop") \
	X(OPT_SHAPE,      "shape",      0,   OPTION_TEXT,   "NAME",  "reference, shop, b10 or c10") \
	X(OPT_SEED,       "seed",       0,   OPTION_COUNT_KIND, "N", "seed of the draws") \
	X(OPT_LINES,      "lines",      0,   OPTION_COUNT_KIND, "N", "about how many order lines") \
	X(OPT_README_TABLE, "readme-table", 0, OPTION_TEXT, "NAME",  "print a table of the README from the program's rows")
/* clang-format on */

enum option_id {
#define X(id, name, letter, kind, argument, help) id,
	OPTIONS(X)
#undef X
	OPTION_COUNT
};

struct option_row {
	const char *name;
	char letter;
	enum option_kind kind;
	const char *argument;
	const char *help;
};

enum {
	OPTION_LIST_MAX = 64
};

struct options {
	bool given[OPTION_COUNT];
	const char *text[OPTION_COUNT]; /* borrowed from argv */
	int64_t count[OPTION_COUNT];
	double number[OPTION_COUNT];
	const char *list[OPTION_LIST_MAX]; /* of OPT_MAP */
	size_t n_list;
	char **words; /* what is left, in order; owned array, borrowed text */
	size_t n_words;
	struct arena clean; /* of what options_clean replaced */
};

const struct option_row *option_row(enum option_id id);

/* Reads argv[1..] into *out; ERR_USAGE with a sentence for what is wrong. */
bool options_parse(struct options *out, int argc, char **argv, struct err *err);
void options_release(struct options *o);

/* Makes what was typed harmless, as everything from outside (text.h): control
 * characters, broken UTF-8. Names of files are bytes and stay as they are:
 * options that take a FILE, and the words when 'words_are_files'. */
void options_clean(struct options *o, bool words_are_files);

/* Cuts a line into at most 'max' words in place, quotes as in a shell (one that
 * is not closed ends with the line); how many. What is beyond is left out. */
int option_split(char *line, char **words, int max);

#endif
