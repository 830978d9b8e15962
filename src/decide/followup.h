/*
 * followup - who bought one product and not the one that goes with it.
 *
 * A customer is looked at when their newest order with product a lies so many
 * days back and they never bought b. Each gets one answer: chosen, or the first
 * reason of FOLLOWUP_ANSWERS why not. A tenth of those who could be written to
 * is held out to compare with; who that is depends on the customer's name in
 * the shop's files alone, so it is the same people in every list.
 *
 * What to expect comes from customers who stood in the same place before and
 * got no message: how many bought b within FOLLOWUP_WAIT days.
 *
 * Pure: arrays in, arrays out.
 */
#ifndef ENDCAP_FOLLOWUP_H
#define ENDCAP_FOLLOWUP_H

#include "base/sales.h"
#include "base/str.h"

enum {
	FOLLOWUP_WAIT = 90, /* days for an answer */
	FOLLOWUP_COOL_DAYS = 14, /* after any message */
	FOLLOWUP_OFFER_DAYS = 90, /* after the same offer */
	FOLLOWUP_QUARTER = 91,
	FOLLOWUP_MOST = 3, /* messages in a quarter */
	FOLLOWUP_RETURN_DAYS = 30, /* so long a return may still be open */
};
#define FOLLOWUP_HELD_OUT .1

/* In the order in which they are asked. */
/* clang-format off */
#define FOLLOWUP_ANSWERS(X) \
	X(FOLLOWUP_ELSEWHERE, "did not buy it in these days") \
	X(FOLLOWUP_HAS_BOTH,  "have bought both") \
	X(FOLLOWUP_OUTSIDE,   "are not in the segment") \
	X(FOLLOWUP_CONSENT,   "gave no consent") \
	X(FOLLOWUP_RETURNED,  "took something back in the last 30 days") \
	X(FOLLOWUP_OFFERED,   "were offered it in the last 90 days") \
	X(FOLLOWUP_COOL,      "were written to in the last 14 days") \
	X(FOLLOWUP_CAPPED,    "were written to three times in a quarter") \
	X(FOLLOWUP_HELD,      "held out to compare with") \
	X(FOLLOWUP_CHOSEN,    "chosen")
/* clang-format on */

enum followup_answer {
#define X(code, words) code,
	FOLLOWUP_ANSWERS(X)
#undef X
	FOLLOWUP_ANSWER_COUNT
};
const char *followup_answer_words(enum followup_answer a);

/* Is the customer with this name in the hold-out? SplitMix64 over the name's
 * bytes (slice_hash) as a fraction of 1. */
bool followup_is_held_out(struct slice customer);

/* What is known of a customer beside the orders. */
struct followup_person {
	bool consent, held_out;
	bool returned; /* in the last FOLLOWUP_RETURN_DAYS */
	bool outside; /* of the segment that is written to */
	int32_t contacted; /* day of the newest message; INT32_MIN: none */
	int32_t offered; /* the same of this offer */
	int32_t messages; /* in the last FOLLOWUP_QUARTER days */
};

struct followup_query {
	uint32_t a, b; /* products, indices */
	int32_t until; /* the day from which is counted back */
	int32_t least, most; /* days ago, both inclusive */
	int32_t today; /* the day of messages */
};

struct followup_counts {
	int64_t answers[FOLLOWUP_ANSWER_COUNT]; /* customers */
	/* Customers with an order of a; of them, with an order of both. */
	int64_t with_a, with_both;
	/* Those who once bought a without having b, long enough ago; of
	 * them, those who bought b within FOLLOWUP_WAIT days. */
	int64_t waited, answered;
};

/* May they be written to about the offer on that day? From FOLLOWUP_OUTSIDE
 * on. */
enum followup_answer
followup_may(const struct followup_person *p, int32_t today);

/* Fills answer[] and last[] (day of the newest order of a) of each customer. */
bool followup_pick(const struct sales *s, const struct followup_query *q,
    const struct followup_person *people, enum followup_answer *answer,
    int32_t *last, struct followup_counts *out, struct err *err);

/*
 * The days on which each customer bought each product, to count the follow-ups
 * of many pairs: followup_pick passes over all orders for one, a count here
 * over the customers of its two products.
 *
 *	spell  c2 c5 c9 | c1 c5 | ...	customers ascending in a product
 *	first  0          3       5
 */
struct followup_spell {
	uint32_t customer;
	int32_t first, last; /* days with an order of it */
};
struct followup_days {
	size_t products, customers;
	size_t *first; /* products: where its spells begin */
	size_t *n; /* products: how many they are */
	struct followup_spell *spell;
};
/* Linear in lines. Initialised here, owned by the caller. */
bool followup_days_init(
    struct followup_days *out, const struct sales *s, struct err *err);
void followup_days_release(struct followup_days *days);
/* The counts of followup_pick, but for with_both, which stays 0. */
void followup_days_count(const struct followup_days *days,
    const struct followup_query *q, const struct followup_person *people,
    struct followup_counts *out);

#endif
