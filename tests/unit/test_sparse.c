/*
 * A shop whose orders hold one product each, almost: what is lacking is said,
 * and categories and the orders of one customer tell what pairs cannot.
 */
#include "tests/support/shop.h"

#include "service/sequencing.h"
#include "service/sparse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char PRODUCTS[] = "sku,title,category,price\n"
			       "P1,Printer one,Printers,100\n"
			       "P2,Printer two,Printers,120\n"
			       "I1,Ink one,Ink,10\n"
			       "I2,Ink two,Ink,12\n"
			       "SOAP,Soap,Bath,4\n"
			       "SALT,Salt,Food,2\n";

/* Half of the printers' buyers come back for ink a month later; in forty
 * orders some printer and some ink stand together. */
static void
open_shop(struct shop *shop, bool together)
{
	struct str csv = STR_INIT;

	str_add(
	    &csv, "order_id,order_date,customer_id,sku,quantity,unit_price\n");
	for (int i = 0; i < 60; i++)
		str_addf(&csv,
		    "A%d,2026-03-%02d 10:00:00,C%d,P1,1,100\n"
		    "B%d,2026-04-%02d 12:00:00,C%d,%s,1,10\n",
		    i, 1 + i % 20, i, i, 1 + i % 20, i,
		    i % 2 == 0 ? "I1" : "SALT");
	for (int i = 0; together && i < 40; i++)
		str_addf(&csv,
		    "D%d,2026-05-%02d 10:00:00,D%d,%s,1,1\n"
		    "D%d,2026-05-%02d 10:00:00,D%d,%s,1,1\n",
		    i, 1 + i % 20, i, i % 2 == 0 ? "P1" : "P2", i, 1 + i % 20,
		    i, i % 4 < 2 ? "I1" : "I2");
	for (int i = 0; i < 900; i++)
		str_addf(&csv, "E%d,2026-06-%02d 10:00:00,E%d,%s,1,1\n", i,
		    1 + i % 28, i, i % 3 == 0 ? "SALT" : "SOAP");
	shop_open(shop, PRODUCTS);
	shop_import(shop, csv.p);
	str_release(&csv);
}

static void
assert_words(const struct view *v, const struct sparse *sp,
    const char *const *lines, size_t n)
{
	struct str words = STR_INIT;

	sparse_add_words(v, sp, &words);
	for (size_t i = 0; i < n; i++)
		if (strstr(words.p, lines[i]) == NULL)
			fail_msg("no '%s' in:\n%s", lines[i], words.p);
	str_release(&words);
}

static void
what_is_lacking_is_said_and_what_can_be_told(void **state)
{
	static const char *const lines[] = {
		"too few multi-item orders (40 of 1,060, 3.8 %)",
		"300 are needed, at this rate after about 7,950 orders",
		"\ncategories  Ink + Printers: 40 orders, ",
		"\nfollow-up   Printer one, then Ink one: 30 of 30 customers "
		"in that order, 31 days between",
	};
	static const char *const other[] = {
		"\nfollow-up   Salt, then Printer one: 28 of 30 customers "
		"in that order, ",
	};
	struct err err = ERR_INIT;
	struct sparse sp;
	struct shop shop;
	struct view *v;

	(void)state;
	open_shop(&shop, true);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	if (!sparse_look(v, &sp, &err))
		fail_msg("%s", err.text);
	assert_true(sp.few);
	assert_words(v, &sp, lines, ARRAY_LEN(lines));
	sp.sequel[0].order.a_first = 2; /* had most of them done otherwise */
	assert_words(v, &sp, other, ARRAY_LEN(other));
	view_free(v);
	shop_close(&shop);
}

static void
no_joint_order_at_all_promises_nothing(void **state)
{
	static const char *const lines[] = {
		"too few multi-item orders (0 of 1,020, 0.0 %)",
		"300 are needed\n",
	};
	struct err err = ERR_INIT;
	struct sparse sp;
	struct shop shop;
	struct view *v;

	(void)state;
	open_shop(&shop, false);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	if (!sparse_look(v, &sp, &err))
		fail_msg("%s", err.text);
	assert_int_equal(sp.categories, 0);
	assert_words(v, &sp, lines, ARRAY_LEN(lines));
	view_free(v);
	shop_close(&shop);
}

/* Of more lines than may be looked at the newest orders tell: 900 of June and
 * of the two a day in May, of two lines each, as many as there is room for. */
static void
of_many_orders_the_newest_tell(void **state)
{
	static const char *const some[] = {
		"; of the newest 920 orders:\ncategories  Ink + Printers: "
		"20 orders, ",
	};
	static const struct {
		size_t lines, orders;
	} cases[] = { { 1099, 1059 }, { 941, 920 }, { 942, 921 }, { 899, 899 },
		{ 1, 1 }, { 1100, 0 } };
	struct err err = ERR_INIT;
	struct sparse sp;
	struct shop shop;
	struct view *v;

	(void)state;
	open_shop(&shop, true);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	assert_int_equal(v->sales.lines, 1100);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (!sparse_look_within(v, cases[i].lines, &sp, &err))
			fail_msg("%s", err.text);
		assert_int_equal(sp.newest, cases[i].orders);
	}
	assert_true(sparse_look_within(v, 940, &sp, &err));
	assert_words(v, &sp, some, ARRAY_LEN(some));
	view_free(v);
	shop_close(&shop);
}

static void
enough_is_not_called_too_little(void **state)
{
	struct sparse sp;
	struct shop shop;
	struct view *v;
	size_t products;
	bool found;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	products = v->products.n;
	assert_true(sparse_look(v, &sp, NULL));
	assert_false(sp.few);
	assert_int_equal(sp.likely, SPARSE_LIKELY);

	/* What customers bought after what is kept with the pairs, and is not
	 * of a smaller catalogue. */
	sequences_release(&v->sequences);
	assert_true(sequencing_load(shop.st, v, &found, NULL));
	assert_true(found);
	sequences_release(&v->sequences);
	v->products.n = 2;
	assert_true(sequencing_load(shop.st, v, &found, NULL));
	assert_false(found);
	v->products.n = products;
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_lacking_is_said_and_what_can_be_told),
		cmocka_unit_test(no_joint_order_at_all_promises_nothing),
		cmocka_unit_test(of_many_orders_the_newest_tell),
		cmocka_unit_test(enough_is_not_called_too_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
