/*
 * Counting against a slow twin that tries every pair in every basket, on known
 * baskets and on thousands of random ones.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "mining/dist.h"
#include "mining/metric.h"
#include "mining/pairs.h"
#include "mining/signif.h"
#include "tests/support/effort.h"
#include "tests/support/random_shop.h"

enum {
	MOST = 64 /* products the twin can hold */
};

/* Every figure of every pair, the obvious way. */
struct twin {
	const struct basket_orders *in;
	uint32_t cap;
	size_t products, active, tests, met, counted;
	bool kept[5000]; /* by order */
	size_t size[5000];
	uint32_t n[MOST], in_stratum[MOST][BASKET_STRATA];
	uint32_t both[MOST][MOST], customers[MOST][MOST], ever[MOST][MOST];
	double weighted[MOST][MOST], ever_weighted[MOST][MOST];
	double expected[MOST][MOST], p[MOST][MOST], q[MOST][MOST];
	double alpha;
};

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

static bool
holds(const struct basket_orders *in, size_t order, uint32_t product)
{
	for (size_t i = in->first[order]; i < in->first[order + 1]; i++) {
		if (in->product[i] == product)
			return true;
	}
	return false;
}

/* Did this customer ever buy it in a kept order? */
static bool
bought(const struct twin *t, int32_t customer, uint32_t product)
{
	for (size_t o = 0; o < t->in->orders; o++) {
		if (t->kept[o] && t->in->customer[o] == customer &&
		    holds(t->in, o, product))
			return true;
	}
	return false;
}

static void
twin_sizes(struct twin *t)
{
	for (size_t o = 0; o < t->in->orders; o++) {
		for (uint32_t p = 0; p < t->products; p++)
			t->size[o] += holds(t->in, o, p);
		t->kept[o] =
		    t->size[o] > 0 && (t->cap == 0 || t->size[o] <= t->cap);
		t->counted += t->kept[o];
		for (uint32_t p = 0; t->kept[o] && p < t->products; p++) {
			if (!holds(t->in, o, p))
				continue;
			t->n[p]++;
			t->in_stratum[p][basket_stratum_of(t->size[o])]++;
		}
	}
	for (uint32_t p = 0; p < t->products; p++)
		t->active += t->n[p] > 0;
	t->tests = t->active * (t->active - 1) / 2;
}

static double
weight_of(size_t size)
{
	return size > 2 ? 1 / sqrt((double)size - 1) : 1;
}

static void
twin_count(struct twin *t, uint32_t a, uint32_t b)
{
	int32_t seen[5000];
	size_t n_seen = 0;

	for (size_t o = 0; o < t->in->orders; o++) {
		int32_t c = t->in->customer[o];
		if (!t->kept[o] || !holds(t->in, o, a) || !holds(t->in, o, b))
			continue;
		t->both[a][b]++;
		t->weighted[a][b] +=
		    weight_of(t->size[o]) * (t->in->fade ? t->in->fade[o] : 1);
		size_t i = 0;
		while (i < n_seen && seen[i] != c)
			i++;
		if (c != SALES_GUEST && i == n_seen)
			seen[n_seen++] = c;
	}
	t->customers[a][b] = (uint32_t)n_seen;
}

static void
twin_customers(struct twin *t, int32_t customers)
{
	for (int32_t c = 0; c < customers; c++) {
		bool has[MOST];
		size_t size = 0;
		for (uint32_t p = 0; p < t->products; p++) {
			has[p] = bought(t, c, p);
			size += has[p];
		}
		if (size > BASKET_CUSTOMER_CAP)
			continue;
		for (uint32_t a = 0; a < t->products; a++) {
			for (uint32_t b = a + 1; b < t->products; b++) {
				if (!has[a] || !has[b])
					continue;
				t->ever[a][b]++;
				t->ever_weighted[a][b] += weight_of(size);
			}
		}
	}
}

static double
twin_expected(const struct twin *t, uint32_t a, uint32_t b)
{
	double e = 0;

	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		double items = 0, pairs = 0;
		for (size_t o = 0; o < t->in->orders; o++) {
			double s = (double)t->size[o];
			if (t->kept[o] && basket_stratum_of(t->size[o]) == k) {
				items += s;
				pairs += s * (s - 1);
			}
		}
		if (items > 0)
			e += pairs / (items * items) *
			    (double)t->in_stratum[a][k] *
			    (double)t->in_stratum[b][k];
	}
	return e;
}

/* The prior of lift by the sum over all pairs of active products. */
static void
twin_alpha(struct twin *t)
{
	double over = 0, under = 0;

	for (uint32_t a = 0; a < t->products; a++) {
		for (uint32_t b = a + 1; b < t->products; b++) {
			double e = t->expected[a][b];
			double n = (double)t->both[a][b];
			over += e * e;
			under += (n - e) * (n - e) - e;
		}
	}
	t->alpha = t->met < 1000 || under <= 0 ? 5 : over / under;
	t->alpha = t->alpha < 1 ? 1 : t->alpha > 50 ? 50 : t->alpha;
}

/* q over every pair, those never met with p = 1. */
static void
twin_q(struct twin *t)
{
	static double p[MOST * MOST], q[MOST * MOST];
	size_t n = 0, i = 0;

	for (uint32_t a = 0; a < t->products; a++) {
		for (uint32_t b = a + 1; b < t->products; b++) {
			if (t->n[a] == 0 || t->n[b] == 0)
				continue;
			t->p[a][b] = t->both[a][b] == 0
			    ? 1
			    : dist_poisson_tail(
				  t->both[a][b], t->expected[a][b]);
			p[n++] = t->p[a][b];
		}
	}
	assert_int_equal(n, t->tests);
	assert_true(signif_bh(p, n, (double)n, q, NULL));
	for (uint32_t a = 0; a < t->products; a++) {
		for (uint32_t b = a + 1; b < t->products; b++) {
			if (t->n[a] > 0 && t->n[b] > 0)
				t->q[a][b] = q[i++];
		}
	}
}

static struct twin *
twin_new(const struct basket_orders *in, uint32_t cap, int32_t customers)
{
	struct twin *t = mem_zalloc(sizeof(*t));

	t->in = in;
	t->cap = cap;
	t->products = in->products;
	twin_sizes(t);
	for (uint32_t a = 0; a < t->products; a++) {
		for (uint32_t b = a + 1; b < t->products; b++) {
			twin_count(t, a, b);
			t->expected[a][b] = twin_expected(t, a, b);
			t->met += t->both[a][b] > 0;
		}
	}
	twin_customers(t, customers);
	twin_alpha(t);
	twin_q(t);
	return t;
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

static void
check_pair(const struct twin *t, const struct mined *m, uint32_t a, uint32_t b)
{
	struct pair_stats s;
	size_t i = pair_find(&m->table, a, b);

	assert_int_equal(i, pair_find(&m->table, b, a));
	if (t->both[a][b] < m->ctx.floor) {
		assert_true(i == PAIR_NONE);
		return;
	}
	assert_true(i != PAIR_NONE);
	assert_int_equal(pair_row_of(&m->table, i), a);
	assert_int_equal(m->table.n[i], t->both[a][b]);
	assert_int_equal(m->table.customers[i], t->customers[a][b]);
	assert_int_equal(m->table.ever[i], t->ever[a][b]);
	assert_close((double)m->table.weighted[i], t->weighted[a][b], 1e-6);
	assert_close(
	    (double)m->table.ever_weighted[i], t->ever_weighted[a][b], 1e-6);
	assert_true(metric_pair(&m->ctx, &m->table, a, b, &s));
	assert_close(s.q_value, t->q[a][b], 1e-6);
	assert_close(metric_q(&m->ctx, &m->table, i, a, b), s.q_value, 0);
	assert_close(s.expected, t->expected[a][b], 1e-12);
	assert_close(s.p_value, t->p[a][b], 1e-11);
}

static void
check_all(const struct twin *t, const struct mined *m)
{
	size_t kept = 0;

	assert_int_equal(m->ctx.orders_with.baskets, t->counted);
	assert_int_equal(m->ctx.active, t->active);
	assert_int_equal(m->ctx.met, t->met);
	assert_close(m->ctx.alpha, t->alpha, 1e-9);
	for (uint32_t a = 0; a < t->products; a++) {
		double chance = 0;
		for (uint32_t b = 0; b < t->products; b++) {
			if (b != a)
				chance += pair_expected_weighted(
				    &m->ctx.orders_with, a, b);
		}
		assert_close(m->ctx.chance[a], chance, 1e-9);
		for (uint32_t b = a + 1; b < t->products; b++) {
			check_pair(t, m, a, b);
			kept += t->both[a][b] >= m->ctx.floor;
		}
	}
	assert_int_equal(m->table.pairs, kept);
}

static void
compare(const struct random_shape *shape, uint32_t cap, uint32_t floor,
    unsigned threads)
{
	static double fade[5000];
	struct random_shop shop;
	struct mined m;

	random_shop_init(&shop, shape);
	for (size_t o = 0; o < shape->orders; o++)
		fade[o] = 1.0 / (double)(1 + o % 7);
	shop.in.fade = shape->seed % 2 == 0 ? fade : NULL;
	struct twin *t = twin_new(&shop.in, cap, (int32_t)shape->customers);
	mine(&m, &shop.in, cap, floor, threads);
	check_all(t, &m);
	mined_release(&m);
	mem_free(t);
	random_shop_release(&shop);
}

static void
counts_equal_the_twin_on_small_shops(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < EFFORT(2000); seed++) {
		struct random_shape shape = {
			.seed = seed,
			.orders = 1 + (size_t)(seed % 37),
			.products = 1 + (size_t)(seed % 11),
			.largest = 1 + (uint32_t)(seed % 7),
			.customers = (uint32_t)(seed % 6),
		};
		compare(&shape, (uint32_t)(seed % 4 ? 0 : 3),
		    1 + (uint32_t)(seed % 3), 1 + (unsigned)(seed % 3));
	}
}

static void
counts_equal_the_twin_on_larger_shops(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 6; seed++) {
		struct random_shape shape = {
			.seed = 1000 + seed,
			.orders = 300 + (size_t)(seed * 50),
			.products = MOST - (size_t)seed,
			.largest = 4 + (uint32_t)(seed * 9),
			.customers = (uint32_t)(40 * (seed % 3)),
		};
		compare(&shape, 0, 2, 2);
	}
}

/* Products that are bought regardless of each other. */
static void
chance_alone_gives_the_most_of_alpha(void **state)
{
	struct random_shop shop;
	struct mined m;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){
		.seed = 9, .orders = 6000, .products = MOST, .largest = 4 });
	mine(&m, &shop.in, 0, 2, 1);
	assert_true(m.ctx.alpha_fitted);
	assert_true(fabs(m.ctx.alpha - 50) < 1e-15);
	mined_release(&m);
	random_shop_release(&shop);
}

/* {ab}{ab}{abc}{ac}{bd}{a}{d}{abcd}, all guests. */
static const size_t FIRST[] = { 0, 2, 4, 7, 9, 11, 12, 13, 17 };
static const uint32_t PRODUCT[] = { 0, 1, 0, 1, 0, 1, 2, 0, 2, 1, 3, 0, 3, 0, 1,
	2, 3 };
static const struct basket_orders TOY = {
	.orders = 8, .products = 4, .first = FIRST, .product = PRODUCT
};

static void
toy_pairs_have_the_known_figures(void **state)
{
	static const struct {
		uint32_t a, b, n;
		double expected, weighted, expected_weighted, excess;
	} PAIRS[] = {
		{ 0, 1, 4, 2.541667, 3.284457, 2.029417, 1.255040 },
		{ 0, 2, 3, 1.791667, 2.284457, 1.279417, 1.005040 },
		{ 0, 3, 1, 1.125, .577350, .808013, -.230662 },
		{ 1, 2, 2, 1.791667, 1.284457, 1.279417, .005040 },
		{ 1, 3, 2, 1.125, 1.577350, .808013, .769338 },
		{ 2, 3, 1, .875, .577350, .558013, .019338 },
	};
	struct mined m;

	(void)state;
	mine(&m, &TOY, 0, 1, 1);
	assert_int_equal(m.table.pairs, ARRAY_LEN(PAIRS));
	assert_true(fabs(m.ctx.kappa - .7197231834) < 5e-11);
	assert_true(fabs(m.ctx.alpha - 5) < 1e-15);
	assert_false(m.ctx.alpha_fitted);
	for (size_t i = 0; i < ARRAY_LEN(PAIRS); i++) {
		struct pair_stats s;
		assert_true(
		    metric_pair(&m.ctx, &m.table, PAIRS[i].a, PAIRS[i].b, &s));
		assert_int_equal(s.orders_both, PAIRS[i].n);
		assert_true(fabs(s.expected - PAIRS[i].expected) < 6e-7);
		assert_true(fabs(s.weighted - PAIRS[i].weighted) < 6e-7);
		assert_true(fabs(s.expected_weighted -
				PAIRS[i].expected_weighted) < 6e-7);
		assert_true(fabs(s.incremental - PAIRS[i].excess) < 6e-7);
	}
	mined_release(&m);
}

static void
encode_all(const struct mined *m, struct str *out)
{
	pair_context_encode(&m->ctx, out);
	for (uint32_t a = 0; a < m->table.products; a++)
		pair_row_encode(&m->table, a, out);
}

static void
compare_threads(const struct random_shape *shape)
{
	struct random_shop shop;
	struct str one = STR_INIT;

	random_shop_init(&shop, shape);
	for (unsigned threads = 1; threads <= 8; threads *= 2) {
		struct mined m;
		struct str bytes = STR_INIT;
		mine(&m, &shop.in, 0, 2, threads);
		encode_all(&m, &bytes);
		assert_true(m.table.pairs > 10000);
		if (threads == 1)
			str_add_bytes(&one, bytes.p, bytes.len);
		assert_true(slice_eq(slice_str(&one), slice_str(&bytes)));
		str_release(&bytes);
		mined_release(&m);
	}
	str_release(&one);
	random_shop_release(&shop);
}

/* In the larger catalogue most p-values are spared (fdr.h). */
static void
threads_do_not_change_a_byte(void **state)
{
	struct random_shape shape = {
		.seed = 5,
		.orders = 4000,
		.products = 700,
		.largest = 30,
		.customers = 300,
	};

	(void)state;
	compare_threads(&shape);
	shape.products = 1600;
	compare_threads(&shape);
}

/* Every pair of every order is counted once, whatever the size. */
static void
a_catalogue_of_100000_products_is_counted(void **state)
{
	struct random_shape shape = {
		.seed = 6,
		.orders = 30000,
		.products = 100000,
		.largest = 12,
		.customers = 5000,
	};
	struct random_shop shop;
	struct mined m;
	uint64_t pairs = 0, counted = 0;

	(void)state;
	random_shop_init(&shop, &shape);
	mine(&m, &shop.in, 0, 1, 2);
	for (unsigned k = 0; k < BASKET_STRATA; k++)
		pairs += m.bk.stratum[k].ordered_pairs;
	for (size_t i = 0; i < m.table.pairs; i++)
		counted += m.table.n[i];
	assert_true(pairs > 100000);
	assert_int_equal(2 * counted, pairs);
	mined_release(&m);
	random_shop_release(&shop);
}

/* Sizes and popularity as in a shop, but no product belongs to another. */
static void
chance_alone_yields_no_discoveries(void **state)
{
	struct random_shape shape = {
		.seed = 11, .orders = 3000, .products = 150, .largest = 40
	};
	struct random_shop shop;
	struct mined m;
	size_t found = 0;

	(void)state;
	random_shop_init(&shop, &shape);
	/* Repeats within an order go: the first line of each product stays. */
	size_t n = 0;
	for (size_t o = 0, i = 0; o < shape.orders; o++) {
		size_t first = n;
		for (; i < shop.first[o + 1]; i++) {
			size_t j = first;
			while (j < n && shop.product[j] != shop.product[i])
				j++;
			if (j == n)
				shop.product[n++] = shop.product[i];
		}
		shop.first[o] = first;
	}
	shop.first[shape.orders] = n;
	random_shop_shuffle(&shop, 12, 400000);
	mine(&m, &shop.in, 0, 1, 2);
	for (size_t i = 0; i < m.table.pairs; i++)
		found += metric_q(&m.ctx, &m.table, i, pair_row_of(&m.table, i),
			     m.table.partner[i]) <= 0.05;
	assert_true(m.ctx.met > 5000);
	assert_in_range(found, 0, 1);
	mined_release(&m);
	random_shop_release(&shop);
}

static void
pairs_bought_together_on_purpose_are_discovered(void **state)
{
	enum {
		ORDERS = 400
	};
	static size_t first[ORDERS + 1];
	static uint32_t product[ORDERS * 3];
	struct mined m;
	size_t n = 0;

	(void)state;
	/* Every tenth order is 0 with 1, the others two of fifty in turn. */
	for (size_t o = 0; o < ORDERS; o++) {
		product[n++] = o % 10 ? 2 + (uint32_t)(o % 50) : 0;
		product[n++] =
		    o % 10 ? 2 + (uint32_t)((o + 1 + o / 50) % 50) : 1;
		first[o + 1] = n;
	}
	const struct basket_orders in = { .orders = ORDERS,
		.products = 52,
		.first = first,
		.product = product };
	mine(&m, &in, 0, 3, 2);
	size_t i = pair_find(&m.table, 0, 1);
	assert_true(i != PAIR_NONE);
	assert_int_equal(m.table.n[i], 40);
	assert_true(metric_q(&m.ctx, &m.table, i, 0, 1) < 1e-10);
	mined_release(&m);
}

static bool
stop_at_once(void *arg, const char *phase, int64_t done, int64_t total)
{
	(void)phase;
	(void)done;
	(void)total;
	++*(int *)arg;
	return false;
}

static void
stopping_leaves_nothing(void **state)
{
	int calls = 0;
	struct progress pg = { .report = stop_at_once, .arg = &calls };
	struct pairs_options opt = { .progress = &pg, .threads = 2 };
	struct pair_table table;
	struct pair_context ctx;
	struct baskets bk = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	/* The other thread may have taken the only anchors before. */
	assert_true(baskets_init(&bk, &TOY, 0, NULL));
	opt.threads = 1;
	assert_false(pairs_mine(&bk, &opt, &table, &ctx, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	assert_int_equal(calls, 1);
	assert_null(table.first);
	assert_null(ctx.chance);
	baskets_release(&bk);
}

static void
no_memory_while_mining_is_an_error(void **state)
{
	struct baskets bk = { 0 };
	struct pairs_options opt = { .customers = true };

	(void)state;
	assert_true(baskets_init(&bk, &TOY, 0, NULL));
	for (long n = 1; n < 10000; n++) {
		struct pair_table table;
		struct pair_context ctx;
		struct err err = ERR_INIT;
		mem_fail_after(n);
		bool ok = pairs_mine(&bk, &opt, &table, &ctx, &err);
		mem_fail_after(0);
		if (ok) {
			assert_true(n > 20);
			pair_table_release(&table);
			pair_context_release(&ctx);
			break;
		}
		assert_int_equal(err.code, ERR_LIMIT);
		assert_null(table.first);
		assert_null(ctx.chance);
	}
	baskets_release(&bk);
}

static void
a_shop_without_orders_has_no_pairs(void **state)
{
	const struct basket_orders none = { .products = 3 };
	struct mined m;

	(void)state;
	mine(&m, &none, 0, 3, 2);
	assert_int_equal(m.table.pairs, 0);
	assert_int_equal(m.ctx.met, 0);
	assert_true(pair_find(&m.table, 0, 1) == PAIR_NONE);
	mined_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(toy_pairs_have_the_known_figures),
		cmocka_unit_test(counts_equal_the_twin_on_small_shops),
		cmocka_unit_test(counts_equal_the_twin_on_larger_shops),
		cmocka_unit_test(chance_alone_gives_the_most_of_alpha),
		cmocka_unit_test(threads_do_not_change_a_byte),
		cmocka_unit_test(a_catalogue_of_100000_products_is_counted),
		cmocka_unit_test(chance_alone_yields_no_discoveries),
		cmocka_unit_test(
		    pairs_bought_together_on_purpose_are_discovered),
		cmocka_unit_test(stopping_leaves_nothing),
		cmocka_unit_test(no_memory_while_mining_is_an_error),
		cmocka_unit_test(a_shop_without_orders_has_no_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
