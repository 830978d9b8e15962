/*
 * A shop's orders shuffled so that no pair belongs together: sizes of orders
 * and sales of products are kept, everything else is chance. Whatever is found
 * then is false.
 *
 * The sample shop always; and any order files named in ENDCAP_SHOPS, separated
 * by colons, which are also mined on one, two and eight threads.
 */
#include "tests/support/random_shop.h"
#include "tests/support/shop.h"

#include "base/mem.h"
#include "mining/pairs.h"
#include "mining/metric.h"
#include "mining/signif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	EXCHANGES = 2000000,
	EXCHANGES_A_LINE = 10
};

static void
copy_orders(struct random_shop *shuffled, const struct sales *s)
{
	shuffled->first = mem_array(s->orders + 1, sizeof(*shuffled->first));
	shuffled->product = mem_array(s->lines, sizeof(*shuffled->product));
	shuffled->customer = mem_array(s->orders, sizeof(*shuffled->customer));
	memcpy(shuffled->first, s->first,
	    (s->orders + 1) * sizeof(*shuffled->first));
	memcpy(shuffled->product, s->product,
	    s->lines * sizeof(*shuffled->product));
	memcpy(shuffled->customer, s->customer,
	    s->orders * sizeof(*shuffled->customer));
	shuffled->in = (struct basket_orders){
		.orders = s->orders,
		.products = s->products,
		.first = shuffled->first,
		.product = shuffled->product,
		.customer = shuffled->customer,
	};
}

/* Pairs that pass at 5 %; those that do when they are tested against n_a n_b
 * / N, as most programs would; and those whose plain lift is above 1. */
struct discoveries {
	size_t found, naive, above_one;
};

static void
count_discoveries(const struct basket_orders *in, struct discoveries *out)
{
	struct baskets bk = { .count = 0 };
	struct pair_table table = { .pairs = 0 };
	struct pair_context ctx = { .products = 0 };
	struct pairs_options options = { .floor = 1, .threads = 2 };
	struct pair_stats stats;
	struct err err = ERR_INIT;
	double *p, *q;

	assert_true(baskets_init(&bk, in, 200, &err));
	assert_true(pairs_mine(&bk, &options, &table, &ctx, &err));
	p = mem_array(table.pairs, sizeof(*p));
	q = mem_array(table.pairs, sizeof(*q));
	*out = (struct discoveries){ 0 };
	for (size_t a = 0; a < table.products; a++) {
		for (size_t e = table.first[a]; e < table.first[a + 1]; e++) {
			metric_entry(&ctx, &table, e, (uint32_t)a,
			    table.partner[e], &stats);
			p[e] = signif_poisson(stats.orders_both,
			    stats.orders_both / stats.naive_lift);
			out->found += stats.q_value <= 0.05;
			out->above_one += stats.naive_lift > 1;
		}
	}
	assert_true(signif_bh(p, table.pairs, pair_tests(&ctx), q, &err));
	for (size_t e = 0; e < table.pairs; e++)
		out->naive += q[e] <= 0.05;
	mem_free(p);
	mem_free(q);
	pair_table_release(&table);
	pair_context_release(&ctx);
	baskets_release(&bk);
}

static void
tell(const char *what, const struct discoveries *d)
{
	print_message("%s: %zu discoveries, %zu without regard to the sizes "
		      "of baskets, plain lift above 1: %zu\n",
	    what, d->found, d->naive, d->above_one);
}

/* What is found as sold, and after shuffling. */
static void
shuffle_sales(const struct sales *sales, size_t exchanges,
    struct discoveries *sold, struct discoveries *shuffled)
{
	struct random_shop shop;

	copy_orders(&shop, sales);
	count_discoveries(&shop.in, sold);
	tell("as sold", sold);
	random_shop_shuffle(&shop, 1, exchanges);
	count_discoveries(&shop.in, shuffled);
	tell("shuffled", shuffled);
	random_shop_release(&shop);
}

static void
shuffled_orders_yield_at_most_one_false_discovery(void **state)
{
	struct discoveries sold, shuffled;
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES);
	shuffle_sales(&v->sales, EXCHANGES, &sold, &shuffled);
	assert_true(sold.found > 100);
	assert_true(shuffled.found <= 1);
	/* The plain lift is taken in by chance and basket size. */
	assert_true(shuffled.above_one > 1000);
	view_free(v);
	shop_close(&shop);
}

/* ---- shops of the user's ---- */

typedef void sales_fn(const struct sales *sales);

/* Opens each file of ENDCAP_SHOPS; none: the test is skipped. */
static void
each_shop(sales_fn *fn)
{
	const char *list = getenv("ENDCAP_SHOPS");
	struct str path = STR_INIT;

	if (list == NULL || *list == '\0')
		skip();
	while (*list != '\0') {
		size_t n = strcspn(list, ":");
		struct shop shop;
		struct view *v;
		str_clear(&path);
		str_add_bytes(&path, list, n);
		list += n + (list[n] == ':');
		print_message("%s\n", path.p);
		shop_open_file(&shop, path.p);
		v = shop_view(&shop, VIEW_SALES);
		fn(&v->sales);
		view_free(v);
		shop_close(&shop);
	}
	str_release(&path);
}

static void
shuffle_given(const struct sales *sales)
{
	struct discoveries sold, shuffled;

	shuffle_sales(sales, sales->lines * EXCHANGES_A_LINE, &sold, &shuffled);
	assert_true(shuffled.found <= 1);
}

static void
given_shops_yield_at_most_one_false_discovery(void **state)
{
	(void)state;
	each_shop(shuffle_given);
}

static void
encode_pairs(const struct baskets *bk, unsigned threads, struct str *out)
{
	struct pairs_options options = {
		.floor = 3, .threads = threads, .customers = true
	};
	struct pair_table table = { .pairs = 0 };
	struct pair_context ctx = { .products = 0 };
	struct err err = ERR_INIT;

	assert_true(pairs_mine(bk, &options, &table, &ctx, &err));
	pair_context_encode(&ctx, out);
	for (uint32_t a = 0; a < table.products; a++)
		pair_row_encode(&table, a, out);
	pair_table_release(&table);
	pair_context_release(&ctx);
}

static void
mine_on_threads(const struct sales *sales)
{
	static const unsigned threads[] = { 1, 2, 8 };
	struct str bytes[ARRAY_LEN(threads)] = { STR_INIT, STR_INIT, STR_INIT };
	struct baskets bk = { .count = 0 };
	struct err err = ERR_INIT;

	assert_true(baskets_from_sales(&bk, sales, 0, &err));
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		encode_pairs(&bk, threads[i], &bytes[i]);
		assert_true(
		    slice_eq(slice_str(&bytes[0]), slice_str(&bytes[i])));
	}
	print_message("%zu bytes of pairs\n", bytes[0].len);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		str_release(&bytes[i]);
	baskets_release(&bk);
}

static void
threads_change_no_byte_of_given_shops(void **state)
{
	(void)state;
	each_shop(mine_on_threads);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    shuffled_orders_yield_at_most_one_false_discovery),
		cmocka_unit_test(given_shops_yield_at_most_one_false_discovery),
		cmocka_unit_test(threads_change_no_byte_of_given_shops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
