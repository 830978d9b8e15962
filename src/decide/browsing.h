/*
 * browsing - what customers looked at and did not buy.
 *
 * Events of one customer with one product become one row: when they looked,
 * how often, whether it went into the cart, and when they last bought it.
 *
 *	browsing_gather(&sales, events, n, until - 30, until, &br, err);
 *	browsing_count(&br, viewed, carted);
 *	browsing_release(&br);
 *
 * Whoever bought on the day of their last look, or later, has bought since.
 * Pure: arrays in, arrays out; what lies after the last day asked for is not
 * looked at, neither events nor orders.
 */
#ifndef ENDCAP_BROWSING_H
#define ENDCAP_BROWSING_H

#include "base/batch.h"
#include "base/sales.h"

enum {
	BROWSING_DAYS = 30 /* of a look that still says something */
};
#define BROWSING_NEVER INT32_MIN

/* Customers and products by index of the sales. */
struct browsing_event {
	uint32_t customer, product;
	int32_t day;
	enum batch_event_kind kind;
};

struct browsing_row {
	uint32_t customer, product;
	int32_t looks; /* views, carts and wishes */
	int32_t last; /* day of the newest of them; BROWSING_NEVER: none */
	int32_t carted; /* day it last went into the cart; so below */
	int32_t bought; /* in an order, or as an event says */
};

struct browsing {
	struct browsing_row *rows; /* by customer, then product */
	size_t n;
};

/* Events of the days [since, until]. 'out' is initialised here and is to be
 * released by the caller in every case. */
bool browsing_gather(const struct sales *s, const struct browsing_event *events,
    size_t n, int32_t since, int32_t until, struct browsing *out,
    struct err *err);
void browsing_release(struct browsing *br);

/* Did they look (put it into the cart) and not buy it since? */
bool browsing_is_open(const struct browsing_row *row);
bool browsing_is_left(const struct browsing_row *row);

/* Of each customer, the products of either kind. */
void
browsing_count(const struct browsing *br, int32_t *viewed, int32_t *carted);

/* Who looked at one product so and so often, and what came of it. */
struct browsing_query {
	uint32_t product;
	int32_t least_looks; /* since they last bought it */
	int32_t least, most; /* days since the last look, both inclusive */
	int32_t until; /* the day from which is counted back */
	int32_t wait; /* days for an answer */
};

struct browsing_answer {
	/* Day of the last look of those who looked often enough and did not
	 * buy since; BROWSING_NEVER: not of them. */
	int32_t last;
	int32_t looks; /* since they last bought it */
	bool bought; /* looked often enough in these days and bought since */
};

/* Those who stood in the same place before: looked often enough and had not
 * bought 'least' days later; of them, those who bought within 'wait' days. */
struct browsing_usual {
	int64_t waited, answered;
};

/* Fills out[0 .. customers - 1] from the events of that product, of any time
 * and in any order. */
bool browsing_pick(const struct sales *s, const struct browsing_event *events,
    size_t n, const struct browsing_query *q, struct browsing_answer *out,
    struct browsing_usual *usual, struct err *err);

#endif
