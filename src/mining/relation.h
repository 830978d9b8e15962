/*
 * relation - what two products are to each other.
 *
 *	variant		the same thing in another colour or size: never an
 *			accessory, may form a mix-and-match set
 *	complement	bought together beyond chance, clearly
 *	substitute	bought together less than chance, though the same
 *			customers buy both: one instead of the other
 *	sequel		rarely together, but one follows the other in time: an
 *			offer for a later order, not a bundle
 *	unclear		the orders do not say
 *
 * What each needs: variant titles and categories; complement the pair's
 * statistics alone, its direction prices too; substitute a known common
 * category, at least three expected joint orders, and, where customers are
 * identified, their purchases in different orders; sequel the lags between
 * first purchases of at least 20 customers, three in five of whom began with
 * the same one. What is missing makes the answer 'unclear', never a guess.
 *
 * Measured on a simulated shop with known truth: the substitute rule has
 * precision .94 at recall .42 with customers, .81 at .78 without.
 */
#ifndef ENDCAP_MINING_RELATION_H
#define ENDCAP_MINING_RELATION_H

#include "mining/metric.h"

/* clang-format off */
#define RELATIONS(X) \
	X(RELATION_UNCLEAR,    "unclear",    "the orders do not say what the two are to each other") \
	X(RELATION_COMPLEMENT, "complement", "bought together more than chance") \
	X(RELATION_VARIANT,    "variant",    "the same product in another colour or size") \
	X(RELATION_SUBSTITUTE, "substitute", "bought instead of each other") \
	X(RELATION_SEQUEL,     "sequel",     "one is bought some weeks after the other")
/* clang-format on */

enum relation {
#define X(code, name, meaning) code,
	RELATIONS(X)
#undef X
	RELATION_COUNT
};

const char *relation_name(enum relation r);
const char *relation_meaning(enum relation r);
bool relation_parse(const char *name, enum relation *out);

/*
 * The words of a title that name the product: digits, measures, colours and
 * sizes are left out, upper and lower case alike for ASCII. Hashes, ascending;
 * the first 16 different ones count. Make it once for each product.
 */
enum {
	RELATION_STEM_WORDS = 16
};
struct relation_stem {
	size_t n; /* 0: nothing is known */
	uint64_t word[RELATION_STEM_WORDS];
};
void relation_stem_of(struct slice title, struct relation_stem *out);
/* Share of common words: |common| / |either|, 0 when one has none. */
double
relation_overlap(const struct relation_stem *a, const struct relation_stem *b);

/* What is known of a product besides its orders. */
struct relation_product {
	struct relation_stem stem; /* of its title */
	uint32_t category; /* 0: not known */
	int64_t price4; /* median paid; SALES_UNKNOWN */
};

/* How customers who bought the two in different orders went about it. */
struct relation_sequence {
	uint32_t customers;
	uint32_t a_first;
	double median_lag_days; /* between the first purchases, either way */
};

enum relation_accessory {
	RELATION_NO_ACCESSORY,
	RELATION_A_IS_ACCESSORY, /* of b */
	RELATION_B_IS_ACCESSORY, /* of a */
};

struct relation_result {
	enum relation relation;
	enum relation_accessory accessory; /* complements only */
	bool turned; /* a person said which is the accessory, not the rules */
	bool cross_known; /* are there identified customers? */
	double cross_lift; /* lift of buying both in different orders */
	/* What the rules went by. */
	double overlap; /* common words of the titles, see above */
	double price_share; /* the cheaper's price / the dearer's; 0: unknown */
	bool a_is_dearer;
	bool has_sequence;
	struct relation_sequence sequence;
};

/*
 * Judges the pair of 'stats' (metric.h). 'sequence' may be NULL. Symmetric:
 * with a and b exchanged throughout, only the accessory changes sides.
 */
void
relation_judge(const struct pair_context *ctx, const struct pair_stats *stats,
    const struct relation_product *a, const struct relation_product *b,
    const struct relation_sequence *sequence, struct relation_result *out);

/* What the order of purchases may decide about an entry of the table that joins
 * a and b. Prices as above. Nothing for nine pairs in ten: their sequence need
 * not be counted (sequence.h). Nothing ever for pairs that fewer than
 * RELATION_SEQUENCE_CUSTOMERS bought at any time. */
enum {
	/* Sequences of fewer customers do not speak against a direction. */
	RELATION_SEQUENCE_CUSTOMERS = 20,
};
enum relation_question {
	RELATION_ASKS_NOTHING,
	RELATION_ASKS_DIRECTION, /* is it an accessory after all? */
	RELATION_ASKS_SEQUEL, /* does one follow the other? */
};
enum relation_question relation_question(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b,
    int64_t price4_a, int64_t price4_b);
/* Does this sequence make a difference to the answer? */
bool relation_is_decisive(enum relation_question question,
    const struct relation_sequence *sequence, bool a_is_dearer);

/* The rule that fired with its figures, of the products as A and B: "lift at
 * least 1.71, above 1.2, and a false discovery rate of at most 5 %". */
void relation_add_rule(const struct relation_result *r,
    const struct pair_stats *stats, struct str *out);
/* Why the accessory of a complement is the one it is, or none: "B costs 18 % of
 * A, and 41 of 60 customers who bought them apart began with A". */
void relation_add_direction(const struct relation_result *r, struct str *out);

#endif
