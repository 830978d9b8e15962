/*
 * pair_trace - one pair of products through the orders: by month, by size of
 * basket, by segment of the customer, who bought which first, and how many of
 * the joint orders had a discount.
 *
 *	struct pair_trace t;
 *	if (pair_trace(v, a, b, NULL, NULL, &t, err))
 *		... t.months[i].both of t.months[i].with_a ...
 *	pair_trace_release(&t);
 *
 * The view must hold sales. A few passes over its orders, a second for ten
 * million lines: pg is told, and may say stop. Orders over the basket cap are left out, as from the pairs.
 */
#ifndef ENDCAP_PAIR_TRACE_H
#define ENDCAP_PAIR_TRACE_H

#include "decide/segment.h"
#include "mining/relation.h"
#include "service/view.h"

/* Numbers of distinct products: least and most. */
/* clang-format off */
#define PAIR_TRACE_SIZES(X) \
	X("2 products", 2, 2) \
	X("3 to 5", 3, 5) \
	X("6 to 12", 6, 12) \
	X("13 to 27", 13, 27) \
	X("28 and more", 28, UINT32_MAX)
/* clang-format on */

enum {
#define X(name, least, most) +1
	PAIR_TRACE_SIZE_COUNT = PAIR_TRACE_SIZES(X)
#undef X
};

enum {
	PAIR_TRACE_GUESTS = SEGMENT_RFM_COUNT,
	PAIR_TRACE_SEGMENT_COUNT
};

/* Orders with product a, and those of them that hold b too. */
struct pair_trace_count {
	int64_t with_a, both;
};

struct pair_trace {
	int32_t first_month; /* of the orders of the view, see date.h */
	size_t n_months;
	struct pair_trace_count *months; /* owned */
	struct pair_trace_count sizes[PAIR_TRACE_SIZE_COUNT];
	/* By the segments that divide all customers, guests last. */
	bool has_segments;
	struct pair_trace_count segments[PAIR_TRACE_SEGMENT_COUNT];
	int64_t *joint; /* owned; ids of the joint orders, ascending */
	size_t n_joint;
	/* Customers who bought the two in different orders; none while no
	 * customer is identified. */
	struct relation_sequence sequence;
	int64_t promoted; /* of them; -1: pair_trace_promoted was not asked */
};

/* 'segment_of' is what pair_trace_segments made of the same view; NULL: no
 * segments are told. pg NULL: nobody watches. */
bool
pair_trace(const struct view *v, size_t a, size_t b, const uint8_t *segment_of,
    const struct progress *pg, struct pair_trace *out, struct err *err);
/* The dividing segment of each customer of the view, as of its last order;
 * owned by the caller, mem_free; NULL with err. Some dozen milliseconds for a
 * million lines. */
uint8_t *pair_trace_segments(const struct view *v, struct err *err);
/* Counts the joint orders that record a discount. */
bool
pair_trace_promoted(struct store *st, struct pair_trace *t, struct err *err);
void pair_trace_release(struct pair_trace *t);

const char *pair_trace_size_name(size_t i);
const char *pair_trace_segment_title(size_t i);

/* The last so many months of joint orders as a line of blocks, each against
 * the fullest: "▁▂▇". Nothing when there are none. */
void
pair_trace_add_spark(const struct pair_trace *t, size_t most, struct str *out);

/* "9 of 21 orders", with the percentage from 30 orders on. */
void pair_trace_add_share(int64_t n, int64_t of, struct str *out);
/* The same with Wilson's 90 % interval: "30 of 90 orders (33.3 %; 90 %: 25.8 to
 * 41.9 %)". */
void pair_trace_add_interval(int64_t n, int64_t of, struct str *out);

#endif
