/* rules: what counts and what it is worth, through a real import. */
#include "tests/support/shop.h"

#include "base/random.h"
#include "service/history.h"
#include "store/store_orders.h"

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

/* The next of a row of numbers below n. */
static unsigned
draw(uint64_t *state, unsigned n)
{
	return (unsigned)(random_mix((*state)++) % n);
}

static void
add_row(
    uint64_t *state, size_t ref, unsigned day, const char *who, struct str *out)
{
	unsigned product = draw(state, 4);
	bool back = draw(state, 6) == 0;

	str_addf(out, "%zu,2026-01-%02u,%s,P%u,Thing %u,%d,5.00,,,%s\n", ref,
	    day, who, product, product,
	    back ? -1 - (int)draw(state, 3) : 1 + (int)draw(state, 4),
	    draw(state, 12) == 0 ? "cancelled" : "paid");
}

/*
 * Rows of made-up orders of three customers and of guests. Days mostly ascend,
 * as in the files of a shop, but every fourth order is of some other day;
 * every sixth line takes something back.
 */
static size_t
make_orders(uint64_t seed, struct str *orders, size_t most)
{
	static const char *const who[] = { "a", "b", "c", "" };
	uint64_t state = seed * 1000000;
	size_t n = 4 + draw(&state, (unsigned)most - 3);

	for (size_t i = 0; i < n; i++) {
		const char *customer = who[draw(&state, ARRAY_LEN(who))];
		unsigned day = draw(&state, 4) == 0
		    ? 1 + draw(&state, 28)
		    : 1 + (unsigned)(i * 27 / n);

		for (unsigned l = draw(&state, 3) + 1; l > 0; l--)
			add_row(&state, i + 1, day, customer, &orders[i]);
	}
	return n;
}

/* The orders as one file, and as several. */
static void
import_both(uint64_t seed, const struct str *orders, size_t n,
    struct shop *parts, struct shop *one)
{
	struct str part = STR_INIT, whole = STR_INIT;
	uint64_t state = seed;

	str_set(&whole, HEAD);
	shop_open(parts, NULL);
	for (size_t i = 0; i < n; i++) {
		if (part.len == 0)
			str_set(&part, HEAD);
		str_add_slice(&part, slice_str(&orders[i]));
		str_add_slice(&whole, slice_str(&orders[i]));
		if (i + 1 < n && draw(&state, 3) > 0)
			continue;
		shop_import(parts, part.p);
		str_clear(&part);
	}
	shop_open(one, whole.p);
	str_release(&part);
	str_release(&whole);
}

static void
assert_same_audit(struct shop *a, struct shop *b)
{
	struct store_audit of_a, of_b;
	struct err err = ERR_INIT;

	assert_true(store_audit(a->st, &of_a, &err));
	assert_true(store_audit(b->st, &of_b, &err));
	assert_memory_equal(of_a.orders, of_b.orders, sizeof(of_a.orders));
	assert_memory_equal(of_a.lines, of_b.lines, sizeof(of_a.lines));
}

/* Known orders are counted again only where that can change something. */
static void
files_one_by_one_count_as_one_file(void **state)
{
	enum {
		MOST = 24
	};
	int64_t returned = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct str orders[MOST], by_parts = STR_INIT, whole = STR_INIT;
		struct shop parts, one;
		struct store_audit audit;
		struct err err = ERR_INIT;

		for (size_t i = 0; i < MOST; i++)
			str_init(&orders[i]);
		size_t n = make_orders(seed, orders, MOST);
		import_both(seed, orders, n, &parts, &one);
		derived(&parts, &by_parts);
		derived(&one, &whole);
		assert_string_equal(by_parts.p, whole.p);
		assert_same_audit(&parts, &one);
		assert_true(store_audit(one.st, &audit, &err));
		returned +=
		    audit.lines[REASON_PARTLY] + audit.lines[REASON_RETURNED];
		shop_close(&parts);
		shop_close(&one);
		for (size_t i = 0; i < MOST; i++)
			str_release(&orders[i]);
		str_release(&by_parts);
		str_release(&whole);
	}
	assert_true(returned > 10);
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
		cmocka_unit_test(files_one_by_one_count_as_one_file),
		cmocka_unit_test(netting_is_a_setting_that_recomputes),
		cmocka_unit_test(line_discounts_lower_the_cart_value),
		cmocka_unit_test(the_same_file_twice_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
