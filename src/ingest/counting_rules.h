/*
 * counting_rules - which codes and titles are no products.
 *
 * Postage, fees and gift cards stand among the lines of orders and would pair
 * with everything. The rules are text that a shop can edit, one on a line:
 *
 *	code POST            this code
 *	code gift_0001_*     codes that begin so
 *	title postage        this title, all of it
 *	keep #####*          only codes that begin with five digits are
 *	                     products (with several: any of them)
 *
 * Case does not matter; # stands for one digit, * at the end for anything.
 * Blank lines are allowed. Services that people buy (a warranty, luggage) are
 * products and belong in no rule.
 *
 *	counting_rules_init(&rules);
 *	counting_rules_default(&rules);
 *	counting_rules_add_codes(&rules, dialect->not_products);
 *	is_product = counting_rules_is_product(&rules, key, title);
 *	counting_rules_release(&rules);
 */
#ifndef ENDCAP_INGEST_COUNTING_RULES_H
#define ENDCAP_INGEST_COUNTING_RULES_H

#include "base/err.h"
#include "base/str.h"

/* clang-format off */
#define COUNTING_RULE_KINDS(X) \
	X(COUNTING_RULE_CODE,  "code",  "a code that is no product") \
	X(COUNTING_RULE_TITLE, "title", "a title that is no product") \
	X(COUNTING_RULE_KEEP,  "keep",  "codes that are products, and no others")
/* clang-format on */

enum counting_rule_kind {
#define X(code, name, meaning) code,
	COUNTING_RULE_KINDS(X)
#undef X
	COUNTING_RULE_KIND_COUNT
};

struct counting_rule {
	enum counting_rule_kind kind;
	char *pattern; /* owned; folded */
};

struct counting_rules {
	struct counting_rule *rows;
	size_t n, cap;
};

void counting_rules_init(struct counting_rules *rules);
void counting_rules_release(struct counting_rules *rules);

/* Appends a rule unless it is there already. */
void counting_rules_add(struct counting_rules *rules,
    enum counting_rule_kind kind, struct slice pattern);
/* Takes a rule away; false when it is not there. */
bool counting_rules_drop(struct counting_rules *rules,
    enum counting_rule_kind kind, struct slice pattern);
/* Appends codes split by '|', as a dialect gives them; NULL is none. */
void counting_rules_add_codes(struct counting_rules *rules, const char *codes);
/* Appends the titles of postage, fees and gift cards that hold anywhere, or
 * those of postage alone. */
void counting_rules_default(struct counting_rules *rules);
void counting_rules_shipping(struct counting_rules *rules);

/* Appends the rules of a text; fails with its line, leaving *rules as it was.
 * Printing and parsing again gives the same rules. */
bool counting_rules_parse(
    struct counting_rules *rules, struct slice text, struct err *err);
void counting_rules_print(const struct counting_rules *rules, struct str *out);

/* 'title' may be empty. */
bool counting_rules_is_product(
    const struct counting_rules *rules, struct slice code, struct slice title);

#endif
