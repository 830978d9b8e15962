/*
 * prospects - who is likely to take which product next, of everybody and for
 * every product, without being asked: what goes with what they bought
 * (nextbest.h), or what they are due to buy again (replenish.h).
 *
 *	struct prospects *pr = prospects_new(st, v, &rq, progress, err);
 *	prospects_products(pr, &l, err);	a row a product
 *	prospects_people(pr, product, &l, err);
 *	prospects_free(pr);
 *
 * Next: up to PROSPECTS_LIST products that a customer never had, without what
 * is not sold or out of stock, rejected beside the purchase that speaks for it,
 * or its variant or substitute. The chance is that of those who bought the same
 * thing before and bought this within FOLLOWUP_WAIT days, unasked. Again: the
 * share that came back when they were as late. Both are drawn towards the mean
 * of all by PROSPECTS_PRIOR people, and
 *
 *	worth = chance x margin of one piece
 *
 * is what rows are ranked by, then by the customer's name and the product's.
 */
#ifndef ENDCAP_PROSPECTS_H
#define ENDCAP_PROSPECTS_H

#include "base/progress.h"
#include "service/listing.h"
#include "service/mailable.h"
#include "service/view.h"

enum {
	PROSPECTS_LIST = 5,
	PROSPECTS_PRIOR = 10 /* people */
};
#define PROSPECTS_ANY SIZE_MAX

enum prospects_kind {
	PROSPECTS_NEXT,
	PROSPECTS_AGAIN
};

struct prospects_request {
	enum prospects_kind kind;
	int32_t today; /* the day of messages */
	const char *segment; /* as of a list (following.h); not kept */
	size_t customer; /* of the sales, alone; PROSPECTS_ANY: everybody */
};

struct prospect {
	uint32_t customer, product;
	uint32_t because; /* product that speaks for it; again: itself */
	int32_t day; /* of its last purchase */
	int32_t times; /* again: days on which they bought it */
	double days; /* again: their rhythm */
	int64_t good, waited; /* what came of such people */
	double chance;
	bool priced; /* else worth is unknown */
	double worth; /* major units */
	enum followup_answer answer; /* from FOLLOWUP_OUTSIDE on */
};

struct prospects {
	int references; /* its tables keep it */
	struct prospects_request rq;
	struct view *v; /* shared */
	struct mailable m;
	struct prospect *rows;
	size_t n;
	double *rhythm; /* again: of each product, days */
};

/* The view must hold sales of all orders and pairs; it is shared. NULL with
 * err on failure or when it was stopped. */
struct prospects *prospects_new(struct store *st, struct view *v,
    const struct prospects_request *rq, const struct progress *pg,
    struct err *err);
struct prospects *prospects_share(struct prospects *pr);
void prospects_free(struct prospects *pr); /* NULL allowed */

/* Index of a customer in the sales by the name in the shop's files. */
bool prospects_customer(struct store *st, const struct view *v,
    struct slice ref, size_t *customer, struct err *err);

/* Products, by the worth of those who may be written to; a row's identity is
 * the product's index. */
bool
prospects_products(struct prospects *pr, struct listing *out, struct err *err);
/* Who may be written to, of one product or of any. */
bool prospects_people(
    struct prospects *pr, size_t product, struct listing *out, struct err *err);
/* Everything there is for one customer, also when they may not be written to. */
bool prospects_list(struct prospects *pr, struct listing *out, struct err *err);
/* Keeps the people of one product, and those held out, as contacts, in the
 * open action; of a mail only those with an address. */
bool prospects_record(const struct prospects *pr, size_t product,
    struct store *st, int64_t now, bool mail, struct err *err);
/* Appends the name of that list: "next: BLB-E27W". */
void
prospects_add_name(const struct prospects *pr, size_t product, struct str *out);
/* Appends how many are on the list and who was left out, a line. */
void prospects_add_notes(
    const struct prospects *pr, size_t product, struct str *out);

#endif
