/*
 * relation - see relation.h.
 */
#include "mining/relation.h"

#include "base/random.h"

enum {
	/* Sequences of fewer customers do not speak against a direction. */
	SEQUENCE_CUSTOMERS = 20,
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

static bool
is_variant_word(struct slice word)
{
	for (size_t i = 0; i < ARRAY_LEN(VARIANT_WORDS); i++) {
		if (slice_eq_nocase(word, slice_of(VARIANT_WORDS[i])))
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
is_variant(const struct relation_product *a, const struct relation_product *b)
{
	return a->category == b->category &&
	    relation_overlap(&a->stem, &b->stem) >= VARIANT_OVERLAP;
}

static bool
is_complement(const struct pair_stats *s)
{
	/* q was rounded to a float when it was stored; so is its limit. */
	return (float)s->q_value <= (float)COMPLEMENT_Q &&
	    s->lift_low > COMPLEMENT_LIFT;
}

/* Bought by the same customers, but in different orders: how many times more
 * often than chance? */
static void
judge_cross(const struct pair_context *ctx, const struct pair_stats *s,
    struct relation_result *out)
{
	double ever = (double)s->customers_ever;
	double both = (double)s->customers_both;
	double e =
	    pair_expected(&ctx->customers_with, s->a, s->b) - s->expected;

	out->cross_known = ctx->customers_with.baskets > 0;
	if (!out->cross_known)
		return;
	double apart = ever > both ? ever - both : 0;
	e = e > CROSS_LEAST ? e : CROSS_LEAST;
	out->cross_lift = (apart + ctx->alpha) / (e + ctx->alpha);
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

static bool
is_sequel(const struct pair_stats *s, const struct relation_sequence *sequence,
    const struct relation_result *cross)
{
	return sequence && cross->cross_known &&
	    s->expected >= SUBSTITUTE_EXPECTED && s->lift < SEQUEL_WITHIN &&
	    cross->cross_lift > SEQUEL_CROSS &&
	    sequence->median_lag_days >= SEQUEL_LAG_LEAST &&
	    sequence->median_lag_days <= SEQUEL_LAG_MOST;
}

/* Does the first of the two come first often enough to be the main thing? */
static bool
comes_first(uint32_t first, const struct relation_sequence *sequence)
{
	return sequence->customers < SEQUENCE_CUSTOMERS ||
	    (double)first >= FIRST_SHARE * (double)sequence->customers;
}

static bool
is_much_cheaper(
    const struct relation_product *a, const struct relation_product *than)
{
	return a->price4 != SALES_UNKNOWN && than->price4 != SALES_UNKNOWN &&
	    a->price4 >= 0 && than->price4 > 0 &&
	    (double)a->price4 <= ACCESSORY_PRICE * (double)than->price4;
}

static enum relation_accessory
accessory_of(const struct relation_product *a, const struct relation_product *b,
    const struct relation_sequence *sequence)
{
	uint32_t a_first = sequence ? sequence->a_first : 0;
	uint32_t b_first = sequence ? sequence->customers - a_first : 0;

	if (is_much_cheaper(b, a) &&
	    (!sequence || comes_first(a_first, sequence)))
		return RELATION_B_IS_ACCESSORY;
	if (is_much_cheaper(a, b) &&
	    (!sequence || comes_first(b_first, sequence)))
		return RELATION_A_IS_ACCESSORY;
	return RELATION_NO_ACCESSORY;
}

void
relation_judge(const struct pair_context *ctx, const struct pair_stats *stats,
    const struct relation_product *a, const struct relation_product *b,
    const struct relation_sequence *sequence, struct relation_result *out)
{
	*out = (struct relation_result){ .relation = RELATION_UNCLEAR };
	judge_cross(ctx, stats, out);
	if (is_variant(a, b)) {
		out->relation = RELATION_VARIANT;
	} else if (is_complement(stats)) {
		out->relation = RELATION_COMPLEMENT;
		out->accessory = accessory_of(a, b, sequence);
	} else if (is_substitute(stats, a, b, out)) {
		out->relation = RELATION_SUBSTITUTE;
	} else if (is_sequel(stats, sequence, out)) {
		out->relation = RELATION_SEQUEL;
	}
}
