/*
 * The sample shop's orders shuffled so that no pair belongs together: sizes of
 * orders and sales of products are kept, everything else is chance. Whatever
 * is found then is false.
 */
#include "tests/support/random_shop.h"
#include "tests/support/shop.h"

#include "base/mem.h"
#include "mining/pairs.h"
#include "mining/metric.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	EXCHANGES = 2000000
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

/* Pairs that pass at 5 %, and those whose plain lift would call them so. */
static void
count_discoveries(
    const struct basket_orders *in, size_t *found, size_t *above_one)
{
	struct baskets bk = { .count = 0 };
	struct pair_table table = { .pairs = 0 };
	struct pair_context ctx = { .products = 0 };
	struct pairs_options options = { .floor = 1, .threads = 2 };
	struct pair_stats stats;
	struct err err = ERR_INIT;

	assert_true(baskets_init(&bk, in, 200, &err));
	assert_true(pairs_mine(&bk, &options, &table, &ctx, &err));
	*found = *above_one = 0;
	for (size_t a = 0; a < table.products; a++) {
		for (size_t e = table.first[a]; e < table.first[a + 1]; e++) {
			metric_entry(&ctx, &table, e, (uint32_t)a,
			    table.partner[e], &stats);
			*found += stats.q_value <= 0.05;
			*above_one += stats.naive_lift > 1;
		}
	}
	pair_table_release(&table);
	pair_context_release(&ctx);
	baskets_release(&bk);
}

static void
shuffled_orders_yield_at_most_one_false_discovery(void **state)
{
	struct shop shop;
	struct random_shop shuffled;
	struct view *v;
	size_t found, above_one;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES);
	copy_orders(&shuffled, &v->sales);
	count_discoveries(&shuffled.in, &found, &above_one);
	print_message("as sold: %zu discoveries, plain lift above 1: %zu\n",
	    found, above_one);
	assert_true(found > 100);
	random_shop_shuffle(&shuffled, 1, EXCHANGES);
	count_discoveries(&shuffled.in, &found, &above_one);
	print_message("shuffled: %zu discoveries, plain lift above 1: %zu\n",
	    found, above_one);
	assert_true(found <= 1);
	/* The plain lift is taken in by chance and basket size. */
	assert_true(above_one > 1000);
	random_shop_release(&shuffled);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    shuffled_orders_yield_at_most_one_false_discovery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
