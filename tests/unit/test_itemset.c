/*
 * Sets against a twin that tries every subset of a small shop's products, with
 * and without the demands on quality, and on shops whose sets are known.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/itemset.h"
#include "mining/metric.h"
#include "mining/pairs.h"
#include "tests/support/random_shop.h"

enum {
	SHOPS = 400,
	MOST = 11, /* products the twin can hold */
	SUBSETS = 1 << MOST,
	ORDERS = 300,
};

struct mined {
	struct baskets bk;
	struct pair_table table;
	struct pair_context ctx;
};

static void
mine(struct mined *m, const struct basket_orders *in)
{
	*m = (struct mined){ 0 };
	assert_true(baskets_init(&m->bk, in, 0, NULL));
	assert_true(pairs_mine(&m->bk, &(struct pairs_options){ .floor = 1 },
	    &m->table, &m->ctx, NULL));
}

static void
mined_release(struct mined *m)
{
	pair_table_release(&m->table);
	pair_context_release(&m->ctx);
	baskets_release(&m->bk);
}

/* ---- the twin ---- */

struct twin {
	const struct basket_orders *in;
	unsigned held[ORDERS]; /* the products of an order, as bits */
	uint32_t orders[SUBSETS], any[SUBSETS], customers[SUBSETS];
	double ratio[SUBSETS];
	bool found[SUBSETS], good[SUBSETS], absorbed[SUBSETS];
};

static int
count_bits(unsigned set)
{
	int n = 0;

	for (; set != 0; set >>= 1)
		n += (int)(set & 1);
	return n;
}

static uint32_t
count_customers(const struct twin *t, unsigned set)
{
	uint32_t n = 0;

	for (int32_t c = 0; c < 50; c++) {
		bool bought = false;
		for (size_t o = 0; o < t->in->orders; o++)
			bought |= t->in->customer[o] == c &&
			    (t->held[o] & set) == set && t->held[o] != 0;
		n += bought;
	}
	return n;
}

static double
ratio_of(const struct twin *t, unsigned set)
{
	double least = HUGE_VAL;

	for (unsigned x = 0; x < MOST; x++) {
		for (unsigned y = 0; y < MOST; y++) {
			if (x == y || !(set & 1u << x) || !(set & 1u << y))
				continue;
			double e = (double)t->orders[set & ~(1u << x)] *
			    (double)t->orders[1u << x | 1u << y] /
			    (double)t->orders[1u << y];
			least = e < least ? e : least;
		}
	}
	return count_bits(set) == 2 ? 1 : t->orders[set] / least;
}

static double
confidence(const struct twin *t, unsigned set)
{
	uint32_t most = 0;

	for (unsigned p = 0; p < MOST; p++) {
		if ((set & 1u << p) && t->orders[1u << p] > most)
			most = t->orders[1u << p];
	}
	return (double)t->orders[set] / (double)most;
}

/* Does every two of the set belong together? */
static bool
is_clique(const struct mined *m, unsigned set, double lift)
{
	struct pair_stats stats;

	for (uint32_t a = 0; a < MOST; a++) {
		for (uint32_t b = a + 1; b < MOST; b++) {
			if (!(set & 1u << a) || !(set & 1u << b))
				continue;
			metric_pair(&m->ctx, &m->table, a, b, &stats);
			if (!(stats.lift_low > lift))
				return false;
		}
	}
	return true;
}

static void
fill_twin(struct twin *t, const struct mined *m, const struct basket_orders *in,
    const struct itemset_options *opt)
{
	*t = (struct twin){ .in = in };
	for (size_t o = 0; o < in->orders; o++) {
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++)
			t->held[o] |= 1u << in->product[i];
	}
	for (unsigned set = 1; set < 1u << in->products; set++) {
		for (size_t o = 0; o < in->orders; o++) {
			t->orders[set] += (t->held[o] & set) == set;
			t->any[set] += (t->held[o] & set) != 0;
		}
	}
	for (unsigned set = 1; set < 1u << in->products; set++) {
		int size = count_bits(set);
		if (size < 2 || size > 5 || t->orders[set] == 0)
			continue;
		t->customers[set] = count_customers(t, set);
		t->ratio[set] = ratio_of(t, set);
		t->found[set] = t->orders[set] >= opt->orders &&
		    (t->customers[set] >= opt->customers ||
			m->bk.identified == 0) &&
		    confidence(t, set) >= opt->all_confidence &&
		    (!(opt->lift > 0) || is_clique(m, set, opt->lift));
		t->good[set] = t->found[set] &&
		    (double)t->orders[set] >= opt->bond * (double)t->any[set] &&
		    t->ratio[set] >= opt->ratio;
	}
	for (unsigned set = 1; opt->closed && set < 1u << in->products; set++) {
		for (unsigned p = 0; t->good[set] && p < MOST; p++) {
			unsigned part = set & ~(1u << p);
			if (part != set && t->orders[part] == t->orders[set])
				t->absorbed[part] = true;
		}
	}
}

/* ---- comparing ---- */

static unsigned
mask_of(const struct itemset *set)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < set->size; i++) {
		assert_true(i == 0 || set->product[i - 1] < set->product[i]);
		mask |= 1u << set->product[i];
	}
	return mask;
}

static void
compare(const struct itemsets *got, const struct twin *t,
    const struct itemset_options *opt)
{
	bool seen[SUBSETS] = { false };
	bool judged = opt->bond > 0 || opt->ratio > 0;
	size_t wanted = 0;

	for (unsigned set = 1; set < SUBSETS; set++)
		wanted += t->good[set] && !t->absorbed[set] &&
		    count_bits(set) >= (int)opt->smallest;
	assert_int_equal(got->n, wanted);
	for (size_t i = 0; i < got->n; i++) {
		const struct itemset *row = &got->row[i];
		unsigned set = mask_of(row);
		assert_false(seen[set]);
		seen[set] = true;
		assert_true(t->good[set] && !t->absorbed[set]);
		assert_int_equal(row->orders, t->orders[set]);
		assert_int_equal(row->customers, t->customers[set]);
		assert_int_equal(row->any, judged ? t->any[set] : 0);
		assert_true(fabs(row->ratio - (judged ? t->ratio[set] : 0)) <
		    1e-12 * (1 + t->ratio[set]));
		assert_true(
		    fabs(row->all_confidence - confidence(t, set)) < 1e-12);
		assert_true(i == 0 || got->row[i - 1].orders >= row->orders);
	}
}

static void
check_shop(uint64_t seed, const struct itemset_options *opt)
{
	struct random_shape shape = {
		.seed = seed,
		.orders = 30 + seed % 200,
		.products = 3 + seed % (MOST - 2),
		.largest = (uint32_t)(2 + seed % 9),
		.customers = seed % 3 ? 30 : 0,
	};
	static struct twin t;
	struct random_shop shop;
	struct itemsets got = { 0 };
	struct mined m;

	random_shop_init(&shop, &shape);
	mine(&m, &shop.in);
	fill_twin(&t, &m, &shop.in, opt);
	assert_true(itemsets_find(&got, &m.bk, &m.ctx, opt, NULL));
	compare(&got, &t, opt);
	itemsets_release(&got);
	mined_release(&m);
	random_shop_release(&shop);
}

static void
without_demands_every_set_is_found(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SHOPS; seed++)
		check_shop(seed,
		    &(struct itemset_options){ .smallest = 2,
			.orders = 1 + (uint32_t)seed % 5,
			.threads = 1 + (unsigned)seed % 3 });
}

static void
each_demand_keeps_what_the_twin_keeps(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SHOPS; seed++) {
		struct itemset_options opt = {
			.smallest = 2 + (unsigned)seed % 2,
			.orders = 1 + (uint32_t)seed % 4,
			.customers = (uint32_t)(seed / 2 % 4),
			.lift = seed % 4 == 0 ? .7 : 0,
			.all_confidence = seed % 5 == 0 ? .15 : 0,
			.bond = seed % 3 == 0 ? .08 : 0,
			.ratio = seed % 7 < 3 ? .9 : 0,
			.closed = seed % 2 == 0,
		};
		check_shop(seed, &opt);
		/* All at once. */
		opt = ITEMSET_BUNDLES;
		opt.smallest = 3;
		opt.lift = .6;
		opt.orders = 2;
		check_shop(seed, &opt);
	}
}

/* ---- known shops ---- */

/* Orders of the products listed, each ended by -1. */
static void
fill_orders(const int *list, size_t copies, size_t *first, uint32_t *product,
    struct basket_orders *in)
{
	size_t o = 0, n = 0;

	first[0] = 0;
	for (size_t c = 0; c < copies; c++) {
		for (const int *p = list; *p != -2; p++) {
			if (*p >= 0)
				product[n++] = (uint32_t)*p;
			else
				first[++o] = n;
		}
	}
	*in = (struct basket_orders){
		.orders = o, .products = 8, .first = first, .product = product
	};
}

static void
of_equal_orders_the_largest_set_stands(void **state)
{
	static const int list[] = { 0, 1, 2, 3, -1, 4, -1, 4, 5, -1, -2 };
	size_t first[100];
	uint32_t product[400];
	struct basket_orders in;
	struct itemsets got = { 0 };
	struct baskets bk = { 0 };

	(void)state;
	fill_orders(list, 10, first, product, &in);
	assert_true(baskets_init(&bk, &in, 0, NULL));
	assert_true(itemsets_find(&got, &bk, NULL,
	    &(struct itemset_options){ .closed = true, .bond = .01 }, NULL));
	assert_int_equal(got.n, 1);
	assert_int_equal(got.row[0].size, 4);
	assert_int_equal(got.row[0].orders, 10);
	assert_int_equal(got.row[0].any, 10);
	assert_true(itemset_bond(&got.row[0]) > .999);
	itemsets_release(&got);
	assert_true(itemsets_find(
	    &got, &bk, NULL, &(struct itemset_options){ .bond = .01 }, NULL));
	assert_int_equal(got.of_size[3], 4);
	assert_int_equal(got.of_size[4], 1);
	itemsets_release(&got);
	baskets_release(&bk);
}

/* 0, 1 and 2 come in twos, nearly never all three. */
static void
pairs_from_different_orders_are_no_set(void **state)
{
	static const int list[] = { 0, 1, -1, 0, 1, -1, 0, 1, -1, 1, 2, -1, 1,
		2, -1, 1, 2, -1, 0, 2, -1, 0, 2, -1, 0, 2, -1, 0, 1, 2, -1,
		-2 };
	size_t first[100];
	uint32_t product[400];
	struct basket_orders in;
	struct itemsets got = { 0 };
	struct baskets bk = { 0 };

	(void)state;
	fill_orders(list, 8, first, product, &in);
	assert_true(baskets_init(&bk, &in, 0, NULL));
	assert_true(itemsets_find(
	    &got, &bk, NULL, &(struct itemset_options){ .bond = .01 }, NULL));
	assert_int_equal(got.n, 1);
	/* 8 / (32 x 32 / 56) */
	assert_true(fabs(got.row[0].ratio - 8 / (32. * 32 / 56)) < 1e-12);
	itemsets_release(&got);
	assert_true(itemsets_find(
	    &got, &bk, NULL, &(struct itemset_options){ .ratio = .5 }, NULL));
	assert_int_equal(got.n, 0);
	itemsets_release(&got);
	baskets_release(&bk);
}

static void
threads_do_not_change_a_byte(void **state)
{
	const unsigned threads[] = { 2, 8 };
	struct random_shop shop;
	struct itemsets one = { 0 }, more = { 0 };
	struct itemset_options opt = ITEMSET_BUNDLES;
	struct mined m;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){ .seed = 4,
		.orders = 4000,
		.products = 120,
		.largest = 14,
		.customers = 900 });
	mine(&m, &shop.in);
	opt.lift = .5;
	opt.all_confidence = opt.bond = 0;
	assert_true(itemsets_find(&one, &m.bk, &m.ctx, &opt, NULL));
	assert_true(one.of_size[3] > 100 && one.of_size[4] > 10);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		opt.threads = threads[i];
		assert_true(itemsets_find(&more, &m.bk, &m.ctx, &opt, NULL));
		assert_int_equal(more.n, one.n);
		assert_memory_equal(
		    more.row, one.row, one.n * sizeof(*one.row));
		itemsets_release(&more);
	}
	itemsets_release(&one);
	mined_release(&m);
	random_shop_release(&shop);
}

static void
an_empty_shop_has_no_sets(void **state)
{
	size_t first[1] = { 0 };
	struct basket_orders in = { .products = 3, .first = first };
	struct itemsets got = { 0 };
	struct mined m;

	(void)state;
	mine(&m, &in);
	assert_true(itemsets_find(&got, &m.bk, &m.ctx, &ITEMSET_BUNDLES, NULL));
	assert_int_equal(got.n, 0);
	itemsets_release(&got);
	mined_release(&m);
}

static void
without_memory_it_says_so(void **state)
{
	struct random_shop shop;
	struct itemsets got = { 0 };
	struct err err;
	struct mined m;
	bool done = false;

	(void)state;
	random_shop_init(&shop,
	    &(struct random_shape){
		.seed = 4, .orders = 60, .products = 9, .largest = 6 });
	mine(&m, &shop.in);
	for (long n = 1; !done && n < 300; n++) {
		err = (struct err)ERR_INIT;
		mem_fail_after(n);
		done = itemsets_find(&got, &m.bk, &m.ctx,
		    &(struct itemset_options){ .closed = true }, &err);
		assert_true(done || err.code == ERR_LIMIT);
		itemsets_release(&got);
	}
	mem_fail_after(0);
	assert_true(done);
	mined_release(&m);
	random_shop_release(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_demands_every_set_is_found),
		cmocka_unit_test(each_demand_keeps_what_the_twin_keeps),
		cmocka_unit_test(of_equal_orders_the_largest_set_stands),
		cmocka_unit_test(pairs_from_different_orders_are_no_set),
		cmocka_unit_test(threads_do_not_change_a_byte),
		cmocka_unit_test(an_empty_shop_has_no_sets),
		cmocka_unit_test(without_memory_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
