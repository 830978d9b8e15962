/*
 * countings - the orders of one file counted in two ways, and what lies
 * between them.
 *
 * How many orders a file holds depends on what is done with returns and with
 * lines that are no goods. So a file with returns is counted as its figures
 * are usually published (sales as they stand; for a known data set by its own
 * rules) and as the store counts it (returns netted against their sales), and
 * every line and basket in which they differ is told by its reason:
 *
 *	published   lines - taken back - other reasons + other codes = counted
 *
 * Both are of the file alone: what the store knows besides plays no part.
 */
#ifndef ENDCAP_COUNTINGS_H
#define ENDCAP_COUNTINGS_H

#include "service/rules.h"

struct counting_sum {
	int64_t lines, baskets, products;
	int64_t value, median; /* cart values, minor units; the median of an
				  even number is the mean of the middle two,
				  rounded half up */
};

struct countings {
	bool any; /* an order file with returns, or a published data set */
	bool data_set; /* its rules are its own */
	bool netted; /* 'counted' takes returns back (setting net_returns) */
	struct counting_sum published, counted;
	/* Lines of the published count that count no more, by reason, and
	 * those that count fewer pieces; baskets that lost all their lines. */
	int64_t lines_lost[REASON_COUNT];
	int64_t lines_fewer;
	int64_t baskets_lost;
	/* Lines and baskets that only the store counts. */
	int64_t lines_gained, baskets_gained;
	int digits;
	struct err problem; /* why it could not be counted; ERR_NONE */
};

/* The lines of the batch are grouped. 'rules' are the store's. An import does
 * not fail for what only tells about it: failures are kept as the problem. */
void countings_make(
    const struct batch *b, const struct rules *rules, struct countings *out);
/* Some lines for people; nothing where there is nothing to tell. */
void countings_add_lines(const struct countings *c, struct str *out);

#endif
