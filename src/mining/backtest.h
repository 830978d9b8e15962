/*
 * backtest - would the lists have been right, on the shop's own orders?
 *
 * Orders are put in the order of time; the first 80 % teach, the last 20 % are
 * held out. What each way of ranking makes of the older orders is then held
 * against the newer ones:
 *
 *	lists	given one product of a held-out order, is another one of
 *		it among the first five or ten listed? All ordered pairs
 *		of an order are tried and averaged, each order counts
 *		once.
 *	carts	given all products of an order but one, is that one among
 *		the first ten of cart.h?
 *	ranges	do the 80 % ranges of attach rates hold what came next?
 *
 *	struct backtest bt;
 *	struct backtest_options opt = { .threads = 2 };
 *	if (backtest_run(&bt, &in, &opt, err))
 *		... bt.score[BACKTEST_DEFAULT].hit10 ...
 *
 * Only products in at least ten of the older orders take part (fewer cannot
 * be told from chance), and the sizes of orders count these products alone.
 * Orders over the cap are left out of both parts, as they are of mining. No
 * pair is held back for rarity as long as the pairs fit in memory: up to
 * BACKTEST_PAIRS possible pairs the floor is 1 joint order, beyond that 3.
 *
 * A hit rate rewards best-sellers, the excess attach rate only what goes
 * together; good lists do well on both. Neither is what an offer brings: that
 * takes a hold-out.
 *
 * Memory is that of mining plus 8 bytes a pair and 240 a product. The result
 * is the same for any number of threads. Pure: no clock, no files.
 */
#ifndef ENDCAP_MINING_BACKTEST_H
#define ENDCAP_MINING_BACKTEST_H

#include "base/progress.h"
#include "mining/basket.h"

enum {
	BACKTEST_LEAST = 10, /* older orders of a product that takes part */
	BACKTEST_LIST = 10, /* length of a list */
	BACKTEST_SHOWN = 5, /* of which so many are looked at for excess */
	BACKTEST_PAIRS = 1 << 23,
	BACKTEST_CARTS = 2500, /* tried at most */
	BACKTEST_RANGES = 4000,
	BACKTEST_ENOUGH = 100, /* held-out orders of two products and more
				  below which nothing is concluded */
};

/* id, name, what it is */
/* clang-format off */
#define BACKTEST_SCORES(X) \
	X(BACKTEST_DEFAULT,     "score",       "the default: weighted joint orders times the root of lift") \
	X(BACKTEST_INCREMENTAL, "incremental", "most joint orders beyond chance") \
	X(BACKTEST_SPECIFIC,    "specific",    "highest lift that the evidence supports") \
	X(BACKTEST_FREQUENT,    "frequent",    "highest confidence: what other tools list") \
	X(BACKTEST_LIFT,        "lift",        "highest plain lift, n N / (n_a n_b)") \
	X(BACKTEST_POPULARITY,  "popularity",  "the best-sellers, whatever is in hand")
/* clang-format on */

enum backtest_score {
#define X(code, name, help) code,
	BACKTEST_SCORES(X)
#undef X
	BACKTEST_SCORE_COUNT
};

const char *backtest_score_name(enum backtest_score s);
const char *backtest_score_help(enum backtest_score s);

/* How one way of ranking did. Shares lie in [0, 1]. */
struct backtest_result {
	double hit5, hit10; /* HR@5 and HR@10 */
	double reciprocal; /* mean of 1 / place, 0 beyond the tenth */
	double macro10; /* HR@10 averaged over the products looked for */
	double coverage; /* of the products, in somebody's first five */
	double excess; /* of the first five: joint held-out orders beyond
			  chance, per order of the product in hand */
	double lift; /* of the first five, held out and pooled */
	/* HR@10 less the default's, with its 95 % interval over orders. */
	double ahead, ahead_low, ahead_high;
};

/* Share of 80 % ranges of attach rates that held what came next. */
struct backtest_ranges {
	size_t tried;
	double drift; /* estimated from the two parts; 0.35 if too few */
	bool fitted;
	double plain; /* without drift */
	double set; /* with the drift of the options */
	double estimated; /* with the estimated drift */
};

struct backtest {
	size_t older, newer; /* orders of the two parts, set apart ones out */
	size_t set_apart; /* over the cap */
	size_t products; /* that took part */
	size_t tried; /* held-out orders of two such products and more */
	int64_t since; /* time of the first held-out order; 0: none */
	uint32_t floor; /* joint orders of the pairs that were ranked */
	struct backtest_result score[BACKTEST_SCORE_COUNT];
	size_t carts; /* tried */
	double cart_hit10; /* of cart.h */
	double cart_confidence10; /* of confidences added up */
	struct backtest_ranges ranges;
};

struct backtest_input {
	struct basket_orders orders;
	const int64_t *time; /* per order; NULL: in the order given */
};

struct backtest_options {
	uint32_t cap; /* products of an order; 0: none */
	double half_life; /* days after which an order counts half; 0: none */
	double strength; /* of the prior of attach rates; 0: 10 */
	double drift; /* spread of their logarithm between periods */
	uint64_t seed; /* of what is sampled */
	unsigned threads; /* 0 means 1 */
	const struct progress *progress; /* NULL: nobody watches */
};

/* Fills *out; all zero where there is nothing to try. False with err when
 * stopped or out of memory. */
bool backtest_run(struct backtest *out, const struct backtest_input *in,
    const struct backtest_options *opt, struct err *err);

/* Is there enough held out to conclude anything? */
bool backtest_is_enough(const struct backtest *bt);
/* Did this ranking find clearly more than the default: is the whole interval
 * of 'ahead' above 0? */
bool backtest_is_ahead(const struct backtest *bt, enum backtest_score s);

#endif
