/*
 * metric - the table of measures of a pair, and how they are computed.
 *
 * From what was counted (pair.h) follows everything shown about a pair:
 *
 *	struct pair_stats s;
 *	metric_pair(&ctx, &table, a, b, &s);
 *	printf("%s %g\n", metric_row(METRIC_LIFT)->name, s.lift);
 *
 * Values are directional: a is the product somebody has in hand, b the one
 * that might go with it. Doubles are always finite; where a measure has no
 * value (nothing sold) metric_value says so. A call takes about a microsecond,
 * most of it the exact interval of the attach rate, which metric_pair leaves
 * out and metric_attach computes.
 *
 * Filtering and ranking are not here: see pairs.h.
 */
#ifndef ENDCAP_MINING_METRIC_H
#define ENDCAP_MINING_METRIC_H

#include "mining/pair.h"

enum {
	METRIC_THIN_ORDERS = 10 /* fewer are never more than thin evidence */
};

/* How far a pair can be believed. A larger value is stronger. */
/* clang-format off */
#define METRIC_EVIDENCES(X) \
	X(EVIDENCE_THIN,   "thin",   "fewer than 10 joint orders, or fewer than 3 known customers") \
	X(EVIDENCE_WEAK,   "weak",   "may well be chance") \
	X(EVIDENCE_LIKELY, "likely", "false discovery rate at most 5 %, low end of lift above 1") \
	X(EVIDENCE_STRONG, "strong", "false discovery rate at most 1 %, low end of lift 1.5, 30 orders")
/* clang-format on */

enum evidence {
#define X(code, name, meaning) code,
	METRIC_EVIDENCES(X)
#undef X
	EVIDENCE_COUNT
};

const char *evidence_name(enum evidence e);
const char *evidence_meaning(enum evidence e);
bool evidence_parse(const char *name, enum evidence *out);

/* Everything about a pair but its titles and its relation. */
struct pair_stats {
	uint32_t a, b; /* product indices */
	uint32_t orders_a, orders_b, orders_both;
	uint32_t customers_both; /* identified */
	uint32_t customers_ever; /* bought both at any time */
	size_t baskets; /* N */
	double weighted, weighted_ever;
	double expected, expected_weighted;
	double support, confidence_ab, confidence_ba;
	double naive_lift; /* n N / (n_a n_b) */
	double lift, lift_low, lift_high; /* shrunk, 90 % */
	double p_value, q_value;
	double score, incremental, excess_attach, attach;
	enum evidence evidence;
};

/* What unit a value is in, for whoever formats it. */
enum metric_kind {
	METRIC_KIND_COUNT, /* whole number */
	METRIC_KIND_NUMBER,
	METRIC_KIND_SHARE, /* 0 to 1, shown as percent */
	METRIC_KIND_PROBABILITY, /* tiny values matter */
};

/* Which end is better. */
enum metric_direction {
	METRIC_HIGHER,
	METRIC_LOWER,
	METRIC_NEITHER,
};

/* id, name, title, kind, direction, formula, help, source */
/* clang-format off */
#define METRICS(X) \
	X(METRIC_ORDERS_BOTH, orders_both, "orders with both", METRIC_KIND_COUNT, METRIC_HIGHER, \
	  "n_ab", \
	  "orders that hold both products", \
	  "count") \
	X(METRIC_CUSTOMERS_BOTH, customers_both, "customers with both", METRIC_KIND_COUNT, METRIC_HIGHER, \
	  "distinct customers of those orders", \
	  "known customers who bought both in one order; guests are not known", \
	  "count") \
	X(METRIC_SUPPORT, support, "support", METRIC_KIND_SHARE, METRIC_HIGHER, \
	  "n_ab / N", \
	  "share of all orders that hold both", \
	  "Agrawal, Imielinski, Swami 1993") \
	X(METRIC_CONFIDENCE_AB, confidence_ab, "confidence a to b", METRIC_KIND_SHARE, METRIC_HIGHER, \
	  "n_ab / n_a", \
	  "share of the orders with a that also hold b", \
	  "Agrawal, Imielinski, Swami 1993") \
	X(METRIC_CONFIDENCE_BA, confidence_ba, "confidence b to a", METRIC_KIND_SHARE, METRIC_HIGHER, \
	  "n_ab / n_b", \
	  "share of the orders with b that also hold a", \
	  "Agrawal, Imielinski, Swami 1993") \
	X(METRIC_EXPECTED, expected, "expected orders", METRIC_KIND_NUMBER, METRIC_NEITHER, \
	  "E = sum over basket sizes k of c_k u_a u_b", \
	  "joint orders that chance alone would give in baskets of these sizes", \
	  "stratified configuration model") \
	X(METRIC_NAIVE_LIFT, naive_lift, "plain lift", METRIC_KIND_NUMBER, METRIC_HIGHER, \
	  "n_ab N / (n_a n_b)", \
	  "the usual lift; misleads when baskets differ in size", \
	  "Brin, Motwani, Ullman, Tsur 1997") \
	X(METRIC_LIFT, lift, "lift", METRIC_KIND_NUMBER, METRIC_HIGHER, \
	  "(n_ab + alpha) / (E + alpha)", \
	  "how many times more often than chance, held back where there is little evidence", \
	  "gamma-Poisson shrinkage, DuMouchel 1999") \
	X(METRIC_LIFT_LOW, lift_low, "lift at least", METRIC_KIND_NUMBER, METRIC_HIGHER, \
	  "5 % quantile of Gamma(alpha + n_ab, alpha + E)", \
	  "lower end of the 90 % interval of lift", \
	  "EB05, DuMouchel 1999; Wilson, Hilferty 1931") \
	X(METRIC_LIFT_HIGH, lift_high, "lift at most", METRIC_KIND_NUMBER, METRIC_NEITHER, \
	  "95 % quantile of Gamma(alpha + n_ab, alpha + E)", \
	  "upper end of the 90 % interval of lift", \
	  "Wilson, Hilferty 1931") \
	X(METRIC_P_VALUE, p_value, "p-value", METRIC_KIND_PROBABILITY, METRIC_LOWER, \
	  "P(Poisson(E) >= n_ab)", \
	  "chance of so many joint orders if the two were unrelated", \
	  "Poisson tail") \
	X(METRIC_Q_VALUE, q_value, "false discovery rate", METRIC_KIND_PROBABILITY, METRIC_LOWER, \
	  "least p I (I - 1) / 2 / rank over larger p", \
	  "share of chance findings among pairs at least this clear", \
	  "Benjamini, Hochberg 1995") \
	X(METRIC_SCORE, score, "score", METRIC_KIND_NUMBER, METRIC_HIGHER, \
	  "(Nw + M + Ew / sum_b Ew) sqrt(lift)", \
	  "joint orders and customers, small baskets counting more, times the root of lift", \
	  "chosen on five held-out data sets") \
	X(METRIC_INCREMENTAL, incremental, "incremental", METRIC_KIND_NUMBER, METRIC_HIGHER, \
	  "Nw - Ew", \
	  "weighted joint orders beyond chance", \
	  "leverage, Piatetsky-Shapiro 1991") \
	X(METRIC_EXCESS_ATTACH, excess_attach, "excess attach rate", METRIC_KIND_SHARE, METRIC_HIGHER, \
	  "(n_ab - E) / n_a", \
	  "share of the orders with a that took b beyond chance", \
	  "leverage, Piatetsky-Shapiro 1991") \
	X(METRIC_ATTACH, attach, "attach rate", METRIC_KIND_SHARE, METRIC_HIGHER, \
	  "(n_ab + 10 p0) / (n_a + 10), p0 = E / n_a", \
	  "share of the orders with a to expect with b, held back where there is little evidence", \
	  "beta-binomial shrinkage")
/* clang-format on */

enum metric {
#define X(id, ...) id,
	METRICS(X)
#undef X
	METRIC_COUNT
};

struct metric_row {
	const char *name; /* as columns and options call it */
	const char *title;
	enum metric_kind kind;
	enum metric_direction direction;
	const char *formula, *help, *source;
};

const struct metric_row *metric_row(enum metric m);
bool metric_parse(const char *name, enum metric *out);
/* False where the measure has no value for this pair. */
bool metric_value(const struct pair_stats *s, enum metric m, double *out);

/*
 * Fills s for the pair with a in hand. A pair that is not in the table is
 * filled with no joint orders and q 1 (false is returned): it has fewer than
 * the floor, how many is not known.
 */
bool metric_pair(const struct pair_context *ctx, const struct pair_table *table,
    uint32_t a, uint32_t b, struct pair_stats *s);
/* The same for an entry of the table that joins a and b. */
void
metric_entry(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b, struct pair_stats *s);

/* Single measures of an entry, the same numbers, for ranking millions. */
double metric_score(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b);
/* The score with a in hand when both expectations are known (pair_side). */
double metric_score_given(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, double expected,
    double expected_weighted);
double metric_q(const struct pair_context *ctx, const struct pair_table *table,
    size_t entry, uint32_t a, uint32_t b);
double metric_lift(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b);
double metric_incremental(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b);
double metric_lift_low(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b);

/*
 * Attach rate of b on a as a Beta posterior with prior strength 'strength'
 * (10 unless the user wants it stricter) around what chance gives: mean and
 * 90 % interval. False when a was never sold.
 */
struct metric_attach {
	double alpha, beta; /* Beta(alpha, beta) */
	double mean, low, high;
};
bool metric_attach(
    const struct pair_stats *s, double strength, struct metric_attach *out);

/*
 * The 90 % interval of an attach rate in the next period: the posterior times
 * a drift of log standard deviation 'drift' and mean 1. Rates move between
 * periods by more than counting explains; without it an "80 %" range held 65 %
 * of what came next.
 */
void metric_attach_drift(const struct metric_attach *attach, double drift,
    double *low, double *high);

#endif
