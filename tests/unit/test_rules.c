/* rules: what counts and what it is worth, through a real import. */
#include "tests/support/shop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HEAD                                                             \
	"order_id,order_date,customer_id,sku,title,quantity,unit_price," \
	"discount,shipping,status\n"

/* Order 'ref' by its place; the tests use ascending numbers. */
static void
assert_order(const struct view *v, size_t i, int64_t cart, size_t lines)
{
	assert_true(i < v->sales.orders);
	assert_int_equal(v->sales.cart_value[i], cart);
	assert_int_equal(v->sales.first[i + 1] - v->sales.first[i], lines);
}

static void
cancelled_orders_and_fees_do_not_count(void **state)
{
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open(&shop,
	    HEAD "1,2026-01-05,a,MUG,Mug,2,5.00,,4.95,paid\n"
		 "1,2026-01-05,a,POSTAGE,Postage,1,4.95,,,paid\n"
		 "2,2026-01-06,b,MUG,Mug,1,5.00,,,cancelled\n"
		 "3,2026-01-07,b,MUG,Mug,1,0.00,,,paid\n"
		 "4,2026-01-08,,CUP,Cup,1,3.50,,,paid\n");
	v = shop_view(&shop, VIEW_SALES);
	assert_int_equal(v->sales.orders, 2);
	assert_order(v, 0, 1000, 1);
	assert_int_equal(v->sales.shipping[0], 495);
	assert_order(v, 1, 350, 1);
	assert_int_equal(v->sales.customer[1], SALES_GUEST);
	view_free(v);
	shop_close(&shop);
}

static void
returns_are_netted_against_the_newest_earlier_sale(void **state)
{
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open(&shop,
	    HEAD "1,2026-01-05,a,MUG,Mug,3,5.00,,,paid\n"
		 "2,2026-01-06,a,MUG,Mug,2,5.00,,,paid\n"
		 "2,2026-01-06,a,CUP,Cup,1,3.00,,,paid\n"
		 "3,2026-01-09,a,MUG,Mug,-3,5.00,,,paid\n");
	v = shop_view(&shop, VIEW_SALES);
	assert_int_equal(v->sales.orders, 2);
	/* two came from order 2, which keeps its cup; one from order 1 */
	assert_order(v, 0, 1000, 1);
	assert_order(v, 1, 300, 1);
	view_free(v);
	shop_close(&shop);
}

static void
line_discounts_lower_the_cart_value(void **state)
{
	struct shop shop;
	struct view *v;

	(void)state;
	shop_open(&shop,
	    HEAD "1,2026-01-05,a,MUG,Mug,2,5.00,1.50,,paid\n"
		 "1,2026-01-05,a,CUP,Cup,1,3.00,,,paid\n");
	v = shop_view(&shop, VIEW_SALES);
	assert_order(v, 0, 1150, 2);
	assert_int_equal(v->sales.paid[0] + v->sales.paid[1], 1150);
	view_free(v);
	shop_close(&shop);
}

static void
the_same_file_twice_changes_nothing(void **state)
{
	static const char csv[] = HEAD "1,2026-01-05,a,MUG,Mug,2,5.00,,,paid\n";
	struct shop shop;
	struct view *v;
	int64_t before, after;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, csv);
	assert_true(store_facts_version(shop.st, &before, &err));
	shop_import(&shop, csv);
	assert_true(store_facts_version(shop.st, &after, &err));
	assert_int_equal(before, after);
	v = shop_view(&shop, VIEW_SALES);
	assert_order(v, 0, 1000, 1);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cancelled_orders_and_fees_do_not_count),
		cmocka_unit_test(
		    returns_are_netted_against_the_newest_earlier_sale),
		cmocka_unit_test(line_discounts_lower_the_cart_value),
		cmocka_unit_test(the_same_file_twice_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
