/* rules: what counts and what it is worth, through a real import. */
#include "tests/support/shop.h"

#include "service/history.h"

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

/* What the store derives of its facts, as one text. */
static void
derived(struct shop *shop, struct str *out)
{
	struct view *v = shop_view(shop, VIEW_SALES);

	for (size_t o = 0; o < v->sales.orders; o++) {
		str_addf(out, "%lld: %lld %lld;",
		    (long long)v->sales.order_id[o],
		    (long long)v->sales.cart_value[o],
		    (long long)v->sales.net_value[o]);
		for (size_t l = v->sales.first[o]; l < v->sales.first[o + 1];
		     l++)
			str_addf(out, " %u x %d", v->sales.product[l],
			    v->sales.quantity[l]);
		str_add_char(out, '\n');
	}
	view_free(v);
}

static void
set_netting(struct shop *shop, const char *value)
{
	struct settings s;
	struct err err = ERR_INIT;

	assert_true(settings_load(shop->st, &s, &err));
	assert_true(
	    settings_set(shop->st, &s, SETTING_NET_RETURNS, value, NULL, &err));
}

static void
netting_is_a_setting_that_recomputes(void **state)
{
	static const char first[] =
	    HEAD "1,2026-01-05,a,MUG,Mug,3,5.00,,,paid\n"
		 "2,2026-01-06,a,MUG,Mug,2,5.00,,,paid\n"
		 "2,2026-01-06,a,CUP,Cup,1,3.00,,,paid\n"
		 "3,2026-01-09,a,MUG,Mug,-3,5.00,,,paid\n";
	static const char second[] =
	    HEAD "4,2026-01-11,a,CUP,Cup,-1,3.00,,,paid\n"
		 "5,2026-01-12,b,CUP,Cup,2,3.00,,,paid\n";
	struct str on = STR_INIT, off = STR_INIT, now = STR_INIT;
	struct shop shop, fresh;
	struct err err = ERR_INIT;

	(void)state;
	shop_open(&shop, first);
	shop_import(&shop, second);
	derived(&shop, &on);
	/* a fresh import without it is what switching gives */
	shop_open(&fresh, NULL);
	set_netting(&fresh, "0");
	shop_import(&fresh, first);
	shop_import(&fresh, second);
	derived(&fresh, &off);
	assert_string_not_equal(on.p, off.p);
	set_netting(&shop, "0");
	derived(&shop, &now);
	assert_string_equal(now.p, off.p);
	set_netting(&shop, "");
	str_clear(&now);
	derived(&shop, &now);
	assert_string_equal(now.p, on.p);
	/* undoing the change counts as well, and an import in between */
	assert_true(history_step(shop.st, HISTORY_UNDO, true, &now, &err));
	shop_import(&shop, HEAD "6,2026-01-13,c,CUP,Cup,1,3.00,,,paid\n");
	shop_import(&fresh, HEAD "6,2026-01-13,c,CUP,Cup,1,3.00,,,paid\n");
	str_clear(&now);
	str_clear(&off);
	derived(&shop, &now);
	derived(&fresh, &off);
	assert_string_equal(now.p, off.p);
	str_release(&on);
	str_release(&off);
	str_release(&now);
	shop_close(&shop);
	shop_close(&fresh);
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
		cmocka_unit_test(netting_is_a_setting_that_recomputes),
		cmocka_unit_test(line_discounts_lower_the_cart_value),
		cmocka_unit_test(the_same_file_twice_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
