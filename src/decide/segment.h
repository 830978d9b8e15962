/*
 * segment - who the customers of a shop are, from what they bought.
 *
 * First the facts of each customer, as of one day: how recently, how often,
 * for how much, in what rhythm, at which prices, of which category. Then
 * segments, each a rule over these facts and a row of one list:
 *
 *	segment_facts(&in, facts, err);
 *	for (c = 0; c < in.sales->customers; c++)
 *		mask[c] = segment_holds(SEGMENT_OVERDUE, &facts[c]);
 *
 * Recency and value are quintiles by rank, ties on their average rank;
 * frequency is a class of the count (1, 2, 3-4, 5-8, 9 and more), because
 * quintiles of a count with many ones never give the lowest. The first nine
 * segments divide all customers: the first that fits, in the order of the
 * list. All others overlap.
 *
 * Pure: no clock; the day comes with the input, and orders after it are not
 * looked at, so the same orders can be seen as of an earlier day.
 */
#ifndef ENDCAP_SEGMENT_H
#define ENDCAP_SEGMENT_H

#include "base/sales.h"

enum {
	SEGMENT_FAN_LEAST = 2, /* lines of a fan's category */
	SEGMENT_FAN_STRENGTH = 5, /* lines that the shop's shares are worth */
	SEGMENT_FAN_RATIO = 2, /* times the shop's share */
	SEGMENT_RECENT_DAYS = 180, /* of buyers of single items */
	SEGMENT_DORMANT_DAYS = 180,
	SEGMENT_BACK_DAYS = 60, /* a return is news for so long */
	SEGMENT_REPEAT_DAYS = 90, /* a second order is waited for so long */
	SEGMENT_BEFORE_DAYS = 90, /* changes are against so many days ago */
};
#define SEGMENT_LATE   1.5 /* times the usual gap */
#define SEGMENT_TOP    .05 /* share of customers who are VIPs */
#define SEGMENT_REACH  2.0 /* rho of MODEL 4: gaps that are filled, in fees */
#define SEGMENT_WINDOW 1.5 /* of those: what counts as near */

/* code, name as typed, title, rule (segment_rules.c), what it needs, meaning */
/* clang-format off */
#define SEGMENTS(X) \
	X(SEGMENT_CANT_LOSE, "cant-lose",       "Can't lose",      is_cant_lose, NEED_NOTHING, "bought often and for much, not for long: R1 F5 M5") \
	X(SEGMENT_CHAMPIONS, "champions",       "Champions",       is_champion,  NEED_NOTHING, "bought lately and often: R5 F4-5") \
	X(SEGMENT_AT_RISK,   "at-risk",         "At risk",         is_at_risk,   NEED_NOTHING, "bought often, not lately: R1-2 F4-5") \
	X(SEGMENT_LOYAL,     "loyal",           "Loyal",           is_loyal,     NEED_NOTHING, "bought often, and not too long ago: R3-5 F4-5") \
	X(SEGMENT_NEW,       "new",             "New",             is_new,       NEED_NOTHING, "first order just now: R5 F1") \
	X(SEGMENT_PROMISING, "promising",       "Promising",       is_promising, NEED_NOTHING, "one order, lately: R4 F1") \
	X(SEGMENT_POTENTIAL, "potential",       "Potential",       is_potential, NEED_NOTHING, "two to four orders, lately: R4-5 F2-3") \
	X(SEGMENT_SLEEPING,  "sleeping",        "Sleeping",        is_sleeping,  NEED_NOTHING, "up to four orders, not lately: R1-2 F1-3") \
	X(SEGMENT_ATTENTION, "needs-attention", "Needs attention", is_attention, NEED_NOTHING, "up to four orders, some time ago: R3 F1-3") \
	X(SEGMENT_REPEAT,    "repeat",          "Repeat buyers",   is_repeat,    NEED_NOTHING, "two orders or more") \
	X(SEGMENT_ONCE,      "one-time",        "One-time buyers", is_once,      NEED_NOTHING, "one order so far") \
	X(SEGMENT_VIP,       "vip",             "VIP",             is_vip,       NEED_NOTHING, "the 5 % of customers with the highest contribution") \
	X(SEGMENT_SINGLE,    "single-item",     "Single-item buyers", is_single, NEED_NOTHING, "never two different products in an order; an order in the last 180 days") \
	X(SEGMENT_NEAR,      "near-threshold",  "Near the threshold", is_near,   NEED_THRESHOLD, "last or median order within three shipping fees below free shipping") \
	X(SEGMENT_OVERDUE,   "overdue",         "Overdue",         is_overdue,   NEED_NOTHING, "three orders or more, and waiting 1.5 times their own median gap") \
	X(SEGMENT_DORMANT,   "dormant",         "Dormant",         is_dormant,   NEED_NOTHING, "no order in the last 180 days") \
	X(SEGMENT_BACK,      "re-engaged",      "Re-engaged",      is_back,      NEED_NOTHING, "back in the last 60 days, after 180 days or more without an order") \
	X(SEGMENT_DEALS,     "deal-seekers",    "Deal seekers",    is_deals,     NEED_DISCOUNTS, "two orders or more, at least half of them with a discount") \
	X(SEGMENT_FULL,      "full-price",      "Full-price buyers", is_full,    NEED_DISCOUNTS, "two orders or more, none with a discount") \
	X(SEGMENT_FANS,      "category-fans",   "Category fans",   is_fan,       NEED_CATEGORIES, "buy from one category twice as often as the shop sells from it") \
	X(SEGMENT_BUNDLE,    "bundle-buyers",   "Bundle buyers",   is_bundle,    NEED_BUNDLES, "an order with all products of a bundle that was live") \
	X(SEGMENT_VIEWED, "viewed-not-bought", "Viewed, not bought", is_viewed,  NEED_BROWSING, "looked at a product in the last 30 days and did not buy it since") \
	X(SEGMENT_CARTED, "left-in-cart",    "Left in the cart", is_carted,   NEED_BROWSING, "put a product into the cart in the last 30 days and did not buy it since")
/* clang-format on */

enum segment_id {
#define X(code, name, title, rule, need, meaning) code,
	SEGMENTS(X)
#undef X
	SEGMENT_COUNT,
	/* The segments that divide all customers come first. */
	SEGMENT_RFM_COUNT = SEGMENT_ATTENTION + 1
};

/* What the shop must have for a segment to mean something. */
enum segment_need {
	NEED_NOTHING,
	NEED_THRESHOLD, /* free shipping that is live */
	NEED_DISCOUNTS, /* orders that record discounts */
	NEED_CATEGORIES,
	NEED_BUNDLES, /* a bundle that was live */
	NEED_BROWSING, /* events of what customers looked at */
	NEED_COUNT
};

struct segment_row {
	const char *name, *title, *meaning;
	enum segment_need need;
};

const struct segment_row *segment_row(enum segment_id id);
bool segment_parse(struct slice name, enum segment_id *id);

/* The one of the dividing segments that fits these classes, 1 to 5 each. */
enum segment_id segment_rfm(int r, int f, int m);

/* What the facts are made of; all borrowed. */
struct segment_input {
	const struct sales *sales;
	const double *contribution; /* of each order, major units */
	const bool *discounted; /* of each order; NULL: none recorded */
	const bool *bundled; /* of each order; NULL: no bundle was live */
	/* Of each customer, products of browsing_count as of the day; NULL: no
	 * events are known. */
	const int32_t *viewed, *carted;
	/* Cart values in [near_from, near_to) lie near the threshold, minor
	 * units; equal: none is live. */
	int64_t near_from, near_to;
	int32_t until; /* the day as of which */
};

struct segment_facts {
	int32_t orders; /* 0: not seen by then, all else is 0 */
	int32_t visits; /* days with an order */
	int32_t first, last; /* days */
	int32_t since; /* days from 'last' to the day as of which */
	int32_t gap_before; /* days between the last two visits; -1: one */
	double gap; /* median days between visits; -1: one visit */
	int64_t net; /* net values, minor units */
	int64_t units;
	double contribution; /* major units */
	int32_t discounted; /* orders; -1: not recorded */
	int32_t bundled; /* orders */
	int32_t viewed; /* products looked at and not bought since; -1: not
			   recorded; so below */
	int32_t carted; /* products left in the cart */
	uint32_t favourite; /* category they are fans of, 0: none */
	double affinity; /* its share in their lines / in all lines */
	uint8_t r, f, m; /* 1 to 5 */
	bool single; /* no order of two different products */
	bool near; /* last or median order near the threshold */
	bool vip;
	enum segment_id rfm; /* below SEGMENT_RFM_COUNT */
};

/* Fills facts[0 .. customers - 1]. Linear but for sorting. */
bool segment_facts(const struct segment_input *in, struct segment_facts *facts,
    struct err *err);

/* Never of a customer who was not seen. */
bool segment_holds(enum segment_id id, const struct segment_facts *f);

/* Marks the fans of one category (of sales.category), also where it is not
 * the one they like best. */
bool segment_fans(const struct segment_input *in, uint32_t category, bool *fan,
    struct err *err);

/* The marked customers together. */
struct segment_sum {
	int64_t customers, orders, units;
	int64_t net; /* minor units */
	double contribution; /* major units */
	/* Of those first seen SEGMENT_REPEAT_DAYS or longer ago, and those
	 * among them with a second order. */
	int64_t ripe, repeated;
};
void segment_sum(const struct segment_facts *facts, const bool *mask, size_t n,
    int32_t until, struct segment_sum *out);

#endif
