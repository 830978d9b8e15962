/*
 * sequence - which of two products customers buy first.
 *
 * Of the identified customers who bought both, those count whose first
 * purchases of the two were in different orders: how many there are, how many
 * of them began with a, and the median of the days between (relation.h says
 * what follows from it). First purchases at the same second count as one
 * order.
 *
 *	struct sequence rows[] = { { .a = 3, .b = 9 } };
 *	sequences_count(rows, 1, &sales, threads, progress, err)
 *
 * Counting takes one pass over the lines and, for each pair, one over the
 * customers of b; memory 12 bytes for each customer and product of which a
 * pair was asked for, and 12 a customer and thread. The result is the same for
 * any number of threads.
 *
 * What is worth keeping of many pairs is packed, about five bytes a pair, and
 * looked up as it is:
 *
 *	at     0     2  3              offsets into bytes, products + 1
 *	bytes  b=4 .. b=7 ..  b=9 ..   the partners b > a of each a, ascending
 */
#ifndef ENDCAP_MINING_SEQUENCE_H
#define ENDCAP_MINING_SEQUENCE_H

#include "base/progress.h"
#include "mining/relation.h"

struct sequence {
	uint32_t a, b; /* products, a < b */
	struct relation_sequence of; /* with a in hand */
};

/* Fills 'of' of n rows; those of one a stand together. False when memory is out or progress
 * said stop. */
bool sequences_count(struct sequence *rows, size_t n, const struct sales *sales,
    unsigned threads, const struct progress *progress, struct err *err);

struct sequences {
	size_t products; /* 0: there are none */
	uint32_t *at; /* owned, products + 1 */
	struct str bytes;
};

/* Packs counted rows, ascending by a, then b; out must be zeroed. */
void sequences_pack(struct sequences *out, const struct sequence *rows,
    size_t n, size_t products);
void sequences_release(struct sequences *sq);

/* The sequence with a in hand; false when the pair is not among them. Lags
 * are kept to the half day. */
bool sequences_find(const struct sequences *sq, uint32_t a, uint32_t b,
    struct relation_sequence *out);

/* Appends the packed form; decoding takes nothing on trust and is false for
 * bytes that are none. */
void sequences_encode(const struct sequences *sq, struct str *out);
bool sequences_decode(struct sequences *sq, struct slice bytes);

#endif
