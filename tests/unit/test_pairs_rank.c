/*
 * Orders of pairs: of all, of one product's, and of every product's best.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "mining/metric.h"
#include "mining/pairs.h"
#include "tests/support/random_shop.h"

struct mined {
	struct baskets bk;
	struct pair_table table;
	struct pair_context ctx;
};

static void
assert_close(double actual, double expected, double tolerance)
{
	if (!(fabs(actual - expected) <= tolerance * (1e-9 + fabs(expected))))
		fail_msg("%.17g is not %.17g", actual, expected);
}

static void
mine(struct mined *m, const struct basket_orders *in, uint32_t cap,
    uint32_t floor, unsigned threads)
{
	struct pairs_options opt = {
		.floor = floor, .threads = threads, .customers = true
	};
	struct err err = ERR_INIT;

	*m = (struct mined){ 0 };
	if (!baskets_init(&m->bk, in, cap, &err) ||
	    !pairs_mine(&m->bk, &opt, &m->table, &m->ctx, &err))
		fail_msg("%s", err.text);
}

static void
mined_release(struct mined *m)
{
	baskets_release(&m->bk);
	pair_table_release(&m->table);
	pair_context_release(&m->ctx);
}

/* {ab}{ab}{abc}{ac}{bd}{a}{d}{abcd}, all guests. */
static const size_t FIRST[] = { 0, 2, 4, 7, 9, 11, 12, 13, 17 };
static const uint32_t PRODUCT[] = { 0, 1, 0, 1, 0, 1, 2, 0, 2, 1, 3, 0, 3, 0, 1,
	2, 3 };
static const struct basket_orders TOY = {
	.orders = 8, .products = 4, .first = FIRST, .product = PRODUCT
};

static double
key_of(const struct mined *m, enum pairs_key key, const struct pairs_item *it)
{
	return pairs_key_value(&m->table, &m->ctx, key, false, it);
}

/* The order of places i and i + 1 of a ranking by the default key. */
static void
check_order(const struct mined *m, const struct pairs_ranking *r, size_t i)
{
	const struct pairs_item *x = &r->item[i], *y = &r->item[i + 1];
	uint32_t n_x = m->table.n[x->entry], n_y = m->table.n[y->entry];

	double key_x = key_of(m, PAIRS_BY_SCORE, x);
	double key_y = key_of(m, PAIRS_BY_SCORE, y);

	assert_true(key_x >= key_y);
	if (key_x > key_y)
		return;
	assert_true(n_x >= n_y);
	if (n_x == n_y)
		assert_true(x->a < y->a || (x->a == y->a && x->b < y->b));
}

static void
rankings_are_ordered_and_cut_alike(void **state)
{
	struct random_shape shape = {
		.seed = 21, .orders = 200, .products = 30, .largest = 8
	};
	struct random_shop shop;
	struct mined m;

	(void)state;
	random_shop_init(&shop, &shape);
	mine(&m, &shop.in, 0, 2, 1);
	for (unsigned k = 0; k < PAIRS_KEY_COUNT; k++) {
		struct pairs_query query = { .key = (enum pairs_key)k };
		struct pairs_ranking all, top;
		assert_true(pairs_rank(&all, &m.table, &m.ctx, &query, NULL));
		assert_int_equal(all.count, m.table.pairs);
		for (size_t i = 0; i + 1 < all.count; i++) {
			assert_true(key_of(&m, query.key, &all.item[i]) >=
			    key_of(&m, query.key, &all.item[i + 1]));
			if (k == PAIRS_BY_SCORE)
				check_order(&m, &all, i);
		}
		query.limit = 17;
		assert_true(pairs_rank(&top, &m.table, &m.ctx, &query, NULL));
		assert_int_equal(top.count, 17);
		for (size_t i = 0; i < top.count; i++)
			assert_int_equal(top.item[i].entry, all.item[i].entry);
		pairs_ranking_release(&all);
		pairs_ranking_release(&top);
	}
	mined_release(&m);
	random_shop_release(&shop);
}

static void
ranking_keys_are_the_measures_they_name(void **state)
{
	struct mined m;
	struct pairs_ranking r;

	(void)state;
	mine(&m, &TOY, 0, 1, 1);
	for (unsigned k = 0; k < PAIRS_KEY_COUNT; k++) {
		struct pairs_query query = { .key = (enum pairs_key)k };
		assert_true(
		    pairs_partners(&r, &m.table, &m.ctx, 1, &query, NULL));
		assert_int_equal(r.count, 3);
		for (size_t i = 0; i < r.count; i++) {
			struct pair_stats s;
			const struct pairs_item *it = &r.item[i];
			assert_int_equal(it->a, 1);
			assert_true(
			    metric_pair(&m.ctx, &m.table, it->a, it->b, &s));
			const double value[] = {
				[PAIRS_BY_SCORE] = s.score,
				[PAIRS_BY_INCREMENT] = s.incremental,
				[PAIRS_BY_SPECIFIC] = s.lift_low,
				[PAIRS_BY_FREQUENT] = s.confidence_ab,
			};
			assert_close(pairs_key_value(
					 &m.table, &m.ctx, query.key, true, it),
			    value[k], 1e-13);
		}
		pairs_ranking_release(&r);
	}
	mined_release(&m);
}

static void
skus_decide_direction_and_ties(void **state)
{
	/* 0 and 1, 2 and 3: two pairs that nothing but the SKU tells apart. */
	static const size_t first[] = { 0, 2, 4, 6, 8 };
	static const uint32_t product[] = { 0, 1, 2, 3, 0, 1, 2, 3 };
	static const uint32_t sku_rank[] = { 3, 2, 1, 0 };
	const struct basket_orders in = {
		.orders = 4, .products = 4, .first = first, .product = product
	};
	struct pairs_query query = { .sku_rank = sku_rank };
	struct pairs_ranking r;
	struct mined m;

	(void)state;
	mine(&m, &in, 0, 1, 1);
	assert_true(pairs_rank(&r, &m.table, &m.ctx, &query, NULL));
	assert_int_equal(r.count, 2);
	assert_int_equal(r.item[0].a, 3);
	assert_int_equal(r.item[0].b, 2);
	assert_int_equal(r.item[1].a, 1);
	assert_int_equal(r.item[1].b, 0);
	pairs_ranking_release(&r);
	query.min_n = 3;
	assert_true(pairs_rank(&r, &m.table, &m.ctx, &query, NULL));
	assert_int_equal(r.count, 0);
	pairs_ranking_release(&r);
	mined_release(&m);
}

static void
tops_are_the_partners_of_each_product(void **state)
{
	struct random_shape shape = {
		.seed = 31, .orders = 300, .products = 40, .largest = 7
	};
	struct random_shop shop;
	struct mined m;

	(void)state;
	random_shop_init(&shop, &shape);
	mine(&m, &shop.in, 0, 1, 1);
	for (unsigned threads = 1; threads <= 3; threads++) {
		struct pairs_query query = { .key = threads < 3
			    ? PAIRS_BY_INCREMENT
			    : PAIRS_BY_SCORE,
			.min_n = 2,
			.limit = 6 };
		struct pairs_tops tops;
		uint32_t best[40];
		assert_true(pairs_best(best, &m.table, &m.ctx, &query, NULL));
		assert_true(
		    pairs_tops(&tops, &m.table, &m.ctx, &query, threads, NULL));
		for (uint32_t a = 0; a < tops.products; a++) {
			struct pairs_ranking r;
			assert_true(pairs_partners(
			    &r, &m.table, &m.ctx, a, &query, NULL));
			assert_int_equal(
			    tops.first[a + 1] - tops.first[a], r.count);
			for (size_t i = 0; i < r.count; i++) {
				const struct pairs_item *it =
				    &tops.item[tops.first[a] + i];
				assert_int_equal(it->entry, r.item[i].entry);
				assert_int_equal(it->a, a);
			}
			assert_int_equal(
			    best[a], r.count > 0 ? r.item[0].b : PAIRS_NOBODY);
			pairs_ranking_release(&r);
		}
		assert_true(tops.first[tops.products] > 100);
		pairs_tops_release(&tops);
	}
	mined_release(&m);
	random_shop_release(&shop);
}

static void
ranking_keys_have_names(void **state)
{
	(void)state;
	for (unsigned k = 0; k < PAIRS_KEY_COUNT; k++) {
		enum pairs_key back;
		assert_true(
		    pairs_key_parse(pairs_key_name((enum pairs_key)k), &back));
		assert_int_equal(back, k);
		assert_true(strlen(pairs_key_help((enum pairs_key)k)) > 10);
	}
	enum pairs_key none;
	assert_false(pairs_key_parse("best", &none));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rankings_are_ordered_and_cut_alike),
		cmocka_unit_test(ranking_keys_are_the_measures_they_name),
		cmocka_unit_test(skus_decide_direction_and_ties),
		cmocka_unit_test(tops_are_the_partners_of_each_product),
		cmocka_unit_test(ranking_keys_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
