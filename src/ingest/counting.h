/*
 * counting - which lines of orders count, and how many of their pieces.
 *
 * Orders are kept as read. What is evidence for a basket, and worth money, is
 * derived here, line by line, in this order:
 *
 *	1. lines that are no product (counting_rules.h)
 *	2. lines of orders that were cancelled, voided, failed, drafts, or
 *	   refunded in full
 *	3. a price of zero or below: samples and stock corrections
 *	4. returns: a negative quantity, or any line of a document of returns.
 *	   Each takes its pieces from the newest earlier sale of the same
 *	   product to the same customer, then from the one before, and so on;
 *	   what finds no sale is reported and never guessed. A guest is one
 *	   customer per order.
 *	5. what is left of a sale counts, on the day of the sale; a sale that
 *	   was taken back in full counts nothing.
 *
 * Pure: arrays in, arrays out. A line's answer depends only on its order, its
 * product's flag and the other lines of the same customer and product, so a
 * caller may pass all lines of some customers and leave out the others.
 */
#ifndef ENDCAP_INGEST_COUNTING_H
#define ENDCAP_INGEST_COUNTING_H

#include "base/batch.h"

enum counting_reason {
	COUNTING_COUNTS, /* as read */
	COUNTING_PARTLY, /* a later return took some of it back */
	COUNTING_RETURNED, /* a later return took all of it back */
	COUNTING_RETURN, /* takes back an earlier sale */
	COUNTING_UNMATCHED, /* a return; no sale was found for all of it */
	COUNTING_NOT_PRODUCT, /* postage, a fee, a gift card */
	COUNTING_NOT_PLACED, /* of an order that is cancelled, failed, ... */
	COUNTING_NO_PRICE, /* zero or below */
	COUNTING_NO_QUANTITY, /* zero */
	COUNTING_REASON_COUNT
};

/* All borrowed. Lines may stand in any order; where two lines of a customer
 * and product have the same time, sales go before returns and then the
 * earlier index first. */
struct counting_input {
	const struct batch_order *orders; /* status, time and customer */
	size_t n_orders;
	const struct batch_line *lines;
	size_t n_lines;
	const bool *is_product; /* by product index */
	const uint32_t *same_as; /* by product index: the one it counts as;
				    NULL: itself */
	/* Leave step 4 out: returns count nothing and take nothing back, and
	 * none is reported as without a sale. */
	bool keep_returned;
};

/* What happened to the lines, for the audit of an import. */
struct counting_audit {
	int64_t lines[COUNTING_REASON_COUNT];
	int64_t pieces_counted;
	int64_t pieces_returned; /* that found their sale */
	int64_t pieces_unmatched;
};

/*
 * 'counted' (pieces, >= 0) and 'reason' (enum counting_reason) have one entry
 * a line. 'audit' may be NULL. Fails only when memory is out.
 */
bool counting_run(const struct counting_input *input, int32_t *counted,
    uint8_t *reason, struct counting_audit *audit, struct err *err);

/*
 * What the counted pieces of a line were paid, in minor units of 'digits'
 * decimals: counted x price, less the line's discount in proportion, never
 * below zero; 0 where the price is unknown. False: out of range.
 */
bool counting_paid(
    const struct batch_line *line, int32_t counted, int digits, int64_t *paid);

#endif
