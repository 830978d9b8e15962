/*
 * pairing - ranked pairs as a table, and one pair's evidence in words.
 *
 * The columns' names and order are what other programs rely on. Statistics
 * are computed when a row is looked at, so a table of a million pairs opens
 * at once.
 */
#ifndef ENDCAP_PAIRING_H
#define ENDCAP_PAIRING_H

#include "mining/metric.h"
#include "mining/pairs.h"
#include "mining/relation.h"
#include "service/gains.h"
#include "service/listing.h"
#include "service/pair_trace.h"
#include "service/view.h"

#define PAIRING_ALL SIZE_MAX

enum {
	/* Below this many orders counts are given instead of a percentage. */
	PAIRING_LEAST_FOR_PERCENT = CELL_LEAST_FOR_PERCENT
};

struct pairing_query {
	size_t product; /* partners of this one, or PAIRING_ALL */
	enum pairs_key key;
	uint32_t min_orders; /* joint orders; 0: the setting */
	enum evidence least; /* EVIDENCE_THIN: any */
	bool rejected; /* rejected pairs too */
	size_t limit; /* 0: all; applied after the filters */
};

/* The view must hold pairs; the listing shares it. With a product that one is
 * product_a in every row, else the lower SKU is. */
bool pairing_listing(struct view *v, const struct pairing_query *query,
    struct listing *out, struct err *err);

/* Fills the columns of gains, which are empty before, of a listing of the view
 * that they are of; others are left alone. The listing shares them. */
void pairing_show_gains(struct listing *l, struct gains *gains);
/* What a row of such a listing would add; GAINS_WANTED also while it has no
 * gains. */
enum gains_answer
pairing_gain(const struct listing *l, size_t row, struct range *out);

/* The two products of a row, by its identity. */
void pairing_products(uint64_t identity, size_t *a, size_t *b);
uint64_t pairing_identity(size_t a, size_t b);

/* Everything about one pair, a in hand. */
struct pairing_sheet {
	size_t a, b;
	bool counted; /* false: fewer joint orders than are kept */
	struct pair_stats stats;
	struct relation_result relation;
	bool has_attach;
	struct metric_attach attach;
	enum store_verdict verdict;
	bool sold_in_shop; /* as a product file says; nobody decided */
};
void pairing_sheet(
    const struct view *v, size_t a, size_t b, struct pairing_sheet *out);

/* The 90 % interval of the attach rate in the next period, by the setting
 * 'drift'; false when there is no rate. Milliseconds: for one pair. */
bool pairing_drift(const struct view *v, const struct pairing_sheet *s,
    double *low, double *high);

/* The two by two table of orders. */
struct pairing_counts {
	int64_t both, only_a, only_b, neither;
};
void pairing_counts(const struct pairing_sheet *s, struct pairing_counts *out);

/* One plain sentence: "Of 247 orders with X, 94 also hold Y: 2.5 times what
 * basket sizes and popularity explain." Never a percentage of fewer than 30
 * orders. */
void pairing_add_sentence(
    const struct view *v, const struct pairing_sheet *s, struct str *out);
/* The rule behind the relation with its figures, and why which of two
 * complements is the accessory; of the products as A and B. The second is empty
 * where there is nothing to say. */
void pairing_add_rule(
    const struct pairing_sheet *s, const struct pair_trace *t, struct str *out);
void pairing_add_direction(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out);
/* The whole sheet as text, with its way through the orders (pair_trace.h). */
void pairing_write_text(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out);
/* One JSON object with the columns of the listing, the attach rate and the
 * counts of the trace. */
void pairing_write_json(const struct view *v, const struct pairing_sheet *s,
    const struct pair_trace *t, struct str *out);

/* Keeps a verdict and a note on a pair as one action. note NULL: the old one
 * stays. */
bool pairing_decide(struct store *st, const struct view *v, size_t a, size_t b,
    enum store_verdict verdict, const char *note, struct err *err);
/* The decision that is stored, none of it where there is none; its note in
 * 'text'. */
bool pairing_decision(struct store *st, const struct view *v, size_t a,
    size_t b, struct arena *text, struct store_decision *d, struct err *err);
/* Is what is known of the pair still what it was when words about it were begun?
 * ERR_CONFLICT with both versions when it is not. */
bool
pairing_check_typed(struct store *st, const struct view *v, size_t a, size_t b,
    const struct store_decision *before, const char *mine, struct err *err);
/* Keeps that 'accessory' (one of the two) goes with the other, whatever the
 * rules say; the decision and the note stay. */
bool pairing_turn(struct store *st, const struct view *v, size_t a, size_t b,
    size_t accessory, struct err *err);
/* Keeps a note alone. */
bool pairing_note(struct store *st, const struct view *v, size_t a, size_t b,
    const char *note, struct err *err);

#endif
