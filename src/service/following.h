/*
 * following - a follow-up list (decide/followup.h) with names and words.
 *
 *	struct following *fo = following_new(st, v, &rq, err);
 *	following_listing(fo, &l);
 *	following_record(fo, st, err);	// inside an action
 *	following_free(fo);
 *
 * The same for those who looked at a product and did not buy it, where the
 * store knows events (store_events.h): rq.looks.
 *
 * The list holds who is chosen, newest purchase (or look) first, then by the customer's
 * name in bytes. Nobody is on it twice, nobody without consent.
 */
#ifndef ENDCAP_FOLLOWING_H
#define ENDCAP_FOLLOWING_H

#include "decide/followup.h"
#include "mining/signif.h"
#include "service/listing.h"
#include "service/mailable.h"
#include "service/view.h"
#include "service/wording.h"

enum {
	FOLLOWING_LEAST = 7, /* days ago, when nobody says others */
	FOLLOWING_MOST = 60,
	FOLLOWING_PERCENT_LEAST = 30 /* people, below which counts must do */
};

/* The user's file of wording, for messages and the manual. */
#define FOLLOWING_WORDS "followups"

struct following_request {
	size_t a, b; /* products of the view */
	int32_t least, most; /* days ago */
	/* 0: who bought a and not b. Else b is a: who looked at it so often
	 * and did not buy it since (decide/browsing.h). */
	int32_t looks;
	int64_t now; /* local seconds */
	const char *code; /* of a discount; NULL: none; copied */
	int32_t expires; /* day the code ends; 0: not said */
	const char *wording; /* lines of wording.h; NULL: defaults; not kept */
	/* Only customers of it (audience.h); NULL: everybody; not kept. */
	const char *segment;
};

struct following {
	int references; /* the tables of a list keep it */
	struct following_request rq; /* its code is the string below */
	struct str code; /* empty: none */
	struct wording words;
	struct followup_counts counts;
	struct view *v; /* shared */
	struct mailable m;
	enum followup_answer *answer; /* of each customer of the sales */
	int32_t *last; /* day of the purchase, or of the look */
	int32_t *looks; /* of each, where they looked; else NULL */
	/* Who bought the one and not the other in these days, in the order of
	 * the list; and those among them who are on it. */
	uint32_t *candidates, *chosen;
	size_t n_candidates, n;
	struct str list; /* name of the list: "LAMP > BULB" */
};

/* The view must hold sales of all orders. NULL with err on failure. */
struct following *following_new(struct store *st, struct view *v,
    const struct following_request *rq, struct err *err);
struct following *following_share(struct following *fo);
void following_free(struct following *fo); /* NULL allowed */

/* The day from which the days ago count: that of the newest order. */
int32_t following_newest_day(const struct sales *s);

/* The complement that goes best with a product; ERR_NOT_FOUND: none does. The
 * view must hold pairs. */
bool following_best(struct view *v, size_t a, size_t *b, struct err *err);

/* The people of the list; a row's identity is the customer_id. fo is shared. */
void following_listing(struct following *fo, struct listing *out);
/* The same of all candidates, with the answer that each got. */
void following_candidates(struct following *fo, struct listing *out);
/* The share that bought b unasked, with its 80 % interval (Wilson). */
struct signif_interval following_usual(const struct followup_counts *n);
/* Appends the rule in words: "bought 'Lamp' 7 to 60 days before the last
 * order, never 'Bulb'". */
void following_add_rule(const struct following *fo, struct str *out);
/* Appends who was left out and why, and what to expect, a line each. */
void following_add_notes(const struct following *fo, struct str *out);
/* Appends the first people of the list with what they would read. */
void
following_add_preview(const struct following *fo, size_t most, struct str *out);
/* Keeps the chosen and the held out as contacts, in the open action; of a mail
 * only those with an address. */
bool following_record(
    const struct following *fo, struct store *st, bool mail, struct err *err);

#endif
