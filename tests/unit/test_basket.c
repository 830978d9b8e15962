/*
 * Baskets: what is kept, in what order, and what is summed.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "mining/basket.h"
#include "mining/tally.h"
#include "tests/support/random_shop.h"

/* {ab}{ab}{abc}{ac}{bd}{a}{d}{abcd} */
static const size_t FIRST[] = { 0, 2, 4, 7, 9, 11, 12, 13, 17 };
static const uint32_t PRODUCT[] = { 0, 1, 0, 1, 0, 1, 2, 0, 2, 1, 3, 0, 3, 0, 1,
	2, 3 };
static const struct basket_orders TOY = {
	.orders = 8, .products = 5, .first = FIRST, .product = PRODUCT
};

static void
assert_near(double actual, double expected)
{
	if (!(fabs(actual - expected) <= 5e-11 * (1 + fabs(expected))))
		fail_msg("%.17g is not %.17g", actual, expected);
}

static void
toy_baskets_have_the_known_figures(void **state)
{
	struct baskets bk = { 0 };
	static const uint32_t N[] = { 6, 5, 3, 3, 0 };

	(void)state;
	assert_true(baskets_init(&bk, &TOY, 0, NULL));
	assert_int_equal(bk.count, 8);
	assert_int_equal(bk.lines, 17);
	assert_int_equal(bk.active, 4);
	assert_int_equal(bk.multi, 6);
	assert_int_equal(bk.identified, 0);
	for (size_t p = 0; p < 5; p++)
		assert_int_equal(bk.product[p].n, N[p]);
	assert_near(baskets_kappa(&bk), 8.0 * 26 / (17 * 17));
	assert_near(basket_pair_rate(&bk.stratum[1]), 0.125);
	assert_near(basket_pair_rate(&bk.stratum[2]), 2.0 / 3);
	assert_near(basket_pair_rate(&bk.stratum[3]), 0.75);
	assert_near(basket_weighted_rate(&bk.stratum[2]), 2.0 / 3 / sqrt(2));
	assert_near(basket_pair_rate(&bk.stratum[0]), 0);
	assert_near(basket_pair_rate(&bk.stratum[4]), 0);
	baskets_release(&bk);
}

static void
strata_are_the_eleven_ranges(void **state)
{
	static const size_t LEAST[] = { 1, 2, 3, 4, 6, 9, 13, 19, 28, 46, 91 };

	(void)state;
	assert_int_equal(ARRAY_LEN(LEAST), BASKET_STRATA);
	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		assert_int_equal(basket_stratum_of(LEAST[k]), k);
		if (k > 0)
			assert_int_equal(
			    basket_stratum_of(LEAST[k] - 1), k - 1);
	}
	assert_int_equal(basket_stratum_of(1000000), BASKET_STRATA - 1);
}

static void
baskets_over_the_cap_count_nowhere(void **state)
{
	struct baskets bk = { 0 };
	static const uint32_t N[] = { 4, 3, 1, 2, 0 };

	(void)state;
	assert_true(baskets_init(&bk, &TOY, 2, NULL));
	assert_int_equal(bk.orders, 8);
	assert_int_equal(bk.count, 6);
	assert_int_equal(bk.set_apart, 2);
	for (size_t p = 0; p < 5; p++)
		assert_int_equal(bk.product[p].n, N[p]);
	assert_int_equal(bk.stratum[2].baskets, 0);
	assert_int_equal(bk.stratum[3].baskets, 0);
	baskets_release(&bk);
}

static void
nothing_sold_gives_no_baskets(void **state)
{
	static const size_t FIRST_OF_NONE[] = { 0, 0, 0 };
	const struct basket_orders none = { .products = 3 };
	const struct basket_orders empty = {
		.orders = 2, .products = 3, .first = FIRST_OF_NONE
	};
	struct baskets bk = { 0 };

	(void)state;
	assert_true(baskets_init(&bk, &none, 0, NULL));
	assert_int_equal(bk.count, 0);
	assert_near(baskets_kappa(&bk), 0);
	baskets_release(&bk);
	assert_true(baskets_init(&bk, &empty, 0, NULL));
	assert_int_equal(bk.orders, 2);
	assert_int_equal(bk.count, 0);
	assert_int_equal(bk.active, 0);
	baskets_release(&bk);
}

static void
a_product_outside_the_catalogue_is_refused(void **state)
{
	struct basket_orders bad = TOY;
	struct baskets bk = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	bad.products = 3;
	assert_false(baskets_init(&bk, &bad, 0, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.text, "order 4 holds product 3 of only 3");
	assert_null(bk.basket);
}

static void
too_large_a_catalogue_is_refused(void **state)
{
	struct basket_orders bad = TOY;
	struct baskets bk = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	bad.products = (size_t)BASKET_MAX_PRODUCTS + 1;
	assert_false(baskets_init(&bk, &bad, 0, &err));
	assert_int_equal(err.code, ERR_LIMIT);
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

static size_t
distinct(const struct basket_orders *in, size_t order)
{
	size_t n = 0;

	for (uint32_t p = 0; p < in->products; p++)
		n += holds(in, order, p);
	return n;
}

/* Ranks ascend with frequency or product index, baskets with (customer, order), items with
 * rank; postings point at their items. */
static void
check_layout(const struct baskets *bk, const struct basket_orders *in)
{
	for (size_t r = 0; r + 1 < bk->active; r++) {
		uint32_t p = bk->product_of[r], q = bk->product_of[r + 1];
		uint32_t n_p = bk->product[p].n, n_q = bk->product[q].n;
		if (bk->rare_first)
			assert_true(n_p < n_q || (n_p == n_q && p < q));
		else
			assert_true(p < q);
	}
	for (size_t j = 0; j < bk->count; j++) {
		const struct basket *b = &bk->basket[j];
		size_t size = distinct(in, b->order);
		assert_int_equal(b->end - b->begin, size);
		assert_int_equal(b->customer,
		    in->customer[b->order] < 0
			? BASKET_GUEST
			: (uint32_t)in->customer[b->order]);
		double whole =
		    4294967296.0 / sqrt(size > 2 ? (double)size - 1 : 1);
		assert_true(
		    fabs((double)b->weight -
			(in->fade ? in->fade[b->order] : 1) * whole) <= .51);
		for (uint32_t i = b->begin; i < b->end; i++) {
			assert_true(
			    holds(in, b->order, bk->product_of[bk->item[i]]));
			if (i > b->begin)
				assert_true(bk->item[i] > bk->item[i - 1]);
		}
		if (j > 0)
			assert_true(b[-1].customer < b->customer ||
			    (b[-1].customer == b->customer &&
				b[-1].order < b->order));
	}
}

/* The customer of a posting. */
static uint32_t
customer_at(const struct baskets *bk, size_t i)
{
	return bk->basket[baskets_find(bk, bk->posting[i].at)].customer;
}

/* By looking at the neighbours among the postings of the rank. */
static enum basket_buyer
buyer_of(const struct baskets *bk, size_t first, size_t i, size_t end)
{
	uint32_t customer = customer_at(bk, i);

	if (customer == BASKET_GUEST)
		return BASKET_BUYER_GUEST;
	if (i > first && customer_at(bk, i - 1) == customer)
		return BASKET_BUYER_AGAIN;
	return i + 1 < end && customer_at(bk, i + 1) == customer
	    ? BASKET_BUYER_FIRST
	    : BASKET_BUYER_ONCE;
}

static void
check_postings(const struct baskets *bk)
{
	assert_int_equal(bk->first_posting[bk->active], bk->lines);
	for (size_t r = 0; r < bk->active; r++) {
		uint64_t behind = 0;
		size_t first = bk->first_posting[r];
		size_t end = bk->first_posting[r + 1];
		assert_int_equal(end - first, bk->product[bk->product_of[r]].n);
		for (size_t i = first; i < end; i++) {
			const struct basket_posting *p = &bk->posting[i];
			const struct basket *b =
			    &bk->basket[baskets_find(bk, p->at)];
			bool small = b->end - b->begin <= BASKET_SMALL;
			assert_int_equal(bk->item[p->at], r);
			if (bk->posting_basket != NULL)
				assert_ptr_equal(
				    &bk->basket[bk->posting_basket[i]], b);
			assert_in_range(p->at, b->begin, b->end - 1);
			assert_int_equal(
			    p->size, small ? b->end - b->begin : 0);
			assert_int_equal(basket_posting_end(bk, p), b->end);
			assert_int_equal(p->buyer, buyer_of(bk, first, i, end));
			behind += b->end - p->at - 1;
			if (i > first)
				assert_true(p->at > p[-1].at);
		}
		assert_int_equal(bk->meetings[r], behind);
	}
}

/* The same baskets in the other order. */
static void
check_rare_first(const struct baskets *from, const struct basket_orders *in)
{
	struct baskets bk = { 0 };

	assert_true(baskets_rare_first(&bk, from, NULL));
	assert_true(bk.rare_first);
	assert_int_equal(bk.count, from->count);
	assert_int_equal(bk.identified, from->identified);
	for (size_t j = 0; j < bk.count; j++) {
		assert_int_equal(bk.basket[j].order, j);
		bk.basket[j].order = from->basket[j].order;
	}
	check_layout(&bk, in);
	check_postings(&bk);
	baskets_release(&bk);
}

static void
layout_holds_for_random_orders(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct random_shape shape = {
			.seed = seed,
			.orders = 1 + (size_t)(seed % 40),
			.products = 1 + (size_t)(seed % 13),
			.largest = 1 + (uint32_t)(seed % 9),
			.customers = (uint32_t)(seed % 7),
		};
		struct random_shop shop;
		struct baskets bk = { 0 };
		uint32_t cap = (uint32_t)(seed % 5);
		double fade[40], weighted[BASKET_STRATA] = { 0 };
		random_shop_init(&shop, &shape);
		for (size_t o = 0; o < shape.orders; o++)
			fade[o] = 1.0 / (double)(1 + (o + seed) % 5);
		shop.in.fade = seed % 2 == 0 ? fade : NULL;
		assert_true(baskets_init(&bk, &shop.in, cap, NULL));
		assert_false(bk.rare_first);
		for (size_t j = 0; j < bk.count; j++) {
			double s = bk.basket[j].end - bk.basket[j].begin;
			weighted[basket_stratum_of((size_t)s)] += s * (s - 1) *
			    (double)bk.basket[j].weight / 4294967296.0;
		}
		for (unsigned k = 0; k < BASKET_STRATA; k++)
			assert_true(fabs(weighted[k] -
					bk.stratum[k].weighted_pairs) < 1e-4);
		check_layout(&bk, &shop.in);
		check_postings(&bk);
		check_rare_first(&bk, &shop.in);
		size_t kept = 0, apart = 0;
		for (size_t o = 0; o < shape.orders; o++) {
			size_t size = distinct(&shop.in, o);
			apart += cap > 0 && size > cap;
			kept += size > 0 && (cap == 0 || size <= cap);
		}
		assert_int_equal(bk.count, kept);
		assert_int_equal(bk.set_apart, apart);
		baskets_release(&bk);
		random_shop_release(&shop);
	}
}

static void
assert_same_baskets(const struct baskets *a, const struct baskets *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->lines, b->lines);
	assert_int_equal(a->active, b->active);
	assert_true(a->fingerprint == b->fingerprint);
	assert_memory_equal(a->stratum, b->stratum, sizeof(a->stratum));
	assert_memory_equal(
	    a->basket, b->basket, a->count * sizeof(*a->basket));
	assert_memory_equal(a->item, b->item, a->lines * sizeof(*a->item));
	assert_memory_equal(
	    a->posting, b->posting, a->lines * sizeof(*a->posting));
	assert_memory_equal(
	    a->product, b->product, a->products * sizeof(*a->product));
	assert_memory_equal(
	    a->product_of, b->product_of, a->active * sizeof(*a->product_of));
	assert_memory_equal(a->first_posting, b->first_posting,
	    (a->active + 1) * sizeof(*a->first_posting));
	assert_memory_equal(
	    a->meetings, b->meetings, a->active * sizeof(*a->meetings));
}

/* Everything a customer ever bought, by asking for each product. */
static void
check_customers(const struct baskets *buyers, const struct baskets *from)
{
	size_t j = 0;

	for (size_t at = 0; at < buyers->count; at++) {
		const struct basket *c = &buyers->basket[at];
		uint32_t i = c->begin;
		size_t first, end;

		while (from->basket[j].customer != c->customer)
			j++;
		first = from->basket[j].begin;
		while (
		    j < from->count && from->basket[j].customer == c->customer)
			j++;
		end = from->basket[j - 1].end;
		for (uint32_t r = 0; r < from->active; r++) {
			bool bought = false;
			for (size_t l = first; l < end && !bought; l++)
				bought = from->item[l] == r;
			if (bought) {
				assert_true(i < c->end);
				assert_int_equal(buyers->item[i], r);
				i++;
			}
		}
		assert_int_equal(i, c->end);
	}
	check_postings(buyers);
}

/* Orders are random, so their products stand in no order and repeat. */
static void
threads_lay_the_same_baskets(void **state)
{
	static const struct random_shape shapes[] = {
		{ 1, 2000, 40, 9, 150 },
		{ 2, 900, 600, 90, 40 },
		{ 3, 60, 20000, 80, 0 },
		/* One customer has part of every part. */
		{ 4, 1500, 50, 9, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct random_shop shop;
		struct baskets one = { 0 }, one_of_buyers = { 0 };

		random_shop_init(&shop, &shapes[i]);
		assert_true(baskets_init(&one, &shop.in, 60, NULL));
		assert_true(
		    baskets_of_customers(&one_of_buyers, &one, 400, 1, NULL));
		check_layout(&one, &shop.in);
		check_postings(&one);
		check_customers(&one_of_buyers, &one);
		for (unsigned threads = 2; threads <= 8; threads += 3) {
			struct baskets bk = { 0 }, buyers = { 0 };

			shop.in.threads = threads;
			assert_true(baskets_init(&bk, &shop.in, 60, NULL));
			assert_true(baskets_of_customers(
			    &buyers, &bk, 400, threads, NULL));
			assert_same_baskets(&bk, &one);
			assert_same_baskets(&buyers, &one_of_buyers);
			baskets_release(&bk);
			baskets_release(&buyers);
		}
		baskets_release(&one);
		baskets_release(&one_of_buyers);
		random_shop_release(&shop);
	}
}

/* A posting says the size of a basket up to BASKET_SMALL; of a larger one it
 * says that it does not. */
static void
large_baskets_are_walked_to_their_end(void **state)
{
	enum {
		ORDERS = 3,
		PRODUCTS = BASKET_SMALL + 2
	};
	size_t first[ORDERS + 1] = { 0 };
	uint32_t *product = mem_array(ORDERS * PRODUCTS, sizeof(*product));
	static const int32_t customer[ORDERS] = { 0, 0, SALES_GUEST };
	struct basket_orders in = { .orders = ORDERS,
		.products = PRODUCTS,
		.first = first,
		.product = product,
		.customer = customer };
	struct baskets bk = { 0 };
	struct tally t;
	size_t n = 0;

	(void)state;
	for (size_t o = 0; o < ORDERS; o++) {
		for (uint32_t p = 0; p < PRODUCTS - o; p++)
			product[n++] = p;
		first[o + 1] = n;
	}
	assert_true(baskets_init(&bk, &in, 0, NULL));
	check_layout(&bk, &in);
	check_postings(&bk);
	assert_int_equal(bk.posting[0].size, 0);
	assert_int_equal(bk.posting[1].size, 0);
	assert_int_equal(bk.posting[2].size, BASKET_SMALL);
	assert_true(tally_init(&t, &bk, true, NULL));
	tally_row(&t, 0);
	assert_int_equal(t.partners, PRODUCTS - 1);
	assert_int_equal(tally_count(&t, 1), ORDERS);
	assert_int_equal(tally_customers(&t, 1), 1);
	/* Weights are kept to 2^-32. */
	assert_true(fabs(tally_weight(&t, 1) - 1 / sqrt(1024) - 1 / sqrt(1023) -
			1 / sqrt(1022)) < 1e-9);
	assert_int_equal(tally_count(&t, PRODUCTS - 1), 1);
	tally_release(&t);
	baskets_release(&bk);
	mem_free(product);
}

/* Whole days before the newest order, whatever the hour. */
static void
weights_fade_by_half_every_half_life(void **state)
{
	static const int64_t time[] = { 10 * 86400 + 5, 40 * 86400 + 86399,
		40 * 86400, 25 * 86400 + 7, -20 * 86400 };
	static const double left[] = { .5, 1, 1, .7071067811865476, .25 };
	double *fade;

	(void)state;
	assert_true(baskets_fade(time, ARRAY_LEN(time), 30, &fade, NULL));
	for (size_t i = 0; i < ARRAY_LEN(time); i++)
		assert_near(fade[i], left[i]);
	mem_free(fade);
	assert_true(baskets_fade(time, ARRAY_LEN(time), 0, &fade, NULL));
	assert_null(fade);
}

static void
customers_become_baskets_with_the_same_ranks(void **state)
{
	static const int32_t CUSTOMER[] = { 1, 0, SALES_GUEST, 1, 0, 2, 1,
		SALES_GUEST };
	struct basket_orders in = TOY;
	struct baskets bk = { 0 }, buyers = { 0 };

	(void)state;
	in.customer = CUSTOMER;
	assert_true(baskets_init(&bk, &in, 0, NULL));
	assert_int_equal(bk.identified, 3);
	assert_true(baskets_of_customers(&buyers, &bk, 3, 1, NULL));
	/* Customer 0 bought abd, 1 abcd (over the cap), 2 a. */
	assert_int_equal(buyers.count, 2);
	assert_int_equal(buyers.set_apart, 1);
	assert_int_equal(buyers.basket[0].customer, 0);
	assert_int_equal(buyers.basket[1].customer, 2);
	assert_int_equal(buyers.product[0].n, 2);
	assert_int_equal(buyers.product[1].n, 1);
	assert_int_equal(buyers.product[2].n, 0);
	assert_int_equal(buyers.product[3].n, 1);
	for (size_t p = 0; p < 5; p++)
		assert_int_equal(buyers.product[p].rank, bk.product[p].rank);
	baskets_release(&buyers);
	baskets_release(&bk);
}

static void
fingerprint_tells_different_orders_apart(void **state)
{
	struct baskets a = { 0 }, b = { 0 }, capped = { 0 }, fewer = { 0 };
	struct basket_orders in = TOY;

	(void)state;
	assert_true(baskets_init(&a, &TOY, 0, NULL));
	assert_true(baskets_init(&b, &TOY, 0, NULL));
	assert_true(baskets_init(&capped, &TOY, 2, NULL));
	in.orders = 7;
	assert_true(baskets_init(&fewer, &in, 0, NULL));
	assert_true(a.fingerprint == b.fingerprint);
	assert_true(a.fingerprint != capped.fingerprint);
	assert_true(a.fingerprint != fewer.fingerprint);
	baskets_release(&a);
	baskets_release(&b);
	baskets_release(&capped);
	baskets_release(&fewer);
}

static void
no_memory_is_an_error_and_leaves_nothing(void **state)
{
	(void)state;
	for (long n = 1;; n++) {
		struct baskets bk = { 0 };
		struct err err = ERR_INIT;
		mem_fail_after(n);
		bool ok = baskets_init(&bk, &TOY, 0, &err);
		mem_fail_after(0);
		baskets_release(&bk);
		if (ok) {
			assert_true(n > 5);
			return;
		}
		assert_int_equal(err.code, ERR_LIMIT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(toy_baskets_have_the_known_figures),
		cmocka_unit_test(strata_are_the_eleven_ranges),
		cmocka_unit_test(baskets_over_the_cap_count_nowhere),
		cmocka_unit_test(nothing_sold_gives_no_baskets),
		cmocka_unit_test(a_product_outside_the_catalogue_is_refused),
		cmocka_unit_test(too_large_a_catalogue_is_refused),
		cmocka_unit_test(layout_holds_for_random_orders),
		cmocka_unit_test(threads_lay_the_same_baskets),
		cmocka_unit_test(large_baskets_are_walked_to_their_end),
		cmocka_unit_test(weights_fade_by_half_every_half_life),
		cmocka_unit_test(customers_become_baskets_with_the_same_ranks),
		cmocka_unit_test(fingerprint_tells_different_orders_apart),
		cmocka_unit_test(no_memory_is_an_error_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
