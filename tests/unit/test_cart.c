/*
 * Carts against a twin that writes the whole matrix down and inverts it, and
 * on carts whose answer is known.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/cart.h"
#include "mining/pairs.h"
#include "tests/support/random_shop.h"

enum {
	SHOPS = 300,
	MOST = 24, /* products of a random shop */
	CART = 6,
};

struct mined {
	struct baskets bk;
	struct pair_table table;
	struct pair_context ctx;
	struct cart_model cm;
};

static void
mine(struct mined *m, const struct basket_orders *in, uint32_t floor)
{
	*m = (struct mined){ 0 };
	assert_true(baskets_init(&m->bk, in, 0, NULL));
	assert_true(
	    pairs_mine(&m->bk, &(struct pairs_options){ .floor = floor },
		&m->table, &m->ctx, NULL));
	assert_true(cart_model_init(&m->cm, &m->table, &m->ctx, NULL));
}

static void
mined_release(struct mined *m)
{
	cart_model_release(&m->cm);
	pair_table_release(&m->table);
	pair_context_release(&m->ctx);
	baskets_release(&m->bk);
}

static void
assert_close(double actual, double expected)
{
	if (!(fabs(actual - expected) <= 1e-9 * (1 + fabs(expected))))
		fail_msg("%.17g is not %.17g", actual, expected);
}

/* ---- the twin ---- */

/* The inverse by Gauss and Jordan with full pivoting of rows. */
static void
invert(double m[CART][CART], double out[CART][CART], size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			out[i][j] = i == j;
	for (size_t c = 0; c < n; c++) {
		size_t best = c;
		for (size_t i = c; i < n; i++)
			best = fabs(m[i][c]) > fabs(m[best][c]) ? i : best;
		for (size_t j = 0; j < n; j++) {
			double t = m[c][j], u = out[c][j];
			m[c][j] = m[best][j];
			m[best][j] = t;
			out[c][j] = out[best][j];
			out[best][j] = u;
		}
		double pivot = m[c][c];
		for (size_t j = 0; j < n; j++) {
			m[c][j] /= pivot;
			out[c][j] /= pivot;
		}
		for (size_t i = 0; i < n; i++) {
			double f = m[i][c];
			for (size_t j = 0; i != c && j < n; j++) {
				m[i][j] -= f * m[c][j];
				out[i][j] -= f * out[c][j];
			}
		}
	}
}

/* The mean weight of baskets of each size as pairs see it, and 1 alone. */
static double
weighted_orders(const struct mined *m, uint32_t p)
{
	const struct baskets *bk = &m->bk;
	double sum = 0;

	for (size_t i = 0; i < bk->count; i++) {
		bool held = false;
		for (uint32_t j = bk->basket[i].begin; j < bk->basket[i].end;
		     j++)
			held |= bk->product_of[bk->item[j]] == p;
		if (!held)
			continue;
		const struct basket_stratum *st =
		    &bk->stratum[basket_stratum_of(
			bk->basket[i].end - bk->basket[i].begin)];
		sum += st->ordered_pairs > 0
		    ? st->weighted_pairs / (double)st->ordered_pairs
		    : 1;
	}
	return sum;
}

static double
excess(const struct mined *m, uint32_t a, uint32_t b, double theta)
{
	size_t e = pair_find(&m->table, a, b);
	double n = e == PAIR_NONE ? 0 : (double)m->table.weighted[e];

	return n - theta * pair_expected_weighted(&m->ctx.orders_with, a, b);
}

static double
twin_score(const struct mined *m, const uint32_t *items, size_t n, uint32_t b)
{
	bool large = (double)m->bk.lines > 10 * (double)m->bk.count;
	double theta = large ? 1 : .8, beta = large ? .2 : 0;
	double d[CART][CART], inverse[CART][CART], sum = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			d[i][j] = i == j ? weighted_orders(m, items[i]) + 5
					 : excess(m, items[i], items[j], theta);
	invert(d, inverse, n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			sum += inverse[i][j] * excess(m, items[i], b, theta);
	return sum / pow(weighted_orders(m, b) + 1, beta);
}

/* ---- tests ---- */

static size_t
draw_cart(uint64_t seed, size_t products, uint32_t *items)
{
	size_t n = 1 + (size_t)(random_unit(seed, 9, 0, 0) * CART), kept = 0;

	for (uint64_t i = 0; i < n; i++) {
		uint32_t p =
		    (uint32_t)(random_unit(seed, 9, 1, i) * (double)products);
		bool known = false;
		for (size_t k = 0; k < kept; k++)
			known |= items[k] == p;
		if (!known)
			items[kept++] = p;
	}
	return kept;
}

static bool
is_in(const uint32_t *items, size_t n, uint32_t p)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i] == p)
			return true;
	}
	return false;
}

static void
check_shop(uint64_t seed)
{
	struct random_shape shape = {
		.seed = seed,
		.orders = 20 + seed % 80,
		.products = 4 + seed % (MOST - 4),
		/* Every third shop has large orders. */
		.largest = seed % 3 == 0 ? 30 : 6,
	};
	struct random_shop shop;
	struct mined m;
	uint32_t items[CART];
	double score[MOST];
	size_t n = draw_cart(seed, shape.products, items);

	random_shop_init(&shop, &shape);
	mine(&m, &shop.in, 1 + (uint32_t)seed % 2);
	assert_true(cart_score(&m.cm, items, n, score, NULL));
	for (uint32_t b = 0; b < shape.products; b++) {
		if (is_in(items, n, b) || m.ctx.orders_with.n[b] == 0)
			assert_true(isinf(score[b]) && score[b] < 0);
		else
			assert_close(score[b], twin_score(&m, items, n, b));
	}
	mined_release(&m);
	random_shop_release(&shop);
}

static void
scores_are_those_of_the_dense_inverse(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SHOPS; seed++)
		check_shop(seed);
}

static void
best_are_the_highest_positive_scores_in_order(void **state)
{
	struct random_shop shop;
	struct mined m;
	struct cart_item best[MOST];
	double score[MOST];
	bool skip[MOST] = { false };
	uint32_t items[] = { 1, 2 };
	size_t found, positive = 0;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){
		.seed = 5, .orders = 90, .products = MOST, .largest = 6 });
	mine(&m, &shop.in, 1);
	assert_true(cart_score(&m.cm, items, 2, score, NULL));
	for (size_t b = 0; b < MOST; b++)
		positive += score[b] > 0;
	assert_true(positive > 3);
	assert_true(cart_best(&m.cm, items, 2,
	    &(struct cart_wish){ .limit = MOST }, best, &found, NULL));
	assert_int_equal(found, positive);
	for (size_t i = 0; i < found; i++) {
		assert_true(score[best[i].product] >= best[i].score &&
		    score[best[i].product] <= best[i].score);
		assert_true(i == 0 || best[i - 1].score > best[i].score ||
		    best[i - 1].product < best[i].product);
	}
	/* Fewer are the first of them, and what is skipped moves up. */
	uint32_t first = best[0].product, second = best[1].product;
	assert_true(cart_best(&m.cm, items, 2,
	    &(struct cart_wish){ .limit = 1 }, best, &found, NULL));
	assert_int_equal(found, 1);
	assert_int_equal(best[0].product, first);
	skip[first] = true;
	assert_true(cart_best(&m.cm, items, 2,
	    &(struct cart_wish){ .limit = 1, .skip = skip }, best, &found,
	    NULL));
	assert_int_equal(best[0].product, second);
	mined_release(&m);
	random_shop_release(&shop);
}

/* Orders that are worth less than what is bought together make the first row
 * of the elimination the smallest: it is exchanged, and the score is that of the
 * inverse. Where two rows are the same there is none; each product is taken for
 * itself then. */
static void
rows_are_exchanged_and_equal_ones_told(void **state)
{
	static const uint32_t items[] = { 0, 1 };
	struct random_shop shop;
	struct mined m;
	double score[MOST], x, d0, d1;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){
		.seed = 5, .orders = 90, .products = MOST, .largest = 6 });
	mine(&m, &shop.in, 1);
	x = excess(&m, 0, 1, m.cm.theta);
	assert_true(fabs(x) > .01);
	for (int equal = 0; equal < 2; equal++) {
		d0 = equal ? x : x / 4;
		d1 = equal ? x : x / 2;
		m.cm.orders[0] = d0 - 5;
		m.cm.orders[1] = d1 - 5;
		assert_true(cart_score(&m.cm, items, 2, score, NULL));
		for (uint32_t b = 2; b < MOST; b++) {
			double e0 = excess(&m, 0, b, m.cm.theta);
			double e1 = excess(&m, 1, b, m.cm.theta);
			double det = d0 * d1 - x * x;
			double want = equal
			    ? (e0 + e1) / x
			    : ((d1 - x) * e0 + (d0 - x) * e1) / det;

			assert_close(score[b], want * m.cm.damp[b]);
		}
	}
	mined_release(&m);
	random_shop_release(&shop);
}

/* 0 and 1 are bought together 30 times with 2, 0 alone 30 times with 3. */
static void
a_cart_is_more_than_its_products(void **state)
{
	enum {
		EACH = 30
	};
	size_t first[2 * EACH + 41], n = 0;
	uint32_t product[2 * EACH * 3 + 40], items[] = { 0, 1 };
	struct cart_item best[1];
	struct mined m;
	size_t found, o = 0;

	(void)state;
	first[0] = 0;
	for (; o < 2 * EACH; o++) {
		product[n++] = 0;
		product[n++] = o < EACH ? 1 : 3;
		if (o < EACH)
			product[n++] = 2;
		first[o + 1] = n;
	}
	/* The rest of the shop, so that chance is little. */
	for (; o < 2 * EACH + 40; o++) {
		product[n++] = (uint32_t)(4 + o % 2);
		first[o + 1] = n;
	}
	mine(&m,
	    &(struct basket_orders){ .orders = o,
		.products = 6,
		.first = first,
		.product = product },
	    1);
	assert_true(cart_best(&m.cm, items, 2,
	    &(struct cart_wish){ .limit = 1 }, best, &found, NULL));
	assert_int_equal(found, 1);
	assert_int_equal(best[0].product, 2);
	mined_release(&m);
}

static void
an_empty_cart_and_an_empty_shop_have_no_best(void **state)
{
	size_t first[1] = { 0 };
	uint32_t items[1] = { 0 };
	struct cart_item best[1];
	struct mined m;
	size_t found = 9;

	(void)state;
	mine(&m, &(struct basket_orders){ .products = 3, .first = first }, 1);
	assert_true(cart_best(&m.cm, items, 0,
	    &(struct cart_wish){ .limit = 1 }, best, &found, NULL));
	assert_int_equal(found, 0);
	found = 9;
	assert_true(cart_best(&m.cm, items, 1,
	    &(struct cart_wish){ .limit = 1 }, best, &found, NULL));
	assert_int_equal(found, 0);
	mined_release(&m);
}

static void
a_cart_beyond_the_limit_is_cut_not_refused(void **state)
{
	enum {
		PRODUCTS = CART_MOST + 40
	};
	struct random_shop shop;
	struct mined m;
	uint32_t items[PRODUCTS];
	double whole[PRODUCTS], cut[PRODUCTS];

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){ .seed = 3,
		.orders = 200,
		.products = PRODUCTS,
		.largest = 20 });
	mine(&m, &shop.in, 1);
	for (uint32_t i = 0; i < PRODUCTS; i++)
		items[i] = i;
	assert_true(cart_score(&m.cm, items, CART_MOST + 10, whole, NULL));
	assert_true(cart_score(&m.cm, items, CART_MOST, cut, NULL));
	for (size_t b = 0; b < CART_MOST + 10; b++)
		assert_true(isinf(whole[b]));
	for (size_t b = CART_MOST + 10; b < PRODUCTS; b++)
		assert_true(memcmp(&whole[b], &cut[b], sizeof(cut[b])) == 0);
	mined_release(&m);
	random_shop_release(&shop);
}

static void
without_memory_it_says_so(void **state)
{
	struct random_shop shop;
	struct mined m;
	struct cart_model cm;
	struct err err = ERR_INIT;
	struct cart_item best[1];
	uint32_t items[1] = { 1 };
	size_t found;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){
		.seed = 1, .orders = 20, .products = 5, .largest = 4 });
	mine(&m, &shop.in, 1);
	for (long n = 1; n <= 5; n++) {
		mem_fail_after(n);
		assert_false(cart_model_init(&cm, &m.table, &m.ctx, &err));
		assert_int_equal(err.code, ERR_LIMIT);
	}
	for (long n = 1; n <= 2; n++) {
		mem_fail_after(n);
		assert_false(cart_best(&m.cm, items, 1,
		    &(struct cart_wish){ .limit = 1 }, best, &found, &err));
	}
	mem_fail_after(0);
	mined_release(&m);
	random_shop_release(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_those_of_the_dense_inverse),
		cmocka_unit_test(best_are_the_highest_positive_scores_in_order),
		cmocka_unit_test(rows_are_exchanged_and_equal_ones_told),
		cmocka_unit_test(a_cart_is_more_than_its_products),
		cmocka_unit_test(an_empty_cart_and_an_empty_shop_have_no_best),
		cmocka_unit_test(a_cart_beyond_the_limit_is_cut_not_refused),
		cmocka_unit_test(without_memory_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
