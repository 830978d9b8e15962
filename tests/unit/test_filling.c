/* filling: what lifts carts just below a threshold over it. */
#include "tests/support/shop.h"

#include <math.h>

#include "service/filling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct filling
find(struct view *v, double at, double reach)
{
	struct filling fg;
	struct err err = ERR_INIT;

	if (!filling_find(
		&(struct filling_request){ .v = v, .at = at, .reach = reach },
		&fg, &err))
		fail_msg("%s", err.text);
	return fg;
}

static void
the_sample_shop_fills_up_to_fifty(void **state)
{
	struct shop shop;
	struct view *v;
	struct filling fg;
	struct str words = STR_INIT;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	fg = find(v, 50, 10);
	assert_true(fg.n > 10);
	assert_int_equal(fg.looked, FILLING_CARTS);
	assert_true(fg.carts >= fg.looked);
	for (size_t i = 0; i < fg.n; i++) {
		const struct filler *fi = &fg.rows[i];

		/* dear enough for some cart, and not far beyond the dearest
		 * gap */
		assert_true(fi->price > 0 && fi->price <= 4500);
		assert_true(fi->closes > 0 && fi->closes <= fg.looked);
		assert_true(fi->best_in <= fi->closes);
		assert_true(fi->over >= 0);
		assert_true(i == 0 || fi->score <= fg.rows[i - 1].score);
	}
	filling_add_words(&fg, &words);
	assert_non_null(strstr(words.p,
	    "orders were worth 35.00 to 50.00; "
	    "the newest 500 were looked at"));
	str_release(&words);
	filling_release(&fg);

	/* Where nothing is earned, all scores are 0: what fits most often is
	 * first, then by SKU. */
	for (size_t i = 0; i < v->products.n; i++)
		v->products.rows[i].cost4 = SALES_UNKNOWN;
	v->settings.value[SETTING_ASSUMED_MARGIN] =
	    v->settings.value[SETTING_PAYMENT_FEE];
	fg = find(v, 50, 10);
	for (size_t i = 1; i < fg.n; i++) {
		const struct filler *x = &fg.rows[i - 1], *y = &fg.rows[i];

		assert_true(x->score <= 0 && x->score >= 0);
		assert_true(x->best_in > y->best_in ||
		    (x->best_in == y->best_in && x->product < y->product));
	}
	filling_release(&fg);
	view_free(v);
	shop_close(&shop);
}

/* A cart of A alone is 4 short; B and C go with A, but B costs 3; D is dear
 * enough and goes with nothing. */
static void
what_is_dear_enough_and_goes_with_the_cart_fills_it(void **state)
{
	struct str csv = STR_INIT, words = STR_INIT;
	struct shop shop;
	struct view *v;
	struct filling fg;

	(void)state;
	str_set(&csv,
	    "order_id,order_date,customer_id,sku,quantity,"
	    "unit_price\n");
	for (int i = 0; i < 120; i++) {
		const char *kind = i % 3 == 0 ? "B,1,3.00"
		    : i % 3 == 1              ? "C,2,2.50"
					      : "";

		str_addf(
		    &csv, "%d,2026-01-%02d,c%d,A,1,46.00\n", i, 1 + i % 28, i);
		if (kind[0] != '\0')
			str_addf(&csv, "%d,2026-01-%02d,c%d,%s\n", i,
			    1 + i % 28, i, kind);
	}
	for (int i = 200; i < 260; i++)
		str_addf(
		    &csv, "%d,2026-02-%02d,c%d,D,1,6.00\n", i, 1 + i % 28, i);
	shop_open(&shop, csv.p);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	fg = find(v, 50, 5);
	/* those of A alone and with B: 46 and 49 */
	assert_int_equal(fg.carts, 80);
	for (size_t i = 0; i < fg.n; i++)
		assert_true(!slice_eq_c(view_sku(v, fg.rows[i].product), "B") ||
		    fg.rows[i].closes <= 40);
	if (fg.n > 0)
		assert_true(slice_eq_c(view_sku(v, fg.rows[0].product), "C"));
	for (size_t i = 0; i < fg.n; i++)
		if (slice_eq_c(view_sku(v, fg.rows[i].product), "C")) {
			assert_int_equal(fg.rows[i].pieces, 2);
			assert_int_equal(fg.rows[i].price, 500);
			assert_false(fg.rows[i].margin_known);
			assert_true(
			    fabs(fg.rows[i].earns - 5 * (.4 - .029)) < 1e-9);
		}
	filling_release(&fg);
	/* A tenth is missing, and all there is goes far beyond that. */
	fg = find(v, 46.1, .1);
	assert_int_equal(fg.carts, 40);
	assert_int_equal(fg.n, 0);
	filling_add_words(&fg, &words);
	assert_string_equal(words.p,
	    "40 of 180 orders were worth 45.95 to 46.10: no product goes with "
	    "them and is dear enough");
	filling_release(&fg);
	str_release(&words);
	view_free(v);
	shop_close(&shop);
	str_release(&csv);
}

static void
an_empty_shop_has_nothing_to_fill(void **state)
{
	struct shop shop;
	struct view *v;
	struct filling fg;
	struct err err = ERR_INIT;
	struct str words = STR_INIT;

	(void)state;
	shop_open(&shop, NULL);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS);
	fg = find(v, 50, 10);
	assert_int_equal(fg.n, 0);
	filling_add_words(&fg, &words);
	assert_non_null(strstr(words.p, "nothing to fill"));
	filling_release(&fg);
	assert_false(filling_find(
	    &(struct filling_request){ .v = v, .at = 0, .reach = 1 }, &fg,
	    &err));
	str_release(&words);
	view_free(v);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample_shop_fills_up_to_fifty),
		cmocka_unit_test(
		    what_is_dear_enough_and_goes_with_the_cart_fills_it),
		cmocka_unit_test(an_empty_shop_has_nothing_to_fill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
