/*
 * relation - see relation.h.
 */
#include "mining/relation.h"

#include <float.h>

#include "base/random.h"

enum {
	SEQUEL_LAG_LEAST = 14,
	SEQUEL_LAG_MOST = 180,
};
static const double VARIANT_OVERLAP = 0.6;
static const double COMPLEMENT_Q = 0.05, COMPLEMENT_LIFT = 1.2;
/* An accessory costs at most this part of what it belongs to. */
static const double ACCESSORY_PRICE = 0.6, FIRST_SHARE = 0.6;
static const double SUBSTITUTE_EXPECTED = 3, SUBSTITUTE_HIGH = 0.8;
static const double SUBSTITUTE_RATIO = 0.7;
static const double SEQUEL_WITHIN = 1, SEQUEL_CROSS = 1.5;
/* Least expectation across baskets; only keeps the ratio finite. */
static const double CROSS_LEAST = 1e-9;

static const char *const NAMES[] = {
#define X(code, name, meaning) [code] = name,
	RELATIONS(X)
#undef X
};
static const char *const MEANINGS[] = {
#define X(code, name, meaning) [code] = meaning,
	RELATIONS(X)
#undef X
};
_Static_assert(ARRAY_LEN(NAMES) == RELATION_COUNT, "a name for each relation");

/* Words that tell variants of one product apart, not products. */
static const char *const VARIANT_WORDS[] = { "amber", "aqua", "beige", "black",
	"blue", "bronze", "brown", "burgundy", "charcoal", "clear", "copper",
	"coral", "cream", "cyan", "dark", "gold", "golden", "gray", "green",
	"grey", "indigo", "ivory", "khaki", "lilac", "lavender", "light",
	"lime", "magenta", "maroon", "mauve", "mint", "multicolour",
	"multicolor", "navy", "ochre", "olive", "orange", "peach", "pink",
	"purple", "red", "rose", "ruby", "rust", "salmon", "sand", "scarlet",
	"silver", "tan", "taupe", "teal", "turquoise", "violet", "white",
	"yellow", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "small",
	"medium", "large", "mini", "maxi", "midi", "regular", "jumbo", "big",
	"little", "short", "long", "cm", "mm", "ml", "cl", "g", "kg", "oz",
	"size", "colour", "color" };

const char *
relation_name(enum relation r)
{
	return NAMES[r];
}

const char *
relation_meaning(enum relation r)
{
	return MEANINGS[r];
}

bool
relation_parse(const char *name, enum relation *out)
{
	for (unsigned i = 0; i < RELATION_COUNT; i++) {
		if (strcmp(NAMES[i], name) == 0) {
			*out = (enum relation)i;
			return true;
		}
	}
	return false;
}

/* Bytes of UTF-8 letters beyond ASCII count as letters. */
static bool
is_letter(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x80 || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A word that is not empty; most differ from all in the first letter. */
static bool
is_variant_word(struct slice word)
{
	for (size_t i = 0; i < ARRAY_LEN(VARIANT_WORDS); i++) {
		if (((VARIANT_WORDS[i][0] ^ word.p[0]) & ~0x20) == 0 &&
		    slice_eq_nocase(word, slice_of(VARIANT_WORDS[i])))
			return true;
	}
	return false;
}

/* Equal for words that differ in ASCII case only. */
static uint64_t
hash_word(struct slice word)
{
	uint64_t hash = word.len;

	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.p[i];
		hash =
		    random_mix(hash ^ (c >= 'A' && c <= 'Z' ? c | 0x20u : c));
	}
	return hash;
}

/* Puts a word in its ascending place unless it is there or there is no room. */
static void
add_word(struct relation_stem *stem, uint64_t word)
{
	size_t at = stem->n;

	while (at > 0 && stem->word[at - 1] > word)
		at--;
	if (stem->n == RELATION_STEM_WORDS ||
	    (at > 0 && stem->word[at - 1] == word))
		return;
	memmove(stem->word + at + 1, stem->word + at,
	    (stem->n - at) * sizeof(*stem->word));
	stem->word[at] = word;
	stem->n++;
}

void
relation_stem_of(struct slice title, struct relation_stem *out)
{
	out->n = 0;
	for (size_t i = 0; i < title.len;) {
		size_t start = i;
		bool digits = false;
		for (; i < title.len &&
		     (is_letter(title.p[i]) || is_digit(title.p[i]));
		     i++)
			digits = digits || is_digit(title.p[i]);
		struct slice run = slice_bytes(title.p + start, i - start);
		/* A run with a digit is a number or a measure. */
		if (run.len > 0 && !digits && !is_variant_word(run))
			add_word(out, hash_word(run));
		while (i < title.len && !is_letter(title.p[i]) &&
		    !is_digit(title.p[i]))
			i++;
	}
}

double
relation_overlap(const struct relation_stem *a, const struct relation_stem *b)
{
	size_t i = 0, k = 0, common = 0;

	if (a->n == 0 || b->n == 0)
		return 0;
	while (i < a->n && k < b->n) {
		if (a->word[i] == b->word[k]) {
			common++;
			i++;
			k++;
		} else if (a->word[i] < b->word[k]) {
			i++;
		} else {
			k++;
		}
	}
	return (double)common / (double)(a->n + b->n - common);
}

static bool
is_complement(const struct pair_stats *s)
{
	/* q was rounded to a float when it was stored; so is its limit. */
	return (float)s->q_value <= (float)COMPLEMENT_Q &&
	    s->lift_low > COMPLEMENT_LIFT;
}

/* What customers did with a pair. */
struct together {
	double orders, customers, ever; /* with both at once; at any time */
	double expected; /* orders with both, by chance */
};

/*
 * Bought by the same customers, but in different orders: how many times more
 * often than chance? Of those expected to buy both at any time, the ones that
 * chance brings to buy them at once are taken off: the expected joint orders,
 * at as many customers an order as there were.
 */
static double
cross_lift(const struct pair_context *ctx, uint32_t a, uint32_t b,
    const struct together *t)
{
	double at_once = t->orders > 0 ? t->expected * t->customers / t->orders
				       : t->expected;
	double e = pair_expected(&ctx->customers_with, a, b) - at_once;
	double apart = t->ever > t->customers ? t->ever - t->customers : 0;

	e = e > CROSS_LEAST ? e : CROSS_LEAST;
	return (apart + ctx->alpha) / (e + ctx->alpha);
}

static void
judge_cross(const struct pair_context *ctx, const struct pair_stats *s,
    struct relation_result *out)
{
	out->cross_known = ctx->customers_with.baskets > 0;
	if (out->cross_known)
		out->cross_lift = cross_lift(ctx, s->a, s->b,
		    &(struct together){
			.orders = s->orders_both,
			.customers = s->customers_both,
			.ever = s->customers_ever,
			.expected = s->expected,
		    });
}

static bool
is_substitute(const struct pair_stats *s, const struct relation_product *a,
    const struct relation_product *b, const struct relation_result *cross)
{
	double against = cross->cross_known ? cross->cross_lift : 1;

	return a->category != 0 && a->category == b->category &&
	    s->expected >= SUBSTITUTE_EXPECTED &&
	    s->lift_high < SUBSTITUTE_HIGH &&
	    s->lift < SUBSTITUTE_RATIO * against;
}

/* Does one follow the other, not the other way round as often, at a distance
 * and for enough customers? */
static bool
is_follow_up(const struct relation_sequence *sequence)
{
	uint32_t a = sequence->a_first, b = sequence->customers - a;

	return sequence->customers >= RELATION_SEQUENCE_CUSTOMERS &&
	    (double)(a > b ? a : b) >=
	    FIRST_SHARE * (double)sequence->customers &&
	    sequence->median_lag_days >= SEQUEL_LAG_LEAST &&
	    sequence->median_lag_days <= SEQUEL_LAG_MOST;
}

static bool
is_sequel(const struct pair_stats *s, const struct relation_sequence *sequence,
    const struct relation_result *cross)
{
	return sequence && cross->cross_known &&
	    s->expected >= SUBSTITUTE_EXPECTED && s->lift < SEQUEL_WITHIN &&
	    cross->cross_lift > SEQUEL_CROSS && is_follow_up(sequence);
}

/* Does the first of the two come first often enough to be the main thing? */
static bool
comes_first(uint32_t first, const struct relation_sequence *sequence)
{
	return sequence->customers < RELATION_SEQUENCE_CUSTOMERS ||
	    (double)first >= FIRST_SHARE * (double)sequence->customers;
}

static bool
price_known(int64_t price4)
{
	return price4 != SALES_UNKNOWN && price4 >= 0;
}

/* The cheaper price / the dearer; 0 when it is not known. */
static double
share_of_prices(int64_t a, int64_t b)
{
	int64_t low = a < b ? a : b, high = a < b ? b : a;

	if (!price_known(a) || !price_known(b) || high == 0)
		return 0;
	/* A gift is an accessory of all else, not of unknown price. */
	return low == 0 ? DBL_MIN : (double)low / (double)high;
}

static bool
is_much_cheaper(double share)
{
	return share > 0 && share <= ACCESSORY_PRICE;
}

static void
judge_direction(struct relation_result *out)
{
	const struct relation_sequence *q =
	    out->has_sequence ? &out->sequence : NULL;
	uint32_t a_first = q != NULL ? q->a_first : 0;
	uint32_t b_first = q != NULL ? q->customers - a_first : 0;

	if (!is_much_cheaper(out->price_share) ||
	    (q != NULL &&
		!comes_first(out->a_is_dearer ? a_first : b_first, q)))
		return;
	out->accessory = out->a_is_dearer ? RELATION_B_IS_ACCESSORY
					  : RELATION_A_IS_ACCESSORY;
}

void
relation_judge(const struct pair_context *ctx, const struct pair_stats *stats,
    const struct relation_product *a, const struct relation_product *b,
    const struct relation_sequence *sequence, struct relation_result *out)
{
	*out = (struct relation_result){
		.relation = RELATION_UNCLEAR,
		.overlap = relation_overlap(&a->stem, &b->stem),
		.price_share = share_of_prices(a->price4, b->price4),
		.a_is_dearer = a->price4 >= b->price4,
		.has_sequence = sequence != NULL,
	};
	if (sequence != NULL)
		out->sequence = *sequence;
	judge_cross(ctx, stats, out);
	if (a->category == b->category && out->overlap >= VARIANT_OVERLAP) {
		out->relation = RELATION_VARIANT;
	} else if (is_complement(stats)) {
		out->relation = RELATION_COMPLEMENT;
		judge_direction(out);
	} else if (is_substitute(stats, a, b, out)) {
		out->relation = RELATION_SUBSTITUTE;
	} else if (is_sequel(stats, sequence, out)) {
		out->relation = RELATION_SEQUEL;
	}
}

enum relation_question
relation_question(const struct pair_context *ctx,
    const struct pair_table *table, size_t entry, uint32_t a, uint32_t b,
    int64_t price4_a, int64_t price4_b)
{
	struct together t = {
		.orders = table->n[entry],
		.customers = table->customers[entry],
		.ever = table->ever[entry],
	};

	if (table->ever[entry] < RELATION_SEQUENCE_CUSTOMERS)
		return RELATION_ASKS_NOTHING;
	t.expected = pair_expected(&ctx->orders_with, a, b);
	/* No discovery: half of all draws by chance are as many. */
	if (t.orders < t.expected)
		return t.ever > t.customers &&
			t.expected >= SUBSTITUTE_EXPECTED &&
			cross_lift(ctx, a, b, &t) > SEQUEL_CROSS
		    ? RELATION_ASKS_SEQUEL
		    : RELATION_ASKS_NOTHING;
	return is_much_cheaper(share_of_prices(price4_a, price4_b)) &&
		metric_lift_low(ctx, table, entry, a, b) > COMPLEMENT_LIFT &&
		(float)metric_q(ctx, table, entry, a, b) <= (float)COMPLEMENT_Q
	    ? RELATION_ASKS_DIRECTION
	    : RELATION_ASKS_NOTHING;
}

bool
relation_is_decisive(enum relation_question question,
    const struct relation_sequence *sequence, bool a_is_dearer)
{
	uint32_t a = sequence->a_first, b = sequence->customers - a;

	if (question == RELATION_ASKS_DIRECTION)
		return !comes_first(a_is_dearer ? a : b, sequence);
	return question == RELATION_ASKS_SEQUEL && is_follow_up(sequence);
}

/* ---- words ---- */

static void
add_unclear(const struct pair_stats *s, struct str *out)
{
	if (s->expected < SUBSTITUTE_EXPECTED && s->lift <= COMPLEMENT_LIFT) {
		str_addf(out,
		    "chance alone would give %.1f joint orders, fewer than "
		    "%.0f: too few to tell",
		    s->expected, SUBSTITUTE_EXPECTED);
		return;
	}
	str_addf(out,
	    "no rule fits: lift %.2f (%.2f to %.2f), false discovery rate "
	    "%.2g",
	    s->lift, s->lift_low, s->lift_high, s->q_value);
}

static void
add_sequel(const struct relation_result *r, const struct pair_stats *s,
    struct str *out)
{
	const struct relation_sequence *q = &r->sequence;
	bool a = q->a_first * 2 >= q->customers;

	str_addf(out,
	    "lift %.2f within orders, %.2f across orders of the same "
	    "customers, half of whom took %.0f days and more between; %s "
	    "first by %u of %u",
	    s->lift, r->cross_lift, q->median_lag_days, a ? "A" : "B",
	    a ? q->a_first : q->customers - q->a_first, q->customers);
}

void
relation_add_rule(const struct relation_result *r, const struct pair_stats *s,
    struct str *out)
{
	switch (r->relation) {
	case RELATION_COMPLEMENT:
		str_addf(out,
		    "lift at least %.2f, above %.1f, and a false discovery "
		    "rate of at most %.0f %%",
		    s->lift_low, COMPLEMENT_LIFT, COMPLEMENT_Q * 100);
		return;
	case RELATION_VARIANT:
		str_addf(out,
		    "one category, and %.0f %% of the words of their titles "
		    "in common, colours and sizes aside",
		    r->overlap * 100);
		return;
	case RELATION_SUBSTITUTE:
		str_addf(out,
		    "one category, %.1f joint orders expected, lift at most "
		    "%.2f, below %.1f, and less than %.1f of that across "
		    "orders (%.2f)",
		    s->expected, s->lift_high, SUBSTITUTE_HIGH,
		    SUBSTITUTE_RATIO, r->cross_known ? r->cross_lift : 1);
		return;
	case RELATION_SEQUEL:
		add_sequel(r, s, out);
		return;
	case RELATION_UNCLEAR:
	case RELATION_COUNT:
		break;
	}
	add_unclear(s, out);
}

void
relation_add_direction(const struct relation_result *r, struct str *out)
{
	const struct relation_sequence *q = &r->sequence;
	const char *dear = r->a_is_dearer ? "A" : "B";
	const char *cheap = r->a_is_dearer ? "B" : "A";

	if (r->turned) {
		str_add(out, "somebody said so");
	} else if (!(r->price_share > 0)) {
		str_add(out, "the price of one is not known");
	} else {
		str_addf(out, "%s costs %.0f %% of %s", cheap,
		    r->price_share * 100, dear);
		if (!is_much_cheaper(r->price_share))
			str_addf(
			    out, ", more than %.0f %%", ACCESSORY_PRICE * 100);
		else if (r->has_sequence &&
		    q->customers >= RELATION_SEQUENCE_CUSTOMERS)
			str_addf(out,
			    "%s %u of %u customers who bought them apart "
			    "began with %s",
			    r->accessory != RELATION_NO_ACCESSORY ? ", and"
								  : ", but",
			    r->a_is_dearer ? q->a_first
					   : q->customers - q->a_first,
			    q->customers, dear);
	}
}
