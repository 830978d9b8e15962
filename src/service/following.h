/*
 * following - a follow-up list (decide/followup.h) with names and words.
 *
 *	struct following *fo = following_new(st, v, &rq, err);
 *	following_listing(fo, &l);
 *	following_record(fo, st, err);	// inside an action
 *	following_free(fo);
 *
 * The list holds who is chosen, newest purchase first, then by the customer's
 * name in bytes. Nobody is on it twice, nobody without consent.
 */
#ifndef ENDCAP_FOLLOWING_H
#define ENDCAP_FOLLOWING_H

#include "decide/followup.h"
#include "service/listing.h"
#include "service/view.h"
#include "store/store_customers.h"

struct following_request {
	size_t a, b; /* products of the view */
	int32_t least, most; /* days ago */
	int64_t now; /* local seconds */
	const char *code; /* of a discount; NULL: none; borrowed */
	int32_t expires; /* day the code ends; 0: not said */
};

struct following {
	struct following_request rq;
	struct followup_counts counts;
	struct view *v; /* shared */
	struct store_customers people;
	enum followup_answer *answer; /* of each customer of the sales */
	int32_t *last;
	uint32_t *chosen; /* customers on the list, in its order */
	size_t n;
	struct str list; /* name of the list: "LAMP > BULB" */
};

/* The view must hold sales of all orders. NULL with err on failure. */
struct following *following_new(struct store *st, struct view *v,
    const struct following_request *rq, struct err *err);
void following_free(struct following *fo);

/* The complement that goes best with a product; ERR_NOT_FOUND: none does. The
 * view must hold pairs. */
bool following_best(struct view *v, size_t a, size_t *b, struct err *err);

/* fo is borrowed by the listing. */
void following_listing(struct following *fo, struct listing *out);
/* Appends who was left out and why, and what to expect, a line each. */
void following_add_notes(const struct following *fo, struct str *out);
/* Keeps the chosen and the held out as contacts, in the open action. */
bool
following_record(const struct following *fo, struct store *st, struct err *err);

#endif
