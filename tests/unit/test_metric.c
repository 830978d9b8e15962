/*
 * Measures of a pair by hand-set counts, the evidence rules and the relation
 * of two products.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "mining/metric.h"
#include "mining/relation.h"

/* Two products, one stratum; 100 and 50 of 1000 baskets, 8 joint ones
 * expected. */
struct case_shop {
	struct pair_context ctx;
	struct pair_table table;
};

static int
open_shop(void **state)
{
	static struct case_shop shop;
	struct pair_context *ctx = &shop.ctx;

	if (!pair_context_init(ctx, 2, NULL) ||
	    !pair_table_init(&shop.table, 2, NULL) ||
	    !pair_table_reserve(&shop.table, 1, NULL))
		return -1;
	ctx->orders = 1000;
	ctx->alpha = 4;
	ctx->floor = 1;
	ctx->orders_with.baskets = 1000;
	ctx->orders_with.in[1] = 100;
	ctx->orders_with.in[BASKET_STRATA + 1] = 50;
	ctx->orders_with.rate[1] = 8.0 / (100 * 50);
	ctx->orders_with.weighted_rate[1] = 4.0 / (100 * 50);
	pair_context_complete(ctx);
	shop.table.partner[0] = 1;
	shop.table.n[0] = 20;
	shop.table.customers[0] = 18;
	shop.table.ever[0] = 25;
	shop.table.weighted[0] = 12.5F;
	shop.table.ever_weighted[0] = 2.25F;
	/* Whatever p is. */
	ctx->curve.p = mem_array(1, sizeof(*ctx->curve.p));
	ctx->curve.q = mem_array(1, sizeof(*ctx->curve.q));
	ctx->curve.p[0] = 1;
	ctx->curve.q[0] = 0.0075F;
	ctx->curve.n = 1;
	shop.table.rows = 1;
	shop.table.first[1] = 1;
	shop.table.pairs = 1;
	pair_table_complete(&shop.table);
	*state = &shop;
	return 0;
}

static int
close_shop(void **state)
{
	struct case_shop *shop = *state;

	pair_context_release(&shop->ctx);
	pair_table_release(&shop->table);
	return 0;
}

static void
assert_near(double actual, double expected, double tolerance)
{
	if (!(fabs(actual - expected) <= tolerance))
		fail_msg("%.17g is not %.17g", actual, expected);
}

static void
known_pair_has_the_known_measures(void **state)
{
	struct case_shop *shop = *state;
	struct pair_stats s;

	assert_true(metric_pair(&shop->ctx, &shop->table, 0, 1, &s));
	assert_int_equal(s.orders_a, 100);
	assert_int_equal(s.orders_b, 50);
	assert_int_equal(s.orders_both, 20);
	assert_near(s.expected, 8, 1e-12);
	assert_near(s.support, .02, 1e-15);
	assert_near(s.confidence_ab, .2, 1e-15);
	assert_near(s.confidence_ba, .4, 1e-15);
	assert_near(s.naive_lift, 4, 1e-12);
	assert_near(s.lift, 2, 1e-12);
	assert_near(s.lift_low, 1.379047, 5e-7);
	assert_near(s.lift_high, 2.715266, 5e-7);
	assert_near(s.p_value, 2.529394020919561e-4, 1e-16);
	assert_near(s.incremental, 8.5, 1e-12);
	assert_near(s.excess_attach, .12, 1e-15);
	assert_near(s.attach, 20.8 / 110, 1e-15);
	/* The only partner there is takes all of what chance would give. */
	assert_near(s.score, (12.5 + 2.25 + 1) * sqrt(2), 1e-12);
}

static void
the_other_direction_exchanges_what_has_one(void **state)
{
	struct case_shop *shop = *state;
	struct pair_stats ab, ba;

	assert_true(metric_pair(&shop->ctx, &shop->table, 0, 1, &ab));
	assert_true(metric_pair(&shop->ctx, &shop->table, 1, 0, &ba));
	assert_int_equal(ba.a, 1);
	assert_int_equal(ba.orders_a, 50);
	assert_near(ba.confidence_ab, ab.confidence_ba, 0);
	assert_near(ba.lift, ab.lift, 0);
	assert_near(ba.p_value, ab.p_value, 0);
	assert_near(ba.excess_attach, .24, 1e-15);
}

static void
attach_rate_is_the_known_beta(void **state)
{
	struct case_shop *shop = *state;
	struct pair_stats s;
	struct metric_attach attach;

	assert_true(metric_pair(&shop->ctx, &shop->table, 0, 1, &s));
	assert_true(metric_attach(&s, 10, &attach));
	assert_near(attach.alpha, 20.8, 1e-12);
	assert_near(attach.beta, 89.2, 1e-12);
	assert_near(attach.mean, .1890909091, 5e-11);
	assert_near(attach.low, .131310, 5e-7);
	assert_near(attach.high, .253323, 5e-7);
	s.orders_a = 0;
	assert_false(metric_attach(&s, 10, &attach));
}

static void
a_pair_below_the_floor_is_filled_and_reported(void **state)
{
	struct case_shop *shop = *state;
	struct pair_table none;
	struct pair_stats s;

	assert_true(pair_table_init(&none, 2, NULL));
	assert_false(metric_pair(&shop->ctx, &none, 0, 1, &s));
	assert_int_equal(s.orders_both, 0);
	assert_near(s.expected, 8, 1e-12);
	assert_near(s.p_value, 1, 0);
	assert_near(s.q_value, 1, 0);
	assert_int_equal(s.evidence, EVIDENCE_THIN);
	pair_table_release(&none);
}

static void
every_metric_has_a_row_and_a_value(void **state)
{
	struct case_shop *shop = *state;
	struct pair_stats s;
	double value;

	assert_true(metric_pair(&shop->ctx, &shop->table, 0, 1, &s));
	for (unsigned m = 0; m < METRIC_COUNT; m++) {
		const struct metric_row *row = metric_row((enum metric)m);
		enum metric back;
		assert_true(metric_parse(row->name, &back));
		assert_int_equal(back, m);
		assert_true(strlen(row->formula) > 0);
		assert_true(strlen(row->help) > 0);
		assert_true(strlen(row->source) > 0);
		assert_true(metric_value(&s, (enum metric)m, &value));
		assert_true(isfinite(value));
	}
	assert_true(metric_value(&s, METRIC_ORDERS_BOTH, &value));
	assert_near(value, 20, 0);
	assert_true(metric_value(&s, METRIC_LIFT_LOW, &value));
	assert_near(value, s.lift_low, 0);
	enum metric none;
	assert_false(metric_parse("magic", &none));
}

static void
shares_of_nothing_have_no_value(void **state)
{
	static const struct {
		enum metric metric;
		bool defined;
	} CASES[] = {
		{ METRIC_SUPPORT, false },
		{ METRIC_CONFIDENCE_AB, false },
		{ METRIC_CONFIDENCE_BA, false },
		{ METRIC_NAIVE_LIFT, false },
		{ METRIC_EXCESS_ATTACH, false },
		{ METRIC_ATTACH, false },
		{ METRIC_LIFT, true },
		{ METRIC_P_VALUE, true },
	};
	struct case_shop *shop = *state;
	struct pair_context empty;
	struct pair_stats s;
	double value;

	assert_true(pair_context_init(&empty, 2, NULL));
	empty.alpha = 5;
	pair_context_complete(&empty);
	struct pair_table none;
	assert_true(pair_table_init(&none, 2, NULL));
	assert_false(metric_pair(&empty, &none, 0, 1, &s));
	for (size_t i = 0; i < ARRAY_LEN(CASES); i++)
		assert_int_equal(metric_value(&s, CASES[i].metric, &value),
		    CASES[i].defined);
	assert_near(s.lift, 1, 0);
	assert_true(isfinite(s.score));
	pair_table_release(&none);
	pair_context_release(&empty);
	(void)shop;
}

static void
evidence_follows_its_rules(void **state)
{
	static const struct {
		const char *why;
		uint32_t n, customers;
		float q;
		size_t identified;
		enum evidence evidence;
	} CASES[] = {
		{ "clear", 40, 30, .001F, 500, EVIDENCE_STRONG },
		{ "q at its limit", 40, 30, .01F, 500, EVIDENCE_STRONG },
		{ "q above", 40, 30, .0101F, 500, EVIDENCE_LIKELY },
		{ "29 orders", 29, 29, .001F, 500, EVIDENCE_LIKELY },
		{ "low lift", 30, 30, .001F, 500, EVIDENCE_STRONG },
		{ "q .05", 20, 20, .05F, 500, EVIDENCE_LIKELY },
		{ "q above .05", 20, 20, .0501F, 500, EVIDENCE_WEAK },
		{ "lift about 1", 10, 10, .001F, 500, EVIDENCE_WEAK },
		{ "9 orders", 9, 9, .001F, 500, EVIDENCE_THIN },
		{ "2 customers", 40, 2, .001F, 500, EVIDENCE_THIN },
		{ "3 customers", 40, 3, .001F, 500, EVIDENCE_STRONG },
		{ "no ids at all", 40, 0, .001F, 0, EVIDENCE_STRONG },
	};
	struct case_shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
		struct pair_stats s;
		shop->table.n[0] = CASES[i].n;
		shop->table.customers[0] = CASES[i].customers;
		shop->ctx.curve.q[0] = CASES[i].q;
		shop->ctx.identified = CASES[i].identified;
		assert_true(metric_pair(&shop->ctx, &shop->table, 0, 1, &s));
		if (s.evidence != CASES[i].evidence)
			fail_msg("%s: %s instead of %s", CASES[i].why,
			    evidence_name(s.evidence),
			    evidence_name(CASES[i].evidence));
	}
}

static void
evidence_has_names(void **state)
{
	enum evidence back;

	(void)state;
	for (unsigned e = 0; e < EVIDENCE_COUNT; e++) {
		assert_true(
		    evidence_parse(evidence_name((enum evidence)e), &back));
		assert_int_equal(back, e);
		assert_true(strlen(evidence_meaning((enum evidence)e)) > 10);
	}
	assert_true(EVIDENCE_STRONG > EVIDENCE_LIKELY);
	assert_false(evidence_parse("sure", &back));
}

static void
titles_are_compared_without_what_makes_variants(void **state)
{
	static const struct {
		const char *a, *b;
		double overlap;
	} CASES[] = {
		{ "RED RETROSPOT MUG", "Blue retrospot mug", 1 },
		{ "T-shirt, size M", "T-shirt, size XL", 1 },
		{ "Candle 12cm", "Candle 20 cm", 1 },
		{ "Mug", "Mug and saucer", 1.0 / 3 },
		{ "Steel bottle", "Steel flask", 1.0 / 3 },
		{ "Mug mug mug", "mug", 1 },
		{ "Käse rund", "Käse eckig", 1.0 / 3 },
		{ "Red", "Blue", 0 },
		{ "", "Mug", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
		struct relation_stem a, b;
		relation_stem_of(slice_of(CASES[i].a), &a);
		relation_stem_of(slice_of(CASES[i].b), &b);
		assert_near(relation_overlap(&a, &b), CASES[i].overlap, 1e-15);
		assert_near(relation_overlap(&b, &a), CASES[i].overlap, 1e-15);
	}
}

struct titled {
	const char *title;
	uint32_t category;
	int64_t price4;
};

/* A pair as the rules see it. */
struct relation_case {
	const char *why;
	struct titled a, b;
	double expected, lift, low, high, q;
	uint32_t ever, both;
	const struct relation_sequence *sequence;
	enum relation relation;
	enum relation_accessory accessory;
};

#define PRODUCT(title_, category_, price_)                               \
	{                                                                \
		.title = title_, .category = category_, .price4 = price_ \
	}

static const struct relation_sequence A_FIRST = {
	.customers = 20, .a_first = 12, .median_lag_days = 30
};
static const struct relation_sequence B_FIRST = {
	.customers = 20, .a_first = 11, .median_lag_days = 30
};
static const struct relation_sequence FEW = {
	.customers = 19, .a_first = 0, .median_lag_days = 13
};

static const struct relation_case RELATION_CASES[] = {
	{ "phone and case", PRODUCT("Phone", 1, 100), PRODUCT("Case", 2, 60), 8,
	    2, 1.3, 3, .01, 0, 0, NULL, RELATION_COMPLEMENT,
	    RELATION_B_IS_ACCESSORY },
	{ "case and phone", PRODUCT("Case", 2, 60), PRODUCT("Phone", 1, 100), 8,
	    2, 1.3, 3, .01, 0, 0, NULL, RELATION_COMPLEMENT,
	    RELATION_A_IS_ACCESSORY },
	{ "not much cheaper", PRODUCT("Phone", 1, 100), PRODUCT("Case", 2, 61),
	    8, 2, 1.3, 3, .01, 0, 0, NULL, RELATION_COMPLEMENT,
	    RELATION_NO_ACCESSORY },
	{ "phone first", PRODUCT("Phone", 1, 100), PRODUCT("Case", 2, 60), 8, 2,
	    1.3, 3, .01, 0, 0, &A_FIRST, RELATION_COMPLEMENT,
	    RELATION_B_IS_ACCESSORY },
	{ "phone not first enough", PRODUCT("Phone", 1, 100),
	    PRODUCT("Case", 2, 60), 8, 2, 1.3, 3, .01, 0, 0, &B_FIRST,
	    RELATION_COMPLEMENT, RELATION_NO_ACCESSORY },
	{ "too few to say who was first", PRODUCT("Phone", 1, 100),
	    PRODUCT("Case", 2, 60), 8, 2, 1.3, 3, .01, 0, 0, &FEW,
	    RELATION_COMPLEMENT, RELATION_B_IS_ACCESSORY },
	{ "price unknown", PRODUCT("Phone", 1, SALES_UNKNOWN),
	    PRODUCT("Case", 2, 60), 8, 2, 1.3, 3, .01, 0, 0, NULL,
	    RELATION_COMPLEMENT, RELATION_NO_ACCESSORY },
	{ "lift not clear", PRODUCT("Phone", 1, 100), PRODUCT("Case", 2, 60), 8,
	    2, 1.2, 3, .01, 0, 0, NULL, RELATION_UNCLEAR,
	    RELATION_NO_ACCESSORY },
	{ "may be chance", PRODUCT("Phone", 1, 100), PRODUCT("Case", 2, 60), 8,
	    2, 1.3, 3, .06, 0, 0, NULL, RELATION_UNCLEAR,
	    RELATION_NO_ACCESSORY },
	{ "colours", PRODUCT("Red mug", 1, 10), PRODUCT("Blue mug", 1, 5), 8, 2,
	    1.3, 3, .01, 0, 0, NULL, RELATION_VARIANT, RELATION_NO_ACCESSORY },
	{ "colours across categories", PRODUCT("Red mug", 1, 10),
	    PRODUCT("Blue mug", 2, 10), 8, 2, 1.3, 3, .01, 0, 0, NULL,
	    RELATION_COMPLEMENT, RELATION_NO_ACCESSORY },
	{ "one or the other", PRODUCT("Tea", 1, 10), PRODUCT("Coffee", 1, 10),
	    3, .5, .3, .7, 1, 0, 0, NULL, RELATION_SUBSTITUTE,
	    RELATION_NO_ACCESSORY },
	{ "too little expected", PRODUCT("Tea", 1, 10),
	    PRODUCT("Coffee", 1, 10), 2.9, .5, .3, .7, 1, 0, 0, NULL,
	    RELATION_UNCLEAR, RELATION_NO_ACCESSORY },
	{ "category unknown", PRODUCT("Tea", 0, 10), PRODUCT("Coffee", 0, 10),
	    3, .5, .3, .7, 1, 0, 0, NULL, RELATION_UNCLEAR,
	    RELATION_NO_ACCESSORY },
	{ "not clearly rarer", PRODUCT("Tea", 1, 10), PRODUCT("Coffee", 1, 10),
	    3, .5, .3, .8, 1, 0, 0, NULL, RELATION_UNCLEAR,
	    RELATION_NO_ACCESSORY },
	/* Cross lift (40 - 0 + 4) / (10 + 4 - 3) = 4: one follows the other. */
	{ "printer, then ink", PRODUCT("Printer", 1, 10), PRODUCT("Ink", 2, 10),
	    3, .9, .6, 1.2, 1, 40, 0, &A_FIRST, RELATION_SEQUEL,
	    RELATION_NO_ACCESSORY },
	{ "lag too short", PRODUCT("Printer", 1, 10), PRODUCT("Ink", 2, 10), 3,
	    .9, .6, 1.2, 1, 40, 0, &FEW, RELATION_UNCLEAR,
	    RELATION_NO_ACCESSORY },
	/* Cross lift (1 + 4) / 11: the same people do not buy both. */
	{ "rare across orders too", PRODUCT("Tea", 1, 10),
	    PRODUCT("Coffee", 1, 10), 3, .5, .3, .7, 1, 2, 1, NULL,
	    RELATION_UNCLEAR, RELATION_NO_ACCESSORY },
};

static struct relation_product
described(const struct titled *t)
{
	struct relation_product p = {
		.category = t->category,
		.price4 = t->price4,
	};

	relation_stem_of(slice_of(t->title), &p.stem);
	return p;
}

static void
relations_follow_their_rules(void **state)
{
	struct case_shop *shop = *state;
	struct pair_margins *buyers = &shop->ctx.customers_with;

	/* Ten customers are expected to have bought both. */
	buyers->in[1] = 50;
	buyers->in[BASKET_STRATA + 1] = 50;
	buyers->rate[1] = 10.0 / (50 * 50);
	for (size_t i = 0; i < ARRAY_LEN(RELATION_CASES); i++) {
		const struct relation_case *c = &RELATION_CASES[i];
		struct pair_stats s = {
			.a = 0,
			.b = 1,
			.expected = c->expected,
			.lift = c->lift,
			.lift_low = c->low,
			.lift_high = c->high,
			.q_value = c->q,
			.customers_ever = c->ever,
			.customers_both = c->both,
		};
		struct relation_product a = described(&c->a);
		struct relation_product b = described(&c->b);
		struct relation_result got;
		buyers->baskets = c->ever > 0 ? 500 : 0;
		relation_judge(&shop->ctx, &s, &a, &b, c->sequence, &got);
		if (got.relation != c->relation ||
		    got.accessory != c->accessory)
			fail_msg("%s: %s, accessory %d", c->why,
			    relation_name(got.relation), (int)got.accessory);
	}
}

static void
relations_have_names(void **state)
{
	enum relation back;

	(void)state;
	for (unsigned r = 0; r < RELATION_COUNT; r++) {
		assert_true(
		    relation_parse(relation_name((enum relation)r), &back));
		assert_int_equal(back, r);
		assert_true(strlen(relation_meaning((enum relation)r)) > 10);
	}
	assert_false(relation_parse("friends", &back));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(known_pair_has_the_known_measures),
		TEST(the_other_direction_exchanges_what_has_one),
		TEST(attach_rate_is_the_known_beta),
		TEST(a_pair_below_the_floor_is_filled_and_reported),
		TEST(every_metric_has_a_row_and_a_value),
		TEST(shares_of_nothing_have_no_value),
		TEST(evidence_follows_its_rules),
		TEST(evidence_has_names),
		TEST(titles_are_compared_without_what_makes_variants),
		TEST(relations_follow_their_rules),
		TEST(relations_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
